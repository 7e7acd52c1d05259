"""What the chat has changed, as it is remembered (F2): an import does not take it back
(``bot.domain.catalogue.merging``).

A column, and the weekly rules or intakes of a programme, are marked in ``edited`` with what was before. Days
of a region need no mark: the log knows which days a coordinator has settled, also those that are as usual
again, of which no row is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, select, update

from bot.db.catalogue.exporting import Document
from bot.db.tables import audit, programme, region, route, site
from bot.domain.catalogue.merging import IMPORTED, OVERWRITTEN, Marks, OfChat
from bot.domain.model import ProgrammeId

_SETTLED = ("region.days.off", "region.days.usual", "region.days.working")


def read_of_chat(connection: Connection, region_slug: str) -> OfChat:
    """Lock the catalogue before, if something is to be stored by it."""
    sites = connection.execute(
        select(site.c.slug, site.c.edited)
        .join(region, region.c.id == site.c.region_id)
        .where(region.c.slug == region_slug, site.c.edited.is_not(None))
    )
    programmes = connection.execute(
        select(site.c.slug, programme.c.code, programme.c.edited)
        .join(site, site.c.id == programme.c.site_id)
        .join(region, region.c.id == site.c.region_id)
        .where(region.c.slug == region_slug, programme.c.edited.is_not(None))
    )
    routes = connection.execute(
        select(route.c.slug, route.c.edited)
        .join(region, region.c.id == route.c.region_id)
        .where(region.c.slug == region_slug, route.c.edited.is_not(None))
    )
    return OfChat(
        {row.slug: Marks.of(row.edited) for row in sites},
        {(row.slug, row.code): Marks.of(row.edited) for row in programmes},
        _settled(connection, region_slug),
        {row.slug: Marks.of(row.edited) for row in routes},
    )


def _settled(connection: Connection, region_slug: str) -> frozenset[str]:
    """Days that a coordinator has settled since a file had the last word."""
    rows = connection.execute(
        select(audit.c.action, audit.c.details)
        .join(region, region.c.id == audit.c.region_id)
        .where(region.c.slug == region_slug, audit.c.action.in_([*_SETTLED, IMPORTED]))
        .order_by(audit.c.id)
    )
    found: set[str] = set()
    for row in rows:
        if row.action != IMPORTED:
            found |= set(_days(row.details["first"], row.details["last"]))
        elif row.details.get(OVERWRITTEN):
            found.clear()
    return frozenset(found)


def _days(first: str, last: str) -> Iterator[str]:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    for number in range((ends - begins).days + 1):
        yield (begins + timedelta(days=number)).isoformat()


def mark_rules(
    connection: Connection, programme_id: ProgrammeId, column: str, before: list[Document]
) -> None:
    """The chat changes the weekly rules of a programme, which were these (:func:`read_rules`), or its intakes
    (:func:`read_intakes`). Lock the programme before."""
    known = connection.execute(select(programme.c.edited).where(programme.c.id == programme_id)).scalar_one()
    marks = Marks.of(known).with_change(column, before)
    connection.execute(update(programme).where(programme.c.id == programme_id).values(edited=marks.stored()))
