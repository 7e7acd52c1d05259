"""Single cells: a value of a catalogue file as a person reads and writes it, and back.

What a spreadsheet makes of what is typed is undone: 10.0 is 10, a date is the day that it shows. What cannot
be read is left as it is, and the reader of the file says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.domain.catalogue.file import Part
from bot.domain.catalogue.reading import fields_of
from bot.domain.catalogue.sheets.tables import Column, Kind, kind_of

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

BETWEEN: Final = ", "
_WITHIN: Final = " | "
EXPLICITLY_NONE: Final = "—"
"""An empty list where an empty cell would mean that nothing is said."""
_FIRST_DAY: Final = dt.date(1899, 12, 30)
"""Of which a spreadsheet counts."""
_DAYS: Final = (20_000, 80_000)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DOTTED_MONTH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")
_WHOLE = re.compile(r"-?\d{1,9}")
_NUMBER = re.compile(r"-?\d{1,9}[.,]\d{1,12}")


@dataclass(frozen=True, slots=True)
class ChoiceWords:
    """How choices are called: in the language of whoever reads, and in every language when they are read.
    ``labels``: by their enumeration and code, which several enumerations may share."""

    labels: Mapping[tuple[type[StrEnum], str], str]
    yes_no: tuple[str, str]
    known: Mapping[tuple[type[StrEnum], str], str] = field(default_factory=dict)
    """Codes by their enumeration and what people may call them, folded."""
    known_yes_no: Mapping[str, bool] = field(default_factory=dict)

    def label(self, choices: type[StrEnum], code: object) -> str:
        return self.labels.get((choices, str(code)), str(code))

    def code(self, choices: type[StrEnum], text: str) -> str:
        return self.known.get((choices, text.strip().casefold()), text.strip())


def is_blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


# --- to a cell ------------------------------------------------------------------------------------------


def to_cell(column: Column, value: Any, words: ChoiceWords) -> Cell:
    """A value of the document as it stands in a cell; several in a row, each part on a line."""
    if column.kind is Kind.PARTS and column.parts is not None:
        return "\n".join(_part_line(column.parts, each, words) for each in value) or EXPLICITLY_NONE
    if column.many:
        return BETWEEN.join(str(_one(column.kind, column.choices, each, words)) for each in value)
    return _one(column.kind, column.choices, value, words)


def _one(kind: Kind, choices: type[StrEnum] | None, value: Any, words: ChoiceWords) -> Cell:
    if choices is not None:
        return words.label(choices, value)
    if kind is Kind.YES_NO:
        return words.yes_no[0] if value else words.yes_no[1]
    cell: Cell = value
    return cell


def _part_line(part: type[Part], value: Mapping[str, Any], words: ChoiceWords) -> str:
    said = []
    for name, info in fields_of(part).items():
        many, hint = _many(info.annotation)
        kind, choices = kind_of(hint)
        given = value.get(name, info.get_default())
        each = given if many else (given,)
        said.append(BETWEEN.join(str(_one(kind, choices, one, words)) for one in each if one is not None))
    return _WITHIN.join(said)


def _many(annotation: Any) -> tuple[bool, Any]:
    if getattr(annotation, "__origin__", None) is tuple:
        return True, annotation.__args__[0]
    return False, annotation


# --- from a cell ----------------------------------------------------------------------------------------


def from_cell(column: Column, value: Cell, words: ChoiceWords) -> Any:
    """What a cell says, as it stands in a file."""
    if column.kind is Kind.PARTS and column.parts is not None:
        return _parts(column.parts, value, words)
    if not column.many:
        return _read(column.kind, column.choices, value, words)
    if not isinstance(value, str):
        return [_read(column.kind, column.choices, value, words)]
    given = re.split(r"[,;\n]", value)
    return [_read(column.kind, column.choices, each.strip(), words) for each in given if each.strip()]


def _parts(part: type[Part], value: Cell, words: ChoiceWords) -> list[Any]:
    text = str(value).strip()
    if text in {EXPLICITLY_NONE, "-", "–"}:
        return []
    return [_part(part, line, words) for line in text.splitlines() if line.strip()]


def _part(part: type[Part], line: str, words: ChoiceWords) -> dict[str, Any]:
    found: dict[str, Any] = {}
    given = [each.strip() for each in line.split(_WITHIN.strip())]
    for (name, info), text in zip(fields_of(part).items(), given, strict=False):
        if not text:
            continue
        many, hint = _many(info.annotation)
        kind, choices = kind_of(hint)
        if many:
            found[name] = [_read(kind, choices, each.strip(), words) for each in text.split(",")]
        else:
            found[name] = _read(kind, choices, text, words)
    return found


def _read(kind: Kind, choices: type[StrEnum] | None, value: Cell, words: ChoiceWords) -> Any:
    if choices is not None:
        return words.code(choices, value) if isinstance(value, str) else _plain(value)
    match kind:
        case Kind.WHOLE:
            return _whole(value)
        case Kind.NUMBER:
            return _number(value)
        case Kind.YES_NO:
            return _yes_no(value, words)
        case Kind.DAY:
            return _day(value)
        case Kind.MONTH_DAY:
            return _month_day(value)
        case Kind.TIME:
            return _time(value)
        case _:
            return _text(value)


def _plain(value: Cell) -> Any:
    """Something that JSON holds."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, dt.timedelta) else value


def _text(value: Cell) -> Any:
    """What looks like a number was typed as a text: a phone, a name."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    plain = _plain(value)
    return plain.replace("\r\n", "\n") if isinstance(plain, str) else plain


def _whole(value: Cell) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return _plain(value)


def _number(value: Cell) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if _WHOLE.fullmatch(text) or _NUMBER.fullmatch(text):
            return float(text.replace(",", "."))
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _plain(value)


def _yes_no(value: Cell, words: ChoiceWords) -> Any:
    if isinstance(value, str):
        return words.known_yes_no.get(value.strip().casefold(), value)
    return _plain(value)


def _day(value: Cell) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and _DAYS[0] < value < _DAYS[1]:
        return (_FIRST_DAY + dt.timedelta(days=int(value))).isoformat()
    if isinstance(value, str) and (dotted := _DOTTED_DAY.fullmatch(value.strip())):
        return f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
    return value.strip() if isinstance(value, str) else _plain(value)


def _month_day(value: Cell) -> Any:
    """A spreadsheet that took it for a date shows which day it means."""
    if isinstance(value, dt.date):
        return f"{value:%m-%d}"
    if isinstance(value, str) and (dotted := _DOTTED_MONTH_DAY.fullmatch(value.strip())):
        return f"{int(dotted[2]):02}-{int(dotted[1]):02}"
    return value.strip() if isinstance(value, str) else _plain(value)


def _time(value: Cell) -> Any:
    if isinstance(value, dt.datetime | dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.timedelta) or (isinstance(value, float) and 0 <= value < 1):
        days = value / dt.timedelta(days=1) if isinstance(value, dt.timedelta) else value
        minutes = round(days * 24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value.strip())):
        return f"{int(clock[1]):02}:{clock[2]}"
    return _plain(value)
