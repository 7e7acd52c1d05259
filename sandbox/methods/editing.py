"""Methods that change a message that is already there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    UnpinChatMessage,
)

from sandbox.keyboards import InlineKeyboard
from sandbox.markup import Formatted, read_formatted
from sandbox.methods.registry import M, Request, models
from sandbox.model import Document, Event, EventKind, Media, Message, Photo, Service
from sandbox.rules import DELETABLE_FOR, NOT_MODIFIED, WrongRequest, check_caption, check_text

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


def _editable(telegram: Telegram, request: Request[M]) -> tuple[Message, InlineKeyboard | None]:
    """Rules 18 and 19."""
    if request.raw.get("inline_message_id"):
        raise WrongRequest("MESSAGE_ID_INVALID")
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    message = telegram.message_of(chat, request.raw.get("message_id"), "to edit")
    keyboard = request.inline_markup(chat)
    foreign = message.sender is not telegram.bot or message.forward_of is not None
    if foreign or message.carries_reply_keyboard or isinstance(message.media, Service):
        raise WrongRequest("message can't be edited")
    return message, keyboard


def _change(
    telegram: Telegram,
    message: Message,
    content: Formatted,
    media: Media | None,
    keyboard: InlineKeyboard | None,
) -> dict[str, Any]:
    """Rule 17."""
    if (content, media, keyboard) == (message.content, message.media, message.keyboard):
        raise WrongRequest(NOT_MODIFIED)
    telegram.change(message, content, media, keyboard)
    return telegram.message_json(message)


@models(EditMessageText)
def edit_message_text(telegram: Telegram, request: Request[EditMessageText]) -> Any:
    if not str(request.raw.get("text") or "").strip():
        raise WrongRequest("message text is empty")
    content = request.formatted("text", "entities")
    message, keyboard = _editable(telegram, request)
    if message.media is not None:
        raise WrongRequest("there is no text in the message to edit")
    check_text(content.text)
    return _change(telegram, message, content, None, keyboard)


@models(EditMessageCaption)
def edit_message_caption(telegram: Telegram, request: Request[EditMessageCaption]) -> Any:
    content = request.formatted("caption", "caption_entities")
    message, keyboard = _editable(telegram, request)
    if not isinstance(message.media, Photo | Document):
        raise WrongRequest("there is no caption in the message to edit")
    check_caption(content.text)
    return _change(telegram, message, content, message.media, keyboard)


@models(EditMessageMedia)
def edit_message_media(telegram: Telegram, request: Request[EditMessageMedia]) -> Any:
    given: dict[str, Any] = request.raw["media"]
    message, keyboard = _editable(telegram, request)
    caption = read_formatted(
        str(given.get("caption") or ""), given.get("parse_mode"), given.get("caption_entities")
    )
    check_caption(caption.text)
    media: Media
    if given.get("type") == "photo":
        media = telegram.photo_of(
            telegram.files.resolve(given.get("media"), "photo", "photo", request.uploads)
        )
    elif given.get("type") == "document":
        media = Document(telegram.files.resolve(given.get("media"), "document", "document", request.uploads))
    else:
        raise WrongRequest(f"the sandbox models photos and documents, not {given.get('type')}")
    return _change(telegram, message, caption, media, keyboard)


@models(EditMessageReplyMarkup)
def edit_message_reply_markup(telegram: Telegram, request: Request[EditMessageReplyMarkup]) -> Any:
    message, keyboard = _editable(telegram, request)
    return _change(telegram, message, message.content, message.media, keyboard)


@models(DeleteMessage)
def delete_message(telegram: Telegram, request: Request[DeleteMessage]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    message = telegram.message_of(chat, request.raw.get("message_id"), "to delete")
    if not _deletable(telegram, message):
        raise WrongRequest("message can't be deleted for everyone")
    telegram.delete(message)
    return True


@models(DeleteMessages)
def delete_messages(telegram: Telegram, request: Request[DeleteMessages]) -> Any:
    """Rule 20: missing ones are skipped without a word."""
    ids = request.method.message_ids
    if not ids:
        raise WrongRequest("message identifiers are not specified")
    if len(ids) > 100:
        raise WrongRequest("too many message identifiers specified")
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    found = [telegram.messages.get((chat.id, message_id)) for message_id in ids]
    present = [message for message in found if message is not None and not message.deleted]
    if not all(_deletable(telegram, message) for message in present):
        raise WrongRequest("message can't be deleted for everyone")
    for message in present:
        telegram.delete(message)
    return True


def _deletable(telegram: Telegram, message: Message) -> bool:
    """Rule 20; what somebody else wrote in a group is not the bot's to delete."""
    if telegram.clock.now() - message.date >= DELETABLE_FOR:
        return False
    return message.chat.private or message.sender is telegram.bot


@models(PinChatMessage)
def pin_chat_message(telegram: Telegram, request: Request[PinChatMessage]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    message = telegram.message_of(chat, request.raw.get("message_id"), "to pin")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        telegram.emit(chat, Event(EventKind.PINNED, 0, chat.id, message.id))
    return True


@models(UnpinChatMessage)
def unpin_chat_message(telegram: Telegram, request: Request[UnpinChatMessage]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    if request.raw.get("message_id") is not None:
        message = telegram.message_of(chat, request.raw["message_id"], "to unpin")
        wanted = message.id
    elif chat.pinned:
        wanted = chat.pinned[-1]
    else:
        raise WrongRequest("message to unpin not found")
    if wanted in chat.pinned:
        chat.pinned.remove(wanted)
        telegram.emit(chat, Event(EventKind.PINNED, 0, chat.id, wanted))
    return True
