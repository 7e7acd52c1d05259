"""Opening, reading and closing; the recipe for SQLite on every connection."""

from __future__ import annotations

import asyncio
import gc
import signal
import sqlite3
import sys
import threading
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.db.engine.database import Database, parse_url
from bot.db.engine.errors import DatabaseUnavailableError
from bot.domain.refusal import Reason, Refusal
from tests.db.conftest import create_tables, echo, store, stored_words, word


def read_words(connection: Connection) -> set[str]:
    return set(connection.execute(select(word.c.text)).scalars())


def read_recipe(connection: Connection) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}


class TestRecipe:
    async def test_on_the_connection_that_writes(self, url: str) -> None:
        database = await Database.open(url)
        recipe = await database.write(read_recipe)
        await database.close()
        assert recipe == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
            "query_only": 0,
        }

    async def test_on_every_connection_that_reads(self, url: str) -> None:
        database = await Database.open(url, read_pool_size=3)
        recipes = await asyncio.gather(*(database.read(read_recipe) for _ in range(9)))
        await database.close()
        assert recipes == [
            {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "busy_timeout": 10_000,
                "query_only": 1,
            }
        ] * len(recipes)

    async def test_foreign_keys_are_enforced(self, database: Database) -> None:
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            await database.write(
                lambda connection: connection.execute(insert(echo).values(text="?")).rowcount
            )

    async def test_a_savepoint_does_not_survive_its_transaction(self, database: Database, path: Path) -> None:
        def body(connection: Connection) -> None:
            with connection.begin_nested():
                store("inner")(connection)
            raise LookupError

        with pytest.raises(LookupError):
            await database.write(body)
        assert stored_words(path) == set()


class TestReading:
    async def test_sees_what_a_write_has_returned(self, database: Database) -> None:
        for n in range(20):
            text = await database.write(store(f"w{n}"))
            assert text in await database.read(read_words)

    async def test_sees_one_state_throughout(self, database: Database, path: Path) -> None:
        await database.write(store("before"))

        def body(connection: Connection) -> tuple[set[str], set[str]]:
            first = read_words(connection)
            with closing(sqlite3.connect(path)) as stranger, stranger:
                stranger.execute("INSERT INTO word(text) VALUES ('meanwhile')")
            return first, read_words(connection)

        assert await database.read(body) == ({"before"}, {"before"})
        assert await database.read(read_words) == {"before", "meanwhile"}

    async def test_cannot_write(self, database: Database, path: Path) -> None:
        with pytest.raises(OperationalError, match="readonly"):
            await database.read(store("a"))
        assert stored_words(path) == set()

    async def test_goes_on_while_somebody_writes(self, database: Database, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            stranger.execute("INSERT INTO word(text) VALUES ('unfinished')")
            assert await database.read(read_words) == set()

    async def test_an_error_of_the_body_reaches_its_caller(self, database: Database) -> None:
        def body(connection: Connection) -> None:
            read_words(connection)
            raise LookupError("body")

        for _ in range(10):  # more than the pool has connections
            with pytest.raises(LookupError, match="body"):
                await database.read(body)
        assert await database.read(read_words) == set()

    async def test_a_refusal_is_only_a_result(self, database: Database) -> None:
        refusal = Refusal(Reason.NOT_FOUND)
        assert await database.read(lambda _: refusal) is refusal

    async def test_rows_must_be_read_inside(self, database: Database) -> None:
        with pytest.raises(TypeError, match="must read its rows"):
            await database.read(lambda connection: connection.execute(select(word)))

    async def test_cancelled_readers_leave_the_pool_whole(self, database: Database) -> None:
        await database.write(store("a"))
        for pause in range(30):
            readers = [asyncio.create_task(database.read(read_words)) for _ in range(8)]
            for _ in range(pause):
                await asyncio.sleep(0)
            for reader in readers[::2]:
                reader.cancel()
            answers = await asyncio.gather(*readers, return_exceptions=True)
            assert answers[1::2] == [{"a"}] * 4
        assert await asyncio.gather(*(database.read(read_words) for _ in range(8))) == [{"a"}] * 8


class TestOpening:
    async def test_makes_the_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "a" / "b" / "c.sqlite3"
        database = await Database.open(f"sqlite+aiosqlite:///{path}")
        await database.close()
        assert path.exists()

    async def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(DatabaseUnavailableError, match="cannot make the folder"):
            await Database.open(f"sqlite:///{tmp_path}/file/db.sqlite3")

    async def test_a_file_that_cannot_be_opened(self, tmp_path: Path) -> None:
        (tmp_path / "db.sqlite3").mkdir()
        with pytest.raises(DatabaseUnavailableError, match="unable to open database file"):
            await Database.open(f"sqlite:///{tmp_path}/db.sqlite3")

    async def test_a_file_that_is_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "db.sqlite3").write_text("certainly not a database " * 100)
        with pytest.raises(DatabaseUnavailableError, match="file is not a database"):
            await Database.open(f"sqlite:///{tmp_path}/db.sqlite3")

    async def test_postgresql_without_its_driver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "asyncpg", None)
        with pytest.raises(DatabaseUnavailableError, match="asyncpg"):
            await Database.open("postgresql://localhost/bot")

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "data/bot.sqlite3",
            "mysql://localhost/bot",
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite:///file:x",
        ],
    )
    def test_an_address_that_cannot_be_used(self, address: str) -> None:
        with pytest.raises(ValueError, match=r"address|not supported"):
            parse_url(address)

    @pytest.mark.parametrize(
        ("address", "driver"),
        [
            ("sqlite:///data/bot.sqlite3", "sqlite+aiosqlite"),
            ("sqlite+aiosqlite:////var/bot.sqlite3", "sqlite+aiosqlite"),
            ("postgresql://bot@db/bot", "postgresql+asyncpg"),
            ("postgresql+asyncpg://bot@db/bot", "postgresql+asyncpg"),
        ],
    )
    def test_the_driver_is_ours_to_choose(self, address: str, driver: str) -> None:
        assert parse_url(address).drivername == driver


