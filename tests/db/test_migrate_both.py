"""Migrations on both engines: the machinery on a chain of its own, then the product's chain, with rows."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Float, LargeBinary, String

from bot.db.engine.database import parse_url
from bot.db.engine.errors import DatabaseBusyError, DatabaseUnavailableError
from bot.db.metadata import metadata as product_metadata
from bot.db.operations import migrate, revisions
from bot.db.operations.revisions import MigrationError
from tests.db.test_migrate import BREAKS_REFERENCES, FAILS_HALFWAY, MIGRATE, scripts, write_step
from tests.postgres import address_of, new_database

__all__ = ["scripts"]

T = TypeVar("T")
Rows = list[dict[str, Any]]


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database with nothing in it."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    with new_database(server) as name:
        yield address_of(server, name)


def act(url: str, body: Callable[[Connection], T]) -> T:
    return migrate._in_transaction(parse_url(url), body)


def contents(url: str) -> dict[str, Rows]:
    """Every row of every table, whatever the schema is now."""

    def body(connection: Connection) -> dict[str, Rows]:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }

    return act(url, body)


def fill(url: str) -> None:
    def body(connection: Connection) -> None:
        connection.execute(text("INSERT INTO site VALUES (1, 'Слоист'), (2, 'Войлокно')"))
        connection.execute(text("INSERT INTO booking VALUES (1, 1), (2, 1), (3, 2)"))

    act(url, body)


@pytest.mark.both_engines
class TestChain:
    def test_up_down_up_loses_no_row(self, url: str, scripts: Path) -> None:
        assert migrate.upgrade(url, "0001", scripts=scripts) == ["0001"]
        fill(url)
        before = contents(url)
        assert migrate.upgrade(url, scripts=scripts) == ["0002"]
        assert contents(url) == before
        assert migrate.downgrade(url, "0001", scripts=scripts) == ["0002"]
        assert contents(url) == before
        assert revisions.pending(url, scripts=scripts) == ["0002"]
        assert migrate.upgrade(url, scripts=scripts) == ["0002"]
        assert contents(url) == before
        assert revisions.current(url) == "0002"
        assert migrate.downgrade(url, "base", scripts=scripts) == ["0002", "0001"]
        assert contents(url) == {}

    @pytest.mark.parametrize("step", [FAILS_HALFWAY, BREAKS_REFERENCES], ids=["half done", "rows deleted"])
    def test_a_step_that_fails_leaves_everything_as_it_was(self, url: str, scripts: Path, step: str) -> None:
        migrate.upgrade(url, "0001", scripts=scripts)
        fill(url)
        before = contents(url)
        write_step(scripts, "0003", "0002", step + "\n    op.execute('INSERT INTO nowhere VALUES (1)')\n")
        with pytest.raises(MigrationError, match="nowhere"):
            migrate.upgrade(url, scripts=scripts)
        assert revisions.current(url) == "0001"
        assert contents(url) == before

    @pytest.mark.processes
    async def test_processes_that_migrate_at_once_come_in_turn(self, url: str, scripts: Path) -> None:
        processes = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-W", "error", "-c", MIGRATE, url, str(scripts)),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        ends = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
        assert [error.decode() for _, error in ends] == ["", ""]
        assert sorted(answer.decode().strip() for answer, _ in ends) == ["['0001', '0002']", "[]"]


@asynccontextmanager
async def held(url: str, statement: str) -> AsyncIterator[None]:
    """A stranger's transaction on PostgreSQL stays open meanwhile."""
    address = parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement)
        yield
        await transaction.rollback()
    finally:
        await connection.close()


