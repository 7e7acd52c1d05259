"""Every PDF is tagged, so that whoever cannot see it can have it read out; and another program shows it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.documents.typesetting import TEMPLATES
from bot.domain.papers.kinds import PaperKind
from tests.screens.gallery import Gallery, Shot

NO_PAPERS = {"base.typ", "chart.typ"}
"""What the others are laid out with, and what becomes a picture."""


def _papers(galleries: Sequence[Gallery]) -> Iterator[Shot]:
    """All messages with a PDF: papers of a booking, passports, prints, lists of a day."""
    for gallery in galleries:
        for shot in gallery.shots:
            if shot.screen.file is not None and shot.screen.file.name.endswith(".pdf"):
                yield shot


@pytest.mark.shows("B14")
def test_every_pdf_can_be_read_out(galleries: Sequence[Gallery]) -> None:
    problems = []
    for shot in _papers(galleries):
        assert shot.screen.file is not None
        read = PdfReader(io.BytesIO(shot.screen.file.write()))
        catalogue = read.root_object
        if not catalogue.get("/MarkInfo", {}).get("/Marked"):
            problems.append(f"{shot.name}: is not marked")
        if not catalogue.get("/StructTreeRoot", {}).get("/K"):
            problems.append(f"{shot.name}: has no structure")
        if str(catalogue.get("/Lang", ""))[:2] != shot.language:
            problems.append(f"{shot.name}: is read out in {catalogue.get('/Lang')}")
        if not (read.metadata and read.metadata.title):
            problems.append(f"{shot.name}: has no title")
    assert not problems, "\n".join(problems)


def test_every_template_is_among_them(galleries: Sequence[Gallery]) -> None:
    """A new one cannot be left out."""
    kinds = {shot.of for shot in _papers(galleries)}
    cases = {shot.case.partition(",")[0] for shot in _papers(galleries) if shot.of == "message paper"}
    shown: set[str] = {each.value for each in PaperKind if each.value in cases}
    shown |= {"passport"} if "message class.passport" in kinds else set()
    shown |= {"day_sheet"} if "message site.day_sheet" in kinds else set()
    shown |= {"poster"} if "message link.print" in kinds else set()
    assert {f"{each}.typ" for each in shown} == {each.name for each in TEMPLATES.glob("*.typ")} - NO_PAPERS


PAGE = re.compile(rb"P5\n(\d+) (\d+)\n255\n")
"""Where a picture of a page begins that pdftoppm writes: its width and height."""


def _by_poppler(program: str, *arguments: str) -> bytes:
    if shutil.which(program) is None:
        if "CI" in os.environ:
            pytest.fail(f"{program} is missing; on Debian: apt install poppler-utils")
        pytest.skip(f"{program} is missing; on Debian: apt install poppler-utils")
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return done.stdout


def _pages(pictures: bytes) -> Iterator[bytes]:
    at = 0
    while header := PAGE.match(pictures, at):
        end = header.end() + int(header[1]) * int(header[2])
        yield pictures[header.end() : end]
        at = end


@pytest.mark.shows("B14")
@pytest.mark.processes
def test_another_program_reads_and_shows_every_paper(galleries: Sequence[Gallery], tmp_path: Path) -> None:
    """Texts and signs are found as one looks at them, and no page is empty."""
    file = tmp_path / "paper.pdf"
    for shot in _papers(galleries):
        assert shot.screen.file is not None
        content = shot.screen.file.write()
        file.write_bytes(content)
        read = PdfReader(io.BytesIO(content))
        text = _by_poppler("pdftotext", str(file), "-").decode("utf-8")
        assert "\N{REPLACEMENT CHARACTER}" not in text, shot.name
        words = {word for page in read.pages for word in page.extract_text().split() if word.isalpha()}
        assert words, shot.name
        assert len(words - set(text.split())) < len(words) / 10, shot.name
        pages = list(_pages(_by_poppler("pdftoppm", "-r", "20", "-gray", str(file))))
        assert len(pages) == len(read.pages), shot.name
        assert all(min(page) < 128 for page in pages), f"{shot.name}: a page is empty"
