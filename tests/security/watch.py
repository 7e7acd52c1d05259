"""What people typed, wherever it is shown: literally, or it was given power over a message."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from sandbox.model import Event, ShownMessage
from sandbox.people import render
from tests.bot.world import World

MARK = "меточка"
"""Stands in everything that is typed here, and nowhere else."""

_SHORTEST = 7
_LINK = re.compile(r'<a href="([^"]*)" target[^>]*>(.*?)</a>', re.DOTALL)
_ESCAPED_TWICE = re.compile(r"&(?:amp|lt|gt|quot|#\d+);")


def as_shown(typed: str) -> list[str]:
    """A typed text whole, or its beginning where there is no room for more."""
    return [typed, *(typed[:length].rstrip() + "…" for length in range(len(typed) - 1, _SHORTEST, -1))]


@dataclass(slots=True)
class Watch:
    """Looks at every message that anybody is shown; ``typed``: the texts that may be in it."""

    typed: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    """The different messages in which something typed stood."""

    def over(self, world: World) -> Watch:
        world.telegram.subscribe(self._look)
        return self

    def _look(self, event: Event) -> None:
        if event.alert is not None:
            self._judge(event.alert.text, event.alert.text)
        message = event.message
        if message is None or not message.from_bot:
            return
        self._judge(message.text, render(message))
        self._judge_formatting(message)
        if any(each in message.text for each in self.typed):
            self.seen.add(message.text)
        for label in message.labels:
            if _ESCAPED_TWICE.search(self._without_typed(label)):
                self.problems.append(f"a label shows HTML: {label!r}")

    def _without_typed(self, text: str) -> str:
        for typed in self.typed:
            for each in as_shown(typed):
                text = text.replace(each, "")
        return text

    def _judge(self, text: str, whole: str) -> None:
        """A plain text: the mark stands in a whole typed text only, and nothing shows as escaped."""
        rest = self._without_typed(text)
        if MARK in rest or _ESCAPED_TWICE.search(rest):
            self.problems.append(f"not as it was typed: {whole}")

    def _judge_formatting(self, message: ShownMessage) -> None:
        """No formatting begins or ends inside of a typed text; no words lead to another place."""
        formatted = message.html
        for typed in self.typed:
            for each in as_shown(typed):
                formatted = formatted.replace(html.escape(each, quote=False), "")
        links = [address for address, words in _LINK.findall(formatted) if address != words]
        if MARK in formatted or links or "text_mention" in formatted:
            self.problems.append(f"formatted by what was typed: {message.html}")
