"""A workbook as the document of a catalogue file, or what is wrong with it, cell by cell."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.documents.workbook.archive import MOST_UNPACKED, refuse_archive
from bot.documents.workbook.words import choice_words
from bot.documents.workbook.writing import FIRST_ROW, MARK
from bot.domain.catalogue.problems import Problem, RowProblem
from bot.domain.catalogue.reading import read_catalogue
from bot.domain.catalogue.sheets.comparing import GivenFile
from bot.domain.catalogue.sheets.rows import WAS, CellProblem, Row, read_rows
from bot.domain.catalogue.sheets.tables import Path, tables
from bot.domain.catalogue.sheets.values import Cell, is_blank
from bot.ui.translator import BASE_LANGUAGE

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS: Final = 20_000
"""Of one sheet."""
MOST_COLUMNS: Final = 300
FAULTS: Final = "#faults"
"""The key of the column that says what is wrong with a row: not read again."""


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that is wrong. ``cells``: what can be shown in the workbook itself."""

    problems: tuple[RowProblem, ...]
    cells: tuple[CellProblem, ...] = ()


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(b"PK")


def read_file(raw: bytes) -> GivenFile | Faults:
    """A catalogue file of either kind; never an exception for what it holds."""
    if is_workbook(raw):
        return read_workbook(raw)
    read = read_catalogue(raw)
    return Faults(tuple(read)) if isinstance(read, list) else GivenFile(read)


def read_workbook(raw: bytes) -> GivenFile | Faults:
    refused = refuse_archive(raw)
    if refused is not None:
        return Faults((RowProblem("", refused, {"limit": MOST_UNPACKED}),))
    sheets: dict[Path, list[Row]] = {}
    faults: list[CellProblem] = []
    try:
        for path, page in _pages(raw):
            sheets[path] = list(_rows(path, page, faults))
    except Exception:
        return Faults((RowProblem("", Problem.NOT_A_WORKBOOK),))
    if () not in sheets and ("sites",) not in sheets:
        return Faults((RowProblem("", Problem.NO_KEYS),))
    read = read_rows(sheets, choice_words(BASE_LANGUAGE))
    faults += read.faults
    told = {(each.path, each.row, each.key) for each in faults}
    catalogue = read_catalogue(json.dumps(read.document, allow_nan=False, default=str))
    if not isinstance(catalogue, list) and not faults:
        return GivenFile(catalogue, read.was)
    whole: list[RowProblem] = []
    for problem in catalogue if isinstance(catalogue, list) else ():
        at = read.locate(problem)
        if at is None:
            whole.append(problem)
        elif (at.path, at.row, at.key) not in told:
            faults.append(at)
    return Faults((*whole, *(each.problem for each in faults)), tuple(faults))


def _pages(raw: bytes) -> Iterator[tuple[Path, Worksheet]]:
    """The sheets of ours, by the mark in their first cell."""
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(raw), data_only=False, keep_links=False)
    for page in workbook.worksheets:
        mark = page.cell(1, 1).value
        path = tuple(str(mark).removeprefix(MARK).split(".")) if str(mark).startswith(MARK) else None
        path = () if mark == MARK else path
        if path is not None and path in tables():
            yield path, page


def _rows(path: Path, page: Worksheet, faults: list[CellProblem]) -> Iterator[Row]:
    """The rows that hold something. A fault for formulas, merged cells, a sheet without an end."""
    keys: dict[int, str] = {}
    for number, cell in enumerate(page[1], start=1):
        if isinstance(cell.value, str) and cell.value != FAULTS and number <= MOST_COLUMNS:
            keys[number] = WAS if number == 1 else cell.value
    if page.max_row > MOST_ROWS:
        problem = RowProblem(page.title, Problem.SHEET_TOO_LONG, {"limit": MOST_ROWS})
        faults.append(CellProblem(path, FIRST_ROW, next(iter(keys.values()), ""), problem))
        return
    for merged in page.merged_cells.ranges:
        if merged.max_row >= FIRST_ROW:
            key = keys.get(merged.min_col, "")
            problem = RowProblem(f"{page.title} {merged.coord}", Problem.MERGED)
            faults.append(CellProblem(path, max(merged.min_row, FIRST_ROW), key, problem))
    rows = page.iter_rows(min_row=FIRST_ROW, max_col=max(keys, default=1))
    for number, row in enumerate(rows, start=FIRST_ROW):
        cells: dict[str, Cell] = {}
        for column, cell in enumerate(row, start=1):
            value: Any = cell.value
            key = keys.get(column, "")
            if not key or is_blank(value):
                continue
            if cell.data_type in {"f", "e"}:
                problem = RowProblem(f"{page.title} {cell.coordinate}", Problem.FORMULA)
                faults.append(CellProblem(path, number, key, problem))
                continue
            cells[key] = value
        if cells.keys() - {WAS}:
            yield Row(number, cells)
