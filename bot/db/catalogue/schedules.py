"""Stored schedules, and the sessions that are made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, exists, insert, select, update

from bot.db.engine.locks import lock_sessions
from bot.db.engine.statements import from_row, insert_all_ignoring_conflict
from bot.db.tables import application, claim, programme, schedule, session, site, visit
from bot.domain.catalogue.sessions_ahead import (
    Length,
    PlacementLength,
    Rule,
    Span,
    VisitLength,
    rule_from_json,
    rule_to_json,
)
from bot.domain.model import (
    Audience,
    Confirmation,
    ProgrammeId,
    Publication,
    RegionId,
    ScheduleId,
    SessionStatus,
    Sharing,
    SiteId,
)


@dataclass(frozen=True, slots=True)
class Rolled:
    """Through which local day a schedule has its sessions, and with which rules (``fingerprint``)."""

    until: date | None
    rules: str | None

    def first_day_after(self, before: Rolled) -> date:
        """The first day to look at after it was rolled ``before``: the beginning of time when the rules are
        others, or when it was rolled further, since the horizon came nearer or the clock was put back."""
        if (
            before.rules != self.rules
            or before.until is None
            or self.until is None
            or before.until > self.until
        ):
            return date.min
        return before.until + timedelta(days=1)


NOT_ROLLED = Rolled(None, None)


@dataclass(frozen=True, slots=True)
class RunningSchedule:
    """A schedule that makes sessions, with what its programme says where the schedule says nothing."""

    id: ScheduleId
    programme_id: ProgrammeId
    site_id: SiteId
    region_id: RegionId
    timezone: str
    rule: Rule
    length: Length
    audience: tuple[Audience, ...]
    sharing: Sharing
    confirmation: Confirmation
    capacity: int
    rolled: Rolled


def read_running_schedules(connection: Connection) -> list[RunningSchedule]:
    """Schedules that have not ended, of programmes and sites that are not archived."""
    rows = connection.execute(
        select(
            schedule,
            programme.c.site_id,
            programme.c.duration_min,
            programme.c.days,
            programme.c.hours_per_day,
            programme.c.max_group,
            programme.c.audience.label("programme_audience"),
            programme.c.sharing.label("programme_sharing"),
            programme.c.confirmation.label("programme_confirmation"),
            site.c.region_id,
            site.c.timezone,
        )
        .join(programme, programme.c.id == schedule.c.programme_id)
        .join(site, site.c.id == programme.c.site_id)
        .where(
            schedule.c.ended_at.is_(None),
            programme.c.status != Publication.ARCHIVED,
            site.c.status != Publication.ARCHIVED,
        )
        .order_by(schedule.c.programme_id, schedule.c.id)
    )
    return [
        from_row(
            RunningSchedule,
            row,
            rule=rule_from_json(row.rule),
            length=length_of(row.duration_min, row.days, row.hours_per_day),
            audience=tuple(
                Audience(each) for each in (row.programme_audience if row.audience is None else row.audience)
            ),
            sharing=row.sharing or row.programme_sharing,
            confirmation=row.confirmation or row.programme_confirmation,
            capacity=row.max_group if row.capacity is None else row.capacity,
            rolled=Rolled(row.rolled_until, row.rolled_with),
        )
        for row in rows
    ]


def length_of(duration_min: int | None, days: int | None, hours_per_day: int | None) -> Length:
    """The length of a programme's sessions; the schema has one or the other."""
    if days is not None and hours_per_day is not None:
        return PlacementLength(days, hours_per_day)
    if duration_min is None:
        raise ValueError("a programme has neither minutes nor days")
    return VisitLength(duration_min)


# Made once: making one costs several times what running it does, and a night has one for each schedule.
_STARTS = select(session.c.starts_at).where(
    session.c.programme_id == bindparam("programme_id"),
    session.c.starts_at.between(bindparam("first"), bindparam("last")),
)
_NOTE = update(schedule).where(schedule.c.id == bindparam("schedule_id"), schedule.c.ended_at.is_(None))


def read_starts(
    connection: Connection, programme_id: ProgrammeId, first: datetime, last: datetime
) -> frozenset[datetime]:
    """When sessions of a programme start, from the one moment to the other, whatever their state."""
    asked = {"programme_id": programme_id, "first": first, "last": last}
    return frozenset(connection.execute(_STARTS, asked).scalars())


