"""A class of 99 was sent to look for «другой день» that cannot be, a family for a group nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.tables import session
from bot.domain.model import Sharing
from bot.domain.refusal import Reason
from bot.ui.formats.dates import bare_moment_label, short_moment_label
from tests.bot.paths import PAPER_MILL, book_class, open_programme, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("B3")
async def test_a_class_of_99_is_told_at_once_what_is_possible(world: World, language: str) -> None:
    """Four sessions of 20 on two near days take 80: in two requests of 55 all can come."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 99")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    agree = w("form.agree_no_age", counts="99")
    await teacher.tap(agree)
    refused = w(
        f"refusal.{Reason.TOO_MANY_FOR_A_DAY}",
        most=80,
        seats_n=109,
        requests=str(w.t.count("count.requests", 2)),
        part=str(w.t.count("count.people", 55)),
    )
    teacher.sees(refused)
    assert len(teacher.last.text) <= 700
    teacher.does_not_see(w("form.day"))
    # What is possible is done here: the first part, typed over the question.
    await teacher.writes("7 Б, 33")
    await teacher.tap(w("form.agree_no_age", counts="33"))
    teacher.sees(w("form.day"))
    teacher.sees(w("form.divided"))


@LANGUAGES
@pytest.mark.shows("B3")
async def test_a_saved_class_that_has_grown_is_told_so_too(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await teacher.press_data("cls:1:ch:99")
    teacher.sees(str(w.t.count("count.children", 99)))
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б · 99 + ")
    teacher.sees(str(w.t.count("count.requests", 2)), str(w.t.count("count.people", 55)))
    await teacher.writes("7 Б, 33")
    teacher.sees(w("form.agree_no_age", counts="33"))


@LANGUAGES
@pytest.mark.shows("B3")
async def test_a_class_too_small_for_a_session_of_its_own_is_led_to_open_groups(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("7 Б, 2 + 1")
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    await teacher.tap(w("form.agree_no_age", counts="2"))
    teacher.sees(w("form.day_nothing"))
    await teacher.tap(w("form.shared_dates"))
    await _only_open_groups(world, "Анна", language)


@LANGUAGES
@pytest.mark.shows("C1")
async def test_a_family_too_small_for_a_private_session_is_led_to_open_groups(
    world: World, language: str
) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await open_programme(world, guest, PAPER_MILL)
    await guest.tap(w("programme.book"))
    least = min(int(label) for label in guest.buttons() if label.isdecimal())
    assert least > 1
    await guest.tap(w("form.fewer", n=least))
    await _only_open_groups(world, "Марина", language)


async def _only_open_groups(world: World, name: str, language: str) -> None:
    """Every date of the list is one that a stranger may join, on the next page too."""
    w = words(language)
    person = world.person(name)

    def labels(connection: Connection) -> set[str]:
        shared = select(session.c.starts_at).where(session.c.sharing == Sharing.SHARED)
        rows = connection.execute(shared).scalars().all()
        labels = (short_moment_label, bare_moment_label)
        return {label(each, "Europe/Moscow", w.t) for each in rows for label in labels}

    joined = await world.db.read(labels)
    for _ in range(3):
        person.sees(w("dates.title_shared"))
        dates = [label.partition(". ") for label in person.buttons() if ":" in label]
        assert dates
        assert {moment.partition(" · ")[0] for _, _, moment in dates} <= joined
        world.clock.move(timedelta(seconds=5))
        await person.tap("›")
    await person.tap(next(label for label in person.buttons() if ":" in label))
    person.sees(w("programme.chosen", moment="").rstrip())
    await person.tap(w("programme.book"))
    assert "1" in person.buttons(), "one may come alone"
