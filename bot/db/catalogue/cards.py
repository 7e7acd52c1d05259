"""Cards of sites and programmes as they are edited in the chat (E6), and those that begin there (F2).

What the chat has changed is marked with what it was before, so that a file that is imported later does not
take it back (``bot.db.catalogue.importing``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from bot.db.catalogue.exporting import Document, part_of
from bot.db.catalogue.importing import as_stored, plain
from bot.db.engine.locks import lock_programme
from bot.db.engine.statements import AnyRow, insert_ignoring_conflict
from bot.db.tables import programme, region, route, route_stop, session, site
from bot.domain.catalogue.cards.views import Known
from bot.domain.catalogue.file import Programme, SiteCard
from bot.domain.catalogue.merging import Marks
from bot.domain.model import ProgrammeId, ProgrammeKind, Publication, RegionId, SessionStatus, SiteId


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A card as it is stored, as the catalogue's file would say it."""

    site_id: SiteId
    programme_id: ProgrammeId | None
    document: Document
    position: int = 0
    """Of a programme among those of its site, from 0, as they stand in a file."""
    status: Publication = Publication.DRAFT
    """Of the card itself."""
    of_site: Publication = Publication.DRAFT
    """Of the site whose card it is."""


def read_site_card(connection: Connection, site_id: SiteId) -> StoredCard | None:
    row = connection.execute(select(site).where(site.c.id == site_id)).one_or_none()
    if row is None:
        return None
    return StoredCard(site_id, None, part_of(SiteCard, row), status=row.status, of_site=row.status)


def read_programme_cards(connection: Connection, site_id: SiteId) -> list[StoredCard]:
    """Those of a site, the main programme first."""
    rows = connection.execute(
        select(programme, site.c.status.label("of_site"))
        .join(site, site.c.id == programme.c.site_id)
        .where(programme.c.site_id == site_id)
        .order_by(programme.c.position, programme.c.id)
    )
    return [
        StoredCard(site_id, ProgrammeId(row.id), part_of(Programme, row), position, row.status, row.of_site)
        for position, row in enumerate(rows)
    ]


def _table(of: StoredCard) -> tuple[Table, int]:
    return (site, of.site_id) if of.programme_id is None else (programme, of.programme_id)


def write_column(connection: Connection, of: StoredCard, column: str, value: object, now: datetime) -> None:
    """Changes one column, ``value`` as the file's types have read it, and marks what it was before the chat
    first changed it. Lock the site before."""
    _write(connection, of, {column: as_stored(value)}, {column: column}, now)


def _write(
    connection: Connection,
    of: StoredCard,
    values: Mapping[str, object],
    said_by: Mapping[str, str],
    now: datetime,
) -> None:
    """``said_by``: of each field of the file that is marked, the column that holds what the file says."""
    table, row_id = _table(of)
    if of.programme_id is not None:
        # Who changes its weekly rules marks them in the same column.
        lock_programme(connection, of.programme_id)
    row = connection.execute(select(table).where(table.c.id == row_id)).one()
    marks = Marks.of(row.edited)
    for name, column in said_by.items():
        marks = marks.with_change(name, plain(row._mapping[column]))
    connection.execute(update(table).where(table.c.id == row_id).values({**values, "edited": marks.stored()}))
    connection.execute(update(site).where(site.c.id == of.site_id).values(updated_at=now))


def write_town(connection: Connection, of: StoredCard, slug: str, town: AnyRow, now: datetime) -> None:
    """A site is in another town that the region has (:func:`read_town`); where its entrance is on the map is
    said for itself. Lock the site before, for this and what follows."""
    values = {"city_slug": slug, "city": town.city, "municipality": town.municipality}
    _write(connection, of, values, {"city": "city_slug"}, now)


def write_industry(connection: Connection, of: StoredCard, known: Known, now: datetime) -> None:
    values = {"industry_slug": known.slug, "industry": known.name}
    _write(connection, of, values, {"industry": "industry_slug"}, now)


def write_place(connection: Connection, of: StoredCard, north: float, east: float, now: datetime) -> None:
    columns = ("latitude", "longitude")
    values = dict(zip(columns, (north, east), strict=True))
    _write(connection, of, values, dict(zip(columns, columns, strict=True)), now)


