"""Somebody is asked to lead a session, answers, or need not any more (E7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.db.booking.guides import read_guidings
from bot.db.booking.session_admin import RETIMED, read_closed_reason
from bot.db.booking.sessions import read_session, read_sessions
from bot.db.people.people import read_contact
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.guides import AskedView, DeclinedView, GuideGone, LedSession, LetGo
from bot.domain.desk.views import Guiding, SessionEntry
from bot.domain.model import GuideState, PersonId, Priority, SessionId, SessionStatus, SiteId
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.guides.reading import guides_view, led_session
from bot.services.messages.message import AnyMessage, Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, WITH_GROUPS, Readers
from bot.services.messages.tell import Later, tell_in_chats
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
class GuideReminded(GuideAsked):
    """Once more, on the next working day, to whoever has not answered; never again."""

    kind = "guide.reminder"
    urgency = Urgency.VISIT
    priority = Priority.REMINDER


REMINDED_AT = time(10)
"""On the site's clock."""


def about_asking(tx: Tx, asked: GuideAsked) -> list[AnyMessage | Later]:
    """The question, and its reminder where the next working day is before the session."""
    session = read_session(tx.connection, asked.session_id)
    if session is None:
        return [asked]
    zone = ZoneInfo(tx.catalogue.site(asked.site_id).timezone)
    day = tx.catalogue.calendar(asked.site_id).add(local_day(tx.now, zone), 1)
    moment = utc_at(day, REMINDED_AT, zone)
    if moment >= session.starts_at:
        return [asked]
    about = (asked.session_id, asked.site_id, asked.guide_id, asked.asked_at, asked.was)
    return [asked, Later(GuideReminded(*about), moment, until=session.starts_at)]


@dataclass(frozen=True, slots=True)
class GuideAskedChanged(Change[AskedView], ToOne[AskedView]):
    """The question shows what was answered, or that there is nothing to answer any more, to whoever does not
    work there now, too. ``change`` tells one event from the others."""

    kind = "guide.asked.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    only_edits = True

    session_id: SessionId
    site_id: SiteId
    guide_id: PersonId
    asked_at: datetime
    was: datetime | None = None
    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, self.guide_id, f"{self.asked_at:%Y%m%d%H%M%S%f}", self.change)

    def changes(self) -> GuideAsked:
        return GuideAsked(self.session_id, self.site_id, self.guide_id, self.asked_at)

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.guide_id,)

    def load(self, tx: Tx) -> AskedView | None:
        session = read_session(tx.connection, self.session_id)
        if session is None:
            return None
        guide = read_guidings(tx.connection, [session.id]).get(session.id)
        led = None
        if guide is not None and self._is_theirs(tx, guide):
            led = led_session(tx, session.id, guide, was=self.was)
        return AskedView(
            site=tx.catalogue.site(session.site_id),
            programme=tx.catalogue.programme(session.programme_id),
            session=session,
            led=led,
            end=_end(tx, session, guide, self.guide_id),
        )

    def _is_theirs(self, tx: Tx, guide: Guiding) -> bool:
        """Asked anew they have another question, until they have agreed to it."""
        is_this = guide.asked_at == self.asked_at or guide.state is GuideState.ACCEPTED
        is_theirs = guide.person_id == self.guide_id and is_this
        return is_theirs and self.guide_id in Readers(tx.connection).at(self.site_id, WITH_GROUPS)


@dataclass(frozen=True, slots=True)
class GuideRemindedChanged(GuideAskedChanged):
    """The reminder shows the same."""

    kind = "guide.reminder.update"

    def changes(self) -> GuideReminded:
        return GuideReminded(self.session_id, self.site_id, self.guide_id, self.asked_at)


def _end(tx: Tx, session: SessionFacts, guide: Guiding | None, guide_id: PersonId) -> str:
    """Why somebody need not answer what they were asked."""
    if session.status is not SessionStatus.OPEN:
        return "retimed" if read_closed_reason(tx.connection, session.id) == RETIMED else "closed"
    if guide is None:
        return "removed"
    return "anew" if guide.person_id == guide_id else "given"


@dataclass(frozen=True, slots=True)
class GuideDeclined(Message[DeclinedView]):
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

    def load(self, tx: Tx) -> DeclinedView | None:
        guide = read_guidings(tx.connection, [self.session_id]).get(self.session_id)
        session = read_session(tx.connection, self.session_id)
        if guide is None or session is None or guide.state is not GuideState.DECLINED:
            return None
        if guide.asked_at != self.asked_at or session.starts_at <= tx.now:
            return None
        return _declined(tx, self.session_id, self.guide_id)


@dataclass(frozen=True, slots=True)
class GuideDeclinedChanged(Change[DeclinedView]):
    """All copies of that show who was asked instead, or that nobody needs to be. ``change`` tells one event
    from the others."""

    kind = "host.guide.declined.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE
    only_edits = True

    recipient_id: PersonId
    session_id: SessionId
    site_id: SiteId
    guide_id: PersonId
    asked_at: datetime
    change: str = ""

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, self.guide_id, f"{self.asked_at:%Y%m%d%H%M%S%f}", self.change)

    def changes(self) -> GuideDeclined:
        return GuideDeclined(self.session_id, self.site_id, self.guide_id, self.asked_at)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in self.changes().readers(who) if each == self.recipient_id]

    def load(self, tx: Tx) -> DeclinedView | None:
        return _declined(tx, self.session_id, self.guide_id)


def _declined(tx: Tx, session_id: SessionId, guide_id: PersonId) -> DeclinedView | None:
    guides, contact = guides_view(tx, session_id), read_contact(tx.connection, guide_id)
    name = None if contact is None else contact.name
    return None if guides is None else DeclinedView(name, guide_id, guides)


def tell_of_guide(
    tx: Tx, session_id: SessionId, site_id: SiteId, guide_id: PersonId, asked_at: datetime
) -> None:
    """Whoever was asked at a moment (UTC) to lead a session has answered, or need not any more: what they
    were sent, and what the site was told of their no, shows what stands now."""
    who, about = Readers(tx.connection), (session_id, site_id, guide_id, asked_at)
    after = read_guidings(tx.connection, [session_id]).get(session_id)
    becomes = "nobody" if after is None else f"{after.person_id}-{after.state}"
    change = f"{becomes}-{tx.now:%y%m%d%H%M%S%f}"

    def asked(_recipient_id: PersonId) -> AnyMessage:
        return GuideAskedChanged(*about, change=change)

    def reminded(_recipient_id: PersonId) -> AnyMessage:
        return GuideRemindedChanged(*about, change=change)

    def declined(recipient_id: PersonId) -> AnyMessage:
        return GuideDeclinedChanged(recipient_id, *about, change)

    notice = GuideDeclined(*about)
    found = {notice.key(each): declined for each in notice.readers(who)}
    own = {GuideAsked(*about).key(guide_id): asked, GuideReminded(*about).key(guide_id): reminded}
    tell_in_chats(tx, {**found, **own}, who)


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
