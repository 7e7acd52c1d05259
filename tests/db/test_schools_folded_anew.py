"""Revision 0009: schools that became one keep everything that refers to them (B1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, insert, select

from bot.db.operations import migrate
from tests.db.test_migrate_both import act, fill_every_table, url, value_of

__all__ = ["url"]

pytestmark = pytest.mark.both_engines

SCHOOLS: list[tuple[int, str, str | None, str, bool]] = [
    # As the release before folded them.
    (11, "Школа № 12", "Воркута", "школа no 12 воркута", False),
    (12, "МБОУ СОШ № 12", "Воркута", "мбоу сош no 12 воркута", True),
    (13, "COШ 12", "Воркута", "coш 12 воркута", False),
    (14, "СОШ № 12", "Ухта", "сош no 12 ухта", False),
    (15, "Лицей № 12", "Воркута", "лицей no 12 воркута", False),
    (16, "Школа № 7", None, "школа no 7", False),
    (17, "школа 7", None, "школа 7", False),  # the new key of the one before
]

KEYS = {12: "школа 12 воркута", 14: "школа 12 ухта", 15: "лицеи 12 воркута", 16: "школа 7"}
"""Of the release of this revision, whatever later ones do."""


def test_those_that_became_one_are_merged(url: str) -> None:
    migrate.upgrade(url, "0008")
    act(url, fill_every_table)
    act(url, _add_rows)
    migrate.upgrade(url, "0009")
    act(url, _check)
    migrate.downgrade(url, "0008")
    migrate.upgrade(url, "0009")
    act(url, _check)


def _tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return found.tables


def _add(connection: Connection, table: Table, **values: object) -> None:
    knows_zones = connection.dialect.name == "postgresql"
    row = {each.name: value_of(each, knows_zones=knows_zones) for each in table.columns}
    connection.execute(insert(table).values({**row, **values}))


def _add_rows(connection: Connection) -> None:
    tables = _tables(connection)
    for row_id, name, city, folded, verified in SCHOOLS:
        _add(
            connection,
            tables["organisation"],
            id=row_id,
            name=name,
            city=city,
            folded=folded,
            verified=verified,
        )
    for row_id, school, grade in ((21, 11, 7), (22, 13, 7), (23, 15, 7)):
        _add(
            connection,
            tables["class_card"],
            id=row_id,
            organisation_id=school,
            grade=grade,
            letter="Б",
            archived_at=None,
        )
    forms: dict[int, Any] = {31: {"organisation_id": 13, "children": 27}, 32: {"organisation_id": 15}, 33: {}}
    for row_id, form in forms.items():
        _add(connection, tables["draft"], id=row_id, kind="booking", state="cancelled", form=form)
    _add(connection, tables["booking"], id=41, draft_id=31, organisation_id=13, reference="К-41")
    _add(connection, tables["booking"], id=42, draft_id=32, organisation_id=15, reference="К-42")
    _add(connection, tables["person"], id=51, telegram_id=51, organisation_id=11)
    _add(connection, tables["visit"], id=61, booking_id=42, position=1, status="arrived", code="61")


def _check(connection: Connection) -> None:
    tables = _tables(connection)
    school = tables["organisation"]
    found = {row.id: row for row in connection.execute(select(school).where(school.c.id > 10))}
    assert {row_id: row.folded for row_id, row in found.items()} == KEYS
    assert {row_id for row_id, row in found.items() if row.verified} == {12, 15}  # 15: its group has come

    def refers(table: str) -> dict[int, int]:
        of = tables[table]
        return {row.id: row.organisation_id for row in connection.execute(select(of)) if row.id > 10}

    assert refers("booking") == {41: 12, 42: 15}
    assert refers("person") == {51: 12}
    assert refers("class_card") == {21: 12, 22: 12, 23: 15}
    card, draft = tables["class_card"], tables["draft"]
    live = connection.execute(select(card.c.id).where(card.c.archived_at.is_(None), card.c.id > 10))
    assert sorted(live.scalars()) == [22, 23]
    forms = {row.id: row.form for row in connection.execute(select(draft).where(draft.c.id > 10))}
    assert forms == {31: {"organisation_id": 12, "children": 27}, 32: {"organisation_id": 15}, 33: {}}
