"""The group-commit writer: many bodies, one COMMIT, and each caller is told the truth."""

from __future__ import annotations

import asyncio
import random
import resource
import sqlite3
import sys
import threading
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db.engine.database import Database
from bot.db.engine.errors import (
    DatabaseBrokenError,
    DatabaseBusyError,
    DatabaseClosedError,
    TransactionLostError,
    WriterDiedError,
)
from bot.db.engine.writer import GroupCommitWriter, GroupLimits
from bot.domain.refusal import Reason, Refusal
from tests.db.conftest import Gate, create_tables, echo, store, stored_words, word

NO = Refusal(Reason.SESSION_FULL)

Body = Callable[[Connection], object]


async def write_as_one_group(database: Database, bodies: list[Body]) -> list[object]:
    """What each caller is told: a result or an exception."""
    gate = Gate()
    held = asyncio.create_task(database.write(gate))
    answers = [asyncio.create_task(database.write(body)) for body in bodies]
    await asyncio.sleep(0)
    gate.open()
    told = await asyncio.gather(*answers, return_exceptions=True)
    await asyncio.gather(held, return_exceptions=True)
    return list(told)


def refuse_after_storing(text: str) -> Body:
    def body(connection: Connection) -> Refusal:
        store(text)(connection)
        return NO

    return body


def fail_after_storing(text: str) -> Body:
    def body(connection: Connection) -> None:
        store(text)(connection)
        raise LookupError(text)

    return body


class TestGroups:
    async def test_many_concurrent_writes_need_few_commits(
        self, database: Database, path: Path, ends: Counter[str]
    ) -> None:
        words = [f"w{n}" for n in range(200)]
        told = await asyncio.gather(*(database.write(store(text)) for text in words))
        assert told == words
        assert stored_words(path) == set(words)
        assert ends["commit"] < 50

    async def test_what_waits_together_is_one_commit(self, database: Database, ends: Counter[str]) -> None:
        await write_as_one_group(database, [store(f"w{n}") for n in range(20)])
        assert ends == {"commit": 1}

    async def test_one_after_another_each_has_its_own_commit(
        self, database: Database, ends: Counter[str]
    ) -> None:
        for n in range(5):
            await database.write(store(f"w{n}"))
        assert ends == {"commit": 5}

    @pytest.mark.parametrize(
        ("limits", "commits"),
        [(GroupLimits(bodies=7, seconds=60), 3), (GroupLimits(bodies=100, seconds=0), 21)],
        ids=["by number", "by time"],
    )
    async def test_a_group_is_limited(
        self, url: str, limits: GroupLimits, commits: int, ends: Counter[str]
    ) -> None:
        database = await Database.open(url, limits=limits)
        await database.write(create_tables)
        ends.clear()
        await write_as_one_group(database, [store(f"w{n}") for n in range(20)])
        await database.close()
        assert ends == {"commit": commits}

    async def test_a_body_sees_what_the_one_before_it_did(self, database: Database) -> None:
        def read(connection: Connection) -> list[str]:
            return list(connection.execute(select(word.c.text)).scalars())

        assert await write_as_one_group(database, [store("first"), read]) == ["first", ["first"]]


