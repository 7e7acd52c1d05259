"""What sheets, columns and choices are called in a language."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import lru_cache

from bot.domain.catalogue.file import VISIT_RULES
from bot.domain.catalogue.sheets.tables import Column, Kind, Path, tables
from bot.domain.catalogue.sheets.values import ChoiceWords, to_cell
from bot.ui.translator import Translator, languages, translator_for

_YES = ("sheet.yes", "sheet.no")
_LONGEST_NAME = 31
"""Of a sheet."""


def sheet_name(path: Path, t: Translator) -> str:
    """One that a catalogue does not have is called as in the format."""
    key = f"sheet.name.{'.'.join(path) or 'file'}"
    name = t.label(key) if t.has(key) else ".".join(path)
    return name[:_LONGEST_NAME]


def column_title(key: str, column: Column, t: Translator) -> str:
    """«Название (en)», with a sign where it has to be filled."""
    base = column.key()
    name = f"sheet.column.{base}"
    if column.kind is Kind.PARENT:
        name = f"sheet.parent.{'.'.join(column.refers)}"
    title = t.label(name) if t.has(name) else base
    language = key.removeprefix(f"{base}.") if column.kind is Kind.TRANSLATED else ""
    if language:
        title = f"{title} ({language})"
    needed = column.required and not column.is_key and language in {"", "ru"}
    return f"{title} *" if needed else title


_OF_SITE = frozenset(VISIT_RULES)
_AS_PROGRAMME = frozenset({"sharing", "confirmation"})


def column_hint(path: Path, column: Column, t: Translator) -> str:
    """What belongs there; of a column that the catalogues do not know what the format says of it."""
    here, key = ".".join(path) or "file", column.key()
    if path == ("sites", "programmes") and key in _OF_SITE:
        return t.label("sheet.about.of_site")
    if path == ("sites", "programmes", "schedule") and key in _AS_PROGRAMME:
        return t.label("sheet.about.of_programme")
    names = (f"sheet.about.{here}.{key}", f"sheet.about.{key}")
    return next((t.label(each) for each in names if t.has(each)), column.meaning)


def column_example(key: str, column: Column, t: Translator) -> str:
    """An example as its cell would say it; empty where only the workbook itself knows one."""
    if column.refers or column.is_key or column.kind is Kind.YES_NO:
        return ""
    try:
        value = json.loads(column.example)
    except ValueError:
        return ""
    if column.kind is Kind.TRANSLATED:
        return str(value.get(key.removeprefix(f"{column.key()}."), ""))
    return str(to_cell(column, value, choice_words(t.code)))


def choice_enums() -> set[type[StrEnum]]:
    """Every list of choices of the format."""
    found: set[type[StrEnum]] = set()
    for table in tables().values():
        found |= {each.choices for each in table.columns if each.choices is not None}
        for column in table.columns:
            if column.parts is not None:
                hints = [each.annotation for each in column.parts.model_fields.values()]
                inner = [getattr(each, "__args__", (each,))[0] for each in hints]
                found |= {each for each in inner if isinstance(each, type) and issubclass(each, StrEnum)}
    return found


@lru_cache(maxsize=8)
def choice_words(code: str) -> ChoiceWords:
    """Written in one language, read in every."""
    known: dict[tuple[type[StrEnum], str], str] = {}
    yes_no: dict[str, bool] = {"true": True, "false": False, "1": True, "0": False}
    labels: dict[tuple[type[StrEnum], str], str] = {}
    for language in languages():
        t = translator_for(language.code)
        yes_no |= {t.label(_YES[0]).casefold(): True, t.label(_YES[1]).casefold(): False}
        for each in choice_enums():
            for member in each:
                known[each, _choice(member, t).casefold()] = member.value
                known[each, member.value.casefold()] = member.value
    own = translator_for(code)
    for each in choice_enums():
        labels |= {(each, member.value): _choice(member, own) for member in each}
    return ChoiceWords(labels, (own.label(_YES[0]), own.label(_YES[1])), known, yes_no)


def _choice(member: StrEnum, t: Translator) -> str:
    key = f"sheet.choice.{type(member).__name__}.{member.value}"
    return t.label(key) if t.has(key) else member.value
