"""Groups of shared sessions that need a minimum: the site is asked, everybody is told once (C2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db.booking.bookings import read_booking, read_bookings_in_session
from bot.db.booking.session_admin import read_closed_reason
from bot.db.booking.sessions import read_session
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.messages.views import GroupView, PartView
from bot.domain.model import BookingId, PersonId, Priority, SessionId, SessionStatus, SiteId
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.booking.bookings import part_view
from bot.services.messages.message import Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class GroupRuns(ToOne[PartView]):
    """To those who have a place: it takes place. ``since`` (UTC) tells one group of a session from a later
    one."""

    kind = "group.runs"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    booking_id: BookingId
    site_id: SiteId
    session_id: SessionId
    since: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.booking_id, self.session_id, f"{self.since:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.leader(self.booking_id)

    def load(self, tx: Tx) -> PartView | None:
        booking = read_booking(tx.connection, self.booking_id)
        session = read_session(tx.connection, self.session_id)
        if booking is None or session is None or session.status is not SessionStatus.OPEN:
            return None
        visits = tuple(
            each
            for each in booking.at(self.site_id)
            if each.session_id == self.session_id
            and each.status in CANCELLABLE
            and each.starts_at > tx.now
            and each.group is not None
            and each.group.runs
        )
        return part_view(tx, booking, visits)


@dataclass(frozen=True, slots=True)
class _OfGroup(Message[GroupView]):
    """To whoever answers at the site."""

    session_id: SessionId
    site_id: SiteId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def _view(self, tx: Tx) -> GroupView | None:
        session = read_session(tx.connection, self.session_id)
        if session is None or session.group is None:
            return None
        closed = session.status is SessionStatus.CLOSED
        return GroupView(
            site=tx.catalogue.site(self.site_id),
            programme=tx.catalogue.programme(session.programme_id),
            session=session,
            group=session.group,
            parties=len(read_bookings_in_session(tx.connection, session.id)),
            closed_reason=read_closed_reason(tx.connection, session.id) if closed else None,
            now=tx.now,
        )


@dataclass(frozen=True, slots=True)
class GroupAsked(_OfGroup):
    """The group is too small so far: does the site hold it? Silence is answered by the programme's rule."""

    kind = "host.group"
    urgency = Urgency.NEWS
    priority = Priority.CHANGE

    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, f"{self.asked_at:%Y%m%d%H%M%S}")

    def load(self, tx: Tx) -> GroupView | None:
        view = self._view(tx)
        return view if view is not None and view.group.gathers and view.parties else None


@dataclass(frozen=True, slots=True)
class GroupAskedChanged(Change[GroupView], _OfGroup):
    """All copies of the question show what became of the group. ``change`` tells one change from the
    others."""

    kind = "host.group.update"
    urgency = Urgency.STATUS
    priority = Priority.ANSWER

    asked_at: datetime
    change: str

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, f"{self.asked_at:%Y%m%d%H%M%S}", self.change)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(self.site_id, ANSWERING)

    def changes(self) -> GroupAsked:
        return GroupAsked(self.session_id, self.site_id, self.asked_at)

    def load(self, tx: Tx) -> GroupView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class GroupDecided(_OfGroup):
    """The group is complete, or its time is over: what was decided without the site. ``at`` (UTC): when."""

    kind = "host.group.decided"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.session_id, f"{self.at:%Y%m%d%H%M%S}")

    def load(self, tx: Tx) -> GroupView | None:
        view = self._view(tx)
        return None if view is None or view.group.gathers or view.session.starts_at <= tx.now else view
