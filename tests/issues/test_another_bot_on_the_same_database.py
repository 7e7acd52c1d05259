"""A new token: answers looked like ones that were handled long ago, and edits met other people's messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select, update

from bot.cli.checkup.database import examine_bot
from bot.db.engine.connection import Connection
from bot.db.operations.self_audit import audit
from bot.db.operations.telegram_bot import read_bot
from bot.db.tables import outbox, person
from bot.domain.model import OutboxState
from bot.telegram import StartError
from bot.wiring import wire
from sandbox.telegram import Telegram
from tests.bot.paths import FELTING, PAPER_MILL, book_class, open_programme, reach_summary, words
from tests.bot.test_webhook import count_bookings
from tests.bot.world import World, is_consent, settings_of_tests

w = words("ru")


@asynccontextmanager
async def with_token(first: World, token: str) -> AsyncIterator[World]:
    """Another bot on the database of a world that has stopped; nobody has written to it yet."""
    address = first.settings.database_url.get_secret_value()
    world = World(address, wire)
    world.telegram = Telegram(world.clock, token=token)
    world.telegram.may_be_long = is_consent
    world.settings = settings_of_tests(address, world.telegram, ())
    await world.start()
    try:
        yield world
        await world.check()
    finally:
        await world.stop()


@pytest.mark.shows("B2", "E2")
async def test_typed_answers_work_and_edits_touch_nothing_foreign(world: World) -> None:
    teacher = world.person("Анна")
    await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    for _ in range(30):
        await teacher.writes("/my")
    await world.stop()
    async with with_token(world, "4343:ANOTHER") as other:
        anna, host = other.person("Анна"), await other.host(PAPER_MILL)
        await open_programme(other, anna, FELTING, "class")
        await anna.tap(w("programme.book"))
        await anna.writes("3")
        assert "3" in anna.last.text, "a typed answer is taken"
        await reach_summary(other, other.person("Ольга"), w)

        for _ in range(12):
            await host.writes("/desk")
        before = [each.text for each in host.messages]
        await host.tap("Заявки")
        await host.tap(host.buttons()[0])
        await host.tap("Подтвердить")
        await other.settle()
        tapped = host.messages[len(before) - 1].message_id
        changed = [
            each.message_id
            for each, text in zip(host.messages, before, strict=False)
            if each.text != text and each.message_id != tapped
        ]
        assert changed == []
        assert any("К-0001" in each.text for each in anna.messages), "and is told in the new chat"

        def look(connection: Connection) -> tuple[int | None, bool, int]:
            return (
                read_bot(connection),
                audit(connection, other.clock.now()).clean,
                count_bookings(connection),
            )

        assert await other.db.read(look) == (4343, True, 1)
    await world.start()
    assert await world.db.read(read_bot) == 42


@pytest.mark.both_engines
async def test_two_bots_at_a_time_are_refused(world: World) -> None:
    """The one that goes on would store numbers of its own chats after the others were forgotten: texts would
    be taken for repeats, edits would meet foreign messages."""
    teacher = world.person("Анна")
    await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    with pytest.raises(StartError, match=r"The bot 42 is running on this database.*4343"):
        async with with_token(world, "4343:ANOTHER"):
            pass
    await teacher.writes("/my")
    assert await world.db.read(read_bot) == 42
    await world.stop()
    async with with_token(world, "4343:ANOTHER") as other:
        assert await other.db.read(read_bot) == 4343
    await world.start()


async def test_what_was_being_sent_at_the_change_is_edited_nowhere_else(world: World) -> None:
    """A row whose sender died has no number yet: the other bot sends it, and it has that one's."""
    teacher, host = world.person("Анна"), await world.host(PAPER_MILL)
    await book_class(world, teacher, w)
    lost = (
        update(outbox)
        .where(outbox.c.kind == "host.request")
        .values(state=OutboxState.SENDING, message_id=None, sent_at=None, leased_until=world.clock.now())
    )
    await world.db.write(lambda connection: connection.execute(lost).rowcount)
    await world.stop()
    async with with_token(world, "4343:ANOTHER") as other:
        there = await other.host(PAPER_MILL)
        await other.look()
        numbers = await other.db.read(
            lambda c: (
                c.execute(
                    select(outbox.c.message_id).where(
                        outbox.c.recipient_id
                        == select(person.c.id).where(person.c.telegram_id == host.user_id).scalar_subquery(),
                        outbox.c.message_id.is_not(None),
                    )
                )
                .scalars()
                .all()
            )
        )
        assert set(numbers) <= {each.message_id for each in there.messages if each.from_bot}
        assert numbers
    await world.start()


async def test_doctor_says_it(world: World) -> None:
    assert list(await _found(world, "42:SANDBOX")) == []
    [finding] = await _found(world, "4343:ANOTHER")
    assert "4343" in finding
    assert "42" in finding
    assert "press Start" in finding


async def _found(world: World, token: str) -> list[str]:
    address = world.settings.database_url.get_secret_value()
    settings = settings_of_tests(address, Telegram(world.clock, token=token), ())
    return [str(each) for each in await asyncio.to_thread(lambda: list(examine_bot(settings)))]
