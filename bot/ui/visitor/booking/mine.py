"""«Мои заявки»: cards that say what to do now, and by when (B7, B10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.booking.booking import Booking, Visit, next_awaited
from bot.domain.booking.duties import SAID_ONCE, duty_of
from bot.domain.booking.offers.views import OfferView
from bot.domain.booking.routes.progress import progress_of
from bot.domain.booking.views import BookingView, MineView
from bot.domain.catalogue.catalogue import Site
from bot.domain.chunks import chunks
from bot.domain.lengths import SENTENCE
from bot.domain.model import ApplicationStatus, Audience, CancelReason, DutyKind, VisitStatus
from bot.domain.pages import page_of
from bot.domain.papers.review import ExpertReview
from bot.domain.people.given import GivenAway
from bot.domain.placements.application import Application
from bot.domain.refusal import OpenBooking, Refusal
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import (
    day_label,
    local_date,
    moment_label,
    moments_label,
    short_day_label,
    short_moment_label,
    short_moments_label,
    time_label,
    zones_line,
)
from bot.ui.formats.group import group_lines
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, shorten
from bot.ui.formats.manual import manual_line
from bot.ui.formats.money import due_price
from bot.ui.formats.phones import office_label
from bot.ui.kit import (
    arrows,
    back_button,
    button,
    copy_button,
    home_button,
    keyboard,
    refusal_screen,
)
from bot.ui.refusals import refusal_text
from bot.ui.screen import MOST_CHARACTERS, Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.arrival import arrival_button
from bot.ui.visitor.booking.duties import ON_SENT, card_rows, duty_lines, transport_row
from bot.ui.visitor.booking.offers import offer_button, offer_line, waiting_button, waiting_line
from bot.ui.visitor.booking.on_the_day import day_buttons, rest_line, said_lines
from bot.ui.visitor.booking.routes import as_short_as_need_be, booked_price, stop_lines
from bot.ui.visitor.booking.states import MARKS, mark_of, site_line, status_label
from bot.ui.visitor.callback_data import (
    AnswerTap,
    BookAgainTap,
    CancelBookingTap,
    HandoverTap,
    MoveTap,
    NumbersTap,
    OfferTap,
    ShowBooking,
    ShowCatalogue,
    ShowClasses,
    ShowMine,
    ShowPlace,
    ShowProgramme,
    ShowRoute,
    ShowSite,
)
from bot.ui.visitor.papers.screens import anew_button, outdated_line, papers_button
from bot.ui.visitor.papers.texts import review_label
from bot.ui.visitor.party import counts_label, party_label
from bot.ui.visitor.placements.callback_data import ShowApplication
from bot.ui.visitor.site_lines import bring_line

A_PAGE = 4
QUESTION_SHOWN = 100
"""Characters of a site's question; the message and its answer show all of it."""

APPLICATION_MARKS = {
    ApplicationStatus.REVIEW: "⏳",
    ApplicationStatus.CONSIDERED: "⏳",
    ApplicationStatus.SHORTLISTED: "⏳",
    ApplicationStatus.INVITED: "⏳",
    ApplicationStatus.OFFERED: "⏳",
    ApplicationStatus.ACCEPTED: "✅",
    ApplicationStatus.DECLINED: "❌",
    ApplicationStatus.WITHDRAWN: "❌",
    ApplicationStatus.EXPIRED: "❌",
}


