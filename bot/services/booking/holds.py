"""Ending holds: their seats come free for whoever waits (B4). Nobody else ends them before they are used."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.booking import holds
from bot.db.booking.holds import EndedHolds
from bot.db.booking.seats import ForHold, release
from bot.db.booking.session_admin import end_holds_on
from bot.domain.model import DraftId, HoldState, PersonId, SessionId
from bot.services.booking.offers import free_seats
from bot.services.transaction import Tx


def expire(tx: Tx, *, most: int) -> int:
    """Holds past their time, at most so many; how many ended."""
    return _ended(tx, holds.expire_holds(tx.connection, tx.now, most=most))


def end_on_session(tx: Tx, session_id: SessionId) -> int:
    """Whole holds that have a seat in a session; how many ended."""
    return _ended(tx, end_holds_on(tx.connection, session_id, tx.now))


def end_of_person(tx: Tx, person_id: PersonId) -> int:
    """The live hold of a person, of whatever form; how many ended."""
    live = holds.find_live(tx.connection, person_id)
    return _ended(tx, holds.end_holds(tx.connection, live, HoldState.RELEASED, tx.now))


def give_back(tx: Tx, draft_id: DraftId) -> None:
    """The form is left, or asks for its day or time again: whoever waits can have its seats."""
    _ended(tx, _end_of_draft(tx, draft_id))


def make_room(tx: Tx, draft_id: DraftId, session_ids: Collection[SessionId] = ()) -> None:
    """The form takes other seats in the same step, for which its own are free, and those of holds on these
    sessions that are past their time. Whoever waits learns of what is left once they are taken
    (``seats_taken``); a step that gets none is rolled back."""
    tx.exchanged.update(_end_of_draft(tx, draft_id).session_ids)
    if session_ids:
        tx.exchanged.update(holds.expire_holds(tx.connection, tx.now, on=session_ids).session_ids)


def seats_taken(tx: Tx, freed: Collection[SessionId]) -> None:
    """The form has its seats: what was given back for them, and what other holds gave back, is free now."""
    left = sorted({*tx.exchanged, *freed})
    tx.exchanged.clear()
    if left:
        free_seats.seats_came_free(tx, left)


def _end_of_draft(tx: Tx, draft_id: DraftId) -> EndedHolds:
    held = holds.read_hold(tx.connection, draft_id)
    own = [] if held is None else [held.id]
    return holds.end_holds(tx.connection, own, HoldState.RELEASED, tx.now)


def _ended(tx: Tx, ended: EndedHolds) -> int:
    if ended.session_ids:
        free_seats.seats_came_free(tx, ended.session_ids)
    return ended.count


def give_up(tx: Tx, held: ForHold) -> None:
    """What a hold that was used up still keeps is free for another claim in the same step."""
    release(tx.connection, held, tx.now)