class TestOneBodyOfMany:
    async def test_a_refusal_rolls_back_its_own_work_only(self, database: Database, path: Path) -> None:
        told = await write_as_one_group(database, [store("a"), refuse_after_storing("b"), store("c")])
        assert told == ["a", NO, "c"]
        assert stored_words(path) == {"a", "c"}

    async def test_an_exception_rolls_back_its_own_work_only(
        self, database: Database, path: Path, ends: Counter[str]
    ) -> None:
        a, error, c = await write_as_one_group(database, [store("a"), fail_after_storing("b"), store("c")])
        assert (a, c) == ("a", "c")
        assert isinstance(error, LookupError)
        assert stored_words(path) == {"a", "c"}
        assert ends == {"commit": 1}

    async def test_a_broken_constraint_is_the_callers_alone(self, database: Database, path: Path) -> None:
        a, error, c = await write_as_one_group(database, [store("a"), store("a"), store("c")])
        assert (a, c) == ("a", "c")
        assert isinstance(error, IntegrityError)
        assert stored_words(path) == {"a", "c"}

    async def test_nothing_kept_needs_no_commit(self, database: Database, ends: Counter[str]) -> None:
        told = await asyncio.gather(
            database.write(refuse_after_storing("a")),
            database.write(fail_after_storing("b")),
            return_exceptions=True,
        )
        assert told[0] == NO
        assert ends["commit"] == 0

    async def test_a_savepoint_of_a_body_ends_with_it(self, database: Database, path: Path) -> None:
        def body(connection: Connection) -> None:
            store("kept")(connection)
            with pytest.raises(LookupError), connection.begin_nested():
                fail_after_storing("dropped")(connection)

        await database.write(body)
        assert stored_words(path) == {"kept"}

    @pytest.mark.parametrize("raises", [False, True])
    async def test_a_savepoint_left_open_is_a_defect_of_that_body(
        self, database: Database, path: Path, raises: bool
    ) -> None:
        def careless(connection: Connection) -> None:
            connection.begin_nested()
            connection.begin_nested()
            store("lost")(connection)
            if raises:
                raise LookupError("careless")

        a, error, c = await write_as_one_group(database, [store("a"), careless, store("c")])
        assert (a, c) == ("a", "c")
        assert isinstance(error, LookupError if raises else RuntimeError)
        assert stored_words(path) == {"a", "c"}

    @pytest.mark.parametrize("kind", [StopIteration, asyncio.CancelledError, GeneratorExit])
    async def test_exceptions_that_mean_something_to_asyncio(
        self, database: Database, path: Path, kind: type[BaseException]
    ) -> None:
        def body(connection: Connection) -> None:
            store("b")(connection)
            raise kind

        with pytest.raises((RuntimeError, kind)):
            await asyncio.wait_for(database.write(body), timeout=10)
        assert await database.write(store("c")) == "c"
        assert stored_words(path) == {"c"}

    async def test_rows_must_be_read_inside(self, database: Database) -> None:
        with pytest.raises(TypeError, match="must read its rows"):
            await database.write(lambda connection: connection.execute(select(word)))


class TestBodiesThatEndTheirTransaction:
    """Each is a defect of that body. Its neighbours must not notice."""

    @staticmethod
    def commit(connection: Connection) -> None:
        store("b")(connection)
        connection.commit()

    @staticmethod
    def roll_back(connection: Connection) -> None:
        store("b")(connection)
        connection.rollback()

    @staticmethod
    def close(connection: Connection) -> None:
        store("b")(connection)
        connection.close()

    @staticmethod
    def close_in_silence(connection: Connection) -> None:
        store("b")(connection)
        for _ in range(2):
            try:
                connection.close()
            except RuntimeError:
                continue

    @staticmethod
    def roll_back_below(connection: Connection) -> str:
        store("b")(connection)
        connection.exec_driver_sql("ROLLBACK")
        return "told"

    @pytest.mark.parametrize(
        "defect", ["commit", "roll_back", "close", "close_in_silence", "roll_back_below"]
    )
    async def test_the_neighbours_are_stored(self, database: Database, path: Path, defect: str) -> None:
        told = await write_as_one_group(database, [store("a"), getattr(self, defect), store("c")])
        assert [told[0], told[2]] == ["a", "c"]
        assert isinstance(told[1], (RuntimeError, TransactionLostError))
        assert stored_words(path) == {"a", "c"}
        assert await database.write(store("d")) == "d"


class Runs(Counter[str]):
    """How often each body ran."""

    def counted(self, name: str, body: Body) -> Body:
        def run(connection: Connection) -> object:
            self[name] += 1
            return body(connection)

        return run


