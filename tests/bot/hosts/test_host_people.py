"""Joining, inviting, removing, leaving, in chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role, SiteId
from bot.ui.formats.labels import name_label
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, host_of
from tests.bot.paths import FELTING, PAPER_MILL, site_id, words
from tests.bot.world import World
from tests.sites import OF_THE_TOWN

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def payload_on(person: Person) -> str:
    """What stands after ?start= in the newest link."""
    text = next(each.text for each in reversed(person.messages) if "?start=" in each.text)
    return text.split("?start=", 1)[1].split()[0]


@LANGUAGES
@pytest.mark.shows("E1", "A8")
async def test_an_owner_invites_a_guard_by_a_one_time_link(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    owner.sees("Ольга", w("host.role.owner"))
    await owner.tap(w("host.people.invite"))
    await owner.tap(w("host.invite.guard"))
    payload = payload_on(owner)
    await owner.resend_last_tap()
    assert payload_on(owner) == payload
    assert f"?start={payload}" in (owner.last.text or "")
    guard = world.person("Семён")
    await guard.start(payload)
    guard.sees(r("host.welcome.guard"), "Вычегодский лист")
    await guard.tap(r("host.welcome.desk"))
    guard.sees(r("host.desk.today"))
    await guard.start(payload)
    guard.sees(r("host.welcome.guard"))
    late = world.person("Другой")
    await late.start(payload)
    late.sees(r("host.refusal.invitation_used"))
    await owner.resend_last_tap()
    owner.sees(w("host.invite.used", place="", role="").split(":")[0])


@LANGUAGES
@pytest.mark.shows("E1")
async def test_links_that_cannot_be_used_say_why(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(r("host.desk.people"))
    await owner.tap(r("host.people.invite"))
    await owner.tap(r("host.invite.staff"))
    payload = payload_on(owner)
    await owner.start(payload)
    owner.sees(r("host.welcome.kept", place="", role="").split(":")[0])
    person = world.person("Новый", language_code=language)
    await person.start("i_unknown")
    person.sees(w("host.refusal.invitation_unknown"))
    await world.move(timedelta(days=7, minutes=1))
    await person.start(payload)
    person.sees(w("host.refusal.invitation_expired"))


@LANGUAGES
@pytest.mark.shows("E1")
async def test_removing_somebody_and_leaving(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF)
    guard = await host_of(world, "Семён", Role.GUARD)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.people"))
    await owner.tap(w("host.people.remove", number=3, name="Семён"))
    await owner.tap(w("button.back"))
    await owner.tap(w("host.people.remove", number=3, name="Семён"))
    await owner.tap(w("host.people.remove_sure"))
    owner.sees(w("host.people.removed", name="Семён"))
    await owner.resend_last_tap()
    owner.does_not_see("Семён")
    await guard.writes("/desk")
    guard.sees(r("host.no_desk"))
    await staff.writes("/desk")
    await staff.tap(r("host.desk.leave"))
    await staff.tap(r("host.leave.sure"))
    staff.sees("Вычегодский лист")
    await staff.writes("/desk")
    staff.sees(r("host.no_desk"))
    await owner.writes("/desk")
    await owner.tap(w("host.desk.leave"))
    await owner.tap(w("host.leave.sure"))
    owner.sees(w("host.refusal.last_owner"))
    await owner.tap(w("host.to_desk"))
    owner.sees(w("host.role.owner"))


@LANGUAGES
@pytest.mark.shows("F1")
async def test_a_coordinator_invites_the_owner_of_a_site_and_another_coordinator(
    world: World, language: str
) -> None:
    w, r = words(language), words("ru")
    coordinator = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await coordinator.start()
    await coordinator.writes("/region")
    await coordinator.tap(w("coordinator.sites.published", n=len(OF_THE_TOWN)))
    mill = world.app.content.site(SiteId(site_id(world, PAPER_MILL)))
    name = name_label(w.t.content(mill.name))
    for _ in range(2):
        if name not in coordinator.buttons():
            await coordinator.tap("›")
    await coordinator.tap(name)
    await coordinator.tap(w("coordinator.invite_owner"))
    owner = world.person("Ольга")
    await owner.start(payload_on(coordinator))
    owner.sees(r("host.welcome.owner"), r("consent.agree"))
    await coordinator.tap(w("host.people.to"))
    coordinator.sees(w("host.role.owner"), w("host.no_name"))
    await coordinator.tap(w("coordinator.to_site"))
    await coordinator.tap(w("coordinator.to_sites"))
    await coordinator.tap(w("coordinator.to_region"))
    await coordinator.tap(w("coordinator.coordinators", n=1))
    await coordinator.tap(w("coordinator.invite"))
    second = world.person("Игорь")
    await second.start(payload_on(coordinator))
    second.sees(r("host.welcome.coordinator"))
    await second.tap(r("coordinator.desk"))
    second.sees(r("coordinator.unanswered", n=0))


@pytest.mark.shows("F1")
async def test_pages_of_other_sites_stay_closed(world: World) -> None:
    w = words("ru")
    stranger = await host_of(world, "Чужая", Role.OWNER, slug=FELTING)
    mill = site_id(world, PAPER_MILL)
    for data in (f"hd:{mill}", f"hp:{mill}", f"hs:{mill}:", f"hl:{mill}:0:0", f"hq:{mill}:0:0", f"hn:{mill}"):
        await stranger.press_data(data)
        assert stranger.last.text == w("host.refusal.not_allowed")
    await stranger.press_data(f"hi:{mill}:AAAAAAAAAAAAAAAA:owner")
    assert stranger.last.text == w("host.refusal.not_allowed")
    visitor = world.person("Гость")
    await visitor.start()
    await visitor.press_data(f"hd:{mill}")
    visitor.sees(w("host.no_desk"))
    await visitor.press_data("cr:1")
    visitor.sees(w("coordinator.none"))
    await visitor.press_data(f"cx:{mill}:hidden:1")
    visitor.sees(w("host.refusal.not_allowed"))
    assert mill in world.app.content.published.sites
