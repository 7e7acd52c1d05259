"""Cards as whoever edits them sees them, and what waits for a coordinator (E6, F2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.catalogue.cards.fields import CardField, Document, Group
from bot.domain.catalogue.catalogue import Programme, Region, Site
from bot.domain.forms import CardForm, NewProgrammeForm, NewSiteForm
from bot.domain.model import DraftId, ProgrammeId, Publication, RegionId, RevisionId, RevisionState, SiteId
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a card that a coordinator agrees to, as it was proposed; values as the file says them.
    ``programme_id``: None, it is of the site's own card."""

    id: RevisionId
    region_id: RegionId
    site_id: SiteId
    programme_id: ProgrammeId | None
    field: str
    before: Any
    after: Any
    state: RevisionState
    proposed_at: datetime
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A town or an industry that the region has already."""

    slug: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Gap:
    """What a site lacks before it can be published: a field of a card."""

    programme: Programme | None
    field: CardField


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far a site is on its way to its first publication. ``gaps``, and a programme at all, are needed; an
    owner and sessions are not, but without them nobody answers, and nobody can come."""

    gaps: tuple[Gap, ...]
    has_programme: bool
    has_owner: bool
    has_sessions: bool

    @property
    def is_ready(self) -> bool:
        return self.has_programme and not self.gaps


@dataclass(frozen=True, slots=True)
class CardsView:
    """The cards of a site: its own, and one of each programme. ``coordinates``: the reader agrees, and asks
    nobody. ``seen``: the digest of all that visitors would see."""

    site: Site
    status: Publication
    readiness: Readiness
    waiting: tuple[Revision, ...]
    coordinates: bool
    seen: str
    drafts: Collection[ProgrammeId] = ()
    """Programmes that were never published."""
    done: str | None = None


@dataclass(frozen=True, slots=True)
class CardView:
    """One card, as the file would say it. ``group``: whose fields are shown with their values."""

    site: Site
    programme: Programme | None
    card: Document
    fields: tuple[CardField, ...]
    group: Group
    waiting: tuple[Revision, ...]
    done: str | None = None
    """What the last answer has done: saved, sent, same."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that is being answered. ``value``: as it is; ``new``: as it would be, once ``is_answered``;
    ``key``: of both, for the button that agrees. ``asks_coordinator``: they decide on it; ``waits``: they
    have not yet on what was answered before."""

    draft_id: DraftId
    form: CardForm
    site: Site
    programme: Programme | None
    field: CardField
    value: Any
    new: Any
    is_answered: bool
    key: str
    asks_coordinator: bool
    waits: Revision | None
    known: tuple[Known, ...] = ()
    """What the region has of it already, where it is one of these."""
    booked: tuple[datetime, ...] = ()
    """Of another time zone: when sessions begin that keep their moment (UTC), soonest first."""


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A change for whoever decides on it. ``field``: None, it is the first publication. ``value``: what is
    true now; ``key``: of it and of what is proposed. ``readiness``: of a first publication."""

    revision: Revision
    region: Region
    site: Site
    programme: Programme | None
    field: CardField | None
    value: Any
    key: str
    readiness: Readiness | None = None
    changed: bool = False

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """What waits for a coordinator in a region, oldest first, some a page."""

    region: Region
    entries: tuple[RevisionView, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class WhyView:
    """The reason is asked for, or the last was none (``refusal``)."""

    draft_id: DraftId
    revision: RevisionView
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A site, or a programme of it, stands there as a draft. ``name``: as it was typed."""

    site_id: SiteId
    name: str
    of_programme: bool


@dataclass(frozen=True, slots=True)
class NewSiteView:
    draft_id: DraftId
    form: NewSiteForm
    region: Region
    towns: tuple[Known, ...]
    industries: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class NewProgrammeView:
    draft_id: DraftId
    form: NewProgrammeForm
    site: Site
