"""The outbox: every message is for somebody, goes out in time, once, and leaves its trace."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span
from bot.db.self_audit.steps import not_by_index
from bot.db.tables import outbox, person
from bot.domain.model import OutboxState

_twin = outbox.alias("twin")
_HAS_A_TWIN = (
    select(_twin.c.id)
    .where(and_(_twin.c.dedupe_key == outbox.c.dedupe_key, _twin.c.id < outbox.c.id))
    .exists()
)


def look_at_messages(connection: Connection, span: Span, moments: Moments) -> Found:
    """Dead letters are counted and no difference: what became of each is known, and told (G4, F6)."""
    rows = outbox.c.id.between(span.first, span.last)
    counts = {
        state.value: number
        for state, number in connection.execute(
            select(outbox.c.state, func.count()).where(rows).group_by(outbox.c.state)
        )
    }
    differences: list[Difference] = []

    def add(fault: Fault, seen: str, *conditions: ColumnElement[bool]) -> None:
        found = connection.execute(
            select(outbox.c.id, outbox.c.kind, person.c.region_id)
            .join(person, person.c.id == outbox.c.recipient_id, isouter=True)
            .where(rows, *conditions)
        )
        differences.extend(
            Difference(fault, "message", row.id, f"({row.kind}) {seen}", row.region_id) for row in found
        )

    state = not_by_index(outbox.c.state)
    add(
        Fault.MESSAGE_FOR_NOBODY,
        "waits for somebody who has no account",
        state == OutboxState.DUE,
        or_(person.c.id.is_(None), person.c.telegram_id.is_(None)),
    )
    add(
        Fault.MESSAGE_SENT_WITHOUT_TRACE,
        "was sent without the moment or the number of the message",
        state == OutboxState.SENT,
        or_(outbox.c.sent_at.is_(None), outbox.c.message_id.is_(None)),
    )
    add(
        Fault.MESSAGE_TWICE,
        "has the same key as an earlier one",
        _HAS_A_TWIN,
    )
    if moments.late_before is not None:
        add(
            Fault.MESSAGE_OVERDUE,
            "is due for more than an hour and was not tried",
            outbox.c.state == OutboxState.DUE,
            outbox.c.due_at <= moments.late_before,
        )
        add(
            Fault.MESSAGE_FORGOTTEN,
            "was being sent more than an hour ago, and nobody took it up again",
            state == OutboxState.SENDING,
            or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= moments.late_before),
        )
    return Found(counts, tuple(differences))
