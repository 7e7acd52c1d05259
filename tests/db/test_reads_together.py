"""Reads of SQLite that are asked for at the same moment share a hop and a transaction, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from bot.db.engine.reading import together
from bot.db.engine.reading.reader import SqliteReads
from bot.db.engine.sqlite import reading_engine

LONG = 60.0


@pytest.fixture
async def reads(tmp_path: Path) -> AsyncIterator[SqliteReads]:
    opened = SqliteReads(reading_engine(tmp_path / "x.sqlite3"), most=2)
    yield opened
    await opened.close()


def one(connection: Connection) -> int:
    number: int = connection.exec_driver_sql("SELECT 1").scalar_one()
    return number


async def test_who_reads_again_at_once_waits_for_nobody(
    reads: SqliteReads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn of the one before had not been given back yet: each second read waited for help to come."""
    monkeypatch.setattr(together, "PATIENCE_SECONDS", LONG)
    async with asyncio.timeout(LONG / 2):
        for _ in range(20):
            assert await reads.read(one) == 1


async def test_those_who_ask_together_share_a_transaction(reads: SqliteReads) -> None:
    begun: list[Connection] = []
    event.listen(reads._engine, "begin", begun.append)
    assert await asyncio.gather(*(reads.read(one) for _ in range(10))) == [1] * 10
    assert len(begun) == 1


async def test_a_body_that_fails_fails_alone(reads: SqliteReads) -> None:
    def wrong(connection: Connection) -> int:
        connection.exec_driver_sql("SELECT * FROM nothing")
        return 0

    def stops(connection: Connection) -> int:
        raise StopIteration

    results = await asyncio.gather(
        reads.read(one), reads.read(wrong), reads.read(stops), reads.read(one), return_exceptions=True
    )
    assert [results[0], results[3]] == [1, 1]
    assert "nothing" in str(results[1])
    assert str(results[2]) == "the body raised StopIteration"


async def test_a_body_that_ends_the_transaction_ends_it_for_nobody_else(reads: SqliteReads) -> None:
    def ends(connection: Connection) -> int:
        transaction = connection.get_transaction()
        assert transaction is not None
        transaction.rollback()
        return 0

    asked = [reads.read(each) for each in (ends, one, one)]
    assert await asyncio.gather(*asked) == [0, 1, 1]


async def test_a_slow_body_holds_nobody_up_for_long(reads: SqliteReads) -> None:
    """Whoever waits longer than a moment gets the other connection."""
    released = threading.Event()

    def slow(connection: Connection) -> bool:
        return released.wait(LONG)

    waits = asyncio.create_task(reads.read(slow))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await reads.read(one) == 1
    released.set()
    assert await waits


async def test_whoever_is_gone_before_their_turn_is_not_served(reads: SqliteReads) -> None:
    ran: list[int] = []
    gone = asyncio.create_task(reads.read(lambda _: ran.append(1)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await reads.read(one) == 1
    assert ran == []
