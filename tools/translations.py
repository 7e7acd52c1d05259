"""Are the catalogues complete and alike? Run as ``python -m tools.translations``.

Compares all catalogues in locales/ with each other, whatever languages there are: every key in every
language, no text empty or doubtful, the same places to fill in, all plural forms, only HTML that Telegram
knows, opened and closed in order.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locales"
# https://core.telegram.org/bots/api#html-style
TAGS = frozenset(
    {"a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "span", "strong", "tg-emoji", "u"}
    | {"strike", "tg-spoiler"}
)


class _Balance(HTMLParser):
    """Collects what is wrong with the tags of one text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in TAGS:
            self.wrong.append(f"Telegram does not know <{tag}>")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


def read_catalogues(folder: Path = LOCALES) -> dict[str, Catalog]:
    """All `<language>/*.po` below the folder, by ``language/domain``.

    PoFileError for a file out of form, such as one with more plural forms than its header says; forms that
    are missing come as empty texts.
    """
    catalogues: dict[str, Catalog] = {}
    for path in sorted(folder.glob("*/*.po")):
        language = path.parent.name
        with path.open("rb") as file:
            catalogues[f"{language}/{path.stem}"] = read_po(file, locale=language, abort_invalid=True)
    return catalogues


def places_of(text: str) -> frozenset[str]:
    """The names in braces, without their formats. ValueError for braces that do not match."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def problems_of(catalogues: Mapping[str, Catalog]) -> Iterator[str]:
    """One line per problem, over all catalogues of the same domain."""
    for domain in sorted({name.partition("/")[2] for name in catalogues}):
        alike = {name: catalogue for name, catalogue in catalogues.items() if name.endswith(f"/{domain}")}
        keys = sorted({key for catalogue in alike.values() for key in map(_key, catalogue) if key})
        for key in keys:
            yield from _problems_of_key(key, alike)


def _problems_of_key(key: str, alike: Mapping[str, Catalog]) -> Iterator[str]:
    places: dict[str, frozenset[str]] = {}
    plural: dict[str, bool] = {}
    for name, catalogue in alike.items():
        message = catalogue.get(key)
        if message is None:
            yield f"{name}: {key} is missing"
            continue
        if message.fuzzy:
            yield f"{name}: {key} is marked as fuzzy"
        texts = _texts(message)
        for text in texts:
            yield from (f"{name}: {key}: {wrong}" for wrong in _problems_of_text(text))
        try:
            places[name] = frozenset[str]().union(*(places_of(text) for text in texts))
        except ValueError:
            yield f"{name}: {key} has braces that do not match"
        plural[name] = bool(message.pluralizable)
    if len(set(plural.values())) > 1:
        yield f"{key} has plural forms in some languages only"
    if len(set(places.values())) > 1:
        shown = "; ".join(f"{name} {{{', '.join(sorted(names))}}}" for name, names in places.items())
        yield f"{key} is filled in differently: {shown}"


def _problems_of_text(text: str) -> Iterator[str]:
    if not text.strip():
        yield "is empty"
        return
    balance = _Balance()
    balance.feed(text)
    balance.close()
    yield from balance.wrong
    if balance.open:
        yield f"<{balance.open[-1]}> is not closed"


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def main() -> int:
    try:
        catalogues = read_catalogues()
    except PoFileError as error:
        print(f"  {error}")
        return 1
    problems = list(problems_of(catalogues))
    if len(catalogues) < 2:
        problems.append("locales/ has fewer than two catalogues")
    for problem in problems:
        print(f"  {problem}")
    texts = sum(len(catalogue) for catalogue in catalogues.values())
    print(f"  {len(catalogues)} catalogues, {texts} texts, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
