"""Arrival codes as the reader can read them."""

from __future__ import annotations

from bot.domain.booking.codes import latin_form
from bot.ui.translator import Translator


def code_label(code: str, t: Translator) -> str:
    """In the letters of the reader's own language (B16); a catalogue says which in ``code.letters``."""
    return latin_form(code) if t.label("code.letters") == "latin" else code
