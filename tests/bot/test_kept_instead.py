"""Whoever loses a place is offered another, whose seats are kept (B11, E2, E5, K)."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Connection, select

from bot.db.tables import session, visit
from tests.bot.paths import book_class, reference_on, tells_of, words
from tests.bot.test_visitor_waiting import book_career, take_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def start_of_visit(world: World) -> datetime:
    def body(connection: Connection) -> datetime:
        return (
            connection.execute(select(session.c.starts_at).join(visit)).scalars().first() or world.clock.now()
        )

    return await world.db.read(body)


@LANGUAGES
@pytest.mark.shows("E2", "K")
async def test_a_declined_class_is_kept_other_days(world: World, language: str) -> None:
    """One tap in the message of the no makes the new request, and that message shows it."""
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    reference = await book_career(world, teacher, w)
    await world.settle()
    await host.tap(ru("host.decline"))
    await host.tap(ru("host.reason.no_guide"))
    await world.settle()
    teacher.sees(w("message.other_day"))
    no = teacher.last
    await teacher.tap(take_button(teacher, w))
    booked = reference_on(teacher)
    assert booked != reference
    await world.settle()
    shown = next(each for each in teacher.messages if each.message_id == no.message_id)
    assert not any(each.startswith(w("offer.take", when="")) for each in teacher.buttons(shown))
    assert any(tells_of(booked, each.text) for each in host.messages)


@LANGUAGES
@pytest.mark.shows("B11", "K")
async def test_on_a_frost_day_one_tap_is_enough(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    reference = await book_class(world, teacher, w)
    await world.settle()
    await host.tap(ru("host.confirm"))
    await world.settle()
    starts_at = await start_of_visit(world)
    await world.skip_to(starts_at.replace(hour=3, minute=30))  # 6:30 at the site
    teacher.reset_counts()
    await world.move_to(starts_at.replace(hour=3, minute=50))
    teacher.sees(w("message.frost.comes"))
    await teacher.tap(w("message.frost.stays"))
    await world.settle()
    assert any(tells_of(reference, each.text) for each in host.messages[-2:])
    teacher.sees(w("offer.why.frost", site=""))
    # The site had confirmed the day that was lost, so it need not be asked again.
    teacher.does_not_see(w("offer.asks_host"))
    await teacher.tap(next(each for each in teacher.buttons() if each.startswith(w("offer.take", when=""))))
    teacher.sees("✅")
    assert reference_on(teacher) != reference
