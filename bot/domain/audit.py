"""What the audit log notes: every action by its name, and of what kind it is (F8).

Each has a text ``my_data.action.<name>``, in which people find it in their own file too; a test looks through
the code for actions that stand here not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.model import PersonId, RegionId, Role, SiteId
from bot.domain.time.quiet_hours import About


class ActionGroup(StrEnum):
    """Kinds of actions by which the log is filtered; the text is ``journal.group.<value>``."""

    REQUESTS = "requests"
    VISITS = "visits"
    SESSIONS = "sessions"
    SITES = "sites"
    PEOPLE = "people"
    PLACEMENTS = "placements"
    QUESTIONS = "questions"
    REGION = "region"
    FIGURES = "figures"


_BY_GROUP: Final[Mapping[ActionGroup, Mapping[str, tuple[str, ...]]]] = {
    ActionGroup.REQUESTS: {
        "request": ("confirmed", "declined", "expired"),
        "booking": (
            *("cancelled", "closed", "moved", "retimed"),
            *("numbers_asked", "recounted", "numbers_declined"),
        ),
        "route": ("substituted",),
        "offer": ("made", "taken", "declined", "granted", "refused", "lapsed", "withdrawn"),
        "waiting": ("joined", "changed", "left", "over"),
        "handover": ("offered", "accepted", "done", "refused", "withdrawn", "expired"),
        "group": ("met", "held", "left", "called_off"),
    },
    ActionGroup.VISITS: {
        "visit": ("marked", "asked", "said", "reviewed"),
        "duty": ("marked",),
        "feedback": ("rated",),
        "paper": ("asked",),
        "day": ("printed",),
    },
    ActionGroup.SESSIONS: {
        "session": ("opened", "closed", "reopened", "resized", "retimed", "guide"),
        "guide": ("accepted", "declined"),
        "period": ("closed", "opened"),
        "schedule": ("added", "changed", "ended", "off_closed"),
    },
    ActionGroup.SITES: {
        "site": ("begun", "published", "hidden", "archived", "photo_shown", "photo_hidden", "photo_removed"),
        "programme": ("begun", "published"),
        "route": ("begun", "changed", "published", "hidden"),
        "card": ("changed", "proposed", "approved", "declined"),
        "link": ("labelled", "printed"),
        "catalogue": ("import", "imported", "exported"),
    },
    ActionGroup.PEOPLE: {
        "invitation": ("created", "accepted"),
        "member": ("left", "removed"),
        "person": ("data", "kept", "quiet", "deleted"),
        "complaint": ("proposed", "blocked", "dismissed", "lifted"),
    },
    ActionGroup.PLACEMENTS: {
        "application": (
            *("considered", "shortlisted", "invited", "offered", "agreed", "refused_offer"),
            *("offer_over", "accepted", "declined", "withdrawn", "scored", "ended"),
        ),
        "draw": ("announced", "drawn"),
        "selection": ("criteria",),
    },
    ActionGroup.QUESTIONS: {
        "enquiry": ("asked", "answered", "added", "closed", "kept", "dropped", "withdrawn"),
    },
    ActionGroup.REGION: {
        "region": (
            *("setting", "consent"),
            *("days.off", "days.working", "days.usual", "days.school", "days.no_school"),
        ),
        "news": ("sent", "stopped"),
        "watch": ("done",),
    },
    ActionGroup.FIGURES: {
        "report": ("asked",),
        "figures": ("asked",),
        "journal": ("asked",),
    },
}
ACTIONS: Final[Mapping[str, ActionGroup]] = MappingProxyType(
    {
        f"{subject}.{done}": group
        for group, subjects in _BY_GROUP.items()
        for subject, every in subjects.items()
        for done in every
    }
)


def actions_of(group: ActionGroup) -> tuple[str, ...]:
    return tuple(each for each, of in ACTIONS.items() if of is group)


DAYS: Final = (7, 31, 366, 0)
"""How far back the log is read; 0: to its beginning."""
MOST_EXPORTED: Final = 20_000
"""Entries of a file, the newest."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """None: all. ``days``: so many before now, 0 for as many as there are."""

    region_id: RegionId
    site_id: SiteId | None = None
    group: ActionGroup | None = None
    days: int = DAYS[1]


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever did something, without a name: the number of their row, and as what they did it (None: as a
    visitor). ``person_id`` None: the bot itself, or whoever has the machine. ``deleted``: their data are."""

    person_id: PersonId | None
    role: Role | None
    deleted: bool


@dataclass(frozen=True, slots=True)
class LogEntry:
    """``reference``: of the booking or application that it is about."""

    at: datetime
    who: Who
    action: str
    subject: str
    subject_id: int | None
    reference: str | None
    site_id: SiteId | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogView:
    """One page of the log, the newest first; of a file all that it holds."""

    region: Region
    chosen: LogFilter
    sites: Mapping[SiteId, Site]
    entries: tuple[LogEntry, ...]
    page: int
    has_more: bool
    made_at: datetime
    file: str = ""
    """The ``FileKind`` of a file."""

    @property
    def about(self) -> About:
        return About(self.region)


@dataclass(frozen=True, slots=True)
class LogSitesView:
    """The sites of a region, to choose one of."""

    region: Region
    chosen: LogFilter
    sites: tuple[Site, ...]
    page: int
