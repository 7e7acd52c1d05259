"""After an outage of Telegram a message waited for up to 19 minutes more: each sat out its own back-off,
which had grown to a quarter of an hour, and held back everything later to the same person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.outbox.deliveries import AWAY, hasten, retry_at
from bot.db.outbox.queue import NewMessage, claim_due, queue
from bot.db.tables import outbox, person
from bot.domain.model import PersonId
from bot.scheduler.outage import FAILURES, SCOUT_EVERY, Outage
from bot.scheduler.sender import LEASE
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import START, World

LATER = START + timedelta(minutes=15)


@dataclass(frozen=True)
class Waiting:
    error: str | None
    attempts: int
    at: datetime


def _queue(connection: Connection, number: int, due_at: datetime = START) -> None:
    telegram_id = 700_000_000 + number
    statement = insert(person).values(telegram_id=telegram_id, language="ru", created_at=START)
    recipient = PersonId(connection.execute(statement.returning(person.c.id)).scalar_one())
    message = NewMessage(kind="note", recipient_id=recipient, payload={}, key=f"note:{number}", due_at=due_at)
    queue(connection, [message], START)


def _rows(connection: Connection) -> Sequence[Waiting]:
    rows = connection.execute(select(outbox).order_by(outbox.c.id))
    return [Waiting(row.last_error, row.attempts, row.leased_until or row.due_at) for row in rows]


@pytest.mark.both_engines
@pytest.mark.shows("G4")
async def test_only_what_waits_for_telegram_is_hastened(empty_db: Database, engine: str) -> None:
    errors = (f"{AWAY}: TimeoutError", "429: 900 s", "KeyError", None, f"{AWAY}: TelegramServerError")

    def prepare(connection: Connection) -> None:
        for number in range(len(errors)):
            _queue(connection, number)
        _queue(connection, len(errors), due_at=LATER)
        claimed = claim_due(connection, START, LEASE, 10)
        for message, error in zip(claimed, errors, strict=True):
            if error is not None:
                retry_at(connection, message, LATER, error)

    await empty_db.write(prepare)
    now = START + timedelta(minutes=1) - timedelta(seconds=1)
    assert await empty_db.write(lambda connection: hasten(connection, now, 10)) == 2
    assert await empty_db.read(_rows) == [
        Waiting(errors[0], 1, now),
        Waiting(errors[1], 1, LATER),
        Waiting(errors[2], 1, LATER),
        Waiting(None, 1, START + LEASE),  # is being sent
        Waiting(errors[4], 1, now),
        Waiting(None, 0, LATER),  # planned for then
    ]


@pytest.mark.both_engines
async def test_a_row_that_is_sent_once_more_is_not_hastened_meanwhile(
    empty_db: Database, engine: str
) -> None:
    """Else a second sender would take it from the first."""

    def prepare(connection: Connection) -> None:
        _queue(connection, 1)
        [message] = claim_due(connection, START, LEASE, 10)
        retry_at(connection, message, LATER, f"{AWAY}: TimeoutError")
        assert len(claim_due(connection, LATER, LEASE, 10)) == 1

    await empty_db.write(prepare)
    assert await empty_db.write(lambda connection: hasten(connection, LATER, 10)) == 0


@pytest.mark.both_engines
async def test_the_scout_is_the_one_that_was_tried_least(empty_db: Database, engine: str) -> None:
    def prepare(connection: Connection) -> None:
        for number in range(3):
            _queue(connection, number)
        for tries in (1, 2):
            now = START + LEASE * (tries - 1)
            for message in claim_due(connection, now, LEASE, tries):
                retry_at(connection, message, START + LEASE * tries, f"{AWAY}: TimeoutError")
        claim_due(connection, START, LEASE, 10)

    await empty_db.write(prepare)
    before = await empty_db.read(_rows)
    assert await empty_db.write(lambda connection: hasten(connection, START, 1)) == 1
    after = await empty_db.read(_rows)
    [changed] = [old for old, new in zip(before, after, strict=True) if old != new]
    assert changed.attempts == min(each.attempts for each in before if each.error is not None)


def test_an_outage_sends_a_scout_now_and_then_and_lets_go_of_everything_at_its_end() -> None:
    outage = Outage()
    assert outage.to_hasten(START) > 1, "the process before may have left something"
    assert outage.to_hasten(START) == 0
    for _ in range(FAILURES - 1):
        outage.failed()
    outage.got_through()
    assert outage.to_hasten(START) == 0, "single failures are no outage"
    for _ in range(FAILURES):
        outage.failed()
    asked = [outage.to_hasten(START + SCOUT_EVERY * part / 3) for part in range(7)]
    assert asked == [1, 0, 0, 1, 0, 0, 1]
    outage.got_through()
    assert outage.to_hasten(START) > 1
    assert outage.to_hasten(START + SCOUT_EVERY) == 0


async def _pass(world: World, length: timedelta, every: timedelta) -> None:
    """Time goes by while the sender looks now and then."""
    until = world.clock.now() + length
    while world.clock.now() < until:
        world.clock.move(every)
        await world.settle()


async def _confirmed_in_vain(world: World, kind: FaultKind) -> tuple[Person, str]:
    """From now on every call fails, and a host confirms: who should hear of it, and the reference."""
    teacher = world.person("Анна")
    host = await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, words("ru"))
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP)
    world.telegram.faults.add(Fault(kind, times=None))
    await host.tap("Подтвердить")
    return teacher, reference


async def _until_confirmed(world: World, teacher: Person, reference: str) -> timedelta:
    """How long the teacher waits, looking every ten seconds."""
    began = world.clock.now()
    title = words("ru")("message.confirmed", reference=reference, site="", city="").splitlines()[0]
    plain = title.replace("<b>", "").replace("</b>", "")
    while not any(plain in message.text for message in teacher.messages):
        assert world.clock.now() < began + timedelta(hours=1)
        await _pass(world, timedelta(seconds=10), timedelta(seconds=10))
    return world.clock.now() - began


@pytest.mark.both_engines
@pytest.mark.shows("G4")
@pytest.mark.parametrize("kind", [FaultKind.INTERNAL, FaultKind.TIMEOUT_BEFORE])
async def test_what_waited_comes_within_a_minute_of_telegrams_return(world: World, kind: FaultKind) -> None:
    teacher, reference = await _confirmed_in_vain(world, kind)
    await _pass(world, timedelta(hours=3), timedelta(minutes=5))
    world.telegram.faults.clear()
    assert await _until_confirmed(world, teacher, reference) <= timedelta(minutes=1)


async def test_a_process_that_starts_sends_at_once_what_another_left_waiting(world: World) -> None:
    teacher, reference = await _confirmed_in_vain(world, FaultKind.INTERNAL)
    await _pass(world, timedelta(hours=3), timedelta(minutes=5))
    await world.stop()
    world.telegram.faults.clear()
    await world.start()
    await world.settle()
    assert await _until_confirmed(world, teacher, reference) == timedelta(0)


@pytest.mark.long
async def test_scouts_use_up_no_message(world: World) -> None:
    """A day of a hundred tries was the limit; as a scout a message is tried a hundred times an hour."""
    teacher, reference = await _confirmed_in_vain(world, FaultKind.INTERNAL)
    await _pass(world, timedelta(hours=2), SCOUT_EVERY)
    world.telegram.faults.clear()
    await _until_confirmed(world, teacher, reference)
