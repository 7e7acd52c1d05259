"""Telegram's bad days, as the bot meets them."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from sandbox.faults import Fault, FaultKind
from sandbox.model import User
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram
from tests.sandbox.conftest import Api


@pytest.fixture
def bot(telegram: Telegram, teacher: User) -> Bot:
    return Bot(telegram.token, session=SandboxSession(telegram))


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        (FaultKind.FLOOD, TelegramRetryAfter, "Too Many Requests: retry after 3"),
        (FaultKind.INTERNAL, TelegramServerError, "Internal Server Error"),
        (FaultKind.BAD_GATEWAY, TelegramServerError, "Bad Gateway"),
        (FaultKind.BLOCKED, TelegramForbiddenError, "Forbidden: bot was blocked by the user"),
        (FaultKind.CHAT_NOT_FOUND, TelegramBadRequest, "Bad Request: chat not found"),
        (FaultKind.TIMEOUT_BEFORE, TelegramNetworkError, "Request timeout error"),
        (FaultKind.DROP_BEFORE, TelegramNetworkError, "Server disconnected"),
    ],
)
async def test_a_call_that_fails_has_no_effect(
    bot: Bot, telegram: Telegram, kind: FaultKind, error: type[Exception], words: str
) -> None:
    fault = telegram.faults.add(Fault(kind))
    with pytest.raises(error, match=words):
        await bot.send_message(7, "Да?")
    assert [message.text for message in telegram.view(7)] == ["/start"]
    await bot.send_message(7, "Да?")
    assert fault.hits == 1, "it strikes once unless told otherwise"
    assert telegram.view(7)[-1].text == "Да?"


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_AFTER, FaultKind.DROP_AFTER])
async def test_a_call_may_fail_after_its_effect(bot: Bot, telegram: Telegram, kind: FaultKind) -> None:
    telegram.faults.add(Fault(kind))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "Да?")
    assert telegram.view(7)[-1].text == "Да?"


async def test_a_fault_may_be_for_one_method_and_one_chat(bot: Bot, telegram: Telegram) -> None:
    other = telegram.add_user("Анна")
    telegram.start(other.id)
    fault = telegram.faults.add(
        Fault(FaultKind.FLOOD, methods={"sendMessage"}, chat_id=7, times=None, retry_after=9)
    )
    await bot.send_message(other.id, "Да?")
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(7, "Да?")
        assert refused.value.retry_after == 9
    telegram.faults.remove(fault)
    await bot.send_message(7, "Да?")


async def test_polling_breaks_only_when_it_is_named(bot: Bot, telegram: Telegram) -> None:
    telegram.faults.add(Fault(FaultKind.INTERNAL, times=None))
    await bot.get_updates()
    telegram.faults.add(Fault(FaultKind.BAD_GATEWAY, methods={"getUpdates"}))
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.get_updates()
    telegram.faults.clear()
    await bot.send_message(7, "Да?")


async def test_a_probability_is_repeatable(api: Api, telegram: Telegram, teacher: User) -> None:
    async def run() -> list[int]:
        telegram.faults.clear()
        telegram.faults.add(Fault(FaultKind.INTERNAL, probability=0.5, rng=Random(1), times=None))
        return [(await api.answer("getMe")).status for _ in range(20)]

    first = await run()
    assert set(first) == {200, 500}
    assert await run() == first


def test_a_probability_needs_its_own_chance() -> None:
    with pytest.raises(ValueError, match="rng"):
        Fault(FaultKind.INTERNAL, probability=0.5)


async def test_calls_are_recorded(bot: Bot, telegram: Telegram) -> None:
    telegram.faults.add(Fault(FaultKind.FLOOD))
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(7, "Да?")
    await bot.send_message(7, "Да?", request_timeout=5)
    await bot.get_updates(timeout=0)
    assert [(call.method, call.chat_id, call.status) for call in telegram.calls] == [
        ("sendMessage", 7, 429),
        ("sendMessage", 7, 200),
    ]


async def test_the_session_sends_what_aiogram_would_send(bot: Bot, telegram: Telegram) -> None:
    """Empty values are left out, nested objects are JSON texts, files come with their names."""
    from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

    from tests.sandbox.conftest import png

    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
    sent = await bot.send_document(
        7, BufferedInputFile("текст".encode(), "письмо.txt"), caption="", reply_markup=keyboard
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == (
        "письмо.txt",
        "text/plain",
        None,
    )
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump(exclude_none=True) == keyboard.model_dump(exclude_none=True)
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await bot.send_message(7, "")
    album = await bot.send_media_group(
        7, [InputMediaPhoto(media=BufferedInputFile(png(200, 100), f"{n}.png")) for n in range(2)]
    )
    assert album[0].photo is not None
    content = await bot.download(sent.document)
    assert content is not None
    assert content.read().decode() == "текст"
    await bot.pin_chat_message(7, sent.message_id)
    await bot.edit_message_caption(chat_id=7, message_id=sent.message_id, caption="Письмо")
    assert telegram.view(7)[1].text == "Письмо"
    assert telegram.view(7)[1].rows == ()


async def test_file_links_live_an_hour(bot: Bot, telegram: Telegram) -> None:
    from bot.clock import MovableClock

    telegram.send_document(7, "a.txt", b"a")
    shown = telegram.view(7)[-1].file
    assert shown is not None
    file = await bot.get_file(shown.file_id)
    assert file.file_path is not None
    assert isinstance(telegram.clock, MovableClock)
    telegram.clock.move(timedelta(hours=1))
    with pytest.raises(FileNotFoundError):
        await bot.download_file(file.file_path)
