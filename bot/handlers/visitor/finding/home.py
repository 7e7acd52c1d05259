"""The first screen, for whatever leads back to it (A0)."""

from __future__ import annotations

from bot.handlers.chat import Chat
from bot.services.catalogue.home import read_home
from bot.ui.screen import Screen
from bot.ui.visitor.finding import home


async def home_screen(chat: Chat) -> Screen:
    return home.home(await chat.do(read_home), chat.t, roles=chat.actor)
