"""What Telegram lets pass but a person suffers from; a test run with lints fails."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sandbox.keyboards import InlineKeyboard, ReplyKeyboard

LONG_MESSAGE: Final = 700
_LABEL_FITS: Final = {1: 30, 2: 14, 3: 9, 4: 7, 5: 6, 6: 5, 7: 5, 8: 4}


class LintRule(StrEnum):
    UNANSWERED_TAP = "a callback query was never answered"
    DEAD_TAP = "after a tap nothing visible happened"
    CUT_LABEL = "a label is likely to be cut on a phone"
    LONG_MESSAGE = "a long message where a person must act"
    SAID_TWICE = "the same text was sent twice within a second"
    QUIET_HOURS = "the bot started a message in quiet hours"
    TOO_MANY_IN_ROW = "a row holds more buttons than are shown"
    ALBUM_OF_ONE = "an album of a single item"


@dataclass(frozen=True, slots=True)
class Lint:
    rule: LintRule
    chat_id: int | None
    message_id: int | None
    detail: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.detail} (chat {self.chat_id}, message {self.message_id})"


class LintBook:
    """The lints so far, each once; a rule that a test breaks on purpose is named to ``allow``."""

    def __init__(self) -> None:
        self._found: dict[Lint, None] = {}
        self._allowed: set[LintRule] = set()

    def add(self, rule: LintRule, chat_id: int | None, message_id: int | None, detail: str) -> None:
        if rule not in self._allowed:
            self._found[Lint(rule, chat_id, message_id, detail)] = None

    def allow(self, *rules: LintRule) -> None:
        self._allowed.update(rules)
        self._found = {lint: None for lint in self._found if lint.rule not in rules}

    def clear(self) -> None:
        self._found.clear()

    def __iter__(self) -> Iterator[Lint]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def of(self, rule: LintRule) -> list[Lint]:
        return [lint for lint in self._found if lint.rule is rule]


def cut_labels(keyboard: InlineKeyboard | ReplyKeyboard) -> list[str]:
    """Labels that a phone of usual width would cut."""
    return [
        button.label
        for row in keyboard.rows
        for button in row
        if label_width(button.label) > _LABEL_FITS.get(len(row), 4)
    ]


def label_width(label: str) -> int:
    """Characters that a label takes; wide ones (emoji) count twice, joiners not at all."""
    width = 0
    for char in label:
        if unicodedata.category(char) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    return width
