"""What the library could not read was an incident, and nobody was told; what it did not know was ignored."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.model import QueryState
from sandbox.people import Person
from tests.bot.paths import FELTING, open_programme, words
from tests.bot.scripted import incidents
from tests.bot.world import BY_BOTH_TRANSPORTS, World

w = words("ru")


def a_message(person: Person, **parts: Any) -> dict[str, Any]:
    return {
        "message_id": 10**6,
        "date": 1_795_000_000,
        "chat": {"id": person.user_id, "type": "private", "first_name": "Анна"},
        "from": person.user.to_json(),
        **parts,
    }


async def send(world: World, person: Person, kind: str, body: dict[str, Any]) -> None:
    world.telegram.updates.push(kind, person.user_id, body)
    await person.waits()


@BY_BOTH_TRANSPORTS
@pytest.mark.parametrize(
    "parts",
    [
        {"entities": [{"type": "bold", "offset": "none", "length": 1}]},
        {"entities": "none"},
        {"from": {"id": 710_000_001, "is_bot": False, "first_name": "Анна", "is_premium": {"since": 1}}},
        {"from": {"id": 710_000_001, "first_name": None, "is_bot": 3, "language_code": ["ru"]}},
        {"chat": {"id": 710_000_001, "type": "private", "first_name": {"parts": []}}},
        {"date": 10**20},
        {"date": "today"},
        {"reply_to_message": {"message_id": "x"}},
        {"link_preview_options": 5, "effect_id": {"a": 1}},
    ],
)
async def test_a_text_is_read_as_far_as_it_goes(world: World, parts: dict[str, Any]) -> None:
    person = world.person("Анна")
    assert person.user_id == 710_000_001
    await open_programme(world, person, FELTING, "class")
    await person.tap(w("programme.book"))
    await send(world, person, "message", a_message(person, text="3", **parts))
    assert any(each.from_bot for each in person.new)
    assert "3" in person.last.text, "the calendar of a party of three"
    assert await incidents(world) == []


@BY_BOTH_TRANSPORTS
@pytest.mark.parametrize(
    "parts",
    [
        {"hologram": {"file_id": "x"}},
        {"sticker": {"file_id": 5}},
        {"game": {"title": "x", "description": "x", "photo": []}},
        {"contact": {"phone_number": {"e164": "+7"}, "first_name": "Анна"}},
        {"text": {"formatted": "3"}},
        {},
    ],
)
async def test_kinds_newer_than_the_library_are_answered(world: World, parts: dict[str, Any]) -> None:
    person = world.person("Анна")
    await person.start()
    await send(world, person, "message", a_message(person, **parts))
    assert person.new[-1].from_bot
    assert await incidents(world) == []


@BY_BOTH_TRANSPORTS
@pytest.mark.parametrize(
    "change",
    [
        {"message": {"message_id": None}},
        {"message": "gone"},
        {"from": {"is_bot": "no", "first_name": None}},
        {"chat_instance": 5},
        {"game_short_name": 5, "new": {"of": "a kind"}},
    ],
)
async def test_a_tap_is_read_as_far_as_it_goes(world: World, change: dict[str, Any]) -> None:
    person = world.person("Анна")
    await person.start()
    url, world.telegram.webhook = world.telegram.webhook, None
    world.telegram.press(person.user_id, person.user_id, person.last.message_id, "home")
    raw = world.telegram.updates.pending()[-1].to_json()["callback_query"]
    world.telegram.updates.drop_all()
    world.telegram.webhook = url
    for name, value in change.items():
        raw[name] = {**raw[name], **value} if isinstance(value, dict) and name in raw else value
    if "from" in change:
        raw["from"].pop("language_code", None)
    await send(world, person, "callback_query", raw)
    assert await incidents(world) == []
    assert world.telegram.queries[raw["id"]].state is QueryState.ANSWERED


async def test_whoever_sent_what_cannot_be_read_at_all_is_told(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    await send(world, person, "message", a_message(person, message_id="no number"))
    [(number, _, _, _)] = await incidents(world)
    person.sees("Что-то сломалось", number)


async def test_nobody_is_told_of_what_nobody_said(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    before = len(person.messages)
    member = {"user": person.user.to_json(), "status": "frozen"}
    body = {"chat": {"id": person.user_id, "type": "private"}, "from": person.user.to_json(), "date": 0}
    await send(
        world, person, "my_chat_member", {**body, "old_chat_member": member, "new_chat_member": member}
    )
    await send(world, person, "message", a_message(person, chat={"id": -5, "type": "moon"}, text="/start"))
    assert len(person.messages) == before
    assert await incidents(world) == []
