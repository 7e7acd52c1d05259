"""Sixty people at one session, each tapping three times, each tap delivered again: handlers timed out, and
each was an incident. Whoever waits in vain for a lock or a connection is told so, soon, and taps again."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.db.booking.seats import find_discrepancies
from bot.db.engine.postgresql import PostgresqlLimits
from bot.db.tables import session
from bot.wiring import wire
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.paths import FELTING, open_programme, tap_day, words
from tests.bot.scripted import incidents
from tests.bot.world import World, fill_town, open_world
from tests.engines import TemplateOf

w = words("ru")
PEOPLE = 60


async def _reach_the_time(world: World, number: int) -> Person:
    person = world.person(f"Гость {number}")
    await open_programme(world, person, FELTING, "class")
    await person.tap(w("programme.book"))
    await person.tap("1")
    await tap_day(person)
    return person


def _value_on(question: ShownMessage) -> str:
    return next(each.value for row in question.rows for each in row if ":" in each.label) or ""


def _time_on(person: Person) -> str:
    """The first time among the buttons that somebody was asked with."""
    return _value_on(person.last)


@pytest.mark.both_engines
@pytest.mark.long
async def test_everybody_is_answered_in_time(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
    people = [await _reach_the_time(world, number) for number in range(PEOPLE)]
    telegram = world.telegram
    telegram.faults.add(Fault(FaultKind.DUPLICATE_UPDATES, times=None))
    for _ in range(3):
        for person in people:
            message = person.last
            telegram.press(person.user_id, person.user_id, message.message_id, _time_on(person))
    await world.settle()
    assert await incidents(world) == []
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
    assert await world.db.read(find_discrepancies) == []


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_waits_that_add_up_are_told(
    tmp_path: Path, template_of: TemplateOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow server each wait ends in time, and all of them together took a handler longer than it has.
    Three deliveries of each tap; everything a fifth as long as in earnest."""
    shorter = partial(PostgresqlLimits, wait_for_turn_s=1.2, wait_for_lock_s=1.0)
    monkeypatch.setattr("bot.db.engine.postgresql.limits_of_a_bot", shorter)
    async with open_world(tmp_path, template_of(fill_town), wire, handler_seconds=4.0) as world:
        world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
        people = [await _reach_the_time(world, number) for number in range(PEOPLE)]
        await _slow_down(world, seconds=0.4)
        for _ in range(3):
            for person in people:
                message = person.last
                world.telegram.press(person.user_id, person.user_id, message.message_id, _time_on(person))
        await world.settle()
        for _ in range(2):
            world.telegram.updates.redeliver(3 * PEOPLE)
            await world.settle()
        assert await incidents(world) == []
        told = [each.text for person in people for each in person.messages if each.from_bot]
        assert any("очередь не дошла" in each for each in told), "the server was slow enough"


async def _slow_down(world: World, seconds: float) -> None:
    """Whoever changes a session keeps it locked for so long."""
    engine = create_async_engine(world.settings.database_url.get_secret_value(), poolclass=NullPool)
    async with engine.begin() as connection:
        body = f"$$ BEGIN PERFORM pg_sleep({seconds}); RETURN NEW; END $$"
        for each in (
            f"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS {body}",
            "CREATE TRIGGER slow BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION slow()",
        ):
            await connection.execute(text(each))
    await engine.dispose()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    short = partial(PostgresqlLimits, writing_connections=2, wait_for_turn_s=0.5, wait_for_lock_s=0.3)
    monkeypatch.setattr("bot.db.engine.postgresql.limits_of_a_bot", short)


@pytest.mark.postgres
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_lock_that_is_not_let_go_of_is_told(impatient: None, world: World) -> None:
    """The session's row is kept by somebody else, such as a report of the operator."""
    world.allow(LintRule.SAID_TWICE)
    people = [await _reach_the_time(world, number) for number in range(8)]
    engine = create_async_engine(world.settings.database_url.get_secret_value(), poolclass=NullPool)
    async with engine.connect() as stranger:
        await stranger.execute(select(session.c.id).with_for_update())
        began = time.perf_counter()
        for person in people:
            world.telegram.press(person.user_id, person.user_id, person.last.message_id, _time_on(person))
        await world.settle()
        assert time.perf_counter() - began < 20
    await engine.dispose()
    for person in people:
        assert any("очередь не дошла" in each.text for each in person.messages), person
    assert await incidents(world) == []
    person = people[0]
    question = next(each for each in reversed(person.messages) if any(":" in label for label in each.labels))
    await person.press_data(_value_on(question), question)
    person.sees(w("consent.title"))
