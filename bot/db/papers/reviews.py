"""What experts say of groups after a job trial (D1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import expert_review
from bot.domain.model import PersonId, VisitId
from bot.domain.papers.review import ExpertReview, Scale

_OF_VISIT = select(expert_review).where(expert_review.c.visit_id == bindparam("of"))
_SCALES = {each: expert_review.c[each.value] for each in Scale}


def read_review(connection: Connection, visit_id: VisitId) -> ExpertReview | None:
    row = connection.execute(_OF_VISIT, {"of": visit_id}).one_or_none()
    return None if row is None else from_row(ExpertReview, row)


def read_reviews(connection: Connection, visits: Collection[VisitId]) -> Mapping[VisitId, ExpertReview]:
    """Those that are complete, of these visits."""
    if not visits:
        return {}
    found = select(expert_review).where(
        expert_review.c.visit_id.in_(visits), expert_review.c.completed_at.is_not(None)
    )
    reviews = [from_row(ExpertReview, row) for row in connection.execute(found)]
    return {each.visit_id: each for each in reviews}


def set_scale(
    connection: Connection,
    visit_id: VisitId,
    scale: Scale,
    value: int,
    *,
    seen: int,
    by: PersonId | None,
    now: datetime,
) -> bool:
    """Judges one scale, where it still stands as it was ``seen`` (0: not judged); False: it does not."""
    new = {"visit_id": visit_id, "written_by": by, "created_at": now}
    insert_ignoring_conflict(connection, expert_review, **new)
    column = _SCALES[scale]
    changed = connection.execute(
        update(expert_review)
        .where(expert_review.c.visit_id == visit_id, func.coalesce(column, 0) == seen)
        .values({column: value, expert_review.c.written_by: by})
    )
    return changed.rowcount == 1


def complete(connection: Connection, visit_id: VisitId, now: datetime) -> bool:
    """Whether all scales are judged by now, and were not before."""
    changed = connection.execute(
        update(expert_review)
        .where(
            expert_review.c.visit_id == visit_id,
            expert_review.c.completed_at.is_(None),
            *[each.is_not(None) for each in _SCALES.values()],
        )
        .values(completed_at=now)
    )
    return changed.rowcount == 1


def set_sentence(connection: Connection, visit_id: VisitId, text: str | None, *, by: PersonId | None) -> None:
    """The last one counts; None takes it away."""
    connection.execute(
        update(expert_review).where(expert_review.c.visit_id == visit_id).values(text=text, written_by=by)
    )
