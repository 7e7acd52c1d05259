"""What leaders are told: decisions, reminders, holds that ran out.

First line the fact, then what to do, then by when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.booking.booking import Booking, Visit, people_in
from bot.domain.booking.offers.views import OfferView, WaitingView
from bot.domain.booking.routes.progress import progress_of
from bot.domain.booking.views import BookingView
from bot.domain.forms import Question
from bot.domain.messages.views import (
    DutyView,
    Elsewhere,
    FormEndedView,
    HoldExpiredView,
    LateAnswerView,
    PartView,
    RefusedView,
    ReminderView,
    RetimedView,
)
from bot.domain.model import CancelReason, ListKind, VisitStatus
from bot.domain.people.complaint import ComplaintView
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import (
    clocks_label,
    moment_label,
    moments_label,
    short_moment_label,
    time_label,
)
from bot.ui.formats.group import group_lines
from bot.ui.formats.html import Html, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label, within
from bot.ui.formats.money import due_price, party_price
from bot.ui.formats.phones import office_label
from bot.ui.kit import button, home_button, keyboard
from bot.ui.refusals import way_label
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor import enquiries
from bot.ui.visitor.booking import duties, numbers
from bot.ui.visitor.booking.form import form_cancelled
from bot.ui.visitor.booking.mine import booking_sent, copy_buttons
from bot.ui.visitor.booking.offers import kept_buttons, kept_lines, offer_screen, waiting_screen
from bot.ui.visitor.booking.on_the_day import answer_buttons, day_buttons
from bot.ui.visitor.booking.routes import as_short_as_need_be
from bot.ui.visitor.booking.states import site_line
from bot.ui.visitor.callback_data import (
    BookAgainTap,
    CancelBookingTap,
    DayTap,
    FormTap,
    MoveTap,
    NumbersTap,
    ShowBooking,
    ShowCatalogue,
    ShowMine,
    ShowPlace,
)
from bot.ui.visitor.handover import handover_late, handover_state
from bot.ui.visitor.papers.feedback import feedback_again, group_reviewed
from bot.ui.visitor.papers.screens import anew_button, outdated_line
from bot.ui.visitor.party import counts_label
from bot.ui.visitor.person import data_go_soon
from bot.ui.visitor.site_lines import bring_line

LONGEST_MOMENT = 60

FEW_VISITS = 2
"""With more subgroups the rules of the site are left to its card, which is one tap away."""


def _card_button(booking: Booking, t: Translator) -> tuple[Button, ...]:
    return (Button(t.label("sent.card"), tap=ShowBooking(booking=booking.id, anew=True).pack()),)


def _place_button(view: PartView, t: Translator) -> tuple[Button, ...]:
    return (Button(t.label("site.place"), tap=ShowPlace(site=view.site.id).pack()),)


def _when(view: PartView, t: Translator) -> Html:
    """Each visit with its people and its code."""
    return lines(
        *[
            t.html(
                "mine.visit",
                mark="",
                moment=moment_label(each.starts_at, view.site.timezone, t),
                counts=counts_label(each.children, each.adults, t),
                code=code_label(each.code, t),
            )
            for each in view.visits
        ]
    )


def _host_line(view: PartView, t: Translator) -> Html:
    return t.html("mine.host", name=view.site.contact_name, phone=office_label(view.site.contact_phone, t))


def _price_line(view: PartView, t: Translator) -> Html:
    return party_price(view.programme, view.booking.audience, _people(view), t, payee=True)


def _people(view: PartView) -> int:
    return sum(people_in(view.visits))


def confirmed(view: PartView, t: Translator) -> Screen:
    """One message to keep: when, where, what by when."""
    site, due = view.site, view.first.list_due_at
    names = view.programme.list_kind not in {ListKind.NONE, ListKind.COUNT}
    gathers = any(each.gathers for each in view.visits)
    text = lines(
        t.html(
            "message.confirmed.gathering" if gathers else "message.confirmed",
            reference=view.booking.reference,
            site=site.name,
            city=site.city,
        ),
        _progress_line(view.booking, t),
        _when(view, t),
        *group_lines(view.visits, site.timezone, t),
        t.html("duty.gather") if gathers else None,
        Html(""),
        t.html("message.list", due=moment_label(due, site.timezone, t), email=site.pass_office_email or "—")
        if names and due is not None and due > view.now
        else None,
        Html(""),
        t.html("mine.meeting", place=site.meeting_point),
        due_price(view.programme, view.booking.audience, _people(view), t, payee=True),
        t.html("site.dress", text=site.dress) if len(view.visits) <= FEW_VISITS else None,
        bring_line(site, t) if len(view.visits) <= FEW_VISITS else None,
        _host_line(view, t),
    )
    return Screen(
        text, keyboard(*copy_buttons(view.booking, t), _card_button(view.booking, t), _place_button(view, t))
    )


def _progress_line(booking: Booking, t: Translator) -> Html | None:
    """Of a route, how many of its hosts have agreed by now (C3)."""
    if booking.route_id is None:
        return None
    progress = progress_of(booking)
    key = "message.route_whole" if progress.confirmed == progress.stops else "message.route_confirmed"
    return t.html(key, n=progress.confirmed, of=progress.stops)


def _moment_line(key: str, view: PartView, visit: Visit, t: Translator) -> Html:
    moment = moment_label(visit.starts_at, view.site.timezone, t)
    return t.html(key, mark="", moment=moment, counts=counts_label(visit.children, visit.adults, t))


def _elsewhere_line(number: int, each: Elsewhere, t: Translator) -> Html:
    return t.html(
        "message.elsewhere",
        number=number,
        moment=way_label(each.way, t, LONGEST_MOMENT),
        programme=each.programme.title,
        site=each.site.name,
        city=each.site.city,
    )


def _refused(key: str) -> Callable[[RefusedView, Translator], Screen]:
    """A no, its reason, what of the booking stands, and what is possible instead."""

    def render(view: RefusedView, t: Translator) -> Screen:
        part, site = view.part, view.part.site
        booking, reason = part.booking, part.first.reason
        standing = booking.standing
        end = f"{key}.part" if standing else f"{key}.all"
        ways = (*view.alternatives, *view.elsewhere)
        kept = view.kept if view.kept is None or view.kept.booked is None else None
        if view.kept is not None and view.kept.booked is not None:
            instead = t.html("message.taken_instead", reference=view.kept.booked.reference)
        elif kept is not None:
            until = moment_label(kept.offer.expires_at, site.timezone, t)
            instead = t.html("message.kept_instead", until=until)
        elif not ways:
            instead = t.html("message.no_instead" if view.other_day else "message.no_instead_here")
        elif standing:
            children, adults = (
                sum(getattr(each, of) for each in part.visits) for of in ("children", "adults")
            )
            instead = t.html("message.instead_part", counts=counts_label(children, adults, t))
        else:
            instead = t.html("message.instead")
        of_reason = f"{key}.{reason}"
        says_why = t.has(of_reason)
        text = lines(
            t.html(of_reason if says_why else key, reference=booking.reference, site=site.name),
            *[_moment_line("mine.visit_no_code", part, each, t) for each in part.visits],
            t.html("mine.reason", reason=t.label(f"reason.{reason}")) if reason and not says_why else None,
            site_line(part.first, t),
            t.html(end) if t.has(end) else None,
            *[_moment_line("message.stands", part, each, t) for each in standing],
            Html(""),
            instead,
            *[_elsewhere_line(number, each, t) for number, each in enumerate(view.elsewhere, start=1)],
            *(kept_lines(kept, t) if kept is not None else ()),
        )
        rows: list[tuple[Button, ...]] = [
            (each,) for each in (kept_buttons(kept, t) if kept is not None else ())
        ]
        rows += [
            (
                Button(
                    way_label(each, t, ONE_IN_A_ROW),
                    tap=BookAgainTap(
                        booking=booking.id, sessions=".".join(map(str, each.session_ids))
                    ).pack(),
                ),
            )
            for each in view.alternatives
        ]
        for number, each in enumerate(view.elsewhere, start=1):
            when = short_moment_label(each.way.starts_at, each.way.timezone, t)
            tap = BookAgainTap(booking=booking.id, sessions=".".join(map(str, each.way.session_ids)))
            before = f"{number} · {when} · "
            label = before + name_label(t.content(each.site.name), ONE_IN_A_ROW - len(before))
            rows.append((button(label, tap),))
        if view.kept is not None and view.kept.booked is not None:
            taken = ShowBooking(booking=view.kept.booked.id, anew=True)
            rows.append((button(t.label("sent.card"), taken),))
        elif view.other_day:
            rows.append((Button(t.label("message.other_day"), tap=BookAgainTap(booking=booking.id).pack()),))
        if not view.alternatives and view.kept is None:
            rows.append((button(t.label("home.catalogue"), ShowCatalogue(anew=True)),))
        return Screen(text, Inline(tuple(rows)))

    return render


def tomorrow(view: PartView, t: Translator) -> Screen:
    """The day before: everything needed at the gate, and a way out."""
    if view.others:
        return _tomorrow_of_route(view, t)
    site = view.site
    text = lines(
        t.html("message.tomorrow", site=site.name, city=site.city),
        _when(view, t),
        *group_lines([each for each in view.visits if each.gathers], site.timezone, t),
        t.html("mine.meeting", place=site.meeting_point),
        _price_line(view, t),
        Html(""),
        t.html("site.dress", text=site.dress),
        bring_line(site, t),
        t.html("site.photo", text=site.photo_text),
        _host_line(view, t),
    )
    return Screen(
        text, keyboard(_card_button(view.booking, t), _place_button(view, t), *_changes_of_plan(view, t))
    )


def _tomorrow_of_route(view: PartView, t: Translator) -> Screen:
    """The whole day of a route in one message: at each stop when, the code, where and whom to call."""

    def compose(brief: bool) -> Html:
        stops = (
            lines(
                t.html("message.tomorrow_stop", site=each.site.name, city=each.site.city),
                _when(each, t),
                None if brief else t.html("mine.meeting", place=each.site.meeting_point),
                None if brief else _host_line(each, t),
            )
            for each in (view, *view.others)
        )
        return lines(t.html("message.tomorrow_route", reference=view.booking.reference), *stops)

    text = as_short_as_need_be(compose)
    return Screen(text, keyboard(_card_button(view.booking, t), *_changes_of_plan(view, t)))


def _changes_of_plan(view: PartView, t: Translator) -> list[Button]:
    """One a row: other numbers, while they can still be told, and no visit at all."""
    booking = view.booking.id
    numbers = button(t.label("numbers.change"), NumbersTap(booking=booking, op="ask"))
    way_out = button(t.label("message.call_off"), CancelBookingTap(booking=booking))
    return [numbers, way_out] if view.may_recount else [way_out]


def soon(view: PartView, t: Translator) -> Screen:
    """Two hours before: the code and the phone, and what the leader can say (B16)."""
    time = clocks_label(view.starts, view.site.timezone, t)
    text = lines(
        t.html("message.soon", time=time, site=view.site.name),
        _when(view, t),
        t.html("mine.meeting", place=view.site.meeting_point),
        _host_line(view, t),
    )
    return Screen(text, keyboard(*day_buttons(view.first, t), _card_button(view.booking, t)))


def frost(view: PartView, t: Translator) -> Screen:
    """One question on a winter morning; no answer means that the class comes (B11)."""
    time = clocks_label(view.starts, view.site.timezone, t)
    text = lines(
        t.html("message.frost", time=time, site=view.site.name),
        t.html("message.frost.what_next"),
    )
    stays = CancelBookingTap(booking=view.booking.id, reason=CancelReason.FROST)
    return Screen(
        text,
        keyboard(
            button(t.label("message.frost.comes"), DayTap(booking=view.booking.id, op="frost_no")),
            button(t.label("message.frost.stays"), stays),
            _card_button(view.booking, t),
        ),
    )


def missing(view: PartView, t: Translator) -> Screen:
    """The site says that nobody is there: where are you? (E4)"""
    site, visit = view.site, view.first
    text = t.html(
        "message.missing",
        time=time_label(visit.starts_at, site.timezone, t),
        site=site.name,
        name=site.contact_name,
        phone=office_label(site.contact_phone, t),
        code=code_label(visit.code, t),
    )
    return Screen(text, keyboard(*answer_buttons(visit, t), _card_button(view.booking, t)))


def missed(view: PartView, t: Translator) -> Screen:
    """The site marked the group as not come; or it did, and has corrected itself since."""
    site, visit = view.site, view.first
    moment = moment_label(visit.starts_at, site.timezone, t)
    is_missed = visit.status is VisitStatus.NO_SHOW
    text = lines(
        t.html(
            "message.missed" if is_missed else "message.missed.corrected",
            reference=view.booking.reference,
            site=site.name,
            moment=moment,
        ),
        t.html("message.missed.ask") if is_missed else None,
        _host_line(view, t) if is_missed else None,
    )
    return Screen(text, Inline((_card_button(view.booking, t),)))


_STILL: Mapping[str, Callable[[PartView, Translator], Screen]] = {
    "visit.tomorrow": tomorrow,
    "visit.soon": soon,
    "visit.frost": frost,
    "visit.missing": missing,
}


def reminded(view: ReminderView, t: Translator) -> Screen:
    """What became of a visit of which the leader was reminded, or of what was to be done; as it was where
    nothing has changed."""
    part, still = view.part, view.still
    if isinstance(still, DutyView):
        return (duties.done if still.duty.is_done else duties.due)(still, t)
    if still is not None:
        return _STILL[view.kind](still, t)
    others = [
        replace(view, part=each, starts_at=each.first.starts_at, others=())
        for each in view.others
        if each.first.status in _TOLD_ENDS
    ]
    text = lines(*[_end_line(each, t) for each in (view, *others)])
    return Screen(text, keyboard(_card_button(part.booking, t)))


def _end_line(view: ReminderView, t: Translator) -> Html:
    part = view.part
    return t.html(
        f"message.reminder.{_end_of(view)}",
        reference=part.booking.reference,
        site=part.site.name,
        moment=moments_label(
            [view.starts_at, *(each.starts_at for each in part.visits[1:])], part.site.timezone, t
        ),
    )


def _end_of(view: ReminderView) -> str:
    status = view.part.first.status
    if view.is_moved:
        return "moved"
    if status is VisitStatus.CONFIRMED:
        return "unneeded"
    return status.value if status in _TOLD_ENDS else "over"


_TOLD_ENDS = frozenset(
    {VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_HOST, VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
)


def hold_expired(view: HoldExpiredView, t: Translator) -> Screen:
    """The quarter of an hour is over and the form was not sent (B4); what it would have moved stands (B9)."""

    def row(key: str, op: str, value: str = "") -> tuple[Button, ...]:
        return (Button(t.label(key), tap=FormTap(draft=view.draft_id, op=op, value=value).pack()),)

    rows = (row("summary.renew", "renew"), row("message.other_time", "back", Question.SUMMARY))
    if view.moves is not None:
        text = t.html("message.hold_expired_move", site=view.site.name, reference=view.moves.reference)
        return Screen(text, Inline((*rows, row("move.keep", "cancel"))))
    what = view.site.name if view.route is None else view.route.title
    return Screen(t.html("message.hold_expired", site=what), Inline((*rows, row("button.cancel", "cancel"))))


def form_ended(view: FormEndedView, t: Translator) -> Screen:
    """What the form became of which it was said that its time was over."""
    match view.sent:
        case BookingView():
            return booking_sent(view.sent, t)
        case WaitingView():
            return waiting_screen(view.sent, t)
        case OfferView():
            return offer_screen(view.sent, t)
        case None if view.moves is not None:
            text = t.html("message.not_moved", reference=view.moves.reference)
            return Screen(text, Inline((_card_button(view.moves, t),)))
        case None:
            return form_cancelled(view.programme.id, t, None if view.route is None else view.route.id)


def blocked(view: ComplaintView, t: Translator, email: str) -> Screen:
    """Why, and whom to write to (F11)."""
    reason = within(t.label(f"abuse.reason.{view.complaint.reason}"))
    if view.booking is None:
        text = t.html("message.blocked_question", site=view.site.name, reason=reason, email=email)
    else:
        text = t.html("message.blocked", reference=view.booking.reference, reason=reason, email=email)
    return Screen(text, keyboard(button(t.label("sent.mine"), ShowMine(anew=True))))


def unblocked(_view: ComplaintView, t: Translator) -> Screen:
    """Whoever was blocked for abuse may book again (F11)."""
    return Screen(t.html("message.unblocked"), keyboard(home_button(t)))


def group_runs(view: PartView, t: Translator) -> Screen:
    """The group is complete, or the site holds it as it is: it takes place (C2)."""
    text = lines(
        t.html("message.group_runs", reference=view.booking.reference, site=view.site.name),
        *(
            [_when(view, t)]
            if all(each.status is VisitStatus.CONFIRMED for each in view.visits)
            else [_moment_line("mine.visit_no_code", view, each, t) for each in view.visits]
        ),
        t.html("mine.meeting", place=view.site.meeting_point),
        due_price(view.programme, view.booking.audience, _people(view), t, payee=True),
    )
    return Screen(text, keyboard(_card_button(view.booking, t), _place_button(view, t)))


def retimed(view: RetimedView, t: Translator) -> Screen:
    """The site receives them at another time of the day: it stands, and whoever cannot may leave (E5)."""
    part = view.part
    zone = part.site.timezone
    text = lines(
        t.html(
            "message.retimed",
            reference=part.booking.reference,
            site=part.site.name,
            before=time_label(view.before, zone, t),
            after=moment_label(part.first.starts_at, zone, t),
        ),
        Html(""),
        t.html("message.retimed.what_to_do"),
        outdated_line(view.outdated, t),
    )
    leave = CancelBookingTap(booking=part.booking.id, reason=CancelReason.TIME_CHANGED)
    return Screen(
        text,
        keyboard(
            _card_button(part.booking, t),
            button(t.label("message.retimed.move"), MoveTap(booking=part.booking.id)),
            button(t.label("message.retimed.leave"), leave),
            anew_button(part.booking.id, view.outdated, t),
        ),
    )


def off_schedule(view: PartView, t: Translator) -> Screen:
    """The rules of the site's sessions are others, the visit stands: its moment may read otherwise now."""
    text = lines(
        t.html("message.off_schedule", reference=view.booking.reference, site=view.site.name),
        *[_moment_line("mine.visit_no_code", view, each, t) for each in view.visits],
        Html(""),
        t.html("message.off_schedule.what_to_do"),
    )
    return Screen(text, Inline((_card_button(view.booking, t),)))


