"""Applications for placements: places are counted, the first answer wins."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.availability import SessionFacts
from bot.domain.host_views import ApplicationView, Outcome, QueueView
from bot.domain.model import ApplicationStatus, HostReason, ProgrammeKind, SessionStatus
from bot.domain.refusal import OtherSession, Reason, Refusal
from tests.host.site import Site, refused

pytestmark = pytest.mark.both_engines(long=True)


def seen(result: ApplicationView | Refusal) -> ApplicationView:
    assert isinstance(result, ApplicationView), result
    return result


async def intakes(site: Site) -> list[SessionFacts]:
    placement = next(each for each in site.card.programmes if each.kind is ProgrammeKind.INTERNSHIP)
    found = await site.sessions(placement.id, after=timedelta(days=1))
    if len(found) < 2:
        add = site.host.add_session
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
    view = seen(await site.host.answer_application.accept(site.owner, application, second.id))
    assert view.application.status is ApplicationStatus.ACCEPTED
    assert view.application.accepted_session_id == second.id
    assert (await site.session(second.id)).taken == second.taken + 1
    assert (await site.session(first.id)).taken == first.taken
    assert len(await site.told("application.accepted", to=site.leader)) == 1
    (payload,) = await site.told("host.application.update", to=site.staff)
    assert payload["notice"] == f"host.application:{application}:{site.staff.person_id}"
    again = seen(await site.host.answer_application.accept(site.owner, application, second.id))
    assert again.outcome is Outcome.REPEATED
    assert (await site.session(second.id)).taken == second.taken + 1


@pytest.mark.shows("D2")
async def test_of_two_answers_one_wins(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    answer = site.host.answer_application
    results = await asyncio.gather(
        answer.accept(site.owner, application, first.id),
        answer.decline(site.staff, application, HostReason.NO_GUIDE),
    )
    views = [seen(each) for each in results]
    assert sorted(each.outcome for each in views) == [Outcome.DECIDED_BEFORE, Outcome.DONE]
    told = await site.told("application.accepted") + await site.told("application.declined")
    assert len(told) == 1


@pytest.mark.shows("D2")
async def test_a_full_intake_offers_the_other_date(site: Site) -> None:
    first, second = await intakes(site)
    accept = site.host.answer_application.accept
    for _ in range(first.capacity):
        seen(await accept(site.owner, await site.apply(first), first.id))
    application = await site.apply(first, second)
    full = refused(await accept(site.owner, application, first.id), Reason.INTAKE_FULL)
    (way,) = full.ways
    assert isinstance(way, OtherSession)
    assert way.session_id == second.id
    assert seen(await site.host.show_application(site.owner, application)).awaits_answer
    other = await site.tour()
    refused(await accept(site.owner, application, other.id), Reason.NOT_FOUND)
    refused(
        await site.host.answer_application.decline(site.owner, application, HostReason.WEATHER),
        Reason.NOT_FOUND,
    )
    declined = seen(
        await site.host.answer_application.decline(site.owner, application, HostReason.PARTY_UNSUITABLE)
    )
    assert declined.application.reason == "party_unsuitable"


async def test_closing_an_intake_declines_who_was_accepted(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    await site.host.answer_application.accept(site.owner, application, first.id)
    closed = await site.host.close_session(site.owner, first.id, HostReason.REPAIR)
    assert not isinstance(closed, Refusal)
    assert (closed.session.status, closed.session.taken) == (SessionStatus.CLOSED, 0)
    view = seen(await site.host.show_application(site.owner, application))
    assert view.application.status is ApplicationStatus.DECLINED
    assert view.application.reason == "repair"
    assert len(await site.told("application.declined", to=site.leader)) == 1
    waiting = await site.apply(first)
    refused(
        await site.host.answer_application.accept(site.owner, waiting, first.id),
        Reason.SESSION_CLOSED,
    )


async def test_applications_are_for_the_site_only(site: Site) -> None:
    first, _ = await intakes(site)
    application = await site.apply(first)
    for actor in (site.stranger, site.guard, site.guide, site.leader, site.coordinator):
        refused(await site.host.show_application(actor, application), Reason.NOT_ALLOWED)
        answer = await site.host.answer_application.accept(actor, application, first.id)
        refused(answer, Reason.NOT_ALLOWED)
    queue = await site.host.show_queue(site.staff)
    assert isinstance(queue, QueueView)
    (entry,) = queue.entries
    assert entry.application is not None
    assert entry.application.id == application
