"""The one thread that writes to SQLite, with group commit.

A body is a synchronous function of a connection. Bodies that wait run one after another, each in its own
savepoint; one COMMIT makes all of them durable, and only then are their callers answered. A disk's flush
is thus paid once a group, and no body ever waits for a lock that another body of ours holds.

SQLite may end a whole transaction by itself, savepoints and all: on a full disk, an I/O error, an
interrupted statement. So after each body we look whether the transaction is still there. If it is gone, or
COMMIT fails, nobody has been told anything yet: the body that was running gets its error, and those before
it run again one by one, each in its own transaction. Refused bodies do too, since what refused them may
be among what was lost.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine, Result, RootTransaction, event
from sqlalchemy.exc import SQLAlchemyError

from bot.db.engine.errors import (
    DatabaseBusyError,
    DatabaseClosedError,
    DatabaseUnavailableError,
    TransactionLostError,
    WriterDiedError,
)
from bot.db.engine.pending import Body, PendingCall, sendable
from bot.db.engine.sqlite import driver_connection, is_busy

T = TypeVar("T")

_log = logging.getLogger(__name__)
_SAVEPOINT = "body"


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """When a group stops to take more bodies: their number, and the seconds since it began."""

    bodies: int = 256
    seconds: float = 0.05


@dataclass(frozen=True, slots=True)
class _Returned:
    result: object
    kept: bool
    """False when the result was a refusal, which rolled its savepoint back."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


_Outcome = _Returned | _Failed
_Attempt = tuple[PendingCall, _Outcome]


def refuse_open_cursor(result: object) -> None:
    """TypeError for a body that returns rows it has not read: they are gone with its transaction."""
    if isinstance(result, Result):
        raise TypeError("a body must read its rows (.all(), .one(), .scalar()), not return the result")