def open_sessions(
    connection: Connection,
    of: RunningSchedule,
    spans: Sequence[Span],
    now: datetime,
    rolled: Rolled = NOT_ROLLED,
) -> int:
    """Opens sessions of a schedule, and notes how far it is rolled with them; how many are new.

    A start that the programme has already stays as it is. None of a schedule that an import has ended since
    it was read. The note comes first: it locks the schedule, so that an import that drops sessions comes
    before the look at what is there, or after the note.
    """
    note = {"schedule_id": of.id, "rolled_until": rolled.until, "rolled_with": rolled.rules}
    if not connection.execute(_NOTE, note).rowcount or not spans:
        return 0
    there = read_starts(connection, of.programme_id, spans[0].starts_at, spans[-1].starts_at)
    shape = {
        "programme_id": of.programme_id,
        "site_id": of.site_id,
        "schedule_id": of.id,
        "status": SessionStatus.OPEN,
        "sharing": of.sharing,
        "confirmation": of.confirmation,
        "audience": [each.value for each in of.audience],
        "capacity": of.capacity,
        "max_parties": 1 if of.sharing is Sharing.PRIVATE else of.capacity,
        "created_at": now,
    }
    rows = [
        {**shape, "starts_at": span.starts_at, "ends_at": span.ends_at}
        for span in spans
        if span.starts_at not in there
    ]
    insert_all_ignoring_conflict(connection, session, rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """A schedule as it is stored; None: as the programme."""

    rule: Rule
    audience: tuple[Audience, ...] | None
    sharing: Sharing | None
    confirmation: Confirmation | None
    capacity: int | None


def replace_schedules(
    connection: Connection,
    programme_id: ProgrammeId,
    entries: Sequence[ScheduleEntry],
    now: datetime,
    *,
    renew: bool,
) -> int:
    """Makes these the programme's schedules; how many are new.

    A schedule that stays the same is kept, unless ``renew`` says that the programme itself now makes other
    sessions (length, capacity, …). Of one that ends, future sessions that are open and that nobody ever
    claimed go with it; all others stay. Those kept are rolled anew, since two intakes can share a start that
    a holiday has moved.
    """
    running = connection.execute(
        select(schedule).where(schedule.c.programme_id == programme_id, schedule.c.ended_at.is_(None))
    ).all()
    kept: list[ScheduleEntry] = []
    ended: list[int] = []
    for row in running:
        entry = from_row(
            ScheduleEntry,
            row,
            rule=rule_from_json(row.rule),
            audience=None if row.audience is None else tuple(map(Audience, row.audience)),
        )
        stays = not renew and any(_same(entry, wanted) for wanted in entries)
        if stays and not any(_same(entry, already) for already in kept):
            kept.append(entry)
        else:
            ended.append(row.id)
    if ended:
        connection.execute(update(schedule).where(schedule.c.id.in_(ended)).values(ended_at=now))
        connection.execute(
            update(schedule)
            .where(schedule.c.programme_id == programme_id, schedule.c.ended_at.is_(None))
            .values(rolled_until=None)
        )
        _drop_untouched_sessions(connection, ended, now)
    new = [entry for entry in entries if not any(_same(entry, already) for already in kept)]
    for entry in new:
        connection.execute(
            insert(schedule).values(
                programme_id=programme_id,
                rule=rule_to_json(entry.rule),
                audience=None if entry.audience is None else [each.value for each in entry.audience],
                sharing=entry.sharing,
                confirmation=entry.confirmation,
                capacity=entry.capacity,
                created_at=now,
            )
        )
    return len(new)


def _same(one: ScheduleEntry, other: ScheduleEntry) -> bool:
    return rule_to_json(one.rule) == rule_to_json(other.rule) and (
        one.audience,
        one.sharing,
        one.confirmation,
        one.capacity,
    ) == (other.audience, other.sharing, other.confirmation, other.capacity)


def _drop_untouched_sessions(connection: Connection, schedules: Sequence[int], now: datetime) -> None:
    """Closed sessions stay, so that what a host closed is not opened again."""
    condition = and_(
        session.c.schedule_id.in_(schedules),
        session.c.starts_at > now,
        session.c.status == SessionStatus.OPEN,
        session.c.guide_id.is_(None),
        ~exists().where(claim.c.session_id == session.c.id),
        ~exists().where(visit.c.session_id == session.c.id),
        ~exists().where(application.c.first_session_id == session.c.id),
        ~exists().where(application.c.second_session_id == session.c.id),
        ~exists().where(application.c.accepted_session_id == session.c.id),
    )
    # Somebody may be taking a seat at this moment: first we wait for them, then we look again.
    lock_sessions(connection, connection.execute(select(session.c.id).where(condition)).scalars().all())
    connection.execute(session.delete().where(condition))
