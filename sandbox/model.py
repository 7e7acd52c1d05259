"""What the simulated Telegram is made of: people, chats, messages, updates, and how a person sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sandbox.files import StoredFile
from sandbox.keyboards import InlineButton, InlineKeyboard, ReplyKeyboard
from sandbox.markup import Formatted


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How much the simulated Telegram takes before it answers 429; the real figures are not published."""

    per_chat_burst: int = 5
    per_chat_per_second: float = 1.0
    overall_per_second: float = 30.0
    per_group_per_minute: int = 20


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """What Telegram does not publish or what a test wants otherwise.

    ``callback_lifetime``: how long a tap may be answered. ``flood``: None switches flood refusals off.
    ``answers_within``: a bot's message later than this after the person's last action counts as started
    by the bot. ``timeout_hold``: real seconds for which the HTTP server holds a call that times out.
    ``webhook_retry``: first real delay before a webhook is tried again; it doubles up to
    ``webhook_retry_most``.
    """

    callback_lifetime: timedelta = timedelta(seconds=15)
    inline_lifetime: timedelta = timedelta(seconds=10)
    checkout_lifetime: timedelta = timedelta(seconds=10)
    flood: FloodLimits | None = None
    answers_within: timedelta = timedelta(seconds=5)
    timeout_hold: float = 60.0
    webhook_retry: float = 1.0
    webhook_retry_most: float = 60.0
    webhook_timeout: float = 60.0


@dataclass(slots=True)
class User:
    """A person (or the bot). ``met``: the bot has come across them, in a group or by an inline query."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    is_bot: bool = False
    deleted: bool = False
    met: bool = False

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def to_json(self) -> dict[str, Any]:
        return _given(
            id=self.id,
            is_bot=self.is_bot,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's id) or a group (negative id)."""

    id: int
    kind: str
    title: str | None = None
    members: set[int] = field(default_factory=set)
    started: bool = False
    blocked: bool = False
    bot_kicked: bool = False
    upgraded_to: int | None = None
    reply_keyboard: ReplyKeyboard | None = None
    reply_keyboard_message: int | None = None
    pinned: list[int] = field(default_factory=list)
    last_action: datetime | None = None
    last_tap: tuple[int, str] | None = None
    typing: str | None = None
    typing_until: datetime | None = None
    menu_button: dict[str, Any] | None = None

    @property
    def private(self) -> bool:
        return self.kind == "private"


@dataclass(frozen=True, slots=True)
class Photo:
    sizes: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class Document:
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Location:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Venue:
    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Contact:
    phone: str
    first_name: str
    last_name: str | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    id: str
    question: str
    options: tuple[str, ...]
    anonymous: bool
    multiple: bool


@dataclass(frozen=True, slots=True)
class Invoice:
    title: str
    description: str
    currency: str
    total: int
    payload: str


@dataclass(frozen=True, slots=True)
class Service:
    """A line that Telegram writes itself, such as «pinned a message»; ``fields`` go into the update."""

    fields: Mapping[str, Any]


Media = Photo | Document | Location | Venue | Contact | Poll | Invoice | Service


@dataclass(slots=True)
class Message:
    """One message. ``content`` is the text, or the caption where there is media that takes one.

    ``changed`` is the number of the last change of anything in the sandbox that touched this message.
    """

    id: int
    chat: Chat
    sender: User
    date: datetime
    content: Formatted = field(default_factory=Formatted)
    media: Media | None = None
    keyboard: InlineKeyboard | None = None
    carries_reply_keyboard: bool = False
    edited_at: datetime | None = None
    reply_to: int | None = None
    forward_of: User | None = None
    album: str | None = None
    silent: bool = False
    protected: bool = False
    deleted: bool = False
    changed: int = 0


class QueryState(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"


@dataclass(slots=True)
class CallbackQuery:
    """One tap. ``seen`` counts what became visible to the person since; ``alert`` is the toast or window."""

    id: str
    user: User
    chat: Chat
    message_id: int
    data: str
    at: datetime
    state: QueryState = QueryState.WAITING
    alert: str | None = None
    show_alert: bool = False
    url: str | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """The answer to a tap: a toast, or a window with ``show_alert``; an empty text only ends the spinner."""

    query_id: str
    text: str
    show_alert: bool
    url: str | None = None


@dataclass(slots=True)
class InlineQuery:
    id: str
    user: User
    query: str
    at: datetime
    answered: bool = False
    results: list[dict[str, Any]] = field(default_factory=list)
    next_offset: str = ""


@dataclass(slots=True)
class CheckoutQuery:
    id: str
    user: User
    at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PendingUpdate:
    """An update that waits for the bot; ``queue`` is the chat (or person) within which order is kept."""

    update_id: int
    kind: str
    queue: int
    body: Mapping[str, Any]
    at: datetime

    def to_json(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.body}


@dataclass(slots=True)
class Webhook:
    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error: str | None = None
    last_error_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as the page shows it; ``file_id`` opens it by ``Telegram.file_content``."""

    file_id: str
    name: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as a person sees it.

    ``kind``: text, photo, document, location, venue, contact, poll, invoice or service. ``text`` is plain,
    ``html`` the same with formatting, safe to insert in a page (line breaks are ``\\n``). ``revision`` rises
    with every change of the message.
    """

    chat_id: int
    message_id: int
    from_bot: bool
    sender: str
    date: datetime
    kind: str
    text: str
    html: str
    rows: tuple[tuple[InlineButton, ...], ...]
    revision: int
    edited_at: datetime | None = None
    file: ShownFile | None = None
    place: Location | Venue | None = None
    contact: Contact | None = None
    poll: Poll | None = None
    invoice: Invoice | None = None
    reply_to: int | None = None
    forwarded_from: str | None = None
    silent: bool = False
    pinned: bool = False
    album: str | None = None

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.rows for button in row]


class EventKind(StrEnum):
    NEW = "message new"
    EDITED = "message edited"
    DELETED = "message deleted"
    ANSWERED = "callback answered"
    REPLY_KEYBOARD = "reply keyboard"
    COMMANDS = "commands"
    TYPING = "typing"
    PINNED = "pinned"
    BLOCKED = "blocked"
    INLINE = "inline answered"


@dataclass(frozen=True, slots=True)
class Event:
    """A change as one person sees it. Which fields are set follows from the kind."""

    kind: EventKind
    user_id: int
    chat_id: int
    message_id: int | None = None
    message: ShownMessage | None = None
    alert: Alert | None = None
    reply_keyboard: ReplyKeyboard | None = None


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
