"""A photo of a site, freed of what a camera writes into it, and small enough to be sent (A2).

Whatever arrives is decoded within limits and written anew: where it was taken, when and by whose camera goes,
and what only looks like a picture is refused. It takes long: in a thread.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.catalogue.catalogue import Site
from bot.domain.model import DraftId, PhotoId, PhotoState
from bot.domain.refusal import Refusal

MOST_BYTES = 10 * 1024 * 1024
"""As Telegram takes a photo."""
MOST_PIXELS = 30_000_000
"""Three bytes each while it is made smaller."""
LONGEST_SIDE = 1600
LEAST_SIDE = 320
"""Pixels of the longer side: less shows nothing on a phone."""
MOST_RATIO = 4
"""Of the sides: a longer strip is no photo of a site."""
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


class PhotoProblem(StrEnum):
    """Why a picture is not taken; the text is ``problem.<value>``."""

    TOO_LARGE = "photo_too_large"
    TOO_SMALL = "photo_too_small"
    NO_PICTURE = "photo_unreadable"


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A JPEG with nothing in it but the picture; sides in pixels."""

    content: bytes
    width: int
    height: int


def shrink(raw: bytes) -> Shrunk | PhotoProblem:
    """The picture written anew, upright, its longer side at most ``LONGEST_SIDE``. What would take more than
    ``MOST_PIXELS`` is refused by what its head says, before anything is decoded."""
    from PIL import Image, ImageOps  # memory and time for those who have a photo

    if len(raw) > MOST_BYTES:
        return PhotoProblem.TOO_LARGE
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a size that is suspicious, or of a damaged head
            with Image.open(io.BytesIO(raw), formats=_FORMATS) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    return PhotoProblem.TOO_LARGE
                if max(width, height) < LEAST_SIDE or max(width, height) > MOST_RATIO * min(width, height):
                    return PhotoProblem.TOO_SMALL
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded smaller at once
                picture = ImageOps.exif_transpose(opened).convert("RGB")
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return PhotoProblem.TOO_LARGE
    except Exception:  # a decoder fails in many ways, and each of them means that it is no picture
        return PhotoProblem.NO_PICTURE
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Shrunk(written.getvalue(), *bare.size)


@dataclass(frozen=True, slots=True)
class SitePhoto:
    """``file_id``: by which the present bot can send it again without its content."""

    id: PhotoId
    state: PhotoState
    content: bytes
    file_id: str | None


@dataclass(frozen=True, slots=True)
class PhotoView:
    """The photo of a site for whoever decides on it: the one that visitors may see, and one that was sent and
    is still to be agreed to."""

    site: Site
    photo: SitePhoto | None
    preview: SitePhoto | None
    owns: bool


@dataclass(frozen=True, slots=True)
class PhotoQuestionView:
    """``refusal``: of what was sent last."""

    draft_id: DraftId
    site: Site
    has_photo: bool
    refusal: Refusal | None
