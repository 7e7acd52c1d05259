"""Names of time zones: those of the IANA list, on every machine the same."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

AREAS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
"""What the names of places begin with. The list has others, which stand for no place («EST5EDT», «W-SU»,
«Etc/GMT+3») or are kept for old machines («US/Pacific», «Cuba»)."""

UTC: Final = "UTC"


@cache
def _names() -> frozenset[str]:
    # The library's own list: a machine's folder of zones has other files too, such as its «localtime».
    return frozenset((files("tzdata") / "zones").read_text("ascii").split()) - {"Factory"}


def is_zone(name: str) -> bool:
    """Whether it is a zone's name as IANA gives places, such as ``Europe/Moscow``, or UTC: what is let in."""
    return name in _names() and (name == UTC or name.partition("/")[0] in AREAS)


def is_readable_zone(name: str) -> bool:
    """Whether its clocks are known, whatever it is called: what an earlier release has let in works on."""
    return name in _names()
