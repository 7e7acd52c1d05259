"""A tiny bot that uses everything the chat page can show, with the page in front of it.

``python -m tests.sandbox_page.toy_demo PORT`` serves one demo there. Without a port every line on standard
input begins a new demo on a free port and is answered with its address; the end of the input ends them all.
The bots talk to the simulated Telegram without HTTP; the page is served as in the demo.
"""

from __future__ import annotations

import asyncio
import secrets
import struct
import sys
import zlib
from datetime import UTC, datetime, timedelta

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiohttp import web

from bot.clock import MovableClock
from sandbox.control import build_control_app
from sandbox.personas import PERSONAS
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REMINDER_AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LINK = "https://t.me/prokhodnaya_demo_bot?start=site_sloist"


def _inline(*rows: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows
        ]
    )


MENU = _inline(
    (("Каталог предприятий", "list"), ("Ближайшие даты", "calendar")),
    (("Место встречи", "venue"), ("Письмо", "document"), ("Фото", "photo")),
    (("Подсказка", "toast"), ("Окно", "alert"), ("Долго", "silent")),
    (("Мой телефон", "phone"), ("Много сообщений", "many")),
)

GREETING = (
    "<b>Здравствуйте, {name}</b>\n"
    "Здесь записывают класс на предприятие. Выберите, с чего начать.\n\n"
    "Карточка цеха: " + LINK + "\nВопросы: +7 000 000-00-09, команда /help"
)

FORMATS = (
    "<b>жирный</b>, <i>курсив</i>, <u>подчёркнутый</u>, <s>зачёркнутый</s>, <b>жирный <i>и курсив</i></b>\n"
    '<code>К7М4</code> и <a href="' + LINK + '">ссылка словом</a>, 👩‍🏫 <b>после эмодзи</b>\n'
    "<tg-spoiler>скрытый ответ</tg-spoiler>\n"
    "<blockquote>Закрытая обувь, длинные брюки, документы.</blockquote>\n"
    "<pre>строка один\nстрока два</pre>\n&lt;script&gt;alert(1)&lt;/script&gt;"
)


def _calendar(chosen: str = "") -> InlineKeyboardMarkup:
    names = tuple((day, "empty") for day in ("пн", "вт", "ср", "чт", "пт", "сб", "вс"))
    days = [("·", "empty")] + [(f"{n}·20" if n % 3 else f"{n}·", f"day:{n}") for n in range(1, 31)]
    days += [("·", "empty")] * (-len(days) % 7)
    days = [(f"✓{text}" if data == f"day:{chosen}" else text, data) for text, data in days]
    weeks = [tuple(days[at : at + 7]) for at in range(0, len(days), 7)]
    return _inline(names, *weeks, (("‹ октябрь", "empty"), ("Назад", "menu"), ("декабрь ›", "empty")))


