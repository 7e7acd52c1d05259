"""Routes of a region as they are composed in the chat (F4).

What the chat has changed is marked with what it was before, so that a file that is imported later does not
take it back (``bot.db.catalogue.importing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.db.catalogue.importing import as_stored, plain, read_stops_said
from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import booking, programme, route, route_stop, session, visit
from bot.domain.catalogue.catalogue import Route, RouteStop
from bot.domain.catalogue.merging import Marks
from bot.domain.model import ProgrammeId, Publication, RegionId, RouteId, VisitStatus
from bot.domain.region.routes import ComposedRoute

STOPS = "stops"
"""What is marked, beside the columns of the table."""


def read_routes(connection: Connection, region_id: RegionId) -> list[ComposedRoute]:
    """Those of a region in any state, with all of their stops: what visitors see first, then by slug."""
    found = connection.execute(select(route).where(route.c.region_id == region_id).order_by(route.c.slug))
    rows = found.all()
    stops: dict[int, list[RouteStop]] = defaultdict(list)
    of_region = select(route.c.id).where(route.c.region_id == region_id)
    for row in connection.execute(
        select(route_stop)
        .where(route_stop.c.route_id.in_(of_region))
        .order_by(route_stop.c.route_id, route_stop.c.position)
    ):
        stops[row.route_id].append(from_row(RouteStop, row))
    composed = [
        ComposedRoute(from_row(Route, row, stops=tuple(stops[row.id]), closed=()), row.status) for row in rows
    ]
    return sorted(composed, key=lambda each: each.status is not Publication.PUBLISHED)


def read_route(connection: Connection, region_id: RegionId, route_id: RouteId) -> ComposedRoute | None:
    """None: the region has no such route."""
    return next((each for each in read_routes(connection, region_id) if each.route.id == route_id), None)


def strictest_age(connection: Connection, programme_ids: Collection[ProgrammeId]) -> int:
    """The highest age of these, as it is stored."""
    ages = select(func.max(programme.c.min_age)).where(programme.c.id.in_(programme_ids))
    return int(connection.execute(ages).scalar_one() or 0)


def count_booked(connection: Connection, route_id: RouteId, now: datetime) -> int:
    """Bookings of a route as one with visits to come."""
    return connection.execute(
        select(func.count(func.distinct(visit.c.booking_id)))
        .join(session, session.c.id == visit.c.session_id)
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(
            booking.c.route_id == route_id,
            visit.c.status.in_([VisitStatus.PENDING, VisitStatus.CONFIRMED]),
            session.c.ends_at > now,
        )
    ).scalar_one()


def add_route(
    connection: Connection,
    region_id: RegionId,
    slug: str,
    values: Mapping[str, Any],
    stops: Sequence[RouteStop],
) -> RouteId | None:
    """A hidden one, all of which is the chat's until a file has said the same: before there was nothing.
    None: the region has a route with this slug."""
    marks = Marks(dict.fromkeys((*values, STOPS)))
    said = {name: as_stored(each) for name, each in values.items()}
    row = {"status": Publication.HIDDEN, **said, "edited": marks.stored()}
    new_id = insert_ignoring_conflict(connection, route, region_id=region_id, slug=slug, **row)
    if new_id is None:
        return None
    _put_stops(connection, new_id, stops)
    return RouteId(new_id)


def write_route(
    connection: Connection,
    route_id: RouteId,
    values: Mapping[str, Any],
    stops: Sequence[RouteStop] | None = None,
) -> None:
    """Changes these columns, as the file's types have read them, and the stops, if they are given; marks what
    there was before the chat first changed it. Lock the region before."""
    row = connection.execute(select(route).where(route.c.id == route_id)).one()
    marks = Marks.of(row.edited)
    for column in values:
        marks = marks.with_change(column, plain(row._mapping[column]))
    if stops is not None:
        marks = marks.with_change(STOPS, read_stops_said(connection, route_id))
        connection.execute(delete(route_stop).where(route_stop.c.route_id == route_id))
        _put_stops(connection, route_id, stops)
    stored = {name: as_stored(each) for name, each in values.items()}
    connection.execute(update(route).where(route.c.id == route_id).values(**stored, edited=marks.stored()))


def _put_stops(connection: Connection, route_id: int, stops: Sequence[RouteStop]) -> None:
    names = ("position", "programme_id", "day", "travel_min")
    rows = [{"route_id": route_id, **{name: getattr(each, name) for name in names}} for each in stops]
    connection.execute(insert(route_stop), rows)


def move_route(connection: Connection, route_id: RouteId, before: Publication, after: Publication) -> bool:
    """Changes the state of a route that is still in the one ``before`` (invariant 5)."""
    moved = connection.execute(
        update(route).where(route.c.id == route_id, route.c.status == before).values(status=after)
    )
    return moved.rowcount == 1
