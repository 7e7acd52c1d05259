"""The people of a run. They act as soon as they were answered, and know nothing of the process behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.model import ProgrammeId
from sandbox.model import Event, EventKind, QueryState
from sandbox.people import Person
from sandbox.personas import PERSONAS
from sandbox.telegram import Telegram
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    become_known,
    describe_class,
    reference_on,
    tap_moment,
    words,
)
from tests.crash.town import PARTIES

CLASSES: Final = {"Анна": 0, "Игорь": 1}
"""Who books a visit of a class at the paper mill, and which of the open days: a party has it alone."""
OUTINGS: Final = {"Марина": 1, "Пётр": 1}
"""Who books two seats at the felting workshop for Wednesday, the second of the open days."""

_FIRST_ACCOUNT = 731_000_001
_MOMENT_SECONDS = 0.005

_w = words("ru")

Until = Callable[[Callable[[], bool]], Awaitable[None]]


async def until(condition: Callable[[], bool]) -> None:
    """Waits for what another process brings about; how long at most is up to the caller."""
    while not condition():  # noqa: ASYNC110 - facts of another process
        await asyncio.sleep(_MOMENT_SECONDS)


@dataclass(slots=True)
class Seen:
    """What came to people's screens. People are named, since ids say nothing in a report."""

    sent: dict[tuple[int, int], str] = field(default_factory=dict)
    """Each message of the bot as it was first sent, by chat and id."""
    references: dict[int, str] = field(default_factory=dict)
    """The booking that each person was shown, by Telegram id."""
    names: dict[int, str] = field(default_factory=dict)
    visitors: set[int] = field(default_factory=set)
    """Who does something, and so gets answers; to the others the bot writes by itself."""
    taps_repeated: int = 0

    def note(self, event: Event) -> None:
        message = event.message
        if event.kind is EventKind.NEW and message is not None and message.from_bot:
            self.sent[event.chat_id, message.message_id] = message.text


class People:
    """Everybody in the simulated Telegram."""

    def __init__(self, telegram: Telegram, programmes: Mapping[str, ProgrammeId]) -> None:
        self._telegram = telegram
        self._programmes = programmes
        self.seen = Seen()
        self.hosts = {each.site_slug: each.user_id for each in PERSONAS if each.site_slug is not None}
        telegram.subscribe(self.seen.note)
        self._open_chats()
        self._meet()

    def _meet(self) -> None:
        """Who comes besides."""
        self._visitors = {name: self._newcomer(name) for name in (*CLASSES, *OUTINGS)}

    async def live(self) -> None:
        """Everybody does what they came for, all at once."""
        async with asyncio.TaskGroup() as tasks:
            for name, nth in CLASSES.items():
                tasks.create_task(self._book_class(self._visitors[name], nth))
            for name, nth in OUTINGS.items():
                tasks.create_task(self._book_seats(self._visitors[name], nth))
            tasks.create_task(self._confirm_requests(self.person(self.hosts[PAPER_MILL]), len(CLASSES)))

    def tap_again(self) -> None:
        """Whoever was not answered taps once more, under a new id, as clients do."""
        waiting = [each for each in self._telegram.queries.values() if each.state is QueryState.WAITING]
        for tap in waiting:
            self._telegram.press(tap.user.id, tap.chat.id, tap.message_id, tap.data)
        self.seen.taps_repeated += len(waiting)

    def never_answered(self) -> list[str]:
        """Taps that still spin."""
        queries = self._telegram.queries.values()
        return [
            f"{self.seen.names[each.user.id]}: {each.data}"
            for each in queries
            if each.state is QueryState.WAITING
        ]

    # --- who is there

    def known(self) -> Mapping[int, str]:
        """Whom the town knows already, besides its hosts, by Telegram id."""
        return {telegram_id: f"party {number}" for number, telegram_id in enumerate(PARTIES, start=1)}

    def _open_chats(self) -> None:
        """Whoever the bot knows already has pressed Start before."""
        for each in PERSONAS:
            if each.site_slug is not None or each.key == "coordinator":
                self._add(each.user_id, each.key)
        for telegram_id, name in self.known().items():
            self._add(telegram_id, name)
        for user_id in self.seen.names:
            self._telegram.start(user_id)
        self._telegram.updates.drop_all()

    def _newcomer(self, name: str) -> Person:
        user_id = _FIRST_ACCOUNT + len(self.seen.names)
        self._add(user_id, name)
        self.seen.visitors.add(user_id)
        return self.person(user_id)

    def _add(self, user_id: int, name: str) -> None:
        self._telegram.add_user(name, user_id=user_id)
        self.seen.names[user_id] = name

    def person(self, user_id: int) -> Person:
        async def handled() -> None:
            await until(lambda: not any(each.queue == user_id for each in self._telegram.updates.pending()))

        return Person(self._telegram, user_id, handled)

    # --- what they do

    async def _book_class(self, teacher: Person, nth: int) -> None:
        await teacher.start(f"p_{self._programmes[PAPER_MILL]}")
        await teacher.tap(_w("programme.book"))
        await describe_class(teacher, _w)
        await tap_moment(teacher, nth=nth)
        await become_known(teacher, _w)
        await teacher.tap(_w("summary.send"))
        self.seen.references[teacher.user_id] = reference_on(teacher)

    async def _book_seats(self, tourist: Person, nth: int) -> None:
        await tourist.start(f"p_{self._programmes[FELTING]}")
        await tourist.tap(_w("programme.book"))
        await tourist.tap("2")
        await tap_moment(tourist, nth=nth)
        await become_known(tourist, _w, name=None)
        await tourist.tap(_w("summary.book"))
        self.seen.references[tourist.user_id] = reference_on(tourist)

    async def _confirm_requests(self, host: Person, number: int) -> None:
        """Confirms every request as it comes, by the notice of it."""
        label = "Подтвердить"
        confirmed: set[str] = set()
        while len(confirmed) < number:
            await until(lambda: any(label in each for shown in host.messages for each in shown.labels))
            notice = next(shown for shown in host.messages if any(label in each for each in shown.labels))
            await host.tap(label, message=notice)
            start = notice.text.index("К-")
            confirmed.add(notice.text[start : start + 6])
