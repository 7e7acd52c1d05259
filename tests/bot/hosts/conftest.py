"""Conversations of hosts and coordinators on the demonstration's sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.wiring import wire
from tests.bot.hosts.site import COORDINATOR_ID
from tests.bot.world import World, fill_sites, open_world
from tests.engines import TemplateOf


@pytest.fixture
async def world(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    template = template_of(fill_sites)
    async with open_world(tmp_path, template, wire, coordinator_ids=(COORDINATOR_ID,)) as opened:
        opened.telegram.may_be_long = is_consent
        yield opened


def is_consent(text: str) -> bool:
    """What the law makes long: no text of hosts is."""
    return text.startswith(("Согласие на обработку", "Consent to the processing"))
