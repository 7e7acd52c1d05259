"""Files that pass through the simulated Telegram (rules 36 to 38)."""

from __future__ import annotations

import mimetypes
import struct
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from sandbox.rules import (
    FILE_LINK_LIVES,
    MAX_DOWNLOAD,
    MAX_PHOTO,
    MAX_UPLOAD,
    ApiError,
    WrongRequest,
)

NO_SUCH_FILE: Final = "wrong file identifier/HTTP URL specified"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a request."""

    filename: str
    content: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram keeps; ``kind`` is photo or document; the sides are in pixels."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int | None = None
    height: int | None = None

    @property
    def size(self) -> int:
        return len(self.content)


Uploads = dict[str, UploadedFile]


class FileStore:
    """Keeps every file that was sent and the links by which the bot may fetch them."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[str, datetime]] = {}

    def find(self, file_id: str, kind: str | None = None) -> StoredFile:
        found = self._files.get(file_id)
        if found is None or (kind is not None and found.kind != kind):
            raise WrongRequest(NO_SUCH_FILE)
        return found

    def resolve(self, given: str | None, field: str, kind: str, uploads: Uploads) -> StoredFile:
        """The file that a method names: an upload under the field's own name, ``attach://``, or a file_id.

        A web address is refused as Telegram refuses one that it cannot fetch: the sandbox has no network.
        """
        if given and given.startswith("attach://"):
            upload = uploads.get(given.removeprefix("attach://"))
        elif given:
            return self.find(given, kind)
        else:
            upload = uploads.get(field)
            if upload is None:
                raise WrongRequest(f"there is no {kind} in the request")
        if upload is None:
            raise WrongRequest(NO_SUCH_FILE)
        return self.keep(upload, kind)

    def keep(self, upload: UploadedFile, kind: str) -> StoredFile:
        """Stores an upload; refuses what Telegram refuses."""
        content = upload.content
        if not content:
            raise WrongRequest("file must be non-empty")
        if len(content) > MAX_UPLOAD:
            raise ApiError(413)
        width = height = None
        if kind == "photo":
            width, height = _check_photo(content)
        mime = upload.content_type or mimetypes.guess_type(upload.filename)[0] or "application/octet-stream"
        name = upload.filename.replace("\\", "/").rsplit("/", 1)[-1] or "file"
        number = len(self._files) + 1
        digest = sha256(content).hexdigest()[:12]
        prefix = "AgACAgIAAx" if kind == "photo" else "BQACAgIAAx"
        stored = StoredFile(
            f"{prefix}{number:06d}{digest}", f"AQAD{digest}", kind, name, mime, content, width, height
        )
        self._files[stored.file_id] = stored
        return stored

    def thumbnail(self, large: StoredFile) -> StoredFile:
        """A second, small size of a photo; the sandbox does not scale, it only states other sides."""
        longest = max(large.width or 1, large.height or 1)
        small = replace(
            large,
            file_id=f"{large.file_id}s",
            unique_id=f"{large.unique_id}s",
            width=max(1, (large.width or 1) * 90 // longest),
            height=max(1, (large.height or 1) * 90 // longest),
        )
        self._files[small.file_id] = small
        return small

    def link(self, file_id: str, now: datetime) -> tuple[StoredFile, str]:
        """A path by which the file may be fetched for an hour (rule 37)."""
        found = self.find(file_id)
        if found.size > MAX_DOWNLOAD:
            raise WrongRequest("file is too big")
        suffix = "." + found.name.rsplit(".", 1)[-1] if "." in found.name else ""
        path = f"{found.kind}s/file_{len(self._links)}{suffix}"
        self._links[path] = (file_id, now + FILE_LINK_LIVES)
        return found, path

    def by_link(self, path: str, now: datetime) -> StoredFile | None:
        file_id, until = self._links.get(path, ("", now))
        return self._files[file_id] if file_id and now < until else None


def _check_photo(content: bytes) -> tuple[int, int]:
    """Rule 38: at most 10 MB, sides together at most 10 000 pixels, none over 20 times the other."""
    if len(content) > MAX_PHOTO:
        raise WrongRequest(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO} bytes"
        )
    sides = image_sides(content)
    if sides is None:
        raise WrongRequest("IMAGE_PROCESS_FAILED")
    width, height = sides
    if width + height > 10_000 or max(sides) > 20 * min(sides):
        raise WrongRequest("PHOTO_INVALID_DIMENSIONS")
    return width, height


def image_sides(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG or GIF; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return (width, height) if width and height else None
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return (width, height) if width and height else None
    if content.startswith(b"\xff\xd8"):
        return _jpeg_sides(content)
    return None


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
