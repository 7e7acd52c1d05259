"""What passes a door fits its column: SQLite stores anything, PostgreSQL refuses what is too long."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from sqlalchemy import String, Table

from bot.db import tables
from bot.db.metadata import metadata
from bot.domain import lengths
from bot.domain.catalogue import fields, file
from bot.domain.people.organisation_names import LONGEST_ORGANISATION_NAME
from bot.domain.placements.rules import COURSE_LENGTH
from bot.domain.typed.free_text import LONGEST_PERSON_NAME

pytestmark = pytest.mark.shows("F2")

STORED: dict[type[BaseModel], Table] = {
    file.Region: tables.region,
    file.Site: tables.site,
    file.Programme: tables.programme,
    file.Route: tables.route,
}
LONGEST: dict[Any, int] = {
    fields.Name: lengths.SLUG,
    fields.Email: lengths.EMAIL,
    fields.Phone: lengths.PHONE,
    fields.Timezone: lengths.ZONE,
    fields.Prefix: lengths.PREFIX,
}


def columns() -> Iterator[tuple[str, int, Any]]:
    """Each field of the file that is stored in a column of limited length, with that length."""
    for model, table in STORED.items():
        for name in model.model_fields:
            column = table.c.get(name)
            if column is not None and type(column.type) is String and column.type.length is not None:
                yield f"{table.name}.{name}", column.type.length, _hint(model, name)


def _hint(model: type[BaseModel], name: str) -> Any:
    hint = next(vars(each)["__annotations__"][name] for each in model.__mro__ if name in _annotations(each))
    found = eval(hint, vars(file))  # noqa: S307 - our own annotation
    parts = [each for each in get_args(found) if each is not type(None)]
    return parts[0] if get_origin(found) is not Annotated and len(parts) == 1 else found


def _longest(hint: Any) -> int:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return max(len(each.value) for each in hint)
    return LONGEST[hint]


def _annotations(kind: type) -> dict[str, Any]:
    found: dict[str, Any] = vars(kind).get("__annotations__", {})
    return found


def test_what_the_file_lets_in_fits_its_column() -> None:
    found = list(columns())
    assert len(found) >= 8
    for place, room, hint in found:
        assert _longest(hint) <= room, place


def test_what_a_form_lets_in_fits_its_column() -> None:
    room = {
        f"{table.name}.{column.name}": column.type.length
        for table in metadata.sorted_tables
        for column in table.columns
        if type(column.type) is String
    }
    assert {room[f"{each}.name"] for each in ("person", "application")} == {LONGEST_PERSON_NAME}
    assert room["booking.leader_name"] == LONGEST_PERSON_NAME
    assert room["organisation.name"] == LONGEST_ORGANISATION_NAME
    assert room["organisation.city"] == lengths.LINE
    assert room["application.course"] == COURSE_LENGTH
    assert {room[f"{each}.letter"] for each in ("booking", "class_card")} == {lengths.LETTER}
