"""Statements that both engines run alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyRow = Row[*tuple[Any, ...]]


def insert_ignoring_conflict(connection: Connection, table: Table, **values: Any) -> int | None:
    """Inserts a row unless a unique constraint has it already; the new id, or None for a duplicate.

    A caught IntegrityError would abort a PostgreSQL transaction; ``ON CONFLICT DO NOTHING`` does not.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    new_id = connection.execute(statement).scalar_one_or_none()
    return None if new_id is None else int(new_id)
