"""Bookings and their visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, exists, func, insert, or_, select, update

from bot.db.booking.groups import GROUP, group_of
from bot.db.engine.locks import lock_code
from bot.db.engine.statements import AnyRow, from_row, unindexed, values_of
from bot.db.tables import booking, organisation, person, session, visit
from bot.domain.booking.booking import Booking, Turnout, Visit
from bot.domain.forms import Remarks
from bot.domain.model import (
    Audience,
    BookingId,
    DayWord,
    DraftId,
    OrganisationId,
    Party,
    PersonId,
    RegionId,
    RouteId,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)

LIVE = tuple(status for status in VisitStatus if status.takes_seats)


# Statements that run with every booking are made once: making one costs several times what running it does.
_OF_BOOKING = (booking, organisation.c.name.label("organisation_name"), organisation.c.city)
_OF_VISIT: tuple[Any, ...] = (
    visit,
    session.c.programme_id,
    session.c.starts_at,
    session.c.ends_at,
    session.c.confirmation,
    *GROUP,
)
_BOOKINGS = (
    select(*_OF_BOOKING)
    .join(organisation, organisation.c.id == booking.c.organisation_id, isouter=True)
    .order_by(booking.c.id)
)
_NOT_MOVED = unindexed(visit.c.status) != VisitStatus.MOVED
_VISITS = (
    select(*_OF_VISIT)
    .join(session, session.c.id == visit.c.session_id)
    .where(_NOT_MOVED)
    .order_by(visit.c.booking_id, session.c.starts_at, visit.c.position)
)
# One booking comes with its visits, a row each, in one statement. The booking's columns come first and
# keep their names; those of the visit are asked for as columns.
_WITH_VISITS = (
    select(*_OF_BOOKING, *_OF_VISIT)
    .join(organisation, organisation.c.id == booking.c.organisation_id, isouter=True)
    .join(visit, visit.c.booking_id == booking.c.id)
    .join(session, session.c.id == visit.c.session_id)
    .where(_NOT_MOVED)
    .order_by(session.c.starts_at, visit.c.position)
)
_BOOKING = _WITH_VISITS.where(booking.c.id == bindparam("booking_id"))
_BOOKING_OF_DRAFT = _WITH_VISITS.where(booking.c.draft_id == bindparam("draft_id"))
_ASKED_FOR = visit.alias()
_BOOKING_OF_VISIT = _WITH_VISITS.where(
    booking.c.id
    == select(_ASKED_FOR.c.booking_id).where(_ASKED_FOR.c.id == bindparam("visit_id")).scalar_subquery()
)
_VISITS_OF_SOME = _VISITS.where(visit.c.booking_id.in_(bindparam("ids", expanding=True)))
_BOOKINGS_OF = _BOOKINGS.where(booking.c.person_id == bindparam("person_id"))
_BOOKINGS_OF_CLASS = _BOOKINGS.where(
    booking.c.organisation_id == bindparam("organisation_id"),
    unindexed(booking.c.audience) == bindparam("audience"),
    booking.c.letter.is_not_distinct_from(bindparam("letter")),
    booking.c.id.in_(
        select(visit.c.booking_id).where(
            visit.c.booking_id == booking.c.id, unindexed(visit.c.status) == bindparam("status")
        )
    ),
)
_BOOKINGS_AT = _BOOKINGS.where(
    booking.c.id.in_(
        select(visit.c.booking_id)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            visit.c.site_id.in_(bindparam("site_ids", expanding=True)),
            visit.c.status.in_(bindparam("statuses", expanding=True)),
            session.c.starts_at >= bindparam("start"),
            session.c.starts_at < bindparam("end"),
        )
    )
)
_BY_IDS = _BOOKINGS.where(booking.c.id.in_(bindparam("booking_ids", expanding=True)))
_COMING = (
    select(visit.c.id, visit.c.booking_id)
    .join(session, session.c.id == visit.c.session_id)
    .where(
        session.c.site_id == bindparam("site_id"),
        session.c.starts_at >= bindparam("since"),
        session.c.starts_at < bindparam("until"),
        visit.c.status.in_(bindparam("statuses", expanding=True)),
    )
    .order_by(session.c.starts_at, visit.c.id)
)
_BOOKINGS_IN_SESSION = _BOOKINGS.where(
    booking.c.id.in_(
        select(visit.c.booking_id).where(
            visit.c.session_id == bindparam("session_id"), visit.c.status.in_(LIVE)
        )
    )
)
_BOOKINGS_IN_SESSIONS = _BOOKINGS.where(
    booking.c.id.in_(
        select(visit.c.booking_id).where(
            visit.c.session_id.in_(bindparam("session_ids", expanding=True)), visit.c.status.in_(LIVE)
        )
    )
)
_BOOKINGS_OF_GRADE = _BOOKINGS.where(
    booking.c.organisation_id == bindparam("organisation_id"),
    booking.c.grade == bindparam("grade"),
    booking.c.id.in_(
        select(visit.c.booking_id)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            visit.c.booking_id == booking.c.id,
            visit.c.site_id == bindparam("site_id"),
            unindexed(visit.c.status).in_(LIVE),
            session.c.starts_at >= bindparam("start"),
            session.c.starts_at < bindparam("end"),
        )
    ),
)
_UNANSWERED_VISITS = select(visit.c.booking_id).where(
    visit.c.site_id.in_(bindparam("site_ids", expanding=True)), visit.c.status == VisitStatus.PENDING
)
_UNANSWERED = _BOOKINGS.where(booking.c.id.in_(_UNANSWERED_VISITS))
_UNANSWERED_BEFORE = _BOOKINGS.where(
    booking.c.id.in_(_UNANSWERED_VISITS.where(visit.c.answer_due_at <= bindparam("due_before")))
)


_VISIT_COLUMNS: dict[str, Column[Any]] = {
    field.name: visit.c[field.name] if field.name in visit.c else session.c[field.name]
    for field in fields(Visit)
    if field.name != "group"
}


def _visit(row: AnyRow) -> Visit:
    """By column: beside its booking's a visit's columns have no names of their own."""
    of = row._mapping
    return Visit(**{name: of[column] for name, column in _VISIT_COLUMNS.items()}, group=group_of(of))


def _read(connection: Connection, bookings: Select[*tuple[Any, ...]], **asked: object) -> list[Booking]:
    """Bookings that a statement finds, by id, each with its visits: two statements."""
    rows = connection.execute(bookings, asked).all()
    visits = connection.execute(_VISITS_OF_SOME, {"ids": [row.id for row in rows]}) if rows else ()
    return _bookings(rows, visits)


def _bookings(rows: Iterable[AnyRow], visit_rows: Iterable[AnyRow]) -> list[Booking]:
    visits: dict[int, list[Visit]] = defaultdict(list)
    for row in visit_rows:
        found = _visit(row)
        visits[found.booking_id].append(found)
    return [
        from_row(
            Booking,
            row,
            reference=row.reference or "",
            organisation_title=(
                f"{row.organisation_name}, {row.city}" if row.city else row.organisation_name
            ),
            organisation_city=row.city,
            party=from_row(Party, row, foreign=row.foreign_guests),
            visits=tuple(each for each in visits[row.id] if not each.replaced),
            replaced=tuple(each for each in visits[row.id] if each.replaced),
        )
        for row in rows
    ]


def _read_one(connection: Connection, statement: Select[*tuple[Any, ...]], **asked: int) -> Booking | None:
    rows = connection.execute(statement, asked).all()
    if not rows:
        return None
    [found] = _bookings(rows[:1], rows)
    return found


def read_booking(connection: Connection, booking_id: BookingId) -> Booking | None:
    return _read_one(connection, _BOOKING, booking_id=booking_id)


def read_booking_of_draft(connection: Connection, draft_id: DraftId) -> Booking | None:
    return _read_one(connection, _BOOKING_OF_DRAFT, draft_id=draft_id)


def read_booking_of_visit(connection: Connection, visit_id: VisitId) -> Booking | None:
    return _read_one(connection, _BOOKING_OF_VISIT, visit_id=visit_id)


def read_bookings_of_class(
    connection: Connection,
    organisation_id: OrganisationId,
    audience: Audience,
    letter: str | None,
    status: VisitStatus,
) -> list[Booking]:
    """What anybody booked for classes of a school with this letter, of any grade, as far as one of its visits
    is in this state."""
    return _read(
        connection,
        _BOOKINGS_OF_CLASS,
        organisation_id=organisation_id,
        audience=audience,
        letter=letter,
        status=status,
    )


def has_brought(connection: Connection, person_id: PersonId, organisation_id: OrganisationId) -> bool:
    """Whether a site has received a group of this organisation with this person."""
    came = exists().where(
        booking.c.person_id == person_id,
        booking.c.organisation_id == organisation_id,
        visit.c.booking_id == booking.c.id,
        visit.c.status == VisitStatus.ARRIVED,
    )
    return connection.execute(select(came)).scalar_one()


def read_bookings_of(connection: Connection, person_id: PersonId) -> list[Booking]:
    """Everything one person booked, oldest first."""
    return _read(connection, _BOOKINGS_OF, person_id=person_id)


def read_bookings_at(
    connection: Connection,
    site_ids: Collection[SiteId],
    start: datetime,
    end: datetime,
    statuses: Collection[VisitStatus] = LIVE,
) -> list[Booking]:
    """Bookings with a visit in these states that starts at these sites in [start, end)."""
    asked = {"site_ids": list(site_ids), "statuses": list(statuses), "start": start, "end": end}
    return _read(connection, _BOOKINGS_AT, **asked)


def find_coming(
    connection: Connection,
    site_id: SiteId,
    statuses: Collection[VisitStatus],
    since: datetime,
    until: datetime,
) -> list[tuple[VisitId, BookingId]]:
    """Visits in these states that start at a site in [since, until), soonest first, each with its booking."""
    asked = {"site_id": site_id, "statuses": list(statuses), "since": since, "until": until}
    return [(VisitId(row.id), BookingId(row.booking_id)) for row in connection.execute(_COMING, asked)]


def read_bookings(connection: Connection, ids: Collection[BookingId]) -> list[Booking]:
    """Bookings with these ids, by id."""
    return _read(connection, _BY_IDS, booking_ids=list(ids)) if ids else []


def read_bookings_in_session(connection: Connection, session_id: SessionId) -> list[Booking]:
    """Bookings that have seats in a session."""
    return _read(connection, _BOOKINGS_IN_SESSION, session_id=session_id)


def read_bookings_in_sessions(connection: Connection, ids: Collection[SessionId]) -> list[Booking]:
    """Bookings that have seats in one of several sessions, by id."""
    return _read(connection, _BOOKINGS_IN_SESSIONS, session_ids=sorted(set(ids))) if ids else []


def read_bookings_of_grade(
    connection: Connection,
    organisation_id: OrganisationId,
    grade: int,
    site_id: SiteId,
    start: datetime,
    end: datetime,
) -> list[Booking]:
    """Bookings of an organisation's classes of a grade that have seats at a site in [start, end)."""
    asked = {"organisation_id": organisation_id, "grade": grade, "site_id": site_id}
    return _read(connection, _BOOKINGS_OF_GRADE, **asked, start=start, end=end)


