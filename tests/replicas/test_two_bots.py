"""Two bots on one database: every second tap goes to the other, and nobody notices."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import URL, select

from bot.db.engine.connection import Connection
from bot.db.tables import booking, hold, outbox, person
from bot.domain.model import HoldState, OutboxState, PersonId
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    become_known,
    book_class,
    book_seats,
    open_programme,
    programme_id,
    site_id,
    tap_moment,
    words,
)
from tests.bot.test_sender_outbox import put
from tests.replicas.test_sender_role import end_sessions_of_senders
from tests.replicas.world import ReplicatedWorld

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
READERS = 40


@LANGUAGES
@pytest.mark.shows("B2", "B5", "E2")
async def test_a_class_is_booked_and_confirmed_across_two_bots(world: ReplicatedWorld, language: str) -> None:
    w, r = words(language), words("ru")
    host = await world.host(PAPER_MILL)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    host.sees(reference)
    await host.tap(r("host.confirm"))
    teacher.sees(reference)
    assert "✅" in teacher.last.text
    sent = (await world.db.read(count_notices))[OutboxState.SENT]
    assert sent == 3, "the request, the same with its answer, and the answer to the teacher"


@pytest.mark.shows("B5")
async def test_a_tap_that_both_bots_get_makes_one_booking(world: ReplicatedWorld) -> None:
    w = words("ru")
    tourist = world.person("Марина")
    await book_seats(world, tourist, w)
    for _ in range(3):
        await tourist.resend_last_tap()
    assert await world.db.read(lambda c: len(c.execute(select(booking.c.id)).all())) == 1


@pytest.mark.shows("F3")
async def test_what_one_bot_publishes_the_other_shows_after_its_next_look(world: ReplicatedWorld) -> None:
    first, second = world.replicas
    w = words("ru")
    coordinator, tourist = await world.coordinator(), world.person("Марина")
    felting, card = site_id(world, FELTING), f"p_{programme_id(world, FELTING, 'class')}"

    world.only = first
    await coordinator.press_data(f"cx:{felting}:show:0")
    await coordinator.tap(w("coordinator.make.hidden"))
    await coordinator.tap(w("coordinator.make.hidden"))
    assert felting not in first.content.published.sites

    world.only = second
    assert felting in second.content.published.sites, "it has not looked yet"
    await second.ticks.look()
    assert felting not in second.content.published.sites
    await tourist.start(card)
    tourist.does_not_see(w("programme.book"))

    await coordinator.press_data(f"cx:{felting}:show:0")
    await coordinator.tap(w("coordinator.make.published"))
    if len(coordinator.buttons()) == 3:
        await coordinator.tap(coordinator.buttons()[1])  # it has no owner, and it is published all the same
    world.only = first
    await first.ticks.look()
    await tourist.start(card)
    tourist.sees(w("programme.book"))


async def test_a_form_of_a_site_hidden_at_the_other_bot_is_refused_politely(world: ReplicatedWorld) -> None:
    """A bot that has not looked yet may offer what is hidden; its seats are still guarded, and after the
    look the person is told."""
    first, second = world.replicas
    w = words("ru")
    coordinator, tourist = await world.coordinator(), world.person("Марина")
    felting = site_id(world, FELTING)
    world.only = second
    await tourist.start(f"p_{programme_id(world, FELTING, 'class')}")
    world.only = first
    await coordinator.press_data(f"cx:{felting}:show:0")
    await coordinator.tap(w("coordinator.make.hidden"))
    await coordinator.tap(w("coordinator.make.hidden"))
    world.only = second
    await second.ticks.look()
    await tourist.tap(w("programme.book"))
    tourist.does_not_see("1", "2", "3")
    assert tourist.new, "the tap is answered"


async def test_only_one_of_two_bots_sends(senders: ReplicatedWorld) -> None:
    first, second = senders.replicas
    await put(senders, await readers(senders, 1))
    await second.ticks.look()
    assert (first.role.held, second.role.held) == (True, False)
    assert await second.sender.send_due() == 0
    assert await first.sender.send_due() == 1


async def test_only_one_of_two_bots_does_what_one_is_enough_for(world: ReplicatedWorld) -> None:
    """Holds run out at whichever looks; that they are given back is told once."""
    first, second = world.replicas
    w = words("ru")
    tourist = world.person("Марина")
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_moment(tourist)
    await become_known(tourist, w, name=None)
    world.clock.move(timedelta(minutes=16))
    held = select(hold.c.state)
    await second.ticks.look()
    assert await world.db.read(lambda c: c.execute(held).scalars().all()) == [HoldState.LIVE]
    await first.ticks.look()
    await world.settle()
    assert await world.db.read(lambda c: c.execute(held).scalars().all()) == [HoldState.EXPIRED]


async def test_the_other_bot_goes_on_when_the_sender_loses_its_session(
    senders: ReplicatedWorld, postgres_server: URL
) -> None:
    """In the middle of forty messages, while both try to send: each is sent once."""
    world, (first, second) = senders, senders.replicas
    address = world.settings.database_url.get_secret_value()
    await put(world, await readers(world, READERS))
    sending = asyncio.ensure_future(first.sender.send_due())
    async with asyncio.timeout(20):
        while not world.telegram.calls:  # noqa: ASYNC110 - the first message is on its way
            await asyncio.sleep(0)
    await asyncio.to_thread(end_sessions_of_senders, postgres_server, address)
    async with asyncio.timeout(20):
        while not await second.role.keep():
            await first.role.keep()
            await asyncio.sleep(0.01)
        while set(await world.db.read(count_notices)) != {OutboxState.SENT}:
            await asyncio.gather(first.sender.send_due(), second.sender.send_due())
    await sending
    assert not first.role.held
    sent = Counter(call.chat_id for call in world.telegram.calls if call.method == "sendMessage")
    assert set(sent.values()) == {1}
    assert len(sent) == READERS


async def readers(world: ReplicatedWorld, number: int) -> list[PersonId]:
    """People who have pressed Start and were answered."""
    for each in range(number):
        world.telegram.start(world.person(f"reader {each}").user_id)
    await world.settle()
    world.telegram.calls.clear()
    return await world.db.read(
        lambda c: [PersonId(each) for each in c.execute(select(person.c.id)).scalars()]
    )


def count_notices(connection: Connection) -> Counter[OutboxState]:
    return Counter(connection.execute(select(outbox.c.state)).scalars())
