"""PostgreSQL under the two verbs: who is told what when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import asyncpg
import pytest
from sqlalchemy import URL, Connection, make_url, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError
from sqlalchemy.util import await_only

from bot.db.engine.database import Database
from bot.db.engine.errors import (
    CommitUnknownError,
    DatabaseBusyError,
    DatabaseClosedError,
    DatabaseUnavailableError,
    TransactionLostError,
)
from bot.db.engine.postgresql import PostgresqlLimits
from bot.domain.refusal import Reason, Refusal
from tests.db.conftest import create_tables, store, word
from tests.postgres import new_database, sql

T = TypeVar("T")

IMPATIENT = PostgresqlLimits(
    writing_connections=2, wait_for_turn_s=0.3, wait_for_lock_s=0.3, pauses_s=(0.0, 0.0)
)
PARALLEL = PostgresqlLimits(writing_connections=4, pauses_s=(0.0, 0.0, 0.0))


def read_words(connection: Connection) -> set[str]:
    return set(connection.execute(select(word.c.text)).scalars())


def pid_of(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


@asynccontextmanager
async def held(database: Database, *, changes: str | None = None) -> AsyncIterator[None]:
    """A transaction stays open meanwhile, a word's row locked. (A body awaits nothing; this one does.)"""
    entered, done = asyncio.Event(), asyncio.Event()

    def body(connection: Connection) -> None:
        if changes is not None:
            connection.execute(update(word).where(word.c.text == changes).values(ballast=b"1"))
        entered.set()
        await_only(done.wait())

    holder = asyncio.create_task(database.write(body))
    try:
        await entered.wait()
        yield
    finally:
        done.set()
        await holder


@pytest.fixture(scope="module")
def shared_database(postgres_server: URL) -> Iterator[URL]:
    """One for all tests here, which is cheaper than one for each."""
    with new_database(postgres_server) as name:
        yield postgres_server.set(database=name)


@pytest.fixture
def postgres_url(shared_database: URL) -> str:
    """Emptied, without the product's tables."""
    sql(shared_database, "DROP TABLE IF EXISTS echo", "DROP TABLE IF EXISTS word")
    return shared_database.render_as_string(hide_password=False)


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = await Database.open(postgres_url, postgresql=IMPATIENT)
    await database.write(create_tables)
    yield database
    await database.close()


@pytest.fixture
def kill(postgres_server: URL) -> Callable[[Connection], None]:
    """Ends the server's side of a connection, as a restart or a failover does."""

    def end(connection: Connection) -> None:
        sql(postgres_server, f"SELECT pg_terminate_backend({pid_of(connection)}, 5000)")

    return end


class TestRecipe:
    async def test_levels_and_limits(self, postgres_url: str) -> None:
        names = (
            "transaction_isolation",
            "transaction_read_only",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
        )

        def body(connection: Connection) -> list[str]:
            return [str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names]

        database = await Database.open(postgres_url)
        assert await database.write(body) == ["read committed", "off", "10s", "1min"]
        assert await database.read(body) == ["repeatable read", "on", "10s", "1min"]
        await database.close()

    async def test_an_unreachable_server_is_said_without_the_password(self) -> None:
        with pytest.raises(DatabaseUnavailableError, match=r"bot:\*\*\*@127\.0\.0\.1:1/bot") as raised:
            await Database.open("postgresql://bot:hunter2@127.0.0.1:1/bot")
        assert "hunter2" not in str(raised.value)

    async def test_a_database_that_does_not_exist(self, postgres_server: URL) -> None:
        address = postgres_server.set(database="nowhere").render_as_string(hide_password=False)
        with pytest.raises(DatabaseUnavailableError, match='database "nowhere" does not exist'):
            await Database.open(address)


