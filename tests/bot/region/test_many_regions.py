"""Fifty regions and five hundred sites: no screen of a coordinator is longer than a chat shows, all lists
turn pages, and a region costs what is in it, not what is beside it (F1, F3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.db.engine.database import Database
from bot.domain.model import Role
from bot.ui.callback_data import TapData
from bot.ui.coordinator import callback_data as coordinator_taps
from bot.ui.figures import callback_data as figures_taps
from bot.ui.visitor.finding.regions import REGIONS_A_PAGE
from bot.wiring import wire
from sandbox.people import Person
from tests.bot.paths import words
from tests.bot.region.regions import (
    MANY,
    SITES,
    be,
    fill_fifty_regions,
    fill_large_region,
    many_names,
)
from tests.bot.walker import Found, Walker
from tests.bot.world import World, open_world
from tests.db.test_query_plans import ALL_OF_THEM, Statement, plan_of, recorded
from tests.engines import TemplateOf

pytestmark = [pytest.mark.long, pytest.mark.shows("F1", "F3")]

MOST_ROWS = 24
"""Of buttons: the desk of a region has the most."""
MOST_CHARACTERS = 1600
OF_COORDINATORS = frozenset(
    each.__prefix__
    for module in (coordinator_taps, figures_taps)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, TapData) and each is not TapData
)
THE_CATALOGUE = "FROM region ORDER BY region.slug"
"""The snapshot in memory is read anew when something of it has changed, and then as a whole."""
OF_ALL_PEOPLE = "FROM announcement_copy"
"""For how many an announcement would be: of people no index says in which region they are."""
ALL_SITES = ("SCAN site", "SCAN region", "SCAN route", "SCAN programme", "SCAN revision", "SCAN site_photo")
ALL_WHO_WORK = re.compile("SCAN membership(?! USING .*INDEX uq_membership_region_live)")


class Counting(Walker):
    """Notes what each tap asks of the database, what is sent meanwhile aside, and how long a screen is."""

    def __init__(self, world: World, person: Person) -> None:
        super().__init__(world, "the coordinator", person, Counter())
        self.asked: dict[str, list[Statement]] = {}
        self.long: list[str] = []

    def _note(self, found: Found) -> None:
        """The desk of a region, and nothing else that whoever has it has too."""
        if found.prefix in OF_COORDINATORS:
            super()._note(found)

    async def press(self, found: Found, when: str, owner: str = "") -> None:
        with recorded() as asked:
            await super().press(found, when, owner)
        statements = [each for each in asked if each[0].startswith("SELECT") and "outbox" not in each[0]]
        if not any(text.endswith(THE_CATALOGUE) for text, _ in statements):
            self.asked[found.data] = statements
        shown = self.person.last
        if len(shown.text) > MOST_CHARACTERS or len(shown.rows) > MOST_ROWS:
            self.long.append(f"{found.data}: {len(shown.text)} characters, {len(shown.rows)} rows")


async def walked(world: World, *regions: str) -> Counting:
    """Whoever coordinates these regions presses what the desk leads to."""
    coordinator = world.person("Вера")
    await coordinator.start()
    for each in regions:
        await be(world, coordinator, Role.COORDINATOR, each)
    walker = Counting(world, coordinator)
    world.telegram.subscribe(walker.notes)
    await walker.walk(("region",))
    return walker


Fill = Callable[[Database], Coroutine[Any, Any, None]]


async def in_world(folder: Path, template_of: TemplateOf, fill: Fill, *regions: str) -> Counting:
    async with open_world(folder, template_of(fill), wire) as world:
        walker = await walked(world, *regions)
        assert not walker.problems, "\n".join(walker.problems)
        assert not walker.long, "\n".join(walker.long)
        statements = {each[0]: each for asked in walker.asked.values() for each in asked}
        slow = {
            text: step
            for text, statement in statements.items()
            for step in await plan_of(world.db, statement)
            if OF_ALL_PEOPLE not in text
            if ALL_OF_THEM.search(step) or ALL_WHO_WORK.search(step) or step.startswith(ALL_SITES)
        }
        assert not slow, "\n\n".join(f"{step}: {text}" for text, step in slow.items())
        return walker


async def test_a_region_costs_what_is_in_it(
    tmp_path_factory: pytest.TempPathFactory, template_of: TemplateOf
) -> None:
    """The same taps in the same region, alone and beside 49 others: the same statements."""
    alone, beside = [
        await in_world(tmp_path_factory.mktemp(name), template_of, fill, "komi")
        for name, fill in (("alone", fill_large_region), ("beside", fill_fifty_regions))
    ]
    both = alone.asked.keys() & beside.asked.keys()
    assert len(both) > 60, sorted(both)
    for data in both:
        one, other = (Counter(text for text, _ in each.asked[data]) for each in (alone, beside))
        assert one == other, f"{data}: {other - one}"


async def test_whoever_coordinates_fifty_regions_turns_pages(tmp_path: Path, template_of: TemplateOf) -> None:
    slugs = ["komi", *(f"r{at}" for at in range(MANY - 1))]
    async with open_world(tmp_path, template_of(fill_fifty_regions), wire) as world:
        assert len(world.app.content.everything.sites) == SITES
        w, coordinator = words("ru"), world.person("Вера")
        await coordinator.start()
        for each in slugs:
            await be(world, coordinator, Role.COORDINATOR, each)
        await coordinator.writes("/region")
        coordinator.sees(w("coordinator.choose"))
        named: list[str] = []
        for _ in range(-(-MANY // REGIONS_A_PAGE)):
            assert len(coordinator.last.rows) <= REGIONS_A_PAGE + 2
            named += [each[0].label for each in coordinator.last.rows if len(each) == 1][:-1]
            await coordinator.tap("›")
        every = [each["ru"] for each in many_names()] + ["Республика Коми"]
        assert named == sorted(every, key=lambda name: name.casefold().replace("ё", "е"))
        # A button of before pages were there leads to the first of them.
        await coordinator.press_data("cr:0")
        assert named[0] in coordinator.buttons()
        await coordinator.tap(named[0])
        coordinator.sees(w("coordinator.title", region=named[0]))
        komi = next(each for each in world.app.content.everything.regions.values() if each.slug == "komi")
        await coordinator.press_data(f"cp:{komi.id}")
        assert w("coordinator.coordinators", n=32) in coordinator.screen
        await coordinator.tap("›")
        coordinator.sees("13.")
