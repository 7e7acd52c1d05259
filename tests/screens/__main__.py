"""``make gallery``: all screens in all languages, and all papers, as one page to look through."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.documents import day_sheet, poster
from bot.documents.papers import data_of, paper_file
from bot.documents.passport import data_of as passport_data
from bot.documents.passport import passport_file
from bot.documents.typesetting import pictures
from bot.ui.screen import File
from bot.ui.translator import languages, translator_for
from tests.screens.limits import hang_everything
from tests.screens.of_papers import papers_of, passports_of
from tests.screens.of_prints import posters_of, sheets_of_days
from tests.screens.page import Sheet, page_of
from tests.screens.showroom import LINKS, Showroom, open_showroom, prepare

GALLERY = Path(__file__).resolve().parents[2] / "build" / "gallery"


def main() -> int:
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        room = asyncio.run(open_showroom(Path(folder)))
    page = GALLERY / "index.html"
    page.write_text(page_of(hang_everything(room), list(sheets_of(room))), encoding="utf-8")
    print(f"Open {page} in a browser.")
    return 0


def sheets_of(room: Showroom) -> list[Sheet]:
    """Every paper in every language, written beside the page; of a PDF also what its pages look like."""
    found: list[Sheet] = []
    for language in languages():
        t = translator_for(language.code).for_reader(None)
        for number, (case, view) in enumerate(papers_of(room)):
            file = paper_file(view, t, LINKS)
            name = f"{language.code}-{number:02}{Path(file.name).suffix}"
            if name.endswith("pdf"):
                looks = pictures(view.kind.value, data_of(view, t, LINKS), view.made_at)
            else:
                looks = []
            found.append(_sheet(language.code, case, name, file, looks))
        for case, passport in passports_of(room):
            looks = pictures("passport", passport_data(passport, t), passport.now)
            name = f"{language.code}-passport-{case}.pdf"
            found.append(_sheet(language.code, f"passport, {case}", name, passport_file(passport, t), looks))
        for case, sheet in sheets_of_days(room):
            looks = pictures("day_sheet", day_sheet.data_of(sheet, t), sheet.made_at)
            name = f"{language.code}-day-{case}.pdf"
            file = day_sheet.day_sheet_file(sheet, t)
            found.append(_sheet(language.code, f"list of a day, {case}", name, file, looks))
        for number, (case, print_view) in enumerate(posters_of(room)):
            looks = pictures("poster", poster.data_of(print_view, t, LINKS), print_view.made_at)
            name = f"{language.code}-print-{number:02}.pdf"
            file = poster.print_file(print_view, t, LINKS)
            found.append(_sheet(language.code, f"print, {case}", name, file, looks))
    return found


def _sheet(language: str, case: str, name: str, file: File, looks: list[bytes]) -> Sheet:
    (GALLERY / name).write_bytes(file.write())
    shown = [f"{Path(name).stem}-{page}.png" for page in range(1, len(looks) + 1)]
    for each, picture in zip(shown, looks, strict=True):
        (GALLERY / each).write_bytes(picture)
    return Sheet(language, case, name, tuple(shown))


if __name__ == "__main__":
    sys.exit(main())
