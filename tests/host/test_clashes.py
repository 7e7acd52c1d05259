"""Minutes before and after each visit are kept free, at one site and by one guide (E11)."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.booking.availability import Asking as Party_
from bot.domain.booking.availability import SessionFacts, refuse_session
from bot.domain.desk.views import NewSessionView, SessionView
from bot.domain.forms import NewSessionForm, SessionField
from bot.domain.model import Audience, HostReason, Party, SessionStatus, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.rules import rules_of
from bot.services.desk.schedule import rule_form
from bot.services.desk.sessions import close_session, reopen_session, show_session, show_sessions
from bot.services.forms import engine
from bot.services.transaction import SYSTEM, Tx
from tests.host.forms import AddSession, view_of
from tests.host.site import Site, refused
from tests.host.test_rules_that_change import load
from tests.host.test_session_changes import change
from tests.host.test_weekly_rules import Filling

pytestmark = [pytest.mark.both_engines, pytest.mark.shows("E11")]

MOSCOW = ZoneInfo("Europe/Moscow")
TUESDAY = date(2026, 12, 15)
"""The tour takes place at 09:00 and at 11:00, for 75 minutes each."""


async def need(site: Site, *, before: int = 15, after: int = 10) -> None:
    """Each tour needs so many minutes from now on."""

    def grow(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        tour |= {"before_min": before, "after_min": after}

    await load(site, grow)
    await site.content.refresh()


async def add(site: Site, code: str, at: str, day: date = TUESDAY) -> NewSessionView | SessionView | Refusal:
    """What a host types, and agrees to."""
    form = AddSession(site)
    view = await form.start(site.owner, site.id)
    assert isinstance(view, NewSessionView)
    await form.choose_programme(site.owner, view.draft_id, site.programme(code).id)
    await form.choose_day(site.owner, view.draft_id, day)
    return await form.type(site.owner, view.draft_id, at, site.message_id())


async def added(site: Site, code: str, at: str, day: date = TUESDAY) -> SessionFacts:
    view = await add(site, code, at, day)
    assert isinstance(view, SessionView), view
    return view.session


async def on_day(site: Site, day: date = TUESDAY) -> dict[str, SessionFacts]:
    """Open sessions by the site's clock."""
    view = await site.do(site.owner, show_sessions, site.id, day)
    assert not isinstance(view, Refusal)
    found = [each.session for each in view.entries if each.session.status is SessionStatus.OPEN]
    local = [(each.starts_at.astimezone(MOSCOW), each) for each in found]
    return {f"{at:%H:%M}": each for at, each in local if at.date() == day}


async def is_offered(site: Site, session: SessionFacts) -> bool:
    """Whether a class could have it."""

    def body(connection: Any) -> Refusal | None:
        tx = Tx(connection, site.clock.now(), SYSTEM, site.content, site.runner.limits)
        rules = rules_of(tx, site.content.programme(session.programme_id))
        return refuse_session(rules, Party_(Party(8, 1, 15), Audience.SCHOOL, site.clock.now()), session, 9)

    return await site.db.read(body) is None


async def test_a_clash_is_said_when_a_session_is_added_with_the_nearest_time(site: Site) -> None:
    await need(site)
    over = refused(await add(site, "trial", "11:30"), Reason.SESSION_OVERLAPS)
    assert over.params["status"] == "place"
    assert over.params["programme"] == site.programme("tour").title
    near = refused(await add(site, "trial", "12:20"), Reason.SESSION_OVERLAPS)
    assert (near.params["status"], near.params["minutes"]) == ("margin", 10)
    assert (near.params["time"], near.params["ends"], near.params["nearest"]) == ("11:00", "12:15", "12:25")
    # One tap takes the time that was named.
    form = AddSession(site)
    view = await form.start(site.owner, site.id)
    assert isinstance(view, NewSessionView)
    await form.choose_programme(site.owner, view.draft_id, site.programme("trial").id)
    await form.choose_day(site.owner, view.draft_id, TUESDAY)
    taken = view_of(await site.do(site.owner, engine.tap, NewSessionForm, view.draft_id, "time", "1225"))
    assert taken.planned.key == "1225"
    assert isinstance(await add(site, "trial", "12:25"), SessionView)
    # Between what is there now: after the trial, with the minutes before a tour.
    again = refused(await add(site, "tour", "13:00"), Reason.SESSION_OVERLAPS)
    assert again.params["nearest"] == "14:10"


