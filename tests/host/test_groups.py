"""The group of a shared session: every event, once, whoever comes first (C2)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.db.booking.bookings import read_booking
from bot.db.booking.seats import find_discrepancies
from bot.db.booking.session_admin import read_site_sessions
from bot.db.booking.sessions import read_session
from bot.db.engine.connection import Connection
from bot.db.tables import audit, outbox, programme
from bot.db.tables import session as sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.transitions import GROUP_TRANSITIONS, GroupEvent
from bot.domain.catalogue.minimum import Minimum
from bot.domain.desk.views import Outcome, SessionView
from bot.domain.model import (
    CancelReason,
    Confirmation,
    GroupState,
    HostReason,
    IfShort,
    SessionStatus,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.domain.time.working_days import WorkingCalendar
from bot.services.booking.mine import cancel_booking
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.desk.groups import call_off_group, decide_group, hold_group
from bot.services.desk.requests import confirm_request
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.upkeep.deadlines import decide_groups
from tests.engines import TemplateOf, opened
from tests.host.conftest import two_months
from tests.town import Town, open_town


@pytest.fixture
async def town(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(template_of(two_months), tmp_path) as db:
        town = await open_town(db)
        yield town
        assert await db.read(find_discrepancies) == []


async def session_that_gathers(town: Town) -> SessionFacts:
    """The first of the dairy's Saturdays."""
    site = next(each for each in town.content.published.sites.values() if each.slug == "belaya-sysola")
    now = town.clock.now()
    found = await town.db.read(
        lambda connection: read_site_sessions(connection, site.id, now, now + timedelta(days=40))
    )
    return next(each for each in found if each.group is not None and each.group.gathers)


async def again(town: Town, session: SessionFacts) -> SessionFacts:
    found = await town.db.read(lambda connection: read_session(connection, session.id))
    assert found is not None
    return found


async def state(town: Town, session: SessionFacts) -> tuple[GroupState, int]:
    group = (await again(town, session)).group
    assert group is not None
    return group.state, group.gathered


async def book(town: Town, session: SessionFacts, number: int, seats: int) -> tuple[Actor, Booking]:
    person = await town.person(number)
    booked = await town.try_seats(person, session.programme_id, session.id, seats)
    assert isinstance(booked, Booking), booked
    return person, booked


async def kinds(town: Town, *of: str) -> Counter[str]:
    rows = await town.db.read(lambda connection: connection.execute(select(outbox.c.kind)).scalars().all())
    return Counter(each for each in rows if each in of)


async def actions(town: Town, session: SessionFacts) -> list[str]:
    found = select(audit.c.action).where(audit.c.subject == "session", audit.c.subject_id == session.id)
    return list(
        await town.db.read(lambda connection: connection.execute(found.order_by(audit.c.id)).scalars().all())
    )


async def change(town: Town, session: SessionFacts, **values: object) -> None:
    def body(connection: Connection) -> None:
        connection.execute(update(sessions).where(sessions.c.id == session.id).values(**values))

    await town.db.write(body)


def decided(session: SessionFacts) -> datetime:
    assert session.group is not None
    return session.group.terms.decides_at


def test_every_event_of_a_group_is_in_the_table() -> None:
    """Said once more in other words: a row that is changed there by mistake fails here."""
    told = {
        event: (row.before, row.after, row.by.value, row.told is not None, row.hosts_told is not None)
        for event, row in GROUP_TRANSITIONS.items()
    }
    gathering, runs, off = GroupState
    assert told == {
        GroupEvent.MEET: (gathering, runs, "system", True, True),
        GroupEvent.HOLD: (gathering, runs, "host", True, False),
        GroupEvent.RULE_HOLDS: (gathering, runs, "system", True, True),
        GroupEvent.LEAVE: (runs, gathering, "system", False, False),
        GroupEvent.CALL_OFF: (gathering, off, "host", False, False),
        GroupEvent.RULE_CANCELS: (gathering, off, "system", False, True),
    }


