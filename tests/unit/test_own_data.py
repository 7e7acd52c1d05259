"""The file with one's own data leaves no table out, and everything in it has a name (H2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import get_args

import pytest
from sqlalchemy import Table

from bot.db.engine.types import EnumText
from bot.db.metadata import metadata
from bot.db.people.own_data import LEFT_OUT, SOURCES, TECHNICAL, fields_of
from bot.db.tables import person
from bot.domain.forms import Form
from bot.domain.papers.certificate import VisitFacts
from bot.domain.placements.ending import PlacementFacts
from bot.services.messages.registry import KINDS
from bot.ui.translator import languages, translator_for

pytestmark = pytest.mark.shows("H2")
OWN = {person, *(each.table for each in SOURCES)}


def references(tables: set[Table]) -> Iterator[tuple[Table, str]]:
    """Every column of the schema that refers to one of these tables."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table in tables:
                yield table, key.parent.name


def test_whatever_refers_to_a_person_is_in_the_file_or_says_why_not() -> None:
    """By way of what is theirs, too: a table that hangs on a booking is about whoever made it."""
    sources = {(each.table, each.link) for each in SOURCES}
    missing = [
        f"{table.name}.{column}"
        for table, column in references(OWN)
        if (table, column) not in sources and f"{table.name}.{column}" not in LEFT_OUT
    ]
    assert missing == [], "add a Source to bot/db/people/own_data.py, or the reason to LEFT_OUT"


def test_every_reason_is_of_a_reference_that_there_is() -> None:
    there = {f"{table.name}.{column}" for table, column in references(OWN)}
    assert LEFT_OUT.keys() <= there
    assert all(reason.strip() for reason in LEFT_OUT.values())
    for name, columns in TECHNICAL.items():
        assert not name or columns <= {each.name for each in metadata.tables[name].columns}, name


def test_no_column_of_the_file_names_somebody_else() -> None:
    for table in OWN:
        refers = {key.parent.name for key in table.foreign_keys if key.column.table is person}
        assert refers.isdisjoint(fields_of(table)), table.name


@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_everything_has_a_name(language: str) -> None:
    t = translator_for(language)
    keys = {f"my_data.section.{each}" for each in ("profile", *(source.section for source in SOURCES))}
    keys |= {f"my_data.message.{kind.partition('.')[0]}" for kind in KINDS}
    for table in OWN:
        for name in fields_of(table):
            stem = name.removesuffix("session_id")
            keys.add(f"my_data.field.{name.removesuffix('_id') if stem == name else f'{stem}starts_at'}")
            kind = table.c[name].type
            if isinstance(kind, EnumText):
                keys |= {f"my_data.code.{each.value}" for each in kind.enumeration}
    for form in get_args(Form):
        keys |= {f"my_data.field.{each.name}" for each in fields(form) if not each.name.endswith("_id")}
    keys |= {f"my_data.field.{each.name}" for each in (*fields(VisitFacts), *fields(PlacementFacts))}
    unnamed = {"wanted", "moves", "among", "to"}  # numbers of rows and buttons: a person is not shown them
    keys -= {f"my_data.field.{each}" for each in (*unnamed, "telegram", "last_message")}
    without = sorted(each for each in keys if not t.has(each))
    assert not without, f"texts of both catalogues, or TECHNICAL in bot/db/people/own_data.py: {without}"
