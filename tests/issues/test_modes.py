"""What was asked is asked until something else is opened; what is no text brings the question again.

Codes were awaited for ever, a sticker was told that nothing had been asked, an album was answered ten times,
and an edited answer was ignored.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.model import Role, VisitStatus
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of, label_with
from tests.bot.hosts.test_host_gate import expected_class
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, tap_day, words
from tests.bot.test_application import begin as begin_application
from tests.bot.world import BY_BOTH_TRANSPORTS, World
from tests.issues.test_forms_that_cannot_go_on import at_head_count, open_forms

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
FILE = {"file_id": "f", "file_unique_id": "u"}
OTHERS: list[tuple[str, dict[str, Any]]] = [
    (
        "last.unexpected",
        {
            "sticker": FILE
            | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
        },
    ),
    ("last.unexpected", {"location": {"latitude": 61.6, "longitude": 50.8}}),
    ("last.unexpected", {"dice": {"emoji": "🎲", "value": 1}}),
    ("last.no_files", {"voice": FILE | {"duration": 1}}),
    ("last.no_files", {"video": FILE | {"width": 1, "height": 1, "duration": 1}}),
    ("last.no_files", {"video_note": FILE | {"length": 1, "duration": 1}}),
    ("last.no_files", {"document": FILE | {"file_name": "list.xlsx"}}),
]


async def sends(world: World, person: Person, *messages: dict[str, Any]) -> None:
    """What the simulated Telegram has no act for, as it would come."""
    await person.waits()
    for number, content in enumerate(messages):
        body = {
            "message_id": person.last.message_id + 1 + number,
            "from": person.user.to_json(),
            "chat": {"id": person.user_id, "type": "private", "first_name": person.user.first_name},
            "date": int(world.clock.now().timestamp()),
        }
        world.telegram.updates.push("message", person.user_id, body | content)
    await world.settle()


# --- codes and numbers ---


async def _awaiting_codes(world: World, language: str = "ru") -> tuple[Person, Person]:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await expected_class(world, owner)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    return guard, teacher


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_number_is_a_number_while_codes_are_awaited(world: World, language: str) -> None:
    """And then codes are awaited again, since only what belongs to them was tapped."""
    w = words(language)
    guard, teacher = await _awaiting_codes(world, language)
    code = (await booking_of(world, teacher)).first.code
    await guard.writes(code)
    guard.sees(w("host.code.next")[:15])
    await guard.tap(w("host.gate.other"))
    await guard.writes("14")
    visit = (await booking_of(world, teacher)).first
    assert (visit.status, visit.arrived_count) == (VisitStatus.ARRIVED, 14)
    await guard.writes(code)
    guard.sees(w("host.code.was_here")[:10])
    assert (await booking_of(world, teacher)).first.arrived_count == 14


@LANGUAGES
@pytest.mark.shows("E4")
@pytest.mark.parametrize("way", ["/desk", "/help", "home"])
async def test_codes_are_awaited_until_something_else_is_opened(
    world: World, language: str, way: str
) -> None:
    w = words(language)
    guard, teacher = await _awaiting_codes(world, language)
    if way == "home":
        await guard.press_data("home")
    else:
        await guard.writes(way)
    assert await open_forms(world) == []
    await guard.writes((await booking_of(world, teacher)).first.code)
    guard.sees(w("host.gate.all", n=(await booking_of(world, teacher)).first.seats))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED


async def test_a_word_that_is_no_code_opens_what_it_says(world: World) -> None:
    guard, _ = await _awaiting_codes(world)
    await guard.writes("помощь")
    guard.sees(words("ru")("help.text", email="").splitlines()[1][:30])


# --- forms that were put aside ---


async def test_a_new_session_takes_no_day_typed_elsewhere(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    question = owner.last
    await owner.writes("/desk")
    await owner.writes("5 декабря")
    owner.does_not_see(w("host.new.time"))
    await owner.tap("›", message=question)
    await owner.writes("5 декабря")
    owner.sees(w("host.new.time"))


async def test_a_name_is_not_taken_from_what_is_typed_elsewhere(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes("/catalog")
    await teacher.writes("Северный")
    teacher.sees(w("home.continue"))
    teacher.does_not_see("Северный ключ")


async def test_the_keyboard_of_the_phone_goes_on_answering(world: World) -> None:
    """It stays below the chat, whatever was opened above it."""
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await tap_day(teacher)
    await teacher.writes("10:00")
    await teacher.tap(w("consent.agree"))
    await teacher.writes("Анна Петровна")
    await teacher.press_data("home")
    await teacher.shares_contact()
    teacher.sees(w("summary.title"))


@pytest.mark.parametrize("word", ["отменить", "Отмена", "передумали"])
async def test_a_form_is_left_in_ones_own_words(world: World, word: str) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27")
    await teacher.writes(word)
    teacher.sees(w("form.cancelled"))


# --- what is no text ---


@LANGUAGES
@pytest.mark.parametrize(("why", "content"), OTHERS, ids=[next(iter(each)) for _, each in OTHERS])
@pytest.mark.shows("B2")
async def test_what_is_no_text_brings_the_question_again(
    world: World, language: str, why: str, content: dict[str, Any]
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await sends(world, teacher, content)
    teacher.sees(w(why).splitlines()[1], w("home.catalogue"))
    await teacher.tap(w("programme.book"), message=teacher.messages[1])
    await sends(world, teacher, content)
    teacher.sees(w(why).splitlines()[1], w("button.cancel"))
    await teacher.writes("7 Б, 27")
    teacher.sees(w("form.school")[:20])


@LANGUAGES
async def test_at_every_kind_of_form(world: World, language: str) -> None:
    w = words(language)
    guard, _ = await at_head_count(world, Role.GUARD, language)
    await sends(world, guard, OTHERS[0][1])
    guard.sees(w("last.unexpected").splitlines()[1], w("host.count.title", who="")[:8])
    await guard.writes("14")
    guard.sees("14")
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    await sends(world, guard, OTHERS[3][1])
    guard.sees(w("last.no_files").splitlines()[1], w("host.code.ask")[:15])
    parent = world.person("Мария", language_code=language)
    await begin_application(world, parent, w)
    await sends(world, parent, OTHERS[1][1])
    parent.sees(w("last.unexpected").splitlines()[1], w("application.i_am.self"))


@BY_BOTH_TRANSPORTS
async def test_an_album_has_one_answer(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    photo = {"photo": [FILE | {"width": 1, "height": 1}], "media_group_id": "album"}
    before = len([each for each in person.messages if each.from_bot])
    await sends(world, person, *[photo] * 10)
    assert len([each for each in person.messages if each.from_bot]) == before + 1
    await world.move(timedelta(seconds=5))
    await sends(world, person, photo | {"media_group_id": "another"})
    assert len([each for each in person.messages if each.from_bot]) == before + 2


# --- edited answers ---


def own(person: Person) -> Any:
    return next(each for each in reversed(person.messages) if not each.from_bot)


@LANGUAGES
@pytest.mark.shows("B2")
async def test_an_edited_answer_is_taken_while_its_question_stands(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("много детей")
    first = own(teacher)
    await teacher.writes("очень много")
    await teacher.edits(first, "7 Б, 2")
    teacher.sees(w("form.school")[:20])
    await teacher.edits(first, "7 Б, 27")
    teacher.sees(w("last.edited").splitlines()[1], w("form.school")[:20])
    await teacher.writes("Сверный")
    await teacher.edits(own(teacher), "Северный")
    teacher.sees("Северный ключ")
    await teacher.edits(own(teacher), "Северный ключ")
    teacher.sees("Северный ключ")
    await teacher.writes("/start")
    await teacher.edits(own(teacher), "что-то")
    teacher.sees(w("last.edited").splitlines()[1], w("home.continue"))


async def test_an_edit_at_the_next_question_is_not_its_answer(world: World) -> None:
    w = words("ru")
    parent = world.person("Мария")
    await begin_application(world, parent, w)
    await parent.writes("когда?")
    asked = own(parent)
    await parent.tap(w("application.i_am.self"))
    await parent.edits(asked, "19")
    parent.sees(w("last.edited").splitlines()[1])
    await parent.writes("19")
    parent.does_not_see(w("last.edited").splitlines()[1])


async def test_a_head_count_of_another_group_is_not_edited_into_this_one(world: World) -> None:
    w = words("ru")
    guard, teacher = await at_head_count(world, Role.GUARD)
    await guard.writes("14")
    count = own(guard)
    await guard.tap(w("host.gate.other"))
    await guard.edits(count, "20")
    guard.sees(w("last.edited").splitlines()[1])
    assert (await booking_of(world, teacher)).first.arrived_count == 14
    await guard.tap(label_with(guard, w("button.back")))
    await guard.edits(count, "21")
    assert (await booking_of(world, teacher)).first.arrived_count == 14


async def test_a_place_that_moves_is_no_edit(world: World) -> None:
    """Telegram sends a live location anew every few seconds, as an edit."""
    person = world.person("Анна")
    await person.start()
    await person.waits()
    body = {
        "message_id": 5,
        "from": person.user.to_json(),
        "chat": {"id": person.user_id, "type": "private", "first_name": "Анна"},
        "date": int(world.clock.now().timestamp()),
        "edit_date": int(world.clock.now().timestamp()),
        "location": {"latitude": 61.6, "longitude": 50.8, "live_period": 900},
    }
    world.telegram.updates.push("edited_message", person.user_id, body)
    await world.settle()
    person.sees_nothing_new()
