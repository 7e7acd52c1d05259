"""Every PDF is tagged, so that whoever cannot see it can have it read out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

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
