"""What a person sees: a text with buttons, and perhaps one attachment. Values only, no Telegram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.ui.formats.html import Html


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: ``tap`` is packed callback data, ``url`` a link, ``copied`` (1-256 characters) goes
    into the clipboard, ``inline_query`` into a chat that the person chooses, ``heading`` does nothing. It has
    one of them; its colour follows from ``tap``."""

    label: str
    tap: str | None = None
    url: str | None = None
    inline_query: str | None = None
    copied: str | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Inline:
    """Buttons under a message, row by row; empty removes what was there."""

    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AskContact:
    """The reply keyboard with «share my number», and plain words that may be sent instead."""

    label: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoveReplyKeyboard:
    """Takes the reply keyboard of an earlier question away."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place on the map (degrees), sent beside the text on demand."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class File:
    """A file whose caption the text is. ``write`` makes what is in it, which takes long: in a thread.
    ``picture``: it is shown in the chat."""

    name: str
    write: Callable[[], bytes]
    picture: bool = False

    def written(self) -> File:
        """The same, made."""
        content = self.write()
        return File(self.name, lambda: content, self.picture)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture whose caption the text is; a message of its own. ``number``: of the photo, to which the
    ``file_id`` belongs, by which Telegram sends it again; None: it has to be given the ``content``. A picture
    that is made anew each time has no number."""

    number: int | None
    content: bytes
    file_id: str | None


MOST_CHARACTERS: Final = 700
"""Of a message where somebody has to act: a phone shows it with its buttons ("How it must feel")."""


@dataclass(frozen=True, slots=True)
class Screen:
    """``text`` is HTML of at most 4,096 characters after parsing, 1,024 with a file or photo; 700 where
    somebody must act. A file comes with messages that the bot starts: what a tap shows is there at once."""

    text: Html
    keyboard: Inline | AskContact | RemoveReplyKeyboard = Inline()
    venue: Venue | None = None
    file: File | None = None
    photo: Photo | None = None
    alone: bool = False
    """A text to which nothing is added, such as a consent: what was agreed to is what stands there."""