def mine_screen(view: MineView, page: int, t: Translator, *, past: bool) -> Screen:
    """Upcoming soonest first; the past and placements behind a button each."""
    shown = page_of(view.past if past else view.upcoming, page, A_PAGE)
    before, after = ((shown.page + step) % shown.pages for step in (-1, 1))
    turns = (ShowMine(page=before, past=past), ShowMine(page=after, past=past))
    over = len(view.past) + len(view.given)
    other = button(t.label("mine.past", n=over), ShowMine(past=True)) if over else None
    first_page = not past and shown.page == 0
    rows = keyboard(
        *[offer_button(each, t) for each in view.offers if first_page],
        *[button(item_label(each, t), ShowBooking(booking=each.booking.id)) for each in shown.entries],
        *[waiting_button(each, t) for each in view.waiting if first_page and each.offer is None],
        *[_application_button(each, t) for each in view.applications if first_page],
        arrows(*turns) if shown.pages > 1 else None,
        button(t.label("mine.upcoming"), ShowMine()) if past else other,
        button(t.label("home.catalogue"), ShowCatalogue()) if not shown.total and not past else None,
        home_button(t),
    )
    texts = [_item_text(each, t) for each in shown.entries]
    if first_page:
        texts = [*[offer_line(each, t) for each in view.offers], *texts]
        texts += [waiting_line(each, t) for each in view.waiting if each.offer is None]
    if past and shown.page == 0:
        texts += [_given_line(each, t) for each in view.given[:GIVEN_SHOWN]]
    if not texts:
        texts = [t.html(_nothing_key(view, past=past))]
    moments = [(each.booking.next_visit(view.now).starts_at, each.site.timezone) for each in shown.entries]
    title = bold(t.label("mine.title_past" if past else "mine.title"))
    return Screen(lines(title, *texts, zones_line(moments, t)), rows)


GIVEN_SHOWN = 5


def _given_line(given: GivenAway, t: Translator) -> Html:
    return t.html("mine.given", reference=given.reference, day=day_label(local_date(given.at, "UTC"), t))


def _nothing_key(view: MineView, *, past: bool) -> str:
    if past:
        return "mine.no_past"
    if view.applications:
        return "mine.only_placements"
    return "mine.empty_ahead" if view.past else "mine.empty"


def item_label(view: BookingView, t: Translator) -> str:
    """«✅ К-0012 · чт 3.12, 10:00»."""
    what = f"{mark_of(view)} {t.reference(view.booking.reference)}"
    starts = view.booking.starts_now(view.now)
    room = ONE_IN_A_ROW - len(what) - 4
    all_of_them = short_moments_label(starts, view.site.timezone, t, room)
    for when in (all_of_them, short_moment_label(min(starts), view.site.timezone, t)):
        for between in (" · ", " "):
            if len(what) + len(between) + len(when) < ONE_IN_A_ROW:  # the mark is two wide
                return f"{what}{between}{when}"
    return f"{what} {short_day_label(local_date(min(starts), view.site.timezone), t)}"


def _application_button(application: Application, t: Translator) -> Button:
    mark = APPLICATION_MARKS[application.status]
    label = t.label("mine.application", reference=application.reference)
    return button(f"{mark} {label}", ShowApplication(application=application.id))


def _item_text(view: BookingView, t: Translator) -> Html:
    booking = view.booking
    item = t.html(
        "mine.item",
        mark=mark_of(view),
        reference=booking.reference,
        moment=moments_label(booking.starts_now(view.now), view.site.timezone, t),
        site=view.site.name if view.route is None else view.route.title,
        status=status_label(view, t),
        duty=t.html("mine.is_asked") if view.unanswered else duty_text(view, t),
    )
    if view.asked is None:
        return item
    return lines(item, t.html("mine.item_asked", moments=_moments_asked(view.asked, t)))


def duty_text(view: BookingView, t: Translator) -> Html:
    """What to do now, and by when; empty when nothing is left."""
    if view.duty is None:
        return Html("")
    site = view.site_of(view.duty.site_id)
    if view.duty.kind is DutyKind.COME and view.duty.due_at <= view.now:
        text = t.html("duty.begun", time=time_label(view.duty.due_at, site.timezone, t))
    elif view.duty.kind is DutyKind.GATHER:
        text = lines(*_gathering(view, t), t.html("duty.gather"))
    else:
        text = t.html(f"duty.{view.duty.kind}", moment=moment_label(view.duty.due_at, site.timezone, t))
    if view.route is None or view.duty.kind in SAID_ONCE:
        return text
    return t.html("duty.next_at_site", line=text, site=site.name)


def _gathering(view: BookingView, t: Translator) -> list[Html | None]:
    """How far the groups are that are not complete; of a route each stop says it of its own."""
    if view.route is not None:
        return []
    return group_lines([each for each in view.booking.visits if each.gathers], view.site.timezone, t)


