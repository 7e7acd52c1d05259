"""What the Bot API refuses, in the words in which it refuses.

Only limits and wordings stand here and in the modules about one thing (``markup``, ``keyboards``, ``files``);
when a rule is applied is written where the method is (``methods/``). The numbers are those of
``sandbox/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel

MAX_TEXT: Final = 4096
MAX_RAW_TEXT_BYTES: Final = 32_768
MAX_CAPTION: Final = 1024
MAX_CALLBACK_DATA_BYTES: Final = 64
MAX_ALERT: Final = 200
MAX_INLINE_QUERY: Final = 256
MAX_INLINE_RESULTS: Final = 50
MAX_RESULT_ID_BYTES: Final = 64
MAX_OFFSET_BYTES: Final = 64
MAX_INLINE_BUTTONS: Final = 100
MAX_REPLY_BUTTONS: Final = 300
MAX_MARKUP_BYTES: Final = 10_000
MAX_UPLOAD: Final = 50 * 1024 * 1024
MAX_PHOTO: Final = 10 * 1024 * 1024
MAX_DOWNLOAD: Final = 20 * 1024 * 1024
MAX_COMMANDS: Final = 100
MAX_COMMAND_DESCRIPTIONS_BYTES: Final = 5_000
DELETABLE_FOR: Final = timedelta(hours=48)
UPDATES_LIVE: Final = timedelta(hours=24)
FILE_LINK_LIVES: Final = timedelta(hours=1)
WEBHOOK_PORTS: Final = frozenset({80, 88, 443, 8443})
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
QUERY_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"
START_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PREFIXES: Final = {
    400: "Bad Request: ",
    401: "Unauthorized",
    403: "Forbidden: ",
    404: "Not Found",
    409: "Conflict: ",
    413: "Request Entity Too Large",
    429: "Too Many Requests: ",
    500: "Internal Server Error",
    501: "Not Implemented: ",
    502: "Bad Gateway",
}


@dataclass(frozen=True, slots=True)
class ResponseParameters:
    """What a refusal may carry beside its words: seconds to wait, or the chat that took over."""

    retry_after: int | None = None
    migrate_to_chat_id: int | None = None


class ApiError(Exception):
    """A refusal of the Bot API; ``reason`` is TDLib's wording, ``description`` what the bot receives."""

    def __init__(self, code: int, reason: str = "", parameters: ResponseParameters | None = None) -> None:
        prefix = _PREFIXES[code]
        if reason and not prefix.endswith(": "):
            prefix += ": "
        self.code = code
        self.description = prefix + lower_first(reason)
        self.parameters = parameters
        super().__init__(self.description)


class WrongRequest(ApiError):  # noqa: N818 - the name of what it is
    """400, by far the most frequent."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason)


class Refused(ApiError):  # noqa: N818 - as above
    """403: the chat is closed to the bot."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)


def lower_first(reason: str) -> str:
    """Lower-cases the first letter unless the second is a capital or ``_``, as the Bot API server does."""
    if len(reason) > 1 and (reason[1].isupper() or reason[1] == "_"):
        return reason
    return reason[:1].lower() + reason[1:]


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the measure of entity offsets."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def check_raw_text(raw: str) -> None:
    """Rule 3."""
    if len(raw.encode()) > MAX_RAW_TEXT_BYTES:
        raise WrongRequest("text is too long")


def check_text(text: str) -> None:
    """Rules 1 and 2, after parsing."""
    if not text.strip():
        raise WrongRequest("message text is empty")
    if len(text) > MAX_TEXT:
        raise WrongRequest("message is too long")


def check_caption(caption: str) -> None:
    """Rule 4, after parsing."""
    if len(caption) > MAX_CAPTION:
        raise WrongRequest("message caption is too long")


def http_url_problem(url: str) -> str | None:
    """Why Telegram takes no such link, or None (rule 13)."""
    if url.startswith(("tg://", "ton://")):
        return None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    if "." not in host.strip(".") or any(char.isspace() for char in url):
        return "Wrong HTTP URL"
    return None


