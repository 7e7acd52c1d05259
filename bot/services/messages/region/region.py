"""About a region, to its coordinators: alarms of the nightly count (F10) and copy, the region as a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.db.catalogue.exporting import read_document
from bot.domain.catalogue.catalogue import Region
from bot.domain.catalogue.reading import without_begun
from bot.domain.messages.views import AuditView, RegionView
from bot.domain.model import PersonId, Priority, RegionId
from bot.domain.region.files import FileForm, RegionFileView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Message, ToOne, V_co
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class _Alarm(Message[V_co]):
    """Once a region and day (UTC), and only as long as that. Rows of earlier releases have neither."""

    urgency = Urgency.NEWS
    priority = Priority.CHANGE
    lasts = timedelta(days=1)

    region_id: RegionId | None = None
    day: date | None = None

    def identity(self) -> tuple[object, ...]:
        return (self.region_id, f"{self.day:%Y%m%d}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.coordinators(self.region_id)

    def _region(self, tx: Tx) -> Region | None:
        return None if self.region_id is None else tx.catalogue.region(self.region_id)


@dataclass(frozen=True, slots=True)
class AuditAlarm(_Alarm[AuditView]):
    """The nightly count found differences: whoever runs the bot has to know (F10)."""

    kind = "region.audit"

    claims: int = 0
    seats: int = 0
    differences: int = 0
    about_seats: int = 0

    def load(self, tx: Tx) -> AuditView | None:
        return AuditView(self._region(tx), self.claims, self.seats, self.differences, self.about_seats)


@dataclass(frozen=True, slots=True)
class BackupAlarm(_Alarm[RegionView]):
    """There is no good copy of this night."""

    kind = "region.backup"

    def load(self, tx: Tx) -> RegionView | None:
        return RegionView(self._region(tx))


@dataclass(frozen=True, slots=True)
class RegionFileReady(ToOne[RegionFileView]):
    """The region, or the template for it, as a file that a coordinator asked for. It says what is true when
    it is sent; whoever asks twice within a minute gets one."""

    kind = "region.file"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    recipient_id: PersonId
    region_id: RegionId
    form: str
    language: str
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        about = (self.region_id, self.form, self.language)
        return (self.recipient_id, *about, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.coordinators(self.region_id) if each == self.recipient_id]

    def load(self, tx: Tx) -> RegionFileView | None:
        region = tx.catalogue.region(self.region_id)
        document = read_document(tx.connection, region.slug)
        if document is None:
            return None
        document, begun = without_begun(document)
        return RegionFileView(region, document, FileForm(self.form), tx.now, self.language, begun)
