"""«Мои заявки»: cards that say what to do now, and by when (B7, B10)."""

from __future__ import annotations

from bot.domain.application import Application
from bot.domain.booking import Visit
from bot.domain.model import ApplicationStatus, Audience, CancelReason, VisitStatus
from bot.domain.views import BookingView, DutyKind, MineView
from bot.ui.codes import code_label
from bot.ui.dates import moment_label, short_moment_label
from bot.ui.html import Html, bold, lines
from bot.ui.phones import phone_label
from bot.ui.refusals import refusal_text
from bot.ui.screen import Button, Inline, Screen
from bot.ui.tap import Home
from bot.ui.translator import Translator
from bot.ui.visitor.application_taps import ShowApplication
from bot.ui.visitor.party import counts_label, party_label
from bot.ui.visitor.taps import (
    BookAgainTap,
    CancelBookingTap,
    ShowBooking,
    ShowCatalogue,
    ShowClasses,
    ShowMine,
    ShowPlace,
    ShowProgramme,
    ShowSite,
)

A_PAGE = 4

MARKS = {
    VisitStatus.PENDING: "⏳",
    VisitStatus.CONFIRMED: "✅",
    VisitStatus.ARRIVED: "✅",
    VisitStatus.NO_SHOW: "❌",
    VisitStatus.DECLINED: "❌",
    VisitStatus.EXPIRED: "❌",
    VisitStatus.CANCELLED: "❌",
    VisitStatus.CANCELLED_BY_HOST: "❌",
}

APPLICATION_MARKS = {
    ApplicationStatus.REVIEW: "⏳",
    ApplicationStatus.ACCEPTED: "✅",
    ApplicationStatus.DECLINED: "❌",
    ApplicationStatus.WITHDRAWN: "❌",
    ApplicationStatus.EXPIRED: "❌",
}


def mine_screen(view: MineView, page: int, t: Translator, *, past: bool) -> Screen:
    """Upcoming soonest first; the past and placements behind a button each."""
    items = view.past if past else view.upcoming
    pages = max(-(-len(items) // A_PAGE), 1)
    page = min(max(page, 0), pages - 1)
    shown = items[page * A_PAGE : (page + 1) * A_PAGE]
    rows: list[tuple[Button, ...]] = [
        (Button(_item_label(each, t), tap=ShowBooking(booking=each.booking.id).pack()),) for each in shown
    ]
    if not past and page == 0:
        rows += [(_application_button(each, t),) for each in view.applications]
    if pages > 1:
        rows.append(
            tuple(
                Button(arrow, tap=ShowMine(page=target % pages, past=past).pack())
                for arrow, target in (("‹", page - 1), ("›", page + 1))
            )
        )
    if past:
        rows.append((Button(t.label("mine.upcoming"), tap=ShowMine().pack()),))
    elif view.past:
        rows.append((Button(t.label("mine.past", n=len(view.past)), tap=ShowMine(past=True).pack()),))
    if not items and not past:
        rows.append((Button(t.label("home.catalogue"), tap=ShowCatalogue().pack()),))
    rows.append((Button(t.label("button.home"), tap=Home().pack()),))
    texts = [_item_text(each, t) for each in shown]
    if not items:
        texts = [t.html(_nothing_key(view, past=past))]
    return Screen(
        lines(bold(t.label("mine.title_past" if past else "mine.title")), *texts), Inline(tuple(rows))
    )


def _nothing_key(view: MineView, *, past: bool) -> str:
    if past:
        return "mine.no_past"
    if view.applications:
        return "mine.only_placements"
    return "mine.empty_ahead" if view.past else "mine.empty"


def _item_label(view: BookingView, t: Translator) -> str:
    first = view.booking.first
    when = short_moment_label(first.starts_at, view.site.timezone, t)
    return f"{MARKS[view.booking.status]} {view.booking.reference} · {when}"


def _application_button(application: Application, t: Translator) -> Button:
    mark = APPLICATION_MARKS[application.status]
    label = t.label("mine.application", reference=application.reference)
    return Button(f"{mark} {label}", tap=ShowApplication(application=application.id).pack())


def _item_text(view: BookingView, t: Translator) -> Html:
    booking = view.booking
    return t.html(
        "mine.item",
        mark=MARKS[booking.status],
        reference=booking.reference,
        moment=moment_label(booking.first.starts_at, view.site.timezone, t),
        site=view.site.name,
        status=t.label(f"status.{booking.status}"),
        duty=duty_text(view, t),
    )


def duty_text(view: BookingView, t: Translator) -> Html:
    """What to do now, and by when; empty when nothing is left."""
    if view.duty is None:
        return Html("")
    return t.html(f"duty.{view.duty.kind}", moment=moment_label(view.duty.due_at, view.site.timezone, t))


def _visit_line(view: BookingView, visit: Visit, t: Translator) -> Html:
    several = len(view.booking.visits) > 1
    shows_code = visit.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}
    return t.html(
        "mine.visit" if shows_code else "mine.visit_no_code",
        moment=moment_label(visit.starts_at, view.site.timezone, t),
        counts=counts_label(visit.children, visit.adults, t),
        mark=f"{MARKS[visit.status]} " if several else "",
        code=code_label(visit.code, t),
    )


def booking_card(view: BookingView, t: Translator) -> Screen:
    """Everything about one booking, its next duty first."""
    booking, site = view.booking, view.site
    party = party_label(
        booking.audience,
        booking.grade,
        booking.letter,
        booking.party.children,
        booking.party.adults,
        t,
    )
    confirmed = booking.status is VisitStatus.CONFIRMED
    text = lines(
        t.html(
            "mine.head",
            mark=MARKS[booking.status],
            reference=booking.reference,
            status=t.label(f"status.{booking.status}"),
        ),
        duty_text(view, t) if view.duty is not None else None,
        _reason_line(view, t),
        Html(""),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        *[_visit_line(view, each, t) for each in booking.visits],
        t.html("mine.party", party=party) if booking.organisation_title else None,
        t.html("summary.school", school=booking.organisation_title) if booking.organisation_title else None,
        t.html("mine.meeting", place=site.meeting_point) if confirmed else None,
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone))
        if confirmed and site.contact_phone
        else None,
        t.html("mine.pass_office", email=site.pass_office_email)
        if confirmed and site.pass_office_email and view.duty and view.duty.kind is DutyKind.HAND_LIST
        else None,
    )
    return Screen(text, Inline(tuple(_card_rows(view, t))))


