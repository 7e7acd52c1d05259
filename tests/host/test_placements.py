"""Applications for placements: places are counted, the first answer wins."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import ApplicationView, Outcome, QueueView
from bot.domain.model import ApplicationStatus, HostReason, ProgrammeKind, SessionStatus
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.services.desk import requests, sessions
from bot.services.placements import answers
from tests.host.forms import AddSession
from tests.host.site import Site, refused

pytestmark = pytest.mark.both_engines(long=True)


def seen(result: ApplicationView | Refusal) -> ApplicationView:
    assert isinstance(result, ApplicationView), result
    return result


async def intakes(site: Site) -> list[SessionFacts]:
    placement = next(each for each in site.card.programmes if each.kind is ProgrammeKind.INTERNSHIP)
    found = await site.sessions(placement.id, after=timedelta(days=1))
    if len(found) < 2:
        add = AddSession(site)
        view = await add.start(site.owner, site.id)
        assert not isinstance(view, Refusal)
        await add.choose_programme(site.owner, view.draft_id, placement.id)
        await add.choose_day(site.owner, view.draft_id, view.today + timedelta(days=14))
        await add.type(site.owner, view.draft_id, "11:00", site.message_id())
        found = await site.sessions(placement.id, after=timedelta(days=1))
    return found[:2]


@pytest.mark.shows("D2")
async def test_accepting_takes_a_place_and_tells_the_applicant(site: Site) -> None:
    first, second = await intakes(site)
    application = await site.apply(first, second)
    view = seen(await site.do(site.owner, answers.accept_application, application, second.id))
    assert view.application.status is ApplicationStatus.ACCEPTED
    assert view.application.accepted_session_id == second.id
    assert (await site.session(second.id)).taken == second.taken + 1
    assert (await site.session(first.id)).taken == first.taken
    assert len(await site.told("application.accepted", to=site.leader)) == 1
    (payload,) = await site.told("host.application.update", to=site.staff)
    assert payload["notice"] == f"host.application:{application}:{site.staff.person_id}"
    again = seen(await site.do(site.owner, answers.accept_application, application, second.id))
    assert again.outcome is Outcome.REPEATED
    assert (await site.session(second.id)).taken == second.taken + 1


@pytest.mark.shows("D2")
async def test_of_two_answers_one_wins(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    results = await asyncio.gather(
        site.do(site.owner, answers.accept_application, application, first.id),
        site.do(site.staff, answers.decline_application, application, HostReason.NO_GUIDE),
    )
    views = [seen(each) for each in results]
    assert sorted(each.outcome for each in views) == [Outcome.DECIDED_BEFORE, Outcome.DONE]
    told = await site.told("application.accepted") + await site.told("application.declined")
    assert len(told) == 1


@pytest.mark.shows("D2")
async def test_a_full_intake_offers_the_other_date(site: Site) -> None:
    first, second = await intakes(site)
    accept = answers.accept_application
    for _ in range(first.capacity):
        seen(await site.do(site.owner, accept, await site.apply(first), first.id))
    application = await site.apply(first, second)
    full = refused(await site.do(site.owner, accept, application, first.id), Reason.INTAKE_FULL)
    (way,) = full.alternatives
    assert isinstance(way, OtherSession)
    assert way.session_id == second.id
    assert seen(await site.do(site.owner, answers.show_application, application)).awaits_answer
    other = await site.tour()
    refused(await site.do(site.owner, accept, application, other.id), Reason.NOT_FOUND)
    refused(
        await site.do(site.owner, answers.decline_application, application, HostReason.WEATHER),
        Reason.NOT_FOUND,
    )
    declined = seen(
        await site.do(site.owner, answers.decline_application, application, HostReason.PARTY_UNSUITABLE)
    )
    assert declined.application.reason == "party_unsuitable"


async def test_closing_an_intake_declines_who_was_accepted(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    await site.do(site.owner, answers.accept_application, application, first.id)
    closed = await site.do(site.owner, sessions.close_session, first.id, HostReason.REPAIR)
    assert not isinstance(closed, Refusal)
    assert (closed.session.status, closed.session.taken) == (SessionStatus.CLOSED, 0)
    view = seen(await site.do(site.owner, answers.show_application, application))
    assert view.application.status is ApplicationStatus.DECLINED
    assert view.application.reason == "repair"
    assert len(await site.told("application.declined", to=site.leader)) == 1
    waiting = await site.apply(first)
    refused(
        await site.do(site.owner, answers.accept_application, waiting, first.id),
        Reason.SESSION_CLOSED,
    )


async def test_applications_are_for_the_site_only(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    for actor in (site.stranger, site.guard, site.guide, site.leader, site.coordinator):
        refused(await site.do(actor, answers.show_application, application), Reason.NOT_ALLOWED)
        answer = await site.do(actor, answers.accept_application, application, first.id)
        refused(answer, Reason.NOT_ALLOWED)
    queue = await site.do(site.staff, requests.show_queue)
    assert isinstance(queue, QueueView)
    (entry,) = queue.entries
    assert entry.application is not None
    assert entry.application.id == application