@pytest.mark.postgres
class TestPostgresql:
    """What only a server can do to a migration."""

    @pytest.fixture
    def engine(self) -> str:
        return "postgresql"

    @pytest.mark.parametrize(
        "statement",
        [f"SELECT pg_advisory_xact_lock({migrate._ADVISORY_LOCK})", "LOCK TABLE site IN ACCESS SHARE MODE"],
        ids=["another migration", "a running bot"],
    )
    async def test_a_lock_that_stays(
        self, url: str, scripts: Path, statement: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await asyncio.to_thread(migrate.upgrade, url, "0001", scripts=scripts)
        with monkeypatch.context() as patched:
            patched.setattr(migrate, "LOCK_WAIT_MS", 50)
            async with held(url, statement):
                with pytest.raises(DatabaseBusyError, match="locked"):
                    await asyncio.to_thread(migrate.upgrade, url, scripts=scripts)
        assert await asyncio.to_thread(migrate.upgrade, url, scripts=scripts) == ["0002"]

    def test_a_database_that_is_not_there(self, url: str) -> None:
        nowhere = parse_url(url).set(database="nowhere").render_as_string(hide_password=False)
        for ask in (revisions.current, migrate.upgrade):
            with pytest.raises(DatabaseUnavailableError, match='"nowhere" does not exist'):
                ask(nowhere)

    def test_comparing_leaves_nothing_behind(self, url: str) -> None:
        migrate.upgrade(url)
        migrate.differences(url, product_tables())
        schemas = text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'prokhodnaya%'")
        assert act(url, lambda connection: connection.execute(schemas).all()) == []


def product_tables() -> MetaData:
    from bot.db import tables

    return tables.metadata


@pytest.mark.both_engines
class TestDifferences:
    @staticmethod
    def make(check: str = "length(name) > 0", condition: str = "name IS NOT NULL") -> MetaData:
        made = MetaData(naming_convention=product_metadata.naming_convention)
        Table(
            "site",
            made,
            Column("id", Integer, primary_key=True),
            Column("name", Text, nullable=False),
            CheckConstraint(check, name="named"),
            Index(
                "uq_site_live",
                "name",
                unique=True,
                sqlite_where=text(condition),
                postgresql_where=text(condition),
            ),
        )
        Table(
            "booking",
            made,
            Column("id", Integer, primary_key=True),
            Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), nullable=False),
        )
        return made

    @pytest.fixture
    def drafted(self, url: str, scripts: Path) -> str:
        for step in (scripts / "versions").glob("*.py"):
            step.unlink()
        migrate.draft_revision("first schema", url, metadata=self.make(), scripts=scripts)
        migrate.upgrade(url, scripts=scripts)
        return url

    def test_are_found_in_checks_and_conditions_of_indexes(self, drafted: str) -> None:
        assert migrate.differences(drafted, self.make()) == []
        found = migrate.differences(drafted, self.make(check="length(name) > 1"))
        assert [each.split(": ck_site_named CHECK")[0] for each in found] == [
            "in code only: site",
            "in the database only: site",
        ]
        found = migrate.differences(drafted, self.make(condition="name <> ''"))
        assert [each.split(": uq_site_live WHERE")[0] for each in found] == [
            "in code only: site",
            "in the database only: site",
        ]


LATER = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
OVERRIDES: dict[tuple[str, str], object] = {
    ("booking", "audience"): "school",
    ("membership", "role"): "owner",
    ("session", "ends_at"): LATER,
    ("application", "status"): "accepted",
    ("claim", "visit_id"): None,
    ("claim", "application_id"): None,
    ("claim", "offer_id"): None,
    ("complaint", "enquiry_id"): None,
    ("enquiry", "booking_id"): None,
    ("enquiry", "state"): "answered",
    ("offer", "state"): "taken",
    ("offer", "waiting_id"): None,
}
"""Where a CHECK wants more than a value of the right type."""


def value_of(column: Column[Any], *, knows_zones: bool) -> object:
    value = OVERRIDES.get((column.table.name, column.name), ...)
    if value is ...:
        value = _any_value_of(column)
    if isinstance(value, datetime) and not knows_zones:
        return value.replace(tzinfo=None)
    return value


def _any_value_of(column: Column[Any]) -> object:
    match column.type:
        case DateTime():
            return LATER - timedelta(hours=1)
        case Date():
            return date(2026, 12, 3)
        case Boolean():
            return True
        case JSON():
            return {"ru": "Ёлочка"}
        case Float():
            return 61.5
        case Integer():
            return 1
        case LargeBinary():
            return b"\x89"
        case String(length=length):
            return "ж" * min(length or 9, 9)
        case other:
            raise AssertionError(f"what stands in a column of type {other!r}?")


def fill_every_table(connection: Connection) -> None:
    """A row in each table that has none; each refers to the others' rows of number 1."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name == "alembic_version":
            continue
        if not connection.execute(select(func.count()).select_from(table)).scalar_one():
            knows_zones = connection.dialect.name == "postgresql"
            row = {each.name: value_of(each, knows_zones=knows_zones) for each in table.columns}
            connection.execute(insert(table).values(**row))


def shared(one: dict[str, Rows], other: dict[str, Rows]) -> dict[str, Rows]:
    """What of one could stand in the other too."""
    return {
        table: [{name: row[name] for name in row if name in other[table][0]} for row in rows]
        for table, rows in one.items()
        if other.get(table)
    }


@pytest.mark.both_engines
class TestProductsChain:
    """Guards that need no upkeep: they know nothing of what the revisions do."""

    def test_matches_the_tables_in_code(self, url: str) -> None:
        assert migrate.upgrade(url), "there is a chain"
        assert migrate.differences(url, product_tables()) == []

    @pytest.mark.long
    def test_up_down_up_with_rows_in_every_table(self, url: str) -> None:
        """Nothing is lost that both revisions can hold."""
        chain = revisions.pending(url)
        assert chain, "there is a chain"
        for below, revision in zip(["base", *chain], chain, strict=False):
            migrate.upgrade(url, revision)
            act(url, fill_every_table)
            before = contents(url)
            assert all(before.values()), "every table has a row"
            assert migrate.downgrade(url, below) == [revision]
            under = contents(url)
            assert shared(under, before) == shared(before, under)
            assert migrate.upgrade(url, revision) == [revision]
            after = contents(url)
            assert shared(after, under) == shared(under, after)
            assert set(after) == set(before)
        assert set(contents(url)) == {table.name for table in product_tables().sorted_tables}
