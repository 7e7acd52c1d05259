"""Keyboards: read from what a bot sends, and checked (rules 10 to 16)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from aiogram.types import InlineKeyboardButton, KeyboardButton

from sandbox.rules import (
    MAX_CALLBACK_DATA_BYTES,
    MAX_INLINE_BUTTONS,
    MAX_MARKUP_BYTES,
    MAX_REPLY_BUTTONS,
    WrongRequest,
    http_url_problem,
    refuse_unlisted,
)

_ACTIONS: Final = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
_STYLES: Final = ("danger", "success", "primary")
_PRIVATE_ONLY: Final = {
    "request_contact": "Phone number can be requested in private chats only",
    "request_location": "Location can be requested in private chats only",
    "request_poll": "Poll can be requested in private chats only",
    "request_users": "Users can be requested in private chats only",
    "request_chat": "Chats can be requested in private chats only",
    "web_app": "Web App buttons can be used in private chats only",
}


@dataclass(frozen=True, slots=True)
class InlineButton:
    """A button under a message; ``action`` is the name of its one action field, ``value`` what it holds.

    ``callback_data`` and ``url`` are given apart, since nearly everybody wants only them. ``style``: danger,
    success, primary, or the usual one.
    """

    label: str
    action: str
    value: Any
    style: str | None = None

    @property
    def callback_data(self) -> str | None:
        return str(self.value) if self.action == "callback_data" else None

    @property
    def url(self) -> str | None:
        return str(self.value) if self.action == "url" else None


@dataclass(frozen=True, slots=True)
class ReplyButton:
    """A button in place of the keyboard of the phone; pressing it sends its label, a contact or a place."""

    label: str
    request_contact: bool = False
    request_location: bool = False


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    rows: tuple[tuple[InlineButton, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"inline_keyboard": [[_button_json(button) for button in row] for row in self.rows]}


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The reply keyboard that a person has below the chat until it is replaced or removed."""

    rows: tuple[tuple[ReplyButton, ...], ...]
    one_time: bool = False
    resize: bool = False
    persistent: bool = False
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveKeyboard:
    pass


@dataclass(frozen=True, slots=True)
class ForceReply:
    placeholder: str | None = None


def _button_json(button: InlineButton) -> dict[str, Any]:
    styled = {"style": button.style} if button.style is not None else {}
    return {"text": button.label, button.action: button.value, **styled}


Markup = InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply


def read_markup(given: Any, *, private: bool) -> Markup | None:
    """Reads ``reply_markup`` (JSON text or its decoded form); None where there is none."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise WrongRequest("can't parse reply keyboard markup JSON object") from None
    if not isinstance(given, dict):
        raise WrongRequest("object expected as reply markup")
    if len(json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()) > MAX_MARKUP_BYTES:
        raise WrongRequest("reply markup is too long")
    if "inline_keyboard" in given:
        return _inline(given["inline_keyboard"], private=private)
    if "keyboard" in given:
        return _reply(given, private=private)
    if given.get("remove_keyboard"):
        return RemoveKeyboard()
    if given.get("force_reply"):
        return ForceReply(given.get("input_field_placeholder"))
    return None


def _rows(given: Any, field: str) -> list[list[Any]]:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise WrongRequest(f'field "{field}" must be an Array of Arrays')
    return [row for row in given if row]


def _inline(given: Any, *, private: bool) -> InlineKeyboard | None:
    rows = tuple(
        tuple(_inline_button(button, private=private) for button in row)
        for row in _rows(given, "inline_keyboard")
    )
    if sum(len(row) for row in rows) > MAX_INLINE_BUTTONS:
        raise WrongRequest("reply markup is too long")
    return InlineKeyboard(rows) if rows else None


def _inline_button(given: Any, *, private: bool) -> InlineButton:
    problem = "can't parse inline keyboard button: "
    if not isinstance(given, dict):
        raise WrongRequest(f"{problem}InlineKeyboardButton must be an Object")
    label = given.get("text")
    if not isinstance(label, str):
        raise WrongRequest(f'{problem}Field "text" must be of type String')
    refuse_unlisted(InlineKeyboardButton, given)
    actions = [name for name in _ACTIONS if given.get(name) not in (None, False)]
    if not actions:
        raise WrongRequest(f"{problem}Text buttons are unallowed in the inline keyboard")
    if not label.strip():
        raise WrongRequest("Inline keyboard button text must be non-empty")
    action = actions[0]
    value = given[action]
    if action == "callback_data" and not (
        isinstance(value, str) and 1 <= len(value.encode()) <= MAX_CALLBACK_DATA_BYTES
    ):
        raise WrongRequest("BUTTON_DATA_INVALID")
    if action == "url" and (why := http_url_problem(str(value))):
        raise WrongRequest(f"inline keyboard button URL '{value}' is invalid: {why}")
    if action == "web_app":
        _check_web_app(value, "inline keyboard button Web App URL")
        if not private:
            raise WrongRequest("BUTTON_TYPE_INVALID")
    if action == "copy_text" and not 1 <= len(str((value or {}).get("text", ""))) <= 256:
        raise WrongRequest("BUTTON_COPY_TEXT_INVALID")
    if (style := given.get("style")) not in (None, *_STYLES):
        raise WrongRequest(f"{problem}Button style must be one of {', '.join(_STYLES)}, not {style!r}")
    return InlineButton(label, action, value, style)


def _reply(given: dict[str, Any], *, private: bool) -> ReplyKeyboard | None:
    rows = tuple(
        tuple(_reply_button(button, private=private) for button in row)
        for row in _rows(given["keyboard"], "keyboard")
    )
    if sum(len(row) for row in rows) > MAX_REPLY_BUTTONS:
        raise WrongRequest("reply markup is too long")
    if not rows:
        return None
    return ReplyKeyboard(
        rows,
        one_time=bool(given.get("one_time_keyboard")),
        resize=bool(given.get("resize_keyboard")),
        persistent=bool(given.get("is_persistent")),
        placeholder=given.get("input_field_placeholder"),
    )


def _reply_button(given: Any, *, private: bool) -> ReplyButton:
    if isinstance(given, str):
        given = {"text": given}
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise WrongRequest('can\'t parse keyboard button: Field "text" must be of type String')
    refuse_unlisted(KeyboardButton, given)
    if not given["text"].strip():
        raise WrongRequest("Keyboard button text must be non-empty")
    for field, refusal in _PRIVATE_ONLY.items():
        if given.get(field) and not private:
            raise WrongRequest(refusal)
    if given.get("web_app"):
        _check_web_app(given["web_app"], "keyboard button Web App URL")
    return ReplyButton(given["text"], bool(given.get("request_contact")), bool(given.get("request_location")))


def _check_web_app(value: Any, what: str) -> None:
    url = str(value.get("url", "")) if isinstance(value, dict) else ""
    if not url.startswith("https://"):
        raise WrongRequest(f"{what} '{url}' is invalid: Only HTTPS links are allowed")
    if why := http_url_problem(url):
        raise WrongRequest(f"{what} '{url}' is invalid: {why}")