_TURNOUT = (
    select(visit.c.site_id, visit.c.status, func.count(func.distinct(booking.c.id)).label("parties"))
    .join(visit, visit.c.booking_id == booking.c.id)
    .join(session, session.c.id == visit.c.session_id)
    .where(
        booking.c.organisation_id == bindparam("organisation_id"),
        booking.c.region_id == bindparam("region_id"),
        unindexed(visit.c.status).in_([VisitStatus.ARRIVED, VisitStatus.NO_SHOW]),
        session.c.starts_at >= bindparam("since"),
    )
    .group_by(visit.c.site_id, visit.c.status)
)


def read_turnout(
    connection: Connection, organisation_id: OrganisationId, region_id: RegionId, since: datetime
) -> dict[SiteId, Turnout]:
    """How often parties of an organisation came, and did not come, to each site of a region since then
    (UTC). A party in subgroups counts once."""
    asked = {"organisation_id": organisation_id, "region_id": region_id, "since": since}
    found: dict[SiteId, Turnout] = defaultdict(Turnout)
    for row in connection.execute(_TURNOUT, asked):
        came = row.parties if row.status is VisitStatus.ARRIVED else 0
        found[SiteId(row.site_id)] += Turnout(came, row.parties - came)
    return found


_other_part = visit.alias("other_part")
_MISSED = (
    select(func.count(func.distinct(booking.c.id)))
    .join(visit, visit.c.booking_id == booking.c.id)
    .join(session, session.c.id == visit.c.session_id)
    .where(
        booking.c.region_id == bindparam("region_id"),
        unindexed(visit.c.status) == VisitStatus.NO_SHOW,
        session.c.starts_at >= bindparam("since"),
        ~exists().where(
            _other_part.c.booking_id == booking.c.id,
            unindexed(_other_part.c.status) == VisitStatus.ARRIVED,
        ),
    )
)
_MISSED_BY_ORGANISATION = _MISSED.where(booking.c.organisation_id == bindparam("organisation_id"))
_MISSED_BY_PERSON = _MISSED.where(
    booking.c.person_id == bindparam("person_id"), booking.c.organisation_id.is_(None)
)


