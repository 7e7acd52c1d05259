"""What is stored when somebody writes for the first time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.statements import insert_ignoring_conflict
from bot.db.tables import membership, region
from bot.domain.model import PersonId, RegionId, Role


def find_region(connection: Connection, slug: str) -> RegionId | None:
    """The region with this short name."""
    found = connection.execute(select(region.c.id).where(region.c.slug == slug)).scalar_one_or_none()
    return None if found is None else RegionId(found)


def make_coordinator(connection: Connection, person_id: PersonId, region_id: RegionId, now: datetime) -> None:
    """Gives the role in a region; having it already is fine."""
    insert_ignoring_conflict(
        connection,
        membership,
        person_id=person_id,
        role=Role.COORDINATOR,
        region_id=region_id,
        site_id=None,
        granted_at=now,
    )
