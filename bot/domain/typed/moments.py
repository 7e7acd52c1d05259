"""Days and times of day as people type them: «завтра», «в четверг», «10.12», "next Tuesday", «14:30», «9».

The one place where a typed date is understood. Every word of it has to be known, so that a class, a number of
people or a sentence about something else is no date (docs/decisions/0017-dates-in-words.md).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from bot.domain.typed.date_words import (
    FROM_TODAY,
    IGNORED,
    MONTHS,
    NEXT,
    NUMBERS,
    PARTS_OF_MONTHS,
    PARTS_OF_WEEKS,
    SEASONS,
    SEASONS_OF_HOLIDAYS,
    THIS,
    WEEKDAYS,
    in_plain_words,
)

_LONGEST = 80
_NEAR_DAYS = 62
"""So far ahead a number with a weekday is a day; «3 в субботу» means no Saturday in spring."""
_CLASS = re.compile(r"\d{1,2}\s*[-–—]?\s*[\"«]?[а-яa-z][\"»]?\W*")
"""«8 А», «7в»: a letter may be a word («8-го в …»), behind a number and alone it is a class."""

_YEAR = r"(?:\s*,?\s+(\d{4})(?:\s*г(?:ода|од)?\b\.?)?)?"
_DAY = r"(\d{1,2})(?:\s*-?\s*(?:ого|го|ое|е|st|nd|rd|th))?"
_WORD = r"([a-zа-я]+)"
_TO = r"\s*(?P<to>-|–|—|по\b|до\b|to\b|till\b|until\b|,|и\b|или\b|and\b|or\b)\s*"
_END = r"(?!\w)"
_AROUND = re.compile(r"[\s,;:!?()«»\"…·—–.-]+")
_CLOCK_ANYWHERE = re.compile(
    r"(?:(?<!\w)(?:в|к|с|до|at|by|from|to|till)\s+)?(?<!\d)\d{1,2}:\d{2}(?!\d)"
    r"|(?:(?<!\w)(?:в|к|at|by)\s+)?(?<![\d.])\d{1,2}\s*(?:час\w*|ч\b\.?|am\b|pm\b)"
    r"|(?<!\w)(?:в|к|at|by)\s+\d{1,2}\s+(?:утра|дня|вечера)\b"
)
# «9.00» behind a day is a time; «3.12» is one only behind «в».
_CLOCK_AT_THE_END = re.compile(
    r"(?<=\S)(?:[,\s]+\d{1,2}\.(?:00|1[3-9]|[2-5]\d)|[,\s]+(?:в|к|at)\s+\d{1,2}(?:\.\d{2})?)$"
)
_OF_NEXT_YEAR = re.compile(r"\b(?:следующего|будущего)\s+года\b|\bof\s+next\s+year\b")
_OF_THIS_YEAR = re.compile(r"\b(?:этого|текущего)\s+года\b|\bof\s+this\s+year\b")
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
_AFTERNOON = frozenset({"дня", "вечера", "pm"})
_CLOCK = re.compile(
    r"(?:в\s+|at\s+)?(\d{1,2})(?:(?:\s*[:.ч]\s*|\s)(\d{2}))?(?:\s*(?:ч|час\w*))?(?:\s*мин\w*)?"
    r"\s*(утра|дня|вечера|am|pm)?"
)
_SPAN = re.compile(
    r"(?:с\s+|from\s+)?(\d{1,2})(?:[:.](\d{2}))?(?:\s*ч\w*)?"
    r"(-|\s+(?:до|по|to|till|until)\s+)"
    r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*ч\w*)?"
)
_BEFORE_A_CLOCK = re.compile(r"^[,\s]*(?:(?:в|к|с|до|at|by|from|to|till)\s+)?")
_BOUND = re.compile(
    r"(?:(?:а|ну|мы|можно|давайте|лучше|хотим|хотели|бы|any\s?(?:time|day))\s+)*(?:"
    r"(?P<after>(?:когда-нибудь\s+|сразу\s+)?после|позже|after|later\s+than)"
    r"|(?P<since>(?:начиная\s+)?со?|от|не\s+ранее|не\s+раньше|(?:starting\s+)?from|since|not\s+before|no\s+earlier\s+than)"
    r"|(?P<until>по|не\s+позднее|не\s+позже|no\s+later\s+than)"
    r"|(?P<up_to>до|until|till|by)"
    r"|(?P<shortly>перед)"
    r"|(?P<before>раньше|before)"
    r")\s+"
)
_LONGEST_SPAN = 8
_LONGEST_SPAN_TO_A_ROUND_HOUR = 3
"""Hours: «10-15» may be a quarter past ten as well, and is asked about."""


class DayProblem(StrEnum):
    """Why a text is no single day; each has its text ``problem.<value>``."""

    NOT_A_DAY = "not_a_day"
    NO_SUCH_DAY = "no_such_day"
    OTHER_WEEKDAY = "other_weekday"
    SEVERAL_DAYS = "several_days"


SchoolHolidays = Sequence[tuple[date, date]]
WITHOUT_END = timedelta(days=400)
"""How far days reach that have a beginning only: longer than any year that is named."""
_SHORTLY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a text means, both ends counted; mostly one and the same."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def has_no_end(self) -> bool:
        return self.last - self.first >= WITHOUT_END - timedelta(days=1)


def read_day(
    text: str, today: date, *, choices: Sequence[date] = (), bare_numbers: bool = True
) -> date | DayProblem:
    """The one day meant by a text, counted from ``today`` at the site; else why it is none.

    Without a year it is the next such day to come; with one, or in words («вчера»), it may lie in the past:
    whoever asks has to say so. «В четверг», on a Thursday, is a week later; «следующий вторник» is that of
    next week, «этот» that of this one. ``choices``: the days that can be had, the likelier first; a bare
    number or weekday is the first of them with it, else the next such day. Without ``bare_numbers`` «10» is
    no day here, while «10-го» is.
    """
    days = read_days(text, today, choices=choices, bare_numbers=bare_numbers)
    if isinstance(days, DayProblem):
        return days
    return days.first if days.first == days.last else DayProblem.SEVERAL_DAYS


def read_days(
    text: str,
    today: date,
    *,
    choices: Sequence[date] = (),
    bare_numbers: bool = True,
    school_holidays: SchoolHolidays = (),
) -> Days | DayProblem:
    """The same for those who can make use of several days: «на выходных», «7–18 декабря», «в декабре», and
    those without an end: «после 10 декабря». ``school_holidays``: first and last days, in their order;
    holidays that nobody has named are no days."""
    typed = _tidy(text)
    if len(typed) > _LONGEST or _CLASS.fullmatch(typed):
        return DayProblem.NOT_A_DAY
    read = _read(typed, _Asked(today, choices, bare_numbers, school_holidays))
    if read is not DayProblem.NOT_A_DAY or (match := _BOUND.match(typed)) is None:
        return read
    # Of a bare number or a weekday nobody knows here whether it is an hour, or which is meant.
    rest = typed[match.end() :]
    bound = _read(rest, _Asked(today, (), False, school_holidays))
    return _bounded(match, bound, in_plain_words(rest), today) if isinstance(bound, Days) else bound


@dataclass(frozen=True, slots=True)
class _Asked:
    """From where days are counted, and which can be meant."""

    today: date
    choices: Sequence[date]
    bare_numbers: bool
    school_holidays: SchoolHolidays


def _read(typed: str, asked: _Asked) -> Days | DayProblem:
    year = asked.today.year
    typed = _OF_THIS_YEAR.sub(str(year), _OF_NEXT_YEAR.sub(str(year + 1), typed))
    read = _Said(in_plain_words(typed), asked).days()
    without = _CLOCK_AT_THE_END.sub("", _CLOCK_ANYWHERE.sub(" ", typed))
    if isinstance(read, Days) or without == typed:
        return read
    day = _Said(in_plain_words(without), asked).days()
    return read if day is DayProblem.NOT_A_DAY else day


def _bounded(match: re.Match[str], bound: Days, said: str, today: date) -> Days:
    """The days on one side of others: «после», «с», «до», «не раньше». «До каникул» ends before their first
    day, «до 10 декабря» and «до конца недели» with the last."""
    if match["after"]:
        return Days(bound.last + timedelta(days=1), bound.last + WITHOUT_END)
    if match["since"]:
        return Days(bound.first, bound.first + WITHOUT_END)
    whole = match["up_to"] and bound.first == bound.last and "<newyear>" not in said
    last = bound.last if match["until"] or whole or "<late>" in said else bound.first - timedelta(days=1)
    first = max(today, bound.first - _SHORTLY) if match["shortly"] else today
    return Days(min(first, last), last)


def read_clock_beside(text: str) -> time | None:
    """The one time of day that stands beside a day: «10 декабря в 11:30», «в четверг к 10 утра»."""
    typed = _tidy(text)
    found = [match[0] for match in _CLOCK_ANYWHERE.finditer(typed)]
    if not found and (match := _CLOCK_AT_THE_END.search(typed)):
        found = [match[0]]
    return read_clock(_BEFORE_A_CLOCK.sub("", found[0])) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day, or from one to another."""

    start: time
    end: time | None = None


