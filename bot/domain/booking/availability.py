"""Which sessions a party can really have, and why not the others (A4, B3, B13, C1).

Everything a screen says about a day and everything a booking is refused for comes from
:func:`refuse_session`, so that a button never promises what sending would refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.booking.splitting import SplitProblem, split
from bot.domain.catalogue.catalogue import Programme
from bot.domain.forms import Part
from bot.domain.limits import Limits
from bot.domain.model import (
    Audience,
    Confirmation,
    Party,
    ProgrammeId,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.working_days import WorkingCalendar

MOST_PARTS = 4
"""Subgroups into which a class is split at most: more would fill a site's whole day."""

INDIVIDUALS = frozenset({Audience.TOURIST, Audience.FAMILY, Audience.ADULT, Audience.STUDENT})


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A dated occurrence of a programme, as stored at the moment of reading."""

    id: SessionId
    programme_id: ProgrammeId
    site_id: SiteId
    starts_at: datetime
    ends_at: datetime
    status: SessionStatus
    sharing: Sharing
    confirmation: Confirmation
    audience: frozenset[Audience]
    capacity: int
    max_parties: int
    taken: int
    parties: int

    @property
    def free(self) -> int:
        """Seats that another party could have; 0 when no further party fits."""
        return self.capacity - self.taken if self.parties < self.max_parties else 0


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: the party, whom it belongs to, and the moment."""

    party: Party
    audience: Audience
    now: datetime

    @property
    def is_class(self) -> bool:
        return self.audience in {Audience.SCHOOL, Audience.COLLEGE}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules need besides the party: the programme, its zone, days off, and the limits."""

    programme: Programme
    timezone: str
    calendar: WorkingCalendar
    limits: Limits

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to come on a day: all in one session, or subgroups in neighbouring ones."""

    parts: tuple[Part, ...]
    starts: tuple[datetime, ...]
    free: int


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day with sessions: what the party can have, or the refusal that explains why nothing."""

    day: date
    options: tuple[Option, ...]
    refusal: Refusal | None
    free: int
    """Seats to show on the button: of the best session, or of all sessions of the split."""


def audiences_fit(asking: Asking, session: SessionFacts) -> bool:
    """Whether a session is open to guests of this kind."""
    if asking.audience in session.audience:
        return True
    # Tourists, families and single adults are one kind of guest to a plant that is open to any of them.
    individuals = {Audience.TOURIST, Audience.FAMILY, Audience.ADULT}
    return asking.audience in individuals and bool(individuals & session.audience)


def refuse_party(rules: Rules, asking: Asking) -> Refusal | None:
    """Why this party cannot have the programme on any day, if so."""
    programme, party = rules.programme, asking.party
    if party.youngest_age is not None and party.youngest_age < programme.min_age:
        return Refusal(Reason.TOO_YOUNG, {"min_age": programme.min_age, "youngest_age": party.youngest_age})
    return None


def refuse_time(rules: Rules, asking: Asking, session: SessionFacts) -> Refusal | None:
    """Lead times, cut-off, horizon (B3). Working days by the calendar of the site."""
    today, day = rules.local_day(asking.now), rules.local_day(session.starts_at)
    if session.starts_at <= asking.now:
        return Refusal(Reason.SESSION_PAST)
    if (day - today).days > rules.limits.horizon_days:
        last = today + timedelta(days=rules.limits.horizon_days)
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": rules.limits.horizon_days, "last_day": last})
    if session.confirmation is Confirmation.INSTANT and not asking.is_class:
        if session.starts_at - asking.now < timedelta(minutes=rules.limits.instant_cutoff_minutes):
            return Refusal(Reason.CUT_OFF, {"cutoff": rules.limits.instant_cutoff_minutes})
    else:
        first = rules.calendar.first_bookable_day(today, rules.programme.lead_working_days)
        if day < first:
            lead = rules.programme.lead_working_days
            return Refusal(Reason.TOO_LATE, {"lead_working_days": lead, "first_day": first})
    if asking.party.foreign > 0:
        first = today + timedelta(days=rules.programme.foreign_lead_days)
        if day < first:
            lead = rules.programme.foreign_lead_days
            return Refusal(Reason.TOO_LATE_FOREIGN, {"foreign_lead_days": lead, "first_day": first})
    return None


def refuse_session(rules: Rules, asking: Asking, session: SessionFacts, seats: int) -> Refusal | None:
    """Why ``seats`` people of this party cannot have this session, or None if they can."""
    if refusal := refuse_party(rules, asking):
        return refusal
    if refusal := refuse_time(rules, asking, session):
        return refusal
    if session.status is not SessionStatus.OPEN:
        return Refusal(Reason.SESSION_CLOSED)
    if not audiences_fit(asking, session):
        return Refusal(Reason.WRONG_AUDIENCE)
    if session.sharing is Sharing.PRIVATE:
        if asking.party.seats < rules.programme.min_group:
            return Refusal(
                Reason.GROUP_TOO_SMALL,
                {"min_group": rules.programme.min_group, "seats": asking.party.seats},
            )
        if session.parties >= session.max_parties:
            return Refusal(Reason.PRIVATE_TAKEN)
    if asking.is_class and asking.party.children > asking.party.adults * rules.programme.children_per_adult:
        needed = -(-asking.party.children // rules.programme.children_per_adult)
        return Refusal(Reason.NOT_ENOUGH_ADULTS, {"adults": asking.party.adults, "needed": needed})
    if seats > session.capacity:
        return Refusal(Reason.GROUP_TOO_LARGE, {"capacity": session.capacity, "seats": seats})
    if seats > session.free:
        return Refusal(Reason.SESSION_FULL, {"free": session.free, "seats": seats})
    return None


def refuse_together(rules: Rules, asking: Asking, sessions: Sequence[SessionFacts]) -> Refusal:
    """Why a party that could not have these sessions of one day, all of them, could not."""
    seats = asking.party.seats
    if len(sessions) == 1:
        refused = refuse_session(rules, asking, sessions[0], seats)
    else:
        each_for_one = (refuse_session(rules, asking, each, seats=1) for each in sessions)
        refused = next((refusal for refusal in each_for_one if refusal is not None), None)
    free = sum(each.free for each in sessions)
    if refused is None and free < seats:
        refused = Refusal(Reason.SESSION_FULL, {"free": free, "seats": seats})
    return refused or Refusal(Reason.CANNOT_SPLIT)


def _split_options(
    rules: Rules, asking: Asking, sessions: Sequence[SessionFacts]
) -> tuple[tuple[Option, ...], Refusal | None]:
    """Neighbouring sessions that together have room for the party, fewest subgroups first (B13)."""
    programme, party = rules.programme, asking.party
    problem: SplitProblem | None = None
    for count in range(2, min(MOST_PARTS, len(sessions)) + 1):
        options = []
        for first in range(len(sessions) - count + 1):
            run = sessions[first : first + count]
            if any(refuse_session(rules, asking, each, seats=1) for each in run):
                continue
            if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(run)):
                continue
            parts = split(
                party.children,
                party.adults,
                [each.free for each in run],
                min_group=programme.min_group if run[0].sharing is Sharing.PRIVATE else 1,
                children_per_adult=programme.children_per_adult,
            )
            if isinstance(parts, SplitProblem):
                problem = parts
                continue
            options.append(
                Option(
                    parts=tuple(
                        Part(each.id, part.children, part.adults)
                        for each, part in zip(run, parts, strict=True)
                    ),
                    starts=tuple(each.starts_at for each in run),
                    free=sum(each.free for each in run),
                )
            )
        if options:
            return tuple(options), None
    if problem is not None and problem.needs_adults is not None:
        return (), Refusal(Reason.NOT_ENOUGH_ADULTS, {"adults": party.adults, "needed": problem.needs_adults})
    return (), None


def choose_on_day(rules: Rules, asking: Asking, day: date, sessions: Sequence[SessionFacts]) -> DayChoice:
    """What the party can have on one day, whose sessions are given in order of their start."""
    seats = asking.party.seats
    options: list[Option] = []
    refusals: list[Refusal] = []
    for session in sessions:
        refusal = refuse_session(rules, asking, session, seats)
        if refusal is None:
            part = Part(session.id, asking.party.children, asking.party.adults)
            options.append(Option((part,), (session.starts_at,), session.free))
        else:
            refusals.append(refusal)
    if options:
        best = max(option.free for option in options)
        return DayChoice(day, tuple(options), None, best)
    worst = _most_telling(refusals)
    may_split = asking.is_class or seats > rules.limits.max_seats_of_individuals
    if may_split and worst.reason in {Reason.GROUP_TOO_LARGE, Reason.SESSION_FULL}:
        split_options, needs = _split_options(rules, asking, sessions)
        if split_options:
            best = max(option.free for option in split_options)
            return DayChoice(day, split_options, None, best)
        if needs is not None:
            worst = needs
        elif worst.reason is Reason.GROUP_TOO_LARGE:
            free = max((session.free for session in sessions), default=0)
            worst = Refusal(Reason.NO_SEATS_ON_DAY, {**worst.params, "free": free})
    return DayChoice(day, (), worst, 0)


_TELLING = (
    Reason.NOT_ENOUGH_ADULTS,
    Reason.GROUP_TOO_LARGE,
    Reason.SESSION_FULL,
    Reason.PRIVATE_TAKEN,
    Reason.GROUP_TOO_SMALL,
    Reason.TOO_YOUNG,
    Reason.TOO_LATE_FOREIGN,
    Reason.TOO_LATE,
    Reason.CUT_OFF,
    Reason.BEYOND_HORIZON,
    Reason.WRONG_AUDIENCE,
    Reason.SESSION_CLOSED,
    Reason.SESSION_PAST,
)


def _most_telling(refusals: Sequence[Refusal]) -> Refusal:
    """Of several sessions of a day, the refusal that is nearest to a yes."""
    if not refusals:
        return Refusal(Reason.SESSION_CLOSED)
    return min(refusals, key=lambda refusal: _TELLING.index(refusal.reason))


def group_by_day(sessions: Iterable[SessionFacts], timezone: str) -> Mapping[date, list[SessionFacts]]:
    """Sessions by local day of the site, each day in order of start."""
    zone = ZoneInfo(timezone)
    days: dict[date, list[SessionFacts]] = {}
    for session in sorted(sessions, key=lambda each: each.starts_at):
        days.setdefault(session.starts_at.astimezone(zone).date(), []).append(session)
    return days


def choose_days(rules: Rules, asking: Asking, sessions: Iterable[SessionFacts]) -> Mapping[date, DayChoice]:
    """Each local day that has sessions, with what this party can have on it."""
    return {
        day: choose_on_day(rules, asking, day, on_day)
        for day, on_day in group_by_day(sessions, rules.timezone).items()
    }
