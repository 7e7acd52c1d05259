"""Coordinators could not be listed or removed, nobody was told who joined or was removed, and nobody was
asked for a name."""

from __future__ import annotations

import pytest

from bot.db.engine.connection import Connection
from bot.db.people.members import end_membership
from bot.db.people.people import read_actor
from bot.domain.model import PersonId, Role
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, host_of
from tests.bot.hosts.test_host_people import payload_on
from tests.bot.paths import PAPER_MILL, words
from tests.bot.world import World

W = words("ru")
ROLES = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)


async def invited(world: World, inviter: Person, role: Role, name: str) -> Person:
    await inviter.writes("/desk")
    await inviter.tap(W("host.desk.people"))
    await inviter.tap(W("host.people.invite"))
    await inviter.tap(W(f"host.invite.{role}"))
    guest = world.person(name)
    await guest.start(payload_on(inviter))
    return guest


async def coordinators(world: World) -> tuple[Person, Person]:
    """The demo's, and one whom they have invited."""
    first = await world.coordinator()
    await first.writes("/region")
    await first.tap(W("coordinator.coordinators", n=1))
    await first.tap(W("coordinator.invite"))
    second = world.person("Игорь")
    await second.start(payload_on(first))
    return first, second


@pytest.mark.shows("E1")
@pytest.mark.parametrize("role", ROLES)
async def test_the_owner_is_told_who_joins_and_who_is_removed(world: World, role: Role) -> None:
    owner = await world.host(PAPER_MILL)
    second_owner = await host_of(world, "Вторая", Role.OWNER)
    guest = await invited(world, owner, role, "Пётр")
    guest.sees(W(f"host.welcome.{role}"))
    await guest.tap(W("consent.agree"))
    guest.sees(W("profile.ask_name").partition("<")[0].strip())
    for each in (owner, second_owner):
        assert any(
            "Теперь с вами" in one.text and W(f"host.role.{role}") in one.text for one in each.messages
        )
    await guest.writes("Пётр Ильич")
    await owner.writes("/desk")
    await owner.tap(W("host.desk.people"))
    owner.sees("Пётр Ильич")
    await owner.tap(next(label for label in owner.buttons() if "Пётр Ильич" in label))
    owner.sees(W(f"host.people.remove_ask.{role}"))
    await owner.tap(W("host.people.remove_sure"))
    guest.sees("Ваша роль закончилась", W(f"host.role.{role}"))
    second_owner.sees("Больше не с вами: Пётр Ильич")
    assert not any("Больше не с вами: Пётр Ильич" in one.text for one in owner.messages), "they did it"


async def test_who_leaves_is_told_to_the_owner_and_not_to_themselves(world: World) -> None:
    owner = await world.host(PAPER_MILL)
    staff = await host_of(world, "Пётр", Role.STAFF)
    await staff.writes("/desk")
    await staff.tap(W("host.desk.leave"))
    await staff.tap(W("host.leave.sure"))
    owner.sees("Больше не с вами: Пётр")
    assert not any("Ваша роль закончилась" in one.text for one in staff.messages)


async def test_the_first_owner_is_told_to_the_coordinators(world: World) -> None:
    coordinator = await world.coordinator()
    host = await world.host(PAPER_MILL)
    site = next(each for each in world.app.content.everything.sites.values() if each.slug == PAPER_MILL)
    person = await world.db.read(lambda connection: _id_of(connection, host))
    now = world.clock.now()
    await world.db.write(lambda connection: end_membership(connection, person, site.id, now))
    await coordinator.press_data(f"cx:{site.id}:show:0")
    await coordinator.tap(W("coordinator.invite_owner"))
    owner = world.person("Ольга")
    await owner.start(payload_on(coordinator))
    coordinator.sees("Теперь с вами", W("host.role.owner"))


@pytest.mark.both_engines
@pytest.mark.shows("F1")
async def test_coordinators_are_listed_and_removed(world: World) -> None:
    first, second = await coordinators(world)
    first.sees("Теперь с вами: без имени")
    second.sees(W("host.welcome.coordinator"))
    await second.tap(W("consent.agree"))
    second.sees(W("profile.ask_name").partition("<")[0].strip())
    await second.writes("Игорь Ильич")
    await first.writes("/region")
    await first.tap(W("coordinator.coordinators", n=2))
    first.sees("Игорь Ильич", "Координатор Коми")
    await first.tap(next(label for label in first.buttons() if "Игорь Ильич" in label))
    first.sees(W("host.people.remove_ask.coordinator"))
    await first.tap(W("host.people.remove_sure"))
    first.sees(W("coordinator.removed", name="Игорь Ильич"))
    await first.resend_last_tap()
    second.sees("Ваша роль закончилась")
    await second.writes("/region")
    second.sees(W("coordinator.none"))


async def test_one_may_stop_but_not_the_last(world: World) -> None:
    first, second = await coordinators(world)
    await first.writes("/region")
    await first.tap(W("coordinator.coordinators", n=2))
    await first.tap(W("coordinator.leave"))
    first.sees(W("coordinator.leave_ask"))
    await first.tap(W("coordinator.leave"))
    second.sees("Больше не с вами")
    await second.writes("/region")
    await second.tap(W("coordinator.coordinators", n=1))
    assert W("coordinator.leave") not in second.buttons()
    me = await world.db.read(lambda connection: _id_of(connection, second))
    await second.press_data(f"cp:1:{me}:remove")
    second.sees(W("refusal.last_coordinator"))


async def test_whoever_was_removed_does_not_return_by_the_settings(world: World) -> None:
    """COORDINATOR_IDS make the first coordinators; who was removed would be back with the next word."""
    world.settings = world.settings.model_copy(update={"coordinator_ids": (COORDINATOR_ID,)})
    await world.restart()
    demo = await world.coordinator()
    named = world.person("Вера", user_id=COORDINATOR_ID)
    await named.start()
    await named.writes("/region")
    named.sees(W("coordinator.coordinators", n=2))
    me = await world.db.read(lambda connection: _id_of(connection, named))
    await demo.press_data(f"cp:1:{me}:remove")
    await named.writes("/region")
    named.sees(W("coordinator.none"))


@pytest.mark.parametrize("role", [*ROLES, Role.COORDINATOR])
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_an_invitation_speaks_of_its_own_role(role: Role, language: str) -> None:
    w = words(language)
    text = w(f"host.invite.text.{role}", place="X")
    others = {
        w(f"host.invite.text.{each}", place="X") for each in (*ROLES, Role.COORDINATOR) if each is not role
    }
    assert text not in others


def _id_of(connection: Connection, person: Person) -> PersonId:
    actor = read_actor(connection, person.user_id)
    assert actor is not None
    return actor.person_id