def _picture(width: int = 640, height: int = 400) -> bytes:
    """A PNG with a sky and a chimney, drawn here."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            wall = y > height * 0.6 or (width * 0.6 < x < width * 0.68 and y > height * 0.15)
            rows += bytes((150, 84, 62) if wall else (150 + y * 100 // height, 190 + y * 60 // height, 235))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(rows)))
        + chunk(b"IEND", b"")
    )


def build_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def open_card(message: Message) -> None:
        await message.answer(f"Открыта карточка <b>{(message.text or '').split()[1]}</b>", reply_markup=MENU)

    @dispatcher.message(CommandStart())
    async def greet(message: Message) -> None:
        name = message.from_user.first_name if message.from_user else ""
        await message.answer(GREETING.format(name=name), reply_markup=MENU)

    @dispatcher.message(Command("help"))
    async def show_formats(message: Message) -> None:
        await message.answer(FORMATS)

    @dispatcher.message(Command("keyboard"))
    async def show_keyboard(message: Message) -> None:
        rows = [[KeyboardButton(text="Один"), KeyboardButton(text="Два")], [KeyboardButton(text="Убрать")]]
        await message.answer("Кнопки внизу", reply_markup=ReplyKeyboardMarkup(keyboard=rows))

    @dispatcher.message(Command("share"))
    async def show_links(message: Message) -> None:
        share = f"https://t.me/share/url?url={LINK}&text=Приглашение"
        buttons = [
            [InlineKeyboardButton(text="Поделиться", url=share)],
            [InlineKeyboardButton(text="Открыть карточку", url=LINK)],
            [InlineKeyboardButton(text="Код", copy_text=CopyTextButton(text="К7М4"))],
        ]
        await message.answer("Ссылки", reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons))

    @dispatcher.message(Command("eight"))
    async def show_eight(message: Message) -> None:
        rows = tuple(tuple((f"{row}{n}·20", "empty") for n in range(1, 9)) for row in (1, 2))
        await message.answer("Восемь в ряд", reply_markup=_inline(*rows))

    @dispatcher.message(F.contact)
    async def take_contact(message: Message) -> None:
        assert message.contact is not None
        await message.answer(
            f"Номер получен: {message.contact.phone_number}", reply_markup=ReplyKeyboardRemove()
        )

    @dispatcher.message(F.document | F.photo)
    async def take_file(message: Message) -> None:
        name = message.document.file_name if message.document else "фото"
        await message.answer(f"Получен файл: {name}")

    @dispatcher.message(F.text == "Убрать")
    async def remove_keyboard(message: Message) -> None:
        await message.answer("Кнопки убраны", reply_markup=ReplyKeyboardRemove())

    @dispatcher.message(F.text)
    async def repeat(message: Message) -> None:
        await message.answer(message.html_text)

    @dispatcher.callback_query()
    async def on_tap(query: CallbackQuery) -> None:
        await _answer_tap(query)

    return dispatcher


async def _answer_tap(query: CallbackQuery) -> None:
    message, data = query.message, query.data or ""
    assert isinstance(message, Message)
    if data == "silent":
        return  # the spinner turns until the page loses patience
    toasts = {"toast": "Заявка отправлена", "empty": "Сеансов нет"}
    if data == "alert":
        await query.answer("Этот сеанс уже заполнен — вот ближайшие", show_alert=True)
        return
    if data == "menu":
        await message.edit_text("Выберите, с чего начать.", reply_markup=MENU)
    elif data == "list":
        sites = (
            "Вычегодский лист",
            "Слоист",
            "Тёплый след",
            "Северный хлеб",
            "Ухтинский газ",
            "Печорский лес",
        )
        rows = [((f"{name} · 12 свободных дат", "empty"),) for name in sites]
        await message.edit_text(
            "<b>Каталог</b>\nПредприятий: 6", reply_markup=_inline(*rows, (("Назад", "menu"),))
        )
    elif data == "calendar" or data.startswith("day:"):
        day = data.partition(":")[2]
        text = f"<b>Ноябрь</b>\nВыбрано: {day}" if day else "<b>Ноябрь</b>\nЧисло мест стоит после точки."
        await message.edit_text(text, reply_markup=_calendar(day))
    elif data == "venue":
        await message.answer_venue(
            62.588, 50.863, "Фанерный цех «Слоист»", "Емва, Заводская ул., 1, проходная № 2"
        )
    elif data == "document":
        letter = BufferedInputFile("Письмо-заявка\n".encode(), "Письмо-заявка 7 Б.txt")
        await message.answer_document(letter, caption="Письмо для <b>директора</b>")
    elif data == "photo":
        await message.answer_photo(BufferedInputFile(_picture(), "photo.png"), caption="Проходная № 2")
    elif data == "phone":
        button = KeyboardButton(text="Отправить номер", request_contact=True)
        keyboard = ReplyKeyboardMarkup(keyboard=[[button]], resize_keyboard=True, one_time_keyboard=True)
        await message.answer("Нужен телефон руководителя группы", reply_markup=keyboard)
    elif data == "many":
        for number in range(12):
            await message.answer(f"Сообщение {number + 1}\nещё строка\nи ещё одна")
    await query.answer(toasts.get(data))


class ToyControls:
    """The demo's controls over one in-process bot with one reminder for everybody."""

    def __init__(self, telegram: Telegram, clock: MovableClock) -> None:
        self._clock = clock
        self._bot = Bot(
            telegram.token,
            session=SandboxSession(telegram),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        self._dispatcher = build_dispatcher()
        self._telegram = telegram
        self._running = asyncio.Event()

    @property
    def bot_running(self) -> bool:
        return self._running.is_set()

    def now(self) -> datetime:
        return self._clock.now()

    async def run(self) -> None:
        """Polls for as long as the process lives; a stop is followed by a start."""
        commands = {"start": "начать", "help": "что умеет бот", "keyboard": "кнопки внизу", "share": "ссылки"}
        await self._bot.set_my_commands(
            [BotCommand(command=name, description=text) for name, text in commands.items()]
        )
        while True:
            self._running.set()
            await self._dispatcher.start_polling(self._bot, handle_signals=False, close_bot_session=False)

    async def advance(self, by: timedelta) -> None:
        until = self.now() + by
        if self.now() < REMINDER_AT <= until:
            await self.advance_to_next()
        self._clock.move_to(until)

    async def advance_to_next(self) -> datetime | None:
        if self.now() >= REMINDER_AT:
            return None
        self._clock.move_to(REMINDER_AT)
        for persona in PERSONAS:
            chat = self._telegram.chats.get(persona.user_id)
            if chat and chat.started and not chat.blocked:
                await self._bot.send_message(persona.user_id, "Завтра, чт, 3 декабря, 11:00 — «Слоист».")
        return REMINDER_AT

    async def restart_bot(self) -> None:
        self._running.clear()
        await self._dispatcher.stop_polling()
        await self._running.wait()


async def serve(port: int, demos: asyncio.TaskGroup) -> None:
    """Starts one demo and prints the address of its page."""
    clock = MovableClock(START)
    telegram = Telegram(clock)
    controls = ToyControls(telegram, clock)
    runner = web.AppRunner(build_control_app(telegram, controls, PERSONAS, secrets.token_urlsafe(16)))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    demos.create_task(controls.run())
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/", flush=True)  # noqa: T201 - the tests read it


async def serve_on_request() -> None:
    async with asyncio.TaskGroup() as demos:
        while await asyncio.to_thread(sys.stdin.readline):
            await serve(0, demos)
        sys.exit()


async def serve_one(port: int) -> None:
    async with asyncio.TaskGroup() as demos:
        await serve(port, demos)


if __name__ == "__main__":
    asyncio.run(serve_one(int(sys.argv[1])) if len(sys.argv) > 1 else serve_on_request())
