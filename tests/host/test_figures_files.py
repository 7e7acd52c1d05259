"""The report as a workbook, as CSV and as a picture, read back (E9, F5)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.documents.report import chart_data, chart_png, figures_file, report_csv, report_xlsx
from bot.documents.tables import BOM, FORMATS, Table, as_csv, xlsx
from bot.domain.figures.columns import COLUMNS, Form
from bot.domain.figures.views import FiguresView, FileKind
from bot.services.figures.site import show_figures
from bot.ui.translator import translator_for
from tests.host.site import Site
from tests.host.test_figures import live, report


def read_back(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(content), data_only=False)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.shows("F5")
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_workbook_adds_up(site: Site, language: str) -> None:
    await live(site, 11)
    t = translator_for(language)
    sheets = read_back(report_xlsx(await report(site, "y2026"), t))
    names = ("sites", "municipalities", "months", "reasons", "sources", "how")
    assert list(sheets) == [t.label(f"figures.sheet.{each}") for each in names]
    for name, before in (("sites", 3), ("municipalities", 1), ("months", 1)):
        heads, *lines, total = sheets[t.label(f"figures.sheet.{name}")]
        assert heads[before:] == tuple(t.label(f"figures.column.{each.value}") for each in COLUMNS)
        assert total[0] == t.label("figures.total")
        for number, (column, shown) in enumerate(COLUMNS.items(), start=before):
            if shown.adds_up:
                assert sum(each[number] for each in lines) == pytest.approx(total[number]), column
            if shown.form is Form.BLANK:
                assert {each[number] for each in (*lines, total)} == {None}
    months = sheets[t.label("figures.sheet.months")]
    assert len(months) == 1 + 12 + 1
    how = {row[0] for row in sheets[t.label("figures.sheet.how")]}
    assert {t.label(f"figures.column.{each.value}") for each in COLUMNS} <= how


@pytest.mark.shows("F5")
async def test_the_sheet_of_reasons_says_what_the_columns_say(site: Site) -> None:
    await live(site, 12)
    view = await report(site, "y2026")
    sheets = read_back(report_xlsx(view, translator_for("ru")))
    off = view.total.counts.called_off_by_visitor + view.total.counts.called_off_by_site
    assert sum(row[4] for row in sheets["Причины отмен"][1:]) == off > 0


@pytest.mark.shows("F5")
async def test_csv_opens_in_a_russian_excel(site: Site) -> None:
    """With its mark, semicolons, decimal commas, and a row for each site, municipality and month."""
    await live(site, 13)
    view = await report(site, "s2025")
    text = report_csv(view, translator_for("ru")).decode()
    assert text.startswith(BOM)
    assert "\r\n" in text
    heads, *rows = csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";")
    assert heads[:5] == ["Строка", "Месяц", "Муниципалитет", "Предприятие", "Отрасль"]
    assert {len(row) for row in rows} == {len(heads)}
    at = heads.index("Посетителей всего")
    for level in ("предприятие", "муниципалитет", "месяц"):
        assert sum(int(row[at]) for row in rows if row[0] == level) == view.total.counts.visitors, level
    (total,) = (row for row in rows if row[0] == "всего")
    load = view.total.counts.taken / view.total.counts.capacity
    assert float(total[heads.index("Загрузка, %")].replace(",", ".")) == pytest.approx(load, abs=1e-4)


@pytest.mark.shows("E9")
async def test_a_site_has_its_figures_a_line_each_and_its_months(site: Site) -> None:
    await live(site, 14)
    view = await site.do(site.owner, show_figures, site.id, "y2026")
    assert isinstance(view, FiguresView)
    t = translator_for("ru")
    sheets = read_back(report_xlsx(view, t))
    assert list(sheets) == ["Показатели", "Месяцы", "Причины отмен", "Источники", "Как считали"]
    figures = {row[0]: row[1] for row in sheets["Показатели"]}
    assert figures["Посетителей всего"] == view.total.counts.visitors
    assert "Принято на работу" not in figures
    counts = view.total.counts
    assert figures["Загрузка, %"] == pytest.approx(counts.taken / counts.capacity)
    assert figures["Ответов в срок, %"] == pytest.approx((counts.due - counts.late) / counts.due)
    assert site.content.site(site.other_id).name.in_language("ru") not in str(sheets)


@pytest.mark.shows("E9", "F5")
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_what_is_counted_is_a_number_that_any_program_counts_with(site: Site, language: str) -> None:
    """Recomputed from the cells, as a spreadsheet would: figures of a site are those of its months, shares
    are numbers written as per cent, and no cell is a formula, an error, or a number that is a text."""
    await live(site, 16)
    t = translator_for(language)
    of_site = await site.do(site.owner, show_figures, site.id, "y2026")
    assert isinstance(of_site, FiguresView)
    for view in (of_site, await report(site, "y2026")):
        book = load_workbook(io.BytesIO(report_xlsx(view, t)))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
        assert not [
            cell.value
            for cell in cells
            if re.fullmatch(r"[−+-]?[\d\s.,]+%?", str(cell.value or "x")) and cell.data_type == "s"
        ]
        assert {len(sheet.title) <= 31 and not set(sheet.title) & set("[]:*?/\\") for sheet in book} == {True}
    made = report_xlsx(of_site, t)
    sheets, page = read_back(made), load_workbook(io.BytesIO(made))[t.label("figures.sheet.figures")]
    figures: dict[str, Any] = {row[0]: row[1] for row in sheets[t.label("figures.sheet.figures")]}
    formats = {row[0].value: row[1].number_format for row in page.iter_rows()}
    heads, *months, total = sheets[t.label("figures.sheet.months")]
    for column, shown in COLUMNS.items():
        name = t.label(f"figures.column.{column.value}")
        if shown.form in {Form.BLANK, Form.REASONS}:
            continue
        at, figure = heads.index(name), figures[name]
        assert figure == pytest.approx(total[at]), name
        assert figure is None or formats[name] == FORMATS[shown.form]
        if shown.adds_up:
            assert sum(each[at] for each in months) == pytest.approx(figure), name
    why = figures[t.label("figures.column.why_by_site")]
    assert len(why.split("; ")) == len(of_site.total.why_by_site), "a table names all of them"


@pytest.mark.shows("F5")
async def test_a_picture_of_the_figures(site: Site) -> None:
    await live(site, 15)
    view = await report(site, "y2026")
    for language in ("ru", "en"):
        content = chart_png(view, translator_for(language))
        assert content.startswith(b"\x89PNG")
    data = chart_data(view, translator_for("ru"))
    months, audiences, _sites = data["charts"]
    assert sum(each["value"] for each in months["rows"]) == view.total.counts.visitors
    assert sum(each["value"] for each in audiences["rows"]) == view.total.counts.visitors
    empty = replace(
        view, total=replace(view.total, counts=type(view.total.counts)()), by_month=(), by_site=()
    )
    assert chart_png(empty, translator_for("ru")).startswith(b"\x89PNG")


async def test_files_are_named_after_what_is_in_them(site: Site) -> None:
    view = await report(site, "s2025")
    t = translator_for("ru")
    names = [figures_file(replace(view, kind=each), t) for each in (FileKind.XLSX, FileKind.CSV)]
    assert [each.name for each in names] == ["Республика Коми, 2025-26.xlsx", "Республика Коми, 2025-26.csv"]
    assert figures_file(replace(view, kind=FileKind.PICTURE), t).picture


@pytest.mark.shows("F5")
def test_what_somebody_typed_is_no_formula() -> None:
    evil = '=HYPERLINK("http://example.org")'
    table = Table("Лист", ["=a"], [[evil], [None], ["-1+1"]], [Form.NUMBER])
    rows = read_back(xlsx([table]))["Лист"]
    assert rows == [("=a",), (evil,), (None,), ("-1+1",)]
    book = load_workbook(io.BytesIO(xlsx([table])))
    assert {cell.data_type for row in book["Лист"].iter_rows() for cell in row if cell.value} == {"s"}
    assert as_csv(["a"], [[evil]], ",").decode().splitlines()[1] == '"\'=HYPERLINK(""http://example.org"")"'