def _group_lines(view: BookingView, t: Translator) -> list[Html | None]:
    """How far the groups are, where the next duty has not said it."""
    said = view.duty is not None and view.duty.kind is DutyKind.GATHER
    ahead = [each for each in view.booking.visits if each.ends_at > view.now and not (said and each.gathers)]
    return group_lines(ahead, view.site.timezone, t)


def _tells_why(visit: Visit) -> bool:
    """Who cancels without a reason is not told that it was theirs."""
    return visit.reason not in {None, CancelReason.NOT_NEEDED}


def _visit_line(view: BookingView, visit: Visit, t: Translator) -> Html:
    several = len(view.booking.visits) > 1
    shows_code = visit.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED}
    key = "mine.visit" if shows_code else "mine.visit_no_code"
    if not view.booking.ended_alike and not visit.status.takes_seats:
        key = "mine.visit_off_why" if _tells_why(visit) else "mine.visit_off"
    return t.html(
        key,
        state=t.label(f"status.{visit.status}"),
        reason=t.label(f"reason.{visit.reason}") if visit.reason else "",
        moment=moment_label(visit.starts_at, view.site.timezone, t),
        counts=counts_label(visit.children, visit.adults, t),
        mark=f"{MARKS[visit.status]} " if several else "",
        code=code_label(visit.code, t),
    )


def booking_card(view: BookingView, t: Translator) -> Screen:
    """Everything about one booking, its next duty first; of a route with many stops as much as there is room
    for."""
    text = _fitting(view, lambda brief: _card_text(view, t, brief=brief))
    return Screen(_with_duties(text, view, t), _card_keyboard(view, t))


def _fitting(view: BookingView, compose: Callable[[bool], Html]) -> Html:
    may_be_long = view.route is not None or view.outdated
    return as_short_as_need_be(compose) if may_be_long else compose(False)


def _card_text(view: BookingView, t: Translator, *, brief: bool) -> Html:
    booking, school = view.booking, view.booking.organisation_title
    confirmed = booking.status is VisitStatus.CONFIRMED and not booking.is_over(view.now)
    return lines(
        t.html(
            "mine.head",
            mark=mark_of(view),
            reference=booking.reference,
            status=status_label(view, t),
        ),
        duty_text(view, t) if view.duty is not None else None,
        None if brief else _manual_line(view, t),
        outdated_line(view.outdated, t),
        *[
            t.html("mine.asked_by_site", text=shorten(each.text or "", QUESTION_SHOWN))
            for each in view.unanswered
        ],
        _reason_line(view, t),
        *said_lines(view, t),
        Html(""),
        *_what_and_when(view, t, brief=brief),
        _decide_line(view.instead, t) if view.instead is not None else None,
        _review_line(view.reviews, t),
        _asked_line(view.asked, t) if view.asked is not None else None,
        _party_line(booking, t),
        wanted_line(booking, t),
        t.html("summary.school", school=school) if school and not brief else None,
        t.html("summary.group_title", title=booking.group_title) if booking.group_title else None,
        price_line(view, t, brief=brief),
        *_next_place(view, t, confirmed=confirmed),
        _pass_office_line(view, t) if confirmed and not brief else None,
    )


def _manual_line(view: BookingView, t: Translator) -> Html | None:
    """Why it waits, where others need not."""
    booking = view.booking
    return manual_line(booking.audience, booking.organisation_id, t) if view.manual else None


def _pass_office_line(view: BookingView, t: Translator) -> Html | None:
    if view.duty is None or view.duty.kind is not DutyKind.HAND_LIST:
        return None
    email = view.site_of(view.duty.site_id).pass_office_email
    return t.html("mine.pass_office", email=email) if email else None


