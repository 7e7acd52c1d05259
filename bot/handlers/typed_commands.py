"""«Назад» and «Отмена» in words: typed, or from the reply keyboard under the question of the phone."""

from __future__ import annotations

from bot.domain.typed.intents import Intent
from bot.handlers.chat import Chat
from bot.ui.translator import languages, translator_for


def _word(text: str) -> str:
    return text.strip("‹ .!").casefold()


def _in_every_language(*keys: str) -> frozenset[str]:
    return frozenset(_word(translator_for(each.code).label(key)) for each in languages() for key in keys)


_BACK = _in_every_language("form.phone_back", "button.back")
_CANCEL = _in_every_language("button.cancel")


def means_back(text: str) -> bool:
    return _word(text) in _BACK


def is_cancel(text: str) -> bool:
    """The label of the button."""
    return _word(text) in _CANCEL


def means_cancel(chat: Chat) -> bool:
    """The label, or one word that says the same: «отменить», «передумали»."""
    said = chat.said if len(chat.text.split()) == 1 else None
    return is_cancel(chat.text) or (said is not None and said.is_all and said.intent is Intent.CANCEL)
