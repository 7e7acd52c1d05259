"""What the screens of a region's settings show (F9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32

from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.forms import RegionConsentForm, RegionDaysForm, RegionSettingForm
from bot.domain.limits import Limits
from bot.domain.model import DraftId, RegionSetting
from bot.domain.people.consents import RegionConsent


@dataclass(frozen=True, slots=True)
class Run:
    """Days one after another that are all worked, or all off."""

    first: date
    last: date
    working: bool


def runs_of(days: Mapping[date, bool]) -> tuple[Run, ...]:
    """Days in order, the neighbours among them together."""
    runs: list[Run] = []
    for day, working in sorted(days.items()):
        before = runs[-1] if runs else None
        if before is not None and before.working is working and (day - before.last).days == 1:
            runs[-1] = Run(before.first, day, working)
        else:
            runs.append(Run(day, day, working))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class SettingsView:
    """``days``: of the region, from today on; ``school``: school holidays that are not over. ``limits``: what
    holds; ``usual``: what the installation has; ``own``: settings in which they differ by the region's will.
    ``done``: what was just changed, as the last part of a text's key; ``effect``: what came of it.
    ``consent``: what the region adds to the consent."""

    region: Region
    days: tuple[Run, ...]
    school: tuple[tuple[date, date], ...]
    limits: Limits
    usual: Limits
    own: frozenset[RegionSetting]
    done: str | None = None
    effect: DaysEffect | None = None
    consent: RegionConsent | None = None


@dataclass(frozen=True, slots=True)
class KeptSession:
    """It stays although its day is off now: somebody is in it. ``taken``: seats."""

    site: Site
    starts_at: datetime
    taken: int


@dataclass(frozen=True, slots=True)
class DaysEffect:
    """What becomes of sessions that schedules make: ``gone`` are free and taken off, ``opened`` come anew.
    ``days``: how many are other than they were."""

    days: int
    gone: int
    opened: int
    kept: Sequence[KeptSession]

    @property
    def key(self) -> str:
        """In callback data: another one when something else would happen."""
        facts = (self.days, self.gone, self.opened, [(e.site.id, e.starts_at, e.taken) for e in self.kept])
        return f"{crc32(repr(facts).encode()):08x}"


@dataclass(frozen=True, slots=True)
class RegionDaysView:
    """Days that are settled. ``page``: the Monday of the calendar; ``today`` and ``last_day`` bound it.
    ``effect``: None until the days are known."""

    draft_id: DraftId
    form: RegionDaysForm
    region: Region
    page: date
    today: date
    last_day: date
    effect: DaysEffect | None = None


@dataclass(frozen=True, slots=True)
class ConsentFormView:
    """What a region adds to the consent, while it is written. ``before``: what it adds now; ``language``: in
    which a text is asked for, None once all are said; ``own``: the addition as it would be, None: nothing is
    added any more. ``key``: in callback data, another one when a colleague has changed it."""

    draft_id: DraftId
    form: RegionConsentForm
    region: Region
    before: RegionConsent | None
    language: str | None
    own: RegionConsent | None
    key: str


@dataclass(frozen=True, slots=True)
class RegionSettingView:
    """A number or hours that are settled. ``before``, ``usual``: as they would be stored; ``key``: in
    callback data, another one when a colleague has changed it; ``touched``: so many requests that wait for an
    answer, or bookings ahead, of which it speaks."""

    draft_id: DraftId
    form: RegionSettingForm
    region: Region
    before: str
    usual: str
    key: str
    touched: int
