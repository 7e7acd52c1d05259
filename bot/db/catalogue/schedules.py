"""Stored schedules, and the sessions that are made from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update

from bot.db.engine.locks import lock_sessions
from bot.db.engine.statements import AnyRow, from_row, insert_all_ignoring_conflict
from bot.db.tables import application, claim, programme, schedule, session, site, visit
from bot.domain.catalogue.minimum import GroupTerms, Minimum
from bot.domain.catalogue.schedule_rule import Margins
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
    ApplicationStatus,
    Audience,
    Confirmation,
    ProgrammeId,
    Publication,
    RegionId,
    ScheduleId,
    SessionId,
    SessionStatus,
    Sharing,
    SiteId,
)
from bot.domain.time.local_time import NEVER

OFF_SCHEDULE = "off_schedule"
"""Why a session is closed that no rule makes any more: nobody is in it, and a rule may open it again."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a session has of its schedule, or of the programme where the schedule says nothing."""

    audience: tuple[Audience, ...]
    sharing: Sharing
    confirmation: Confirmation
    capacity: int

    def columns(self) -> dict[str, object]:
        return {
            "sharing": self.sharing,
            "confirmation": self.confirmation,
            "audience": [each.value for each in self.audience],
            "capacity": self.capacity,
            "max_parties": self.sharing.most_parties(self.capacity),
        }


@dataclass(frozen=True, slots=True)
class Schedule:
    id: ScheduleId
    rule: Rule
    shape: Shape
    minimum: Minimum | None = None
    """What its sessions need, if they are shared."""


Terms = Callable[[Schedule, Span], GroupTerms | None]
"""What a session of a schedule asks of its group, as it would be opened now."""


@dataclass(frozen=True, slots=True)
class ScheduledProgramme:
    """A programme with the schedules that make its sessions. ``rolled_until``: the local day through which it
    has them; ``rolled_with``: by which rules (``fingerprint``), or that the zone was another."""

    id: ProgrammeId
    site_id: SiteId
    timezone: str
    length: Length
    margins: Margins
    schedules: tuple[Schedule, ...]
    rolled_until: date | None
    rolled_with: str | None

    @property
    def zone_before(self) -> str | None:
        """The site's zone when its sessions were last looked at, if it is another now."""
        told, mark, zone = (self.rolled_with or "").partition(_ZONE_WAS)
        return zone if mark and not told and zone != self.timezone else None


_ZONE_WAS = "zone was "


def note_zone(connection: Connection, site_id: int, before: str) -> None:
    """Has the next roll look again at the sessions of a site whose zone is another now; what it was when they
    were last looked at stays noted."""
    connection.execute(
        update(programme)
        .where(
            programme.c.site_id == site_id,
            or_(programme.c.rolled_with.is_(None), ~programme.c.rolled_with.startswith(_ZONE_WAS)),
        )
        .values(rolled_with=f"{_ZONE_WAS}{before}")
    )


def find_scheduled(connection: Connection, region_id: RegionId | None = None) -> Sequence[ProgrammeId]:
    """Programmes that have or had a schedule, or whose zone was another; none that is archived, or whose site
    is. ``region_id``: of its sites only."""
    found = connection.execute(
        select(programme.c.id)
        .join(site, site.c.id == programme.c.site_id)
        .where(
            or_(
                exists().where(schedule.c.programme_id == programme.c.id),
                programme.c.rolled_with.startswith(_ZONE_WAS),
            ),
            programme.c.status != Publication.ARCHIVED,
            site.c.status != Publication.ARCHIVED,
            *([] if region_id is None else [site.c.region_id == region_id]),
        )
        .order_by(programme.c.id)
    ).scalars()
    return [ProgrammeId(each) for each in found]


