"""A claim that fails while messages are on their way must not cut them off.

The next batch is claimed before the last one is through. When that claim failed, what was being sent was
cancelled with it: sent, not marked as sent, and so sent again a minute later.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.db.engine.errors import DatabaseBusyError
from bot.db.outbox.queue import OutboxMessage
from bot.domain.model import OutboxState
from tests.bot.test_sender_outbox import on_screen, people, put, rows, wire
from tests.bot.world import World, open_world
from tests.engines import TemplateOf


@pytest.fixture
async def world(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    async with open_world(tmp_path, template_of(None), wire) as opened:
        yield opened


async def test_what_is_under_way_is_sent_and_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = await people(world, 40)
    await put(world, list(readers))
    claim, claims = world.app.sender._claim, 0
    under_way = 0

    async def failing() -> Sequence[OutboxMessage]:
        nonlocal claims, under_way
        claims += 1
        if claims == 2:
            under_way = len(world.app.sender._in_hand)
            raise DatabaseBusyError("another process keeps it locked")
        return await claim()

    monkeypatch.setattr(world.app.sender, "_claim", failing)
    with pytest.raises(DatabaseBusyError):
        await world.app.sender.send_due()
    assert under_way > 0
    states = [row.state for row in await rows(world)]
    assert states.count(OutboxState.SENT) == 30
    assert states.count(OutboxState.DUE) == 10

    await world.settle()
    assert all(on_screen(world, telegram_id) == ["note 0"] for telegram_id in readers.values())
    assert {row.attempts for row in await rows(world)} == {1}
