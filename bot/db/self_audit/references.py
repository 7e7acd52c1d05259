"""Rows that refer to rows that are not there: foreign keys forbid it, a damaged or edited file has it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from sqlalchemy import Connection, ForeignKey, Select, Table, bindparam, exists, func, select

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span

_Dangling: TypeAlias = "Select[int, int]"


def look_at_references_of(table: Table) -> Callable[[Connection, Span, Moments], Found]:
    """A check of all references of one table."""

    def look(connection: Connection, span: Span, _moments: Moments) -> Found:
        numbers, dangling = _statements_of(table)
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


@cache
def _statements_of(table: Table) -> tuple[Select[*tuple[int, ...]], list[tuple[ForeignKey, _Dangling]]]:
    """How many references there are, and for each key the rows whose parent is missing. Of a short step
    making these would be the longest part; made at the start of the bot they would be two megabytes of it."""
    keys = sorted(table.foreign_keys, key=lambda each: each.parent.name)
    rows = table.c.id.between(bindparam("first"), bindparam("last"))
    numbers = select(*(func.count(key.parent) for key in keys)).where(rows)
    return numbers, [(key, _dangling(table, key).where(rows)) for key in keys]


def _dangling(table: Table, key: ForeignKey) -> _Dangling:
    parent = key.column.table.alias("parent")
    return (
        select(table.c.id, key.parent.label("target"))
        .where(key.parent.is_not(None), ~exists().where(parent.c.id == key.parent))
        .order_by(table.c.id)
    )
