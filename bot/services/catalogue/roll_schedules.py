"""Keeps sessions open ahead: every night, and after an import, schedules are rolled forward (E5).

Days are those of each site's own zone; days off of Russia, the region and the site are left out. A programme
remembers how far it was rolled and by which rules, so that a night adds a day. When its rules are others
(times, length, capacity, the site's zone or what its clocks show, days off, closed days), what was made
before is looked at again:

- a session that nobody is in follows the rules, or is taken off;
- one that somebody is in keeps its moment. If no rule makes it any more, they and the site are told; if the
  site's zone was corrected and it reads otherwise now, they are told. Reminders follow the new clock, and so
  they do where the zone is the same and its country has changed its time;
- what a host closed or added by hand stays as it is, and nothing is opened that would stand in its way, or
  in that of another programme of the site (:mod:`bot.services.catalogue.clashes`).

Repeating it changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_bookings_in_session
from bot.db.booking.session_admin import read_applications_in
from bot.db.booking.sessions import read_sessions
from bot.db.catalogue.clashes import read_held_beside
from bot.db.catalogue.closures import read_closures
from bot.db.catalogue.schedules import (
    Schedule,
    ScheduledProgramme,
    SessionAhead,
    Terms,
    find_by_hand,
    find_scheduled,
    lock_ahead,
    note_rolled,
    open_sessions,
    read_scheduled,
    read_spans,
    renew_sessions,
    withdraw_sessions,
)
from bot.db.engine.locks import lock_programme
from bot.domain.catalogue.minimum import GroupTerms
from bot.domain.catalogue.schedule_rule import NO_MARGINS, WeeklyTimes, clash
from bot.domain.catalogue.sessions_ahead import (
    Span,
    VisitLength,
    fingerprint,
    has_another_clock,
    sessions_of_all,
)
from bot.domain.chunks import chunks
from bot.domain.desk.closure import Closure, is_closed
from bot.domain.model import ProgrammeId, SessionId, SiteId, VisitStatus
from bot.domain.time.local_time import local_day
from bot.domain.time.working_days import WorkingCalendar
from bot.services.catalogue.clashes import settle_clashes
from bot.services.desk.guides.leaving import ask_again
from bot.services.failures import Failures
from bot.services.messages.booking.duties import plan_duties
from bot.services.messages.booking.visits import reminders_of
from bot.services.messages.readers import Readers
from bot.services.messages.schedules import (
    OffSchedule,
    PlacementOffSchedule,
    SessionsOffSchedule,
    SessionsOffScheduleInRegion,
)
from bot.services.messages.tell import plan_anew, tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes

CHUNK = 100
"""Sessions of one transaction, so that a booking waits for the roll at most some milliseconds."""

AT_ONCE = 4
"""Programmes that are rolled together: they share a commit, and leave connections to others."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What became of sessions. ``kept``: somebody is in them, and no rule makes them any more."""

    opened: int = 0
    renewed: int = 0
    withdrawn: int = 0
    kept: int = 0

    def __add__(self, other: Rolled) -> Rolled:
        return Rolled(
            self.opened + other.opened,
            self.renewed + other.renewed,
            self.withdrawn + other.withdrawn,
            self.kept + other.kept,
        )


async def roll_schedules(runner: Runner) -> Rolled:
    """Rolls every programme that is not archived. One that fails does not stop the others; what failed is
    raised together, as an ExceptionGroup, when all were tried."""
    await runner.catalogue.refresh()
    return await _roll(runner, await runner.run(find_scheduled_programmes))


async def roll_sites(runner: Runner, sites: Collection[SiteId]) -> Rolled:
    """The same of the programmes of some sites. May be interrupted: the night goes on with the rest."""
    found = runner.catalogue.everything.programmes.values()
    return await _roll(runner, [each.id for each in found if each.site_id in sites])


async def _roll(runner: Runner, programmes: Sequence[ProgrammeId]) -> Rolled:
    rolled, failures = Rolled(), Failures()

    async def roll(programme_id: ProgrammeId) -> None:
        nonlocal rolled
        with failures.kept():
            while (step := await runner.run(roll_on, programme_id)) is not None:
                rolled += step

    for some in chunks(programmes, AT_ONCE):
        await asyncio.gather(*map(roll, some))
    failures.throw()
    return rolled


