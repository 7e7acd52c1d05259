"""/book promises the nearest dates in the menu and opened the whole catalogue."""

from __future__ import annotations

from bot.handlers import TOPICS
from bot.ui.translator import translator_for


def test_two_commands_with_different_promises_do_different_things() -> None:
    t = translator_for("ru")
    assert t.label("command.book") != t.label("command.catalog")
    handlers = {name: handler for topic in TOPICS for name, handler in topic.commands.items()}
    assert handlers["book"] is not handlers["catalog"]
