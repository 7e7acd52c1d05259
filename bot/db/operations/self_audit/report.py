"""What an audit says: a line per check with what it counted, and each difference with a next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(hours=1)
"""What was due so long ago and is not done will not be done by itself."""


class Fault(StrEnum):
    """What can be wrong. The part before the dot is the line of the report."""

    SEATS_COUNTED_WRONG = "seats.counted_wrong"
    SEATS_OVERSOLD = "seats.oversold"
    SESSION_OF_A_FOREIGN_SITE = "seats.foreign_site"
    CLAIM_OF_AN_ENDED_HOLD = "claims.of_an_ended_hold"
    CLAIM_OF_AN_ENDED_OFFER = "claims.of_an_ended_offer"
    CLAIM_OF_AN_ENDED_VISIT = "claims.of_an_ended_visit"
    CLAIM_OF_NO_PLACEMENT = "claims.of_no_placement"
    CLAIM_ELSEWHERE = "claims.elsewhere"
    CLAIM_OF_ANOTHER_SIZE = "claims.of_another_size"
    VISIT_WITHOUT_SEATS = "visits.without_seats"
    VISIT_OF_A_FOREIGN_SITE = "visits.foreign_site"
    VISIT_REPLACED_AND_AWAITED = "visits.replaced_and_awaited"
    VISIT_NOT_EXPIRED = "visits.not_expired"
    BOOKING_WITHOUT_VISIT = "bookings.without_visit"
    BOOKING_WITHOUT_REFERENCE = "bookings.without_reference"
    APPLICATION_WITHOUT_SEAT = "applications.without_seat"
    APPLICATION_WITHOUT_REFERENCE = "applications.without_reference"
    APPLICATION_OFFER_NOT_ENDED = "applications.offer_not_ended"
    DRAW_LIST_CHANGED = "draws.list_changed"
    HOLD_WITHOUT_SEATS = "holds.without_seats"
    HOLD_NOT_EXPIRED = "holds.not_expired"
    OFFER_WITHOUT_SEATS = "offers.without_seats"
    OFFER_NOT_ENDED = "offers.not_ended"
    WAITING_AND_OFFERED = "waiting.and_offered"
    GROUP_NOT_DECIDED = "groups.not_decided"
    GROUP_NOT_TOLD = "groups.not_told"
    FORM_SENT_TO_NOBODY = "forms.sent_to_nobody"
    MESSAGE_FOR_NOBODY = "messages.for_nobody"
    MESSAGE_OVERDUE = "messages.overdue"
    MESSAGE_FORGOTTEN = "messages.forgotten"
    MESSAGE_SENT_WITHOUT_TRACE = "messages.sent_without_trace"
    MESSAGE_TWICE = "messages.twice"
    DELETED_PERSON_STILL_NAMED = "people.still_named"
    DELETED_PERSON_STILL_ACTIVE = "people.still_active"
    DANGLING_REFERENCE = "references.dangling"

    @property
    def line(self) -> str:
        return self.value.partition(".")[0]


NEXT_STEPS: Mapping[str, str] = {
    "seats": "close the session on the site's desk, so that nobody books it meanwhile; compare with its list",
    "claims": "seats are taken for nobody: check the session's list with the host before opening more",
    "visits": "call the leader and the host: does this visit take place?",
    "bookings": "find the leader in the table `person` and ask what was booked",
    "applications": "ask the host whether the placement stands",
    "draws": "the list of a draw is not as announced: keep the log, compare with what entrants were told",
    "holds": "is the bot running? it gives back expired holds every 15 seconds",
    "offers": "is the bot running? it passes offers on every minute; else report the defect",
    "waiting": "is the bot running? it looks at waiting lists every ten minutes; else report the defect",
    "groups": "is the bot running? it decides about groups every minute; else report the defect",
    "forms": "somebody was told that a request is sent, and it is not stored: call them",
    "messages": "is the bot running, and does Telegram answer? `python -m bot doctor`",
    "people": "personal data of a deleted person is left: keep the log, report the defect, delete it",
    "references": "the file is damaged or was edited by hand: compare with the last backup",
}
"""What an operator does about a difference, by the line of the report; more in docs/operating.md."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be: ids and numbers only, never personal data.

    ``region_id``: whose coordinators are concerned; None when that is not known.
    """

    fault: Fault
    subject: str
    subject_id: int
    seen: str
    region_id: int | None = None

    @property
    def next_step(self) -> str:
        return NEXT_STEPS[self.fault.line]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.seen} [{self.fault}]"


@dataclass(frozen=True, slots=True)
class Found:
    """What one check saw in one span: how many of what it counted, and what is wrong."""

    counts: Mapping[str, int] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    counts: Mapping[str, int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """``at``: when the audit began (UTC). Lines stand in the order of the checks."""

    at: datetime
    lines: tuple[Line, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(each for line in self.lines for each in line.differences)

    @property
    def clean(self) -> bool:
        return not self.differences

    def __getitem__(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)

    @classmethod
    def of(cls, at: datetime, found: Iterable[tuple[str, Found]]) -> Report:
        """Adds up what the checks found, in whatever spans they looked."""
        counts: dict[str, dict[str, int]] = {}
        differences: dict[str, list[Difference]] = {}
        for name, each in found:
            total = counts.setdefault(name, {})
            for what, number in each.counts.items():
                total[what] = total.get(what, 0) + number
            differences.setdefault(name, []).extend(each.differences)
        return cls(at, tuple(Line(name, counts[name], tuple(differences[name])) for name in counts))


@dataclass(frozen=True, slots=True)
class Span:
    """Ids from ``first`` to ``last``, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Moments:
    """``now``, and the moment before which all that was due must be done (UTC).

    ``late_before`` None: lateness is not judged, as right after a start or in a backup.
    """

    now: datetime
    late_before: datetime | None

    @classmethod
    def at(cls, now: datetime) -> Moments:
        return cls(now, now - LATE)
