"""A whole world for a test: simulated Telegram, a clock that is moved by hand, and the real bot between them.

Nothing ticks by itself: what is due happens when a person does something or when the clock is moved.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.app import Application, BotParts, Resources, application
from bot.clock import MovableClock
from bot.db.booking.seats import find_discrepancies
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import add_known_person, find_site, give_role
from bot.domain.model import Role
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DemoPerson
from bot.settings import Settings, load_settings
from bot.ui.translator import languages, translator_for
from bot.web.health import Health
from bot.web.server import listening, public_pages
from bot.web.webhook import Webhook
from sandbox.clock_steps import walk
from sandbox.deliveries import Deliveries
from sandbox.demo import demo_people, seed
from sandbox.lints import LintRule
from sandbox.model import SandboxSettings
from sandbox.people import Person
from sandbox.personas import PERSONAS, Persona, persona_by_key
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram
from tests.engines import SqliteTemplate, Template
from tests.runners import runner_over
from tests.sites import demo_of

SECRET = "not-a-secret"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 12:00 in Moscow and Syktyvkar."""


def is_consent(text: str) -> bool:
    """The consent is as long as the law makes it."""
    titles = (translator_for(each.code).label("consent.title") for each in languages())
    return any(text.startswith(title) for title in titles)


_FIRST_ACCOUNT = 710_000_001
"""Apart from the demo's personas, some of whom have roles."""


class Transport(StrEnum):
    """How updates come to the bot."""

    POLLING = "polling"
    WEBHOOK = "webhook"


BY_BOTH_TRANSPORTS = pytest.mark.parametrize("world", list(Transport), indirect=True)
"""Such a test runs twice with the fixture ``world`` of tests.bot."""


class SteppingTime:
    """Seconds for Telegram's limits: they pass as the clock is moved, and by waiting.

    Waiting moves the clock only where the simulated Telegram has limits of its own that look at it.
    """

    def __init__(self, clock: MovableClock, *, moves_clock: bool) -> None:
        self._clock = clock
        self._start = clock.now()
        self._moves_clock = moves_clock
        self._waited = 0.0

    def now(self) -> float:
        return (self._clock.now() - self._start).total_seconds() + self._waited

    async def sleep(self, seconds: float) -> None:
        """Those who wait at the same time wait together, as they would."""
        until = self.now() + seconds
        await asyncio.sleep(0)
        left = until - self.now()
        if left > 0 and self._moves_clock:
            self._clock.move(timedelta(seconds=left))
        elif left > 0:
            self._waited += left


