"""Guides are asked, answer, are let go; nobody leads two visits at once (E7)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.db.booking.session_admin import add_session
from bot.db.engine.connection import Connection
from bot.db.operations.demo import add_known_person, find_site, give_role
from bot.db.people.people import read_actor
from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.guides import GuidesView, LedSession, LedSessionsView
from bot.domain.desk.views import Outcome, SessionView
from bot.domain.forms import SessionField
from bot.domain.model import GuideAnyway, GuideState, HostReason, Role, SessionId, SessionStatus, VisitStatus
from bot.domain.people.access import Actor
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.watch import WatchKind
from bot.services.desk import day as day_list
from bot.services.desk.guides import asking, leading
from bot.services.desk.sessions import close_session, reopen_session
from bot.services.people import deletion, members
from bot.services.region import watch
from tests.host.site import OTHER_SLUG, SLUG, Site, refused
from tests.host.test_rules_that_change import in_zone, load
from tests.host.test_session_changes import change, tours

pytestmark = [pytest.mark.both_engines, pytest.mark.shows("E7")]


async def second_guide(site: Site, *slugs: str) -> Actor:
    """Another guide, of these sites."""
    now = site.clock.now()

    def body(connection: Connection) -> Actor | None:
        person_id = add_known_person(connection, 77, "ru", "Глафира", "+70000000077", site.region_id, now)
        for slug in slugs or (SLUG,):
            give_role(
                connection,
                person_id,
                Role.GUIDE,
                site.region_id,
                find_site(connection, site.region_id, slug),
                now,
            )
        return read_actor(connection, 77)

    actor = await site.db.write(body)
    assert actor is not None
    return actor


async def choices(site: Site, session: SessionFacts, actor: Actor | None = None) -> GuidesView:
    view = await site.do(actor or site.owner, asking.show_guides, session.id)
    assert isinstance(view, GuidesView), view
    return view


async def ask(
    site: Site, session: SessionFacts, guide: Actor, actor: Actor | None = None, *, seen: str | None = None
) -> SessionView | Refusal:
    seen = (await choices(site, session)).seen if seen is None else seen
    return await site.do(actor or site.owner, asking.ask_guide, session.id, guide.person_id, seen)


async def state(site: Site, session: SessionFacts) -> tuple[str | None, GuideState | None]:
    guide = (await choices(site, session)).guide
    return (None, None) if guide is None else (guide.name, guide.state)


async def say(site: Site, guide: Actor, session: SessionFacts, *, agrees: bool) -> LedSession | Refusal:
    return await site.do(guide, leading.answer_asked, session.id, agrees=agrees)


async def test_a_guide_is_asked_and_the_first_answer_counts(site: Site) -> None:
    tour = await site.tour()
    booking = await site.book(tour, status=VisitStatus.CONFIRMED)
    view = await choices(site, tour)
    assert [each.member.role for each in view.candidates] == [Role.GUIDE, Role.STAFF, Role.OWNER]
    given = await ask(site, tour, site.guide)
    assert isinstance(given, SessionView)
    assert given.outcome is Outcome.GUIDED
    assert await state(site, tour) == ("Гриша", GuideState.ASKED)
    assert len(await site.told("guide.asked", to=site.guide)) == 1
    # Asking once more changes nothing.
    again = await ask(site, tour, site.guide)
    assert isinstance(again, SessionView)
    assert again.outcome is Outcome.REPEATED

    led = await say(site, site.guide, tour, agrees=True)
    assert isinstance(led, LedSession)
    assert (led.state, led.people) == (GuideState.ACCEPTED, 10)
    late = await say(site, site.guide, tour, agrees=False)
    assert isinstance(late, LedSession)
    assert late.state is GuideState.ACCEPTED, "the first answer counts"
    assert await site.told("host.guide.declined") == []
    own = await site.do(site.guide, leading.show_led)
    assert isinstance(own, LedSessionsView)
    assert [each.session.id for each in own.page.entries] == [tour.id]
    assert own.unanswered == 0
    await site.go_to(booking.first.starts_at.date(), 8)
    today = await site.do(site.owner, day_list.show_day, site.id)
    assert not isinstance(today, Refusal)
    assert [each.guide is not None and each.guide.state for each in today.entries] == [GuideState.ACCEPTED]
    assert today.has_guides


async def test_a_no_is_told_at_once_and_somebody_else_is_asked(site: Site) -> None:
    other = await second_guide(site)
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await say(site, site.guide, tour, agrees=False)
    for who in (site.owner, site.staff):
        assert len(await site.told("host.guide.declined", to=who)) == 1
    view = await choices(site, tour)
    assert [each.declined for each in view.candidates][:2] == [True, False]
    await ask(site, tour, other)
    assert await state(site, tour) == ("Глафира", GuideState.ASKED)
    assert await site.told("guide.let_go") == [], "whoever declined has nothing to be let go of"
    # Who was asked before presses the old button.
    late = refused(await say(site, site.guide, tour, agrees=True), Reason.GUIDE_OTHER)
    assert late.params["status"] == "own"


async def test_whoever_agreed_can_give_it_back(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.guide)
    early = await site.do(site.guide, leading.give_back, tour.id)
    assert isinstance(early, LedSession)
    assert early.state is GuideState.ASKED, "there is nothing to give back"
    await say(site, site.guide, tour, agrees=True)
    back = await site.do(site.guide, leading.give_back, tour.id)
    assert isinstance(back, LedSession)
    assert back.state is GuideState.DECLINED
    assert len(await site.told("host.guide.declined", to=site.owner)) == 1
    await site.do(site.guide, leading.give_back, tour.id)
    assert len(await site.told("host.guide.declined", to=site.owner)) == 1


async def test_of_two_hosts_at_once_the_first_wins(site: Site) -> None:
    other = await second_guide(site)
    tour = await site.tour()
    found = await asyncio.gather(
        ask(site, tour, site.guide, site.owner, seen=""), ask(site, tour, other, site.staff, seen="")
    )
    lost = [each for each in found if isinstance(each, Refusal)]
    assert [each.reason for each in lost] == [Reason.GUIDE_OTHER]
    winner = (await state(site, tour))[0]
    assert lost[0].params["name"] == winner


async def test_two_visits_of_one_guide_keep_their_minutes_across_sites(site: Site) -> None:
    other = await second_guide(site, SLUG, OTHER_SLUG)
    first, second, *_ = await tours(site)
    assert second.starts_at - first.ends_at == timedelta(minutes=45)
    await ask(site, first, other)
    assert isinstance(await ask(site, second, other), SessionView)
    await site.do(site.owner, asking.take_guide_off, second.id, (await choices(site, second)).seen)
    # More minutes: the same two are too near now.
    await load(site, lambda _card, tour: tour.update(before_min=30, after_min=10))
    await site.content.refresh()
    assert isinstance(await ask(site, second, other), SessionView), "40 of 45 minutes"
    guide_free = [
        each.is_free for each in (await choices(site, first)).candidates if each.member.name == "Гриша"
    ]
    assert guide_free == [True]

    # A visit at the other site at the same time.
    felting = next(each for each in site.content.site(site.other_id).programmes if each.takes_place)
    start = first.starts_at

    def body(connection: Connection) -> SessionId | None:
        return add_session(
            connection,
            programme_id=felting.id,
            site_id=site.other_id,
            starts_at=start + timedelta(minutes=10),
            ends_at=start + timedelta(minutes=70),
            sharing=felting.sharing,
            confirmation=felting.confirmation,
            audience=felting.audience,
            capacity=felting.max_group,
            now=site.clock.now(),
        )

    made = await site.db.write(body)
    assert made is not None
    elsewhere = await site.session(made)
    seen = await site.do(site.stranger, asking.show_guides, elsewhere.id)
    assert isinstance(seen, GuidesView)
    (busy,) = [each for each in seen.candidates if each.member.person_id == other.person_id]
    assert busy.busy is not None
    assert busy.busy.session.id == first.id
    assert busy.busy_at is not None
    assert busy.busy_at.id == site.id
    no = await site.do(site.stranger, asking.ask_guide, elsewhere.id, other.person_id, "")
    assert refused(no, Reason.GUIDE_BUSY).params["name"] == "Глафира"
    # Its owner knows why it is possible.
    yes = await site.do(
        site.stranger, asking.ask_guide_anyway, elsewhere.id, other.person_id, "", GuideAnyway.NEAR
    )
    assert isinstance(yes, SessionView)
    assert yes.guide is not None
    assert yes.guide.anyway is GuideAnyway.NEAR


async def test_only_an_owner_gives_a_session_to_somebody_busy(site: Site) -> None:
    tour = await site.tour()
    for actor in (site.staff, site.guide, site.guard, site.stranger, site.leader):
        why = GuideAnyway.TOGETHER
        no = await site.do(actor, asking.ask_guide_anyway, tour.id, site.guide.person_id, "", why)
        refused(no, Reason.NOT_ALLOWED)
    for actor in (site.guide, site.guard, site.stranger):
        refused(await site.do(actor, asking.ask_guide, tour.id, actor.person_id, ""), Reason.NOT_ALLOWED)
        refused(await site.do(actor, asking.take_guide_off, tour.id, ""), Reason.NOT_ALLOWED)
    refused(await site.do(site.guard, leading.answer_asked, tour.id, agrees=True), Reason.NOT_ALLOWED)
    refused(await ask(site, tour, site.guard), Reason.NOT_FOUND)


async def test_an_owner_who_leads_themselves_has_agreed(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.owner)
    assert await state(site, tour) == ("Ольга", GuideState.ACCEPTED)
    assert await site.told("guide.asked") == []


async def test_a_closed_session_lets_its_guide_go(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await site.do(site.owner, close_session, tour.id, HostReason.REPAIR)
    (told,) = await site.told("guide.let_go", to=site.guide)
    assert told["why"] == "closed"
    late = refused(await say(site, site.guide, tour, agrees=True), Reason.SESSION_CLOSED)
    assert late.params["status"] == "led"
    await site.do(site.owner, reopen_session, tour.id)
    assert await state(site, tour) == (None, None), "whoever opens it again asks anew"


async def test_another_time_asks_anew_and_another_guide_lets_go(site: Site) -> None:
    other = await second_guide(site)
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await say(site, site.guide, tour, agrees=True)
    moved = await change(site, tour.id, SessionField.CLOCK, "16:00")
    assert isinstance(moved, SessionView)
    assert moved.guide is not None
    assert (moved.guide.person_id, moved.guide.state) == (site.guide.person_id, GuideState.ASKED)
    told = await site.told("guide.asked", to=site.guide)
    assert told[-1]["was"] == tour.starts_at.isoformat()
    refused(await say(site, site.guide, tour, agrees=True), Reason.SESSION_CLOSED)
    # Longer, it is the same session, and yet another question: the button of the first agrees to nothing.
    seen = await site.do(site.guide, leading.show_led_session, moved.session.id)
    assert isinstance(seen, LedSession)
    site.clock.move(timedelta(minutes=1))
    longer = await change(site, moved.session.id, SessionField.CLOCK, "16:00–18:00")
    assert isinstance(longer, SessionView)
    (*_, asked) = await site.told("guide.asked", to=site.guide)
    assert "was" not in asked, "it is at the same hour"
    old = await site.do(site.guide, leading.answer_asked, moved.session.id, agrees=True, seen=seen.key)
    assert isinstance(old, LedSession)
    assert old.state is GuideState.ASKED
    new = await site.do(site.guide, leading.answer_asked, moved.session.id, agrees=True, seen=old.key)
    assert isinstance(new, LedSession)
    assert new.state is GuideState.ACCEPTED
    await ask(site, moved.session, other)
    (given,) = await site.told("guide.let_go", to=site.guide)
    assert given["why"] == "given"
    # Its time cannot be where the guide leads something else.
    first = (await tours(site))[0]
    await ask(site, first, other)
    clash = await change(site, moved.session.id, SessionField.CLOCK, "15:50")
    assert isinstance(clash, SessionView)


async def test_whoever_leaves_the_site_leads_nothing_there(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await site.do(site.owner, members.remove_member, site.id, site.guide.person_id)
    assert await state(site, tour) == (None, None)
    (told,) = await site.told("host.guide.gone", to=site.owner)
    assert told["sessions"] == str(tour.id)
    # The message with both buttons is still on the screen.
    gone = await site.again(site.guide)
    refused(await say(site, gone, tour, agrees=True), Reason.NOT_ALLOWED)
    refused(await site.do(gone, leading.show_led), Reason.NOT_ALLOWED)


async def test_whoever_deletes_themselves_leads_nothing(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await site.do(site.guide, deletion.delete_me)
    assert await state(site, tour) == (None, None)
    assert len(await site.told("host.guide.gone", to=site.owner)) == 1


async def test_a_session_with_a_guide_follows_no_rule(site: Site) -> None:
    """It stays, like one that somebody is in; one whose guide has declined goes."""
    first, second, *_ = await tours(site)
    await ask(site, first, site.guide)
    await ask(site, second, site.guide)
    await say(site, site.guide, second, agrees=False)

    def others(_card: dict[str, Any], tour: dict[str, Any]) -> None:
        tour["schedule"][0]["times"] = ["16:00"]

    await load(site, others)
    assert (await site.session(first.id)).status is SessionStatus.OPEN


@pytest.mark.shows("F6")
async def test_coordinators_see_what_nobody_leads(site: Site) -> None:
    days = timedelta(days=3)
    near = next(each for each in await site.sessions(site.programme("tour").id, after=timedelta(days=1)))
    await site.book(near, status=VisitStatus.CONFIRMED)
    far = await site.tour(after=days * 5)
    await site.book(far, status=VisitStatus.CONFIRMED)

    async def found() -> list[datetime | None]:
        view = await site.do(site.coordinator, watch.show_watch, site.region_id)
        assert not isinstance(view, Refusal)
        return [each.due_at for each in view.entries if each.kind is WatchKind.UNGUIDED]

    assert await found() == [near.starts_at]
    await ask(site, near, site.guide)
    assert await found() == [near.starts_at]
    await say(site, site.guide, near, agrees=True)
    assert await found() == []
    await site.do(site.guide, leading.give_back, near.id)
    assert await found() == [near.starts_at]
    await site.do(site.owner, members.remove_member, site.id, site.guide.person_id)
    assert await found() == [], "a site without guides leads its groups as it always did"


async def test_who_did_what_is_in_the_log(site: Site) -> None:
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await say(site, site.guide, tour, agrees=False)
    assert (await site.audited())[-2:] == ["session.guide", "guide.declined"]


async def test_a_corrected_zone_asks_the_guide_anew(site: Site) -> None:
    """The moment stays; it reads otherwise on the site's clock, so whoever agreed to 10:00 is asked again."""
    tour = await site.tour()
    await ask(site, tour, site.guide)
    await say(site, site.guide, tour, agrees=True)
    site.clock.move(timedelta(minutes=1))
    await load(site, in_zone("Asia/Omsk"))
    await site.content.refresh()
    assert (await site.session(tour.id)).starts_at == tour.starts_at
    assert await state(site, tour) == ("Гриша", GuideState.ASKED)
    assert len(await site.told("guide.asked", to=site.guide)) == 2
    await load(site, in_zone("Asia/Omsk"))
    assert len(await site.told("guide.asked", to=site.guide)) == 2
