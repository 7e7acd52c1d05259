"""Which sessions a party can really have, and why not the others (A4, B3, B13, C1).

Everything a screen says about a day and everything a booking is refused for comes from
:func:`refuse_session`, so that a button never promises what sending would refuse. A refusal names no day and
no session by itself: those that are named are alternatives, which this very party can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.booking.splitting import SplitProblem, split
from bot.domain.catalogue.catalogue import Programme
from bot.domain.catalogue.minimum import Group
from bot.domain.forms import Part
from bot.domain.limits import Limits
from bot.domain.model import (
    INDIVIDUALS_ALIKE,
    Audience,
    Confirmation,
    Party,
    ProgrammeId,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
)
from bot.domain.refusal import ChangeAdults, Reason, Refusal
from bot.domain.time.local_time import utc_at
from bot.domain.time.working_days import WorkingCalendar

MOST_PARTS = 4
"""Subgroups into which a class is split at most: more would fill a site's whole day."""

NEAR_WORKING_DAYS = 5
"""So far apart the subgroups of a class that no single day can take may come."""

FEW_SEATS = 5
"""So many seats left, or fewer, are worth saying beforehand."""

CLASSES = frozenset({Audience.SCHOOL, Audience.COLLEGE})
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
    group: Group | None = None
    """None: it takes place whoever comes."""
    clashes: bool = False
    """With another open session of its site (E11): it is offered to nobody."""

    @property
    def is_offered(self) -> bool:
        """Whether anybody may be led to it."""
        return self.status is SessionStatus.OPEN and not self.clashes

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
    operator: bool = False
    """The group of a tour operator or another organisation (C4)."""

    @property
    def is_class(self) -> bool:
        return self.audience in CLASSES

    @property
    def is_organised(self) -> bool:
        """Who comes under an organisation asks in time, as a list and final numbers are agreed."""
        return self.is_class or self.operator


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules need besides the party: the programme, its zone, days off, and the limits."""

    programme: Programme
    timezone: str
    calendar: WorkingCalendar
    limits: Limits

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def first_day_in_time(self, now: datetime) -> date:
        """The first local day that the lead time leaves, whether or not it has a session."""
        return self.calendar.first_bookable_day(self.local_day(now), self.programme.lead_working_days)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to come: all in one session, or subgroups in neighbouring ones, of one day or of near days.

    ``few``: the seats left in a session that others join as well, where they are few.
    """

    parts: tuple[Part, ...]
    starts: tuple[datetime, ...]
    few: int | None = None
    group: Group | None = None
    """That of the session, where it needs one."""

    @property
    def session_ids(self) -> tuple[SessionId, ...]:
        return tuple(part.session_id for part in self.parts)

    @property
    def of_route(self) -> bool:
        """Whether it goes from stop to stop."""
        return self.parts[0].stop is not None


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day with sessions: what the party can have, or the refusal that explains why nothing."""

    day: date
    options: tuple[Option, ...]
    refusal: Refusal | None = None

    @property
    def lacks_adults(self) -> bool:
        """Whether more adults would open the day."""
        return self.refusal is not None and self.refusal.reason is Reason.NOT_ENOUGH_ADULTS

    @property
    def few(self) -> int | None:
        """The few seats left on this day at best; None when there are plenty, or nobody else takes them."""
        left = [option.few for option in self.options]
        return max((each for each in left if each is not None), default=None) if all(left) else None


def audiences_fit(asking: Asking, session: SessionFacts) -> bool:
    """Whether a session is open to guests of this kind."""
    if asking.audience in session.audience:
        return True
    return asking.audience in INDIVIDUALS_ALIKE and bool(INDIVIDUALS_ALIKE & session.audience)


def refuse_party(rules: Rules, asking: Asking) -> Refusal | None:
    """Why this party cannot have the programme on any day, if so."""
    programme, party = rules.programme, asking.party
    if party.youngest_age is not None and party.youngest_age < programme.min_age:
        return Refusal(Reason.TOO_YOUNG, {"min_age": programme.min_age, "youngest_age": party.youngest_age})
    return None


def refuse_adults(rules: Rules, asking: Asking) -> Refusal | None:
    """Too few adults for the children of a class, even in one group."""
    ratio = rules.programme.children_per_adult
    if not asking.is_class or asking.party.children <= asking.party.adults * ratio:
        return None
    return needs_adults(asking, -(-asking.party.children // ratio))


def needs_adults(asking: Asking, needed: int) -> Refusal:
    """So many adults would do; the refusal has the way to say so."""
    return Refusal(
        Reason.NOT_ENOUGH_ADULTS,
        {"adults": asking.party.adults, "needed": needed},
        (ChangeAdults(needed),),
    )


def refuse_time(rules: Rules, asking: Asking, session: SessionFacts) -> Refusal | None:
    """Lead times, cut-off, horizon (B3). Working days by the calendar of the site."""
    today, day = rules.local_day(asking.now), rules.local_day(session.starts_at)
    if session.starts_at <= asking.now:
        return Refusal(Reason.SESSION_PAST)
    if (day - today).days > rules.limits.horizon_days:
        return Refusal(Reason.BEYOND_HORIZON, {"horizon_days": rules.limits.horizon_days})
    if session.confirmation is Confirmation.INSTANT and not asking.is_organised:
        if session.starts_at - asking.now < timedelta(minutes=rules.limits.instant_cutoff_minutes):
            return Refusal(Reason.CUT_OFF, {"cutoff": rules.limits.instant_cutoff_minutes})
    elif day < rules.first_day_in_time(asking.now):
        return Refusal(Reason.TOO_LATE, {"lead_working_days": rules.programme.lead_working_days})
    if asking.party.foreign > 0:
        first = today + timedelta(days=rules.programme.foreign_lead_days)
        if day < first:
            lead = rules.programme.foreign_lead_days
            return Refusal(Reason.TOO_LATE_FOREIGN, {"foreign_lead_days": lead})
    return None


def bookable_until(rules: Rules, asking: Asking, session: SessionFacts) -> datetime:
    """The last moment (UTC) at which this party is in time for a session (B3): :func:`refuse_time` lets it
    have the session until then, as far as lead times and cut-off go."""
    if session.confirmation is Confirmation.INSTANT and not asking.is_organised:
        last = session.starts_at - timedelta(minutes=rules.limits.instant_cutoff_minutes)
    else:
        day = rules.calendar.latest_request_day(
            rules.local_day(session.starts_at), rules.programme.lead_working_days
        )
        last = _end_of(day, rules)
    if asking.party.foreign > 0:
        day = rules.local_day(session.starts_at) - timedelta(days=rules.programme.foreign_lead_days)
        last = min(last, _end_of(day, rules))
    return min(last, session.starts_at - timedelta(seconds=1))


def _end_of(day: date, rules: Rules) -> datetime:
    return utc_at(day + timedelta(days=1), time(0), ZoneInfo(rules.timezone)) - timedelta(seconds=1)


def refuse_session(rules: Rules, asking: Asking, session: SessionFacts, seats: int) -> Refusal | None:
    """Why ``seats`` people of this party cannot have this session, or None if they can."""
    if refusal := refuse_party(rules, asking):
        return refusal
    if refusal := refuse_time(rules, asking, session):
        return refusal
    lost = session.group is not None and session.group.is_lost(asking.now)
    if lost or not session.is_offered:
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
    if refusal := refuse_adults(rules, asking):
        return refusal
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
) -> tuple[tuple[Option, ...], int | None]:
    """Neighbouring sessions that together have room for the party, fewest subgroups first (B13); without any,
    with how many adults there would be some."""
    needs: list[int] = []
    for count in range(2, min(MOST_PARTS, len(sessions)) + 1):
        runs = [sessions[first : first + count] for first in range(len(sessions) - count + 1)]
        free = [run for run in runs if not any(refuse_session(rules, asking, each, seats=1) for each in run)]
        options = _divide(rules, asking, free, needs)
        if options:
            return options, None
    return (), min(needs, default=None)


def _divide(
    rules: Rules, asking: Asking, runs: Iterable[Sequence[SessionFacts]], needs: list[int]
) -> tuple[Option, ...]:
    """The party in subgroups over each of these runs of sessions that can take it; to ``needs`` are added the
    adults with which another one could."""
    programme, party = rules.programme, asking.party
    options = []
    for run in runs:
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
            needs += [] if parts.needs_adults is None else [parts.needs_adults]
            continue
        options.append(
            Option(
                parts=tuple(
                    Part(each.id, part.children, part.adults) for each, part in zip(run, parts, strict=True)
                ),
                starts=tuple(each.starts_at for each in run),
            )
        )
    return tuple(options)


def near_days(
    rules: Rules, asking: Asking, sessions: Iterable[SessionFacts]
) -> tuple[Mapping[date, tuple[Option, ...]], int | None]:
    """For a party that no single day can take: subgroups on days near to each other, as few as can be, by the
    day on which they begin (B13); without any, with how many adults there would be some.

    Who fits into one session is not divided because others have it.
    """
    seats, ahead = asking.party.seats, sorted(sessions, key=lambda each: each.starts_at)
    for_them = [each for each in ahead if audiences_fit(asking, each)]
    if not may_divide(rules, asking) or any(seats <= each.capacity for each in for_them):
        return {}, None
    if (few := refuse_adults(rules, asking)) is not None:
        needed = int(str(few.params["needed"]))
        more = replace(asking, party=replace(asking.party, adults=needed))
        found, still_more = near_days(rules, more, ahead)
        return {}, needed if found else still_more
    free = [each for each in for_them if refuse_session(rules, asking, each, seats=1) is None]
    firsts: dict[date, list[int]] = {}
    for number, each in enumerate(free):
        firsts.setdefault(rules.local_day(each.starts_at), []).append(number)
    options: dict[date, tuple[Option, ...]] = {}
    needs: list[int] = []
    for day, numbers in firsts.items():
        last = rules.calendar.add(day, NEAR_WORKING_DAYS)
        for count in range(2, MOST_PARTS + 1):
            runs = [free[first : first + count] for first in numbers]
            runs = [
                run for run in runs if len(run) == count and day < rules.local_day(run[-1].starts_at) <= last
            ]
            if there := _divide(rules, asking, runs, needs):
                options[day] = there
                break
    return options, None if options else min(needs, default=None)


def may_divide(rules: Rules, asking: Asking) -> bool:
    """Whether a party may come in subgroups: under an organisation, or more people than a family."""
    return asking.is_organised or asking.party.seats > rules.limits.max_seats_of_individuals


def choose_on_day(rules: Rules, asking: Asking, day: date, sessions: Sequence[SessionFacts]) -> DayChoice:
    """What the party can have on one day, whose sessions are given in order of their start.

    Adults are asked for only where they help, and then as many as it takes, subgroups included.
    """
    choice = _choose(rules, asking, day, sessions)
    while choice.refusal is not None and choice.refusal.reason is Reason.NOT_ENOUGH_ADULTS:
        needed = int(str(choice.refusal.params["needed"]))
        more = replace(asking, party=replace(asking.party, adults=needed))
        choice = _choose(rules, more, day, sessions)
        if choice.options:
            return DayChoice(day, (), needs_adults(asking, needed))
    return choice


def _choose(rules: Rules, asking: Asking, day: date, sessions: Sequence[SessionFacts]) -> DayChoice:
    seats = asking.party.seats
    options: list[Option] = []
    refused: list[tuple[SessionFacts, Reason]] = []
    refusals: list[Refusal] = []
    for session in sessions:
        refusal = refuse_session(rules, asking, session, seats)
        if refusal is None:
            few = session.free if session.sharing is Sharing.SHARED and session.free <= FEW_SEATS else None
            part = Part(session.id, asking.party.children, asking.party.adults)
            options.append(Option((part,), (session.starts_at,), few, session.group))
        else:
            refused.append((session, refusal.reason))
            refusals.append(refusal)
    if options:
        return DayChoice(day, tuple(options))
    worst = _most_telling(refusals)
    # Who fits into one session of the day is not divided because others have it.
    fits = any(reason in _TAKEN and seats <= session.capacity for session, reason in refused)
    if may_divide(rules, asking) and not fits and worst.reason is Reason.GROUP_TOO_LARGE:
        split_options, needed = _split_options(rules, asking, sessions)
        if split_options:
            return DayChoice(day, split_options)
        if needed is not None:
            return DayChoice(day, (), needs_adults(asking, needed))
    if worst.reason in {Reason.GROUP_TOO_LARGE, Reason.SESSION_FULL}:
        free = max(session.free for session, reason in refused if reason in {worst.reason, *_TAKEN})
        if free:
            return DayChoice(day, (), Refusal(Reason.NO_SEATS_ON_DAY, {"free": free, "seats": seats}))
    if worst.reason is Reason.CUT_OFF:
        worst = Refusal(Reason.DAY_CUT_OFF, {"cutoff": rules.limits.instant_cutoff_minutes})
    return DayChoice(day, (), _OF_THE_DAY.get(worst.reason, worst))


_TAKEN = frozenset({Reason.PRIVATE_TAKEN, Reason.SESSION_FULL})
_OF_THE_DAY = {
    Reason.PRIVATE_TAKEN: Refusal(Reason.DAY_TAKEN),
    Reason.SESSION_FULL: Refusal(Reason.DAY_TAKEN),
    Reason.WRONG_AUDIENCE: Refusal(Reason.DAY_FOR_OTHERS),
    Reason.SESSION_CLOSED: Refusal(Reason.DAY_CLOSED),
    Reason.SESSION_PAST: Refusal(Reason.DAY_OVER),
}
"""A day answers for all its hours, not for one of them."""


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


def first_month(days: Mapping[date, DayChoice], today: date) -> date:
    """The month to open: of the first day that can be booked, else of the first with sessions, else now."""
    bookable = [day for day, choice in days.items() if choice.options]
    return min(bookable or list(days) or [today]).replace(day=1)


def nearest_options(days: Mapping[date, DayChoice], most: int) -> tuple[Option, ...]:
    """Up to so many options that begin soonest, of as many days as there are: a second one of a day only
    where days are fewer. In order of their start."""
    options = [(nth, option) for choice in days.values() for nth, option in enumerate(choice.options)]
    chosen = sorted(options, key=lambda each: (each[0], each[1].starts[0]))[:most]
    return tuple(sorted((option for _, option in chosen), key=lambda option: option.starts[0]))


def group_by_day(sessions: Iterable[SessionFacts], timezone: str) -> Mapping[date, list[SessionFacts]]:
    """Sessions by local day of the site, each day in order of start."""
    zone = ZoneInfo(timezone)
    days: dict[date, list[SessionFacts]] = {}
    for session in sorted(sessions, key=lambda each: each.starts_at):
        days.setdefault(session.starts_at.astimezone(zone).date(), []).append(session)
    return days


def choose_days(rules: Rules, asking: Asking, sessions: Iterable[SessionFacts]) -> Mapping[date, DayChoice]:
    """Each local day that has sessions, with what this party can have on it; where no day can take it, not
    even with more adults, with what begins on it (:func:`near_days`)."""
    by_day = group_by_day(sessions, rules.timezone)
    days = {day: choose_on_day(rules, asking, day, on_day) for day, on_day in by_day.items()}
    if any(choice.options or choice.lacks_adults for choice in days.values()):
        return days
    ahead = [each for on_day in by_day.values() for each in on_day]
    near, needed = near_days(rules, asking, ahead)
    days.update((day, DayChoice(day, options)) for day, options in near.items())
    if needed is not None:
        with_more = replace(asking, party=replace(asking.party, adults=needed))
        opened, _ = near_days(rules, with_more, ahead)
        more = needs_adults(asking, needed)
        days.update((day, DayChoice(day, (), more)) for day in opened if _is_for_lack_of_room(days[day]))
    return days


def _is_for_lack_of_room(choice: DayChoice) -> bool:
    return choice.refusal is not None and choice.refusal.reason in {
        Reason.GROUP_TOO_LARGE,
        Reason.NO_SEATS_ON_DAY,
    }
