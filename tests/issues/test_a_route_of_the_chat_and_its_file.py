"""A file that named a route which the chat had composed replaced it in silence; and what `--overwrite` took
from the chat was said nowhere, not even by its preview."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any

import pytest

from bot.cli import import_file as import_command
from bot.documents.workbook.reading import read_file
from bot.domain.catalogue.sheets.comparing import Comparison, GivenFile
from bot.domain.model import Publication
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import words
from tests.bot.region.conftest import world
from tests.bot.region.test_routes import THEME, TITLE, compose, exported, stored
from tests.bot.world import World

__all__ = ["world"]
pytestmark = pytest.mark.shows("F2", "F4")

OTHER = "Третье слово"


def composed_in(raw: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in json.loads(raw)["routes"] if each["title"]["ru"] in {TITLE, OTHER}
    )
    return found


def with_other_words(raw: str, slug: str) -> str:
    """A file whose author calls that route otherwise, and goes along its stops more slowly."""
    document = json.loads(raw)
    way = next(each for each in document["routes"] if each["slug"] == slug)
    way["title"]["ru"], way["stops"][1]["travel_min"] = OTHER, 200
    return json.dumps(document, ensure_ascii=False)


async def look(world: World, raw: str, *, overwrite: bool = False) -> Comparison:
    given = read_file(raw.encode())
    assert isinstance(given, GivenFile)
    return await ImportCatalogue(world.db, world.clock).compare(given, overwrite=overwrite)


async def load(world: World, raw: str, *, overwrite: bool = False) -> ImportCounts:
    counts = await ImportCatalogue(world.db, world.clock)(raw, overwrite=overwrite)
    assert isinstance(counts, ImportCounts), counts
    return counts


@pytest.mark.parametrize("overwrite", [False, True], ids=["kept", "overwritten"])
async def test_a_composed_route_is_kept_unless_it_is_overwritten(world: World, overwrite: bool) -> None:
    w = words("ru")
    coordinator = await coordinator_of(world)
    route_id = await compose(world, coordinator, w)
    before = await exported(world)
    slug = composed_in(before)["slug"]
    other = with_other_words(before, slug)
    named = (f"{slug}.stops", f"{slug}.title")
    shown = await look(world, other, overwrite=overwrite)
    done = await load(world, other, overwrite=overwrite)
    for found in (shown, done):
        kept, replaced = (tuple(sorted(map(str, each))) for each in (found.kept, found.replaced))
        assert (kept, replaced) == (((), named) if overwrite else (named, ()))
    assert shown.routes.changed == ((slug,) if overwrite else ())
    after = composed_in(await exported(world))
    assert after["title"]["ru"] == (OTHER if overwrite else TITLE)
    assert after["stops"][1]["travel_min"] == (200 if overwrite else 60)
    assert after["theme"]["ru"] == THEME
    # Its state is nobody's but the coordinator's, and a repeat changes nothing.
    assert await stored(world, OTHER if overwrite else TITLE) == (route_id, Publication.HIDDEN)
    again = await load(world, other, overwrite=overwrite)
    assert (again.changes, again.replaced) == (0, ())


async def test_the_command_names_what_is_kept_and_what_is_taken(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its preview, and when it is done."""
    await compose(world, await coordinator_of(world), words("ru"))
    before = await exported(world)
    slug = composed_in(before)["slug"]
    given = read_file(with_other_words(before, slug).encode())
    assert isinstance(given, GivenFile)

    async def said(*, overwrite: bool, done: bool = False) -> str:
        capsys.readouterr()
        act = partial(import_command.import_catalogue, publish=False) if done else import_command.preview
        # Commands bring their own event loop.
        assert await asyncio.to_thread(act, world.settings, given, overwrite=overwrite) == 0
        return capsys.readouterr().out

    both = f"{slug}.title, {slug}.stops"
    for done in (False, True):
        kept = await said(overwrite=False, done=done)
        assert f"though the file says otherwise: {both}" in kept
        assert "--overwrite" in kept
    assert await exported(world) == before
    for done in (False, True):
        taken = await said(overwrite=True, done=done)
        assert f"Changed in the chat, but the file's word counts: {both}" in taken
        assert "Kept" not in taken
    assert composed_in(await exported(world))["title"]["ru"] == OTHER