class World:
    """``people`` talk to ``telegram``, the bot in ``app`` answers, ``clock`` stands until it is moved.

    By the webhook, ``address`` is the bot's web server, ``pauses`` the seconds between two deliveries.
    """

    address: str
    webhook: Webhook

    def __init__(
        self,
        database: Path | str,
        wire: Callable[[Resources], BotParts],
        *,
        start: datetime = START,
        sandbox: SandboxSettings | None = None,
        coordinator_ids: tuple[int, ...] = (),
        handler_seconds: float = 20.0,
        transport: Transport = Transport.POLLING,
    ) -> None:
        self.clock = MovableClock(start)
        self.telegram = Telegram(self.clock, settings=sandbox)
        self.telegram.may_be_long = is_consent
        self.settings = settings_of_tests(database, self.telegram, coordinator_ids)
        self.people: dict[str, Person] = {}
        self.transport = transport
        self.pauses: list[float] = []
        self._wire = wire
        self._handler_seconds = handler_seconds
        self._seed = 0
        self._app: Application | None = None
        self._deliveries: Deliveries | None = None
        self._stack = AsyncExitStack()

    @property
    def app(self) -> Application:
        assert self._app is not None, "the bot is not running"
        return self._app

    @property
    def db(self) -> Database:
        return self.app.db

    def person(self, name: str, *, language_code: str | None = "ru", user_id: int | None = None) -> Person:
        """Somebody with an account in Telegram, who has not pressed Start; the same one for the same name."""
        if name not in self.people:
            number = _FIRST_ACCOUNT + len(self.people)
            user = self.telegram.add_user(name, user_id=user_id or number, language_code=language_code)
            self.people[name] = Person(self.telegram, user.id, self.settle)
        return self.people[name]

    async def host(self, site_slug: str) -> Person:
        """The reception of a demo site, owner there; has pressed Start."""
        return await self._persona(next(each for each in PERSONAS if each.site_slug == site_slug))

    async def coordinator(self) -> Person:
        """The coordinator of the demo's region; has pressed Start."""
        return await self._persona(persona_by_key("coordinator"))

    async def _persona(self, persona: Persona) -> Person:
        if persona.key not in self.people:
            user = self.telegram.add_user(
                persona.first_name,
                user_id=persona.user_id,
                language_code=persona.language_code,
                phone=persona.phone.removeprefix("+"),
            )
            self.people[persona.key] = Person(self.telegram, user.id, self.settle)
            await self.people[persona.key].start()
        return self.people[persona.key]

    def allow(self, *rules: LintRule) -> None:
        """Lints that this test provokes on purpose."""
        self.telegram.lints.allow(*rules)

    async def settle(self) -> None:
        """The bot handles what waits and sends what is due; while it is stopped nothing happens."""
        if self._app is None:
            return
        if self._deliveries is None:
            await self._app.settle()
            return
        while True:
            await self._deliveries.idle()
            if not await self._app.send_all():
                return

    async def look(self) -> None:
        """Every regular job looks whether it has something to do at this moment; what follows settles."""
        await self.app.ticks.look()
        await self.settle()

    async def move(self, by: timedelta) -> None:
        """Moves the clock on, stopping at every moment at which something is due."""
        await self.move_to(self.clock.now() + by)

    async def move_to(self, moment: datetime) -> None:
        """Moves on to a moment (aware); one that is past is an error of the test."""
        assert moment >= self.clock.now(), f"the clock is at {self.clock.now()} already"
        await walk(lambda: self.db, self.clock, moment, self.look)

    async def skip_to(self, moment: datetime) -> None:
        """Jumps on to a moment, as after a machine that slept: what was due on the way is due now. For tests
        to which the days between are nothing but nights, each of which counts everything again."""
        if moment > self.clock.now():
            self.clock.move(moment - self.clock.now())
            await self.look()

    async def start(self) -> None:
        self._app = await self._open_app()
        if self.transport is Transport.WEBHOOK:
            self.webhook = Webhook(self._app.incoming, SECRET)
            pages = public_pages(
                Health(self.db, self._app.content), self.webhook, "http://localhost/telegram"
            )
            await self._start_webhook(self._app, pages)

    async def _open_app(self) -> Application:
        """One bot on the database; it ends with the world."""
        limited = self.telegram.settings.flood is not None
        time_source = SteppingTime(self.clock, moves_clock=limited)
        return await self._stack.enter_async_context(
            application(
                self.settings,
                clock=self.clock,
                wire=self._wire,
                session=SandboxSession(self.telegram),
                time_source=time_source,
                random_bytes=self._random_bytes,
                rng=Random(5),
                handler_seconds=self._handler_seconds,
            )
        )

    async def _start_webhook(self, app: Application, pages: web.Application) -> None:
        """Serves the pages on a port of this machine; the simulated Telegram posts to them."""
        port = await self._stack.enter_async_context(listening(pages, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{port}"
        await app.bot.set_webhook(
            f"{self.address}/telegram", secret_token=SECRET, allowed_updates=app.incoming.wanted
        )
        self._deliveries = Deliveries(self.telegram, self._pause)
        self._deliveries.start()
        self._stack.push_async_callback(self._deliveries.close)

    async def _pause(self, seconds: float) -> None:
        """Between two tries of Telegram to deliver: noted instead of waited for."""
        self.pauses.append(seconds)
        await asyncio.sleep(0.001)

    async def stop(self) -> None:
        """The bot goes away as at a shutdown; people can go on writing."""
        self._app = self._deliveries = None
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def restart(self) -> None:
        """Another process on the same database."""
        await self.stop()
        await self.start()

    async def check(self) -> None:
        """What must hold at the end of every test."""
        await self.settle()
        lints = self.telegram.finish_lints()
        assert not lints, "\n".join(lints)
        discrepancies = await self.db.read(find_discrepancies)
        assert not discrepancies, discrepancies

    def _random_bytes(self, number: int) -> bytes:
        self._seed += 1
        return Random(self._seed).randbytes(number)


async def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Lets other tasks go on until the condition holds; for tests that look into the middle of something."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for are facts of the code under test
            await asyncio.sleep(0.001)


def settings_of_tests(database: Path | str, telegram: Telegram, coordinator_ids: tuple[int, ...]) -> Settings:
    """Settings of a test: nothing from the machine's environment matters.

    ``database``: a file of SQLite, or an address.
    """
    address = database if isinstance(database, str) else f"sqlite:///{database}"
    return _settings().model_copy(
        update={
            "bot_token": SecretStr(telegram.token),
            "database_url": SecretStr(address),
            "coordinator_ids": coordinator_ids,
        }
    )


@cache
def _settings() -> Settings:
    """What all tests have in common; to read it for each takes longer than to open a world."""
    return load_settings(
        None,
        bot_token="1:unused",
        database_url="sqlite:///unused",
        backup_daily=0,
        default_region="komi",
        operator_name="АНО «Проверка»",
        operator_inn="1100000000",
        operator_address="167000, Сыктывкар, ул. Примерная, 1",
        operator_email="privacy@operator.example",
        policy_url="https://operator.example/policy",
        database_location="167000, Сыктывкар, ул. Примерная, 1",
    )


@asynccontextmanager
async def open_world(
    folder: Path, template: Path | Template, wire: Callable[[Resources], BotParts], **options: Any
) -> AsyncIterator[World]:
    """A world on a copy of a database; it is checked at the end unless the test has failed."""
    copied_from = SqliteTemplate(template) if isinstance(template, Path) else template
    with copied_from.copy(folder) as address:
        world = World(address, wire, **options)
        await world.start()
        try:
            yield world
            await world.check()
        finally:
            await world.stop()


def _at_work() -> list[DemoPerson]:
    """The people of the demo without those who come with something that they ask for."""
    return [each for each in demo_people() if not (each.applies or each.operates)]


async def fill_town(db: Database) -> None:
    """A few of the demo's sites with open sessions, and who works for them and for the region."""
    clock = MovableClock(START)
    counts = await ImportCatalogue(db, clock)(demo_of(), publish=True)
    assert isinstance(counts, ImportCounts), counts

    def add_people(connection: Connection) -> None:
        for each in _at_work():
            found = add_known_person(
                connection, each.telegram_id, each.language, each.name, each.phone, counts.region_id, START
            )
            if each.coordinates:
                give_role(connection, found, Role.COORDINATOR, counts.region_id, None, START)
            if each.site_slug is not None:
                at = find_site(connection, counts.region_id, each.site_slug)
                give_role(connection, found, Role.OWNER, counts.region_id, at, START)

    await db.write(add_people)
    await roll_schedules(runner_over(db, clock))


async def fill_demo(db: Database) -> None:
    """The demo's sites with open sessions and the people of three sites and of the region; no bookings."""
    clock = MovableClock(START)
    people = [replace(each, leads=False) for each in _at_work()]
    await seed(db, clock, settings_of_tests("sqlite:///unused", Telegram(clock), ()), people)


async def fill_sites(db: Database) -> None:
    """The same sites, for which nobody works yet."""
    clock = MovableClock(START)
    counts = await ImportCatalogue(db, clock)(demo_of(), publish=True)
    assert isinstance(counts, ImportCounts), counts
    await roll_schedules(runner_over(db, clock))
