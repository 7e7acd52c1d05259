"""Other numbers of a booking: seats, visits and party change together, each guarded (B8)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, update

from bot.db.tables import booking, visit
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.splitting import SubParty
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.model import Party

_OF_VISIT = update(visit).where(
    visit.c.id == bindparam("of_visit"),
    visit.c.status.in_(list(CANCELLABLE)),
    visit.c.children == bindparam("before_children"),
    visit.c.adults == bindparam("before_adults"),
)
_OF_VERSION = update(booking).where(
    booking.c.id == bindparam("of_booking"), booking.c.version == bindparam("of_version")
)


def recount_visit(connection: Connection, before: Visit, after: SubParty) -> bool:
    """False: the visit is called off, over, or has other numbers meanwhile."""
    asked = {"of_visit": before.id, "before_children": before.children, "before_adults": before.adults}
    changed = connection.execute(_OF_VISIT, {**asked, "children": after.children, "adults": after.adults})
    return changed.rowcount == 1


def recount_booking(connection: Connection, before: Booking, party: Party, agreed_seats: int) -> bool:
    """Stores the party's numbers, and that nobody awaits others; False: it was changed meanwhile."""
    return _change(
        connection,
        before,
        children=party.children,
        adults=party.adults,
        foreign_guests=party.foreign,
        wheelchairs=party.wheelchairs,
        agreed_seats=agreed_seats,
        wanted_children=None,
        wanted_adults=None,
    )


def want_numbers(connection: Connection, before: Booking, children: int | None, adults: int | None) -> bool:
    """Notes which numbers the host is asked for; None: none any more. False: it was changed meanwhile."""
    return _change(connection, before, wanted_children=children, wanted_adults=adults)


def _change(connection: Connection, before: Booking, **values: int | None) -> bool:
    asked = {"of_booking": before.id, "of_version": before.version, "version": before.version + 1}
    return connection.execute(_OF_VERSION, {**asked, **values}).rowcount == 1