def test_a_group_is_decided_on_a_working_day() -> None:
    """18:00 of the second working day before: of a Saturday it is Thursday, over the holidays December."""
    calendar = WorkingCalendar()
    minimum = Minimum(8, 2, IfShort.CANCEL)
    for starts_at, expected in (
        (datetime(2026, 12, 5, 8, tzinfo=UTC), datetime(2026, 12, 3, 18, tzinfo=UTC)),
        (datetime(2026, 12, 7, 8, tzinfo=UTC), datetime(2026, 12, 3, 18, tzinfo=UTC)),
        (datetime(2027, 1, 9, 8, tzinfo=UTC), datetime(2026, 12, 29, 18, tzinfo=UTC)),
    ):
        assert minimum.decides_at(starts_at, UTC, calendar) == expected
    late = datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert minimum.terms(datetime(2026, 12, 5, 8, tzinfo=UTC), UTC, calendar, late) is None


@pytest.mark.both_engines
@pytest.mark.shows("C2")
async def test_whoever_completes_a_group_has_all_told_once(town: Town) -> None:
    """Also where several book at once, each of whom could be the one."""
    session = await session_that_gathers(town)
    await book(town, session, 1, 4)
    assert await state(town, session) == (GroupState.GATHERING, 4)
    forms = [
        (
            await town.person(number),
            await town.seats_form(await town.person(number), session.programme_id, session.id, 2),
        )
        for number in (2, 3, 4)
    ]
    sent = await asyncio.gather(
        *(town.send(who, form) for who, form in forms if not isinstance(form, Refusal))
    )
    assert all(isinstance(each, Booking) for each in sent)
    assert await state(town, session) == (GroupState.RUNS, 10)
    # The one who completed it sees it on the screen; who came after it finds it complete.
    assert sum((await kinds(town, "group.runs")).values()) in {1, 2, 3}
    assert (await actions(town, session)).count("group.met") == 1


@pytest.mark.both_engines
@pytest.mark.shows("C2")
async def test_two_processes_decide_one_group_once(town: Town) -> None:
    session = await session_that_gathers(town)
    _, booked = await book(town, session, 1, 5)
    town.clock.move_to(decided(session) + timedelta(minutes=1))
    done = await asyncio.gather(
        town.runner.run(decide_group, session.id),
        town.runner.run(decide_group, session.id),
        decide_groups(town.runner),
    )
    assert sum(map(bool, done)) == 1
    assert await decide_groups(town.runner) == 0
    after = await again(town, session)
    assert (after.status, after.taken, after.parties) == (SessionStatus.CLOSED, 0, 0)
    assert (await state(town, session))[0] is GroupState.CALLED_OFF
    assert await kinds(town, "booking.closed", "group.runs") == {"booking.closed": 1}
    assert await actions(town, session) == ["group.called_off", "session.closed"]
    closed = await town.db.read(lambda connection: read_booking(connection, booked.id))
    assert closed is not None
    [visit] = closed.visits
    assert (visit.status, visit.reason, visit.decided_by) == (
        VisitStatus.CANCELLED_BY_HOST,
        HostReason.TOO_FEW.value,
        None,
    )


@pytest.mark.shows("C2")
async def test_the_programme_may_hold_small_groups(town: Town) -> None:
    session = await session_that_gathers(town)
    await change(town, session, if_short=IfShort.HOLD)
    await book(town, session, 1, 5)
    town.clock.move_to(decided(session))
    assert await decide_groups(town.runner) == 1
    assert await state(town, session) == (GroupState.RUNS, 5)
    assert await kinds(town, "group.runs", "booking.closed") == {"group.runs": 1}


@pytest.mark.shows("C2")
async def test_nobody_joins_what_is_lost_before_anybody_tidied_up(town: Town) -> None:
    session = await session_that_gathers(town)
    await book(town, session, 1, 5)
    town.clock.move_to(decided(session) + timedelta(seconds=1))
    refused = await town.try_seats(await town.person(2), session.programme_id, session.id, 3)
    assert isinstance(refused, Refusal)
    # A visit that has begun while the bot was away is called off no more.
    town.clock.move_to(session.starts_at + timedelta(minutes=1))
    assert await decide_groups(town.runner) == 1
    assert (await again(town, session)).status is SessionStatus.OPEN