def _next_place(view: BookingView, t: Translator, *, confirmed: bool) -> list[Html | None]:
    """Where to meet, and whom to call: of a route, at the stop that is next."""
    booking, site = view.booking, view.site
    if view.route is None:
        return [
            t.html("mine.meeting", place=site.meeting_point) if confirmed else None,
            host_line(site, t) if confirmed or booking.status is VisitStatus.NO_SHOW else None,
        ]
    if booking.is_over(view.now) or booking.next_visit(view.now).status is not VisitStatus.CONFIRMED:
        return []
    return [
        t.html("route.next_stop", site=site.name, place=site.meeting_point),
        host_line(site, t),
    ]


def _what_and_when(view: BookingView, t: Translator, *, brief: bool = False) -> list[Html | None]:
    """What is visited, and each visit of it; of a route each stop."""
    if view.route is not None:
        stops = stop_lines(view.booking, view.places, t, brief=brief)
        return [t.html("mine.route", title=view.route.title), *stops]
    site = view.site
    return [
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        *[_visit_line(view, each, t) for each in view.booking.visits],
        *_group_lines(view, t),
    ]


def _decide_line(instead: OfferView, t: Translator) -> Html:
    """A stop of a route was refused: by when its leader decides (C3)."""
    until = moment_label(instead.offer.expires_at, instead.timezone, t)
    return t.html("route.decide" if instead.choices else "route.decide_alone", until=until)


def _review_line(reviews: Sequence[ExpertReview], t: Translator) -> Html | None:
    """What experts say of a class; their sentences, where there are many, stand in their messages."""
    if not reviews:
        return None
    words = sum(len(each.text or "") for each in reviews) <= SENTENCE
    return escape(review_label(reviews, t, words=words))


def _asked_line(asked: OfferView, t: Translator) -> Html:
    """To which time it may go, and by when the site decides (B9)."""
    until = moment_label(asked.offer.expires_at, asked.first.site.timezone, t)
    return t.html("mine.asked", moments=_moments_asked(asked, t), until=until)


def _moments_asked(asked: OfferView, t: Translator) -> str:
    return moments_label(asked.first.starts, asked.first.site.timezone, t)


def _party_line(booking: Booking, t: Translator) -> Html | None:
    if not booking.organisation_title:
        return None
    children, adults = booking.party.children, booking.party.adults
    party = party_label(booking.audience, booking.grade, booking.letter, children, adults, t)
    return t.html("mine.party", party=party)


def wanted_line(booking: Booking, t: Translator) -> Html | None:
    """Other numbers that the host has not agreed to yet (B8)."""
    if booking.wanted_children is None or booking.wanted_adults is None:
        return None
    return t.html("numbers.wanted", counts=counts_label(booking.wanted_children, booking.wanted_adults, t))


def price_line(view: BookingView, t: Translator, *, brief: bool = False) -> Html | None:
    """The total for those who come; none for what was called off."""
    if view.route is not None:
        return booked_price(view, t, brief=brief)
    people = view.booking.standing_seats
    if not people:
        return None
    confirmed = view.booking.status is VisitStatus.CONFIRMED
    return due_price(view.programme, view.booking.audience, people, t, payee=confirmed)


def host_line(site: Site, t: Translator) -> Html | None:
    """Whom to call at the site, if there is a phone."""
    if not site.contact_phone:
        return None
    return t.html("mine.host", name=site.contact_name, phone=office_label(site.contact_phone, t))


def _transport_line(view: BookingView, t: Translator) -> Html | None:
    """How the class comes is asked once it is sent, or said."""
    asked = duty_of(view.duties, DutyKind.TRANSPORT)
    if asked is None:
        return None
    return duty_lines((asked,), view, t)[0] if asked.is_done else t.html("sent.transport")


def _with_duties(text: Html, view: BookingView, t: Translator) -> Html:
    """The card with all duties, where there is room for them; else they are one tap away."""
    if view.booking.is_over(view.now) or view.booking.status not in {
        VisitStatus.PENDING,
        VisitStatus.CONFIRMED,
    }:
        return text
    own = duty_lines(view.duties, view, t, but=view.duty)
    longer = lines(text, Html(""), *own) if own else text
    return longer if len(longer) <= MOST_CHARACTERS else text