@reads(SYSTEM_ONLY)
def find_scheduled_programmes(tx: Tx) -> Sequence[ProgrammeId]:
    """Programmes whose sessions are made by schedules, or in whose sessions somebody is."""
    return list(dict.fromkeys((*find_scheduled(tx.connection), *find_by_hand(tx.connection, tx.now))))


@writes(SYSTEM_ONLY)
def roll_on(tx: Tx, programme_id: ProgrammeId) -> Rolled | None:
    """The next part of a programme's roll; None when nothing is left to do."""
    return next_part(tx, programme_id)


def next_part(tx: Tx, programme_id: ProgrammeId) -> Rolled | None:
    """The same for whoever has asked whether they may."""
    lock_programme(tx.connection, programme_id)
    roll = roll_of(tx, read_scheduled(tx.connection, programme_id))
    programme, today, last = roll.programme, roll.today, roll.last
    if programme.rolled_with != roll.rules:
        return look_again(tx, roll)
    done = programme.rolled_until
    # Rolled further than the horizon: it came nearer, or the clock was put back.
    first = today if done is None or done > last else max(today, done + timedelta(days=1))
    if done == last or first > last:
        return None
    settle_clashes(tx, programme.site_id)
    return _open_more(tx, roll, first)


@dataclass(frozen=True)
class Roll:
    """How a programme is rolled at this moment: its schedules, what its site has closed, the local days
    ``today`` and ``last``, the horizon. ``facts``: what else its sessions depend on."""

    programme: ScheduledProgramme
    calendar: WorkingCalendar
    closed: tuple[Closure, ...]
    today: date
    last: date
    facts: tuple[object, ...]

    @cached_property
    def rules(self) -> str:
        """The fingerprint of all that."""
        programme = self.programme
        return fingerprint(self.facts, programme.length, programme.timezone, self.today.year, self.calendar)


def roll_of(tx: Tx, programme: ScheduledProgramme) -> Roll:
    """``programme``: as it is stored, or as it would be with other schedules."""
    today = local_day(tx.now, ZoneInfo(programme.timezone))
    site = tx.catalogue.site(programme.site_id)
    closed = tuple(each for each in read_closures(tx.connection, programme.site_id) if each.is_live)
    days = [(each.first_day, each.last_day) for each in closed]
    calendar = tx.catalogue.calendar(programme.site_id)
    facts = (
        *(
            (each.rule, each.shape, *([] if each.minimum is None else [each.minimum]))
            for each in programme.schedules
        ),
        *days,
        # None where there are none: what was rolled before they were known is not looked at again.
        *(each.margins for each in site.programmes if each.takes_place and each.margins != NO_MARGINS),
        *_school(programme, calendar),
    )
    return Roll(programme, calendar, closed, today, today + timedelta(days=tx.limits.horizon_days), facts)


def _school(programme: ScheduledProgramme, calendar: WorkingCalendar) -> list[object]:
    """What of school holidays its sessions depend on."""
    said = [each.rule.school for each in programme.schedules if isinstance(each.rule, WeeklyTimes)]
    return [said, calendar.school_holidays] if any(said) else []


def made_by(
    tx: Tx, roll: Roll, first: date, last: date, calendar: WorkingCalendar | None = None
) -> list[tuple[Schedule, Span]]:
    """What the rules make of these local days, of which some are closed, and has not begun. ``calendar``:
    another than the present one of the site."""
    programme = roll.programme
    rules = [(each, each.rule) for each in programme.schedules]
    zone = ZoneInfo(programme.timezone)
    made = sessions_of_all(rules, programme.length, zone, first, last, calendar or roll.calendar)
    return [
        (schedule, span)
        for schedule, span in made
        if span.starts_at > tx.now and not is_closed(roll.closed, local_day(span.starts_at, zone))
    ]


