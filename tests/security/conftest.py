"""Fixtures of whole conversations, and of a castle with everybody who wants to get in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.db.engine import Database
from bot.domain.limits import Limits
from bot.services.catalogue.cache import CatalogueCache
from tests.bot.conftest import demo_template, empty_template, town_template, world
from tests.host.conftest import make_demo_database
from tests.host.site import START, open_site
from tests.security.castle import Treasure, furnish_castle

__all__ = ["demo_template", "empty_template", "town_template", "world"]


@pytest.fixture(scope="session")
def castle_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Treasure]:
    """The file to copy, and what is in it."""
    file = make_demo_database(tmp_path_factory.mktemp("castle") / "template.sqlite3", Limits())

    async def furnish() -> Treasure:
        db, clock = await Database.open(f"sqlite:///{file}"), MovableClock(START)
        try:
            content = CatalogueCache(db, clock)
            await content.refresh()
            return await furnish_castle(await open_site(db, clock, content))
        finally:
            await db.close()

    return file, asyncio.run(furnish())
