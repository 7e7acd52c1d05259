"""A site gives its sessions to guides (E7).

Who is to lead a session is asked, and answers with one tap; until then the session has a guide who is asked.
A button names who had it when it was shown: of two hosts at once the first wins, the other sees who it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.db.booking.guides import find_unguided, set_guide, take_guides_off
from bot.db.engine.locks import lock_person, lock_programme, lock_sessions
from bot.domain.desk.guides import Candidate, GuidesView, Unguided
from bot.domain.desk.views import Outcome, SessionView
from bot.domain.model import GuideAnyway, GuideState, PersonId, RegionId, SessionId
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.guides.leaving import change_of
from bot.services.desk.guides.reading import guides_view
from bot.services.desk.sessions import record_change, session_view
from bot.services.messages.guides import GuideAsked, GuideLetGo, about_asking, tell_of_guide
from bot.services.messages.tell import tell
from bot.services.permissions import answers_session, owns_session
from bot.services.transaction import Tx, reads, writes

WATCHED = timedelta(days=7)
"""So far ahead a session with groups and without a guide is worth a coordinator's look."""


@reads(answers_session("session_id"))
def show_guides(tx: Tx, session_id: SessionId, chosen: PersonId | None = None) -> GuidesView | Refusal:
    """Everybody who could lead a session, and why those who are busy are. ``chosen``: who is to have it
    anyway."""
    view = guides_view(tx, session_id)
    if view is None or not view.programme.takes_place:
        return Refusal(Reason.NOT_FOUND)
    found = next((each for each in view.candidates if each.member.person_id == chosen), None)
    return replace(view, chosen=found)


@writes(answers_session("session_id"))
def ask_guide(tx: Tx, session_id: SessionId, person_id: PersonId, seen: str) -> SessionView | Refusal:
    """Asks somebody who works at the site to lead a session; whoever asks themselves has agreed.

    What must hold: it is open and ahead, nobody else has got it since (``seen``: whom the screen has shown),
    and no other session of theirs, at whatever site, stands in its way.
    """
    return _give(tx, session_id, person_id, seen, None)


@writes(owns_session("session_id"))
def ask_guide_anyway(
    tx: Tx, session_id: SessionId, person_id: PersonId, seen: str, why: GuideAnyway
) -> SessionView | Refusal:
    """The same by an owner who knows why another session does not stand in its way."""
    return _give(tx, session_id, person_id, seen, why)


def _give(
    tx: Tx, session_id: SessionId, person_id: PersonId, seen: str, why: GuideAnyway | None
) -> SessionView | Refusal:
    # What somebody leads at other sites must not change meanwhile.
    lock_person(tx.connection, person_id)
    lock_programme(tx.connection, session_view(tx, session_id).programme.id)
    lock_sessions(tx.connection, [session_id])
    view = guides_view(tx, session_id)
    found = _candidate(view, person_id)
    if view is None or found is None or not view.programme.takes_place:
        return Refusal(Reason.NOT_FOUND)
    if not view.is_open:
        return Refusal(Reason.SESSION_CLOSED, {"status": "session"})
    before = view.guide
    if before is not None and before.person_id == person_id and before.state.counts_on:
        return replace(session_view(tx, session_id), outcome=Outcome.REPEATED)
    if view.seen != seen:
        if before is None:
            return Refusal(Reason.GUIDE_OTHER, {"status": "nobody"})
        return Refusal(Reason.GUIDE_OTHER, {"name": before.name or "", "status": "changed"})
    if found.busy is not None and why is None:
        return Refusal(Reason.GUIDE_BUSY, {"name": found.member.name or ""})
    own = person_id == tx.by
    anyway = why if found.busy is not None else None
    state = GuideState.ACCEPTED if own else GuideState.ASKED
    given = set_guide(
        tx.connection,
        session_id,
        instead_of=None if before is None else before.asked_at,
        guide_id=person_id,
        state=state,
        anyway=anyway,
        now=tx.now,
    )
    if not given:
        return Refusal(Reason.SESSION_CLOSED, {"status": "session"})
    shown = session_view(tx, session_id)
    record_change(
        tx, shown, "session.guide", {"guide": person_id, "anyway": None if anyway is None else anyway.value}
    )
    if not own:
        tell(tx, *about_asking(tx, GuideAsked(session_id, view.site.id, person_id, tx.now)))
    if before is not None:
        tell_of_guide(tx, session_id, view.site.id, before.person_id, before.asked_at)
    if before is not None and before.state.counts_on and before.person_id != tx.by:
        tell(tx, GuideLetGo(before.person_id, view.site.id, (session_id,), "given", change_of(tx)))
    return replace(shown, outcome=Outcome.GUIDED)


def _candidate(view: GuidesView | None, person_id: PersonId) -> Candidate | None:
    if view is None:
        return None
    return next((each for each in view.candidates if each.member.person_id == person_id), None)


@writes(answers_session("session_id"))
def take_guide_off(tx: Tx, session_id: SessionId, seen: str) -> SessionView | Refusal:
    """Nobody is to lead a session any more. Safe to repeat."""
    lock_sessions(tx.connection, [session_id])
    view = session_view(tx, session_id)
    guide = view.guide
    if guide is None:
        return replace(view, outcome=Outcome.REPEATED)
    if guide.key != seen:
        return Refusal(Reason.GUIDE_OTHER, {"name": guide.name or "", "status": "changed"})
    if view.session.starts_at <= tx.now:
        return Refusal(Reason.SESSION_PAST, {"status": "session"})
    take_guides_off(tx.connection, [session_id])
    record_change(tx, view, "session.guide", {"guide": None, "before": guide.person_id})
    tell_of_guide(tx, session_id, view.site.id, guide.person_id, guide.asked_at)
    if guide.state.counts_on and guide.person_id != tx.by:
        tell(tx, GuideLetGo(guide.person_id, view.site.id, (session_id,), "removed", change_of(tx)))
    return replace(session_view(tx, session_id), outcome=Outcome.GUIDED)


def unguided_in(tx: Tx, region_id: RegionId) -> tuple[Unguided, ...]:
    """Sessions of the next days with confirmed groups that nobody has agreed to lead, at sites that have
    guides, soonest first (F6)."""
    found = find_unguided(tx.connection, region_id, tx.now, tx.now + WATCHED)
    return tuple(
        Unguided(
            tx.catalogue.site(facts.site_id),
            tx.catalogue.programme(facts.programme_id),
            facts,
            groups,
            people,
            asked,
        )
        for facts, groups, people, asked in found
    )
