"""One person's flood: told off, cheap, and nobody else waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EventContext
from aiogram.types import (
    CallbackQuery,
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Message,
    TelegramObject,
    Update,
    User,
)

from bot.app import BotParts, Resources
from bot.clock import MovableClock
from bot.db.outbox.queue import OutboxMessage
from bot.db.tables import incident
from bot.handlers import last
from bot.middlewares.throttling import TELL_EVERY_SECONDS, Throttling
from bot.scheduler.outgoing import Drop
from bot.services.people.registration import Registration
from bot.settings import Settings
from bot.ui.formats.html import escape
from bot.ui.screen import Screen
from bot.ui.show import show
from bot.ui.translator import translator_for
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram
from tests.bot.world import World, eventually, open_world

AT_ONCE: int = Settings.model_fields["taps_at_once"].default
PER_SECOND: int = Settings.model_fields["taps_per_second"].default
FLOOD = 1000


class Town:
    """Who was handled, in order, and how often the database was asked who somebody is."""

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.asked = 0

    def wire(self, _: Resources) -> BotParts:
        router = Router(name="town")

        @router.callback_query()
        async def note_tap(callback: CallbackQuery) -> None:
            self.handled.append(callback.from_user.id)
            await show(callback, Screen(escape(f"tap {len(self.handled)}")))

        @router.message()
        async def note_text(message: Message) -> None:
            self.handled.append(message.chat.id)
            await show(message, Screen(escape(f"text {len(self.handled)}")))

        async def drop(message: OutboxMessage) -> Drop:
            return Drop("nothing is sent here")

        return BotParts((router, last.router), drop, ())


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
async def world(
    tmp_path: Path, empty_template: Path, town: Town, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    register = Registration.__call__

    async def count(self: Registration, telegram_id: int, language: str | None) -> Any:
        town.asked += 1
        return await register(self, telegram_id, language)

    monkeypatch.setattr(Registration, "__call__", count)
    async with open_world(tmp_path, empty_template, town.wire) as opened:
        # Taps that come while «too fast» is on screen stop spinning without more words.
        opened.allow(LintRule.SAID_TWICE, LintRule.DEAD_TAP, LintRule.UNANSWERED_TAP)
        yield opened


async def arrive(world: World, town: Town, *names: str) -> list[Person]:
    """People who have pressed Start a while ago."""
    people = [world.person(name) for name in names]
    for each in people:
        await each.start()
    world.clock.move(timedelta(minutes=5))
    town.handled.clear()
    town.asked = 0
    return people


def taps(world: World, person: Person, number: int) -> list[str]:
    message_id = person.last.message_id
    return [world.telegram.press(person.user_id, person.user_id, message_id, "x") for _ in range(number)]


async def test_a_thousand_taps_of_one_person_cost_a_burst_and_others_are_answered_as_before(
    world: World, town: Town
) -> None:
    flooder, first, second = await arrive(world, town, "flooder", "first", "second")
    taps(world, flooder, FLOOD // 2)
    (one,) = taps(world, first, 1)
    taps(world, flooder, FLOOD // 2)
    (two,) = taps(world, second, 1)
    await world.settle()
    assert town.handled.count(flooder.user_id) == AT_ONCE
    assert town.handled.index(first.user_id) <= AT_ONCE, "they wait for a burst at the most"
    assert town.handled.index(second.user_id) <= AT_ONCE + 1
    assert {one, two} <= world.telegram.alerts.keys()
    assert town.asked == AT_ONCE + 2, "the database is asked for those who are let pass only"
    assert world.telegram.updates.pending() == [], "what is not listened to counts as handled"


async def test_the_first_of_another_chat_does_not_wait_for_what_queues_up(world: World, town: Town) -> None:
    """In one batch: a flood would fill all hundred places that polling has."""
    flooder, other = await arrive(world, town, "flooder", "other")
    taps(world, flooder, 99)
    taps(world, other, 1)
    polling = world.app.polling
    assert await polling.step() == 100
    await eventually(lambda: other.user_id in town.handled)
    await polling.idle()
    assert len(town.handled) == AT_ONCE + 1


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_too_fast_is_said_once_in_a_few_seconds_and_ends_by_waiting(
    world: World, town: Town, language: str
) -> None:
    t = translator_for(language)
    person = world.person("fast", language_code=language)
    await person.start()
    for _ in range(AT_ONCE - 1):
        await person.press_data("x")
    assert town.handled == [person.user_id] * AT_ONCE
    await person.press_data("x")
    assert person.alert is not None
    assert person.alert.text == str(t.count("throttled.tap", 3))
    await person.press_data("x")
    assert person.alert is not None, "it stops spinning"
    assert not person.alert.text, "and is not told again at once"
    world.clock.move(timedelta(seconds=3))
    town.handled.clear()
    await person.press_data("x")
    assert town.handled == [person.user_id], "the wait that was named is enough"


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_text_too_many_gets_one_message(world: World, town: Town, language: str) -> None:
    t = translator_for(language)
    person = world.person("fast", language_code=language)
    await person.start()
    for _ in range(AT_ONCE + 20):
        world.telegram.send_text(person.user_id, "text")
    await world.settle()
    told = [shown for shown in person.messages if shown.from_bot and not shown.text.startswith("text")]
    assert [shown.text for shown in told] == [str(t.count("throttled.message", 3))]
    world.clock.move(timedelta(seconds=TELL_EVERY_SECONDS))
    for _ in range(int(TELL_EVERY_SECONDS * PER_SECOND)):
        await person.writes("text")
    person.sees("text")
    await person.writes("text")
    person.sees(str(t.count("throttled.message", 3)))


async def test_long_walks_at_the_speed_of_a_person_are_never_stopped(world: World, town: Town) -> None:
    """Paging through the calendar with three taps a second for half a minute, or two for ever."""
    (person,) = await arrive(world, town, "person")
    for _ in range(30):
        for _ in range(3):
            await person.press_data("x")
        world.clock.move(timedelta(seconds=1))
    assert len(town.handled) == 30 * 3
    world.clock.move(timedelta(minutes=1))
    town.handled.clear()
    for _ in range(200):
        await person.press_data("x")
        world.clock.move(timedelta(seconds=1 / PER_SECOND))
    assert len(town.handled) == 200


@pytest.mark.parametrize(
    "kind",
    [FaultKind.INTERNAL, FaultKind.BLOCKED, FaultKind.FLOOD, FaultKind.TIMEOUT_BEFORE, FaultKind.DROP_AFTER],
)
async def test_somebody_who_cannot_be_told_is_no_incident_and_is_told_later(
    world: World, town: Town, kind: FaultKind
) -> None:
    (person,) = await arrive(world, town, "person")
    for _ in range(AT_ONCE):
        world.telegram.send_text(person.user_id, "text")
    await world.settle()
    fault = world.telegram.faults.add(Fault(kind, {"sendMessage"}, retry_after=30))
    await person.writes("text")
    assert fault.hits == 1
    assert world.telegram.updates.pending() == []
    assert await world.db.read(lambda c: c.execute(incident.select()).all()) == []
    await person.writes("text")
    person.sees(str(translator_for("ru").count("throttled.message", 3)))
    assert len(town.handled) == AT_ONCE


# --- the middleware by itself ----------------------------------------------------------------------


class HandTime:
    """Seconds that stand until they are moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Door:
    """A throttle in front of a handler that counts."""

    def __init__(self, telegram: Telegram, **options: Any) -> None:
        self.time = HandTime()
        self.throttle = Throttling(self.time, **{"at_once": 3, "per_second": 1.0, **options})
        self.bot = Bot(telegram.token, session=SandboxSession(telegram))
        self.passed: list[int] = []
        self._ids = iter(range(1, 1_000_000))

    async def _handle(self, event: TelegramObject, data: dict[str, Any]) -> str:
        assert isinstance(event, Update)
        self.passed.append(event.update_id)
        return "handled"

    async def feed(self, user: User, chat: Chat, **content: Any) -> object:
        update = Update(update_id=next(self._ids), **content).as_(self.bot)
        data = {"event_context": EventContext(chat=chat, user=user), "bot": self.bot}
        return await self.throttle(self._handle, update, data)

    async def text(self, user_id: int, *, group: bool = False) -> object:
        user = User(id=user_id, is_bot=False, first_name="x")
        chat = Chat(id=-5, type="group") if group else Chat(id=user_id, type="private")
        message = Message(message_id=1, date=datetime(2026, 1, 1, tzinfo=UTC), chat=chat, from_user=user)
        return await self.feed(user, chat, message=message)

    async def block(self, user_id: int, *, back: bool) -> object:
        user = User(id=user_id, is_bot=False, first_name="x")
        chat = Chat(id=user_id, type="private")
        us = User(id=42, is_bot=True, first_name="bot")
        gone = ChatMemberBanned(user=us, until_date=datetime(2026, 1, 1, tzinfo=UTC))
        here = ChatMemberMember(user=us)
        change = ChatMemberUpdated(
            chat=chat,
            from_user=user,
            date=datetime(2026, 1, 1, tzinfo=UTC),
            old_chat_member=gone if back else here,
            new_chat_member=here if back else gone,
        )
        return await self.feed(user, chat, my_chat_member=change)