def count_missed(
    connection: Connection,
    region_id: RegionId,
    organisation_id: OrganisationId | None,
    person_id: PersonId,
    since: datetime,
) -> int:
    """Bookings of an organisation in a region, or without one those of a person, of which nobody came
    although they were expected since then (UTC): a route, or a class in subgroups, counts once."""
    asked: dict[str, object] = {"region_id": region_id, "since": since}
    if organisation_id is not None:
        asked |= {"organisation_id": organisation_id}
        return connection.execute(_MISSED_BY_ORGANISATION, asked).scalar_one()
    return connection.execute(_MISSED_BY_PERSON, asked | {"person_id": person_id}).scalar_one()


def read_unanswered(
    connection: Connection, site_ids: Collection[SiteId], *, due_before: datetime | None = None
) -> list[Booking]:
    """Bookings that await an answer of one of these sites, oldest first."""
    if due_before is None:
        return _read(connection, _UNANSWERED, site_ids=list(site_ids))
    return _read(connection, _UNANSWERED_BEFORE, site_ids=list(site_ids), due_before=due_before)


_OPEN_REQUESTS = (
    select(func.count(func.distinct(visit.c.booking_id)))
    .join(booking, booking.c.id == visit.c.booking_id)
    .where(booking.c.person_id == bindparam("person_id"), unindexed(visit.c.status) == VisitStatus.PENDING)
)


