"""«Через пару дней», «после нового года», «на каникулах» and "the week after next" were no dates, and
«в четверг в декабре» was one of this week."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.typed.moments import DayProblem, Days, read_days
from bot.domain.typed.party import read_age
from bot.ui.formats.dates import bare_day_label
from tests.bot.paths import PAPER_MILL, describe_class, open_programme, words
from tests.bot.world import World

MONDAY = date(2026, 11, 23)
HOLIDAYS = (
    (date(2026, 10, 26), date(2026, 11, 3)),
    (date(2026, 12, 31), date(2027, 1, 11)),
    (date(2027, 3, 27), date(2027, 4, 4)),
    (date(2027, 6, 1), date(2027, 8, 31)),
)
DAYS = """
на следующей неделе в среду | 2026-12-02
в среду на следующей неделе утром | 2026-12-02
послезавтра утром | 2026-11-25
послезавтра в первой половине дня | 2026-11-25
в пятницу после обеда | 2026-11-27
15-го | 2026-12-15
числа 15-го | 2026-12-15
15го декабря | 2026-12-15
хоть завтра | 2026-11-24
завтра днём, если можно | 2026-11-24
через неделю | 2026-11-30
ровно через неделю | 2026-11-30
через неделю в пятницу | 2026-12-04
в пятницу через неделю | 2026-12-04
через три недели в четверг | 2026-12-17
через пару дней | 2026-11-25..2026-11-26
через 2-3 дня | 2026-11-25..2026-11-26
через пару недель | 2026-12-07..2026-12-13
через 2-3 недели | 2026-12-07..2026-12-20
через неделю-две | 2026-11-30..2026-12-13
через неделю или две | 2026-11-30..2026-12-13
дня через два | 2026-11-25
недели через две | 2026-12-07
через полгода | 2027-05-23
через месяц-другой | ?
на каникулах | 2026-12-31..2027-01-11
на зимних каникулах | 2026-12-31..2027-01-11
в зимние каникулы | 2026-12-31..2027-01-11
в весенние каникулы | 2027-03-27..2027-04-04
летом на каникулах | 2027-06-01..2027-08-31
на осенних каникулах | ?
после каникул | 2027-01-12..
до каникул | 2026-11-23..2026-12-30
сразу после зимних каникул | 2027-01-12..
после нового года | 2027-01-02..
сразу после Нового года | 2027-01-02..
до нового года | 2026-11-23..2026-12-31
до Нового года успеем? | 2026-11-23..2026-12-31
в новом году | 2027-01-01..2027-12-31
в следующем году | 2027-01-01..2027-12-31
после новогодних праздников | 2027-01-09..
на новогодних праздниках | 2027-01-01..2027-01-08
после праздников | ?
в конце января | 2027-01-21..2027-01-31
к концу января | 2027-01-21..2027-01-31
в последних числах декабря | 2026-12-21..2026-12-31
в двадцатых числах декабря | 2026-12-20..2026-12-29
в первых числах февраля | 2027-02-01..2027-02-10
в первую неделю декабря | 2026-12-01..2026-12-07
на второй неделе декабря | 2026-12-08..2026-12-14
на последней неделе января | 2027-01-25..2027-01-31
в первый четверг декабря | 2026-12-03
последняя пятница января | 2027-01-29
в четверг в декабре | 2026-12-03
в декабре в любой четверг | 2026-12-03
в начале следующей недели | 2026-11-30..2026-12-01
в середине следующей недели | 2026-12-01..2026-12-03
в конце недели | 2026-11-26..2026-11-29
до конца недели | 2026-11-23..2026-11-29
до конца месяца | 2026-11-23..2026-11-30
через неделю, в начале недели | ?
со вторника по четверг | 2026-11-24..2026-11-26
между 10 и 15 декабря | 2026-12-10..2026-12-15
с 10-го по 15-е декабря | 2026-12-10..2026-12-15
10 декабря этого года | 2026-12-10
10 января следующего года | 2027-01-10
10 12 2026 | 2026-12-10
весной | 2027-03-01..2027-05-31
зимой, в феврале | 2027-02-01..2027-02-28
на 8 марта | 2027-03-08
на майских | 2027-05-01..2027-05-10
в четверг на той неделе | ?
когда будет место | ?
по четвергам | ?
в любой день | ?
не на этой неделе | ?
кроме пятницы | ?
после нового учебного года | ?
the week after next | 2026-12-07..2026-12-13
in a couple of days | 2026-11-25..2026-11-26
in a couple of weeks | 2026-12-07..2026-12-13
in two or three weeks | 2026-12-07..2026-12-20
next Friday morning | 2026-12-04
the Friday after next | 2026-12-11
a week on Friday | 2026-12-04
Friday week | 2026-12-04
in a fortnight | 2026-12-07
in ten days' time | 2026-12-03
after New Year | 2027-01-02..
after the New Year | 2027-01-02..
before New Year | 2026-11-23..2026-12-31
before Christmas | 2026-11-23..2026-12-24
sometime next week | 2026-11-30..2026-12-06
early next week | 2026-11-30..2026-12-01
the end of next month | 2026-12-21..2026-12-31
by the end of the month | 2026-11-23..2026-11-30
first week of January | 2027-01-01..2027-01-07
the first Thursday of December | 2026-12-03
any Thursday in December | 2026-12-03
between 10 and 15 December | 2026-12-10..2026-12-15
from Tuesday to Thursday | 2026-11-24..2026-11-26
next year | 2027-01-01..2027-12-31
in spring | 2027-03-01..2027-05-31
the day after tomorrow in the morning | 2026-11-25
during the school holidays | 2026-12-31..2027-01-11
after the holidays | ?
not next week | ?
давайте через недельку | 2026-11-30
недели через три | 2026-12-14
через десять дней | 2026-12-03
через 10 дней | 2026-12-03
на первой неделе декабря | 2026-12-01..2026-12-07
в первых числах декабря | 2026-12-01..2026-12-10
в начале января после каникул | ?
после новогодних каникул | 2027-01-09..
ближе к концу декабря | 2026-12-21..2026-12-31
до 20-го | 2026-11-23..2026-12-20
не позже 20 декабря | 2026-11-23..2026-12-20
с 1 по 10 декабря | 2026-12-01..2026-12-10
в понедельник или вторник | several_days
в следующий понедельник к 10 | 2026-11-30
в следующую пятницу утром | 2026-12-04
следующий четверг после обеда | 2026-12-03
во вторник через две недели | 2026-12-08
третьего декабря | 2026-12-03
3 дек в 10 | 2026-12-03
3-4 декабря | 2026-12-03..2026-12-04
в ближайшую среду | 2026-11-25
на будущей неделе | 2026-11-30..2026-12-06
после пятницы | 2026-11-28..
на той неделе | ?
в феврале после 10-го | ?
в середине февраля | 2027-02-11..2027-02-20
24 числа | 2026-11-24
завтра с утра | 2026-11-24
сегодня можно? | 2026-11-23
во второй половине декабря | 2026-12-16..2026-12-31
на неделе | ?
как можно скорее | ?
на зимних | ?
в рождественские каникулы | 2027-01-01..2027-01-08
tomorrow at 10 | 2026-11-24
next week on Wednesday | 2026-12-02
Wednesday next week | 2026-12-02
the first week of December | 2026-12-01..2026-12-07
in three weeks | 2026-12-14
after the winter break | 2027-01-12..
by 20 December | 2026-11-23..2026-12-20
any day in December | 2026-12-01..2026-12-31
this Thursday afternoon | 2026-11-26
mid January | 2027-01-11..2027-01-20
the last week of January | 2027-01-25..2027-01-31
as soon as possible | ?
every Friday | ?
"""
ROWS = [tuple(each.split(" | ")) for each in DAYS.strip().splitlines()]

AGES = """
Мне уже 16 лет | 16
мне уже 16 | 16
уже 16 | 16
мне 16 лет | 16
16 лет мне | 16
мне полных 16 лет | 16
16 полных лет | 16
исполнилось 16 | 16
мне недавно исполнилось 16 лет | 16
мне шестнадцать | 16
да, 16 | 16
лет 16 | 16
16 с половиной | 16
16,5 | ?
16 лет и 3 месяца | 16
16, скоро 17 | 16
пока 16 | 16
мне всего 15 | 15
моему сыну 15 лет | 15
ей 17 | 17
I am already 16 | 16
I'm 16 years old now | 16
I just turned 16 | 16
16 and a half | 16
my son is 15 | 15
sixteen | 16
скоро 17 | ?
почти 16 | ?
будет 17 в марте | ?
мне ещё нет 16 | ?
almost 17 | ?
not yet 16 | ?
2010 год рождения | ?
10 класс | ?
16 мне и 17 другу | ?
"""


def said(days: Days | DayProblem) -> str:
    if days is DayProblem.NOT_A_DAY:
        return "?"
    if isinstance(days, DayProblem):
        return days.value
    if days.has_no_end:
        return f"{days.first}.."
    return f"{days.first}" + ("" if days.first == days.last else f"..{days.last}")


@pytest.mark.shows("B3")
@pytest.mark.parametrize(("text", "reading"), ROWS)
def test_a_day_is_read_as_it_was_meant(text: str, reading: str) -> None:
    assert said(read_days(text, MONDAY, school_holidays=HOLIDAYS)) == reading


@pytest.mark.shows("D2")
@pytest.mark.parametrize(("text", "years"), [each.split(" | ") for each in AGES.strip().splitlines()])
def test_an_age_in_a_sentence(text: str, years: str) -> None:
    assert read_age(text) == (None if years == "?" else int(years))


@pytest.mark.shows("B3")
@pytest.mark.parametrize("text", ["на каникулах", "после каникул", "during the school holidays"])
def test_holidays_nobody_has_named_are_asked_about(text: str) -> None:
    assert read_days(text, MONDAY) is DayProblem.NOT_A_DAY


@pytest.mark.parametrize("ahead", range(7))
def test_the_week_after_next_is_one_on_every_day_of_a_week(ahead: int) -> None:
    read = read_days("the week after next", MONDAY + timedelta(days=ahead))
    assert read == Days(date(2026, 12, 7), date(2026, 12, 13))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("A4", "B3")
async def test_over_the_calendar(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w)
    await teacher.writes("после нового года" if language == "ru" else "after New Year")
    teacher.sees(w("form.day_since", first=bare_day_label(date(2027, 1, 2), w.t)))
    await teacher.writes("кроме пятницы" if language == "ru" else "not on Friday")
    teacher.sees(w("problem.tap_a_day"), w("form.day"))