def _reason_line(view: BookingView, t: Translator) -> Html | None:
    visit = next((each for each in view.booking.visits if each.reason), None)
    if visit is None or view.booking.status.takes_seats:
        return None
    return t.html("mine.reason", reason=t.label(f"reason.{visit.reason}"))


def _card_rows(view: BookingView, t: Translator) -> list[tuple[Button, ...]]:
    site, booking = view.site, view.booking
    rows: list[tuple[Button, ...]] = []
    if booking.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED}:
        rows.append(
            (
                Button(t.label("mine.rules"), tap=ShowSite(site=site.id, rules=True).pack()),
                Button(t.label("site.place"), tap=ShowPlace(site=site.id).pack()),
            )
        )
    if view.may_cancel:
        rows.append((Button(t.label("mine.cancel"), tap=CancelBookingTap(booking=booking.id).pack()),))
    if not booking.status.takes_seats:
        rows.append((Button(t.label("mine.book_again"), tap=BookAgainTap(booking=booking.id).pack()),))
    elif booking.status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}:
        tap = ShowProgramme(programme=view.programme.id).pack()
        rows.append((Button(t.label("mine.programme"), tap=tap),))
    rows.append((Button(t.label("mine.all"), tap=ShowMine().pack()),))
    return rows


def cancel_reasons(view: BookingView, t: Translator) -> Screen:
    """Schools name a reason, others confirm with one tap."""
    booking = view.booking
    schools = booking.audience in {Audience.SCHOOL, Audience.COLLEGE}
    reasons = CancelReason.of_school() if schools else (CancelReason.NOT_NEEDED,)
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                t.label(f"cancel.{each}"),
                tap=CancelBookingTap(booking=booking.id, reason=each.value).pack(),
            ),
        )
        for each in reasons
    ]
    rows.append((Button(t.label("cancel.keep"), tap=ShowBooking(booking=booking.id).pack()),))
    text = t.html(
        "cancel.ask" if schools else "cancel.sure",
        reference=booking.reference,
        moment=moment_label(booking.first.starts_at, view.site.timezone, t),
        site=view.site.name,
    )
    return Screen(text, Inline(tuple(rows)))


def booking_sent(view: BookingView, t: Translator) -> Screen:
    """The answer to «Отправить», worth a screenshot: reference, when, who, by when the answer."""
    booking, site = view.booking, view.site
    confirmed = booking.status is VisitStatus.CONFIRMED
    text = lines(
        t.html("sent.confirmed" if confirmed else "sent.request", reference=booking.reference),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        *[_visit_line(view, each, t) for each in booking.visits],
        t.html(
            "mine.party",
            party=party_label(
                booking.audience,
                booking.grade,
                booking.letter,
                booking.party.children,
                booking.party.adults,
                t,
            ),
        )
        if booking.organisation_title
        else None,
        t.html("mine.meeting", place=site.meeting_point) if confirmed else None,
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone))
        if confirmed and site.contact_phone
        else None,
        Html(""),
        duty_text(view, t),
        t.html("sent.bring", text=site.bring) if confirmed else t.html("sent.we_write"),
        refusal_text(view.card_refused, t) if view.card_refused is not None else None,
    )
    rows = [
        (Button(t.label("sent.card"), tap=ShowBooking(booking=booking.id, anew=True).pack()),),
        (Button(t.label("sent.mine"), tap=ShowMine(anew=True).pack()),),
    ]
    if view.card_refused is not None:
        rows.append((Button(t.label("classes.title"), tap=ShowClasses(anew=True).pack()),))
    return Screen(text, Inline(tuple(rows)))
