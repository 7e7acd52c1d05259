"""Which papers of a booking were made last, and what they say (B14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict, values_of
from bot.db.tables import printed_paper
from bot.domain.model import BookingId, SiteId
from bot.domain.papers.kinds import PaperKind, PrintedPaper

_OF_BOOKING = (
    select(printed_paper)
    .where(
        printed_paper.c.booking_id == bindparam("booking_id"),
        printed_paper.c.site_id == bindparam("site_id"),
    )
    .order_by(printed_paper.c.printed_at, printed_paper.c.id)
)


def read_printed(connection: Connection, booking_id: BookingId, site_id: SiteId) -> Sequence[PrintedPaper]:
    """The newest of each kind and language for a site, oldest first."""
    found = connection.execute(_OF_BOOKING, {"booking_id": booking_id, "site_id": site_id})
    return [from_row(PrintedPaper, row) for row in found]


_OF_ALL_SITES = (
    select(printed_paper)
    .where(printed_paper.c.booking_id == bindparam("booking_id"))
    .order_by(printed_paper.c.printed_at, printed_paper.c.id)
)


def read_all_printed(
    connection: Connection, booking_id: BookingId
) -> Mapping[SiteId, Sequence[PrintedPaper]]:
    """The same for every site of a booking for which there is any."""
    found: dict[SiteId, list[PrintedPaper]] = {}
    for row in connection.execute(_OF_ALL_SITES, {"booking_id": booking_id}):
        found.setdefault(row.site_id, []).append(from_row(PrintedPaper, row))
    return found


def note_printed(
    connection: Connection,
    booking_id: BookingId,
    site_id: SiteId,
    paper: PrintedPaper,
    unless_within: timedelta,
) -> bool:
    """Stores that a paper is being made; False: the very same one was asked for just now, and nothing is to
    be made again (invariant 3)."""
    values = values_of(paper)
    whose = {"booking_id": booking_id, "site_id": site_id}
    if insert_ignoring_conflict(connection, printed_paper, **whose, **values) is not None:
        return True
    same = (
        printed_paper.c.booking_id == booking_id,
        printed_paper.c.site_id == site_id,
        printed_paper.c.kind == paper.kind,
        printed_paper.c.language == paper.language,
    )
    another = or_(
        printed_paper.c.printed_at <= paper.printed_at - unless_within,
        printed_paper.c.printed_at > paper.printed_at,  # by a clock that was set back since
        printed_paper.c.facts != paper.facts,
        printed_paper.c.children != paper.children,
        printed_paper.c.adults != paper.adults,
    )
    changed = connection.execute(update(printed_paper).where(*same, another).values(**values))
    return changed.rowcount == 1


def was_printed(connection: Connection, booking_id: BookingId, kinds: Collection[PaperKind]) -> bool:
    found = select(printed_paper.c.id).where(
        printed_paper.c.booking_id == booking_id, printed_paper.c.kind.in_(list(kinds))
    )
    return connection.execute(found.limit(1)).first() is not None
