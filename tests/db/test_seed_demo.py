from __future__ import annotations

import hashlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select

from bot.clock import MovableClock
from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.drafts import read_open_draft
from bot.db.booking.seats import find_discrepancies
from bot.db.booking.sessions import read_session
from bot.db.engine.database import Database
from bot.db.outbox.next_due import next_message
from bot.db.people.organisations import read_cards
from bot.db.people.people import read_actor
from bot.db.region.settings import read_school_holidays
from bot.db.tables import application, booking, enquiry, outbox, school_holiday
from bot.domain.booking.booking import Booking
from bot.domain.forms import BookingForm, Wish
from bot.domain.limits import Limits
from bot.domain.model import (
    ApplicationStatus,
    Audience,
    CancelReason,
    EnquiryState,
    HostReason,
    OfferPurpose,
    OutboxState,
    Role,
    RouteId,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.placements.choosing import AnnounceView, SelectionView
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.working_days import WorkingCalendar
from bot.services.booking.form.view import read_days
from bot.services.booking.mine import read_mine
from bot.services.catalogue.cache import CatalogueCache
from bot.services.demo.cases import ANSWERED_QUESTION, CALLED_OFF, OPERATOR, TRIED, school_holidays
from bot.services.demo.filling import DemoError
from bot.services.demo.seed import DemoPerson, SeedCounts, SeedDemo
from bot.services.desk.reviews import show_review
from bot.services.desk.sessions import close_session, show_session
from bot.services.messages.booking.papers import MARKED_LATE
from bot.services.placements.draws import prepare_draw
from bot.services.placements.selection import show_selection
from bot.services.runner import Runner
from bot.services.transaction import Tx
from tests.engines import Fill, TemplateOf, opened
from tests.filling import Filling
from tests.runners import runner_over

PEOPLE = [
    DemoPerson(1, "Игорь В.", "+70000000002", leads=True),
    DemoPerson(2, "Отдел приёма гостей", "+70000000006", site_slug="warm-trace"),
    DemoPerson(3, "Координатор Коми", "+70000000007", coordinates=True),
]

CAST = [
    *PEOPLE,
    DemoPerson(4, "Слоист, отдел приёма гостей", "+70000000005", site_slug="sloist"),
    DemoPerson(5, "Даша", "+70000000019", applies=True),
    DemoPerson(6, "Глеб", "+70000000020", operates=True),
    DemoPerson(7, "Ирина", "+70000000021", applies=True),
    DemoPerson(8, "Олег Н.", "+70000000022", applies=True),
]
MOMENTS = [
    datetime(2026, 11, 23, 6, tzinfo=UTC),
    datetime(2026, 12, 30, 20, 59, tzinfo=UTC),
    datetime(2027, 1, 9, 6, tzinfo=UTC),
    datetime(2027, 5, 2, 6, tzinfo=UTC),
    datetime(2027, 8, 15, 3, tzinfo=UTC),
]


@pytest.fixture
def db(empty_db: Database) -> Database:
    return empty_db


def seed(db: Database, now: datetime) -> SeedDemo:
    clock = MovableClock(now)
    numbers = itertools.count(1)
    return SeedDemo(
        db=db,
        clock=clock,
        content=CatalogueCache(db, clock),
        limits=Limits(),
        consent_version=1,
        consent_hash="0" * 64,
        random_bytes=lambda size: hashlib.shake_256(str(next(numbers)).encode()).digest(size),
    )


@cache
def with_people(now: datetime) -> Fill:
    """The demonstration as it is at this moment; to make it takes some seconds, so tests get copies."""

    async def fill(db: Database) -> None:
        counts = await seed(db, now)(PEOPLE)
        assert isinstance(counts, SeedCounts)
        assert (counts.people, counts.bookings) == (3, len(await bookings(db)))

    return fill


@cache
def with_everybody(now: datetime) -> Fill:
    """With all who take part in it."""

    async def fill(db: Database) -> None:
        counts = await seed(db, now)(CAST)
        operator = await actor(db, 6)
        of_operator = await db.read(lambda connection: read_bookings_of(connection, operator.person_id))
        assert counts.bookings == len(await bookings(db)) + len(of_operator)

    return fill


def moment_of(request: pytest.FixtureRequest) -> datetime:
    found = request.getfixturevalue("now") if "now" in request.fixturenames else MOMENTS[0]
    assert isinstance(found, datetime)
    return found


@pytest.fixture
async def people(
    template_of: TemplateOf, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    """Seeded at the test's moment."""
    async with opened(template_of(with_people(moment_of(request))), tmp_path) as db:
        yield db


@pytest.fixture
async def everybody(
    template_of: TemplateOf, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    async with opened(template_of(with_everybody(moment_of(request))), tmp_path) as db:
        yield db


async def running(db: Database, now: datetime = MOMENTS[0]) -> Runner:
    runner = runner_over(db, MovableClock(now))
    await runner.catalogue.refresh()
    return runner


async def actor(db: Database, telegram_id: int) -> Actor:
    found = await db.read(lambda connection: read_actor(connection, telegram_id))
    assert found
    return found


async def bookings(db: Database) -> list[Booking]:
    leader = await actor(db, 1)
    found = await db.read(lambda connection: read_bookings_of(connection, leader.person_id))
    return sorted(found, key=lambda booking: booking.id)


IN_ANY_SEASON = pytest.mark.parametrize(
    "now",
    [MOMENTS[0], *(pytest.param(each, marks=pytest.mark.long) for each in MOMENTS[1:])],
    ids=lambda now: now.date().isoformat(),
)
MOSCOW = ZoneInfo("Europe/Moscow")


@IN_ANY_SEASON
async def test_the_awkward_cases_are_there_in_any_season(people: Database, now: datetime) -> None:
    db = people
    made = await bookings(db)
    came, missed, full, second, third, foreign, wheelchair, split = made[:8]

    assert (came.status, came.first.arrived_count) == (VisitStatus.ARRIVED, 12)
    assert missed.status is VisitStatus.NO_SHOW
    assert came.first.ends_at < now
    assert missed.first.ends_at < now

    days = {one.first.starts_at.astimezone(MOSCOW).date() for one in (full, second, third)}
    assert len(days) == 1
    assert {one.status for one in (full, second, third)} == {VisitStatus.CONFIRMED}
    session = await db.read(lambda connection: read_session(connection, full.first.session_id))
    assert session
    assert session.free == 0

    assert foreign.party.foreign == 2
    assert wheelchair.party.wheelchairs == 1
    assert split.party.children == 28
    assert len(split.visits) == 3
    assert max(visit.seats for visit in split.visits) <= 15
    assert {one.status for one in (foreign, wheelchair, split)} == {VisitStatus.PENDING}
    assert all(one.first.starts_at > now for one in (full, foreign, wheelchair, split))
    assert await db.read(find_discrepancies) == []
    gathering = [one for one in made if one.gathers]
    assert [one.first.group.gathered for one in gathering if one.first.group] == [5]
    leader = await actor(db, 1)
    cards = await db.read(lambda connection: read_cards(connection, leader.person_id))
    assert len(cards) == len({(one.grade, one.letter) for one in made if one.grade}), (
        "every class has its card"
    )


@IN_ANY_SEASON
@pytest.mark.shows("B12")
async def test_a_full_day_has_its_waiting_list_and_seats_are_kept_for_a_class(
    people: Database, now: datetime
) -> None:
    """What the leader sees at once, and the host of the full day."""
    db = people
    runner = await running(db, now)
    mine = await runner.do(await actor(db, 1), read_mine)
    waits = next(each for each in mine.waiting if each.offer is None)
    full = (await bookings(db))[2].first
    assert waits.waiting.wish == Wish.of_day(full.starts_at.astimezone(MOSCOW).date())
    host = await runner.do(await actor(db, 2), show_session, full.session_id)
    assert not isinstance(host, Refusal)
    assert host.waiting == 1
    (kept,) = mine.offers
    assert (kept.offer.purpose, kept.offer.is_live(now)) == (OfferPurpose.WAITING, True)
    (called_off,) = [each for each in await bookings(db) if each.grade == CALLED_OFF.grade]
    assert called_off.cancel_reason == CancelReason.GROUP_FELL_THROUGH
    assert kept.offer.session_ids == (called_off.first.session_id,)
    assert await db.read(find_discrepancies) == []


SEASONS = pytest.mark.parametrize(
    ("now", "frost", "new_year", "saturday"),
    [
        (MOMENTS[0], True, True, True),
        (MOMENTS[3], False, False, False),
        *(
            pytest.param(*each, marks=pytest.mark.long)
            for each in (
                (MOMENTS[1], True, False, True),
                (MOMENTS[2], True, False, True),
                (MOMENTS[4], False, False, False),
                (datetime(2026, 10, 5, 6, tzinfo=UTC), False, True, False),
            )
        ),
    ],
    ids=lambda value: value.date().isoformat() if isinstance(value, datetime) else "",
)


@SEASONS
async def test_cases_of_a_season_are_there_in_their_season(
    people: Database, now: datetime, frost: bool, new_year: bool, saturday: bool
) -> None:
    db = people
    made = [each for each in (await bookings(db))[8:] if each.grade != CALLED_OFF.grade]
    made = [each for each in made if each.route_id is None]
    calendar = WorkingCalendar()
    called_off = [each for each in made if each.status is VisitStatus.CANCELLED]
    assert [each.cancel_reason for each in called_off] == (["frost"] if frost else [])
    for each in called_off:
        start = each.first.starts_at.astimezone(MOSCOW)
        assert start < now
        assert start.month in {11, 12, 1, 2, 3}
        assert start.hour < 14
        assert each.grade in range(1, 9)
        assert each.first.decided_at
        assert each.first.decided_at.astimezone(MOSCOW).date() == start.date()
        session = await db.read(partial(read_session, session_id=each.first.session_id))
        assert session
        assert session.parties == 0, "its seats are free"

    ahead = [each.first for each in made if each not in called_off]
    starts = {each.starts_at.astimezone(MOSCOW): each for each in ahead}
    crossing = [
        each for start, each in starts.items() if each.list_due_at and each.list_due_at.year < start.year
    ]
    assert bool(crossing) == new_year
    worked = [start for start in starts if start.weekday() == 5 and calendar.is_working(start.date())]
    assert [each.date() for each in worked] == ([date(2027, 2, 20)] if saturday else [])
    assert {each.status for each in ahead} <= {VisitStatus.CONFIRMED}
    assert await db.read(find_discrepancies) == []


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (MOMENTS[0], True),
        pytest.param(MOMENTS[2], False, marks=pytest.mark.long),
        pytest.param(MOMENTS[4], True, marks=pytest.mark.long),
    ],
    ids=["autumn", "after the holidays", "summer"],
)
async def test_a_form_was_left_until_its_day_was_too_near(
    people: Database, now: datetime, left: bool
) -> None:
    """It is what the leader meets under «Продолжить», and it is refused with its reason."""
    db = people
    leader = await actor(db, 1)
    form = await db.read(lambda connection: read_open_draft(connection, leader.person_id, BookingForm))
    assert (form is not None) == left
    if form is None:
        return
    runner = await running(db, now)
    refusal = await Filling(runner).send(leader, form.id)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is Reason.TOO_LATE
    assert refusal.alternatives


async def test_the_site_closes_its_day_of_repair_and_three_parties_are_told(people: Database) -> None:
    db = people
    host = await actor(db, 2)
    concerned = (await bookings(db))[2:5]
    runner = await running(db)
    for each in concerned:
        closed = await runner.do(host, close_session, each.first.session_id, HostReason.REPAIR)
        assert not isinstance(closed, Refusal)
    after = (await bookings(db))[2:5]
    assert {each.status for each in after} == {VisitStatus.CANCELLED_BY_HOST}
    told = await db.read(
        lambda connection: (
            connection.execute(select(outbox.c.payload).where(outbox.c.kind == "booking.closed"))
            .scalars()
            .all()
        )
    )
    assert {each["booking_id"] for each in told} == {each.id for each in concerned}


async def test_no_message_of_the_past_is_waiting(people: Database) -> None:
    due = await people.read(next_message)
    assert due
    assert due > MOMENTS[0]


@pytest.mark.both_engines
async def test_people_have_their_roles(people: Database) -> None:
    db = people
    host, coordinator = await actor(db, 2), await actor(db, 3)
    assert [each.role for each in host.memberships] == [Role.OWNER]
    assert coordinator.is_coordinator
    assert not (await actor(db, 1)).memberships


@pytest.mark.both_engines
async def test_seeding_again_changes_nothing(people: Database) -> None:
    db = people
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


@pytest.mark.shows("D2")
@pytest.mark.shows("D3")
async def test_an_owner_has_applicants_to_choose_from(everybody: Database) -> None:
    """All for the same dates, scored, so that a draw can be announced at once."""
    db, runner = everybody, await running(everybody)
    owner = await actor(db, 4)
    (intake,) = await db.read(
        lambda connection: (
            connection.execute(select(application.c.first_session_id).distinct()).scalars().all()
        )
    )
    view = await runner.do(owner, show_selection, intake)
    assert isinstance(view, SelectionView)
    assert [each.halves for each in view.ranked] == [30, 24, 24]
    assert [each.application.status for each in view.ranked].count(ApplicationStatus.SHORTLISTED) == 1
    assert view.needs_draw
    assert isinstance(await runner.do(owner, prepare_draw, intake), AnnounceView)


@pytest.mark.shows("E3")
async def test_one_question_is_answered_and_one_waits(everybody: Database) -> None:
    db, runner = everybody, await running(everybody)
    asked = await db.read(lambda connection: connection.execute(select(enquiry).order_by(enquiry.c.id)).all())
    assert [each.state for each in asked] == [EnquiryState.ANSWERED, EnquiryState.OPEN]
    kept = runner.catalogue.published.programmes[asked[0].programme_id].answers
    assert [each.question for each in kept] == [ANSWERED_QUESTION.text]
    felting = await actor(db, 2)
    assert asked[1].site_id in felting.site_ids


@pytest.mark.shows("C3")
@pytest.mark.shows("C4")
async def test_a_route_is_partly_answered_and_a_group_waits(everybody: Database) -> None:
    db, runner = everybody, await running(everybody)
    (route,) = [each for each in await bookings(db) if each.route_id is not None]
    owner = await actor(db, 4)
    agreed = [each.status for each in route.visits if each.site_id in owner.site_ids]
    others = [each.status for each in route.visits if each.site_id not in owner.site_ids]
    assert set(agreed) == {VisitStatus.CONFIRMED}
    assert len(route.stops) == 3
    assert set(others) == {VisitStatus.PENDING}
    operator = await actor(db, 6)
    (group,) = await db.read(lambda connection: read_bookings_of(connection, operator.person_id))
    assert group.is_operator
    assert (group.status, group.group_title) == (VisitStatus.PENDING, OPERATOR.title)
    price = runner.catalogue.everything.programmes[group.first.programme_id].price_of(group.audience, 12)
    assert price is not None
    assert price.total


@pytest.mark.shows("D1")
@pytest.mark.shows("B18")
async def test_a_trial_waits_for_its_experts_word(everybody: Database) -> None:
    """Some minutes after the start the expert is asked, and the leader gets the certificate."""
    db, runner = everybody, await running(everybody)
    now = MOMENTS[0]
    (tried,) = [
        each for each in await bookings(db) if (each.grade, each.letter) == (TRIED.grade, TRIED.letter)
    ]
    assert tried.status is VisitStatus.ARRIVED
    assert tried.first.ends_at < now
    view = await runner.do(await actor(db, 4), show_review, tried.first.id)
    assert not isinstance(view, Refusal)
    assert view.may_write
    assert view.review is None
    soon = select(outbox.c.kind).where(
        outbox.c.state == OutboxState.DUE, outbox.c.due_at <= now + MARKED_LATE
    )
    assert await db.read(lambda connection: set(connection.execute(soon).scalars())) >= {
        "host.review",
        "visit.over",
    }


@pytest.mark.shows("F9")
async def test_the_region_has_its_school_holidays(everybody: Database) -> None:
    """Four of them in any year, and none twice."""
    db = everybody
    region = (await actor(db, 3)).coordinated_region_ids[0]
    found = await db.read(lambda connection: read_school_holidays(connection, region))
    assert sorted(found) == school_holidays(MOMENTS[0].date())
    for each in MOMENTS:
        days = school_holidays(each.date())
        assert len(days) in {4, 5}
        assert all(first <= last < later for (first, last), (later, _) in itertools.pairwise(days))
        assert days[0][1] >= each.date()


@IN_ANY_SEASON
async def test_all_take_part_in_any_season_once(everybody: Database, now: datetime) -> None:
    """Nothing is left out but a trial, where the last week had none; seeding again adds nothing."""
    db = everybody
    made = await bookings(db)
    assert len({(one.grade, one.letter) for one in made if one.grade}) <= Limits().max_class_cards
    assert any(each.route_id is not None for each in made)
    tables = (application, booking, enquiry, school_holiday)

    def count(connection: Connection) -> list[int]:
        return [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables]

    before = await db.read(count)
    assert (before[0], before[2]) == (3, 2)
    counts = await seed(db, now + timedelta(minutes=5))(CAST)
    assert counts.bookings == 0
    assert await db.read(count) == before
    assert await db.read(find_discrepancies) == []


@pytest.mark.shows("C3")
async def test_every_route_can_be_booked_as_one(people: Database) -> None:
    """By a class that is old enough, on some day within the horizon."""
    db, runner = people, await running(people)
    content, clock = runner.catalogue, runner.clock
    leader = await db.read(lambda connection: read_actor(connection, PEOPLE[0].telegram_id))
    assert leader is not None

    def days_of(connection: Connection, route_id: RouteId) -> int:
        tx = Tx(connection, clock.now(), leader, content, Limits())
        first = tx.catalogue.route(route_id).stops[0].programme_id
        form = BookingForm(
            first, audience=Audience.SCHOOL, route_id=route_id, children=10, adults=2, youngest_age=17
        )
        return sum(bool(choice.options) for choice in read_days(tx, form).values())

    for route in content.published.routes.values():
        assert await db.read(partial(days_of, route_id=route.id)) >= 5, route.slug
