"""How PostgreSQL is used: ordinary transactions over two small pools, one that writes and one that reads.

Writes run READ COMMITTED, so a body that reads before it writes locks its parent row first. Reads run
REPEATABLE READ and read-only: they see one state, the newest at their first statement.

What is told to whom: a caller gets a result only after COMMIT was answered. Lost before COMMIT, the body
runs again on another connection, since nothing of it is stored; lost during COMMIT, nobody can know, and
the caller is told that (CommitUnknownError). PostgreSQL answers the COMMIT of a transaction that an error
has ended with a ROLLBACK and no error at all: so a body that hides an error is found out before that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, ExceptionContext, RootTransaction, event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.db.engine.errors import (
    CommitUnknownError,
    DatabaseBusyError,
    DatabaseClosedError,
    DatabaseUnavailableError,
    TransactionLostError,
)
from bot.db.engine.patience import current_patience
from bot.db.engine.pending import Body
from bot.db.engine.reading.together import Outcome, ReadsTogether
from bot.db.engine.types import write_json
from bot.db.engine.writer import refuse_open_cursor

T = TypeVar("T")

_log = logging.getLogger(__name__)

_RUN_AGAIN = {"40001", "40P01", "0A000"}
"""serialization_failure and deadlock_detected: PostgreSQL asks for it. feature_not_supported: a statement
was prepared before a migration changed its table; the driver has forgotten it by now."""
LOCK_NOT_AVAILABLE = "55P03"
_IN_FAILED_TRANSACTION = "25P02"
_CANNOT_SERVE = {"57P01", "57P02", "57P03", "53300"}
"""admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections."""


@dataclass(frozen=True, slots=True)
class PostgresqlLimits:
    """How long something is waited for, and how many connections a process has."""

    writing_connections: int = 6
    wait_for_turn_s: float = 30.0
    """For a free connection of the pool."""
    wait_for_server_s: float = 10.0
    """For the server to take a new connection."""
    wait_for_lock_s: float = 10.0
    """For a row that another transaction keeps locked."""
    statement_s: float = 30.0
    """For the answer to a statement; longer means that the server or the network is gone."""
    pauses_s: tuple[float, ...] = (0.0, 0.2, 0.5, 1.0, 2.0)
    """Before each further try of a transaction whose connection was lost: a server that restarts is waited
    for, within the time that a handler has."""


def limits_of_a_bot() -> PostgresqlLimits:
    """Of a process that answers people: whoever comes in vain is told so, long before anybody thinks that the
    bot is dead. One wait fits into the patience of an update (``bot.middlewares.boundary``)."""
    return PostgresqlLimits(wait_for_turn_s=6.0, wait_for_server_s=3.0, wait_for_lock_s=5.0)


def postgresql_engine(url: URL, limits: PostgresqlLimits, *, most: int, reads_only: bool) -> AsyncEngine:
    """A pool of at most ``most`` connections. DatabaseUnavailableError when the driver is missing."""
    settings = {
        "application_name": "prokhodnaya",
        "default_transaction_isolation": "repeatable read" if reads_only else "read committed",
        "default_transaction_read_only": "on" if reads_only else "off",
        "lock_timeout": f"{round(limits.wait_for_lock_s * 1000)}",
        # A process that is stopped in the middle of a body must not keep rows locked for ever.
        "idle_in_transaction_session_timeout": f"{round(limits.statement_s * 2000)}",
        # Our statements are short; compiling them costs more than running them.
        "jit": "off",
    }
    try:
        return create_async_engine(
            url,
            pool_size=most,
            max_overflow=0,
            pool_timeout=limits.wait_for_turn_s,
            # No ping before each transaction: a connection that died meanwhile costs one more try instead.
            pool_pre_ping=False,
            pool_recycle=1800,
            json_serializer=write_json,
            connect_args={
                "timeout": limits.wait_for_server_s,
                "command_timeout": limits.statement_s,
                "server_settings": settings,
            },
        )
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseUnavailableError("PostgreSQL needs the package asyncpg: pip install asyncpg") from error


async def check_connection(engine: AsyncEngine) -> None:
    """DatabaseUnavailableError, with the address but no password, when the server cannot be reached."""
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")
    except (OSError, SQLAlchemyError) as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise DatabaseUnavailableError(f"cannot connect to {shown}: {words_of(error)}") from error


class PostgresqlReads(ReadsTogether):
    """At most as many transactions at once as its pool has connections, others wait."""

    def __init__(self, engine: AsyncEngine, limits: PostgresqlLimits, *, most: int) -> None:
        super().__init__(most=most)
        self._transactions = _Transactions(engine, limits, rolls_back=lambda _: True, committed=lambda: None)

    async def _attempt(self, bodies: Sequence[Body[Any]]) -> Sequence[Outcome]:
        if len(bodies) == 1:
            return [Outcome(await self._transactions.run(bodies[0]))]
        results: list[object] = []
        try:
            await self._transactions.run_together(bodies, results)
        except Exception as error:
            # Whoever it was, and who came after, is asked again alone: with tries and an error of their own.
            _log.debug("reads that were asked for together run alone: %s", type(error).__name__)
        return [Outcome(each) for each in results]

    async def close(self) -> None:
        """Closes the pool; nothing may be reading any more."""
        await self._finish()
        await self._transactions.dispose()


class PostgresqlWrites:
    """Each body in a transaction of its own, several at once."""

    def __init__(
        self,
        engine: AsyncEngine,
        limits: PostgresqlLimits,
        *,
        rolls_back: Callable[[object], bool],
        committed: Callable[[], None],
    ) -> None:
        self._transactions = _Transactions(engine, limits, rolls_back=rolls_back, committed=committed)
        self._closed = False
        self._in_flight = 0
        self._all_written = asyncio.Event()
        self._all_written.set()

    async def write(self, body: Body[T]) -> T:
        """The result of the body, once it is stored. An exception of the body is raised here."""
        if self._closed:
            raise DatabaseClosedError("the database is closed")
        self._in_flight += 1
        self._all_written.clear()
        try:
            return await self._transactions.run(body)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._all_written.set()

    async def close(self) -> None:
        """Finishes what was asked for, then closes the pool. May be called again."""
        self._closed = True
        await self._all_written.wait()
        await self._transactions.dispose()


class _RunAgain(Exception):  # noqa: N818 - not an error: what happens next
    """Nothing of the body is stored and the reason may be gone at the next try."""

    def __init__(self, at_last: DatabaseUnavailableError) -> None:
        """``at_last``: what the caller is told when there is no further try."""
        super().__init__(str(at_last))
        self.at_last = at_last


class _Transactions:
    """Runs bodies over one pool."""

    def __init__(
        self,
        engine: AsyncEngine,
        limits: PostgresqlLimits,
        *,
        rolls_back: Callable[[object], bool],
        committed: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._rolls_back = rolls_back
        self._committed = committed
        self._errors_inside: dict[Connection, list[Exception]] = {}
        """Connections that a body has now, with what their statements raised so far."""
        sync_engine = engine.sync_engine
        event.listen(sync_engine, "commit", self._guard_end)
        event.listen(sync_engine, "rollback", self._guard_end)
        event.listen(sync_engine, "handle_error", self._note_error)

    async def dispose(self) -> None:
        await self._engine.dispose()

    async def run(self, body: Body[T]) -> T:
        for pause in self._limits.pauses_s:
            try:
                return await self._run_once(body)
            except _RunAgain as reason:
                _log.info("a transaction runs again: %s", reason)
                if (patience := current_patience()) is not None:
                    patience.note(reason.at_last)
            await asyncio.sleep(pause)
        try:
            return await self._run_once(body)
        except _RunAgain as reason:
            raise reason.at_last from reason.__cause__

    async def run_together(self, bodies: Sequence[Body[Any]], results: list[object]) -> None:
        """Tries once to run bodies in one transaction that keeps nothing. In ``results``: what those came to
        that were through when one of them failed."""
        async with self._connect() as connection:
            await connection.run_sync(self._run_guarded, bodies, results)
            await _roll_back(connection)

    async def _run_once(self, body: Body[T]) -> T:
        async with self._connect() as connection:
            results: list[T] = []
            await connection.run_sync(self._run_guarded, [body], results)
            [result] = results
            if self._rolls_back(result):
                await _roll_back(connection)
            else:
                await self._commit(connection)
            return result

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[AsyncConnection]:
        async with AsyncExitStack() as stack:
            try:
                # Left by an error, it is rolled back; damaged, it does not go back into the pool.
                connection = await stack.enter_async_context(self._engine.connect())
            except PoolTimeoutError as error:
                raise DatabaseBusyError("all connections to the database are in use") from error
            except (OSError, DBAPIError) as error:
                shown = self._engine.url.render_as_string(hide_password=True)
                unavailable = DatabaseUnavailableError(f"cannot connect to {shown}: {words_of(error)}")
                raise _RunAgain(unavailable) from error
            yield connection

    def _run_guarded(self, connection: Connection, bodies: Sequence[Body[T]], results: list[T]) -> None:
        transaction = connection.begin()
        errors = self._errors_inside[connection] = []
        try:
            for body in bodies:
                result = body(connection)
                _check_left_in_order(connection, transaction, errors, result)
                results.append(result)
        except Exception as error:
            cause = _explain(connection, errors, error)
            if cause is error:
                raise
            raise cause from error
        finally:
            del self._errors_inside[connection]

    async def _commit(self, connection: AsyncConnection) -> None:
        if _is_gone(connection.sync_connection):
            raise _RunAgain(DatabaseUnavailableError("the connection was lost before COMMIT"))
        try:
            await connection.commit()
        except Exception as error:
            if isinstance(error, TimeoutError) or _is_gone(connection.sync_connection):
                raise CommitUnknownError("the connection was lost during COMMIT") from error
            raise _explain(connection.sync_connection, [], error) from error
        finally:
            # Also when it is not known, or when the caller is cancelled meanwhile: it may be stored.
            self._committed()

    def _guard_end(self, connection: Connection) -> None:
        if connection in self._errors_inside:
            raise RuntimeError("a body must not end its transaction: return a value, a Refusal, or raise")

    def _note_error(self, context: ExceptionContext) -> None:
        errors = None if context.connection is None else self._errors_inside.get(context.connection)
        error = context.sqlalchemy_exception or context.original_exception
        if errors is not None and isinstance(error, Exception):
            errors.append(error)


async def _roll_back(connection: AsyncConnection) -> None:
    """Nothing was to be kept, so the answer is true even if the connection does not live to hear it."""
    try:
        await connection.rollback()
    except (OSError, DBAPIError) as error:
        _log.info("the connection was lost after its transaction: %s", words_of(error))


def _check_left_in_order(
    connection: Connection, transaction: RootTransaction, errors: list[Exception], result: object
) -> None:
    refuse_open_cursor(result)
    if connection.in_nested_transaction():
        raise RuntimeError("the body left a savepoint of its own open")
    if errors:
        # Hidden, or confined to a savepoint that was rolled back: PostgreSQL itself knows.
        try:
            connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            raise TransactionLostError("the body hid the error that ended its transaction") from errors[0]
    if not transaction.is_active:
        raise RuntimeError("the body ended its transaction")


def _explain(connection: Connection | None, errors: list[Exception], error: Exception) -> Exception:
    """What the caller is told about an error before COMMIT, or that the body runs again."""
    if _is_gone(connection):
        cause = errors[0] if errors else error
        return _RunAgain(DatabaseUnavailableError(f"the connection was lost: {words_of(cause)}"))
    if isinstance(error, TimeoutError):
        return DatabaseBusyError("the database did not answer in time")
    state = sqlstate(error)
    if state == _IN_FAILED_TRANSACTION and errors:
        # The error that ended the transaction, rather than the later ones that found it ended.
        error, state = errors[0], sqlstate(errors[0])
    if state in _CANNOT_SERVE:
        return _RunAgain(DatabaseUnavailableError(f"the server cannot serve: {words_of(error)}"))
    if state in _RUN_AGAIN:
        return _RunAgain(DatabaseBusyError(f"in conflict with others again and again: {words_of(error)}"))
    if state == LOCK_NOT_AVAILABLE:
        return DatabaseBusyError("another transaction keeps a row locked")
    return error


def _is_gone(connection: Connection | None) -> bool:
    """Whether the server cannot be reached by this connection any more."""
    if connection is None or connection.closed or connection.invalidated:
        return True
    driver = connection.connection.driver_connection
    return driver is None or bool(driver.is_closed())


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's code of an error; None when it is none of PostgreSQL's."""
    if not isinstance(error, DBAPIError):
        return None
    for each in (error.orig, error.orig.__cause__ if error.orig is not None else None):
        state = getattr(each, "sqlstate", None)
        if isinstance(state, str):
            return state
    return None


