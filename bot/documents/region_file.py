"""A region as a file to download: a workbook, its template, or JSON (F2)."""

from __future__ import annotations

from functools import partial

from bot.db.catalogue.exporting import as_file
from bot.documents.workbook.writing import template_of, workbook_of
from bot.domain.catalogue.reading import read_stored
from bot.domain.catalogue.sheets.comparing import digests_of
from bot.domain.region.files import FileForm, RegionFileView
from bot.ui.screen import File
from bot.ui.translator import Translator


def region_file(view: RegionFileView, t: Translator) -> File:
    """In the language of ``t``; JSON has none."""
    ending = "json" if view.form is FileForm.JSON else "xlsx"
    name = t.label(f"catalogue_file.name.{view.form}", region=view.region.name)
    return File(f"{name} {view.made_at:%Y-%m-%d}.{ending}", partial(_written, view, t))


def _written(view: RegionFileView, t: Translator) -> bytes:
    document = dict(view.document)
    if view.form is FileForm.JSON:
        return as_file(document).encode()
    if view.form is FileForm.TEMPLATE:
        return template_of(document, t)
    return workbook_of(document, t, digests_of(read_stored(document)))
