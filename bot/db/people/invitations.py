"""One-time links. Only the hash of a token is stored: who reads the database cannot use a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import invitation
from bot.domain.model import InvitationId, PersonId, RegionId, Role, SiteId


@dataclass(frozen=True, slots=True)
class Invitation:
    id: InvitationId
    role: Role
    region_id: RegionId
    site_id: SiteId | None
    created_by: PersonId | None
    expires_at: datetime
    used_by: PersonId | None
    revoked: bool


def add_invitation(
    connection: Connection,
    *,
    token_hash: str,
    operation_key: str,
    role: Role,
    region_id: RegionId,
    site_id: SiteId | None,
    created_by: PersonId | None,
    now: datetime,
    expires_at: datetime,
) -> InvitationId | None:
    """Stores an invitation; None when the same operation made it before."""
    new_id = insert_ignoring_conflict(
        connection,
        invitation,
        token_hash=token_hash,
        operation_key=operation_key,
        role=role,
        region_id=region_id,
        site_id=site_id,
        created_by=created_by,
        created_at=now,
        expires_at=expires_at,
    )
    return None if new_id is None else InvitationId(new_id)


def read_invitation(connection: Connection, token_hash: str) -> Invitation | None:
    row = connection.execute(select(invitation).where(invitation.c.token_hash == token_hash)).one_or_none()
    if row is None:
        return None
    return from_row(Invitation, row, revoked=row.revoked_at is not None)


def use_invitation(
    connection: Connection, invitation_id: InvitationId, person_id: PersonId, now: datetime
) -> bool:
    """Uses up an invitation, once. False: it is used, revoked or too old."""
    used = connection.execute(
        update(invitation)
        .where(
            invitation.c.id == invitation_id,
            invitation.c.used_at.is_(None),
            invitation.c.revoked_at.is_(None),
            invitation.c.expires_at > now,
        )
        .values(used_by=person_id, used_at=now)
    )
    return used.rowcount == 1
