"""A question and its answer, relayed by the bot: a visitor asks a site, or a site a leader (E2, E3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.model import BookingId, EnquiryId, EnquiryState, PersonId, ProgrammeId, SiteId

LONGEST = 300
"""Characters of a question, and of an answer as it is given at once."""
LONGEST_ANSWER = 400
"""Characters of an answer with all that is added to it; then it is time for the phone."""
LEAST_ADDITION = 20
LONGEST_KEPT = 480
"""Characters of a question and its answer that a card shows together."""
MOST_KEPT = 10
"""Questions that the card of a programme shows with their answers."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """Either about a ``booking_id``: a site asks, its leader answers; or about a ``programme_id``: a visitor
    asks, the site answers. Nobody is named in it. Moments in UTC.

    ``text`` and ``answer`` are None once they were deleted. What is added to an answer stands under it, a
    line each. ``kept_at``: since when the programme's card shows it.
    """

    id: EnquiryId
    site_id: SiteId
    booking_id: BookingId | None
    programme_id: ProgrammeId | None
    person_id: PersonId
    state: EnquiryState
    text: str | None
    asked_at: datetime
    answer_due_at: datetime | None
    answer: str | None
    answered_by: PersonId | None
    answered_at: datetime | None
    additions: int
    kept_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state is EnquiryState.OPEN

    @property
    def is_forgotten(self) -> bool:
        """Whether its words were deleted."""
        return self.text is None

    @property
    def may_be_added_to(self) -> bool:
        """As long as there is room for a word or two."""
        answered = self.state is EnquiryState.ANSWERED and self.answer is not None
        return answered and len(self.answer or "") < LONGEST_ANSWER - LEAST_ADDITION
