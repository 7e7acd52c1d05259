"""The composition root: settings in, a wired application out. The only place that knows all parts."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession

from bot.clock import Clock
from bot.db.engine.database import Database
from bot.db.engine.errors import DatabaseError
from bot.db.operations.revisions import pending
from bot.db.outbox.sender_role import SenderRole, sender_role
from bot.domain.people.consents import CONSENT_VERSION, NEWS_CONSENT_VERSION
from bot.handlers.routes import GiveChat
from bot.incoming import Incoming
from bot.middlewares.actor import KnowActor
from bot.middlewares.albums import OneOfAlbum
from bot.middlewares.boundary import HANDLER_SECONDS, ErrorBoundary
from bot.middlewares.callback_answer import CallbackAnswer
from bot.middlewares.callback_guard import CallbackGuard
from bot.middlewares.in_flight import InFlight
from bot.middlewares.isolation import ChatIsolation
from bot.middlewares.log_context import LogContext
from bot.middlewares.private_only import PrivateOnly
from bot.middlewares.rate_limit import CountAnswers
from bot.middlewares.throttling import Throttling
from bot.polling import Polling
from bot.scheduler.buckets import MachineTime, Pace, TimeSource
from bot.scheduler.nursery import Nursery
from bot.scheduler.outgoing import Composer
from bot.scheduler.sender import Sender
from bot.scheduler.ticks import Job, Ticks
from bot.services.catalogue.cache import CatalogueCache
from bot.services.people.registration import Registration
from bot.services.runner import Runner
from bot.services.upkeep.incidents import ReportIncident
from bot.services.upkeep.telegram_bot import OtherBotRunsError, serve_as
from bot.settings import Settings
from bot.telegram import StartError, ask_who_we_are, make_bot
from bot.ui.commands import CommandMenu
from bot.ui.links import Links
from bot.ui.translator import languages
from bot.ui.visitor.consent import Operator

SEND_EVERY = timedelta(seconds=1)
ROLE_EVERY = timedelta(seconds=1)
CONTENT_EVERY = timedelta(seconds=5)

RandomBytes = Callable[[int], bytes]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resources:
    """What every part is made from."""

    settings: Settings
    db: Database
    content: CatalogueCache
    clock: Clock
    links: Links
    random_bytes: RandomBytes
    runner: Runner


@dataclass(frozen=True, slots=True)
class BotParts:
    """What stands on the foundations: handlers in their order, how due messages are composed, and what is
    looked after regularly."""

    routers: Sequence[Router]
    compose: Composer
    jobs: Sequence[Job]


@dataclass(frozen=True, slots=True)
class Application:
    """A wired bot. ``bot.serving`` sets it to work; tests drive it by hand with :meth:`settle`."""

    settings: Settings
    bot: Bot
    dispatcher: Dispatcher
    db: Database
    content: CatalogueCache
    clock: Clock
    links: Links
    runner: Runner
    incoming: Incoming
    polling: Polling
    role: SenderRole
    sender: Sender
    ticks: Ticks
    nursery: Nursery
    in_flight: InFlight
    pace: Pace
    report: ReportIncident

    async def settle(self) -> None:
        """Fetches and handles every update that waits and sends what is due, until nothing is left."""
        while True:
            while await self.polling.step():
                await self.polling.idle()
            if not await self.send_all():
                return

    async def send_all(self) -> int:
        """Lets work in the background end and sends everything that is due; how many rows were handled."""
        await self.nursery.idle()
        return await self.sender.send_due()


def operator_of(settings: Settings) -> Operator:
    """Who answers for the data; empty details are shown as a dash, which only the demo can have."""
    return Operator(
        name=settings.operator_name or "—",
        inn=settings.operator_inn or "—",
        address=settings.operator_address or "—",
        email=settings.operator_email or "—",
        policy_url=str(settings.policy_url or "—"),
        database_location=settings.database_location or "—",
        consent_version=CONSENT_VERSION,
        news_version=NEWS_CONSENT_VERSION,
    )


@asynccontextmanager
async def application(
    settings: Settings,
    *,
    clock: Clock,
    wire: Callable[[Resources], BotParts],
    session: BaseSession | None = None,
    time_source: TimeSource | None = None,
    random_bytes: RandomBytes = secrets.token_bytes,
    rng: Random | None = None,
    handler_seconds: float = HANDLER_SECONDS,
) -> AsyncIterator[Application]:
    """Wires everything over a migrated database and takes it apart again.

    ``session``: how to reach Telegram, by the settings if not given. ``time_source``: what the limits of
    Telegram are measured with. StartError when the token, the way to Telegram or the database is not right.
    """
    rng = rng or Random()
    async with AsyncExitStack() as stack:
        bot = make_bot(settings, session)
        stack.push_async_callback(bot.session.close)
        time_source = time_source or MachineTime()
        me = await ask_who_we_are(bot, settings, time_source.sleep)
        db = await _open_database(settings)
        stack.push_async_callback(db.close)
        content = CatalogueCache(db, clock)
        runner = Runner(db, clock, content, settings.limits, random_bytes)
        await content.refresh()
        role = sender_role(settings.database_url.get_secret_value())
        stack.push_async_callback(role.release)
        try:
            await serve_as(runner, me.id, alone=await role.keep())
        except OtherBotRunsError as error:
            raise StartError(str(error)) from error
        nursery = await stack.enter_async_context(Nursery())

        pace = Pace(time_source, per_second=settings.telegram_messages_per_second)
        bot.session.middleware(CountAnswers(pace, sleep=time_source.sleep))
        links = Links(me.username or "", settings.public_url, inline=bool(me.supports_inline_queries))
        parts = wire(Resources(settings, db, content, clock, links, random_bytes, runner))
        report = ReportIncident(runner)
        in_flight = InFlight()

        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.workflow_data.update(
            {
                "clock": clock,
                "content": content,
                "links": links,
                "runner": runner,
                "operator": operator_of(settings),
            }
        )
        register = Registration(
            runner,
            tuple(each.code for each in languages()),
            settings.default_region,
            frozenset(settings.coordinator_ids),
            settings.default_timezone,
        )
        for middleware in (
            in_flight,
            LogContext(),
            OneOfAlbum(),
            Throttling(time_source, at_once=settings.taps_at_once, per_second=settings.taps_per_second),
            ChatIsolation(),
            ErrorBoundary(report, runner, handler_seconds=handler_seconds, sleep=time_source.sleep),
            CallbackAnswer(nursery),
            CallbackGuard(),
            PrivateOnly(links),
            KnowActor(register, CommandMenu(nursery.start)),
        ):
            dispatcher.update.outer_middleware(middleware)
        for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
            observer.outer_middleware(GiveChat())
        dispatcher.include_router(one_router(parts.routers))

        incoming = Incoming(bot, dispatcher, report)
        sender = Sender(db=db, role=role, bot=bot, clock=clock, compose=parts.compose, pace=pace, rng=rng)
        db.on_commit(sender.wake)
        jobs = [
            Job("keep the sender's role", ROLE_EVERY, role.keep, everywhere=True),
            Job("refresh the content", CONTENT_EVERY, content.refresh, everywhere=True),
            *parts.jobs,
            Job("send what is due", SEND_EVERY, _call(sender.wake)),
        ]
        ticks = Ticks(jobs, leads=lambda: role.held)
        ticks.on_jump(sender.clock_was_set)
        yield Application(
            settings=settings,
            bot=bot,
            dispatcher=dispatcher,
            db=db,
            content=content,
            clock=clock,
            links=links,
            runner=runner,
            incoming=incoming,
            polling=Polling(bot, incoming, nursery, rng=rng),
            role=role,
            sender=sender,
            ticks=ticks,
            nursery=nursery,
            in_flight=in_flight,
            pace=pace,
            report=report,
        )


async def _open_database(settings: Settings) -> Database:
    address = settings.database_url.get_secret_value()
    try:
        missing = await asyncio.to_thread(pending, address)
        if missing:
            raise StartError(f"The database lacks {len(missing)} migrations: python -m bot migrate")
        # Whoever waits for others to let go of the database is told so while they still look.
        limits = None
        if settings.database_file is None:
            from bot.db.engine import postgresql  # memory for those who have a server

            limits = postgresql.limits_of_a_bot()
        return await Database.open(address, begin_attempts=1, postgresql=limits)
    except DatabaseError as error:
        raise StartError(f"The database cannot be used: {error}") from error


def one_router(routers: Sequence[Router]) -> Router:
    """One router with the handlers of all these, in their order. A router belongs to one dispatcher for ever,
    while ours live as long as the process, in which an application may follow another or stand beside it; and
    one is asked sooner than many."""
    one = Router(name="house")
    for router in routers:
        for part in router.chain_tail:
            for name, observer in part.observers.items():
                if observer._handler.filters or len(observer.middleware) or len(observer.outer_middleware):
                    raise ValueError(
                        f"the router {part.name} has filters or middlewares of its own for {name}"
                    )
                one.observers[name].handlers.extend(observer.handlers)
    return one


def _call(function: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def look() -> None:
        function()

    return look
