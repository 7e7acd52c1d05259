"""A class card changed by ones, could not be typed, and led nowhere: from it a class is booked now."""

from __future__ import annotations

import pytest

from sandbox.people import Person
from tests.bot.hosts.site import data_of, label_with
from tests.bot.paths import Words, book_class, is_moment, moments_on, tap_moment, words
from tests.bot.test_visitor_classes import cards_of
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _at_card(world: World, w: Words) -> Person:
    """A teacher whose card «7 Б · 27 + 3» is on screen."""
    teacher = world.person("Анна", language_code=w.t.code)
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    return teacher


async def _numbers(world: World, teacher: Person) -> tuple[int, int, int]:
    (card,) = await cards_of(world, teacher)
    return card.children, card.adults, card.youngest_age


def _row_of(teacher: Person, label: str) -> list[str]:
    """The row of steps below a number."""
    rows = [[button.label for button in row] for row in teacher.last.rows]
    return rows[rows.index([label]) + 1]


@LANGUAGES
@pytest.mark.shows("B1")
async def test_numbers_change_by_ones_and_fives_and_never_leave_their_range(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    assert _row_of(teacher, w("classes.children", n=27)) == ["−5", "−1", "+1", "+5"]
    assert _row_of(teacher, w("classes.adults", n=3)) == ["−1", "+1", "+5"], "-2 adults come nowhere"
    await teacher.tap("+5")
    teacher.sees(w("classes.children", n=32))
    await teacher.resend_last_tap()
    assert (await _numbers(world, teacher))[:2] == (32, 3), "a tap that is delivered twice counts once"
    more = data_of(teacher, w("classes.adults", n=3)).replace("ask:adults", "ad:8")
    await teacher.press_data(more)
    teacher.sees(w("classes.adults", n=8))
    assert _row_of(teacher, w("classes.adults", n=8))[0] == "−5"
    await teacher.tap("−1")
    assert (await _numbers(world, teacher))[:2] == (31, 8)


@LANGUAGES
@pytest.mark.parametrize(
    ("asked", "typed", "numbers"),
    [
        ("children", "28", (28, 3, 12)),
        ("children", "25 + 4", (25, 4, 12)),
        ("children", "5 взрослых", (27, 5, 12)),
        ("adults", "5", (27, 5, 12)),
        ("adults", "трое", (27, 3, 12)),
        (None, "28", (28, 3, 12)),
        (None, "28 + 4", (28, 4, 12)),
        (None, "5 взрослых", (27, 5, 12)),
        (None, "5", (27, 5, 12)),
        (None, "младшему 11", (27, 3, 11)),
        (None, "8 Б, 25", (25, 3, 13)),
    ],
)
@pytest.mark.shows("B1")
@pytest.mark.sampled(5)
async def test_numbers_are_typed(
    world: World, language: str, asked: str | None, typed: str, numbers: tuple[int, int, int]
) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    if asked is not None:
        await teacher.tap(w(f"classes.{asked}", n=""))
        await world.restart()
    await teacher.writes(typed)
    teacher.sees(w("classes.book"))
    assert await _numbers(world, teacher) == numbers
    await teacher.writes("26 + 3")
    assert (await _numbers(world, teacher))[:2] == (26, 3), "the card goes on taking what is typed over it"


@LANGUAGES
@pytest.mark.parametrize(
    ("asked", "typed", "why"),
    [
        ("children", "0", "problem.card_range"),
        ("children", "150", "problem.card_range"),
        ("adults", "много", "problem.not_a_number"),
        ("adults", "31", "problem.card_range"),
        (None, "28 детей, 40 взрослых", "problem.card_range"),
    ],
)
async def test_what_no_card_can_hold_is_refused(
    world: World, language: str, asked: str | None, typed: str, why: str
) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    before = await _numbers(world, teacher)
    if asked is not None:
        await teacher.tap(w(f"classes.{asked}", n=""))
    await teacher.writes(typed)
    assert (teacher.last.text or "").splitlines()[-1].startswith(f"❌ {w(why, most='')[:12]}"), teacher.screen
    assert await _numbers(world, teacher) == before


@LANGUAGES
async def test_what_is_not_about_the_card_means_what_it_means_elsewhere(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    before = await _numbers(world, teacher)
    for typed, seen in (("в четверг", "dates.title"), ("помощь", "button.home"), ("ыыы", "home.catalogue")):
        await teacher.writes("/classes")
        await teacher.tap("7 Б · 27 + 3")
        await teacher.writes(typed)
        teacher.sees(w(seen))
        assert await _numbers(world, teacher) == before


@LANGUAGES
@pytest.mark.shows("B1")
async def test_the_card_leads_to_where_this_class_can_go_and_is_chosen_there(
    world: World, language: str
) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    await teacher.tap(w("classes.book"))
    teacher.sees(w("classes.places", party="7 Б · 27 + 3"))
    teacher.does_not_see("14+")
    before = teacher.taps
    offered = next(label for label in teacher.buttons() if label.startswith("1 · "))
    await teacher.tap(offered)
    teacher.sees(w("programme.book_class", party="7 Б · 27 + 3"))
    await teacher.tap(w("programme.book_class", party="7 Б · 27 + 3"))
    teacher.sees("7 Б · 27 + ", w("form.day"))
    assert moments_on(teacher), teacher.screen
    # The date that the list named is the first that is offered.
    day = offered.split(" · ")[1].split()[-1].split(".")[0] if language == "ru" else ""
    assert day in moments_on(teacher)[0]
    await tap_moment(teacher)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0002")
    assert teacher.taps - before == 4
    assert not any(is_moment(label) for label in teacher.buttons())


@LANGUAGES
async def test_a_class_goes_where_its_age_and_number_are_welcome(world: World, language: str) -> None:
    w = words(language)
    teacher = await _at_card(world, w)
    await teacher.writes("1 Б, 9 + 1")
    await teacher.tap(w("classes.book"))
    sites = world.app.content.published
    for label in [each for each in teacher.buttons() if " · " in each]:
        data = data_of(teacher, label)
        if data.startswith("prog:"):
            assert sites.programmes[int(data.split(":")[1])].min_age <= 6  # type: ignore[index]
    teacher.sees(w("classes.filters"))
    await teacher.tap(w("button.back"))
    teacher.sees(w("classes.book"))


async def test_a_card_that_is_gone_and_one_of_somebody_else_lead_to_the_list(world: World) -> None:
    w = words("ru")
    teacher = await _at_card(world, w)
    go = data_of(teacher, w("classes.book"))
    stranger = world.person("Игнат")
    await stranger.start()
    await stranger.press_data(go)
    stranger.sees(w("classes.empty"))
    await teacher.tap(w("classes.remove"))
    await teacher.tap(w("classes.remove_sure"))
    await teacher.press_data(go)
    assert w("classes.empty") in (teacher.last.text or "")
    assert label_with(teacher, w("home.catalogue"))
