"""``make soak`` (``MINUTES=15``): 50 updates a second by random people, for five lives of the process.

A life ends by SIGTERM or by SIGKILL, in turns; then nobody runs for eight hours of the bot's clock, so that
reminders, deadlines and nights pass too. Within a life nothing grows; in the end the audit is clean.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.self_audit import audit
from bot.db.tables import booking, incident, outbox
from bot.domain.model import OutboxState, ProgrammeId
from bot.services.catalogue.cache import CatalogueCache
from sandbox.model import SandboxSettings
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.crash.accounts import read_waiting
from tests.crash.conftest import TownsOf
from tests.crash.dying import Order
from tests.crash.lives import Life, Zygote
from tests.crash.page import Page
from tests.crash.plays import BOOKINGS
from tests.crash.points import Transport
from tests.crash.stages import Engine, Towns, port_kept_free, way_in
from tests.crash.town import STARTS_AT, programme_ids
from tests.postgres import free_port
from tests.soak.conftest import REPORT
from tests.soak.growth import Growth, Holding, read_holding
from tests.soak.strollers import Strollers

MINUTES = float(os.environ.get("MINUTES", "15"))
LIVES = 5
UPDATES_PER_SECOND = 50
AWAY = timedelta(hours=8)
"""For which nobody runs between two lives."""
REST_SECONDS = 1.0
"""In which what was begun ends: messages that were due, answers on their way."""
MOST_BYTES_PER_UPDATE = 512
"""That memory may grow by: whatever is kept of each update takes more."""
SLACK_BYTES = 4 * 2**20
"""What an allocator holds back."""
LOOKS = 4
"""A life's moments of rest at which it is looked at. Fonts, a dictionary, what writes tables are read at
their first need, which in some lives comes late; what grows without end does so between any two looks."""
READING_THREADS = 4
CONNECTIONS = 40
"""From Telegram at once, by the webhook; each has a task."""
MOST_NEW_FILES = 3 * READING_THREADS + CONNECTIONS
MOST_NEW_TASKS = CONNECTIONS + 5
_LONGEST_REST_SECONDS = 60.0
_STEP_SECONDS = 0.02


@dataclass(slots=True)
class Soak:
    """One run. ``lines``: what it has to tell."""

    zygote: Zygote
    order: Callable[[], Order]
    metrics: str
    page: Page
    telegram: Telegram
    db: Database
    people: Strollers
    programmes: Mapping[str, ProgrammeId]
    lines: list[str] = field(default_factory=list)

    async def run(self, seconds: float) -> list[list[Growth]]:
        """All lives, ``seconds`` of real time in all; of each how it grew from look to look."""
        lives = []
        for number in range(LIVES):
            life = await self.zygote.begin(self.order())
            await self._awake(life)
            lives.append(await self._live(life, seconds / LIVES, number))
            last = number == LIVES - 1
            if last:
                await self._rest()
            if last or number % 2:
                assert await life.stop() == 0, "it did not end as told"
            else:
                life.kill()
                assert await life.ended == -signal.SIGKILL
            if not last:
                self.page.move(AWAY)
        return lives

    async def _awake(self, life: Life) -> None:
        """Until it tells its figures, and what waited for it is handled."""
        async with asyncio.timeout(_LONGEST_REST_SECONDS), aiohttp.ClientSession() as http:
            while not await self._answers(http):
                assert not life.ended.done(), f"it did not start: {life.ended.result()}"
                await asyncio.sleep(_STEP_SECONDS)
        await self._until(lambda: not self.telegram.updates.pending())

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(self.metrics):
                return True
        except aiohttp.ClientConnectionError:
            return False

    async def _live(self, life: Life, seconds: float, number: int) -> list[Growth]:
        """People act at their pace and rest so many times: what the process holds then should be the same."""
        before = self.people.updates
        looks = []
        async with aiohttp.ClientSession() as http:
            passing = asyncio.create_task(self._let_time_pass())
            try:
                for _ in range(LOOKS):
                    await self._stroll(life, seconds / LOOKS)
                    looks.append(await self._look_at_rest(life, before, http))
            finally:
                passing.cancel()
        growths = [Growth.between(early, late) for early, late in pairwise(looks)]
        late, memory = looks[-1], " ".join(f"{each.memory / 2**20:+.2f}" for each in growths)
        whole = Growth.between(looks[0], late)
        self.lines.append(
            f"life {number + 1}: {late.updates} updates, {late.updates / seconds:.0f}/s;"
            f" memory {late.memory / 2**20:.1f} MB, grown by {memory} MB"
            f" over {whole.updates} updates; files {late.files} ({whole.files:+}),"
            f" threads {late.threads} ({whole.threads:+}), tasks {late.tasks} ({whole.tasks:+})"
        )
        return growths

    async def _let_time_pass(self) -> None:
        """The bot's clock goes as fast as ours."""
        loop = asyncio.get_running_loop()
        began, clock = loop.time(), self.page.now()
        while True:
            self.page.move_to(clock + timedelta(seconds=loop.time() - began))
            await asyncio.sleep(_STEP_SECONDS)

    async def _stroll(self, life: Life, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        began, before = loop.time(), self.people.updates
        self.people.may_walk.set()
        while (passed := loop.time() - began) < seconds:
            assert not life.ended.done(), f"it ended by itself: {life.ended.result()}"
            while self.people.updates - before < passed * UPDATES_PER_SECOND and self.people.act():
                pass
            await asyncio.sleep(_STEP_SECONDS)
        self.people.may_walk.clear()

    async def _look_at_rest(self, life: Life, before: int, http: aiohttp.ClientSession) -> Holding:
        await self._until(lambda: not self.telegram.updates.pending())
        await asyncio.sleep(REST_SECONDS)
        return await read_holding(life.pid, self.people.updates - before, http, self.metrics)

    async def _rest(self) -> None:
        """Until all that was done is handled and all that is due is sent."""
        await self._until(lambda: not self.telegram.updates.pending())
        async with asyncio.timeout(_LONGEST_REST_SECONDS):
            while await self.db.read(lambda connection: read_waiting(connection, self.page.now())):
                self.page.move(timedelta(seconds=1))
                await asyncio.sleep(_STEP_SECONDS)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_LONGEST_REST_SECONDS):
            while not condition():  # noqa: ASYNC110 - facts of another process
                await asyncio.sleep(_STEP_SECONDS)


