"""New routes stayed drafts for ever, `--publish` a second time did nothing, and there was no way back to a
file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.clock import MovableClock
from bot.db.catalogue.exporting import as_file, read_document
from bot.db.catalogue.reading import read_version
from bot.db.engine.database import Database
from bot.db.metadata import metadata
from bot.db.people.organisations import add_organisation
from bot.db.tables import organisation, region, route, site
from bot.domain.catalogue.reading import read_catalogue
from bot.domain.model import OrganisationKind, Publication, Role
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DEMO_FILE
from tests.bot.hosts.site import host_of
from tests.bot.paths import site_id, words
from tests.bot.world import World
from tests.engines import TemplateOf
from tests.runners import runner_over
from tests.sites import demo_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = MovableClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
W = words("ru")


@pytest.fixture
async def db(tmp_path: Path, template_of: TemplateOf) -> Any:
    with template_of(None).copy(tmp_path) as address:
        database = await Database.open(address)
        try:
            yield database
        finally:
            await database.close()


async def imported(db: Database, raw: bytes | str, *, publish: bool = False) -> ImportCounts:
    counts = await ImportCatalogue(db, LATER)(raw, publish=publish)
    assert isinstance(counts, ImportCounts), counts
    return counts


def everything(connection: Connection) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the log of who did what."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
        for table in metadata.sorted_tables
        if table.name != "audit"
    }


async def exported(db: Database) -> str:
    document = await db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    return as_file(document)


@pytest.mark.both_engines
@pytest.mark.shows("F2")
@pytest.mark.parametrize("publish", [False, True])
async def test_a_round_trip_changes_nothing(db: Database, publish: bool) -> None:
    await imported(db, DEMO_FILE.read_bytes(), publish=True)
    await roll_schedules(runner_over(db, MovableClock(NOW)))
    before = await db.read(everything)
    counts = await imported(db, await exported(db), publish=publish)
    assert await db.read(everything) == before
    assert counts.changes == 0
    assert (await roll_schedules(runner_over(db, MovableClock(NOW)))).opened == 0


async def test_an_export_is_the_same_region_elsewhere(
    db: Database, tmp_path: Path, template_of: TemplateOf
) -> None:
    await imported(db, DEMO_FILE.read_bytes(), publish=True)
    first = await exported(db)
    (tmp_path / "other").mkdir()
    with template_of(None).copy(tmp_path / "other") as address:
        other = await Database.open(address)
        try:
            await imported(other, first, publish=True)
            assert await exported(other) == first
            for name in ("site", "programme", "schedule", "route", "route_stop", "organisation"):
                here, there = [await each.read(everything) for each in (db, other)]
                assert len(here[name]) == len(there[name]) > 0
        finally:
            await other.close()


async def test_what_was_typed_and_where_no_site_is_comes_out_well(db: Database) -> None:
    """A school of a town without a site is kept; a school that somebody typed is nobody's to publish."""
    document = json.loads(demo_of())
    town = {"ru": "Троицк"}
    document["cities"].append(
        {"slug": "troitsk", "name": town, "municipality": town, "latitude": 62.0, "longitude": 56.1}
    )
    document["organisations"].append({"kind": "school", "name": {"ru": "Школа у реки"}, "city": "troitsk"})
    document["region"]["days_off"] = [
        {"day": "2027-08-20", "works": False, "note": {"ru": "День города"}},
        {"day": "2027-08-21", "works": True},
    ]
    counts = await imported(db, json.dumps(document))

    def type_school(connection: Connection) -> None:
        add_organisation(
            connection, counts.region_id, OrganisationKind.SCHOOL, "Школа из чата", "Троицк", NOW
        )

    await db.write(type_school)
    before = await db.read(everything)
    text = await exported(db)
    assert "Школа у реки" in text
    assert "Школа из чата" not in text
    await imported(db, text)
    assert await db.read(everything) == before
    verified = select(organisation.c.verified).where(organisation.c.name == "Школа из чата")
    assert not await db.read(lambda connection: connection.execute(verified).scalar_one())


