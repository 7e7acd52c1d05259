"""Sends what is due in the outbox: claim, render, send outside of any transaction, mark.

Delivery is at least once. What can bring a message a second time lies between its sending and our commit:
the death of the process, or an answer of Telegram that is lost. One message to a person is under way at a
time. So a death repeats **at most one message to each person, once**: one of those under way at that moment,
which are ``AT_ONCE`` at most.

A lost answer (a time-out, a connection that breaks, half an answer) leaves open whether the message arrived,
and each further try may be a copy. So there are at most ``MOST_OPEN_ENDS`` of them, hours apart where nobody
waits for the message; before each, Telegram is asked something harmless, since while it is away trying is of
no use. After the last the row says that it was perhaps delivered.

Announcements are delivered at most once (``goes_once``): whoever misses one has lost little, and nobody is
to be written to twice. That one is being sent is written down before, so that after a death or a lost answer
it is known for one that perhaps arrived, and left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.clock import Clock
from bot.db.engine.database import Database
from bot.db.outbox.deliveries import (
    AWAY,
    PERHAPS,
    anything_due,
    begin_only_try,
    bring_forward,
    hasten,
    retry_at,
    retry_open,
)
from bot.db.outbox.queue import OutboxMessage, claim_due, mark, postpone
from bot.db.outbox.sender_role import SenderRole
from bot.domain.model import OutboxId, OutboxState, Priority
from bot.logs import about_outbox_row
from bot.scheduler.buckets import Pace, started_by_bot
from bot.scheduler.outage import TOGETHER, Outage
from bot.scheduler.outgoing import Composer, Drop, Outgoing, Wait
from bot.services.messages.people.reaching import give_up_person
from bot.ui.show import edit_screen, send_screen
from bot.ui.telegram_failures import NO_MESSAGE, may_be_done

LEASE = timedelta(seconds=60)
LARGEST_BATCH = 300
"""Rows claimed at once: a second's worth, so that something urgent waits no longer for its turn, and at most
so many where Telegram lets pass more than this machine can send."""
AT_ONCE = 10
"""Chats that are written to at the same time."""
REQUEST_SECONDS = 20.0
START_WITHIN_SECONDS = 30.0
"""Together shorter than the lease: nobody else claims a row while it is being sent."""

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
ACCESS_PAUSE = timedelta(minutes=1)
"""After Telegram refused the bot itself, perhaps for a wrong token."""
MOST_ATTEMPTS = 100
LONGEST_TRYING = timedelta(days=1)
"""So often and for so long a row is tried before it is dead."""
MOST_OPEN_ENDS = 3
"""The first try and two more."""
URGENT_PAUSES = (timedelta(minutes=1), timedelta(minutes=2))
"""Before the second and third try of what somebody waits for."""
PAUSE_BETWEEN_OPEN_ENDS = timedelta(hours=3)
URGENT = Priority.CHANGE.rank
"""Nobody waits for what is of a later rank, unless it is of no use after a while."""
UNKNOWN_NUMBER = "Telegram has it, and its number cannot be read"
MOST_FAILED_RENDERINGS = 5
"""A row that cannot be rendered is our defect; it will not get better by itself."""

_BROKEN_ACCESS = (TelegramUnauthorizedError, TelegramConflictError, TelegramNotFound)
_VANISHED = ("chat not found", "user not found", "peer_id_invalid")
_ERROR_LENGTH = 200

_log = logging.getLogger(__name__)


class Sender:
    """Several may run against one database: one has the role, and each row is leased in any case."""

    def __init__(
        self,
        *,
        db: Database,
        role: SenderRole,
        bot: Bot,
        clock: Clock,
        compose: Composer,
        pace: Pace,
        rng: Random,
    ) -> None:
        self._db = db
        self._role = role
        self._bot = bot
        self._clock = clock
        self._compose = compose
        self._pace = pace
        self._rng = rng
        self._wanted = asyncio.Event()
        self._busy = asyncio.Lock()
        self._in_hand: set[OutboxId] = set()
        self._one_ended = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._finishing = asyncio.Event()
        self._outage = Outage()
        self._clock_was_set = True  # perhaps while no process ran
        self.tally: Counter[OutboxState] = Counter()
        """Rows that this process has ended, by how they ended."""

    def wake(self) -> None:
        """Something may be due: after a commit, and by the tick."""
        self._wanted.set()

    def clock_was_set(self) -> None:
        """What waits by the clock as it was is looked at again."""
        self._clock_was_set = True
        self.wake()

    async def run(self) -> None:
        """Sends for as long as it is not cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.send_due()
            except Exception:
                _log.exception("the sender failed; it goes on with the next tick")

    async def send_due(self) -> int:
        """Handles everything that is due now; how many rows were sent, put off, dropped or given up.

        None where another process has the role of the sender.
        """
        async with self._busy:
            if not self._may_claim():
                return 0
            await self._hasten()
            if not await self._anything_due() or not await self._role.keep():
                return 0
            failure: Exception | None = None
            handled = 0
            async with asyncio.TaskGroup() as tasks:
                try:
                    handled = await self._claim_and_deliver(tasks)
                except Exception as error:
                    # Raised in here it would cut off what is being sent, which would then be sent again.
                    failure = error
            if failure is not None:
                raise failure
            return handled

    async def _claim_and_deliver(self, tasks: asyncio.TaskGroup) -> int:
        handled = 0
        while self._may_claim():
            claimed = await self._claim()
            if not claimed and not self._in_hand:
                break
            handled += len(claimed)
            self._deliver_all(claimed, tasks)
            # What comes next is claimed before these are through: after a gap several would be sent at once.
            # With nothing to claim, some may wait for what is in hand of their recipient.
            await self._until_left(AT_ONCE if claimed else 0)
            await self._hasten()
        return handled

    def _may_claim(self) -> bool:
        return self._role.held and not self._finishing.is_set() and not self._pace.stopped_for()

    async def finish(self, seconds: float) -> None:
        """Claims nothing more and waits for what is being sent, at most so long."""
        self._finishing.set()
        try:
            async with asyncio.timeout(seconds), self._busy:
                return
        except TimeoutError:
            _log.warning("%d messages are left in the middle; their leases run out", len(self._in_hand))

    async def _hasten(self) -> None:
        """Lets go of what waits for Telegram, when it is back; while it is away, of one as a scout. And of
        what waits for a moment of a clock that was wrong."""
        now = self._clock.now()
        if self._clock_was_set:
            self._clock_was_set = False
            await self._db.write(lambda connection: bring_forward(connection, now))
        if most := self._outage.to_hasten(now):
            while await self._db.write(lambda connection: hasten(connection, now, most)) == TOGETHER:
                continue

    async def _anything_due(self) -> bool:
        """Asked before claiming, since a claim is a commit, which would wake the sender again."""
        now = self._clock.now()
        return await self._db.read(lambda connection: anything_due(connection, now))

    async def _claim(self) -> Sequence[OutboxMessage]:
        now = self._clock.now()
        most = min(max(int(self._pace.per_second), 1), LARGEST_BATCH)
        in_hand = tuple(self._in_hand)
        return await self._db.write(lambda connection: claim_due(connection, now, LEASE, most, but=in_hand))

    def _deliver_all(self, claimed: Sequence[OutboxMessage], tasks: asyncio.TaskGroup) -> None:
        start_before = asyncio.get_running_loop().time() + START_WITHIN_SECONDS
        for message in claimed:
            self._in_hand.add(message.id)
            tasks.create_task(self._deliver_in_place(message, start_before))

    async def _deliver_in_place(self, message: OutboxMessage, start_before: float) -> None:
        with about_outbox_row(message.id, message.telegram_id):
            try:
                async with self._places:
                    await self._deliver(message, start_before)
            except Exception as error:
                # The lease runs out and the row is claimed again.
                _log.error("outbox row %d failed: %s", message.id, type(error).__name__, exc_info=error)
            finally:
                self._in_hand.discard(message.id)
                self._one_ended.set()

    async def _until_left(self, most: int) -> None:
        """Waits until at most so many messages are in hand."""
        while len(self._in_hand) > most:
            self._one_ended.clear()
            await self._one_ended.wait()

    async def _deliver(self, message: OutboxMessage, start_before: float) -> None:
        if message.telegram_id is None:
            await self._end(message, OutboxState.DROPPED, "the account was deleted")
            return
        if message.stale_at is not None and self._clock.now() >= message.stale_at:
            _log.info("outbox row %d (%s) is dropped: too late", message.id, message.kind)
            await self._end(message, OutboxState.DROPPED, "too late")
            return
        # Composing before its turn would do the work of many messages at once, while people tap.
        await self._pace.turn(message.telegram_id)
        decision = await self._decide(message)
        if not isinstance(decision, Outgoing) or decision.edits is not None:
            self._pace.give_back(message.telegram_id)
        match decision:
            case Wait():
                later = max(decision.until, self._clock.now() + timedelta(seconds=1))
                await self._db.write(lambda connection: postpone(connection, message, later, None))
            case Drop():
                _log.info("outbox row %d (%s) is dropped: %s", message.id, message.kind, decision.reason)
                await self._end(message, OutboxState.DROPPED, decision.reason)
            case Outgoing():
                await self._send(message, message.telegram_id, decision, start_before)

    async def _decide(self, message: OutboxMessage) -> Outgoing | Wait | Drop | None:
        """None: it cannot be rendered, and that is noted."""
        try:
            return await self._compose(message)
        except Exception as error:
            await self._cannot_render(message, error)
            return None

    async def _send(
        self, message: OutboxMessage, chat_id: int, outgoing: Outgoing, start_before: float
    ) -> None:
        if stopped := self._pace.stopped_for():
            await self._retry(message, timedelta(seconds=stopped), "429 in several chats")
            return
        if asyncio.get_running_loop().time() > start_before:
            _log.warning("outbox row %d waited too long for its turn; its lease runs out", message.id)
            return
        if not await self._may_be_tried(message, once=outgoing.goes_once):
            return
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                sent_id = await self._put_on_screen(chat_id, outgoing)
        except TelegramRetryAfter as refusal:
            self._pace.refused(chat_id, refusal.retry_after)
            wait = timedelta(seconds=refusal.retry_after)
            await self._retry(message, wait, f"429: {refusal.retry_after} s")
        except TelegramForbiddenError as refusal:
            self._outage.got_through()
            await self._give_up_person(message, chat_id, refusal.message)
        except TelegramBadRequest as refusal:
            self._outage.got_through()
            if any(each in refusal.message.lower() for each in _VANISHED):
                await self._give_up_person(message, chat_id, refusal.message)
            else:
                _log.error("outbox row %d (%s) is refused: %s", message.id, message.kind, refusal.message)
                await self._end(message, OutboxState.DEAD, refusal.message)
        except _BROKEN_ACCESS as refusal:
            _log.error("Telegram refuses the bot itself: %s", refusal.message)
            await self._retry(message, ACCESS_PAUSE, refusal.message)
        except (AiogramError, TimeoutError) as failure:
            await self._not_through(message, failure, outgoing)
        else:
            self._outage.got_through()
            unknown = None if sent_id != NO_MESSAGE else UNKNOWN_NUMBER
            await self._end(message, OutboxState.SENT, unknown, sent_id or None)

    async def _may_be_tried(self, message: OutboxMessage, *, once: bool) -> bool:
        """``once``: whether this is the first try that may come to anything; a message that was being sent
        when its process died perhaps arrived. Of others that perhaps did: whether Telegram answers at all."""
        if not once:
            return not message.open_ends or await self._answers(message)
        if message.open_ends:
            _log.warning("outbox row %d (%s) was perhaps delivered before a death", message.id, message.kind)
            await self._end(message, OutboxState.DEAD, f"{PERHAPS}: the process ended")
            return False
        return await self._db.write(lambda connection: begin_only_try(connection, message))

    async def _not_through(self, message: OutboxMessage, failure: Exception, outgoing: Outgoing) -> None:
        """Telegram is away, or its answer got lost. An edit may be done twice."""
        away = isinstance(failure, TelegramServerError | TelegramNetworkError | TimeoutError)
        if outgoing.edits is not None or (away and not may_be_done(failure)):
            await self._try_later(message, failure)
        else:
            await self._leave_open(message, failure, 1 if outgoing.goes_once else MOST_OPEN_ENDS)

    async def _answers(self, message: OutboxMessage) -> bool:
        """Whether Telegram answers at all; if not, this message waits until it does, and that is no try."""
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                await self._bot.get_me()
        except (AiogramError, TimeoutError) as failure:
            await self._try_later(message, failure)
            return False
        return True

    async def _leave_open(self, message: OutboxMessage, failure: Exception, most: int) -> None:
        """It may have arrived: another try after a while, or none any more. ``most``: so many of them."""
        name = type(failure).__name__
        self._outage.failed()
        nth = message.open_ends + 1
        if nth >= most:
            _log.error("outbox row %d (%s) was perhaps delivered: %s", message.id, message.kind, name)
            await self._end(message, OutboxState.DEAD, f"{PERHAPS}: {name}, {nth} times")
            return
        urgent = message.priority <= URGENT or message.stale_at is not None
        pause = URGENT_PAUSES[nth - 1] if urgent else PAUSE_BETWEEN_OPEN_ENDS
        row, kind = message.id, message.kind
        _log.warning("outbox row %d (%s) perhaps arrived: %s; again in %s", row, kind, name, pause)
        moment = self._clock.now() + pause
        error = f"{PERHAPS}: {name}"
        await self._db.write(lambda connection: retry_open(connection, message, moment, error))

    async def _put_on_screen(self, chat_id: int, outgoing: Outgoing) -> int:
        if outgoing.edits is not None:
            # Where it cannot be edited it is sent after all, and is counted then.
            return await edit_screen(
                self._bot,
                chat_id,
                outgoing.edits,
                outgoing.screen,
                silent=outgoing.silent,
                or_send=not outgoing.only_edits,
            )
        token = started_by_bot.set(True)
        try:
            return await send_screen(self._bot, chat_id, outgoing.screen, outgoing.silent)
        finally:
            started_by_bot.reset(token)

    async def _try_later(self, message: OutboxMessage, failure: Exception) -> None:
        name = type(failure).__name__
        self._outage.failed()
        trying = self._clock.now() - message.due_at
        if message.attempts >= MOST_ATTEMPTS and trying >= LONGEST_TRYING:
            _log.error("outbox row %d (%s) is given up: %s", message.id, message.kind, name)
            await self._end(message, OutboxState.DEAD, f"{name} after {message.attempts} tries")
            return
        pause = self._pause(message.attempts)
        _log.warning("outbox row %d (%s) failed: %s; again in %s", message.id, message.kind, name, pause)
        await self._retry(message, pause, f"{AWAY}: {name}")

    def _pause(self, attempts: int) -> timedelta:
        """Doubles with each try, up to a quarter longer or shorter so that not all come back at once."""
        doubled = min(FIRST_PAUSE.total_seconds() * 2.0 ** (attempts - 1), LONGEST_PAUSE.total_seconds())
        return timedelta(seconds=doubled * self._rng.uniform(0.75, 1.25))

    async def _cannot_render(self, message: OutboxMessage, error: Exception) -> None:
        name = type(error).__name__
        _log.error("outbox row %d (%s) cannot be rendered", message.id, message.kind, exc_info=error)
        if message.attempts >= MOST_FAILED_RENDERINGS:
            await self._end(message, OutboxState.DEAD, f"cannot be rendered: {name}")
        else:
            await self._retry(message, self._pause(message.attempts), name)

    async def _retry(self, message: OutboxMessage, pause: timedelta, error: str) -> None:
        """Another try later; until then nothing else goes to this recipient."""
        moment = self._clock.now() + max(pause, timedelta(seconds=1))
        await self._db.write(lambda connection: retry_at(connection, message, moment, error[:_ERROR_LENGTH]))

    async def _end(
        self,
        message: OutboxMessage,
        state: OutboxState,
        error: str | None,
        telegram_message_id: int | None = None,
    ) -> None:
        now = self._clock.now()
        ended = await self._db.write(
            lambda connection: mark(
                connection,
                message,
                state,
                now=now,
                telegram_message_id=telegram_message_id,
                error=_short(error),
            )
        )
        self._note_end(message, state, ended=ended)

    def _note_end(self, message: OutboxMessage, state: OutboxState, *, ended: bool) -> None:
        if ended:
            self.tally[state] += 1
        else:
            _log.warning("outbox row %d was %s after its lease was lost", message.id, state)

    async def _give_up_person(self, message: OutboxMessage, chat_id: int, reason: str) -> None:
        """The row is dead, the person is marked, and the coordinators are told, all in one transaction."""
        now = self._clock.now()
        _log.info("outbox row %d (%s) cannot be delivered: %s", message.id, message.kind, reason)
        ended = await self._db.write(
            lambda connection: give_up_person(
                connection, message, chat_id, error=reason[:_ERROR_LENGTH], now=now
            )
        )
        self._note_end(message, OutboxState.DEAD, ended=ended)


def _short(error: str | None) -> str | None:
    return None if error is None else error[:_ERROR_LENGTH]
