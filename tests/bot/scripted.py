"""Stand-in handlers that do what a test tells them, for tests of everything around handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.app import BotParts, Resources
from bot.db.engine.connection import Connection
from bot.db.outbox.queue import OutboxMessage
from bot.db.tables import incident
from bot.domain.people.access import Actor
from bot.handlers import last
from bot.scheduler.outgoing import Drop
from bot.ui.formats.html import escape
from bot.ui.screen import AskContact, Button, Inline, Screen, Venue
from bot.ui.show import show, show_after_contact
from bot.ui.toast import Toast
from bot.ui.translator import Translator
from tests.bot.world import World


class Script:
    """What the stand-in handlers do when told to, and what they did."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.failures_left = 0
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.running = 0
        self.most_running = 0


def scripted_router(script: Script) -> Router:
    router = Router(name="scripted")

    @router.message(F.text.startswith("fail"))
    async def fail(message: Message) -> None:
        script.handled.append(f"try {message.text}")
        if script.failures_left:
            script.failures_left -= 1
            raise script.failure or ValueError(f"+7 912 345-67-89 wrote {message.text}")
        await show(message, Screen(escape("it worked")))

    @router.message(F.text.startswith("wait"))
    async def wait(message: Message) -> None:
        script.running += 1
        script.most_running = max(script.most_running, script.running)
        script.handled.append(f"begin {message.text}")
        try:
            await script.gate.wait()
        finally:
            script.running -= 1
        script.handled.append(f"end {message.text}")
        await show(message, Screen(escape(f"waited: {message.text}")))

    @router.message(F.text == "contact")
    async def ask(message: Message) -> None:
        await show(message, Screen(escape("Your number?"), AskContact("Send", ("Back",))))

    @router.message(F.text == "Back")
    async def go_back(message: Message, t: Translator) -> None:
        await show_after_contact(message, t, Screen(escape("Behind it"), _buttons("same")), given=False)

    @router.message(F.contact)
    async def take(message: Message, t: Translator) -> None:
        await show_after_contact(message, t, Screen(escape("Summary"), _buttons("same")), given=True)

    @router.message(F.text == "/start")
    async def start(message: Message, actor: Actor, t: Translator) -> None:
        script.handled.append(f"{t.code} {actor.language}")
        await show(
            message, Screen(escape("Hello"), _buttons("same", "other", "toast", "hang", "map", "keys"))
        )

    @router.callback_query(F.data == "same")
    async def show_same(callback: CallbackQuery) -> None:
        await show(callback, Screen(escape("Same"), _buttons("same", "toast")))

    @router.callback_query(F.data == "toast")
    async def say(callback: CallbackQuery, toast: Toast) -> None:
        toast.say("said")

    @router.callback_query(F.data == "hang")
    async def hang(callback: CallbackQuery, toast: Toast) -> None:
        await script.gate.wait()
        toast.say("late")

    @router.callback_query(F.data == "map")
    async def show_map(callback: CallbackQuery) -> None:
        where = Venue(61.67, 50.83, "Gate 2", "Street 1")
        await show(callback, Screen(escape("Here"), _buttons("same"), venue=where))

    @router.callback_query(F.data == "keys")
    async def ask_on_tap(callback: CallbackQuery) -> None:
        await show(callback, Screen(escape("Your number?"), AskContact("Send", ("Back",))))

    @router.message(F.text)
    async def note(message: Message) -> None:
        script.handled.append(str(message.text))
        await show(message, Screen(escape(f"got {message.text}")))

    return router


def _buttons(*data: str) -> Inline:
    return Inline(tuple((Button(each, tap=each),) for each in data))


async def drop_all(message: OutboxMessage) -> Drop:
    return Drop("nothing is sent here")


def furnish_with(script: Script) -> Callable[[Resources], BotParts]:
    return lambda _: BotParts((scripted_router(script), last.router), drop_all, ())


async def incidents(world: World) -> list[tuple[str, str, str, str]]:
    def read(connection: Connection) -> list[tuple[str, str, str, str]]:
        rows = connection.execute(incident.select().order_by(incident.c.id))
        return [(row.number, row.update_kind, row.error, row.traceback) for row in rows]

    return await world.db.read(read)
