"""What is said of a file before it is imported is what importing it does; the way out and in changes nothing;
what somebody changed meanwhile is not replaced unasked (F2)."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.clock import MovableClock
from bot.db.catalogue.exporting import Document, read_document
from bot.db.catalogue.importing import ImportCounts
from bot.db.engine.database import Database
from bot.db.tables import site
from bot.documents.workbook.reading import Faults, read_file
from bot.documents.workbook.writing import workbook_of
from bot.domain.catalogue.reading import read_catalogue
from bot.domain.catalogue.sheets.comparing import Comparison, GivenFile, digests_of
from bot.domain.texts import Texts
from bot.services.catalogue.importing import ImportCatalogue
from bot.ui.translator import translator_for
from tests.sites import demo_of

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
SLUG = "voilokno"

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
async def load(empty_db: Database) -> ImportCatalogue:
    load = ImportCatalogue(empty_db, MovableClock(START))
    assert isinstance(await load(demo_of(), publish=True), ImportCounts)
    return load


def given(raw: bytes) -> GivenFile:
    read = read_file(raw)
    assert not isinstance(read, Faults), read.problems[:3]
    return read


async def exported(load: ImportCatalogue) -> Document:
    document = await load.db.read(lambda connection: read_document(connection, "komi"))
    assert document is not None
    return document


async def workbook(load: ImportCatalogue) -> bytes:
    document = await exported(load)
    read = read_catalogue(json.dumps(document))
    assert not isinstance(read, list), read[:3]
    return workbook_of(document, translator_for("ru"), digests_of(read))


def site_in(document: dict[str, Any], slug: str = SLUG) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["sites"] if each["slug"] == slug)
    return found


@pytest.mark.shows("F2")
async def test_the_way_out_and_in_changes_nothing(load: ImportCatalogue) -> None:
    file = given(await workbook(load))
    comparison = await load.compare(file)
    assert not comparison.changes
    assert (comparison.sites.same, comparison.routes.same) == (5, 1)
    done = await load.store(file)
    assert isinstance(done, ImportCounts)
    assert done.changes == 0
    assert not (await load.compare(given(json.dumps(await exported(load)).encode()))).changes


def rename(document: dict[str, Any]) -> None:
    site_in(document)["name"] = {"ru": "Войлочная фабрика", "en": "Felt"}


def loosen(document: dict[str, Any]) -> None:
    """The site's rule is that of all its programmes without one of their own."""
    for each in document["sites"]:
        each["lead_working_days"] = each["lead_working_days"] + 1


def another_time(document: dict[str, Any]) -> None:
    site_in(document)["programmes"][0]["schedule"][0]["times"] = ["11:15"]


def new_site(document: dict[str, Any]) -> None:
    document["sites"].append(copy.deepcopy(site_in(document)) | {"slug": "another"})


def fewer(document: dict[str, Any]) -> None:
    document["sites"] = [site_in(document)]
    document["routes"], document["organisations"] = [], []


def route_longer(document: dict[str, Any]) -> None:
    document["routes"][0]["stops"][-1]["travel_min"] += 15


def moved_city(document: dict[str, Any]) -> None:
    document["cities"] = [each | {"municipality": {"ru": "Новый район"}} for each in document["cities"]]


def swapped(document: dict[str, Any]) -> None:
    site_in(document)["programmes"].reverse()


def region_day(document: dict[str, Any]) -> None:
    document["region"]["days_off"] = [
        *document["region"].get("days_off", []),
        {"day": "2027-08-21", "works": False},
    ]


def another_profession(document: dict[str, Any]) -> None:
    slug = site_in(document)["professions"][0]
    document["professions"] = [
        each | {"name": {"ru": "Валяльщик"}} if each["slug"] == slug else each
        for each in document["professions"]
    ]


@pytest.mark.shows("F2")
@pytest.mark.parametrize(
    ("change", "new", "changed"),
    [
        (lambda _: None, 0, 0),
        (rename, 0, 1),
        (loosen, 0, 5),
        (another_time, 0, 1),
        (new_site, 1, 0),
        (fewer, 0, 0),
        (route_longer, 0, 1),
        (moved_city, 0, 5),
        (swapped, 0, 1),
        (region_day, 0, 0),
        (another_profession, 0, None),
    ],
)
async def test_what_is_shown_is_what_is_done(
    load: ImportCatalogue, change: Change, new: int, changed: int | None
) -> None:
    document = json.loads(demo_of())
    change(document)
    file = given(json.dumps(document).encode())
    comparison = await load.compare(file)
    assert len(comparison.sites.new) + len(comparison.routes.new) == new
    if changed is not None:
        assert len(comparison.sites.changed) + len(comparison.routes.changed) == changed
    done = await load.store(file)
    assert isinstance(done, ImportCounts)
    assert comparison.changes == (done.changes > 0)
    assert done.sites_added == new
    assert not (await load.compare(file)).changes, "a repeat changes nothing"
    again = await load.store(file)
    assert isinstance(again, ImportCounts)
    assert again.changes == 0


@pytest.mark.shows("F2")
async def test_what_was_changed_meanwhile_is_replaced_only_when_asked(load: ImportCatalogue) -> None:
    raw = await workbook(load)

    def meanwhile(connection: Connection) -> None:
        of_site = site.c.slug == SLUG
        connection.execute(update(site).where(of_site).values(dress=Texts({"ru": "Шапка обязательна"})))

    await load.db.write(meanwhile)
    done = await load.store(given(raw))
    assert isinstance(done, Comparison)
    assert done.conflicts == (SLUG,)

    async def dress() -> str:
        return str(site_in(await exported(load))["dress"]["ru"])

    assert await dress() == "Шапка обязательна"
    assert isinstance(await load.store(given(raw), overwrite=True), ImportCounts)
    assert await dress() != "Шапка обязательна"


@pytest.mark.shows("F2")
async def test_what_an_earlier_release_let_in_is_no_obstacle(load: ImportCatalogue) -> None:
    """A stored site that no file could say any more counts as new, and nothing stops."""

    def spoil(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.slug == SLUG).values(dress=Texts({"en": "Shoes"})))

    await load.db.write(spoil)
    comparison = await load.compare(given(demo_of()))
    assert comparison.sites.new == (SLUG,)
    assert comparison.sites.same == 4
