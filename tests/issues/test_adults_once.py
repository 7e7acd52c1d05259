"""«7 Б, 27 + 3» was offered as right and then refused; 5 adults were demanded, and 6 after the split.

How many adults a class needs is worked out once, after splitting, and is one button that brings them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from bot.domain.booking.adults import adults_to_come
from bot.domain.booking.availability import Asking, Rules, SessionFacts, choose_days
from bot.domain.model import Audience, Party, SessionId
from bot.domain.refusal import ChangeAdults, Reason
from bot.ui.formats.labels import NO_BREAK
from sandbox.people import Person
from tests.bot.paths import (
    DAIRY,
    FELTING,
    Words,
    become_known,
    book_class,
    moments_on,
    open_calendar,
    open_programme,
    tap_moment,
    words,
)
from tests.bot.world import World
from tests.unit.test_availability import NOW, RULES, SESSION

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _typed(world: World, person: Person, w: Words, slug: str, code: str, party: str) -> None:
    await open_programme(world, person, slug, code)
    await person.tap(w("programme.book"))
    await person.writes(party)
    await person.writes("Северный")
    await person.tap("Северный ключ")


@LANGUAGES
@pytest.mark.shows("B3", "B13")
async def test_too_few_adults_are_one_button(world: World, language: str) -> None:
    """Felt is worked by hand, an adult for six children, twelve people a session: 27 children in three
    subgroups need six adults."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await _typed(world, teacher, w, FELTING, "class", "7 Б, 27 + 3")
    teacher.sees(w("refusal.not_enough_adults", needed_n=6, adults_n=3), w("form.more_for_subgroups"))
    agree = w("form.agree_no_age", counts="27").strip()
    assert not [label for label in teacher.buttons() if label.startswith(agree)], "it could not work"
    await teacher.tap(str(w.t.count("form.adults_will_come", 6)))
    teacher.sees("27 + 6", w("form.day"))
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.book"))
    teacher.sees("К-0001")


