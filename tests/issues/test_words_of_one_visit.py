"""«Опаздываем на 20 мин» was said of 13:30 although the question had named 10:00: the guard had marked that
group between the question and the tap. And «опаздываем на 15 минут» was asked again, with 10, 20 and 30."""

from __future__ import annotations

import pytest

from bot.domain.model import DayWord, Role
from bot.domain.typed.minutes import read_minutes
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with
from tests.bot.hosts.test_on_the_day import class_of_today, said_of, told
from tests.bot.paths import FELTING, open_programme, tap_moment, words
from tests.bot.world import World

W = words("ru")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def split_class(world: World, language: str = "ru") -> tuple[Person, Person]:
    """The host and a teacher with subgroups at 10:00 and 13:30, at 9:40."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    return owner, await class_of_today(world, owner, minutes=-20, language=language)


@LANGUAGES
@pytest.mark.shows("B16")
async def test_what_is_said_of_a_visit_is_said_of_no_other(world: World, language: str) -> None:
    w = words(language)
    owner, teacher = await split_class(world, language)
    first, _ = (await booking_of(world, teacher)).visits
    on_way = data_of(teacher, w("day.on_way"))
    await teacher.tap(w("day.late"))
    teacher.sees("10:00")
    question = teacher.last
    await owner.press_data(f"hv:{first.id}:all")
    await teacher.tap(w("day.late_by", n=20), message=question)
    assert teacher.alert is not None
    assert teacher.alert.text == w("refusal.visit_not_awaited", time="10:00", next_time="13:30")
    await teacher.press_data(on_way)
    assert teacher.alert is not None
    assert teacher.alert.text == w("refusal.visit_not_awaited", time="10:00", next_time="13:30")
    assert await said_of(world, teacher) == [(None, None)] * 2
    assert told(owner, "13:30") == []
    # The card below it is of now: what is said there is said of the group that is next.
    await teacher.tap(w("day.late"))
    teacher.sees("13:30")
    await teacher.tap(w("day.late_by", n=20))
    assert await said_of(world, teacher) == [(None, None), (DayWord.LATE_20, None)]
    assert len(told(owner, "13:30")) == 1
    # The mark was a mistake: a word about the second group is still about the second.
    await teacher.tap(w("day.late"))
    later = data_of(teacher, w("day.late_by", n=30))
    await owner.press_data(f"hv:{first.id}:undo")
    await teacher.press_data(later)
    assert await said_of(world, teacher) == [(None, None), (DayWord.LATE_30, None)]


@LANGUAGES
@pytest.mark.shows("B16")
async def test_how_many_says_of_whom(world: World, language: str) -> None:
    w = words(language)
    owner, teacher = await split_class(world, language)
    first, second = (await booking_of(world, teacher)).visits
    await teacher.tap(w("day.coming"))
    teacher.does_not_see(w("day.coming_of", time="13:30"))
    await owner.press_data(f"hv:{first.id}:all")
    # The number was asked of both groups: it is not taken for one of them.
    await teacher.writes(str(second.seats))
    teacher.sees(w("day.coming_of", time="13:30"))
    assert await said_of(world, teacher) == [(None, None)] * 2
    await teacher.writes(str(second.seats - 1))
    assert await said_of(world, teacher) == [(None, None), (None, second.seats - 1)]
    await teacher.tap(w("day.coming"))
    teacher.sees(w("day.coming_of", time="13:30"))


@pytest.mark.shows("B16")
@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("опаздываем на 15 минут", 15),
        ("Опаздываем минут на 20", 20),
        ("задерживаемся на 17 мин", 20),
        ("опоздаем на полчаса", 30),
        ("running late, 45 minutes", 45),
        ("будем в 10:20", 20),
        ("Приедем только к 10.30", 30),
        ("опаздываем, будем около 10.45", 45),
        ("we'll be there at 10:15", 15),
    ],
)
async def test_minutes_that_were_said_are_offered_first(world: World, typed: str, minutes: int) -> None:
    _, teacher = await split_class(world)
    await teacher.writes(typed)
    assert teacher.buttons()[0] == W("day.late_by", n=minutes)
    await teacher.tap(W("day.late_by", n=minutes))
    assert (await said_of(world, teacher))[0] == (DayWord.late_by(minutes), None)
    teacher.sees(W("day.said.late", time=f"10:{minutes}"))


@pytest.mark.shows("B16")
async def test_minutes_survive_the_question_which_visit(world: World) -> None:
    _, teacher = await split_class(world)
    reference = (await booking_of(world, teacher)).reference
    await open_programme(world, teacher, FELTING, "class")
    for label in (W("programme.book"), "2"):
        await teacher.tap(label)
    await tap_moment(teacher)
    await teacher.tap(W("summary.book"))
    await teacher.writes("опаздываем на 15 минут")
    await teacher.tap(label_with(teacher, reference))
    assert teacher.buttons()[0] == W("day.late_by", n=15)


@pytest.mark.parametrize(
    ("text", "from_now", "minutes"),
    [
        ("опаздываем", False, None),
        ("опаздываем на 10-15 минут", False, 15),
        ("опаздываем минут на 5–10", False, 10),
        ("на пятнадцать минут опоздаем", False, 15),
        ("опаздываем на час", False, 60),
        ("опаздываем на полтора часа", False, 90),
        ("опаздываем на два часа", False, 120),
        ("опаздываем на час двадцать минут", False, 80),
        ("опаздываем на четверть часа", False, 15),
        ("опаздываем, будем через 15 минут", False, None),
        ("опаздываем, будем через 15 минут", True, 15),
        ("late, there in 10 min", True, 10),
        ("late, half an hour", False, 30),
        ("опаздываем, будем в 10:20", False, None),
        ("опаздываем, автобус 12", False, None),
        ("опаздываем на 15", False, 15),
    ],
)
def test_minutes_as_people_write_them(text: str, from_now: bool, minutes: int | None) -> None:
    assert read_minutes(text, from_now=from_now) == minutes