def count_open_requests(connection: Connection, person_id: PersonId) -> int:
    """Bookings of a person that await an answer. Lock the person first (``bot.db.engine.locks``)."""
    return connection.execute(_OPEN_REQUESTS, {"person_id": person_id}).scalar_one()


@dataclass(frozen=True, slots=True)
class Overlap:
    booking_id: BookingId
    reference: str
    grade: int | None
    letter: str | None
    starts_at: datetime
    ends_at: datetime


_OVERLAPS = (
    select(
        booking.c.id,
        booking.c.reference,
        booking.c.grade,
        booking.c.letter,
        session.c.starts_at,
        session.c.ends_at,
    )
    .join(visit, visit.c.booking_id == booking.c.id)
    .join(session, session.c.id == visit.c.session_id)
    .where(
        booking.c.person_id == bindparam("person_id"),
        or_(*(unindexed(visit.c.status) == each for each in (VisitStatus.PENDING, VisitStatus.CONFIRMED))),
        session.c.starts_at < bindparam("end"),
        session.c.ends_at > bindparam("start"),
    )
)


def find_overlaps(
    connection: Connection, person_id: PersonId, start: datetime, end: datetime
) -> Sequence[Overlap]:
    """Live visits of a person that meet [start, end)."""
    rows = connection.execute(_OVERLAPS, {"person_id": person_id, "start": start, "end": end})
    return [
        Overlap(BookingId(row.id), row.reference or "", row.grade, row.letter, row.starts_at, row.ends_at)
        for row in rows
    ]


