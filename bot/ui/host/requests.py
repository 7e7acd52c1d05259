"""A request as a site sees it, the reasons to decline it, and the queue (E2, E3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Visit, people_in
from bot.domain.booking.duties import OF_HOST
from bot.domain.booking.offers.offer import MOST_OPTIONS
from bot.domain.desk.views import (
    REASONS_TO_DECLINE,
    DatesView,
    NoView,
    Outcome,
    QueueEntry,
    QueueView,
    RequestView,
)
from bot.domain.model import (
    AbuseReason,
    CancelReason,
    HostReason,
    OfferState,
    PersonId,
    SessionId,
    VisitStatus,
)
from bot.ui.formats.dates import (
    choice_label,
    local_date,
    moment_label,
    moments_label,
    short_moments_label,
    zones_line,
)
from bot.ui.formats.group import group_lines
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, shorten
from bot.ui.formats.manual import manual_line_of_host
from bot.ui.formats.money import due_price
from bot.ui.host.booking.background import background_lines
from bot.ui.host.callback_data import (
    ApplicationTap,
    ComplainTap,
    ContactTap,
    DatesTap,
    EnquiryTap,
    MoveAnswerTap,
    NoTap,
    PassTap,
    RequestTap,
    ShowQueue,
    VisitTap,
)
from bot.ui.host.enquiries import card_lines
from bot.ui.host.parts import (
    desk_button,
    fit,
    leader_line,
    needs_lines,
    people_label,
    queue_button,
    reason_buttons,
    reason_label,
    short_who_label,
    visits_counts,
    who_label,
)
from bot.ui.host.refusals import with_host_refusal
from bot.ui.kit import back_button, button, keyboard, pager
from bot.ui.screen import MOST_CHARACTERS, Button, Screen
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.booking.duties import duty_notes


def request_card(
    view: RequestView, t: Translator, *, first_line: Html | None = None, notice: bool = False
) -> Screen:
    """The request with its answers, or who decided and what.

    ``first_line`` replaces the title. A ``notice`` stays where it is when the queue is opened from it.
    """
    answers = (
        button(t.label("host.confirm"), _tap(view, "confirm")),
        button(t.label("host.dates"), DatesTap(booking=view.booking.id, site=view.site.id)),
        button(t.label("host.decline"), _tap(view, "why")),
    )
    call_off = button(t.label("host.call_off"), _tap(view, "off"))
    complain = button(t.label("host.complain"), ComplainTap(booking=view.booking.id, site=view.site.id))
    contact = button(t.label("host.contact"), ContactTap(booking=view.booking.id, site=view.site.id))
    rows = keyboard(
        *(answers if view.awaits_answer else _pass_buttons(view, t)),
        call_off if view.to_call_off else None,
        contact if view.may_ask else None,
        None if notice and view.awaits_answer else complain,
        queue_button(t, anew=notice),
    )
    return Screen(_request_text(view, t, first_line), rows)


def _pass_buttons(view: RequestView, t: Translator) -> list[Button]:
    """What the site has done for the list of a class that is still to come (E8)."""
    if view.status is not VisitStatus.CONFIRMED or all(each.ends_at <= view.now for each in view.visits):
        return []
    return [
        button(
            t.label(f"host.passes.{each.kind}.undo" if each.is_done else f"host.passes.{each.kind}"),
            PassTap(booking=view.booking.id, site=view.site.id, kind=each.kind, done=int(not each.is_done)),
        )
        for each in view.duties
        if each.kind in OF_HOST and (not each.is_done or each.may_be_taken_back(view.now))
    ]


def complaint_reasons(view: RequestView, t: Translator, *, visit: int = 0) -> Screen:
    """Why whoever sent the request should be blocked; a coordinator decides (F11). ``visit``: began there."""
    booking, site = view.booking.id, view.site.id
    reasons = [
        button(
            t.label(f"abuse.reason.{each}"),
            ComplainTap(booking=booking, site=site, reason=each.value, visit=visit),
        )
        for each in AbuseReason
    ]
    back = VisitTap(visit=visit, op="show") if visit else _tap(view, "show")
    text = lines(
        bold(t.label("host.complain.title", reference=view.booking.reference)),
        t.html("host.day.site", site=view.site.name),
        _who_line(view, t),
        t.html("host.complain.ask"),
    )
    return Screen(text, keyboard(*reasons, back_button(back, t)))


def no_reasons(no: NoView, t: Translator) -> Screen:
    """Why, and a line beside it for whoever cares to write one."""
    if no.is_over:
        return request_card(no.request, t)
    screen = _call_off_reasons(no, t) if no.calls_off else _decline_reasons(no, t)
    return screen if no.refusal is None else with_host_refusal(screen, no.refusal, t)


def _decline_reasons(no: NoView, t: Translator) -> Screen:
    """The second and last tap of declining."""
    view = no.request
    reasons = reason_buttons(REASONS_TO_DECLINE, lambda each: _no(view, "decline", each), t)
    text = lines(
        bold(t.label("host.decline.title", reference=view.booking.reference)),
        t.html("host.day.site", site=view.site.name),
        t.html("host.programme", programme=view.programmes[view.visits[0].programme_id].title),
        _who_line(view, t),
        *[
            _visit_line(view, each, counts, t)
            for each, counts in zip(view.visits, visits_counts(view.visits, t), strict=True)
        ],
        t.html("host.decline.ask"),
        _line_line(no, t),
    )
    return Screen(text, keyboard(*reasons, back_button(_tap(view, "show"), t)))


def _call_off_reasons(no: NoView, t: Translator) -> Screen:
    """Why the site cannot receive whom it has confirmed; the second of three taps is on a reason."""
    view = no.request
    reasons = reason_buttons(REASONS_TO_DECLINE, lambda each: _no(view, "sure", each), t)
    text = lines(*_called_off(view, t), t.html("host.call_off.why"), _line_line(no, t))
    return Screen(text, keyboard(*reasons, back_button(_tap(view, "show"), t)))


def _line_line(no: NoView, t: Translator) -> Html:
    return t.html("host.no.may_write") if no.line is None else t.html("host.no.line", text=no.line)


def call_off_question(no: NoView, reason: HostReason, t: Translator) -> Screen:
    """What follows, and whether to go on."""
    view = no.request
    if no.is_over:
        return request_card(view, t)
    text = lines(
        *_called_off(view, t),
        t.html("host.session.reason", reason=reason_label(reason.value, t)),
        None if no.line is None else t.html("host.no.line", text=no.line),
        t.html("host.call_off.ask"),
    )
    sure = button(t.label("host.call_off.sure"), _no(view, "call_off", reason))
    return Screen(text, keyboard(sure, back_button(_tap(view, "show"), t, "host.call_off.keep")))


def _called_off(view: RequestView, t: Translator) -> list[Html]:
    visits = view.to_call_off
    counts = visits_counts(visits, t)
    return [
        bold(t.label("host.call_off.title", reference=view.booking.reference)),
        t.html("host.day.site", site=view.site.name),
        _who_line(view, t),
        *[_visit_line(view, each, count, t) for each, count in zip(visits, counts, strict=True)],
    ]


def dates_screen(view: DatesView, t: Translator) -> Screen:
    """«Другая дата»: up to three times to name; a second tap on one takes it out again."""
    request, zone = view.request, view.request.site.timezone
    send = _dates_tap(view, "send", view.chosen)
    rows = [_time_button(view, each, t) for each in view.options]
    text = lines(
        bold(t.label("host.dates.title", reference=request.booking.reference)),
        t.html("host.day.site", site=request.site.name),
        _who_line(request, t),
        t.html(
            "host.dates.asked", moment=moments_label([each.starts_at for each in request.visits], zone, t)
        ),
        t.html("host.dates.ask") if rows else t.html("host.dates.none"),
    )
    back = back_button(_tap(request, "show"), t)
    offer = button(t.label("host.dates.send", n=len(view.chosen)), send) if view.chosen else None
    screen = Screen(text, keyboard(*rows, offer, back))
    return screen if view.refusal is None else with_host_refusal(screen, view.refusal, t)


def _time_button(view: DatesView, option: Option, t: Translator) -> Button:
    first = option.session_ids[0]
    rest = [each for each in view.chosen if each != first]
    chosen = first in view.chosen
    label = choice_label(option.starts, view.request.site.timezone, None, t, ONE_IN_A_ROW - len("✓ "))
    after = rest if chosen or len(view.chosen) >= MOST_OPTIONS else [*view.chosen, first]
    return button(f"✓ {label}" if chosen else label, _dates_tap(view, "show", after))


def _dates_tap(view: DatesView, op: str, chosen: Sequence[SessionId]) -> DatesTap:
    listed = ".".join(map(str, chosen))
    return DatesTap(booking=view.request.booking.id, site=view.request.site.id, op=op, chosen=listed)


def answer_toast(view: RequestView, t: Translator) -> str:
    """What the tap did, in one line."""
    match view.outcome:
        case Outcome.DONE | Outcome.REPEATED:
            return t.label(f"host.answer.{view.outcome}.{_verdict(view)}")
        case Outcome.DECIDED_BEFORE:
            return t.label("host.answer.before", state=request_state(view, t))
        case _:
            return t.label("host.answer.over", state=request_state(view, t))


def _verdict(view: RequestView) -> str:
    reasons = {each.reason for each in view.visits}
    if view.status is VisitStatus.DECLINED and reasons == {HostReason.ANOTHER_TIME.value}:
        return "other_times"
    return {VisitStatus.DECLINED: "declined", VisitStatus.CANCELLED_BY_HOST: "called_off"}.get(
        view.status, "confirmed"
    )


def _tap(view: RequestView, op: str) -> RequestTap:
    return RequestTap(booking=view.booking.id, site=view.site.id, op=op)


def _no(view: RequestView, op: str, reason: HostReason) -> NoTap:
    return NoTap(booking=view.booking.id, site=view.site.id, op=op, reason=reason.value)


LEAST_COMMENT = 15
"""Characters of a comment that still say something."""


def _request_text(view: RequestView, t: Translator, first_line: Html | None) -> Html:
    """The whole request; the comment is cut first when it would be too long, then it is left out with what is
    done of the duties, then what helps to decide, at last what was asked."""
    title = first_line or bold(_title(view, t))
    comment = view.booking.comment
    whole = _compose(view, t, title, comment)
    surplus = len(whole) - MOST_CHARACTERS
    if surplus > 0 and comment:
        room = len(comment) - surplus - 1
        whole = _compose(view, t, title, shorten(comment, room) if room >= LEAST_COMMENT else None)
    if len(whole) <= MOST_CHARACTERS:
        return whole
    shorter = _compose(view, t, title, None, notes=False)
    bare = replace(view, background=None, enquiries=())
    for less in (replace(view, background=None), bare, replace(bare, proposed=None)):
        if len(shorter) <= MOST_CHARACTERS:
            break
        shorter = _compose(less, t, title, None, notes=False)
    return shorter


def _compose(
    view: RequestView, t: Translator, title: Html, comment: str | None, *, notes: bool = True
) -> Html:
    """``notes``: what is done of the class's duties, which its card at the gate has, too."""
    booking, site = view.booking, view.site
    programme = view.programmes[view.visits[0].programme_id]
    today = local_date(view.now, site.timezone)
    awaits = view.awaits_answer
    return lines(
        title,
        None if awaits else escape(request_state(view, t)),
        *proposed_lines(view, t),
        _written_line(view, t),
        *[
            _visit_line(view, each, counts, t)
            for each, counts in zip(view.visits, visits_counts(view.visits, t), strict=True)
        ],
        t.html("host.programme", programme=programme.title),
        *group_lines(view.visits, site.timezone, t),
        _route_line(view, t),
        _who_line(view, t),
        _price_line(view, t) if view.status.takes_seats else None,
        *needs_lines(booking, site, programme, today, t),
        t.html("host.comment", comment=comment) if comment else None,
        leader_line(booking, t),
        *card_lines(view.enquiries, t),
        manual_line_of_host(booking.audience, booking.organisation_id, t) if view.manual else None,
        *(background_lines(view.background, booking, site, t) if view.background is not None else ()),
        *(duty_notes(view.duties, site, t) if notes and view.status.takes_seats else ()),
        _due_line(view, t) if awaits else None,
    )


