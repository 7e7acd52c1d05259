"""The reference: a bare aiogram bot that makes the same edit with the same keyboard, and no database.

``python -m bench.bare webhook|polling|send``: the address of Telegram comes in ``BOT_API_URL``.
"""

from __future__ import annotations

import asyncio
import os
import sys

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.telegram import SECRET, TOKEN

TEXT = "Предприятие, программа, ближайшие даты и места. " * 9
router = Router()


def keyboard() -> InlineKeyboardMarkup:
    """As many buttons as a list of sites has."""
    rows = [
        [InlineKeyboardButton(text=f"Кнопка {each}", callback_data=f"site:{each}:0")] for each in range(8)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


@router.callback_query()
async def edit(callback: CallbackQuery) -> AnswerCallbackQuery:
    """The answer to the tap rides in the webhook's response, or is sent by the dispatcher when polling."""
    if isinstance(callback.message, Message):
        await callback.message.edit_text(TEXT, reply_markup=keyboard())
    return AnswerCallbackQuery(callback_query_id=callback.id)


def _bot() -> Bot:
    api = TelegramAPIServer.from_base(os.environ["BOT_API_URL"])
    return Bot(TOKEN, session=AiohttpSession(api=api))


async def _by_webhook(dispatcher: Dispatcher, bot: Bot) -> None:
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, "/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = int(os.environ["WEB_PORT"])
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
    await asyncio.Event().wait()


async def _send(bot: Bot, messages: int) -> None:
    for number in range(messages):
        await bot.send_message(1000 + number, TEXT, reply_markup=keyboard())


async def main(mode: str) -> None:
    bot = _bot()
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(router)
    match mode:
        case "webhook":
            await _by_webhook(dispatcher, bot)
        case "send":
            await _send(bot, int(os.environ["MESSAGES"]))
            await bot.session.close()
        case _:
            await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
