"""Updates as they come from Telegram, by whichever way, on their way into the dispatcher."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from aiogram import Bot, Dispatcher
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import Update
from pydantic import ValidationError

from bot.domain.typed.signs import readable
from bot.services.upkeep.incidents import ReportIncident
from bot.ui.incident import incident_screen
from bot.ui.show import send_screen

_log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]
"""An update as JSON: it becomes an object one by one, so that one damaged update does not hide the others."""


_WRITTEN = ("message", "edited_message", "callback_query", "inline_query")
"""Kinds of updates that hold what people write."""
NOTHING_SEEN = "…"
_MESSAGE: Final = ("message_id", "date", "chat")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "message": _MESSAGE,
    "edited_message": _MESSAGE,
    "callback_query": ("id", "from", "chat_instance"),
}
"""What people do, and without which fields the library has no object of it at all."""
_LATEST_DATE: Final = 2**33
_OF_A_CHAT: Final = ("id", "type")
_OF_A_PERSON: Final = ("id", "is_bot", "first_name", "language_code")


class Incoming:
    """Makes objects of updates and has them handled.

    Telegram is ahead of the library: a field of a new shape must not cost the rest of its message. So what
    cannot be read is left out, as little as possible. Where nothing can be made of the rest, it is an
    incident, and whoever wrote is told its number.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, report: ReportIncident) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._report = report
        self.wanted = sorted(dispatcher.resolve_used_update_types())
        """Kinds of updates that have a handler: what Telegram is asked for."""

    async def handle(self, raw: RawUpdate, **data: object) -> None:
        """Has one update handled; ``data`` is given to the middlewares. It has an ``update_id``."""
        try:
            update = self._read(seen_only(raw))
        except ValidationError as error:
            if raw_kind(raw) in _NEEDED:
                await self.give_up(raw, error)
            return  # nobody waits for an answer, and it was logged
        if not any(getattr(update, name) is not None for name in self.wanted):
            _log.warning("update %d holds %s, which the bot did not ask for", update.update_id, raw_kind(raw))
            return
        await self._dispatcher.feed_update(self._bot, update, **data)

    def _read(self, raw: RawUpdate) -> Update:
        """ValidationError where nothing can be made of it."""
        try:
            return Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as error:
            _log.warning("update %d has parts that cannot be read: %s", raw["update_id"], _places(error))
            first = error
        for reduced in (_without_parts(raw, first), _core_of(raw)):
            try:
                return Update.model_validate(reduced, context={"bot": self._bot})
            except ValidationError:
                continue
        raise first

    async def give_up(self, raw: RawUpdate, error: Exception) -> None:
        """Counts an update as handled that cannot be: an incident with a number, for the operator and for
        whoever wrote or tapped."""
        number = await self._report(raw["update_id"], raw_kind(raw), error)
        person = _person_of(raw)
        if person is None:
            return
        chat_id, language = person
        try:
            await send_screen(self._bot, chat_id, incident_screen(language, number))
        except AiogramError as failure:
            _log.warning("incident %s could not be told: %s", number, type(failure).__name__)


def seen_only(raw: RawUpdate) -> RawUpdate:
    """The update as people see it: what they wrote, and how they call themselves, without hidden signs.

    A text of which nothing is left stays one, so that it is answered.
    """
    written = {name: _seen(raw[name], within=1) for name in _WRITTEN if name in raw}
    for message in written.values():
        if isinstance(message, dict) and isinstance(text := message.get("text"), str) and not text.strip():
            message["text"] = NOTHING_SEEN
    return {**raw, **written}


def _seen(value: object, within: int = 0) -> object:
    """``within``: so many levels deep lie texts, such as the name in a contact."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, dict) and within >= 0:
        # The message under a button is our own, and long: nobody reads it from here.
        return {name: each if name == "message" else _seen(each, within - 1) for name, each in value.items()}
    return value


def raw_kind(raw: RawUpdate) -> str:
    """What an update holds, as Telegram calls it; what we know before what we do not."""
    names = sorted((name for name in raw if name != "update_id"), key=lambda name: name not in _NEEDED)
    return next(iter(names), "nothing")


def _places(error: ValidationError) -> str:
    """Where in the update, without any value."""
    return ", ".join(sorted({".".join(map(str, each["loc"][:3])) for each in error.errors()}))


def _without_parts(raw: RawUpdate, error: ValidationError) -> RawUpdate:
    """The update without the fields that cannot be read; of a message under a button its number stays."""
    kind = raw_kind(raw)
    body = raw.get(kind)
    if not isinstance(body, dict):
        return raw
    broken = {each["loc"][1] for each in error.errors() if len(each["loc"]) > 1}
    kept = {
        name: value for name, value in body.items() if name not in broken or name in _NEEDED.get(kind, ())
    }
    if "from" in broken and isinstance(body.get("from"), dict):
        kept["from"] = _some(body["from"], _OF_A_PERSON)
    if "message" in broken and _has_number(body.get("message")):
        kept["message"] = _bare(body["message"])
    return {"update_id": raw["update_id"], kind: kept}


def _core_of(raw: RawUpdate) -> RawUpdate:
    """No more of the update than who, where, and what was said."""
    kind = raw_kind(raw)
    body = raw.get(kind)
    if not isinstance(body, dict):
        return raw
    core = _bare(body) if _NEEDED.get(kind) is _MESSAGE else {"id": body.get("id"), "chat_instance": ""}
    core |= {name: body[name] for name in ("text", "data") if isinstance(body.get(name), str)}
    if isinstance(body.get("from"), dict):
        core["from"] = _some(body["from"], _OF_A_PERSON)
    if _has_number(body.get("message")):
        core["message"] = _bare(body["message"])
    return {"update_id": raw["update_id"], kind: core}


def _has_number(message: object) -> bool:
    """Whether the message under a button can be changed; else the screen is sent below."""
    if not isinstance(message, dict) or not isinstance(chat := message.get("chat"), dict):
        return False
    return type(message.get("message_id")) is int and type(chat.get("id")) is int


def _bare(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message of which only the number and the chat matter."""
    chat, date = message.get("chat"), message.get("date")
    return {
        "message_id": message.get("message_id"),
        "date": date if isinstance(date, int) and 0 <= date < _LATEST_DATE else 0,
        "chat": _some(chat, _OF_A_CHAT) if isinstance(chat, dict) else chat,
    }


def _some(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    some = {name: given[name] for name in names if name in given}
    if names is _OF_A_PERSON:
        some["first_name"] = some["first_name"] if isinstance(some.get("first_name"), str) else ""
        some["is_bot"] = some.get("is_bot") is True
        if not isinstance(some.get("language_code"), str):
            some.pop("language_code", None)
    return some


def _person_of(raw: RawUpdate) -> tuple[int, str | None] | None:
    """Whoever wrote or tapped in a private chat: their id, which is that of the chat, and their Telegram's
    language. None for anything else."""
    kind = raw_kind(raw)
    body = raw.get(kind)
    if kind not in _NEEDED or not isinstance(body, dict):
        return None
    sender, message = body.get("from"), body.get("message") if kind == "callback_query" else body
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(sender, dict) or type(sender.get("id")) is not int:
        return None
    if isinstance(chat, dict) and (chat.get("type") != ChatType.PRIVATE or chat.get("id") != sender["id"]):
        return None
    code = sender.get("language_code")
    return sender["id"], code if isinstance(code, str) else None
