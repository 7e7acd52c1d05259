"""The group of a shared session that needs a minimum: events of :mod:`bot.domain.booking.transitions`,
applied (C2). Nothing else changes its state.

Two processes, a host and the clock may all be at it at once: the first guarded update wins, and who comes
second finds nothing to do and tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.db.booking.bookings import read_bookings_in_session
from bot.db.booking.groups import move_group, note_asked, raise_calendar_sequences_in
from bot.db.booking.sessions import read_session
from bot.db.engine.locks import lock_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.transitions import GROUP_TRANSITIONS, GroupEvent, Told
from bot.domain.model import SessionId
from bot.services.messages.booking.groups import GroupAsked, GroupAskedChanged, GroupDecided, GroupRuns
from bot.services.messages.booking.papers import tell_calendar
from bot.services.messages.message import AnyMessage
from bot.services.messages.tell import Later, tell, with_copies
from bot.services.transaction import Tx, record


def apply_to_group(tx: Tx, session_id: SessionId, event: GroupEvent, *, but: Booking | None = None) -> bool:
    """Applies an event to the group of a session that is locked; False: it is in no state for it, or what the
    event says is not so. Closing the session of one that is called off is the caller's. ``but``: who made it
    come together, and sees so on the screen."""
    row = GROUP_TRANSITIONS[event]
    before = read_session(tx.connection, session_id)
    moved = move_group(
        tx.connection,
        session_id,
        row.before,
        row.after,
        tx.now,
        if_met=event is GroupEvent.MEET,
        if_left=event is GroupEvent.LEAVE,
    )
    if not moved or before is None or before.group is None:
        return False
    site = tx.catalogue.site(before.site_id)
    record(
        tx,
        row.audit,
        "session",
        session_id,
        {"gathered": before.group.gathered, "minimum": before.group.terms.minimum},
        region_id=site.region_id,
        site_id=site.id,
    )
    told: list[AnyMessage] = []
    if row.told is Told.LEADERS_GROUP_RUNS:
        raise_calendar_sequences_in(tx.connection, session_id)
        bookings = read_bookings_in_session(tx.connection, session_id)
        told += [
            GroupRuns(each.id, site.id, session_id, tx.now)
            for each in bookings
            if but is None or each.id != but.id
        ]
        for each in bookings:
            tell_calendar(tx, each, site.id)
    if row.hosts_told is Told.HOSTS_GROUP_DECIDED:
        told.append(GroupDecided(session_id, site.id, tx.now))
    tell(tx, *told, *about_question(tx, before, event))
    return True


def about_question(tx: Tx, session: SessionFacts, change: str) -> list[AnyMessage]:
    """The site's copies of the question show what became of the group. ``change``: of what this tells."""
    asked_at = None if session.group is None else session.group.asked_at
    if asked_at is None:
        return []
    return with_copies(tx, [GroupAskedChanged(session.id, session.site_id, asked_at, change)])


def look_at_groups(tx: Tx, visits: Collection[Visit], but: Booking) -> bool:
    """Visits were confirmed, or have more people: groups that are complete by now are told that they take
    place; whether there is one. ``but``: the booking whose visits these are."""
    gathering = sorted({each.session_id for each in visits if each.gathers})
    lock_sessions(tx.connection, gathering)
    met = [apply_to_group(tx, session_id, GroupEvent.MEET, but=but) for session_id in gathering]
    return any(met)


def leave_groups(tx: Tx, visits: Collection[Visit]) -> None:
    """The seats of these visits came free: a group of which nobody is left gathers anew."""
    for session_id in sorted({each.session_id for each in visits if each.group is not None}):
        apply_to_group(tx, session_id, GroupEvent.LEAVE)


def ask_site(tx: Tx, session: SessionFacts) -> bool:
    """The site is asked, once, whether it holds a group that is too small so far."""
    if session.group is None or not note_asked(tx.connection, session.id, tx.now):
        return False
    asked = GroupAsked(session.id, session.site_id, tx.now)
    tell(tx, Later(asked, until=session.group.terms.decides_at))
    return True
