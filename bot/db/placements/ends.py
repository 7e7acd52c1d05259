"""What sites say of placements that are over (D2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import application, placement_end
from bot.domain.model import ApplicationId, PersonId
from bot.domain.placements.ending import LEFT, NOT_SAID, PlacementCertificate, PlacementEnd

_OF_APPLICATION = select(placement_end).where(placement_end.c.application_id == bindparam("application_id"))
_BY_CODE = (
    select(placement_end, application.c.reference)
    .join(application, application.c.id == placement_end.c.application_id)
    .where(placement_end.c.code == bindparam("code"))
)


def read_end(connection: Connection, application_id: ApplicationId) -> PlacementEnd | None:
    row = connection.execute(_OF_APPLICATION, {"application_id": application_id}).one_or_none()
    return None if row is None else from_row(PlacementEnd, row)


def find_by_code(connection: Connection, code: str) -> tuple[PlacementEnd, str] | None:
    """Whose certificate has this code, and the reference of its application."""
    row = connection.execute(_BY_CODE, {"code": code}).one_or_none()
    return None if row is None else (from_row(PlacementEnd, row), row.reference)


def set_mark(
    connection: Connection,
    application_id: ApplicationId,
    said: int,
    *,
    seen: int,
    given: PlacementCertificate | None,
    by: PersonId | None,
    now: datetime,
) -> bool:
    """Says how a placement ended, from 1 to 5 or :data:`LEFT`, where it still stands as it was ``seen``
    (:data:`NOT_SAID`: nothing was said); False: it does not. ``given``: the certificate that goes with a
    mark, where none was given out before."""
    values: dict[str, Any] = {"mark": None if said == LEFT else said, "written_by": by, "changed_at": now}
    if given is not None:
        values |= {"code": given.code, "facts": dict(given.facts), "issued_at": given.issued_at}
    if seen == NOT_SAID:
        new = {"application_id": application_id, "created_at": now, **values}
        return insert_ignoring_conflict(connection, placement_end, **new) is not None
    mark = placement_end.c.mark
    changed = connection.execute(
        update(placement_end)
        .where(
            placement_end.c.application_id == application_id,
            mark.is_(None) if seen == LEFT else mark == seen,
        )
        .values(**values)
    )
    return changed.rowcount == 1


def set_sentence(
    connection: Connection,
    application_id: ApplicationId,
    text: str | None,
    *,
    by: PersonId | None,
    now: datetime,
) -> None:
    """The last one counts; None takes it away."""
    connection.execute(
        update(placement_end)
        .where(placement_end.c.application_id == application_id)
        .values(text=text, written_by=by, changed_at=now)
    )
