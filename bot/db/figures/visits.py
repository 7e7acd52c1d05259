"""Sums over visits, by programme and local month (E9, F5): all adding up is the database's.

A booking is counted once at a site and month, whatever its subgroups are (``count distinct``); people are
counted as often as they came. Visits whose people went on to another one (``moved``) are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from bot.db.engine.statements import AnyRow, unindexed
from bot.db.engine.types import UtcDateTime
from bot.db.figures.spans import Clock, number_of, whole_hours
from bot.db.tables import booking, organisation, session, visit
from bot.domain.catalogue.catalogue import fold_city
from bot.domain.figures.counts import Hours, Origins
from bot.domain.model import Audience, ProgrammeId, SessionStatus, SiteId, VisitStatus

Cell = tuple[ProgrammeId, int]
"""A programme and a month, from 0."""

_CAME = visit.c.status == VisitStatus.ARRIVED
_PEOPLE = func.coalesce(visit.c.arrived_count, visit.c.children + visit.c.adults)
_LED = booking.c.audience.in_([Audience.SCHOOL, Audience.COLLEGE, Audience.STUDENT])
_ADULTS = case((visit.c.adults > _PEOPLE, _PEOPLE), else_=visit.c.adults)
"""Of those who came with a class: whoever is missing is missing among the pupils."""
_IS_SCHOOL = booking.c.audience == Audience.SCHOOL
_GRADE = func.coalesce(booking.c.grade, func.coalesce(booking.c.youngest_age, 11) - 6)
"""Of a mixed group, what its youngest would be in."""


def _status(*which: VisitStatus) -> ColumnElement[bool]:
    return visit.c.status.in_(which)


def _sum(condition: ColumnElement[bool], value: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((condition, value), else_=0)), 0), Integer)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return _sum(condition, literal(1, Integer))


def _bookings(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, visit.c.booking_id)).distinct())


def _guests(audience: Audience, *also: ColumnElement[bool]) -> ColumnElement[int]:
    guests = (
        _PEOPLE - _ADULTS if audience in {Audience.SCHOOL, Audience.COLLEGE, Audience.STUDENT} else _PEOPLE
    )
    return _sum(and_(_CAME, booking.c.audience == audience, *also), guests)


_earlier = visit.alias("earlier")
_FIRST_HERE = ~exists().where(
    _earlier.c.booking_id == visit.c.booking_id,
    _earlier.c.site_id == visit.c.site_id,
    _earlier.c.position < visit.c.position,
    unindexed(_earlier.c.status) == VisitStatus.ARRIVED,
)
"""The first visit of a booking at a site to which it came: what is said of a booking is counted there."""


def _foreign() -> ColumnElement[int]:
    return _sum(and_(booking.c.foreign_guests > 0, _CAME, _FIRST_HERE), booking.c.foreign_guests)


def _late(now: datetime) -> ColumnElement[bool]:
    answered = _status(VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW, VisitStatus.DECLINED)
    return or_(
        and_(answered, visit.c.decided_at > visit.c.answer_due_at),
        _status(VisitStatus.EXPIRED),
        and_(_status(VisitStatus.PENDING), visit.c.answer_due_at <= now),
    )


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(_ANSWERED, _late(now))


_ANSWERED = and_(
    unindexed(visit.c.status).in_(
        [VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW, VisitStatus.DECLINED]
    ),
    visit.c.answer_due_at.is_not(None),
    visit.c.decided_at.is_not(None),
)
"""By the site. What was called off later says no more when it had been answered."""


@dataclass(frozen=True, slots=True)
class VisitSums:
    """One programme in one month. Names are those of :class:`bot.domain.figures.counts.Counts`; ``people``:
    of one programme, so that its length makes hours of them."""

    applied: int
    confirmed: int
    declined: int
    expired: int
    waiting: int
    excursions: int
    came: int
    no_show: int
    visitors: int
    school_1_4: int
    school_5_9: int
    school_10_11: int
    college: int
    students: int
    tourists: int
    families: int
    delegations: int
    accompanying: int
    school_groups: int
    access_groups: int
    foreign_guests: int
    called_off_by_visitor: int
    called_off_by_site: int
    due: int
    late: int


def _columns(now: datetime) -> Mapping[str, ColumnElement[int]]:
    confirmed = _status(VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW)
    needs = and_(
        booking.c.wheelchairs > 0,
        _status(VisitStatus.CONFIRMED, VisitStatus.ARRIVED),
        session.c.starts_at <= now,
    )
    return {
        "applied": func.count(visit.c.booking_id.distinct()),
        "confirmed": _bookings(confirmed),
        "declined": _bookings(_status(VisitStatus.DECLINED)),
        "expired": _bookings(_status(VisitStatus.EXPIRED)),
        "waiting": _bookings(_status(VisitStatus.PENDING)),
        "excursions": func.count(case((_CAME, visit.c.session_id)).distinct()),
        "came": _number(_CAME),
        "no_show": _number(_status(VisitStatus.NO_SHOW)),
        "visitors": _sum(_CAME, _PEOPLE),
        "school_1_4": _guests(Audience.SCHOOL, _GRADE <= 4),
        "school_5_9": _guests(Audience.SCHOOL, _GRADE > 4, _GRADE <= 9),
        "school_10_11": _guests(Audience.SCHOOL, _GRADE > 9),
        "college": _guests(Audience.COLLEGE),
        "students": _guests(Audience.STUDENT),
        "tourists": _guests(Audience.TOURIST),
        "families": _guests(Audience.FAMILY),
        "delegations": _guests(Audience.ADULT),
        "accompanying": _sum(and_(_CAME, _LED), _ADULTS),
        "school_groups": _bookings(and_(_CAME, _IS_SCHOOL)),
        "access_groups": _bookings(needs),
        "foreign_guests": _foreign(),
        "called_off_by_visitor": _number(_status(VisitStatus.CANCELLED)),
        "called_off_by_site": _number(_status(VisitStatus.CANCELLED_BY_HOST)),
        "due": _number(_due(now)),
        "late": _number(_late(now)),
    }


def _visits(clock: Clock, *what: Any) -> Select[Any]:
    """From sessions of some sites and months to their visits. No other way is shorter: there are few states
    and many years."""
    return (
        select(*what)
        .select_from(session)
        .join(visit, visit.c.session_id == session.c.id)
        .where(session.c.site_id.in_(clock.sites), *clock.within(session.c.starts_at))
    )


_BOOKED = unindexed(visit.c.status) != VisitStatus.MOVED


def read_visit_sums(connection: Connection, clock: Clock, now: datetime) -> Mapping[Cell, VisitSums]:
    """By programme and month; ``now`` (UTC) says what is late.

    Month by month, since within one the index of the sessions has the order of the programmes already:
    nothing is sorted.
    """
    columns = _columns(now)
    found = (
        select(session.c.programme_id, *(columns[each.name] for each in fields(VisitSums)))
        .select_from(session)
        .join(visit, visit.c.session_id == session.c.id)
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(
            session.c.programme_id.in_(clock.programmes),
            session.c.starts_at >= bindparam("begins", type_=UtcDateTime),
            session.c.starts_at < bindparam("ends", type_=UtcDateTime),
            _BOOKED,
        )
        .group_by(session.c.programme_id)
    )
    return {
        (ProgrammeId(row[0]), month): VisitSums(*(int(each) for each in row[1:]))
        for month, (begins, ends) in enumerate(pairwise(clock.edges))
        for row in connection.execute(found, {"begins": begins, "ends": ends})
    }


@dataclass(frozen=True, slots=True)
class SessionSums:
    """Of sessions that have begun and were not closed."""

    sessions: int
    occupied: int
    capacity: int
    taken: int


def read_session_sums(connection: Connection, clock: Clock, now: datetime) -> Mapping[Cell, SessionSums]:
    month = clock.month_of(session.c.starts_at).label("month")
    found = (
        select(
            session.c.programme_id,
            month,
            func.count(session.c.id),
            _number(session.c.parties > 0),
            func.sum(session.c.capacity),
            func.sum(session.c.taken),
        )
        .where(
            session.c.site_id.in_(clock.sites),
            *clock.within(session.c.starts_at),
            session.c.starts_at <= now,
            unindexed(session.c.status) == SessionStatus.OPEN,
        )
        .group_by(session.c.programme_id, month)
    )
    return {
        (ProgrammeId(row[0]), row[1]): SessionSums(*(int(each) for each in row[2:]))
        for row in connection.execute(found)
    }


def read_visitors(connection: Connection, clock: Clock) -> Mapping[tuple[SiteId, int], int]:
    """How many people came to each site in each month: to compare with."""
    month = clock.month_of(session.c.starts_at).label("month")
    found = _visits(clock, session.c.site_id, month, cast(func.sum(_PEOPLE), Integer)).where(
        unindexed(visit.c.status) == VisitStatus.ARRIVED
    )
    return {
        (SiteId(row[0]), row[1]): row[2]
        for row in connection.execute(found.group_by(session.c.site_id, month))
    }


# --- what does not add up -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    by_site: Mapping[SiteId, Hours]
    by_month: Mapping[int, Hours]


def read_answer_times(connection: Connection, clock: Clock) -> AnswerTimes:
    """How many requests were answered within so many whole hours of being sent, by site and by month."""
    answered = (
        _visits(
            clock,
            session.c.site_id.label("site"),
            clock.month_of(session.c.starts_at).label("month"),
            whole_hours(connection, booking.c.created_at, visit.c.decided_at).label("hours"),
            func.count().label("number"),
        )
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(_ANSWERED)
        .group_by("site", "month", "hours")
        .cte("answered")
    )

    def by(level: int, key: ColumnElement[int]) -> Select[Any]:
        number = cast(func.sum(answered.c.number), Integer)
        return select(literal(level, Integer), key, answered.c.hours, number).group_by(key, answered.c.hours)

    rows = connection.execute(union_all(by(0, answered.c.site), by(1, answered.c.month))).all()
    return AnswerTimes(
        {SiteId(key): found for key, found in _by_key(row[1:] for row in rows if not row[0]).items()},
        _by_key(row[1:] for row in rows if row[0]),
    )


def _by_key(rows: Iterable[Sequence[int]]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for key, hours, number in rows:
        found.setdefault(key, {})[max(hours, 0)] = number
    return found


@dataclass(frozen=True, slots=True)
class OriginsBy:
    by_site: Mapping[int, Origins]
    by_municipality: Mapping[int, Origins]
    by_month: Mapping[int, Origins]
    total: Origins


def read_origins(
    connection: Connection, clocks: Sequence[Clock], municipalities: Sequence[tuple[SiteId, int]]
) -> OriginsBy:
    """Which schools came, from how many places, counted once on each level. ``municipalities``: of each site
    the number of its own."""
    parts = [
        _visits(
            each,
            session.c.site_id.label("site"),
            clock_month.label("month"),
            number_of(municipalities, session.c.site_id).label("municipality"),
            booking.c.organisation_id.label("organisation_id"),
        )
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(
            unindexed(visit.c.status) == VisitStatus.ARRIVED,
            _IS_SCHOOL,
            unindexed(booking.c.organisation_id).is_not(None),
        )
        .distinct()
        for each in clocks
        for clock_month in [each.month_of(session.c.starts_at)]
    ]
    met = (parts[0] if len(parts) == 1 else union_all(*parts)).cte("met")

    def level(number: int, key: ColumnElement[Any]) -> Select[Any]:
        """A school has one city and one region: its numbers over those add up."""
        of = (key.label("key"), organisation.c.city, organisation.c.region_id)
        return (
            select(literal(number, Integer).label("level"), *of, func.count(met.c.organisation_id.distinct()))
            .select_from(met)
            .join(organisation, organisation.c.id == met.c.organisation_id)
            .group_by(*of)
        )

    levels = (literal(0, Integer), met.c.site, met.c.municipality, met.c.month)
    found: list[dict[int, list[AnyRow]]] = [{} for _ in levels]
    for row in connection.execute(union_all(*(level(n, key) for n, key in enumerate(levels)))):
        found[row[0]].setdefault(row[1], []).append(row)
    total, site, municipality, month = ({key: _origins(rows) for key, rows in each.items()} for each in found)
    return OriginsBy(site, municipality, month, total.get(0, Origins()))


def _origins(rows: Sequence[AnyRow]) -> Origins:
    """Cities are compared here, since not every database knows what is the same in Cyrillic letters."""
    cities = {fold_city(row[2]) for row in rows if row[2]}
    return Origins(sum(row[4] for row in rows), len(cities), len({row[3] for row in rows}))


@dataclass(frozen=True, slots=True)
class CalledOff:
    """So many visits of a programme in a month, for one reason, by one side."""

    cell: Cell
    status: VisitStatus
    reason: str
    visits: int


def read_called_off(connection: Connection, clock: Clock) -> Sequence[CalledOff]:
    month = clock.month_of(session.c.starts_at).label("month")
    reason = func.coalesce(visit.c.reason, "other").label("reason")
    found = (
        _visits(clock, session.c.programme_id, month, visit.c.status, reason, func.count())
        .where(unindexed(visit.c.status).in_([VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_HOST]))
        .group_by(session.c.programme_id, month, visit.c.status, reason)
    )
    return [
        CalledOff((ProgrammeId(row[0]), row[1]), row[2], row[3], row[4]) for row in connection.execute(found)
    ]
