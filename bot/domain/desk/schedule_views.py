"""What the screens of a site's weekly rules show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.sessions_ahead import Rule
from bot.domain.forms import IntakeForm, RuleForm
from bot.domain.model import DraftId, ScheduleId


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A running rule; ``capacity``: of its sessions."""

    id: ScheduleId
    rule: Rule
    capacity: int


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """A programme with its rules; ``off``: sessions with guests that no rule makes any more."""

    programme: Programme
    rules: tuple[RuleEntry, ...]
    off: tuple[SessionFacts, ...]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """``may_change``: the reader may change the rules, not only see them. ``done``: what was just done, as
    the last part of a text's key."""

    site: Site
    programmes: tuple[ProgrammeRules, ...]
    may_change: bool
    done: str | None = None


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule as it is filled in would do: its next dates (UTC), how many sessions it opens and takes
    off, which stay with somebody in them, how many a host has changed by hand, which no rule touches.
    ``key``: in callback data, another one for another rule or outcome."""

    next_dates: tuple[datetime, ...]
    opened: int
    gone: int
    kept: tuple[SessionFacts, ...]
    by_hand: int
    key: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule that is added, changed or ended. ``programmes``: those that can have one. ``school_holidays``:
    of the region, those that are not over."""

    draft_id: DraftId
    form: RuleForm
    site: Site
    programmes: tuple[Programme, ...]
    programme: Programme | None
    preview: RulePreview | None = None
    school_holidays: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A rule of intakes that is added, changed or ended. ``programmes``: the placements of the site."""

    draft_id: DraftId
    form: IntakeForm
    site: Site
    programmes: tuple[Programme, ...]
    programme: Programme | None
    preview: RulePreview | None = None


@dataclass(frozen=True, slots=True)
class OffView:
    """Sessions with guests that no rule of a programme makes any more; ``groups`` and ``people``: in them.
    ``key``: in callback data, another one when others are hit."""

    site: Site
    programme: Programme
    sessions: tuple[SessionFacts, ...]
    groups: int
    people: int
    key: str
