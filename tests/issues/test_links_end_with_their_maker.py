"""Whoever was removed from a site came back by a link that they had made for that day."""

from __future__ import annotations

from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_host_people import payload_on
from tests.bot.paths import PAPER_MILL, words
from tests.bot.world import World
from tests.security.changes import change_role, end_roles


async def test_a_removed_owner_cannot_return_by_an_own_link(world: World) -> None:
    w = words("ru")
    removed = await host_of(world, "Ольга", Role.OWNER)
    await removed.writes("/desk")
    await removed.tap(w("host.desk.people"))
    await removed.tap(w("host.people.invite"))
    await removed.tap(w("host.invite.owner"))
    link = payload_on(removed)
    await end_roles(world, removed)
    await removed.start(link)
    removed.sees(w("host.refusal.invitation_expired"))
    friend = world.person("Игорь")
    await friend.start(link)
    friend.sees(w("host.refusal.invitation_expired"))
    await removed.writes("/desk")
    removed.sees(w("host.no_desk"))


async def test_nor_who_may_not_invite_any_more(world: World) -> None:
    w = words("ru")
    host = await world.host(PAPER_MILL)
    await host.writes("/desk")
    await host.tap(w("host.desk.people"))
    await host.tap(w("host.people.invite"))
    await host.tap(w("host.invite.staff"))
    link = payload_on(host)
    await change_role(world, host, Role.GUIDE)
    friend = world.person("Игорь")
    await friend.start(link)
    friend.sees(w("host.refusal.invitation_expired"))
    await change_role(world, host, Role.OWNER)
    await friend.start(link)
    friend.sees(w("host.welcome.staff"))
