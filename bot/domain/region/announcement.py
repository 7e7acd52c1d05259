"""News of a region for those who agreed to them (F7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.catalogue.catalogue import Region
from bot.domain.forms import AnnouncementForm
from bot.domain.model import (
    AnnouncementId,
    AnnouncementState,
    CopyState,
    DraftId,
    NewsAudience,
    PersonId,
    RegionId,
)
from bot.domain.texts import Texts
from bot.domain.time.quiet_hours import About

MOST_NEWS: Final = 2
NEWS_WITHIN: Final = timedelta(days=30)
"""The consent says: no more than so many in so long. Whoever has had them gets no more."""


@dataclass(frozen=True, slots=True)
class Announcement:
    id: AnnouncementId
    region_id: RegionId
    written_by: PersonId
    text: str
    audience: NewsAudience
    city_slug: str | None
    state: AnnouncementState
    total: int
    sent: int | None
    failed: int | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recipients:
    """``wanted``: who gets it. ``sated``: so many more have had as much as they agreed to."""

    wanted: int
    sated: int


@dataclass(frozen=True, slots=True)
class AnnouncementFormView:
    """``counts``: how many would get it, by audience, with the city that is chosen; ``sated``: of the chosen
    audience. ``cities``: from which one can be chosen. ``key``: in callback data, another one for another
    text or audience. ``asks_city``: a button has opened that question."""

    draft_id: DraftId
    form: AnnouncementForm
    region: Region
    counts: Mapping[NewsAudience, int]
    sated: int
    cities: Mapping[str, Texts]
    key: str
    asks_city: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """An announcement and how far it is. ``copies``: by their states."""

    announcement: Announcement
    region: Region
    city: Texts | None
    copies: Mapping[CopyState, int]
    changed: bool = False
    """Whether the tap that led here changed something."""

    @property
    def about(self) -> About:
        return About(self.region)

    @property
    def sent(self) -> int:
        kept = self.announcement.sent
        return self.copies.get(CopyState.SENT, 0) if kept is None else kept

    @property
    def failed(self) -> int:
        """Who did not get it although they were to: whoever was passed over by a stop is not among them."""
        kept = self.announcement.failed
        return undelivered(self.announcement.state, self.copies) if kept is None else kept

    @property
    def left(self) -> int:
        return self.copies.get(CopyState.PLANNED, 0) + self.copies.get(CopyState.QUEUED, 0)


def undelivered(state: AnnouncementState, copies: Mapping[CopyState, int]) -> int:
    """How many could not be reached, or wanted no news any more when it was their turn."""
    skipped = 0 if state is AnnouncementState.STOPPED else copies.get(CopyState.SKIPPED, 0)
    return copies.get(CopyState.FAILED, 0) + skipped


@dataclass(frozen=True, slots=True)
class AnnouncementsView:
    """The announcements of a region, newest first, some a page; ``wanted``: how many agreed to news."""

    region: Region
    entries: tuple[AnnouncementView, ...]
    wanted: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class NewsView:
    """What a reader gets. ``is_test``: it goes to its author only."""

    region: Region
    text: str
    is_test: bool = False

    @property
    def about(self) -> About:
        return About(self.region)