def proposed_lines(view: RequestView, t: Translator) -> list[Html]:
    """Which other times the site has named, until when they are kept, and what became of them."""
    offer, zone = view.proposed, view.site.timezone
    if offer is None:
        return []
    named = "; ".join(moments_label(list(each.starts), zone, t) for each in offer.options)
    said = [t.html("host.proposed.times", times=named)]
    chosen = None if offer.taken_option is None else offer.option(offer.taken_option)
    if offer.is_live(view.now):
        said.append(t.html("host.proposed.until", moment=moment_label(offer.expires_at, zone, t)))
    elif chosen is not None:
        taken = moments_label(list(chosen.starts), zone, t)
        said.append(t.html("host.proposed.taken", moment=taken, reference=view.taken_as or ""))
    elif offer.state is OfferState.DECLINED:
        said.append(t.html("host.proposed.declined"))
    else:
        said.append(t.html("host.proposed.over"))
    return said


def _written_line(view: RequestView, t: Translator) -> Html | None:
    """What the site wrote beside the reason of its no."""
    line = next((each.line for each in view.visits if each.line), None)
    return None if line is None else t.html("host.no.written", text=line)


def _route_line(view: RequestView, t: Translator) -> Html | None:
    """Which stop of which route: the others answer by themselves (C3)."""
    if view.route is None:
        return None
    stops = ", ".join(str(each) for each in dict.fromkeys(visit.stop for visit in view.visits))
    return t.html("host.route", title=view.route.title, stops=stops, of=len(view.route.stops))


