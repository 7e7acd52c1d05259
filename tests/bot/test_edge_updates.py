"""Updates: at least once in, in order, confirmed only when handled; poison, hanging and damaged ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.db.engine.connection import Connection
from bot.db.tables import person
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from tests.bot.scripted import Script, furnish_with, incidents
from tests.bot.world import World, eventually, open_world


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def world(tmp_path: Path, empty_template: Path, script: Script) -> AsyncIterator[World]:
    async with open_world(tmp_path, empty_template, furnish_with(script)) as opened:
        yield opened


@pytest.fixture
async def hasty(tmp_path: Path, empty_template: Path, script: Script) -> AsyncIterator[World]:
    """A world in which a handler has one second."""
    async with open_world(tmp_path, empty_template, furnish_with(script), handler_seconds=1.0) as opened:
        yield opened


async def test_an_update_is_confirmed_only_after_it_and_all_before_it_were_handled(
    world: World, script: Script
) -> None:
    first, second = world.person("first"), world.person("second")
    await first.start()
    await second.start()
    queue = world.telegram.updates
    world.telegram.send_text(first.user_id, "wait")
    world.telegram.send_text(second.user_id, "quick")
    polling = world.app.polling

    assert await polling.step() == 2
    await eventually(lambda: "quick" in script.handled and polling.in_hand == 1)
    assert await polling.step() == 0, "what is in hand or done is not started again"
    assert len(queue.pending()) == 2, "the later update is not confirmed before the earlier one"

    script.gate.set()
    await polling.idle()
    assert await polling.step() == 0
    assert queue.pending() == []
    assert script.handled.count("quick") == 1


async def test_updates_of_a_chat_come_in_order_and_chats_do_not_wait_for_each_other(
    world: World, script: Script
) -> None:
    people = [world.person(f"person {number}") for number in range(3)]
    for each in people:
        await each.start()
    script.handled.clear()
    for number in range(2):
        for each in people:
            world.telegram.send_text(each.user_id, f"wait {each.user.first_name} {number}")
    settling = asyncio.ensure_future(world.settle())
    await eventually(lambda: script.running == 3)
    await asyncio.sleep(0.02)
    assert script.most_running == 3, "one of each chat, none twice"
    script.gate.set()
    await settling
    for each in people:
        name = each.user.first_name
        own = [line for line in script.handled if name in line]
        assert own == [f"{word} wait {name} {number}" for number in range(2) for word in ("begin", "end")]


async def test_what_comes_in_another_order_or_twice_is_handled_in_order_and_once(
    world: World, script: Script
) -> None:
    person_ = world.person("person")
    await person_.start()
    script.handled.clear()
    world.telegram.faults.add(Fault(FaultKind.REORDER_UPDATES, times=None))
    world.telegram.faults.add(Fault(FaultKind.DUPLICATE_UPDATES, times=None))
    for number in range(5):
        world.telegram.send_text(person_.user_id, f"text {number}")
    await world.settle()
    assert script.handled == [f"text {number}" for number in range(5)]


async def test_an_update_that_is_delivered_again_is_handled_again(world: World, script: Script) -> None:
    person_ = world.person("person")
    await person_.start()
    await person_.writes("once")
    world.allow(LintRule.SAID_TWICE)
    world.telegram.updates.redeliver(1)
    await world.settle()
    assert script.handled[-2:] == ["once", "once"], "repeats are made harmless where things change, not here"
    await person_.writes("more")
    assert script.handled[-1] == "more"


async def test_a_handler_that_fails_once_is_run_again(world: World, script: Script) -> None:
    person_ = world.person("person")
    await person_.start()
    script.failures_left = 1
    await person_.writes("fail once")
    person_.sees("it worked")
    assert await incidents(world) == []


@pytest.mark.shows("H5")
async def test_a_poison_update_becomes_an_incident_without_personal_data(
    world: World, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    person_ = world.person("person")
    await person_.start()
    script.failures_left = 100
    with caplog.at_level(logging.ERROR):
        await person_.writes("fail always")
    assert script.handled.count("try fail always") == 2, "it is tried twice and no more"
    [(number, kind, error, places)] = await incidents(world)
    person_.sees("Что-то сломалось", number)
    assert (kind, error) == ("message", "ValueError")
    assert "scripted.py" in places
    assert "912" not in places, "an exception's message may quote a person and is not kept"
    assert number in caplog.text
    assert "912" not in caplog.text
    assert world.telegram.updates.pending() == []
    await person_.writes("go on")
    person_.sees("got go on")


async def test_an_incident_speaks_the_language_of_the_person(world: World, script: Script) -> None:
    person_ = world.person("person", language_code="en-GB")
    await person_.start()
    script.failures_left = 100
    await person_.writes("fail always")
    person_.sees("Something broke on our side")


async def test_a_handler_that_hangs_is_ended_and_does_not_block_the_chat(
    hasty: World, script: Script
) -> None:
    person_ = hasty.person("person")
    await person_.start()
    await person_.writes("wait for ever")
    assert script.handled[-1] == "begin wait for ever", "it never ended"
    [(number, _, error, _)] = await incidents(hasty)
    assert error == "HandlerTooSlowError"
    person_.sees(number)
    await person_.writes("go on")
    person_.sees("got go on")


async def test_a_tap_whose_handler_hangs_is_answered_all_the_same(hasty: World) -> None:
    person_ = hasty.person("person")
    await person_.start()
    await person_.tap("hang")
    person_.sees("Что-то сломалось")
    assert person_.alert is not None


@pytest.mark.parametrize(
    "fault",
    [FaultKind.INTERNAL, FaultKind.BAD_GATEWAY, FaultKind.TIMEOUT_BEFORE, FaultKind.DROP_BEFORE],
)
async def test_a_passing_fault_of_telegram_while_answering_is_no_incident(
    world: World, fault: FaultKind
) -> None:
    person_ = world.person("person")
    await person_.start()
    world.telegram.faults.add(Fault(fault, methods={"editMessageText"}))
    await person_.tap("same")
    person_.sees("Same")
    assert await incidents(world) == []


async def test_a_short_429_while_answering_is_waited_out(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    world.telegram.faults.add(Fault(FaultKind.FLOOD, methods={"sendMessage"}, retry_after=1))
    await person_.writes("hello")
    person_.sees("got hello")
    assert len([each for each in world.telegram.calls if each.status == 429]) == 1


async def test_somebody_who_blocks_the_bot_before_the_answer_is_marked(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    world.telegram.send_text(person_.user_id, "hello")
    await person_.blocks()
    assert await incidents(world) == []
    assert await _unreachable(world, person_.user_id)
    await person_.start()
    assert not await _unreachable(world, person_.user_id)


async def _unreachable(world: World, telegram_id: int) -> bool:
    def read(connection: Connection) -> bool:
        found = connection.execute(person.select().where(person.c.telegram_id == telegram_id)).one()
        return found.unreachable_since is not None

    return await world.db.read(read)


async def test_a_damaged_update_does_not_hide_its_neighbours(world: World, script: Script) -> None:
    person_ = world.person("person")
    await person_.start()
    queue = world.telegram.updates
    queue.push("message", person_.user_id, {"message_id": "no number", "date": None})
    world.telegram.send_text(person_.user_id, "after the damage")
    queue.push("message", person_.user_id, {})
    await world.settle()
    assert script.handled[-1] == "after the damage"
    assert [kind for _, kind, _, _ in await incidents(world)] == ["message", "message"]
    assert queue.pending() == []


async def test_a_kind_of_update_that_the_bot_did_not_ask_for_is_let_pass(world: World) -> None:
    queue = world.telegram.updates
    queue.allow([])  # as if an earlier program had asked for everything
    queue.push("edited_message", 1, {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}})
    queue.push("brand_new_kind", 1, {"surprise": True})
    queue.push("message", 1, cast(dict[str, Any], None))
    await world.settle()
    assert queue.pending() == []


async def test_a_shutdown_waits_for_handlers_and_confirms_them(world: World, script: Script) -> None:
    person_ = world.person("person")
    await person_.start()
    world.telegram.send_text(person_.user_id, "wait")
    await world.app.polling.step()
    await eventually(lambda: script.running == 1)
    asyncio.get_running_loop().call_later(0.05, script.gate.set)
    assert await world.app.polling.drain(5)
    assert script.handled[-1] == "end wait"
    assert world.telegram.updates.pending() == []


async def test_what_a_shutdown_cannot_wait_for_is_delivered_to_the_next_process(
    world: World, script: Script
) -> None:
    person_ = world.person("person")
    await person_.start()
    world.telegram.send_text(person_.user_id, "wait")
    await world.app.polling.step()
    await eventually(lambda: script.running == 1)
    assert not await world.app.polling.drain(0.01)
    assert len(world.telegram.updates.pending()) == 1
    script.gate.set()
    await world.restart()
    await world.settle()
    assert script.handled.count("begin wait") == 2
    assert script.handled[-1] == "end wait"


async def test_the_same_screen_again_is_answered_with_a_word(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    await person_.tap("same")
    assert person_.alert is not None
    assert not person_.alert.text
    await person_.tap("same")
    person_.sees("Это уже на экране")


async def test_a_tap_edits_in_place_and_a_toast_is_shown(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    before = person_.last.message_id
    await person_.tap("same")
    assert person_.last.message_id == before
    await person_.tap("toast")
    person_.sees("said")
    assert len([each for each in world.telegram.calls if each.method == "answerCallbackQuery"]) == 2


async def test_a_toast_that_comes_too_late_is_sent_as_a_message(world: World, script: Script) -> None:
    person_ = world.person("person")
    await person_.start()
    tapping = asyncio.ensure_future(person_.tap("hang"))
    await asyncio.sleep(0.05)
    world.clock.move(timedelta(minutes=1))
    script.gate.set()
    await tapping
    world.allow(LintRule.UNANSWERED_TAP)
    person_.sees("late")
    assert await incidents(world) == []


async def test_an_edit_that_cannot_be_is_sent_anew(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    old = person_.last
    world.telegram.delete_for_me(person_.user_id, old.message_id)
    await person_.press_data("same", old)
    person_.sees("Same")
    assert person_.last.message_id != old.message_id

    await person_.writes("contact")
    question = person_.last
    await person_.press_data("same", question)
    person_.sees("Same")
    assert person_.last.message_id != question.message_id


async def test_a_venue_follows_its_text(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    await person_.tap("map")
    person_.sees("Here", "Gate 2")
    assert [shown.kind for shown in person_.new] == ["text", "venue"]


async def test_the_contact_question_leaves_no_keyboard_behind(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    await person_.tap("keys")
    assert person_.keyboard() == ["Send", "Back"]
    await person_.shares_contact()
    person_.sees("Спасибо, номер записан.", "Summary")
    assert person_.keyboard() == []
    await person_.writes("contact")
    await person_.tap("Back")
    person_.sees("Behind it")
    assert person_.keyboard() == []


async def test_texts_are_in_the_language_of_the_persons_telegram(world: World, script: Script) -> None:
    for code, language in (("ru", "ru"), ("kk", "ru"), ("de", "en"), (None, "ru")):
        await world.person(f"reader of {code}", language_code=code).start()
        assert script.handled[-1] == f"{language} {language}"


async def test_whatever_nobody_understands_is_answered(world: World) -> None:
    person_ = world.person("person")
    await person_.start()
    greeting = person_.last
    await person_.press_data("x:never:existed")
    person_.sees("Эта кнопка устарела", "В начало")
    assert person_.messages[-2] == greeting, "the message with the old button stays as it is"
    await person_.sends_document("Список 7Б.docx", b"Ivanov")
    person_.sees("не принимаем")
    await person_.sends_location(61.0, 50.0)
    person_.sees("не сохранил")


async def test_a_group_is_answered_once_with_a_link(world: World, script: Script) -> None:
    member = world.person("member")
    await member.start()
    script.handled.clear()
    group = world.telegram.create_group("7 Б", [member.user_id])
    await world.settle()
    for _ in range(3):
        world.telegram.send_text(member.user_id, "/start", chat_id=group)
        await world.settle()
    said = [shown for shown in world.telegram.view(member.user_id, group) if shown.from_bot]
    assert len(said) == 1
    assert said[0].rows[0][0].value == f"https://t.me/{world.telegram.bot.username}"
    assert script.handled == [], "no handler of persons sees a group"
