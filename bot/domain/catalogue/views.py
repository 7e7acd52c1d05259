"""What the screens of finding something show, besides the content itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.booking.booking import Visit
from bot.domain.catalogue.catalogue import NOWHERE, Place, Region, Site
from bot.domain.model import DraftId, ProgrammeId, RegionId
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``free``: for each period that was asked about, the programmes that can be had in it; ``place``: where
    the reader is."""

    free: Mapping[str, Collection[ProgrammeId]]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's own next steps: the form that was begun, the next visit and its site, classes saved."""

    unfinished: bool = False
    next_visit: tuple[Visit, Site] | None = None
    cards: tuple[ClassCard, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionChoice:
    """``regions``: those that can be chosen; ``narrowed``: by what was typed. ``own``: the present one, if
    that is one of them. ``asked``: nobody has asked for the choice, it comes before what was asked for."""

    draft_id: DraftId
    regions: tuple[Region, ...]
    narrowed: bool
    own: RegionId | None
    asked: bool
    refusal: Refusal | None
