"""Changes of cards that wait for a coordinator (E6). One of a field is open at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from bot.db.engine.statements import AnyRow, from_row
from bot.db.tables import revision, site
from bot.domain.catalogue.cards.views import Revision
from bot.domain.model import ProgrammeId, RegionId, RevisionId, RevisionState, SiteId

_IS = "is"
_OPEN = revision.c.state == RevisionState.PROPOSED


def _of(row: AnyRow) -> Revision:
    return from_row(Revision, row, before=row.before[_IS], after=row.after[_IS])


def add_revision(
    connection: Connection,
    region_id: RegionId,
    site_id: SiteId,
    programme_id: ProgrammeId | None,
    field: str,
    before: Any,
    after: Any,
    now: datetime,
) -> RevisionId:
    """In place of one of the same field that is open. Lock the site before."""
    replace_open(connection, site_id, programme_id, field, now)
    new_id = connection.execute(
        insert(revision)
        .values(
            region_id=region_id,
            site_id=site_id,
            programme_id=programme_id,
            field=field,
            before={_IS: before},
            after={_IS: after},
            state=RevisionState.PROPOSED,
            proposed_at=now,
        )
        .returning(revision.c.id)
    ).scalar_one()
    return RevisionId(new_id)


def _about(site_id: SiteId, programme_id: ProgrammeId | None, field: str) -> list[ColumnElement[bool]]:
    of = (
        revision.c.programme_id.is_(None) if programme_id is None else revision.c.programme_id == programme_id
    )
    return [revision.c.site_id == site_id, of, revision.c.field == field]


def replace_open(
    connection: Connection, site_id: SiteId, programme_id: ProgrammeId | None, field: str, now: datetime
) -> RevisionId | None:
    """Ends the open one of a field, of which something else is true or proposed now; None: there is none."""
    ended = connection.execute(
        update(revision)
        .where(*_about(site_id, programme_id, field), _OPEN)
        .values(state=RevisionState.REPLACED, decided_at=now)
        .returning(revision.c.id)
    ).scalar_one_or_none()
    return None if ended is None else RevisionId(ended)


def read_revision(connection: Connection, revision_id: RevisionId) -> Revision | None:
    row = connection.execute(select(revision).where(revision.c.id == revision_id)).one_or_none()
    return None if row is None else _of(row)


def read_open_of_site(connection: Connection, site_id: SiteId) -> Sequence[Revision]:
    # By its region, of which there is an index: other regions' changes are not looked through.
    region_id = select(site.c.region_id).where(site.c.id == site_id).scalar_subquery()
    here = revision.c.region_id == region_id, revision.c.site_id == site_id
    found = select(revision).where(*here, _OPEN).order_by(revision.c.id)
    return [_of(row) for row in connection.execute(found)]


def read_open_of_region(connection: Connection, region_id: RegionId) -> Sequence[Revision]:
    """Oldest first."""
    found = select(revision).where(revision.c.region_id == region_id, _OPEN).order_by(revision.c.id)
    return [_of(row) for row in connection.execute(found)]


def count_open(connection: Connection, region_id: RegionId) -> int:
    found = select(func.count()).select_from(revision).where(revision.c.region_id == region_id, _OPEN)
    return connection.execute(found).scalar_one()


def decide_revision(
    connection: Connection,
    revision_id: RevisionId,
    after: RevisionState,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """False: somebody has decided, or it was replaced (invariant 5)."""
    decided = connection.execute(
        update(revision)
        .where(revision.c.id == revision_id, _OPEN)
        .values(state=after, decided_at=now, reason=reason)
    )
    return decided.rowcount == 1
