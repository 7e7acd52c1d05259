"""Use cases of hosts and coordinators on a copy of a database with the demonstration's sites."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.db.engine import Database
from bot.db.migrate import upgrade
from bot.domain.limits import Limits
from bot.services.content import Content
from bot.services.import_catalogue import ImportCatalogue, ImportCounts
from bot.services.roll_schedules import RollSchedules
from bot.services.seed_demo import DEMO_FILE
from tests.host.site import START, Site, open_site


def make_demo_database(path: Path, limits: Limits) -> Path:
    """Published demonstration sites with sessions up to the horizon."""
    address = f"sqlite:///{path}"
    upgrade(address)

    async def fill() -> None:
        db, clock = await Database.open(address), MovableClock(START)
        try:
            counts = await ImportCatalogue(db, clock)(DEMO_FILE.read_bytes(), publish=True)
            assert isinstance(counts, ImportCounts), counts
            await RollSchedules(db, clock, limits)()
        finally:
            await db.close()

    asyncio.run(fill())
    return path


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of sessions; copied by each test."""
    return make_demo_database(tmp_path_factory.mktemp("host") / "template.sqlite3", Limits(horizon_days=60))


@pytest.fixture
async def site(demo_database: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """The plywood works «Слоист» with an owner, a colleague, a guide, a guard, and a leader."""
    path = tmp_path / "bot.sqlite3"
    shutil.copyfile(demo_database, path)
    db, clock = await Database.open(f"sqlite:///{path}"), MovableClock(START)
    try:
        content = Content(db, clock)
        await content.refresh()
        opened = await open_site(db, clock, content)
        yield opened
        await opened.check_seats()
    finally:
        await db.close()