def check_commands(commands: list[tuple[str, str]]) -> None:
    """Rule 33: names, descriptions, their number and their total size."""
    for given, description in commands:
        name = given.removeprefix("/")
        if not name:
            raise WrongRequest("Command must be non-empty")
        if len(name) > 32:
            raise WrongRequest("Command length must not exceed 32")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise WrongRequest("BOT_COMMAND_INVALID")
        if not description.strip():
            raise WrongRequest("Command description must be non-empty")
        if len(description) > 256:
            raise WrongRequest("Command description length must not exceed 256")
    if len(commands) > MAX_COMMANDS:
        raise WrongRequest("BOT_COMMANDS_TOO_MUCH")
    if sum(len(description.encode()) for _, description in commands) > MAX_COMMAND_DESCRIPTIONS_BYTES:
        raise WrongRequest("BOT_COMMANDS_TOO_MUCH")


def check_webhook(url: str, secret: str | None) -> None:
    """Rule 31; a plain http address is allowed on this machine only, on any port."""
    if secret is not None:
        if len(secret) > 256:
            raise WrongRequest("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise WrongRequest("secret token contains unallowed characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise WrongRequest("bad webhook: invalid webhook URL specified") from None
    if parts.hostname in ("127.0.0.1", "localhost", "::1"):
        return
    if parts.scheme != "https":
        raise WrongRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in WEBHOOK_PORTS:
        raise WrongRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def check_poll(question: str, options: list[str]) -> None:
    """Rule 41, first part."""
    if not question.strip():
        raise WrongRequest("Poll question must be non-empty")
    if len(question) > 300:
        raise WrongRequest("Poll question length must not exceed 300")
    if not options:
        raise WrongRequest("Poll must have at least 1 option")
    if len(options) > 12:
        raise WrongRequest("Poll can't have more than 12 options")
    for option in options:
        if not option.strip():
            raise WrongRequest("Poll options must be non-empty")
        if len(option) > 100:
            raise WrongRequest("Poll options length must not exceed 100")


def check_place(latitude: float, longitude: float) -> None:
    """Rule 41: latitude within ±90, longitude within ±180."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise WrongRequest("invalid location specified")


def check_venue(title: str, address: str) -> None:
    """Rule 41: a venue has both lines."""
    if not title.strip():
        raise WrongRequest("Venue title must be non-empty")
    if not address.strip():
        raise WrongRequest("Venue address must be non-empty")


def check_invoice(
    title: str, description: str, payload: str, currency: str, provider_token: str, prices: list[Any]
) -> None:
    """Rule 40."""
    if not 1 <= len(title) <= 32:
        raise WrongRequest("invoice title must be 1-32 characters long")
    if not 1 <= len(description) <= 255:
        raise WrongRequest("invoice description must be 1-255 characters long")
    if not 1 <= len(payload.encode()) <= 128:
        raise WrongRequest("INVOICE_PAYLOAD_INVALID")
    if not prices:
        raise WrongRequest("there must be at least one price")
    if currency == "XTR":
        if len(prices) != 1:
            raise WrongRequest("STARS_INVOICE_INVALID")
        if provider_token:
            raise WrongRequest("PROVIDER_TOKEN_INVALID")
    elif not provider_token:
        raise WrongRequest("PAYMENT_PROVIDER_INVALID")


def refuse_unlisted(kind: type[BaseModel], given: Mapping[str, Any]) -> None:
    """A field that the Bot API does not list, or not any more. The real one ignores it: what it was to do is
    not done, and nobody hears of it."""
    for name in given:
        listed = kind.model_fields.get(name)
        extra = listed.json_schema_extra if listed is not None else None
        outlived = isinstance(extra, dict) and extra.get("deprecated")
        if (listed is None or outlived) and name != "method":
            raise WrongRequest(f'{kind.__name__} has no field "{name}" in the Bot API')
