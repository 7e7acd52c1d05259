"""A call as JSON says the same as aiogram's form, field by field, and less than it nowhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.enums import ParseMode
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetMe,
    GetUpdates,
    RestrictChatMember,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendVenue,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    ChatPermissions,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)

from bot.json_session import JsonSession, json_of

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="«Записаться» & <b>", callback_data="b:7:1")],
        [InlineKeyboardButton(text="Сайт", url="https://site.example/?a=1&b=2")],
    ]
)
CONTACT = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text="Номер", request_contact=True)]], resize_keyboard=True
)
CALLS: list[TelegramMethod[Any]] = [
    GetMe(),
    GetUpdates(offset=0, timeout=30, allowed_updates=["message", "callback_query"]),
    SendMessage(chat_id=7, text="Класс «7 Б» — 27", reply_markup=BUTTONS, disable_notification=False),
    SendMessage(chat_id=7, text="a\n\u00a0b", parse_mode="HTML", reply_markup=CONTACT),
    SendMessage(chat_id=-7, text="x", link_preview_options=LinkPreviewOptions(is_disabled=True)),
    EditMessageText(chat_id=7, message_id=9, text="x", reply_markup=BUTTONS),
    AnswerCallbackQuery(callback_query_id="1", text="Готово", show_alert=True),
    AnswerCallbackQuery(callback_query_id="1", text=""),
    SendVenue(chat_id=7, latitude=61.67, longitude=50.81, title="Проходная", address="ул. Лесная, 1"),
    SetMyCommands(
        commands=[BotCommand(command="start", description="Начать")], scope=BotCommandScopeChat(chat_id=7)
    ),
    SetWebhook(url="https://bot.example/telegram", secret_token="s", allowed_updates=[], max_connections=40),
    DeleteWebhook(),
    SendMediaGroup(
        chat_id=7,
        media=[
            InputMediaPhoto(media="AgAD-1", caption="<b>Цех</b>"),
            InputMediaPhoto(media="AgAD-2", caption="", parse_mode=None),
        ],
    ),
    RestrictChatMember(
        chat_id=7,
        user_id=8,
        permissions=ChatPermissions(can_send_messages=False),
        until_date=datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
    ),
]


@pytest.fixture
def bot() -> Bot:
    defaults = DefaultBotProperties(
        parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
    )
    return Bot("42:" + "B" * 35, session=JsonSession(), default=defaults)


def of_form(bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
    """What aiogram's form would have said; texts of JSON in it are read."""
    fields = AiohttpSession().build_form_data(bot, method)._fields
    return {options["name"]: read(value) for options, _, value in fields}


def read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def same(value: Any) -> Any:
    """As a form says it: numbers that stand alone in texts are numbers."""
    return read(value) if isinstance(value, str) else value


@pytest.mark.parametrize("method", CALLS, ids=lambda each: f"{type(each).__name__}")
def test_json_says_what_the_form_said(bot: Bot, method: TelegramMethod[Any]) -> None:
    body = json_of(bot, method)
    assert body is not None
    assert {name: same(value) for name, value in json.loads(body).items()} == of_form(bot, method)


def test_what_is_not_given_is_left_out_at_every_depth(bot: Bot) -> None:
    method = SendMessage(chat_id=7, text="x", reply_markup=BUTTONS)
    assert b"null" not in (json_of(bot, method) or b"null")


def test_a_call_with_a_file_stays_a_form(bot: Bot) -> None:
    method = SendDocument(chat_id=7, document=BufferedInputFile(b"pdf", "Памятка.pdf"), caption="Памятка")
    assert json_of(bot, method) is None
    form = bot.session.build_form_data(bot, method)  # type: ignore[attr-defined]  # of the session made above
    assert form.is_multipart


def test_what_telegram_would_not_know_is_an_error(bot: Bot) -> None:
    wrong: dict[str, Any] = {"chat_id": 7, "text": timedelta(days=1)}
    with pytest.raises(TypeError, match="timedelta cannot be sent"):
        json_of(bot, SendMessage.model_construct(**wrong))