async def test_a_region_that_is_still_empty_is_a_file_too(db: Database) -> None:
    from bot.db.people.registration import add_region

    await db.write(lambda connection: add_region(connection, "komi", "Europe/Moscow", "К", NOW))
    text = await exported(db)
    assert not isinstance(read_catalogue(text), list)
    before = await db.read(read_version)
    await imported(db, text)
    assert await db.read(read_version) == before


async def test_only_what_is_different_counts_as_a_change(db: Database) -> None:
    await imported(db, demo_of(), publish=True)
    document = json.loads(await exported(db))
    document["sites"][0]["dress"] = {"ru": "Сменная обувь"}
    counts = await imported(db, json.dumps(document))
    assert counts.changes == 1


async def states(db: Database) -> tuple[set[Publication], set[Publication]]:
    def read(connection: Connection) -> tuple[set[Publication], set[Publication]]:
        return (
            set(connection.execute(select(site.c.status)).scalars()),
            set(connection.execute(select(route.c.status)).scalars()),
        )

    return await db.read(read)


@pytest.mark.both_engines
@pytest.mark.shows("F2", "F3")
async def test_publish_a_second_time_publishes_the_drafts(db: Database) -> None:
    await imported(db, demo_of())
    assert await states(db) == ({Publication.DRAFT}, {Publication.DRAFT})
    counts = await imported(db, demo_of(), publish=True)
    assert await states(db) == ({Publication.PUBLISHED}, {Publication.PUBLISHED})
    assert counts.sites_published == 5
    assert counts.routes_published == 1
    assert counts.sites_drafts == counts.routes_drafts == 0
    assert counts.ownerless == 5


@pytest.mark.parametrize("state", [Publication.HIDDEN, Publication.ARCHIVED])
async def test_what_a_coordinator_has_hidden_stays_hidden(db: Database, state: Publication) -> None:
    await imported(db, demo_of(), publish=True)
    await db.write(lambda connection: connection.execute(update(site).values(status=state)).rowcount)
    await imported(db, demo_of(), publish=True)
    assert (await states(db))[0] == {state}


async def test_a_new_route_of_published_sites_is_published_at_once(db: Database) -> None:
    document = json.loads(demo_of())
    routes, document["routes"] = document["routes"], []
    await imported(db, json.dumps(document), publish=True)
    document["routes"] = routes
    counts = await imported(db, json.dumps(document))
    assert counts.routes_published == 1
    assert (await states(db))[1] == {Publication.PUBLISHED}


async def test_routes_that_an_earlier_release_left_as_drafts_are_published(db: Database) -> None:
    await imported(db, demo_of(), publish=True)
    await db.write(lambda c: c.execute(update(route).values(status=Publication.DRAFT)).rowcount)
    await imported(db, demo_of())
    assert (await states(db))[1] == {Publication.PUBLISHED}


@pytest.mark.shows("F3")
async def test_a_route_follows_the_last_of_its_sites(world: World) -> None:
    """In the chat: the coordinator publishes the sites, and the route is there."""
    coordinator = await world.coordinator()
    (way,) = world.app.content.published.routes.values()
    programmes = world.app.content.everything.programmes
    stops = sorted({programmes[stop.programme_id].site_id for stop in way.stops})

    def unpublish(connection: Connection) -> None:
        connection.execute(update(route).values(status=Publication.DRAFT))
        connection.execute(update(site).where(site.c.id.in_(stops)).values(status=Publication.DRAFT))
        connection.execute(update(region).values(prefix="К"))

    await world.db.write(unpublish)
    slugs = {each.id: each.slug for each in world.app.content.everything.sites.values()}
    for stop in stops:
        assert way.id not in world.app.content.published.routes or stop == stops[0]
        name = f"Владелец {slugs[stop]}"
        await host_of(world, name, Role.OWNER, slug=slugs[stop])
        await coordinator.press_data(f"cx:{site_id(world, slugs[stop])}:published:1")
        await coordinator.tap(W("coordinator.make.published"))
    assert way.id in world.app.content.published.routes