def find_by_hand(connection: Connection, now: datetime) -> Sequence[ProgrammeId]:
    """Programmes that never had a schedule, and in whose sessions ahead somebody is; none that is archived,
    or whose site is."""
    found = connection.execute(
        select(programme.c.id)
        .join(site, site.c.id == programme.c.site_id)
        .where(
            ~exists().where(schedule.c.programme_id == programme.c.id),
            exists().where(
                session.c.programme_id == programme.c.id, session.c.starts_at > now, session.c.taken > 0
            ),
            programme.c.status != Publication.ARCHIVED,
            site.c.status != Publication.ARCHIVED,
        )
        .order_by(programme.c.id)
    ).scalars()
    return [ProgrammeId(each) for each in found]


# Made once: making one costs several times what running it does, and a night has one for each programme.
_PROGRAMME = (
    select(
        programme.c.id,
        programme.c.site_id,
        programme.c.duration_min,
        programme.c.days,
        programme.c.hours_per_day,
        programme.c.before_min,
        programme.c.after_min,
        programme.c.max_group,
        programme.c.minimum,
        programme.c.audience,
        programme.c.sharing,
        programme.c.confirmation,
        programme.c.rolled_until,
        programme.c.rolled_with,
        site.c.timezone,
    )
    .join(site, site.c.id == programme.c.site_id)
    .where(programme.c.id == bindparam("programme_id"))
)
_RUNNING = (
    select(schedule)
    .where(schedule.c.programme_id == bindparam("programme_id"), schedule.c.ended_at.is_(None))
    .order_by(schedule.c.id)
)


def read_scheduled(connection: Connection, programme_id: ProgrammeId) -> ScheduledProgramme:
    """The programme with its running schedules, of which there may be none."""
    asked = {"programme_id": programme_id}
    row = connection.execute(_PROGRAMME, asked).one()
    minimum = None if row.minimum is None else Minimum.of(row.minimum)

    def schedule_of(entry: AnyRow) -> Schedule:
        shape = Shape(
            tuple(map(Audience, row.audience if entry.audience is None else entry.audience)),
            entry.sharing or row.sharing,
            entry.confirmation or row.confirmation,
            row.max_group if entry.capacity is None else entry.capacity,
        )
        shared = shape.sharing is Sharing.SHARED
        return Schedule(ScheduleId(entry.id), rule_from_json(entry.rule), shape, minimum if shared else None)

    schedules = tuple(schedule_of(each) for each in connection.execute(_RUNNING, asked))
    length = length_of(row.duration_min, row.days, row.hours_per_day)
    margins = Margins(row.before_min, row.after_min)
    return from_row(ScheduledProgramme, row, length=length, margins=margins, schedules=schedules)


def length_of(duration_min: int | None, days: int | None, hours_per_day: int | None) -> Length:
    """The length of a programme's sessions; the schema has one or the other."""
    if days is not None and hours_per_day is not None:
        return PlacementLength(days, hours_per_day)
    if duration_min is None:
        raise ValueError("a programme has neither minutes nor days")
    return VisitLength(duration_min)


def note_rolled(connection: Connection, programme_id: ProgrammeId, until: date | None, rules: str) -> None:
    """Through which local day a programme has the sessions of these rules; None: they were only looked at."""
    connection.execute(
        update(programme).where(programme.c.id == programme_id).values(rolled_until=until, rolled_with=rules)
    )


@dataclass(frozen=True, slots=True)
class SessionAhead:
    """A session that is not over. ``is_made``: by a schedule, not by hand. ``is_free``: nobody is in it or
    has asked for it, and no host has closed it or given it a guide, so it may follow the rules."""

    id: SessionId
    span: Span
    shape: Shape
    is_open: bool
    is_made: bool
    is_free: bool
    terms: GroupTerms | None = None


_CHOSEN = exists().where(
    application.c.status.in_([each for each in ApplicationStatus if each.in_selection]),
    or_(application.c.first_session_id == session.c.id, application.c.second_session_id == session.c.id),
)
_AHEAD = (
    select(session, _CHOSEN.label("chosen"))
    .where(
        session.c.programme_id == bindparam("programme_id"),
        session.c.ends_at > bindparam("now"),
        session.c.starts_at < bindparam("until"),
    )
    .order_by(session.c.starts_at)
)
_AHEAD_IDS = select(session.c.id).where(
    session.c.programme_id == bindparam("programme_id"), session.c.ends_at > bindparam("now")
)


