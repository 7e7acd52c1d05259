"""A storm: 10,000 messages are due, Telegram refuses, fails or is silent at every turn, and people book.

Of the calls that say something 2 % each are met by 429, by 500 and by a time-out, half of which took effect
all the same; 2 % of the readers have blocked the bot (403). Afterwards every message is accounted for.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.db.engine.connection import Connection
from bot.db.operations.self_audit import audit
from bot.db.outbox.deliveries import PERHAPS
from bot.db.tables import booking, incident, outbox, person
from bot.domain.model import OutboxState
from bot.wiring import wire
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.model import FloodLimits, SandboxSettings
from sandbox.people import Person
from tests.bot.paths import FELTING, is_moment, programme_id, words
from tests.bot.world import World, fill_demo, open_world
from tests.crash.conftest import STORM
from tests.crash.many import FIRST_ACCOUNT, remind_many
from tests.crash.people import until
from tests.engines import TemplateOf

MESSAGES = 10_000
GUESTS = 20
"""Who books meanwhile, one after another as the storm goes on."""
SHARE = 0.02
SAYING = frozenset({"sendMessage", "editMessageText", "answerCallbackQuery"})
LONGEST = timedelta(hours=2)
"""After so long by the clock of the bot nothing may be left."""
MOST_TRIES = 12
"""Of somebody who books: whoever gets no answer does it again."""

_REFERENCE = re.compile(r"К-\d+")

w = words("ru")


@pytest.fixture
async def world(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    """The whole bot, and a Telegram with its limits; waiting for them moves the clock."""
    async with open_world(
        tmp_path, template_of(fill_demo), wire, sandbox=SandboxSettings(flood=FloodLimits())
    ) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Row:
    """A message of the outbox when all is over; ``to`` is a Telegram id."""

    kind: str
    to: int
    state: OutboxState
    error: str | None
    message_id: int | None
    attempts: int
    about: int | None
    """The person of whom it tells."""


def read_rows(connection: Connection) -> list[Row]:
    rows = connection.execute(
        select(outbox, person.c.telegram_id).join(person, person.c.id == outbox.c.recipient_id)
    )
    return [
        Row(
            row.kind,
            row.telegram_id,
            row.state,
            row.last_error,
            row.message_id,
            row.attempts,
            row.payload.get("person_id"),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Weather:
    """What goes wrong."""

    refused: Fault
    failed: Fault
    silent_before: Fault
    silent_after: Fault
    """What the call came to, its effect or its refusal, is never told."""

    @classmethod
    def over(cls, world: World, rng: Random) -> Weather:
        def often(kind: FaultKind, share: float) -> Fault:
            fault = Fault(kind, SAYING, times=None, probability=share, rng=rng, retry_after=2)
            return world.telegram.faults.add(fault)

        return cls(
            refused=often(FaultKind.FLOOD, SHARE),
            failed=often(FaultKind.INTERNAL, SHARE),
            silent_before=often(FaultKind.TIMEOUT_BEFORE, SHARE / 2),
            silent_after=often(FaultKind.TIMEOUT_AFTER, SHARE / 2),
        )


class Guest:
    """Books two seats in a storm, as people do: what is not answered is done again."""

    def __init__(self, world: World, number: int) -> None:
        self.name = f"guest {number}"
        self.tries = 0
        self._programme = programme_id(world, FELTING, "class")
        user = world.telegram.add_user("Анна", language_code="ru", phone=f"7912000{number:04}")
        self.user_id = user.id

        async def handled() -> None:
            await until(lambda: not any(each.queue == user.id for each in world.telegram.updates.pending()))

        self._person = Person(world.telegram, user.id, handled)

    async def books(self) -> str:
        """The reference of the booking."""
        for _ in range(MOST_TRIES):
            self.tries += 1
            try:
                await self._come_to_the_summary()
            except AssertionError:
                continue
            await self._insist(lambda: self._person.tap(w("summary.book")), lambda: bool(self._references()))
            [reference] = self._references()
            return reference
        raise AssertionError(f"{self.name} came to no summary:\n{self._person.screen}")

    async def _come_to_the_summary(self) -> None:
        """Does what the screen asks for: an answer may be lost, and the form be further than it shows."""
        person = self._person
        begin, book, agree = w("programme.book"), w("summary.book"), w("consent.agree")
        await self._insist(lambda: person.start(f"p_{self._programme}"), lambda: self._offers(begin))
        await person.tap(begin)
        for _ in range(3 * MOST_TRIES):
            if self._offers(book):
                return
            if self._asked():
                await person.shares_contact()
            elif self._offers(agree):
                await person.tap(agree)
            elif moments := self._labels(is_moment):
                await person.tap(moments[-1])
            else:
                await person.tap("2" if self._offers("2") else begin)
        raise AssertionError(f"{self.name} comes no further:\n{person.screen}")

    async def _insist(self, act: Callable[[], Awaitable[None]], done: Callable[[], bool]) -> None:
        for _ in range(MOST_TRIES):
            await act()
            if done():
                return
        raise AssertionError(f"{self.name} is not answered:\n{self._person.screen}")

    def _labels(self, fits: Callable[[str], bool]) -> list[str]:
        """What stands on buttons of the newest message that has any."""
        shown = next((one for one in reversed(self._person.messages) if one.labels), None)
        return [label for label in shown.labels if fits(label)] if shown is not None else []

    def _offers(self, label: str) -> bool:
        return bool(self._labels(lambda each: each == label))

    def _asked(self) -> bool:
        return bool(self._person.keyboard())

    def _references(self) -> set[str]:
        """On the whole screen: the newest message may tell of a failure after the booking."""
        shown = (each.text for each in self._person.messages if each.from_bot)
        return {found for text in shown for found in _REFERENCE.findall(text)}


@dataclass(frozen=True, slots=True)
class Accounts:
    """The figures of a storm.

    ``due``: reminders; ``sent`` and ``blocked``: how they ended; ``told``: notices to the coordinator. Calls:
    ``refused`` with 429, ``failed`` with 500, ``silent``, of which ``answers_lost`` were carried out.
    ``copies``: reminders on screens beyond the first, each of a send whose answer was lost.
    """

    due: int
    sent: int
    blocked: int
    told: int
    refused: int
    failed: int
    silent: int
    answers_lost: int
    copies: int
    most_copies: int
    guests: int
    booked: int
    incidents: int
    seconds_of_the_bot: int
    seconds: int


@pytest.mark.long
@pytest.mark.both_engines
@pytest.mark.shows("G4")
@pytest.mark.shows("B5")
async def test_a_storm_loses_nothing(
    world: World, engine: str, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    world.allow(LintRule.SAID_TWICE, LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP)
    await world.host(FELTING)
    coordinator = await world.coordinator()
    readers = range(FIRST_ACCOUNT, FIRST_ACCOUNT + MESSAGES)
    blocked = frozenset(Random(7).sample(readers, int(MESSAGES * SHARE)))
    for each in readers:
        world.telegram.add_user("reader", user_id=each)
        world.telegram.start(each)
        if each in blocked:
            world.telegram.block(each)
    world.telegram.updates.drop_all()
    await world.settle()
    start = world.clock.now()
    await world.db.write(lambda connection: remind_many(connection, start, MESSAGES, FELTING))
    before = _shown(world, coordinator.user_id)
    weather = Weather.over(world, Random(11))
    guests = [Guest(world, number) for number in range(GUESTS)]
    references = await _go_through(world, guests)
    world.telegram.faults.clear()

    rows = await world.db.read(read_rows)
    reminders = {row.to: row for row in rows if row.kind == "visit.tomorrow" and row.to in readers}
    assert set(reminders) == set(readers)
    for each, row in reminders.items():
        # Three silences in a row are the end of trying: it perhaps arrived, and the row says so.
        ended = each in blocked or PERHAPS in (row.error or "")
        expected = OutboxState.DEAD if ended else OutboxState.SENT
        assert row.state is expected, (row, expected)
        copies = 0 if each in blocked else (not ended) + weather.silent_after.struck[each]
        assert _shown(world, each) == copies, row

    # Of each who blocked the bot the coordinator is told, once.
    told = Counter(row.about for row in rows if row.kind == "person.unreachable")
    marked = await world.db.read(_unreachable)
    assert {each for each in marked if each in readers} == blocked
    assert {each for each in told if each in readers} == blocked
    assert set(told.values()) == {1}
    notices = [row for row in rows if row.kind == "person.unreachable"]
    arrived = [row for row in notices if PERHAPS not in (row.error or "")]
    assert {(row.to, row.state) for row in arrived} == {(coordinator.user_id, OutboxState.SENT)}
    seen = _shown(world, coordinator.user_id) - before
    assert seen == len(arrived) + weather.silent_after.struck[coordinator.user_id]

    # Whatever else there is has ended as well, or is for later.
    for row in rows:
        assert row.state is not OutboxState.SENDING, row
        assert row.state is OutboxState.SENT or row.to in blocked or row.error or not row.attempts, row

    # Each guest has one booking: the one that they were shown.
    assert await world.db.read(_references_of_guests) == {
        guest.user_id: [reference] for guest, reference in zip(guests, references, strict=True)
    }
    now = world.clock.now()
    found = await world.db.read(lambda connection: audit(connection, now).differences)
    assert not found

    extra = Counter({each: _shown(world, each) - 1 for each in readers if each not in blocked})
    accounts = Accounts(
        due=MESSAGES,
        sent=sum(row.state is OutboxState.SENT for row in reminders.values()),
        blocked=len(blocked),
        told=len(notices),
        refused=weather.refused.hits,
        failed=weather.failed.hits,
        silent=weather.silent_before.hits + weather.silent_after.hits,
        answers_lost=weather.silent_after.hits,
        copies=extra.total(),
        most_copies=max(extra.values()),
        guests=GUESTS,
        booked=len(references),
        incidents=await world.db.read(_count_incidents),
        seconds_of_the_bot=int((now - start).total_seconds()),
        seconds=int(time.monotonic() - began),
    )
    record_property(STORM, json.dumps([engine, asdict(accounts)]))


async def _go_through(world: World, guests: list[Guest]) -> list[str]:
    """Lets the sender send, the bot answer and the guests book until nothing is left; their references."""
    app = world.app
    until_when = world.clock.now() + LONGEST
    all_booked = asyncio.Event()

    async def answer() -> None:
        while True:
            await app.polling.step(wait_seconds=1)
            if app.polling.in_hand:
                await asyncio.sleep(0.005)

    async def send() -> None:
        while await world.db.read(lambda c: _left(c, world)) or not all_booked.is_set():
            assert world.clock.now() < until_when, "some messages never come to an end"
            if not await app.sender.send_due():
                world.clock.move(timedelta(seconds=1))
                await app.role.keep()  # as its tick does every second
            await asyncio.sleep(0)

    async def book(guest: Guest, after: int) -> str:
        await until(lambda: app.sender.tally.total() >= after)
        return await guest.books()

    async with asyncio.TaskGroup() as tasks:
        answering = tasks.create_task(answer())
        sending = tasks.create_task(send())
        booking_ = [
            tasks.create_task(book(guest, MESSAGES * nth // (GUESTS + 5))) for nth, guest in enumerate(guests)
        ]
        references = [await each for each in booking_]
        all_booked.set()
        await sending
        answering.cancel()
    await app.nursery.idle()
    return references


def _left(connection: Connection, world: World) -> bool:
    """Whether a message is due or under way, a guest's question about news in ten minutes not counted."""
    waiting = (outbox.c.state == OutboxState.SENDING) | (
        (outbox.c.state == OutboxState.DUE) & (outbox.c.due_at <= world.clock.now())
    )
    return connection.execute(select(outbox.c.id).where(waiting).limit(1)).first() is not None


def _shown(world: World, telegram_id: int) -> int:
    return sum(shown.from_bot for shown in world.telegram.view(telegram_id))


def _unreachable(connection: Connection) -> set[int]:
    rows = connection.execute(select(person.c.telegram_id).where(person.c.unreachable_since.is_not(None)))
    return set(rows.scalars())


def _references_of_guests(connection: Connection) -> dict[int, list[str]]:
    rows = connection.execute(
        select(person.c.telegram_id, booking.c.reference)
        .join(person, person.c.id == booking.c.person_id)
        .where(~person.c.id.between(FIRST_ACCOUNT, FIRST_ACCOUNT + MESSAGES - 1))
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.telegram_id, []).append(row.reference)
    return found


def _count_incidents(connection: Connection) -> int:
    return len(connection.execute(select(incident.c.id)).all())