async def test_a_changed_time_keeps_them_too(site: Site) -> None:
    await need(site)
    trial = await added(site, "trial", "13:00")
    near = refused(await change(site, trial.id, SessionField.CLOCK, "12:20"), Reason.SESSION_OVERLAPS)
    assert near.params["nearest"] == "12:25"
    moved = await change(site, trial.id, SessionField.CLOCK, "12:25")
    assert isinstance(moved, SessionView)
    assert [*await on_day(site)] == ["09:00", "11:00", "12:25"]


async def test_what_was_closed_is_opened_again_only_where_it_fits(site: Site) -> None:
    tour = (await on_day(site))["11:00"]
    await site.do(site.owner, close_session, tour.id, HostReason.REPAIR)
    trial = await added(site, "trial", "12:15")
    await need(site)
    refused(await site.do(site.owner, reopen_session, tour.id), Reason.SESSION_OVERLAPS)
    await site.do(site.owner, close_session, trial.id, HostReason.REPAIR)
    assert isinstance(await site.do(site.owner, reopen_session, tour.id), SessionView)


async def test_of_two_hosts_at_once_one_adds_a_session(site: Site) -> None:
    async def one(actor: Any, code: str, at: str) -> object:
        form = AddSession(site)
        view = await form.start(actor, site.id)
        assert isinstance(view, NewSessionView)
        await form.choose_programme(actor, view.draft_id, site.programme(code).id)
        await form.choose_day(actor, view.draft_id, TUESDAY)
        return await form.type(actor, view.draft_id, at, site.message_id())

    found = await asyncio.gather(one(site.owner, "tour", "15:00"), one(site.staff, "trial", "15:30"))
    assert sorted(type(each).__name__ for each in found) == ["Refusal", "SessionView"]


async def test_when_minutes_grow_what_is_claimed_stays_and_is_told_the_rest_goes(site: Site) -> None:
    day = await on_day(site)
    await site.book(day["11:00"], status=VisitStatus.CONFIRMED)
    by_hand = await added(site, "trial", "12:20")
    other = date(2026, 12, 22)
    trial = await added(site, "trial", "12:20", other)
    assert await is_offered(site, by_hand)
    await need(site, before=0, after=10)

    after, later = await on_day(site), await on_day(site, other)
    assert [*after] == ["09:00", "11:00", "12:20"]
    assert [each.clashes for each in after.values()] == [False, True, True]
    assert [*later] == ["09:00", "12:20"], "nobody was in the tour at 11:00"
    assert not later["12:20"].clashes
    assert not await is_offered(site, after["12:20"])
    assert await is_offered(site, later["12:20"])
    (told,) = await site.told("host.clash", to=site.owner)
    assert told["sessions"] == f"{after['11:00'].id}-{by_hand.id}"
    card = await site.do(site.owner, show_session, by_hand.id)
    assert isinstance(card, SessionView)
    assert card.clash is not None
    assert card.clash.session.id == day["11:00"].id

    # A night changes nothing, and nothing is told twice.
    await load(site, lambda _card, tour: tour.update(before_min=0, after_min=10))
    assert len(await site.told("host.clash", to=site.owner)) == 1
    # One of the two is closed: the other is offered again.
    await site.do(site.owner, close_session, by_hand.id, HostReason.REPAIR)
    assert not (await site.session(day["11:00"].id)).clashes
    assert (await site.session(trial.id)).status is SessionStatus.OPEN


async def test_a_rule_of_the_week_keeps_them(site: Site) -> None:
    await need(site)
    filling = Filling(site, await site.do(site.owner, rule_form.begin_rule, site.id))
    await filling.tap("programme", str(site.programme("trial").id))
    await filling.tap("weekday", "TU")
    await filling.tap("days")
    other = refused(await filling.type("12:20"), Reason.TIMES_CLASH)
    assert (other.params["status"], other.params["other_time"]) == ("other", "11:00")
    view = await filling.type("12:25")
    assert view.preview.opened
    filling = Filling(site, await site.do(site.owner, rule_form.begin_rule, site.id))
    await filling.tap("programme", str(site.programme("tour").id))
    await filling.tap("weekday", "SA")
    await filling.tap("days")
    own = refused(await filling.type("10:00, 11:30"), Reason.TIMES_CLASH)
    assert (own.params["status"], own.params["minutes"]) == ("own", 100)


async def test_no_rule_opens_anything_in_the_way_of_what_a_host_has_made(site: Site) -> None:
    tour = (await on_day(site))["11:00"]
    await site.do(site.owner, close_session, tour.id, HostReason.REPAIR)
    await added(site, "trial", "12:25")

    def later(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        tour["schedule"][0]["times"] = ["09:00", "12:00"]

    await load(site, later)
    assert [*await on_day(site)] == ["09:00", "12:25"]
    assert [*await on_day(site, TUESDAY + timedelta(days=7))] == ["09:00", "12:00"]
