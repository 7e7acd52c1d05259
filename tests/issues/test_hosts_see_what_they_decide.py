"""The screen of declining did not say which request; of a class in two parts only the first time was named;
a site was hidden and its owner was not told; the coordinator's first screen began with the catalogue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db.engine.connection import Connection
from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor
from bot.domain.model import Role
from bot.ui.formats.dates import moment_label
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import DAIRY, FELTING, PAPER_MILL, book_class, book_seats, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
MOSCOW = "Europe/Moscow"


@LANGUAGES
@pytest.mark.shows("E2")
async def test_declining_says_which_request(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, words("ru"))
    booking = await booking_of(world, teacher)
    await owner.tap(w("host.decline"))
    owner.sees(
        w("host.decline.title", reference=booking.reference),
        *[moment_label(each.starts_at, MOSCOW, w.t) for each in booking.visits],
        *[f"{each.children} + {each.adults}" for each in booking.visits],
        "7 Б",
        "Северный ключ",
        w("host.decline.ask"),
    )


@LANGUAGES
@pytest.mark.shows("E2")
async def test_what_is_possible_instead_names_both_times_of_a_split(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    booking = await booking_of(world, teacher)
    await teacher.waits()
    await owner.press_data(f"hno:{booking.id}:{site_id(world, PAPER_MILL)}:decline:repair")
    said = teacher.last
    splits = [
        (number, button.callback_data or "")
        for number, row in enumerate(said.rows, start=1)
        for button in row
        if (button.callback_data or "").startswith("again:") and "." in (button.callback_data or "")
    ]
    assert splits, "a class of 30 comes in two parts somewhere"
    lines = (said.text or "").splitlines()
    for number, _ in splits:
        (line,) = [each for each in lines if each.startswith(f"{number}. ")]
        assert line.count(":") >= 2, line


@LANGUAGES
@pytest.mark.shows("F3")
async def test_owners_hear_that_their_site_was_hidden_and_published(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    coordinator = await world.coordinator()
    r = words("ru")
    mill = site_id(world, PAPER_MILL)
    name = w.t.content(world.app.content.everything.sites[mill].name)
    for person in (owner, staff):
        await person.waits()
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    owner.sees(w("host.moved.hidden", site=name), w("host.moved.hidden.about"), w("host.moved.back"))
    staff.sees_nothing_new()
    await owner.waits()
    await coordinator.resend_last_tap()
    owner.sees_nothing_new()
    await coordinator.tap(r("coordinator.make.published"))
    owner.sees(w("host.moved.published", site=name), w("host.moved.published.about"))
    await world.move(timedelta(minutes=1))
    await owner.waits()
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    owner.sees(w("host.moved.hidden", site=name))
    await owner.waits()
    await coordinator.press_data(f"cx:{mill}:archived:1")
    owner.sees(w("host.moved.archived", site=name))
    await world.move(timedelta(minutes=1))
    await owner.waits()
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    owner.sees(w("host.moved.unarchived", site=name))
    await owner.tap(owner.buttons()[-1])
    owner.sees(name)


async def test_of_the_night_an_owner_hears_what_is_true_in_the_morning(world: World) -> None:
    """Hidden and brought back while nobody is written to: nothing is told of what was taken back."""
    r = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    mill = site_id(world, PAPER_MILL)
    await owner.blocks()
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    await owner.unblocks()
    await owner.start()
    await owner.waits()
    await coordinator.tap(r("coordinator.make.published"))
    owner.does_not_see(r("host.moved.hidden.about"))


async def test_who_hides_their_own_site_is_not_told(world: World) -> None:
    w = words("ru")
    coordinator = await world.coordinator()
    mill = site_id(world, PAPER_MILL)
    region, now = world.app.content.everything.sites[mill].region_id, world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, coordinator.user_id)
        assert actor is not None
        give_role(connection, actor.person_id, Role.OWNER, region, mill, now)

    await world.db.write(body)
    await coordinator.waits()
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    coordinator.sees(w("coordinator.state.hidden"))
    coordinator.does_not_see(w("host.moved.hidden.about"))


@pytest.mark.shows("F6")
async def test_what_is_due_first_stands_first(world: World) -> None:
    w = r = words("ru")
    coordinator = await world.coordinator()
    for slug in (PAPER_MILL, DAIRY):
        await host_of(world, f"Ольга {slug}", Role.OWNER, slug=slug)
    first, second = world.person("Анна"), world.person("Мария")
    await book_class(world, first, r, PAPER_MILL)
    await world.move(timedelta(hours=1))
    await book_class(world, second, r, DAIRY)
    await book_seats(world, world.person("Марина"), r, slug=FELTING)
    bookings = [await booking_of(world, each) for each in (first, second)]
    due = sorted((each.first.answer_due_at, each.reference) for each in bookings)
    await coordinator.writes("/region")
    shown = coordinator.last.text or ""
    places = [shown.index(w.t.reference(reference)) for _, reference in due]
    assert places == sorted(places), shown
    await coordinator.tap(w("coordinator.unanswered", n=2))
    shown = coordinator.last.text or ""
    places = [shown.index(w.t.reference(reference)) for _, reference in due]
    assert places == sorted(places), shown
