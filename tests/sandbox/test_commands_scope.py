"""A scope of commands arrives as JSON text over HTTP, as every structured parameter does."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.clock import MovableClock
from sandbox.telegram import Telegram


async def test_a_scope_given_as_json_text_is_understood() -> None:
    telegram = Telegram(MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC)))
    answer = await telegram.call(
        "setMyCommands",
        {
            "commands": '[{"command": "start", "description": "Begin"}]',
            "scope": '{"type": "all_private_chats"}',
        },
    )
    assert answer.status == 200, answer.body
