"""Local months in SQL of both engines: as UTC moments, worked out beforehand for each clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, case, cast, extract, func, literal

from bot.domain.model import ProgrammeId, SiteId


@dataclass(frozen=True, slots=True)
class Clock:
    """Sites that share a time zone, and all that ever was to be seen at them. ``edges``: when each month
    begins there and when the last one is over (UTC, at least two)."""

    sites: tuple[SiteId, ...]
    programmes: tuple[ProgrammeId, ...]
    edges: tuple[datetime, ...]

    def month_of(self, moment: Column[datetime]) -> ColumnElement[int]:
        """Which month it is, from 0; outside of all of them it is the first or the last."""
        later = [(moment < edge, literal(n, Integer)) for n, edge in enumerate(self.edges[1:-1])]
        last = literal(len(self.edges) - 2, Integer)
        return case(*later, else_=last) if later else last

    def within(self, moment: Column[datetime]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return moment >= self.edges[0], moment < self.edges[-1]


def whole_hours(connection: Connection, since: Column[Any], until: Column[Any]) -> ColumnElement[int]:
    """How many whole hours lie between two moments, of which the second is no earlier."""
    if connection.dialect.name == "postgresql":
        return cast(func.floor(extract("epoch", until - since) / 3600), Integer)
    seconds = [cast(func.strftime("%s", each), Integer) for each in (until, since)]
    return cast((seconds[0] - seconds[1]) / 3600, Integer)


def number_of(keys: Sequence[tuple[int, int]], column: Column[int]) -> ColumnElement[int]:
    """The number that belongs to an id, of (id, number)."""
    by_number: dict[int, list[int]] = {}
    for key, number in keys:
        by_number.setdefault(number, []).append(key)
    return case(*((column.in_(ids), literal(number, Integer)) for number, ids in by_number.items()))
