"""«Завтра», «в четверг» and «10-го» were no dates, while «в среду» is how people say one."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.model import Role
from bot.domain.typed.moments import DayProblem, Days, read_day, read_days
from bot.ui.formats.dates import day_label
from tests.bot.hosts.site import host_of
from tests.bot.paths import (
    PAPER_MILL,
    become_known,
    describe_class,
    is_bookable,
    open_calendar,
    open_programme,
    words,
)
from tests.bot.test_application import begin as begin_application
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
MONDAY = date(2026, 11, 23)

DATES = [
    ("сегодня", date(2026, 11, 23)),
    ("Завтра!", date(2026, 11, 24)),
    ("завтро", date(2026, 11, 24)),
    ("а завтра можно?", date(2026, 11, 24)),
    ("на завтрашний день", date(2026, 11, 24)),
    ("завтра в 10", date(2026, 11, 24)),
    ("завтра к 10 утра", date(2026, 11, 24)),
    ("можно ли завтра утром?", date(2026, 11, 24)),
    ("послезавтра", date(2026, 11, 25)),
    ("после завтра", date(2026, 11, 25)),
    ("послезавтро", date(2026, 11, 25)),
    ("вчера", date(2026, 11, 22)),
    ("четверг", date(2026, 11, 26)),
    ("в четверг", date(2026, 11, 26)),
    ("в четверк", date(2026, 11, 26)),
    ("ЧТ", date(2026, 11, 26)),
    ("давайте в пятницу после обеда", date(2026, 11, 27)),
    ("в понедельник", date(2026, 11, 30)),
    ("в этот понедельник", date(2026, 11, 23)),
    ("следующий вторник", date(2026, 12, 1)),
    ("на след. вторник", date(2026, 12, 1)),
    ("в среду на следующей неделе", date(2026, 12, 2)),
    ("на следующей неделе в среду", date(2026, 12, 2)),
    ("ближайшая суббота", date(2026, 11, 28)),
    ("есть места в субботу?", date(2026, 11, 28)),
    ("через неделю", date(2026, 11, 30)),
    ("через две недели", date(2026, 12, 7)),
    ("через 3 дня", date(2026, 11, 26)),
    ("через день", date(2026, 11, 25)),
    ("через месяц", date(2026, 12, 23)),
    ("через неделю в четверг", date(2026, 12, 3)),
    ("10.12", date(2026, 12, 10)),
    ("10.12.", date(2026, 12, 10)),
    ("10.12.26", date(2026, 12, 10)),
    ("10.12.2026 г.", date(2026, 12, 10)),
    ("10/12", date(2026, 12, 10)),
    ("10-12-2026", date(2026, 12, 10)),
    ("2026-12-10", date(2026, 12, 10)),
    ("10 декабря", date(2026, 12, 10)),
    ("10декабря", date(2026, 12, 10)),
    ("10 декбря", date(2026, 12, 10)),
    ("10 дек.", date(2026, 12, 10)),
    ("10-го декабря", date(2026, 12, 10)),
    ("десятого декабря", date(2026, 12, 10)),
    ("двадцать первого декабря", date(2026, 12, 21)),
    ("в четверг 10 декабря", date(2026, 12, 10)),
    ("чт, 10 декабря, 10:00", date(2026, 12, 10)),
    ("чт 10.12, 10:00", date(2026, 12, 10)),
    ("10.12 в 9.10", date(2026, 12, 10)),
    ("10 декабря с 10:00 до 12:00", date(2026, 12, 10)),
    ("10-го, чт", date(2026, 12, 10)),
    ("пятого числа", date(2026, 12, 5)),
    ("10 апреля", date(2027, 4, 10)),
    ("5 мая 2027 года", date(2027, 5, 5)),
    ("tomorrow", date(2026, 11, 24)),
    ("the day after tomorrow", date(2026, 11, 25)),
    ("on Thursday", date(2026, 11, 26)),
    ("may we come on Thursday?", date(2026, 11, 26)),
    ("this Friday", date(2026, 11, 27)),
    ("next Tuesday", date(2026, 12, 1)),
    ("Thursday next week", date(2026, 12, 3)),
    ("in two weeks", date(2026, 12, 7)),
    ("a week from today", date(2026, 11, 30)),
    ("Dec 10", date(2026, 12, 10)),
    ("December 10th, 2026", date(2026, 12, 10)),
    ("the 10th of December", date(2026, 12, 10)),
    ("December twenty-first", date(2026, 12, 21)),
    ("Thu, 10 Dec", date(2026, 12, 10)),
    ("12/25", date(2026, 12, 25)),
]
BARE = [
    ("10", 10),
    ("10-го", 10),
    ("10 числа", 10),
    ("the 3rd", 3),
    ("в 10", None),
    ("32", None),
    ("0", None),
]
ASKED_ABOUT = [
    ("31.02", DayProblem.NO_SUCH_DAY),
    ("30 февраля", DayProblem.NO_SUCH_DAY),
    ("29 февраля", DayProblem.NO_SUCH_DAY),
    ("в пятницу 10 декабря", DayProblem.OTHER_WEEKDAY),
    ("Friday, Dec 10", DayProblem.OTHER_WEEKDAY),
    ("на выходных", DayProblem.SEVERAL_DAYS),
    ("на следующей неделе", DayProblem.SEVERAL_DAYS),
    ("next week", DayProblem.SEVERAL_DAYS),
    ("в декабре", DayProblem.SEVERAL_DAYS),
    ("7–18 декабря", DayProblem.SEVERAL_DAYS),
    ("в субботу или воскресенье", DayProblem.SEVERAL_DAYS),
    ("10 и 11 декабря", DayProblem.SEVERAL_DAYS),
    ("1.12, 3.12", DayProblem.SEVERAL_DAYS),
    ("до 10 декабря", DayProblem.SEVERAL_DAYS),
    ("после 10 декабря", DayProblem.SEVERAL_DAYS),
    ("до 31.02", DayProblem.NO_SUCH_DAY),
]
NO_DATES = [
    *(
        "",
        "три",
        "99",
        "27 + 3",
        "7 Б",
        "8 А, 25",
        "нас 27",
        "15 человек",
        "10 12",
        "10-12",
        "2026",
        "10:00",
        "14:30",
    ),
    *(
        "не завтра",
        "до обеда",
        "после 10",
        "с классом 10 декабря",
        "в начале",
        "завтрак",
        "на завтрак",
        "2 маршрута",
        "3 тринадцатого",
    ),
    *("когда-нибудь", "утром", "may", "5 дней", "через сколько недель", "7А 10 декабря", "в прошлый вторник"),
    *(
        "27 человек 10 декабря",
        "перенести на пятницу",
        "школа 10",
        "9 мая нас будет 20",
        "Мария",
        "Июнька",
        "x" * 500,
    ),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_day_in_words(text: str, expected: date) -> None:
    assert read_day(text, MONDAY) == expected


@pytest.mark.parametrize(("text", "problem"), ASKED_ABOUT)
def test_what_may_be_several_days_is_asked_about(text: str, problem: DayProblem) -> None:
    assert read_day(text, MONDAY) is problem


@pytest.mark.parametrize("text", NO_DATES)
def test_everything_else_is_no_date(text: str) -> None:
    assert read_day(text, MONDAY, bare_numbers=False) is DayProblem.NOT_A_DAY


@pytest.mark.parametrize(("text", "number"), BARE)
def test_a_bare_number_is_a_day_that_can_be_had(text: str, number: int | None) -> None:
    had = [date(2027, 1, each) for each in (3, 10)]
    read = read_day(text, MONDAY, choices=had)
    assert read == (DayProblem.NOT_A_DAY if number is None else date(2027, 1, number))
    if number is not None:
        assert read_day(text, MONDAY) == date(2026, 12, number)


def test_where_an_hour_is_asked_for_a_bare_number_is_none_and_a_day_is_one() -> None:
    assert read_day("15", MONDAY, bare_numbers=False) is DayProblem.NOT_A_DAY
    assert read_day("15-го", MONDAY, bare_numbers=False) == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("на выходных", date(2026, 11, 28), date(2026, 11, 29)),
        ("next weekend", date(2026, 12, 5), date(2026, 12, 6)),
        ("на этой неделе", date(2026, 11, 23), date(2026, 11, 29)),
        ("на следующей неделе", date(2026, 11, 30), date(2026, 12, 6)),
        ("в декабре", date(2026, 12, 1), date(2026, 12, 31)),
        ("в ноябре", date(2026, 11, 23), date(2026, 11, 30)),
        ("с 7 по 18 декабря", date(2026, 12, 7), date(2026, 12, 18)),
        ("28.12–3.1", date(2026, 12, 28), date(2027, 1, 3)),
        ("28 декабря - 3 января", date(2026, 12, 28), date(2027, 1, 3)),
        ("в начале декабря", date(2026, 12, 1), date(2026, 12, 10)),
        ("в середине декабря", date(2026, 12, 11), date(2026, 12, 20)),
        ("в конце ноября", date(2026, 11, 23), date(2026, 11, 30)),
        ("в конце месяца", date(2026, 11, 23), date(2026, 11, 30)),
        ("в начале следующего месяца", date(2026, 12, 1), date(2026, 12, 10)),
        ("в первой половине декабря", date(2026, 12, 1), date(2026, 12, 15)),
        ("во второй половине января", date(2027, 1, 16), date(2027, 1, 31)),
        ("early December", date(2026, 12, 1), date(2026, 12, 10)),
        ("mid-December", date(2026, 12, 11), date(2026, 12, 20)),
        ("at the end of January", date(2027, 1, 21), date(2027, 1, 31)),
        ("до 10 декабря", date(2026, 11, 23), date(2026, 12, 10)),
        ("before 10 December", date(2026, 11, 23), date(2026, 12, 9)),
        ("by Friday", date(2026, 11, 23), date(2026, 11, 27)),
    ],
)
def test_several_days_have_a_first_and_a_last(text: str, first: date, last: date) -> None:
    assert read_days(text, MONDAY) == Days(first, last)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("после 10 декабря", date(2026, 12, 11)),
        ("после четверга", date(2026, 11, 27)),
        ("после 10 декабря в 10:00", date(2026, 12, 11)),
        ("с 10 декабря", date(2026, 12, 10)),
        ("не раньше 10 декабря", date(2026, 12, 10)),
        ("после 7–18 декабря", date(2026, 12, 19)),
        ("after 10 December", date(2026, 12, 11)),
        ("from Dec 10", date(2026, 12, 10)),
    ],
)
def test_days_with_a_beginning_only(text: str, first: date) -> None:
    read = read_days(text, MONDAY)
    assert isinstance(read, Days)
    assert (read.first, read.has_no_end) == (first, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в четверг", date(2026, 12, 10)),
        ("в ближайший четверг", date(2026, 12, 10)),
        ("Thu", date(2026, 12, 10)),
        ("в этот четверг", date(2026, 11, 26)),
        ("в следующий четверг", date(2026, 12, 3)),
        ("на следующей неделе в четверг", date(2026, 12, 3)),
        ("в пятницу", date(2026, 11, 27)),
        ("в понедельник", date(2026, 11, 30)),
    ],
)
def test_a_weekday_is_the_first_that_can_be_had(text: str, expected: date) -> None:
    had = [date(2026, 12, 10), date(2026, 12, 17), MONDAY, date(2026, 11, 26)]
    assert read_day(text, MONDAY, choices=had) == expected


@pytest.mark.parametrize("ahead", range(7))
def test_a_weekday_is_the_next_to_come_on_every_day_of_a_week(ahead: int) -> None:
    today = MONDAY + timedelta(days=ahead)
    coming = read_day("в четверг", today)
    assert isinstance(coming, date)
    assert 0 < (coming - today).days <= 7
    assert coming.isoweekday() == 4
    following = read_day("следующий четверг", today)
    assert following == date(2026, 12, 3)


# --- wherever a day is asked for ---------------------------------------------------------------------------


@LANGUAGES
@pytest.mark.shows("B3")
async def test_at_the_calendar(world: World, language: str) -> None:
    """By the clock of the site: at midnight of UTC it is three o'clock there, and «завтра» is a day later."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 27 + 3")
    local = world.clock.now().astimezone(ZoneInfo("Europe/Moscow")).date()
    await teacher.writes("завтра" if language == "ru" else "tomorrow")
    teacher.sees("7 Б · 27 + 3", w("form.day"))
    teacher.does_not_see(w("problem.tap_a_day"))
    await teacher.writes("на выходных" if language == "ru" else "next weekend")
    teacher.sees(w("problem.no_days_there"))
    await open_calendar(teacher)
    free = next(int(label.partition("·")[0]) for label in teacher.buttons() if is_bookable(label))
    month = local if free > local.day else (local.replace(day=1) + timedelta(days=31))
    day = month.replace(day=free)
    weekday = [
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "в субботу",
        "в воскресенье",
    ]
    english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    named = weekday[day.weekday()] if language == "ru" else english[day.weekday()]
    await teacher.writes(f"{named}, {free}.{day.month}")
    await become_known(teacher, w)
    teacher.sees(day_label(day, w.t))


@LANGUAGES
@pytest.mark.shows("E5")
async def test_for_a_new_session(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    await owner.writes("31.02")
    owner.sees(w("problem.no_such_day"))
    await owner.writes("в следующий вторник" if language == "ru" else "next Tuesday")
    owner.sees(day_label(date(2026, 12, 1), w.t), w("host.new.time"))


@LANGUAGES
@pytest.mark.shows("D2")
async def test_for_a_placement_and_the_age(world: World, language: str) -> None:
    w = words(language)
    student = world.person("Илья", language_code=language)
    await begin_application(world, student, w)
    await student.tap(w("application.i_am.self"))
    await student.writes("12")
    student.sees(w("application.refused.too_young", min_age=16))
    await student.writes("16")
    student.sees(w("application.refused.minor_alone"))
    await student.writes("19")
    first = next(label for label in student.buttons() if "·" in label)
    await student.writes("потом" if language == "ru" else "some day")
    student.sees(w("problem.tap_dates"))
    await student.writes("завтра" if language == "ru" else "tomorrow")
    student.sees(w("problem.no_intake"))
    await student.writes(first.partition("·")[0].strip())
    student.sees(w("application.second_date")[:20])
