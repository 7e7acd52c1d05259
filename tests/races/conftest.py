"""Several processes on one database, let go at the same moment."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.db.engine.database import Database
from tests.engines import TemplateOf
from tests.races.orders import BEFORE_THE_RACE, Order, Told
from tests.town import Town, fill_catalogue, open_town

PROCESSES = 4
ROOT = Path(__file__).parents[2]

Everything = TypeAdapter(list[Told])


async def race(orders: Sequence[Order], *, phases: Sequence[str] = (BEFORE_THE_RACE,)) -> list[list[Told]]:
    """What each process's people were told. Nobody passes a phase before all have reached it."""
    processes = [await _begin(order) for order in orders]
    try:
        for phase in phases:
            for process in processes:
                await _reach(process, phase)
            for process in processes:
                assert process.stdin is not None
                process.stdin.write(b"go\n")
        ends = await asyncio.gather(*(process.communicate() for process in processes))
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
    for process, (_, errors) in zip(processes, ends, strict=True):
        assert process.returncode == 0, errors.decode()
    return [Everything.validate_json(out) for out, _ in ends]


async def _begin(order: Order) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "tests.races.worker"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
        limit=2**24,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
    return process


async def _reach(process: Process, phase: str) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    line = await process.stdout.readline()
    if line != f"{phase}\n".encode():
        raise AssertionError(f"{line!r} instead of {phase}: {(await process.stderr.read()).decode()}")


class Arena:
    """A database for several processes, and this one's own view of it."""

    def __init__(self, address: str, town: Town) -> None:
        self.address = address
        self.town = town

    @property
    def db(self) -> Database:
        return self.town.db


@pytest.fixture
async def arena(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Arena]:
    """Published sites without sessions."""
    with template_of(fill_catalogue).copy(tmp_path) as address:
        async with _opened(address) as db:
            yield Arena(address, await open_town(db))


@asynccontextmanager
async def _opened(address: str) -> AsyncIterator[Database]:
    db = await Database.open(address)
    try:
        yield db
    finally:
        await db.close()
