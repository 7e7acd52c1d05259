"""Rows of messages as releases have stored them: they wait in databases out there, and have to stay readable.

A release adds those of its new kinds and fields: ``python -m tests.unit.stored_rows``. Until then a kind may
still change, and nothing needs to be written down.
"""

from __future__ import annotations

import json
import tomllib
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.domain.booking.views import Payload
from bot.domain.model import PersonId
from bot.services.messages.message import RECIPIENT, AnyMessage
from bot.services.messages.registry import ALL

FILE = Path(__file__).with_suffix(".json")
PROJECT = Path(__file__).parents[2] / "pyproject.toml"
READER = PersonId(7)

_EXAMPLES: Mapping[type, object] = {
    int: 3,
    str: "declined",
    date: date(2026, 12, 8),
    datetime: datetime(2026, 12, 8, 7, 0, tzinfo=UTC),
}


@dataclass(frozen=True, slots=True)
class Row:
    """``key``: None where it was made of what the row lacks."""

    kind: str
    payload: Payload
    key: str | None


def example_of(message: type[AnyMessage]) -> AnyMessage:
    """A message of this kind with something in every field."""
    hints = get_type_hints(message)
    given = {each.name: _example(hints[each.name]) for each in fields(message)}
    return message(**{**given, **({RECIPIENT: READER} if RECIPIENT in given else {})})


def _example(hint: Any) -> object:
    if get_origin(hint) in {types.UnionType, Union}:
        hint = next(each for each in get_args(hint) if each is not types.NoneType)
    if get_origin(hint) is tuple:
        return tuple(_example(each) for each in get_args(hint) if each is not Ellipsis) * 2
    return _EXAMPLES[getattr(hint, "__supertype__", hint)]


def row_of(message: AnyMessage) -> Row:
    """As it is stored now, for the reader."""
    notice = message.changes()
    beside = {} if notice is None else {"notice": notice.key(READER)}
    return Row(message.kind, {**message.payload(), **beside}, message.key(READER))


def released() -> tuple[str, list[Row]]:
    """The newest version whose rows are kept, and the rows of all."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return found["version"], [Row(**each) for each in found["rows"]]


def version() -> str:
    found: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return found


def keep_rows() -> None:
    """Adds what this release stores and no earlier one did; a row that was kept stays."""
    _, rows = released()
    known = {(each.kind, frozenset(each.payload)) for each in rows}
    now = [row_of(example_of(each)) for each in ALL]
    rows += [each for each in now if (each.kind, frozenset(each.payload)) not in known]
    lines = ",\n".join(json.dumps(asdict(each)) for each in rows)
    FILE.write_text(f'{{"version": "{version()}", "rows": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    keep_rows()