def lock_ahead(connection: Connection, programme_id: ProgrammeId, now: datetime) -> list[SessionAhead]:
    """The sessions of a programme that are not over, soonest first; nobody takes a seat in them meanwhile."""
    asked = {"programme_id": programme_id, "now": now}
    lock_sessions(connection, [SessionId(each) for each in connection.execute(_AHEAD_IDS, asked).scalars()])
    return read_ahead(connection, programme_id, now)


def read_ahead(
    connection: Connection, programme_id: ProgrammeId, now: datetime, until: datetime = NEVER
) -> list[SessionAhead]:
    """The same for whoever only looks; of those that begin before ``until`` (UTC)."""
    asked = {"programme_id": programme_id, "now": now, "until": until}
    return [_ahead(row) for row in connection.execute(_AHEAD, asked)]


def _ahead(row: AnyRow) -> SessionAhead:
    is_open = row.status == SessionStatus.OPEN
    guided = row.guide_state is not None and row.guide_state.counts_on
    untouched = row.taken == 0 and not guided and not row.chosen
    return SessionAhead(
        SessionId(row.id),
        Span(row.starts_at, row.ends_at),
        Shape(tuple(map(Audience, row.audience)), row.sharing, row.confirmation, row.capacity),
        is_open=is_open,
        is_made=row.schedule_id is not None,
        is_free=untouched and (is_open or row.closed_reason == OFF_SCHEDULE),
        terms=None if row.minimum is None else GroupTerms(row.minimum, row.decides_at, row.if_short),
    )


_SPANS = (
    select(session.c.starts_at, session.c.ends_at, session.c.status)
    .where(
        session.c.programme_id == bindparam("programme_id"),
        session.c.ends_at > bindparam("first"),
        session.c.starts_at < bindparam("last"),
    )
    .order_by(session.c.starts_at)
)


def read_spans(
    connection: Connection, programme_id: ProgrammeId, first: datetime, last: datetime
) -> list[tuple[Span, bool]]:
    """When a programme has sessions between two moments, by a schedule or by hand, and which are open."""
    asked = {"programme_id": programme_id, "first": first, "last": last}
    return [
        (Span(row.starts_at, row.ends_at), row.status == SessionStatus.OPEN)
        for row in connection.execute(_SPANS, asked)
    ]


def open_sessions(
    connection: Connection,
    of: ScheduledProgramme,
    sessions: Sequence[tuple[Schedule, Span]],
    terms: Terms,
    now: datetime,
) -> None:
    """Opens sessions of schedules; a start that the programme has already stays as it is."""
    rows = [
        {
            "programme_id": of.id,
            "site_id": of.site_id,
            "schedule_id": made.id,
            "status": SessionStatus.OPEN,
            **made.shape.columns(),
            **GroupTerms.columns(terms(made, span)),
            "starts_at": span.starts_at,
            "ends_at": span.ends_at,
            "created_at": now,
        }
        for made, span in sessions
    ]
    insert_all_ignoring_conflict(connection, session, rows)


_RENEW = update(session).where(session.c.id == bindparam("session_id"), session.c.taken == 0)


def renew_sessions(
    connection: Connection, sessions: Sequence[tuple[SessionId, Schedule, Span]], terms: Terms
) -> None:
    """Makes free sessions what a schedule says now; opens those that were off the schedule before."""
    rows = [
        {
            "session_id": session_id,
            "schedule_id": by.id,
            "ends_at": span.ends_at,
            "status": SessionStatus.OPEN,
            "closed_reason": None,
            **by.shape.columns(),
            **GroupTerms.columns(terms(by, span)),
        }
        for session_id, by, span in sessions
    ]
    if rows:
        connection.execute(_RENEW, rows)


