"""Classes of Telegram's answers that pydantic would make anew for every answer (decision 8)."""

from __future__ import annotations

import gc

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import Response

from bot import polling, telegram


@pytest.mark.parametrize("method", [AnswerCallbackQuery, EditMessageText, SendMessage, polling.GetRawUpdates])
def test_what_is_called_with_every_tap_is_held(method: type[TelegramMethod[object]]) -> None:
    gc.collect()
    asked_for = Response.__class_getitem__(method.__returning__)
    assert any(asked_for is each for each in (*telegram.HELD, polling.HELD))
