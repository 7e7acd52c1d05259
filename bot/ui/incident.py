"""What a person is told when their update could not be handled."""

from __future__ import annotations

from bot.domain.people.languages import language_for
from bot.ui.screen import Screen
from bot.ui.translator import languages, translator_for


def incident_screen(telegram_language: str | None, number: str) -> Screen:
    """In the language of their Telegram: the database is not asked. ``number``: what the operator finds."""
    code = language_for(telegram_language, [each.code for each in languages()])
    return Screen(translator_for(code).html("error.incident", number=number))
