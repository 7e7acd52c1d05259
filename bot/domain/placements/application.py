"""An application for a placement (D2), as it is stored and read: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    ApplicationStatus,
    DraftId,
    PersonId,
    ProgrammeId,
    RegionId,
    SessionId,
    SiteId,
)


@dataclass(frozen=True, slots=True)
class ApplicationEntry:
    """An application as it is first stored; moments in UTC."""

    region_id: RegionId
    person_id: PersonId
    draft_id: DraftId
    programme_id: ProgrammeId
    site_id: SiteId
    first_session_id: SessionId
    second_session_id: SessionId | None
    applicant: Applicant
    age_band: AgeBand
    course: str
    motivation: str | None
    name: str | None
    phone: str | None
    answer_due_at: datetime
    created_at: datetime
    source: str | None = None
    """The label of the link by which it was asked for."""

    @property
    def wanted(self) -> tuple[SessionId, ...]:
        """The intakes that were asked for, the preferred one first."""
        both = (self.first_session_id, self.second_session_id)
        return tuple(each for each in both if each is not None)


@dataclass(frozen=True, slots=True)
class Application:
    id: ApplicationId
    reference: str
    entry: ApplicationEntry
    status: ApplicationStatus
    accepted_session_id: SessionId | None
    """The intake in which it has a place, or in which one is kept for it."""
    decided_by: PersonId | None
    """Who took the last step; None while nobody has."""
    decided_at: datetime | None
    reason: str | None
    talk: str | None = None
    """When the site calls, in its own words; None of an invitation: the applicant is to call."""
    offered_until: datetime | None = None
    """Until when other dates are kept for it (UTC)."""

    @property
    def site_id(self) -> SiteId:
        return self.entry.site_id
