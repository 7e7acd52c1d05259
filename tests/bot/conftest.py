"""Templates of databases, made once a run, and worlds on copies of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.db.engine import Database
from bot.house import furnish
from sandbox.demo import demo_people, seed
from sandbox.telegram import Telegram
from tests.bot.world import START, Transport, World, make_template, open_world, settings_of_tests


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated, with nothing in it."""
    return make_template(tmp_path_factory.mktemp("empty") / "template.sqlite3")


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's sites with open sessions and the people of three sites and of the region; no bookings."""
    file = tmp_path_factory.mktemp("demo") / "template.sqlite3"
    clock = MovableClock(START)

    async def fill(db: Database) -> None:
        people = [replace(each, leads=False) for each in demo_people()]
        await seed(db, clock, settings_of_tests(file, Telegram(clock), ()), people)

    return make_template(file, fill)


@pytest.fixture
async def world(tmp_path: Path, demo_template: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """The whole bot on the demo's data, on Monday, 23 November 2026, 12:00 in Moscow.

    Updates are polled; tests marked BY_BOTH_TRANSPORTS run a second time with the webhook.
    """
    transport = Transport(getattr(request, "param", Transport.POLLING))
    async with open_world(tmp_path, demo_template, furnish, transport=transport) as opened:
        yield opened


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
