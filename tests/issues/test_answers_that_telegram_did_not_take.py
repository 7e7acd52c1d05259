"""A booking was made, and Telegram failed for a second while that was to be shown: the tap was never
answered, and nobody said anything. And an answer of Telegram that could not be read made copies for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.db.engine.connection import Connection
from bot.db.operations.self_audit import audit
from bot.db.tables import outbox
from bot.domain.model import OutboxState, Priority
from bot.scheduler.sender import MOST_OPEN_ENDS, UNKNOWN_NUMBER
from bot.wiring import wire
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot import test_sender_outbox as senders
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    describe_class,
    open_programme,
    reach_summary,
    tap_moment,
    words,
)
from tests.bot.scripted import incidents
from tests.bot.test_webhook import count_bookings
from tests.bot.world import BY_BOTH_TRANSPORTS, Transport, World, is_consent, open_world
from tests.engines import TemplateOf

w = words("ru")
SHOWING = {"editMessageText", "sendMessage", "answerCallbackQuery"}
AWAY = {
    "500": Fault(FaultKind.INTERNAL, SHOWING, times=None),
    "502": Fault(FaultKind.BAD_GATEWAY, SHOWING, times=None),
    "HTML": Fault(FaultKind.PAGE, SHOWING, times=None),
    "429": Fault(FaultKind.FLOOD, SHOWING, times=None, retry_after=8),
    "429 below zero": Fault(FaultKind.FLOOD, SHOWING, times=None, retry_after=-5),
    "time-out": Fault(FaultKind.TIMEOUT_BEFORE, SHOWING, times=None),
    "dropped": Fault(FaultKind.DROP_BEFORE, SHOWING, times=None),
    "dropped after the effect": Fault(FaultKind.DROP_AFTER, SHOWING, times=None),
    "half an answer": Fault(FaultKind.CUT_OFF, SHOWING, times=None),
}


@pytest.fixture
async def letters(tmp_path: Path, template_of: TemplateOf) -> AsyncIterator[World]:
    """A bot that does nothing but send what stands in its outbox."""
    async with open_world(tmp_path, template_of(None), senders.wire) as opened:
        yield opened


def shown(person: Person, text: str) -> int:
    return sum(text in each.text for each in person.messages if each.from_bot)


@BY_BOTH_TRANSPORTS
@pytest.mark.shows("B5", "G4")
@pytest.mark.parametrize("name", AWAY)
async def test_what_was_done_is_told_when_telegram_is_back(world: World, name: str) -> None:
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    fault = AWAY[name]
    fault.chat_id = None
    world.telegram.faults.add(fault)
    await teacher.tap(w("summary.send"))
    world.telegram.faults.clear()
    assert await world.db.read(count_bookings) == 1
    await world.move(timedelta(minutes=5))
    assert 1 <= shown(teacher, "К-0001") <= 4
    assert await incidents(world) == []
    await teacher.tap(w("sent.mine"))
    teacher.sees("К-0001")


@pytest.mark.parametrize("name", ["500", "429", "HTML", "time-out"])
async def test_a_typed_answer_is_kept_and_its_question_follows(world: World, name: str) -> None:
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
    teacher = world.person("Анна")
    await open_programme(world, teacher, FELTING, "class")
    await teacher.tap(w("programme.book"))
    world.telegram.faults.add(AWAY[name])
    await teacher.writes("3")
    world.telegram.faults.clear()
    before = len(teacher.messages)
    await world.move(timedelta(minutes=5))
    assert len(teacher.messages) == before + 1, "the calendar of the party that was typed, once"
    assert "3" in teacher.last.text
    assert await incidents(world) == []


@pytest.mark.parametrize("command", ["/my", "/catalog", "/start", "/help"])
async def test_a_command_is_answered_later(world: World, command: str) -> None:
    person = world.person("Анна")
    await person.start()
    await person.writes(command)
    usual = person.last.text
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, SHOWING, times=None))
    await person.writes(command)
    world.telegram.faults.clear()
    await world.move(timedelta(minutes=1))
    assert person.last.text == usual


async def test_a_text_that_answers_nothing_is_not_left_alone(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, SHOWING, times=None))
    await person.writes("Здравствуйте!")
    world.telegram.faults.clear()
    await world.move(timedelta(minutes=1))
    person.sees("Telegram не пропустил ответ", "/my")


async def test_a_consent_that_comes_later_is_a_text_of_its_own(world: World) -> None:
    """What a person agrees to is that text and nothing else; with words put over it, it was also longer than
    a phone shows with its buttons."""
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, SHOWING, times=None))
    await tap_moment(teacher)
    world.telegram.faults.clear()
    await world.move(timedelta(minutes=1))
    assert teacher.last.labels[0] == w("consent.agree")
    assert is_consent(teacher.last.text)
    assert w("consent.before") not in teacher.last.text


@pytest.mark.parametrize("transport", list(Transport))
async def test_calls_that_hang_do_not_hang_the_chat(
    tmp_path: Path, demo_template: Path, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.middlewares.rate_limit.ANSWER_SECONDS", 0.05)
    monkeypatch.setattr("bot.scheduler.sender.REQUEST_SECONDS", 0.05)
    async with open_world(tmp_path, demo_template, wire, transport=transport) as world:
        world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
        teacher = world.person("Анна")
        await reach_summary(world, teacher, w)
        hang = world.telegram.faults.add(Fault(FaultKind.HANG, SHOWING, times=4))
        await teacher.tap(w("summary.send"))
        world.telegram.faults.remove(hang)
        await world.move(timedelta(minutes=5))
        assert shown(teacher, "К-0001")
        assert await incidents(world) == []


# what is sent by itself


async def _copies(world: World, kind: FaultKind, priority: Priority) -> int:
    """How many copies of one message come in two days of such answers."""
    [person_id] = readers = await senders.people(world, 1)
    world.allow(LintRule.SAID_TWICE)
    world.telegram.faults.add(Fault(kind, {"sendMessage"}, times=None))
    await senders.put(world, [person_id], priority=priority)
    for _ in range(2 * 24 * 4):
        await world.move(timedelta(minutes=15))
    return len(senders.on_screen(world, readers[person_id]))


@pytest.mark.shows("G4")
async def test_ok_is_a_delivery_whatever_stands_beside_it(letters: World) -> None:
    assert await _copies(letters, FaultKind.GARBLED, Priority.CHANGE) == 1
    [row] = await senders.rows(letters)
    assert (row.state, row.attempts) == (OutboxState.SENT, 1)
    assert row.message_id is not None, "its number could be read"


@pytest.mark.parametrize("kind", [FaultKind.CUT_OFF, FaultKind.DROP_AFTER, FaultKind.TIMEOUT_AFTER])
@pytest.mark.parametrize("priority", [Priority.CHANGE, Priority.DIGEST])
@pytest.mark.sampled(3)
async def test_an_open_end_is_tried_twice_more_and_said_to_be_one(
    letters: World, kind: FaultKind, priority: Priority
) -> None:
    began = letters.clock.now()
    assert await _copies(letters, kind, priority) == MOST_OPEN_ENDS
    [row] = await senders.rows(letters)
    assert row.state is OutboxState.DEAD
    assert row.error is not None
    assert row.error.startswith("perhaps delivered")
    at = [call.at - began for call in letters.telegram.calls if call.method == "sendMessage"]
    if priority is Priority.DIGEST:
        assert min(later - earlier for earlier, later in pairwise(at)) >= timedelta(hours=1)
    else:
        assert at[-1] < timedelta(minutes=30)


async def test_what_is_not_urgent_and_perhaps_arrived_holds_up_nobody(letters: World) -> None:
    [person_id] = readers = await senders.people(letters, 1)
    letters.telegram.faults.add(Fault(FaultKind.DROP_BEFORE, {"sendMessage"}, times=1))
    await senders.put(letters, [person_id], priority=Priority.DIGEST)
    await letters.settle()
    await senders.put(letters, [person_id], kind="silent", priority=Priority.CHANGE)
    await letters.settle()
    assert len(senders.on_screen(letters, readers[person_id])) == 1
    await letters.move(timedelta(hours=4))
    assert len(senders.on_screen(letters, readers[person_id])) == 2


@pytest.mark.parametrize("kind", [FaultKind.TIMEOUT_BEFORE, FaultKind.DROP_BEFORE])
async def test_a_silent_outage_uses_up_no_tries(letters: World, kind: FaultKind) -> None:
    readers = await senders.people(letters, 3)
    outage = letters.telegram.faults.add(Fault(kind, times=None))
    await senders.put(letters, list(readers))
    for _ in range(20):
        await letters.move(timedelta(minutes=15))
    letters.telegram.faults.remove(outage)
    await letters.move(timedelta(minutes=1))
    assert {row.state for row in await senders.rows(letters)} == {OutboxState.SENT}
    assert all(len(senders.on_screen(letters, each)) == 1 for each in readers.values())


async def test_a_message_whose_number_cannot_be_read_is_no_difference(letters: World) -> None:
    [person_id] = await senders.people(letters, 1)
    await senders.put(letters, [person_id])
    await letters.settle()

    def forget(connection: Connection) -> bool:
        connection.execute(outbox.update().values(message_id=None, last_error=UNKNOWN_NUMBER))
        return audit(connection, letters.clock.now()).clean

    assert await letters.db.write(forget)
