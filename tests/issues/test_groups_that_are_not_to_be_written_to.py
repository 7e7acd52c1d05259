"""In a group where the bot may not write each command was an incident and another try, and a channel was
written to."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.faults import Fault, FaultKind
from tests.bot.scripted import incidents
from tests.bot.world import BY_BOTH_TRANSPORTS, World

CHANNEL = -1_001_234_567_890


def sent_to(world: World, chat_id: int) -> int:
    return sum(
        call.method.startswith(("send", "edit")) and call.chat_id == chat_id for call in world.telegram.calls
    )


@BY_BOTH_TRANSPORTS
@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.NO_RIGHTS,
        FaultKind.BLOCKED,
        FaultKind.CHAT_NOT_FOUND,
        FaultKind.INTERNAL,
        FaultKind.TIMEOUT_AFTER,
        FaultKind.PAGE,
    ],
)
async def test_a_group_where_the_bot_may_not_write_is_tried_once(world: World, kind: FaultKind) -> None:
    member = world.person("member")
    await member.start()
    world.telegram.faults.add(Fault(kind, {"sendMessage"}, times=None))
    group = world.telegram.create_group("7 Б", [member.user_id])
    await world.settle()
    for text in ("/start", "/my", "/start p_1"):
        world.telegram.send_text(member.user_id, text, chat_id=group)
        await world.settle()
    world.telegram.faults.clear()
    world.telegram.send_text(member.user_id, "/help", chat_id=group)
    await world.settle()
    assert sent_to(world, group) == 1
    assert await incidents(world) == []
    assert world.telegram.updates.pending() == []


_RIGHTS = [
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
]


def _member(world: World, chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"user": world.telegram.bot.to_json(), "status": status}
    rights = dict.fromkeys(_RIGHTS, False)
    return {
        "chat": chat,
        "from": {"id": 5, "is_bot": False, "first_name": "Owner"},
        "date": 0,
        "old_chat_member": {**bot, "status": "left"},
        "new_chat_member": {**bot, **(rights if status == "administrator" else {})},
    }


@pytest.mark.parametrize("status", ["administrator", "member", "left", "kicked", "of a newer kind"])
async def test_a_channel_is_never_written_to(world: World, status: str) -> None:
    chat = {"id": CHANNEL, "type": "channel", "title": "News of the plant"}
    world.telegram.updates.push("my_chat_member", CHANNEL, _member(world, chat, status))
    post = {"message_id": 1, "date": 0, "chat": chat, "sender_chat": chat, "text": "/start"}
    world.telegram.updates.push("message", CHANNEL, post)
    world.telegram.updates.push("channel_post", CHANNEL, post)
    await world.settle()
    assert [call.chat_id for call in world.telegram.calls if call.chat_id is not None] == []
    assert await incidents(world) == []


async def test_a_group_that_becomes_a_supergroup_is_the_same_group(world: World) -> None:
    member = world.person("member")
    await member.start()
    group = world.telegram.create_group("7 Б", [member.user_id])
    await world.settle()
    body = {"message_id": 2, "date": 0, "chat": {"id": group, "type": "group"}, "from": member.user.to_json()}
    world.telegram.updates.push("message", group, {**body, "migrate_to_chat_id": CHANNEL})
    await world.settle()
    begun = {**body, "chat": {"id": CHANNEL, "type": "supergroup"}, "text": "/start"}
    world.telegram.updates.push("message", CHANNEL, begun)
    await world.settle()
    assert sent_to(world, group) == 1
    assert sent_to(world, CHANNEL) == 0
