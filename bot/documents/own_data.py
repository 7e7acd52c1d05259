"""Somebody's own data as one page: to be read by them, and, at its end, by a machine (H2).

The page needs nothing from anywhere and runs nothing. What it shows is what stands in its JSON, which has
every value as it is stored: codes, moments in UTC, nulls. Empty values are not shown to a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.people.own_data import FORMAT, PROFILE, OwnDataView, Record
from bot.domain.texts import Texts
from bot.ui.screen import File
from bot.ui.translator import Translator, languages

LISTED: Final = frozenset({"messages", "actions"})
"""Sections of many short records: a line each, instead of a table each."""

_CODED: Final = frozenset(
    {"reason", "cancel_reason", "question", "detail", "kind", "field", "said", "status", "audience"}
    | {"applicant", "age_band", "duty", "payment"}
)
"""Where a text is a code as well, which the table does not know as such."""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = (
    "body{font:16px/1.45 system-ui,sans-serif;max-width:46rem;margin:1.5rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
    "h3{font-size:1rem;"
    "margin:.8rem 0 .3rem}table{border-collapse:collapse;width:100%;margin:0 0 .8rem}th,td{text-align:left;"
    "vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid #ddd;overflow-wrap:anywhere}"
    "th{width:40%;font-weight:normal;color:#555}section section{margin-left:1rem;border-left:3px solid #ddd;"
    "padding-left:.7rem}p.none,p.note{color:#555}"
)


def own_data_file(view: OwnDataView, t: Translator) -> File:
    name = t.label("my_data.file", day=f"{view.made_at.astimezone(_zone(view)):%Y-%m-%d}")
    return File(name, lambda: own_data_page(view, t).encode())


def own_data_page(view: OwnDataView, t: Translator) -> str:
    """The page as text."""
    return "".join(_page(view, t))


def _zone(view: OwnDataView) -> ZoneInfo:
    return ZoneInfo("UTC" if view.region is None else view.region.timezone)


def _page(view: OwnDataView, t: Translator) -> Iterator[str]:
    shown = _Shown(t, _zone(view))
    title = escape(t.label("my_data.title"))
    yield f'<!doctype html>\n<html lang="{t.code}"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
    made = t.label("my_data.made", moment=shown.moment(view.made_at), zone=str(_zone(view)))
    yield f"<p>{escape(made)}</p><p>{escape(t.label('my_data.about'))}</p>"
    yield f'<p class="note">{escape(t.label("my_data.machine"))}</p>'
    for section, records in view.sections.items():
        yield from shown.section(section, records, level=2)
    yield f'<script type="application/json" id="data">{_json(view, t)}</script></body></html>\n'


def _json(view: OwnDataView, t: Translator) -> str:
    document: dict[str, Any] = {"format": FORMAT, "made_at": view.made_at}
    document |= {
        section: records[0] if section == PROFILE and records else records
        for section, records in view.sections.items()
    }
    text = json.dumps(_plain(document, t), ensure_ascii=False, indent=1, allow_nan=False)
    return text.replace("<", "\\u003c")  # nothing that is stored ends the script


def _plain(value: Any, t: Translator) -> Any:
    match value:
        case Texts():
            return t.content(value)
        case StrEnum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain(each, t) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each, t) for each in value]
        case _:
            return value


class _Shown:
    """Values, records and sections as a person reads them."""

    def __init__(self, t: Translator, zone: ZoneInfo) -> None:
        self._t = t
        self._zone = zone

    def moment(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def section(self, section: str, records: Iterable[Record], level: int) -> Iterator[str]:
        found = list(records)
        if not found and level > 2:
            return
        count = "" if section == PROFILE else f" · {len(found)}"
        heading = escape(self._t.label(f"my_data.section.{section}"))
        yield f"<section><h{level}>{heading}{count}</h{level}>"
        if not found:
            yield f'<p class="none">{escape(self._t.label("my_data.none"))}</p>'
        yield from self._lines(section, found) if section in LISTED else self._tables(section, found, level)
        yield "</section>"

    def _lines(self, section: str, records: Iterable[Record]) -> Iterator[str]:
        yield "<table>"
        for record in records:
            moments = [each for each in record.values() if isinstance(each, datetime)]
            said = (
                self._value(section, name, value)
                for name, value in record.items()
                if not isinstance(value, datetime)
                and value not in (None, {}, "")
                and not name.endswith("_id")
            )
            yield f"<tr><th>{self.moment(moments[-1])}</th><td>{escape(' · '.join(said))}</td></tr>"
        yield "</table>"

    def _tables(self, section: str, records: Iterable[Record], level: int) -> Iterator[str]:
        for record in records:
            yield "<table>"
            inner: list[tuple[str, list[Record]]] = []
            for name, value in record.items():
                if isinstance(value, list):
                    inner.append((name, value))
                elif value is not None and value != {} and not _is_named(name, record):
                    label = escape(self.label(name))
                    yield f"<tr><th>{label}</th><td>{escape(self._value(section, name, value))}</td></tr>"
            yield "</table>"
            for name, found in inner:
                yield from self.section(name, found, min(level + 1, 3))

    def label(self, name: str) -> str:
        return self._text(f"my_data.field.{name}", name)

    def _value(self, section: str, name: str, value: Any) -> str:
        match value:
            case bool():
                return self._t.label("my_data.yes" if value else "my_data.no")
            case Texts():
                return self._t.content(value)
            case datetime():
                return self.moment(value)
            case date():
                return value.isoformat()
            case Mapping():
                if value.keys() <= _LANGUAGES:
                    return self._t.content(Texts(value))
                said = (
                    f"{self.label(inner)}: {self._value(section, inner, each)}"
                    for inner, each in value.items()
                    if each not in (None, [], {}, "", False) and not _is_number(inner)
                )
                return "; ".join(said)
            case list() | tuple():
                return ", ".join(self._value(section, name, each) for each in value)
            case StrEnum():
                own = f"my_data.code.{section}.{value.value}"
                return self._text(own if self._t.has(own) else f"my_data.code.{value.value}", value.value)
            case str():
                return self._word(section, name, value)
            case _:
                return str(value)

    def _word(self, section: str, name: str, text: str) -> str:
        if name == "language":
            return next((each.name for each in languages() if each.code == text), text)
        if section == "messages" and name == "kind":
            return self._text(f"my_data.message.{text.partition('.')[0]}", text)
        if name in {"action", "subject"}:
            return self._text(f"my_data.{name}.{text}", text)
        return self._text(f"my_data.code.{text}", text) if name in _CODED else text

    def _text(self, key: str, code: str) -> str:
        """A code without a word stands as it is."""
        return self._t.label(key) if self._t.has(key) else code


_LANGUAGES: Final = frozenset(each.code for each in languages())
_NAMED: Final = ("site", "region", "programme", "route", "organisation")


def _is_number(name: str) -> bool:
    """Of a row: within a form it has no name beside it."""
    return name.endswith("_id") or name in {"wanted", "moves", "among", "to"}


def _is_named(name: str, record: Record) -> bool:
    """A number beside which stands what it is called, or the moments that it means."""
    stem = name.removesuffix("_id")
    if stem in _NAMED:
        return stem != name and stem in record
    return name.endswith("session_id") and f"{name.removesuffix('session_id')}starts_at" in record
