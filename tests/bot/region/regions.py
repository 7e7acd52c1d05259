"""Installations of several regions: the town of the other tests, one in another zone, as many as may be."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from bot.clock import MovableClock
from bot.db.catalogue.reading import note_change
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.audit_log import record
from bot.db.operations.demo import add_known_person, give_role
from bot.db.people.people import read_actor, update_person
from bot.db.tables import programme, region, route, route_stop, session, site
from bot.domain.catalogue.catalogue import Region
from bot.domain.model import Publication, RegionId, Role, SiteId
from bot.domain.texts import Texts
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from sandbox.people import Person
from tests.bot.world import START, World, fill_town
from tests.runners import runner_over
from tests.sites import OF_THE_TOWN, demo_of

TOMSK = {"ru": "Томская область", "en": "Tomsk Region"}
TOMSK_ZONE = "Asia/Tomsk"
"""Four hours ahead of Moscow."""
MANY = 50
_LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def region_file(
    slug: str,
    name: dict[str, str],
    city: dict[str, str],
    *,
    zone: str = TOMSK_ZONE,
    prefix: str = "Т",
    sites: frozenset[str] = OF_THE_TOWN,
) -> str:
    """The town's sites once more in another region, all in one city; their names begin with it."""
    document: dict[str, Any] = json.loads(demo_of(sites))
    document["region"] = {"slug": slug, "name": name, "timezone": zone, "prefix": prefix}
    municipality = {"slug": slug, "name": city, "municipality": city, "latitude": 56.5, "longitude": 85.0}
    document["cities"] = [municipality]
    document["organisations"] = [{"kind": "school", "name": {"ru": "Школа «Кедровый бор»"}, "city": slug}]
    for each in document["sites"]:
        each |= {"slug": f"{each['slug']}-{slug}", "city": slug, "timezone": zone}
        each["name"] = {code: f"{city[code]}: {each['name'][code]}" for code in ("ru", "en")}
    for each in document["routes"]:
        each["slug"] = f"{each['slug']}-{slug}"
        each["title"] = {code: f"{city[code]}: {each['title'][code]}" for code in ("ru", "en")}
        for stop in each["stops"]:
            stop["site"] = f"{stop['site']}-{slug}"
    return json.dumps(document)


async def _open(db: Database, file: str) -> None:
    counts = await ImportCatalogue(db, MovableClock(START))(file, publish=True)
    assert isinstance(counts, ImportCounts), counts


async def fill_two(db: Database) -> None:
    """The town in Komi, and Tomsk."""
    await fill_town(db)
    await _open(db, region_file("tomsk", TOMSK, {"ru": "Томск", "en": "Tomsk"}))
    await roll_schedules(runner_over(db, MovableClock(START)))


def many_names() -> list[dict[str, str]]:
    """Of regions that are not Komi, whose orders in Russian and English are not the same."""
    return [
        {
            "ru": f"{_LETTERS[at % len(_LETTERS)]}{'аеиоу'[at % 5]}рская область",
            "en": f"{_LATIN[-1 - at % len(_LATIN)]}{'aeiou'[at % 5]}rsk Region {at}",
        }
        for at in range(MANY - 1)
    ]


SITES, SITES_OF_KOMI = 500, 60
"""Of fifty regions, and of the first of them."""
_STATES = (Publication.PUBLISHED, Publication.PUBLISHED, Publication.DRAFT, Publication.HIDDEN)


async def fill_large_region(db: Database) -> None:
    """Komi alone with sixty sites in any state, thirty coordinators, and forty routes."""
    await fill_town(db)
    await db.write(_enlarge)


async def fill_fifty_regions(db: Database) -> None:
    """The same Komi, and 49 regions with all other sites."""
    await fill_large_region(db)
    await db.write(_add_regions)


def _first(connection: Connection, table: Table) -> dict[str, Any]:
    """A row to make others like it of."""
    found = dict(connection.execute(select(table).order_by(table.c.id)).mappings().first() or {})
    del found["id"]
    return found


