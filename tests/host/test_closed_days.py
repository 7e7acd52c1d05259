"""A day or a period is closed with a reason (E5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.db.booking.offers import read_offers_of
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.desk.views import PeriodView
from bot.domain.forms import PeriodForm
from bot.domain.limits import Limits
from bot.domain.model import HostReason, OfferPurpose, SessionId, SessionStatus, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.catalogue.roll_schedules import Rolled, roll_schedules
from bot.services.desk import sessions
from bot.services.desk.schedule import period
from bot.services.desk.schedule.period import Closing
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.services.upkeep.deadlines import lapse_all_offers
from tests.host.forms import view_of
from tests.host.site import Site, refused
from tests.runners import runner_over

pytestmark = [pytest.mark.both_engines(long=True), pytest.mark.shows("E5")]

MOSCOW = ZoneInfo("Europe/Moscow")
TWO_MONTHS = Limits(horizon_days=60)


async def open_tours(site: Site) -> list[SessionFacts]:
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    return [each for each in found if each.status is SessionStatus.OPEN]


def day_of(session: SessionFacts) -> date:
    return local_day(session.starts_at, MOSCOW)


async def ask(site: Site, typed: str, reason: HostReason) -> PeriodView:
    """What is shown before the tap."""
    asking = await site.do(site.owner, period.begin_period, site.id)
    assert isinstance(asking, Asking)
    draft_id = asking.draft_id
    shown = await site.do(site.owner, engine.type_text, PeriodForm, draft_id, typed, site.message_id())
    assert isinstance(shown, Asking), shown
    if shown.form.last is None:  # type: ignore[union-attr]
        await site.do(site.owner, engine.tap, PeriodForm, draft_id, "last", "")
    view = view_of(await site.do(site.owner, engine.tap, PeriodForm, draft_id, "reason", reason.value))
    assert isinstance(view, PeriodView), view
    return view


async def agree(site: Site, view: PeriodView) -> Any:
    assert view.hit is not None
    return await site.do(site.owner, engine.tap, PeriodForm, view.draft_id, "agree", view.hit.key)


async def close(site: Site, typed: str, reason: HostReason) -> Closing:
    """As the handler does it, without telling anybody yet."""
    finished = await agree(site, await ask(site, typed, reason))
    assert isinstance(finished, Finished), finished
    assert isinstance(finished.result, Closing)
    return finished.result


async def roll(site: Site) -> Rolled:
    return await roll_schedules(runner_over(site.db, site.clock, site.content, limits=TWO_MONTHS))


async def book_all(site: Site, found: Sequence[SessionFacts]) -> list[Booking]:
    """Of several sizes; the leader of all of them is the same."""
    return [
        await site.book(each, status=VisitStatus.CONFIRMED, children=6 + number % 4, adults=2)
        for number, each in enumerate(found)
    ]


async def test_a_period_with_twelve_parties(site: Site) -> None:
    """Each gets the reason and other dates for its size, kept until a stated moment; who does nothing is
    followed up; it counts under its reason; what was left undone is finished by the regular job."""
    found = await open_tours(site)
    bookings = await book_all(site, found[:12])
    first, last = day_of(found[0]), day_of(found[11])
    typed = f"{first:%d.%m}–{last:%d.%m}"
    view = await ask(site, typed, HostReason.REPAIR)
    assert view.hit is not None
    assert (view.hit.groups, view.hit.people) == (12, sum(each.standing_seats for each in bookings))
    assert [each.booking.id for each in view.hit.coming] == [each.id for each in bookings]
    closing = (await agree(site, view)).result
    assert isinstance(closing, Closing)

    # Nobody can book any of these days from the same moment on; nobody is told yet.
    in_days = [
        each
        for each in await site.sessions(found[0].programme_id, after=timedelta(days=14))
        if first <= day_of(each) <= last
    ]
    assert {each.status for each in in_days} == {SessionStatus.CLOSED}
    assert await site.told("booking.closed") == []

    # A few by the tap, the rest by the job, as if the bot had stopped in between.
    to_empty = await site.do(site.owner, period.find_sessions_to_empty, site.id)
    assert not isinstance(to_empty, Refusal)
    some = to_empty[0]
    assert await site.do(site.owner, period.empty_session, some) is True
    assert len(await site.told("booking.closed")) == 1
    assert await period.finish_closures(site.runner) > 0
    assert await period.finish_closures(site.runner) == 0
    assert len(await site.told("booking.closed", to=site.leader)) == 12

    taken: list[SessionId] = []
    for each in bookings:
        after = await site.read(each)
        assert (after.first.status, after.first.reason) == (VisitStatus.CANCELLED_BY_HOST, "repair")
        (offer,) = await site.db.read(partial(read_offers_of, booking_id=each.id))
        assert offer.purpose is OfferPurpose.CLOSED
        assert offer.is_live(site.clock.now())
        for option in offer.options:
            assert sum(part.seats for part in option.parts) == each.first.seats
            taken += option.session_ids
    assert len(taken) == len(set(taken)), "nobody is offered what is kept for another"
    days = {day_of(await site.session(each)) for each in taken}
    assert all(not first <= day <= last for day in days)
    await site.check_seats()

    site.clock.move(timedelta(days=3))
    await lapse_all_offers(site.runner)
    assert len(await site.told("offer.lapsed", to=site.leader)) == 12
    await site.check_seats()


async def test_a_class_in_two_sessions_is_told_once(site: Site) -> None:
    found = await open_tours(site)
    one, other = found[:2]
    assert day_of(one) == day_of(other)
    booking = await site.book(one, other, status=VisitStatus.CONFIRMED)
    closing = await close(site, f"{day_of(one):%d.%m}", HostReason.WEATHER)
    assert closing.hit.groups == 1
    await period.finish_closures(site.runner)
    assert {each.status for each in (await site.read(booking)).visits} == {VisitStatus.CANCELLED_BY_HOST}
    assert len(await site.told("booking.closed")) == 1


async def test_whoever_booked_meanwhile_is_shown_before_anything_is_closed(site: Site) -> None:
    tour = (await open_tours(site))[0]
    view = await ask(site, f"{day_of(tour):%d.%m}", HostReason.SECURITY)
    await site.book(tour, status=VisitStatus.CONFIRMED)
    late = refused(await agree(site, view), Reason.TEXT_REFUSED)
    assert late.params["problem"] == "others_booked"
    assert (await site.session(tour.id)).status is SessionStatus.OPEN


async def test_days_that_cannot_be_closed(site: Site) -> None:
    asking = await site.do(site.owner, period.begin_period, site.id)
    assert isinstance(asking, Asking)

    async def typed(text: str) -> Refusal:
        answer = await site.do(
            site.owner, engine.type_text, PeriodForm, asking.draft_id, text, site.message_id()
        )
        assert isinstance(answer, Refusal), answer
        return answer

    assert (await typed("когда-нибудь")).params["problem"] == "not_a_day"
    assert (await typed("01.01.2020")).reason is Reason.SESSION_PAST
    assert (await typed("01.01.2029")).reason is Reason.BEYOND_HORIZON
    await site.do(site.owner, engine.type_text, PeriodForm, asking.draft_id, "10 декабря", site.message_id())
    before = await site.do(site.owner, engine.tap, PeriodForm, asking.draft_id, "last", "2026-12-09")
    assert refused(before, Reason.TEXT_REFUSED).params["problem"] == "last_before_first"


async def test_the_schedule_opens_nothing_in_closed_days_however_often_it_is_rolled(site: Site) -> None:
    """Beyond the horizon, too; and when they are open again their sessions are back, but for those over
    which another was opened."""
    today = local_day(site.clock.now(), MOSCOW)
    found = await open_tours(site)
    first, last = day_of(found[-3]), today + timedelta(days=90)
    await close(site, f"{first:%d.%m}–{last:%d.%m}", HostReason.REPAIR)
    for _ in range(3):
        site.clock.move(timedelta(days=4))
        await roll(site)
        assert await roll(site) == Rolled()
    ahead = await site.sessions(found[0].programme_id, after=timedelta(days=1))
    assert not [each for each in ahead if each.status is SessionStatus.OPEN and day_of(each) >= first]

    # One of them is opened by hand, and stays.
    by_hand = found[-1]
    assert not isinstance(await site.do(site.owner, sessions.reopen_session, by_hand.id), Refusal)
    await roll(site)
    assert (await site.session(by_hand.id)).status is SessionStatus.OPEN

    view = await site.do(site.owner, period.show_closures, site.id)
    assert not isinstance(view, Refusal)
    (closure,) = view.closures
    to_open = await site.do(site.staff, period.open_period, closure.id)
    assert not isinstance(to_open, Refusal)
    assert {each.id for each in found[-3:] if each.id != by_hand.id} <= set(to_open)
    assert by_hand.id not in to_open
    assert await site.do(site.staff, period.open_period, closure.id) == to_open
    await period.finish_closures(site.runner)
    assert (await site.session(found[-2].id)).status is SessionStatus.OPEN
    await roll(site)
    farthest = max(each.starts_at for each in await site.sessions(by_hand.programme_id, after=timedelta(0)))
    assert local_day(farthest, MOSCOW) > today + timedelta(days=60), "the window is whole again"
    assert await roll(site) == Rolled()
