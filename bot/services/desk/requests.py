"""Requests: the queue of those without an answer, and answering one (E2, E3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.db.booking.bookings import read_unanswered
from bot.db.booking.drafts import close_draft
from bot.db.booking.enquiries import read_open_at
from bot.db.booking.offers import read_asked_of
from bot.db.engine.locks import lock_booking, lock_sessions
from bot.db.placements.applications import read_unanswered_applications
from bot.domain.booking.availability import Option
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import MOST_OPTIONS
from bot.domain.booking.transitions import VISIT_TRANSITIONS, VisitEvent
from bot.domain.desk.views import (
    REASONS_TO_DECLINE,
    DatesView,
    NoView,
    Outcome,
    QueueEntry,
    QueueView,
    RequestView,
)
from bot.domain.forms import Question, SiteNoForm
from bot.domain.lengths import SITE_LINE
from bot.domain.model import BookingId, DraftState, HostReason, SessionId, SiteId, VisitStatus
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.free_text import check_free_text
from bot.services.booking.form.view import form_of, options_around, read_days
from bot.services.booking.offers.making import disjoint
from bot.services.booking.offers.reading import queued_move
from bot.services.booking.routes.substitutes import times_to_name
from bot.services.booking.rules import rules_of
from bot.services.booking.transitions import change_visits
from bot.services.desk.reading import awaited_at, find_request, queued_request, request_view
from bot.services.enquiries.reading import queued_enquiry
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    begin,
    find_draft,
    form_kind,
    refused_text,
)
from bot.services.permissions import ANSWERS_SOMEWHERE, answers_at
from bot.services.placements.reading import queued_application
from bot.services.transaction import Tx, reads, writes

ENTRIES_A_PAGE = 6
DATES_SHOWN = 8
"""Other times from which a host names up to three."""


def read_queue(tx: Tx, site_ids: Collection[SiteId]) -> list[QueueEntry]:
    """Everything that awaits an answer of these sites, oldest first. Past its time it awaits none."""
    wanted = set(site_ids)
    found: list[QueueEntry] = []
    for booking in read_unanswered(tx.connection, site_ids):
        for site_id in sorted(wanted & {each.site_id for each in booking.visits}):
            entry = queued_request(tx, booking, site_id)
            found += [] if entry is None else [entry]
    applications = read_unanswered_applications(tx.connection, site_ids)
    found += [queued_application(tx, each) for each in applications]
    found += [queued_enquiry(tx, each) for each in read_open_at(tx.connection, site_ids)]
    found += [
        entry for each in read_asked_of(tx.connection, site_ids, tx.now) for entry in queued_move(tx, each)
    ]
    return sorted(found, key=lambda each: each.created_at)


@reads(ANSWERS_SOMEWHERE)
def show_queue(tx: Tx, site_id: SiteId | None = None, page: int = 0) -> QueueView | Refusal:
    """Unanswered requests and applications of a site, or of all that one answers for, some a page (E3)."""
    own = [each for each in dict.fromkeys(tx.actor.site_ids) if tx.actor.may_answer(each)]
    if site_id is not None and not tx.actor.may_answer(site_id):
        return Refusal(Reason.NOT_ALLOWED)
    entries = read_queue(tx, own if site_id is None else [site_id])
    shown = page_of(entries, page, ENTRIES_A_PAGE)
    return QueueView(
        entries=shown.entries,
        total=shown.total,
        page=shown.page,
        pages=shown.pages,
        site=None if site_id is None else tx.catalogue.site(site_id),
        several_sites=len(own) > 1,
        now=tx.now,
    )


@reads(answers_at("site_id"))
def show_request(tx: Tx, booking_id: BookingId, site_id: SiteId) -> RequestView | Refusal:
    """One request as it is now, with whoever decided it."""
    booking = find_request(tx, booking_id, site_id)
    return Refusal(Reason.NOT_FOUND) if booking is None else request_view(tx, booking, site_id)


@writes(answers_at("site_id"))
def confirm_request(tx: Tx, booking_id: BookingId, site_id: SiteId) -> RequestView | Refusal:
    """Confirms all visits of a booking at a site (E2). The first answer wins: whoever comes later changes
    nothing and sees who decided and what."""
    return _answer(tx, booking_id, site_id, VisitEvent.CONFIRM, None)


@writes(answers_at("site_id"))
def decline_request(
    tx: Tx, booking_id: BookingId, site_id: SiteId, reason: HostReason
) -> RequestView | Refusal:
    """Declines all visits of a booking at a site, whose seats are free again; the line that was typed before
    goes with the reason. The first answer wins, as in confirming."""
    if reason not in REASONS_TO_DECLINE:
        return Refusal(Reason.NOT_FOUND)
    line = _take_line(tx, booking_id, site_id)
    return _answer(tx, booking_id, site_id, VisitEvent.DECLINE, reason, line=line)


@reads(answers_at("site_id"))
def show_dates(
    tx: Tx, booking_id: BookingId, site_id: SiteId, chosen: Sequence[SessionId] = ()
) -> DatesView | RequestView | Refusal:
    """Other times that this party could have, near the one it asked for; the request itself, once it awaits
    no answer."""
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    view = request_view(tx, booking, site_id)
    if not view.awaits_answer:
        return view
    options = _other_times(tx, booking, site_id)[:DATES_SHOWN]
    known = {each.session_ids[0] for each in options}
    kept = tuple(each for each in dict.fromkeys(chosen) if each in known)[:MOST_OPTIONS]
    return DatesView(view, tuple(sorted(options, key=lambda each: each.starts[0])), kept)


@writes(answers_at("site_id"))
def offer_dates(
    tx: Tx, booking_id: BookingId, site_id: SiteId, chosen: Sequence[SessionId]
) -> DatesView | RequestView | Refusal:
    """Answers a request with up to three other times, whose seats are kept for its leader and taken with one
    tap, confirmed (E2). The seats that it had asked for are free again. The first answer wins, as in
    confirming; a time that somebody else has meanwhile is said, and nothing is answered yet."""
    lock_booking(tx.connection, booking_id)
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    view = show_dates(tx, booking_id, site_id, chosen)
    if not isinstance(view, DatesView):
        return _answer(tx, booking_id, site_id, VisitEvent.DECLINE, HostReason.ANOTHER_TIME)
    own = {each.session_id for each in booking.visits}
    lock_sessions(tx.connection, own.union(*(each.session_ids for each in view.options)))
    view = show_dates(tx, booking_id, site_id, chosen)
    if not isinstance(view, DatesView):
        return view
    named = [each for each in view.options if each.session_ids[0] in view.chosen]
    if not named or len(named) < len(set(chosen)) or len(disjoint(named)) < len(named):
        return replace(view, refusal=Refusal(Reason.SESSION_FULL))
    return _answer(tx, booking_id, site_id, VisitEvent.DECLINE, HostReason.ANOTHER_TIME, named)


def _other_times(tx: Tx, booking: Booking, site_id: SiteId) -> list[Option]:
    awaited = awaited_at(tx, booking, site_id)
    if booking.route_id is not None:
        return times_to_name(tx, booking, awaited)
    children, adults = sum(each.children for each in awaited), sum(each.adults for each in awaited)
    form = form_of(booking, awaited[0].programme_id, children, adults)
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    own = {each.session_id for each in booking.visits}
    return options_around(
        read_days(tx, form, booking.person_id), rules.local_day(awaited[0].starts_at), but=own
    )


@writes(answers_at("site_id"))
def call_off(tx: Tx, booking_id: BookingId, site_id: SiteId, reason: HostReason) -> RequestView | Refusal:
    """Calls off what a site has confirmed of one booking and what has not begun; its sessions stay open. The
    leader learns the reason, with the line that was typed before, and seats of other days are kept for them.
    Safe to repeat."""
    if reason not in REASONS_TO_DECLINE:
        return Refusal(Reason.NOT_FOUND)
    lock_booking(tx.connection, booking_id)
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    view = request_view(tx, booking, site_id)
    if not view.to_call_off:
        return replace(view, outcome=_too_late(tx, booking, site_id, VisitEvent.CLOSE))
    line = _take_line(tx, booking_id, site_id)
    changed = change_visits(tx, booking, view.to_call_off, VisitEvent.CLOSE, reason, line=line)
    if len(changed.visits) != len(view.to_call_off):
        return Refusal(Reason.ALREADY_DECIDED)
    return request_view(tx, changed.booking, site_id, Outcome.DONE)


# --- a line beside the reason of a no --------------------------------------------------------------------


def _type_line(at: At[SiteNoForm], text: str) -> Answer[SiteNoForm]:
    problem = check_free_text(text, SITE_LINE)
    return replace(at.form, line=text) if problem is None else refused_text(problem.value, SITE_LINE)


def _no_view(at: At[SiteNoForm]) -> NoView:
    form = at.form
    booking = find_request(at.tx, form.booking_id, form.site_id)
    if booking is None:
        raise LookupError(f"booking {form.booking_id} vanished inside a transaction")
    return NoView(request_view(at.tx, booking, form.site_id), form.calls_off, form.line, at.refusal)


def _refuse_no(tx: Tx, form: SiteNoForm) -> Refusal | None:
    refusal = answers_at("site_id").refuse(tx, form.site_id)
    if refusal is not None:
        return refusal
    return None if find_request(tx, form.booking_id, form.site_id) else Refusal(Reason.NOT_FOUND)


SITE_NO = form_kind(
    FormKind(
        form=SiteNoForm,
        questions=(FormQuestion(name=Question.LINE, is_missing=lambda _: True, text=_type_line),),
        view=_no_view,
        finish=_no_view,
        refuse=_refuse_no,
    )
)
"""It ends with the tap on a reason, which is keyed by the booking and needs no form."""


@writes(answers_at("site_id"))
def ask_why(
    tx: Tx, booking_id: BookingId, site_id: SiteId, *, calls_off: bool
) -> Asking | RequestView | Refusal:
    """The reasons of a no; a text that is typed now goes with the one that is tapped. The request itself, if
    there is nothing to say no to any more."""
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    view = request_view(tx, booking, site_id)
    if NoView(view, calls_off).is_over:
        return view
    return begin(tx, SiteNoForm(booking_id, site_id, calls_off))


@reads(answers_at("site_id"))
def show_no(tx: Tx, booking_id: BookingId, site_id: SiteId) -> NoView | Refusal:
    """What is about to be called off, and the line that was typed beside it."""
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    draft = find_draft(tx, SiteNoForm, None)
    line = (
        None
        if isinstance(draft, Refusal) or not _is_beside(draft.form, booking_id, site_id)
        else draft.form.line
    )
    return NoView(request_view(tx, booking, site_id), calls_off=True, line=line)


def _is_beside(form: SiteNoForm, booking_id: BookingId, site_id: SiteId) -> bool:
    return (form.booking_id, form.site_id) == (booking_id, site_id)


def _take_line(tx: Tx, booking_id: BookingId, site_id: SiteId) -> str | None:
    """What was typed beside this very no, and is not asked for any more."""
    draft = find_draft(tx, SiteNoForm, None)
    if isinstance(draft, Refusal) or not _is_beside(draft.form, booking_id, site_id):
        return None
    close_draft(tx.connection, draft.id, DraftState.SENT, tx.now)
    return draft.form.line


def _answer(
    tx: Tx,
    booking_id: BookingId,
    site_id: SiteId,
    event: VisitEvent,
    reason: HostReason | None,
    named: Sequence[Option] = (),
    line: str | None = None,
) -> RequestView | Refusal:
    """``named``: other times, which are kept, or nothing is answered."""
    lock_booking(tx.connection, booking_id)
    booking = find_request(tx, booking_id, site_id)
    if booking is None:
        return Refusal(Reason.NOT_FOUND)
    awaited = awaited_at(tx, booking, site_id)
    if not awaited:
        return request_view(tx, booking, site_id, _too_late(tx, booking, site_id, event))
    changed = change_visits(tx, booking, awaited, event, reason, line=line, named=named)
    if len(changed.visits) != len(awaited) or (named and changed.instead is None):
        # Somebody else's transaction came in between; what this one did is rolled back.
        return Refusal(Reason.ALREADY_DECIDED)
    return request_view(tx, changed.booking, site_id, Outcome.DONE)


def _too_late(tx: Tx, booking: Booking, site_id: SiteId, event: VisitEvent) -> Outcome:
    """What an answer meets that finds nothing to answer: one's own, a colleague's, or a request long gone."""
    after = VISIT_TRANSITIONS[event].after
    visits = booking.at(site_id)
    if any(each.status is after and each.decided_by == tx.actor.person_id for each in visits):
        return Outcome.REPEATED
    decided = {VisitStatus.CONFIRMED, VisitStatus.DECLINED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW}
    return Outcome.DECIDED_BEFORE if any(each.status in decided for each in visits) else Outcome.OVER
