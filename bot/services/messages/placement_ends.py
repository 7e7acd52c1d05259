"""How a placement ended: its site is asked when it is over, the applicant told, with the certificate (D2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.placements.applications import read_application
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.endings import EndView
from bot.domain.model import ApplicationId, PersonId, Priority
from bot.domain.placements.ending import PlacementEnd, last_day_to_say
from bot.domain.time.local_time import utc_at
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import AnyMessage, Change, Message, ToOne
from bot.services.messages.readers import ANSWERING, Readers
from bot.services.messages.tell import Later, tell, with_copies
from bot.services.placements.reading import end_view
from bot.services.transaction import Tx

WRITTEN_WITHIN = timedelta(minutes=10)
"""So long after the mark its site has for the sentence, and for a slip, before the applicant is told."""
TOLD_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _OfPlacement(Message[EndView]):
    application_id: ApplicationId

    def _view(self, tx: Tx) -> EndView | None:
        application = read_application(tx.connection, self.application_id)
        return None if application is None else end_view(tx, application)


@dataclass(frozen=True, slots=True)
class PlacementEndAsked(_OfPlacement):
    """«До конца? Оценка?», once, when the placement is over, to those who answer at its site."""

    kind = "host.placement.end"
    urgency = Urgency.NEWS
    priority = Priority.REMINDER

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.at(who.site_of_application(self.application_id), ANSWERING)

    def load(self, tx: Tx) -> EndView | None:
        view = self._view(tx)
        return view if view is not None and view.may_write and view.end is None else None


@dataclass(frozen=True, slots=True)
class PlacementEndAnswered(Change[EndView], _OfPlacement):
    """All copies of the question show what was answered. ``change`` tells one answer from the others."""

    kind = "host.placement.end.update"
    urgency = Urgency.STATUS
    priority = Priority.CHANGE

    change: str = ""

    def changes(self) -> PlacementEndAsked:
        return PlacementEndAsked(self.application_id)

    def load(self, tx: Tx) -> EndView | None:
        return self._view(tx)


@dataclass(frozen=True, slots=True)
class PlacementEnded(_OfPlacement, ToOne[EndView]):
    """How it ended, to the applicant: with the certificate, or that it was not gone through to its end. Once
    more after a correction; what was corrected before it went is not told."""

    kind = "application.ended"
    urgency = Urgency.STATUS
    priority = Priority.REMINDER

    changed_at: datetime
    """What was said at this moment."""

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.applicant(self.application_id)

    def load(self, tx: Tx) -> EndView | None:
        view = self._view(tx)
        is_last = view is not None and view.end is not None and view.end.changed_at == self.changed_at
        return view if is_last else None


@dataclass(frozen=True, slots=True)
class PlacementCertificateReady(_OfPlacement, ToOne[EndView]):
    """The certificate that the applicant asked for once more."""

    kind = "application.certificate"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.application_id, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.applicant(self.application_id)

    def load(self, tx: Tx) -> EndView | None:
        view = self._view(tx)
        return view if view is not None and view.certificate is not None else None


def plan_question(tx: Tx, application_id: ApplicationId, place: SessionFacts) -> None:
    """After somebody was accepted: their site is asked when it is over."""
    timezone = tx.catalogue.site(place.site_id).timezone
    last = last_day_to_say(place.ends_at, timezone) + timedelta(days=1)
    asked = PlacementEndAsked(application_id)
    tell(tx, Later(asked, place.ends_at, utc_at(last, time(0), ZoneInfo(timezone))))


def tell_end(tx: Tx, application_id: ApplicationId, end: PlacementEnd) -> None:
    """After a site has said something: every copy of the question shows it, and in a while the applicant is
    told."""
    change = f"{tx.now:%m%d%H%M%S}-{end.said}-{int(end.text is not None)}"
    changes: list[AnyMessage] = [PlacementEndAnswered(application_id, change)]
    tell(tx, *with_copies(tx, changes))
    due_at = tx.now + WRITTEN_WITHIN
    tell(tx, Later(PlacementEnded(application_id, end.changed_at), due_at, due_at + TOLD_WITHIN))
