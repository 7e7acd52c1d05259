"""What the chat page is told, as JSON objects: messages, chats, keyboards, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.keyboards import InlineButton, ReplyButton, ReplyKeyboard
from sandbox.markup import entity_json
from sandbox.model import Event, EventKind, Location, Message, ShownMessage, Venue
from sandbox.personas import Persona
from sandbox.render import shown

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

JsonObject = Mapping[str, object]


def welcome_json(telegram: Telegram, personas: Mapping[int, Persona], clock: JsonObject) -> JsonObject:
    """Everything at once, for a page that has just connected; ``personas`` by their user id."""
    return {
        "kind": "welcome",
        "bot": {"first_name": telegram.bot.first_name, "username": telegram.bot.username},
        "clock": clock,
        "personas": [persona_json(telegram, each, telegram.view(each.user_id)) for each in personas.values()],
    }


def persona_json(telegram: Telegram, persona: Persona, messages: Iterable[ShownMessage]) -> JsonObject:
    """A person with these messages of their chat."""
    return {
        "key": persona.key,
        "first_name": persona.first_name,
        "first_name_en": persona.first_name_en,
        "role_ru": persona.role_ru,
        "role_en": persona.role_en,
        "phone": persona.phone,
        "chat": chat_state_json(telegram, persona.user_id),
        "messages": [_message_json(telegram, message) for message in messages],
    }


def clock_json(now: datetime, *, bot_running: bool) -> JsonObject:
    """The sandbox's time (UTC) and whether the bot is up."""
    return {"now": now.isoformat(), "bot_running": bot_running}


def chat_state_json(telegram: Telegram, user_id: int) -> JsonObject:
    """A person's chat with the bot apart from its messages."""
    chat = telegram.chats.get(user_id)
    return {
        "started": bool(chat and chat.started),
        "blocked": bool(chat and chat.blocked),
        "language": telegram.users[user_id].language_code,
        "commands": telegram.commands_for(user_id),
        "reply_keyboard": (
            _reply_keyboard_json(chat.reply_keyboard, chat.reply_keyboard_message)
            if chat and chat.reply_keyboard
            else None
        ),
    }


def event_json(telegram: Telegram, event: Event, persona_key: str) -> JsonObject | None:
    """A change as the page draws it; None where only the state of the chat changes (``chat_state_json``)."""
    match event.kind:
        case EventKind.NEW | EventKind.EDITED | EventKind.PINNED if event.message is not None:
            return {
                "kind": "message",
                "persona": persona_key,
                "message": _message_json(telegram, event.message),
            }
        case EventKind.DELETED:
            return {"kind": "gone", "persona": persona_key, "message_id": event.message_id}
        case EventKind.ANSWERED if event.alert is not None:
            return {
                "kind": "answered",
                "persona": persona_key,
                "query_id": event.alert.query_id,
                "text": event.alert.text,
                "alert": event.alert.show_alert,
                "url": event.alert.url,
            }
        case EventKind.TYPING:
            return {"kind": "typing", "persona": persona_key}
        case _:
            return None


def _message_json(telegram: Telegram, message: ShownMessage) -> JsonObject:
    stored = telegram.messages[message.chat_id, message.message_id]
    file = message.file and {
        "file_id": message.file.file_id,
        "name": message.file.name,
        "size": message.file.size,
        "width": message.file.width,
        "height": message.file.height,
    }
    return {
        "id": message.message_id,
        "out": not message.from_bot,
        "date": message.date.isoformat(),
        "edited": message.edited_at is not None and not message.rows,
        "kind": message.kind,
        "text": message.text,
        "entities": [entity_json(entity) for entity in stored.content.entities],
        "keyboard": [[_inline_button_json(button) for button in row] for row in message.rows],
        "photo": file if message.kind == "photo" else None,
        "document": file if message.kind == "document" else None,
        "place": _place_json(message.place) if message.place else None,
        "contact": message.contact
        and {
            "phone_number": message.contact.phone,
            "first_name": message.contact.first_name,
            "last_name": message.contact.last_name,
        },
        "reply_to": _first_line_of(telegram.messages.get((message.chat_id, message.reply_to or 0))),
        "forwarded_from": message.forwarded_from,
    }


def _inline_button_json(button: InlineButton) -> JsonObject:
    value = button.value
    if button.action == "copy_text" and isinstance(value, dict):
        value = value.get("text")
    return {"text": button.label, "action": button.action, "value": value, "style": button.style}


def _reply_keyboard_json(keyboard: ReplyKeyboard, message_id: int | None) -> JsonObject:
    return {
        "message_id": message_id,
        "rows": [[_reply_button_json(button) for button in row] for row in keyboard.rows],
        "placeholder": keyboard.placeholder,
    }


def _reply_button_json(button: ReplyButton) -> JsonObject:
    action = "contact" if button.request_contact else "location" if button.request_location else "text"
    return {"text": button.label, "action": action}


def _place_json(place: Location | Venue) -> JsonObject:
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "title": place.title if isinstance(place, Venue) else "",
        "address": place.address if isinstance(place, Venue) else "",
    }


def _first_line_of(message: Message | None) -> str | None:
    if message is None or message.deleted:
        return None
    return shown(message).text.split("\n")[0][:80]
