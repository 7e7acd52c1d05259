"""A "no" that says why and what is possible instead.

A use case returns a value or a :class:`Refusal`; exceptions are for bugs and broken machines. A refusal
that leaves a transaction's body rolls back what the body did (see ``bot.db.engine.database``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.model import BookingId, DraftId, ProgrammeId, SessionId
from bot.domain.texts import Texts

Param = int | str | date | datetime | Texts


class Reason(StrEnum):
    """Why not. Each has a text ``refusal.<value>`` in every language."""

    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    NOT_PUBLISHED = "not_published"
    SESSION_FULL = "session_full"
    SESSION_CLOSED = "session_closed"
    SESSION_PAST = "session_past"
    PRIVATE_TAKEN = "private_taken"
    TOO_YOUNG = "too_young"
    CLASS_TOO_YOUNG = "class_too_young"
    GROUP_TOO_SMALL = "group_too_small"
    GROUP_TOO_LARGE = "group_too_large"
    NOT_ENOUGH_ADULTS = "not_enough_adults"
    TOO_LATE = "too_late"
    CUT_OFF = "cut_off"
    TOO_LATE_FOREIGN = "too_late_foreign"
    BEYOND_HORIZON = "beyond_horizon"
    WRONG_AUDIENCE = "wrong_audience"
    OVERLAPS = "overlaps"
    TOO_MANY_OPEN = "too_many_open"
    HOLD_EXPIRED = "hold_expired"
    OFFER_ENDED = "offer_ended"
    TOO_MANY_WAITING = "too_many_waiting"
    SEATS_ARE_FREE = "seats_are_free"
    WHICH_DAY = "which_day"
    NOTHING_TO_WAIT_FOR = "nothing_to_wait_for"
    NO_SEATS_ON_DAY = "no_seats_on_day"
    NO_SESSIONS_ON_DAY = "no_sessions_on_day"
    DAY_TAKEN = "day_taken"
    DAY_PROMISED = "day_promised"
    DAY_CUT_OFF = "day_cut_off"
    DAY_FOR_OTHERS = "day_for_others"
    DAY_CLOSED = "day_closed"
    DAY_OVER = "day_over"
    TOO_MANY_FOR_A_DAY = "too_many_for_a_day"
    ROUTE_TOO_TIGHT = "route_too_tight"
    ROUTE_NOT_MOVED = "route_not_moved"
    ROUTE_NUMBERS = "route_numbers"
    ROUTE_WAITS = "route_waits"
    CANNOT_SPLIT = "cannot_split"
    DRAFT_CLOSED = "draft_closed"
    DRAFT_CHANGED = "draft_changed"
    PARTY_CHANGED = "party_changed"
    INCOMPLETE = "incomplete"
    NO_CONSENT = "no_consent"
    TOO_MANY_CARDS = "too_many_cards"
    ALREADY_DECIDED = "already_decided"
    ALREADY_OVER = "already_over"
    TOO_EARLY = "too_early"
    NOT_AWAITED = "not_awaited"
    VISIT_NOT_AWAITED = "visit_not_awaited"
    NO_SUCH_DUTY = "no_such_duty"
    HANDED_OVER = "handed_over"
    HANDOVER_UNKNOWN = "handover_unknown"
    HANDOVER_USED = "handover_used"
    HANDOVER_ENDED = "handover_ended"
    TAKER_HAS_TOO_MANY = "taker_has_too_many"
    TAKER_HAS_MANY_CARDS = "taker_has_many_cards"
    TAKER_IS_ELSEWHERE = "taker_is_elsewhere"
    NUMBERS_CLOSED = "numbers_closed"
    CODE_UNKNOWN = "code_unknown"
    INVITATION_USED = "invitation_used"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_UNKNOWN = "invitation_unknown"
    LAST_OWNER = "last_owner"
    LAST_COORDINATOR = "last_coordinator"
    MINOR_ALONE = "minor_alone"
    INTAKE_FULL = "intake_full"
    SESSION_EXISTS = "session_exists"
    SESSION_OVERLAPS = "session_overlaps"
    GUIDE_BUSY = "guide_busy"
    GUIDE_OTHER = "guide_other"
    """Who is to lead the session is somebody else by now, or nobody."""
    MARK_STANDS = "mark_stands"
    SEATS_TAKEN = "seats_taken"
    INTAKE_CHOSEN = "intake_chosen"
    TIMES_CLASH = "times_clash"
    SEATS_OF_RULE = "seats_of_rule"
    HAS_FUTURE_BOOKINGS = "has_future_bookings"
    TEXT_REFUSED = "text_refused"
    BLOCKED = "blocked"
    PAPER_EARLY = "paper_early"
    PAPER_OFF = "paper_off"
    PAPER_OVER = "paper_over"
    PAPER_NEEDLESS = "paper_needless"
    FEEDBACK_EARLY = "feedback_early"
    CRITERIA_CLOSED = "criteria_closed"
    LAST_CRITERION = "last_criterion"
    SCORES_CLOSED = "scores_closed"
    REVIEWERS_FULL = "reviewers_full"
    DRAW_UNSCORED = "draw_unscored"
    DRAW_NEEDLESS = "draw_needless"
    DRAW_TOO_LONG = "draw_too_long"
    DRAW_LATE = "draw_late"
    DRAW_EARLY = "draw_early"
    ENQUIRY_OVER = "enquiry_over"
    ANSWER_FULL = "answer_full"
    TOO_MANY_KEPT = "too_many_kept"
    FEEDBACK_LATE = "feedback_late"


@dataclass(frozen=True, slots=True)
class OtherSession:
    """Another session that this party could have; ``also``: the others that its subgroups or the stops of its
    route need, with ``also_at``, when they begin. ``few``: the seats left, where they are few and others can
    take them. ``of_route``: it is a whole route that begins so."""

    session_id: SessionId
    starts_at: datetime
    timezone: str
    few: int | None = None
    also: tuple[SessionId, ...] = ()
    also_at: tuple[datetime, ...] = ()
    of_route: bool = False

    @property
    def session_ids(self) -> tuple[SessionId, ...]:
        return (self.session_id, *self.also)


@dataclass(frozen=True, slots=True)
class ChangeAdults:
    """The same request with this many adults would be possible: at all, or on a day."""

    adults: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class OpenBooking:
    """What the visitor already has."""

    booking_id: BookingId
    reference: str


@dataclass(frozen=True, slots=True)
class OtherProgramme:
    """What this party could come to instead."""

    programme_id: ProgrammeId
    title: Texts
    site: Texts


@dataclass(frozen=True, slots=True)
class OpenCalendar:
    """Choose another day for the same draft."""

    programme_id: ProgrammeId
    draft_id: DraftId | None


@dataclass(frozen=True, slots=True)
class WaitForDay:
    """Stand on the waiting list of a day that is full for this party."""

    day: date


@dataclass(frozen=True, slots=True)
class ComeAsGroup:
    """So many come under an organisation: as one group instead of several requests (C4)."""

    people: int


Alternative = (
    WaitForDay | OtherSession | ChangeAdults | OpenBooking | OpenCalendar | OtherProgramme | ComeAsGroup
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not (``reason``), what its text names (``params``), and two or three
    things possible instead (``alternatives``)."""

    reason: Reason
    params: Mapping[str, Param] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    site: Texts | None = None
    """Of several stops, the one that says no."""
