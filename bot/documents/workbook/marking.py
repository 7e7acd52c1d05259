"""A workbook given back with its faults: each cell coloured, its fault beside it and in the last column."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bot.documents.workbook.reading import FAULTS
from bot.documents.workbook.words import choice_words, column_example, column_title, sheet_name
from bot.documents.workbook.writing import FIRST_ROW, MARK
from bot.domain.catalogue.file import Weekday
from bot.domain.catalogue.merging import SCHEDULE
from bot.domain.catalogue.problems import Kept, Problem, RowProblem
from bot.domain.catalogue.sheets.rows import CellProblem, value_at
from bot.domain.catalogue.sheets.tables import Column, Kind, tables
from bot.domain.catalogue.sheets.values import EXPLICITLY_NONE, ChoiceWords, to_cell
from bot.ui.coordinator.kept import field_label
from bot.ui.translator import BASE_LANGUAGE, Translator

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_COMMENTS: Final = 500
_RED: Final = "00F8B4B4"


def place_label(cell: CellProblem, t: Translator) -> str:
    """«Программы, строка 12, Предприятие»."""
    column = _column_of(cell)
    title = cell.key if column is None else column_title(cell.key, column, t).rstrip(" *")
    return t.label("file.place", sheet=sheet_name(cell.path, t), row=cell.row, column=title)


def _column_of(cell: CellProblem) -> Column | None:
    language = cell.key.rpartition(".")[2]
    columns = tables()[cell.path].columns
    return next((each for each in columns if cell.key in {each.key(), each.key(language)}), None)


def cell_label(cell: CellProblem, t: Translator, *, example: bool = False) -> str:
    """A fault as whoever looks at the table knows its words, perhaps with an example of what would do."""
    column, problem = _column_of(cell), cell.problem
    if problem.kind is Problem.REPEATED:
        return t.label("file.problem.repeated_here", value=str(problem.facts["value"]))
    if problem.kind is Problem.NOT_ONE_OF and column is not None and column.choices is not None:
        words = choice_words(t.code)
        expected = ", ".join(words.label(column.choices, each.value) for each in column.choices)
        return t.label("file.problem.not_one_of", expected=expected)
    said = problem_label(problem, t)
    shown = column_example(cell.key, column, t) if example and column is not None else ""
    if shown and problem.kind is not Problem.MISSING:
        return t.label("file.example", text=said, example=shown)
    return said


def problem_label(problem: RowProblem, t: Translator) -> str:
    """A fault in words; where a language has none, in English."""
    key = f"file.problem.{problem.kind}"
    facts = dict(problem.facts)
    if problem.kind is Problem.CLASH:
        facts["day"] = choice_words(t.code).label(Weekday, facts["day"])
    said = t.label(key, **facts) if t.has(key) else problem.what
    if problem.kept:
        fields = "; ".join(_kept_label(each, t) for each in problem.kept)
        return t.label("file.kept", text=said, fields=fields)
    return said


def _kept_label(kept: Kept, t: Translator) -> str:
    """«Группа от»: в чате 12, в файле 5."""
    has, says = (value_label(kept, each, t) for each in (kept.has, kept.says))
    return t.label("file.kept_field", field=field_label(kept.column, t), has=has, says=says)


def value_label(kept: Kept, value: Any, t: Translator) -> str:
    """A value as its cell says it; of weekly rules when they are."""
    words = choice_words(t.code)
    if value is None or value == []:
        return EXPLICITLY_NONE
    if kept.column == SCHEDULE:
        rules = tables()["sites", "programmes", "schedule"].columns
        return "; ".join(_cells(rules[2:], each, words) for each in value)
    table = tables()[("sites",) if kept.programme is None else ("sites", "programmes")]
    columns = [each for each in table.columns if each.path[0] == kept.column]
    return _cells(columns, {kept.column: value}, words, t.code)


def _cells(
    columns: Sequence[Column], part: Mapping[str, Any], words: ChoiceWords, language: str = BASE_LANGUAGE
) -> str:
    said = []
    for column in columns:
        value = value_at(part, column)
        if value is None or value == ():
            continue
        if column.kind is Kind.TRANSLATED:
            said.append(value.get(language) or value[BASE_LANGUAGE])
        else:
            said.append(str(to_cell(column, value, words)))
    return " ".join(said)


def marked(raw: bytes, cells: Iterable[CellProblem], t: Translator) -> bytes:
    """The same workbook. What an earlier reading had marked is unmarked first."""
    from openpyxl import load_workbook

    by_sheet: defaultdict[str, defaultdict[int, list[CellProblem]]] = defaultdict(lambda: defaultdict(list))
    for each in cells:
        by_sheet[MARK + ".".join(each.path)][max(each.row, FIRST_ROW)].append(each)
    workbook = load_workbook(io.BytesIO(raw), keep_links=False)
    faulty: list[int] = []
    for number, page in enumerate(workbook.worksheets):
        marker = _Marker(page, t)
        marker.clear()
        rows = by_sheet.get(str(page.cell(1, 1).value))
        if rows:
            faulty.append(number)
            for row, faults in rows.items():
                marker.mark(row, faults)
    if faulty:
        workbook.active = faulty[0]
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


class _Marker:
    """One sheet."""

    def __init__(self, page: Worksheet, t: Translator) -> None:
        self._page = page
        self._t = t
        self._columns = {cell.value: cell.column for cell in page[1] if isinstance(cell.value, str)}
        self._comments = 0

    def clear(self) -> None:
        from openpyxl.styles import PatternFill

        column = self._columns.get(FAULTS)
        for row in () if column is None else self._page.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if cell.fill.fgColor.rgb == _RED:
                    cell.fill, cell.comment = PatternFill(), None
                if cell.column == column:
                    cell.value = None

    def mark(self, row: int, faults: Sequence[CellProblem]) -> None:
        """Beside the row every fault of it, each with the title of its column."""
        from openpyxl.styles import Alignment, PatternFill

        said = self._page.cell(row, self._column())
        said.value = "\n".join(self._mark(row, each) for each in faults)
        said.data_type = "s"
        said.alignment = Alignment(wrap_text=True, vertical="top")
        said.fill = PatternFill("solid", fgColor=_RED)

    def _column(self) -> int:
        """Of the faults; made where there is none."""
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        if FAULTS not in self._columns:
            column = self._columns[FAULTS] = self._page.max_column + 1
            self._page.cell(1, column).value = FAULTS
            head = self._page.cell(2, column)
            head.value, head.font = self._t.label("file.faults"), Font(bold=True)
            self._page.column_dimensions[get_column_letter(column)].width = 60
        return self._columns[FAULTS]

    def _mark(self, row: int, fault: CellProblem) -> str:
        from openpyxl.cell.cell import Cell
        from openpyxl.comments import Comment
        from openpyxl.styles import PatternFill

        text = cell_label(fault, self._t, example=True)
        at = self._columns.get(fault.key)
        if at is None:
            return text
        cell = self._page.cell(row, at)
        if isinstance(cell, Cell) and self._comments < MOST_COMMENTS:  # of merged cells only the first is one
            cell.fill = PatternFill("solid", fgColor=_RED)
            cell.comment = Comment(text, MARK, height=100, width=300)
            self._comments += 1
        title = str(self._page.cell(2, at).value or "").rstrip(" *")
        return f"{title}: {text}" if title else text
