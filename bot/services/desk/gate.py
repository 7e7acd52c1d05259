"""At the gate: arrival, the real head-count, no-show (E4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db.booking.session_admin import note_asked
from bot.db.engine.locks import lock_booking_of
from bot.domain.booking.transitions import VisitEvent
from bot.domain.desk.views import Outcome, VisitView
from bot.domain.model import BookingId, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.booking.transitions import mark
from bot.services.desk.reading import AT_THE_GATE, find_visit, local_today, visit_view
from bot.services.messages.booking.visits import VisitMissed, VisitMissedChanged, VisitMissing
from bot.services.messages.tell import Later, tell, with_copies
from bot.services.permissions import answers_visit, marks_visit
from bot.services.transaction import Tx, reads, record, writes


def most_people(seats: int) -> int:
    """The largest head-count that is no slip of the finger."""
    return seats * 2 + 10


@reads(marks_visit("visit_id"))
def show_visit(tx: Tx, visit_id: VisitId) -> VisitView | Refusal:
    """A group with its needs, code and phone. Guards and guides see those of today only."""
    return look(tx, visit_id)


@writes(marks_visit("visit_id"))
def mark_arrived(
    tx: Tx, visit_id: VisitId, count: int | None = None, seen: str | None = None
) -> VisitView | Refusal:
    """Marks a group as arrived, on the local day of its visit; those who answer requests, a week longer.

    ``count``: people who came, companions included; None keeps what was noted before. ``seen``: what was
    marked when the button was shown (``Visit.mark``); a group marked otherwise since is shown as it is, with
    who marked it and the count that was asked for.
    """
    lock_booking_of(tx.connection, visit_id)
    view = look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    if refusal := refuse_mark(view):
        return refusal
    visit = view.visit
    most = most_people(visit.seats)
    if count is not None and not 1 <= count <= most:
        problem = "count_range" if count else "count_zero"
        return Refusal(Reason.TEXT_REFUSED, {"problem": problem, "most": most})
    if visit.status is VisitStatus.ARRIVED and count in {None, visit.arrived_count}:
        return replace(view, outcome=Outcome.REPEATED)
    if seen is not None and seen != visit.mark:
        return replace(view, outcome=Outcome.DECIDED_BEFORE, wanted=count)
    event = VisitEvent.RECOUNT if visit.status is VisitStatus.ARRIVED else VisitEvent.ARRIVE
    at = visit.arrived_at or min(
        tx.now, visit.ends_at
    )  # no later than that: ``marked_at`` says what is known
    known = visit.arrived_count if count is None else count
    if not mark(tx, view.booking, visit, event, arrived_at=at, count=known):
        return Refusal(Reason.ALREADY_DECIDED)
    _tell_mark(tx, view)
    return look(tx, visit_id, Outcome.DONE)


@writes(answers_visit("visit_id"))
def mark_missed(tx: Tx, visit_id: VisitId) -> VisitView | Refusal:
    """«Не приехали», from half an hour after the start."""
    lock_booking_of(tx.connection, visit_id)
    view = look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    if view.visit.status is VisitStatus.NO_SHOW:
        return replace(view, outcome=Outcome.REPEATED)
    if refusal := refuse_mark(view):
        return refusal
    if view.visit.status is VisitStatus.ARRIVED:
        return replace(view, outcome=Outcome.DECIDED_BEFORE, wanted=0)
    if not view.may_miss:
        return Refusal(Reason.TOO_EARLY, {"problem": "half_hour"})
    if not mark(tx, view.booking, view.visit, VisitEvent.MISS):
        return Refusal(Reason.ALREADY_DECIDED)
    tell(tx, VisitMissed(*_about(view)))
    _tell_mark(tx, view)
    return look(tx, visit_id, Outcome.DONE)


@writes(marks_visit("visit_id"))
def ask_leader(tx: Tx, visit_id: VisitId) -> VisitView | Refusal:
    """«Никого нет»: the leader is asked at once, about all groups of the booking that day, and once a day.

    Possible from half an hour after the start until the end. A repeat asks nobody, and says when it was done.
    """
    lock_booking_of(tx.connection, visit_id)
    view = look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    if refusal := refuse_mark(view):
        return refusal
    booking, visit = view.booking, view.visit
    if visit.status is not VisitStatus.CONFIRMED:
        return replace(view, outcome=Outcome.DECIDED_BEFORE)
    if visit.asked_at is not None:
        return replace(view, outcome=Outcome.REPEATED)
    if tx.now >= visit.ends_at:
        return Refusal(Reason.ALREADY_OVER, {"status": "ended"})
    if not view.may_ask:
        return Refusal(Reason.TOO_EARLY, {"problem": "half_hour"})
    zone = ZoneInfo(view.site.timezone)
    of_day = [each.id for each in booking.at(view.site.id) if local_day(each.starts_at, zone) == view.today]
    if not note_asked(tx.connection, of_day, tx.now):
        return Refusal(Reason.ALREADY_DECIDED)
    tell(tx, Later(VisitMissing(booking.id, visit.id, visit.starts_at, by_host=1), until=visit.ends_at))
    record(tx, "visit.asked", "visit", visit.id, {}, region_id=booking.region_id, site_id=visit.site_id)
    return look(tx, visit_id, Outcome.DONE)


@writes(marks_visit("visit_id"))
def undo_mark(tx: Tx, visit_id: VisitId, seen: str | None = None) -> VisitView | Refusal:
    """A mark was wrong: the group is awaited again, as long as it can be marked. A no-show is taken back by
    those who answer requests. ``seen``: as in :func:`mark_arrived`."""
    lock_booking_of(tx.connection, visit_id)
    view = look(tx, visit_id)
    if isinstance(view, Refusal):
        return view
    if view.visit.status is VisitStatus.CONFIRMED:
        return replace(view, outcome=Outcome.REPEATED)
    if refusal := refuse_mark(view):
        return refusal
    if seen is not None and seen != view.visit.mark:
        return replace(view, outcome=Outcome.DECIDED_BEFORE)
    if not view.may_undo:
        return Refusal(Reason.NOT_ALLOWED)
    if not mark(tx, view.booking, view.visit, VisitEvent.UNDO):
        return Refusal(Reason.ALREADY_DECIDED)
    _tell_mark(tx, view)
    return look(tx, visit_id, Outcome.DONE)


def _about(view: VisitView) -> tuple[BookingId, VisitId, datetime]:
    return view.booking.id, view.visit.id, view.visit.starts_at


def _tell_mark(tx: Tx, view: VisitView) -> None:
    """A leader who was told that nobody came is told what is marked instead."""
    changed = VisitMissedChanged(*_about(view), f"{tx.now:%Y%m%d%H%M%S}")
    tell(tx, *with_copies(tx, [changed]))


def look(tx: Tx, visit_id: VisitId, outcome: Outcome = Outcome.SHOWN) -> VisitView | Refusal:
    """The group, for those who may see it today."""
    found = find_visit(tx, visit_id)
    if isinstance(found, Refusal):
        return found
    booking, visit = found
    site = tx.catalogue.site(visit.site_id)
    on_its_day = local_day(visit.starts_at, ZoneInfo(site.timezone)) == local_today(site, tx.now)
    if not on_its_day and not tx.actor.may_answer(site.id):
        return Refusal(Reason.NOT_ALLOWED, {"problem": "day"})
    return visit_view(tx, booking, visit, outcome)


def refuse_mark(view: VisitView) -> Refusal | None:
    """Why the group cannot be marked now."""
    visit = view.visit
    day = local_day(visit.starts_at, ZoneInfo(view.site.timezone))
    if visit.status is VisitStatus.PENDING:
        return Refusal(Reason.TOO_EARLY, {"problem": "pending"})
    if visit.status not in AT_THE_GATE:
        return Refusal(Reason.ALREADY_OVER, {"status": visit.status.value})
    if day > view.today:
        return Refusal(Reason.TOO_EARLY, {"problem": "day", "day": day})
    if view.is_too_late:
        return Refusal(Reason.ALREADY_OVER, {"status": "past", "day": day})
    return None
