"""Tables as files: XLSX with real numbers, and CSV as a Russian Excel opens it with a double click.

What somebody typed stays a text in both: nothing that is stored becomes a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.figures.columns import Form


@dataclass(frozen=True, slots=True)
class Formed:
    """A number that is written otherwise than those of its column."""

    value: int | float | None
    form: Form


Cell = str | int | float | Formed | None

FORMATS: Final = {
    Form.NUMBER: "#,##0",
    Form.SHARE: "0.0%",
    Form.CHANGE: "+0.0%;-0.0%;0.0%",
    Form.DECIMAL: "0.0",
}
WIDEST: Final = 60
"""Characters of a column."""
BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """``name``: of the sheet, at most 31 characters. ``forms``: how the numbers of each column are written.
    ``total``: the last row is the sum of the others. ``wide``: columns that hold sentences."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    forms: Sequence[Form]
    total: bool = False
    wide: frozenset[int] = frozenset()


def xlsx(tables: Iterable[Table]) -> bytes:
    """A workbook with a sheet for each table, written row by row."""
    from openpyxl import Workbook  # some megabytes, for the first table only

    book = Workbook(write_only=True)
    for each in tables:
        _write(book.create_sheet(each.name[:31]), each)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _write(sheet: Any, table: Table) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "B2"
    for number, head in enumerate(table.heads):
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = (
            WIDEST if number in table.wide else _width(table, number, head)
        )
    sheet.append([_cell(sheet, each, Form.NUMBER, bold=True, wraps=True) for each in table.heads])
    for n, row in enumerate(table.rows, start=1):
        bold = table.total and n == len(table.rows)
        sheet.append(
            [
                _cell(sheet, value, form, bold=bold, wraps=number in table.wide)
                for number, (value, form) in enumerate(zip(row, table.forms, strict=True))
            ]
        )


def _width(table: Table, number: int, head: str) -> int:
    """A head is broken into lines at its words."""
    words = max(map(len, head.split()), default=0)
    texts = [len(cell) for cell in (row[number] for row in table.rows) if isinstance(cell, str)]
    return min(max(10, words + 2, *texts), WIDEST) if texts else max(10, words + 2)


def _cell(sheet: Any, value: Cell, form: Form, *, bold: bool, wraps: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if isinstance(value, Formed):
        return _cell(sheet, value.value, value.form, bold=bold, wraps=wraps)
    cell = WriteOnlyCell(sheet, value=None)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"  # else «=…» would be a formula
    elif value is not None:
        cell.value = value
        cell.number_format = FORMATS.get(form, "General")
    if bold:
        cell.font = Font(bold=True)
    if wraps:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]], decimal: str) -> bytes:
    """UTF-8 with its mark, semicolons, and the decimal sign of the language."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_plain(each, decimal) for each in row] for row in rows)
    return (BOM + made.getvalue()).encode()


def _plain(value: Cell, decimal: str) -> str:
    if isinstance(value, Formed):
        return _plain(value.value, decimal)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", decimal)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return str(value)
