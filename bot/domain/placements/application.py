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


@dataclass(frozen=True, slots=True)
class Application:
    id: ApplicationId
    reference: str
    entry: ApplicationEntry
    status: ApplicationStatus
    accepted_session_id: SessionId | None
    decided_by: PersonId | None
    decided_at: datetime | None
    reason: str | None

    @property
    def site_id(self) -> SiteId:
        return self.entry.site_id
