"""The one call that may travel back to Telegram in the answer to its update."""

from __future__ import annotations

from aiogram.methods import AnswerCallbackQuery


class WebhookReply:
    """Lies in the data of an update that came by the webhook; what is put on it costs no request of its own.

    What became of a call that rode is never known. So only that may ride which nobody will miss: ending the
    waiting of a tap's button without words. See docs/decisions/0007-webhook.md.
    """

    __slots__ = ("call",)

    def __init__(self) -> None:
        self.call: AnswerCallbackQuery | None = None
