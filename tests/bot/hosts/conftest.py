"""Conversations of hosts and coordinators on the demonstration's sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.db.engine import Database
from bot.domain.limits import Limits
from bot.house import furnish
from bot.services.import_catalogue import ImportCatalogue, ImportCounts
from bot.services.roll_schedules import RollSchedules
from bot.services.seed_demo import DEMO_FILE
from tests.bot.hosts.site import COORDINATOR_ID
from tests.bot.world import START, World, make_template, open_world


@pytest.fixture(scope="session")
def sites_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published sites with sessions up to the horizon."""

    async def fill(db: Database) -> None:
        clock = MovableClock(START)
        counts = await ImportCatalogue(db, clock)(DEMO_FILE.read_bytes(), publish=True)
        assert isinstance(counts, ImportCounts), counts
        await RollSchedules(db, clock, Limits())()

    return make_template(tmp_path_factory.mktemp("sites") / "template.sqlite3", fill)


@pytest.fixture
async def world(tmp_path: Path, sites_template: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, sites_template, furnish, coordinator_ids=(COORDINATOR_ID,)) as opened:
        opened.telegram.may_be_long = is_consent
        yield opened


def is_consent(text: str) -> bool:
    """What the law makes long: no text of hosts is."""
    return text.startswith(("Согласие на обработку", "Consent to the processing"))