def _price_line(view: RequestView, t: Translator) -> Html | None:
    people = sum(people_in(view.visits))
    return due_price(view.programmes[view.visits[0].programme_id], view.booking.audience, people, t)


def _title(view: RequestView, t: Translator) -> str:
    key = "host.request.new" if view.awaits_answer else "host.request.known"
    return t.label(key, reference=view.booking.reference, site=view.site.name)


def _visit_line(view: RequestView, visit: Visit, counts: str, t: Translator) -> Html:
    moment = moment_label(visit.starts_at, view.site.timezone, t)
    if view.awaits_answer or view.ended_alike:
        return t.html("host.visit_line", moment=moment, counts=counts)
    state = _visit_state(view, visit, t)
    return t.html("host.visit_line_state", moment=moment, counts=counts, state=state)


def _who_line(view: RequestView, t: Translator) -> Html:
    """The whole party, which several visits show in parts only."""
    who = who_label(view.booking, t)
    if all(each.seats == view.booking.party.seats for each in view.visits) or len(view.visits) == 1:
        return t.html("host.who", who=who)
    party = view.booking.party
    counts = people_label(party.children, party.adults, t)
    return t.html("host.who_in_parts", who=who, counts=counts, n=len(view.visits))


def _due_line(view: RequestView, t: Translator) -> Html | None:
    due = view.visits[0].answer_due_at
    if due is None:
        return None
    key = "host.due" if due > view.now else "host.overdue"
    return t.html(key, moment=moment_label(due, view.site.timezone, t))


