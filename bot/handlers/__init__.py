"""Updates come in here. A handler parses, calls one use case, and shows a screen."""

from __future__ import annotations

from aiogram import Router

from bot.handlers import coordinator, host, last
from bot.handlers.tap_index import tap_index
from bot.handlers.visitor import application, book, browse, classes, mine, texts


def routers() -> list[Router]:
    """All routers in the order in which their handlers are asked; the last answers what nobody understood."""
    asked = [
        host.router(),
        coordinator.router(),
        browse.router,
        book.router,
        application.router,
        mine.router,
        classes.router,
        texts.router,
        last.router,
    ]
    return [tap_index(asked), *asked]
