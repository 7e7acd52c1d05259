"""Choosing among applicants on both engines: two reviewers, one draw, announced once and drawn once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.tables import application, application_reviewer, application_score, audit, person
from bot.domain.booking.availability import SessionFacts
from bot.domain.forms import SeedForm
from bot.domain.model import ApplicationId, Criterion, HostReason
from bot.domain.people.access import Actor
from bot.domain.placements.choosing import (
    AnnounceView,
    CriteriaView,
    DrawView,
    ScoresView,
    SelectionView,
)
from bot.domain.placements.draw import check_record, digest_of, list_text, record_text
from bot.domain.placements.selection import USUAL_CRITERIA
from bot.domain.refusal import Reason, Refusal
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from bot.services.people.deletion import delete_me
from bot.services.placements import answers, draws, own, selection
from bot.services.upkeep import retention
from tests.host.site import Site
from tests.host.test_placements import intakes

pytestmark = [pytest.mark.both_engines(long=True), pytest.mark.shows("D3")]


async def score(site: Site, who: Actor, application_id: ApplicationId, *points: int) -> ScoresView | Refusal:
    found: ScoresView | Refusal = Refusal(Reason.NOT_FOUND)
    for criterion, each in zip(USUAL_CRITERIA, points, strict=False):
        found = await site.do(who, selection.score_application, application_id, criterion, each)
    return found


async def chosen_from(site: Site, intake: SessionFacts) -> SelectionView:
    found = await site.do(site.owner, selection.show_selection, intake.id)
    assert isinstance(found, SelectionView), found
    return found


async def tied(site: Site) -> tuple[SessionFacts, list[ApplicationId]]:
    """An intake of two places: one applicant is ahead, two are equal, one has fewer points."""
    intake = (await intakes(site))[0]
    assert intake.free == 2
    found = [await site.apply(intake) for _ in range(4)]
    for application_id, points in zip(found, ((4, 4, 4), (5, 5, 5), (4, 4, 4), (1, 1, 1)), strict=True):
        await score(site, site.owner, application_id, *points)
    return intake, found


async def announced(site: Site, intake: SessionFacts) -> DrawView:
    found = await site.do(site.owner, draws.announce_draw, intake.id)
    assert isinstance(found, DrawView), found
    return found


async def drawn(site: Site, who: Actor, view: DrawView, seed: str = "92,4512") -> DrawView:
    asking = await site.do(who, draws.begin_seed, view.draw.id)
    assert isinstance(asking, Asking), asking
    read = await site.do(who, engine.type_text, SeedForm, asking.draft_id, seed, site.message_id())
    assert isinstance(read, Asking), read
    done = await site.do(who, engine.tap, SeedForm, asking.draft_id, "agree", read.view.seed)
    assert isinstance(done, Finished), done
    assert isinstance(done.result, DrawView)
    return done.result


async def test_two_people_score_an_application_and_their_mean_counts(site: Site) -> None:
    intake = (await intakes(site))[0]
    application_id = await site.apply(intake)
    mine = await score(site, site.owner, application_id, 5, 4, 3)
    assert isinstance(mine, ScoresView)
    theirs = await score(site, site.staff, application_id, 5, 5)
    assert isinstance(theirs, ScoresView)
    assert theirs.others == (), "nobody is led by what a colleague has given"
    assert (await chosen_from(site, intake)).ranked[0].halves is None
    theirs = await score(site, site.staff, application_id, 5, 5, 3)
    assert isinstance(theirs, ScoresView)
    assert [each.total(USUAL_CRITERIA) for each in theirs.others] == [12]
    assert (await chosen_from(site, intake)).ranked[0].halves == 25
    third = replace(site.guide, memberships=site.staff.memberships)
    assert await score(site, third, application_id, 1) == Refusal(Reason.REVIEWERS_FULL)
    for criterion, points in ((Criterion.TALK, 3), (USUAL_CRITERIA[0], 6), (USUAL_CRITERIA[0], -1)):
        refused = await site.do(site.owner, selection.score_application, application_id, criterion, points)
        assert refused == Refusal(Reason.NOT_FOUND)


async def test_of_three_who_score_at_once_two_can(site: Site) -> None:
    application_id = await site.apply((await intakes(site))[0])
    third = replace(site.guide, memberships=site.staff.memberships)
    found = await asyncio.gather(
        *[
            site.do(who, selection.score_application, application_id, USUAL_CRITERIA[0], 3)
            for who in (site.owner, site.staff, third)
        ]
    )
    refused = [each for each in found if isinstance(each, Refusal)]
    assert refused == [Refusal(Reason.REVIEWERS_FULL)]


async def test_the_owner_chooses_criteria_before_anybody_is_scored(site: Site) -> None:
    intake = (await intakes(site))[0]
    application_id = await site.apply(intake)

    async def choose(criterion: Criterion, *, counts: bool, who: Actor = site.owner) -> object:
        return await site.do(who, selection.choose_criterion, intake.id, criterion, counts=counts)

    for _ in range(2):
        found = await choose(Criterion.TALK, counts=True)
        assert isinstance(found, CriteriaView)
        assert found.chosen == (*USUAL_CRITERIA, Criterion.TALK)
    assert await choose(Criterion.PLANS, counts=True, who=site.staff) == Refusal(Reason.NOT_ALLOWED)
    for criterion in USUAL_CRITERIA:
        await choose(criterion, counts=False)
    assert await choose(Criterion.TALK, counts=False) == Refusal(Reason.LAST_CRITERION)
    await site.do(site.owner, selection.score_application, application_id, Criterion.TALK, 4)
    assert await choose(Criterion.PLANS, counts=True) == Refusal(Reason.CRITERIA_CLOSED)
    assert (await chosen_from(site, intake)).ranked[0].halves == 8


async def test_a_draw_from_scores_to_places(site: Site) -> None:
    intake, applicants = await tied(site)
    before = await chosen_from(site, intake)
    assert before.needs_draw
    prepared = await site.do(site.owner, draws.prepare_draw, intake.id)
    assert isinstance(prepared, AnnounceView)
    assert prepared.seed_at > site.clock.now()

    both = await asyncio.gather(
        *[site.do(who, draws.announce_draw, intake.id) for who in (site.owner, site.staff)]
    )
    assert len({each.draw.code for each in both if isinstance(each, DrawView)}) == 1
    view = await announced(site, intake)
    assert list_text(view.entrants) == "1:12 2:15 3:12 4:3"
    assert view.draw.digest == digest_of("1:12 2:15 3:12 4:3")
    told = await site.told("draw.announced", to=site.leader)
    assert sorted(int(str(each["application_id"])) for each in told) == sorted(applicants)

    # From now on nothing can be bent: neither points, nor the seed, nor the list by who comes later.
    assert await score(site, site.owner, applicants[3], 5) == Refusal(Reason.SCORES_CLOSED)
    early = await site.do(site.owner, draws.begin_seed, view.draw.id)
    assert isinstance(early, Refusal)
    assert early.reason is Reason.DRAW_EARLY
    late = await site.apply(intake)
    await score(site, site.owner, late, 5, 5, 5)
    await site.do(site.leader, own.withdraw_application, applicants[0])

    site.clock.move_to(view.draw.seed_at)
    done = await drawn(site, site.staff, view)
    again = await site.do(site.owner, draws.begin_seed, view.draw.id)
    assert isinstance(again, DrawView), "it is drawn once"
    assert again.draw.seed == done.draw.seed == "92.4512"
    assert done.is_intact

    checked = check_record(record_text(done.draw, done.entrants))
    assert checked.problem is None
    assert checked.order == done.order
    assert done.order[0] == 2
    assert done.order[-1] == 4
    after = await chosen_from(site, intake)
    numbers = [each.number for each in after.ranked]
    assert numbers == [each for each in done.order if each != 1] + [None]
    told = await site.told("draw.done", to=site.leader)
    assert len(told) == 4
    first = after.ranked[0].application
    accepted = await site.do(site.owner, answers.accept_application, first.id, intake.id)
    assert not isinstance(accepted, Refusal)
    logged = await site.db.read(
        lambda connection: list(
            connection.execute(
                select(audit.c.action, audit.c.details).where(audit.c.subject == "draw").order_by(audit.c.id)
            )
        )
    )
    assert [each.action for each in logged] == ["draw.announced", "draw.drawn"]
    assert logged[0].details["sha256"] == view.draw.digest
    assert logged[1].details == {"seed": "92.4512"}


async def test_of_two_who_draw_at_once_one_does(site: Site) -> None:
    intake, _ = await tied(site)
    view = await announced(site, intake)
    site.clock.move_to(view.draw.seed_at + timedelta(hours=1))
    found = await asyncio.gather(
        drawn(site, site.owner, view, "92,4512"), drawn(site, site.coordinator, view, "92,4513")
    )
    assert len({each.draw.seed for each in found}) == 1


async def test_why_there_is_no_draw(site: Site) -> None:
    intake = (await intakes(site))[0]
    applicants = [await site.apply(intake) for _ in range(3)]

    async def refused() -> Reason | None:
        found = await site.do(site.owner, draws.prepare_draw, intake.id)
        return found.reason if isinstance(found, Refusal) else None

    assert await refused() is Reason.DRAW_UNSCORED
    for points, application_id in enumerate(applicants):
        await score(site, site.owner, application_id, points, 3, 3)
    assert await refused() is Reason.DRAW_NEEDLESS
    await score(site, site.owner, applicants[0], 1, 3, 3)
    assert await refused() is None
    site.clock.move_to(intake.starts_at - timedelta(hours=20))
    assert await refused() is Reason.DRAW_LATE
    await site.do(site.owner, answers.decline_application, applicants[0], HostReason.PARTY_UNSUITABLE)
    assert await refused() is Reason.DRAW_NEEDLESS


async def test_scores_go_with_whoever_deletes_themselves(site: Site) -> None:
    """The list keeps its numbers, which say nothing of anybody."""
    intake, _ = await tied(site)
    view = await announced(site, intake)
    assert not isinstance(await site.do(site.leader, delete_me), Refusal)

    def left(connection: Connection) -> int:
        rows = [
            *connection.execute(select(application_reviewer.c.id)),
            *connection.execute(select(application_score.c.id)),
        ]
        return len(rows)

    assert await site.db.read(left) == 0
    found = await site.do(site.owner, draws.show_draw, view.draw.id)
    assert isinstance(found, DrawView)
    assert found.is_intact


@pytest.mark.shows("H3")
async def test_what_a_draw_refers_to_is_emptied_by_night_and_stays(site: Site) -> None:
    """A month after the placement nobody knows any more who applied, a year later the applicant is gone: what
    anybody can check stays true."""
    intake, applicants = await tied(site)
    view = await announced(site, intake)
    site.clock.move_to(view.draw.seed_at)
    done = await drawn(site, site.owner, view)
    await site.do(site.owner, answers.decline_application, applicants[3], HostReason.PARTY_UNSUITABLE)
    columns = (application.c.name, application.c.phone, application.c.motivation, application.c.course)

    async def stored() -> dict[ApplicationId, tuple[object, ...]]:
        found = select(application.c.id, *columns).order_by(application.c.id)
        rows = await site.db.read(lambda connection: connection.execute(found).all())
        return {ApplicationId(each.id): tuple(each[1:]) for each in rows}

    async def verify() -> None:
        found = await site.do(site.owner, draws.show_draw, view.draw.id)
        assert isinstance(found, DrawView)
        assert found.is_intact
        checked = check_record(record_text(found.draw, found.entrants))
        assert (checked.problem, checked.order) == (None, done.order)

    await retention.end_all(site.runner)
    assert all(each[0] == "Анна Петровна" for each in (await stored()).values()), "not before its time"

    site.clock.move_to(intake.ends_at + timedelta(days=31))
    assert await retention.end_all(site.runner)
    assert await stored() == dict.fromkeys(applicants, (None, None, None, ""))
    await verify()

    site.clock.move_to(intake.ends_at + timedelta(days=400))
    await retention.end_all(site.runner)
    site.clock.move_to(intake.ends_at + timedelta(days=420))
    await retention.end_all(site.runner)
    gone = select(person.c.telegram_id).where(person.c.id == site.leader.person_id)
    assert await site.db.read(lambda connection: connection.execute(gone).scalar_one()) is None
    assert sorted(await stored()) == sorted(applicants)
    await verify()
