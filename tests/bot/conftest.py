"""Worlds on copies of databases that are made once a run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.db.operations.self_audit import Fault, audit
from bot.wiring import wire
from tests.bot.world import Transport, World, fill_demo, fill_town, open_world
from tests.effort import THOROUGH
from tests.engines import SqliteTemplates, TemplateOf

_LEFT_BEHIND = {Fault.GROUP_NOT_DECIDED, Fault.HOLD_NOT_EXPIRED, Fault.MESSAGE_OVERDUE}
"""Where a test moves the clock and nobody looks."""


@pytest.fixture
def empty_template(sqlite_templates: SqliteTemplates) -> Path:
    """Migrated, with nothing in it."""
    return sqlite_templates.of(None).file


@pytest.fixture
def town_template(sqlite_templates: SqliteTemplates) -> Path:
    """A few of the demo's sites with open sessions, and the people of three of them and of the region."""
    return sqlite_templates.of(fill_town).file


@pytest.fixture
def demo_template(sqlite_templates: SqliteTemplates) -> Path:
    """The demo's sites with open sessions and the people of three sites and of the region; no bookings."""
    return sqlite_templates.of(fill_demo).file


@pytest.fixture
async def world(
    tmp_path: Path, template_of: TemplateOf, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    """The whole bot in a small town, on Monday, 23 November 2026, 12:00 in Moscow.

    Marked ``whole_demo`` a test has all of the demo's sites. Updates are polled; tests marked
    BY_BOTH_TRANSPORTS run a second time with the webhook. Where much is tried, the self-audit finds nothing
    at the end of any conversation.
    """
    transport = Transport(getattr(request, "param", Transport.POLLING))
    fill = fill_demo if request.node.get_closest_marker("whole_demo") else fill_town
    async with open_world(tmp_path, template_of(fill), wire, transport=transport) as opened:
        yield opened
        if THOROUGH:
            found = await opened.db.read(lambda connection: audit(connection, opened.clock.now()).differences)
            assert not (wrong := [str(each) for each in found if each.fault not in _LEFT_BEHIND]), wrong


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
