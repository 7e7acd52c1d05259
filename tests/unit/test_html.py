"""What people typed, within the bot's own lines."""

from __future__ import annotations

import sys
import unicodedata

from bot.ui.formats.html import escape, isolated


def test_every_sign_from_right_to_left_is_isolated() -> None:
    """Whatever the table of signs says, and wherever it stands in a text."""
    signs = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if unicodedata.bidirectional(sign) in {"R", "AL", "AN"}
    ]
    assert len(signs) > 1000
    assert [f"{ord(sign):x}" for sign in signs if isolated(f"Цех {sign} 5") == f"Цех {sign} 5"] == []


def test_no_other_sign_is() -> None:
    others = "".join(
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if unicodedata.bidirectional(sign) not in {"R", "AL", "AN"}
    )
    assert isolated(others) == others


def test_each_line_is_isolated_by_itself() -> None:
    assert escape("שלום <b>\nгород") == "\u2068שלום &lt;b&gt;\u2069\n\u2068город\u2069"
