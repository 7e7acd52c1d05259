"""Somebody of two sites could not tell which of them a message was about, and an unreachable person's alarm
named neither site nor request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.model import ShownMessage
from tests.bot.hosts.site import booking_of, host_of, label_with
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import FELTING, book_class, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
MILL = {"ru": "Вычегодский лист", "en": "Vychegda Sheet"}


def to(messages: list[ShownMessage], piece: str) -> ShownMessage:
    return next(each for each in reversed(messages) if each.from_bot and piece in each.text)


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("E3", "E4", "B16")
async def test_every_message_about_a_group_names_its_site(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    booking = await booking_of(world, teacher)
    await world.move(timedelta(days=1, hours=4))
    late = to(owner.messages, str(w.t.count("host.unanswered.title", 1, reference=reference)))
    assert MILL[language] in late.text
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:why:")
    assert MILL[language] in owner.last.text
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:confirm:")
    await world.move_to(booking.first.starts_at - timedelta(minutes=50))
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    await teacher.tap(w("day.on_way"))
    assert MILL[language] in to(owner.messages, w("host.said.on_way", time="09:10")).text
    await world.move_to(booking.first.starts_at + timedelta(minutes=31))
    asked = to(owner.messages, w("host.missing.ask"))
    assert MILL[language] in asked.text
    await owner.tap(w("host.missing.open"), message=asked)
    assert MILL[language] in owner.last.text
    await owner.tap(w("host.gate.other"))
    assert MILL[language] in owner.last.text
    await owner.writes("/desk")
    await world.move_to(booking.first.starts_at + timedelta(days=1))
    assert MILL[language] in to(owner.messages, w("host.unmarked.title", reference=reference)).text


@LANGUAGES
@pytest.mark.shows("G4")
async def test_the_alarm_names_site_request_role_and_phone(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    await coordinator.press_data(f"lang:{language}")
    await owner.blocks()
    teacher = world.person("Анна")
    first = await book_class(world, teacher, words("ru"))
    await coordinator.waits()
    alarm = to(coordinator.messages, w("coordinator.unreachable.title"))
    text = alarm.text.replace("\u00a0", " ")
    role = w("host.role.owner").capitalize()
    assert tells_of(first, text)
    for piece in (MILL[language], "Ольга", "+7 000 000-00-99", role):
        assert piece in text, text


@pytest.mark.shows("G4")
async def test_a_leader_who_cannot_be_told_is_named_with_the_request(world: World) -> None:
    w = words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, w)
    await teacher.blocks()
    await owner.tap(w("host.confirm"))
    await coordinator.waits()
    alarm = to(coordinator.messages, w("coordinator.unreachable.title"))
    for piece in (MILL["ru"], reference, "Анна Петровна", w("coordinator.unreachable.asked")):
        assert piece in alarm.text


@pytest.mark.shows("E4")
async def test_a_card_at_the_gate_names_its_site(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner)
    await owner.press_data(f"hv:{(await booking_of(world, teacher)).first.id}:show")
    assert MILL["ru"] in owner.last.text
