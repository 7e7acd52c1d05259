"""A second tap on the button that had sent a form of a desk put «begin anew» in place of what it did."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.conftest import world
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import PAPER_MILL, book_class, programme_id, site_id, words
from tests.bot.region.test_region_days import open_part
from tests.bot.world import World

W = words("ru")

__all__ = ["world"]


async def twice(world: World, person: Person, label: str, *said: str) -> None:
    """Sends, and sends again, at once and by a process that is another one."""
    await person.tap(label)
    person.sees(*said)
    shown, buttons = person.last.text, person.buttons()
    await person.resend_last_tap()
    assert (person.last.text, person.buttons()) == (shown, buttons)
    await world.restart()
    await person.resend_last_tap()
    assert (person.last.text, person.buttons()) == (shown, buttons)


async def confirmed(world: World, owner: Person) -> tuple[int, str]:
    """A class with its place: the id of its session, and its day as it is typed."""
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await owner.tap(W("host.confirm"))
    visit = (await booking_of(world, teacher)).first
    return int(visit.session_id), f"{visit.starts_at:%d.%m}"


@pytest.mark.shows("E5")
async def test_a_session_at_another_time_and_closed_days(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    session_id, day = await confirmed(world, owner)
    await owner.press_data(f"hc:{session_id}:show:")
    await owner.tap(W("host.change.capacity"))
    await owner.writes("26")
    await owner.tap(W("host.change.clock"))
    await owner.writes("17:25")
    await twice(world, owner, W("host.change.agree_and_tell"), W("host.session.retimed.open"), "17:25")

    await owner.writes("/desk")
    await owner.tap(W("host.desk.sessions"))
    await owner.tap(W("host.sessions.close"))
    await owner.writes(day)
    await owner.tap(W("host.period.one_day"))
    await owner.tap(W("host.reason.breakdown"))
    await twice(world, owner, W("host.period.close_and_tell"), W("reason.breakdown"))


@pytest.mark.shows("E5")
async def test_a_new_session_and_a_weekly_rule(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    await owner.writes("/desk")
    await owner.tap(W("host.desk.sessions"))
    await owner.tap(W("host.sessions.add"))
    await owner.tap(owner.buttons()[0])
    await owner.tap("30")
    await owner.writes("16:00")
    await twice(world, owner, W("host.new.agree"), W("host.new.made"), "16:00")

    await owner.writes("/desk")
    await owner.tap(W("host.desk.sessions"))
    await owner.tap(W("host.sessions.schedule"))
    await owner.tap(W("host.schedule.add"))
    await owner.tap(owner.buttons()[0])
    await owner.tap(W("date.weekday.4"))
    await owner.tap(W("host.rule.days_done"))
    await owner.writes("8:15")
    await twice(world, owner, W("host.rule.open"), W("host.schedule.done.added"))


@pytest.mark.shows("E6")
async def test_a_card(world: World) -> None:
    """Saved at once, and sent to a coordinator."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    mill, tour = site_id(world, PAPER_MILL), programme_id(world, PAPER_MILL)
    await owner.writes("/desk")
    await owner.press_data(f"hkc:{mill}:0:access")
    await owner.tap(W("card.field.photo"))
    await owner.tap(W("card.choice.photo.forbidden"))
    await twice(world, owner, W("card.save"), W("card.done.saved"))
    await owner.press_data(f"hkc:{mill}:{tour}:guests")
    await owner.tap(W("card.field.children_per_adult"))
    await owner.writes("6")
    await twice(world, owner, W("card.send"), W("card.done.sent"))


@pytest.mark.shows("F9")
async def test_what_a_region_settles(world: World) -> None:
    """With what it did to sessions, of which one has a class."""
    coordinator = await coordinator_of(world)
    owner = await host_of(world, "Ольга", Role.OWNER)
    _, day = await confirmed(world, owner)
    await open_part(coordinator, W, "days")
    await coordinator.tap(W("settings.days.add.off"))
    await coordinator.writes(day)
    await coordinator.tap(W("host.period.one_day"))
    await twice(world, coordinator, W("settings.save"), W("settings.done.off"))

    await open_part(coordinator, W, "terms")
    await coordinator.tap(W("setting.name.answer_days"))
    await coordinator.writes("1")
    await twice(world, coordinator, W("settings.save"), W("settings.done.setting"))


@pytest.mark.shows("F2")
async def test_where_it_cannot_be_told_any_more_it_is_done_all_the_same(world: World) -> None:
    """A site that was begun: nobody is told to begin anew, and the way on is in the region."""
    coordinator = await coordinator_of(world)
    await coordinator.writes("/region")
    await coordinator.tap(W("new_site.button"))
    for said in ("Цех «Пример»", "Емва"):
        await coordinator.writes(said)
    await coordinator.tap("Лесопереработка")
    await coordinator.writes("ул. Заводская, 4, проходная № 2")
    await coordinator.tap(W("new_site.place_of_town"))
    await coordinator.resend_last_tap()
    coordinator.sees(W("form.done_before"), "Республика Коми")


async def test_a_form_of_the_region_that_was_put_aside_leads_to_the_region(world: World) -> None:
    coordinator = await coordinator_of(world)
    await open_part(coordinator, W, "terms")
    await coordinator.tap(W("setting.name.answer_days"))
    await coordinator.writes("1")
    save = data_of(coordinator, W("settings.save"))
    await coordinator.tap(W("button.cancel"))
    await coordinator.press_data(save)
    coordinator.sees(W("host.refusal.draft_closed"), W("coordinator.to_region"))
    assert W("host.to_desk") not in coordinator.buttons()
