"""Column types, through a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from bot.db.engine.database import Database
from bot.db.engine.types import EnumText, JsonDocument, TextsType, UtcDateTime, enum_column
from bot.db.metadata import metadata as product_metadata
from bot.domain.texts import Texts


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


things = MetaData()
thing = Table(
    "thing",
    things,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
    Column("texts", TextsType),
    Column("colour", enum_column(Colour)),
    Column("document", JsonDocument),
)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path}/things.sqlite3")
    await database.write(things.create_all)
    yield database
    await database.close()


async def put(shelf: Database, **values: object) -> None:
    def body(connection: Connection) -> None:
        connection.execute(insert(thing).values(**values))

    await shelf.write(body)


async def get(shelf: Database, column: Column[Any]) -> object:
    return await shelf.read(lambda connection: connection.execute(select(column)).scalar_one())


async def get_raw(shelf: Database, column: str) -> object:
    return await shelf.read(lambda c: c.execute(text(f"SELECT {column} FROM thing")).scalar_one())


class TestUtcDateTime:
    async def test_comes_back_as_the_same_moment_in_utc(self, shelf: Database) -> None:
        moscow = timezone(timedelta(hours=3))
        await put(shelf, at=datetime(2026, 12, 3, 10, 0, tzinfo=moscow))
        moment = await get(shelf, thing.c.at)
        assert moment == datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
        assert isinstance(moment, datetime)
        assert moment.tzinfo is UTC

    async def test_is_text_that_sorts_by_time(self, shelf: Database) -> None:
        await put(shelf, at=datetime(2026, 12, 3, 10, 0, tzinfo=UTC))
        assert await get_raw(shelf, "at") == "2026-12-03 10:00:00.000000"

    async def test_compares_and_aggregates_by_moment(self, shelf: Database) -> None:
        base = datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
        for microseconds in (1, 0, 2):
            await put(shelf, at=base + timedelta(microseconds=microseconds))
        later = await shelf.read(
            lambda connection: (
                connection.execute(
                    select(thing.c.at).where(thing.c.at > base.astimezone(timezone(timedelta(hours=-11))))
                )
                .scalars()
                .all()
            )
        )
        assert sorted(later) == [base + timedelta(microseconds=1), base + timedelta(microseconds=2)]
        newest = await shelf.read(lambda c: c.execute(select(func.max(thing.c.at))).scalar_one())
        assert newest == base + timedelta(microseconds=2)

    async def test_a_naive_one_is_refused_when_stored(self, shelf: Database) -> None:
        naive = datetime(2026, 12, 3, 10, 0, tzinfo=UTC).replace(tzinfo=None)
        with pytest.raises(StatementError, match="time zone is needed, got the naive") as refused:
            await put(shelf, at=naive)
        assert isinstance(refused.value.orig, ValueError)
        assert (
            await shelf.read(lambda c: c.execute(select(func.count()).select_from(thing)).scalar_one()) == 0
        )

    async def test_a_naive_one_is_refused_in_a_question(self, shelf: Database) -> None:
        naive = datetime(2026, 12, 3, 10, 0, tzinfo=UTC).replace(tzinfo=None)
        with pytest.raises(StatementError, match="naive"):
            await shelf.read(lambda c: c.execute(select(thing.c.id).where(thing.c.at > naive)).all())

    async def test_none(self, shelf: Database) -> None:
        await put(shelf, at=None)
        assert await get(shelf, thing.c.at) is None


class TestTextsType:
    async def test_comes_back_equal(self, shelf: Database) -> None:
        texts = Texts({"ru": "Пимокатная артель", "en": "Felting workshop", "kv": "Гын"})
        await put(shelf, texts=texts)
        assert await get(shelf, thing.c.texts) == texts
        assert await get_raw(shelf, "texts") == (
            '{"en":"Felting workshop","kv":"Гын","ru":"Пимокатная артель"}'
        )

    @pytest.mark.parametrize("texts", [Texts(), None])
    async def test_empty_and_none_are_two_things(self, shelf: Database, texts: Texts | None) -> None:
        await put(shelf, texts=texts)
        assert await get(shelf, thing.c.texts) == texts
        assert await get_raw(shelf, "texts") == (None if texts is None else "{}")

    async def test_a_dict_is_refused(self, shelf: Database) -> None:
        with pytest.raises(StatementError, match="Texts are needed, got dict"):
            await put(shelf, texts={"ru": "Фабрика"})


class TestEnumText:
    async def test_is_stored_by_value_and_comes_back_as_a_member(self, shelf: Database) -> None:
        await put(shelf, colour=Colour.DARK_BLUE)
        assert await get(shelf, thing.c.colour) is Colour.DARK_BLUE
        assert await get_raw(shelf, "colour") == "dark_blue"

    @pytest.mark.parametrize("value", ["red", "purple"])
    async def test_a_bare_text_is_refused(self, shelf: Database, value: str) -> None:
        with pytest.raises(StatementError, match="a Colour is needed"):
            await put(shelf, colour=value)

    async def test_an_unknown_value_in_the_database_is_not_swallowed(self, shelf: Database) -> None:
        await shelf.write(lambda c: c.execute(text("INSERT INTO thing(colour) VALUES ('purple')")).rowcount)
        with pytest.raises(ValueError, match="purple"):
            await get(shelf, thing.c.colour)

    async def test_none(self, shelf: Database) -> None:
        await put(shelf, colour=None)
        assert await get(shelf, thing.c.colour) is None

    def test_a_value_too_long_for_its_column_is_found_at_once(self) -> None:
        class Verbose(StrEnum):
            ENDLESS = "e" * 33

        with pytest.raises(ValueError, match="over 32 characters"):
            EnumText(Verbose)


class TestJsonDocument:
    async def test_comes_back_equal_and_readable(self, shelf: Database) -> None:
        document = {"класс": ["7 Б", 27, None, True]}
        await put(shelf, document=document)
        assert await get(shelf, thing.c.document) == document
        assert await get_raw(shelf, "document") == '{"класс":["7 Б",27,null,true]}'

    async def test_none_is_null(self, shelf: Database) -> None:
        await put(shelf, document=None)
        assert await get_raw(shelf, "document") is None

    async def test_what_json_does_not_know_is_refused(self, shelf: Database) -> None:
        with pytest.raises(StatementError, match="JSON compliant"):
            await put(shelf, document={"x": float("nan")})


def test_postgresql_gets_its_own_types() -> None:
    statement = str(CreateTable(thing).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "at TIMESTAMP WITH TIME ZONE" in statement
    assert "texts JSONB" in statement
    assert "document JSONB" in statement
    assert "colour VARCHAR(32)" in statement


def test_every_constraint_has_a_name() -> None:
    from bot.db import tables

    assert tables.metadata is product_metadata
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in product_metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert nameless == []


class TestTexts:
    texts = Texts({"ru": "Хлеб", "kv": "Нянь", "en": " "})

    @pytest.mark.parametrize(
        ("code", "fallbacks", "shown"),
        [("kv", ("ru",), "Нянь"), ("en", ("ru",), "Хлеб"), ("en", ("de",), "Нянь"), ("ru", (), "Хлеб")],
    )
    def test_falls_back(self, code: str, fallbacks: tuple[str, ...], shown: str) -> None:
        assert self.texts.in_language(code, fallbacks) == shown

    def test_a_blank_text_is_absent(self) -> None:
        assert self.texts.get("en") is None
        assert list(self.texts) == ["kv", "ru"]

    def test_empty(self) -> None:
        assert not Texts()
        assert Texts().in_language("ru") == ""

    def test_equal_by_content(self) -> None:
        assert self.texts == Texts({"kv": "Нянь", "ru": "Хлеб"})
        assert len({self.texts, Texts({"kv": "Нянь", "ru": "Хлеб"}), Texts()}) == 2
        assert self.texts != {"kv": "Нянь", "ru": "Хлеб"}
