"""Installations of several regions: the town of the other tests, one in another zone, as many as may be."""

from __future__ import annotations

import json
from typing import Any

from bot.clock import MovableClock
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor, update_person
from bot.domain.catalogue.catalogue import Region
from bot.domain.model import Role, SiteId
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
