"""Methods that put a message into a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.methods import (
    CopyMessage,
    ForwardMessage,
    SendChatAction,
    SendContact,
    SendDocument,
    SendInvoice,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendPoll,
    SendVenue,
)

from sandbox.files import UploadedFile
from sandbox.keyboards import Markup
from sandbox.lints import LintRule
from sandbox.markup import Formatted, read_formatted
from sandbox.methods.registry import M, Request, models
from sandbox.model import (
    Chat,
    Contact,
    Document,
    Invoice,
    Location,
    Media,
    Message,
    Photo,
    Poll,
    Service,
    Venue,
)
from sandbox.rules import (
    WrongRequest,
    check_caption,
    check_invoice,
    check_place,
    check_poll,
    check_text,
    check_venue,
)

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

_CHAT_ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


def _send(
    telegram: Telegram, request: Request[M], content: Formatted | None = None, media: Media | None = None
) -> dict[str, Any]:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    markup = request.markup(chat)
    reply_to = _reply_to(telegram, request, chat)
    telegram.floods.pass_one(chat, telegram.clock.now())
    message = telegram.put(
        chat,
        telegram.bot,
        content,
        media,
        markup=markup,
        silent=request.silent,
        protected=request.flag("protect_content"),
        reply_to=reply_to,
    )
    return telegram.message_json(message)


def _reply_to(telegram: Telegram, request: Request[M], chat: Chat) -> int | None:
    about = request.raw.get("reply_parameters") or {}
    wanted = about.get("message_id", request.raw.get("reply_to_message_id"))
    if wanted in (None, "", 0, "0"):
        return None
    if about.get("allow_sending_without_reply") or request.flag("allow_sending_without_reply"):
        found = telegram.messages.get((chat.id, int(wanted)))
        return found.id if found is not None and not found.deleted else None
    try:
        return telegram.message_of(chat, int(wanted), "to be replied").id
    except ValueError:
        raise WrongRequest("message to be replied not found") from None


def _caption(request: Request[M]) -> Formatted:
    caption = request.formatted("caption", "caption_entities")
    check_caption(caption.text)
    return caption


@models(SendMessage)
def send_message(telegram: Telegram, request: Request[SendMessage]) -> Any:
    raw = str(request.raw.get("text") or "")
    if not raw.strip():
        raise WrongRequest("message text is empty")
    content = request.formatted("text", "entities")
    check_text(content.text)
    return _send(telegram, request, content)


@models(SendPhoto)
def send_photo(telegram: Telegram, request: Request[SendPhoto]) -> Any:
    caption = _caption(request)
    telegram.chat_for_bot(request.raw.get("chat_id"))
    return _send(
        telegram, request, caption, _photo(telegram, request.raw.get("photo"), "photo", request.uploads)
    )


@models(SendDocument)
def send_document(telegram: Telegram, request: Request[SendDocument]) -> Any:
    caption = _caption(request)
    telegram.chat_for_bot(request.raw.get("chat_id"))
    file = telegram.files.resolve(request.raw.get("document"), "document", "document", request.uploads)
    return _send(telegram, request, caption, Document(file))


def _photo(telegram: Telegram, given: Any, field: str, uploads: dict[str, UploadedFile]) -> Photo:
    large = telegram.files.resolve(given, field, "photo", uploads)
    return telegram.photo_of(large)


@models(SendLocation)
def send_location(telegram: Telegram, request: Request[SendLocation]) -> Any:
    place = request.method
    check_place(place.latitude, place.longitude)
    return _send(telegram, request, media=Location(place.latitude, place.longitude))


@models(SendVenue)
def send_venue(telegram: Telegram, request: Request[SendVenue]) -> Any:
    place = request.method
    check_place(place.latitude, place.longitude)
    check_venue(place.title, place.address)
    return _send(telegram, request, media=Venue(place.latitude, place.longitude, place.title, place.address))


@models(SendContact)
def send_contact(telegram: Telegram, request: Request[SendContact]) -> Any:
    about = request.method
    if not about.phone_number.strip():
        raise WrongRequest("phone number is empty")
    if not about.first_name.strip():
        raise WrongRequest("first name is empty")
    return _send(telegram, request, media=Contact(about.phone_number, about.first_name, about.last_name))


@models(SendPoll)
def send_poll(telegram: Telegram, request: Request[SendPoll]) -> Any:
    poll = request.method
    options = [option if isinstance(option, str) else option.text for option in poll.options]
    check_poll(poll.question, options)
    number = str(telegram.next_id("poll", 6_000_000_001))
    anonymous = poll.is_anonymous is not False
    media = Poll(number, poll.question, tuple(options), anonymous, bool(poll.allows_multiple_answers))
    return _send(telegram, request, media=media)


@models(SendInvoice)
def send_invoice(telegram: Telegram, request: Request[SendInvoice]) -> Any:
    bill = request.method
    check_invoice(
        bill.title, bill.description, bill.payload, bill.currency, bill.provider_token or "", bill.prices
    )
    total = sum(price.amount for price in bill.prices)
    return _send(
        telegram, request, media=Invoice(bill.title, bill.description, bill.currency, total, bill.payload)
    )


@models(SendChatAction)
def send_chat_action(telegram: Telegram, request: Request[SendChatAction]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    if request.method.action not in _CHAT_ACTIONS:
        raise WrongRequest("wrong parameter action in request")
    telegram.set_typing(chat, str(request.raw["action"]))
    return True


@models(SendMediaGroup)
def send_media_group(telegram: Telegram, request: Request[SendMediaGroup]) -> Any:
    """Rule 35."""
    items: list[dict[str, Any]] = request.raw["media"]
    if not items:
        raise WrongRequest("there are no messages to send")
    if len(items) > 10:
        raise WrongRequest("too many messages to send as an album")
    kinds = {str(item.get("type")) for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise WrongRequest("document can't be mixed with other media types")
    if "audio" in kinds and len(kinds) > 1:
        raise WrongRequest("audio can't be mixed with other media types")
    if unknown := kinds - {"photo", "document"}:
        raise WrongRequest(f"the sandbox models albums of photos and documents, not of {sorted(unknown)[0]}")
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    if request.raw.get("reply_markup"):
        raise WrongRequest("reply markup is not supported for albums")
    if len(items) == 1:
        telegram.lints.add(LintRule.ALBUM_OF_ONE, chat.id, None, "sendMediaGroup with one item")
    reply_to = _reply_to(telegram, request, chat)
    ready: list[tuple[Formatted, Media]] = []
    for item in items:
        caption = read_formatted(
            str(item.get("caption") or ""), item.get("parse_mode"), item.get("caption_entities")
        )
        check_caption(caption.text)
        if item["type"] == "photo":
            ready.append((caption, _photo(telegram, item.get("media"), "photo", request.uploads)))
        else:
            file = telegram.files.resolve(item.get("media"), "document", "document", request.uploads)
            ready.append((caption, Document(file)))
    for _ in ready:
        telegram.floods.pass_one(chat, telegram.clock.now())
    album = str(telegram.next_id("album", 13_000_000_000_000_001))
    sent = [
        telegram.put(
            chat, telegram.bot, caption, media, silent=request.silent,
            protected=request.flag("protect_content"), reply_to=reply_to, album=album,
        )
        for caption, media in ready
    ]  # fmt: skip
    return [telegram.message_json(message) for message in sent]


@models(CopyMessage)
def copy_message(telegram: Telegram, request: Request[CopyMessage]) -> Any:
    chat, original = _source(telegram, request, "to copy")
    if isinstance(original.media, Service | Invoice):
        raise WrongRequest("message can't be copied")
    content = original.content
    if "caption" in request.raw and original.media is not None:
        content = _caption(request)
    markup: Markup | None = request.markup(chat)
    reply_to = _reply_to(telegram, request, chat)
    telegram.floods.pass_one(chat, telegram.clock.now())
    copy = telegram.put(
        chat, telegram.bot, content, original.media, markup=markup, silent=request.silent,
        protected=request.flag("protect_content"), reply_to=reply_to,
    )  # fmt: skip
    return {"message_id": copy.id}


@models(ForwardMessage)
def forward_message(telegram: Telegram, request: Request[ForwardMessage]) -> Any:
    chat, original = _source(telegram, request, "to forward")
    if original.protected or isinstance(original.media, Service):
        raise WrongRequest("message can't be forwarded")
    telegram.floods.pass_one(chat, telegram.clock.now())
    copy = telegram.put(
        chat,
        telegram.bot,
        original.content,
        original.media,
        silent=request.silent,
        protected=request.flag("protect_content"),
        forward_of=original.forward_of or original.sender,
    )
    return telegram.message_json(copy)


def _source(telegram: Telegram, request: Request[M], to_do: str) -> tuple[Chat, Message]:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    origin = telegram.chat_for_bot(request.raw.get("from_chat_id"))
    return chat, telegram.message_of(origin, request.raw.get("message_id"), to_do)
