"""The page about the simulated Telegram says what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.methods import modelled

SANDBOX = Path(__file__).parents[2] / "sandbox"
README = (SANDBOX / "README.md").read_text(encoding="utf-8")


def test_all_forty_one_rules_are_listed() -> None:
    rows = re.findall(r"^\| (\d+) \| (S|L|S, L) \|", README, flags=re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 42))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(\w+(?:\.py|/))`", README))))
def test_named_files_exist(name: str) -> None:
    assert (SANDBOX / name).exists()


def test_what_a_bot_needs_is_modelled() -> None:
    needed = {
        "getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "sendMessage", "sendPhoto",
        "sendDocument", "sendVenue", "sendLocation", "sendContact", "sendChatAction", "sendMediaGroup",
        "editMessageText", "editMessageCaption", "editMessageReplyMarkup", "deleteMessage", "deleteMessages",
        "copyMessage", "forwardMessage", "pinChatMessage", "answerCallbackQuery", "answerInlineQuery",
        "getFile",
        "setMyCommands", "deleteMyCommands", "getMyCommands", "setMyDescription", "setMyShortDescription",
        "setMyName", "setChatMenuButton", "getChat", "getChatMember", "sendPoll", "sendInvoice",
        "answerPreCheckoutQuery", "logOut", "close",
    }  # fmt: skip
    assert needed <= set(modelled())
