"""With several regions a class card looked for its school where the one before had been, and a tour
operator was looked for where the group wanted to go: whoever lives elsewhere found nothing of their own, and
somebody else's school of the same name came first."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.db.people.organisations import CardEntry, add_organisation, save_card
from bot.db.people.people import read_actor, update_person
from bot.db.tables import organisation, region
from bot.domain.model import Audience, OrganisationId, OrganisationKind, RegionId
from sandbox.people import Person
from tests.bot.paths import open_programme, words
from tests.bot.region.test_several_regions import world
from tests.bot.test_visitor_classes import cards_of
from tests.bot.world import World

__all__ = ["world"]
pytestmark = pytest.mark.shows("A1", "B1")

W = words("ru")
KOMI, TOMSK = "komi", "tomsk"
SAME = "Гимназия № 17"
"""In both regions; in Komi it was there first."""
FIRM = "Турбюро «Лесная тропа»"


async def fill_directories(world: World) -> dict[str, OrganisationId]:
    """A gymnasium of the same name and a firm in each of the two regions; the gymnasia by their region."""

    def body(connection: Connection) -> dict[str, OrganisationId]:
        ids = {row.slug: RegionId(row.id) for row in connection.execute(select(region.c.slug, region.c.id))}
        now, school, firm = world.clock.now(), OrganisationKind.SCHOOL, OrganisationKind.AGENCY
        added = {
            each: add_organisation(connection, ids[each], school, SAME, city, now, verified=True)
            for each, city in ((KOMI, "Ухта"), (TOMSK, "Томск"))
        }
        for each in (KOMI, TOMSK):
            add_organisation(connection, ids[each], firm, f"{FIRM} {each}", None, now, verified=True)
        return added

    return await world.db.write(body)


async def live_in(world: World, person: Person, slug: str) -> None:
    def body(connection: Connection) -> None:
        found = connection.execute(select(region.c.id).where(region.c.slug == slug)).scalar_one()
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        update_person(connection, actor.person_id, region_id=RegionId(found))

    await world.db.write(body)


async def teacher_with_card(world: World, school: OrganisationId, name: str = "Анна") -> Person:
    teacher = world.person(name)
    await teacher.start()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, teacher.user_id)
        assert actor is not None
        entry = CardEntry(school, Audience.SCHOOL, 7, "Б", 27, 3, 12)
        assert save_card(connection, actor.person_id, entry, world.clock.now(), most=10) is not None

    await world.db.write(body)
    return teacher


@pytest.mark.parametrize(("lives", "school"), [(TOMSK, KOMI), (KOMI, TOMSK), (KOMI, KOMI)])
async def test_a_card_finds_the_schools_of_ones_own_region_first(
    world: World, lives: str, school: str
) -> None:
    """Whatever school the class was at before."""
    of = await fill_directories(world)
    teacher = await teacher_with_card(world, of[school])
    await live_in(world, teacher, lives)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    await teacher.tap(W("classes.change_school"))
    await teacher.writes("гимназия 17")
    city = {KOMI: "Ухта", TOMSK: "Томск"}
    offered = [each for each in teacher.buttons() if SAME in each]
    assert offered == [f"{SAME}, {city[each]}" for each in dict.fromkeys((lives, school))]
    await teacher.tap(offered[0])
    (card,) = await cards_of(world, teacher)
    assert card.organisation.id == of[lives]
    # One that only one's own region has is found, too.
    if lives == TOMSK:
        await teacher.tap(W("classes.change_school"))
        await teacher.writes("Кедровый")
        await teacher.tap("Школа «Кедровый бор», Томск")
        teacher.sees("Кедровый бор")


async def test_a_firm_is_looked_for_at_home_first(world: World) -> None:
    """A group of Tomsk that goes to Komi."""
    await fill_directories(world)
    guide = world.person("Юрий")
    await guide.start()
    await live_in(world, guide, TOMSK)
    await open_programme(world, guide, "sloist")
    await guide.tap(W("programme.book"))
    await guide.writes(f"{FIRM.split(' ', maxsplit=1)[0]} «Лесная тропа», 25")
    offered = [each for each in guide.buttons() if "тропа" in each]
    assert offered == [f"{FIRM} {TOMSK}", f"{FIRM} {KOMI}"]


async def test_a_firm_that_only_ones_own_region_has_is_taken(world: World) -> None:
    def body(connection: Connection) -> None:
        found = connection.execute(select(region.c.id).where(region.c.slug == TOMSK)).scalar_one()
        now, kind = world.clock.now(), OrganisationKind.AGENCY
        add_organisation(connection, RegionId(found), kind, FIRM, None, now, verified=True)

    await world.db.write(body)
    guide = world.person("Юрий")
    await guide.start()
    await live_in(world, guide, TOMSK)
    await open_programme(world, guide, "sloist")
    await guide.tap(W("programme.book"))
    await guide.writes(f"{FIRM}, 25")
    # It is known: the days are what is asked next.
    assert W("form.other_day") in guide.buttons()

    def known(connection: Connection) -> int:
        like = select(organisation.c.id).where(organisation.c.name == FIRM)
        return len(connection.execute(like).all())

    assert await world.db.read(known) == 1
