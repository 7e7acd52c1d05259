"""News of a region: to those who agreed to them, and to their author how far it is (F7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.db.booking.drafts import read_draft
from bot.db.region.announcements import count_copies, read_announcement, wants_news
from bot.domain.forms import AnnouncementForm
from bot.domain.model import AnnouncementId, AnnouncementState, DraftId, PersonId, Priority, RegionId
from bot.domain.region.announcement import AnnouncementView, NewsView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import Change, Message, ToOne, V_co
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class NewsCopy(Message[NewsView]):
    """To one of those for whom it is. Asked again when it is sent: it may have been stopped, and its reader
    may want no news any more."""

    kind = "news.copy"
    urgency = Urgency.NEWS
    priority = Priority.ANNOUNCEMENT
    lasts = timedelta(days=7)
    goes_once = True

    recipient_id: PersonId
    announcement_id: AnnouncementId

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> NewsView | None:
        found = read_announcement(tx.connection, self.announcement_id)
        if found is None or found.state is not AnnouncementState.SENDING:
            return None
        if not wants_news(tx.connection, self.recipient_id, found.region_id):
            return None
        return NewsView(tx.catalogue.region(found.region_id), found.text)


def keys_of(announcement_id: AnnouncementId) -> str:
    """How the keys of all copies begin; the reader's number follows."""
    return f"{NewsCopy.kind}:{announcement_id}:"


@dataclass(frozen=True, slots=True)
class NewsTest(Message[NewsView]):
    """«Прислать себе»: as readers would see it. ``number``: each tap sends one."""

    kind = "news.test"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(hours=1)

    recipient_id: PersonId
    draft_id: DraftId
    number: int

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> NewsView | None:
        draft = read_draft(tx.connection, self.draft_id)
        if draft is None or draft.person_id != self.recipient_id:
            return None
        form = draft.form
        if not isinstance(form, AnnouncementForm) or form.text is None:
            return None
        return NewsView(tx.catalogue.region(form.region_id), form.text, is_test=True)


@dataclass(frozen=True, slots=True)
class _OfAnnouncement(Message[V_co]):
    """To its author, as long as they coordinate the region."""

    announcement_id: AnnouncementId
    region_id: RegionId
    written_by: PersonId

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.coordinators(self.region_id) if each == self.written_by]


def view_of(tx: Tx, announcement_id: AnnouncementId, *, changed: bool = False) -> AnnouncementView | None:
    """An announcement with how far it is; None: there is none."""
    found = read_announcement(tx.connection, announcement_id)
    if found is None:
        return None
    cities = tx.catalogue.everything.cities(found.region_id)
    city = None if found.city_slug is None else cities.get(found.city_slug)
    copies = count_copies(tx.connection, found.id)
    return AnnouncementView(found, tx.catalogue.region(found.region_id), city, copies, changed)


@dataclass(frozen=True, slots=True)
class NewsProgress(_OfAnnouncement[AnnouncementView], ToOne[AnnouncementView]):
    """How far it is; the same message is changed as it goes on."""

    kind = "news.progress"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(days=1)

    def identity(self) -> tuple[object, ...]:
        return (self.announcement_id,)

    def load(self, tx: Tx) -> AnnouncementView | None:
        return view_of(tx, self.announcement_id)


@dataclass(frozen=True, slots=True)
class NewsProgressChanged(_OfAnnouncement[AnnouncementView], Change[AnnouncementView]):
    """``minute``: of its moment, or the end; once in each."""

    kind = "news.progress.update"
    urgency = Urgency.DIGEST
    priority = Priority.REMINDER
    lasts = timedelta(days=1)
    only_edits = True

    minute: str

    def identity(self) -> tuple[object, ...]:
        return (self.announcement_id, self.minute)

    def readers(self, who: Readers) -> Collection[PersonId]:
        return self.changes().readers(who)

    def changes(self) -> NewsProgress:
        return NewsProgress(self.announcement_id, self.region_id, self.written_by)

    def load(self, tx: Tx) -> AnnouncementView | None:
        return view_of(tx, self.announcement_id)


@dataclass(frozen=True, slots=True)
class NewsDone(_OfAnnouncement[AnnouncementView], ToOne[AnnouncementView]):
    """What came of it: «доставлено 4 812, не дошло 188»."""

    kind = "news.done"
    urgency = Urgency.DIGEST
    priority = Priority.DIGEST
    lasts = timedelta(days=7)

    def identity(self) -> tuple[object, ...]:
        return (self.announcement_id,)

    def load(self, tx: Tx) -> AnnouncementView | None:
        return view_of(tx, self.announcement_id)