class GroupCommitWriter:
    """Runs bodies in its thread and answers in the event loop in which it was started."""

    def __init__(
        self,
        engine: Engine,
        *,
        rolls_back: Callable[[object], bool],
        committed: Callable[[], None],
        grouped: Callable[[int], None],
        limits: GroupLimits,
        begin_attempts: int,
    ) -> None:
        self._engine = engine
        self._rolls_back = rolls_back
        self._committed = committed
        self._grouped = grouped
        self._limits = limits
        self._begin_attempts = begin_attempts
        self._loop = asyncio.get_running_loop()
        self._jobs: queue.SimpleQueue[PendingCall | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._refuses: Callable[[], Exception] | None = None
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._stopped: asyncio.Future[None] = self._loop.create_future()
        # Below: touched by the thread alone.
        self._connection: Connection | None = None
        self._in_hand: list[PendingCall] = []
        self._ending = False
        self._last_job_taken = False
        event.listen(engine, "commit", self._guard_end)
        event.listen(engine, "rollback", self._guard_end)
        # Of the dialect: an event of the engine's own before each statement costs as much as the statement.
        for way in ("do_execute", "do_execute_no_params", "do_executemany"):
            event.listen(engine, way, _guard_statement)

    async def start(self) -> None:
        """Opens the connection; DatabaseUnavailableError when that fails."""
        self._thread.start()
        try:
            await self.write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())
        except BaseException:
            await self.close()
            raise

    async def write(self, body: Body[T]) -> T:
        """The result of the body, once it is on disk. An exception of the body is raised here."""
        job = PendingCall(body, self._loop.create_future())
        with self._gate:
            if self._refuses is not None:
                raise self._refuses()
            self._jobs.put(job)
        return cast("T", await job.answer)

    async def close(self) -> None:
        """Serves what waits, then ends the thread. May be called again."""
        with self._gate:
            if self._refuses is None:
                self._refuses = lambda: DatabaseClosedError("the database is closed")
                self._jobs.put(None)
        await asyncio.shield(self._stopped)
        self._thread.join()

    # --- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._last_job_taken:
                job = self._jobs.get()
                if job is None:
                    break
                self._serve_group(job)
        except BaseException as error:
            _log.critical("the thread that writes to the database died", exc_info=error)
            self._die(error)
        finally:
            self._disconnect()
            self._engine.dispose()
            self._in_loop(self._finish)

    def _finish(self) -> None:
        if not self._stopped.done():
            self._stopped.set_result(None)

    def _die(self, cause: BaseException) -> None:
        def explain() -> WriterDiedError:
            died = WriterDiedError(
                f"the thread that writes to the database died: {cause!r}; restart the process"
            )
            died.__cause__ = cause
            return died

        with self._gate:
            self._refuses = explain
            abandoned = [*self._in_hand, *self._take_all()]
        self._answer([(job, _Failed(explain())) for job in abandoned])

    def _serve_group(self, first: PendingCall) -> None:
        self._in_hand = [first]
        try:
            connection, transaction = self._begin()
        except DatabaseUnavailableError as error:
            self._refuse_all_waiting(error)
            return
        attempts, lost = self._run_group(connection, transaction, first)
        if not lost and _any_kept(attempts):
            lost = not self._commit(connection, transaction)
        if lost or not _any_kept(attempts):
            self._abandon(transaction)
        if lost:
            self._run_survivors(attempts)
        else:
            self._answer(attempts, committed=_any_kept(attempts))
        self._in_hand = []

    def _run_group(
        self, connection: Connection, transaction: RootTransaction, first: PendingCall
    ) -> tuple[list[_Attempt], bool]:
        """What each body came to, and whether the transaction was lost under them."""
        attempts: list[_Attempt] = []
        ends_at = time.monotonic() + self._limits.seconds
        job: PendingCall | None = first
        while job is not None:
            if not job.answer.cancelled():
                outcome, lost = self._run_in_savepoint(connection, transaction, job.body)
                attempts.append((job, outcome))
                if lost:
                    return attempts, True
            job = self._take_next(ends_at, len(attempts))
        return attempts, False

    def _run_in_savepoint(
        self, connection: Connection, transaction: RootTransaction, body: Body[object]
    ) -> tuple[_Outcome, bool]:
        """What the body came to, and whether the transaction was lost."""
        raw = driver_connection(connection)
        outcome: _Outcome | None = None
        try:
            raw.execute(f"SAVEPOINT {_SAVEPOINT}")
            outcome = self._run_body(connection, transaction, body)
            if not _is_lost(connection, transaction):
                if not _is_kept(outcome):
                    raw.execute(f"ROLLBACK TO {_SAVEPOINT}")
                raw.execute(f"RELEASE {_SAVEPOINT}")
        except sqlite3.Error as error:
            # The savepoint cannot be left as it should: everything in the transaction is in doubt.
            return outcome if isinstance(outcome, _Failed) else _Failed(error), True
        return outcome, _is_lost(connection, transaction)

    def _run_body(self, connection: Connection, transaction: RootTransaction, body: Body[object]) -> _Outcome:
        try:
            result = body(connection)
            _check_left_in_order(connection, transaction, result)
            return _Returned(result, kept=not self._rolls_back(result))
        except BaseException as error:
            return _Failed(sendable(_first_cause(error)))
        finally:
            while (nested := connection.get_nested_transaction()) is not None:
                with suppress(TransactionLostError, SQLAlchemyError):
                    nested.rollback()

    def _run_survivors(self, attempts: list[_Attempt]) -> None:
        for job, outcome in attempts:
            if isinstance(outcome, _Failed):
                self._answer([(job, outcome)])
            elif not job.answer.cancelled():
                again = self._run_alone(job.body)
                self._answer([(job, again)], committed=_is_kept(again))

    def _run_alone(self, body: Body[object]) -> _Outcome:
        try:
            connection, transaction = self._begin()
        except DatabaseUnavailableError as error:
            return _Failed(error)
        outcome = self._run_body(connection, transaction, body)
        if _is_kept(outcome):
            try:
                self._end(transaction.commit)
            except Exception as error:
                outcome = _Failed(error)
        if not _is_kept(outcome):
            self._abandon(transaction)
        return outcome

    # --- transactions ------------------------------------------------------------------------------

    def _begin(self) -> tuple[Connection, RootTransaction]:
        """DatabaseBusyError or another DatabaseUnavailableError when no transaction can be had."""
        last: Exception | None = None
        for attempt in range(1, self._begin_attempts + 1):
            try:
                if self._connection is None:
                    self._connection = self._engine.connect()
                return self._connection, self._connection.begin()
            except Exception as error:
                # A new connection next time: this one may be damaged, or hold an old snapshot.
                self._disconnect()
                cause = getattr(error, "orig", None) or error
                if not is_busy(cause):
                    raise DatabaseUnavailableError(
                        f"cannot begin to write to {self._where()}: {cause}"
                    ) from error
                _log.warning("the database is locked by another process (attempt %d)", attempt)
                last = error
        raise DatabaseBusyError(f"another process keeps {self._where()} locked") from last

    def _commit(self, connection: Connection, transaction: RootTransaction) -> bool:
        """Whether it is on disk."""
        try:
            self._end(transaction.commit)
        except Exception as error:
            _log.warning("COMMIT of a group failed, its bodies run again one by one: %s", error)
            return False
        return not driver_connection(connection).in_transaction

    def _abandon(self, transaction: RootTransaction) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            if connection.get_transaction() is transaction:
                self._end(transaction.rollback)
            raw = driver_connection(connection)
            if raw.in_transaction:
                raw.rollback()
        except Exception as error:
            _log.warning("rollback failed, the connection is opened anew: %s", error)
            self._disconnect()

    def _end(self, action: Callable[[], None]) -> None:
        self._ending = True
        try:
            action()
        finally:
            self._ending = False

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None or connection.closed:
            return
        try:
            self._end(connection.close)
        except Exception as error:
            _log.warning("the damaged connection could not be closed: %s", error)

    def _where(self) -> str:
        return str(self._engine.url.database)

    def _guard_end(self, _connection: Connection) -> None:
        if not self._ending:
            raise RuntimeError("a body must not end its transaction: return a value, a Refusal, or raise")

    # --- waiting and answering ---------------------------------------------------------------------

    def _take_next(self, ends_at: float, taken: int) -> PendingCall | None:
        if taken >= self._limits.bodies or time.monotonic() >= ends_at:
            return None
        try:
            job = self._jobs.get_nowait()
        except queue.Empty:
            return None
        if job is None:
            self._last_job_taken = True
        else:
            self._in_hand.append(job)
        return job

    def _take_all(self) -> list[PendingCall]:
        jobs: list[PendingCall] = []
        while (job := self._take_next(float("inf"), 0)) is not None:
            jobs.append(job)
        return jobs

    def _refuse_all_waiting(self, error: DatabaseUnavailableError) -> None:
        self._take_all()
        waiting, self._in_hand = self._in_hand, []
        self._answer([(job, _Failed(_copy(error))) for job in waiting])

    def _answer(self, attempts: list[_Attempt], *, committed: bool = False) -> None:
        def deliver() -> None:
            for job, outcome in attempts:
                if job.answer.done():
                    continue
                if isinstance(outcome, _Failed):
                    job.answer.set_exception(outcome.error)
                else:
                    job.answer.set_result(outcome.result)
            if committed:
                self._grouped(sum(_is_kept(outcome) for _, outcome in attempts))
                self._committed()

        self._in_loop(deliver)

    def _in_loop(self, action: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(action)
        except RuntimeError:
            # The loop is closed, so nobody waits for an answer any more.
            _log.debug("the event loop ended before the writer did")


def _is_kept(outcome: _Outcome) -> bool:
    return isinstance(outcome, _Returned) and outcome.kept


def _any_kept(attempts: list[_Attempt]) -> bool:
    return any(_is_kept(outcome) for _, outcome in attempts)


def _is_lost(connection: Connection, transaction: RootTransaction) -> bool:
    return (
        connection.closed
        or connection.invalidated
        or not transaction.is_active
        or not driver_connection(connection).in_transaction
    )


def _guard_statement(cursor: sqlite3.Cursor, *_statement: object) -> None:
    # Outside a transaction SQLite would make each further statement durable at once.
    if not cursor.connection.in_transaction:
        raise TransactionLostError("the transaction has ended, the body must let its error through")


def _check_left_in_order(connection: Connection, transaction: RootTransaction, result: object) -> None:
    refuse_open_cursor(result)
    if connection.in_nested_transaction():
        raise RuntimeError("the body left a savepoint of its own open")
    if _is_lost(connection, transaction):
        raise TransactionLostError("the body hid the error that ended its transaction")


def _first_cause(error: BaseException) -> BaseException:
    """The error that ended the transaction, rather than the later ones that found it ended."""
    while isinstance(error, TransactionLostError) and error.__context__ is not None:
        error = error.__context__
    return error


def _copy(error: DatabaseUnavailableError) -> DatabaseUnavailableError:
    """One exception object must not be raised in several tasks: each adds to its traceback."""
    copy = type(error)(*error.args)
    copy.__cause__ = error.__cause__
    return copy