_CODE_USED = (
    select(visit.c.id)
    .join(session, session.c.id == visit.c.session_id)
    .where(
        session.c.site_id == bindparam("site_id"),
        visit.c.code == bindparam("code"),
        session.c.starts_at >= bindparam("start"),
        session.c.starts_at < bindparam("end"),
    )
    .limit(1)
)


def is_code_used(connection: Connection, site_id: SiteId, code: str, start: datetime, end: datetime) -> bool:
    """Whether a visit to a site that starts in [start, end) has this arrival code, or is being given it by
    somebody else. Once this said no, nobody else gets the code before the transaction has ended."""
    if not lock_code(connection, site_id, code):
        return True
    asked = {"site_id": site_id, "code": code, "start": start, "end": end}
    return connection.execute(_CODE_USED, asked).first() is not None


@dataclass(frozen=True, slots=True)
class BookingEntry(Remarks):
    """A booking as it is first stored."""

    region_id: RegionId
    person_id: PersonId
    draft_id: DraftId
    organisation_id: OrganisationId | None
    class_card_id: int | None
    audience: Audience
    grade: int | None
    letter: str | None
    party: Party
    leader_name: str | None
    leader_phone: str | None
    source: str | None = None
    route_id: RouteId | None = None


_ADD_BOOKING = insert(booking).returning(booking.c.id)


def add_booking(connection: Connection, entry: BookingEntry, now: datetime) -> BookingId:
    """Stores a booking without its reference, which is made from the id (:func:`set_reference`)."""
    values = values_of(entry) | {"created_at": now}
    values |= values_of(values.pop("party"))
    values["foreign_guests"] = values.pop("foreign")
    new_id = connection.execute(_ADD_BOOKING, values).scalar_one()
    return BookingId(new_id)


_SET_REFERENCE = update(booking).where(booking.c.id == bindparam("booking_id"))


def set_reference(connection: Connection, booking_id: BookingId, reference: str) -> None:
    connection.execute(_SET_REFERENCE, {"booking_id": booking_id, "reference": reference})


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit as it is first stored, by the columns of its table; deadlines in UTC, None where nobody has to
    answer."""

    booking_id: BookingId
    site_id: SiteId
    session_id: SessionId
    position: int
    status: VisitStatus
    children: int
    adults: int
    code: str
    answer_due_at: datetime | None
    expires_at: datetime | None
    list_due_at: datetime | None
    stop: int | None = None


_ADD_VISIT = insert(visit).returning(visit.c.id)


def add_visit(connection: Connection, entry: VisitEntry) -> VisitId:
    return VisitId(connection.execute(_ADD_VISIT, values_of(entry)).scalar_one())


_TAKE_PLACE = (
    update(visit)
    .where(
        visit.c.id == bindparam("of_visit"),
        visit.c.session_id == bindparam("from_session"),
        visit.c.status.in_(bindparam("before", expanding=True)),
    )
    .values(calendar_sequence=visit.c.calendar_sequence + 1)
)
_LAST_POSITION = select(func.max(visit.c.position)).where(visit.c.booking_id == bindparam("of_booking"))


def give_place(
    connection: Connection,
    visit_id: VisitId,
    from_session: SessionId,
    before: Collection[VisitStatus],
    entry: VisitEntry,
) -> bool:
    """Puts a visit that lies ahead into another session, with its people, code and deadlines. False: it is
    in that session no more, or in no state for it (invariant 5)."""
    values = values_of(entry)
    for kept in ("booking_id", "position"):
        del values[kept]
    values |= {"said": None, "said_at": None, "coming": None, "asked_at": None}
    if entry.status is VisitStatus.PENDING:
        values |= {"decided_by": None, "decided_at": None}
    asked = {"of_visit": visit_id, "from_session": from_session, "before": list(before), **values}
    return connection.execute(_TAKE_PLACE, asked).rowcount == 1


def last_position(connection: Connection, booking_id: BookingId) -> int:
    """The highest position of a booking's visits, those that were moved among them."""
    return connection.execute(_LAST_POSITION, {"of_booking": booking_id}).scalar_one() or 0


