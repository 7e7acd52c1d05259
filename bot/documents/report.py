"""The report of a region and the figures of a site as tables and as a picture (E9, F5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from bot.documents.tables import Cell, Formed, Table, as_csv, xlsx
from bot.documents.typesetting import pictures
from bot.domain.figures.columns import COLUMNS, Column, Form, in_time
from bot.domain.figures.periods import Period, PeriodKind
from bot.domain.figures.views import FiguresView, FileKind, Line, Place
from bot.ui.figures.callback_data import FiguresTap, ReportTap
from bot.ui.figures.screens import figures_screen
from bot.ui.formats.dates import month_label, month_name
from bot.ui.formats.figures import (
    column_name,
    day_of,
    number_label,
    period_label,
    reasons_label,
    reasons_of,
    value_label,
)
from bot.ui.kit import button, keyboard
from bot.ui.screen import File, Screen
from bot.ui.translator import Translator

MONTHS_NAMED: Final = 3
"""Letters of a month's name under its column."""
AUDIENCES: Final = (
    Column.SCHOOL_1_4,
    Column.SCHOOL_5_9,
    Column.SCHOOL_10_11,
    Column.COLLEGE,
    Column.STUDENTS,
    Column.TOURISTS,
    Column.FAMILIES,
    Column.DELEGATIONS,
    Column.ACCOMPANYING,
)
"""Together all visitors."""


def figures_ready(view: FiguresView, t: Translator) -> Screen:
    """What somebody asked for."""
    if view.kind is FileKind.TEXT:
        return figures_screen(view, t)
    code = view.period.code
    back = (
        ReportTap(region=view.region.id, code=code, anew=True)
        if view.site is None
        else FiguresTap(site=view.site.id, code=code, anew=True)
    )
    key = "figures.ready.picture" if view.kind is FileKind.PICTURE else "figures.ready"
    text = t.html(key, place=_place(view, t), period=period_label(view.period, t))
    return Screen(text, keyboard(button(t.label("figures.to"), back)), file=figures_file(view, t))


def figures_file(view: FiguresView, t: Translator) -> File:
    """In the language of ``t``; it is made in a thread."""
    name = t.label("figures.file_name", place=_place(view, t), period=_period_in_a_name(view.period))
    match view.kind:
        case FileKind.CSV:
            return File(f"{name}.csv", partial(report_csv, view, t))
        case FileKind.PICTURE:
            return File(f"{name}.png", partial(chart_png, view, t), picture=True)
        case _:
            return File(f"{name}.xlsx", partial(report_xlsx, view, t))


def _period_in_a_name(period: Period) -> str:
    """«2026», «2026-27» for a school year, «2026-11»."""
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return f"{period.first.year}-{period.last.year % 100:02}"
    return period.code[1:]


def _place(view: FiguresView, t: Translator) -> str:
    return t.content((view.site or view.region).name)


# --- tables ---------------------------------------------------------------------------------------------


def _values(line: Line, t: Translator) -> list[Cell]:
    found: list[Cell] = []
    for column, shown in COLUMNS.items():
        if shown.form is Form.REASONS:
            found.append(reasons_label(reasons_of(column, line), t))
        else:
            found.append(shown.of(line))
    return found


def _heads(t: Translator) -> list[str]:
    return [column_name(each, t) for each in COLUMNS]


def _forms(before: int) -> list[Form]:
    return [*[Form.NUMBER] * before, *(each.form for each in COLUMNS.values())]


def _site_cells(place: Place, t: Translator) -> list[Cell]:
    site = place.site
    names = ("", "") if site is None else (t.content(site.name), t.content(site.industry))
    return [t.content(place.municipality), *names]


def _wide(before: int) -> frozenset[int]:
    reasons = {Column.WHY_BY_SITE, Column.WHY_BY_VISITOR}
    return frozenset(n + before for n, each in enumerate(COLUMNS) if each in reasons)


def _with_total(rows: list[list[Cell]], view: FiguresView, before: int, t: Translator) -> list[list[Cell]]:
    label: list[Cell] = [t.label("figures.total"), *[""] * (before - 1)]
    return [*rows, [*label, *_values(view.total, t)]]