@LANGUAGES
@pytest.mark.parametrize(
    ("slug", "code", "party", "counts"),
    [
        (FELTING, "class", "7 Б, 27", "27 + 6"),
        (FELTING, "class", "7 Б, 24", "24 + 5"),
        (FELTING, "class", "7 Б, 9", "9 + 2"),
        (FELTING, "class", "7 Б, 27 + 8", "27 + 8"),
        ("vychegda-sheet", "tour", "7 Б, 27 + 3", "27 + 3"),
        ("vychegda-sheet", "tour", "7 Б, 30", "30 + 4"),
        (DAIRY, "tour", "7 Б, 27", "27 + 4"),
    ],
)
@pytest.mark.shows("B3")
async def test_what_is_offered_as_right_is_right(
    world: World, language: str, slug: str, code: str, party: str, counts: str
) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await _typed(world, teacher, w, slug, code, party)
    await teacher.tap(w("form.agree_no_age", counts=counts))
    teacher.sees(w("form.day"), counts)
    await tap_moment(teacher)
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("B3")
async def test_only_numbers_that_work_are_offered(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await _typed(world, teacher, w, FELTING, "class", "7 Б, 27 + 3")
    await teacher.tap(w("form.change_adults", n=3))
    numbers = [int(label) for label in teacher.buttons() if label.isdecimal()]
    assert min(numbers) == 6
    await teacher.tap("7")
    await teacher.tap(w("form.agree_no_age", counts="27 + 7"))
    assert moments_on(teacher)


@LANGUAGES
@pytest.mark.shows("B1")
async def test_a_saved_class_says_what_it_needs_here(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await open_programme(world, teacher, FELTING, "class")
    await teacher.tap(w("programme.book"))
    teacher.sees(w("form.why_raised"))
    await teacher.tap("7 Б · 27 + 6")
    teacher.sees("27 + 6", w("form.day"))
    await tap_moment(teacher)
    teacher.sees(w("summary.title"))


@pytest.mark.shows("B3")
async def test_an_older_agreement_that_cannot_work_has_the_button_too(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await _typed(world, teacher, w, FELTING, "class", "7 Б, 27 + 6")
    agree = next(b.callback_data for row in teacher.last.rows for b in row if b.label.startswith("Верно"))
    await teacher.writes("7 Б, 27 + 5")
    assert agree is not None
    await teacher.press_data(agree)
    await teacher.tap("Поедут 6 взрослых")
    assert moments_on(teacher)


async def test_the_button_of_the_adults_tapped_late_takes_no_time_back(world: World) -> None:
    """Tapped a second time from an old message, it gave the chosen session and its seats back."""
    w = words("ru")
    teacher = world.person("Анна")
    await _typed(world, teacher, w, FELTING, "class", "7 Б, 27 + 3")
    label = str(w.t.count("form.adults_will_come", 6))
    come = next(b.callback_data for row in teacher.last.rows for b in row if b.label.endswith(label))
    await teacher.tap(label)
    await tap_moment(teacher)
    await become_known(teacher, w)
    assert come is not None
    await teacher.press_data(come)
    assert w("summary.book") in teacher.last.labels
    assert not moments_on(teacher)


async def test_a_day_that_needs_more_adults_is_opened_by_the_button(world: World) -> None:
    """The day that it was said of is chosen with it: nobody looks for it again."""
    w = words("ru")
    teacher = world.person("Анна")
    await _typed(world, teacher, w, "vychegda-sheet", "tour", "7 Б, 30 + 4")
    await teacher.tap("Верно: 30 + 4")
    await open_calendar(teacher)
    data = next(b.callback_data for row in teacher.last.rows for b in row if b.label == "10")
    assert data is not None
    draft = data.split(":")[1]
    await teacher.press_data(f"f:{draft}:come:5.20261210")
    await become_known(teacher, w)
    teacher.sees("30 + 5", "10 декабря")


DAMAGED = ["come:", "come:x", "come:-1", "come:6.", "come:6.99999999", "come:999999", "come:6.20301301"]


@pytest.mark.parametrize("data", DAMAGED)
async def test_a_damaged_button_brings_nobody(world: World, data: str) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await _typed(world, teacher, w, FELTING, "class", "7 Б, 27 + 6")
    await teacher.tap("Верно: 27 + 6")
    button = next(b.callback_data for row in teacher.last.rows for b in row if is_session(b.callback_data))
    assert button is not None
    await teacher.press_data(f"f:{button.split(':')[1]}:{data}")
    assert moments_on(teacher)
    assert f"27{NO_BREAK}+{NO_BREAK}6" in teacher.last.text


def is_session(data: str | None) -> bool:
    return data is not None and re.fullmatch(r"f:\d+:ses:[\d.]+", data) is not None


def _days(random: Random) -> list[SessionFacts]:
    """Days that lie too far apart for a class to come on several of them (B13)."""
    sessions = []
    for day, hour in product((0, 28, 56), (0, 3, 6)):
        if random.random() < 0.7:
            start = SESSION.starts_at + timedelta(days=day, hours=hour)
            sessions.append(
                replace(
                    SESSION,
                    id=SessionId(day * 10 + hour + 1),
                    starts_at=start,
                    ends_at=start + timedelta(minutes=90),
                    capacity=random.choice((8, 12, 15, 20, 25)),
                    parties=int(random.random() < 0.2),
                )
            )
    return sessions


@pytest.mark.parametrize("seed", range(60))
def test_it_is_the_least_number_that_opens_a_day(seed: int) -> None:
    """Against trying one number after another."""
    random = Random(seed)
    sessions = _days(random)
    ratio, children = random.choice((4, 6, 8, 10)), random.randint(8, 45)
    rules = Rules(
        replace(RULES.programme, children_per_adult=ratio), RULES.timezone, RULES.calendar, RULES.limits
    )
    asking = Asking(Party(children, 1, 12), Audience.SCHOOL, NOW)

    def opens(adults: int) -> bool:
        party = replace(asking.party, adults=adults)
        return any(
            each.options for each in choose_days(rules, replace(asking, party=party), sessions).values()
        )

    least = next((adults for adults in range(1, 40) if opens(adults)), None)
    found = adults_to_come(rules, asking, sessions)
    if least is not None:
        assert found == least
    else:
        assert found == max(1, -(-children // ratio)), "what one group would need"


@pytest.mark.parametrize("seed", range(60))
def test_a_day_asks_for_adults_only_where_they_open_it(seed: int) -> None:
    random = Random(1000 + seed)
    sessions = _days(random)
    rules = Rules(
        replace(RULES.programme, children_per_adult=random.choice((4, 6, 10))),
        RULES.timezone,
        RULES.calendar,
        RULES.limits,
    )
    asking = Asking(Party(random.randint(8, 45), random.randint(1, 4), 12), Audience.SCHOOL, NOW)
    for day, choice in choose_days(rules, asking, sessions).items():
        if choice.refusal is None or choice.refusal.reason is not Reason.NOT_ENOUGH_ADULTS:
            continue
        (way,) = choice.refusal.alternatives
        assert isinstance(way, ChangeAdults)
        party = replace(asking.party, adults=way.adults)
        assert choose_days(rules, replace(asking, party=party), sessions)[day].options
