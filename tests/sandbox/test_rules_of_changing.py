"""Editing, deleting, answering, chats that are closed, commands, inline queries (rules 17-26, 33, 34, 40)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from sandbox.model import User
from sandbox.rules import NOT_MODIFIED, QUERY_TOO_OLD
from sandbox.telegram import Telegram, UploadedFile
from tests.sandbox.conftest import Api, button, inline, png


async def sent(api: Api, **params: Any) -> int:
    return int((await api.result("sendMessage", **{"chat_id": 7, "text": "Да?"} | params))["message_id"])


async def test_an_edit_must_change_something(api: Api, teacher: User) -> None:
    message = await sent(api, text="<b>Да?</b>", parse_mode="HTML", reply_markup=inline([button()]))
    same = {
        "chat_id": 7,
        "message_id": message,
        "text": " <strong>Да?</strong> ",
        "parse_mode": "HTML",
        "reply_markup": inline([button()]),
    }
    assert await api.refusal("editMessageText", **same) == (400, f"Bad Request: {NOT_MODIFIED}")
    refused = await api.refusal(
        "editMessageReplyMarkup", chat_id=7, message_id=message, reply_markup=inline([button()])
    )
    assert refused == (400, f"Bad Request: {NOT_MODIFIED}")
    edited = await api.result("editMessageText", **same | {"reply_markup": inline([button(data="no")])})
    assert edited["edit_date"]
    await api.result("editMessageText", chat_id=7, message_id=message, text="Да?")
    assert api.telegram.view(7)[-1].rows == (), "an edit without a keyboard takes it away"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("editMessageText", {"text": "а"}, "message to edit not found"),
        ("editMessageCaption", {"caption": "а"}, "message to edit not found"),
        ("editMessageReplyMarkup", {}, "message to edit not found"),
        ("deleteMessage", {}, "message to delete not found"),
        ("copyMessage", {"from_chat_id": 7}, "message to copy not found"),
        ("forwardMessage", {"from_chat_id": 7}, "message to forward not found"),
        ("pinChatMessage", {}, "message to pin not found"),
        (
            "sendMessage",
            {"text": "а", "reply_parameters": {"message_id": 999}},
            "message to be replied not found",
        ),
    ],
)
async def test_a_message_that_is_gone(
    api: Api, teacher: User, method: str, params: dict[str, Any], words: str
) -> None:
    ids = {} if method == "sendMessage" else {"message_id": 999}
    assert await api.refusal(method, chat_id=7, **ids, **params) == (400, f"Bad Request: {words}")


async def test_an_answer_may_do_without_the_message(api: Api, teacher: User) -> None:
    about = {"message_id": 999, "allow_sending_without_reply": True}
    answer = await api.result("sendMessage", chat_id=7, text="а", reply_parameters=about)
    assert "reply_to_message" not in answer
    answer = await api.result("sendMessage", chat_id=7, text="а", reply_parameters={"message_id": 1})
    assert answer["reply_to_message"]["text"] == "/start"


async def test_what_can_never_be_edited(api: Api, telegram: Telegram, teacher: User) -> None:
    own = telegram.send_text(7, "мой текст")
    asks = await sent(api, reply_markup={"keyboard": [["Да"]]})
    forward = (await api.result("forwardMessage", chat_id=7, from_chat_id=7, message_id=own))["message_id"]
    for message in (own, asks, forward):
        refused = await api.refusal("editMessageText", chat_id=7, message_id=message, text="новый")
        assert refused == (400, "Bad Request: message can't be edited")


async def test_old_own_messages_can_still_be_edited(api: Api, clock: MovableClock, teacher: User) -> None:
    message = await sent(api)
    clock.move(timedelta(days=30))
    await api.result("editMessageText", chat_id=7, message_id=message, text="новый")


async def test_text_and_caption_are_different_things(api: Api, teacher: User) -> None:
    text = await sent(api)
    api.files = {"photo": UploadedFile("a.png", png(10, 10))}
    photo = (await api.result("sendPhoto", chat_id=7, caption="Цех"))["message_id"]
    refused = await api.refusal("editMessageText", chat_id=7, message_id=photo, text="новый")
    assert refused == (400, "Bad Request: there is no text in the message to edit")
    refused = await api.refusal("editMessageCaption", chat_id=7, message_id=text, caption="новый")
    assert refused == (400, "Bad Request: there is no caption in the message to edit")
    edited = await api.result("editMessageCaption", chat_id=7, message_id=photo, caption="новый")
    assert edited["caption"] == "новый"


async def test_media_are_exchanged(api: Api, telegram: Telegram, teacher: User) -> None:
    api.files = {"photo": UploadedFile("a.png", png(10, 10)), "new": UploadedFile("план.pdf", b"%PDF")}
    photo = (await api.result("sendPhoto", chat_id=7, caption="Цех"))["message_id"]
    media = {"type": "document", "media": "attach://new", "caption": "<b>План</b>", "parse_mode": "HTML"}
    edited = await api.result("editMessageMedia", chat_id=7, message_id=photo, media=media)
    assert (edited["document"]["file_name"], edited["caption"]) == ("план.pdf", "План")
    media = {"type": "photo", "media": "attach://photo", "caption": "я" * 1025}
    refused = await api.refusal("editMessageMedia", chat_id=7, message_id=photo, media=media)
    assert refused == (400, "Bad Request: message caption is too long")
    media = {"type": "video", "media": "attach://photo"}
    assert (await api.refusal("editMessageMedia", chat_id=7, message_id=photo, media=media))[0] == 400
    assert telegram.view(7)[-1].kind == "document"


async def test_deleting_has_48_hours(
    api: Api, clock: MovableClock, telegram: Telegram, teacher: User
) -> None:
    old, young = await sent(api), 0
    clock.move(timedelta(hours=48))
    young = await sent(api)
    refused = await api.refusal("deleteMessage", chat_id=7, message_id=old)
    assert refused == (400, "Bad Request: message can't be deleted for everyone")
    await api.result("deleteMessage", chat_id=7, message_id=young)
    assert [message.message_id for message in telegram.view(7)] == [1, old]


async def test_deleting_many_skips_what_is_missing(api: Api, telegram: Telegram, teacher: User) -> None:
    first, second = await sent(api), await sent(api, text="Нет?")
    await api.result("deleteMessages", chat_id=7, message_ids=[first, 999, second])
    assert len(telegram.view(7)) == 1
    refused = await api.refusal("deleteMessages", chat_id=7, message_ids=list(range(1, 102)))
    assert refused == (400, "Bad Request: too many message identifiers specified")


async def test_a_tap_is_answered_once_and_in_time(
    api: Api, clock: MovableClock, telegram: Telegram, teacher: User
) -> None:
    message = await sent(api, reply_markup=inline([button()]))
    too_old = (400, f"Bad Request: {QUERY_TOO_OLD}")
    tap = telegram.press(7, 7, message, "yes")
    refused = await api.refusal("answerCallbackQuery", callback_query_id=tap, text="я" * 201)
    assert refused == (400, "Bad Request: MESSAGE_TOO_LONG")
    await api.result("answerCallbackQuery", callback_query_id=tap, text="я" * 200, show_alert=True)
    assert (telegram.alerts[tap].text, telegram.alerts[tap].show_alert) == ("я" * 200, True)
    assert await api.refusal("answerCallbackQuery", callback_query_id=tap) == too_old
    assert await api.refusal("answerCallbackQuery", callback_query_id="1") == too_old
    late = telegram.press(7, 7, message, "yes")
    clock.move(timedelta(seconds=16))
    assert await api.refusal("answerCallbackQuery", callback_query_id=late) == too_old


async def test_a_tap_on_a_deleted_message_comes_without_it(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    message = await sent(api, reply_markup=inline([button()]))
    await api.result("deleteMessage", chat_id=7, message_id=message)
    telegram.press(7, 7, message, "yes")
    body = telegram.updates.pending()[-1].body
    assert body["message"] == {"chat": body["message"]["chat"], "message_id": message, "date": 0}


async def test_chats_that_were_never_opened(api: Api, telegram: Telegram, teacher: User) -> None:
    stranger, met = telegram.add_user("Пётр"), telegram.add_user("Анна")
    telegram.inline_query(met.id, "завод")
    not_found = (400, "Bad Request: chat not found")
    assert await api.refusal("sendMessage", chat_id=stranger.id, text="а") == not_found
    assert await api.refusal("sendMessage", chat_id=555, text="а") == not_found
    assert await api.refusal("sendMessage", chat_id="@nobody", text="а") == not_found
    refused = await api.refusal("sendMessage", chat_id=met.id, text="а")
    assert refused == (403, "Forbidden: bot can't initiate conversation with a user")


async def test_a_blocked_bot(api: Api, telegram: Telegram, teacher: User) -> None:
    telegram.block(7)
    update = telegram.updates.pending()[-1]
    assert (update.kind, update.body["new_chat_member"]["status"]) == ("my_chat_member", "kicked")
    refused = await api.refusal("sendMessage", chat_id=7, text="а")
    assert refused == (403, "Forbidden: bot was blocked by the user")
    telegram.start(7)
    kinds = [update.kind for update in telegram.updates.pending()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]
    await sent(api)


async def test_accounts_and_groups_that_are_gone(api: Api, telegram: Telegram, teacher: User) -> None:
    gone, kicked, upgraded = (
        telegram.add_user("Пётр").id,
        telegram.create_group("7 Б", [7]),
        telegram.create_group("7 В", [7]),
    )
    telegram.start(gone)
    telegram.delete_account(gone)
    telegram.kick_bot(kicked, 7)
    new_id = telegram.upgrade_group(upgraded)
    refused = await api.refusal("sendMessage", chat_id=gone, text="а")
    assert refused == (403, "Forbidden: user is deactivated")
    refused = await api.refusal("sendMessage", chat_id=kicked, text="а")
    assert refused == (403, "Forbidden: bot was kicked from the group chat")
    answer = await api.answer("sendMessage", chat_id=upgraded, text="а")
    assert answer.status == 400
    assert answer.body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.body["parameters"] == {"migrate_to_chat_id": new_id}
    await api.result("sendMessage", chat_id=new_id, text="а")


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([("Start", "Начать")], "BOT_COMMAND_INVALID"),
        ([("book-it", "Начать")], "BOT_COMMAND_INVALID"),
        ([("a" * 33, "Начать")], "command length must not exceed 32"),
        ([("start", "я" * 257)], "command description length must not exceed 256"),
        ([("start", " ")], "command description must be non-empty"),
        ([(f"c{n}", "я") for n in range(101)], "BOT_COMMANDS_TOO_MUCH"),
        ([(f"c{n}", "я" * 100) for n in range(26)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_are_refused(api: Api, commands: list[tuple[str, str]], refusal: str) -> None:
    given = [{"command": name, "description": about} for name, about in commands]
    assert await api.refusal("setMyCommands", commands=given) == (400, f"Bad Request: {refusal}")


async def test_each_person_sees_the_commands_of_the_narrowest_scope_and_language(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    english = telegram.add_user("John", language_code="en-GB")

    async def put(name: str, **where: Any) -> None:
        await api.result("setMyCommands", commands=[{"command": name, "description": name}], **where)

    def seen(user_id: int) -> list[str]:
        return [command["command"] for command in telegram.commands_for(user_id)]

    await put("common")
    await put("english", language_code="en")
    assert (seen(7), seen(english.id)) == (["common"], ["english"])
    await put("desk", scope={"type": "chat", "chat_id": 7})
    assert seen(7) == ["desk"]
    assert await api.result("getMyCommands", language_code="en") == [
        {"command": "english", "description": "english"}
    ]
    await api.result("deleteMyCommands", scope={"type": "chat", "chat_id": 7})
    assert seen(7) == ["common"]
    refused = await api.refusal("getMyCommands", language_code="eng")
    assert refused == (400, "Bad Request: invalid language code specified")


@pytest.mark.parametrize(
    ("method", "field", "most"),
    [
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
        ("setMyName", "name", 64),
    ],
)
async def test_what_the_bot_says_about_itself(api: Api, method: str, field: str, most: int) -> None:
    assert (await api.refusal(method, **{field: "я" * (most + 1)}))[0] == 400
    await api.result(method, **{field: "я" * most})
    assert (await api.result(method.replace("set", "get", 1)))[field] == "я" * most


def article(number: str) -> dict[str, Any]:
    return {
        "type": "article",
        "id": number,
        "title": "Завод",
        "input_message_content": {"message_text": "<b>Завод</b>", "parse_mode": "HTML"},
    }


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([article(str(n)) for n in range(51)], "too many inline query results specified"),
        ([article("1") | {"title": " "}], "ARTICLE_TITLE_EMPTY"),
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("я" * 33)], "RESULT_ID_INVALID"),
        ([article("")], "RESULT_ID_INVALID"),
        (
            [article("1") | {"input_message_content": {"message_text": "<p>", "parse_mode": "HTML"}}],
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
        ),
    ],
)
async def test_inline_answers_that_are_refused(
    api: Api, telegram: Telegram, teacher: User, results: list[Any], refusal: str
) -> None:
    query = telegram.inline_query(7, "завод")
    refused = await api.refusal("answerInlineQuery", inline_query_id=query, results=results)
    assert refused == (400, f"Bad Request: {refusal}")


async def test_an_inline_query_is_answered_within_seconds(
    api: Api, telegram: Telegram, clock: MovableClock, teacher: User
) -> None:
    query, late = telegram.inline_query(7, "завод"), telegram.inline_query(7, "порт")
    await api.result("answerInlineQuery", inline_query_id=query, results=[article("1")])
    assert telegram.inline_queries[query].results[0]["title"] == "Завод"
    clock.move(timedelta(seconds=11))
    refused = await api.refusal("answerInlineQuery", inline_query_id=late, results=[article("1")])
    assert refused == (400, f"Bad Request: {QUERY_TOO_OLD}")


async def test_copy_forward_pin(api: Api, telegram: Telegram, teacher: User) -> None:
    own = telegram.send_text(7, "мой текст")
    copy = await api.result("copyMessage", chat_id=7, from_chat_id=7, message_id=own)
    forward = await api.result("forwardMessage", chat_id=7, from_chat_id=7, message_id=own)
    await api.result("pinChatMessage", chat_id=7, message_id=copy["message_id"])
    shown = {message.message_id: message for message in telegram.view(7)}
    assert shown[copy["message_id"]].pinned
    assert shown[copy["message_id"]].from_bot
    assert shown[forward["message_id"]].forwarded_from == "Ольга"
    await api.result("unpinChatMessage", chat_id=7)
    assert not any(message.pinned for message in telegram.view(7))
    guarded = await sent(api, protect_content=True)
    refused = await api.refusal("forwardMessage", chat_id=7, from_chat_id=7, message_id=guarded)
    assert refused == (400, "Bad Request: message can't be forwarded")


async def test_the_reply_keyboard_stays_until_it_is_removed_or_its_message_is(
    api: Api, telegram: Telegram, teacher: User
) -> None:
    await sent(api, reply_markup={"keyboard": [["Каталог"]]})
    await sent(api, text="дальше")
    keyboard = telegram.reply_keyboard(7)
    assert keyboard is not None
    assert keyboard.rows[0][0].label == "Каталог"
    await sent(api, text="убрать", reply_markup={"remove_keyboard": True})
    assert telegram.reply_keyboard(7) is None
    message = await sent(api, reply_markup={"keyboard": [["Каталог"]]}, text="снова")
    await api.result("deleteMessage", chat_id=7, message_id=message)
    assert telegram.reply_keyboard(7) is None
    await sent(api, reply_markup={"keyboard": [["Раз"]], "one_time_keyboard": True}, text="один раз")
    telegram.send_text(7, "Раз")
    assert telegram.reply_keyboard(7) is None


async def test_getting_a_chat_and_its_members(api: Api, telegram: Telegram, teacher: User) -> None:
    group = telegram.create_group("7 Б", [7])
    assert (await api.result("getChat", chat_id=7))["first_name"] == "Ольга"
    assert (await api.result("getChat", chat_id=group))["title"] == "7 Б"
    assert (await api.result("getChatMember", chat_id=group, user_id=7))["status"] == "member"
    other = telegram.add_user("Пётр")
    assert (await api.result("getChatMember", chat_id=group, user_id=other.id))["status"] == "left"
    assert (await api.refusal("getChatMember", chat_id=group, user_id=5))[
        1
    ] == "Bad Request: PARTICIPANT_ID_INVALID"
    me = await api.result("getMe")
    assert (me["id"], me["username"], me["is_bot"]) == (42, "prokhodnaya_demo_bot", True)


async def test_a_group_is_heard_in_privacy_mode(api: Api, telegram: Telegram, teacher: User) -> None:
    group = telegram.create_group("7 Б", [7])
    telegram.updates.drop_all()
    telegram.send_text(7, "кто едет?", chat_id=group)
    telegram.send_text(7, "/start@other_bot", chat_id=group)
    assert telegram.updates.pending() == []
    telegram.send_text(7, "/start", chat_id=group)
    telegram.send_text(7, "/book@prokhodnaya_demo_bot", chat_id=group)
    answer = await api.result("sendMessage", chat_id=group, text="Пишите мне лично")
    telegram.send_text(7, "ладно", reply_to=answer["message_id"], chat_id=group)
    assert len(telegram.updates.pending()) == 3


async def test_typing_and_the_menu_button(
    api: Api, telegram: Telegram, clock: MovableClock, teacher: User
) -> None:
    await api.result("sendChatAction", chat_id=7, action="typing")
    assert telegram.typing(7) == "typing"
    clock.move(timedelta(seconds=5))
    assert telegram.typing(7) is None
    assert (await api.refusal("sendChatAction", chat_id=7, action="dancing"))[0] == 400
    await api.result("setChatMenuButton", menu_button={"type": "commands"})
    assert await api.result("getChatMenuButton", chat_id=7) == {"type": "commands"}
    button = {"type": "web_app", "text": "Каталог", "web_app": {"url": "http://a.ru"}}
    assert (await api.refusal("setChatMenuButton", menu_button=button))[1].endswith(
        "Only HTTPS links are allowed"
    )
