"""How SQLite finds the rows of a booking, and what is to be sent: it keeps no counts, so a plan must be
good without them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bot.db.booking.sessions import Earliest, read_next_starts
from bot.db.engine.database import Database
from bot.db.outbox.copies import read_copies_about
from bot.db.outbox.queue import claim_due
from bot.db.region.announcements import count_recipients, wants_news
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import BookingFormView
from bot.domain.model import BookingId, NewsAudience, PersonId, Priority, RegionId, SiteId
from tests.engines import TemplateOf, opened
from tests.town import Town, fill_sessions, open_town

GROWING = ("booking", "visit", "claim", "hold", "draft", "outbox", "session", "person", "consent")
"""Tables that have a row for everything that ever happened."""
ALL_OF_THEM = re.compile(rf"SCAN ({'|'.join(GROWING)})\b")
ALL_IN_A_STATE = re.compile(r"\((status|state)=\?\)")

Statement = tuple[str, tuple[Any, ...]]


@pytest.fixture
async def town(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(template_of(fill_sessions), tmp_path) as db:
        yield await open_town(db)


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """What is asked meanwhile."""
    asked: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, tuple(values)))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def plan_of(db: Database, statement: Statement) -> list[str]:
    text, values = statement

    def explain(connection: Connection) -> list[str]:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]

    return await db.read(explain)


@pytest.mark.shows("G4")
async def test_claiming_finds_the_first_of_each_priority_by_an_index(town: Town) -> None:
    """However many are due: only the few first ones are put in order."""
    now = datetime(2026, 11, 27, tzinfo=UTC)
    with recorded() as asked:
        await town.db.write(lambda connection: claim_due(connection, now, timedelta(minutes=1), 30))
    (claim,) = [each for each in asked if each[0].startswith("WITH") and "UPDATE outbox" in each[0]]
    steps = await plan_of(town.db, claim)
    by_priority = "SEARCH outbox USING INDEX ix_outbox_urgent (state=? AND priority=? AND due_at<?)"
    assert steps.count(by_priority) == len(Priority), steps
    assert not [step for step in steps if ALL_OF_THEM.search(step)]


@pytest.mark.shows("A1")
async def test_when_each_programme_is_next_is_read_from_an_index(town: Town) -> None:
    programme_id = town.programme("subpolar-quartz", "tour")
    now = town.clock.now()
    with recorded() as asked:
        starts = await town.db.read(
            lambda connection: read_next_starts(
                connection, [Earliest(now, (programme_id,), now, now + timedelta(days=120))], now
            )
        )
    assert list(starts) == [programme_id]
    (statement,) = [each for each in asked if each[0].startswith("SELECT programme.id")]
    steps = await plan_of(town.db, statement)
    assert any("SEARCH session USING INDEX" in step and "programme_id=?" in step for step in steps), steps
    assert not [step for step in steps if ALL_OF_THEM.search(step) or "TEMP B-TREE" in step], steps


@pytest.mark.shows("B5")
async def test_a_booking_looks_through_no_table_and_no_state(town: Town) -> None:
    """What one person has is found by the person, not among all that wait for an answer in 50 regions."""
    programme_id = town.programme("subpolar-quartz", "tour")
    session_id = (await town.sessions(programme_id, timedelta(days=10)))[0]
    visitor = await town.person(1000)
    with recorded() as asked:
        assert isinstance(await town.try_seats(visitor, programme_id, session_id, 2), Booking)
    looked = [each for each in asked if each[0].startswith(("SELECT", "UPDATE"))]
    assert any("UPDATE claim" in text for text, _ in looked), "nothing was booked"
    slow = {
        step: text
        for text, values in looked
        for step in await plan_of(town.db, (text, values))
        if ALL_OF_THEM.search(step) or ALL_IN_A_STATE.search(step)
    }
    assert not slow


@pytest.mark.shows("B5")
async def test_a_booking_asks_for_nothing_twice(town: Town) -> None:
    """Each statement costs processor time, and on PostgreSQL a way there and back."""
    programme_id = town.programme("subpolar-quartz", "tour")
    session_id = (await town.sessions(programme_id, timedelta(days=10)))[0]
    await town.owner(2000, town.content.programme(programme_id).site_id)
    visitor = await town.person(1000)
    form = await town.seats_form(visitor, programme_id, session_id, 2)
    assert isinstance(form, BookingFormView)
    with recorded() as asked:
        assert isinstance(await town.send(visitor, form), Booking)
    statements = [text for text, _ in asked if text.startswith(("SELECT", "INSERT", "UPDATE"))]
    assert any(text.startswith("INSERT INTO booking") for text in statements), "nothing was booked"
    assert len(set(statements)) == len(statements) <= 16, "\n\n".join(statements)


@pytest.mark.shows("H2")
async def test_copies_about_somebody_are_found_by_those_who_may_have_one(town: Town) -> None:
    visitor = await town.person(1000)
    with recorded() as asked:
        copies = await town.db.read(
            lambda connection: read_copies_about(
                connection,
                visitor.person_id,
                [SiteId(1)],
                [RegionId(1)],
                [BookingId(1)],
                [],
                [],
                ["host.tomorrow:1:"],
            )
        )
    assert copies == []
    (statement,) = asked[-1:]
    steps = await plan_of(town.db, statement)
    assert any("SEARCH outbox USING INDEX ix_outbox_recipient" in step for step in steps), steps
    assert not [step for step in steps if ALL_OF_THEM.search(step) or ALL_IN_A_STATE.search(step)], steps


async def test_readers_of_news_are_found_by_their_consent(town: Town) -> None:
    """Not by looking at everybody, and for each at all bookings of the region: of 20,000 that took 45 s."""
    now = datetime(2026, 11, 27, tzinfo=UTC)
    with recorded() as asked:
        await town.db.read(lambda c: count_recipients(c, RegionId(1), list(NewsAudience), (), now))
        await town.db.read(lambda c: wants_news(c, PersonId(1), RegionId(1)))
    for statement in asked:
        plan = await plan_of(town.db, statement)
        assert not any(each.startswith("SCAN person") for each in plan), plan
        assert not any("booking" in each and "region_id" in each for each in plan), plan
    assert not any(each.startswith("SCAN") for each in await plan_of(town.db, asked[-1])), "of one reader"