class TestReading:
    async def test_sees_what_a_write_has_returned(self, database: Database) -> None:
        for n in range(20):
            text = await database.write(store(f"w{n}"))
            assert text in await database.read(read_words)

    async def test_sees_one_state_throughout(self, database: Database) -> None:
        await database.write(store("before"))

        def body(connection: Connection) -> tuple[set[str], set[str]]:
            first = read_words(connection)
            await_only(database.write(store("meanwhile")))
            return first, read_words(connection)

        assert await database.read(body) == ({"before"}, {"before"})
        assert await database.read(read_words) == {"before", "meanwhile"}

    async def test_cannot_write(self, database: Database) -> None:
        with pytest.raises(DBAPIError, match="read-only"):
            await database.read(store("a"))
        assert await database.read(read_words) == set()

    async def test_an_error_of_the_body_reaches_its_caller(self, database: Database) -> None:
        def body(connection: Connection) -> None:
            read_words(connection)
            raise LookupError("body")

        for _ in range(10):  # more than the pool has connections
            with pytest.raises(LookupError, match="body"):
                await database.read(body)

    async def test_rows_must_be_read_inside(self, database: Database) -> None:
        with pytest.raises(TypeError, match="must read its rows"):
            await database.read(lambda connection: connection.execute(select(word)))

    async def test_those_who_ask_together_share_a_transaction(self, database: Database) -> None:
        def snapshot(connection: Connection) -> str:
            return str(connection.exec_driver_sql("SELECT pg_backend_pid() || ' ' || now()").scalar_one())

        assert len(set(await asyncio.gather(*(database.read(snapshot) for _ in range(10))))) == 1

    async def test_who_fails_fails_alone(
        self, database: Database, kill: Callable[[Connection], None]
    ) -> None:
        await database.write(store("a"))
        runs = 0

        def wrong(connection: Connection) -> set[str]:
            connection.exec_driver_sql("SELECT * FROM nothing")
            return set()

        def lost(connection: Connection) -> set[str]:
            nonlocal runs
            runs += 1
            if runs == 1:
                kill(connection)
            return read_words(connection)

        def hides(connection: Connection) -> set[str]:
            with suppress(DBAPIError):
                wrong(connection)
            return set()

        bodies = [read_words, wrong, read_words, lost, read_words, hides, read_words]
        answers = await asyncio.gather(*map(database.read, bodies), return_exceptions=True)
        assert answers[::2] == [{"a"}] * 4
        assert answers[3] == {"a"}
        assert "nothing" in str(answers[1])
        assert isinstance(answers[5], TransactionLostError)

    async def test_cancelled_readers_leave_the_pool_whole(self, database: Database) -> None:
        await database.write(store("a"))
        for pause in range(0, 30, 3):
            readers = [asyncio.create_task(database.read(read_words)) for _ in range(8)]
            for _ in range(pause):
                await asyncio.sleep(0)
            for reader in readers[::2]:
                reader.cancel()
            answers = await asyncio.gather(*readers, return_exceptions=True)
            assert answers[1::2] == [{"a"}] * 4
        assert await asyncio.gather(*(database.read(read_words) for _ in range(8))) == [{"a"}] * 8


