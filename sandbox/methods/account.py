"""Methods about the bot itself and about chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiogram.methods import (
    Close,
    DeleteMyCommands,
    GetChat,
    GetChatMember,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    LogOut,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)

from sandbox.methods.registry import M, Request, models
from sandbox.rules import WrongRequest, check_commands

if TYPE_CHECKING:
    from sandbox.telegram import Telegram


@models(GetMe)
def get_me(telegram: Telegram, _: Request[GetMe]) -> Any:
    return {
        **telegram.bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _commands_key(telegram: Telegram, request: Request[M]) -> tuple[str, str]:
    scope = request.raw.get("scope") or {"type": "default"}
    language = str(request.raw.get("language_code") or "")
    if language and not (len(language) == 2 and language.isascii() and language.islower()):
        raise WrongRequest("invalid language code specified")
    if scope["type"] in ("chat", "chat_administrators", "chat_member"):
        chat = telegram.chat_for_bot(scope.get("chat_id"))
        suffix = f":{scope['user_id']}" if scope["type"] == "chat_member" else ""
        return f"{scope['type']}:{chat.id}{suffix}", language
    return str(scope["type"]), language


@models(SetMyCommands)
def set_my_commands(telegram: Telegram, request: Request[SetMyCommands]) -> Any:
    given = [(command.command, command.description) for command in request.method.commands]
    check_commands(given)
    key = _commands_key(telegram, request)
    telegram.commands[key] = [
        {"command": name.removeprefix("/"), "description": text} for name, text in given
    ]
    telegram.commands_changed()
    return True


@models(DeleteMyCommands)
def delete_my_commands(telegram: Telegram, request: Request[DeleteMyCommands]) -> Any:
    telegram.commands.pop(_commands_key(telegram, request), None)
    telegram.commands_changed()
    return True


@models(GetMyCommands)
def get_my_commands(telegram: Telegram, request: Request[GetMyCommands]) -> Any:
    return telegram.commands.get(_commands_key(telegram, request), [])


def _set_about(telegram: Telegram, request: Request[M], field: str, most: int) -> bool:
    text = str(request.raw.get(field) or "")
    if len(text) > most:
        raise WrongRequest(f"bot {field.replace('_', ' ')} is too long")
    telegram.about[field, str(request.raw.get("language_code") or "")] = text
    return True


def _get_about(telegram: Telegram, request: Request[M], field: str) -> dict[str, str]:
    language = str(request.raw.get("language_code") or "")
    return {field: telegram.about.get((field, language)) or telegram.about.get((field, "")) or ""}


@models(SetMyDescription)
def set_my_description(telegram: Telegram, request: Request[SetMyDescription]) -> Any:
    return _set_about(telegram, request, "description", 512)


@models(GetMyDescription)
def get_my_description(telegram: Telegram, request: Request[GetMyDescription]) -> Any:
    return _get_about(telegram, request, "description")


@models(SetMyShortDescription)
def set_my_short_description(telegram: Telegram, request: Request[SetMyShortDescription]) -> Any:
    return _set_about(telegram, request, "short_description", 120)


@models(GetMyShortDescription)
def get_my_short_description(telegram: Telegram, request: Request[GetMyShortDescription]) -> Any:
    return _get_about(telegram, request, "short_description")


@models(SetMyName)
def set_my_name(telegram: Telegram, request: Request[SetMyName]) -> Any:
    return _set_about(telegram, request, "name", 64)


@models(GetMyName)
def get_my_name(telegram: Telegram, request: Request[GetMyName]) -> Any:
    return {"name": _get_about(telegram, request, "name")["name"] or telegram.bot.first_name}


@models(SetChatMenuButton)
def set_chat_menu_button(telegram: Telegram, request: Request[SetChatMenuButton]) -> Any:
    button = request.raw.get("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise WrongRequest("MenuButton has unsupported type")
    if button["type"] == "web_app":
        if not str(button.get("text") or "").strip():
            raise WrongRequest("BUTTON_TEXT_INVALID")
        url = str((button.get("web_app") or {}).get("url", ""))
        if not url.startswith("https://"):
            raise WrongRequest(f"menu button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    if request.raw.get("chat_id") is None:
        telegram.menu_button = button
    else:
        telegram.chat_for_bot(request.raw["chat_id"]).menu_button = button
    return True


@models(GetChatMenuButton)
def get_chat_menu_button(telegram: Telegram, request: Request[GetChatMenuButton]) -> Any:
    own = None
    if request.raw.get("chat_id") is not None:
        own = telegram.chat_for_bot(request.raw["chat_id"]).menu_button
    return own or telegram.menu_button


@models(GetChat)
def get_chat(telegram: Telegram, request: Request[GetChat]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    return {
        **telegram.chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


@models(GetChatMember)
def get_chat_member(telegram: Telegram, request: Request[GetChatMember]) -> Any:
    chat = telegram.chat_for_bot(request.raw.get("chat_id"))
    wanted = request.method.user_id
    if wanted == telegram.bot.id:
        return {"status": "member", "user": telegram.bot.to_json()}
    user = telegram.users.get(wanted)
    if user is None:
        raise WrongRequest("PARTICIPANT_ID_INVALID")
    present = wanted == chat.id if chat.private else wanted in chat.members
    return {"status": "member" if present else "left", "user": user.to_json()}


@models(LogOut)
def log_out(telegram: Telegram, _: Request[LogOut]) -> Any:
    """The real server lets the bot go elsewhere; the sandbox has nowhere to go and only ends what waits."""
    telegram.updates.end_polls("terminated by logOut request")
    return True


@models(Close)
def close(telegram: Telegram, _: Request[Close]) -> Any:
    telegram.updates.end_polls("terminated by close request")
    return True