def read_clock(text: str) -> time | None:
    """The one time of day meant by a text, to the minute; None for what is no time, or is two."""
    hours = read_hours(text)
    return None if hours is None or hours.end is not None else hours.start


def read_hours(text: str) -> Hours | None:
    """«9», «14:30», «3 часа дня», or a span: «10-12» and «с 10 до 12» are 10:00–12:00, «10-30» is half past
    ten. None for what is no time, and for what could be either («10-15»): whoever asks has to ask again."""
    typed = _DASHES.sub("-", _tidy(text))
    if match := _SPAN.fullmatch(typed):
        return _span(match)
    match = _CLOCK.fullmatch(typed)
    if match is None:
        return None
    hour, half = int(match[1]), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    start = _time(hour, int(match[2] or 0))
    return None if start is None else Hours(start)


def _span(match: re.Match[str]) -> Hours | None:
    start, end = (_time(int(match[n]), int(match[n + 1] or 0)) for n in (1, 4))
    bare = match[3] == "-" and match[2] is None and match[5] is None
    if bare and len(match[4]) == 2 and (match[4].startswith("0") or end is None or start is None):
        minutes = _time(int(match[1]), int(match[4]))
        return None if minutes is None else Hours(minutes)
    if start is None or end is None or end <= start:
        return None
    longest = _LONGEST_SPAN if end.hour % 5 else _LONGEST_SPAN_TO_A_ROUND_HOUR
    return None if bare and end.hour - start.hour > longest else Hours(start, end)


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


