"""«Лицей», to the question which school, names none yet; those that the directory has are shown."""

from __future__ import annotations

import pytest

from bot.domain.people.organisation_names import OrganisationNameProblem, read_organisation_name
from tests.bot.hosts.site import label_with
from tests.bot.paths import PAPER_MILL, book_class, open_programme, words
from tests.bot.world import World


@pytest.mark.shows("B1")
@pytest.mark.parametrize(
    ("language", "said", "found"),
    [
        ("ru", "лицей", "Полярный круг"),
        ("ru", "наша гимназия", "Белые ночи"),
        ("ru", "школа", "Северный ключ"),
        ("en", "lyceum", "Полярный круг"),
    ],
)
async def test_schools_of_the_kind_are_shown(world: World, language: str, said: str, found: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL, "tour")
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 17 + 2")
    await teacher.writes(said)
    teacher.sees(w("problem.which_school"))
    assert w("form.school_new") not in teacher.buttons(), "a kind is no name to be kept"
    await teacher.tap(label_with(teacher, found))
    teacher.sees(found)


@pytest.mark.shows("B1")
async def test_so_does_a_class_card(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap(label_with(teacher, "7 "))
    await teacher.tap(w("classes.change_school"))
    await teacher.writes("лицей")
    teacher.sees(w("problem.which_school"))
    assert w("form.school_new") not in teacher.buttons()
    await teacher.tap(label_with(teacher, "Полярный круг"))
    teacher.sees("Полярный круг")


@pytest.mark.parametrize("said", ["лицей", "школа", "наша школа", "СОШ", "гимназия", "our school", "колледж"])
def test_no_name(said: str) -> None:
    assert read_organisation_name(said, "Школа") is OrganisationNameProblem.KIND_ONLY


@pytest.mark.parametrize("said", ["не помню какая школа", "да", "назад"])
def test_what_is_no_school_is_said_so(said: str) -> None:
    assert read_organisation_name(said, "Школа") is OrganisationNameProblem.NOT_AN_ORGANISATION
