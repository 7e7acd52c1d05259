"""Reads what Telegram answers to a call, also where it is not what the library expects.

The library takes whatever it cannot read for a failure of the call. But ``ok: true`` says that it was done,
whatever stands beside it: who takes that for a failure sends the same message again and again.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from http import HTTPStatus
from typing import Any, Final, NoReturn, get_args

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message

from bot.ui.telegram_failures import NO_MESSAGE, NotTelegramError, UnreadableAnswerError

SHORTEST_PAUSE: Final = 1
LONGEST_PAUSE: Final = 24 * 60 * 60
"""Seconds for which a 429 is obeyed, whatever it says."""

_log = logging.getLogger(__name__)


@cache
def _answer_of(returned: Any) -> type[Response[Any]]:
    """The model of such answers, kept: pydantic refers to it weakly, and would build it anew again and again,
    which takes longer than everything else about an answer."""
    return Response[returned]


class ReadsAnswers(BaseSession):
    """A session of aiogram that knows what was done, what was not, and what nobody can know."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer if the call was done; else what the library raises, or one of
        :mod:`bot.ui.telegram_failures` where it cannot tell."""
        _answer_of(method.__returning__)
        try:
            return super().check_response(bot, method, status_code, content)
        except TelegramRetryAfter as refusal:
            refusal.retry_after = _pause(refusal.retry_after)
            raise
        except (ClientDecodeError, TelegramAPIError, TypeError) as error:
            if isinstance(error, TelegramAPIError) and type(error) is not TelegramAPIError:
                error.message = error.message or f"HTTP {status_code}"  # the library lets None pass
                raise
            return self._made_out(method, status_code, content, error)

    def _made_out(
        self, method: TelegramMethod[TelegramType], status: int, content: str, error: Exception
    ) -> Response[TelegramType]:
        """What the answer says that the library could not make anything of. ``error``: what it said."""
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            _raise_for_no_json(method, status, content, error)
        if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
            _raise_for_no_json(method, status, "", error)
        if answer["ok"] and status < HTTPStatus.MULTIPLE_CHOICES:
            done = _what_was_done(method, answer.get("result"))
            if done is None:
                raise error
            _log.warning("%s is done, but its result cannot be read", method.__api_method__)
            return Response[Any].model_construct(ok=True, result=done)
        words = str(answer.get("description") or f"HTTP {status}")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            given = answer.get("parameters")
            asked = given.get("retry_after") if isinstance(given, dict) else None
            raise TelegramRetryAfter(method, words, _pause(asked)) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TelegramServerError(method, words) from error
        raise error


def _raise_for_no_json(method: TelegramMethod[Any], status: int, content: str, error: Exception) -> NoReturn:
    """HTML is a proxy's or a balancer's page: Telegram is away. What broke off may be Telegram's own."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TelegramRetryAfter(method, "HTTP 429", SHORTEST_PAUSE) from error
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TelegramServerError(method, f"HTTP {status}") from error
    if status >= HTTPStatus.MULTIPLE_CHOICES or content.lstrip("\ufeff \t\r\n").startswith("<"):
        raise NotTelegramError(method, f"HTTP {status} without JSON") from error
    raise UnreadableAnswerError(method, f"HTTP {status}, and the answer cannot be read") from error


def _pause(asked: object) -> int:
    """Seconds to wait after a 429: a whole number, at least one."""
    seconds = int(asked) if isinstance(asked, int | float) and abs(asked) <= LONGEST_PAUSE else SHORTEST_PAUSE
    if isinstance(asked, int | float) and asked > LONGEST_PAUSE:
        return LONGEST_PAUSE
    return max(seconds, SHORTEST_PAUSE)


def _what_was_done(method: TelegramMethod[Any], result: object) -> Message | bool | None:
    """A message of which only the number is known, or True; None for a method that was asked for its
    answer."""
    returns = set(get_args(method.__returning__)) or {method.__returning__}
    if Message in returns:
        number = result.get("message_id") if isinstance(result, dict) else None
        number = number if type(number) is int else NO_MESSAGE
        return Message.model_construct({"message_id"}, message_id=number)  # type: ignore[call-arg]  # no more
    return True if bool in returns else None
