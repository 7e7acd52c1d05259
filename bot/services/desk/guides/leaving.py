"""Sessions leave their guides: closed, at another time, or since somebody has left the site (E7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from bot.db.booking.guides import ask_anew, read_guidings, read_led, take_guides_off, take_off
from bot.db.engine.locks import lock_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.model import GuideState, PersonId, SessionId, SiteId
from bot.services.messages.guides import (
    GuideAsked,
    GuideLetGo,
    SessionsWithoutGuide,
    about_asking,
    tell_of_guide,
)
from bot.services.messages.tell import tell
from bot.services.transaction import Tx


def change_of(tx: Tx) -> str:
    """Tells one event from the others in a message's key."""
    return f"{tx.now:%y%m%d%H%M%S%f}"


def let_go_closed(tx: Tx, sessions: Collection[SessionFacts]) -> None:
    """These sessions are closed: their guides are told, and have them no more."""
    led = read_guidings(tx.connection, [each.id for each in sessions])
    by_guide: dict[tuple[PersonId, SiteId], list[SessionId]] = defaultdict(list)
    for each in sessions:
        guide = led.get(each.id)
        if guide is not None and guide.state.counts_on and guide.person_id != tx.by:
            by_guide[guide.person_id, each.site_id].append(each.id)
    take_guides_off(tx.connection, list(led))
    for each in sessions:
        if each.id in led:
            tell_of_guide(tx, each.id, each.site_id, led[each.id].person_id, led[each.id].asked_at)
    for (guide_id, site_id), ids in by_guide.items():
        tell(tx, GuideLetGo(guide_id, site_id, tuple(ids), "closed", change_of(tx)))


def ask_again(
    tx: Tx, session: SessionFacts, was: datetime | None = None, instead_of: SessionId | None = None
) -> None:
    """The time of a session is another: its guide says anew whether they can. ``was``: the old one (UTC),
    None where only the site's clock was corrected; ``instead_of``: the session that it replaces, as which it
    was asked about."""
    guide = read_guidings(tx.connection, [session.id]).get(session.id)
    if guide is None:
        return
    asked_as = instead_of or session.id
    if instead_of is not None:
        take_guides_off(tx.connection, [instead_of])
    tell_of_guide(tx, asked_as, session.site_id, guide.person_id, guide.asked_at)
    if not guide.state.counts_on:
        take_guides_off(tx.connection, [session.id])
        return
    own = guide.person_id == tx.by
    ask_anew(tx.connection, session.id, GuideState.ACCEPTED if own else GuideState.ASKED, tx.now)
    if not own:
        asked = GuideAsked(session.id, session.site_id, guide.person_id, tx.now, was)
        tell(tx, *about_asking(tx, asked))


def leave_all(tx: Tx, person_id: PersonId, site_id: SiteId | None = None) -> None:
    """Somebody does not work at a site any more (None: at any): what they were to lead there has nobody, and
    the site is told."""
    by_site: dict[SiteId, list[SessionId]] = defaultdict(list)
    for each in read_led(tx.connection, person_id, tx.now):
        if each.starts_at > tx.now and site_id in {None, each.site_id}:
            by_site[each.site_id].append(each.id)
    ahead = [session_id for ids in by_site.values() for session_id in ids]
    lock_sessions(tx.connection, ahead)
    led = read_guidings(tx.connection, ahead)
    freed = take_off(tx.connection, person_id, ahead)
    for each_site, ids in by_site.items():
        without = tuple(session_id for session_id in ids if session_id in freed)
        for session_id in without:
            tell_of_guide(tx, session_id, each_site, person_id, led[session_id].asked_at)
        if without:
            tell(tx, SessionsWithoutGuide(each_site, person_id, without, change_of(tx)))
