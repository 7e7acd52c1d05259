"""Column types that keep the promises of the domain on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.domain.texts import Texts

E = TypeVar("E", bound=StrEnum)

ENUM_LENGTH = 32
"""Characters of an enumeration's column; the same for all, so that a new value needs no migration."""


def write_json(document: object) -> str:
    """How every JSON column is written: readable Cyrillic, no spaces, NaN refused with ValueError."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


JsonDocument = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON column on both engines; None is SQL NULL, never a JSON ``null``."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Given aware in any zone, stored and returned in UTC.

    On SQLite it is text, ``2026-12-03 07:00:00.000000``, which sorts by time; on PostgreSQL it is
    ``timestamptz``. A naive datetime is refused with ValueError (SQLAlchemy wraps it in StatementError).
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a datetime with a time zone is needed, got the naive {value!r}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextsType(TypeDecorator[Texts]):
    """:class:`~bot.domain.texts.Texts` as a JSON object {language: text}; a plain dict raises TypeError."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[object]:
        return dialect.type_descriptor(
            JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        )

    def process_bind_param(self, value: Texts | None, dialect: Dialect) -> dict[str, str] | None:  # noqa: ARG002
        if value is None:
            return None
        if not isinstance(value, Texts):
            raise TypeError(f"Texts are needed, got {type(value).__name__}: {value!r}")
        return value.as_mapping()

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Texts | None:  # noqa: ARG002
        return None if value is None else Texts(value)


class EnumText(TypeDecorator[E], Generic[E]):
    """The value of one :class:`StrEnum` as text; anything else is refused with TypeError.

    Neither a native enumeration nor a CHECK: a new value needs no migration, and only this type writes.
    """

    impl = String
    cache_ok = True

    def __init__(self, enumeration: type[E]) -> None:
        longest = max(enumeration, key=len)
        if len(longest) > ENUM_LENGTH:
            raise ValueError(f"{enumeration.__name__}: {longest.value!r} is over {ENUM_LENGTH} characters")
        super().__init__(length=ENUM_LENGTH)
        self.enumeration = enumeration

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        if not isinstance(value, self.enumeration):
            raise TypeError(f"a {self.enumeration.__name__} is needed, got {value!r}")
        return value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:  # noqa: ARG002
        return None if value is None else self.enumeration(value)


def enum_column(enumeration: type[E]) -> EnumText[E]:
    """The type of a column that holds one of these values: ``Column("state", enum_column(State))``."""
    return EnumText(enumeration)
