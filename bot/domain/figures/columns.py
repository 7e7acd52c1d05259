"""The columns of the region's report, in their order, and what stands in them (F5).

Each has a head ``figures.column.<value>`` and a definition in plain words ``figures.how.<value>``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.figures.counts import ACADEMIC_HOUR, LEAST_ANSWERS, share
from bot.domain.figures.views import Line

Value = int | float | None
"""None: there is nothing that could be said."""


class Form(StrEnum):
    """How a value is written."""

    NUMBER = "number"
    SHARE = "share"
    """Of one, written as per cent."""
    CHANGE = "change"
    """The same with its sign."""
    DECIMAL = "decimal"
    REASONS = "reasons"
    """In words: which reason how often."""
    BLANK = "blank"
    """Whoever has the table fills it in: the bot does not know it."""


class Column(StrEnum):
    PUBLISHED = "published"
    ACTIVE = "active"
    SESSIONS = "sessions"
    OCCUPIED = "occupied"
    LOAD = "load"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WAITING = "waiting"
    EXCURSIONS = "excursions"
    VISITORS = "visitors"
    SCHOOL_1_4 = "school_1_4"
    SCHOOL_5_9 = "school_5_9"
    SCHOOL_10_11 = "school_10_11"
    COLLEGE = "college"
    STUDENTS = "students"
    TOURISTS = "tourists"
    FAMILIES = "families"
    DELEGATIONS = "delegations"
    ACCOMPANYING = "accompanying"
    YOUNG = "young"
    SCHOOL_GROUPS = "school_groups"
    SCHOOLS = "schools"
    MUNICIPALITIES = "municipalities"
    REGIONS = "regions"
    CAREERS = "careers"
    TRIALS = "trials"
    PERSON_HOURS = "person_hours"
    PLACEMENTS_APPLIED = "placements_applied"
    PLACEMENTS_PLACES = "placements_places"
    PLACEMENTS_DONE = "placements_done"
    ACCESS_GROUPS = "access_groups"
    FOREIGN_GUESTS = "foreign_guests"
    OFF_BY_VISITOR = "off_by_visitor"
    WHY_BY_VISITOR = "why_by_visitor"
    OFF_BY_SITE = "off_by_site"
    WHY_BY_SITE = "why_by_site"
    NO_SHOW = "no_show"
    ANSWER_HOURS = "answer_hours"
    LATE = "late"
    SCORE = "score"
    RATED = "rated"
    GROWTH = "growth"
    GROWTH_YEAR = "growth_year"
    HIRED = "hired"
    CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class Shown:
    """``of``: what a line has in it. ``adds_up``: whether the lines of a table are its total."""

    of: Callable[[Line], Value]
    form: Form = Form.NUMBER
    adds_up: bool = False


def _sum(name: str) -> Shown:
    return Shown(lambda line: getattr(line.counts, name), adds_up=True)


def _nothing(_line: Line) -> Value:
    return None


def young(line: Line) -> Value:
    """Pupils and students among all visitors."""
    counts = line.counts
    pupils = counts.school_1_4 + counts.school_5_9 + counts.school_10_11
    return share(pupils + counts.college + counts.students, counts.visitors)


def in_time(line: Line) -> Value:
    """Which part of the answers came by the promised moment."""
    counts = line.counts
    return share(counts.due - counts.late, counts.due)


def score(line: Line) -> Value:
    """Of few nothing is said."""
    rated = line.counts.rated
    return line.counts.score / rated if rated >= LEAST_ANSWERS else None


def load(line: Line) -> Value:
    return share(line.counts.taken, line.counts.capacity)


def no_show(line: Line) -> Value:
    return share(line.counts.no_show, line.counts.no_show + line.counts.came)


COLUMNS: Final[Mapping[Column, Shown]] = MappingProxyType(
    {
        Column.PUBLISHED: Shown(lambda line: line.published),
        Column.ACTIVE: Shown(lambda line: line.active),
        Column.SESSIONS: _sum("sessions"),
        Column.OCCUPIED: _sum("occupied"),
        Column.LOAD: Shown(load, Form.SHARE),
        Column.APPLIED: _sum("applied"),
        Column.CONFIRMED: _sum("confirmed"),
        Column.DECLINED: _sum("declined"),
        Column.WAITING: _sum("waiting"),
        Column.EXCURSIONS: _sum("excursions"),
        Column.VISITORS: _sum("visitors"),
        Column.SCHOOL_1_4: _sum("school_1_4"),
        Column.SCHOOL_5_9: _sum("school_5_9"),
        Column.SCHOOL_10_11: _sum("school_10_11"),
        Column.COLLEGE: _sum("college"),
        Column.STUDENTS: _sum("students"),
        Column.TOURISTS: _sum("tourists"),
        Column.FAMILIES: _sum("families"),
        Column.DELEGATIONS: _sum("delegations"),
        Column.ACCOMPANYING: _sum("accompanying"),
        Column.YOUNG: Shown(young, Form.SHARE),
        Column.SCHOOL_GROUPS: _sum("school_groups"),
        Column.SCHOOLS: Shown(lambda line: line.origins.schools),
        Column.MUNICIPALITIES: Shown(lambda line: line.origins.municipalities),
        Column.REGIONS: Shown(lambda line: line.origins.regions),
        Column.CAREERS: _sum("careers"),
        Column.TRIALS: _sum("trials"),
        Column.PERSON_HOURS: Shown(
            lambda line: line.counts.minutes / ACADEMIC_HOUR, Form.DECIMAL, adds_up=True
        ),
        Column.PLACEMENTS_APPLIED: _sum("placements_applied"),
        Column.PLACEMENTS_PLACES: _sum("placements_places"),
        Column.PLACEMENTS_DONE: _sum("placements_done"),
        Column.ACCESS_GROUPS: _sum("access_groups"),
        Column.FOREIGN_GUESTS: _sum("foreign_guests"),
        Column.OFF_BY_VISITOR: _sum("called_off_by_visitor"),
        Column.WHY_BY_VISITOR: Shown(_nothing, Form.REASONS),
        Column.OFF_BY_SITE: _sum("called_off_by_site"),
        Column.WHY_BY_SITE: Shown(_nothing, Form.REASONS),
        Column.NO_SHOW: Shown(no_show, Form.SHARE),
        Column.ANSWER_HOURS: Shown(lambda line: line.median_hours, Form.DECIMAL),
        Column.LATE: _sum("late"),
        Column.SCORE: Shown(score, Form.DECIMAL),
        Column.RATED: _sum("rated"),
        Column.GROWTH: Shown(lambda line: line.growth, Form.CHANGE),
        Column.GROWTH_YEAR: Shown(lambda line: line.growth_year, Form.CHANGE),
        Column.HIRED: Shown(_nothing, Form.BLANK),
        Column.CONTRACTS: Shown(_nothing, Form.BLANK),
    }
)


class Section(StrEnum):
    """Columns that are read together; the text is ``figures.section.<value>``."""

    VISITORS = "visitors"
    PUPILS = "pupils"
    SESSIONS = "sessions"
    REQUESTS = "requests"
    OFF = "off"
    SCHOOLS = "schools"
    CAREER = "career"
    FEEDBACK = "feedback"


SECTIONS: Final[Mapping[Section, tuple[Column, ...]]] = MappingProxyType(
    {
        Section.VISITORS: (
            Column.EXCURSIONS,
            Column.VISITORS,
            Column.TOURISTS,
            Column.FAMILIES,
            Column.DELEGATIONS,
            Column.FOREIGN_GUESTS,
            Column.ACCESS_GROUPS,
        ),
        Section.PUPILS: (
            Column.YOUNG,
            Column.SCHOOL_1_4,
            Column.SCHOOL_5_9,
            Column.SCHOOL_10_11,
            Column.COLLEGE,
            Column.STUDENTS,
            Column.ACCOMPANYING,
        ),
        Section.SESSIONS: (
            Column.SESSIONS,
            Column.OCCUPIED,
            Column.LOAD,
            Column.PUBLISHED,
            Column.ACTIVE,
        ),
        Section.REQUESTS: (
            Column.APPLIED,
            Column.CONFIRMED,
            Column.DECLINED,
            Column.WAITING,
            Column.ANSWER_HOURS,
            Column.LATE,
        ),
        Section.OFF: (
            Column.OFF_BY_VISITOR,
            Column.WHY_BY_VISITOR,
            Column.OFF_BY_SITE,
            Column.WHY_BY_SITE,
            Column.NO_SHOW,
        ),
        Section.SCHOOLS: (
            Column.SCHOOL_GROUPS,
            Column.SCHOOLS,
            Column.MUNICIPALITIES,
            Column.REGIONS,
        ),
        Section.CAREER: (
            Column.CAREERS,
            Column.TRIALS,
            Column.PERSON_HOURS,
            Column.PLACEMENTS_APPLIED,
            Column.PLACEMENTS_PLACES,
            Column.PLACEMENTS_DONE,
        ),
        Section.FEEDBACK: (
            Column.SCORE,
            Column.RATED,
            Column.GROWTH,
            Column.GROWTH_YEAR,
        ),
    }
)
"""All but what the bot does not know."""
