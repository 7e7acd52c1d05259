"""Conversations of two coordinators on the demonstration's sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.wiring import wire
from tests.bot.hosts.conftest import is_consent
from tests.bot.hosts.site import COORDINATOR_ID
from tests.bot.world import World, fill_sites, open_world
from tests.engines import TemplateOf

COLLEAGUE_ID = 9002


@pytest.fixture
async def world(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    ids = (COORDINATOR_ID, COLLEAGUE_ID)
    async with open_world(tmp_path, template_of(fill_sites), wire, coordinator_ids=ids) as opened:
        opened.telegram.may_be_long = is_consent
        yield opened
