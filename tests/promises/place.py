"""Four sites of the demo with so few sessions that parties meet: classes, a route of three stops, guests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.db.booking.session_admin import add_session
from bot.db.engine.database import Database
from bot.db.operations.demo import add_known_person, find_site, give_role
from bot.db.people.organisations import add_organisation
from bot.db.people.people import give_consent
from bot.db.tables import organisation, programme
from bot.domain.catalogue.minimum import GroupTerms
from bot.domain.model import (
    Audience,
    Confirmation,
    ConsentKind,
    IfShort,
    OrganisationId,
    OrganisationKind,
    ProgrammeId,
    RegionId,
    Role,
    Sharing,
    SiteId,
)
from bot.domain.people.consents import CONSENT_VERSION
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from tests.sites import demo_of

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Monday, 12:00 in Moscow."""

WORKS, MILL, FACTORY, WORKSHOP = "sloist", "vychegda-sheet", "voilokno", "warm-trace"
"""The first three are the stops of the route, in this order; the last is for guests."""
ROUTE = "forest-to-sheet"

CLASSES = ("7 А, 10 + 2", "8 Б, 16 + 2", "9 В, 27 + 4", "7 Г, 9 + 2")
"""Of the leaders. The first and the last fit anywhere, the second just so, the third only in subgroups."""
LEADERS = tuple(range(750_000_001, 750_000_001 + len(CLASSES)))
"""Telegram ids."""
HOST = 750_000_101
"""Answers at all four sites."""
SCHOOL = "Школа № 5"


@dataclass(frozen=True, slots=True)
class Dated:
    """One session. ``hour``, ``minute``: UTC, three hours before the site's clock."""

    site: str
    code: str
    day: int
    hour: int
    minute: int
    lasts: int
    capacity: int
    if_short: IfShort | None = None
    """What becomes of a group of fewer than :data:`LEAST`; None: it needs no minimum."""

    @property
    def starts_at(self) -> datetime:
        return datetime(2026, 12, self.day, self.hour, self.minute, tzinfo=UTC)

    @property
    def terms(self) -> GroupTerms | None:
        return None if self.if_short is None else GroupTerms(LEAST, DECIDED, self.if_short)


LEAST = 4
"""People that a shared session with a minimum needs."""
DECIDED = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
"""When it is decided whether it takes place: on the third evening, long before everything ends."""

SESSIONS = (
    Dated(WORKS, "tour", 15, 6, 0, 75, 18),
    Dated(WORKS, "tour", 17, 8, 0, 75, 18),
    Dated(WORKS, "tour", 17, 11, 0, 75, 18),
    Dated(MILL, "tour", 15, 10, 30, 90, 20),
    Dated(MILL, "tour", 17, 12, 0, 90, 20),
    Dated(FACTORY, "tour", 15, 12, 45, 60, 20),
    Dated(FACTORY, "tour", 17, 14, 30, 60, 20),
    Dated(WORKSHOP, "class", 3, 7, 0, 120, 6),
    Dated(WORKSHOP, "class", 4, 7, 0, 120, 6, IfShort.CANCEL),
    Dated(WORKSHOP, "class", 8, 7, 0, 120, 6, IfShort.HOLD),
)
"""On a Tuesday and a Thursday that one may be too late for only after a week; for guests sooner."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is there, by the names above."""

    region_id: RegionId
    school_id: OrganisationId
    sites: Mapping[str, SiteId]
    programmes: Mapping[str, ProgrammeId]


async def fill(db: Database) -> None:
    """Fills a migrated, empty database."""
    slugs = {WORKS, MILL, FACTORY, WORKSHOP}
    counts = await ImportCatalogue(db, MovableClock(START))(demo_of(slugs), publish=True)
    assert isinstance(counts, ImportCounts), counts
    region_id = counts.region_id

    def body(connection: Connection) -> None:
        sites = {slug: _site(connection, region_id, slug) for slug in sorted(slugs)}
        for each in SESSIONS:
            _open(connection, sites[each.site], each)
        for number, telegram_id in enumerate((*LEADERS, HOST)):
            phone = f"+7000000{number:04}"
            found = add_known_person(connection, telegram_id, "ru", "Анна Петровна", phone, region_id, START)
            give_consent(connection, found, ConsentKind.PROCESSING, CONSENT_VERSION, "ru", "0" * 64, START)
            if telegram_id == HOST:
                for site_id in sites.values():
                    give_role(connection, found, Role.OWNER, region_id, site_id, START)
        add_organisation(connection, region_id, OrganisationKind.SCHOOL, SCHOOL, None, START)

    await db.write(body)


def _site(connection: Connection, region_id: RegionId, slug: str) -> SiteId:
    found = find_site(connection, region_id, slug)
    assert found is not None
    return found


def _open(connection: Connection, site_id: SiteId, dated: Dated) -> None:
    shared = dated.site == WORKSHOP
    programme_id = connection.execute(
        select(programme.c.id).where(programme.c.site_id == site_id, programme.c.code == dated.code)
    ).scalar_one()
    opened = add_session(
        connection,
        programme_id=ProgrammeId(programme_id),
        site_id=site_id,
        starts_at=dated.starts_at,
        ends_at=dated.starts_at + timedelta(minutes=dated.lasts),
        sharing=Sharing.SHARED if shared else Sharing.PRIVATE,
        confirmation=Confirmation.INSTANT if shared else Confirmation.HOST,
        audience=[Audience.SCHOOL, Audience.TOURIST, Audience.FAMILY],
        capacity=dated.capacity,
        terms=dated.terms,
        now=START,
    )
    assert opened is not None


async def read_place(db: Database, catalogue: CatalogueCache) -> Place:
    published = catalogue.published
    codes = {each.site: each.code for each in SESSIONS}

    def school(connection: Connection) -> int:
        found = select(organisation.c.id).where(organisation.c.name == SCHOOL)
        return int(connection.execute(found).scalar_one())

    return Place(
        region_id=next(iter(published.regions)),
        school_id=OrganisationId(await db.read(school)),
        sites={each.slug: each.id for each in published.sites.values()},
        programmes={
            site.slug: each.id
            for site in published.sites.values()
            for each in site.programmes
            if each.code == codes[site.slug]
        },
    )