@pytest.fixture
async def open_door() -> AsyncIterator[Callable[..., Door]]:
    telegram = Telegram(MovableClock(datetime(2026, 1, 1, tzinfo=UTC)))
    for number in (1, 2):
        telegram.start(telegram.add_user("somebody", user_id=number).id)
    doors: list[Door] = []

    def make(**options: Any) -> Door:
        doors.append(Door(telegram, **options))
        return doors[-1]

    yield make
    for each in doors:
        await each.bot.session.close()


async def test_each_person_has_a_bucket_that_drips_full(open_door: Callable[..., Door]) -> None:
    door = open_door()
    assert [await door.text(1) for _ in range(4)] == ["handled"] * 3 + [UNHANDLED]
    assert await door.text(2) == "handled"
    door.time.seconds += 1
    assert [await door.text(1) for _ in range(2)] == ["handled", UNHANDLED]
    door.time.seconds += 100
    assert [await door.text(1) for _ in range(4)] == ["handled"] * 3 + [UNHANDLED]


async def test_what_is_refused_takes_no_token(open_door: Callable[..., Door]) -> None:
    """Else somebody who goes on trying would never be let in again."""
    door = open_door()
    for _ in range(50):
        await door.text(1)
    door.time.seconds += 1
    assert await door.text(1) == "handled"


