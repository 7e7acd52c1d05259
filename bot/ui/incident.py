"""What a person is told when their update could not be handled."""

from __future__ import annotations

from bot.domain.people.languages import language_for
from bot.ui.screen import Screen
from bot.ui.translator import Translator, languages, translator_for


def incident_screen(telegram_language: str | None, number: str) -> Screen:
    """In the language of their Telegram: the database is not asked. ``number``: what the operator finds."""
    return Screen(_t(telegram_language).html("error.incident", number=number))


def database_screen(telegram_language: str | None, *, busy: bool) -> Screen:
    """Where the database cannot be used. ``busy``: only for the moment."""
    return Screen(_t(telegram_language).html("error.busy" if busy else "error.database"))


def _t(telegram_language: str | None) -> Translator:
    return translator_for(language_for(telegram_language, [each.code for each in languages()]))
