"""Labels that a phone does not cut."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
"""A space at which no line ends: «27 + 3», «7 Б»."""

ONE_IN_A_ROW = 30
TWO_IN_A_ROW = 14


def shorten(text: str, most: int = ONE_IN_A_ROW) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,·") + "…"


def name_label(name: str, most: int = ONE_IN_A_ROW) -> str:
    """A name for a button: of one too long what stands in quotation marks, else its beginning."""
    if len(name) <= most:
        return name
    quoted = re.search(r"«[^»]+»", name)
    return shorten(quoted.group() if quoted else name, most)
