"""Numbers that an operator may change; defaults as docs/product.md gives them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.retention import MONTH, YEAR
from bot.domain.time.quiet_hours import QuietHours

LEAST_FREE_BYTES = 200 * 1024 * 1024
"""What must stay free on the disk of the database: on a full one nothing can be booked."""


@dataclass(frozen=True, slots=True)
class Limits:
    answer_working_days: int = 3
    """Working days that a host has for an answer (B6)."""
    hold_minutes: int = 15
    """Minutes for which a summary keeps its seats (B4)."""
    horizon_days: int = 120
    """Calendar days ahead that can be booked, and for which sessions are kept open (E5)."""
    max_open_requests: int = 5
    """Requests of one leader that may await an answer at once (B3)."""
    no_shows_until_manual: int = 2
    """No-shows in a school year after which a site answers what is confirmed at once otherwise."""
    instant_cutoff_minutes: int = 120
    """Minutes before the start after which individuals can no longer book at once."""
    max_class_cards: int = 10
    """Class cards of one leader (B1)."""
    max_waiting: int = 10
    """Entries of one person on waiting lists (B12)."""
    max_own_schools: int = 5
    """Schools that one leader may have added and no host has met yet (B1)."""
    max_seats_of_individuals: int = 10
    """Seats in one booking of tourists or a family (C1)."""
    invitation_days: int = 7
    """Days after which an unused invitation is void (E1)."""
    draft_days: int = 7
    """Days after which an unsent draft is deleted."""
    offer_hours: int = 4
    """Waking hours for which an offer keeps its seats (B12)."""
    offer_hours_soon: int = 1
    """The same when the visit is within two days."""
    hours: QuietHours = field(default_factory=QuietHours)
    """When people may be written to that have not just asked for something (G2)."""
    comment_length: int = 300
    head_count_percent: int = 20
    """By so much of the party its numbers may change without a new approval (B8)."""
    police_least_children: int = 8
    """From so many children in a bus on, the traffic police are told (B17)."""
    police_hours_in_town: int = 24
    police_hours_between_towns: int = 48
    """So many hours before the visit."""
    motivation_length: int = 500
    keep_leader_days: int = MONTH.days
    """Days after a visit for which its leader's name, phone and comment are kept (H3)."""
    keep_applicant_days: int = MONTH.days
    """Days after the decision for which an applicant's are."""
    keep_words_days: int = YEAR.days
    """Days for which what was written stays: feedback, questions, an expert's sentence, a site's line."""
