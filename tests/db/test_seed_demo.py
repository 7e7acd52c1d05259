from __future__ import annotations

import hashlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.db.bookings import read_bookings_of
from bot.db.engine import Database
from bot.db.metadata import metadata
from bot.db.outbox import next_due
from bot.db.people import read_actor
from bot.db.seats import find_discrepancies
from bot.db.sessions import read_session
from bot.db.sqlite import writing_engine
from bot.domain.access import Actor
from bot.domain.booking import Booking
from bot.domain.limits import Limits
from bot.domain.model import Role, VisitStatus
from bot.services.content import Content
from bot.services.seed_demo import DemoError, DemoPerson, SeedCounts, SeedDemo

PEOPLE = [
    DemoPerson(1, "Игорь В.", "+70000000002", leads=True),
    DemoPerson(2, "Отдел приёма гостей", "+70000000006", site_slug="warm-trace"),
    DemoPerson(3, "Координатор Коми", "+70000000007", coordinates=True),
]


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "bot.sqlite3"
    engine = writing_engine(path)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    database = await Database.open(f"sqlite:///{path}")
    yield database
    await database.close()


def seed(db: Database, now: datetime) -> SeedDemo:
    clock = MovableClock(now)
    numbers = itertools.count(1)
    return SeedDemo(
        db=db,
        clock=clock,
        content=Content(db, clock),
        limits=Limits(),
        consent_version=1,
        consent_hash="0" * 64,
        random_bytes=lambda size: hashlib.sha256(str(next(numbers)).encode()).digest()[:size],
    )


async def actor(db: Database, telegram_id: int) -> Actor:
    found = await db.read(lambda connection: read_actor(connection, telegram_id))
    assert found
    return found


async def bookings(db: Database) -> list[Booking]:
    leader = await actor(db, 1)
    found = await db.read(lambda connection: read_bookings_of(connection, leader.person_id))
    return sorted(found, key=lambda booking: booking.id)


MOMENTS = [
    datetime(2026, 11, 23, 6, tzinfo=UTC),
    datetime(2026, 12, 30, 20, 59, tzinfo=UTC),
    datetime(2027, 1, 9, 6, tzinfo=UTC),
    datetime(2027, 5, 2, 6, tzinfo=UTC),
    datetime(2027, 8, 15, 3, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=lambda now: now.date().isoformat())
async def test_the_awkward_cases_are_there_in_any_season(db: Database, now: datetime) -> None:
    counts = await seed(db, now)(PEOPLE)
    assert isinstance(counts, SeedCounts)
    assert (counts.people, counts.bookings) == (3, 8)
    came, missed, full, second, third, foreign, wheelchair, split = await bookings(db)

    assert (came.status, came.first.arrived_count) == (VisitStatus.ARRIVED, 12)
    assert missed.status is VisitStatus.NO_SHOW
    assert came.first.ends_at < now
    assert missed.first.ends_at < now

    days = {one.first.starts_at.astimezone(ZoneInfo("Europe/Moscow")).date() for one in (full, second, third)}
    assert len(days) == 1
    assert {one.status for one in (full, second, third)} == {VisitStatus.CONFIRMED}
    session = await db.read(lambda connection: read_session(connection, full.first.session_id))
    assert session
    assert session.free == 0

    assert foreign.party.foreign == 2
    assert wheelchair.party.wheelchairs == 1
    assert [visit.seats for visit in split.visits] == [16, 16]
    assert {one.status for one in (foreign, wheelchair, split)} == {VisitStatus.PENDING}
    assert all(one.first.starts_at > now for one in (full, foreign, wheelchair, split))
    assert await db.read(find_discrepancies) == []


async def test_no_message_of_the_past_is_waiting(db: Database) -> None:
    await seed(db, MOMENTS[0])(PEOPLE)
    due = await db.read(next_due)
    assert due
    assert due > MOMENTS[0]


async def test_people_have_their_roles(db: Database) -> None:
    await seed(db, MOMENTS[0])(PEOPLE)
    host, coordinator = await actor(db, 2), await actor(db, 3)
    assert [each.role for each in host.memberships] == [Role.OWNER]
    assert coordinator.is_coordinator
    assert not (await actor(db, 1)).memberships


async def test_seeding_again_changes_nothing(db: Database) -> None:
    await seed(db, MOMENTS[0])(PEOPLE)
    before = await bookings(db)
    counts = await seed(db, MOMENTS[0] + timedelta(minutes=5))(PEOPLE)
    assert (counts.bookings, counts.sessions, counts.catalogue.sites_added) == (0, 0, 0)
    assert await bookings(db) == before
    assert len((await actor(db, 2)).memberships) == 1


async def test_without_people_there_are_only_sites(db: Database) -> None:
    counts = await seed(db, MOMENTS[0])()
    assert (counts.people, counts.bookings) == (0, 0)
    assert counts.sessions > 1000


async def test_a_host_of_an_unknown_site_is_an_error(db: Database) -> None:
    with pytest.raises(DemoError, match="unknown site 'no-works'"):
        await seed(db, MOMENTS[0])([DemoPerson(2, "Приём", "+70000000006", site_slug="no-works")])
