"""A database with a few of the demo's sites and a hundred-odd bookings in every state, on either engine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.copying import copy_rows
from bot.db.operations.demo import add_known_person, give_role
from bot.db.operations.migrate import upgrade
from bot.domain.limits import Limits
from bot.domain.model import RegionId, Role
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from tests.keeping.kept import COORDINATOR, NOW, Kept
from tests.keeping.rows import fill
from tests.postgres import address_of, new_database
from tests.runners import runner_over
from tests.sites import demo_of

BOOKINGS = 230


@pytest.fixture(scope="session")
def kept_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sites, two weeks of sessions, a coordinator, and bookings; copied by each test."""
    path = tmp_path_factory.mktemp("kept") / "template.sqlite3"
    address = f"sqlite:///{path}"
    upgrade(address)

    def people_and_bookings(connection: Connection) -> None:
        region = RegionId(1)
        coordinator = add_known_person(connection, COORDINATOR, "ru", "Вера", "+70000000007", region, NOW)
        give_role(connection, coordinator, Role.COORDINATOR, region, None, NOW)
        fill(connection, NOW, bookings=BOOKINGS)

    async def prepare() -> None:
        db, clock = await Database.open(address), MovableClock(NOW)
        try:
            counts = await ImportCatalogue(db, clock)(demo_of(), publish=True)
            assert isinstance(counts, ImportCounts), counts
            await roll_schedules(runner_over(db, clock, limits=Limits(horizon_days=14)))
            await db.write(people_and_bookings)
        finally:
            await db.close()

    in_thread(lambda: asyncio.run(prepare()))
    return path


def in_thread(act: Callable[[], object]) -> None:
    """Fixtures are set up inside of a running loop as well as outside; a thread has none."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(act).result()


@pytest.fixture(scope="session")
def kept_on_postgres(postgres_server: URL, postgres_template: str, kept_template: Path) -> Iterator[str]:
    """The same database on PostgreSQL, as a template to copy from; its name."""
    with new_database(postgres_server, postgres_template) as name:
        address = address_of(postgres_server, name)
        in_thread(lambda: asyncio.run(copy_rows(f"sqlite:///{kept_template}", address, now=NOW)))
        yield name


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a copy for this test alone, on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "var" / "bot.sqlite3"
        path.parent.mkdir()
        shutil.copyfile(request.getfixturevalue("kept_template"), path)
        yield f"sqlite:///{path}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    with new_database(server, request.getfixturevalue("kept_on_postgres")) as name:
        yield address_of(server, name)


@pytest.fixture
async def kept(kept_url: str) -> AsyncIterator[Kept]:
    db = await Database.open(kept_url)
    try:
        yield Kept(kept_url, db, MovableClock(NOW))
    finally:
        await db.close()