def _by_site(view: FiguresView, t: Translator) -> Table:
    heads = [t.label(f"figures.head.{each}") for each in ("municipality", "site", "industry")]
    rows = [[*_site_cells(place, t), *_values(line, t)] for place, line in view.by_site]
    return Table(
        t.label("figures.sheet.sites"),
        [*heads, *_heads(t)],
        _with_total(rows, view, 3, t),
        _forms(3),
        total=True,
        wide=_wide(3),
    )


def _by_municipality(view: FiguresView, t: Translator) -> Table:
    rows: list[list[Cell]] = [
        [t.content(place.municipality), *_values(line, t)] for place, line in view.by_municipality
    ]
    return Table(
        t.label("figures.sheet.municipalities"),
        [t.label("figures.head.municipality"), *_heads(t)],
        _with_total(rows, view, 1, t),
        _forms(1),
        total=True,
        wide=_wide(1),
    )


def _by_month(view: FiguresView, t: Translator) -> Table:
    rows: list[list[Cell]] = [[month_label(month, t), *_values(line, t)] for month, line in view.by_month]
    return Table(
        t.label("figures.sheet.months"),
        [t.label("figures.head.month"), *_heads(t)],
        _with_total(rows, view, 1, t),
        _forms(1),
        total=True,
        wide=_wide(1),
    )


def _reasons(view: FiguresView, t: Translator) -> Table:
    rows: list[list[Cell]] = []
    for place, line in view.by_site:
        for side, reasons in (("visitor", line.why_by_visitor), ("site", line.why_by_site)):
            rows += [
                [
                    *_site_cells(place, t)[:2],
                    t.label(f"figures.side.{side}"),
                    t.label(f"reason.{reason}") if t.has(f"reason.{reason}") else reason,
                    number,
                ]
                for reason, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
            ]
    heads = [t.label(f"figures.head.{each}") for each in ("municipality", "site", "side", "reason", "number")]
    return Table(t.label("figures.sheet.reasons"), heads, rows, [Form.NUMBER] * 5)


def _sources(view: FiguresView, t: Translator) -> Table:
    rows: list[list[Cell]] = [
        [
            each.label,
            "" if each.site is None else t.content(each.site.name),
            each.came.seen,
            each.came.requests,
            each.came.visits,
        ]
        for each in view.sources
    ]
    heads = [t.label(f"figures.head.{each}") for each in ("label", "site", "seen", "asked", "came")]
    return Table(t.label("figures.sheet.sources"), heads, rows, [Form.NUMBER] * 5)


def _how(view: FiguresView, t: Translator) -> Table:
    """What each figure means, in plain words."""
    general = [
        f"figures.general.{each}" for each in ("period", "day", "request", "visitor", "sums", "people")
    ]
    rows: list[list[Cell]] = [
        [t.label("figures.how.of"), f"{_place(view, t)} · {period_label(view.period, t)}"],
        [t.label("figures.how.made"), day_of(view.today, t)],
    ]
    rows += [[t.label(each), t.label(f"{each}.how")] for each in general]
    rows += [[column_name(each, t), t.label(f"figures.how.{each.value}")] for each in COLUMNS]
    heads = [t.label("figures.head.figure"), t.label("figures.head.how")]
    return Table(t.label("figures.sheet.how"), heads, rows, [Form.NUMBER] * 2, wide=frozenset({1}))


def _figures(view: FiguresView, t: Translator) -> Table:
    """Of one site: a figure a line, each a number that can be counted with."""
    rows: list[list[Cell]] = [
        [
            column_name(column, t),
            reasons_label(reasons_of(column, view.total), t)
            if shown.form is Form.REASONS
            else Formed(shown.of(view.total), shown.form),
            t.label(f"figures.how.{column.value}"),
        ]
        for column, shown in COLUMNS.items()
        if shown.form is not Form.BLANK
    ]
    answered = Formed(in_time(view.total), Form.SHARE)
    rows.append([t.label("figures.in_time"), answered, t.label("figures.in_time.how")])
    heads = [t.label(f"figures.head.{each}") for each in ("figure", "value", "how")]
    return Table(t.label("figures.sheet.figures"), heads, rows, [Form.NUMBER] * 3, wide=frozenset({2}))


