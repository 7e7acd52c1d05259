"""A poison update must not block the queue, and nobody is left without an answer.

A handler that fails is run once more (all that handlers change can be repeated, invariant 3). If it fails
again, or hangs, an incident is stored without personal data, the person gets its number, the operator's log
an alarm, and the update counts as handled.

What fails because Telegram or the database is away is no poison. Where the update will be delivered again
(``comes_again`` in its data: by the webhook), it is left for later: then it will do what the person wanted.
Where it will not, and only Telegram is away, what was done stays done, and a row of the outbox answers as
soon as Telegram takes it. So does one where a message may have arrived although its sending failed: run once
more, the handler would send it twice.

All that an update asks of the database has one budget of time. Whoever has waited in vain for others is told
so at once: a second try would wait as long, and keep others waiting.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import TelegramObject, Update

from bot.db.engine.errors import DatabaseBusyError, DatabaseError, DatabaseUnavailableError
from bot.db.engine.patience import Patience, patient
from bot.middlewares.callback_answer import answer, stop_spinning
from bot.middlewares.update_info import is_private, kind_of
from bot.services.people.reachability import answer_later, note_reachability
from bot.services.runner import Runner
from bot.services.upkeep.incidents import ReportIncident
from bot.ui.incident import database_screen, incident_screen
from bot.ui.show import Unshown, send_screen, unshown
from bot.ui.telegram_failures import AWAY, may_be_done
from bot.ui.toast import Toast

HANDLER_SECONDS = 20.0
"""How long a handler may take; then its update is treated as poison."""
_OF_IT_FOR_THE_DATABASE = 0.5
"""How much of that, over both tries. A handler that waits for the database is no poison."""

_REPEATED = re.compile(r"(/[a-z_]+)(?:@\w+)?|/start [prs]_\d+")
"""Commands whose answer can be made anew: nothing in them is anybody's own words or secret."""
_RETRY_PAUSE = 0.5
_LONGEST_PAUSE = 5.0

_log = logging.getLogger(__name__)


class HandlerTooSlowError(Exception):
    """A handler did not end in time."""


class LeftForLaterError(Exception):
    """Not handled: something that the update needs is away. ``seconds``: for how long, if that is known."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


class ErrorBoundary(BaseMiddleware):
    """``sleep`` waits real seconds before the second try when Telegram was the one that failed."""

    def __init__(
        self,
        report: ReportIncident,
        runner: Runner,
        *,
        handler_seconds: float = HANDLER_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._report = report
        self._runner = runner
        self._handler_seconds = handler_seconds
        self._sleep = sleep

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - registered on updates; narrows the type
        patience = Patience(self._handler_seconds * _OF_IT_FOR_THE_DATABASE)
        try:
            return await self._in_time(handler, event, data, patience)
        except TelegramForbiddenError:
            return await self._lost_the_person(data)
        except HandlerTooSlowError as error:
            # Not once more: the chat has waited long enough, and what hung will hang again.
            return await self._give_up(event, data, error)
        except DatabaseBusyError as error:
            return await self._leave_or_give_up(event, data, error)
        except Exception as error:
            _log.warning("update %d failed once: %s", event.update_id, type(error).__name__)
            if may_be_done(error) and await self._answer_later(event, data, 0):
                if event.callback_query is not None:
                    await stop_spinning(data["bot"], event.callback_query)
                return None
            await self._sleep(_pause_after(error))
            asked = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
        noted = None if data.get("comes_again") else Unshown()
        token = unshown.set(noted)
        try:
            result = await self._in_time(handler, event, data, patience)
        except TelegramForbiddenError:
            return await self._lost_the_person(data)
        except Exception as error:
            return await self._leave_or_give_up(event, data, error)
        finally:
            unshown.reset(token)
        if noted is not None and noted.lost:
            await self._answer_later(event, data, asked)
        return result

    async def _leave_or_give_up(self, update: Update, data: dict[str, Any], error: Exception) -> None:
        """LeftForLaterError where something is away and the update will come again."""
        if data.get("comes_again") and isinstance(error, (*AWAY, DatabaseUnavailableError)):
            asked = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
            raise LeftForLaterError(type(error).__name__, asked) from error
        await self._give_up(update, data, error)

    async def _answer_later(self, update: Update, data: dict[str, Any], seconds: int) -> bool:
        """Leaves the answer to the outbox, for so many seconds at least; False where nobody would get it."""
        context: EventContext = data["event_context"]
        if context.user_id is None or not is_private(context):
            return False
        tapped = None if update.callback_query is None else update.callback_query.data
        written = _REPEATED.fullmatch((update.message and update.message.text) or "")
        try:
            return await self._runner.run(
                answer_later,
                context.user_id,
                update.update_id,
                tapped=tapped,
                command=None if written is None else written[1] or written[0],
                seconds=seconds,
            )
        except DatabaseError as failure:
            _log.error("update %d is handled and cannot be answered: %s", update.update_id, failure)
            return False

    async def _in_time(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: Update,
        data: dict[str, Any],
        patience: Patience,
    ) -> Any:
        """Runs the handler on a copy of the data, so that a second try starts clean."""
        deadline = asyncio.timeout(self._handler_seconds)
        try:
            async with deadline:
                with patient(patience):
                    return await handler(event, dict(data))
        except TimeoutError as error:
            if deadline.expired():
                raise HandlerTooSlowError(f"longer than {self._handler_seconds} s") from error
            raise

    async def _lost_the_person(self, data: dict[str, Any]) -> None:
        """Whoever blocks the bot between a tap and its answer wants none; the work itself is done."""
        context: EventContext = data["event_context"]
        if context.user_id is None or not is_private(context):
            return
        try:
            await self._runner.run(note_reachability, context.user_id, reachable=False)
        except DatabaseError as failure:
            _log.warning("somebody has blocked the bot, and that is not noted: %s", failure)

    async def _give_up(self, update: Update, data: dict[str, Any], error: Exception) -> None:
        """Tells whoever acted, whatever else fails."""
        bot: Bot = data["bot"]
        context: EventContext = data["event_context"]
        code = context.user.language_code if context.user is not None else None
        if isinstance(error, DatabaseUnavailableError):
            _log.error("update %d met a database that does not serve: %s", update.update_id, error)
            screen = database_screen(code, busy=isinstance(error, DatabaseBusyError))
        else:
            number = await self._report(update.update_id, kind_of(update), error)
            screen = incident_screen(code, number)
        if update.callback_query is not None:
            await self._try(answer(bot, update.callback_query, Toast()))
        if context.chat_id is not None and is_private(context):
            await self._try(send_screen(bot, context.chat_id, screen))

    async def _try(self, telling: Awaitable[object]) -> None:
        try:
            async with asyncio.timeout(self._handler_seconds):
                await telling
        except (TelegramAPIError, TimeoutError) as failure:
            _log.warning("a failure could not be told: %s", type(failure).__name__)


def _pause_after(error: Exception) -> float:
    """Seconds before the second try: none for an error of ours, a moment for one of Telegram."""
    if isinstance(error, TelegramRetryAfter):
        return min(float(error.retry_after), _LONGEST_PAUSE)
    if isinstance(error, TelegramNetworkError | TelegramServerError):
        return _RETRY_PAUSE
    return 0.0
