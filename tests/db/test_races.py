"""Many people at once on the last seats: nothing is sold twice and every answer is true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.db.booking.seats import find_discrepancies
from bot.db.engine.database import Database
from bot.db.tables import booking, outbox, session, visit
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import BookingFormView
from bot.domain.model import SessionId, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from tests.engines import TemplateOf, opened
from tests.filling import pick_sessions
from tests.town import Town, fill_sessions, open_town

pytestmark = pytest.mark.both_engines


@pytest.fixture
async def town(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(template_of(fill_sessions), tmp_path) as db:
        yield await open_town(db)
        assert await db.read(find_discrepancies) == []


async def _taken(db: Database, session_id: int) -> tuple[int, int]:
    row = await db.read(
        lambda c: c.execute(
            select(session.c.taken, session.c.parties).where(session.c.id == session_id)
        ).one()
    )
    return int(row.taken), int(row.parties)


@pytest.mark.shows("C1")
async def test_sixty_people_for_twenty_seats(town: Town) -> None:
    """Exactly 20 seats are sold, and whoever was told «booked» has a row."""
    programme_id = town.programme("subpolar-quartz", "tour")
    session_id = (await town.sessions(programme_id, timedelta(days=10)))[0]

    def make_room(connection: Connection) -> None:
        connection.execute(update(session).where(session.c.id == session_id).values(capacity=20))

    await town.db.write(make_room)
    people = [await town.person(1000 + number) for number in range(60)]
    answers = await asyncio.gather(*(town.try_seats(actor, programme_id, session_id, 1) for actor in people))
    booked = [each for each in answers if isinstance(each, Booking)]
    refused = [each for each in answers if isinstance(each, Refusal)]
    assert len(booked) == 20
    assert {each.reason for each in refused} <= {Reason.SESSION_FULL}
    assert len(refused) == 40
    assert await _taken(town.db, session_id) == (20, 20)
    stored = await town.db.read(lambda c: set(c.execute(select(booking.c.reference)).scalars()))
    assert stored == {each.reference for each in booked}


@pytest.mark.shows("B3")
async def test_two_classes_want_one_private_session(town: Town) -> None:
    programme_id = town.programme("voilokno", "tour")
    session_id = (await town.sessions(programme_id))[0]
    people = [await town.person(2000 + number) for number in range(8)]
    views = [await town.class_form(actor, programme_id, 7) for actor in people]

    async def go(actor: Actor, view: BookingFormView) -> Booking | Refusal:
        picked = await town.answer(actor, view, pick_sessions((SessionId(session_id),)))
        return picked if isinstance(picked, Refusal) else await town.send(actor, picked)

    answers = await asyncio.gather(*(go(*pair) for pair in zip(people, views, strict=True)))
    booked = [each for each in answers if isinstance(each, Booking)]
    assert len(booked) == 1
    assert all(
        each.reason in {Reason.PRIVATE_TAKEN, Reason.SESSION_FULL}
        for each in answers
        if isinstance(each, Refusal)
    )
    assert await _taken(town.db, session_id) == (12, 1)
    tourist = await town.person(2999)
    turned_away = await town.try_seats(tourist, programme_id, session_id, 8)
    assert isinstance(turned_away, Refusal)
    assert turned_away.reason is Reason.PRIVATE_TAKEN


@pytest.mark.shows("B3")
async def test_twenty_requests_of_one_leader_end_with_five(town: Town) -> None:
    programme_id = town.programme("voilokno", "tour")
    sessions = await town.sessions(programme_id)
    leader = await town.person(3000)
    made = 0
    reasons = set()
    for number in range(20):
        view = await town.class_form(leader, programme_id, 7)
        picked = await town.answer(leader, view, pick_sessions((SessionId(sessions[number]),)))
        assert isinstance(picked, BookingFormView), picked
        answers = await asyncio.gather(*(town.send(leader, picked) for _ in range(3)))
        assert len({type(each) for each in answers}) == 1
        if isinstance(answers[0], Booking):
            made += 1
        else:
            reasons |= {each.reason for each in answers if isinstance(each, Refusal)}
    assert made == 5
    assert reasons == {Reason.TOO_MANY_OPEN}
    open_requests = await town.db.read(
        lambda c: c.execute(
            select(func.count()).select_from(visit).where(visit.c.status == VisitStatus.PENDING)
        ).scalar_one()
    )
    assert open_requests == 5


@pytest.mark.shows("B5")
async def test_twenty_taps_on_send_make_one_booking_and_one_set_of_notices(town: Town) -> None:
    programme_id = town.programme("voilokno", "tour")
    session_id = (await town.sessions(programme_id))[0]
    leader = await town.person(4000)
    view = await town.class_form(leader, programme_id, 7)
    picked = await town.answer(leader, view, pick_sessions((SessionId(session_id),)))
    assert isinstance(picked, BookingFormView)
    answers = await asyncio.gather(*(town.send(leader, picked) for _ in range(20)))
    assert len({each.reference for each in answers if isinstance(each, Booking)}) == 1
    assert all(isinstance(each, Booking) for each in answers)
    keys = await town.db.read(lambda c: list(c.execute(select(outbox.c.dedupe_key)).scalars()))
    assert len(keys) == len(set(keys))


async def test_negative_control_oversells(town: Town) -> None:
    """The way that this product does not take: look first, then write. If this stopped overselling, the
    races above would prove nothing. The worst moment is arranged, not hoped for: all have looked before
    anybody writes."""
    all_have_looked = asyncio.Barrier(60)

    def make(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE naive (seats INTEGER NOT NULL, taken INTEGER NOT NULL)"))
        connection.execute(text("CREATE TABLE naive_sale (buyer INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO naive VALUES (20, 0)"))

    await town.db.write(make)

    async def buy() -> bool:
        free = await town.db.read(lambda c: c.execute(text("SELECT seats - taken FROM naive")).scalar_one())
        await all_have_looked.wait()
        if free < 1:
            return False

        def take(connection: Connection) -> None:
            connection.execute(text("UPDATE naive SET taken = taken + 1"))
            connection.execute(text("INSERT INTO naive_sale VALUES (1)"))

        await town.db.write(take)
        return True

    assert sum(await asyncio.gather(*(buy() for _ in range(60)))) == 60


async def test_the_schema_itself_refuses_one_seat_too_many(town: Town) -> None:
    def oversell(connection: Connection) -> None:
        connection.execute(update(session).values(taken=session.c.capacity + 1))

    with pytest.raises(IntegrityError):
        await town.db.write(oversell)

    def nameless(connection: Connection) -> None:
        connection.execute(insert(booking).values(id=1))

    with pytest.raises(IntegrityError):
        await town.db.write(nameless)


@pytest.mark.shows("B3")
async def test_one_class_is_not_in_two_places_at_once(town: Town) -> None:
    """The same class may not book over its own visit; another class of the same leader may."""
    programme_id = town.programme("voilokno", "tour")
    session_id = SessionId((await town.sessions(programme_id))[0])
    leader = await town.person(5000)
    view = await town.class_form(leader, programme_id, 8)
    picked = await town.answer(leader, view, pick_sessions((session_id,)))
    assert isinstance(picked, BookingFormView)
    booked = await town.send(leader, picked)
    assert isinstance(booked, Booking)
    other = town.programme("voilokno", "trial")

    def same_hour(connection: Connection) -> int:
        starts = select(session.c.starts_at).where(session.c.id == session_id).scalar_subquery()
        lasts = select(session.c.ends_at).where(session.c.id == session_id).scalar_subquery()
        first = (
            select(session.c.id)
            .where(session.c.programme_id == other, session.c.starts_at > starts)
            .order_by(session.c.starts_at)
            .limit(1)
        )
        found = int(connection.execute(first).scalar_one())
        connection.execute(
            update(session).where(session.c.id == found).values(starts_at=starts, ends_at=lasts)
        )
        return found

    trial = SessionId(await town.db.write(same_hour))
    for grade, expected in ((8, Reason.OVERLAPS), (9, None)):
        form = await town.class_form(leader, other, grade)
        chosen = await town.answer(leader, form, pick_sessions((trial,)))
        # It is said as soon as the time is chosen, and once more where it is sent.
        outcome = chosen if isinstance(chosen, Refusal) else await town.send(leader, chosen)
        assert (outcome.reason if isinstance(outcome, Refusal) else None) is expected