@dataclass(frozen=True, slots=True)
class Remains:
    """The database when all is over."""

    differences: tuple[str, ...]
    incidents: tuple[str, ...]
    bookings: int
    messages: dict[str, int]
    dead: tuple[str, ...]


def read_remains(connection: Connection, page: Page) -> Remains:
    states = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state)).all()
    dead = select(outbox.c.kind, outbox.c.last_error).where(outbox.c.state == OutboxState.DEAD)
    return Remains(
        differences=tuple(map(str, audit(connection, page.now()).differences)),
        incidents=tuple(row.error for row in connection.execute(select(incident))),
        bookings=connection.execute(select(func.count()).select_from(booking)).scalar_one(),
        messages={state.value: number for state, number in states},
        dead=tuple(f"{row.kind}: {row.last_error}" for row in connection.execute(dead)),
    )


def alarms_in(log: Path) -> Counter[str]:
    """What was said at level error or worse, by its last line, and how often."""
    found: Counter[str] = Counter()
    for line in log.read_text(encoding="utf-8").splitlines():
        with suppress(ValueError):
            said = json.loads(line)
            if said.get("level") in {"error", "critical"}:
                found[f"{said['event']}".splitlines()[-1]] += 1
    return found


@asynccontextmanager
async def prepared(
    zygote: Zygote, towns: Towns, transport: Transport, folder: Path
) -> AsyncIterator[tuple[Soak, Path]]:
    """A run that can begin, and the file of its log."""
    page = Page.make(folder / "page", STARTS_AT)
    telegram = Telegram(page, settings=SandboxSettings(webhook_retry=0.05, webhook_retry_most=0.2))
    server = await start_server(telegram)
    metrics_port = free_port()
    log = folder / "log"
    settings = {
        "bot_token": telegram.token,
        "bot_api_url": server.url,
        "metrics_host": "127.0.0.1",
        "metrics_port": str(metrics_port),
        "taps_at_once": "1000",  # these people do not stop to read
        "taps_per_second": "100",
        "telegram_messages_per_second": "1000",  # the night's reminders are not what takes time here
    }
    with towns.new() as address, port_kept_free() as port:
        settings |= way_in(transport, port)
        db = await Database.open(address)
        try:

            def order() -> Order:
                return Order(settings, address, str(folder / "page"), str(log), transport)

            content = CatalogueCache(db, page)
            await content.refresh()
            async with zygote.serving():
                people = Strollers(telegram, Random(731))
                metrics = f"http://127.0.0.1:{metrics_port}/metrics"
                programmes = programme_ids(content)
                yield Soak(zygote, order, metrics, page, telegram, db, people, programmes), log
        finally:
            await db.close()
            await server.close()
            page.close()


@pytest.mark.long
@pytest.mark.shows("G4")
@pytest.mark.parametrize(
    ("engine", "transport"), [(Engine.SQLITE, Transport.POLLING), (Engine.POSTGRESQL, Transport.WEBHOOK)]
)
async def test_nothing_grows_and_nothing_is_lost(
    engine: Engine,
    transport: Transport,
    zygote: Zygote,
    towns_of: TownsOf,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    async with prepared(zygote, towns_of(BOOKINGS), transport, tmp_path) as (soak, log):
        regulars = asyncio.create_task(soak.people.book_for_ever(soak.programmes))
        try:
            lives = await soak.run(MINUTES * 60)
        finally:
            regulars.cancel()
            await asyncio.wait({regulars})
        remains = await soak.db.read(lambda connection: read_remains(connection, soak.page))
    done = ", ".join(f"{number} {what}" for what, number in soak.people.done.items())
    soak.lines[:0] = [f"{engine} by {transport}: {done}; {soak.people.never_answered()} taps never answered"]
    soak.lines.append(f"{remains.bookings} bookings, messages: {remains.messages}; dead: {remains.dead}")
    record_property(REPORT, json.dumps(soak.lines))
    alarms = alarms_in(log)
    story = "\n".join([*soak.lines, *(f"{number} times: {said}" for said, number in alarms.items())])
    assert not remains.differences, story
    assert not remains.incidents, story
    assert not alarms, story
    assert soak.people.updates >= MINUTES * 60 * UPDATES_PER_SECOND * 0.5, f"this was no soak\n{story}"
    parts = [part for life in lives for part in life]
    assert any(part.memory <= SLACK_BYTES + part.updates * MOST_BYTES_PER_UPDATE for part in parts), story
    for growth in parts:
        # Connections are opened when so many are first needed at once, and kept.
        assert growth.files <= MOST_NEW_FILES, story
        assert growth.threads <= READING_THREADS, story
        assert growth.tasks <= MOST_NEW_TASKS, story