def terms_of(tx: Tx, programme: ScheduledProgramme) -> Terms:
    calendar, zone = tx.catalogue.calendar(programme.site_id), ZoneInfo(programme.timezone)

    def terms(schedule: Schedule, span: Span) -> GroupTerms | None:
        minimum = schedule.minimum
        return None if minimum is None else minimum.terms(span.starts_at, zone, calendar, tx.now)

    return terms


@dataclass(frozen=True, slots=True)
class Followed:
    """What sessions that are there make of the rules. ``gone``: free, and no rule makes them; ``kept``:
    somebody is in them, and no rule makes them."""

    renewed: list[tuple[SessionId, Schedule, Span]]
    gone: list[SessionAhead]
    kept: list[SessionAhead]


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What a rule's sessions leave alone. ``busy``: when the place is, with what its visits need around them;
    ``closed``: sessions of the programme that a host has closed."""

    busy: tuple[Span, ...]
    closed: tuple[Span, ...]


def in_the_way(
    tx: Tx, programme: ScheduledProgramme, own: Iterable[tuple[Span, bool]], within: Span | None = None
) -> InTheWay:
    """``own``: sessions of the programme that stay, and whether each is open. ``within``: of other programmes
    only what is near this is looked at, else all that is ahead."""
    taken: list[Span] = []
    closed: list[Span] = []
    for span, is_open in own:
        (taken if is_open else closed).append(span)
    if not isinstance(programme.length, VisitLength):
        return InTheWay((*taken, *closed), ())
    first, last = (tx.now, None) if within is None else (within.starts_at, within.ends_at)
    beside = read_held_beside(tx.connection, programme.site_id, programme.id, first, last)
    busy = [_around(programme, each) for each in taken]
    return InTheWay((*busy, *beside), tuple(closed))


def _around(programme: ScheduledProgramme, span: Span) -> Span:
    return Span(*programme.margins.around(span.starts_at, span.ends_at))


def follow(tx: Tx, roll: Roll, ahead: Sequence[SessionAhead]) -> Followed:
    """Which of the sessions ahead follow the rules, and how."""
    programme = roll.programme
    zone = ZoneInfo(programme.timezone)
    farthest = max([roll.last, *(local_day(each.span.starts_at, zone) for each in ahead)])
    made = {span.starts_at: (by, span) for by, span in made_by(tx, roll, roll.today, farthest)}
    staying = in_the_way(
        tx, programme, [(each.span, each.is_open) for each in ahead if not each.is_free or not each.is_made]
    )
    terms = terms_of(tx, programme)
    followed = Followed([], [], [])
    for each in ahead:
        by, span = made.get(each.span.starts_at, (None, each.span))
        if not each.is_made or each.span.starts_at <= tx.now:
            continue
        if not each.is_free:
            followed.kept.extend([each] if by is None and each.is_open else [])
        elif by is None or meets(programme, span, staying):
            followed.gone.extend([each] if each.is_open else [])
        elif not each.is_open or (each.span, each.shape, each.terms) != (span, by.shape, terms(by, span)):
            followed.renewed.append((each.id, by, span))
    return followed


def look_again(tx: Tx, roll: Roll, *, tells: bool = True) -> Rolled:
    """Has what is there follow the rules as far as it may. ``tells``: of what stays in spite of them; whoever
    changes a rule in the chat was shown that before."""
    programme = roll.programme
    note_rolled(tx.connection, programme.id, None, roll.rules)
    ahead = lock_ahead(tx.connection, programme.id, tx.now)
    followed = follow(tx, roll, ahead)
    renew_sessions(tx.connection, followed.renewed, terms_of(tx, programme))
    withdraw_sessions(tx.connection, [each.id for each in followed.gone])
    claimed = [each for each in ahead if not each.is_free]
    moved = [each for each in claimed if _reads_otherwise(programme, each.span)]
    for each in claimed if has_another_clock(programme.rolled_with, roll.rules) else moved:
        _plan_by_the_clock(tx, programme, each.id)
    for facts in read_sessions(tx.connection, [each.id for each in moved]).values():
        ask_again(tx, facts)
    settle_clashes(tx, programme.site_id, grown=True)
    _tell(tx, programme, followed.kept if tells else [], moved, roll.rules)
    return Rolled(renewed=len(followed.renewed), withdrawn=len(followed.gone), kept=len(followed.kept))


def _plan_by_the_clock(tx: Tx, programme: ScheduledProgramme, session_id: SessionId) -> None:
    """Reminders of whoever is in a session wait for the hours that the site's clocks show now."""
    for booking in read_bookings_in_session(tx.connection, session_id):
        here = booking.at(programme.site_id)
        confirmed = [each for each in here if each.status is VisitStatus.CONFIRMED]
        planned = reminders_of(booking, programme.site_id, programme.timezone, tx.now)
        planned += plan_duties(tx, booking, confirmed)
        plan_anew(tx, planned, Readers(tx.connection, booking))


