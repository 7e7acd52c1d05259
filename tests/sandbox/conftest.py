"""A simulated Telegram with a clock that stands still, an aiogram bot on it, and a teacher."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import MovableClock
from sandbox.model import User
from sandbox.telegram import Answer, Telegram, UploadedFile

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Api:
    """Calls methods as JSON bodies do; short to write in tables."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.files: Mapping[str, UploadedFile] = {}

    async def answer(self, method: str, **params: Any) -> Answer:
        return await self.telegram.call(method, params, self.files)

    async def result(self, method: str, **params: Any) -> Any:
        answer = await self.answer(method, **params)
        assert answer.ok, answer.body["description"]
        return answer.body["result"]

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        answer = await self.answer(method, **params)
        assert not answer.ok, f"{method} was accepted: {answer.body['result']}"
        assert answer.status == answer.body["error_code"]
        return answer.status, str(answer.body["description"])


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(clock)


@pytest.fixture
def api(telegram: Telegram) -> Api:
    return Api(telegram)


@pytest.fixture
def teacher(telegram: Telegram) -> User:
    """Somebody who has pressed Start; that update is out of the queue already."""
    user = telegram.add_user("Ольга", user_id=7, username="olga_t")
    telegram.start(user.id)
    telegram.updates.drop_all()
    return user


def png(width: int, height: int) -> bytes:
    """The head of a PNG with these sides: all that the sandbox looks at."""
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(text: str = "Да", data: str = "yes") -> dict[str, Any]:
    return {"text": text, "callback_data": data}
