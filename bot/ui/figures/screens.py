"""The figures of a site (E9) and the report of a region (F5) in the chat: a text first, each figure with what
it means a tap away, then as a table or a picture."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData

from bot.domain.chunks import chunks
from bot.domain.figures.columns import SECTIONS, Column, Section
from bot.domain.figures.periods import FIRST_YEAR, Period, PeriodKind, period_of
from bot.domain.figures.views import CountingView, FiguresView, FileKind, Line
from bot.domain.pages import page_of
from bot.ui.coordinator.callback_data import ShowRegion
from bot.ui.figures.callback_data import (
    HOW,
    MONTHS,
    PLACES,
    SOURCES,
    FiguresFileTap,
    FiguresTap,
    ReportFileTap,
    ReportTap,
)
from bot.ui.formats.dates import month_name
from bot.ui.formats.figures import (
    column_name,
    headline,
    number_label,
    period_label,
    short_period_label,
    until_line,
    value_label,
)
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.parts import desk_button, fit
from bot.ui.kit import Row, arrows, back_button, button, keyboard, pager
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

LARGEST_NAMED = 3
"""Sites with the most visitors on the first screen."""
LINES_A_PAGE = 12
TOLD_A_PAGE = 3

Shown = FiguresView | CountingView


def _to(view: Shown, period: Period | None = None, show: str = "", page: int = 0) -> CallbackData:
    code = (period or view.period).code
    if view.site is not None:
        return FiguresTap(site=view.site.id, code=code, show=show, page=page)
    return ReportTap(region=view.region.id, code=code, show=show, page=page)


def _file(view: Shown, kind: FileKind, t: Translator) -> Button:
    label = t.label(f"figures.file.{kind.value}")
    if view.site is not None:
        return button(label, FiguresFileTap(site=view.site.id, code=view.period.code, file=kind.value))
    return button(label, ReportFileTap(region=view.region.id, code=view.period.code, file=kind.value))


def _title(view: Shown, t: Translator) -> Html:
    key = "figures.title" if view.site is not None else "report.title"
    place = t.content((view.site or view.region).name)
    return bold(t.label(key, place=place, period=period_label(view.period, t)))


def _leave(view: Shown, t: Translator) -> Button:
    if view.site is not None:
        return desk_button(view.site.id, t)
    return back_button(ShowRegion(region=view.region.id), t, "coordinator.to_region")


def _periods(view: Shown, t: Translator) -> tuple[Row, Row]:
    """What came before and after, and the other kinds of period around the same time."""
    period, today = view.period, view.today
    before, after = period.moved(-1), period.moved(1)
    around = min(today, period.last)
    steps = arrows(
        _to(view, before) if before.first.year >= FIRST_YEAR else None,
        _to(view, after) if after.first <= today else None,
        (f"‹ {short_period_label(before, t)}", f"{short_period_label(after, t)} ›"),
    )
    kinds = tuple(
        button(
            t.label(
                "figures.chosen" if kind is period.kind else "figures.other",
                kind=t.label(f"figures.kind.{kind.value}"),
            ),
            _to(view, period if kind is period.kind else period_of(kind, around)),
        )
        for kind in PeriodKind
    )
    return steps, kinds


def _files(view: Shown, t: Translator) -> Row:
    kinds = (FileKind.XLSX, FileKind.CSV, FileKind.PICTURE)
    return tuple(_file(view, each, t) for each in kinds if view.site is None or each is not FileKind.CSV)


def figures_screen(view: FiguresView, t: Translator) -> Screen:
    """The first screen of either: what is asked for most."""
    months = len(view.period.months) > 1
    lists = [
        button(t.label("figures.months"), _to(view, show=MONTHS)) if months else None,
        button(t.label("figures.places"), _to(view, show=PLACES)) if view.site is None else None,
    ]
    rows = keyboard(
        *_periods(view, t),
        _files(view, t),
        tuple(each for each in lists if each is not None),
        (
            button(t.label("figures.how"), _to(view, show=HOW)),
            button(t.label("figures.sources"), _to(view, show=SOURCES)),
        ),
        _leave(view, t),
    )
    text = lines(
        _title(view, t),
        until_line(view, t),
        Html(""),
        t.html("figures.empty") if view.is_empty else headline(view, t),
        *_largest(view, t),
    )
    return Screen(text, rows)


def _largest(view: FiguresView, t: Translator) -> list[Html]:
    """Of a region: where most people came."""
    if view.site is not None:
        return []
    found = sorted(view.by_site, key=lambda each: -each[1].counts.visitors)[:LARGEST_NAMED]
    named = [
        t.html(
            "report.largest",
            site=name_label(t.content(place.site.name)),
            visitors=number_label(line.counts.visitors, t),
        )
        for place, line in found
        if line.counts.visitors and place.site is not None
    ]
    return [Html(""), t.html("report.largest.title"), *named] if named else []


WHOLE = 100


def counting_screen(view: CountingView, t: Translator) -> Screen:
    """It is on its way. Of a large region that is all that a tap shows."""
    text = lines(
        _title(view, t),
        t.html("figures.coming.text" if view.kind is FileKind.TEXT else "figures.coming"),
    )
    back = button(t.label("figures.to"), _to(view))
    if view.kind is not FileKind.TEXT:
        return Screen(text, keyboard(back, _leave(view, t)))
    return Screen(text, keyboard(*_periods(view, t), _files(view, t), _leave(view, t)))


def how_far_screen(view: CountingView, t: Translator) -> Screen:
    """«Считаем… 40 %»: a message of its own, which changes; below it comes what was asked for."""
    done = view.percent >= WHOLE
    said = t.html("figures.counted") if done else t.html("figures.counting", percent=view.percent)
    return Screen(lines(_title(view, t), said), keyboard(button(t.label("figures.to"), _to(view))))


def section_screen(view: FiguresView, section: Section, page: int, t: Translator) -> Screen:
    """Figures that are read together, each with what it means."""
    shown = page_of(SECTIONS[section], page, TOLD_A_PAGE)
    told = [
        t.html(
            "figures.told",
            name=column_name(each, t),
            value=value_label(each, view.total, t),
            how=t.label(f"figures.how.{each.value}"),
        )
        for each in shown.entries
    ]
    rows = keyboard(
        pager(shown.page, shown.pages, lambda number: _to(view, show=section.value, page=number)),
        button(t.label("figures.to_how"), _to(view, show=HOW)),
        button(t.label("figures.to"), _to(view)),
    )
    return Screen(lines(_title(view, t), *[each for line in told for each in (Html(""), line)]), rows)


def how_screen(view: FiguresView, t: Translator) -> Screen:
    """Which figures there are to be explained."""
    named = [button(t.label(f"figures.section.{each.value}"), _to(view, show=each.value)) for each in Section]
    rows = keyboard(*map(tuple, chunks(named, 2)), button(t.label("figures.to"), _to(view)))
    return Screen(lines(_title(view, t), t.html("figures.how.about")), rows)


def months_screen(view: FiguresView, t: Translator) -> Screen:
    """What came of each month."""
    told = [_told(month_name(month, t), line, t) for month, line in view.by_month if month <= view.today]
    return Screen(
        fit([_title(view, t), t.html("figures.months.about")], told, t),
        keyboard(button(t.label("figures.to"), _to(view))),
    )


def places_screen(view: FiguresView, page: int, t: Translator) -> Screen:
    """What came to each municipality."""
    shown = page_of(view.by_municipality, page, LINES_A_PAGE)
    told = [_told(t.content(place.municipality), line, t) for place, line in shown.entries]
    rows = keyboard(
        pager(shown.page, shown.pages, lambda number: _to(view, show=PLACES, page=number)),
        button(t.label("figures.to"), _to(view)),
    )
    return Screen(fit([_title(view, t), t.html("figures.places.about")], told, t), rows)


def _told(name: str, line: Line, t: Translator) -> Html:
    visitors, excursions = (value_label(each, line, t) for each in (Column.VISITORS, Column.EXCURSIONS))
    return t.html("figures.line", name=name, visitors=visitors, excursions=excursions)


def sources_screen(view: FiguresView, page: int, t: Translator) -> Screen:
    """What came of labelled links (A8)."""
    shown = page_of(view.sources, page, LINES_A_PAGE)
    told: Sequence[Html] = [
        t.html(
            "figures.source" if each.site is None or view.site is not None else "figures.source_of",
            label=each.label,
            site="" if each.site is None else name_label(t.content(each.site.name)),
            seen=each.came.seen,
            requests=each.came.requests,
            visits=each.came.visits,
        )
        for each in shown.entries
    ]
    about = t.html("figures.sources.about" if view.sources else "figures.sources.none")
    rows = keyboard(
        pager(shown.page, shown.pages, lambda number: _to(view, show=SOURCES, page=number)),
        button(t.label("figures.to"), _to(view)),
    )
    return Screen(fit([_title(view, t), about], list(told), t), rows)


def screen_of(view: FiguresView, show: str, page: int, t: Translator) -> Screen:
    """What a button of either asks for; something unknown is the first screen."""
    section = next((each for each in Section if each.value == show), None)
    if section is not None:
        return section_screen(view, section, page, t)
    match show:
        case "how":
            return how_screen(view, t)
        case "months":
            return months_screen(view, t)
        case "places":
            return places_screen(view, page, t)
        case "sources":
            return sources_screen(view, page, t)
        case _:
            return figures_screen(view, t)
