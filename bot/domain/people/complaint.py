"""A complaint of a host about the person behind a request, and what a coordinator made of it (F11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking.booking import Booking
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.model import AbuseReason, BookingId, ComplaintState, EnquiryId, PersonId, RegionId, SiteId
from bot.domain.time.quiet_hours import About

COMES_FROM: Mapping[ComplaintState, ComplaintState] = {
    ComplaintState.BLOCKED: ComplaintState.PROPOSED,
    ComplaintState.DISMISSED: ComplaintState.PROPOSED,
    ComplaintState.LIFTED: ComplaintState.BLOCKED,
}
"""What a coordinator can decide, and the only state from which each decision leads."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One for a booking, or for a question. Moments in UTC; ``decided_at`` is of the newest decision."""

    booking_id: BookingId | None
    enquiry_id: EnquiryId | None
    person_id: PersonId
    region_id: RegionId
    site_id: SiteId
    reason: AbuseReason
    state: ComplaintState
    proposed_at: datetime
    decided_by: PersonId | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """``names``: of those who decided. ``booking``: of whose leader it is; None: of whoever asked the
    question, whose ``question`` is None once its words were deleted."""

    complaint: Complaint
    booking: Booking | None
    site: Site
    names: Mapping[PersonId, str | None]
    question: str | None = None

    @property
    def decisions(self) -> tuple[ComplaintState, ...]:
        """What can be decided now."""
        return tuple(after for after, before in COMES_FROM.items() if before is self.complaint.state)

    @property
    def about(self) -> About:
        return About(self.site)


@dataclass(frozen=True, slots=True)
class ComplaintsView:
    """One page of those of a region on which somebody has to decide, then of those that block somebody;
    newest first."""

    region: Region
    entries: tuple[ComplaintView, ...]
    page: int
    pages: int
