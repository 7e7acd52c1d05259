"""One's own data: asked for apart, shown, deleted; nothing of children; nothing in logs."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import Connection, MetaData, select

from bot.app import operator_of
from bot.db.tables import consent, deletion_log, metadata, person, visit
from bot.ui.translator import translator_for
from bot.ui.visitor.consent import consent_text
from sandbox.people import Person
from tests.bot.paths import (
    PAPER_MILL,
    book_class,
    open_programme,
    phone_digits,
    reach_summary,
    tap_moment,
    tells_of,
    words,
)
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def _everything(connection: Connection, tables: MetaData = metadata) -> str:
    return "\n".join(
        str(tuple(row)) for table in tables.sorted_tables for row in connection.execute(select(table))
    )


@LANGUAGES
@pytest.mark.shows("H1")
async def test_consent_is_its_own_message_and_its_text_is_proven(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    row = await world.db.read(lambda c: c.execute(select(consent)).one())
    assert (row.kind, row.version, row.language) == ("processing", 1, language)
    assert row.given_at == world.clock.now()
    text = _consent_text(world, language)
    assert row.text_hash == hashlib.sha256(text.encode()).hexdigest()
    assert "АНО «Проверка»" in text
    assert "167000, Сыктывкар, ул. Примерная, 1" in text


def _consent_text(world: World, language: str) -> str:
    return consent_text(translator_for(language), operator_of(world.settings))


@LANGUAGES
@pytest.mark.shows("H1")
async def test_without_consent_the_catalogue_stays_open_and_nothing_is_stored(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("10")
    await tap_moment(teacher)
    await teacher.tap(w("consent.refuse"))
    teacher.sees(w("consent.refused"))
    await teacher.resend_last_tap()
    await teacher.writes("/catalog")
    assert w("filter.city") in teacher.buttons()
    assert await world.db.read(lambda c: c.execute(select(consent)).all()) == []


@LANGUAGES
@pytest.mark.shows("H2")
async def test_delete_me_erases_everything_and_tells_the_host(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    host = await world.host(PAPER_MILL)
    reference = await book_class(world, teacher, w)
    await teacher.writes("/delete_me")
    teacher.sees(reference)
    await teacher.tap(w("delete.keep"))
    await teacher.writes("/delete_me")
    await teacher.tap(w("delete.sure"))
    teacher.sees(w("delete.done"))
    assert tells_of(reference, host.messages[-1].text)
    stored = await world.db.read(_everything)
    assert "Анна Петровна" not in stored
    assert str(teacher.user_id) not in stored
    assert phone_digits(teacher) not in stored
    statuses = await world.db.read(lambda c: set(c.execute(select(visit.c.status)).scalars()))
    assert statuses == {"cancelled"}
    log = await world.db.read(lambda c: c.execute(select(deletion_log)).one())
    assert log.basis == "delete_me"
    kept = await world.db.read(lambda c: c.execute(select(consent)).one())
    assert kept.withdrawn_at is not None
    await teacher.resend_last_tap()
    await teacher.start()
    assert w("home.find") in teacher.buttons()
    await teacher.writes("/my")
    teacher.sees(w("mine.empty"))
    people = await world.db.read(
        lambda c: c.execute(select(person).where(person.c.telegram_id == teacher.user_id)).all()
    )
    assert len(people) == 1


@LANGUAGES
@pytest.mark.shows("H4")
async def test_documents_and_photos_are_refused_and_not_kept(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    before = await world.db.read(_everything)
    await teacher.sends_document("Список 7Б.xlsx", b"names")
    teacher.sees(w("last.no_files").splitlines()[1])
    await teacher.writes("1. Иванов Иван\n2. Петрова Анна\n3. Сидоров Пётр")
    teacher.sees(w("problem.looks_like_names"))
    assert await world.db.read(_everything) == before


@pytest.mark.shows("H5")
async def test_logs_carry_no_personal_data(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    caplog.set_level("DEBUG", logger="bot")
    w = words("ru")
    teacher = world.person("Анна")
    await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    await _cause_trouble(teacher)
    text = caplog.text
    assert "Анна Петровна" not in text
    assert phone_digits(teacher) not in text
    assert str(teacher.user_id) not in text


async def _cause_trouble(teacher: Person) -> None:
    await teacher.press_data("f:999999999:day:20261208")
    await teacher.press_data("nonsense")


@LANGUAGES
@pytest.mark.shows("B1")
async def test_class_cards_are_kept_changed_and_removed(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.writes("/classes")
    teacher.sees(w("classes.empty"))
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    card = teacher.last
    await teacher.tap("+1")
    teacher.sees(str(w.t.count("count.children", 28)))
    await teacher.resend_last_tap()
    assert str(w.t.count("count.children", 28)) in teacher.last.text
    await teacher.tap(w("classes.remove"))
    await teacher.tap(w("classes.remove_sure"))
    teacher.sees(w("classes.empty"))
    await teacher.tap("+1", message=card)
    assert teacher.last.text.endswith(w("classes.empty"))


@LANGUAGES
@pytest.mark.shows("D1")
async def test_a_job_trial_shows_task_and_product_and_is_booked_like_a_visit(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, "sloist", "trial")
    await teacher.tap(w("programme.details"))
    site = next(each for each in world.app.content.published.sites.values() if each.slug == "sloist")
    trial = next(each for each in site.programmes if each.code == "trial")
    assert trial.task is not None
    assert trial.product is not None
    teacher.sees(w.t.content(trial.task))
    teacher.sees(w.t.content(trial.product))
    assert trial.level is not None
    teacher.sees(w(f"level.{trial.level}"))
    await teacher.tap(w("programme.book"))
    await teacher.writes("9 А, 8")
    teacher.sees("8 + 2")


@LANGUAGES
async def test_name_and_phone_are_changed_in_the_profile(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await teacher.start()
    await teacher.writes("/profile")
    await teacher.tap(w("profile.change_name"))
    await teacher.tap(w("consent.agree"))
    await teacher.writes("12345")
    teacher.sees(w("problem.name_digits"))
    await teacher.writes("Анна Петровна")
    teacher.sees("Анна Петровна")
    await teacher.tap(w("profile.change_phone"))
    await teacher.writes("8 912 345 67 89")
    teacher.sees("+7 912 345-67-89")
    await teacher.tap(w("profile.change_phone"))
    await teacher.tap(w("button.back"))
    await teacher.writes("привет")
    assert w("home.find") in teacher.buttons()
