"""A role ends, a region changes, a site is hidden, while its buttons stand on somebody's screen.

Every button that was there is tapped afterwards: each is refused in words, and nothing has changed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.model import Publication, Role, VisitStatus
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    book_seats,
    describe_class,
    open_programme,
    reach_summary,
    site_id,
    tap_moment,
    words,
)
from tests.bot.town import Town, people_the_town
from tests.bot.walker import Found
from tests.bot.world import World
from tests.security.changes import change_role, end_roles, move_to_another_region, publish, site_name
from tests.security.scenario import digest

pytestmark = pytest.mark.whole_demo

AT_THE_GATE = {"hd", "hl", "hv", "hk", "ho"}
OF_HOSTS = {"hq", "hr", "ha", "hs", "hc", "hn", "hf", "hp", "hx", "hi", *AT_THE_GATE}
OF_COORDINATORS = {"cr", "cs", "cx", "cu", "ci"}

Change = Callable[[World, Person], Awaitable[None]]


async def become_guard(world: World, who: Person) -> None:
    await change_role(world, who, Role.GUARD)


async def look(world: World) -> str:
    """Everything but forms, which are a person's own: they may be put aside."""
    return await world.db.read(partial(digest, but={"draft"}))


async def buttons_of(town: Town, name: str, command: str, kinds: set[str]) -> list[Found]:
    walker = town.walkers[name]
    await walker.walk((command,))
    assert not town.problems, "\n".join(town.problems)
    found = [each for each in walker.found.values() if each.prefix in kinds]
    assert len(found) >= 6, [each.data for each in found]
    return found


NO_ROLE = ("host.refusal.not_allowed", "host.no_desk", "coordinator.none")


@pytest.mark.parametrize(
    ("name", "command", "kinds", "change", "kept"),
    [
        # «Не работаю здесь» is true already, and said so.
        pytest.param("owner", "desk", OF_HOSTS, end_roles, {"ho"}, marks=pytest.mark.long),
        pytest.param("owner", "desk", OF_HOSTS - AT_THE_GATE, become_guard, set(), marks=pytest.mark.long),
        pytest.param("guard", "desk", OF_HOSTS, end_roles, {"ho"}, marks=pytest.mark.long),
        pytest.param("coordinator", "region", OF_COORDINATORS, end_roles, set(), marks=pytest.mark.long),
        # «Регион» without a region opens whichever one it is now.
        pytest.param(
            "coordinator",
            "region",
            OF_COORDINATORS,
            move_to_another_region,
            {"cr"},
            marks=pytest.mark.long,
        ),
    ],
    ids=[
        "owner removed",
        "owner becomes guard",
        "guard removed",
        "coordinator removed",
        "coordinator of another region",
    ],
)
@pytest.mark.shows("E1", "F1")
@pytest.mark.whole_demo
async def test_every_button_of_a_role_that_ended_is_refused(
    world: World,
    name: str,
    command: str,
    kinds: set[str],
    change: Change,
    kept: set[str],
) -> None:
    w = words("ru")
    world.allow(LintRule.SAID_TWICE, LintRule.LONG_MESSAGE)
    town = await people_the_town(world, "ru")
    found = await buttons_of(town, name, command, kinds)
    walker = town.walkers[name]
    await change(world, walker.person)
    await world.move(timedelta(minutes=5))
    before = await look(world)
    expected = re.compile("|".join(re.escape(w(key).splitlines()[0]) for key in NO_ROLE))
    others: dict[str, list[str]] = {}
    for each in found:
        revision = world.telegram.revision
        await walker.press(each, "afterwards")
        # What is said already stays where it stands.
        said = [
            shown.text
            for shown in walker.person.messages
            if shown.from_bot and (shown.revision > revision or shown.message_id == each.message_id)
        ]
        if each.prefix not in kept and not any(map(expected.match, said)):
            others[each.data] = said
    assert not town.problems, "\n".join(town.problems)
    assert await look(world) == before
    assert not others


@pytest.mark.shows("E1")
async def test_what_is_typed_after_the_role_ended_opens_no_session(world: World) -> None:
    w = words("ru")
    host = await world.host(FELTING)
    await host.writes("/desk")
    await host.tap(w("host.desk.sessions"))
    await host.tap(w("host.sessions.add"))
    await host.writes("27.11")
    host.sees(w("host.new.time").splitlines()[0])
    await end_roles(world, host)
    before = await look_but_for_texts(world)
    await host.writes("17:20")
    host.sees(w("host.refusal.not_allowed"))
    assert await look_but_for_texts(world) == before


@pytest.mark.shows("E1", "E4")
async def test_a_code_typed_after_the_role_ended_marks_nobody(world: World) -> None:
    w = words("ru")
    tourist, guard = world.person("Марина"), await host_of(world, "Семён", Role.GUARD, slug=FELTING)
    await book_seats(world, tourist, w)
    booking = await booking_of(world, tourist)
    await go_to_start(world, tourist)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    await end_roles(world, guard)
    await guard.writes(booking.visits[0].code)
    guard.sees(w("host.refusal.not_allowed"))
    guard.does_not_see(booking.reference)
    assert (await booking_of(world, tourist)).visits[0].status is VisitStatus.CONFIRMED


async def look_but_for_texts(world: World) -> str:
    """Not even what was typed last is noted with a person: it is compared without them."""
    return await world.db.read(partial(digest, but={"draft", "person"}))


@pytest.mark.shows("F3")
@pytest.mark.parametrize("status", [Publication.HIDDEN, Publication.ARCHIVED])
async def test_a_form_whose_site_was_hidden_meanwhile_books_nothing(
    world: World, status: Publication
) -> None:
    """Whatever stood on the screen of a visitor at that moment: card, calendar, summary."""
    w = words("ru")
    browsing, choosing, sending = world.person("Игорь"), world.person("Марина"), world.person("Анна")
    await browsing.start(f"s_{site_id(world, PAPER_MILL)}")
    card = browsing.last
    await open_programme(world, browsing, PAPER_MILL)
    programme = browsing.last
    await open_programme(world, choosing, PAPER_MILL)
    await choosing.tap(w("programme.book"))
    await describe_class(choosing, w, party="8 А, 20")
    await reach_summary(world, sending, w)
    await publish(world, PAPER_MILL, status)
    before = await world.db.read(partial(digest, but={"draft", "person", "outbox"}))
    for message in (card, programme):
        for label in message.labels:
            if label not in {w("button.home"), w("site.share")}:
                await browsing.tap(label, message=message)
    await tap_moment(choosing)
    choosing.sees(w("refusal.not_published").splitlines()[0])
    await sending.tap(w("summary.send"))
    sending.sees(w("refusal.not_published").splitlines()[0])
    await choosing.writes("7 Б, 27")
    after = await world.db.read(partial(digest, but={"draft", "person", "outbox"}))
    assert after == before
    newcomer = world.person("Олег")
    await newcomer.start(f"s_{site_id(world, PAPER_MILL)}")
    newcomer.does_not_see(site_name(world, PAPER_MILL))
