"""People who press whatever is on their screens, so many times a second."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from bot.domain.model import ProgrammeId
from sandbox.model import Event, EventKind, QueryState, ShownMessage
from sandbox.people import Person
from sandbox.personas import PERSONAS
from sandbox.telegram import Telegram
from tests.bot.paths import FELTING, tap_moment, words
from tests.crash.people import until
from tests.crash.town import PARTIES

VISITORS = 24
FIRST_VISITOR = 741_000_001
REGULARS = 4
FIRST_REGULAR = 742_000_001
PAUSE_SECONDS = 0.5
"""In which a regular reads what is on screen."""
REMEMBERED = 3
"""Messages whose buttons a person still presses: old buttons are pressed too."""
TYPED = (
    "7 Б, 27",
    "10 человек",
    "3 взрослых",
    "12",
    "Северный",
    "Гимназия № 1",
    "Анна Петровна",
    "завтра",
    "16:40",
    "да",
    "отмена",
    "Учится на технолога, хочет увидеть цех",
    "<b>&",
    "я" * 600,
)
COMMANDS = ("/start", "/catalog", "/routes", "/my", "/classes", "/help", "/profile", "/find бумага")
OF_STAFF = ("/desk", "/region", "/start")
_TYPES, _COMMANDS = 0.15, 0.05
"""How often somebody types, or calls a command, instead of pressing a button."""
_KEPT = ("del:",)
"""Buttons of the way to deleting oneself: staff who are gone would leave the rest without work."""


@dataclass(slots=True)
class _Screen:
    staff: bool
    shown: OrderedDict[int, ShownMessage] = field(default_factory=OrderedDict)

    def note(self, event: Event) -> None:
        message = event.message
        if event.kind is EventKind.DELETED and event.message_id is not None:
            self.shown.pop(event.message_id, None)
        if event.kind in {EventKind.NEW, EventKind.EDITED} and message is not None and message.from_bot:
            self.shown[message.message_id] = message
            self.shown.move_to_end(message.message_id)
            while len(self.shown) > REMEMBERED:
                self.shown.popitem(last=False)

    def buttons(self) -> list[tuple[int, str]]:
        """Message and callback data of each button in sight."""
        return [
            (message.message_id, button.callback_data)
            for message in self.shown.values()
            for row in message.rows
            for button in row
            if button.callback_data is not None
            and not (self.staff and button.callback_data.startswith(_KEPT))
        ]


class Strollers:
    """Everybody: visitors, the hosts and the coordinator of the demonstration's data."""

    def __init__(self, telegram: Telegram, rng: Random) -> None:
        self._telegram = telegram
        self._rng = rng
        self._screens: dict[int, _Screen] = {}
        self.may_walk = asyncio.Event()
        """While it is not set everybody rests."""
        self.done: Counter[str] = Counter()
        """What people did so far: taps, texts, contacts."""
        for each in PERSONAS:
            if each.site_slug is not None or each.key == "coordinator":
                self._add(each.user_id, each.key, staff=True)
        for number in range(VISITORS):
            self._add(FIRST_VISITOR + number, f"visitor {number}", staff=False)
        for number, user_id in enumerate(PARTIES):
            self._add(user_id, f"party {number}", staff=False)
        self._turns = list(self._screens)
        telegram.subscribe(self._note)

    @property
    def updates(self) -> int:
        """How many updates they have made."""
        return sum(self.done[each] for each in ("taps", "texts", "commands", "contacts", "taps of regulars"))

    def act(self) -> bool:
        """One person who is not waiting for an answer does something; False when everybody waits."""
        waiting = {each.queue for each in self._telegram.updates.pending()}
        for _ in self._turns:
            user_id = self._turns.pop(0)
            self._turns.append(user_id)
            if user_id not in waiting:
                self._do(user_id, self._screens[user_id])
                return True
        return False

    async def book_for_ever(self, programmes: Mapping[str, ProgrammeId]) -> None:
        """The regulars book two seats and call it off, over and over, through every death and start."""
        async with asyncio.TaskGroup() as tasks:
            for number in range(REGULARS):
                user_id = FIRST_REGULAR + number
                self._telegram.add_user(f"regular {number}", user_id=user_id, language_code="ru")
                tasks.create_task(self._book_and_cancel(self._patient(user_id), programmes[FELTING]))

    async def _book_and_cancel(self, person: Person, programme_id: ProgrammeId) -> None:
        w = words("ru")
        while True:
            try:
                await person.start(f"p_{programme_id}")
                await person.tap(w("programme.book"))
                await person.tap("2")
                await tap_moment(person, nth=self._rng.randrange(3))
                if w("consent.agree") in person.buttons():
                    await person.tap(w("consent.agree"))
                    await person.shares_contact()
                await person.tap(w("summary.book"))
                await person.tap(w("sent.card"))
                await person.tap(w("mine.cancel"))
                await person.tap(next(each for each in person.buttons() if each != w("cancel.keep")))
                self.done["visits booked and called off"] += 1
            except (AssertionError, StopIteration, IndexError):
                # A death, a night or another visitor came between: from the beginning.
                self.done["ways broken off"] += 1

    def _patient(self, user_id: int) -> Person:
        async def handled() -> None:
            self.done["taps of regulars"] += 1
            await self.may_walk.wait()
            await until(lambda: not any(each.queue == user_id for each in self._telegram.updates.pending()))
            await asyncio.sleep(PAUSE_SECONDS)

        return Person(self._telegram, user_id, handled)

    def never_answered(self) -> int:
        """Taps that still spin."""
        return sum(each.state is QueryState.WAITING for each in self._telegram.queries.values())

    def _add(self, user_id: int, name: str, *, staff: bool) -> None:
        self._telegram.add_user(name, user_id=user_id, language_code=self._rng.choice(("ru", "en")))
        self._screens[user_id] = _Screen(staff)
        self._telegram.start(user_id)

    def _note(self, event: Event) -> None:
        if screen := self._screens.get(event.user_id):
            screen.note(event)

    def _do(self, user_id: int, screen: _Screen) -> None:
        rng, telegram = self._rng, self._telegram
        chance = rng.random()
        below = telegram.reply_keyboard(user_id)
        buttons = screen.buttons()
        if below is not None and chance > 0.5:
            self.done["contacts"] += 1
            telegram.share_contact(user_id)
        elif chance < _COMMANDS or not buttons:
            self.done["commands"] += 1
            telegram.send_text(user_id, rng.choice(OF_STAFF if screen.staff else COMMANDS))
        elif chance < _COMMANDS + _TYPES:
            self.done["texts"] += 1
            telegram.send_text(user_id, rng.choice(TYPED))
        else:
            self.done["taps"] += 1
            message_id, data = rng.choice(buttons)
            telegram.press(user_id, user_id, message_id, data)
