"""One person's flood is answered «too fast» and goes no further, so that nobody else waits for it.

It is stopped before it queues up in its chat and before the database is asked, and costs one small request
at a time. Nothing is lost in silence: whoever goes too fast is told so, in a toast or in a message, again
every few seconds for as long as it goes on. A tap that comes while that is being said or has just been said
stops spinning without more words.
"""

from __future__ import annotations

import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.exceptions import AiogramError
from aiogram.types import TelegramObject, Update

from bot.middlewares.callback_answer import answer
from bot.middlewares.update_info import is_private, language_of
from bot.scheduler.buckets import Bucket, TimeSource
from bot.ui.screen import Screen
from bot.ui.show import send_screen
from bot.ui.toast import Toast
from bot.ui.translator import translator_for

TELL_EVERY_SECONDS = 5.0
"""Between two times that somebody is told; long enough to read it, short enough not to seem ignored."""
MOST_PEOPLE = 10_000
"""Remembered at a time; some 2 MB. Beyond that, whoever was quiet longest is forgotten."""
_WAIT_FOR_TOKENS = 5
"""What a person is asked to wait for: taps in hand again, not just a single one."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Person:
    bucket: Bucket
    told_at: float = -math.inf
    being_answered: bool = False


class Throttling(BaseMiddleware):
    """A token bucket for each person: ``at_once`` taps and messages, refilled with ``per_second``.

    Blocking and unblocking the bot is let pass: it must not be forgotten which of the two was last.
    """

    def __init__(
        self,
        time_source: TimeSource,
        *,
        at_once: int,
        per_second: float,
        most_people: int = MOST_PEOPLE,
    ) -> None:
        self._time = time_source
        self._at_once = at_once
        self._per_second = per_second
        self._most_people = most_people
        self._people: OrderedDict[int, _Person] = OrderedDict()

    def __len__(self) -> int:
        """People who are remembered now."""
        return len(self._people)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        assert isinstance(event, Update)  # noqa: S101 - registered on updates; narrows the type
        context: EventContext = data["event_context"]
        if context.user_id is None or event.my_chat_member is not None or _elsewhere(context):
            return await handler(event, data)
        # What somebody types behind the bot's name elsewhere comes letter by letter: no tap waits for it.
        person = self._person(-context.user_id if event.inline_query is not None else context.user_id)
        now = self._time.now()
        if person.bucket.level(now) >= 1:
            person.bucket.take(now)
            return await handler(event, data)
        await self._answer(data["bot"], event, context, person)
        return UNHANDLED

    def _person(self, user_id: int) -> _Person:
        """The person moves to the end, so that those who were quiet longest stand at the beginning."""
        now = self._time.now()
        person = self._people.get(user_id)
        if person is None:
            person = self._people[user_id] = _Person(Bucket.full(self._at_once, self._per_second, now))
        self._people.move_to_end(user_id)
        # A full bucket says no more than no bucket. Two for each that comes: so the rested are gone in time.
        for _ in range(2):
            quietest = next(iter(self._people))
            rested = self._people[quietest].bucket.level(now) >= self._at_once
            if quietest == user_id or not (rested or len(self._people) > self._most_people):
                break
            del self._people[quietest]
        return person

    async def _answer(self, bot: Bot, update: Update, context: EventContext, person: _Person) -> None:
        if person.being_answered or (update.callback_query is None and update.message is None):
            return
        now = self._time.now()
        tells = now - person.told_at >= TELL_EVERY_SECONDS
        if not tells and update.callback_query is None:
            return
        person.being_answered = True
        try:
            if tells:
                _log.warning("somebody taps or writes too fast and is not listened to for a while")
                await self._tell(bot, update, context, self._wait_seconds(person, now))
                person.told_at = now
            elif update.callback_query is not None:
                await answer(bot, update.callback_query, Toast())
        except AiogramError as failure:
            _log.info("too fast, and could not be told: %s", type(failure).__name__)
        finally:
            person.being_answered = False

    async def _tell(self, bot: Bot, update: Update, context: EventContext, seconds: int) -> None:
        t = translator_for(language_of(context))
        if update.callback_query is not None:
            toast = Toast()
            toast.say(str(t.count("throttled.tap", seconds)))
            await answer(bot, update.callback_query, toast)
        elif update.message is not None and context.chat_id is not None:
            await send_screen(bot, context.chat_id, Screen(t.count("throttled.message", seconds)))

    def _wait_seconds(self, person: _Person, now: float) -> int:
        missing = min(_WAIT_FOR_TOKENS, self._at_once) - person.bucket.level(now)
        return max(math.ceil(missing / self._per_second), 1)


def _elsewhere(context: EventContext) -> bool:
    """What is said in groups goes no further anyway, and is no tap of this person at us."""
    return context.chat is not None and not is_private(context)
