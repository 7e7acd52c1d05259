"""Arrival codes and references as the reader can read and type them."""

from __future__ import annotations

from bot.domain.booking.codes import latin_form
from bot.ui.translator import Translator


def code_label(code: str, t: Translator) -> str:
    """An arrival code in the letters of the reader's own language (B16)."""
    return latin_form(code) if t.is_latin else code