def _reason_line(view: BookingView, t: Translator) -> Html | None:
    visit = view.booking.first
    if view.route is not None:
        return None  # each stop says it
    if not _tells_why(visit) or visit.status.takes_seats or not view.booking.ended_alike:
        return None
    line = site_line(visit, t)
    if visit.reason == CancelReason.OTHER:
        return line  # «Причина: другая причина» says nothing
    return lines(t.html("mine.reason", reason=t.label(f"reason.{visit.reason}")), line)


def _card_keyboard(view: BookingView, t: Translator) -> Inline:
    booking, status = view.booking, view.booking.status
    ahead = status in {VisitStatus.PENDING, VisitStatus.CONFIRMED} and not booking.is_over(view.now)
    next_one: Button | None = None
    if not status.takes_seats:
        next_one = button(t.label("mine.book_again"), BookAgainTap(booking=booking.id))
    elif view.route is not None and not ahead:
        next_one = button(t.label("route.show"), ShowRoute(route=view.route.id))
    elif status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW} or not ahead:
        next_one = button(t.label("mine.programme"), ShowProgramme(programme=view.programme.id))
    return keyboard(
        _decide_button(view, t),
        *[button(t.label("asked.reply"), AnswerTap(enquiry=each.id)) for each in view.unanswered],
        *(day_buttons(next_awaited(view.awaited_today, view.now), t) if view.awaited_today else ()),
        *(card_rows(view, t) if ahead else ()),
        *(copy_buttons(booking, t) if ahead else ()),
        button(t.label("numbers.change"), NumbersTap(booking=booking.id, op="ask"))
        if view.may_recount
        else None,
        papers_button(booking.id, t) if booking.standing else None,
        site_buttons(view.site, t, booking.id) if ahead else None,
        _move_button(view, t) if view.may_cancel else None,
        button(t.label("handover.button"), HandoverTap(op="booking", id=booking.id))
        if view.may_cancel
        else None,
        cancel_button(booking, t) if view.may_cancel else None,
        next_one,
        back_button(ShowMine(), t, "mine.all"),
    )


def _decide_button(view: BookingView, t: Translator) -> Button | None:
    if view.instead is None:
        return None
    return button(t.label("route.see_instead"), OfferTap(offer=view.instead.offer.id, op="show"))


def _move_button(view: BookingView, t: Translator) -> Button:
    if view.asked is not None:
        return button(t.label("move.take_back"), OfferTap(offer=view.asked.offer.id, op="no"))
    if view.route is not None:
        return button(t.label("route.another_day"), BookAgainTap(booking=view.booking.id))
    return button(t.label("mine.move"), MoveTap(booking=view.booking.id))


def not_moved(refusal: Refusal, t: Translator) -> Screen:
    """Why a booking cannot go to another time; of a route, what is possible instead."""
    own = next((each for each in refusal.alternatives if isinstance(each, OpenBooking)), None)
    ways = (
        ()
        if own is None
        else (
            button(t.label("route.another_day"), BookAgainTap(booking=own.booking_id)),
            button(t.label("sent.card"), ShowBooking(booking=own.booking_id)),
        )
    )
    return refusal_screen(t.html("form.refused", text=refusal_text(refusal, t)), t, *ways)


def cancel_button(booking: Booking, t: Translator) -> Button:
    """What is cancelled is called what it still is: an unanswered request, or a visit."""
    unanswered = booking.status is VisitStatus.PENDING
    label = t.label("mine.cancel_request" if unanswered else "mine.cancel")
    return button(label, CancelBookingTap(booking=booking.id))


def copy_buttons(booking: Booking, t: Translator) -> list[tuple[Button, ...]]:
    """What is said at the gate and on the phone, into the clipboard: the codes of the visits that are
    awaited, and the reference; below them the code as a picture."""
    codes = [code_label(each.code, t) for each in booking.visits if each.status is VisitStatus.CONFIRMED]
    reference = t.reference(booking.reference)
    shown = [copy_button(t.label("copy.code", code=each), each) for each in codes]
    shown.append(copy_button(t.label("copy.reference", reference=reference), reference))
    picture = arrival_button(booking, t)
    return [tuple(each) for each in chunks(shown, 2)] + ([(picture,)] if picture else [])


