"""What the expert says of a group after a job trial: three scales and one sentence, about nobody (D1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.booking.booking import Visit
from bot.domain.model import PersonId, VisitId
from bot.domain.time.local_time import local_day

LEAST, MOST = 1, 5
REVIEW_DAYS = 7
"""So many days after a job trial the expert can say something of the group, and correct it."""


class Scale(StrEnum):
    """What is judged, in this order: columns of ``expert_review``; the text is ``review.scale.<value>``."""

    INTEREST = "interest"
    CARE = "care"
    """With tools and people: how safely the group worked."""
    RESULT = "result"
    """Of the task that the trial sets."""


@dataclass(frozen=True, slots=True)
class ExpertReview:
    """Of one group. None: not judged yet; of use to anybody else once all three are."""

    visit_id: VisitId
    interest: int | None
    care: int | None
    result: int | None
    text: str | None
    written_by: PersonId | None
    completed_at: datetime | None

    def of(self, scale: Scale) -> int | None:
        return {Scale.INTEREST: self.interest, Scale.CARE: self.care, Scale.RESULT: self.result}[scale]

    @property
    def said(self) -> Mapping[Scale, int]:
        """The scales that are judged."""
        judged = {each: self.of(each) for each in Scale}
        return {each: value for each, value in judged.items() if value is not None}

    @property
    def missing(self) -> Scale | None:
        """What is asked next."""
        return next((each for each in Scale if self.of(each) is None), None)


def last_review_day(visit: Visit, timezone: str) -> date:
    """The last local day on which the expert can say something of a group."""
    return local_day(visit.starts_at, ZoneInfo(timezone)) + timedelta(days=REVIEW_DAYS)
