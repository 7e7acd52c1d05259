"""The awkward cases of the demonstration: which visits there are, and on which days they can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.booking.availability import Rules
from bot.domain.booking.deadlines import list_deadline
from bot.domain.model import AgeBand, Applicant

SATURDAY: Final = 5
FROST_MONTHS: Final = frozenset({11, 12, 1, 2, 3})
FROST_BEFORE_HOUR: Final = 14


@dataclass(frozen=True, slots=True)
class ClassVisit:
    """A visit of one class. ``after_days``: on the first day with room, at the earliest so many days ahead;
    ``at_hour``: only sessions that start in this local hour."""

    site: str
    programme: str
    grade: int
    letter: str
    children: int
    adults: int
    youngest_age: int
    after_days: int = 0
    at_hour: int | None = None
    foreign: int = 0
    wheelchairs: int = 0


Day = Callable[[datetime, Rules], bool]
"""Whether a visit may start at this moment of the site's clock."""


def on_any_day(start: datetime, rules: Rules) -> bool:  # noqa: ARG001 - one of several, called alike
    return True


def on_a_weekday(start: datetime, rules: Rules) -> bool:  # noqa: ARG001 - one of several, called alike
    """On Saturdays some sites confirm families at once."""
    return start.weekday() < SATURDAY


def on_a_working_saturday(start: datetime, rules: Rules) -> bool:
    """Such as 20 February 2027, worked for the Monday after it."""
    return start.weekday() == SATURDAY and rules.calendar.is_working(start.date())


def beyond_the_new_year(start: datetime, rules: Rules) -> bool:
    """After the holidays of January, with a list that is due before those of December."""
    lead = rules.programme.list_lead_working_days
    zone = ZoneInfo(rules.timezone)
    due = list_deadline(start, zone, rules.calendar, list_lead_working_days=lead)
    return due.astimezone(zone).year < start.year


def on_a_frost_day_before(now: datetime) -> Day:
    """On a winter morning that is over by now."""

    def fits(start: datetime, rules: Rules) -> bool:
        over = start.date() < rules.local_day(now)
        return over and start.month in FROST_MONTHS and start.hour < FROST_BEFORE_HOUR

    return fits


def too_late_by(now: datetime) -> Day:
    """On a day still to come that a class can no longer ask for."""

    def fits(start: datetime, rules: Rules) -> bool:
        today = rules.local_day(now)
        first = rules.calendar.first_bookable_day(today, rules.programme.lead_working_days)
        return today + timedelta(days=1) < start.date() < first

    return fits


def within_days_before(now: datetime, days: int) -> Day:
    """On a day that is over by now, at most so many days ago."""

    def fits(start: datetime, rules: Rules) -> bool:
        today = rules.local_day(now)
        return today - timedelta(days=days) <= start.date() < today

    return fits


PAST_VISITS: Final[Sequence[tuple[ClassVisit, bool]]] = (
    (ClassVisit("warm-trace", "class", 4, "А", 10, 2, 10, after_days=10, at_hour=10), True),
    (ClassVisit("warm-trace", "class", 5, "Б", 8, 2, 11, after_days=17, at_hour=12), False),
)
"""Visits that are over, and whether the class came: the second is a no-show."""

FROST_DAY: Final = ClassVisit("warm-trace", "class", 3, "В", 6, 2, 9)
"""Called off on the morning of the visit; only where the last weeks had a day that may be that cold."""

AWKWARD_VISITS: Final[Sequence[ClassVisit]] = (
    # The day on which a host can close the site for repair, with three bookings; the first is full. Closing
    # is left to whoever looks at the demonstration, and sees all parties get news and other dates.
    ClassVisit("warm-trace", "class", 4, "А", 10, 2, 10, after_days=12, at_hour=10),
    ClassVisit("warm-trace", "class", 5, "Б", 8, 2, 11, after_days=12, at_hour=12),
    ClassVisit("warm-trace", "class", 3, "В", 6, 2, 9, after_days=12, at_hour=15),
    # Guests from other countries, for whom the site wants 30 days.
    ClassVisit("vychegda-sheet", "tour", 9, "Б", 16, 2, 15, after_days=31, foreign=2),
    # A wheelchair user at a site with stairs: the host and the leader have to talk.
    ClassVisit("sloist", "tour", 7, "В", 14, 2, 13, after_days=15, wheelchairs=1),
    # 28 pupils where 15 people fit: three subgroups, on the day that has three sessions.
    ClassVisit("nyan-pach", "tour", 6, "А", 28, 4, 12, after_days=9),
)

SEASONAL_VISITS: Final[Sequence[tuple[ClassVisit, Day]]] = (
    (ClassVisit("black-horizon", "museum", 9, "Б", 16, 2, 15), beyond_the_new_year),
    (ClassVisit("black-horizon", "museum", 7, "В", 14, 2, 13), on_a_working_saturday),
)
"""Only where the coming months have such a day."""


