"""Many parties that come tomorrow and are to be reminded now, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, update

from bot.db.engine.connection import Connection
from bot.db.tables import booking, claim, draft, outbox, person, region, session, site, visit
from bot.domain.forms import DraftKind
from bot.domain.model import Audience, DraftState, OutboxState, Priority, VisitStatus

FIRST_ACCOUNT = 740_000_001
_SEATS = 2
_CHUNK = 2_000
_ONE_DAY = timedelta(days=1)


def remind_many(connection: Connection, now: datetime, number: int, site_slug: str) -> None:
    """Adds so many people with a booking each for the first session of the site tomorrow, which is made large
    enough, and the reminder of it, due now (UTC). Their Telegram ids begin at ``FIRST_ACCOUNT``."""
    there = connection.execute(
        select(session.c.id, session.c.site_id, session.c.starts_at, site.c.region_id)
        .join(site, site.c.id == session.c.site_id)
        .where(site.c.slug == site_slug, session.c.starts_at > now.replace(hour=0) + _ONE_DAY)
        .order_by(session.c.starts_at)
        .limit(1)
    ).one()
    prefix = connection.execute(select(region.c.prefix).where(region.c.id == there.region_id)).scalar_one()
    ids = [FIRST_ACCOUNT + nth for nth in range(number)]
    created = {"created_at": now}
    _add(
        connection,
        person,
        [
            {
                "id": each,
                "telegram_id": each,
                "language": "ru",
                "name": "Марина",
                "phone": "+70000000001",
                "region_id": there.region_id,
                **created,
            }
            for each in ids
        ],
    )
    _add(
        connection,
        draft,
        [
            {
                "id": each,
                "person_id": each,
                "kind": DraftKind.BOOKING,
                "state": DraftState.SENT,
                "form": {},
                "updated_at": now,
                **created,
            }
            for each in ids
        ],
    )
    _add(
        connection,
        booking,
        [
            {
                "id": each,
                "region_id": there.region_id,
                "person_id": each,
                "draft_id": each,
                "reference": f"{prefix}-{each}",
                "audience": Audience.TOURIST,
                "children": 0,
                "adults": _SEATS,
                "foreign_guests": 0,
                "wheelchairs": 0,
                **created,
            }
            for each in ids
        ],
    )
    _add(
        connection,
        visit,
        [
            {
                "id": each,
                "booking_id": each,
                "site_id": there.site_id,
                "session_id": there.id,
                "position": 1,
                "status": VisitStatus.CONFIRMED,
                "children": 0,
                "adults": _SEATS,
                "code": str(each)[-8:],
                "decided_at": now,
            }
            for each in ids
        ],
    )
    _add(
        connection,
        claim,
        [{"session_id": there.id, "seats": _SEATS, "visit_id": each, **created} for each in ids],
    )
    connection.execute(
        update(session)
        .where(session.c.id == there.id)
        .values(
            capacity=session.c.capacity + _SEATS * number,
            max_parties=session.c.max_parties + number,
            taken=session.c.taken + _SEATS * number,
            parties=session.c.parties + number,
        )
    )
    _add(
        connection,
        outbox,
        [
            {
                "dedupe_key": f"visit.tomorrow:{each}",
                "kind": "visit.tomorrow",
                "priority": Priority.REMINDER.rank,
                "recipient_id": each,
                "payload": {"booking_id": each, "visit_id": each},
                "state": OutboxState.DUE,
                "due_at": now,
                "stale_at": there.starts_at,
                **created,
            }
            for each in ids
        ],
    )


def _add(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(table), rows[start : start + _CHUNK])
