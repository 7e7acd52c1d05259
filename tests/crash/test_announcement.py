"""An announcement to 5,000 people at Telegram's limits, while its process is killed and killed again.

The first death comes at the worst moment: Telegram has taken a copy, and nobody has noted it. The second
comes from outside, whenever it is. A second announcement is stopped on its way.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import add_known_person
from bot.db.outbox.deliveries import PERHAPS
from bot.db.people.people import give_consent
from bot.db.tables import outbox, person
from bot.domain.model import ConsentKind, OutboxState, RegionId
from bot.domain.people.consents import NEWS_CONSENT_VERSION
from bot.scheduler.sender import AT_ONCE
from bot.services.catalogue.cache import CatalogueCache
from sandbox.model import Event, EventKind, FloodLimits, SandboxSettings
from sandbox.people import Person
from sandbox.personas import persona_by_key
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.bot.hosts.site import data_of
from tests.bot.paths import words
from tests.crash.conftest import TownsOf
from tests.crash.dying import Order
from tests.crash.lives import Life, Zygote
from tests.crash.page import Page
from tests.crash.people import until
from tests.crash.plays import BOOKINGS
from tests.crash.points import Plan, Point, Transport
from tests.crash.stages import Towns
from tests.crash.town import STARTS_AT

READERS = 5_000
FIRST_READER = 750_000_001
WORST_MOMENT = Plan(Point.SENT, READERS // 3)
KILLED_AFTER = READERS * 2 // 3
STOPPED_AFTER = READERS // 4
AWAY = timedelta(minutes=2)
"""How long nobody runs after a death: leases of a minute have run out."""
PATIENCE_SECONDS = 300.0
"""Of a machine that has much else to do; else it takes half a minute."""
A_SECOND = FloodLimits().overall_per_second

FIRST, SECOND = "Открыта новая линия", "Дни открытых дверей"

_NUMBERS = re.compile(r"Доставлено (\d+) из (\d+), не дошло (\d+)")

w = words("ru")


@dataclass(slots=True)
class Screens:
    """What came to people: how many copies of each text to each reader; how far the author was told it is."""

    copies: dict[str, Counter[int]] = field(default_factory=lambda: {FIRST: Counter(), SECOND: Counter()})
    progress: dict[int, list[tuple[int, ...]]] = field(default_factory=dict)
    """By message: each state of it that tells numbers (reached, of, not reached), in order."""

    def note(self, event: Event) -> None:
        message = event.message
        if message is None or not message.from_bot:
            return
        for text, reached in self.copies.items():
            if event.kind is EventKind.NEW and event.chat_id >= FIRST_READER and text in message.text:
                reached[event.chat_id] += 1
        plain = re.sub(r"[\u00a0\u202f]", "", message.text)
        if event.chat_id < FIRST_READER and (found := _NUMBERS.search(plain)):
            numbers = tuple(map(int, found.groups()))
            self.progress.setdefault(message.message_id, []).append(numbers)


def add_readers(connection: Connection, region_id: RegionId, now: datetime) -> None:
    """People who only read, and have agreed to news."""
    for number in range(READERS):
        added = add_known_person(connection, FIRST_READER + number, "ru", "Анна", "+7", region_id, now)
        give_consent(connection, added, ConsentKind.NEWS, NEWS_CONSENT_VERSION, "ru", "0" * 64, now)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it takes place; ``lives`` are begun one after another."""

    zygote: Zygote
    telegram: Telegram
    page: Page
    db: Database
    order: Order
    coordinator: Person
    screens: Screens

    async def begin(self, plan: Plan | None = None) -> Life:
        polled = self.telegram.updates.allowed is not None
        life = await self.zygote.begin(replace(self.order, plan=plan))
        if not polled:
            await until(lambda: self.telegram.updates.allowed is not None)
            self.page.arm()
        return life

    async def died(self, life: Life) -> None:
        assert await life.ended == -signal.SIGKILL
        self.page.move(AWAY)

    async def rows(self, text_key: str) -> list[tuple[int, OutboxState, str | None]]:
        """The copies of an announcement whose keys begin so: to whom, what became of it, the error."""

        def read(connection: Connection) -> list[tuple[int, OutboxState, str | None]]:
            rows = connection.execute(
                select(person.c.telegram_id, outbox.c.state, outbox.c.last_error)
                .join(person, person.c.id == outbox.c.recipient_id)
                .where(outbox.c.dedupe_key.startswith(text_key))
            )
            return [(row.telegram_id, row.state, row.last_error) for row in rows]

        return await self.db.read(read)


