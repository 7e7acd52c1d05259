"""People for tests, what they see, and what would annoy them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ContentType
from aiogram.filters import CommandStart
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.clock import MovableClock
from sandbox.lints import LintRule
from sandbox.model import Event, EventKind, User
from sandbox.people import Person
from sandbox.session import SandboxSession
from sandbox.telegram import PersonCannot, Telegram
from tests.sandbox.conftest import Api, button, inline, png


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label[:20])] for label in labels]
    )


async def started(message: Message) -> None:
    await message.answer(f"Здравствуйте! {message.text}", reply_markup=keys("Записаться", "Записи", "Да"))


async def tapped(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    match query.data:
        case "Записаться":
            await query.message.edit_text("Какой класс?\u00a0Пример: «7 Б, 27»", reply_markup=keys("Назад"))
            await query.answer()
        case "Да":
            ask = KeyboardButton(text="Отправить номер", request_contact=True)
            await query.message.answer("Ваш номер?", reply_markup=ReplyKeyboardMarkup(keyboard=[[ask]]))
            await query.answer()
        case "Назад":
            await query.answer("Этой кнопке неделя", show_alert=True)
        case _:
            return


async def contact(message: Message) -> None:
    assert message.contact is not None
    whose = "свой" if message.contact.user_id == message.chat.id else "чужой"
    await message.answer(f"{whose} {message.contact.phone_number}", reply_markup=ReplyKeyboardRemove())


async def anything(message: Message) -> None:
    await message.answer(
        f"Понятно: {message.text or message.caption or ContentType(message.content_type).value}"
    )


@pytest.fixture
def person(telegram: Telegram) -> Person:
    router = Router()
    router.message.register(started, CommandStart())
    router.callback_query.register(tapped)
    router.message.register(contact, F.contact)
    router.message.register(anything)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    bot = Bot(telegram.token, session=SandboxSession(telegram))

    async def settle() -> None:
        offset = 0
        while updates := await bot.get_updates(offset=offset, timeout=0):
            for update in updates:
                await dispatcher.feed_update(bot, update)
                offset = update.update_id + 1

    return Person(telegram, telegram.add_user("Ольга").id, settle)


async def test_a_conversation(person: Person, telegram: Telegram) -> None:
    await person.start("s_abc")
    person.sees("Здравствуйте!", "/start s_abc", "[Записаться]")
    assert person.buttons() == ["Записаться", "Записи", "Да"]
    await person.tap("Записаться")
    person.sees("Какой класс? Пример: «7 Б, 27»")
    person.does_not_see("Здравствуйте!")
    await person.writes("7 Б, 27")
    person.sees("Понятно: 7 Б, 27")
    assert person.screen == "Понятно: 7 Б, 27"
    await person.tap("Наз")
    person.sees("Этой кнопке неделя")
    assert person.alert is not None
    assert person.alert.show_alert
    assert (person.taps, person.typed) == (2, 1)
    person.reset_counts()
    assert (person.taps, person.typed) == (0, 0)
    assert telegram.finish_lints() == []


async def test_an_older_look_keeps_its_buttons(person: Person) -> None:
    await person.start()
    stale = person.last
    await person.tap("Записаться")
    assert person.buttons() == ["Назад"]
    await person.tap("Да", message=stale)
    person.sees("Ваш номер?")
    assert person.buttons(stale) == ["Записаться", "Записи", "Да"]


async def test_sharing_a_contact(person: Person, telegram: Telegram) -> None:
    await person.start()
    with pytest.raises(AssertionError, match="no button asks for a contact"):
        await person.shares_contact()
    await person.tap("Да")
    assert person.keyboard() == ["Отправить номер"]
    await person.tap("Отправить номер")
    person.sees(f"свой {person.user.phone}")
    assert (person.keyboard(), person.taps) == ([], 2)
    await person.shares_foreign_contact("79001112233", "Анна")
    person.sees("чужой 79001112233")


async def test_a_tap_sent_again_has_a_new_id(person: Person, telegram: Telegram) -> None:
    await person.start()
    await person.tap("Да")
    await person.resend_last_tap()
    first, second = telegram.queries.values()
    assert (first.id != second.id, first.data, second.data) == (True, "Да", "Да")
    assert person.taps == 1
    await person.press_data("Назад")
    person.sees("Этой кнопке неделя")


@pytest.mark.parametrize(
    ("label", "problem"),
    [("Отменить", "no button 'Отменить' on screen"), ("Запис", "'Запис' fits several buttons")],
)
async def test_a_button_that_is_not_there_shows_the_screen(person: Person, label: str, problem: str) -> None:
    await person.start()
    with pytest.raises(AssertionError) as lost:
        await person.tap(label)
    assert problem in str(lost.value)
    assert "[Записаться]" in str(lost.value)


async def test_looks_can_fail(person: Person) -> None:
    await person.start()
    with pytest.raises(AssertionError, match="is not in what is new"):
        person.sees("Прощайте")
    with pytest.raises(AssertionError, match="should not be in what is new"):
        person.does_not_see("Здравствуйте")
    with pytest.raises(AssertionError, match="nothing new was expected"):
        person.sees_nothing_new()
    await person.waits()
    person.sees_nothing_new()


async def test_a_link_to_the_bot_opens_it_and_another_address_does_not(
    person: Person, api: Api, telegram: Telegram
) -> None:
    await person.start()
    link = {"text": "Открыть", "url": f"https://t.me/{telegram.bot.username}?start=site_4"}
    keyboard = inline([link], [{"text": "Карта", "url": "https://example.org"}])
    await api.result("sendMessage", chat_id=person.user_id, text="Завод", reply_markup=keyboard)
    await person.tap("Открыть")
    person.sees("Здравствуйте! /start site_4")
    with pytest.raises(AssertionError, match=r"opens url 'https://example\.org'"):
        await person.tap("Карта")
    assert person.taps == 1


async def test_a_screen_shows_what_a_message_holds(person: Person, api: Api, telegram: Telegram) -> None:
    await person.start()
    chat = {"chat_id": person.user_id}
    place = {"latitude": 61.7, "longitude": 50.8, "title": "Проходная", "address": "Заводская, 1"}
    await api.result("sendVenue", **chat, **place, reply_markup=inline([button("На карте"), button("Назад")]))
    assert person.screen == "<venue Проходная, Заводская, 1 61.7 50.8>\n[На карте] [Назад]"
    await api.result("sendPoll", **chat, question="Где?", options=[{"text": "тут"}, {"text": "там"}])
    assert person.screen == "<poll Где?: тут / там>"
    await api.result("sendContact", **chat, phone_number="+7900", first_name="Охрана")
    assert person.screen == "<contact Охрана +7900>"
    await api.result("sendLocation", **chat, latitude=1, longitude=2)
    assert person.screen == "<location 1.0 2.0>"
    assert person.messages[2].labels == ["На карте", "Назад"]


async def test_a_reply_button_sends_its_label(person: Person, api: Api, telegram: Telegram) -> None:
    await person.start()
    keyboard = {"keyboard": [["Каталог", "Мои заявки"]]}
    await api.result("sendMessage", chat_id=person.user_id, text="Меню", reply_markup=keyboard)
    await person.tap("Мои")
    person.sees("Понятно: Мои заявки")
    assert (person.taps, person.typed) == (1, 0)


async def test_other_things_people_send(person: Person, telegram: Telegram) -> None:
    await person.start()
    await person.sends_photo(png(640, 480), "Цех")
    person.sees("Понятно: Цех")
    await person.sends_document("список.xlsx", b"1")
    person.sees("Понятно: document")
    await person.sends_location(61.7, 50.8)
    person.sees("Понятно: location")
    await person.blocks()
    with pytest.raises(PersonCannot, match="blocked"):
        await person.writes("эй")
    await person.unblocks()
    await person.writes("эй", reply_to=person.last)
    person.sees("Понятно: эй")


@pytest.mark.parametrize("text", ["", " ", "я" * 4097])
def test_what_a_client_does_not_send(telegram: Telegram, teacher: User, text: str) -> None:
    with pytest.raises(PersonCannot):
        telegram.send_text(7, text)


def test_a_chat_must_be_started_and_an_account_alive(telegram: Telegram, teacher: User) -> None:
    with pytest.raises(PersonCannot, match="not started"):
        telegram.send_text(telegram.add_user("Пётр").id, "эй")
    with pytest.raises(PersonCannot, match="never was"):
        telegram.press(7, 7, 99, "x")
    telegram.delete_account(7)
    with pytest.raises(PersonCannot, match="deleted"):
        telegram.start(7)


async def test_a_person_edits_and_deletes(telegram: Telegram, api: Api, teacher: User) -> None:
    message = telegram.send_text(7, "7 Б")
    telegram.edit_message(7, message, "7 В")
    update = telegram.updates.pending()[-1]
    assert (update.kind, update.body["text"]) == ("edited_message", "7 В")
    telegram.delete_for_me(7, message)
    assert len(telegram.view(7)) == 1
    answer = await api.result("sendMessage", chat_id=7, text="а")
    with pytest.raises(PersonCannot, match="own"):
        telegram.edit_message(7, answer["message_id"], "б")


async def test_every_change_is_an_event(telegram: Telegram, api: Api, teacher: User) -> None:
    events: list[Event] = []
    stop = telegram.subscribe(events.append)
    sent = await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=inline([button()]))
    number = sent["message_id"]
    query = telegram.press(7, 7, number, "yes")
    await api.result("answerCallbackQuery", callback_query_id=query, text="готово")
    await api.result("editMessageText", chat_id=7, message_id=number, text="<i>Да</i>", parse_mode="HTML")
    await api.result("sendChatAction", chat_id=7, action="typing")
    await api.result("deleteMessage", chat_id=7, message_id=number)
    await api.result("sendMessage", chat_id=7, text="а", reply_markup={"keyboard": [["Да"]]})
    await api.result("setMyCommands", commands=[{"command": "start", "description": "Начать"}])
    stop()
    telegram.block(7)
    assert [event.kind for event in events] == [
        EventKind.NEW,
        EventKind.ANSWERED,
        EventKind.EDITED,
        EventKind.TYPING,
        EventKind.DELETED,
        EventKind.NEW,
        EventKind.REPLY_KEYBOARD,
        EventKind.COMMANDS,
    ]
    assert {event.user_id for event in events} == {7}
    assert events[1].alert is not None
    assert events[1].alert.text == "готово"
    assert events[2].message is not None
    assert events[2].message.html == "<i>Да</i>"


# lints


def rules(telegram: Telegram) -> set[LintRule]:
    telegram.finish_lints()
    return {lint.rule for lint in telegram.lints}


async def ask(api: Api, text: str = "Да?") -> int:
    sent = await api.result("sendMessage", chat_id=7, text=text, reply_markup=inline([button()]))
    return int(sent["message_id"])


async def test_a_tap_left_alone(telegram: Telegram, api: Api, teacher: User) -> None:
    telegram.press(7, 7, await ask(api), "yes")
    assert rules(telegram) == {LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP}


async def test_a_tap_answered_without_anything_to_see(telegram: Telegram, api: Api, teacher: User) -> None:
    number = await ask(api)
    query = telegram.press(7, 7, number, "yes")
    await api.refusal(
        "editMessageText", chat_id=7, message_id=number, text="Да?", reply_markup=inline([button()])
    )
    await api.result("answerCallbackQuery", callback_query_id=query)
    assert rules(telegram) == {LintRule.DEAD_TAP}


@pytest.mark.parametrize("visible", ["toast", "edit", "message", "delete"])
async def test_a_tap_with_something_to_see(telegram: Telegram, api: Api, teacher: User, visible: str) -> None:
    number = await ask(api)
    query = telegram.press(7, 7, number, "yes")
    await api.result("answerCallbackQuery", callback_query_id=query, text="да" if visible == "toast" else "")
    if visible == "edit":
        await api.result("editMessageText", chat_id=7, message_id=number, text="готово")
    if visible == "message":
        await api.result("sendMessage", chat_id=7, text="готово")
    if visible == "delete":
        await api.result("deleteMessage", chat_id=7, message_id=number)
    assert rules(telegram) == set()


@pytest.mark.parametrize(
    ("row", "cut"),
    [
        (["я" * 30], False),
        (["я" * 31], True),
        (["я" * 14, "да"], False),
        (["я" * 15, "да"], True),
        (["я" * 9, "да", "да"], False),
        (["я" * 10, "да", "да"], True),
        (["14·20"] * 7, False),
        (["14·200"] * 7, True),
        (["👍👍👍👍👍👍👍", "да"], False),
        (["👍👍👍👍👍👍👍👍", "да"], True),
    ],
)
async def test_labels_that_a_phone_cuts(
    telegram: Telegram, api: Api, teacher: User, row: list[str], cut: bool
) -> None:
    keyboard = inline([button(label) for label in row])
    await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=keyboard)
    assert (LintRule.CUT_LABEL in rules(telegram)) is cut


async def test_a_row_with_more_buttons_than_are_shown(telegram: Telegram, api: Api, teacher: User) -> None:
    await api.result("sendMessage", chat_id=7, text="Да?", reply_markup=inline([button("1")] * 9))
    assert rules(telegram) == {LintRule.TOO_MANY_IN_ROW}


async def test_a_long_message_where_one_must_act(telegram: Telegram, api: Api, teacher: User) -> None:
    await ask(api, "я" * 700)
    await api.result("sendMessage", chat_id=7, text="ю" * 701)
    assert rules(telegram) == set()
    await ask(api, "э" * 701)
    assert rules(telegram) == {LintRule.LONG_MESSAGE}


async def test_the_same_text_twice(telegram: Telegram, api: Api, clock: MovableClock, teacher: User) -> None:
    number = await ask(api)
    clock.move(timedelta(seconds=2))
    await ask(api)
    telegram.send_text(7, "что?")
    await ask(api)
    assert rules(telegram) == set(), "later, or as an answer to something new, it may be said again"
    telegram.lints.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP)
    telegram.press(7, 7, number, "yes")
    await api.result("sendMessage", chat_id=7, text="Принято")
    telegram.press(7, 7, number, "yes")
    await api.result("sendMessage", chat_id=7, text="Принято")
    assert rules(telegram) == {LintRule.SAID_TWICE}, "a second tap on the same button is no new question"


async def test_quiet_hours(telegram: Telegram, api: Api, clock: MovableClock, teacher: User) -> None:
    def quiet(chat_id: int, at: datetime) -> bool:
        return chat_id == 7 and at.hour >= 18

    telegram.quiet = quiet
    clock.move(timedelta(hours=1))
    await api.result("sendMessage", chat_id=7, text="днём")
    clock.move(timedelta(hours=9))
    await api.result("sendMessage", chat_id=7, text="без звука", disable_notification=True)
    telegram.send_text(7, "не спится")
    clock.move(timedelta(seconds=5))
    await api.result("sendMessage", chat_id=7, text="ответ")
    assert rules(telegram) == set()
    clock.move(timedelta(seconds=1))
    await api.result("sendMessage", chat_id=7, text="напоминание")
    assert rules(telegram) == {LintRule.QUIET_HOURS}
    assert "19:00 UTC: напоминание" in telegram.finish_lints()[0]


def test_a_lint_may_be_allowed(telegram: Telegram) -> None:
    telegram.lints.add(LintRule.CUT_LABEL, 7, 1, "длинно")
    telegram.lints.add(LintRule.CUT_LABEL, 7, 1, "длинно")
    assert len(telegram.lints) == 1
    telegram.lints.allow(LintRule.CUT_LABEL)
    telegram.lints.add(LintRule.CUT_LABEL, 7, 2, "длинно")
    assert len(telegram.lints) == 0
