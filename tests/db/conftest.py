"""A database of one small table each for facts and for references, in a temporary file."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
    insert,
)

from bot.db.engine.database import Database
from bot.db.engine.writer import GroupLimits

shelf = MetaData()
word = Table("word", shelf, Column("text", Text, primary_key=True), Column("ballast", LargeBinary))
echo = Table(
    "echo",
    shelf,
    Column("id", Integer, primary_key=True),
    Column("text", Text, ForeignKey("word.text"), nullable=False),
)

ONE_GROUP = GroupLimits(bodies=10_000, seconds=60)
"""Whatever waits is one group, however slow the machine is."""


def create_tables(connection: Connection) -> None:
    shelf.create_all(connection)


def store(text: str, ballast: int = 0) -> Callable[[Connection], str]:
    """A body that stores a word with so many bytes of ballast, and returns it."""

    def body(connection: Connection) -> str:
        connection.execute(insert(word).values(text=text, ballast=bytes(ballast)))
        return text

    return body


def stored_words(path: Path) -> set[str]:
    """What a stranger who opens the file now finds in it."""
    with closing(sqlite3.connect(path)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM word")}


class Gate:
    """A body that keeps the writer busy until it is opened, so that others come to wait together."""

    def __init__(self) -> None:
        self._entered = threading.Event()
        self._open = threading.Event()

    def __call__(self, _connection: Connection) -> None:
        self._entered.set()
        assert self._open.wait(timeout=30)

    def wait_until_entered(self) -> None:
        assert self._entered.wait(timeout=30)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "test.sqlite3"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, limits=ONE_GROUP, busy_timeout_ms=200)
    await database.write(create_tables)
    yield database
    await database.close()


@pytest.fixture
def ends() -> Iterator[Counter[str]]:
    """How often a transaction of SQLAlchemy's synchronous engines was committed and rolled back."""
    counter: Counter[str] = Counter()

    def committed(_connection: Connection) -> None:
        counter["commit"] += 1

    def rolled_back(_connection: Connection) -> None:
        counter["rollback"] += 1

    event.listen(Engine, "commit", committed)
    event.listen(Engine, "rollback", rolled_back)
    yield counter
    event.remove(Engine, "commit", committed)
    event.remove(Engine, "rollback", rolled_back)
