"""Calendars at secret addresses (B15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.tables import calendar_feed
from bot.domain.model import FeedId, PersonId


@dataclass(frozen=True, slots=True)
class Feed:
    id: FeedId
    person_id: PersonId
    version: int
    is_open: bool


def read_feed(connection: Connection, feed_id: FeedId) -> Feed | None:
    row = connection.execute(select(calendar_feed).where(calendar_feed.c.id == feed_id)).one_or_none()
    return None if row is None else from_row(Feed, row)


def read_feed_of(connection: Connection, person_id: PersonId) -> Feed | None:
    found = select(calendar_feed).where(calendar_feed.c.person_id == person_id)
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Feed, row)


def add_feed(connection: Connection, person_id: PersonId, now: datetime) -> None:
    """A first one, unless there is one."""
    insert_ignoring_conflict(
        connection, calendar_feed, person_id=person_id, version=1, is_open=True, created_at=now
    )


def change_feed(connection: Connection, person_id: PersonId, version: int, *, is_open: bool) -> None:
    """Takes this version away, for a next one or for none; one that is gone already stays so."""
    connection.execute(
        update(calendar_feed)
        .where(calendar_feed.c.person_id == person_id, calendar_feed.c.version == version)
        .values(version=version + 1, is_open=is_open)
    )
