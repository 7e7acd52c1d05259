"""One process at a time has the sender's role; when it dies, is cut off or stands still, another takes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from bot.db.engine.database import parse_url
from bot.db.outbox.sender_role import SenderRole, SqliteSenderRole, sender_role
from bot.db.outbox.sender_session import PostgresqlSenderRole
from tests.postgres import sql

MakeRole = Callable[[], SenderRole]


@pytest.fixture(params=["sqlite", "postgresql"])
async def another(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MakeRole]:
    """Makes the role of one more process on the same database."""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_url")
    else:
        address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    made: list[SenderRole] = []

    def make() -> SenderRole:
        made.append(sender_role(address))
        return made[-1]

    yield make
    for role in made:
        await role.release()


async def taken_by(role: SenderRole) -> None:
    """The role comes to this process within moments."""
    async with asyncio.timeout(10):
        while not await role.keep():  # noqa: ASYNC110 - the server ends sessions in its own time
            await asyncio.sleep(0.01)


def end_sessions_of_senders(server: URL, address: str) -> None:
    database = make_url(address).database
    sql(
        server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE application_name = 'prokhodnaya sender' AND datname = '{database}'",
    )


async def test_one_of_several_processes_has_the_role(another: MakeRole) -> None:
    first, second, third = another(), another(), another()
    assert [await each.keep() for each in (first, second, third)] == [True, False, False]
    assert [each.held for each in (first, second, third)] == [True, False, False]
    assert await first.keep(), "it stays where it is"
    await first.release()
    assert [await each.keep() for each in (first, second, third)] == [False, True, False]


async def test_whoever_let_go_of_the_role_does_not_take_it_again(another: MakeRole) -> None:
    role = another()
    assert await role.keep()
    await role.release()
    await role.release()
    assert not await role.keep()
    assert not role.held


async def test_many_who_ask_at_once_are_one(another: MakeRole) -> None:
    roles = [another() for _ in range(8)]
    for _ in range(3):
        await asyncio.gather(*(each.keep() for each in roles))
        assert sum(each.held for each in roles) == 1


async def test_another_takes_over_when_the_session_is_ended(postgres_server: URL, postgres_url: str) -> None:
    first, second = sender_role(postgres_url), sender_role(postgres_url)
    assert await first.keep()
    assert not await second.keep()
    await second.release()
    third = sender_role(postgres_url)
    end_sessions_of_senders(postgres_server, postgres_url)
    await taken_by(third)
    assert not await first.keep(), "it finds out at its next look"
    assert not first.held
    await third.release()
    await taken_by(first)
    await first.release()


async def test_the_server_ends_the_session_of_a_process_that_stands_still(postgres_url: str) -> None:
    still = PostgresqlSenderRole(parse_url(postgres_url), idle=timedelta(milliseconds=50))
    other = sender_role(postgres_url)
    assert await still.keep()
    await taken_by(other)
    assert not await still.keep()
    await still.release()
    await other.release()


async def test_without_a_server_nobody_has_the_role(unused_tcp_port: int) -> None:
    role = sender_role(f"postgresql+asyncpg://nobody@127.0.0.1:{unused_tcp_port}/nothing")
    assert not await role.keep()
    await role.release()


async def test_where_files_cannot_be_locked_the_one_process_sends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    role = SqliteSenderRole(tmp_path / "bot.sqlite3")
    assert await role.keep()
    assert "run one process only" in caplog.text
    await role.release()