async def test_blocking_and_coming_back_is_never_stopped(open_door: Callable[..., Door]) -> None:
    door = open_door()
    results = [await door.block(1, back=bool(number % 2)) for number in range(20)]
    assert results == ["handled"] * 20
    assert await door.text(1) == "handled"


async def test_talk_in_a_group_costs_a_person_nothing(open_door: Callable[..., Door]) -> None:
    door = open_door()
    assert [await door.text(1, group=True) for _ in range(10)] == ["handled"] * 10
    assert await door.text(1) == "handled"


async def test_only_so_many_people_are_remembered_and_the_rested_are_forgotten(
    open_door: Callable[..., Door],
) -> None:
    door = open_door(most_people=100)
    for number in range(1, 1001):
        await door.text(number)
        assert len(door.throttle) <= 100
    assert len(door.throttle) == 100, "all in the same moment: nobody has rested"
    door.time.seconds += 60
    for number in range(2000, 2100):
        await door.text(number)
    assert len(door.throttle) == 100, "those who rested gave way to those who came"
    door.time.seconds += 60
    for _ in range(100):
        await door.text(3000)
        door.time.seconds += 60
    assert len(door.throttle) == 1


async def test_while_one_answer_is_on_its_way_no_other_is_sent(
    open_door: Callable[..., Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = open_door()
    gate, sent = asyncio.Event(), 0

    async def slow(*_: object, **__: object) -> int:
        nonlocal sent
        sent += 1
        await gate.wait()
        return 1

    monkeypatch.setattr("bot.middlewares.throttling.send_screen", slow)
    for _ in range(3):
        await door.text(1)
    waiting = [asyncio.ensure_future(door.text(1)) for _ in range(50)]
    await eventually(lambda: sum(each.done() for each in waiting) == 49)
    door.time.seconds += 0.5
    gate.set()
    assert await asyncio.gather(*waiting) == [UNHANDLED] * 50
    assert sent == 1
