"""Offers and waiting lists as screens and messages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.offers.waiting import Waiting
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.catalogue.minimum import Group
from bot.domain.forms import Part, Wish
from bot.domain.model import Audience, ProgrammeId
from bot.domain.papers.kinds import PaperKind
from bot.domain.refusal import OtherSession
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """One option: which sessions (``starts``, UTC), with how many people in each."""

    number: int
    parts: tuple[Part, ...]
    starts: tuple[datetime, ...]
    programme: Programme
    site: Site
    group: Group | None = None
    """Of its only session (C2)."""

    @property
    def is_whole_route(self) -> bool:
        """Whether it has several stops; ``programme`` and ``site`` are those of the first."""
        return len({part.stop for part in self.parts}) > 1


@dataclass(frozen=True, slots=True)
class Whose:
    """The party as it is named: «7 Б · 27 + 3»."""

    audience: Audience | None
    grade: int | None
    letter: str | None
    children: int
    adults: int


NOBODY = Whose(None, None, None, 0, 0)
"""Whose data were deleted."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """Seats kept for somebody, or what became of them. ``before``: the booking instead of which they are
    offered; ``booked``: the one that the offer has become."""

    offer: Offer
    whose: Whose
    choices: tuple[OfferChoice, ...]
    before: Booking | None
    booked: Booking | None
    waiting: Waiting | None
    now: datetime
    route: Route | None = None
    """The route of ``before``, with what is visited at its stops in ``places`` (C3)."""
    places: Mapping[ProgrammeId, tuple[Site, Programme]] = field(default_factory=dict)
    outdated: tuple[PaperKind, ...] = ()
    """Papers of ``before`` that were printed before it went to another time (B14)."""
    still_free: tuple[OfferChoice, ...] = ()
    """Of an offer that was let go by: what its party can book now, as anybody can."""
    passed_on: bool = False
    """Whether what was let go by is kept for somebody else now."""
    manual: bool = False
    """Whether its site is asked about another time only since the party has been missing before (C1)."""
    asks_host: bool = False
    """Whether what is taken is a request that the site answers."""
    list_due_at: datetime | None = None
    """Of a move that took place: by when the group list has to be handed in now, if it has yet to be."""

    @property
    def first(self) -> OfferChoice:
        return self.choices[0]

    @property
    def timezone(self) -> str:
        if self.choices or self.before is None:
            return self.first.site.timezone
        return self.places[self.before.first.programme_id][0].timezone

    @property
    def about(self) -> About:
        if self.choices or self.before is None:
            return About(self.first.site, min(min(each.starts) for each in self.choices))
        visit = self.before.next_visit(self.now)
        return About(self.places[visit.programme_id][0], visit.starts_at)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A party on a waiting list: ``place`` in the order, from 1; ``wider``: days it could wait for instead;
    ``offer``: what it is offered now. ``repeated``: it stood there before."""

    waiting: Waiting
    whose: Whose
    programme: Programme
    site: Site
    place: int
    wider: tuple[Wish, ...]
    now: datetime
    offer: Offer | None = None
    repeated: bool = False

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class OpeningView:
    """Seats of a session came free for somebody who waits, and nobody keeps them: ``free`` of them. Too few
    for all (``too_few``), or too late to keep them for anybody."""

    waiting: WaitingView
    session: SessionFacts
    too_few: bool
    party: tuple[int, int]
    """Children and adults who could come; nobody: the visitor has to say who."""

    @property
    def free(self) -> int:
        return self.session.free

    @property
    def about(self) -> About:
        return About(self.waiting.site, self.session.starts_at)


@dataclass(frozen=True, slots=True)
class WaitOverView:
    """Nothing that a party waited for can be had any more; ``others``: what it could have; ``offered``: it
    was offered seats, and did not take them."""

    waiting: WaitingView
    others: tuple[OtherSession, ...]
    offered: bool = False

    @property
    def about(self) -> About:
        return self.waiting.about
