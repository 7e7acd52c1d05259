"""Callback data: what a button shows or does, in at most 64 bytes, with nothing kept on our side.

People have its buttons in their chats for months, so a shape only grows: by fields at its end that have
defaults (an older button means those). A shape that has to change otherwise gets a new prefix, and the old
class stays as long as it can be understood.
"""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class Nothing(CallbackData, prefix="0"):
    """A cell that only explains itself, such as an empty day; ``why`` is a text key's last part."""

    why: str


class Home(CallbackData, prefix="home"):
    pass