@dataclass(slots=True)
class _Said:
    """What the words of a text say, gathered first and judged then: «чт, 10 декабря» says one day twice."""

    text: str
    asked: _Asked
    dates: list[date | None] = field(default_factory=list)
    weekdays: list[tuple[int, str]] = field(default_factory=list)
    spans: list[Days] = field(default_factory=list)
    from_to: tuple[int, int] | None = None
    """Weekdays."""
    holidays: str | None = None
    """Of the schools, with the season that was named."""
    monday: date | None = None
    """Of the week that was named."""
    number: int | None = None
    is_day_of_month: bool = False
    """The number is one by its ending: «10-го»."""

    @property
    def today(self) -> date:
        return self.asked.today

    def days(self) -> Days | DayProblem:
        if not self._all_understood() or not self._finds_holidays():
            return DayProblem.NOT_A_DAY
        if None in self.dates:
            return DayProblem.NO_SUCH_DAY
        known = {each for each in self.dates if each is not None}
        weekdays = {weekday for weekday, _ in self.weekdays}
        self.spans = self._narrowest()
        if len(known) > 1 or len(weekdays) > 1 or len(self.spans) > 1:
            return DayProblem.SEVERAL_DAYS
        if known:
            day = known.pop()
            return self._of_date(day) if all(day in each for each in self.spans) else DayProblem.NOT_A_DAY
        if self.from_to is not None:
            return self._of_weekdays(*self.from_to)
        if self.number is not None:
            return self._of_number(self.number)
        if self.weekdays:
            return self._of_weekday(*self.weekdays[0])
        if self.spans:
            return self.spans[0]
        return DayProblem.NOT_A_DAY if self.monday is None else self._ahead(self.monday, 6)

    # --- judging ---

    def _finds_holidays(self) -> bool:
        """«На каникулах» are the next of them, or those of the season that was named."""
        if self.holidays is None:
            return True
        month = SEASONS_OF_HOLIDAYS.get(self.holidays)
        for first, last in self.asked.school_holidays:
            fits = month is None or first.month % 12 // 3 == month % 12 // 3
            if last >= self.today and fits and all(first in each for each in self.spans):
                self.spans = [self._ahead(first, (last - first).days)]
                return True
        return False

    def _narrowest(self) -> list[Days]:
        """«Зимой, в феврале» is February."""
        if len(self.spans) < 2:
            return self.spans
        least = min(self.spans, key=lambda each: each.last - each.first)
        return (
            [least] if all(least.first in each and least.last in each for each in self.spans) else self.spans
        )

    def _of_weekdays(self, first: int, last: int) -> Days | DayProblem:
        if self.spans:
            return DayProblem.SEVERAL_DAYS
        ahead = (first - self.today.isoweekday()) % 7 or 7
        begins = self.today + timedelta(days=ahead)
        if self.monday is not None:
            begins = self.monday + timedelta(days=first - 1)
        return self._ahead(begins, (last - first) % 7)

    def _of_date(self, day: date) -> Days | DayProblem:
        if self.weekdays and self.weekdays[0][0] != day.isoweekday():
            if self.monday is None:
                return DayProblem.OTHER_WEEKDAY
            day = self.monday + timedelta(days=self.weekdays[0][0] - 1)
        return Days(day, day)

    def _of_weekday(self, weekday: int, which: str) -> Days | DayProblem:
        choices = self.asked.choices
        if self.spans:
            return self._weekday_within(self.spans[0], weekday)
        monday = self.today - timedelta(days=self.today.weekday())
        if self.monday is not None or which in NEXT:
            day = (self.monday or monday + timedelta(days=7)) + timedelta(days=weekday - 1)
        else:
            ahead = (weekday - self.today.isoweekday()) % 7
            day = self.today + timedelta(days=ahead if ahead or which in THIS else 7)
            if which not in THIS:
                had = (each for each in choices if each.isoweekday() == weekday and each > self.today)
                day = next(had, day)
        return Days(day, day)

    def _weekday_within(self, span: Days, weekday: int) -> Days | DayProblem:
        """«В четверг в декабре»: the first that can be had, else the first."""
        every = (span.first + timedelta(days=ahead) for ahead in range((span.last - span.first).days + 1))
        for day in (*self.asked.choices, *every):
            if day in span and day.isoweekday() == weekday:
                return Days(day, day)
        return DayProblem.NOT_A_DAY

    def _of_number(self, number: int) -> Days | DayProblem:
        if not 1 <= number <= 31:
            return DayProblem.NOT_A_DAY
        if not (self.asked.bare_numbers or self.is_day_of_month or self.weekdays):
            return DayProblem.NOT_A_DAY
        weekday = self.weekdays[0][0] if self.weekdays else None
        near = weekday is not None and not self.is_day_of_month
        coming = (self.today + timedelta(days=ahead) for ahead in range(_NEAR_DAYS if near else 366))
        for day in (*self.asked.choices, *coming):
            if day.day == number and weekday in {None, day.isoweekday()}:
                return Days(day, day)
        return DayProblem.NOT_A_DAY if near else DayProblem.NO_SUCH_DAY

    def _ahead(self, first: date, days: int) -> Days:
        """So many days after the first, those that are over left out."""
        last = first + timedelta(days=days)
        return Days(min(max(first, self.today), last), last)

    # --- gathering ---

    def _all_understood(self) -> bool:
        at = 0
        while at < len(self.text):
            if around := _AROUND.match(self.text, at):
                at = around.end()
                continue
            for pattern, take in _PATTERNS:
                match = pattern.match(self.text, at)
                if match is not None and take(self, match):
                    at = match.end()
                    break
            else:
                return False
        return True

    def _iso(self, match: re.Match[str]) -> bool:
        self.dates.append(_date(int(match[1]), int(match[2]), int(match[3])))
        return True

    def _points(self, match: re.Match[str]) -> bool:
        day, month = int(match[1]), int(match[3])
        if match[2] == "/" and day <= 12 < month:
            day, month = month, day
        self.dates.append(self._next(day, month, match[4]))
        return True

    def _span(self, match: re.Match[str]) -> bool:
        """«7–18 декабря», and the same with months of its own, «28.12–3.1»."""
        first_month, last_month = match["m1"] or match["m2"], match["m2"]
        months = [int(each) if each.isdecimal() else MONTHS.get(each) for each in (first_month, last_month)]
        if None in months:
            return False
        last = self._next(int(match["d2"]), months[1] or 0)
        first = None if last is None else _date(last.year, months[0] or 0, int(match["d1"]))
        if first is None or last is None or match["to"] in {",", "и", "или", "and", "or"}:
            self.dates += [first, last]
        else:
            first = first if first <= last else first.replace(year=first.year - 1)
            self.spans.append(Days(min(max(first, self.today), last), last))
        return True

    def _day_month(self, match: re.Match[str]) -> bool:
        return self._of_month(match[2], match[1], match[3])

    def _month_day(self, match: re.Match[str]) -> bool:
        return self._of_month(match[1], match[2], match[3])

    def _of_month(self, month: str, day: str, year: str | None) -> bool:
        if month in MONTHS:
            self.dates.append(self._next(int(day), MONTHS[month], year))
        return month in MONTHS

    def _from_now(self, match: re.Match[str]) -> bool:
        """«Через две недели», "in 3 days", "a week from today"."""
        unit, said = match["unit"], match["n"] or "1"
        number = _number(said)
        if number is None:
            return False
        if unit.startswith(("мес", "month")):
            self.dates.append(_months_after(self.today, number))
        elif unit.startswith(("нед", "week")):
            day = self.today + timedelta(days=7 * number)
            self.dates.append(day)
            # With a weekday it is that one of the week which the day is in.
            self.monday = day - timedelta(days=day.weekday())
        else:
            # «Через день» leaves one out.
            self.dates.append(self.today + timedelta(days=number if match["n"] else 2))
        return True

    def _about(self, match: re.Match[str]) -> bool:
        """«Через пару дней», «через 2–3 недели», «через неделю-две»: of weeks the whole ones."""
        named = match.groupdict()
        numbers = [_number(named.get(each) or least) for each, least in (("a", "2"), ("b", "3"))]
        if named.get("one"):
            numbers[0] = 1
        unit = named.get("unit") or named.get("one") or ""
        first, last = numbers
        if first is None or last is None or first >= last or unit.startswith(("мес", "month")):
            return False
        if unit.startswith(("нед", "week")):
            last = last if "b" in named else first
            monday = self.today - timedelta(days=self.today.weekday())
            self.spans.append(Days(monday + timedelta(days=7 * first), monday + timedelta(days=7 * last + 6)))
        else:
            self.spans.append(Days(self.today + timedelta(days=first), self.today + timedelta(days=last)))
        return True

    def _later(self, match: re.Match[str]) -> bool:
        """ "A week on Friday"."""
        weekday = WEEKDAYS.get(match[1])
        if weekday is not None:
            ahead = (weekday - self.today.isoweekday()) % 7 or 7
            self.dates.append(self.today + timedelta(days=ahead + 7))
        return weekday is not None

    def _weekdays_from_to(self, match: re.Match[str]) -> bool:
        first, last = WEEKDAYS.get(match[1]), WEEKDAYS.get(match[2])
        if first is None or last is None or self.from_to is not None:
            return False
        self.from_to = (first, last)
        return True

    def _nth_weekday(self, match: re.Match[str]) -> bool:
        """«В первый четверг декабря», "the last Friday of January"."""
        weekday, number = WEEKDAYS.get(match[2]), int(match[1])
        begins = self._month_named(match[3])
        if weekday is None or begins is None:
            return False
        days = [begins + timedelta(days=each) for each in range(monthrange(begins.year, begins.month)[1])]
        such = [each for each in days if each.isoweekday() == weekday]
        self.dates.append(such[-1 if number > 4 else number - 1])
        return True

    def _holidays(self, match: re.Match[str]) -> bool:
        self.holidays = match[1]
        return True

    def _new_years(self, _match: re.Match[str]) -> bool:
        """The nation's, which are also in those of schools."""
        return self._occasion(1, 1, 8)

    def _new_year(self, _match: re.Match[str]) -> bool:
        return self._occasion(1, 1, 1)

    def _mays(self, _match: re.Match[str]) -> bool:
        return self._occasion(5, 1, 10)

    def _occasion(self, month: int, first: int, last: int) -> bool:
        year = self.today.year + (date(self.today.year, month, last) < self.today)
        self.spans.append(self._ahead(date(year, month, first), last - first))
        return True

    def _next_year(self, _match: re.Match[str]) -> bool:
        year = self.today.year + 1
        self.spans.append(Days(date(year, 1, 1), date(year, 12, 31)))
        return True

    def _part_of_week(self, match: re.Match[str]) -> bool:
        """«В начале следующей недели», «в конце недели»."""
        first, last = PARTS_OF_WEEKS[match[1]]
        monday = self.today + timedelta(days=7 * int(match[2] or 0) - self.today.weekday())
        self.spans.append(self._ahead(monday + timedelta(days=first), last - first))
        return True

    def _named_span(self, match: re.Match[str]) -> bool:
        what, ahead = match[1], int(match[2])
        monday = self.today + timedelta(days=7 * ahead - self.today.weekday())
        if what == "week":
            self.monday = monday
        elif what == "weekend":
            self.spans.append(self._ahead(monday + timedelta(days=5), 1))
        else:
            self._whole_month(_months_after(self.today.replace(day=1), ahead))
        return True

    def _part_of_month(self, match: re.Match[str]) -> bool:
        """«В начале декабря», "mid-December", «в конце месяца»."""
        first, last = PARTS_OF_MONTHS[match[1]]
        begins = self._month_named(match[2])
        if begins is None:
            return False
        last = min(last, monthrange(begins.year, begins.month)[1])
        first = first if first > 0 else last + first
        days = Days(begins.replace(day=first), begins.replace(day=last))
        if days.last < self.today:
            days = Days(_months_after(days.first, 12), _months_after(days.last, 12))
        self.spans.append(Days(max(days.first, self.today), days.last))
        return True

    def _month_named(self, name: str) -> date | None:
        """The first day of the coming month of this name."""
        if month := MONTHS.get(name):
            return date(self.today.year + (month < self.today.month), month, 1)
        if name in {"<month0>", "<month1>", "месяца", "month"}:
            return _months_after(self.today.replace(day=1), int(name == "<month1>"))
        return None

    def _whole_month(self, first: date) -> None:
        self.spans.append(self._ahead(first, monthrange(first.year, first.month)[1] - 1))

    def _which_weekday(self, match: re.Match[str]) -> bool:
        which, name = match[1] or "", match[2]
        known = name in WEEKDAYS and (which in THIS or which in NEXT or not which)
        if known:
            self.weekdays.append((WEEKDAYS[name], which))
        return known

    def _word(self, match: re.Match[str]) -> bool:
        word = match[0]
        if word in FROM_TODAY:
            self.dates.append(self.today + timedelta(days=FROM_TODAY[word]))
        elif word in IGNORED:
            return True
        elif word in SEASONS:
            self._season(SEASONS[word])
        elif word in MONTHS and len(word) > 3:
            month = MONTHS[word]
            self._whole_month(date(self.today.year + (month < self.today.month), month, 1))
        else:
            # «В субботу или воскресенье»: each is gathered, and they are several.
            return word in {"и", "или", "либо", "or", "and"} and bool(
                self.weekdays or self.dates or self.spans
            )
        return True

    def _season(self, month: int) -> None:
        """Of this year or the next; the one that has begun, from today."""
        for year in (self.today.year - 1, self.today.year, self.today.year + 1):
            first = date(year, month, 1)
            last = _months_after(first, 3) - timedelta(days=1)
            if last >= self.today:
                self.spans.append(Days(max(first, self.today), last))
                return

    def _bare_number(self, match: re.Match[str]) -> bool:
        before = self.text[: match.start()].split()
        is_hour = match[2] is None and bool(before) and before[-1] in {"в", "к", "at"}
        is_alone = self.number is None and not self.dates and not self.spans
        self.number, self.is_day_of_month = int(match[1]), match[2] is not None
        return is_alone and not is_hour

    def _next(self, day: int, month: int, year: str | None = None) -> date | None:
        if year is not None:
            return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        this_year = _date(self.today.year, month, day)
        if this_year is not None and this_year >= self.today:
            return this_year
        # 29 February may be years away; nobody means that without a year.
        return _date(self.today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() else NUMBERS.get(said)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_UNIT = r"(?P<unit>день|дня|дней|дн|days?|недел[юия]|недель|недельк[уи]|нед|weeks?|месяц(?:а|ев)?|months?)"
_WORD_OR_MONTH = r"[a-zа-я]{3,}|<month\d>"
_OR = r"\s*(?:-|–|или|or|to|и)\s*"
_PATTERNS = tuple(
    (re.compile(pattern + _END), take)
    for pattern, take in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", _Said._iso),
        (
            r"(?:с\s+|from\s+)?(?P<d1>\d{1,2})\.(?P<m1>\d{1,2})\.?"
            + _TO
            + r"(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.?",
            _Said._span,
        ),
        (
            r"(?:с\s+|from\s+)?(?P<d1>\d{1,2})(?:-?го)?(?:\s+(?P<m1>[a-zа-я]{3,}))??"
            + _TO
            + r"(?P<d2>\d{1,2})(?:-?(?:го|ое|е|th|st|nd|rd))?\s+(?P<m2>[a-zа-я]+)",
            _Said._span,
        ),
        (r"(\d{1,2})([./])(\d{1,2})(?:[./](\d{4}|\d{2}))?(?:\s*г(?:ода)?\b)?\.?", _Said._points),
        (r"(\d{1,2})(-)(\d{1,2})-(\d{4}|\d{2})", _Said._points),
        (r"(\d{1,2})(\s)(\d{1,2})\s(\d{4})", _Said._points),
        (_DAY + r"\s*(?:of\s+)?" + _WORD + r"\.?" + _YEAR, _Said._day_month),
        (_WORD + r"\.?\s+(?:the\s+)?" + _DAY + _YEAR, _Said._month_day),
        (r"<about>\s+" + _UNIT, _Said._about),
        (
            rf"(?:через|in)\s+(?P<a>\d{{1,2}}|[a-zа-я]+){_OR}(?P<b>\d{{1,2}}|[a-zа-я]+)\s+{_UNIT}",
            _Said._about,
        ),
        (rf"через\s+(?P<one>неделю|день|недельку){_OR}(?P<b>два|две|2)", _Said._about),
        (r"(?:через|in)\s+(?:(?P<n>\d{1,2}|[a-zа-я]+)\s+)??" + _UNIT, _Said._from_now),
        (r"(?P<n>\d{1,2}|[a-z]+)\s+(?P<unit>days?|weeks?)\s+from\s+(?:now|today)", _Said._from_now),
        (rf"{_UNIT}\s+через\s+(?P<n>\d{{1,2}}|[а-я]+)", _Said._from_now),
        (rf"<later>\s+{_WORD}", _Said._later),
        (rf"<nth(\d)>\s+{_WORD}\s+(?:of\s+|in\s+|в\s+)?({_WORD_OR_MONTH})", _Said._nth_weekday),
        (rf"(?:со?\s+|from\s+)?{_WORD}\s*(?:-|–|по|до|to|till|until)\s*{_WORD}", _Said._weekdays_from_to),
        (r"<holidays(\w*)>", _Said._holidays),
        (r"<newyears>", _Said._new_years),
        (r"<newyear>", _Said._new_year),
        (r"<mays>", _Said._mays),
        (r"<year1>", _Said._next_year),
        (r"<(early|mid|late)>[\s-]+(?:<week(\d)>|недел[ию]|week)", _Said._part_of_week),
        (
            rf"<(early|mid|late|half1|half2|tens|twenties|w\d)>[\s-]+({_WORD_OR_MONTH})",
            _Said._part_of_month,
        ),
        (r"<(week|weekend|month)(\d)>", _Said._named_span),
        (_WORD + r"\.?\s+" + _WORD, _Said._which_weekday),
        (r"()" + _WORD, _Said._which_weekday),
        (r"[a-zа-я]+(?:'[a-z]+)?", _Said._word),
        (r"(\d{1,2})(\s*-?\s*(?:ого|го|ое|е|st|nd|rd|th)|\s+числа)?", _Said._bare_number),
    )
)