def site_buttons(site: Site, t: Translator, booking: int = 0) -> tuple[Button, ...]:
    """What to know before one comes, and where to; with the way back to a ``booking``, if there is one."""
    return (
        button(t.label("mine.rules"), ShowSite(site=site.id, rules=True, booking=booking)),
        button(t.label("site.place"), ShowPlace(site=site.id)),
    )


def _starts_ahead(view: BookingView) -> tuple[datetime, ...]:
    """When what can be called off begins; of a route its next stop."""
    ahead = view.booking.ahead(view.now)
    if view.route is not None or not ahead:
        return view.booking.starts_now(view.now)
    return tuple(each.starts_at for each in ahead)


def cancel_reasons(view: BookingView, t: Translator) -> Screen:
    """Schools name a reason, others confirm with one tap."""
    booking = view.booking
    schools = booking.audience in {Audience.SCHOOL, Audience.COLLEGE}
    reasons = CancelReason.of_school() if schools else (CancelReason.NOT_NEEDED,)
    buttons = [
        button(t.label(f"cancel.{each}"), CancelBookingTap(booking=booking.id, reason=each.value))
        for each in reasons
    ]
    text = t.html(
        "cancel.ask" if schools else "cancel.sure",
        reference=booking.reference,
        moment=moments_label(_starts_ahead(view), view.site.timezone, t),
        site=view.site.name if view.route is None else view.route.title,
    )
    if view.route is not None:
        text = lines(text, t.html("route.cancel"))
    else:
        text = lines(text, rest_line(booking, view.now, view.site.timezone, t))
    return Screen(text, keyboard(*buttons, back_button(ShowBooking(booking=booking.id), t, "cancel.keep")))


def _next_step(view: BookingView, t: Translator, *, confirmed: bool) -> Html | None:
    if view.route is not None:
        return t.html("sent.we_write_route")
    return bring_line(view.site, t) if confirmed else t.html("sent.we_write")


def _sent_text(view: BookingView, t: Translator, *, brief: bool) -> Html:
    booking, site = view.booking, view.site
    confirmed = booking.status is VisitStatus.CONFIRMED
    key = "sent.confirmed" if confirmed else "sent.request"
    return lines(
        t.html("sent.gathering" if booking.gathers else key, reference=booking.reference),
        *_what_and_when(view, t, brief=brief),
        _party_line(booking, t),
        t.html("summary.school", school=booking.organisation_title or "") if booking.is_operator else None,
        t.html("summary.group_title", title=booking.group_title) if booking.group_title else None,
        price_line(view, t, brief=brief),
        t.html("mine.meeting", place=site.meeting_point) if confirmed and view.route is None else None,
        host_line(site, t) if confirmed and view.route is None else None,
        Html(""),
        None if brief else _manual_line(view, t),
        duty_text(view, t),
        outdated_line(view.outdated, t),
        _next_step(view, t, confirmed=confirmed),
        _transport_line(view, t),
        refusal_text(view.card_refused, t) if view.card_refused is not None else None,
    )


def booking_sent(view: BookingView, t: Translator) -> Screen:
    """The answer to «Отправить», worth a screenshot: reference, when, who, by when the answer. An old button
    of the form shows what has become of it since."""
    booking = view.booking
    alike = booking.ended_alike or (view.route is not None and not progress_of(booking).lost)
    just_sent = alike and booking.status in {VisitStatus.PENDING, VisitStatus.CONFIRMED}
    if not just_sent or booking.is_over(view.now):
        return booking_card(view, t)
    text = _fitting(view, lambda brief: _sent_text(view, t, brief=brief))
    rows = keyboard(
        transport_row(booking, view.duties, t, ON_SENT),
        *copy_buttons(booking, t),
        anew_button(booking.id, view.outdated, t),
        button(t.label("sent.card"), ShowBooking(booking=booking.id, anew=True)),
        button(t.label("sent.mine"), ShowMine(anew=True)),
        button(t.label("classes.title"), ShowClasses(anew=True)) if view.card_refused is not None else None,
    )
    return Screen(text, rows)
