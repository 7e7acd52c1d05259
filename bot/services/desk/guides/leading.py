"""A guide's own sessions: what is ahead, who comes, yes and no (E7)."""

from __future__ import annotations

from bot.db.booking.guides import answer, read_guidings, read_led
from bot.db.booking.sessions import read_session
from bot.db.engine.locks import lock_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.guides import LedSession, LedSessionsView
from bot.domain.desk.views import Guiding
from bot.domain.model import GuideState, SessionId, SessionStatus
from bot.domain.pages import Page, page_of
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.guides.reading import led_session, led_sessions
from bot.services.messages.guides import GuideDeclined, tell_of_guide
from bot.services.messages.tell import tell
from bot.services.permissions import WORKS_SOMEWHERE, works_with_groups_of
from bot.services.transaction import Tx, reads, record, writes

SESSIONS_A_PAGE = 6


@reads(WORKS_SOMEWHERE)
def show_led(tx: Tx, page: int = 0) -> LedSessionsView | Refusal:
    """«Мои сеансы»: what one leads or is asked to lead, at all one's sites, soonest first."""
    found = read_own(tx)
    led = read_guidings(tx.connection, [each.id for each in found])
    shown = page_of(found, page, SESSIONS_A_PAGE)
    entries = led_sessions(tx, shown.entries, led)
    unanswered = sum(each.state is GuideState.ASKED for each in led.values())
    return LedSessionsView(Page(entries, shown.page, shown.pages, shown.total), unanswered)


@reads(works_with_groups_of("session_id"))
def show_led_session(tx: Tx, session_id: SessionId) -> LedSession | Refusal:
    """One of them, with the groups that come; what is somebody else's by now says so."""
    guide = _own(tx, session_id)
    return guide if isinstance(guide, Refusal) else _shown(tx, session_id, guide)


@writes(works_with_groups_of("session_id"))
def answer_asked(
    tx: Tx, session_id: SessionId, *, agrees: bool, seen: str | None = None
) -> LedSession | Refusal:
    """«Принимаю», «Не смогу»: the first answer counts, and only to what was asked (``seen``: the key of the
    asking that was shown). A no is told to the site at once. Safe to repeat."""
    after = GuideState.ACCEPTED if agrees else GuideState.DECLINED
    return _answer(tx, session_id, GuideState.ASKED, after, seen)


@writes(works_with_groups_of("session_id"))
def give_back(tx: Tx, session_id: SessionId, *, seen: str | None = None) -> LedSession | Refusal:
    """«Уже не смогу», after one has agreed, until the session begins. Safe to repeat."""
    return _answer(tx, session_id, GuideState.ACCEPTED, GuideState.DECLINED, seen)


def _answer(
    tx: Tx, session_id: SessionId, before: GuideState, after: GuideState, seen: str | None
) -> LedSession | Refusal:
    lock_sessions(tx.connection, [session_id])
    shown = show_led_session(tx, session_id)
    if isinstance(shown, Refusal):
        return shown
    if not shown.can_answer:
        return Refusal(Reason.SESSION_PAST, {"status": "session"})
    if seen is not None and seen != shown.key:
        return shown
    if not answer(tx.connection, session_id, tx.actor.person_id, before, after):
        return shown
    record(
        tx,
        f"guide.{after.value}",
        "session",
        session_id,
        {},
        region_id=shown.site.region_id,
        site_id=shown.site.id,
    )
    tell_of_guide(tx, session_id, shown.site.id, tx.actor.person_id, shown.asked_at)
    if after is GuideState.DECLINED:
        tell(tx, GuideDeclined(session_id, shown.site.id, tx.actor.person_id, shown.asked_at))
    return show_led_session(tx, session_id)


def read_own(tx: Tx) -> list[SessionFacts]:
    """What one leads or is asked to lead, where one still works with groups."""
    found = read_led(tx.connection, tx.actor.person_id, tx.now)
    return [each for each in found if tx.actor.may_review(each.site_id)]


def _own(tx: Tx, session_id: SessionId) -> Guiding | Refusal:
    guide = read_guidings(tx.connection, [session_id]).get(session_id)
    if guide is not None and guide.person_id == tx.actor.person_id:
        return guide
    session = read_session(tx.connection, session_id)
    if session is not None and session.status is not SessionStatus.OPEN:
        return Refusal(Reason.SESSION_CLOSED, {"status": "led"})
    return Refusal(Reason.GUIDE_OTHER, {"status": "own"})


def _shown(tx: Tx, session_id: SessionId, guide: Guiding) -> LedSession | Refusal:
    return led_session(tx, session_id, guide) or Refusal(Reason.SESSION_CLOSED, {"status": "led"})