_BROKEN_CLASSES = ("08", "53", "57P", "58", "F0", "XX")
"""connection_exception, insufficient_resources, operator_intervention, system_error, config_file_error,
internal_error."""
READ_ONLY = "25006"


def is_broken(error: BaseException) -> bool:
    """Whether the server itself failed: no room, no memory, damaged files, a standby that takes no writes."""
    state = sqlstate(error)
    return state is not None and (state.startswith(_BROKEN_CLASSES) or state == READ_ONLY)


def words_of(error: BaseException) -> str:
    """What the driver said, without the statement and its parameters."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return f"{cause}" or type(cause).__name__


@asynccontextmanager
async def one_transaction(url: URL, **options: object) -> AsyncIterator[AsyncConnection]:
    """One transaction on a connection that nobody else uses, committed at the end.

    ``options``: execution options of SQLAlchemy, such as ``isolation_level``. DatabaseUnavailableError when
    there is no driver or no connection.
    """
    try:
        engine = create_async_engine(
            url, poolclass=NullPool, json_serializer=write_json, execution_options=options
        )
    except ImportError as error:
        raise DatabaseUnavailableError("PostgreSQL needs the package asyncpg: pip install asyncpg") from error
    try:
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(engine.begin())
            except (OSError, DBAPIError) as error:
                shown = url.render_as_string(hide_password=True)
                raise DatabaseUnavailableError(f"cannot connect to {shown}: {words_of(error)}") from error
            yield connection
    finally:
        await engine.dispose()


async def run_once(
    url: URL,
    body: Callable[[Connection], T],
    *,
    first: Callable[[AsyncConnection], Awaitable[None]] | None = None,
) -> T:
    """Runs ``first`` and the body in :func:`one_transaction`.

    DatabaseBusyError for a lock that is not let go of.
    """
    try:
        async with one_transaction(url) as connection:
            if first is not None:
                await first(connection)
            return await connection.run_sync(body)
    except DBAPIError as error:
        if sqlstate(error) != LOCK_NOT_AVAILABLE:
            raise
        shown = url.render_as_string(hide_password=True)
        raise DatabaseBusyError(f"another process keeps {shown} locked") from error
