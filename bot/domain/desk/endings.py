"""What a site is asked after a placement, and what its applicant is told (D2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import Outcome
from bot.domain.placements.application import Application
from bot.domain.placements.ending import NOT_SAID, PlacementCertificate, PlacementEnd, last_day_to_say
from bot.domain.refusal import Refusal
from bot.domain.time.quiet_hours import About


@dataclass(frozen=True, slots=True)
class EndView:
    """A placement that was accepted, its ``place``, and what its site says of its end. ``may_write``: it is
    over, and not for long. ``by``: the name of whoever wrote it last; ``refusal``: why the sentence that was
    typed did not do."""

    site: Site
    programme: Programme
    application: Application
    place: SessionFacts
    end: PlacementEnd | None
    may_write: bool
    now: datetime
    by: str | None = None
    refusal: Refusal | None = None
    outcome: Outcome = Outcome.SHOWN

    @property
    def about(self) -> About:
        return About(self.site)

    @property
    def last_day(self) -> date:
        return last_day_to_say(self.place.ends_at, self.site.timezone)

    @property
    def seen(self) -> int:
        """What a button says it was shown with."""
        return NOT_SAID if self.end is None else self.end.said

    @property
    def certificate(self) -> PlacementCertificate | None:
        return None if self.end is None else self.end.certificate(self.application.reference)
