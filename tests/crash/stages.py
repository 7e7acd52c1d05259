"""Stages for runs: a new town on an engine, a new Telegram behind a port, a clock at the beginning."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL

from bot.db.engine.database import Database
from bot.services.catalogue.cache import CatalogueCache
from sandbox.model import SandboxSettings
from sandbox.server import start_server
from sandbox.telegram import Telegram
from tests.crash.accounts import Outcome, judge, read_ledger
from tests.crash.dying import Order
from tests.crash.lives import Zygote
from tests.crash.page import Page
from tests.crash.plays import BOOKINGS, Play
from tests.crash.points import SLOTS, Case, Plan, Point, Points, Transport
from tests.crash.story import Stage, Story
from tests.crash.town import STARTS_AT, programme_ids
from tests.engines import Fill, fill_database
from tests.postgres import address_of, new_database

LOOPBACK = "127.0.0.1"


class Engine(StrEnum):
    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


class Towns(Protocol):
    """Makes as many towns as there are runs."""

    def new(self) -> AbstractContextManager[str]:
        """The address of a database that is as at the beginning, and is gone afterwards."""
        ...


class SqliteTowns:
    """Copies of one file."""

    def __init__(self, folder: Path, fill: Fill) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        fill_database(f"sqlite:///{self._template}", fill)
        self._numbers = count(1)

    @contextmanager
    def new(self) -> Iterator[str]:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        file = folder / "town.sqlite3"
        shutil.copyfile(self._template, file)
        try:
            yield f"sqlite:///{file}"
        finally:
            shutil.rmtree(folder)


class PostgresqlTowns:
    """Copies of one database of a server. Its own template is dropped with the server or at the end."""

    def __init__(self, server: URL, template: str) -> None:
        self._server = server
        self._template = template

    @classmethod
    @contextmanager
    def on(cls, server: URL, fill: Fill) -> Iterator[PostgresqlTowns]:
        with new_database(server) as template:
            address = address_of(server, template)

            fill_database(address, fill)
            yield cls(server, template)

    @contextmanager
    def new(self) -> Iterator[str]:
        with new_database(self._server, self._template) as name:
            yield address_of(self._server, name)


@contextmanager
def port_kept_free() -> Iterator[int]:
    """A port on which one process after another may listen: while none does, nobody else is given it, and
    whoever posts to it is refused at once."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind((LOOPBACK, 0))
        yield keeper.getsockname()[1]


def way_in(transport: Transport, port: int) -> dict[str, str]:
    """The settings that decide how updates come to the bot."""
    match transport:
        case Transport.POLLING:
            return {}
        case Transport.WEBHOOK:
            return {
                "webhook_url": f"http://{LOOPBACK}:{port}/telegram",
                "webhook_secret": "not-a-secret",
                "web_host": LOOPBACK,
                "web_port": str(port),
            }


@dataclass(frozen=True, slots=True)
class Theatre:
    """Everything that runs need besides their plan; ``folder`` keeps the logs."""

    zygote: Zygote
    towns: Towns
    transport: Transport
    folder: Path
    play: Play = BOOKINGS

    async def run(self, plan: Plan | None, undisturbed: Performance | None) -> Performance:
        """One run, compared with one that nobody disturbed. AssertionError with the reason when it failed."""
        async with self._stage() as stage:
            story = Story(stage, plan)
            try:
                record = await story.tell()
            except BaseException as error:
                error.add_note(f"{plan}: {story.said()}")
                raise
            now = stage.page.now()
            ledger = await stage.db.read(lambda connection: read_ledger(connection, now))
            passings = {points: stage.page.count(slot) for slot, points in enumerate(SLOTS)}
            before = None if undisturbed is None else undisturbed.outcome
            outcome = judge(record, ledger, before, ends_alike=self.play.ends_alike)
            assert not outcome.wrong, "\n".join([f"{plan}:", *outcome.wrong, story.said()])
            return Performance(outcome, passings)

    @asynccontextmanager
    async def _stage(self) -> AsyncIterator[Stage]:
        page_file, log = self.folder / "page", self.folder / "log"
        log.unlink(missing_ok=True)
        page = Page.make(page_file, STARTS_AT)
        telegram = Telegram(page, settings=SandboxSettings(webhook_retry=0.05, webhook_retry_most=0.2))
        server = await start_server(telegram)
        with self.towns.new() as address, port_kept_free() as port:
            db = await Database.open(address)
            try:
                content = CatalogueCache(db, page)
                await content.refresh()
                settings = {
                    "bot_token": telegram.token,
                    "bot_api_url": server.url,
                    "taps_at_once": "1000",  # these people do not stop to read
                    **way_in(self.transport, port),
                }

                def order(plan: Plan | None) -> Order:
                    return Order(
                        settings=settings,
                        database=address,
                        page=str(page_file),
                        log=str(log),
                        transport=self.transport,
                        plan=plan,
                    )

                async with self.zygote.serving():
                    programmes = programme_ids(content)
                    yield Stage(self.zygote, telegram, page, db, order, programmes, log, self.play)
            finally:
                await db.close()
                await server.close()
                page.close()


@dataclass(frozen=True, slots=True)
class Performance:
    """A run that went well. ``passings``: how often each point was passed in it."""

    outcome: Outcome
    passings: dict[Points, int]


def plans(point: Point, passings: int, kills: int) -> list[Plan]:
    """So many deaths at a point, spread over all its passings in a run that nobody disturbs.

    The last tenth is left out: with a death before it a run may have a few passings less. Of the offset it is
    the last third: where the machine is busy several updates come, and are confirmed, at once.
    """
    most = passings * 2 // 3 if point is Point.BEFORE_THE_OFFSET else passings * 9 // 10
    assert most >= 1, f"the point {point} is never passed"
    return [Plan(point, 1 + (2 * nth + 1) * most // (2 * kills)) for nth in range(kills)]


def plans_inside(point: Point, case: Case, passings: int, kills: int) -> list[Plan]:
    """A death at some passings inside of a use case, spread evenly, for every four that there are of a point:
    these are twice as many places, and each is looked for."""
    assert passings >= 1, f"nobody comes to {case}"
    number = min(max(kills // 4, 1), passings)
    return [Plan(point, 1 + nth * passings // number, case) for nth in range(number)]
