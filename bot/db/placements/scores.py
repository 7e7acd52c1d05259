"""By what applicants are chosen, and what their reviewers have given them (D3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import application, application_criteria, application_reviewer, application_score
from bot.domain.model import ApplicationId, ApplicationStatus, Criterion, PersonId, ProgrammeId
from bot.domain.placements.selection import REVIEWERS, Review


def read_criteria(connection: Connection, programme_id: ProgrammeId) -> tuple[Criterion, ...] | None:
    """None where the owner has chosen none."""
    stored = connection.execute(
        select(application_criteria.c.criteria).where(application_criteria.c.programme_id == programme_id)
    ).scalar_one_or_none()
    return None if stored is None else tuple(Criterion(each) for each in stored.split(","))


def set_criteria(
    connection: Connection, programme_id: ProgrammeId, criteria: Sequence[Criterion], now: datetime
) -> None:
    """Lock the programme first (``bot.db.engine.locks``)."""
    values = {"criteria": ",".join(criteria), "changed_at": now}
    row = {"programme_id": programme_id, **values}
    if insert_ignoring_conflict(connection, application_criteria, **row) is None:
        connection.execute(
            update(application_criteria)
            .where(application_criteria.c.programme_id == programme_id)
            .values(**values)
        )


def is_scored(connection: Connection, programme_id: ProgrammeId) -> bool:
    """Whether somebody whom the site has still to choose from has been given points."""
    found = select(application.c.id).where(
        application.c.programme_id == programme_id,
        application.c.status.in_([each for each in ApplicationStatus if each.in_selection]),
        exists().where(application_reviewer.c.application_id == application.c.id),
    )
    return connection.execute(found.limit(1)).first() is not None


def read_reviews(
    connection: Connection, application_ids: Collection[ApplicationId]
) -> Mapping[ApplicationId, tuple[Review, ...]]:
    """By application, in the order in which the reviewers began; those without any are left out."""
    rows = connection.execute(
        select(
            application_reviewer.c.application_id,
            application_reviewer.c.person_id,
            application_score.c.criterion,
            application_score.c.points,
        )
        .join(application_score, application_score.c.reviewer_id == application_reviewer.c.id)
        .where(application_reviewer.c.application_id.in_(list(application_ids)))
        .order_by(application_reviewer.c.application_id, application_reviewer.c.seat)
    )
    found: dict[ApplicationId, dict[PersonId, dict[Criterion, int]]] = {}
    for row in rows:
        by_person = found.setdefault(ApplicationId(row.application_id), {})
        by_person.setdefault(PersonId(row.person_id), {})[row.criterion] = row.points
    return {
        application_id: tuple(Review(person_id, points) for person_id, points in by_person.items())
        for application_id, by_person in found.items()
    }


def take_reviewer(connection: Connection, application_id: ApplicationId, person_id: PersonId) -> int | None:
    """The id under which a person scores an application; None: as many as may have begun before them."""
    for seat in range(1, REVIEWERS + 1):
        insert_ignoring_conflict(
            connection,
            application_reviewer,
            application_id=application_id,
            seat=seat,
            person_id=person_id,
        )
    found: int | None = connection.execute(
        select(application_reviewer.c.id).where(
            application_reviewer.c.application_id == application_id,
            application_reviewer.c.person_id == person_id,
        )
    ).scalar_one_or_none()
    return found


def set_points(
    connection: Connection, reviewer_id: int, criterion: Criterion, points: int, now: datetime
) -> bool:
    """Whether that is another number of points than there was."""
    new = insert_ignoring_conflict(
        connection,
        application_score,
        reviewer_id=reviewer_id,
        criterion=criterion,
        points=points,
        scored_at=now,
    )
    if new is not None:
        return True
    changed = connection.execute(
        update(application_score)
        .where(
            application_score.c.reviewer_id == reviewer_id,
            application_score.c.criterion == criterion,
            application_score.c.points != points,
        )
        .values(points=points, scored_at=now)
    )
    return changed.rowcount == 1


def forget_scores(connection: Connection, person_id: PersonId) -> int:
    """Deletes what a person was given for their applications; how many records."""
    own = select(application.c.id).where(application.c.person_id == person_id)
    reviews = select(application_reviewer.c.id).where(application_reviewer.c.application_id.in_(own))
    scores = connection.execute(delete(application_score).where(application_score.c.reviewer_id.in_(reviews)))
    reviewers = connection.execute(
        delete(application_reviewer).where(application_reviewer.c.application_id.in_(own))
    )
    return scores.rowcount + reviewers.rowcount
