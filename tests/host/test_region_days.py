"""Days of a region and the sessions of its sites: what goes, what stays, what a site has said itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from bot.db.tables import day_off
from bot.domain.booking.availability import SessionFacts
from bot.domain.forms import DaysKind, RegionDaysForm
from bot.domain.model import SessionStatus, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.settings_views import DaysEffect
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from bot.services.region import days
from bot.services.region.days import Settled
from tests.host.site import Site, refused


async def settle(site: Site, what: DaysKind, first: date, last: date | None = None) -> DaysEffect:
    """Days are agreed to as shown, and schedules follow; what was shown."""
    asking = await site.do(site.coordinator, days.begin_days, site.region_id, what, first, last)
    assert isinstance(asking, Asking), asking
    shown: DaysEffect = asking.view.effect
    done = await agree(site, asking, shown.key)
    assert isinstance(done, Finished), done
    assert isinstance(done.result, Settled)
    await follow(site)
    return shown


async def agree(site: Site, asking: Asking, key: str) -> Outcome:
    return await site.do(site.coordinator, engine.tap, RegionDaysForm, asking.draft_id, "agree", key)


async def follow(site: Site) -> None:
    found = await site.do(site.coordinator, days.find_to_follow, site.region_id)
    assert not isinstance(found, Refusal)
    for each in found:
        while await site.do(site.coordinator, days.follow_days, site.region_id, each) is True:
            pass


async def on(site: Site, day: date) -> list[SessionFacts]:
    """Open sessions of a day."""
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=1))
    return [each for each in found if each.starts_at.date() == day and each.status is SessionStatus.OPEN]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F9")
async def test_what_was_shown_is_what_happens(site: Site) -> None:
    """Free sessions go, the one with a class stays, its site and the region hear of it; then the day is as it
    was."""
    booked = await site.tour()
    booking = await site.book(booked, status=VisitStatus.CONFIRMED)
    day = booked.starts_at.date()
    before = await on(site, day)
    shown = await settle(site, DaysKind.OFF, day, day + timedelta(days=6))
    assert [(each.site.id, each.starts_at, each.taken) for each in shown.kept] == [
        (site.id, booked.starts_at, 10)
    ]
    assert shown.gone > len(before) - 1
    assert [each.id for each in await on(site, day)] == [booked.id]
    assert (await site.read(booking)).first.status is VisitStatus.CONFIRMED
    assert not site.content.calendar(site.id).is_working(day)
    assert len(await site.told("host.off_schedule", to=site.owner)) == 1
    assert len(await site.told("region.off_schedule", to=site.coordinator)) == 1
    back = await settle(site, DaysKind.USUAL, day, day + timedelta(days=6))
    assert (back.gone, back.opened, list(back.kept)) == (0, shown.gone, [])
    assert [each.starts_at for each in await on(site, day)] == [each.starts_at for each in before]
    assert await site.audited() == ["region.days.off", "region.days.usual"]


@pytest.mark.shows("F9")
async def test_somebody_books_while_it_is_looked_at(site: Site) -> None:
    """What is agreed to is what was shown; else that is shown first."""
    tour = await site.tour()
    day = tour.starts_at.date()
    asking = await site.do(site.coordinator, days.begin_days, site.region_id, DaysKind.OFF, day)
    assert isinstance(asking, Asking)
    await site.book(tour, status=VisitStatus.CONFIRMED)
    outcome = await agree(site, asking, asking.view.effect.key)
    assert refused(outcome, Reason.TEXT_REFUSED).params["problem"] == "schedule_changed"
    assert site.content.calendar(site.id).is_working(day)


@pytest.mark.shows("F9")
async def test_a_day_that_a_site_has_settled_stays_so(site: Site) -> None:
    tour = await site.tour()
    day = tour.starts_at.date()
    own = insert(day_off).values(region_id=site.region_id, site_id=site.id, day=day, is_working=True)
    await site.db.write(lambda connection: connection.execute(own).rowcount)
    await settle(site, DaysKind.OFF, day)
    assert site.content.calendar(site.id).is_working(day)
    assert tour.id in [each.id for each in await on(site, day)]
    assert not site.content.calendar(site.other_id).is_working(day)


@pytest.mark.shows("F9")
async def test_days_that_cannot_be_settled(site: Site) -> None:
    today, sunday = site.clock.now().date(), date(2026, 11, 29)
    begin = days.begin_days
    for what, first, last, problem in (
        (DaysKind.OFF, date(2027, 1, 1), None, "days_as_they_are"),
        (DaysKind.WORKING, today + timedelta(days=1), None, "days_as_they_are"),
    ):
        answer = await site.do(site.coordinator, begin, site.region_id, what, first, last)
        assert refused(answer, Reason.TEXT_REFUSED).params["problem"] == problem
    gone = await site.do(site.coordinator, begin, site.region_id, DaysKind.USUAL, sunday)
    refused(gone, Reason.ALREADY_DECIDED)
    far = await site.do(site.coordinator, begin, site.region_id, DaysKind.OFF, today, date(2999, 1, 1))
    refused(far, Reason.NOT_FOUND)
    unknown = await site.do(site.coordinator, begin, site.region_id, DaysKind.NO_SCHOOL, today)
    refused(unknown, Reason.ALREADY_DECIDED)
    asking = await site.do(site.coordinator, begin, site.region_id, DaysKind.OFF)
    assert isinstance(asking, Asking)
    for text, reason in (
        ("вчера", Reason.SESSION_PAST),
        ("1 января 2030", Reason.BEYOND_HORIZON),
        ("1 декабря – 1 марта", Reason.TEXT_REFUSED),
    ):
        typed = await site.do(
            site.coordinator, engine.type_text, RegionDaysForm, asking.draft_id, text, site.message_id()
        )
        refused(typed, reason)
