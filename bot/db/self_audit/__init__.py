"""Does the database say the same everywhere? Seats, claims, bookings, messages, deleted people, references.

Everything here reads only. :func:`audit` looks at all in one transaction, for tests, copies and backups.
Beside a running bot go through :data:`CHECKS` in steps of ids (``bot.services.self_audit``): each step is
a short read that sees one state, and what a check compares is always read in the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from bot.db.metadata import metadata
from bot.db.self_audit.bookings import (
    look_at_applications,
    look_at_bookings,
    look_at_forms,
    look_at_holds,
    look_at_visits,
)
from bot.db.self_audit.messages import look_at_messages
from bot.db.self_audit.people import look_at_people
from bot.db.self_audit.references import look_at_references_of
from bot.db.self_audit.report import (
    LATE,
    NEXT_STEPS,
    Difference,
    Fault,
    Found,
    Line,
    Moments,
    Report,
    Span,
)
from bot.db.self_audit.seats import look_at_claims, look_at_sessions
from bot.db.tables import application, booking, claim, draft, hold, outbox, person, session, visit

__all__ = [
    "CHECKS",
    "LATE",
    "NEXT_STEPS",
    "Check",
    "Difference",
    "Fault",
    "Found",
    "Line",
    "Moments",
    "Report",
    "Span",
    "audit",
    "highest_id",
    "spans",
]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report, or a part of it: what it looks at, by ids of ``table``."""

    line: str
    table: Table
    look: Callable[[Connection, Span, Moments], Found]


CHECKS: tuple[Check, ...] = (
    Check("seats", session, look_at_sessions),
    Check("claims", claim, look_at_claims),
    Check("visits", visit, look_at_visits),
    Check("bookings", booking, look_at_bookings),
    Check("applications", application, look_at_applications),
    Check("holds", hold, look_at_holds),
    Check("forms", draft, look_at_forms),
    Check("messages", outbox, look_at_messages),
    Check("people", person, look_at_people),
    *(
        Check("references", table, look_at_references_of(table))
        for table in metadata.sorted_tables
        if table.foreign_keys
    ),
)


def highest_id(connection: Connection, check: Check) -> int:
    """The last id that the check has to look at; 0 when there is nothing."""
    return connection.execute(select(func.max(check.table.c.id))).scalar_one() or 0


def spans(last: int, step: int) -> Iterator[Span]:
    """Ids 1 to ``last`` in steps; one empty span when there are none, so that each check has its say."""
    for first in range(1, max(last, 1) + 1, step):
        yield Span(first, first + step - 1)


def audit(connection: Connection, moments: Moments | datetime) -> Report:
    """All checks in this one transaction. A moment alone means now, with lateness judged (see LATE)."""
    judged = Moments.at(moments) if isinstance(moments, datetime) else moments
    return Report.of(
        judged.now,
        (
            (check.line, check.look(connection, Span(1, highest_id(connection, check)), judged))
            for check in CHECKS
        ),
    )