def write_professions(
    connection: Connection, of: StoredCard, names: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """What can be seen at a site, whose programmes that show the same go on doing so; or at one of them."""
    new = [dict(each) for each in names]
    if of.programme_id is not None:
        _write(connection, of, {"professions": new}, {"professions": "professions"}, now)
        return
    programmes = connection.execute(
        select(programme.c.id, programme.c.professions).where(programme.c.site_id == of.site_id)
    )
    alike = [row.id for row in programmes if row.professions == of.document["professions"]]
    connection.execute(update(programme).where(programme.c.id.in_(alike)).values(professions=new))
    _write(connection, of, {"professions": new}, {"professions": "professions"}, now)


def read_professions(connection: Connection, region_id: RegionId) -> list[dict[str, str]]:
    """The names of all that can be seen in a region, each once."""
    of_sites = select(site.c.professions).where(site.c.region_id == region_id)
    of_programmes = (
        select(programme.c.professions)
        .join(site, site.c.id == programme.c.site_id)
        .where(site.c.region_id == region_id)
    )
    found: dict[str, dict[str, str]] = {}
    for query in (of_sites, of_programmes):
        for names in connection.execute(query).scalars():
            for each in names:
                found.setdefault(each["ru"], each)
    return list(found.values())


def raise_ages_of_routes(connection: Connection, programme_id: ProgrammeId, age: int) -> None:
    """A route is for nobody who is too young for one of its stops."""
    here = select(route_stop.c.route_id).where(route_stop.c.programme_id == programme_id)
    connection.execute(update(route).where(route.c.id.in_(here), route.c.min_age < age).values(min_age=age))


def has_sessions_ahead(connection: Connection, site_id: SiteId, now: datetime) -> bool:
    found = select(session.c.id).where(
        session.c.site_id == site_id, session.c.starts_at > now, session.c.status == SessionStatus.OPEN
    )
    return connection.execute(found.limit(1)).first() is not None


# --- what begins in the chat ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Town:
    """A town that the region has: as its first site says it."""

    slug: str
    row: AnyRow


def read_towns(connection: Connection, region_id: RegionId) -> dict[str, Known]:
    rows = connection.execute(
        select(site.c.city_slug, site.c.city).where(site.c.region_id == region_id).order_by(site.c.id)
    )
    found: dict[str, Known] = {}
    for row in rows:
        found.setdefault(row.city_slug, Known(row.city_slug, row.city))
    return found


def read_industries(connection: Connection, region_id: RegionId) -> dict[str, Known]:
    rows = connection.execute(
        select(site.c.industry_slug, site.c.industry).where(site.c.region_id == region_id).order_by(site.c.id)
    )
    found: dict[str, Known] = {}
    for row in rows:
        found.setdefault(row.industry_slug, Known(row.industry_slug, row.industry))
    return found


def read_town(connection: Connection, region_id: RegionId, slug: str) -> AnyRow | None:
    """Name, municipality and place of a town, as the first site there has them."""
    columns = (site.c.city, site.c.municipality, site.c.latitude, site.c.longitude)
    of_town = site.c.region_id == region_id, site.c.city_slug == slug
    return connection.execute(select(*columns).where(*of_town).order_by(site.c.id).limit(1)).one_or_none()


def read_zone(connection: Connection, region_id: RegionId) -> str:
    return str(connection.execute(select(region.c.timezone).where(region.c.id == region_id)).scalar_one())


def add_site(
    connection: Connection, region_id: RegionId, slug: str, values: Mapping[str, Any], now: datetime
) -> SiteId | None:
    """A draft; None: the region has a site with this slug."""
    row = {"status": Publication.DRAFT, "created_at": now, "updated_at": now, **values}
    new_id = insert_ignoring_conflict(connection, site, region_id=region_id, slug=slug, **row)
    return None if new_id is None else SiteId(new_id)


def add_programme(
    connection: Connection, site_id: SiteId, kind: ProgrammeKind, values: Mapping[str, Any]
) -> ProgrammeId:
    """A draft, after the others. Its code is the first of its kind that is free. Lock the site before."""
    known = connection.execute(
        select(programme.c.code, programme.c.position).where(programme.c.site_id == site_id)
    ).all()
    codes = {row.code for row in known}
    code, number = kind.value, 1
    while code in codes:
        number += 1
        code = f"{kind.value}-{number}"
    position = max((row.position for row in known), default=-1) + 1
    row = {"status": Publication.DRAFT, "code": code, "kind": kind, "position": position, **values}
    new_id = connection.execute(
        insert(programme).values(site_id=site_id, **row).returning(programme.c.id)
    ).scalar_one()
    return ProgrammeId(new_id)


def publish_programme(connection: Connection, programme_id: ProgrammeId) -> bool:
    """False: it was published before."""
    published = connection.execute(
        update(programme)
        .where(programme.c.id == programme_id, programme.c.status == Publication.DRAFT)
        .values(status=Publication.PUBLISHED)
    )
    return published.rowcount == 1