class TestClosing:
    async def test_nothing_is_left_open(self, url: str, path: Path) -> None:
        async def use() -> None:
            database = await Database.open(url)
            await database.write(create_tables)
            await asyncio.gather(*(database.read(read_words) for _ in range(8)))
            with pytest.raises(LookupError):
                await database.write(fail)
            await database.close()

        def fail(_connection: Connection) -> None:
            raise LookupError

        def left_open() -> tuple[int, set[str]]:
            gc.collect()
            return len(list(Path("/proc/self/fd").iterdir())), {
                thread.name for thread in threading.enumerate()
            }

        await use()
        before = left_open()
        for _ in range(5):
            await use()
        assert left_open() == before
        assert "database-writer" not in before[1]
        assert [file.name for file in path.parent.iterdir()] == [path.name], "the log was folded in"

    async def test_a_failed_opening_leaves_nothing_either(self, tmp_path: Path) -> None:
        (tmp_path / "db.sqlite3").mkdir()
        threads = threading.active_count()
        with pytest.raises(DatabaseUnavailableError):
            await Database.open(f"sqlite:///{tmp_path}/db.sqlite3")
        assert threading.active_count() == threads

    async def test_waits_for_reads_in_flight(self, url: str) -> None:
        database = await Database.open(url)
        await database.write(create_tables)
        reads = [asyncio.create_task(database.read(read_words)) for _ in range(10)]
        await asyncio.sleep(0)
        await database.close()
        assert [await read for read in reads] == [set()] * 10


INCREMENTS = """
import asyncio, sys
from sqlalchemy import text
from bot.db.engine.database import Database

def increment(connection):
    # Reads, then writes: right only because BEGIN IMMEDIATE keeps the others out meanwhile.
    value = connection.execute(text("SELECT count(*) FROM word")).scalar_one()
    connection.execute(text("INSERT INTO word(text) VALUES (:text)"), {"text": str(value)})

async def main():
    database = await Database.open(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await asyncio.gather(*(database.write(increment) for _ in range(150)))
    await database.close()

asyncio.run(main())
"""

ENDLESS_WRITES = """
import asyncio, itertools, sys
from sqlalchemy import text
from bot.db.engine.database import Database

def store(name):
    def body(connection):
        connection.execute(text("INSERT INTO word(text) VALUES (:text)"), {"text": name})
    return body

async def write(database, worker):
    for n in itertools.count():
        await database.write(store(f"{worker}.{n}"))
        print(f"{worker}.{n}", flush=True)

async def main():
    database = await Database.open(sys.argv[1])
    await asyncio.gather(*(write(database, worker) for worker in range(10)))

asyncio.run(main())
"""


@pytest.mark.processes
class TestProcesses:
    async def test_several_write_in_turn(self, database: Database, url: str, path: Path) -> None:
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-W", "error", "-c", INCREMENTS, url, stdin=PIPE, stdout=PIPE, stderr=PIPE
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        ends = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
        assert [error.decode() for _, error in ends] == ["", ""]
        assert stored_words(path) == {str(n) for n in range(300)}

    async def test_what_was_answered_survives_a_kill(self, database: Database, url: str, path: Path) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ENDLESS_WRITES, url, stdout=PIPE, limit=2**24
        )
        assert process.stdout is not None
        answered = [await process.stdout.readline() for _ in range(500)]
        process.send_signal(signal.SIGKILL)
        answered += (await process.stdout.read()).splitlines(keepends=True)
        await process.wait()
        told = {line.decode().strip() for line in answered if line.endswith(b"\n")}
        assert told <= stored_words(path)
        assert await database.read(lambda c: c.exec_driver_sql("PRAGMA integrity_check").scalar_one()) == "ok"
        count = await database.read(lambda c: c.execute(select(func.count()).select_from(word)).scalar_one())
        assert count >= len(told)