class TestWhatABodyDoes:
    """Stored is what a body returned; a Refusal, an exception and a hidden error store nothing."""

    async def test_an_exception(self, database: Database) -> None:
        def body(connection: Connection) -> None:
            store("a")(connection)
            raise LookupError("body")

        with pytest.raises(LookupError, match="body"):
            await database.write(body)
        assert await database.read(read_words) == set()

    async def test_a_refusal(self, database: Database) -> None:
        refusal = Refusal(Reason.NOT_FOUND)

        def body(connection: Connection) -> Refusal:
            store("a")(connection)
            return refusal

        assert await database.write(body) is refusal
        assert await database.read(read_words) == set()

    async def test_a_hidden_error(self, database: Database) -> None:
        """PostgreSQL would answer its COMMIT with a rollback and no error."""

        def body(connection: Connection) -> str:
            store("a")(connection)
            with suppress(IntegrityError):
                store("a")(connection)
            return "done"

        with pytest.raises(TransactionLostError, match="hid the error") as raised:
            await database.write(body)
        assert isinstance(raised.value.__cause__, IntegrityError)
        assert await database.read(read_words) == set()

    async def test_a_hidden_error_and_a_refusal(self, database: Database) -> None:
        def body(connection: Connection) -> Refusal:
            store("a")(connection)
            with suppress(IntegrityError):
                store("a")(connection)
            return Refusal(Reason.NOT_FOUND)

        with pytest.raises(TransactionLostError):
            await database.write(body)

    async def test_the_first_of_several_errors_is_told(self, database: Database) -> None:
        def body(connection: Connection) -> None:
            store("a")(connection)
            with suppress(IntegrityError):
                store("a")(connection)
            store("b")(connection)

        with pytest.raises(IntegrityError):
            await database.write(body)
        assert await database.read(read_words) == set()

    async def test_an_error_inside_of_a_savepoint_that_was_rolled_back(self, database: Database) -> None:
        def body(connection: Connection) -> str:
            store("a")(connection)
            with suppress(IntegrityError), connection.begin_nested():
                store("a")(connection)
            return "done"

        assert await database.write(body) == "done"
        assert await database.read(read_words) == {"a"}

    async def test_a_savepoint_left_open(self, database: Database) -> None:
        def body(connection: Connection) -> None:
            connection.begin_nested()
            store("a")(connection)

        with pytest.raises(RuntimeError, match="savepoint"):
            await database.write(body)
        assert await database.read(read_words) == set()

    @pytest.mark.parametrize("end", [Connection.commit, Connection.rollback])
    @pytest.mark.parametrize("hides", [False, True])
    async def test_ending_the_transaction(
        self, database: Database, end: Callable[[Connection], None], hides: bool
    ) -> None:
        def body(connection: Connection) -> None:
            store("a")(connection)
            try:
                end(connection)
            except RuntimeError:
                if not hides:
                    raise
            store("b")(connection)

        with pytest.raises((RuntimeError, InvalidRequestError), match="transaction"):
            await database.write(body)
        assert await database.read(read_words) == set()

    async def test_listeners_hear_of_commits_alone(self, database: Database) -> None:
        heard: list[set[str]] = []
        database.on_commit(lambda: heard.append(set()))
        await database.write(store("a"))
        assert len(heard) == 1
        await database.write(lambda _: Refusal(Reason.NOT_FOUND))
        with pytest.raises(IntegrityError):
            await database.write(store("a"))
        assert len(heard) == 1


class TestOthersInTheWay:
    async def test_a_deadlock_is_resolved_by_running_again(self, postgres_url: str) -> None:
        database = await Database.open(postgres_url, postgresql=PARALLEL)
        await database.write(create_tables)
        await database.write(store("a"))
        await database.write(store("b"))
        both = asyncio.Barrier(2)
        runs = 0

        def change(first: str, second: str, mark: bytes) -> Callable[[Connection], None]:
            def body(connection: Connection) -> None:
                nonlocal runs
                runs += 1
                connection.execute(update(word).where(word.c.text == first).values(ballast=mark))
                if runs <= 2:
                    await_only(both.wait())
                connection.execute(update(word).where(word.c.text == second).values(ballast=mark))

            return body

        await asyncio.gather(database.write(change("a", "b", b"1")), database.write(change("b", "a", b"2")))
        assert runs == 3
        kept = await database.read(lambda c: set(c.execute(select(word.c.ballast)).scalars()))
        assert len(kept) == 1, "whoever came last changed both"
        await database.close()

    async def test_a_row_that_stays_locked(self, database: Database) -> None:
        await database.write(store("a"))
        contender = update(word).values(ballast=b"2")
        async with held(database, changes="a"):
            with pytest.raises(DatabaseBusyError, match="keeps a row locked"):
                await database.write(lambda connection: connection.execute(contender).rowcount)
        assert await database.write(lambda connection: connection.execute(contender).rowcount) == 1

    async def test_all_connections_in_use(self, database: Database) -> None:
        assert IMPATIENT.writing_connections == 2
        async with held(database), held(database):
            with pytest.raises(DatabaseBusyError, match="in use"):
                await database.write(store("a"))
            assert await database.read(read_words) == set(), "reads have connections of their own"
        await database.write(store("a"))

    async def test_a_table_changed_by_a_migration(self, database: Database, postgres_url: str) -> None:
        """A statement that was prepared before is prepared again."""
        await database.write(store("a"))
        everything = text("SELECT * FROM word")

        def columns(connection: Connection) -> list[str]:
            return list(connection.execute(everything).keys())

        assert len(await database.read(columns)) == 2
        assert len(await database.write(columns)) == 2
        sql(make_url(postgres_url).set(drivername="postgresql"), "ALTER TABLE word ADD COLUMN more text")
        assert len(await database.read(columns)) == 3
        assert len(await database.write(columns)) == 3