def answer_late(_view: LateAnswerView, t: Translator) -> Screen:
    """Where the answer itself cannot be made anew."""
    return Screen(t.html("answer.late"), keyboard(home_button(t)))


RENDERERS: Mapping[str, Callable[..., Screen]] = {
    "person.idle": data_go_soon,
    "answer.late": answer_late,
    "handover.accepted": handover_state,
    "handover.accepted.update": handover_state,
    "handover.ended": handover_state,
    "handover.late": handover_late,
    "handover.late.update": handover_state,
    "booking.confirmed": confirmed,
    "booking.declined": _refused("message.declined"),
    "booking.declined.update": _refused("message.declined"),
    "booking.expired": _refused("message.expired"),
    "booking.expired.update": _refused("message.expired"),
    "booking.closed.update": _refused("message.closed"),
    "booking.closed": _refused("message.closed"),
    "booking.off_schedule": off_schedule,
    "group.runs": group_runs,
    "booking.retimed": retimed,
    "visit.tomorrow": tomorrow,
    "visit.soon": soon,
    "visit.frost": frost,
    "visit.missing": missing,
    "visit.reminder.update": reminded,
    "visit.missed": missed,
    "visit.missed.update": missed,
    "duty.list": duties.due,
    "duty.police": duties.due,
    "duty.count": duties.due,
    "booking.passes": duties.passes,
    "booking.asked": enquiries.asked,
    "booking.asked.update": enquiries.asked,
    "enquiry.answered": enquiries.answered,
    "enquiry.closed": enquiries.closed,
    "booking.numbers": numbers.answered,
    "visit.feedback.again": feedback_again,
    "visit.review": group_reviewed,
    "visit.review.update": group_reviewed,
    "hold.expired": hold_expired,
    "hold.ended": form_ended,
    "person.unblocked": unblocked,
}
