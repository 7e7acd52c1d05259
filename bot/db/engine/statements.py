"""Statements that both engines run alike, and rows as the dataclasses of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Insert, Row, Table, func
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
D = TypeVar("D", bound="DataclassInstance")
AnyRow = Row[*tuple[Any, ...]]


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def from_row(kind: type[D], row: AnyRow, **other: object) -> D:
    """A dataclass whose fields are columns of the row by the same names, but for ``other``.

    Column types have made enums and UTC of what is stored; ids are NewTypes. A field without a column is
    a KeyError, whether it has a default or not.
    """
    seen = row._mapping
    return kind(**{name: other[name] if name in other else seen[name] for name in _names(kind)})


def values_of(entry: DataclassInstance) -> dict[str, Any]:
    """The values of a dataclass by the names of its fields, for a table whose columns are called so."""
    return {name: getattr(entry, name) for name in _names(type(entry))}


@cache
def _insert(dialect: str, table: Table) -> Insert:
    """Made once: making a statement costs several times what running it does."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


@cache
def _insert_returning(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).returning(table.c.id)


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """The column in a form that no index is asked for.

    SQLite keeps no counts of rows: between an index of few states and a join it may take the states, and look
    through every visit that waits for an answer to find one person's.
    """
    return func.coalesce(column, column)


def insert_ignoring_conflict(connection: Connection, table: Table, **values: Any) -> int | None:
    """Inserts a row unless a unique constraint has it already; the new id, or None for a duplicate.

    A caught IntegrityError would abort a PostgreSQL transaction; ``ON CONFLICT DO NOTHING`` does not.
    """
    statement = _insert_returning(connection.dialect.name, table)
    new_id = connection.execute(statement, values).scalar_one_or_none()
    return None if new_id is None else int(new_id)


def insert_all_ignoring_conflict(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """The same of several rows with the same columns, in their order, in one go."""
    if rows:
        connection.execute(_insert(connection.dialect.name, table), rows)
