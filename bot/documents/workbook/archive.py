"""What a workbook holds before anything reads it: an XLSX file is an archive that anybody may have made.

It is unpacked up to a limit only, whatever its head says; what a catalogue does not need (macros, links to
elsewhere, declarations of XML) is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from bot.domain.catalogue.problems import Problem

MOST_BYTES = 5_000_000
"""Of the file; 500 sites need about half a megabyte."""
MOST_UNPACKED = 60_000_000
MOST_PARTS = 200
_PIECE = 65_536
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_REFUSED = re.compile(r"vbaProject|externalLinks?/|embeddings/|activeX/|\.bin$", re.IGNORECASE)
_WORKBOOK = "xl/workbook.xml"
_XML = (b"<", b"\xef\xbb\xbf<")
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError)
"""Damaged, cut off, with places outside of itself; RuntimeError: locked with a password, or of a later kind
than the library unpacks."""


def refuse_archive(raw: bytes) -> Problem | None:
    """Why a file is not read; None: it is an XLSX file of a reasonable size, as far as one can see."""
    if len(raw) > MOST_BYTES:
        return Problem.WORKBOOK_TOO_BIG
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _refuse(archive)
    except _UNREADABLE:
        return Problem.NOT_A_WORKBOOK


def _refuse(archive: zipfile.ZipFile) -> Problem | None:
    parts = archive.infolist()
    names = [each.filename for each in parts]
    if _WORKBOOK not in names or len(set(names)) != len(names):
        return Problem.NOT_A_WORKBOOK
    if any(each.compress_type not in _PACKED for each in parts):
        return Problem.NOT_A_WORKBOOK
    if len(parts) > MOST_PARTS or any(_REFUSED.search(name) for name in names):
        return Problem.WORKBOOK_TOO_BIG
    left = MOST_UNPACKED
    for part in parts:
        is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
        tail = b""
        for number, piece in enumerate(_pieces(archive, part)):
            left -= len(piece)
            if left < 0:
                return Problem.WORKBOOK_TOO_BIG
            if is_xml and number == 0 and not piece.lstrip().startswith(_XML):
                return Problem.NOT_A_WORKBOOK
            if is_xml and _DECLARED.search(tail + piece):
                return Problem.NOT_A_WORKBOOK
            tail = piece[-16:]
    return None


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece
