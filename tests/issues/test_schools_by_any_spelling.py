"""«СОШ №12», «школа N12» and look-alikes did not find «МБОУ СОШ № 12»: each became a school of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.db.people.organisations import add_organisation, find_organisations
from bot.domain.model import OrganisationKind, RegionId
from bot.domain.people.organisation_names import fold_organisation, read_organisation_name
from tests.bot.paths import PAPER_MILL, open_programme, words
from tests.bot.world import World

NOW = datetime(2026, 9, 1, tzinfo=UTC)

SAME: list[tuple[str, str]] = [
    ("МБОУ СОШ № 12", "СОШ №12"),
    ("МБОУ СОШ № 12", "школа №12"),
    ("МБОУ СОШ № 12", "СОШ N12"),
    ("МБОУ СОШ № 12", "СОШ N 12"),
    ("МБОУ СОШ № 12", "COШ 12"),  # С and О of another alphabet
    ("МБОУ СОШ № 12", "MБOУ COШ No 12"),
    ("МБОУ СОШ № 12", "cош 12"),
    ("МБОУ СОШ № 12", "сош12"),
    ("МБОУ СОШ № 12", "СОШ-12"),
    ("МБОУ СОШ № 12", "СОШ #12"),
    ("МБОУ СОШ № 12", "СОШ № 012"),
    ("МБОУ СОШ № 12", "Школа номер 12"),
    ("МБОУ СОШ № 12", "12 школа"),
    ("МБОУ СОШ № 12", "12-я школа"),
    ("МБОУ СОШ № 12", "шк. 12"),
    ("МБОУ СОШ № 12", "МОУ «СОШ № 12»"),
    ("МБОУ СОШ № 12", "МБОУ № 12"),
    ("МБОУ СОШ № 12", "МБОУ 12"),
    ("МБОУ СОШ № 12", "Средняя школа № 12"),
    ("МБОУ СОШ № 12", "средняя общеобразовательная школа 12"),
    ("МБОУ СОШ № 12", 'Муниципальное бюджетное общеобразовательное учреждение "СОШ № 12"'),
    ("МБОУ СОШ № 12", "муниципального автономного общеобразовательного учреждения средней школы № 12"),
    ("МБОУ СОШ № 12", "School 12"),
    ("МБОУ СОШ № 12", "School No. 12"),
    ("МБОУ СОШ № 12", "sosh 12"),
    ("МБОУ СОШ № 12", "С\u200bОШ № 12"),
    ("МБОУ СОШ № 12", "СОШ\u00a0№\u00a012"),
    ("МБОУ СОШ № 12", "МАОУ «СОШ № 12 с углублённым изучением отдельных предметов»"),
    ("МБОУ СОШ № 12", "СОШ № 12 с УИОП"),
    ("Лицей № 5", "МАОУ «Лицей № 5»"),
    ("Лицей № 5", "лицей 5"),
    ("Лицей № 5", "5-й лицей"),
    ("Лицей № 5", "Lyceum 5"),
    ("Гимназия № 1", "МАОУ Гимназия №1"),
    ("Гимназия № 1", "1 гимназия"),
    ("Гимназия № 1", "гимнaзия 1"),
    ("Гимназия «Белые ночи»", "гимназия белые ночи"),
    ("Гимназия «Белые ночи»", "Белые ночи гимназия"),
    ("Школа № 5 г. Воркута", "СОШ № 5, Воркута"),
    ("Школа № 5 г. Воркута", "школа 5 город Воркута"),
    ("СОШ с. Визинга", "Школа села Визинга"),
    ("СОШ пст. Чиньяворык", "школа Чиньяворык"),
    ("Школа № 5 им. Н. Островского", "СОШ №5 имени Н.Островского"),
    ("ООШ № 3", "Основная школа № 3"),
    ("ООШ № 3", "основная общеобразовательная школа №3"),
    ("НОШ № 4", "Начальная школа № 4"),
    ("Школа-интернат № 1", "ГОУ РК «Школа-интернат № 1»"),
    ("Колледж № 2", "ГПОУ колледж №2"),
    ("Лицей Полярный круг", "лицей «Полярный Круг»"),
    ("Школа «Ёлочка»", "школа Елочка"),
    ("Школа «Йӧлӧга»", "школа Йöлöга"),  # written with the Latin ö
]

OTHERS: list[tuple[str, str]] = [
    ("СОШ № 12", "СОШ № 1"),
    ("СОШ № 12", "СОШ № 2"),
    ("СОШ № 12", "СОШ № 112"),
    ("СОШ № 12", "Лицей № 12"),
    ("СОШ № 12", "Гимназия № 12"),
    ("СОШ № 12", "ООШ № 12"),
    ("СОШ № 12", "НОШ № 12"),
    ("СОШ № 12", "Школа-интернат № 12"),
    ("СОШ № 12", "Детский сад № 12"),
    ("СОШ № 12", "Музыкальная школа № 12"),
    ("СОШ № 12", "Вечерняя школа № 12"),
    ("СОШ № 12", "Спортивная школа № 12"),
    ("СОШ № 12", "Школа искусств № 12"),
    ("СОШ № 12", "СОШ № 12 г. Воркута"),
    ("СОШ № 12 г. Воркута", "СОШ № 12 г. Ухта"),
    ("СОШ № 5 корпус 2", "СОШ № 2 корпус 5"),
    ("СОШ № 12", "СОШ № 12 им. Олега Кошевого"),
    ("СОШ с. Визинга", "СОШ с. Летка"),
    ("Гимназия «Белые ночи»", "Гимназия «Белые росы»"),
    ("Колледж № 2", "Техникум № 2"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.shows("B1")
def test_two_spellings_of_one_school(one: str, other: str) -> None:
    assert fold_organisation(one) == fold_organisation(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
@pytest.mark.shows("B1")
def test_two_schools(one: str, other: str) -> None:
    assert fold_organisation(one) != fold_organisation(other)


def test_the_town_counts_wherever_it_stands() -> None:
    assert fold_organisation("СОШ № 5", "Воркута") == fold_organisation("Школа №5, г. Воркута")
    assert fold_organisation("СОШ № 5", "Воркута") != fold_organisation("СОШ № 5", "Ухта")


DIRECTORY: tuple[tuple[str, str], ...] = (
    ("МБОУ СОШ № 12", "Воркута"),
    ("Лицей № 12", "Ухта"),
    ("СОШ № 1", "Сыктывкар"),
    ("СОШ № 112", "Сыктывкар"),
    ("МАОУ «Гимназия № 1»", "Сыктывкар"),
    ("Вторая гимназия", "Инта"),
    ("Лицей № 2", "Ухта"),
    ("Школа № 21", "Печора"),
    ("Школа имени Питирима Сорокина", "Айкино"),
    ("Гимназия «Белые ночи»", "Ухта"),
)

FOUND: list[tuple[str, list[str]]] = [
    ("СОШ №12", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("школа №12", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("СОШ N12", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("COШ 12", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("12", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("лицей 12", ["Лицей № 12", "МБОУ СОШ № 12"]),
    ("12 школа Воркута", ["МБОУ СОШ № 12"]),
    ("школа 12 города Воркуты", ["МБОУ СОШ № 12"]),
    ("12 Ухта", ["Лицей № 12"]),
    ("школа 1", ["СОШ № 1", "МАОУ «Гимназия № 1»"]),
    ("гимназия 1 Сыктывкара", ["МАОУ «Гимназия № 1»", "СОШ № 1"]),
    ("белые", ["Гимназия «Белые ночи»"]),
    ("Бeлые нoчи", ["Гимназия «Белые ночи»"]),
    ("школа им. Сорокина", ["Школа имени Питирима Сорокина"]),
    ("Двенадцатая школа", ["МБОУ СОШ № 12", "Лицей № 12"]),
    ("двенадцатый лицей", ["Лицей № 12", "МБОУ СОШ № 12"]),
    ("школа двадцать первая", ["Школа № 21"]),
    ("в двадцать первой школе", ["Школа № 21"]),
    ("в 21 школе", ["Школа № 21"]),
    ("первая гимназия", ["МАОУ «Гимназия № 1»", "СОШ № 1"]),
    ("вторая гимназия", ["Вторая гимназия", "Лицей № 2"]),
    ("второй лицей", ["Вторая гимназия", "Лицей № 2"]),
    ("сто двенадцатая школа", []),
    ("первомайская школа", []),
    ("айкинская школа", []),
    ("школа 3", []),
]


async def _fill(world: World) -> RegionId:
    region = next(iter(world.app.content.everything.regions))

    def body(connection: Connection) -> None:
        for name, city in DIRECTORY:
            add_organisation(connection, region, OrganisationKind.SCHOOL, name, city, NOW, verified=True)

    await world.db.write(body)
    return region


@pytest.mark.parametrize(("typed", "found"), FOUND)
@pytest.mark.shows("B1")
async def test_a_school_is_found_by_any_spelling(world: World, typed: str, found: list[str]) -> None:
    region = await _fill(world)
    offered = await world.db.read(lambda c: find_organisations(c, region, typed))
    assert [each.name for each in offered if (each.name, each.city) in DIRECTORY] == found


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("B1")
async def test_one_school_is_one_entry_whoever_writes_it(world: World, language: str) -> None:
    w = words(language)
    await _fill(world)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 27 + 3")
    await teacher.writes("COШ N12")
    await teacher.tap("МБОУ СОШ № 12, Воркута")
    teacher.sees("МБОУ СОШ № 12, Воркута", w("form.agree_no_age", counts="27 + 3"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("СОШ №12", "СОШ № 12"),
        ("СОШ N12", "СОШ № 12"),
        ("COШ 12", "СОШ 12"),
        ("MБOУ COШ №12", "МБОУ СОШ № 12"),
        ("Школа  № 12", "Школа № 12"),
        ("School 12", "School 12"),
        ("School No. 12", "School No. 12"),
        ("Лицей «ABC»", "Лицей «ABC»"),
    ],
)
def test_what_is_shown_of_a_school(typed: str, name: str) -> None:
    assert read_organisation_name(typed) == name
