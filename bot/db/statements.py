"""Statements that both engines run alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyRow = Row[*tuple[Any, ...]]


@cache
def _insert(dialect: str, table: Table) -> Insert:
    """Made once: making a statement costs several times what running it does."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


@cache
def _insert_returning(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).returning(table.c.id)


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
