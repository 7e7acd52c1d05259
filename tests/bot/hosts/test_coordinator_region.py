"""The coordinator in chat: publish, hide, archive; requests without an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, data_of, host_of
from tests.bot.paths import PAPER_MILL, book_class, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def coordinator_of(world: World, language: str = "ru") -> Person:
    person = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await person.start()
    return person


@LANGUAGES
@pytest.mark.shows("F3")
async def test_a_site_is_hidden_published_and_archived(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    mill = site_id(world, PAPER_MILL)
    await host_of(world, "Ольга", Role.OWNER)
    await coordinator.press_data(f"cx:{mill}:show:0")
    coordinator.sees(w("coordinator.state.published"))
    await coordinator.tap(w("coordinator.make.hidden"))
    coordinator.sees(w("coordinator.about.hidden"))
    await coordinator.tap(w("button.back"))
    assert mill in world.app.content.published.sites
    await coordinator.tap(w("coordinator.make.hidden"))
    await coordinator.tap(w("coordinator.make.hidden"))
    coordinator.sees(w("coordinator.changed", state=w("coordinator.state.hidden")))
    assert mill not in world.app.content.published.sites
    await coordinator.resend_last_tap()
    coordinator.sees(w("coordinator.unchanged", state=w("coordinator.state.hidden")))
    publish = data_of(coordinator, w("coordinator.make.published"))
    await coordinator.tap(w("coordinator.make.archived"))
    await coordinator.tap(w("coordinator.make.archived"))
    coordinator.sees(w("coordinator.state.archived"))
    await coordinator.press_data(publish)
    coordinator.sees(w("host.refusal.already_decided.archived"))
    await coordinator.tap(w("coordinator.to_site"))
    await coordinator.tap(w("coordinator.make.unarchived"))
    await coordinator.tap(w("coordinator.make.unarchived"))
    await coordinator.tap(w("coordinator.make.published"))
    assert mill in world.app.content.published.sites


@LANGUAGES
@pytest.mark.shows("E3")
@pytest.mark.shows("F6")
async def test_unanswered_requests_show_how_late_and_whom_to_call(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, words("ru"))
    await coordinator.writes("/region")
    coordinator.sees(w("coordinator.unanswered", n=1))
    await coordinator.tap(w("coordinator.unanswered", n=1))
    coordinator.sees(reference, "7 Б", "+7 000 000-01-01")
    coordinator.does_not_see("Анна Петровна")
    due = (await booking_of(world, teacher)).first.answer_due_at
    assert due is not None
    await world.move_to(due + timedelta(hours=2))
    await coordinator.writes("/region")
    coordinator.sees(w("coordinator.overdue", n=1))
    await coordinator.tap(w("coordinator.unanswered", n=1))
    coordinator.sees(str(w.t.count("count.hours", 2)))
    await coordinator.press_data(f"cx:{site_id(world, PAPER_MILL)}:archived:1")
    coordinator.sees(w("host.refusal.has_future_bookings", bookings=1))


@LANGUAGES
async def test_without_the_role_the_commands_say_how_to_get_it(world: World, language: str) -> None:
    w = words(language)
    visitor = world.person("Гость", language_code=language)
    await visitor.start()
    await visitor.writes("/region")
    visitor.sees(w("coordinator.none"))
    await visitor.writes("/desk")
    visitor.sees(w("host.no_desk"))
    await visitor.tap(w("button.home"))
    visitor.does_not_see(w("host.no_desk"))


@LANGUAGES
@pytest.mark.shows("G4")
async def test_a_person_who_blocked_the_bot_is_named_with_the_phone(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    coordinator = await coordinator_of(world, language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await teacher.blocks()
    await owner.tap(r("host.confirm"))
    await world.move(timedelta(minutes=1))
    coordinator.sees(w("coordinator.unreachable.title"), "Анна Петровна", "+7")
