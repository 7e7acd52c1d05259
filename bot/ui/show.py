"""Puts screens into chats. Nothing else in the program edits, sends or replaces one.

A tap edits the message under it; after a typed text or a contact the next screen is sent anew below.
Where an edit is impossible (the message is gone, too old, or carries a reply keyboard) the screen is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    DisabledButton,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    SwitchInlineQueryChosenChat,
)

from bot.ui.screen import AskContact, Button, Inline, Photo, RemoveReplyKeyboard, Screen
from bot.ui.styles import style_of
from bot.ui.telegram_failures import AWAY, NO_MESSAGE
from bot.ui.toast import current_toast
from bot.ui.translator import Translator

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove

_UNCHANGED = "message is not modified"
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_NO_SUCH_FILE = ("wrong file identifier", "wrong remote file", "file_reference", "file reference")

T = TypeVar("T")


@dataclass(slots=True)
class Unshown:
    """Whether something of the answer to an update could not be shown because Telegram is away. Then nothing
    more of it is tried, and the outbox answers later."""

    lost: bool = False


unshown: ContextVar[Unshown | None] = ContextVar("unshown", default=None)
"""Where screens that cannot be shown are noted; None: that Telegram is away is raised."""


async def or_later(call: Awaitable[T], instead: T) -> T:
    """Makes a call of an answer. ``instead``: given back where Telegram is away and that is noted."""
    noted = unshown.get()
    if noted is None:
        return await call
    try:
        return await call
    except AWAY:
        noted.lost = True
        return instead


def is_lost() -> bool:
    """Whether the answer is left to the outbox."""
    noted = unshown.get()
    return noted is not None and noted.lost


async def show(event: CallbackQuery | Message, screen: Screen) -> int:
    """Shows a screen to whoever tapped or wrote; the id of the message that holds it.

    On a tap the same message changes in place. A venue follows as a message of its own.
    """
    bot = _bot_of(event)
    if isinstance(event, CallbackQuery):
        message = event.message
        if message is None:
            return await send_screen(bot, event.from_user.id, screen)
        if isinstance(message, InaccessibleMessage):
            return await send_screen(bot, message.chat.id, screen)
        return await edit_screen(bot, message.chat.id, message.message_id, screen)
    return await send_screen(bot, event.chat.id, screen)


async def show_below(event: CallbackQuery | Message, screen: Screen) -> int:
    """Shows a screen as a new message, also on a tap: what stands above is to be kept."""
    return await send_screen(_bot_of(event), _chat_of(event), screen)


async def show_after_contact(
    event: CallbackQuery | Message, t: Translator, screen: Screen, *, given: bool
) -> int:
    """Shows what follows the contact question and takes its reply keyboard away.

    One message cannot both remove that keyboard and carry buttons, so a short line goes before the screen:
    thanks for the number, or (``given`` is False) that it is not needed now.
    """
    line = t.html("contact.thanks" if given else "contact.left")
    await send_screen(_bot_of(event), _chat_of(event), Screen(line, RemoveReplyKeyboard()))
    return await show_below(event, screen)


async def show_photo(event: CallbackQuery | Message, screen: Screen) -> str | None:
    """Shows a screen with a photo as a new message; the id under which Telegram keeps the photo. None: it was
    not shown, or has none."""
    bot, chat_id = _bot_of(event), _chat_of(event)
    if is_lost() or screen.photo is None:
        return None
    sent = await or_later(_send_photo(bot, chat_id, screen, screen.photo, silent=False), None)
    return None if sent is None or not sent.photo else sent.photo[-1].file_id


async def _send_photo(bot: Bot, chat_id: int, screen: Screen, photo: Photo, *, silent: bool) -> Message:
    """By its id, if there is one; with its content where Telegram does not know that any more."""

    def send(what: str | BufferedInputFile) -> Awaitable[Message]:
        return bot.send_photo(
            chat_id,
            what,
            caption=screen.text,
            parse_mode="HTML",
            reply_markup=to_markup(screen.keyboard),
            disable_notification=silent or None,
        )

    if photo.file_id is not None:
        try:
            return await send(photo.file_id)
        except TelegramBadRequest as refusal:
            if not any(each in refusal.message.lower() for each in _NO_SUCH_FILE):
                raise
    return await send(
        BufferedInputFile(photo.content, "picture.png" if photo.number is None else f"{photo.number}.jpg")
    )


async def send_screen(bot: Bot, chat_id: int, screen: Screen, silent: bool = False) -> int:
    """Sends a screen as a new message; its id. ``silent``: without sound."""
    if is_lost():
        return NO_MESSAGE
    sent = await or_later(_send_text(bot, chat_id, screen, silent), NO_MESSAGE)
    await _send_venue(bot, chat_id, screen, silent)
    return sent


async def _send_text(bot: Bot, chat_id: int, screen: Screen, silent: bool) -> int:
    if screen.photo is not None:
        return (await _send_photo(bot, chat_id, screen, screen.photo, silent=silent)).message_id
    if screen.file is not None and screen.file.picture:
        picture = await bot.send_photo(
            chat_id,
            BufferedInputFile(screen.file.write(), screen.file.name),
            caption=screen.text,
            parse_mode="HTML",
            reply_markup=to_markup(screen.keyboard),
            disable_notification=silent or None,
        )
        return picture.message_id
    if screen.file is not None:
        document = await bot.send_document(
            chat_id,
            BufferedInputFile(screen.file.write(), screen.file.name),
            caption=screen.text,
            parse_mode="HTML",
            reply_markup=to_markup(screen.keyboard),
            disable_notification=silent or None,
        )
        return document.message_id
    sent = await bot.send_message(
        chat_id,
        screen.text,
        parse_mode="HTML",
        reply_markup=to_markup(screen.keyboard),
        disable_notification=silent or None,
    )
    return sent.message_id


async def edit_screen(
    bot: Bot,
    chat_id: int,
    message_id: int,
    screen: Screen,
    *,
    silent: bool = False,
    or_send: bool = True,
) -> int:
    """Puts a screen into a message that is there; sends it anew if that cannot be, unless ``or_send`` says
    no. The id that holds it, or held it."""
    if not isinstance(screen.keyboard, Inline):
        return await send_screen(bot, chat_id, screen, silent)
    if is_lost():
        return NO_MESSAGE
    edit = bot.edit_message_text(
        screen.text,
        chat_id=chat_id,
        message_id=message_id,
        parse_mode="HTML",
        reply_markup=_inline(screen.keyboard),
    )
    try:
        await or_later(edit, True)
    except TelegramBadRequest as refusal:
        reason = refusal.message.lower()
        if any(each in reason for each in _CANNOT_EDIT):
            return await send_screen(bot, chat_id, screen, silent) if or_send else message_id
        if _UNCHANGED not in reason:
            raise
        toast = current_toast.get()
        if toast is not None and screen.venue is None:
            toast.unchanged = True
    await _send_venue(bot, chat_id, screen, silent)
    return message_id


def to_markup(keyboard: Inline | AskContact | RemoveReplyKeyboard) -> Markup | None:
    """A keyboard as Telegram takes it; None for no buttons at all."""
    match keyboard:
        case Inline():
            return _inline(keyboard)
        case AskContact():
            rows = [[KeyboardButton(text=keyboard.label, request_contact=True)]]
            rows += [[KeyboardButton(text=other)] for other in keyboard.others]
            return ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
        case RemoveReplyKeyboard():
            return ReplyKeyboardRemove()


def inline_markup(keyboard: Inline | AskContact | RemoveReplyKeyboard) -> InlineKeyboardMarkup | None:
    """The buttons of a message that a person sends by the bot; it can have no other keyboard."""
    return _inline(keyboard) if isinstance(keyboard, Inline) else None


def _inline(keyboard: Inline) -> InlineKeyboardMarkup | None:
    rows = [[_button(each) for each in row] for row in keyboard.rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _chosen_chat(query: str | None) -> SwitchInlineQueryChosenChat | None:
    if query is None:
        return None
    return SwitchInlineQueryChosenChat(query=query, allow_user_chats=True, allow_group_chats=True)


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.label,
        callback_data=button.tap,
        url=button.url,
        switch_inline_query_chosen_chat=_chosen_chat(button.inline_query),
        copy_text=CopyTextButton(text=button.copied) if button.copied is not None else None,
        disabled=DisabledButton() if button.heading else None,
        style=style_of(button.tap) if button.tap is not None else None,
    )


async def _send_venue(bot: Bot, chat_id: int, screen: Screen, silent: bool) -> None:
    if screen.venue is None or is_lost():
        return
    venue = bot.send_venue(
        chat_id,
        latitude=screen.venue.latitude,
        longitude=screen.venue.longitude,
        title=screen.venue.title,
        address=screen.venue.address,
        disable_notification=silent or None,
    )
    await or_later(venue, None)


def _bot_of(event: CallbackQuery | Message) -> Bot:
    if event.bot is None:
        raise RuntimeError("the event came without its bot: feed updates through the dispatcher")
    return event.bot


def _chat_of(event: CallbackQuery | Message) -> int:
    if isinstance(event, Message):
        return event.chat.id
    return event.message.chat.id if event.message is not None else event.from_user.id
