"""How tests look into a workbook of the catalogue, and change it."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def columns_of(page: Worksheet) -> dict[str, int]:
    """The numbers of the columns by the keys in the hidden first row."""
    return {str(cell.value): number for number, cell in enumerate(page[1], start=1)}


def saved(workbook: Workbook) -> bytes:
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()