class TestCancelledCaller:
    async def test_while_it_waits_for_a_row(self, database: Database) -> None:
        await database.write(store("a"))
        waits = asyncio.Event()

        def contend(connection: Connection) -> None:
            store("b")(connection)
            waits.set()
            connection.execute(update(word).values(ballast=b"2"))

        async with held(database, changes="a"):
            contender = asyncio.create_task(database.write(contend))
            await waits.wait()
            contender.cancel()
            with pytest.raises(asyncio.CancelledError):
                await contender
        assert await database.read(read_words) == {"a"}
        await asyncio.gather(*(database.write(store(f"w{n}")) for n in range(8)))

    async def test_at_any_moment(self, database: Database) -> None:
        """Whatever was answered is stored, nothing is stored by halves, and the pool stays whole."""

        def both(number: int) -> Callable[[Connection], int]:
            def body(connection: Connection) -> int:
                store(f"{number}a")(connection)
                store(f"{number}b")(connection)
                return number

            return body

        answered = set()
        for number in range(40):
            writer = asyncio.create_task(database.write(both(number)))
            for _ in range(number):
                await asyncio.sleep(0)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                answered.add(await writer)
        stored = await database.read(read_words)
        assert {f"{number}{half}" for number in answered for half in "ab"} <= stored
        assert {each[:-1] for each in stored if each.endswith("a")} == {
            each[:-1] for each in stored if each.endswith("b")
        }
        await asyncio.gather(*(database.write(store(f"w{n}")) for n in range(8)))


