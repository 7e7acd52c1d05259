"""Bookings, visits, applications, holds, forms: whoever was told «yes» has seats, nobody waits for ever."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, or_, select

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span
from bot.db.self_audit.steps import not_by_index
from bot.db.tables import application, booking, claim, draft, hold, person, session, site, visit
from bot.domain.model import ApplicationStatus, DraftKind, DraftState, HoldState, VisitStatus

_TAKING = [status for status in VisitStatus if status.takes_seats]


def _in(table: Table, span: Span) -> ColumnElement[bool]:
    return table.c.id.between(span.first, span.last)


def _count(connection: Connection, table: Table, span: Span, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(_in(table, span), *conditions)
    return connection.execute(query).scalar_one()


def _takes_seats() -> ColumnElement[bool]:
    return not_by_index(visit.c.status).in_(_TAKING)


def _live_claims(holder: ColumnElement[Any], owner: ColumnElement[Any]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(claim)
        .where(holder == owner, claim.c.released_at.is_(None))
        .scalar_subquery()
    )


def look_at_visits(connection: Connection, span: Span, moments: Moments) -> Found:
    """A visit that takes seats has one live claim, is of the session's site and its region, and is not
    pending for ever."""
    counts = {
        status.value: number
        for status, number in connection.execute(
            select(visit.c.status, func.count())
            .where(_in(visit, span), _takes_seats())
            .group_by(visit.c.status)
        )
    }
    claims = _live_claims(claim.c.visit_id, visit.c.id)
    differences = [
        Difference(
            Fault.VISIT_WITHOUT_SEATS,
            "visit",
            row.id,
            f"of booking {row.booking_id} is {row.status} and has {row.claims} live claims on seats",
            row.region_id,
        )
        for row in connection.execute(
            select(
                visit.c.id, visit.c.booking_id, visit.c.status, claims.label("claims"), booking.c.region_id
            )
            .join(booking, booking.c.id == visit.c.booking_id)
            .where(_in(visit, span), _takes_seats(), claims != 1)
        )
    ]
    differences += [
        Difference(
            Fault.VISIT_OF_A_FOREIGN_SITE,
            "visit",
            row.id,
            f"of booking {row.booking_id} is at site {row.site_id}, its session is of site {row.own} "
            f"(region {row.own_region}), its booking of region {row.region_id}",
            row.region_id,
        )
        for row in connection.execute(
            select(
                visit.c.id,
                visit.c.booking_id,
                visit.c.site_id,
                session.c.site_id.label("own"),
                site.c.region_id.label("own_region"),
                booking.c.region_id,
            )
            .join(booking, booking.c.id == visit.c.booking_id)
            .join(session, session.c.id == visit.c.session_id)
            .join(site, site.c.id == session.c.site_id)
            .where(
                _in(visit, span),
                or_(visit.c.site_id != session.c.site_id, site.c.region_id != booking.c.region_id),
            )
        )
    ]
    if moments.late_before is not None:
        differences += [
            Difference(
                Fault.VISIT_NOT_EXPIRED,
                "visit",
                row.id,
                f"of booking {row.booking_id} is pending and ran out at {row.expires_at:%Y-%m-%d %H:%M} UTC",
                row.region_id,
            )
            for row in connection.execute(
                select(visit.c.id, visit.c.booking_id, visit.c.expires_at, booking.c.region_id)
                .join(booking, booking.c.id == visit.c.booking_id)
                .where(
                    _in(visit, span),
                    visit.c.status == VisitStatus.PENDING,
                    visit.c.expires_at <= moments.late_before,
                )
            )
        ]
    return Found(counts, tuple(differences))


def look_at_bookings(connection: Connection, span: Span, _moments: Moments) -> Found:
    """A booking has at least one visit, and the reference that its leader was told."""
    no_visit = ~exists().where(visit.c.booking_id == booking.c.id)
    no_reference = booking.c.reference.is_(None)
    rows = connection.execute(
        select(
            booking.c.id, booking.c.region_id, no_visit.label("no_visit"), no_reference.label("no_reference")
        )
        .where(_in(booking, span), or_(no_visit, no_reference))
        .order_by(booking.c.id)
    )
    differences: list[Difference] = []
    for row in rows:
        if row.no_visit:
            seen = "has no visit"
            differences.append(
                Difference(Fault.BOOKING_WITHOUT_VISIT, "booking", row.id, seen, row.region_id)
            )
        if row.no_reference:
            seen = "has no reference"
            differences.append(
                Difference(Fault.BOOKING_WITHOUT_REFERENCE, "booking", row.id, seen, row.region_id)
            )
    return Found({"bookings": _count(connection, booking, span)}, tuple(differences))


def look_at_applications(connection: Connection, span: Span, _moments: Moments) -> Found:
    """An accepted application has one place; every application has its reference."""
    claims = _live_claims(claim.c.application_id, application.c.id)
    without_seat = and_(application.c.status == ApplicationStatus.ACCEPTED, claims != 1)
    rows = connection.execute(
        select(
            application.c.id,
            application.c.region_id,
            application.c.reference,
            application.c.status,
            claims.label("claims"),
        ).where(_in(application, span), or_(without_seat, application.c.reference.is_(None)))
    )
    differences: list[Difference] = []
    for row in rows:
        if row.status is ApplicationStatus.ACCEPTED and row.claims != 1:
            fault, seen = Fault.APPLICATION_WITHOUT_SEAT, f"is accepted and has {row.claims} live claims"
            differences.append(Difference(fault, "application", row.id, seen, row.region_id))
        if row.reference is None:
            fault, seen = Fault.APPLICATION_WITHOUT_REFERENCE, "has no reference"
            differences.append(Difference(fault, "application", row.id, seen, row.region_id))
    return Found({"applications": _count(connection, application, span)}, tuple(differences))


def look_at_holds(connection: Connection, span: Span, moments: Moments) -> Found:
    """A live hold holds seats, and does not outlive its time."""
    live = hold.c.state == HoldState.LIVE
    claims = _live_claims(claim.c.hold_id, hold.c.id)
    rows = connection.execute(
        select(hold.c.id, person.c.region_id)
        .join(person, person.c.id == hold.c.person_id)
        .where(_in(hold, span), live, claims == 0)
    )
    differences = [
        Difference(Fault.HOLD_WITHOUT_SEATS, "hold", row.id, "is live and holds no seats", row.region_id)
        for row in rows
    ]
    if moments.late_before is not None:
        overdue = connection.execute(
            select(hold.c.id, hold.c.expires_at, person.c.region_id)
            .join(person, person.c.id == hold.c.person_id)
            .where(_in(hold, span), live, hold.c.expires_at <= moments.late_before)
        )
        differences += [
            Difference(
                Fault.HOLD_NOT_EXPIRED,
                "hold",
                row.id,
                f"ran out at {row.expires_at:%Y-%m-%d %H:%M} UTC and still holds its seats",
                row.region_id,
            )
            for row in overdue
        ]
    return Found({"live": _count(connection, hold, span, live)}, tuple(differences))


def look_at_forms(connection: Connection, span: Span, _moments: Moments) -> Found:
    """Each form that was sent became a booking or an application: nothing is lost (invariant 3)."""
    sent = draft.c.state == DraftState.SENT
    differences: list[Difference] = []
    for kind, made in ((DraftKind.BOOKING, booking), (DraftKind.APPLICATION, application)):
        rows = connection.execute(
            select(draft.c.id, person.c.region_id)
            .join(person, person.c.id == draft.c.person_id)
            .where(
                _in(draft, span), sent, draft.c.kind == kind, ~exists().where(made.c.draft_id == draft.c.id)
            )
        )
        differences += [
            Difference(
                Fault.FORM_SENT_TO_NOBODY, "draft", row.id, f"was sent, and there is no {kind}", row.region_id
            )
            for row in rows
        ]
    kinds = (DraftKind.BOOKING, DraftKind.APPLICATION)
    return Found({"sent": _count(connection, draft, span, sent, draft.c.kind.in_(kinds))}, tuple(differences))
