"""A day or a time typed over the calendar does what a tap on it would; the class stays as it was (B3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.availability import DayChoice
from bot.domain.party_text import PartyTextProblem, read_party
from bot.domain.refusal import Refusal
from bot.domain.typed_moments import read_clock, read_day, read_day_of_month, without_clock
from bot.domain.views import BookingFormView
from bot.services.visitor.answers import PickDay, PickSessions
from bot.services.visitor.form_progress import refused_text
from bot.services.visitor.form_view import read_days
from bot.services.visitor.typed_party import Typed, describe_party

_CLASS_WORD = re.compile(r"\b(?:класс|кл\b|курс|grade|class|form\b)", re.IGNORECASE)


def answer_day(typed: Typed) -> BookingFormView | Refusal:
    """At the calendar: a day, or another class written whole."""
    days = read_days(typed.connection, typed.context, typed.draft.form, typed.now)
    day = _day(typed, days)
    return typed.advance(PickDay(day)) if day is not None else _another_class(typed, "tap_a_day")


def answer_time(typed: Typed) -> BookingFormView | Refusal:
    """At the times of a day: one of them, another day, or another class."""
    form, clock = typed.draft.form, read_clock(typed.text)
    days = read_days(typed.connection, typed.context, form, typed.now)
    choice = None if form.day is None else days.get(form.day)
    zone = ZoneInfo(_timezone(typed))
    meant = [
        option
        for option in (choice.options if choice is not None else ())
        if option.starts[0].astimezone(zone).time() == clock
    ]
    if len(meant) == 1:
        return typed.advance(PickSessions(tuple(part.session_id for part in meant[0].parts)))
    # «15» at the times is an hour that is not offered, not the 15th.
    day = _day(typed, days) if read_day_of_month(typed.text) is None else None
    return typed.advance(PickDay(day)) if day is not None else _another_class(typed, "tap_a_time")


def _timezone(typed: Typed) -> str:
    content = typed.context.content
    return content.site(content.programme(typed.draft.form.programme_id).site_id).timezone


def _day(typed: Typed, days: Mapping[date, DayChoice]) -> date | None:
    """The day that is meant; of a bare number the first such day that can be had, else that has sessions."""
    today = typed.now.astimezone(ZoneInfo(_timezone(typed))).date()
    words = without_clock(typed.text)
    number = read_day_of_month(words)
    if number is None:
        return read_day(typed.text, today) or read_day(words, today)
    such = [day for day in sorted(days) if day.day == number]
    return next((day for day in such if days[day].options), such[0] if such else None) or read_day(
        f"{number}.{today.month}", today
    )


def _another_class(typed: Typed, problem: str) -> BookingFormView | Refusal:
    """«8 А, 25» corrects the class. A number alone does not: here it would be a day as well."""
    found = read_party(typed.text)
    if found is PartyTextProblem.LOOKS_LIKE_NAMES:
        return refused_text(found.value)
    if isinstance(found, PartyTextProblem) or not (found.letter or _CLASS_WORD.search(typed.text)):
        return refused_text(problem)
    return describe_party(typed)
