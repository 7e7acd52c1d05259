"""The Bot API over real HTTP: tokens, forms, long polling, broken lines, webhooks (rules 28, 31, 32)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendDocument
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.clock import MovableClock
from sandbox.faults import Fault, FaultKind
from sandbox.model import SandboxSettings, User
from sandbox.server import RunningServer, start_server
from sandbox.session import SandboxSession
from sandbox.telegram import Telegram


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(
        clock, settings=SandboxSettings(timeout_hold=0.05, webhook_retry=0.01, webhook_retry_most=0.05)
    )


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[RunningServer]:
    running = await start_server(telegram)
    yield running
    await running.close()


@pytest.fixture
async def http(server: RunningServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.fixture
async def bot(telegram: Telegram, server: RunningServer) -> AsyncIterator[Bot]:
    bot = Bot(telegram.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.url)))
    yield bot
    await bot.session.close()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - real sockets: there is no event to wait for
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("42", "Unauthorized: invalid token specified"),
        ("42:OTHER", "Unauthorized"),
        (
            "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawa",
            "Unauthorized: this is a sandbox, and the token looks real; use its own token",
        ),
    ],
)
async def test_tokens_that_are_refused(http: aiohttp.ClientSession, token: str, words: str) -> None:
    for path in ("getMe", "../file/x"):
        async with http.get(f"/bot{token}/{path}" if path == "getMe" else f"/file/bot{token}/x") as answer:
            assert answer.status == 401
            assert (await answer.json())["description"] == words


async def test_a_foreign_host_is_refused(http: aiohttp.ClientSession, telegram: Telegram) -> None:
    async with http.get(f"/bot{telegram.token}/getMe", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    async with http.get(f"/bot{telegram.token}/getMe", headers={"Host": "localhost:80"}) as answer:
        assert answer.status == 200


async def test_parameters_come_in_any_form(
    http: aiohttp.ClientSession, telegram: Telegram, teacher: User
) -> None:
    path = f"/bot{telegram.token}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    await http.get(path, params={"chat_id": "7", "text": "адрес"})
    await http.post(path, data={"chat_id": "7", "text": "форма", "reply_markup": json.dumps(markup)})
    await http.post(path, json={"chat_id": 7, "text": "тело", "reply_markup": markup})
    form = aiohttp.FormData({"chat_id": "7", "caption": "части"})
    form.add_field("document", b"1", filename="a.txt", content_type="text/plain")
    await http.post(f"/bot{telegram.token}/sendDocument", data=form)
    shown = telegram.view(7)[1:]
    assert [message.text for message in shown] == ["адрес", "форма", "тело", "части"]
    assert [message.labels for message in shown] == [[], ["Да"], ["Да"], []]


@pytest.mark.parametrize("body", ["{", "[]", '"a"'])
async def test_a_broken_body_is_refused(http: aiohttp.ClientSession, telegram: Telegram, body: str) -> None:
    kind = {"Content-Type": "application/json"}
    async with http.post(f"/bot{telegram.token}/sendMessage", data=body, headers=kind) as answer:
        assert (answer.status, (await answer.json())["ok"]) == (400, False)
    async with http.put(f"/bot{telegram.token}/getMe") as answer:
        assert answer.status == 405


async def test_retry_after_is_a_header_too(
    http: aiohttp.ClientSession, telegram: Telegram, teacher: User
) -> None:
    telegram.faults.add(Fault(FaultKind.FLOOD, retry_after=17))
    async with http.post(f"/bot{telegram.token}/sendMessage", json={"chat_id": 7, "text": "а"}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "17")
        assert (await answer.json())["parameters"] == {"retry_after": 17}


@pytest.mark.parametrize(
    ("kind", "effects"),
    [
        (FaultKind.TIMEOUT_BEFORE, 0),
        (FaultKind.TIMEOUT_AFTER, 1),
        (FaultKind.DROP_BEFORE, 0),
        (FaultKind.DROP_AFTER, 1),
    ],
)
async def test_the_line_breaks(
    bot: Bot, telegram: Telegram, teacher: User, kind: FaultKind, effects: int
) -> None:
    telegram.faults.add(Fault(kind))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(7, "Да?")
    assert len(telegram.view(7)) == 1 + effects


async def test_long_polling_over_http(bot: Bot, telegram: Telegram, teacher: User) -> None:
    async with asyncio.timeout(10):
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await asyncio.sleep(0.05)
        telegram.send_text(7, "я здесь")
        (update,) = await poll
    assert update.message is not None
    assert update.message.text == "я здесь"


async def test_files_go_up_and_come_down(bot: Bot, telegram: Telegram, teacher: User) -> None:
    sent = await bot.send_document(7, BufferedInputFile(b"x" * 100_000, "отчёт.bin"))
    assert sent.document is not None
    assert sent.document.file_name == "отчёт.bin"
    content = await bot.download(sent.document)
    assert content is not None
    assert content.read() == b"x" * 100_000


async def test_a_port_that_is_taken_is_an_error(telegram: Telegram, server: RunningServer) -> None:
    with pytest.raises(OSError, match="address already in use"):
        await start_server(telegram, server.port)


# webhooks

Reply = Callable[[dict[str, Any]], Awaitable[web.Response]]


class Hook:
    """The bot's side of a webhook: remembers what came, answers as a test says."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.reply: Reply | None = None

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.reply is not None:
            return await self.reply(update)
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook(telegram: Telegram, server: RunningServer, teacher: User) -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    async with serving(app) as url:
        await telegram.call("setWebhook", {"url": f"{url}/hook", "secret_token": "s3cret"})
        yield hook
        await telegram.call("deleteWebhook", {})


