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


def shorten(text: str, most: int = ONE_IN_A_ROW) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,·") + "…"


def name_label(name: str, most: int = ONE_IN_A_ROW) -> str:
    """A name for a button: of one too long what stands in quotation marks, else its beginning."""
    if len(name) <= most:
        return name
    quoted = re.search(r"«[^»]+»", name)
    return shorten(quoted.group() if quoted else name, most)
