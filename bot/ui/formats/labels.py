"""Labels that a phone does not cut."""

from __future__ import annotations

import re

from bot.domain.booking.booking import Visit
from bot.domain.model import DayWord

NO_BREAK = "\u00a0"
"""A space at which no line ends: «27 + 3», «7 Б»."""

ONE_IN_A_ROW = 30
TWO_IN_A_ROW = 14


def coming_key(key: str, coming: int, seats: int) -> str:
    """The text for so many people where ``seats`` were booked: fewer, as many, more."""
    if coming == seats:
        return f"{key}_same"
    return f"{key}_more" if coming > seats else key


def said_key(visit: Visit) -> str:
    """Which text says what the leader said: «Выехали» of a group that is late already is «Едем»."""
    if visit.said is DayWord.ON_WAY and visit.said_at is not None and visit.said_at >= visit.starts_at:
        return "driving"
    return str(visit.said)


def within(text: str) -> str:
    """A text that begins with a capital, in the middle of another; abbreviations keep theirs."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def alone(text: str) -> str:
    """A text that stands within others, as a line of its own."""
    return text[:1].upper() + text[1:]


LEAST_OF_A_NAME = 10


def shorten(text: str, most: int = ONE_IN_A_ROW) -> str:
    """The text, or as many of its words as fit, with an ellipsis; of one long word its beginning."""
    if len(text) <= most:
        return text
    words, space, _ = text[:most].rpartition(" ")
    kept = words if space and len(words) >= LEAST_OF_A_NAME else text[: most - 1]
    return kept.rstrip(" ,·—-") + "…"


def name_label(name: str, most: int = ONE_IN_A_ROW) -> str:
    """A name for a button: of one too long what stands in quotation marks, else its beginning."""
    if len(name) <= most:
        return name
    quoted = re.search(r"«[^»]+»", name)
    return shorten(quoted.group() if quoted else name, most)


def place_label(name: str, city: str, most: int = ONE_IN_A_ROW) -> str:
    """A site's name with its town, for a button: the name is shortened, and the town left out, if need be."""
    tail = f" · {city}"
    room = most - len(tail)
    return name_label(name, most) if room < LEAST_OF_A_NAME else name_label(name, room) + tail


def within_quotes(text: str) -> str:
    """A name that stands in quotation marks itself: «Турфирма „Северный путь“»."""
    return text.replace("«", "„").replace("»", "“")
