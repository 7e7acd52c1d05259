"""A published site without an owner took requests that nobody was told of for three working days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from bot.services.people.reachability import note_reachability
from sandbox.people import Person
from sandbox.personas import PERSONAS
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_host_people import payload_on
from tests.bot.paths import FELTING, PAPER_MILL, book_class, book_seats, site_id, words
from tests.bot.test_application import SITE, apply
from tests.bot.world import World
from tests.security.changes import end_roles

W = words("ru")


async def without_owner(world: World, slug: str) -> Person:
    """The coordinator of a region in which this site has nobody."""
    coordinator = await world.coordinator()
    if slug in {each.site_slug for each in PERSONAS}:
        await end_roles(world, await world.host(slug))
    return coordinator


@pytest.mark.shows("F3")
async def test_publishing_without_an_owner_is_asked_for(world: World) -> None:
    coordinator = await without_owner(world, PAPER_MILL)
    mill = site_id(world, PAPER_MILL)
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    await coordinator.tap(W("coordinator.make.published"))
    coordinator.sees(W("coordinator.about.published"), W("coordinator.invite_owner"))
    assert mill not in world.app.content.published.sites
    await coordinator.tap(W("coordinator.make.published.anyway"))
    assert mill in world.app.content.published.sites
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    await host_of(world, "Ольга", Role.OWNER)
    await coordinator.press_data(f"cx:{mill}:published:0")
    assert mill in world.app.content.published.sites


@pytest.mark.parametrize("blocks", [False, True])
async def test_it_stands_on_the_first_screen(world: World, blocks: bool) -> None:
    """Nobody is there, or the only owner has blocked the bot."""
    coordinator = await world.coordinator()
    host = await world.host(PAPER_MILL)
    await coordinator.writes("/region")
    before = next(
        label for label in coordinator.buttons() if label.startswith(W("coordinator.ownerless", n=""))
    )
    if blocks:
        await host.blocks()
    else:
        await end_roles(world, host)
    await coordinator.writes("/region")
    number = int(before.rpartition(" ")[2])
    await coordinator.tap(W("coordinator.ownerless", n=number + 1))
    coordinator.sees(W("coordinator.ownerless.title"))
    names = [world.app.content.site(each) for each in world.app.content.published.sites]
    assert len(names) >= number


@pytest.mark.both_engines
@pytest.mark.shows("E3", "F6")
async def test_a_request_goes_to_the_coordinators_at_once(world: World) -> None:
    coordinator = await without_owner(world, PAPER_MILL)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    teacher.sees("Ответит координатор региона")
    teacher.does_not_see("Ответ предприятия")
    mill = world.app.content.site(site_id(world, PAPER_MILL))
    coordinator.sees(W("coordinator.unattended.title", site=W.t.content(mill.name)), reference)
    await coordinator.tap(W("coordinator.to_its_site"))
    await coordinator.tap(W("coordinator.invite_owner"))
    owner = world.person("Ольга")
    await owner.start(payload_on(coordinator))
    assert any(reference in each.text and W("host.confirm") in str(each.rows) for each in owner.messages)
    await teacher.writes("/my")
    teacher.does_not_see("координатор")
    (notice,) = [each for each in owner.messages if reference in each.text]
    await owner.tap(W("host.confirm"), message=notice)
    shown = [each.text for each in coordinator.messages if reference in each.text]
    assert any("подтвержд" in each.lower() for each in shown), shown
    assert (await booking_of(world, teacher)).status.value == "confirmed"


async def test_the_coordinators_copy_changes_when_it_is_cancelled(world: World) -> None:
    coordinator = await without_owner(world, PAPER_MILL)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await teacher.tap(W("sent.card"))
    await teacher.tap(W("mine.cancel_request"))
    await teacher.tap(teacher.buttons()[0])
    (notice,) = [each for each in coordinator.messages if reference in each.text]
    assert "❌" in notice.text, notice.text


async def test_seats_booked_at_once_are_told_too(world: World) -> None:
    coordinator = await without_owner(world, FELTING)
    tourist = world.person("Марина")
    reference = await book_seats(world, tourist, W)
    coordinator.sees(reference, "запись уже подтверждена")


async def test_staff_alone_answers(world: World) -> None:
    """Then the coordinators are not bothered."""
    coordinator = await without_owner(world, PAPER_MILL)
    staff = await host_of(world, "Пётр", Role.STAFF)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    staff.sees(reference)
    teacher.sees("Ответ предприятия")
    assert not [each for each in coordinator.messages if reference in each.text]


async def test_who_blocked_the_bot_is_nobody(world: World) -> None:
    coordinator = await world.coordinator()
    host = await world.host(PAPER_MILL)
    await host.blocks()
    await world.app.runner.run(note_reachability, host.user_id, reachable=False)
    await world.move(timedelta(minutes=1))
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    coordinator.sees(reference)
    teacher.sees("Ответит координатор региона")


async def test_an_application_goes_to_the_coordinators_too(world: World) -> None:
    coordinator = await without_owner(world, SITE)
    parent = world.person("Мария")
    await apply(world, parent, W)
    parent.sees("Ответит координатор региона")
    coordinator.sees("На площадке некому ответить")


async def test_the_notice_stays_true_when_the_numbers_change(world: World) -> None:
    """Booked at once, at a site where nobody is: nobody there has confirmed it, and nobody there sees it."""
    coordinator = await without_owner(world, FELTING)
    tourist = world.person("Марина")
    reference = await book_seats(world, tourist, W)
    await tourist.tap(W("sent.card"))
    await tourist.tap(W("numbers.change"))
    await tourist.writes("нас трое")
    tourist.does_not_see("Предприятие видит")
    tourist.sees("3 человека", "координатор региона")
    (notice,) = [each for each in coordinator.messages if reference in each.text]
    assert "позвоните" in notice.text, notice.text
    assert "3 человека" in notice.text, notice.text
    assert "Подтверждена" not in notice.text
    assert W("coordinator.to_its_site") in str(notice.rows)

    # Somebody is there at last: it is no alarm any more, and nobody has confirmed anything.
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    await tourist.writes("/my")
    await tourist.tap(next(each for each in tourist.buttons() if "Войлок" in each or "·" in each))
    await tourist.tap(W("numbers.change"))
    await tourist.writes("нас двое")
    tourist.sees(W("numbers.changed", counts="2 человека"))
    (notice,) = [each for each in coordinator.messages if reference in each.text]
    assert W("host.state.confirmed_at_once") in notice.text, notice.text
    assert owner.messages


async def test_the_notice_of_a_request_stays_as_long_as_nobody_answers(world: World) -> None:
    coordinator = await without_owner(world, PAPER_MILL)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await teacher.tap(W("sent.card"))
    await teacher.tap(W("numbers.change"))
    await teacher.writes("20 детей")
    teacher.does_not_see("Предприятие видит")
    (notice,) = [each for each in coordinator.messages if reference in each.text]
    assert "позвоните" in notice.text.lower(), notice.text
    assert "7 + 1" in notice.text.replace("\u00a0", " ").replace("\u202f", " "), notice.text
