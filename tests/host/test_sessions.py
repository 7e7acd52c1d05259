"""Sessions: closing one tells everybody and frees every seat; adding one obeys the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.db.booking.drafts import start_draft
from bot.db.booking.holds import read_hold, take_hold
from bot.domain.desk.views import NewSessionView, Outcome, SessionsView, SessionView
from bot.domain.forms import BookingForm, Part, Question
from bot.domain.model import (
    HostReason,
    SessionStatus,
    Sharing,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.services.desk import sessions
from bot.services.desk.reading import local_today
from tests.host.forms import AddSession
from tests.host.site import Site, refused

pytestmark = pytest.mark.both_engines(long=True)


def seen(result: SessionView | NewSessionView | Refusal) -> SessionView:
    assert isinstance(result, SessionView), result
    return result


def form(result: SessionView | NewSessionView | Refusal) -> NewSessionView:
    assert isinstance(result, NewSessionView), result
    return result


@pytest.mark.shows("E5")
async def test_closing_cancels_frees_and_tells(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour)
    before = seen(await site.do(site.owner, sessions.show_session, tour.id))
    assert (before.groups, before.people) == (1, 10)
    view = seen(await site.do(site.owner, sessions.close_session, tour.id, HostReason.REPAIR))
    assert (view.outcome, view.groups) == (Outcome.DONE, 1)
    assert view.session.status is SessionStatus.CLOSED
    assert (view.session.taken, view.session.parties) == (0, 0)
    assert view.closed_reason == "repair"
    after = await site.read(booking)
    assert after.first.status is VisitStatus.CANCELLED_BY_HOST
    assert after.first.reason == "repair"
    assert len(await site.told("booking.closed", to=site.leader)) == 1
    assert await site.told("host.unanswered") == []
    again = seen(await site.do(site.staff, sessions.close_session, tour.id, HostReason.WEATHER))
    assert again.outcome is Outcome.REPEATED
    assert again.closed_reason == "repair"
    assert len(await site.told("booking.closed")) == 1
    assert await site.audited() == ["booking.closed", "session.closed"]


async def test_closing_each_half_of_a_split_class_tells_of_each(site: Site) -> None:
    first, second = (await site.sessions(site.programme("tour").id, after=timedelta(days=14)))[:2]
    booking = await site.book(first, second, status=VisitStatus.CONFIRMED)
    await site.do(site.owner, sessions.close_session, first.id, HostReason.REPAIR)
    half = await site.read(booking)
    assert [each.status for each in half.visits] == [
        VisitStatus.CANCELLED_BY_HOST,
        VisitStatus.CONFIRMED,
    ]
    await site.do(site.owner, sessions.close_session, second.id, HostReason.REPAIR)
    assert len(await site.told("booking.closed", to=site.leader)) == 2


async def test_closing_ends_holds(site: Site) -> None:
    tour = await site.tour()
    now = site.clock.now()

    def hold(connection: object) -> object:
        draft_id = start_draft(
            connection,  # type: ignore[arg-type]
            site.leader.person_id,
            BookingForm(tour.programme_id),
            Question.PARTY,
            now,
        )
        part = Part(tour.id, 9, 1)
        until = now + timedelta(minutes=15)
        taken = take_hold(connection, site.leader.person_id, draft_id, [part], now, until)  # type: ignore[arg-type]
        assert taken.refused is None
        return draft_id

    draft_id = await site.db.write(hold)
    assert (await site.session(tour.id)).taken == 10
    await site.do(site.owner, sessions.close_session, tour.id, HostReason.SECURITY)
    assert (await site.session(tour.id)).taken == 0
    assert await site.db.read(lambda connection: read_hold(connection, draft_id)) is None  # type: ignore[arg-type]


@pytest.mark.shows("E5")
async def test_a_closed_session_can_be_opened_again(site: Site) -> None:
    tour = await site.tour()
    await site.do(site.owner, sessions.close_session, tour.id, HostReason.REPAIR)
    opened = seen(await site.do(site.staff, sessions.reopen_session, tour.id))
    assert opened.session.status is SessionStatus.OPEN
    assert opened.closed_reason is None
    again = seen(await site.do(site.staff, sessions.reopen_session, tour.id))
    assert again.outcome is Outcome.REPEATED
    await site.book(tour)
    site.clock.move_to(tour.starts_at)
    refused(
        await site.do(site.owner, sessions.close_session, tour.id, HostReason.REPAIR), Reason.SESSION_PAST
    )


@pytest.mark.shows("F1")
async def test_only_owners_and_staff_touch_sessions(site: Site) -> None:
    tour = await site.tour()
    for actor in (site.stranger, site.guide, site.guard, site.coordinator):
        refused(await site.do(actor, sessions.show_sessions, site.id), Reason.NOT_ALLOWED)
        refused(await site.do(actor, sessions.show_session, tour.id), Reason.NOT_ALLOWED)
        refused(await site.do(actor, sessions.close_session, tour.id, HostReason.REPAIR), Reason.NOT_ALLOWED)
        refused(await site.do(actor, sessions.reopen_session, tour.id), Reason.NOT_ALLOWED)
        refused(await AddSession(site).start(actor, site.id), Reason.NOT_ALLOWED)
    assert (await site.session(tour.id)).status is SessionStatus.OPEN


async def test_a_week_of_sessions(site: Site) -> None:
    week = await site.do(site.owner, sessions.show_sessions, site.id)
    assert isinstance(week, SessionsView)
    assert week.entries
    assert week.more
    days = [local_day(each.session.starts_at, site.clock.now().tzinfo) for each in week.entries]  # type: ignore[arg-type]
    assert max(days) <= week.first + timedelta(days=6)
    early = await site.do(site.owner, sessions.show_sessions, site.id, week.today - timedelta(days=30))
    assert isinstance(early, SessionsView)
    assert early.first == week.today


@pytest.mark.shows("E5")
async def test_adding_a_session(site: Site) -> None:
    tour = site.programme("tour")
    view = form(await AddSession(site).start(site.owner, site.id))
    draft_id, add = view.draft_id, AddSession(site)
    assert view.form.programme_id is None
    view = form(await add.choose_programme(site.owner, draft_id, tour.id))
    day = view.today + timedelta(days=20)
    view = form(await add.type(site.owner, draft_id, f"{day:%d.%m.%Y}", site.message_id()))
    assert view.form.day == day
    made = seen(await add.type(site.owner, draft_id, "15.10", site.message_id()))
    session = made.session
    assert (session.capacity, session.max_parties, session.sharing) == (18, 1, Sharing.PRIVATE)
    assert session.ends_at - session.starts_at == timedelta(minutes=75)
    assert f"{session.starts_at:%H:%M}" == "12:10", "15:10 in Moscow"
    closed = await add.type(site.owner, draft_id, "15.20", site.message_id())
    refused(closed, Reason.DRAFT_CLOSED)
    assert await site.audited() == ["session.opened"]


@pytest.mark.shows("E5")
async def test_times_that_cannot_be(site: Site) -> None:
    tour = await site.tour()
    add = AddSession(site)
    draft_id = form(await add.start(site.owner, site.id)).draft_id
    await add.choose_programme(site.owner, draft_id, tour.programme_id)
    today = local_today(site.card, site.clock.now())

    async def typed(text: str) -> Refusal:
        answer = await add.type(site.owner, draft_id, text, site.message_id())
        assert isinstance(answer, Refusal), answer
        return answer

    assert (await typed("когда-нибудь")).params["problem"] == "not_a_day"
    assert (await typed("31.02")).params["problem"] == "no_such_day"
    assert (await typed("01.01.2020")).reason is Reason.SESSION_PAST
    assert (await typed(f"{today + timedelta(days=121):%d.%m.%Y}")).reason is Reason.BEYOND_HORIZON
    await add.choose_day(site.owner, draft_id, today)
    assert (await typed("08:00")).reason is Reason.SESSION_PAST
    await add.back(site.owner, draft_id)
    day = tour.starts_at.date()
    await add.choose_day(site.owner, draft_id, day)
    assert (await typed("полдень")).params["problem"] == "not_a_time"
    assert (await typed("25:00")).params["problem"] == "not_a_time"
    assert (await typed("05:59")).params["problem"] == "hours"
    assert (await typed("22:01")).params["problem"] == "hours"
    taken = tour.starts_at + timedelta(hours=3)
    exists = await typed(f"{taken:%H:%M}")
    assert exists.reason is Reason.SESSION_EXISTS
    assert exists.params["session_id"] == tour.id
    for minutes in (-1, 1):
        overlaps = await typed(f"{taken + timedelta(minutes=minutes):%H:%M}")
        assert overlaps.reason is Reason.SESSION_OVERLAPS
        assert overlaps.params["session_id"] == tour.id
    seen(await add.type(site.owner, draft_id, "22:00", site.message_id()))


async def test_a_resent_time_makes_no_second_session(site: Site) -> None:
    add = AddSession(site)
    draft_id = form(await add.start(site.owner, site.id)).draft_id
    view = form(await add.choose_programme(site.owner, draft_id, site.programme("tour").id))
    await add.choose_day(site.owner, draft_id, view.today + timedelta(days=20))
    message_id = site.message_id()
    seen(await add.type(site.owner, draft_id, "16:00", message_id))
    refused(await add.type(site.owner, draft_id, "16:00", message_id), Reason.DRAFT_CLOSED)
    assert await site.audited() == ["session.opened"]


async def test_steps_back_and_the_end_of_a_form(site: Site) -> None:
    add = AddSession(site)
    draft_id = form(await add.start(site.owner, site.id)).draft_id
    strange = await add.choose_programme(
        site.owner, draft_id, site.content.site(site.other_id).programmes[0].id
    )
    refused(strange, Reason.NOT_FOUND)
    view = form(await add.choose_programme(site.owner, draft_id, site.programme("tour").id))
    view = form(await add.choose_day(site.owner, draft_id, view.today + timedelta(days=3)))
    view = form(await add.back(site.owner, draft_id))
    assert view.form.day is None
    view = form(await add.back(site.owner, draft_id))
    assert view.form.programme_id is None
    refused(await add.show(site.staff, draft_id), Reason.NOT_FOUND)
    assert await add.cancel(site.owner, draft_id) == site.id
    assert await add.cancel(site.owner, draft_id) == site.id
    refused(await add.show(site.owner, draft_id), Reason.DRAFT_CLOSED)


@pytest.mark.shows("E5")
async def test_a_session_may_begin_when_another_ends_but_not_before(site: Site) -> None:
    tour = await site.tour()
    refused(await site.do(site.guard, sessions.close_session, tour.id, HostReason.REPAIR), Reason.NOT_ALLOWED)
    seen(await site.do(site.owner, sessions.close_session, tour.id, HostReason.REPAIR))

    async def add(start: datetime) -> SessionView | Refusal:
        draft_id = form(await AddSession(site).start(site.owner, site.id)).draft_id
        await AddSession(site).choose_programme(site.owner, draft_id, tour.programme_id)
        await AddSession(site).choose_day(site.owner, draft_id, start.date())
        answer = await AddSession(site).type(
            site.owner, draft_id, f"{start + timedelta(hours=3):%H:%M}", site.message_id()
        )
        assert not isinstance(answer, NewSessionView)
        return answer

    half = (tour.ends_at - tour.starts_at) / 2
    other = seen(await add(tour.starts_at + half))
    refused(await add(other.session.ends_at - timedelta(minutes=1)), Reason.SESSION_OVERLAPS)
    overlaps = await site.do(site.owner, sessions.reopen_session, tour.id)
    refused(overlaps, Reason.SESSION_OVERLAPS)
    assert isinstance(overlaps, Refusal)
    assert overlaps.params["session_id"] == other.session.id
    seen(await site.do(site.owner, sessions.close_session, other.session.id, HostReason.REPAIR))
    seen(await site.do(site.owner, sessions.reopen_session, tour.id))
