"""Answering requests: the first answer wins, seats come free once, everybody concerned is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.db.booking.bookings import move_visits
from bot.db.booking.seats import ForVisit, release
from bot.domain.desk.views import Outcome, QueueView, RequestView
from bot.domain.model import HostReason, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.desk import requests
from tests.host.site import Site, refused

pytestmark = pytest.mark.both_engines(long=True)


def seen(result: RequestView | Refusal) -> RequestView:
    assert isinstance(result, RequestView), result
    return result


@pytest.mark.shows("E2")
async def test_a_confirmed_request_is_told_to_the_leader_and_to_all_copies(site: Site) -> None:
    booking = await site.book(await site.tour())
    view = seen(await site.do(site.owner, requests.confirm_request, booking.id, site.id))
    assert view.outcome is Outcome.DONE
    assert view.status is VisitStatus.CONFIRMED
    assert view.names == {site.owner.person_id: "Ольга"}
    assert len(await site.told("booking.confirmed", to=site.leader)) == 1
    for host in (site.owner, site.staff):
        (payload,) = await site.told("host.request.update", to=host)
        assert payload["notice"] == f"host.request:{booking.id}:{site.id}:{host.person_id}"
    assert await site.told("host.request.update", to=site.guard) == []
    assert await site.told("host.unanswered") == []
    assert await site.told("region.unanswered") == []
    assert len(await site.told("visit.tomorrow", to=site.leader)) == 1
    assert await site.audited() == ["request.confirmed"]


@pytest.mark.shows("E2")
async def test_of_two_answers_at_once_one_wins_and_both_see_it(site: Site) -> None:
    booking = await site.book(await site.tour())
    first, second = await asyncio.gather(
        site.do(site.owner, requests.confirm_request, booking.id, site.id),
        site.do(site.staff, requests.decline_request, booking.id, site.id, HostReason.REPAIR),
    )
    views = [seen(first), seen(second)]
    assert sorted(each.outcome for each in views) == [Outcome.DECIDED_BEFORE, Outcome.DONE]
    assert views[0].status is views[1].status
    assert views[0].decided == views[1].decided
    told = await site.told("booking.confirmed") + await site.told("booking.declined")
    assert len(told) == 1


@pytest.mark.shows("E2")
async def test_declining_gives_the_seats_back_once(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour)
    assert (await site.session(tour.id)).taken == 10
    decline = requests.decline_request
    view = seen(await site.do(site.staff, decline, booking.id, site.id, HostReason.NO_GUIDE))
    assert view.status is VisitStatus.DECLINED
    assert view.visits[0].reason == "no_guide"
    again = seen(await site.do(site.staff, decline, booking.id, site.id, HostReason.NO_GUIDE))
    assert again.outcome is Outcome.REPEATED
    facts = await site.session(tour.id)
    assert (facts.taken, facts.parties) == (0, 0)
    assert len(await site.told("booking.declined", to=site.leader)) == 1
    assert await site.told("visit.tomorrow") == []
    assert await site.audited() == ["request.declined"]


async def test_subgroups_are_answered_together(site: Site) -> None:
    sessions = (await site.sessions(site.programme("tour").id, after=timedelta(days=14)))[:2]
    booking = await site.book(*sessions)
    view = seen(await site.do(site.owner, requests.confirm_request, booking.id, site.id))
    assert [each.status for each in view.visits] == [VisitStatus.CONFIRMED] * 2
    assert len(await site.told("booking.confirmed")) == 1
    assert len(await site.told("visit.missing.host", to=site.owner)) == 2


async def test_a_request_past_its_time_cannot_be_answered(site: Site) -> None:
    booking = await site.book(await site.tour())
    site.clock.move(timedelta(days=4))
    view = seen(await site.do(site.owner, requests.confirm_request, booking.id, site.id))
    assert view.outcome is Outcome.OVER
    assert view.status is VisitStatus.EXPIRED
    assert (await site.read(booking)).status is VisitStatus.PENDING, "tidying up is the sweeper's"
    assert await site.told("booking.confirmed") == []


async def test_a_request_that_the_group_cancelled_says_so(site: Site) -> None:
    booking = await site.book(await site.tour())
    now, visit_id = site.clock.now(), booking.visits[0].id

    def cancel(connection: object) -> None:
        move_visits(
            connection,  # type: ignore[arg-type]
            [visit_id],
            {VisitStatus.PENDING},
            VisitStatus.CANCELLED,
            now=now,
            by=None,
        )
        release(connection, ForVisit(visit_id), now)  # type: ignore[arg-type]

    await site.db.write(cancel)
    view = seen(await site.do(site.owner, requests.confirm_request, booking.id, site.id))
    assert (view.outcome, view.status) == (Outcome.OVER, VisitStatus.CANCELLED)


@pytest.mark.shows("F1")
async def test_only_owners_and_staff_of_the_site_see_and_answer(site: Site) -> None:
    booking = await site.book(await site.tour())
    for actor in (site.stranger, site.guide, site.guard, site.leader, site.coordinator):
        confirm = await site.do(actor, requests.confirm_request, booking.id, site.id)
        refused(confirm, Reason.NOT_ALLOWED)
        decline = await site.do(actor, requests.decline_request, booking.id, site.id, HostReason.REPAIR)
        refused(decline, Reason.NOT_ALLOWED)
        refused(await site.do(actor, requests.show_request, booking.id, site.id), Reason.NOT_ALLOWED)
    refused(
        await site.do(site.stranger, requests.confirm_request, booking.id, site.other_id),
        Reason.NOT_FOUND,
    )
    assert (await site.read(booking)).status is VisitStatus.PENDING
    assert await site.audited() == []


@pytest.mark.shows("E3")
async def test_the_queue_is_oldest_first_and_paged(site: Site) -> None:
    sessions = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    bookings = []
    for each in sessions[:7]:
        bookings.append(await site.book(each))
        site.clock.move(timedelta(minutes=1))
    page = await site.do(site.owner, requests.show_queue)
    assert isinstance(page, QueueView)
    assert [entry.booking.id for entry in page.entries if entry.booking] == [each.id for each in bookings[:6]]
    assert (page.total, page.pages) == (7, 2)
    last = await site.do(site.owner, requests.show_queue, site.id, 99)
    assert isinstance(last, QueueView)
    assert [entry.booking.id for entry in last.entries if entry.booking] == [bookings[6].id]
    await site.do(site.staff, requests.confirm_request, bookings[0].id, site.id)
    after = await site.do(site.owner, requests.show_queue)
    assert isinstance(after, QueueView)
    assert after.total == 6
    refused(await site.do(site.guard, requests.show_queue), Reason.NOT_ALLOWED)
    refused(await site.do(site.stranger, requests.show_queue, site.id), Reason.NOT_ALLOWED)
    others = await site.do(site.stranger, requests.show_queue)
    assert isinstance(others, QueueView)
    assert others.total == 0
