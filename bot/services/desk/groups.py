"""Whether a shared session takes place though its group is small: the site says, or the programme's rule when
its time is over (C2)."""

from __future__ import annotations

from dataclasses import replace

from bot.db.booking.session_admin import lock_booked
from bot.db.booking.sessions import read_session
from bot.domain.booking.transitions import GroupEvent
from bot.domain.desk.views import Outcome, SessionView
from bot.domain.model import HostReason, IfShort, SessionId
from bot.domain.refusal import Refusal
from bot.services.booking.groups import apply_to_group, ask_site
from bot.services.desk.sessions import close_locked, session_view
from bot.services.permissions import SYSTEM_ONLY, answers_session
from bot.services.transaction import Tx, writes


@writes(answers_session("session_id"))
def hold_group(tx: Tx, session_id: SessionId) -> SessionView | Refusal:
    """«Проводим»: everybody who has a place is told that it takes place. The first answer wins; a repeat, and
    whoever comes second, see what is true."""
    lock_booked(tx.connection, session_id)
    return _decided(tx, session_id, done=apply_to_group(tx, session_id, GroupEvent.HOLD))


@writes(answers_session("session_id"))
def call_off_group(tx: Tx, session_id: SessionId) -> SessionView | Refusal:
    """«Отменяем»: the session is closed, since too few came; they are told, and other seats are kept for them
    as after any closed session. The first answer wins; whoever comes second sees what is true."""
    lock_booked(tx.connection, session_id)
    if not apply_to_group(tx, session_id, GroupEvent.CALL_OFF):
        return _decided(tx, session_id, done=False)
    return close_locked(tx, session_id, HostReason.TOO_FEW)


@writes(SYSTEM_ONLY)
def decide_group(tx: Tx, session_id: SessionId) -> bool:
    """The time of a group is over: it takes place if its people are as many as it needs, else as the
    programme's rule says. Safe to repeat, and beside another process: whoever comes second finds it
    decided."""
    lock_booked(tx.connection, session_id)
    session = read_session(tx.connection, session_id)
    if session is None or session.group is None or session.group.terms.decides_at > tx.now:
        return False
    if apply_to_group(tx, session_id, GroupEvent.MEET):
        return True
    if session.group.terms.if_short is IfShort.HOLD or session.starts_at <= tx.now:
        # What has begun while nobody could decide is called off no more.
        return apply_to_group(tx, session_id, GroupEvent.RULE_HOLDS)
    if not apply_to_group(tx, session_id, GroupEvent.RULE_CANCELS):
        return False
    return not isinstance(close_locked(tx, session_id, HostReason.TOO_FEW), Refusal)


@writes(SYSTEM_ONLY)
def ask_about_group(tx: Tx, session_id: SessionId) -> bool:
    """The site is asked whether it holds a group that is too small on the day on which it is decided."""
    session = read_session(tx.connection, session_id)
    return session is not None and ask_site(tx, session)


def _decided(tx: Tx, session_id: SessionId, *, done: bool) -> SessionView:
    """``done``: by this tap; else by an earlier one, or by the clock."""
    outcome = Outcome.DONE if done else Outcome.DECIDED_BEFORE
    return replace(session_view(tx, session_id), outcome=outcome)