def move_visits(
    connection: Connection,
    visits: Collection[VisitId],
    before: Collection[VisitStatus],
    after: VisitStatus,
    *,
    now: datetime,
    by: PersonId | None,
    reason: str | None = None,
    line: str | None = None,
) -> set[VisitId]:
    """Changes the state of visits that are still in one of ``before`` (invariant 5); those that changed.

    Giving their seats back is the caller's, in the same transaction.
    """
    if not visits:
        return set()
    moved = connection.execute(
        update(visit)
        .where(visit.c.id.in_(list(visits)), visit.c.status.in_(list(before)))
        .values(
            status=after,
            decided_by=by,
            decided_at=now,
            reason=reason,
            line=line,
            calendar_sequence=visit.c.calendar_sequence + 1,
        )
        .returning(visit.c.id)
    ).scalars()
    return {VisitId(each) for each in moved}


def replace_visits(
    connection: Connection, visits: Collection[VisitId], before: Collection[VisitStatus]
) -> bool:
    """Visits that are in one of ``before`` have others in their place from now on. False: not all are, or
    some have been replaced already (invariant 5)."""
    replaced = connection.execute(
        update(visit)
        .where(visit.c.id.in_(list(visits)), visit.c.status.in_(list(before)), ~visit.c.replaced)
        .values(replaced=True)
    )
    return replaced.rowcount == len(visits)


def raise_calendar_sequences(connection: Connection, site_id: SiteId, now: datetime) -> list[BookingId]:
    """The place of a site's visits has changed, of those that are still ahead: calendars count that (B15).
    The bookings that they belong to."""
    ahead = select(session.c.id).where(session.c.site_id == site_id, session.c.starts_at > now)
    raised = connection.execute(
        update(visit)
        .where(
            visit.c.site_id == site_id,
            visit.c.status.in_([VisitStatus.PENDING, VisitStatus.CONFIRMED]),
            visit.c.session_id.in_(ahead),
        )
        .values(calendar_sequence=visit.c.calendar_sequence + 1)
        .returning(visit.c.booking_id)
    ).scalars()
    return sorted({BookingId(each) for each in raised})


def note_word(
    connection: Connection,
    visit_id: VisitId,
    *,
    said: DayWord | None,
    said_at: datetime | None,
    coming: int | None,
) -> None:
    """What the leader said on the day of a visit, if it is still confirmed (invariant 5)."""
    connection.execute(
        update(visit)
        .where(visit.c.id == visit_id, visit.c.status == VisitStatus.CONFIRMED)
        .values(said=said, said_at=said_at, coming=coming)
    )


def set_cancel_reason(connection: Connection, booking_id: BookingId, reason: str) -> None:
    connection.execute(update(booking).where(booking.c.id == booking_id).values(cancel_reason=reason))


def find_expired(connection: Connection, now: datetime, *, most: int) -> Sequence[BookingId]:
    """Bookings with a pending visit whose time for an answer is over."""
    return [
        BookingId(each)
        for each in connection.execute(
            select(visit.c.booking_id)
            .where(visit.c.status == VisitStatus.PENDING, visit.c.expires_at <= now)
            .distinct()
            .order_by(visit.c.booking_id)
            .limit(most)
        ).scalars()
    ]


_NAMES = select(person.c.id, person.c.name).where(person.c.id.in_(bindparam("ids", expanding=True)))


def read_person_names(connection: Connection, ids: Collection[PersonId]) -> dict[PersonId, str | None]:
    rows = connection.execute(_NAMES, {"ids": list(ids)}) if ids else ()
    return {PersonId(row.id): row.name for row in rows}


def read_sites_with_visits(connection: Connection, start: datetime, end: datetime) -> set[SiteId]:
    """Sites at which somebody is expected in [start, end)."""
    found = connection.execute(
        select(visit.c.site_id)
        .join(session, session.c.id == visit.c.session_id)
        .where(
            visit.c.status.in_([VisitStatus.CONFIRMED, VisitStatus.ARRIVED]),
            session.c.starts_at >= start,
            session.c.starts_at < end,
        )
        .distinct()
    ).scalars()
    return {SiteId(each) for each in found}
