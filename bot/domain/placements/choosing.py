"""What the screens of choosing applicants show: values that use cases read and screens render (D3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import ApplicationView
from bot.domain.model import Criterion, DraftId, PersonId
from bot.domain.placements.draw import Draw, Entrant, digest_of, list_text, order_of
from bot.domain.placements.selection import REVIEWERS, Ranked, Review, needs_draw
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class IntakeEntry:
    """An intake from whose applicants a site has to choose."""

    intake: SessionFacts
    programme: Programme
    applicants: int
    draw: Draw | None


@dataclass(frozen=True, slots=True)
class SelectionsView:
    site: Site
    entries: tuple[IntakeEntry, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Those who apply for an intake, best first. ``page``: of their buttons."""

    site: Site
    programme: Programme
    intake: SessionFacts
    criteria: tuple[Criterion, ...]
    ranked: tuple[Ranked, ...]
    draw: Draw | None
    chooses_criteria: bool
    now: datetime
    page: int = 0

    @property
    def unscored(self) -> int:
        return sum(each.halves is None for each in self.ranked)

    @property
    def needs_draw(self) -> bool:
        """Whether all are scored, and equals stand on both sides of the last place."""
        return not self.unscored and needs_draw(self.ranked, self.intake.free)


@dataclass(frozen=True, slots=True)
class AnnounceView:
    """What would be announced: the day whose rate is the seed, and when it is known (UTC)."""

    selection: SelectionView
    seed_day: date
    seed_at: datetime


@dataclass(frozen=True, slots=True)
class ScoresView:
    """The scores of an application, as one of its reviewers sees them: those of others when their own are
    complete. ``closed``: they stand in an announced list. ``asked``: the criterion that is being judged."""

    shown: ApplicationView
    criteria: tuple[Criterion, ...]
    reviews: tuple[Review, ...]
    reader: PersonId
    names: Mapping[PersonId, str | None]
    closed: bool
    asked: Criterion | None = None

    @property
    def own(self) -> Review | None:
        return next((each for each in self.reviews if each.person_id == self.reader), None)

    @property
    def may_score(self) -> bool:
        has_seat = self.own is not None or len(self.reviews) < REVIEWERS
        return has_seat and not self.closed and self.shown.in_selection

    @property
    def missing(self) -> Criterion | None:
        """The first criterion for which the reader has not given points."""
        given = {} if self.own is None else self.own.points
        return next((each for each in self.criteria if each not in given), None)

    @property
    def others(self) -> tuple[Review, ...]:
        """What others have given, for whoever cannot be led by it any more."""
        may_see = self.missing is None or not self.may_score
        return tuple(each for each in self.reviews if each.person_id != self.reader) if may_see else ()


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """By what a programme's applicants are chosen; ``closed``: somebody has points by them already.
    ``intake``: from whose screen it was opened."""

    site: Site
    programme: Programme
    chosen: tuple[Criterion, ...]
    closed: bool
    intake: SessionFacts


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw as anybody may see it. ``number``: the reader's own, if they are in it; ``may_draw``: whether
    the reader may enter the seed, when it is known."""

    draw: Draw
    entrants: tuple[Entrant, ...]
    site: Site
    programme: Programme
    intake: SessionFacts
    now: datetime
    number: int | None = None
    may_draw: bool = False

    @property
    def about(self) -> About:
        return About(self.site)

    @property
    def is_intact(self) -> bool:
        """Whether the list is still the one whose hash was announced."""
        return digest_of(list_text(self.entrants)) == self.draw.digest

    @property
    def order(self) -> tuple[int, ...]:
        """Numbers in the order of places; empty before the draw."""
        if self.draw.seed is None:
            return ()
        return tuple(order_of({each.number: each.halves for each in self.entrants}, self.draw.seed))

    @property
    def is_due(self) -> bool:
        """Whether the seed is known and nobody has entered it."""
        return self.draw.seed is None and self.now >= self.draw.seed_at


@dataclass(frozen=True, slots=True)
class SeedView:
    """The seed of a draw is being entered; ``seed``: as it was read."""

    draft_id: DraftId
    shown: DrawView
    seed: str | None
