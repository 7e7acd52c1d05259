"""Which sheets and columns a catalogue file has as a workbook: they follow from the fields of the format
(:mod:`bot.domain.catalogue.file`), so that a new field is a new column without a line here.

A list of parts is a sheet, a part within a part is some columns of its row. Where a part with a list may be
left out (a tariff) the list stands in one cell, a line for each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from bot.domain.catalogue.fields import MonthDay
from bot.domain.catalogue.file import CatalogueFile, Part
from bot.domain.catalogue.reading import fields_of

Path = tuple[str, ...]
"""Keys from the top of the file to a list of parts: ``("sites", "programmes")``."""

PARENT: Final = "^"
"""How the key of a column begins that says to which row of another sheet this one belongs."""

REFERS: Final = {
    "city": ("cities",),
    "industry": ("industries",),
    "professions": ("professions",),
    "site": ("sites",),
    "programme": ("sites", "programmes"),
}
"""Fields that name a part of another list: a person reads its title there, not its slug."""

_KEYS: Final = ("slug", "code")
_TITLES: Final = ("name", "title")


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    TRANSLATED = "translated"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"
    DAY = "day"
    MONTH_DAY = "month_day"
    TIME = "time"
    CHOICE = "choice"
    PARTS = "parts"
    """Several small parts, a line for each."""
    PARENT = "parent"
    CONSTANT = "constant"
    """One value is possible; no column."""


@dataclass(frozen=True, slots=True)
class Column:
    """``path``: of the field within its row's part. ``many``: several values, with commas between them.
    ``languages``: of a translated text any, each a column of its own. ``parts``: of :attr:`Kind.PARTS`."""

    path: Path
    kind: Kind
    meaning: str
    example: str
    required: bool
    many: bool = False
    choices: type[StrEnum] | None = None
    refers: Path = ()
    parts: type[Part] | None = None
    constant: object = None

    def key(self, language: str = "") -> str:
        """In the hidden first row of a sheet."""
        text = ".".join(self.path)
        return f"{PARENT}{text}" if self.kind is Kind.PARENT else text + (f".{language}" if language else "")

    @property
    def is_key(self) -> bool:
        """Whether it is the short name by which its row is known; people need not see it."""
        return len(self.path) == 1 and self.path[0] in _KEYS


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: a list of parts at a place of the file, or (the empty path) the file itself."""

    path: Path
    model: type[Part]
    columns: tuple[Column, ...]

    @property
    def parents(self) -> tuple[Path, ...]:
        """The lists that its rows are within."""
        return tuple(each.path for each in self.columns if each.kind is Kind.PARENT)

    @property
    def key(self) -> str | None:
        """The field by which a row is known, if there is one."""
        return next((each.path[0] for each in self.columns if each.is_key), None)

    @property
    def title(self) -> str | None:
        """The field that people know a row by."""
        return next((each for each in _TITLES if each in self.model.model_fields), None)


@cache
def tables() -> dict[Path, Table]:
    """Every sheet by its path, parents before what is within them."""
    return {each.path: each for each in _tables((), CatalogueFile, ())}


def _tables(path: Path, model: type[Part], parents: tuple[Path, ...]) -> Iterator[Table]:
    up = [Column(each, Kind.PARENT, "", "", required=True, refers=each) for each in parents]
    columns, lists = _columns(model, (), optional=False)
    yield Table(path, model, (*up, *columns))
    for within, part in lists:
        there = (*path, *within)
        above = (*parents, path) if _is_known(model) and path else parents
        yield from _tables(there, part, above)


def _is_known(model: type[Part]) -> bool:
    return any(each in model.model_fields for each in _KEYS)


def _columns(
    model: type[Part], path: Path, *, optional: bool
) -> tuple[list[Column], list[tuple[Path, type[Part]]]]:
    """The columns of a part, and the lists of parts in it that are sheets of their own."""
    columns: list[Column] = []
    lists: list[tuple[Path, type[Part]]] = []
    hints = get_type_hints(model, include_extras=True)
    names = {info.alias or name: name for name, info in model.model_fields.items()}
    for key, info in fields_of(model).items():
        hint, may_be_left_out = _bare(hints[names[key]])
        here = (*path, key)
        example = str(info.examples[0]) if info.examples else ""
        required = info.is_required() and not optional
        about = (info.description or "", example)
        if (item := _item_of(hint)) is not None:
            inner, _ = _bare(item)
            if not _is_part(inner):
                columns.append(_single(here, inner, *about, required=required, many=True))
            elif optional:
                columns.append(Column(here, Kind.PARTS, *about, required=False, parts=inner))
            else:
                lists.append((here, inner))
        elif _is_part(hint):
            more, further = _columns(hint, here, optional=optional or may_be_left_out or not required)
            columns += more
            lists += further
        else:
            columns.append(_single(here, hint, *about, required=required, many=False))
    return columns, lists


def _single(path: Path, hint: Any, meaning: str, example: str, *, required: bool, many: bool) -> Column:
    refers = REFERS.get(path[-1], ()) if len(path) == 1 else ()
    if get_origin(hint) is Literal:
        return Column(path, Kind.CONSTANT, meaning, example, required, constant=get_args(hint)[0])
    kind, choices = kind_of(hint)
    return Column(path, kind, meaning, example, required, many=many, choices=choices, refers=refers)


def kind_of(hint: Any) -> tuple[Kind, type[StrEnum] | None]:
    """Of a single value; of what is not known the text as it stands."""
    hint, _ = _bare(hint)
    if hint == MonthDay:
        return Kind.MONTH_DAY, None
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(plain) is dict:
        return Kind.TRANSLATED, None
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return Kind.CHOICE, plain
    kinds = {bool: Kind.YES_NO, int: Kind.WHOLE, float: Kind.NUMBER, dt.date: Kind.DAY, dt.time: Kind.TIME}
    return kinds.get(plain, Kind.TEXT), None


def _bare(hint: Any) -> tuple[Any, bool]:
    """Without «or None»; whether it may be None."""
    if get_origin(hint) in (Union, UnionType):
        rest = [each for each in get_args(hint) if each is not NoneType]
        if len(rest) == 1:
            return rest[0], True
    return hint, False


def _item_of(hint: Any) -> Any | None:
    """What a list holds; None for what is no list."""
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return get_args(plain)[0] if get_origin(plain) is tuple else None


def _is_part(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Part)
