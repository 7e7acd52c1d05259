"""What the figures need besides visits: placements, scores, step-free access of the past, sources, and how
much there is to count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Integer, case, cast, exists, func, select

from bot.db.figures.spans import Clock
from bot.db.tables import access_figure, application, feedback, placement_end, session
from bot.domain.model import ApplicationStatus, ProgrammeId, SiteId

SiteMonth = tuple[SiteId, int]


@dataclass(frozen=True, slots=True)
class Scores:
    rated: int
    score: int
    """Their sum."""


def read_scores(connection: Connection, clock: Clock) -> Mapping[SiteMonth, Scores]:
    """By the month in which they were given: whose visit a score was of is forgotten after thirty days."""
    month = clock.month_of(feedback.c.created_at).label("month")
    found = (
        select(feedback.c.site_id, month, func.count(), cast(func.sum(feedback.c.score), Integer))
        .where(feedback.c.site_id.in_(clock.sites), *clock.within(feedback.c.created_at))
        .group_by(feedback.c.site_id, month)
    )
    return {(SiteId(row[0]), row[1]): Scores(row[2], row[3]) for row in connection.execute(found)}


def read_access_groups(
    connection: Connection, sites: Collection[SiteId], months: Collection[date]
) -> Mapping[tuple[SiteId, date], int]:
    """Groups that needed step-free access, of those bookings that say it no more (H3)."""
    found = select(access_figure.c.site_id, access_figure.c.month, access_figure.c.groups).where(
        access_figure.c.site_id.in_(list(sites)), access_figure.c.month.in_(list(months))
    )
    return {(SiteId(row[0]), row[1]): row[2] for row in connection.execute(found)}


@dataclass(frozen=True, slots=True)
class PlacementSums:
    applied: int
    done: int


def read_placements(
    connection: Connection, clock: Clock, now: datetime
) -> Mapping[tuple[ProgrammeId, int], PlacementSums]:
    """Applications by the month in which the intake begins that they were accepted for, or asked for first;
    done: of those with a place, where the intake is over, and the site has not said that it was not gone
    through to its end."""
    meant = func.coalesce(application.c.accepted_session_id, application.c.first_session_id)
    month = clock.month_of(session.c.starts_at).label("month")
    left = exists().where(placement_end.c.application_id == application.c.id, placement_end.c.mark.is_(None))
    over = (application.c.status == ApplicationStatus.ACCEPTED) & (session.c.ends_at <= now) & ~left
    found = (
        select(
            session.c.programme_id,
            month,
            func.count(),
            cast(func.sum(case((over, 1), else_=0)), Integer),
        )
        .select_from(application)
        .join(session, session.c.id == meant)
        .where(application.c.site_id.in_(clock.sites), *clock.within(session.c.starts_at))
        .group_by(session.c.programme_id, month)
    )
    return {(ProgrammeId(row[0]), row[1]): PlacementSums(row[2], row[3]) for row in connection.execute(found)}


def is_much(connection: Connection, clock: Clock, most: int) -> bool:
    """Whether these sites have more sessions in this time, counted no further than that."""
    some = (
        select(session.c.id)
        .where(session.c.site_id.in_(clock.sites), *clock.within(session.c.starts_at))
        .limit(most + 1)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(some)).scalar_one() > most
