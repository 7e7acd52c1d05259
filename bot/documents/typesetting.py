"""Papers as PDF. A template lays out what a dictionary says; texts come from the catalogues, so that a
template knows no language, and nothing that people typed is ever read as a command.

The PDF is tagged (PDF/UA-1), so that whoever cannot see it can have it read out. No network, no fonts of the
machine: the same bytes everywhere. Takes some hundredths of a second: in a thread.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

TEMPLATES = Path(__file__).parent / "templates"
PIXELS_PER_INCH = 100.0

_one_at_a_time = threading.Lock()
"""A flood of papers leaves the other core to those who tap."""


def pdf(template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """One paper; ``template``: the name of a file in ``templates``."""
    return _typeset(template, data, made_at, "pdf")[0]


def pictures(template: str, data: Mapping[str, Any], made_at: datetime) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return _typeset(template, data, made_at, "png")


def _typeset(
    template: str, data: Mapping[str, Any], made_at: datetime, kind: Literal["pdf", "png"]
) -> list[bytes]:
    import fontpkg_pt_sans  # tens of megabytes, for the first paper only
    import typst

    fonts = Path(fontpkg_pt_sans.__file__).parent / "files"
    with _one_at_a_time:
        compiler = typst.Compiler(
            input=str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
        if kind == "pdf":
            made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=int(made_at.timestamp()))
        else:
            made = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    pages = made if isinstance(made, list) else [made]
    return [each for each in pages if each is not None]