class Wire:
    """Between the database's driver and the server; it can be cut at a COMMIT."""

    def __init__(self, server: URL) -> None:
        assert server.host is not None
        self._target = (server.host, server.port)
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.cut_at_commit: bool | None = None
        """Whether the server still gets the next COMMIT before the wire is cut."""

    async def open(self) -> int:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        assert self._listener is not None
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer))
        self._tasks.add(task)

    async def _carry(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection(*self._target)

        async def answer() -> None:
            while data := await server.read(65536):
                to_client.write(data)
            to_client.close()

        answering = asyncio.create_task(answer())
        try:
            while data := await client.read(65536):
                if b"COMMIT;" in data and self.cut_at_commit is not None:
                    arrives, self.cut_at_commit = self.cut_at_commit, None
                    answering.cancel()
                    await asyncio.wait([answering])
                    if arrives:
                        to_server.write(data)
                        await server.readexactly(1)
                    break
                to_server.write(data)
        finally:
            answering.cancel()
            await asyncio.wait([answering])
            to_server.transport.abort()
            to_client.transport.abort()


class TestLostConnections:
    async def test_in_the_middle_of_a_write(
        self, database: Database, kill: Callable[[Connection], None]
    ) -> None:
        """Nothing of it was stored, so it runs again on another connection."""
        runs = 0

        def body(connection: Connection) -> str:
            nonlocal runs
            runs += 1
            store("a")(connection)
            if runs == 1:
                kill(connection)
            store("b")(connection)
            return "done"

        assert await database.write(body) == "done"
        assert runs == 2
        assert await database.read(read_words) == {"a", "b"}

    async def test_in_the_middle_of_a_read(
        self, database: Database, kill: Callable[[Connection], None]
    ) -> None:
        await database.write(store("a"))
        runs = 0

        def body(connection: Connection) -> set[str]:
            nonlocal runs
            runs += 1
            if runs == 1:
                kill(connection)
            return read_words(connection)

        assert await database.read(body) == {"a"}
        assert runs == 2

    async def test_hidden_by_the_body(self, database: Database, kill: Callable[[Connection], None]) -> None:
        runs = 0

        def body(connection: Connection) -> str:
            nonlocal runs
            runs += 1
            store("a")(connection)
            if runs == 1:
                kill(connection)
            with suppress(DBAPIError):
                store("b")(connection)
            return "done"

        assert await database.write(body) == "done"
        assert await database.read(read_words) == {"a", "b"}

    async def test_while_nobody_used_it(self, database: Database, kill: Callable[[Connection], None]) -> None:
        """No ping before each transaction, and still nobody notices."""
        pids = [await database.write(pid_of), await database.read(pid_of)]

        def end(connection: Connection) -> None:
            for pid in pids:
                connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")

        other = await Database.open(database_url_of(database))
        await other.write(end)
        await other.close()
        await database.write(store("a"))
        assert await database.read(read_words) == {"a"}

    async def test_again_and_again(self, database: Database, kill: Callable[[Connection], None]) -> None:
        runs = 0

        def body(connection: Connection) -> None:
            nonlocal runs
            runs += 1
            store("a")(connection)
            kill(connection)
            read_words(connection)

        with pytest.raises(DatabaseUnavailableError, match="connection was lost"):
            await database.write(body)
        assert runs == len(IMPATIENT.pauses_s) + 1
        assert await database.read(read_words) == set()

    async def test_after_a_refusal_the_answer_is_true_all_the_same(
        self, database: Database, kill: Callable[[Connection], None]
    ) -> None:
        refusal = Refusal(Reason.NOT_FOUND)

        def body(connection: Connection) -> Refusal:
            store("a")(connection)
            kill(connection)
            return refusal

        assert await database.write(body) is refusal
        assert await database.read(read_words) == set()

    @pytest.mark.parametrize("arrives", [True, False], ids=["the server got it", "the server did not"])
    async def test_during_commit(
        self, database: Database, postgres_server: URL, postgres_url: str, arrives: bool
    ) -> None:
        """Stored or not, nobody can know: the caller is told that, and listeners look in any case."""
        wire = Wire(postgres_server)
        there = make_url(postgres_url).set(port=await wire.open()).render_as_string(hide_password=False)
        through = await Database.open(there, postgresql=IMPATIENT)
        heard = asyncio.Event()
        through.on_commit(heard.set)
        runs = 0

        def body(connection: Connection) -> str:
            nonlocal runs
            runs += 1
            return store("a")(connection)

        wire.cut_at_commit = arrives
        with pytest.raises(CommitUnknownError):
            await through.write(body)
        assert runs == 1, "what may be stored is not done again"
        assert heard.is_set()
        assert await through.write(store("b")) == "b", "the next one gets a connection that works"
        assert await database.read(read_words) == ({"a", "b"} if arrives else {"b"})
        await through.close()
        await wire.close()

    async def test_a_server_that_does_not_come_back(self, postgres_server: URL, postgres_url: str) -> None:
        wire = Wire(postgres_server)
        there = make_url(postgres_url).set(port=await wire.open()).render_as_string(hide_password=False)
        database = await Database.open(there, postgresql=IMPATIENT)
        await wire.close()
        with pytest.raises(DatabaseUnavailableError, match="cannot connect"):
            await database.write(store("a"))
        with pytest.raises(DatabaseUnavailableError, match="cannot connect"):
            await database.read(read_words)
        await database.close()


def database_url_of(database: Database) -> str:
    """The address that a test's database was opened with."""
    url: URL = database._writes._transactions._engine.url  # type: ignore[attr-defined]  # the test looks inside
    return url.render_as_string(hide_password=False)


class TestClosing:
    async def test_waits_for_what_was_asked(self, postgres_url: str) -> None:
        database = await Database.open(postgres_url)
        await database.write(create_tables)
        tasks = [asyncio.create_task(database.write(store(f"w{n}"))) for n in range(10)]
        reads = [asyncio.create_task(database.read(pid_of)) for _ in range(10)]
        await asyncio.sleep(0)
        await database.close()
        assert [await task for task in tasks] == [f"w{n}" for n in range(10)]
        assert all([await read for read in reads])
        with pytest.raises(DatabaseClosedError):
            await database.write(store("late"))
        with pytest.raises(DatabaseClosedError):
            await database.read(read_words)
        await database.close()

    async def test_leaves_no_connection_open(self, postgres_url: str) -> None:
        database = await Database.open(postgres_url)
        await asyncio.gather(*(database.read(pid_of) for _ in range(8)))
        await asyncio.gather(*(database.write(pid_of) for _ in range(8)))
        address = make_url(postgres_url).set(drivername="postgresql")
        watcher = await asyncpg.connect(address.render_as_string(hide_password=False))
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        try:
            assert await watcher.fetchval(others) > 0
            await database.close()
            async with asyncio.timeout(5):  # the server notices a moment later
                while await watcher.fetchval(others):  # noqa: ASYNC110 - the server tells nobody
                    await asyncio.sleep(0.01)
        finally:
            await watcher.close()
