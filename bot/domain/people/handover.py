"""A booking that goes to a colleague, and a class card that a colleague gets a copy of (A8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.booking import Booking
from bot.domain.catalogue.catalogue import Programme, Region, Site
from bot.domain.forms import Question
from bot.domain.model import BookingId, ClassCardId, DraftId, HandoverId, HandoverState, PersonId
from bot.domain.people.consents import RegionConsent
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Refusal
from bot.domain.time.quiet_hours import About

PAYLOAD_PREFIX = "h_"
LIVE = frozenset({HandoverState.OPEN, HandoverState.ACCEPTED})
ENDED = frozenset(HandoverState) - LIVE


@dataclass(frozen=True, slots=True)
class Handover:
    """Moments in UTC. ``reference``: of the booking, by which it is named once it is somebody else's."""

    id: HandoverId
    giver_id: PersonId
    booking_id: BookingId | None
    class_card_id: ClassCardId | None
    reference: str | None
    state: HandoverState
    taker_id: PersonId | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        return self.state in LIVE and self.expires_at > now

    def state_at(self, now: datetime) -> HandoverState:
        """What counts at this moment, whether or not anybody has looked since it ran out."""
        ran_out = self.state in LIVE and self.expires_at <= now
        return HandoverState.EXPIRED if ran_out else self.state


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as the other side sees them; None: they are deleted, or gave no name."""

    name: str | None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverView:
    """``payload``: of its link, for whose it is only. ``booking`` and ``card``: what it is about, as long as
    it is there."""

    handover: Handover
    region: Region | None
    site: Site | None
    programme: Programme | None
    booking: Booking | None
    card: ClassCard | None
    giver: Named
    taker: Named | None
    is_givers: bool
    payload: str
    timezone: str
    now: datetime

    @property
    def state(self) -> HandoverState:
        return self.handover.state_at(self.now)

    @property
    def about(self) -> About:
        start = None if self.booking is None else self.booking.next_visit(self.now).starts_at
        return About(self.site or self.region, start)


@dataclass(frozen=True, slots=True)
class HandoverQuestionView:
    """What a colleague is offered, at the present question about themselves."""

    draft_id: DraftId
    shown: HandoverView
    question: Question
    refusal: Refusal | None
    own_consent: RegionConsent | None = None
    """At the question of the consent: what the region adds to it."""
