"""A megabyte of gzip, posted by anybody to any path, was unpacked to a gigabyte while everybody waited."""

from __future__ import annotations

import asyncio
import gzip
import time
from contextlib import suppress
from functools import cache

import aiohttp
import pytest

from bot.web import server, webhook
from bot.web.webhook import HEADER
from tests.bot.paths import reach_summary, reference_on, words
from tests.bot.world import SECRET, Transport, World, eventually

w = words("ru")
AT_ONCE = 10
LONGEST_GAP = 0.7
"""Seconds in which nothing else goes on; on one loaded core. It was eight."""


@cache
def bomb() -> bytes:
    """Of a megabyte, which unpacked is a gigabyte."""
    return b"".join([gzip.compress(bytes(16 * 1024 * 1024), 9)] * 64)[: 1024 * 1024]


async def _post(address: str, path: str, method: str, headers: dict[str, str]) -> int | None:
    """None: the connection was closed before all was sent, which is an answer too."""
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.request(method, f"{address}{path}", data=bomb(), headers=headers) as answer,
        ):
            return answer.status
    except aiohttp.ClientError:
        return None


async def _longest_gap(stop: asyncio.Event) -> float:
    longest, before = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(0.005)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest


@pytest.mark.parametrize("world", [Transport.WEBHOOK], indirect=True)
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "GZIP, gzip"])
@pytest.mark.parametrize(
    ("method", "path", "secret", "statuses"),
    [
        ("POST", "/telegram", None, {401, None}),
        ("POST", "/telegram", SECRET, {415, None}),
        ("POST", "/nothing", None, {404, None}),
        ("GET", "/health", None, {200, None}),
        ("PUT", "/ready", None, {405, None}),
    ],
)
@pytest.mark.sampled(6)
async def test_ten_bombs_at_once_while_somebody_books(
    world: World, encoding: str, method: str, path: str, secret: str | None, statuses: set[int | None]
) -> None:
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    headers = {"Content-Encoding": encoding, **({HEADER: secret} if secret else {})}
    bomb()
    stop = asyncio.Event()
    watching = asyncio.create_task(_longest_gap(stop))
    posts = [asyncio.create_task(_post(world.address, path, method, headers)) for _ in range(AT_ONCE)]
    await teacher.tap(w("summary.send"))
    assert reference_on(teacher) == "К-0001"
    assert set(await asyncio.gather(*posts)) <= statuses
    stop.set()
    assert await watching < LONGEST_GAP


@pytest.mark.parametrize("world", [Transport.WEBHOOK], indirect=True)
async def test_an_update_that_says_that_it_is_not_packed_is_taken(world: World) -> None:
    headers = {HEADER: SECRET, "Content-Encoding": "identity"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{world.address}/telegram", data=b'{"update_id": 1}', headers=headers) as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize("world", [Transport.WEBHOOK], indirect=True)
async def test_a_body_that_does_not_come_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
    port = int(world.address.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 1000\r\n\r\n{{"
    writer.write(head.encode())
    async with asyncio.timeout(5):
        assert b" 408 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize("world", [Transport.WEBHOOK], indirect=True)
async def test_connections_have_a_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 3)
    port = int(world.address.rsplit(":", 1)[1])
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
    refused: list[int] = []

    async def watch(number: int, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            await reader.read(1)
        refused.append(number)

    watching = [asyncio.create_task(watch(number, reader)) for number, (reader, _) in enumerate(opened)]
    await eventually(lambda: len(refused) >= 5)
    assert len(refused) <= 6
    for _, writer in opened:
        writer.close()
    await asyncio.gather(*watching)
