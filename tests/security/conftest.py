"""Fixtures of whole conversations, and of a scenario with everybody who wants to get in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.domain.limits import Limits
from bot.services.catalogue.cache import CatalogueCache
from tests.bot.conftest import demo_template, empty_template, town_template, world
from tests.host.conftest import make_demo_database
from tests.host.site import START, open_site
from tests.security.scenario import Targets, fill_scenario

__all__ = ["demo_template", "empty_template", "town_template", "world"]


@pytest.fixture(scope="session")
def scenario_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Targets]:
    """The file to copy, and what is in it."""
    file = make_demo_database(tmp_path_factory.mktemp("scenario") / "template.sqlite3", Limits())

    async def wire() -> Targets:
        db, clock = await Database.open(f"sqlite:///{file}"), MovableClock(START)
        try:
            content = CatalogueCache(db, clock)
            await content.refresh()
            return await fill_scenario(await open_site(db, clock, content))
        finally:
            await db.close()

    return file, asyncio.run(wire())