def withdraw_sessions(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Takes free sessions off. Those that something refers to, such as a booking that was cancelled, are
    closed."""
    gone = session.c.id.in_(list(sessions))
    connection.execute(
        delete(session).where(
            gone,
            ~exists().where(claim.c.session_id == session.c.id),
            ~exists().where(visit.c.session_id == session.c.id),
            ~exists().where(application.c.first_session_id == session.c.id),
            ~exists().where(application.c.second_session_id == session.c.id),
            ~exists().where(application.c.accepted_session_id == session.c.id),
        )
    )
    connection.execute(
        update(session)
        .where(gone, session.c.taken == 0)
        .values(status=SessionStatus.CLOSED, closed_reason=OFF_SCHEDULE)
    )


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """A schedule as it is stored; None: as the programme."""

    rule: Rule
    audience: tuple[Audience, ...] | None
    sharing: Sharing | None
    confirmation: Confirmation | None
    capacity: int | None


def replace_schedules(
    connection: Connection, programme_id: ProgrammeId, entries: Sequence[ScheduleEntry], now: datetime
) -> int:
    """Makes these the programme's schedules; how many are new. Its sessions follow when it is rolled."""
    running = connection.execute(_RUNNING, {"programme_id": programme_id}).all()
    kept: list[ScheduleEntry] = []
    ended: list[int] = []
    for row in running:
        entry = from_row(
            ScheduleEntry,
            row,
            rule=rule_from_json(row.rule),
            audience=None if row.audience is None else tuple(map(Audience, row.audience)),
        )
        if any(_same(entry, wanted) for wanted in entries) and not any(
            _same(entry, already) for already in kept
        ):
            kept.append(entry)
        else:
            ended.append(row.id)
    if ended:
        connection.execute(update(schedule).where(schedule.c.id.in_(ended)).values(ended_at=now))
    new = [entry for entry in entries if not any(_same(entry, already) for already in kept)]
    for entry in new:
        add_schedule(connection, programme_id, entry, now)
    return len(new)


def read_entry(connection: Connection, schedule_id: ScheduleId) -> tuple[ProgrammeId, ScheduleEntry] | None:
    """A running schedule with its programme; None: it has ended, or there is none."""
    row = connection.execute(
        select(schedule).where(schedule.c.id == schedule_id, schedule.c.ended_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    audience = None if row.audience is None else tuple(map(Audience, row.audience))
    return ProgrammeId(row.programme_id), from_row(
        ScheduleEntry, row, rule=rule_from_json(row.rule), audience=audience
    )


def running_schedule_of(connection: Connection, session_id: SessionId) -> ScheduleId | None:
    """The schedule that made a session, if it is still running and nobody has changed the session by hand."""
    found = connection.execute(
        select(schedule.c.id)
        .join(session, session.c.schedule_id == schedule.c.id)
        .where(session.c.id == session_id, schedule.c.ended_at.is_(None))
    ).scalar_one_or_none()
    return None if found is None else ScheduleId(found)


def end_schedule(connection: Connection, schedule_id: ScheduleId, now: datetime) -> bool:
    """False: it has ended already (invariant 5)."""
    ended = connection.execute(
        update(schedule)
        .where(schedule.c.id == schedule_id, schedule.c.ended_at.is_(None))
        .values(ended_at=now)
    )
    return ended.rowcount == 1


def add_schedule(
    connection: Connection, programme_id: ProgrammeId, entry: ScheduleEntry, now: datetime
) -> ScheduleId:
    new_id = connection.execute(
        insert(schedule)
        .values(
            programme_id=programme_id,
            rule=rule_to_json(entry.rule),
            audience=None if entry.audience is None else [each.value for each in entry.audience],
            sharing=entry.sharing,
            confirmation=entry.confirmation,
            capacity=entry.capacity,
            created_at=now,
        )
        .returning(schedule.c.id)
    ).scalar_one()
    return ScheduleId(new_id)


def _same(one: ScheduleEntry, other: ScheduleEntry) -> bool:
    return rule_to_json(one.rule) == rule_to_json(other.rule) and (
        one.audience,
        one.sharing,
        one.confirmation,
        one.capacity,
    ) == (other.audience, other.sharing, other.confirmation, other.capacity)
