"""``make gallery``: all screens in all languages, and all papers, as one page to look through."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.documents.papers import data_of, paper_file
from bot.documents.passport import data_of as passport_data
from bot.documents.passport import passport_file
from bot.documents.typesetting import pictures
from bot.ui.translator import languages, translator_for
from tests.screens.limits import hang_everything
from tests.screens.of_papers import papers_of, passports_of
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
            (GALLERY / name).write_bytes(file.write())
            looks: list[str] = []
            made = (
                pictures(view.kind.value, data_of(view, t, LINKS), view.made_at)
                if name.endswith("pdf")
                else ()
            )
            for page, picture in enumerate(made, start=1):
                looks.append(f"{language.code}-{number:02}-{page}.png")
                (GALLERY / looks[-1]).write_bytes(picture)
            found.append(Sheet(language.code, case, name, tuple(looks)))
        for case, passport in passports_of(room):
            name = f"{language.code}-passport-{case}.pdf"
            (GALLERY / name).write_bytes(passport_file(passport, t).write())
            looks = []
            for page, picture in enumerate(pictures("passport", passport_data(passport, t), passport.now), 1):
                looks.append(f"{language.code}-passport-{case}-{page}.png")
                (GALLERY / looks[-1]).write_bytes(picture)
            found.append(Sheet(language.code, f"passport, {case}", name, tuple(looks)))
    return found


if __name__ == "__main__":
    sys.exit(main())
