"""Sessions made ahead are looked at again when the rules are others: of the site, the zone, the calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.db.booking.session_admin import add_session
from bot.db.catalogue.reading import note_change
from bot.db.tables import outbox, schedule, session
from bot.db.tables import site as site_table
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.catalogue import sessions_ahead
from bot.domain.limits import Limits
from bot.domain.model import (
    Audience,
    CancelReason,
    Confirmation,
    HostReason,
    OutboxState,
    SessionId,
    SessionStatus,
    Sharing,
    VisitStatus,
)
from bot.domain.refusal import Refusal
from bot.services.booking.mine import cancel_booking
from bot.services.catalogue import roll_schedules as rolling
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import Rolled, roll_schedules
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.messages.booking import duties, visits
from bot.services.messages.booking.visits import plan_reminders
from bot.services.messages.tell import Outside, tell
from bot.services.upkeep.deadlines import plan_digests
from tests.host.site import SLUG, START, Site
from tests.runners import runner_over
from tests.sites import demo_of

pytestmark = [pytest.mark.shows("E5"), pytest.mark.both_engines]

MOSCOW = ZoneInfo("Europe/Moscow")
TWO_MONTHS = Limits(horizon_days=60)
Change = Callable[[dict[str, Any], dict[str, Any]], object]


async def roll(site: Site) -> Rolled:
    """As far as the sites of these tests are rolled already."""
    return await roll_schedules(runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS))


async def load(site: Site, change: Change) -> Rolled:
    """Imports the catalogue with a change of the site's file and its tour, and rolls."""
    await only_import(site, change)
    return await roll(site)


async def only_import(site: Site, change: Change) -> None:
    document = json.loads(demo_of())
    card = next(each for each in document["sites"] if each["slug"] == SLUG)
    tour = next(each for each in card["programmes"] if each["code"] == "tour")
    change(card, tour)
    counts = await ImportCatalogue(site.db, site.clock)(json.dumps(document))
    assert isinstance(counts, ImportCounts), counts


def times(*clocks: str) -> Change:
    def change(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        for entry in tour["schedule"]:
            entry["times"] = list(clocks)

    return change


async def tours(site: Site) -> list[SessionFacts]:
    """Open ones, soonest first."""
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=1))
    return [each for each in found if each.status is SessionStatus.OPEN]


async def assert_no_overlap(site: Site) -> None:
    """Neither with what is open nor with what a host has closed."""

    def body(connection: Connection) -> list[tuple[datetime, datetime]]:
        found = select(session.c.starts_at, session.c.ends_at).where(
            session.c.programme_id == site.programme("tour").id,
            session.c.closed_reason.is_distinct_from("off_schedule"),
        )
        return [(row.starts_at, row.ends_at) for row in connection.execute(found.order_by("starts_at"))]

    spans = await site.db.read(body)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


async def test_nothing_is_opened_over_a_session_that_somebody_has(site: Site) -> None:
    first = (await tours(site))[0]
    booking = await site.book(first, status=VisitStatus.CONFIRMED)
    begins = first.starts_at.astimezone(MOSCOW)
    rolled = await load(site, times(f"{begins + timedelta(minutes=30):%H:%M}"))
    assert rolled.kept == 1
    assert rolled.opened == rolled.withdrawn // 2, "two a day were, one a day is, one is kept"
    assert (await site.session(first.id)).starts_at == first.starts_at
    assert (await site.read(booking)).first.status is VisitStatus.CONFIRMED
    there = [each for each in await tours(site) if each.starts_at.date() == first.starts_at.date()]
    assert [each.id for each in there] == [first.id]
    await assert_no_overlap(site)
    assert len(await site.told("booking.off_schedule", to=site.leader)) == 1
    assert len(await site.told("host.off_schedule")) == 2, "the owner and the colleague"
    assert len(await site.told("region.off_schedule", to=site.coordinator)) == 1
    assert await roll(site) == Rolled()
    assert len(await site.told("booking.off_schedule")) == 1