def driver(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def limit_pages(spare: int) -> Body:
    """From now on the file may grow by so many pages."""

    def body(connection: Connection) -> int:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(connection.exec_driver_sql(f"PRAGMA max_page_count={pages + spare}").scalar_one())

    return body


def interrupted_insert(connection: Connection) -> None:
    """An INSERT of very many rows that is interrupted from another thread while it runs."""
    raw = driver(connection)
    done = threading.Event()

    def interrupt() -> None:
        while not done.wait(0.001):
            raw.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        connection.exec_driver_sql(
            "INSERT INTO word(text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT 'many' || i FROM n"
        )
    finally:
        done.set()
        thread.join()


def broken_off(statement: str) -> Body:
    """A body whose statement a progress handler of SQLite breaks off."""

    def body(connection: Connection) -> None:
        raw = driver(connection)
        raw.set_progress_handler(lambda: 1, 500)
        try:
            connection.exec_driver_sql(statement).all()
        finally:
            raw.set_progress_handler(None, 0)

    return body


def refer_to_nothing(text: str) -> Body:
    """A body that goes well, but whose transaction cannot be committed."""

    def body(connection: Connection) -> str:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(insert(echo).values(text=text))
        return text

    return body


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Another connection keeps the lock for writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield stranger


ENDLESS_INSERT = (
    "INSERT INTO word(text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT 'many' || i FROM n RETURNING text"
)
ENDLESS_SELECT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class TestTransactionLost:
    """SQLite ended the whole transaction by itself."""

    async def test_full_disk(self, database: Database, path: Path) -> None:
        await database.write(limit_pages(100))
        sizes = {f"w{n}": 150 * 1024 if n % 5 == 2 else 1024 for n in range(30)}
        runs = Runs()
        answers = await write_as_one_group(
            database, [runs.counted(text, store(text, size)) for text, size in sizes.items()]
        )
        told = dict(zip(sizes, answers, strict=True))
        assert stored_words(path) == {text for text in told if told[text] == text}
        assert {text for text in told if told[text] != text} == {"w12", "w17", "w22", "w27"}
        assert all("database or disk is full" in str(told[text]) for text in ("w12", "w17", "w22", "w27"))
        await database.write(limit_pages(1000))
        assert await database.write(store("w12", sizes["w12"])) == "w12"

    async def test_the_file_cannot_grow(self, database: Database, path: Path) -> None:
        """The operating system refuses to write, as on a full disk or a used-up quota."""
        await database.write(store("before"))
        log = path.with_name(path.name + "-wal")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        runs = Runs()
        bodies = [runs.counted(f"w{n}", store(f"w{n}", 1024)) for n in range(20)]
        bodies.insert(10, runs.counted("large", store("large", 40 * 1024 * 1024)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 1024 * 1024, hard))
        try:
            answers = await write_as_one_group(database, bodies)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        successes = {answer for answer in answers if isinstance(answer, str)}
        assert isinstance(answers[10], DatabaseBrokenError)
        assert stored_words(path) == successes | {"before"}
        assert successes == {f"w{n}" for n in range(20)}
        assert runs["w0"] == 2, "the transaction was lost, or else this test shows nothing"
        assert await database.write(store("after", 4 * 1024 * 1024)) == "after"

    @pytest.mark.parametrize("how", ["from another thread", "by a progress handler"])
    async def test_an_interrupted_insert(self, database: Database, path: Path, how: str) -> None:
        interrupted = interrupted_insert if how == "from another thread" else broken_off(ENDLESS_INSERT)
        runs = Runs()
        a, refused, failed, broken, c = await write_as_one_group(
            database,
            [
                runs.counted("a", store("a")),
                runs.counted("refused", refuse_after_storing("b")),
                runs.counted("failed", fail_after_storing("b")),
                runs.counted("broken", interrupted),
                runs.counted("c", store("c")),
            ],
        )
        assert (a, refused, c) == ("a", NO, "c")
        assert isinstance(failed, LookupError)
        assert "interrupted" in str(broken)
        assert stored_words(path) == {"a", "c"}
        assert runs == {"a": 2, "refused": 2, "failed": 1, "broken": 1, "c": 1}

    async def test_an_interrupted_select_loses_nothing(self, database: Database, path: Path) -> None:
        runs = Runs()
        a, broken, c = await write_as_one_group(
            database, [runs.counted("a", store("a")), broken_off(ENDLESS_SELECT), store("c")]
        )
        assert (a, c) == ("a", "c")
        assert "interrupted" in str(broken)
        assert stored_words(path) == {"a", "c"}
        assert runs == {"a": 1}

    async def test_a_body_that_hides_the_error_gets_it_all_the_same(
        self, database: Database, path: Path
    ) -> None:
        def hides(connection: Connection) -> str:
            with suppress(OperationalError):
                broken_off(ENDLESS_INSERT)(connection)
            return "told"

        a, error, c = await write_as_one_group(database, [store("a"), hides, store("c")])
        assert (a, c) == ("a", "c")
        assert isinstance(error, TransactionLostError)
        assert stored_words(path) == {"a", "c"}

    async def test_nothing_is_written_outside_a_transaction(self, database: Database, path: Path) -> None:
        """After the loss each further statement would be durable at once."""

        def goes_on(connection: Connection) -> str:
            with suppress(OperationalError):
                broken_off(ENDLESS_INSERT)(connection)
            return store("stray")(connection)

        def goes_on_in_a_savepoint(connection: Connection) -> str:
            with suppress(OperationalError):
                broken_off(ENDLESS_INSERT)(connection)
            with connection.begin_nested():
                return store("stray")(connection)

        a, error, nested_error, c = await write_as_one_group(
            database, [store("a"), goes_on, goes_on_in_a_savepoint, store("c")]
        )
        assert (a, c) == ("a", "c")
        assert isinstance(error, TransactionLostError)
        assert isinstance(nested_error, TransactionLostError)
        assert stored_words(path) == {"a", "c"}

    async def test_the_error_is_the_first_one(self, database: Database) -> None:
        """Leaving a savepoint of a lost transaction fails too, and must not cover up why it was lost."""

        def body(connection: Connection) -> None:
            with connection.begin_nested():
                broken_off(ENDLESS_INSERT)(connection)

        with pytest.raises(OperationalError, match="interrupted"):
            await database.write(body)

    async def test_a_survivor_whose_caller_left_is_not_run_again(
        self, database: Database, path: Path
    ) -> None:
        runs = Runs()
        gate = Gate()
        leaver = asyncio.create_task(database.write(runs.counted("left", store("left"))))
        held = asyncio.create_task(database.write(gate))
        breaker = asyncio.create_task(database.write(broken_off(ENDLESS_INSERT)))
        await asyncio.to_thread(gate.wait_until_entered)
        leaver.cancel()
        await asyncio.sleep(0)
        gate.open()
        await asyncio.gather(leaver, held, breaker, return_exceptions=True)
        assert runs == {"left": 1}
        assert stored_words(path) == set()

    async def test_whatever_happens_the_answers_are_true(self, database: Database, path: Path) -> None:
        chance = random.Random(20261203)
        kinds: dict[str, Callable[[str], Body]] = {
            "stores": store,
            "refuses": refuse_after_storing,
            "fails": fail_after_storing,
            "is interrupted": lambda _text: broken_off(ENDLESS_INSERT),
            "breaks COMMIT": refer_to_nothing,
        }
        expected: set[str] = set()
        for turn in range(25):
            chosen = {f"{turn}.{n}": chance.choice(list(kinds)) for n in range(chance.randint(1, 12))}
            answers = await write_as_one_group(database, [kinds[kind](text) for text, kind in chosen.items()])
            for (text, kind), answer in zip(chosen.items(), answers, strict=True):
                if kind == "stores":
                    assert answer == text
                    expected.add(text)
                elif kind == "refuses":
                    assert answer == NO
                else:
                    assert isinstance(answer, Exception)
            assert stored_words(path) == expected


class TestFailingCommit:
    async def test_by_one_body(self, database: Database, path: Path) -> None:
        """A deferred constraint (the product has none) is checked by COMMIT only."""
        runs = Runs()
        a, error, c = await write_as_one_group(
            database, [runs.counted("a", store("a")), refer_to_nothing("x"), runs.counted("c", store("c"))]
        )
        assert (a, c) == ("a", "c")
        assert isinstance(error, IntegrityError)
        assert stored_words(path) == {"a", "c"}
        assert runs == {"a": 2, "c": 2}

    async def test_by_the_machine(self, database: Database, path: Path, ends: Counter[str]) -> None:
        runs = Runs()

        def fail_once(_connection: Connection) -> None:
            if ends["commit"] == 1:
                raise OSError("the disk took a moment off")

        event.listen(Engine, "commit", fail_once)
        try:
            told = await write_as_one_group(
                database, [runs.counted("a", store("a")), runs.counted("b", store("b"))]
            )
        finally:
            event.remove(Engine, "commit", fail_once)
        assert told == ["a", "b"]
        assert runs == {"a": 2, "b": 2}
        assert stored_words(path) == {"a", "b"}

    async def test_for_good(self, database: Database, path: Path) -> None:
        def fail(_connection: Connection) -> None:
            raise OSError("the disk is gone")

        event.listen(Engine, "commit", fail)
        try:
            told = await write_as_one_group(database, [store("a"), store("b")])
        finally:
            event.remove(Engine, "commit", fail)
        assert [str(answer) for answer in told] == ["the disk is gone"] * 2
        assert stored_words(path) == set()
        assert await database.write(store("c")) == "c"


@pytest.mark.processes
class TestLockedByAnotherProcess:
    async def test_a_short_lock_is_waited_for(self, database: Database, path: Path) -> None:
        with locked(path) as stranger:
            waiting = asyncio.create_task(database.write(store("a")))
            await asyncio.wait({waiting}, timeout=0.05)
            assert not waiting.done()
            stranger.execute("ROLLBACK")
            assert await waiting == "a"
        assert stored_words(path) == {"a"}

    async def test_all_who_wait_are_told_of_a_long_one(self, database: Database, path: Path) -> None:
        with locked(path):
            told = await asyncio.gather(
                *(database.write(store(text)) for text in ("a", "b")), return_exceptions=True
            )
        assert [type(answer) for answer in told] == [DatabaseBusyError] * 2
        assert told[0] is not told[1]
        assert stored_words(path) == set()
        assert await database.write(store("c")) == "c"

    async def test_a_lock_of_a_real_process(self, database: Database, path: Path) -> None:
        program = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, str(path), stdin=PIPE, stdout=PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"locked\n"
        with pytest.raises(DatabaseBusyError, match=r"another process keeps .* locked"):
            await database.write(store("a"))
        await process.communicate(b"")
        assert await database.write(store("b")) == "b"
        assert stored_words(path) == {"b"}


class TestCancelledCallers:
    async def test_a_body_that_has_not_begun_is_skipped(self, database: Database, path: Path) -> None:
        gate, runs = Gate(), Runs()
        held = asyncio.create_task(database.write(gate))
        stays = asyncio.create_task(database.write(store("stays")))
        leaves = asyncio.create_task(database.write(runs.counted("leaves", store("leaves"))))
        await asyncio.to_thread(gate.wait_until_entered)
        leaves.cancel()
        await asyncio.gather(leaves, return_exceptions=True)
        gate.open()
        assert await stays == "stays"
        await held
        assert runs == {}
        assert stored_words(path) == {"stays"}

    async def test_a_body_that_runs_is_finished(self, database: Database, path: Path) -> None:
        gate = Gate()

        def body(connection: Connection) -> str:
            gate(connection)
            return store("a")(connection)

        leaves = asyncio.create_task(database.write(body))
        await asyncio.to_thread(gate.wait_until_entered)
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        gate.open()
        assert await database.write(store("b")) == "b"
        assert stored_words(path) == {"a", "b"}


class TestListeners:
    async def test_told_once_a_commit_before_the_callers_go_on(self, database: Database) -> None:
        heard: list[str] = []
        database.on_commit(lambda: heard.append(threading.current_thread().name))
        gate = Gate()
        held = asyncio.create_task(database.write(gate))
        answers = [asyncio.create_task(database.write(store(f"w{n}"))) for n in range(5)]
        answers[0].add_done_callback(lambda _: heard.append("caller"))
        await asyncio.sleep(0)
        gate.open()
        await asyncio.gather(held, *answers)
        assert heard == [threading.main_thread().name, "caller"]

    async def test_not_told_when_nothing_was_stored(self, database: Database) -> None:
        heard: list[str] = []
        database.on_commit(lambda: heard.append("commit"))
        await write_as_one_group(database, [])
        heard.clear()
        assert await database.write(refuse_after_storing("a")) == NO
        with pytest.raises(LookupError):
            await database.write(fail_after_storing("b"))
        assert heard == []

    async def test_a_broken_listener_changes_nothing(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        heard: list[str] = []

        def broken() -> None:
            raise LookupError("listener")

        database.on_commit(broken)
        database.on_commit(lambda: heard.append("commit"))
        assert await database.write(store("a")) == "a"
        assert heard == ["commit"]
        assert "the commit itself is done" in caplog.text


class TestEnd:
    async def test_close_finishes_what_waits(self, url: str, path: Path) -> None:
        database = await Database.open(url)
        await database.write(create_tables)
        gate = Gate()
        held = asyncio.create_task(database.write(gate))
        answers = [asyncio.create_task(database.write(store(f"w{n}"))) for n in range(50)]
        await asyncio.sleep(0)
        closing = [asyncio.create_task(database.close()) for _ in range(2)]
        await asyncio.sleep(0)
        gate.open()
        await asyncio.gather(held, *closing)
        assert [await answer for answer in answers] == [f"w{n}" for n in range(50)]
        assert stored_words(path) == {f"w{n}" for n in range(50)}
        with pytest.raises(DatabaseClosedError):
            await database.write(store("late"))
        with pytest.raises(DatabaseClosedError):
            await database.read(lambda _: None)
        await database.close()

    async def test_a_dead_thread_is_told_to_all(
        self, url: str, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        database = await Database.open(url)
        await database.write(create_tables)

        def die(*_arguments: object) -> None:
            raise MemoryError("a defect of ours")

        monkeypatch.setattr(GroupCommitWriter, "_run_group", die)
        told = await asyncio.gather(
            *(database.write(store(f"w{n}")) for n in range(5)), return_exceptions=True
        )
        assert [type(answer) for answer in told] == [WriterDiedError] * 5
        with pytest.raises(WriterDiedError, match="a defect of ours"):
            await database.write(store("late"))
        assert "died" in caplog.text
        await database.close()
        assert stored_words(path) == set()
