"""Four processes at once, as four replicas would be: nothing is sold twice, and every answer is true."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, text

from bot.db.booking.seats import find_discrepancies
from bot.db.booking.session_admin import add_session
from bot.db.tables import booking, claim, offer, offer_part, outbox, session, visit
from bot.domain.model import Audience, Confirmation, OfferState, SessionStatus, Sharing, VisitStatus
from bot.domain.refusal import Reason
from bot.services.upkeep.deadlines import expire_all_holds
from bot.services.upkeep.self_audit import AuditDatabase
from tests.races.conftest import PROCESSES, Arena, race
from tests.races.orders import BEFORE_THE_RACE, BETWEEN_LOOK_AND_TAKE, Order, Task, Told, What
from tests.runners import runner_over
from tests.town import START

pytestmark = pytest.mark.both_engines


async def open_sessions(arena: Arena, number: int, capacity: int) -> tuple[int, list[int]]:
    """A programme of tourists and its sessions, some of which a host confirms."""
    programme_id = arena.town.programme("subpolar-quartz", "tour")
    site_id = arena.town.content.programme(programme_id).site_id

    def body(connection: Connection) -> list[int]:
        made = []
        for each in range(number):
            starts_at = START + timedelta(days=8 + each)
            session_id = add_session(
                connection,
                programme_id=programme_id,
                site_id=site_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                sharing=Sharing.SHARED,
                confirmation=Confirmation.HOST if each % 2 else Confirmation.INSTANT,
                audience=[Audience.TOURIST],
                capacity=capacity,
                now=START,
            )
            assert session_id is not None
            made.append(int(session_id))
        return made

    return programme_id, await arena.db.write(body)


def people_of(process: int, number: int) -> tuple[int, ...]:
    first = 10_000 + process * 1_000
    return tuple(range(first, first + number))


@pytest.mark.long
@pytest.mark.shows("C1")
async def test_sixty_people_of_four_processes_for_twenty_seats(arena: Arena) -> None:
    programme_id, sessions = await open_sessions(arena, 1, capacity=20)
    answers = await race(
        [
            Order(Task.BUY, arena.address, each, programme_id, tuple(sessions), people_of(each, 15))
            for each in range(PROCESSES)
        ]
    )
    told = [each for of_process in answers for each in of_process]
    sent = [each for each in told if each.what is What.SENT]
    assert len(told) == 60
    assert len(sent) == 20
    assert {each.reason for each in told if each.what is What.REFUSED} == {Reason.SESSION_FULL.value}
    stored = await arena.db.read(lambda c: sorted(c.execute(select(booking.c.reference)).scalars()))
    assert stored == sorted(each.reference for each in sent)
    counts = select(session.c.taken, session.c.parties).where(session.c.id == sessions[0])
    assert tuple(await arena.db.read(lambda c: c.execute(counts).one())) == (20, 20)
    assert await arena.db.read(find_discrepancies) == []


@pytest.mark.long
async def test_looking_first_oversells_every_time(arena: Arena) -> None:
    """If this stopped overselling, the races would prove nothing."""

    def make(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE naive (seats INTEGER NOT NULL, taken INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO naive VALUES (20, 0)"))

    await arena.db.write(make)
    answers = await race(
        [
            Order(Task.LOOK_THEN_TAKE, arena.address, each, 0, (), people_of(each, 15))
            for each in range(PROCESSES)
        ],
        phases=(BEFORE_THE_RACE, BETWEEN_LOOK_AND_TAKE),
    )
    assert sum(each.seats for told in answers for each in told) == 60
    sold = await arena.db.read(lambda c: c.execute(text("SELECT taken FROM naive")).scalar_one())
    assert sold == 60, "40 people stand at the gate in vain"


BOOKINGS, SESSIONS, CLOSED = 500, 50, 8


@pytest.mark.long
@pytest.mark.shows("B4", "B10", "C1", "E2", "E5")
async def test_five_hundred_bookings_on_a_busy_day(arena: Arena) -> None:
    """With cancellations, answers of hosts, places that are kept instead, holds that run out and closed
    sessions in between."""
    programme_id, sessions = await open_sessions(arena, SESSIONS, capacity=16)
    answers = await race(
        [
            Order(
                Task.LIVE,
                arena.address,
                seed=each,
                programme_id=programme_id,
                sessions=tuple(sessions),
                people=people_of(each, 25),
                owner=20_000 + each,
                bookings=BOOKINGS // PROCESSES,
                closes=tuple(sessions[each::PROCESSES][: CLOSED // PROCESSES]),
            )
            for each in range(PROCESSES)
        ]
    )
    told = [each for of_process in answers for each in of_process]
    arena.town.clock.move(timedelta(days=1))
    await expire_all_holds(arena.town.runner)

    assert await arena.db.read(find_discrepancies) == []
    report = await AuditDatabase(runner_over(arena.db, arena.town.clock), is_running=False)()
    assert report.clean, report.differences
    counts = Counter(each.what for each in told)
    assert counts[What.SENT] + counts[What.REFUSED] + counts[What.LEFT] == BOOKINGS
    assert counts[What.CLOSED] == CLOSED
    assert min(counts[each] for each in (What.SENT, What.CANCELLED, What.CONFIRMED, What.DECLINED)) > 10
    assert counts[What.TAKEN] > 5
    await _check_seats(arena)
    await _check_what_was_told(arena, told)


async def _check_seats(arena: Arena) -> None:
    """Counted from the visits and the offers themselves, and from nothing that the product counts with."""

    def body(connection: Connection) -> None:
        expected: Counter[tuple[int, str]] = Counter()
        visits = select(visit.c.session_id, visit.c.children, visit.c.adults).where(
            visit.c.status.in_([each for each in VisitStatus if each.takes_seats])
        )
        kept = (
            select(offer_part.c.session_id, offer_part.c.children, offer_part.c.adults)
            .join(offer, offer.c.id == offer_part.c.offer_id)
            .where(offer.c.state == OfferState.LIVE)
        )
        for row in [*connection.execute(visits), *connection.execute(kept)]:
            expected[row.session_id, "seats"] += row.children + row.adults
            expected[row.session_id, "parties"] += 1
        for row in connection.execute(select(session)):
            assert (row.taken, row.parties) == (expected[row.id, "seats"], expected[row.id, "parties"])
            assert 0 <= row.taken <= row.capacity
            if row.status is SessionStatus.CLOSED:
                assert row.taken == 0
        live_holds = select(func.count()).where(claim.c.hold_id.is_not(None), claim.c.released_at.is_(None))
        assert connection.execute(live_holds).scalar_one() == 0

    await arena.db.read(body)


async def _check_what_was_told(arena: Arena, told: list[Told]) -> None:
    of: dict[str, Counter[What]] = defaultdict(Counter)
    for each in told:
        if each.reference:
            of[each.reference][each.what] += 1
    closed = {each.session_id for each in told if each.what is What.CLOSED}
    sent = {each.reference: each for each in told if each.what in {What.SENT, What.TAKEN}}

    def body(connection: Connection) -> None:
        rows = connection.execute(
            select(booking.c.reference, booking.c.person_id, visit).join(
                visit, visit.c.booking_id == booking.c.id
            )
        ).all()
        assert {row.reference for row in rows} == set(sent)
        keys = set(connection.execute(select(outbox.c.dedupe_key)).scalars())
        for row in rows:
            first, heard = sent[row.reference], of[row.reference]
            assert (row.session_id, row.adults) == (first.session_id, first.seats)
            assert heard[What.CONFIRMED] + heard[What.DECLINED] <= 1, "one answer wins"
            match row.status:
                case VisitStatus.PENDING:
                    assert first.status == VisitStatus.PENDING.value
                    assert not heard[What.CANCELLED] + heard[What.CONFIRMED] + heard[What.DECLINED]
                case VisitStatus.CONFIRMED:
                    assert first.status == VisitStatus.CONFIRMED.value or heard[What.CONFIRMED]
                    assert not heard[What.CANCELLED] + heard[What.DECLINED]
                case VisitStatus.DECLINED:
                    assert heard[What.DECLINED]
                    assert not heard[What.CANCELLED]
                case VisitStatus.CANCELLED:
                    assert heard[What.CANCELLED]
                case VisitStatus.CANCELLED_BY_HOST:
                    assert row.session_id in closed
                    assert not heard[What.CANCELLED]
                    assert f"booking.closed:{row.booking_id}:{row.site_id}:{row.id}" in keys
                case other:
                    raise AssertionError(f"nobody brings a visit into the state {other}")

    await arena.db.read(body)
