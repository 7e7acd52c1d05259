"""Rows that refer to rows that are not there: foreign keys forbid it, a damaged or edited file has it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Table, exists, func, select

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span


def look_at_references_of(table: Table) -> Callable[[Connection, Span, Moments], Found]:
    """A check of all references of one table."""
    keys = sorted(table.foreign_keys, key=lambda each: each.parent.name)

    def look(connection: Connection, span: Span, _moments: Moments) -> Found:
        rows = table.c.id.between(span.first, span.last)
        numbers = connection.execute(select(*(func.count(key.parent) for key in keys)).where(rows)).one()
        differences: list[Difference] = []
        for key in keys:
            parent = key.column.table.alias("parent")
            dangling = connection.execute(
                select(table.c.id, key.parent.label("target"))
                .where(
                    rows,
                    key.parent.is_not(None),
                    ~exists().where(parent.c.id == key.parent),
                )
                .order_by(table.c.id)
            )
            differences += [
                Difference(
                    Fault.DANGLING_REFERENCE,
                    table.name,
                    row.id,
                    f"refers by {key.parent.name} to {key.column.table.name} {row.target}: not there",
                )
                for row in dangling
            ]
        return Found({"references": sum(numbers)}, tuple(differences))

    return look
