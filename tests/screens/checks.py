"""What holds for every screen in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.ui.callback_data import TapData
from bot.ui.coordinator.settings import WORDS_SHOWN
from bot.ui.screen import AskContact, Inline, Screen
from bot.ui.show import to_markup
from bot.ui.translator import LOCALES, languages, translator_for
from sandbox.html_markup import HtmlReader
from sandbox.keyboards import InlineButton, InlineKeyboard, ReplyButton, ReplyKeyboard
from sandbox.lints import LONG_MESSAGE, cut_labels
from tests.screens.gallery import Shot, screen_functions
from tests.screens.showroom import (
    AGENCY,
    CODE,
    COMMENT,
    COURSE,
    GROUP_TITLE,
    LEADER,
    LONG_SCHOOL,
    MOTIVATION,
    OPERATOR,
    OWN_CONSENT,
    RECEPTION,
    SCHOOL,
    TALK,
)

REFUSED = "❌ "
MOST_OF_A_TEXT = 4096
MOST_OF_A_CAPTION = 1024
MOST_OF_CALLBACK_DATA = 64
MOST_OF_A_ROW = 8
MOST_ROWS = 100

_LATIN = re.compile(r"[A-Za-z]{2,}")
_CYRILLIC = re.compile(r"[а-яёӧіА-ЯЁӦІ]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+|https?://\S+|/[a-z_]+")
_REFERENCE = re.compile(r"КС?-\d{4,}")
_RECORD = re.compile(r"^(?:draw|list|sha256|places|source|seed|order): .*$", re.MULTILINE)
"""What anybody checks a draw with is the same in all languages."""
_HASH = re.compile(r"\b[0-9a-f]{64}\b|SHA-256")
_KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


def parse(html: str) -> str:
    """The text that Telegram would show; raises what the simulated Telegram raises."""
    return HtmlReader(html).read().text


def labels(screen: Screen) -> list[str]:
    match screen.keyboard:
        case Inline(rows):
            return [button.label for row in rows for button in row]
        case AskContact(label, others):
            return [label, *others]
        case _:
            return []


def taps(screen: Screen) -> list[str]:
    if not isinstance(screen.keyboard, Inline):
        return []
    return [button.tap for row in screen.keyboard.rows for button in row if button.tap is not None]


def problems_of(shot: Shot) -> Iterator[str]:
    """What is wrong with a screen, in words."""
    screen = shot.screen
    try:
        text = parse(screen.text)
    except Exception as error:
        yield f"HTML: {error}"
        return
    if not 1 <= len(text.strip()) <= (MOST_OF_A_TEXT if screen.file is None else MOST_OF_A_CAPTION):
        yield f"{len(text)} characters"
    if "{" in text or "}" in text:
        yield "an unformatted placeholder"
    yield from _not_last(text, shot)
    yield from _shape(screen)
    everything = "\n".join([text, *labels(screen)])
    yield from (f"a raw key: {key}" for key in _KEY.findall(_ADDRESS.sub(" ", everything)) if key in _keys())
    yield from _foreign(everything, shot.language)
    if screen.venue is not None:
        yield from _foreign(f"{screen.venue.title}\n{screen.venue.address}", shot.language)


def _not_last(text: str, shot: Shot) -> Iterator[str]:
    """Why the last answer did not do stands right above the buttons, where a phone shows it; where nothing
    was answered, so does why nothing can be had."""
    said = [parse(each).strip() for each in shot.refused]
    for why in [each for each in said if each.startswith(REFUSED)] or said:
        is_part = any(why in longer and why != longer for longer in said)
        if why in text and not is_part and not text.rstrip().endswith(why):
            yield f"a refusal is not the last that is said: {why!r}"


def surplus_of(shot: Shot) -> int:
    """Characters too many where somebody must act; the consent is as long as the law makes it."""
    text = parse(shot.screen.text)
    return max(len(text) - LONG_MESSAGE, 0) if taps(shot.screen) and not is_consent(text) else 0


def _shape(screen: Screen) -> Iterator[str]:
    markup = to_markup(screen.keyboard)
    if isinstance(markup, InlineKeyboardMarkup):
        rows = tuple(
            tuple(InlineButton(one.text, "callback_data", one.callback_data) for one in row)
            for row in markup.inline_keyboard
        )
        yield from (f"a label is cut: {label!r}" for label in cut_labels(InlineKeyboard(rows)))
        yield from (f"a row of {len(row)}" for row in rows if len(row) > MOST_OF_A_ROW)
        if len(rows) > MOST_ROWS:
            yield f"{len(rows)} rows"
        yield from _buttons(screen)
    elif isinstance(markup, ReplyKeyboardMarkup):
        below = tuple(tuple(ReplyButton(one.text) for one in row) for row in markup.keyboard)
        yield from (f"a label is cut: {label!r}" for label in cut_labels(ReplyKeyboard(below)))
    if any(not label.strip() for label in labels(screen)):
        yield "a button without a label"


def _buttons(screen: Screen) -> Iterator[str]:
    assert isinstance(screen.keyboard, Inline)
    for row in screen.keyboard.rows:
        for button in row:
            if (
                sum(
                    each is not None
                    for each in (
                        button.tap,
                        button.url,
                        button.inline_query,
                        button.copied,
                        button.heading or None,
                    )
                )
                != 1
            ):
                yield f"{button.label!r} does not do exactly one thing"
            if button.url is not None and not button.url.startswith("https://t.me/"):
                yield f"{button.label!r} leads to {button.url}"
    for data in taps(screen):
        if len(data.encode()) > MOST_OF_CALLBACK_DATA:
            yield f"callback data of {len(data.encode())} bytes: {data}"
        readers = [each.__name__ for each in callback_classes() if _reads(each, data)]
        if len(readers) != 1:
            yield f"{data!r} is read by {readers or 'nobody'}"


@lru_cache(maxsize=1)
def callback_classes() -> tuple[type[CallbackData], ...]:
    screen_functions()  # imports every module of screens
    return tuple(each for each in TapData.__subclasses__() if each.__module__.startswith("bot."))


def _reads(of: type[CallbackData], data: str) -> bool:
    try:
        of.unpack(data)
    except (TypeError, ValueError):
        return False
    return True


@lru_cache(maxsize=1)
def _keys() -> frozenset[str]:
    """Every key of the catalogues: none of them may be seen on screen."""
    return frozenset(
        line.removeprefix('msgid "').rstrip('"')
        for file in LOCALES.rglob("*.po")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith('msgid "')
    )


@lru_cache(maxsize=1)
def _consents() -> tuple[str, ...]:
    return tuple(translator_for(each.code).label("consent.title") for each in languages())


def is_consent(text: str) -> bool:
    """The one text that a law makes long; its preview has what follows from it below."""
    return text.startswith(_consents())


# --- words of another language ---------------------------------------------------------------------

LATIN_ALLOWED = frozenset({"poster", "Telegram", "Language", "English", "IT", "CNC", "QR", "PDF", "Word"}) | {
    *("XLSX", "CSV", "JSON"),
    *("python", "bot", "import", "seed", "demo", "docs", "catalogue", "format", "md"),
    *("check", "draw", "cbr", "ru", "list"),
}
"""Latin words in Russian screens that have no Russian one, names of languages in themselves, labels in links,
and what the operator types on the server."""

CYRILLIC_ALLOWED = frozenset({"Русский", "Язык"})


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    """What people wrote, in the language in which they wrote it; also the letters of classes and codes."""
    pieces = [
        AGENCY.title,
        GROUP_TITLE,
        SCHOOL.title,
        LONG_SCHOOL.title,
        LEADER,
        RECEPTION,
        COURSE,
        COMMENT,
        MOTIVATION,
        TALK,
        CODE,
    ]
    pieces += ["Анна Петровна К.", "Игорь В.", "Северный", "АБВГДЕЖИК", *"АБВГДЕЖИК"]
    pieces += [text[:WORDS_SHOWN] for text in OWN_CONSENT.as_mapping().values()]
    pieces += [OPERATOR.name, OPERATOR.address, OPERATOR.database_location]
    return frozenset(word for piece in pieces for word in _CYRILLIC.findall(piece))


def _is_own(found: re.Match[str]) -> bool:
    """A word of somebody's, or as much of it as fitted."""
    word = found.group()
    if found.string[found.end() : found.end() + 1] == "…":
        return any(each.startswith(word) for each in _own_words())
    return word in _own_words()


def _foreign(text: str, language: str) -> Iterator[str]:
    plain = _HASH.sub(" ", _RECORD.sub(" ", _ADDRESS.sub(" ", text)))
    if language == "ru":
        plain = plain.replace(OPERATOR.email, " ")
        plain = plain.replace("<b>ПАЗ</b>", " ").replace("<после>", " ")
        found = [word for word in _LATIN.findall(plain) if word not in LATIN_ALLOWED]
    else:
        yield from (f"a reference of another keyboard: {each}" for each in _REFERENCE.findall(plain))
        words = [each.group() for each in _CYRILLIC.finditer(plain) if not _is_own(each)]
        found = [word for word in words if word not in CYRILLIC_ALLOWED]
    if found:
        yield f"words of another language: {sorted(set(found))[:8]}"