@pytest.mark.shows("C2")
async def test_what_was_said_stands_until_everybody_has_left(town: Town) -> None:
    session = await session_that_gathers(town)
    first, one = await book(town, session, 1, 5)
    second, other = await book(town, session, 2, 4)
    assert (await state(town, session))[0] is GroupState.RUNS
    await town.runner.do(second, cancel_booking, other.id, CancelReason.NOT_NEEDED)
    assert await state(town, session) == (GroupState.RUNS, 5)
    await town.runner.do(first, cancel_booking, one.id, CancelReason.NOT_NEEDED)
    assert await state(town, session) == (GroupState.GATHERING, 0)
    await book(town, session, 3, 8)
    assert (await state(town, session))[0] is GroupState.RUNS
    assert await actions(town, session) == ["group.met", "group.left", "group.met"]


@pytest.mark.shows("C2")
async def test_the_yes_of_a_host_completes_a_group(town: Town) -> None:
    session = await session_that_gathers(town)
    await change(town, session, confirmation=Confirmation.HOST)
    _, asked = await book(town, session, 1, 8)
    # A request may come to nothing: its people do not count.
    assert asked.status is VisitStatus.PENDING
    assert await state(town, session) == (GroupState.GATHERING, 0)
    host = await town.owner(90, session.site_id)
    await town.runner.do(host, confirm_request, asked.id, session.site_id)
    assert await state(town, session) == (GroupState.RUNS, 8)
    assert await kinds(town, "booking.confirmed", "group.runs") == {"booking.confirmed": 1}


@pytest.mark.both_engines
@pytest.mark.shows("C2", "E5")
async def test_a_session_that_is_opened_again_gathers_again(town: Town) -> None:
    session = await session_that_gathers(town)
    host = await town.owner(90, session.site_id)
    await book(town, session, 1, 5)
    off = await town.runner.do(host, call_off_group, session.id)
    assert isinstance(off, SessionView)
    assert (off.outcome, off.groups, off.closed_reason) == (Outcome.DONE, 1, HostReason.TOO_FEW.value)
    again_off = await town.runner.do(host, call_off_group, session.id)
    held = await town.runner.do(host, hold_group, session.id)
    assert isinstance(again_off, SessionView)
    assert isinstance(held, SessionView)
    assert {again_off.outcome, held.outcome} == {Outcome.DECIDED_BEFORE}
    await town.runner.do(host, reopen_session, session.id)
    assert await state(town, session) == (GroupState.GATHERING, 0)
    await town.runner.do(host, close_session, session.id, HostReason.REPAIR)
    assert (await state(town, session))[0] is GroupState.CALLED_OFF
    town.clock.move_to(decided(session) + timedelta(hours=1))
    await town.runner.do(host, reopen_session, session.id)
    assert (await state(town, session))[0] is GroupState.RUNS, "who opens it so late holds it"


@pytest.mark.shows("C2", "E5")
async def test_what_people_were_told_does_not_move(town: Town) -> None:
    """Another minimum of the programme reaches the sessions that nobody is in."""
    session = await session_that_gathers(town)
    await book(town, session, 1, 5)

    def another(connection: Connection) -> None:
        connection.execute(
            update(programme)
            .where(programme.c.id == session.programme_id)
            .values(minimum={"people": 10, "working_days": 3, "if_short": "hold"})
        )

    await town.db.write(another)
    await roll_schedules(town.runner)
    kept, before = (await again(town, session)).group, session.group
    assert kept is not None
    assert before is not None
    assert kept.terms == before.terms
    free = await town.db.read(
        lambda connection: read_site_sessions(
            connection,
            session.site_id,
            session.starts_at + timedelta(days=1),
            session.starts_at + timedelta(days=20),
        )
    )
    terms = {each.group.terms.minimum for each in free if each.group is not None}
    assert terms == {10}
