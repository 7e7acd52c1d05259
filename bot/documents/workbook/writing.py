"""A catalogue as a workbook, and the template of one.

The first row of each sheet, which is hidden, says which field a column is; the first column, hidden too, what
the row was when it was written. Nothing in a cell is ever a formula.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from bot.documents.workbook.words import (
    choice_words,
    column_example,
    column_hint,
    column_title,
    sheet_name,
)
from bot.domain.catalogue.sheets.rows import WAS, Document, Sheet, sheets_of
from bot.domain.catalogue.sheets.tables import Column, Kind, Path
from bot.domain.catalogue.sheets.values import ChoiceWords
from bot.ui.translator import Translator, languages

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MARK: Final = "#"
"""How the first cell of a sheet begins, which says which list it is."""
FIRST_ROW: Final = 3
"""Below the keys and the titles."""
ROWS_TO_FILL: Final = 1000
"""So far down choices can be chosen."""
_CHOICES: Final = "#choices"
_WIDE, _NARROW = 36, 16
_MADE_AT: Final = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same catalogue is the same file."""


def workbook_of(
    document: Document, t: Translator, digests: Mapping[tuple[Path, str], str] | None = None
) -> bytes:
    """``digests``: of its sites and routes, so that what changes meanwhile is not overwritten unasked."""
    from openpyxl import Workbook  # a third of a second, for the first workbook only

    words = choice_words(t.code)
    sheets = sheets_of(document, words, [each.code for each in languages()], digests or {})
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    lists = workbook.create_sheet(_CHOICES)
    lists.sheet_state = "hidden"
    choices = _Choices(lists, words)
    ranges = _ranges(sheets, t)
    for each in sheets:
        _write(workbook, each, choices, ranges, t)
    workbook.move_sheet(lists, len(sheets))
    workbook.active = min(6, len(sheets) - 1)
    workbook.properties.created = workbook.properties.modified = _MADE_AT
    workbook.properties.creator = ""
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def template_of(document: Document, t: Translator) -> bytes:
    """The same with what sites refer to, and without any."""
    kept = ("format", "region", "cities", "industries", "professions")
    return workbook_of({name: document[name] for name in kept if name in document}, t)


class _Choices:
    """Lists of choices, on a sheet of their own: a list in the cell itself has room for few."""

    def __init__(self, sheet: Worksheet, words: ChoiceWords) -> None:
        self._sheet = sheet
        self._words = words
        self._known: dict[object, str] = {}

    def labels(self, column: Column) -> list[str]:
        if column.choices is None:
            return list(self._words.yes_no)
        return [self._words.label(column.choices, each.value) for each in column.choices]

    def of(self, column: Column) -> str | None:
        """The cells that hold the choices of a column; None: anything can be typed."""
        if column.many or (column.choices is None and column.kind is not Kind.YES_NO):
            return None
        key = column.choices or Kind.YES_NO
        if key not in self._known:
            labels = self.labels(column)
            number = len(self._known) + 1
            for row, label in enumerate(labels, start=1):
                self._sheet.cell(row, number, label)
            letter = _letter(number)
            self._known[key] = f"'{_CHOICES}'!${letter}$1:${letter}${len(labels)}"
        return self._known[key]


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def _ranges(sheets: list[Sheet], t: Translator) -> Mapping[Path, str]:
    """Where the titles of parts stand that others refer to."""
    found: dict[Path, str] = {}
    for each in sheets:
        title = each.table.title
        if title is not None and each.table.key is not None and not each.table.parents:
            letter = _letter(list(each.keys).index(f"{title}.ru") + 2)
            name = sheet_name(each.table.path, t)
            found[each.table.path] = f"'{name}'!${letter}${FIRST_ROW}:${letter}${ROWS_TO_FILL}"
    return found


def _write(
    workbook: Workbook, sheet: Sheet, choices: _Choices, ranges: Mapping[Path, str], t: Translator
) -> None:
    page = workbook.create_sheet(sheet_name(sheet.table.path, t))
    _put(page, 1, 1, MARK + ".".join(sheet.table.path))
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[1].hidden = True
    for number, (key, column) in enumerate(sheet.keys.items(), start=2):
        _put(page, 1, number, key)
        _head(page, number, column_title(key, column, t), _about(sheet.table.path, key, column, choices, t))
        letter = _letter(number)
        page.column_dimensions[letter].width = _WIDE if column.kind is Kind.TRANSLATED else _NARROW
        page.column_dimensions[letter].number_format = "@"
        page.column_dimensions[letter].hidden = column.is_key
        _offer(page, letter, choices.of(column) or _reference(column, ranges))
    for row, cells in enumerate(sheet.rows, start=FIRST_ROW):
        for number, key in enumerate((WAS, *sheet.keys), start=1):
            if cells.get(key) is not None:
                _put(page, row, number, cells[key])
    page.freeze_panes = f"C{FIRST_ROW}"


def _head(page: Worksheet, number: int, title: str, about: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    head = _put(page, 2, number, title)
    head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
    head.alignment = Alignment(wrap_text=True, vertical="top")
    if about:
        head.comment = Comment(about, MARK, height=120, width=320)


def _reference(column: Column, ranges: Mapping[Path, str]) -> str | None:
    return None if column.many else ranges.get(column.refers)


def _put(page: Worksheet, row: int, number: int, value: Any) -> Any:
    """A text is a text, whatever it begins with."""
    cell = page.cell(row, number)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def _offer(page: Worksheet, letter: str, values: str | None) -> None:
    """A list to choose from, in which what is new may be typed all the same."""
    if values is None:
        return
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=values, allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{ROWS_TO_FILL}")
    page.add_data_validation(rule)


def _about(path: Path, key: str, column: Column, choices: _Choices, t: Translator) -> str:
    """What belongs there, with an example as it would stand there."""
    if column.kind is Kind.PARENT:
        return ""
    said = [column_hint(path, column, t)]
    if example := column_example(key, column, t):
        said.append(t.label("sheet.example", example=example))
    if column.choices is not None and column.many:
        said.append(", ".join(choices.labels(column)))
    if column.parts is not None:
        names = [f"sheet.part.{each}" for each in column.parts.model_fields]
        said.append(t.label("sheet.parts", fields=" | ".join(t.label(each) for each in names)))
    return "\n".join(said)
