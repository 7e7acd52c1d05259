"""Figures as people read them: «8 231», «78 %», «+12 %», «6 ч», «2026/27 учебный год» (E9, F5)."""

from __future__ import annotations

from datetime import date

from bot.domain.figures.columns import COLUMNS, Column, Form, in_time
from bot.domain.figures.periods import Period, PeriodKind
from bot.domain.figures.views import FiguresView, Line, Reasons
from bot.ui.formats.dates import month_label, month_name
from bot.ui.formats.html import Html, lines
from bot.ui.translator import Translator

NOTHING = "—"
MOST_REASONS = 3
"""So many are named in the chat; a table has all."""


def number_label(number: float, t: Translator, digits: int = 0) -> str:
    """Digits in threes, and the decimal sign of the language."""
    between = t.label("money.thousand")[1:-3]
    whole, _, rest = f"{number:,.{digits}f}".partition(".")
    said = whole.replace(",", between)
    return said if not rest.strip("0") else f"{said}{t.label('figures.decimal')}{rest}"


def column_name(column: Column, t: Translator) -> str:
    return t.label(f"figures.column.{column.value}")


def value_label(column: Column, line: Line, t: Translator) -> str:
    """What stands in a column of a line."""
    shown = COLUMNS[column]
    if shown.form is Form.REASONS:
        return reasons_label(reasons_of(column, line), t, MOST_REASONS) or NOTHING
    value = shown.of(line)
    if value is None:
        return NOTHING
    match shown.form:
        case Form.SHARE:
            return t.label("figures.share", share=number_label(value * 100, t, 1))
        case Form.CHANGE:
            sign = "+" if value > 0 else "−" if value < 0 else ""
            return t.label("figures.share", share=f"{sign}{number_label(abs(value) * 100, t, 1)}")
        case Form.DECIMAL:
            return number_label(value, t, 1)
        case _:
            return number_label(value, t)


def reasons_of(column: Column, line: Line) -> Reasons:
    return line.why_by_visitor if column is Column.WHY_BY_VISITOR else line.why_by_site


def reason_name(reason: str, t: Translator) -> str:
    """Of a visitor or a site; an unknown code stands as it is."""
    key = f"reason.{reason}"
    return t.label(key) if t.has(key) else reason


def reasons_label(reasons: Reasons, t: Translator, most: int | None = None) -> str:
    """«мороз — 3; болезнь — 1», the most frequent first."""
    found = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return "; ".join(
        t.label("figures.reason", reason=reason_name(reason, t), n=number) for reason, number in found[:most]
    )


def period_label(period: Period, t: Translator) -> str:
    """«Ноябрь 2026», «2026 год», «2026/27 учебный год»."""
    if period.kind is PeriodKind.MONTH:
        return month_label(period.first, t)
    return t.label(f"figures.of.{period.kind.value}", year=period.first.year, next=_next_year(period))


def short_period_label(period: Period, t: Translator) -> str:
    """The same for a button."""
    if period.kind is PeriodKind.MONTH:
        return month_name(period.first, t)
    if period.kind is PeriodKind.YEAR:
        return str(period.first.year)
    return f"{period.first.year}/{_next_year(period)}"


def _next_year(period: Period) -> str:
    return f"{(period.first.year + 1) % 100:02}"


def day_of(day: date, t: Translator) -> str:
    """«30 ноября 2026»."""
    return t.label("paper.date", day=day.day, month=t.label(f"date.month_of.{day.month}"), year=day.year)


def until_line(view: FiguresView, t: Translator) -> Html | None:
    """While a period is going on."""
    return t.html("figures.until", day=day_of(view.today, t)) if view.goes_on else None


def headline(view: FiguresView, t: Translator) -> Html:
    """The few figures that are asked for most."""
    line = view.total
    counts = line.counts

    def of(column: Column) -> str:
        return value_label(column, line, t)

    return lines(
        t.html("figures.head.visits", excursions=of(Column.EXCURSIONS), visitors=of(Column.VISITORS)),
        t.html("figures.head.growth", growth=of(Column.GROWTH_YEAR))
        if line.growth_year is not None
        else None,
        t.html("figures.head.young", share=of(Column.YOUNG)) if counts.visitors else None,
        t.html(
            "figures.head.requests",
            applied=of(Column.APPLIED),
            confirmed=of(Column.CONFIRMED),
            declined=of(Column.DECLINED),
            waiting=of(Column.WAITING),
        ),
        t.html("figures.head.load", share=of(Column.LOAD)) if counts.capacity else None,
        t.html("figures.head.answers", hours=of(Column.ANSWER_HOURS), share=in_time_label(line, t))
        if counts.due
        else None,
        t.html(
            "figures.head.off",
            visitors=of(Column.OFF_BY_VISITOR),
            site=of(Column.OFF_BY_SITE),
            missed=of(Column.NO_SHOW),
        ),
        t.html("figures.head.score", score=of(Column.SCORE), n=counts.rated) if counts.rated else None,
    )


def in_time_label(line: Line, t: Translator) -> str:
    """Which part of the answers came by the promised moment."""
    value = in_time(line)
    return NOTHING if value is None else t.label("figures.share", share=number_label(value * 100, t, 1))
