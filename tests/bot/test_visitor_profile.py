"""One's own name and phone, changed among one's own data; wrong answers change nothing (B2, H2)."""

from __future__ import annotations

import pytest

from bot.db.people.people import read_actor
from bot.domain.people.access import Actor
from bot.ui.formats.phones import phone_label
from sandbox.people import Person
from tests.bot.paths import DAIRY, book_class, open_programme, reach_summary, tap_moment, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
WRONG = (
    ("phone", "позвоните мне", "problem.not_a_phone"),
    ("phone", "12", "problem.not_a_phone"),
    ("phone", "1234567890123456789", "problem.phone_long"),
    ("phone", "Анна Петровна", "problem.not_a_phone"),
    ("name", "12345", "problem.name_digits"),
    ("name", "+7 912 345-67-89", "problem.name_digits"),
    ("name", "Иванов Иван, Петрова Мария", "problem.name_several"),
)


async def _actor(world: World, person: Person) -> Actor:
    found = await world.db.read(lambda connection: read_actor(connection, person.user_id))
    assert found is not None
    return found


@LANGUAGES
@pytest.mark.parametrize(("field", "text", "key"), WRONG)
@pytest.mark.shows("B2")
@pytest.mark.sampled(3)
async def test_a_wrong_answer_is_explained_and_changes_nothing(
    world: World, language: str, field: str, text: str, key: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    before = await _actor(world, teacher)
    await teacher.writes("/profile")
    await teacher.tap(w(f"profile.change_{field}"))
    question = w(f"profile.ask_{field}")[:20]
    teacher.sees(question)
    await teacher.writes(text)
    teacher.sees(w(key), question)
    assert await _actor(world, teacher) == before
    right = {"phone": "8 (912) 345-67-89", "name": "Анна Ивановна"}[field]
    await teacher.writes(right)
    teacher.sees(w("profile.title"), phone_label("+79123456789") if field == "phone" else right)
    after = await _actor(world, teacher)
    assert (after.phone if field == "phone" else after.name) == (
        "+79123456789" if field == "phone" else right
    )


@LANGUAGES
@pytest.mark.parametrize("field", ["name", "phone"])
async def test_back_and_a_restart_leave_everything_as_it_was(world: World, language: str, field: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    before = await _actor(world, teacher)
    for leave in ("tapped", "typed", "cancelled"):
        await teacher.writes("/profile")
        await teacher.tap(w(f"profile.change_{field}"))
        await world.restart()
        if leave == "tapped":
            await teacher.tap(w("button.back"))
        else:
            await teacher.writes(w("button.back" if leave == "typed" else "button.cancel").strip("‹ "))
        teacher.sees(w("profile.title"))
        assert await _actor(world, teacher) == before
    # No question waits any more.
    await teacher.writes("Мария")
    teacher.sees(w("home.catalogue"))
    assert await _actor(world, teacher) == before


@LANGUAGES
async def test_somebody_elses_contact_is_not_ones_own_phone(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    before = await _actor(world, teacher)
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_phone"))
    await teacher.shares_foreign_contact("+79120000000", "Пётр")
    teacher.sees(w("problem.not_own_number"))
    assert await _actor(world, teacher) == before
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_name"))
    await teacher.shares_foreign_contact("+79120000000", "Пётр")
    teacher.sees(w("problem.not_a_name"))
    assert await _actor(world, teacher) == before


@LANGUAGES
async def test_a_new_name_and_phone_stand_in_the_next_request(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    await teacher.tap(w("summary.send"))
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_name"))
    await teacher.writes("Анна Ивановна")
    await teacher.tap(w("profile.change_phone"))
    await teacher.writes("8 (912) 345-67-89")
    await open_programme(world, teacher, DAIRY)
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б · 27 + ")
    await tap_moment(teacher)
    teacher.sees("Анна Ивановна", phone_label("+79123456789"))
