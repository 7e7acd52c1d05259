"""Links made by hand: whatever stands after ``/start``, a useful screen follows, of nothing that is hidden.

A real link holds 1 to 64 of ``A-Z a-z 0-9 _ -``, but anybody can type «/start» with what they like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.db.people.people import read_actor
from bot.db.tables import programme, route, site
from bot.domain.model import LinkTo, Publication, Role
from bot.domain.people.handover import PAYLOAD_PREFIX as HANDOVER
from bot.services.people.invitations import PAYLOAD_PREFIX
from sandbox.lints import LintRule
from sandbox.model import Event
from sandbox.people import Person, render
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_host_people import payload_on
from tests.bot.paths import DAIRY, DEPOT, FELTING, PAPER_MILL, programme_id, site_id, words
from tests.bot.test_edge_damage import REST, SOME
from tests.bot.walker import incidents
from tests.bot.world import World
from tests.effort import examples
from tests.security.changes import end_roles, publish, site_name
from tests.security.scenario import digest
from tests.security.test_forged_taps import SECRET, hide_and_mark

pytestmark = pytest.mark.whole_demo

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 64
KNOWN = ("s_", "p_", "r_", "d_", "h_", PAYLOAD_PREFIX)
NUMBERS = (
    *("0", "-1", "-0", "+1", "007", "0000000001", "1.5", "1e3", "0x1", "1_1", "1-", "-", "--"),
    *("9" * 9, "9" * 10, str(2**31), str(2**63), str(2**64), "9" * 62, "٣", "²", "½", "Ⅳ", "1٣"),
)
WORDS = (
    *("", "_", "__", "s", "p", "r", "i", "S_1", "s1", "s-1", "x_1", "a" * LONGEST, "a" * (LONGEST + 1)),
    *("ё" * 10, "🙂", "<b>", "&lt;", "%s", "{0}", "'; --", "None", "True", "\u202e", "\u0000", "a b", "s_ 1"),
    *("start", "/start", "s_1 p_1", "s_1-source-of-it", "s_1-" + "x" * 58, "z" * 4000),
)
BY_HAND = (*WORDS, *(kind + rest for kind in KNOWN for rest in (*NUMBERS, *WORDS)))


@pytest.fixture
async def visitor(world: World) -> Person:
    """Somebody in a world with sites and routes in every state, where all that is hidden is marked."""
    world.allow(LintRule.SAID_TWICE, LintRule.LONG_MESSAGE)
    states = (Publication.HIDDEN, Publication.ARCHIVED, Publication.DRAFT)
    for slug, state in zip((PAPER_MILL, DAIRY, DEPOT), states, strict=True):
        await publish(world, slug, state)
    visitor = world.person("Игорь")
    await visitor.start()
    actor = await world.db.read(lambda connection: read_actor(connection, visitor.user_id))
    assert actor is not None
    await world.db.write(partial(hide_and_mark, attacker=actor))
    await world.app.content.refresh()
    return visitor


def opened(payload: str) -> str:
    return f"/start {payload}"[:4096]


async def open_all(world: World, visitor: Person, payloads: Iterable[str]) -> list[str]:
    """Opens each; what is wrong with what was shown."""
    problems: list[str] = []
    shown: dict[int, str] = {}

    def look(event: Event) -> None:
        message = event.message
        if event.user_id == visitor.user_id and message is not None and message.from_bot:
            shown[message.message_id] = whole = render(message)
            if SECRET in whole:
                problems.append(f"shows what is hidden: {whole}")
            if not message.labels:
                problems.append(f"leads nowhere: {whole}")

    stop = world.telegram.subscribe(look)
    for payload in payloads:
        shown.clear()
        world.clock.move(REST)
        await visitor.writes(opened(payload))
        if len(shown) != 1:
            problems.append(f"{payload!r} is answered by {shown}")
    stop()
    return problems + await world.db.read(incidents)


def but_for_the_visitor(connection: Connection) -> str:
    """Everything but what a person may do to themselves by coming here."""
    return digest(connection, but={"person", "draft"})


@pytest.mark.shows("A8")
async def test_links_made_by_hand_open_something_useful(world: World, visitor: Person) -> None:
    before = await world.db.read(but_for_the_visitor)
    problems = await open_all(world, visitor, BY_HAND)
    assert not problems, "\n".join(problems)
    assert await world.db.read(but_for_the_visitor) == before


payloads = st.one_of(
    st.text(alphabet="spri_-0123456789", max_size=LONGEST),
    st.builds(
        lambda kind, number, rest: f"{kind}{number}{rest}",
        st.sampled_from(KNOWN),
        st.integers(),
        st.text(max_size=5),
    ),
    st.text(max_size=80),
)


@pytest.mark.chance
@settings(SOME, max_examples=examples(25))
@given(damaged=st.lists(payloads, min_size=10, max_size=10))
async def test_so_do_many_at_random(world: World, visitor: Person, damaged: list[str]) -> None:
    before = await world.db.read(but_for_the_visitor)
    problems = await open_all(world, visitor, damaged)
    assert not problems, "\n".join(problems)
    assert await world.db.read(but_for_the_visitor) == before


def links_to_everything(connection: Connection) -> Iterator[str]:
    for kind, table in (("s", site), ("p", programme), ("r", route)):
        for number in connection.execute(select(table.c.id).order_by(table.c.id)).scalars():
            yield f"{kind}_{number}"


@pytest.mark.shows("A8", "F3")
async def test_counting_through_the_ids_shows_what_is_published_only(world: World, visitor: Person) -> None:
    everything = await world.db.read(lambda connection: list(links_to_everything(connection)))
    published = world.app.content.published
    cards = {
        *(f"s_{each}" for each in published.sites),
        *(f"p_{each}" for each in published.programmes),
        *(f"r_{each}" for each in published.routes),
    }
    hidden = set(everything) - cards
    assert len(hidden) > 6
    assert len(cards) > 8
    assert not await open_all(world, visitor, everything)
    nowhere = await screen_of(world, visitor, "s_999999")
    for link in sorted(hidden):
        assert await screen_of(world, visitor, link) == nowhere, "hidden and missing look the same"
    for link in sorted(cards):
        assert await screen_of(world, visitor, link) != nowhere


async def screen_of(world: World, visitor: Person, link: str) -> str:
    world.clock.move(REST)
    await visitor.start(link)
    return visitor.screen


@pytest.mark.shows("A8")
async def test_a_link_with_a_source_or_leading_zeros_opens_the_same_card(world: World) -> None:
    visitor = world.person("Игорь")
    number = site_id(world, FELTING)
    plain = await screen_of(world, visitor, f"s_{number}")
    assert site_name(world, FELTING) in plain
    damaged = (f"s_{number}_s-", f"s_{number}_s-" + "x" * 40, f"s_{number}_s-a_s-b")
    for payload in (f"s_{number}-poster", f"s_{number:07}", f"s_{number}-" + "x" * 40, *damaged):
        assert await screen_of(world, visitor, payload) == plain


async def invitation(world: World) -> tuple[Person, str]:
    """An owner, and a link that makes somebody a guard."""
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    await owner.tap(w("host.people.invite"))
    await owner.tap(w("host.invite.guard"))
    return owner, payload_on(owner)


@pytest.mark.shows("E1")
async def test_nobody_becomes_somebody_by_a_link_that_is_not_theirs(world: World) -> None:
    """Used by another, cut, prolonged, in other letters, or made by somebody who was removed."""
    w = words("ru")
    owner, link = await invitation(world)
    await world.person("Семён").start(link)
    thief = world.person("Вор")
    await thief.start(link)
    thief.sees(w("host.refusal.invitation_used"))
    other_case = PAYLOAD_PREFIX + link.removeprefix(PAYLOAD_PREFIX).swapcase()
    for changed in (link[:-1], link + "A", other_case, PAYLOAD_PREFIX + link, PAYLOAD_PREFIX):
        await thief.start(changed)
        thief.sees(w("host.refusal.invitation_unknown"))
    _, second = await invitation(world)
    assert second != link
    await end_roles(world, owner)
    await thief.start(second)
    thief.sees(w("host.refusal.invitation_expired"))
    await thief.writes("/desk")
    thief.sees(w("host.no_desk"))


@pytest.mark.shows("F3")
async def test_a_card_that_is_hidden_while_its_link_goes_round(world: World) -> None:
    """A form that the link began before is not lost, but sends nothing either."""
    visitor = world.person("Игорь")
    link = f"p_{programme_id(world, PAPER_MILL)}"
    before = await screen_of(world, visitor, link)
    assert site_name(world, PAPER_MILL) in before
    await publish(world, PAPER_MILL, Publication.ARCHIVED)
    after = await screen_of(world, visitor, link)
    assert site_name(world, PAPER_MILL) not in after
    assert visitor.buttons()


def test_the_table_covers_every_kind_of_link_that_the_bot_makes() -> None:
    made = {f"{each}_" for each in LinkTo}
    assert made | {HANDOVER, PAYLOAD_PREFIX} == set(KNOWN)
