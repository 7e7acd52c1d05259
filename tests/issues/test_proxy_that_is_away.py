"""A proxy that was away stopped the bot with a traceback, and while it polled was called a defect of ours."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramNetworkError

from bot.settings import load_settings
from bot.telegram import make_bot
from tests.security.ears import TOKEN, refusing_socks


@pytest.mark.parametrize("kind", ["http", "socks4", "socks5"])
async def test_it_is_a_broken_way_to_telegram(unused_tcp_port: int, kind: str) -> None:
    proxy = f"{kind}://user:word@127.0.0.1:{unused_tcp_port}"
    bot = make_bot(load_settings(None, bot_token=TOKEN, bot_proxy=proxy))
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    await bot.session.close()


async def test_so_is_one_that_takes_no_login() -> None:
    with refusing_socks() as port:
        proxy = f"socks5://user:word@127.0.0.1:{port}"
        bot = make_bot(load_settings(None, bot_token=TOKEN, bot_proxy=proxy))
        with pytest.raises(TelegramNetworkError):
            await bot.get_me()
        await bot.session.close()
