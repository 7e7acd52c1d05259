"""Name and phone among one's own data were stored without a consent; what was typed before a no stayed."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.db.people.people import read_actor
from bot.db.tables import draft, organisation, person
from sandbox.people import Person
from tests.bot.paths import PAPER_MILL, book_class, open_programme, tap_moment, words
from tests.bot.test_application import COURSE, STEPS, walk
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
OWN = "Лицей «Утренняя звезда»"


async def _kept(world: World) -> str:
    """Whole: a row of SQLAlchemy shows only the ends of what is long."""

    def read(connection: Connection) -> str:
        found = (
            select(person.c.name),
            select(person.c.phone),
            select(draft.c.form),
            select(organisation.c.name),
        )
        return f"{[tuple(row) for each in found for row in connection.execute(each)]}"

    return await world.db.read(read)


async def _consents(world: World, somebody: Person) -> bool:
    actor = await world.db.read(lambda c: read_actor(c, somebody.user_id))
    assert actor is not None
    return actor.consent_version is not None


@LANGUAGES
@pytest.mark.parametrize("field", ["name", "phone"])
@pytest.mark.shows("H1")
async def test_ones_own_data_need_the_consent_first(world: World, language: str, field: str) -> None:
    w = words(language)
    somebody = world.person("Анна", language_code=language)
    answer, kept = {"name": ("Анна Петровна",) * 2, "phone": ("8 (912) 345-67-89", "+79123456789")}[field]
    await somebody.start()
    await somebody.writes("/profile")
    await somebody.tap(w(f"profile.change_{field}"))
    somebody.sees(w("consent.title"))
    await somebody.writes(answer)
    somebody.sees(w("problem.press_a_button"))
    await somebody.shares_foreign_contact("79120000000", "Анна", somebody.user_id)
    assert kept not in await _kept(world)
    assert "79120000000" not in await _kept(world)
    await somebody.tap(w("consent.agree"))
    assert await _consents(world, somebody)
    somebody.sees(w(f"profile.ask_{field}")[:12])
    await somebody.writes(answer)
    somebody.sees(w("profile.title"))
    assert kept in await _kept(world)


@LANGUAGES
@pytest.mark.shows("H1")
async def test_a_no_keeps_nothing_of_ones_own_data(world: World, language: str) -> None:
    w = words(language)
    somebody = world.person("Анна", language_code=language)
    await somebody.start()
    await somebody.writes("/profile")
    await somebody.tap(w("profile.change_name"))
    await somebody.tap(w("consent.refuse"))
    somebody.sees(w("profile.consent_refused"))
    await somebody.writes("Анна Петровна")
    assert "Анна Петровна" not in await _kept(world)
    assert not await _consents(world, somebody)
    # The button above is no consent any more, and asks for nothing.
    await somebody.start()
    await somebody.writes("/profile")
    somebody.sees(w("profile.no_consent"))


@LANGUAGES
@pytest.mark.shows("H1")
async def test_with_a_consent_nothing_is_asked_again(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_name"))
    teacher.sees(w("profile.ask_name")[:12])


@LANGUAGES
@pytest.mark.shows("H1")
async def test_a_no_under_a_request_forgets_the_school_that_was_typed(world: World, language: str) -> None:
    """What was tapped stays for a change of mind; the words are gone and are asked for again."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes(OWN)
    await teacher.tap(w("form.school_new"))
    await teacher.tap(
        next(each for each in teacher.buttons() if each.startswith(w("form.agree_no_age", counts="")))
    )
    await tap_moment(teacher)
    assert OWN in await _kept(world)
    await teacher.tap(w("consent.refuse"))
    teacher.sees(w("consent.refused"))
    assert OWN not in await _kept(world)
    await teacher.resend_last_tap()
    assert OWN not in await _kept(world)
    await teacher.tap(w("consent.again"))
    teacher.sees(w("form.school"), "7 Б · 27 + 3")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("H1", "D2")
async def test_a_no_under_an_application_forgets_its_words(world: World, language: str) -> None:
    w = words(language)
    parent = world.person("Мария", language_code=language)
    await walk(world, parent, w, 6)
    assert COURSE in await _kept(world)
    await parent.tap(w("consent.refuse"))
    parent.sees(w("application.consent_refused"))
    assert COURSE not in await _kept(world)
    assert "motivation': None" in (await _kept(world)).replace('"', "'")
    await parent.tap(w("consent.again"))
    for _, answer in STEPS[4:]:
        await answer(parent, w)
    parent.sees(w("summary.title"), COURSE)
