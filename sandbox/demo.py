"""The demo: the real bot over real HTTP against the simulated Telegram, in one process, with the chat page.

Real are the dispatcher, the handlers, the SQLite file, the scheduler and the sender. Simulated are Telegram
and the clock, which runs on by itself and can be moved on.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.app import Application, application, operator_of
from bot.clock import MovableClock, SystemClock
from bot.db.engine.database import Database
from bot.db.operations.demo import sites_asked
from bot.db.operations.migrate import upgrade
from bot.db.outbox.deliveries import count_sent, newest_message_id
from bot.db.outbox.next_due import next_moment
from bot.domain.people.consents import CONSENT_VERSION
from bot.scheduler.nursery import Nursery
from bot.services.catalogue.cache import CatalogueCache
from bot.services.demo.seed import DemoPerson, SeedDemo
from bot.serving import work
from bot.settings import Settings, load_settings
from bot.ui.translator import translator_for
from bot.ui.visitor.consent import consent_text
from bot.wiring import wire
from sandbox.clock_steps import step, walk
from sandbox.control import build_control_app
from sandbox.personas import OTHER_APPLICANTS, OTHER_HOSTS, PERSONAS, Persona
from sandbox.server import start_server
from sandbox.telegram import Telegram

ZONE = ZoneInfo("Europe/Moscow")
OPENS, CLOSES, MORNING = time(9), time(17), time(10)
LEADER = "teacher-vorkuta"
"""Has classes, requests and a past from the beginning."""
OPERATOR = "operator"
"""Brings a group that has asked already."""
APPLICANTS = ("applicant", *(each.key for each in OTHER_APPLICANTS))
"""Have applied for a placement, all for the same dates."""
OTHERS = (*OTHER_HOSTS, *OTHER_APPLICANTS)
"""Whom the page shows as soon as the bot has written to them."""
FARTHEST_MESSAGE = timedelta(days=60)
_PORTS_TRIED = 20


class DemoError(Exception):
    """The demo cannot run; the text says why."""


def demo_people(personas: Sequence[Persona] = PERSONAS) -> list[DemoPerson]:
    """The personas of the chat page with what they are to the bot."""
    return [
        DemoPerson(
            telegram_id=each.user_id,
            name=each.first_name,
            phone=each.phone,
            language=each.language_code,
            site_slug=each.site_slug,
            coordinates=each.key == "coordinator",
            leads=each.key == LEADER,
            applies=each.key in APPLICANTS,
            operates=each.key == OPERATOR,
        )
        for each in personas
        if each.site_slug is not None or each.key in {"coordinator", LEADER, OPERATOR, *APPLICANTS}
    ]


def demo_settings(database: Path, token: str, api_url: str) -> Settings:
    """Settings of the demo: invented operator, nothing that leads out of this machine."""
    return load_settings(
        None,
        bot_token=token,
        bot_api_url=api_url,
        bot_proxy=None,
        webhook_url=None,
        web_port=None,
        metrics_port=None,
        database_url=f"sqlite:///{database}",
        backup_daily=0,
        coordinator_ids=(),
        operator_name="АНО «Демонстрация»",
        operator_inn="0000000000",
        operator_address="167000, Сыктывкар, ул. Примерная, 1",
        operator_email="privacy@demo.example",
        policy_url="https://demo.example/policy",
        database_location="на этом компьютере (демонстрация)",
    )


async def seed(db: Database, clock: MovableClock, settings: Settings, people: Sequence[DemoPerson]) -> None:
    """Fills a migrated database with the demonstration; on one that has it nothing changes."""
    text = consent_text(translator_for("ru"), operator_of(settings))
    await SeedDemo(
        db=db,
        clock=clock,
        content=CatalogueCache(db, clock),
        limits=settings.limits,
        consent_version=CONSENT_VERSION,
        consent_hash=hashlib.sha256(text.encode()).hexdigest(),
        random_bytes=secrets.token_bytes,
    )(people)


def first_moment(now: datetime) -> datetime:
    """Now, if people are at work in the region; else the next working morning, so that answers come."""
    local = now.astimezone(ZONE)
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return now
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZONE)


class _TimeOfClock:
    """Seconds for Telegram's limits: where the clock is moved on, they have passed too."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class _Run:
    """One life of the bot, from its start to its end."""

    app: Application
    stop: asyncio.Event
    ended: asyncio.Event


