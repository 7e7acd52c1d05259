"""The record of who did what when. Ids and words of our own only, never personal data (H5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from bot.db.tables import audit
from bot.domain.model import PersonId, RegionId, SiteId


def record(
    connection: Connection,
    actor: PersonId | None,
    action: str,
    subject: str,
    subject_id: int | None,
    details: Mapping[str, int | str | None],
    *,
    region_id: RegionId | None,
    site_id: SiteId | None,
    now: datetime,
) -> None:
    """Notes a change in its own transaction: ``record(…, "request.confirmed", "booking", 12, {}, …)``.

    ``actor`` None: the command line, or the bot itself. ``details`` hold ids, enumerations and numbers.
    """
    connection.execute(
        insert(audit).values(
            at=now,
            actor_id=actor,
            region_id=region_id,
            site_id=site_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=dict(details),
        )
    )
