"""Callback data: what a button shows or does, in at most 64 bytes, with nothing kept on our side.

A shape is never changed once people have its buttons in their chats: a new shape gets a new prefix and
the old class stays as long as it can be understood.
"""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from bot.ui.screen import Button
from bot.ui.translator import Translator


class Nothing(CallbackData, prefix="0"):
    """A cell that only explains itself, such as an empty day; ``why`` is a text key's last part."""

    why: str


class Home(CallbackData, prefix="home"):
    pass


def button(label: str, tap: CallbackData) -> Button:
    """A button that does or shows what ``tap`` says; data over 64 bytes is a ValueError."""
    return Button(label, tap=tap.pack())


def home_button(t: Translator) -> Button:
    return button(t.label("button.home"), Home())
