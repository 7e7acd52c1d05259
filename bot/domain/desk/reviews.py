"""What the expert's form after a job trial shows (D1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.booking.booking import Booking, Visit
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import Outcome
from bot.domain.papers.review import ExpertReview, Scale, last_review_day
from bot.domain.refusal import Refusal
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A group that came to a job trial, and what its expert says of it. ``may_write``: the trial is over, and
    not for long. ``asks``: the scale that is to be tapped now. ``by``: the name of whoever wrote it last;
    ``refusal``: why the sentence that was typed did not do."""

    site: Site
    programme: Programme
    booking: Booking
    visit: Visit
    review: ExpertReview | None
    may_write: bool
    asks: Scale | None = None
    by: str | None = None
    refusal: Refusal | None = None
    outcome: Outcome = Outcome.SHOWN

    @property
    def about(self) -> About:
        return About(self.site, self.visit.starts_at)

    @property
    def last_day(self) -> date:
        return last_review_day(self.visit, self.site.timezone)

    @property
    def complete(self) -> ExpertReview | None:
        """What can be told to others."""
        return self.review if self.review is not None and self.review.completed_at is not None else None
