"""Every message that carries the state or the buttons of a request shows its end, not only the first one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_complaints import coordinator_of
from tests.bot.paths import book_class, tells_of, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("E2", "E3")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def about(person: Person, reference: str) -> list[ShownMessage]:
    """What the bot told somebody of a request, newest state of each message."""
    return [each for each in person.messages if each.from_bot and tells_of(reference, each.text)]


async def until_overdue(world: World, teacher: Person) -> None:
    """Past both reminders, and past the moment when the answer was due."""
    due = (await booking_of(world, teacher)).first.answer_due_at
    assert due is not None
    while world.clock.now() < due:
        await world.move(timedelta(hours=6))
    await world.move(timedelta(hours=1))


@LANGUAGES
@pytest.mark.parametrize("end", ["confirm", "decline", "cancel", "close", "expire"])
@pytest.mark.sampled(2)
async def test_every_copy_shows_the_end(world: World, language: str, end: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    staff = await host_of(world, "Пётр", Role.STAFF, language=language)
    coordinator = await coordinator_of(world, language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await until_overdue(world, teacher)
    assert [len(about(each, reference)) for each in (owner, staff, coordinator)] == [3, 2, 1]
    booking = await booking_of(world, teacher)
    await owner.writes("/desk")
    match end:
        case "confirm":
            await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:confirm:")
        case "decline":
            await owner.press_data(f"hno:{booking.id}:{booking.first.site_id}:decline:repair")
        case "cancel":
            await teacher.press_data(f"bkx:{booking.id}:no_bus")
        case "close":
            for visit in booking.visits:
                await owner.press_data(f"hc:{visit.session_id}:close:repair")
        case _:
            assert booking.first.expires_at is not None
            await world.move_to(booking.first.expires_at + timedelta(minutes=5))
    await coordinator.waits()
    state = {
        "confirm": w("host.state.confirmed", name="", moment="").split(":")[0],
        "decline": w("host.state.declined", name="", moment="", reason="").split(":")[0],
        "cancel": w("host.state.cancelled", reason="").split(".")[0],
        "close": w("host.state.cancelled_by_host", name="", moment="", reason="").split(":")[0],
        "expire": w("host.state.expired"),
    }[end]
    called_off = w("host.cancelled.title", reference=reference, site="").split("—")[0]
    for person in (owner, staff, coordinator):
        for copy in about(person, reference):
            told_of_it = copy.text.startswith(called_off)
            assert told_of_it or state in copy.text, copy.text
            assert w("host.confirm") not in copy.labels
            assert w("host.decline") not in copy.labels