# --- within a sentence ------------------------------------------------------------------------------------

_MOST_WORDS = 30
"""Nobody reads a day out of a letter."""
_COUNTED_BY = frozenset(
    {"нас", "of", "семья", "семьи", "семьей", "семьёй", "группа", "группой", "класс", "классом"}
)
_ON = frozenset({"в", "во", "на", "on", "this", "next"})
_DAY_WITHIN = 6
"""Words of a day with its time: «на чт, 24 декабря в 10:00»."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """``said``: the words that name it, with a time that stands beside it; ``rest``: all others."""

    day: date
    said: str
    rest: str


def read_day_within(text: str, today: date) -> NamedDay | None:
    """The one day that a sentence names; None where it names none, or several. A number alone is none."""
    return _named_within(text, today, spans=False)


def read_days_within(text: str, today: date) -> NamedDay | None:
    """The same for those who can make use of several days: the first of «на выходных»."""
    return _named_within(text, today, spans=True)


def _named_within(text: str, today: date, *, spans: bool) -> NamedDay | None:
    words = text.split()
    if len(words) > _MOST_WORDS:
        return None
    found: list[tuple[Days, int, int]] = []
    at = 0
    while at < len(words):
        read = _longest_at(words, at, today, spans=spans)
        if read is None:
            at += 1
        else:
            found.append((read[0], at, read[1]))
            at = read[1]
    if len({days for days, _, _ in found}) != 1:
        return None
    days, start, end = found[0]
    return NamedDay(days.first, " ".join(words[start:end]), " ".join([*words[:start], *words[end:]]))


def _longest_at(words: list[str], start: int, today: date, *, spans: bool) -> tuple[Days, int] | None:
    """The days that most words from here on name, and where they end."""
    if _counts_people(words, start):
        return None
    for end in range(min(start + _DAY_WITHIN, len(words)), start, -1):
        days = read_days(" ".join(words[start:end]).strip(" ,.!?;"), today, bare_numbers=False)
        if not isinstance(days, DayProblem) and (spans or days.first == days.last):
            return days, end
    return None


def _counts_people(words: list[str], at: int) -> bool:
    """«Нас 5 в субботу», from the number on or from the word before it: so many people, and no day."""
    here = words[at].casefold()
    if here in _COUNTED_BY:
        return _counts_people(words, at + 1) if at + 1 < len(words) else False
    if not here.isdecimal() or not at or at + 1 >= len(words):
        return False
    return words[at - 1].casefold() in _COUNTED_BY and words[at + 1].casefold() in _ON