def _enlarge(connection: Connection) -> None:
    note_change(connection)
    region_id = RegionId(connection.execute(select(region.c.id)).scalar_one())
    have = connection.execute(select(func.count()).select_from(site)).scalar_one()
    add_sites(connection, region_id, "more", SITES_OF_KOMI - have)
    kept = _first(connection, route)
    stops = connection.execute(select(route_stop).where(route_stop.c.route_id == 1)).mappings().all()
    for number in range(40):
        title = Texts({"ru": f"Дорога через лес и реку № {number}", "en": f"A road along the river {number}"})
        hidden = {"status": Publication.HIDDEN, "slug": f"road-{number}", "title": title}
        added = insert(route).values({**kept, **hidden}).returning(route.c.id)
        route_id = connection.execute(added).scalar_one()
        connection.execute(
            insert(route_stop),
            [{**{key: each[key] for key in each if key != "id"}, "route_id": route_id} for each in stops],
        )
    for number in range(30):
        found = add_known_person(
            connection, 880_000_000 + number, "ru", f"Вера {number}", "+70000000077", region_id, START
        )
        give_role(connection, found, Role.COORDINATOR, region_id, None, START)
        record(
            connection,
            found,
            "region.setting",
            "region",
            region_id,
            {},
            region_id=region_id,
            site_id=None,
            now=START,
        )


def _add_regions(connection: Connection) -> None:
    own = _first(connection, region)
    for at, name in enumerate(many_names()):
        others = {"slug": f"r{at}", "name": Texts(name), "prefix": f"Р{at}"}
        added = insert(region).values({**own, **others}).returning(region.c.id)
        region_id = RegionId(connection.execute(added).scalar_one())
        add_sites(connection, region_id, f"r{at}", _share(at))


def _share(at: int) -> int:
    """Of the other sites, as evenly as they can be divided."""
    each, left = divmod(SITES - SITES_OF_KOMI, MANY - 1)
    return each + (at < left)


def add_sites(connection: Connection, region_id: RegionId, slug: str, number: int) -> None:
    """Copies of the first site with a programme and two sessions each."""
    kept, shown, dated = (_first(connection, each) for each in (site, programme, session))
    begins = max(START, dated["starts_at"])
    for at in range(number):
        status = _STATES[at % len(_STATES)]
        name = Texts(
            {"ru": f"Цех медных труб и котлов № {slug}-{at}", "en": f"Copper pipe works {slug}-{at}"}
        )
        values = {**kept, "region_id": region_id, "slug": f"{slug}-{at}", "name": name, "status": status}
        site_id = connection.execute(insert(site).values(values).returning(site.c.id)).scalar_one()
        values = {**shown, "site_id": site_id, "code": "tour", "status": status}
        programme_id = connection.execute(
            insert(programme).values(values).returning(programme.c.id)
        ).scalar_one()
        free = {
            "site_id": site_id,
            "programme_id": programme_id,
            "schedule_id": None,
            "taken": 0,
            "parties": 0,
        }
        connection.execute(
            insert(session),
            [
                {
                    **dated,
                    **free,
                    "starts_at": begins + timedelta(days=10 + each),
                    "ends_at": begins + timedelta(days=10 + each, hours=1),
                }
                for each in range(2)
            ],
        )


async def fill_many(db: Database) -> None:
    """Komi, and 49 regions with a site each."""
    await fill_town(db)
    for at, name in enumerate(many_names()):
        city = {"ru": f"Городок-{at}", "en": f"Borough-{at}"}
        await _open(db, region_file(f"r{at}", name, city, sites=frozenset({"sloist"})))


def region_named(world: World, slug: str) -> Region:
    return next(each for each in world.app.content.everything.regions.values() if each.slug == slug)


async def be(world: World, person: Person, role: Role, region: str, *, site: SiteId | None = None) -> None:
    """Gives somebody who has pressed Start a role in a region, or at a site of it."""
    region_id, now = region_named(world, region).id, world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        update_person(connection, actor.person_id, name=person.user.first_name, phone="+70000000098")
        give_role(connection, actor.person_id, role, region_id, site, now)

    await world.db.write(body)
