"""Two questions with which somebody says some local days: the first of them, and the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.domain.forms import PeriodForm, Question, RegionDaysForm
from bot.domain.refusal import Refusal
from bot.domain.typed.moments import DayProblem, read_days
from bot.services.forms.engine import Answer, At, FormQuestion, NotUnderstood, refused_text

F = TypeVar("F", PeriodForm, RegionDaysForm)


def span_questions(
    today: Callable[[At[F]], date], take: Callable[[At[F], date, date | None], F | Refusal]
) -> tuple[FormQuestion[F], FormQuestion[F]]:
    """Each is tapped on a calendar or typed: «10 декабря» asks until when, «10–20 декабря» says so. ``take``
    judges them and puts them into the form; without a last day it is asked for."""

    def pick_first(at: At[F], value: str) -> F | Refusal:
        day = _read(value)
        return at.form if day is None else take(at, day, None)

    def pick_last(at: At[F], value: str) -> F | Refusal:
        """Empty: the first day alone."""
        day, first = _read(value), at.form.first
        if first is None:
            return at.form
        if day is not None and day < first:
            return refused_text("last_before_first")
        return take(at, first, day or first)

    def type_days(at: At[F], text: str) -> Answer[F]:
        days = read_days(text, today(at))
        if isinstance(days, DayProblem):
            return NotUnderstood(days.value)
        return take(at, days.first, None if days.first == days.last or days.has_no_end else days.last)

    def type_last(at: At[F], text: str) -> Answer[F]:
        first = at.form.first
        days = read_days(text, first or today(at))
        if isinstance(days, DayProblem) or first is None:
            return NotUnderstood(days.value if isinstance(days, DayProblem) else DayProblem.NOT_A_DAY.value)
        if days.first > first and days.first != days.last and not days.has_no_end:
            return take(at, days.first, days.last)
        if days.last < first:
            return refused_text("last_before_first")
        return take(at, first, days.last)

    return (
        FormQuestion(
            name=Question.DAY,
            is_missing=lambda at: at.form.first is None,
            taps={"first": pick_first},
            text=type_days,
        ),
        FormQuestion(
            name=Question.LAST_DAY,
            is_missing=lambda at: at.form.last is None,
            taps={"last": pick_last},
            text=type_last,
            undo=lambda at: replace(at.form, first=None, last=None),
        ),
    )


def _read(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
