"""At the very moment of a deadline, and a second before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.booking.booking import NO_SHOW_AFTER
from bot.domain.desk.views import ApplicationView, Outcome, RequestView, VisitView
from bot.domain.model import (
    ApplicationStatus,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.gate import ask_leader, mark_missed, show_visit
from bot.services.desk.requests import confirm_request
from bot.services.messages.booking import requests
from bot.services.messages.tell import Outside, tell
from bot.services.placements.answers import accept_application
from bot.services.placements.own import withdraw_application
from bot.services.upkeep.deadlines import expire_all_holds, expire_holds, expire_request, find_due_digests
from tests.host.site import Site, refused
from tests.host.watched import (
    SECOND,
    Watched,
    hold,
    placed,
    two_sessions,
)


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("B4")
async def test_a_hold_ends_at_its_moment(watched: Watched) -> None:
    site = watched.site
    first, second = await two_sessions(site)
    await hold(watched, second, first)
    site.clock.move(timedelta(minutes=15) - SECOND)
    assert await site.runner.run(expire_holds) == 0
    assert watched.freed == []
    site.clock.move(SECOND)
    assert await expire_all_holds(site.runner) == 1
    assert watched.freed == [sorted([first.id, second.id])]
    assert await expire_all_holds(site.runner) == 0
    assert len(watched.freed) == 1


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("B6")
async def test_a_request_ends_at_its_moment_and_cannot_be_answered_then(watched: Watched) -> None:
    site = watched.site
    booking, other = [await site.book(each) for each in await two_sessions(site)]
    over = booking.first.expires_at
    assert over is not None
    site.clock.move_to(over - SECOND)
    assert await site.runner.run(expire_request, booking.id) == 0
    answered = await site.do(site.owner, confirm_request, other.id, site.id)
    assert isinstance(answered, RequestView)
    assert answered.outcome is Outcome.DONE
    site.clock.move_to(over)
    late = await site.do(site.owner, confirm_request, booking.id, site.id)
    assert isinstance(late, RequestView)
    assert (late.outcome, late.status) == (Outcome.OVER, VisitStatus.EXPIRED)
    assert await site.runner.run(expire_request, booking.id) == 1
    assert await site.runner.run(expire_request, booking.id) == 0
    assert len(await site.told("booking.expired", to=site.leader)) == 1


@pytest.mark.shows("E3")
async def test_no_host_is_reminded_at_the_moment_when_the_answer_is_due(site: Site) -> None:
    """Then the coordinator is told instead."""
    booking = await site.book(await site.tour(), status=VisitStatus.CONFIRMED)
    now, due = site.clock.now(), booking.first.answer_due_at
    assert due is not None
    planned = requests.plan_escalations(booking, site.id, (due - SECOND, due))
    await site.db.write(lambda connection: tell(Outside(connection, now), *planned))
    told = await site.told("host.unanswered")
    assert {each["working_days"] for each in told} == {1}
    assert len(await site.told("region.unanswered")) == 1


@pytest.mark.shows("E4")
async def test_no_show_from_half_an_hour_on(watched: Watched) -> None:
    site = watched.site
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    site.clock.move_to(tour.starts_at + timedelta(minutes=30) - SECOND)
    refused(await site.do(site.owner, mark_missed, booking.first.id), Reason.TOO_EARLY)
    site.clock.move(SECOND)
    missed = await site.do(site.owner, mark_missed, booking.first.id)
    assert isinstance(missed, VisitView)
    assert missed.visit.status is VisitStatus.NO_SHOW
    assert await watched.taken([tour]) == [10]


@pytest.mark.shows("D2")
async def test_placements_that_have_begun_or_are_over(
    watched: Watched,
) -> None:
    site = watched.site
    early, intake = await placed(watched)
    late = await site.apply(intake)
    site.clock.move_to(intake.starts_at - SECOND)
    accepted = await site.do(site.owner, accept_application, early, intake.id)
    assert isinstance(accepted, ApplicationView)
    site.clock.move_to(intake.starts_at)
    refused(await site.do(site.owner, accept_application, late, intake.id), Reason.SESSION_PAST)
    assert await watched.taken([intake]) == [1]
    site.clock.move_to(intake.ends_at - SECOND)
    withdrawn = await site.do(site.leader, withdraw_application, early)
    assert not isinstance(withdrawn, Refusal)
    assert withdrawn.status is ApplicationStatus.WITHDRAWN


@pytest.mark.shows("D2")
async def test_a_placement_that_is_over_is_not_withdrawn(watched: Watched) -> None:
    site = watched.site
    application_id, intake = await placed(watched)
    await site.do(site.owner, accept_application, application_id, intake.id)
    site.clock.move_to(intake.ends_at)
    refused(await site.do(site.leader, withdraw_application, application_id), Reason.ALREADY_OVER)
    assert await watched.taken([intake]) == [1]
    assert watched.freed == []


@pytest.mark.shows("E10")
async def test_a_digest_is_due_from_four_to_eight(site: Site) -> None:
    tour = await site.tour()
    await site.book(tour, status=VisitStatus.CONFIRMED)
    day = site.content.calendar(site.id).add(tour.starts_at.date(), -1)
    await site.go_to(day, 15)
    at_four = site.clock.now() + timedelta(hours=1)
    for moment, due in (
        (at_four - SECOND, False),
        (at_four, True),
        (at_four + timedelta(hours=4) - SECOND, True),
        (at_four + timedelta(hours=4), False),
    ):
        site.clock.move_to(moment)
        assert bool(await site.runner.run(find_due_digests)) is due


@pytest.mark.shows("E4")
async def test_the_leader_is_asked_from_half_an_hour_on_until_the_end(site: Site) -> None:
    tours = (await site.sessions(site.programme("tour").id, after=timedelta(days=14)))[:3]
    at_once, last, over = [(await site.book(each, status=VisitStatus.CONFIRMED)).first for each in tours]
    site.clock.move_to(at_once.starts_at + NO_SHOW_AFTER - SECOND)
    refused(await site.do(site.owner, ask_leader, at_once.id), Reason.TOO_EARLY)
    for visit, moment in ((at_once, at_once.starts_at + NO_SHOW_AFTER), (last, last.ends_at - SECOND)):
        site.clock.move_to(moment)
        asked = await site.do(site.owner, ask_leader, visit.id)
        assert isinstance(asked, VisitView)
        assert asked.outcome is Outcome.DONE
    site.clock.move_to(over.ends_at)
    refused(await site.do(site.owner, ask_leader, over.id), Reason.ALREADY_OVER)
    shown = await site.do(site.owner, show_visit, over.id)
    assert isinstance(shown, VisitView)
    assert not shown.may_ask