def report_xlsx(view: FiguresView, t: Translator) -> bytes:
    """A workbook: of a region by site, municipality and month; of a site all figures and its months."""
    if view.site is not None:
        tables = [_figures(view, t), _by_month(view, t), _reasons(view, t), _sources(view, t), _how(view, t)]
    else:
        tables = [
            _by_site(view, t),
            _by_municipality(view, t),
            _by_month(view, t),
            _reasons(view, t),
            _sources(view, t),
            _how(view, t),
        ]
    return xlsx(tables)


def report_csv(view: FiguresView, t: Translator) -> bytes:
    """One table: the first column says of what a row is."""
    heads = [
        t.label(f"figures.head.{each}") for each in ("level", "month", "municipality", "site", "industry")
    ]
    return as_csv([*heads, *_heads(t)], _csv_rows(view, t), t.label("figures.decimal"))


def _csv_rows(view: FiguresView, t: Translator) -> Iterator[Sequence[Cell]]:
    def level(name: str) -> str:
        return t.label(f"figures.level.{name}")

    for place, line in view.by_site:
        yield [level("site"), "", *_site_cells(place, t), *_values(line, t)]
    for place, line in view.by_municipality:
        yield [level("municipality"), "", *_site_cells(place, t), *_values(line, t)]
    for month, line in view.by_month:
        yield [level("month"), f"{month:%Y-%m}", "", "", "", *_values(line, t)]
    yield [level("total"), "", "", "", "", *_values(view.total, t)]


# --- the picture ----------------------------------------------------------------------------------------


def chart_png(view: FiguresView, t: Translator) -> bytes:
    """Visitors by month beside the year before, by who they are, and, of a region, by site."""
    return pictures("chart", chart_data(view, t), view.made_at)[0]


def chart_data(view: FiguresView, t: Translator) -> dict[str, Any]:
    """What the template says."""
    charts = [_columns(view, t)] if len(view.by_month) > 1 else []
    charts.append(
        {
            "kind": "bars",
            "title": t.label("figures.chart.audiences"),
            "rows": [_bar(column_name(each, t), _number(each, view.total), t) for each in AUDIENCES],
        }
    )
    if view.site is None:
        most = sorted(view.by_site, key=lambda each: -each[1].counts.visitors)[:MOST_BARS]
        charts.append(
            {
                "kind": "bars",
                "title": t.label("figures.chart.sites"),
                "rows": [
                    _bar(t.content(place.site.name), line.counts.visitors, t)
                    for place, line in most
                    if place.site is not None and line.counts.visitors
                ],
            }
        )
    line = view.total
    return {
        "title": t.label("figures.chart.title", place=_place(view, t)),
        "subtitle": t.label(
            "figures.chart.subtitle",
            period=period_label(view.period, t),
            visitors=value_label(Column.VISITORS, line, t),
            excursions=value_label(Column.EXCURSIONS, line, t),
        ),
        "language": t.code,
        "charts": [each for each in charts if each["rows"]],
        "now": t.label("figures.chart.now"),
        "legend": t.label("figures.chart.before") if len(view.by_month) > 1 else "",
        "foot": t.label("figures.chart.foot", day=day_of(view.today, t)),
    }


MOST_BARS: Final = 8


def _number(column: Column, line: Line) -> int:
    return int(COLUMNS[column].of(line) or 0)


def _bar(label: str, value: int, t: Translator) -> dict[str, Any]:
    return {"label": label, "value": value, "shown": number_label(value, t)}


def _columns(view: FiguresView, t: Translator) -> dict[str, Any]:
    return {
        "kind": "columns",
        "title": t.label("figures.chart.months"),
        "rows": [
            {
                "label": month_name(month, t)[:MONTHS_NAMED],
                "value": line.counts.visitors,
                "before": line.visitors_year_before,
                "shown": number_label(line.counts.visitors, t),
            }
            for month, line in view.by_month
        ],
    }
