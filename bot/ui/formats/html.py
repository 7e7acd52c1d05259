"""HTML that Telegram reads. What people typed can only get in escaped."""

from __future__ import annotations

from html import escape as _escape


class Html(str):
    """A text that is already HTML; the translator leaves it as it is and escapes every other string."""

    __slots__ = ()

    def join_all(self, parts: list[Html]) -> Html:
        return Html(str(self).join(parts))


def escape(text: str) -> Html:
    """Plain text as HTML."""
    return Html(_escape(text, quote=False))


def lines(*parts: Html | None) -> Html:
    """Non-empty parts, each on its own line; None leaves no gap, ``Html("")`` an empty line."""
    return Html("\n".join(part for part in parts if part is not None))


def bold(text: str) -> Html:
    return Html(f"<b>{text if isinstance(text, Html) else escape(text)}</b>")
