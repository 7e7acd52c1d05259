"""Texts by key in the language of the reader.

Catalogues are gettext files in ``locales/<language>/``, read at the start without a build step: a new
language is one more folder with one file. A key that a language lacks is looked up in its fallback
(header ``X-Fallback``), then in Russian.

Arguments are put in with ``{name}``. In :meth:`Translator.html` every string argument is escaped unless it
is :class:`~bot.ui.formats.html.Html`; :meth:`Translator.label` gives plain text for buttons and toasts.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.domain.booking.codes import latin_form
from bot.domain.texts import Texts
from bot.ui.formats.html import Html, escape, isolated

LOCALES = Path(__file__).resolve().parents[2] / "locales"
BASE_LANGUAGE = "ru"

Argument = str | int | float | Texts


class MissingTextError(KeyError):
    """A key that no catalogue has: a bug that the translation check finds."""


@dataclass(frozen=True, slots=True)
class Language:
    """A catalogue's own header: its code, its name in itself, and whose texts fill its gaps."""

    code: str
    name: str
    fallback: str | None


class Translator:
    """Texts in one language; made by :func:`translator_for`. ``reader_zone``: on whose clock the reader lives
    (IANA; empty: nobody knows); None where there is only one zone, which needs no name."""

    def __init__(
        self,
        language: Language,
        catalogues: tuple[gettext.GNUTranslations, ...],
        reader_zone: str | None = None,
    ) -> None:
        self.language = language
        self._catalogues = catalogues
        self.reader_zone = reader_zone

    def for_reader(self, zone: str | None) -> Translator:
        """The same texts for somebody who lives on this clock."""
        return Translator(self.language, self._catalogues, zone)

    @property
    def code(self) -> str:
        return self.language.code

    def _find(self, key: str) -> str:
        for catalogue in self._catalogues:
            found = catalogue.gettext(key)
            if found != key:
                return found
        raise MissingTextError(key)

    def _find_plural(self, key: str, n: int) -> str:
        for catalogue in self._catalogues:
            found = catalogue.ngettext(key, key, n)
            if found != key:
                return found
        raise MissingTextError(key)

    def has(self, key: str) -> bool:
        return any(catalogue.gettext(key) != key for catalogue in self._catalogues)

    def content(self, texts: Texts) -> str:
        """An enterprise's own text in this language, with fallback to Russian."""
        return texts.in_language(self.code, (self.language.fallback or BASE_LANGUAGE, BASE_LANGUAGE))

    @property
    def is_latin(self) -> bool:
        """Whether codes and references are read and typed in Latin letters; a catalogue says so."""
        return self._find("code.letters") == "latin"

    def reference(self, reference: str) -> str:
        """The reference of a booking or application; every argument ``reference`` of a text is shown so."""
        return latin_form(reference) if self.is_latin else reference

    def _plain(self, name: str, argument: Argument) -> str | int | float:
        if name == "reference" and isinstance(argument, str):
            return self.reference(argument)
        return self.content(argument) if isinstance(argument, Texts) else argument

    def _safe(self, name: str, argument: Argument) -> str | int | float:
        plain = self._plain(name, argument)
        if isinstance(plain, str) and not isinstance(plain, Html):
            return escape(plain)
        return plain

    def html(self, key: str, **arguments: Argument) -> Html:
        """The text as HTML; string arguments are escaped."""
        return Html(
            self._find(key).format(**{name: self._safe(name, each) for name, each in arguments.items()})
        )

    def label(self, key: str, **arguments: Argument) -> str:
        """The text as plain text, for buttons, toasts and files."""
        plain = {name: self._plain(name, each) for name, each in arguments.items()}
        return self._find(key).format(
            **{name: isolated(each) if isinstance(each, str) else each for name, each in plain.items()}
        )

    def count(self, key: str, n: int, **arguments: Argument) -> Html:
        """The right plural form for ``n``, which the text may show as ``{n}``; plain digits and words."""
        safe = {name: self._safe(name, each) for name, each in arguments.items()}
        return Html(self._find_plural(key, n).format(n=n, **safe))


def _read_catalogue(path: Path) -> tuple[Language, gettext.GNUTranslations]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    headers: Mapping[str, str] = {name.lower(): value for name, value in catalogue.mime_headers}
    header_comment = _own_headers(path)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    code = headers.get("language") or path.parent.name
    return (
        Language(code, header_comment.get("x-name", code), header_comment.get("x-fallback") or None),
        gettext.GNUTranslations(compiled),
    )


def _own_headers(path: Path) -> dict[str, str]:
    """The X- headers of a catalogue, which Babel does not keep."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[:40]:
        text = line.strip().strip('"')
        if text.lower().startswith("x-") and ":" in text:
            name, _, value = text.partition(":")
            found[name.lower()] = value.replace("\\n", "").strip()
    return found


@lru_cache(maxsize=1)
def _read_all() -> Mapping[str, tuple[Language, tuple[gettext.GNUTranslations, ...]]]:
    found: dict[str, tuple[Language, tuple[gettext.GNUTranslations, ...]]] = {}
    for folder in sorted(path for path in LOCALES.iterdir() if path.is_dir()):
        parts = [_read_catalogue(path) for path in sorted(folder.glob("*.po"))]
        if parts:
            found[folder.name] = (parts[0][0], tuple(catalogue for _, catalogue in parts))
    return found


def languages() -> tuple[Language, ...]:
    """Every language that has a catalogue, Russian first."""
    found = [language for language, _ in _read_all().values()]
    return tuple(sorted(found, key=lambda each: (each.code != BASE_LANGUAGE, each.code)))


@lru_cache(maxsize=32)
def translator_for(code: str) -> Translator:
    """The translator of a language; an unknown code gets Russian."""
    found = _read_all()
    chain: list[str] = []
    current: str | None = code if code in found else BASE_LANGUAGE
    while current is not None and current in found and current not in chain:
        chain.append(current)
        current = found[current][0].fallback
    if BASE_LANGUAGE not in chain:
        chain.append(BASE_LANGUAGE)
    catalogues = tuple(catalogue for each in chain for catalogue in found[each][1])
    return Translator(found[chain[0]][0], catalogues)