@asynccontextmanager
async def stage_on(zygote: Zygote, towns: Towns, folder: Path) -> AsyncIterator[Stage]:
    page = Page.make(folder / "page", STARTS_AT)
    telegram = Telegram(page, settings=SandboxSettings(flood=FloodLimits()))
    screens = Screens()
    telegram.subscribe(screens.note)
    server = await start_server(telegram)
    with towns.new() as address:
        db = await Database.open(address)
        try:
            content = CatalogueCache(db, page)
            await content.refresh()
            region_id = next(iter(content.everything.regions))
            await db.write(lambda connection: add_readers(connection, region_id, page.now()))
            for number in range(READERS):
                telegram.add_user("Читатель", user_id=FIRST_READER + number, language_code="ru")
                telegram.start(FIRST_READER + number)
            order = Order(
                settings={
                    "bot_token": telegram.token,
                    "bot_api_url": server.url,
                    "taps_at_once": "1000",
                },
                database=address,
                page=str(folder / "page"),
                log=str(folder / "log"),
                transport=Transport.POLLING,
                by_page=True,
            )
            async with zygote.serving():
                yield Stage(zygote, telegram, page, db, order, _coordinator(telegram), screens)
        finally:
            await db.close()
            await server.close()
            page.close()


def _coordinator(telegram: Telegram) -> Person:
    persona = persona_by_key("coordinator")
    telegram.add_user(persona.first_name, user_id=persona.user_id, language_code="ru")
    telegram.start(persona.user_id)
    telegram.updates.drop_all()

    async def handled() -> None:
        await until(lambda: not any(each.queue == persona.user_id for each in telegram.updates.pending()))

    return Person(telegram, persona.user_id, handled)


async def send(stage: Stage, text: str) -> None:
    """From the region's desk to the tap that agrees."""
    author = stage.coordinator
    await author.writes("/region")
    await author.tap(w("news.region.button"))
    await author.tap(w("news.region.new"))
    await author.writes(text)
    await author.tap(w("news.audience.all"))
    await author.tap(w("news.form.send", n="").strip(": "))


def told(stage: Stage, state: str) -> bool:
    """Whether the author has been told that one ended so."""
    start = w(f"news.state.{state}", region="").split("—")[0].strip()
    return any(start in each.text for each in stage.coordinator.messages if each.from_bot)


@pytest.mark.long
@pytest.mark.shows("F7")
@pytest.mark.shows("G4")
async def test_five_thousand_readers_and_two_deaths(
    zygote: Zygote, sqlite_towns: TownsOf, tmp_path: Path
) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), stage_on(zygote, sqlite_towns(BOOKINGS), tmp_path) as stage:
        began, reached = stage.page.now(), stage.screens.copies[FIRST]
        life = await stage.begin(WORST_MOMENT)
        await send(stage, FIRST)
        await stage.died(life)
        assert 0 < reached.total() < KILLED_AFTER

        life = await stage.begin()
        await until(lambda: reached.total() >= KILLED_AFTER)
        life.kill()
        await stage.died(life)
        assert reached.total() < READERS

        life = await stage.begin()
        await until(lambda: told(stage, "done"))
        await _judge_the_first(stage)
        # Nobody has sent faster than Telegram allows, nor needed to be told so.
        assert (stage.page.now() - began - 2 * AWAY).total_seconds() >= reached.total() / A_SECOND - 5
        assert stage.telegram.floods.refused == 0

        await _stop_the_second(stage)
        assert stage.telegram.floods.refused == 0
        assert await life.stop() == 0


async def _judge_the_first(stage: Stage) -> None:
    """Nobody has it twice; who perhaps has it are those to whom it was under way at a death, and the author
    knows how many that are."""
    reached = stage.screens.copies[FIRST]
    assert max(reached.values()) == 1
    rows = await stage.rows("news.copy:1:")
    assert {to for to, _, _ in rows} == set(range(FIRST_READER, FIRST_READER + READERS))
    perhaps = {to for to, state, error in rows if state is OutboxState.DEAD and PERHAPS in (error or "")}
    assert 1 <= len(perhaps) <= 2 * AT_ONCE
    assert {to for to, state, _ in rows if state is OutboxState.SENT} == set(reached) - perhaps
    assert len(rows) - len(perhaps) == sum(state is OutboxState.SENT for _, state, _ in rows)
    shown = stage.screens.progress
    assert any(numbers[-1] == (READERS - len(perhaps), READERS, len(perhaps)) for numbers in shown.values())
    # One message tells how far it is: it changes, and never goes back.
    told_most = max(shown.values(), key=len)
    assert len(set(told_most)) >= 3
    assert told_most == sorted(told_most)


async def _stop_the_second(stage: Stage) -> None:
    """«Остановить» half-way: what Telegram has taken stays, nobody else gets it."""
    author, reached = stage.coordinator, stage.screens.copies[SECOND]
    await send(stage, SECOND)
    await until(lambda: reached.total() >= STOPPED_AFTER)
    await author.tap(w("news.stop"))
    stop = data_of(author, w("news.stop_sure"))
    await author.tap(w("news.stop_sure"))
    stopped_at = reached.total()
    await author.press_data(stop)
    await until(lambda: told(stage, "stopped"))

    def is_over(numbers: tuple[int, ...]) -> bool:
        return numbers[1] == READERS and numbers[0] == reached.total()

    await until(lambda: any(is_over(each[-1]) for each in stage.screens.progress.values()))
    assert max(reached.values()) == 1
    # What was in hand at the tap still left.
    assert reached.total() <= stopped_at + 2 * AT_ONCE + A_SECOND
    rows = await stage.rows("news.copy:2:")
    assert sum(state is OutboxState.SENT for _, state, _ in rows) == reached.total() < READERS / 2