def person_label(person_id: PersonId | None, names: Mapping[PersonId, str | None], t: Translator) -> str:
    """Who decided; a colleague who gave no name is one all the same."""
    return _name_of(person_id, names) or t.label("host.colleague")


def answered_by(person_id: PersonId | None, names: Mapping[PersonId, str | None], t: Translator) -> str:
    """Who answered at a site: the site itself, where they gave no name or have deleted themselves."""
    return _name_of(person_id, names) or t.label("host.the_site")


def _name_of(person_id: PersonId | None, names: Mapping[PersonId, str | None]) -> str | None:
    return names.get(person_id) if person_id is not None else None


def request_state(view: RequestView, t: Translator) -> str:
    """Of the whole; where its visits have ended differently, only that it is off: each line says the rest."""
    if not view.status.takes_seats and not view.ended_alike:
        return t.label("host.state.called_off")
    if view.status is VisitStatus.CANCELLED and view.booking.cancel_reason == CancelReason.OTHER:
        return t.label("host.state.cancelled.no_reason")
    decided = view.decided
    if decided is None:
        reason = reason_label(view.booking.cancel_reason, t)
        if view.status is VisitStatus.CONFIRMED:
            return t.label("host.state.confirmed_at_once")
        return t.label(
            f"host.state.{view.status}", name=answered_by(None, view.names, t), moment="", reason=reason
        )
    return _visit_state(view, decided, t)


