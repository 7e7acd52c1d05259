"""Draws among applicants for an intake: at most one for each, drawn once (D3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import application, draw, draw_entry, session
from bot.domain.model import (
    ApplicationId,
    ApplicationStatus,
    DrawId,
    PersonId,
    SessionId,
    SiteId,
)
from bot.domain.placements.draw import Draw, Entrant


def read_draw(connection: Connection, draw_id: DrawId) -> Draw | None:
    return _find(connection, draw.c.id == draw_id)


def read_draw_of(connection: Connection, session_id: SessionId) -> Draw | None:
    """The draw of an intake."""
    return _find(connection, draw.c.session_id == session_id)


def find_by_code(connection: Connection, code: str) -> Draw | None:
    return _find(connection, draw.c.code == code)


def _find(connection: Connection, which: ColumnElement[bool]) -> Draw | None:
    row = connection.execute(select(draw).where(which)).one_or_none()
    return None if row is None else from_row(Draw, row)


def site_of_draw(connection: Connection, draw_id: DrawId) -> SiteId | None:
    found = connection.execute(
        select(session.c.site_id).join(draw, draw.c.session_id == session.c.id).where(draw.c.id == draw_id)
    ).scalar_one_or_none()
    return None if found is None else SiteId(found)


def read_entrants(connection: Connection, draw_id: DrawId) -> tuple[Entrant, ...]:
    """The list, by number."""
    rows = connection.execute(
        select(draw_entry).where(draw_entry.c.draw_id == draw_id).order_by(draw_entry.c.number)
    )
    return tuple(from_row(Entrant, row, halves=row.points) for row in rows)


def read_draws_with(connection: Connection, application_id: ApplicationId) -> list[tuple[Draw, Entrant]]:
    """The draws in which an application has a number: one for each of its intakes at most."""
    entries = connection.execute(
        select(draw_entry).where(draw_entry.c.application_id == application_id).order_by(draw_entry.c.id)
    ).all()
    found = [(read_draw(connection, DrawId(row.draw_id)), row) for row in entries]
    return [(each, from_row(Entrant, row, halves=row.points)) for each, row in found if each is not None]


def add_draw(
    connection: Connection,
    session_id: SessionId,
    entrants: Sequence[Entrant],
    *,
    code: str,
    places: int,
    digest: str,
    seed_day: date,
    seed_at: datetime,
    by: PersonId,
    now: datetime,
) -> DrawId | None:
    """Announces the draw of an intake; None: that was done before."""
    new = insert_ignoring_conflict(
        connection,
        draw,
        session_id=session_id,
        code=code,
        places=places,
        digest=digest,
        seed_day=seed_day,
        seed_at=seed_at,
        announced_by=by,
        announced_at=now,
    )
    if new is None:
        return None
    connection.execute(
        insert(draw_entry),
        [
            {
                "draw_id": new,
                "number": each.number,
                "application_id": each.application_id,
                "points": each.halves,
            }
            for each in entrants
        ],
    )
    return DrawId(new)


def set_seed(connection: Connection, draw_id: DrawId, seed: str, by: PersonId, now: datetime) -> bool:
    """Draws, once: False if it was drawn before, or its seed cannot be known yet."""
    drawn = connection.execute(
        update(draw)
        .where(draw.c.id == draw_id, draw.c.seed.is_(None), draw.c.seed_at <= now)
        .values(seed=seed, drawn_by=by, drawn_at=now)
    )
    return drawn.rowcount == 1


def is_in_draw(connection: Connection, application_id: ApplicationId) -> bool:
    """Whether its points stand in an announced list, and so stay as they are."""
    found = select(draw_entry.c.id).where(draw_entry.c.application_id == application_id).limit(1)
    return connection.execute(found).first() is not None


def count_candidates(connection: Connection, site_id: SiteId) -> int:
    """Applications from which a site has still to choose."""
    return connection.execute(
        select(func.count())
        .select_from(application)
        .where(
            application.c.site_id == site_id,
            application.c.status.in_([each for each in ApplicationStatus if each.in_selection]),
        )
    ).scalar_one()


def read_candidates(connection: Connection, session_ids: Collection[SessionId]) -> list[ApplicationId]:
    """Applications for these intakes from which their site has still to choose, oldest first."""
    wanted = list(session_ids)
    found = connection.execute(
        select(application.c.id)
        .where(
            application.c.status.in_([each for each in ApplicationStatus if each.in_selection]),
            or_(application.c.first_session_id.in_(wanted), application.c.second_session_id.in_(wanted)),
        )
        .order_by(application.c.id)
    ).scalars()
    return [ApplicationId(each) for each in found]