@dataclass(frozen=True, slots=True)
class GroupVisit:
    """Some seats in a session that several parties share and whose group is not complete (C2)."""

    site: str
    programme: str
    seats: int


GATHERING: Final = GroupVisit("belaya-sysola", "tour", 5)
"""«Собираем группу: 5 из 8»: three more seats complete it, silence until its day calls it off."""

WAITS_FOR_FULL_DAY: Final = ClassVisit("warm-trace", "class", 8, "Г", 10, 2, 14)
"""Waits for the day of the first three awkward visits, on which no session has room for twelve."""

CALLED_OFF: Final = ClassVisit("vychegda-sheet", "career", 10, "А", 16, 2, 16, after_days=28)
IS_OFFERED: Final = ClassVisit("vychegda-sheet", "career", 11, "Б", 15, 2, 17)
"""Waited for the day of the visit that was called off, of which its seats are kept for it now."""

LEFT_TOO_LONG: Final = ClassVisit("pervaya-skvazhina", "tour", 9, "Б", 16, 2, 15)
"""A form that was left at its end, for a day that is inside the lead time by now."""
LEFT_AGO: Final = timedelta(days=6)
"""Less than the week after which forms are emptied."""


# --- what fills each desk -------------------------------------------------------------------------------

TRIED: Final = ClassVisit("sloist", "trial", 9, "А", 8, 2, 15)
"""A job trial of the last days, whose group is marked as come now: minutes later its expert is asked how it
worked, and its leader gets the certificate (D1, B18)."""
TRIED_WITHIN: Final = 6
"""Days. A mark can be made, and a group judged, for a week."""


@dataclass(frozen=True, slots=True)
class RouteVisit:
    """All stops of a route by one class (C3). ``answered``: the site whose owner has agreed already."""

    route: str
    grade: int
    letter: str
    children: int
    adults: int
    youngest_age: int
    answered: str
    foreign: int = 0


ROUTE: Final = RouteVisit("forest-to-sheet", 11, "Б", 15, 2, 17, answered="sloist")


@dataclass(frozen=True, slots=True)
class OperatorVisit:
    """The group of a tour operator, which pays for its visit (C4, C5)."""

    site: str
    programme: str
    people: int
    operator: str
    title: str
    after_days: int = 0
    at_hour: int | None = None


OPERATOR: Final = OperatorVisit(
    "nyan-pach", "tour", 12, "Турфирма «Полярная звезда»", "Северный хлеб", after_days=14
)


@dataclass(frozen=True, slots=True)
class PlacementApplication:
    """``points``: by each usual criterion, from the site's owner; ``listed``: on the short list."""

    applicant: Applicant
    age: AgeBand
    course: str
    motivation: str
    points: tuple[int, int, int]
    listed: bool = False


PLACEMENT: Final = ("sloist", "intern")
"""Two places: of three who want the same dates one is ahead and two are equal, so that a draw can be
announced (D3)."""
APPLICATIONS: Final[Sequence[PlacementApplication]] = (
    PlacementApplication(
        Applicant.SELF,
        AgeBand.ADULT,
        "2 курс, технология деревообработки",
        "Хочу посмотреть, как считают раскрой на настоящем заводе, и выбрать тему диплома.",
        (5, 5, 5),
        listed=True,
    ),
    PlacementApplication(
        Applicant.PARENT,
        AgeBand.FROM_16,
        "10 класс",
        "Дочь готовится поступать на технолога и хочет увидеть работу изнутри.",
        (4, 4, 4),
    ),
    PlacementApplication(
        Applicant.TEACHER,
        AgeBand.FROM_16,
        "1 курс колледжа",
        "Студент собрал в мастерской стол из фанеры и хочет понять, откуда берётся брак.",
        (4, 4, 4),
    ),
)
"""One of each who applies, in the order in which they are given."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A visitor's question to a site (E3). ``answer``: of its owner, kept on the card of the programme."""

    site: str
    programme: str
    text: str
    answer: str | None = None


ANSWERED_QUESTION: Final = AskedQuestion(
    "sloist",
    "intern",
    "Нужно ли брать с собой свой ноутбук?",
    "Нет, рабочее место и программы дадим на заводе.",
)
"""Of whoever applies first."""
OPEN_QUESTION: Final = AskedQuestion(
    "warm-trace", "class", "Можно ли разделить группу на два занятия подряд и подождать рядом?"
)
"""Of the operator."""

SCHOOL_HOLIDAYS: Final = (((10, 26), (11, 3)), ((12, 31), (1, 11)), ((3, 27), (4, 4)), ((6, 1), (8, 31)))
"""Of a school year, by month and day (F9)."""


def school_holidays(today: date) -> list[tuple[date, date]]:
    """Those of the coming twelve months, the soonest first."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        for first, last in SCHOOL_HOLIDAYS:
            begins = date(year, *first)
            ends = date(year + (last < first), *last)
            if ends >= today and begins < today + timedelta(days=365):
                found.append((begins, ends))
    return sorted(found)
