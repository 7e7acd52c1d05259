"""What a call to Telegram that failed leaves behind: nothing, or perhaps what it was to do.

aiogram has one class for every broken way. Whether a message may have arrived all the same decides whether it
may be sent again, so the two are told apart here, and :mod:`bot.telegram_answers` raises them.
"""

from __future__ import annotations

from typing import Final

from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

NO_MESSAGE: Final = 0
"""In place of the id of a message that was not sent, or whose id cannot be read; no message has it."""


class NotReachedError(TelegramNetworkError):
    """Telegram did not get the call: no connection came about, or somebody else answered in its place."""


class NotTelegramError(NotReachedError):
    """Something answered that is no Bot API server: a page in HTML, a proxy, another program."""


class UnreadableAnswerError(TelegramNetworkError):
    """An answer came and broke off, or says nothing: what was asked for may be done."""


AWAY = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
"""Telegram is away, or asks for patience. None of these is a defect of ours, and none lasts."""


def may_be_done(failure: BaseException) -> bool:
    """Whether what was asked for may have come about although the call failed, so that asking again could do
    it twice."""
    if isinstance(failure, NotReachedError):
        return False
    if isinstance(failure, TelegramNetworkError):
        return failure.method.__api_method__.startswith("send")  # all else is harmless to repeat
    return isinstance(failure, TimeoutError)
