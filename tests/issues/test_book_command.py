"""/book promises the nearest dates in the menu and opened the whole catalogue."""

from __future__ import annotations

from aiogram.filters import Command

from bot.ui.translator import translator_for
from tests.bot.test_handlers_fit import HANDLERS, Handler


def _handler_of(command: str) -> Handler:
    return next(
        each
        for each in HANDLERS
        for one in each.object.filters or []
        if isinstance(one.callback, Command) and command in one.callback.commands
    )


def test_two_commands_with_different_promises_do_different_things() -> None:
    t = translator_for("ru")
    assert t.label("command.book") != t.label("command.catalog")
    assert _handler_of("book").name != _handler_of("catalog").name
