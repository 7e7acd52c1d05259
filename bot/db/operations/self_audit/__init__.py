"""Does the database say the same everywhere? Seats, claims, bookings, messages, deleted people, references.

Everything here reads only. :func:`audit` looks at all in one transaction, for tests, copies and backups.
Beside a running bot go through :data:`CHECKS` in steps of ids (``bot.services.upkeep.self_audit``): each step
is a short read that sees one state, and what a check compares is always read in the same step.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, RowMapping, Table, bindparam, func, inspect, select, text
from sqlalchemy.sql.selectable import TextualSelect

from bot.db.engine.types import UtcDateTime
from bot.db.metadata import metadata
from bot.db.operations.self_audit.report import (
    LATE,
    Difference,
    Fault,
    Found,
    Line,
    Moments,
    Report,
    Span,
)
from bot.db.operations.self_audit.rules import COUNTS, RULES, Rule
from bot.db.tables import (
    application,
    booking,
    claim,
    draft,
    draw,
    hold,
    offer,
    outbox,
    person,
    session,
    visit,
    waiting,
)
from bot.domain.model import VisitStatus

__all__ = [
    "CHECKS",
    "LATE",
    "Check",
    "Difference",
    "Fault",
    "Found",
    "Line",
    "Moments",
    "Report",
    "Span",
    "audit",
]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report, or a part of it: what it looks at, by ids of ``table``."""

    line: str
    table: Table
    counts: str
    rules: tuple[Rule, ...]

    def look(self, connection: Connection, span: Span, moments: Moments) -> Found:
        asked = {"first": span.first, "last": span.last, "late_before": moments.late_before}
        counts: dict[str, int] = {}
        for row in connection.execute(_statement(self.counts), asked).mappings() if self.counts else ():
            counts.update({row["what"]: row["number"]} if "what" in row else row)
        differences = (
            self._difference(rule, row)
            for rule in self.rules
            for row in connection.execute(_statement(f"{rule.query} ORDER BY 1"), asked).mappings()
        )
        return Found(counts, tuple(differences))

    def without(self, later: Collection[str]) -> Check:
        """The same for a database that lacks these tables and columns: what names one of them is left out."""

        def knows(query: str) -> bool:
            return not any(re.search(rf"\b{name}\b", query) for name in later)

        rules = tuple(each for each in self.rules if knows(each.query))
        return replace(self, counts=self.counts if knows(self.counts) else "", rules=rules)

    def _difference(self, rule: Rule, row: RowMapping) -> Difference:
        fault = Fault(row.get("fault", rule.fault))
        subject = "message" if self.line == "messages" else self.table.name
        return Difference(fault, subject, row["id"], rule.sentence.format_map(row), row.get("region_id"))


_TAKING = [status.value for status in VisitStatus if status.takes_seats]


@cache
def _statement(query: str) -> TextualSelect:
    """Made when it is first needed: all of them are two megabytes of a start that needs none."""
    statement = text(query)
    if ":late_before" in query:
        statement = statement.bindparams(bindparam("late_before", type_=UtcDateTime))
    if ":taking" in query:
        statement = statement.bindparams(bindparam("taking", _TAKING, expanding=True))
    return statement.columns(expires_at=UtcDateTime)


def _check(line: str, table: Table, counts: str | None = None) -> Check:
    return Check(
        line, table, COUNTS[counts or table.name], tuple(rule for rule in RULES if rule.fault.line == line)
    )


def _references_of(table: Table) -> Check:
    """Foreign keys forbid rows that refer to rows that are not there; a damaged or edited file has them."""
    name, ids = table.name, "id BETWEEN :first AND :last"
    keys = sorted((key.parent.name, key.column.table.name) for key in table.foreign_keys)
    numbers = " + ".join(f"count({column})" for column, _ in keys)
    rules = (
        Rule(
            Fault.DANGLING_REFERENCE,
            f"SELECT id, {column} AS target FROM {name} WHERE {ids} AND {column} IS NOT NULL"  # noqa: S608  # ours
            f" AND NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.id = {name}.{column})",
            f"refers by {column} to {parent} {{target}}: not there",
        )
        for column, parent in keys
    )
    counts = f'SELECT {numbers} AS "references" FROM {name} WHERE {ids}'  # noqa: S608  # names of our tables
    return Check("references", table, counts, tuple(rules))


CHECKS: tuple[Check, ...] = (
    _check("seats", session),
    _check("claims", claim),
    _check("visits", visit),
    _check("bookings", booking),
    _check("applications", application),
    _check("draws", draw),
    _check("holds", hold),
    _check("offers", offer),
    _check("waiting", waiting),
    _check("groups", session, "group"),
    _check("forms", draft),
    _check("messages", outbox),
    _check("people", person),
    *(_references_of(table) for table in metadata.sorted_tables if table.foreign_keys),
)


def highest_id(connection: Connection, check: Check) -> int:
    """The last id that the check has to look at; 0 when there is nothing."""
    return connection.execute(select(func.max(check.table.c.id))).scalar_one() or 0


def spans(last: int, step: int) -> Iterator[Span]:
    """Ids 1 to ``last`` in steps; one empty span when there are none, so that each check has its say."""
    for first in range(1, max(last, 1) + 1, step):
        yield Span(first, first + step - 1)


def audit(connection: Connection, moments: Moments | datetime) -> Report:
    """All checks in this one transaction. A moment alone means now, with lateness judged (see LATE).

    A backup of an older program lacks the tables and columns that came later: there is nothing in them to
    look at.
    """
    judged = Moments.at(moments) if isinstance(moments, datetime) else moments
    found = inspect(connection)
    there = set(found.get_table_names())
    later = metadata.tables.keys() - there
    for name in metadata.tables.keys() & there:
        later |= {each.name for each in metadata.tables[name].columns} - {
            each["name"] for each in found.get_columns(name)
        }
    return Report.of(
        judged.now,
        (
            (each.line, each.look(connection, Span(1, highest_id(connection, each)), judged))
            for each in (check.without(later) if later else check for check in CHECKS)
            if each.table.name in there
        ),
    )
