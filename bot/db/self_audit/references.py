"""Rows that refer to rows that are not there: foreign keys forbid it, a damaged or edited file has it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, ForeignKey, Select, Table, bindparam, exists, func, select

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span


def look_at_references_of(table: Table) -> Callable[[Connection, Span, Moments], Found]:
    """A check of all references of one table."""
    keys = sorted(table.foreign_keys, key=lambda each: each.parent.name)
    # Made once: of a short step, making a statement is the longest part.
    rows = table.c.id.between(bindparam("first"), bindparam("last"))
    numbers = select(*(func.count(key.parent) for key in keys)).where(rows)
    dangling = [(key, _dangling(table, key).where(rows)) for key in keys]

    def look(connection: Connection, span: Span, _moments: Moments) -> Found:
        ids = {"first": span.first, "last": span.last}
        differences = [
            Difference(
                Fault.DANGLING_REFERENCE,
                table.name,
                row.id,
                f"refers by {key.parent.name} to {key.column.table.name} {row.target}: not there",
            )
            for key, statement in dangling
            for row in connection.execute(statement, ids)
        ]
        return Found({"references": sum(connection.execute(numbers, ids).one())}, tuple(differences))

    return look


def _dangling(table: Table, key: ForeignKey) -> Select[int, int]:
    parent = key.column.table.alias("parent")
    return (
        select(table.c.id, key.parent.label("target"))
        .where(key.parent.is_not(None), ~exists().where(parent.c.id == key.parent))
        .order_by(table.c.id)
    )
