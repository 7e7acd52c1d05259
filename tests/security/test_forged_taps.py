"""Callback data made by hand: every kind of button with the ids of others, of hidden things, of nothing.

That every real button can be pressed by strangers without effect is shown in tests/bot/test_every_button.py,
and what damaged data does in tests/bot/test_edge_damage.py. Here somebody counts through the ids.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from bot.db.catalogue.reading import note_change
from bot.db.people.people import read_actor
from bot.db.tables import booking, incident, membership, person, programme, site, visit
from bot.domain.model import Publication, Role
from bot.domain.people.access import Actor
from bot.domain.texts import Texts
from sandbox.lints import LintRule
from sandbox.model import Event
from sandbox.people import Person, render
from tests.bot.hosts.site import host_of
from tests.bot.paths import FELTING
from tests.bot.town import Town, walk_the_town
from tests.bot.world import World
from tests.security.scenario import digest_of_others

pytestmark = pytest.mark.whole_demo

SECRET = "Потаённый"
"""Stands in whatever is nobody's business: sites that are hidden, archived or never published, others' names
and comments."""
IDS = (*range(13), -1, 2**31 - 1, 10**30)
NUMBER = re.compile(r"(?<=:)\d{1,4}(?=:|$)")
BURST = 40
A_MINUTE = timedelta(minutes=1)


def hide_and_mark(connection: Connection, attacker: Actor) -> None:
    """Everything that belongs to others is marked, so that a look at it is noticed wherever it shows.

    A host's own site is not others': its requests are the host's to read.
    """
    secret = Texts({"ru": SECRET, "en": SECRET})
    kept = select(site.c.id).where(site.c.status != Publication.PUBLISHED)
    connection.execute(
        update(site).where(site.c.id.in_(kept)).values(name=secret, short=secret, meeting_point=secret)
    )
    connection.execute(
        update(programme).where(programme.c.site_id.in_(kept)).values(title=secret, about=secret)
    )
    own = select(visit.c.booking_id).where(visit.c.site_id.in_(attacker.site_ids))
    connection.execute(
        update(booking).where(booking.c.id.not_in(own)).values(leader_name=SECRET, comment=SECRET)
    )
    # Who works at the attacker's own site is no stranger: who marked a group there is said.
    colleagues = select(membership.c.person_id).where(membership.c.site_id.in_(attacker.site_ids))
    others = person.c.id.not_in(colleagues) & (person.c.id != attacker.person_id)
    connection.execute(update(person).where(others).values(name=SECRET))
    note_change(connection)


def shapes_of(town: Town) -> list[str]:
    """Every kind of data that anybody met, with a place for an id: each of its numbers in turn."""
    kinds: dict[str, str] = {}
    for walker in town.walkers.values():
        for found in walker.found.values():
            # What deletes, and the language, are the attacker's own affair.
            if found.prefix not in {"del", "lang"}:
                kinds.setdefault(found.shape, found.data)
    return sorted(
        {
            each[: number.start()] + "{}" + each[number.end() :]
            for each in kinds.values()
            for number in NUMBER.finditer(each)
        }
    )


async def scan(world: World, attacker: Person, shapes: list[str]) -> list[str]:
    """Taps everything with every id, as fast as one is allowed to; what was seen of others."""
    telegram, chat, message_id = world.telegram, attacker.user_id, attacker.last.message_id
    seen: list[str] = []
    waiting: dict[str, str] = {}

    def watch(event: Event) -> None:
        shown = event.message
        if event.user_id == chat and shown is not None and shown.from_bot:
            whole = render(shown)
            if SECRET in whole:
                seen.append(f"one of {list(waiting.values())} shows: {whole}")

    async def let_answer() -> None:
        await world.settle()
        world.clock.move(A_MINUTE)
        unanswered = [data for query, data in waiting.items() if query not in telegram.alerts]
        assert not unanswered, unanswered
        waiting.clear()

    telegram.subscribe(watch)
    for shape in shapes:
        for number in IDS:
            data = shape.replace("{}", str(number))
            if len(data.encode()) <= 64:
                waiting[telegram.press(chat, chat, message_id, data)] = data
            if len(waiting) >= BURST:
                await let_answer()
    await let_answer()
    return seen


@pytest.mark.long
@pytest.mark.parametrize("role", [None, Role.OWNER], ids=["visitor", "owner of another site"])
async def test_counting_through_all_ids_shows_and_changes_nothing_of_others(
    world: World, role: Role | None
) -> None:
    world.allow(LintRule.SAID_TWICE, LintRule.LONG_MESSAGE, LintRule.DEAD_TAP)
    town = await walk_the_town(world, "ru")
    assert not town.problems, "\n".join(town.problems)
    shapes = shapes_of(town)
    assert len({each.partition(":")[0] for each in shapes}) > 30, shapes
    attacker = await host_of(world, "Чужая", role, slug=FELTING) if role else world.person("Чужая")
    await attacker.start()
    actor = await world.db.read(lambda connection: read_actor(connection, attacker.user_id))
    assert actor is not None
    await world.db.write(partial(hide_and_mark, attacker=actor))
    await world.app.content.refresh()
    look = partial(digest_of_others, person_id=actor.person_id, own_sites=actor.site_ids)
    before = await world.db.read(look)
    seen = await scan(world, attacker, shapes)
    assert not seen, "\n".join(seen[:20])
    assert await world.db.read(look) == before
    assert await world.db.read(lambda connection: connection.execute(select(incident.c.error)).all()) == []
