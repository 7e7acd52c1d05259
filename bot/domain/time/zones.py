"""Names of time zones: those of the IANA list, on every machine the same."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _names() -> frozenset[str]:
    # The library's own list: a machine's folder of zones has other files too, such as its «localtime».
    return frozenset((files("tzdata") / "zones").read_text("ascii").split()) - {"Factory"}


def is_zone(name: str) -> bool:
    """Whether it is a zone's name as IANA writes it, such as ``Europe/Moscow``."""
    return name in _names()
