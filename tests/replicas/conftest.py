"""The demo's data on PostgreSQL, and two bots on a copy of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.wiring import wire
from sandbox.demo import demo_people, seed
from sandbox.telegram import Telegram
from tests.bot.test_sender_outbox import wire as wire_senders
from tests.bot.world import START, settings_of_tests
from tests.postgres import address_of, new_database
from tests.replicas.world import ReplicatedWorld, two_bots


@pytest.fixture(scope="session")
def demo_on_postgres(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """The name of a database with the demo's sites and people, to copy from."""

    async def fill(address: str) -> None:
        clock = MovableClock(START)
        db = await Database.open(address)
        try:
            people = [replace(each, leads=False) for each in demo_people()]
            await seed(db, clock, settings_of_tests(Path("unused"), Telegram(clock), ()), people)
        finally:
            await db.close()

    with new_database(postgres_server, postgres_template) as name:
        with ThreadPoolExecutor(1) as pool:  # this thread has a loop of its own
            pool.submit(lambda: asyncio.run(fill(address_of(postgres_server, name)))).result()
        yield name


@pytest.fixture
def demo_address(postgres_server: URL, demo_on_postgres: str) -> Iterator[str]:
    """A copy of the demo's data on PostgreSQL."""
    with new_database(postgres_server, demo_on_postgres) as name:
        yield address_of(postgres_server, name)


@pytest.fixture
async def world(demo_address: str) -> AsyncIterator[ReplicatedWorld]:
    """Two bots behind a balancer on the demo's data."""
    async with two_bots(demo_address, wire) as world:
        yield world


@pytest.fixture
async def senders(postgres_url: str) -> AsyncIterator[ReplicatedWorld]:
    """Two bots without content that send whatever is queued."""
    async with two_bots(postgres_url, wire_senders) as world:
        yield world