async def test_nothing_is_opened_over_what_was_closed_or_added_by_hand(site: Site) -> None:
    closed, other = (await tours(site))[:2]
    assert not isinstance(await site.do(site.owner, close_session, closed.id, HostReason.REPAIR), Refusal)
    by_hand = other.starts_at + timedelta(days=1)

    def add(connection: Connection) -> object:
        return add_session(
            connection,
            programme_id=other.programme_id,
            site_id=site.id,
            starts_at=by_hand,
            ends_at=by_hand + timedelta(hours=1),
            sharing=Sharing.PRIVATE,
            confirmation=Confirmation.HOST,
            audience=[Audience.SCHOOL],
            capacity=20,
            now=site.clock.now(),
        )

    assert await site.db.write(add) is not None

    def every_day(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        begins = closed.starts_at.astimezone(MOSCOW) + timedelta(minutes=20)
        tour["schedule"] = [{"days": ["MO", "TU", "WE", "TH", "FR"], "times": [f"{begins:%H:%M}"]}]

    await load(site, every_day)
    days = {each.starts_at.date(): each.starts_at for each in await tours(site)}
    assert closed.starts_at.date() not in days
    assert days[by_hand.date()] == by_hand
    await assert_no_overlap(site)


async def test_a_day_off_announced_later_takes_its_empty_sessions(site: Site) -> None:
    first, second = (await tours(site))[:2]
    await site.book(first, status=VisitStatus.PENDING)
    days = sorted({each.starts_at.astimezone(MOSCOW).date() for each in (first, second)})

    def close_days(document: dict[str, Any]) -> None:
        document["region"]["days_off"] = [{"day": each.isoformat(), "works": False} for each in days]

    document = json.loads(demo_of())
    close_days(document)
    await ImportCatalogue(site.db, site.clock)(json.dumps(document))
    rolled = await roll(site)
    assert (rolled.kept, rolled.opened) == (1, 0)
    assert rolled.withdrawn > 0
    open_then = [each for each in await tours(site) if each.starts_at.astimezone(MOSCOW).date() in days]
    assert [each.id for each in open_then] == [first.id]


async def test_a_corrected_zone_moves_what_nobody_has(site: Site) -> None:
    first = (await tours(site))[0]
    await site.book(first, status=VisitStatus.CONFIRMED)

    clock = f"{first.starts_at.astimezone(MOSCOW):%H:%M}"
    rolled = await load(site, in_zone("Asia/Omsk"))
    assert rolled.kept == 1
    found = await tours(site)
    local = {f"{each.starts_at.astimezone(ZoneInfo('Asia/Omsk')):%H:%M}" for each in found[1:]}
    assert first.id in {each.id for each in found}
    assert clock in local
    (told,) = await site.told("booking.off_schedule")
    assert told["sessions"] == str(first.id)


def in_zone(name: str) -> Change:
    def change(card: dict[str, Any], _tour: dict[str, Any]) -> None:
        card["timezone"] = name

    return change


async def waiting(site: Site, kind: str) -> list[datetime]:
    """When messages of a kind are due."""

    def body(connection: Connection) -> list[datetime]:
        due = select(outbox.c.due_at).where(outbox.c.kind == kind, outbox.c.state == OutboxState.DUE)
        return list(connection.execute(due.order_by(outbox.c.due_at)).scalars())

    return await site.db.read(body)


@pytest.mark.shows("G1", "G3")
async def test_a_corrected_zone_moves_reminders_and_is_told_once(site: Site) -> None:
    """The schedule has the moment in either zone, so that nothing is off it; the visitors were shown another
    hour all the same."""
    first = (await tours(site))[0]
    clock = first.starts_at.astimezone(MOSCOW)
    both = times(f"{clock:%H:%M}", f"{clock + timedelta(hours=3):%H:%M}")
    await load(site, both)
    booking = await site.book(first, status=VisitStatus.CONFIRMED)
    planned = plan_reminders(booking, booking.visits, "Europe/Moscow", site.clock.now())
    await site.db.write(lambda connection: tell(Outside(connection, site.clock.now()), *planned))
    (eve,) = await waiting(site, "visit.tomorrow")

    def omsk(card: dict[str, Any], tour: dict[str, Any]) -> None:
        both(card, tour)
        in_zone("Asia/Omsk")(card, tour)

    rolled = await load(site, omsk)
    assert rolled.kept == 0
    assert await waiting(site, "visit.tomorrow") == [eve - timedelta(hours=3)]
    assert await waiting(site, "visit.soon") == [first.starts_at - timedelta(hours=2)]
    (told,) = await site.told("booking.off_schedule", to=site.leader)
    assert told["sessions"] == str(first.id)
    assert await site.told("host.off_schedule") == []
    await load(site, omsk)
    assert await roll(site) == Rolled()
    assert len(await site.told("booking.off_schedule")) == 1
    await load(site, both)
    assert await waiting(site, "visit.tomorrow") == [eve]


async def test_a_zone_that_only_has_another_name_is_not_told(site: Site) -> None:
    first = (await tours(site))[0]
    await site.book(first, status=VisitStatus.CONFIRMED)
    await load(site, in_zone("Europe/Simferopol"))
    assert await site.told("booking.off_schedule") == []


async def test_a_zone_that_was_put_back_before_anybody_looked_is_not_told(site: Site) -> None:
    first = (await tours(site))[0]
    await site.book(first, status=VisitStatus.CONFIRMED)
    for change in (in_zone("Asia/Omsk"), in_zone("Europe/Moscow")):
        await only_import(site, change)
    await roll(site)
    assert await site.told("booking.off_schedule") == []


@pytest.mark.shows("G3")
async def test_a_corrected_zone_of_sessions_by_hand_is_told(site: Site) -> None:
    programme = site.programme("tour")
    starts_at = (await tours(site))[0].starts_at + timedelta(days=100)

    def without_schedule(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        tour["schedule"] = []

    def add(connection: Connection) -> object:
        connection.execute(update(schedule).values(ended_at=site.clock.now()))
        return add_session(
            connection,
            programme_id=programme.id,
            site_id=site.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            sharing=Sharing.PRIVATE,
            confirmation=Confirmation.HOST,
            audience=[Audience.SCHOOL],
            capacity=20,
            now=site.clock.now(),
        )

    await load(site, without_schedule)
    added = await site.db.write(add)
    assert isinstance(added, int)
    booking = await site.book(await site.session(SessionId(added)), status=VisitStatus.PENDING)

    def omsk(card: dict[str, Any], tour: dict[str, Any]) -> None:
        without_schedule(card, tour)
        in_zone("Asia/Omsk")(card, tour)

    await load(site, omsk)
    (told,) = await site.told("booking.off_schedule")
    assert told["booking_id"] == booking.id


async def test_a_country_that_changes_its_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The zone keeps its name; what its clocks show is other than when the sessions were made."""
    before = await tours(site)

    def summer_time(name: str) -> ZoneInfo:
        return ZoneInfo("Europe/Samara" if name == "Europe/Moscow" else name)

    for module in (sessions_ahead, rolling):
        monkeypatch.setattr(module, "ZoneInfo", summer_time)
    rolled = await roll(site)
    assert rolled.withdrawn > 0
    after = {each.starts_at for each in await tours(site)}
    assert {each.starts_at - timedelta(hours=1) for each in before[1:10]} <= after


async def test_what_was_cancelled_is_taken_off_and_comes_back(site: Site) -> None:
    first = (await tours(site))[0]
    booking = await site.book(first, status=VisitStatus.CONFIRMED)
    assert not isinstance(
        await site.do(site.leader, cancel_booking, booking.id, CancelReason.NO_BUS), Refusal
    )
    clock = f"{first.starts_at.astimezone(MOSCOW):%H:%M}"
    await load(site, times("16:30"))
    taken_off = await site.session(first.id)
    assert taken_off.status is SessionStatus.CLOSED
    rolled = await load(site, times(clock))
    assert rolled.renewed == 1
    assert (await site.session(first.id)).status is SessionStatus.OPEN
    assert await site.told("booking.off_schedule") == []


async def test_what_a_host_opens_against_the_schedule_is_the_hosts_own(site: Site) -> None:
    first = (await tours(site))[0]
    booking = await site.book(first, status=VisitStatus.CONFIRMED)
    await site.do(site.leader, cancel_booking, booking.id, CancelReason.NO_BUS)
    await load(site, times("16:30"))
    assert not isinstance(await site.do(site.owner, reopen_session, first.id), Refusal)
    await load(site, times("17:00"))
    assert (await site.session(first.id)).status is SessionStatus.OPEN
    await assert_no_overlap(site)


async def test_longer_visits_never_meet_what_somebody_has(site: Site) -> None:
    found = await tours(site)
    first = found[0]
    await site.book(first, status=VisitStatus.CONFIRMED)
    end = first.ends_at.astimezone(MOSCOW)

    def longer(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        tour["duration_min"] = int((first.ends_at - first.starts_at).total_seconds() // 60) * 2
        for entry in tour["schedule"]:
            entry["times"] = [f"{end - timedelta(minutes=30):%H:%M}"]

    await load(site, longer)
    await assert_no_overlap(site)


async def test_one_bad_site_does_not_stop_the_others(site: Site) -> None:
    async def break_zone(name: str) -> None:
        def body(connection: Connection) -> None:
            connection.execute(
                update(site_table).where(site_table.c.id == site.other_id).values(timezone=name)
            )
            note_change(connection)

        await site.db.write(body)
        await site.content.refresh()

    first = (await tours(site))[0]
    await site.book(first, status=VisitStatus.CONFIRMED)
    await break_zone("Mars/Phobos")
    await site.go_to((first.starts_at - timedelta(days=1)).date(), 16, 1)
    assert await plan_digests(site.runner) == 1, "tomorrow's class, at the site whose zone is known"
    site.clock.move(timedelta(days=7))
    with pytest.raises(ExceptionGroup) as raised:
        await roll(site)
    assert all("Mars/Phobos" in str(each) for each in raised.value.exceptions)
    until = (START + timedelta(days=7 + TWO_MONTHS.horizon_days)).date()
    newest = max(each.starts_at.date() for each in await all_ahead(site))
    assert newest > until - timedelta(days=7)
    await break_zone("Europe/Moscow")
    await roll(site)


async def all_ahead(site: Site) -> list[SessionFacts]:
    return await site.sessions(site.programme("tour").id, after=timedelta(days=40))


def change_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update of the package says that Moscow has the time of Samara, an hour earlier by UTC."""

    def corrected(name: str) -> ZoneInfo:
        return ZoneInfo("Europe/Samara" if name == "Europe/Moscow" else name)

    for module in (sessions_ahead, rolling, visits, duties):
        monkeypatch.setattr(module, "ZoneInfo", corrected)


async def plan(site: Site, booking: Booking) -> None:
    planned = plan_reminders(booking, booking.visits, "Europe/Moscow", site.clock.now())
    await site.db.write(lambda connection: tell(Outside(connection, site.clock.now()), *planned))


@pytest.mark.shows("G1", "G3")
async def test_reminders_follow_a_country_that_changes_its_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (await tours(site))[0]
    await plan(site, await site.book(first, status=VisitStatus.CONFIRMED))
    (eve,), (soon,) = await waiting(site, "visit.tomorrow"), await waiting(site, "visit.soon")
    assert await roll(site) == Rolled()
    assert await waiting(site, "visit.tomorrow") == [eve]
    change_clocks(monkeypatch)
    rolled = await roll(site)
    assert rolled.kept == 1
    assert await waiting(site, "visit.tomorrow") == [eve - timedelta(hours=1)]
    assert await waiting(site, "visit.soon") == [soon], "the moment is the same"
    assert len(await site.told("booking.off_schedule", to=site.leader)) == 1
    assert await roll(site) == Rolled()


@pytest.mark.shows("G1", "G3")
async def test_so_do_those_of_a_session_by_hand(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its programme has no schedule, and never had one."""
    programme = next(
        each
        for each in site.content.site(site.id).programmes
        if each.takes_place and each.id != site.programme("tour").id
    )
    starts_at = (await tours(site))[0].starts_at + timedelta(days=1, hours=4)

    def add(connection: Connection) -> object:
        connection.execute(delete(session).where(session.c.programme_id == programme.id))
        connection.execute(delete(schedule).where(schedule.c.programme_id == programme.id))
        return add_session(
            connection,
            programme_id=programme.id,
            site_id=site.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            sharing=Sharing.PRIVATE,
            confirmation=Confirmation.HOST,
            audience=[Audience.SCHOOL],
            capacity=20,
            now=site.clock.now(),
        )

    added = await site.db.write(add)
    assert isinstance(added, int)
    await plan(site, await site.book(await site.session(SessionId(added)), status=VisitStatus.CONFIRMED))
    (eve,) = await waiting(site, "visit.tomorrow")
    await roll(site)
    change_clocks(monkeypatch)
    await roll(site)
    assert await waiting(site, "visit.tomorrow") == [eve - timedelta(hours=1)]