def _visit_state(view: RequestView, visit: Visit, t: Translator) -> str:
    moment = ""
    if visit.decided_at is not None:
        moment = moment_label(visit.decided_at, view.site.timezone, t)
    visited = visit.status is VisitStatus.ARRIVED and visit.ends_at <= view.now
    return t.label(
        "host.state.visited" if visited else f"host.state.{visit.status}",
        name=answered_by(visit.decided_by, view.names, t),
        moment=moment,
        reason=reason_label(visit.reason or view.booking.cancel_reason, t),
    )


# --- the queue -------------------------------------------------------------------------------------


QUESTION_IN_QUEUE = 60
"""Characters of a visitor's question."""


def queue_screen(view: QueueView, t: Translator) -> Screen:
    """Unanswered requests, applications and questions, oldest first; each opens its card."""
    site = 0 if view.site is None else view.site.id
    rows = keyboard(
        *[_entry_button(each, t) for each in view.entries],
        pager(view.page, view.pages, lambda page: ShowQueue(site=site, page=page)),
        desk_button(site, t),
    )
    name = [t.html("host.queue.site", site=view.site.name)] if view.site is not None else []
    if not view.entries:
        text = lines(bold(t.label("host.queue.title")), *name, t.html("host.queue.empty"))
    else:
        head = [bold(t.label("host.queue.title")), *name, t.count("host.queue.count", view.total)]
        mixed = zones_line([(each.due_at, each.site.timezone) for each in view.entries], t)
        head += [Html("")] if mixed is None else [mixed, Html("")]
        text = fit(head, [_entry_line(view, each, t) for each in view.entries], t)
    return Screen(text, rows)


ROOM_FOR_TIMES = 24
"""Characters of a button, beside which stands what it is about."""


def _entry_button(entry: QueueEntry, t: Translator) -> Button:
    if entry.move is not None:
        when = short_moments_label(entry.move.first.starts, entry.site.timezone, t, ROOM_FOR_TIMES)
        label = t.label("host.queue.move", reference=t.reference(_reference(entry)), when=when)
        return button(shorten(label), MoveAnswerTap(offer=entry.move.offer.id, op="show"))
    if entry.booking is not None:
        booking = entry.booking
        starts = [each.starts_at for each in booking.at(entry.site.id)]
        when = short_moments_label(starts, entry.site.timezone, t, ROOM_FOR_TIMES)
        tap = RequestTap(booking=booking.id, site=entry.site.id, op="show")
        return button(shorten(f"{when} · {short_who_label(booking, t)}"), tap)
    if entry.enquiry is not None:
        label = t.label("host.queue.question", programme=entry.programme.title)
        return button(shorten(label), EnquiryTap(enquiry=entry.enquiry.id))
    if entry.application is None:
        raise ValueError("an entry of the queue is a booking, an application or a question")
    label = t.label("host.queue.application", reference=entry.application.reference)
    return button(shorten(label), ApplicationTap(application=entry.application.id, op="show"))


def _reference(entry: QueueEntry) -> str:
    found = entry.booking or entry.application
    return "" if found is None else found.reference


def _entry_line(view: QueueView, entry: QueueEntry, t: Translator) -> Html:
    due = moment_label(entry.due_at, entry.site.timezone, t)
    late = "" if entry.due_at > view.now else "_overdue"
    site = Html("")
    if view.several_sites and view.site is None:
        site = t.html("host.queue.at", site=entry.site.name)
    about: dict[str, Argument] = {"programme": entry.programme.title, "site": site, "due": due}
    if entry.enquiry is not None:
        text = shorten(entry.enquiry.text or "", QUESTION_IN_QUEUE)
        return t.html(f"host.queue.question_line{late}", text=text, **about)
    who = who_label(entry.booking, t) if entry.booking else t.label("host.applicant")
    return t.html(f"host.queue.line{late}", reference=_reference(entry), who=who, **about)
