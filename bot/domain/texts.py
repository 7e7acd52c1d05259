"""A text in several languages, as an enterprise or a coordinator wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


class Texts:
    """The same text by language code, such as ``{"ru": "Фабрика", "en": "Factory"}``; never changes.

    Blank texts are left out, so that a language is either present with something to show or absent.
    May be empty.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values: dict[str, str] = {
            code: text for code, text in sorted((values or {}).items()) if text.strip()
        }

    def get(self, code: str) -> str | None:
        """The text in exactly this language, or None."""
        return self._values.get(code)

    def in_language(self, code: str, fallbacks: Sequence[str] = ("ru",)) -> str:
        """The text in this language, else in the first fallback there is, else in any; "" when empty."""
        for candidate in (code, *fallbacks):
            if candidate in self._values:
                return self._values[candidate]
        return next(iter(self._values.values()), "")

    def as_mapping(self) -> dict[str, str]:
        """A copy, by language code in alphabetical order."""
        return dict(self._values)

    def __iter__(self) -> Iterator[str]:
        """The language codes, in alphabetical order."""
        return iter(self._values)

    def __bool__(self) -> bool:
        return bool(self._values)

    def __eq__(self, other: object) -> bool:
        return self._values == other._values if isinstance(other, Texts) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    def __repr__(self) -> str:
        return f"Texts({self._values!r})"