class Demo:
    """The bot and its controls (``sandbox.control.DemoControls``)."""

    def __init__(self, settings: Settings, clock: MovableClock, nursery: Nursery) -> None:
        self._settings = settings
        self._clock = clock
        self._nursery = nursery
        self._run: _Run | None = None

    @property
    def bot_running(self) -> bool:
        return self._run is not None

    def now(self) -> datetime:
        return self._clock.now()

    async def start_bot(self) -> None:
        """Builds the bot anew and waits until it is at work."""
        started: asyncio.Future[_Run] = asyncio.get_running_loop().create_future()
        self._nursery.start(self._live(started), name="the bot of the demo")
        self._run = await started

    async def stop_bot(self) -> None:
        """Ends it as a shutdown would: it finishes what it has in hand."""
        run, self._run = self._run, None
        if run is not None:
            run.stop.set()
            await run.ended.wait()

    async def _live(self, started: asyncio.Future[_Run]) -> None:
        ended, stop = asyncio.Event(), asyncio.Event()
        try:
            async with application(
                self._settings, clock=self._clock, wire=wire, time_source=_TimeOfClock(self._clock)
            ) as app:
                started.set_result(_Run(app, stop, ended))
                await work(app, stop)
        except BaseException as error:
            if not started.done():
                started.set_exception(error)
                return
            raise
        finally:
            self._run = None
            ended.set()

    async def restart_bot(self) -> None:
        await self.stop_bot()
        await self.start_bot()

    async def advance(self, by: timedelta) -> None:
        await walk(self._database, self._clock, self.now() + by, self._look)

    async def advance_to_next(self) -> datetime | None:
        """Stops after the first message that is really sent; a reminder that is no longer true is not one."""
        if await self._database().read(next_moment) is None:
            return None
        until = self.now() + FARTHEST_MESSAGE
        before = await self._database().read(count_sent)
        while self.now() < until:
            await step(self._database(), self._clock, until)
            await self._look()
            if await self._database().read(count_sent) > before:
                return self.now()
            if await self._database().read(next_moment) is None:
                return None
        return None

    def _database(self) -> Database:
        return self._app().db

    def _app(self) -> Application:
        if self._run is None:
            raise DemoError("the bot is not running: restart it first")
        return self._run.app

    async def _look(self) -> None:
        """What is due at this moment happens; people's taps go their own way meanwhile."""
        app = self._app()
        await app.ticks.look()
        while await app.sender.send_due():
            continue


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """``address``: of the chat page."""

    address: str
    telegram: Telegram
    controls: Demo


@asynccontextmanager
async def run_demo(
    folder: Path, *, port: int, start: datetime | None = None, say: Callable[[str], None] = lambda _: None
) -> AsyncIterator[RunningDemo]:
    """Runs the whole demo on the database in ``folder``, which is made if there is none.

    ``port``: where the page is served, or the next free one. ``start``: where the clock starts (aware).
    ``say`` is told what is being done.
    """
    clock = MovableClock(start or first_moment(SystemClock().now()), ticking=True)
    telegram = Telegram(clock)
    api = await start_server(telegram)
    try:
        settings = demo_settings(folder / "demo.sqlite3", telegram.token, api.url)
        say("Making the database ...")
        await asyncio.to_thread(upgrade, settings.database_url.get_secret_value())
        say("Filling in 14 sites, their sessions, people and requests ...")
        asked = await _prepare(settings, clock, telegram)
        say("Starting the bot ...")
        async with Nursery() as nursery:
            demo = Demo(settings, clock, nursery)
            runner = await _serve(telegram, demo, port)
            try:
                _open_chats(telegram, asked)
                await demo.start_bot()
                bound: int = runner.addresses[0][1]
                yield RunningDemo(f"http://127.0.0.1:{bound}/", telegram, demo)
            finally:
                await demo.stop_bot()
                await runner.cleanup()
    finally:
        await api.close()


async def _prepare(settings: Settings, clock: MovableClock, telegram: Telegram) -> Collection[str]:
    """Fills the database; the sites at which requests wait."""
    db = await Database.open(settings.database_url.get_secret_value())
    try:
        await seed(db, clock, settings, demo_people((*PERSONAS, *OTHERS)))
        # The simulated Telegram begins anew; on a kept database its messages must be newer than the stored.
        newest = await db.read(newest_message_id)
        asked = await db.read(sites_asked)
    finally:
        await db.close()
    telegram.next_id("message", newest + 1)
    return asked


async def _serve(telegram: Telegram, demo: Demo, port: int) -> web.AppRunner:
    app = build_control_app(telegram, demo, PERSONAS, secrets.token_urlsafe(16), OTHERS)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    for candidate in range(port, port + _PORTS_TRIED):
        try:
            await web.TCPSite(runner, "127.0.0.1", candidate if port else 0).start()
        except OSError:
            continue
        return runner
    await runner.cleanup()
    raise DemoError(f"the ports {port} to {port + _PORTS_TRIED - 1} are taken: choose another with --port")


def _open_chats(telegram: Telegram, asked: Collection[str]) -> None:
    """Whoever works for a site or the region, or has asked for something, has pressed Start before, so that
    the bot can write to them. The others do so in silence, unless a request waits for them already: see
    ``OTHERS``."""
    known = {each.telegram_id for each in demo_people()}
    for each in PERSONAS:
        if each.user_id in known:
            telegram.start(each.user_id)
    for each in OTHERS:
        (telegram.start if each.site_slug in asked else telegram.meet)(each.user_id)


def clear(folder: Path) -> None:
    """Removes what an earlier demo has left."""
    shutil.rmtree(folder, ignore_errors=True)
