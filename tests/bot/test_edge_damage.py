"""Damaged updates and callback data neither stop the bot nor change anything."""

from __future__ import annotations

import copy
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db.engine.connection import Connection
from bot.db.tables import audit, incident, metadata
from bot.ui.callback_data import TapData
from sandbox.lints import LintRule
from tests.bot.world import World

pytestmark = pytest.mark.whole_demo

MAY_CHANGE = {"outbox", "incident", "draft", "person", "consent", "deletion_log"}
"""By chance a tap is a whole one; then it may touch what is the person's own: a form, a consent, oneself."""

OWN_ACTS = ("person.data", "person.quiet", "person.kept", "person.deleted")

SOME = settings(
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AT_ONCE = 20
"""Examples times this: a thousand of each kind."""
REST = timedelta(minutes=1)
"""Between two examples, so that none is stopped for being too fast."""


def tap_classes() -> list[type[TapData]]:
    found, waiting = [], [TapData]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("bot."):
                found.append(each)
    return sorted(found, key=lambda each: each.__prefix__)


def _in_64_bytes(text: str) -> str:
    return text.encode()[:64].decode(errors="ignore") or "?"


ODD = (
    *(
        "",
        "0",
        "1",
        "2",
        "-1",
        "7",
        "99",
        "999999999999",
        "9" * 40,
        "1.5",
        "True",
        "None",
        "null",
        "x",
        "yes",
    ),
    *("20261131", "20261203", "2026-11-31", "school", "repair", "ё", "٣", "'; --", "\x00", "a" * 30),
)
values = st.sampled_from(ODD) | st.text(max_size=12)


@st.composite
def damaged_taps(draw: st.DrawFn) -> str:
    """A known prefix, mostly with as many fields as it should have, or nothing known at all."""
    if draw(st.integers(0, 9)) == 0:
        return _in_64_bytes(draw(st.text(min_size=1, max_size=64)))
    kind = draw(st.sampled_from(tap_classes()))
    fields = len(kind.model_fields)
    wrong = draw(st.sampled_from([0, 0, 0, 0, 1, -1]))
    number = max(fields + wrong, 0)
    return _in_64_bytes(":".join([kind.__prefix__, *(draw(values) for _ in range(number))]))


def contents(connection: Connection) -> dict[str, str]:
    """For every table that such a tap must not touch: how many rows, and their hash."""
    found: dict[str, str] = {}
    for table in metadata.sorted_tables:
        if table.name not in MAY_CHANGE:
            query = table.select().order_by(*table.primary_key)
            if table is audit:
                query = query.where(audit.c.action.not_in(OWN_ACTS))
            rows = [tuple(row) for row in connection.execute(query)]
            found[table.name] = f"{len(rows)}: {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def incidents(connection: Connection) -> list[str]:
    return [f"{row.error} in {row.traceback}" for row in connection.execute(incident.select())]


@pytest.fixture
async def before(world: World) -> dict[str, str]:
    stranger = world.person("stranger")
    await stranger.start()
    world.allow(LintRule.SAID_TWICE, LintRule.LONG_MESSAGE)
    return await world.db.read(contents)


@pytest.mark.long
@SOME
@given(damaged=st.lists(damaged_taps(), min_size=AT_ONCE, max_size=AT_ONCE))
async def test_a_thousand_damaged_taps_are_answered_and_change_nothing(
    world: World, before: dict[str, str], damaged: list[str]
) -> None:
    world.clock.move(REST)
    telegram, stranger = world.telegram, world.people["stranger"].user_id
    queries = {telegram.press(stranger, stranger, 1, data): data for data in damaged}
    await world.settle()
    assert [data for query, data in queries.items() if query not in telegram.alerts] == []
    assert await world.db.read(incidents) == [], damaged
    assert await world.db.read(contents) == before


def _bodies() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    person = {"id": 700000001, "is_bot": False, "first_name": "stranger", "language_code": "ru"}
    chat = {"id": 700000001, "type": "private", "first_name": "stranger"}
    message = {"message_id": 10_000, "date": 1_795_000_000, "chat": chat, "from": person, "text": "/start"}
    contact = {"phone_number": "79000000001", "first_name": "stranger", "user_id": 700000001}
    member = {"user": {"id": 42, "is_bot": True, "first_name": "bot"}, "status": "member"}
    return st.sampled_from(
        [
            ("message", message),
            ("message", {**message, "text": "/catalog"}),
            ("message", {**message, "text": "7 Б, 27"}),
            ("message", {**message, "contact": contact}),
            ("message", {**message, "document": {"file_id": "x", "file_unique_id": "y"}}),
            (
                "callback_query",
                {"id": "1", "from": person, "chat_instance": "1", "message": message, "data": "home"},
            ),
            (
                "my_chat_member",
                {
                    "chat": chat,
                    "from": person,
                    "date": 1,
                    "old_chat_member": member,
                    "new_chat_member": member,
                },
            ),
            ("edited_message", message),
            ("unheard_of", {"x": 1}),
        ]
    )


junk: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.floats(allow_nan=False, allow_infinity=False),
)


@st.composite
def damaged_updates(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An update in which up to three things are missing, of another type, or strange."""
    kind, body = draw(_bodies())
    body = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        place: Any = body
        while True:
            if not isinstance(place, dict) or not place:
                break
            key = draw(st.sampled_from(sorted(place)))
            if isinstance(place[key], dict) and draw(st.booleans()):
                place = place[key]
                continue
            if draw(st.booleans()):
                del place[key]
            else:
                place[key] = draw(junk)
            break
    return kind, body


@pytest.mark.long
@SOME
@given(damaged=st.lists(damaged_updates(), min_size=AT_ONCE, max_size=AT_ONCE))
async def test_a_thousand_damaged_updates_do_not_stop_the_bot_and_change_nothing(
    world: World, before: dict[str, str], damaged: list[tuple[str, dict[str, Any]]]
) -> None:
    world.clock.move(REST)
    for kind, body in damaged:
        world.telegram.updates.push(kind, 700000001, body)
    await world.settle()
    assert world.telegram.updates.pending() == []
    assert await world.db.read(contents) == before
    stranger = world.people["stranger"]
    await stranger.start()
    assert stranger.new, "the bot still answers"
