"""What use cases make of events: cancelling, answering twice, closing, deleting oneself."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.desk.views import ApplicationView, Outcome, RequestView, SessionView
from bot.domain.model import (
    ApplicationStatus,
    CancelReason,
    HostReason,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.mine import cancel_booking
from bot.services.desk.requests import confirm_request, decline_request
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.people.deletion import delete_me, read_deletion
from bot.services.placements.answers import accept_application, decline_application
from tests.host.site import Site, refused
from tests.host.watched import (
    SECOND,
    Watched,
    changes,
    hold,
    placed,
    two_sessions,
)


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("B10", "E2")
async def test_whoever_cancels_changes_the_hosts_notices(watched: Watched) -> None:
    site = watched.site
    booking = await site.book(await site.tour())
    view = await site.do(site.leader, cancel_booking, booking.id, CancelReason.NO_BUS)
    assert not isinstance(view, Refusal)
    assert view.booking.cancel_reason == "no_bus"
    assert view.booking == await site.read(booking)
    for host in (site.owner, site.staff):
        (changed,) = await site.told("host.request.update", to=host)
        assert changed["notice"] == f"host.request:{booking.id}:{site.id}:{host.person_id}"
        assert len(await site.told("host.cancelled", to=host)) == 1
    assert await site.told("host.unanswered") == []
    assert await site.audited() == ["booking.cancelled"]
    assert watched.freed == [[booking.first.session_id]]
    again = await site.do(site.leader, cancel_booking, booking.id, CancelReason.FROST)
    assert not isinstance(again, Refusal)
    assert again.booking.cancel_reason == "no_bus"
    assert await site.audited() == ["booking.cancelled"]
    assert len(watched.freed) == 1


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("B10")
@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=20)])
async def test_a_visit_that_has_begun_is_not_cancelled_by_an_old_button(
    watched: Watched, later: timedelta
) -> None:
    site = watched.site
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    site.clock.move_to(tour.starts_at + later)
    cancelled = await site.do(site.leader, cancel_booking, booking.id, CancelReason.NO_BUS)
    refused(cancelled, Reason.ALREADY_OVER)
    assert (await site.read(booking)).status is VisitStatus.CONFIRMED
    assert await watched.taken([tour]) == [10]
    assert await site.told("host.cancelled") == []
    assert watched.freed == []


async def test_until_a_visit_begins_it_can_be_cancelled(watched: Watched) -> None:
    site = watched.site
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    site.clock.move_to(tour.starts_at - SECOND)
    view = await site.do(site.leader, cancel_booking, booking.id, CancelReason.NO_BUS)
    assert not isinstance(view, Refusal)
    assert view.booking.status is VisitStatus.CANCELLED


@pytest.mark.shows("E2")
async def test_a_colleagues_same_answer_is_no_repeat_of_ones_own(site: Site) -> None:
    confirmed, declined = await two_sessions(site)
    first, second = await site.book(confirmed), await site.book(declined)
    outcomes = [
        await site.do(who, confirm_request, first.id, site.id) for who in (site.owner, site.staff, site.owner)
    ]
    outcomes += [
        await site.do(who, decline_request, second.id, site.id, HostReason.REPAIR)
        for who in (site.owner, site.staff, site.owner)
    ]
    found = [each.outcome for each in outcomes if isinstance(each, RequestView)]
    assert found == [Outcome.DONE, Outcome.DECIDED_BEFORE, Outcome.REPEATED] * 2
    assert await site.audited() == ["request.confirmed", "request.declined"]


@pytest.mark.shows("D2")
async def test_a_colleagues_same_answer_to_an_applicant_is_no_repeat_of_ones_own(watched: Watched) -> None:
    site = watched.site
    application_id, intake = await placed(watched)
    answers = [
        await site.do(who, accept_application, application_id, intake.id)
        for who in (site.owner, site.staff, site.owner)
    ]
    found = [each.outcome for each in answers if isinstance(each, ApplicationView)]
    assert found == [Outcome.DONE, Outcome.DECIDED_BEFORE, Outcome.REPEATED]
    other = await site.do(site.owner, decline_application, application_id, HostReason.NO_GUIDE)
    assert isinstance(other, ApplicationView)
    assert other.outcome is Outcome.DECIDED_BEFORE
    assert await watched.taken([intake]) == [1]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("H2")
async def test_hosts_learn_of_everything_that_a_deletion_calls_off(watched: Watched) -> None:
    site = watched.site
    tour = await site.tour()
    booking = await site.book(tour)
    accepted_id, intake = await placed(watched)
    await site.do(site.owner, accept_application, accepted_id, intake.id)
    waiting_id = await site.apply(intake)
    stored = await watched.stored()
    deleted = await site.do(site.leader, delete_me)
    assert not isinstance(deleted, Refusal)
    found = changes(stored, await watched.stored())

    def told_of(kind: str, **about: object) -> set[int]:
        return {
            each.recipient_id
            for each in found.told
            if each.kind == kind and about.items() <= each.payload.items()
        }

    hosts = watched.people("hosts")
    assert told_of("host.cancelled", booking_id=booking.id) == hosts
    assert told_of("host.request.update", booking_id=booking.id) == hosts
    assert told_of("host.application", application_id=accepted_id) == hosts
    assert told_of("host.application.update", application_id=accepted_id) == hosts
    assert told_of("host.application", application_id=waiting_id) == set(), "nothing came free"
    assert told_of("host.application.update", application_id=waiting_id) == hosts
    assert await watched.taken([tour, intake]) == [0, 0]
    assert watched.freed == [[tour.id], [intake.id]]
    assert (await site.read(booking)).cancel_reason == "not_needed"
    assert found.records == [
        ("booking.cancelled", site.leader.person_id, {"visits": 1, "reason": "not_needed"}),
        (
            "application.withdrawn",
            site.leader.person_id,
            {"before": "accepted", "session": None, "reason": None},
        ),
        (
            "application.withdrawn",
            site.leader.person_id,
            {"before": "review", "session": None, "reason": None},
        ),
        ("person.deleted", site.leader.person_id, {"basis": "delete_me"}),
    ]


@pytest.mark.shows("H2", "D2")
async def test_a_deletion_leaves_a_placement_that_is_over_as_it_was(watched: Watched) -> None:
    """It was taken part in: no place comes free, and hosts have nothing to learn."""
    site = watched.site
    over_id, intake = await placed(watched)
    await site.do(site.owner, accept_application, over_id, intake.id)
    waiting_id = await site.apply(intake)
    site.clock.move_to(intake.ends_at)
    stored = await watched.stored()
    announced = await site.do(site.leader, read_deletion)
    deleted = await site.do(site.leader, delete_me)
    assert not isinstance(deleted, Refusal)
    waiting = await watched.application(waiting_id)
    assert announced.references == deleted.references == (waiting.reference,)
    assert (await watched.application(over_id)).status is ApplicationStatus.ACCEPTED
    assert waiting.status is ApplicationStatus.WITHDRAWN, "nobody answered it, so it stood open"
    assert watched.freed == []
    assert await watched.taken([intake]) == [1]
    found = changes(stored, await watched.stored())
    assert {each.payload["application_id"] for each in found.told} == {waiting_id}


@pytest.mark.shows("H2", "D2")
async def test_a_deletion_withdraws_a_placement_until_it_ends(watched: Watched) -> None:
    site = watched.site
    application_id, intake = await placed(watched)
    await site.do(site.owner, accept_application, application_id, intake.id)
    site.clock.move_to(intake.ends_at - SECOND)
    assert not isinstance(await site.do(site.leader, delete_me), Refusal)
    assert (await watched.application(application_id)).status is ApplicationStatus.WITHDRAWN
    assert watched.freed == [[intake.id]]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("E5")
async def test_closing_frees_seats_of_visits_placements_and_holds(watched: Watched) -> None:
    site = watched.site
    first, second = await two_sessions(site)
    await hold(watched, second, first)
    closed = await site.do(site.owner, close_session, second.id, HostReason.REPAIR)
    assert isinstance(closed, SessionView)
    assert watched.freed == [sorted([first.id, second.id])], "of the whole hold"
    assert await watched.taken([first, second]) == [0, 0]
    again = await site.do(site.owner, close_session, second.id, HostReason.REPAIR)
    assert isinstance(again, SessionView)
    assert len(watched.freed) == 1
    opened = await site.do(site.owner, reopen_session, second.id)
    assert isinstance(opened, SessionView)
    assert watched.freed[1:] == [[second.id]]
    assert isinstance(await site.do(site.owner, reopen_session, second.id), SessionView)
    assert len(watched.freed) == 2


@pytest.mark.shows("H2", "B4")
async def test_a_deletion_ends_the_persons_hold(watched: Watched) -> None:
    site = watched.site
    tour = await site.tour()
    await hold(watched, tour)
    assert not isinstance(await site.do(site.leader, delete_me), Refusal)
    assert watched.freed == [[tour.id]]
    assert await watched.taken([tour]) == [0]


# --- parts of a booking --------------------------------------------------------------------------------


async def test_what_visits_of_a_day_share_is_planned_anew_for_those_that_stay(watched: Watched) -> None:
    """The reminder of the eve hangs on the first visit of the day, and is about all of them."""
    site = watched.site
    found = await site.sessions(site.programme("tour").id, after=timedelta(days=14))
    first, second = next(
        (one, other) for one, other in pairwise(found) if one.starts_at.date() == other.starts_at.date()
    )
    booking = await site.book(first, second)
    await site.do(site.owner, confirm_request, booking.id, site.id)
    (eve,) = await site.told("visit.tomorrow")
    assert eve["visit_id"] == booking.visits[0].id
    closed = await site.do(site.owner, close_session, first.id, HostReason.REPAIR)
    assert isinstance(closed, SessionView)
    (eve,) = await site.told("visit.tomorrow")
    assert eve["visit_id"] == booking.visits[1].id
    (missing,) = await site.told("visit.missing.host", to=site.owner)
    assert missing["visit_id"] == booking.visits[1].id


async def test_a_request_of_which_one_part_is_closed_is_still_waited_for(watched: Watched) -> None:
    site = watched.site
    first, second = await two_sessions(site)
    booking = await site.book(first, second)
    await site.do(site.owner, close_session, first.id, HostReason.REPAIR)
    assert len(await site.told("region.unanswered")) == 1
    view = await site.do(site.staff, confirm_request, booking.id, site.id)
    assert isinstance(view, RequestView)
    assert [each.status for each in view.visits] == [VisitStatus.CANCELLED_BY_HOST, VisitStatus.CONFIRMED]
    assert await site.told("region.unanswered") == []
