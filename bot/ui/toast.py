"""The line with which a tap is answered; put on screen by the callback answer middleware, once."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

MOST_CHARACTERS = 200
"""Telegram refuses a longer answer to a tap."""


@dataclass(slots=True)
class Toast:
    """What the person reads beside the screen; nothing to read if it stays empty.

    ``unchanged``: the screen that was asked for stands there already, so that without a word the tap would
    look ignored.
    """

    text: str | None = None
    alert: bool = False
    unchanged: bool = False

    def say(self, text: str, *, alert: bool = False) -> None:
        """Plain text, cut to what Telegram takes; ``alert`` opens a window that has to be closed."""
        self.text = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
        self.alert = alert


current_toast: ContextVar[Toast | None] = ContextVar("current_toast", default=None)
"""The toast of the tap that is being handled; :func:`bot.ui.show.show` notes there that nothing changed."""
