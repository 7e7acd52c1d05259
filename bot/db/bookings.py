"""Bookings and their visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select, update

from bot.db.statements import AnyRow, unindexed
from bot.db.tables import booking, organisation, person, session, visit
from bot.domain.booking import Booking, Visit
from bot.domain.model import (
    Audience,
    BookingId,
    DraftId,
    OrganisationId,
    Party,
    PersonId,
    ProgrammeId,
    RegionId,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)

LIVE = tuple(status for status in VisitStatus if status.takes_seats)


# Statements that run with every booking are made once: making one costs several times what running it does.
_BOOKINGS = (
    select(booking, organisation.c.name.label("organisation_name"), organisation.c.city)
    .join(organisation, organisation.c.id == booking.c.organisation_id, isouter=True)
    .order_by(booking.c.id)
)
_VISITS = (
    select(visit, session.c.programme_id, session.c.starts_at, session.c.ends_at, session.c.confirmation)
    .join(session, session.c.id == visit.c.session_id)
    .order_by(visit.c.booking_id, visit.c.position)
)
_BOOKING = _BOOKINGS.where(booking.c.id == bindparam("booking_id"))
_BOOKING_OF_DRAFT = _BOOKINGS.where(booking.c.draft_id == bindparam("draft_id"))
_BOOKING_OF_VISIT = _BOOKINGS.where(
    booking.c.id == select(visit.c.booking_id).where(visit.c.id == bindparam("visit_id")).scalar_subquery()
)
_VISITS_OF_ONE = _VISITS.where(visit.c.booking_id == bindparam("booking_id"))
_VISITS_OF_SOME = _VISITS.where(visit.c.booking_id.in_(bindparam("ids", expanding=True)))
_BOOKINGS_OF = _BOOKINGS.where(booking.c.person_id == bindparam("person_id"))
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
_BOOKINGS_IN_SESSION = _BOOKINGS.where(
    booking.c.id.in_(
        select(visit.c.booking_id).where(
            visit.c.session_id == bindparam("session_id"), visit.c.status.in_(LIVE)
        )
    )
)
_UNANSWERED_VISITS = select(visit.c.booking_id).where(
    visit.c.site_id.in_(bindparam("site_ids", expanding=True)), visit.c.status == VisitStatus.PENDING
)
_UNANSWERED = _BOOKINGS.where(booking.c.id.in_(_UNANSWERED_VISITS))
_UNANSWERED_BEFORE = _BOOKINGS.where(
    booking.c.id.in_(_UNANSWERED_VISITS.where(visit.c.answer_due_at <= bindparam("due_before")))
)


def _visit(row: AnyRow) -> Visit:
    return Visit(
        id=VisitId(row.id),
        booking_id=BookingId(row.booking_id),
        site_id=SiteId(row.site_id),
        session_id=SessionId(row.session_id),
        programme_id=ProgrammeId(row.programme_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        confirmation=row.confirmation,
        position=row.position,
        status=row.status,
        children=row.children,
        adults=row.adults,
        code=row.code,
        answer_due_at=row.answer_due_at,
        expires_at=row.expires_at,
        list_due_at=row.list_due_at,
        decided_by=None if row.decided_by is None else PersonId(row.decided_by),
        decided_at=row.decided_at,
        reason=row.reason,
        arrived_at=row.arrived_at,
        arrived_count=row.arrived_count,
    )


def _read(connection: Connection, bookings: Select[*tuple[Any, ...]], **asked: object) -> list[Booking]:
    """Bookings that a statement finds, by id, each with its visits: two statements."""
    rows = connection.execute(bookings, asked).all()
    visits = connection.execute(_VISITS_OF_SOME, {"ids": [row.id for row in rows]}) if rows else ()
    return _bookings(rows, visits)


def _bookings(rows: Iterable[AnyRow], visit_rows: Iterable[AnyRow]) -> list[Booking]:
    visits: dict[int, list[Visit]] = defaultdict(list)
    for row in visit_rows:
        visits[row.booking_id].append(_visit(row))
    return [
        Booking(
            id=BookingId(row.id),
            region_id=RegionId(row.region_id),
            person_id=PersonId(row.person_id),
            draft_id=DraftId(row.draft_id),
            reference=row.reference or "",
            audience=row.audience,
            organisation_id=None if row.organisation_id is None else OrganisationId(row.organisation_id),
            organisation_title=(
                f"{row.organisation_name}, {row.city}" if row.city else row.organisation_name
            ),
            grade=row.grade,
            letter=row.letter,
            party=Party(
                children=row.children,
                adults=row.adults,
                youngest_age=row.youngest_age,
                foreign=row.foreign_guests,
                wheelchairs=row.wheelchairs,
            ),
            comment=row.comment,
            leader_name=row.leader_name,
            leader_phone=row.leader_phone,
            cancel_reason=row.cancel_reason,
            created_at=row.created_at,
            visits=tuple(visits[row.id]),
        )
        for row in rows
    ]


def _read_one(connection: Connection, statement: Select[*tuple[Any, ...]], **asked: int) -> Booking | None:
    row = connection.execute(statement, asked).one_or_none()
    if row is None:
        return None
    [found] = _bookings([row], connection.execute(_VISITS_OF_ONE, {"booking_id": row.id}))
    return found


def read_booking(connection: Connection, booking_id: BookingId) -> Booking | None:
    return _read_one(connection, _BOOKING, booking_id=booking_id)


def keeps_card(connection: Connection, booking_id: BookingId) -> bool:
    """Whether the booking's class is a card of its leader's."""
    found = connection.execute(select(booking.c.class_card_id).where(booking.c.id == booking_id))
    return found.scalar_one_or_none() is not None


def read_booking_of_draft(connection: Connection, draft_id: DraftId) -> Booking | None:
    return _read_one(connection, _BOOKING_OF_DRAFT, draft_id=draft_id)


def read_booking_of_visit(connection: Connection, visit_id: VisitId) -> Booking | None:
    return _read_one(connection, _BOOKING_OF_VISIT, visit_id=visit_id)


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


def read_bookings_in_session(connection: Connection, session_id: SessionId) -> list[Booking]:
    """Bookings that have seats in a session."""
    return _read(connection, _BOOKINGS_IN_SESSION, session_id=session_id)


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
    """Bookings of a person that await an answer. Lock the person first (``bot.db.locks``)."""
    return connection.execute(_OPEN_REQUESTS, {"person_id": person_id}).scalar_one()


@dataclass(frozen=True, slots=True)
class Overlap:
    booking_id: BookingId
    reference: str
    grade: int | None
    letter: str | None


_OVERLAPS = (
    select(booking.c.id, booking.c.reference, booking.c.grade, booking.c.letter)
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
    return [Overlap(BookingId(row.id), row.reference or "", row.grade, row.letter) for row in rows]


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
    """Whether a visit to a site that starts in [start, end) has this arrival code. Lock the site first."""
    asked = {"site_id": site_id, "code": code, "start": start, "end": end}
    return connection.execute(_CODE_USED, asked).first() is not None


@dataclass(frozen=True, slots=True)
class BookingEntry:
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
    comment: str | None
    leader_name: str | None
    leader_phone: str | None


_ADD_BOOKING = insert(booking).returning(booking.c.id)


def add_booking(connection: Connection, entry: BookingEntry, now: datetime) -> BookingId:
    """Stores a booking without its reference, which is made from the id (:func:`set_reference`)."""
    values = {
        "region_id": entry.region_id,
        "person_id": entry.person_id,
        "draft_id": entry.draft_id,
        "organisation_id": entry.organisation_id,
        "class_card_id": entry.class_card_id,
        "audience": entry.audience,
        "grade": entry.grade,
        "letter": entry.letter,
        "children": entry.party.children,
        "adults": entry.party.adults,
        "youngest_age": entry.party.youngest_age,
        "foreign_guests": entry.party.foreign,
        "wheelchairs": entry.party.wheelchairs,
        "comment": entry.comment,
        "leader_name": entry.leader_name,
        "leader_phone": entry.leader_phone,
        "created_at": now,
    }
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


_ADD_VISIT = insert(visit).returning(visit.c.id)


def add_visit(connection: Connection, entry: VisitEntry) -> VisitId:
    new_id = connection.execute(_ADD_VISIT, {each.name: getattr(entry, each.name) for each in fields(entry)})
    return VisitId(new_id.scalar_one())


def move_visits(
    connection: Connection,
    visits: Collection[VisitId],
    before: Collection[VisitStatus],
    after: VisitStatus,
    *,
    now: datetime,
    by: PersonId | None,
    reason: str | None = None,
) -> int:
    """Changes the state of visits that are still in one of ``before`` (invariant 5); how many changed.

    Giving their seats back is the caller's, in the same transaction.
    """
    moved = connection.execute(
        update(visit)
        .where(visit.c.id.in_(list(visits)), visit.c.status.in_(list(before)))
        .values(status=after, decided_by=by, decided_at=now, reason=reason)
    )
    return moved.rowcount


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