async def test_updates_come_in_order_with_the_secret(telegram: Telegram, hook: Hook) -> None:
    for text in "абв":
        telegram.send_text(7, text)
    await until(lambda: not telegram.updates.pending())
    assert hook.texts == ["а", "б", "в"]
    assert hook.secrets == ["s3cret"] * 3


async def test_an_update_comes_again_until_it_is_taken(telegram: Telegram, hook: Hook) -> None:
    hook.answers = [web.Response(status=500), web.Response(status=503, headers={"Retry-After": "0"}),
                    web.Response(status=302)]  # fmt: skip
    telegram.send_text(7, "а")
    telegram.send_text(7, "б")
    await until(lambda: not telegram.updates.pending())
    assert hook.texts == ["а", "а", "а", "а", "б"]
    assert telegram.webhook is not None
    assert telegram.webhook.last_error == "Wrong response from the webhook: 302 Found"


async def test_one_update_of_a_chat_is_in_flight_but_chats_do_not_wait(
    telegram: Telegram, hook: Hook
) -> None:
    other = telegram.add_user("Анна")
    telegram.start(other.id)
    await until(lambda: not telegram.updates.pending())
    hook.got.clear()
    gate = asyncio.Event()

    async def slow(update: dict[str, Any]) -> web.Response:
        if update["message"]["text"] == "медленно":
            await gate.wait()
        return web.Response()

    hook.reply = slow
    telegram.send_text(7, "медленно")
    telegram.send_text(7, "потом")
    telegram.send_text(other.id, "мимо")
    await until(lambda: "мимо" in hook.texts)
    await asyncio.sleep(0.05)
    assert hook.texts == ["медленно", "мимо"]
    gate.set()
    await until(lambda: not telegram.updates.pending())
    assert hook.texts == ["медленно", "мимо", "потом"]


async def test_a_reply_may_carry_one_method(telegram: Telegram, hook: Hook) -> None:
    hook.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 7, "text": "ответ"}),
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "getMe"}),
    ]
    for text in "абв":
        telegram.send_text(7, text)
    await until(lambda: not telegram.updates.pending())
    assert [message.text for message in telegram.view(7) if message.from_bot] == ["ответ"]
    assert telegram.webhook is not None, "what a reply must not carry is ignored"
    assert {call.method for call in telegram.calls} == {"setWebhook", "sendMessage"}


async def test_aiogram_answers_in_the_reply_with_a_file(
    telegram: Telegram, hook: Hook, bot: Bot, teacher: User
) -> None:
    """aiogram's own webhook handler replies with a multipart form."""

    async def answer(message: Message) -> SendDocument:
        return SendDocument(
            chat_id=message.chat.id,
            document=BufferedInputFile(b"1", "letter.txt"),
            caption=f"*{message.text}*",
        )

    router = Router()
    router.message.register(answer)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="s3cret")
    app = web.Application()
    handler.register(app, "/aiogram")
    async with serving(app) as url:
        await telegram.call("setWebhook", {"url": f"{url}/aiogram", "secret_token": "s3cret"})
        telegram.send_text(7, "прошу")
        await until(lambda: telegram.view(7)[-1].from_bot)
        await telegram.call("deleteWebhook", {})
    shown = telegram.view(7)[-1]
    assert shown.file is not None
    assert (shown.file.name, shown.text) == ("letter.txt", "*прошу*")


async def test_a_late_answer_means_another_delivery(telegram: Telegram, hook: Hook) -> None:
    telegram.faults.add(Fault(FaultKind.WEBHOOK_LATE))
    telegram.send_text(7, "а")
    await until(lambda: not telegram.updates.pending())
    assert hook.texts == ["а", "а"]
    telegram.faults.add(Fault(FaultKind.DUPLICATE_UPDATES))
    telegram.send_text(7, "б")
    await until(lambda: not telegram.updates.pending())
    assert hook.texts == ["а", "а", "б", "б"]
    telegram.updates.redeliver(1)
    await until(lambda: len(hook.got) == 5)
    assert hook.texts[-1] == "б"


# a whole bot


async def hello(message: Message) -> None:
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Ещё", callback_data="more")]]
    )
    await message.answer(f"<b>{message.text}</b>", reply_markup=keyboard, parse_mode="HTML")


async def more(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.message.edit_text("ещё раз")
    await query.answer("готово")


def echo_bot() -> Dispatcher:
    router = Router()
    router.message.register(hello, F.text)
    router.callback_query.register(more, F.data == "more")
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


@pytest.mark.parametrize("transport", ["http", "in process"])
async def test_a_bot_of_aiogram_talks(
    telegram: Telegram, teacher: User, server: RunningServer, transport: str
) -> None:
    http = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    bot = Bot(telegram.token, session=http if transport == "http" else SandboxSession(telegram))
    running = asyncio.create_task(echo_bot().start_polling(bot, handle_signals=False, polling_timeout=10))
    telegram.send_text(7, "привет")
    await until(lambda: telegram.view(7)[-1].from_bot)
    answer = telegram.view(7)[-1]
    assert (answer.html, answer.labels) == ("<b>привет</b>", ["Ещё"])
    query = telegram.press(7, 7, answer.message_id, "more")
    await until(lambda: query in telegram.alerts)
    assert telegram.alerts[query].text == "готово"
    assert telegram.view(7)[-1].text == "ещё раз"
    assert telegram.finish_lints() == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot.session.close()
