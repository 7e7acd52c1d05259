"""What becomes of a photo before it is stored (A2)."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from bot.domain.catalogue.photo import LONGEST_SIDE, MOST_BYTES, PhotoProblem, Shrunk, shrink

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def picture(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(written, kind, **options)
    return written.getvalue()


def with_exif() -> bytes:
    """On its side, with a camera and a place."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Secretcam"
    exif.get_ifd(GPS)[2] = (61.0, 40.0, 0.0)
    return picture(800, 400, exif=exif.tobytes())


@pytest.mark.shows("A2")
def test_nothing_of_the_camera_is_left_and_it_stands_upright() -> None:
    raw = with_exif()
    assert b"Secretcam" in raw
    shrunk = shrink(raw)
    assert isinstance(shrunk, Shrunk)
    assert (shrunk.width, shrunk.height) == (400, 800)
    assert b"Exif" not in shrunk.content
    assert b"Secretcam" not in shrunk.content
    with Image.open(io.BytesIO(shrunk.content)) as again:
        assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (400, 800), {})


@pytest.mark.shows("A2")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_longer_side_is_at_most_so_long(kind: str) -> None:
    shrunk = shrink(picture(2400, 1200, kind))
    assert isinstance(shrunk, Shrunk)
    assert (shrunk.width, shrunk.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def bomb(side: int = 50_000) -> bytes:
    """A PNG of some hundred bytes that says it is 50,000 pixels wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.shows("A2")
@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (bomb(), PhotoProblem.TOO_LARGE),
        (bomb(6_000), PhotoProblem.TOO_LARGE),
        (bomb(1_000), PhotoProblem.NO_PICTURE),
        (b"\xff" * (MOST_BYTES + 1), PhotoProblem.TOO_LARGE),
        (picture(200, 100), PhotoProblem.TOO_SMALL),
        (picture(1600, 100), PhotoProblem.TOO_SMALL),
        (picture(400, 400)[:2000], PhotoProblem.NO_PICTURE),
        (picture(400, 400, "GIF"), PhotoProblem.NO_PICTURE),
        (b"", PhotoProblem.NO_PICTURE),
        (b"%PDF-1.7 no picture", PhotoProblem.NO_PICTURE),
        (b"\xff\xd8\xff\xe1" + b"A" * 64, PhotoProblem.NO_PICTURE),
    ],
    ids=[
        "bomb",
        "large",
        "says more than it has",
        "bytes",
        "small",
        "strip",
        "cut",
        "gif",
        "empty",
        "pdf",
        "junk",
    ],
)
def test_what_is_no_use_is_refused_with_its_reason(raw: bytes, why: PhotoProblem) -> None:
    assert shrink(raw) is why
