"""A calendar by subscription costs as many statements for a season as for a day: programs read it by
themselves, every few hours, whatever stands in it (B15, E7)."""

from __future__ import annotations

import pytest

from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import SessionView
from bot.domain.model import FeedId, VisitStatus
from bot.domain.papers.views import FeedView
from bot.domain.people.access import Actor
from bot.services.desk.guides import asking
from bot.services.papers.calendars import open_feed, read_feed
from tests.db.test_query_plans import ALL_OF_THEM, plan_of, recorded
from tests.host.site import Site
from tests.host.test_guides import ask, choices, second_guide
from tests.host.test_session_changes import tours

pytestmark = pytest.mark.shows("B15", "E7")


async def led(site: Site, *sessions: SessionFacts) -> None:
    """The guide is asked to lead these, and groups come: of somebody else's, and of the guide's own."""
    for each in sessions:
        given = await ask(site, each, site.guide)
        assert isinstance(given, SessionView), given
        await site.book(each, status=VisitStatus.CONFIRMED)


async def address_of(site: Site, actor: Actor) -> tuple[FeedId, str]:
    address = await site.do(actor, open_feed)
    assert address.feed_id is not None
    assert address.token is not None
    return address.feed_id, address.token


async def shown(site: Site, feed_id: FeedId, token: str) -> tuple[FeedView, list[str]]:
    """What stands at the address, and what was asked of the database for it."""
    with recorded() as asked:
        view = await site.runner.run(read_feed, feed_id, token)
    assert view is not None
    statements = [each for each in asked if each[0].startswith("SELECT")]
    for statement in statements:
        steps = await plan_of(site.db, statement)
        assert not [step for step in steps if ALL_OF_THEM.search(step)], statement[0]
    return view, [text for text, _ in statements]


async def test_a_season_costs_no_more_statements_than_a_day(site: Site) -> None:
    addresses = [await address_of(site, each) for each in (site.leader, site.guide)]
    first, *others = (await tours(site))[:8]
    await led(site, first)

    async def read() -> list[tuple[FeedView, list[str]]]:
        return [await shown(site, *each) for each in addresses]

    of_a_day = await read()
    await led(site, *others)
    of_a_season = await read()
    assert [len(view.parts) for view, _ in of_a_season] == [1 + len(others), 0]
    assert [len(view.led) for view, _ in of_a_season] == [0, 1 + len(others)]
    assert [each.people for each in of_a_season[1][0].led] == [10] * (1 + len(others))
    for before, after in zip(of_a_day, of_a_season, strict=True):
        assert len(after[1]) == len(before[1]) <= 10, "\n\n".join(after[1])


async def test_what_is_led_is_told_apart_by_who_comes(site: Site) -> None:
    """Read at once, groups stand with their own session, and a session of another guide is not in it."""
    one, two, three = (await tours(site))[:3]
    other = await second_guide(site)
    await ask(site, one, site.guide)
    await ask(site, two, site.guide)
    await ask(site, three, other)
    await site.book(one, status=VisitStatus.CONFIRMED, children=5)
    await site.book(two, status=VisitStatus.CONFIRMED, children=7)
    await site.book(three, status=VisitStatus.CONFIRMED, children=8)
    address = await address_of(site, site.guide)
    view, _ = await shown(site, *address)
    assert [(each.session.id, each.people) for each in view.led] == [(one.id, 6), (two.id, 8)]
    await site.do(site.owner, asking.take_guide_off, two.id, (await choices(site, two)).seen)
    view, _ = await shown(site, *address)
    assert [each.session.id for each in view.led] == [one.id]
