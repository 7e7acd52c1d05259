"""The draw among applicants for an intake, and its check by anybody (D3). Nothing here needs the bot.

Before its seed can be known the numbered list is announced with its SHA-256. The order is by points, and
among equals by the SHA-256 of ``seed:number``: whoever withdraws changes nobody else's place. What is
published is a record, a few lines of text from which everything can be worked out again; it names numbers and
nobody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.booking.codes import grouped, latin_form
from bot.domain.model import ApplicationId, DrawId, PersonId, SessionId

MOST_ENTRANTS: Final = 40
"""So many lines of a list fit a message together with all that is needed to check it."""

SOURCE: Final = "Bank of Russia, USD"
"""Whose rate the seed is: of the day that the record names."""

_RATE = re.compile(r"(\d{1,4})[.,](\d{4})")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A line of the list. ``halves``: of a point, so that the mean of two reviewers is exact."""

    number: int
    application_id: ApplicationId
    halves: int


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as it was announced, and its seed once it is known. ``seed_day``: the day whose rate is the
    seed, which can be known from ``seed_at`` (UTC)."""

    id: DrawId
    session_id: SessionId
    code: str
    places: int
    digest: str
    seed_day: date
    seed_at: datetime
    announced_by: PersonId
    announced_at: datetime
    seed: str | None
    drawn_by: PersonId | None
    drawn_at: datetime | None


def points_text(halves: int) -> str:
    """«14.5», «15»."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def list_text(entrants: Sequence[Entrant]) -> str:
    """The list as it is published and hashed: ``1:14.5 2:14.5 3:12``, in UTF-8 and without a line end."""
    by_number = sorted(entrants, key=lambda each: each.number)
    return " ".join(f"{each.number}:{points_text(each.halves)}" for each in by_number)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def order_of(points: Mapping[int, int], seed: str) -> list[int]:
    """Numbers in the order in which places are given. ``points``: by number, on any scale."""
    return sorted(points, key=lambda number: (-points[number], digest_of(f"{seed}:{number}"), number))


def read_seed(text: str) -> str | None:
    """«92,4512» as it is hashed, ``92.4512``: a rate with its four digits behind the point; None for else."""
    found = _RATE.fullmatch(text.strip())
    return None if found is None else f"{int(found[1])}.{found[2]}"


def record_text(draw: Draw, entrants: Sequence[Entrant]) -> str:
    """What is published of a draw, line by line; the last two once it was drawn."""
    record = [
        f"draw: {latin_form(grouped(draw.code))}",
        f"list: {list_text(entrants)}",
        f"sha256: {draw.digest}",
        f"places: {draw.places}",
        f"source: {SOURCE} {draw.seed_day.isoformat()}",
    ]
    if draw.seed is not None:
        order = order_of({each.number: each.halves for each in entrants}, draw.seed)
        record += [f"seed: {draw.seed}", f"order: {' '.join(map(str, order))}"]
    return "\n".join(record)


# --- the check ------------------------------------------------------------------------------------------


class RecordProblem(StrEnum):
    """What is wrong with a record."""

    INCOMPLETE = "incomplete"
    """A line is missing, or cannot be read."""
    OTHER_LIST = "other_list"
    """The list is not the one whose hash was announced."""
    OTHER_ORDER = "other_order"
    """The order does not follow from list and seed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What follows from a record alone. ``order`` is empty as long as no seed is known; ``hashes``: by
    number, of ``seed:number``. ``missing``: the line that could not be read."""

    problem: RecordProblem | None
    missing: str | None = None
    source: str = ""
    seed: str | None = None
    places: int = 0
    points: Mapping[int, str] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    hashes: Mapping[int, str] = field(default_factory=dict)


_LINE = re.compile(r"\s*(draw|list|sha256|places|source|seed|order):\s*(.*?)\s*")
_ENTRY = re.compile(r"(\d{1,4}):(\d{1,4})(\.5)?")


def check_record(text: str, seed: str | None = None) -> Checked:
    """Works a record out again. ``seed``: the rate as the reader has looked it up, instead of the
    record's."""
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    said = {match[1]: match[2] for match in found if match is not None}
    points = _read_list(said.get("list", ""))
    places = said.get("places", "")
    for name, is_there in (
        ("list", bool(points)),
        ("sha256", "sha256" in said),
        ("places", places.isdecimal()),
        ("source", bool(said.get("source"))),
    ):
        if not is_there:
            return Checked(RecordProblem.INCOMPLETE, missing=name)
    if digest_of(said["list"]) != said["sha256"].lower():
        return Checked(RecordProblem.OTHER_LIST)
    used = read_seed(seed or said.get("seed", ""))
    if used is None:
        if seed is not None or "seed" in said:
            return Checked(RecordProblem.INCOMPLETE, missing="seed")
        return Checked(None, source=said["source"], places=int(places), points=_as_written(said["list"]))
    order = order_of(points, used)
    stated = said.get("order")
    differs = stated is not None and stated.split() != [str(each) for each in order]
    return Checked(
        RecordProblem.OTHER_ORDER if differs else None,
        source=said["source"],
        seed=used,
        places=int(places),
        points=_as_written(said["list"]),
        order=tuple(order),
        hashes={number: digest_of(f"{used}:{number}") for number in order},
    )


def _read_list(text: str) -> dict[int, int]:
    """Halves of a point by number; empty for what is no list."""
    found = [_ENTRY.fullmatch(each) for each in text.split()]
    read = {int(each[1]): 2 * int(each[2]) + bool(each[3]) for each in found if each is not None}
    return read if len(read) == len(found) else {}


def _as_written(text: str) -> dict[int, str]:
    return {int(number): points for number, _, points in (each.partition(":") for each in text.split())}
