"""Somebody is asked to lead a session, answers, or need not any more (E7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db.booking.guides import read_guidings
from bot.db.booking.sessions import read_session, read_sessions
from bot.db.people.people import read_contact
from bot.domain.desk.guides import GuideGone, GuidesView, LedSession, LetGo
from bot.domain.desk.views import SessionEntry
from bot.domain.model import GuideState, PersonId, Priority, SessionId, SessionStatus, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.guides.reading import guides_view, led_session
from bot.services.messages.message import Message, ToOne
from bot.services.messages.readers import ANSWERING, WITH_GROUPS, Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class GuideAsked(ToOne[LedSession]):
    """«Вас просят провести»: with both answers, until one is given. ``asked_at`` tells one time of asking
    from the others; ``was``: when the session was before its time was changed (UTC)."""

    kind = "guide.asked"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    session_id: SessionId
    site_id: SiteId
    guide_id: PersonId
    asked_at: datetime
    was: datetime | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, self.guide_id, f"{self.asked_at:%Y%m%d%H%M%S%f}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.at(self.site_id, WITH_GROUPS) if each == self.guide_id]

    def load(self, tx: Tx) -> LedSession | None:
        guide = read_guidings(tx.connection, [self.session_id]).get(self.session_id)
        if guide is None or guide.person_id != self.guide_id or guide.asked_at != self.asked_at:
            return None
        view = led_session(tx, self.session_id, guide, was=self.was)
        return view if guide.state is GuideState.ASKED and view is not None and view.can_answer else None


@dataclass(frozen=True, slots=True)
class GuideDeclined(Message[GuidesView]):
    """To whoever answers at the site, at once: this guide cannot, and who else could."""

    kind = "host.guide.declined"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    session_id: SessionId
    site_id: SiteId
    guide_id: PersonId
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, self.guide_id, f"{self.asked_at:%Y%m%d%H%M%S%f}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.at(self.site_id, ANSWERING) if each != self.guide_id]

    def load(self, tx: Tx) -> GuidesView | None:
        guide = read_guidings(tx.connection, [self.session_id]).get(self.session_id)
        session = read_session(tx.connection, self.session_id)
        if guide is None or session is None or guide.state is not GuideState.DECLINED:
            return None
        if guide.asked_at != self.asked_at or session.starts_at <= tx.now:
            return None
        return guides_view(tx, self.session_id)


@dataclass(frozen=True, slots=True)
class GuideLetGo(ToOne[LetGo]):
    """To whoever led these sessions, or was asked to: they were closed, or are somebody else's. ``why``:
    «closed», «given», «removed»; ``change`` tells one such event from the others."""

    kind = "guide.let_go"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    guide_id: PersonId
    site_id: SiteId
    sessions: tuple[SessionId, ...]
    why: str
    change: str

    def identity(self) -> tuple[object, ...]:
        return (self.guide_id, self.sessions[0], self.why, self.change)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.at(self.site_id, WITH_GROUPS) if each == self.guide_id]

    def load(self, tx: Tx) -> LetGo | None:
        own = read_guidings(tx.connection, self.sessions)
        found = [
            each
            for each in read_sessions(tx.connection, self.sessions).values()
            if each.ends_at > tx.now and (each.id not in own or own[each.id].person_id != self.guide_id)
        ]
        entries = tuple(SessionEntry(each, tx.catalogue.programme(each.programme_id)) for each in found)
        # Opened again meanwhile, it has nobody: they need not lead it, but not since it is closed.
        is_open = any(each.status is SessionStatus.OPEN for each in found)
        why = "removed" if self.why == "closed" and is_open else self.why
        return LetGo(tx.catalogue.site(self.site_id), entries, why) if entries else None


@dataclass(frozen=True, slots=True)
class SessionsWithoutGuide(Message[GuideGone]):
    """To whoever answers at the site: who was to lead these sessions does not work there any more."""

    kind = "host.guide.gone"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    site_id: SiteId
    guide_id: PersonId
    sessions: tuple[SessionId, ...]
    change: str

    def identity(self) -> tuple[object, ...]:
        return (self.site_id, self.guide_id, self.change)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.at(self.site_id, ANSWERING) if each != self.guide_id]

    def load(self, tx: Tx) -> GuideGone | None:
        led = read_guidings(tx.connection, self.sessions)
        entries = tuple(
            SessionEntry(each, tx.catalogue.programme(each.programme_id))
            for each in read_sessions(tx.connection, self.sessions).values()
            if each.status is SessionStatus.OPEN and each.starts_at > tx.now and each.id not in led
        )
        contact = read_contact(tx.connection, self.guide_id)
        name = None if contact is None else contact.name
        return GuideGone(tx.catalogue.site(self.site_id), name, entries) if entries else None
