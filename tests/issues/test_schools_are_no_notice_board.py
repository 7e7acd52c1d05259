"""Whatever somebody typed for a school stood in everybody's list at once, without a request or a consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select

from bot.db.people.organisations import add_organisation
from bot.db.tables import booking, class_card, draft, organisation
from bot.domain.limits import Limits
from bot.domain.model import OrganisationKind
from bot.domain.people.organisation_names import OrganisationNameProblem, read_organisation_name
from bot.domain.typed.free_text import FreeTextProblem
from bot.ui.formats.labels import within_quotes
from sandbox.people import Person
from tests.bot.paths import (
    PAPER_MILL,
    Words,
    become_known,
    open_programme,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
NOW = datetime(2026, 9, 1, tzinfo=UTC)
OWN = "Лицей «Утренняя звезда»"


@pytest.mark.parametrize(
    "typed",
    [
        "Ужосова Вассилиса",
        "Сидоров Паша",
        "Лицей № 5 12.03.2012",
        "Лицей «Полярный круг», 12 марта 2012",
        "Школа 5, дата рожд. 12.03.2012",
        "112-233-445 95",
        "Школа № 5 СНИЛС 112-233-445 95",
        "Школа № 5, паспорт 8706 123456",
        "Школа № 5, 8 912 345-67-89",
        "Школа № 5 t.me/school",
        "Школа № 5, Иванов Иван, Петров Пётр",
        "Петров",
        "Анна Петровна",
        "7 Б",
        "приходите завтра бесплатно",
    ],
)
@pytest.mark.shows("H4")
def test_what_no_directory_should_hold(typed: str) -> None:
    assert isinstance(read_organisation_name(typed), OrganisationNameProblem | FreeTextProblem)


@pytest.mark.parametrize(
    "typed",
    [
        "Гимназия Александра Невского",
        "Школа № 5 им. Ивана Петрова",
        "Школа имени А. С. Пушкина",
        "Северный ключ",
        "Микунская",
        "Лицей 1580",
        "СОШ пст. Чиньяворык",
        "Школа № 2026",
    ],
)
@pytest.mark.shows("B1")
def test_what_is_a_school(typed: str) -> None:
    assert read_organisation_name(typed) == typed


async def _names(world: World) -> Sequence[str]:
    return await world.db.read(lambda c: c.execute(select(organisation.c.name)).scalars().all())


async def _type_school(person: Person, world: World, w: Words, school: str = OWN) -> None:
    await open_programme(world, person, PAPER_MILL)
    await person.tap(w("programme.book"))
    await person.writes("7 Б, 27 + 3")
    if w("form.change_school") in person.buttons():
        await person.tap(w("form.change_school"))
    await person.writes(school)


async def _book(person: Person, world: World, w: Words) -> str:
    """A request of a school that was typed; its reference."""
    await _type_school(person, world, w)
    await person.tap(w("form.school_new"))
    await person.tap(
        next(each for each in person.buttons() if each.startswith(w("form.agree_no_age", counts="")))
    )
    await tap_moment(person)
    await become_known(person, w)
    await person.tap(w("summary.send"))
    return reference_on(person)


async def _is_offered(person: Person, world: World, w: Words) -> bool:
    await _type_school(person, world, w, "Утренняя звезда")
    return any(OWN in label for label in person.buttons())


@LANGUAGES
@pytest.mark.shows("B1", "H4")
async def test_nothing_joins_the_directory_before_the_request(world: World, language: str) -> None:
    w = words(language)
    stranger = world.person("Анна", language_code=language)
    before = await _names(world)
    await _type_school(stranger, world, w)
    stranger.sees(within_quotes(OWN))
    await stranger.tap(w("form.school_new"))
    stranger.sees(OWN, w("form.agree_no_age", counts="27 + 3"))
    assert await _names(world) == before
    assert not await _is_offered(world.person("Ольга", language_code=language), world, w)


@LANGUAGES
@pytest.mark.shows("B1")
async def test_its_author_sees_it_and_others_when_a_host_has_met_it(world: World, language: str) -> None:
    w = words(language)
    author = world.person("Анна", language_code=language)
    other = world.person("Ольга", language_code=language)
    host = await world.host(PAPER_MILL)
    reference = await _book(author, world, w)
    assert (await _names(world)).count(OWN) == 1
    assert await _is_offered(author, world, w)
    assert not await _is_offered(other, world, w)
    assert reference in host.last.text
    await host.tap("Подтвердить")
    assert await _is_offered(other, world, w)


@LANGUAGES
async def test_one_school_of_two_authors_is_one(world: World, language: str) -> None:
    """Neither sees the other's, and the host hears of one school."""
    w = words(language)
    people = [world.person(name, language_code=language) for name in ("Анна", "Ольга")]
    for person in people:
        await _book(person, world, w)
    assert (await _names(world)).count(OWN) == 1
    for person in people:
        assert await _is_offered(person, world, w)


@LANGUAGES
@pytest.mark.shows("H2")
async def test_it_goes_with_its_author_unless_another_uses_it(world: World, language: str) -> None:
    w = words(language)
    author, other = (world.person(name, language_code=language) for name in ("Анна", "Ольга"))
    for person in (author, other):
        await _book(person, world, w)
    await author.writes("/delete_me")
    await author.tap(w("delete.sure"))
    assert OWN in await _names(world)
    await other.writes("/delete_me")
    await other.tap(w("delete.sure"))
    assert OWN not in await _names(world)
    kept = await world.db.read(
        lambda c: f"{[tuple(row) for each in (draft, class_card) for row in c.execute(select(each))]}"
    )
    assert OWN not in kept
    bookings = await world.db.read(lambda c: c.execute(select(booking.c.children)).scalars().all())
    assert list(bookings) == [27, 27]  # counts stay


@LANGUAGES
@pytest.mark.shows("B1")
async def test_nobody_fills_the_directory(world: World, language: str) -> None:
    """By the school of a class card, which needs no request: what a card names no longer goes, and so many at
    most wait for a host."""
    w = words(language)
    author = world.person("Анна", language_code=language)
    await _book(author, world, w)
    before = len(await _names(world))
    for number in range(1, 4):
        await author.writes("/classes")
        await author.tap("7 Б · 27 + ")
        await author.tap(w("classes.change_school"))
        await author.writes(f"Лицей «Звезда {number}»")
        await author.tap(w("form.school_new"))
        author.sees(f"Звезда {number}")
    assert len(await _names(world)) == before + 1


@LANGUAGES
@pytest.mark.shows("B1")
async def test_so_many_of_one_person_at_most(world: World, language: str) -> None:
    w = words(language)
    author = world.person("Анна", language_code=language)
    await _book(author, world, w)
    most = Limits().max_own_schools

    def add(connection: Connection) -> None:
        known = connection.execute(select(booking)).one()._mapping
        for number in range(1, most):
            school = add_organisation(
                connection, known["region_id"], OrganisationKind.SCHOOL, f"Школа № {900 + number}", None, NOW
            )
            connection.execute(
                insert(class_card).values(
                    person_id=known["person_id"],
                    organisation_id=school,
                    audience=known["audience"],
                    children=20,
                    adults=2,
                    youngest_age=12,
                    created_at=NOW,
                )
            )

    await world.db.write(add)
    await _type_school(author, world, w, "Лицей «Вечерняя звезда»")
    await author.tap(w("form.school_new"))
    author.sees(w("problem.too_many_schools", most=most))
    assert "Лицей «Вечерняя звезда»" not in await _names(world)