def _open_more(tx: Tx, roll: Roll, first: date) -> Rolled:
    """Opens some sessions from the day ``first`` on, whole days, and notes how far that was."""
    programme, last = roll.programme, roll.last
    made, zone = made_by(tx, roll, first, last), ZoneInfo(programme.timezone)
    if len(made) > CHUNK:
        stop = local_day(made[CHUNK][1].starts_at, zone)
        some = list(takewhile(lambda one: local_day(one[1].starts_at, zone) < stop, made))
        # A day with more sessions than a part has is a part of its own.
        day = local_day(made[0][1].starts_at, zone)
        made = some or [one for one in made if local_day(one[1].starts_at, zone) == day]
        last = local_day(made[-1][1].starts_at, zone)
    if made:
        both = timedelta(minutes=programme.margins.before + programme.margins.after)
        begins, ends = made[0][1].starts_at - both, max(span.ends_at for _, span in made) + both
        own = read_spans(tx.connection, programme.id, begins, ends)
        there = in_the_way(tx, programme, own)
        made = [one for one in made if not meets(programme, one[1], there)]
        open_sessions(tx.connection, programme, made, terms_of(tx, programme), tx.now)
    note_rolled(tx.connection, programme.id, last, roll.rules)
    return Rolled(opened=len(made))


def meets(programme: ScheduledProgramme, span: Span, there: InTheWay) -> bool:
    """Whether a session would stand in the way of these. Placements may run beside each other, but begin
    apart."""
    if not isinstance(programme.length, VisitLength):
        return any(each.starts_at == span.starts_at for each in there.busy)
    around, itself = _around(programme, span), (span.starts_at, span.ends_at)
    return any(
        clash((around.starts_at, around.ends_at), (each.starts_at, each.ends_at)) for each in there.busy
    ) or any(clash(itself, (each.starts_at, each.ends_at)) for each in there.closed)


def _reads_otherwise(programme: ScheduledProgramme, span: Span) -> bool:
    """Whether people were shown another local time before the site's zone was corrected."""
    if programme.zone_before is None:
        return False
    was, now = (ZoneInfo(each) for each in (programme.zone_before, programme.timezone))
    return span.starts_at.astimezone(was).utcoffset() != span.starts_at.astimezone(now).utcoffset()


def _tell(
    tx: Tx,
    programme: ScheduledProgramme,
    kept: Sequence[SessionAhead],
    moved: Sequence[SessionAhead],
    rules: str,
) -> None:
    """Leaders and trainees hear which sessions stay that the schedule does not have, or that read otherwise;
    the site hears of the former."""
    mark = rules[:12]
    if kept:
        about = (programme.id, programme.site_id, tuple(each.id for each in kept), mark)
        tell(tx, SessionsOffSchedule(*about), SessionsOffScheduleInRegion(*about))
    sessions = tuple(dict.fromkeys(each.id for each in (*kept, *moved)))
    for session_id in sessions:
        for booking in read_bookings_in_session(tx.connection, session_id):
            who = Readers(tx.connection, booking)
            tell(tx, OffSchedule(booking.id, programme.site_id, sessions, mark), who=who)
        for application in read_applications_in(tx.connection, session_id):
            tell(tx, PlacementOffSchedule(application.id, mark))
