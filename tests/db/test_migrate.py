"""The machinery of migrations, on a chain of its own; then the product's chain."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from asyncio.subprocess import PIPE
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

from bot.db.engine.errors import DatabaseBusyError, DatabaseUnavailableError
from bot.db.metadata import metadata as product_metadata
from bot.db.operations import migrate, revisions
from bot.db.operations.revisions import MigrationError

STEPS = {
    "0001": (
        None,
        """
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=True),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), sa.ForeignKey("site.id", ondelete="CASCADE"), nullable=False),
    )
""",
        """
    op.drop_table("booking")
    op.drop_table("site")
""",
    ),
    "0002": (
        "0001",
        """
    with op.batch_alter_table("site") as site:
        site.alter_column("name", existing_type=sa.Text(), nullable=False)
        site.create_check_constraint("named", "length(name) > 0")
""",
        """
    with op.batch_alter_table("site") as site:
        site.drop_constraint("named", type_="check")
        site.alter_column("name", existing_type=sa.Text(), nullable=True)
""",
    ),
}
BREAKS_REFERENCES = """
    op.create_table("orphan", sa.Column("id", sa.Integer()))
    op.execute("DELETE FROM site WHERE id = 1")
"""
FAILS_HALFWAY = """
    op.create_table("half", sa.Column("id", sa.Integer()))
    op.execute("DELETE FROM booking")
    op.execute("INSERT INTO nowhere VALUES (1)")
"""


def write_step(scripts: Path, revision: str, after: str | None, up: str, down: str = "\n    pass\n") -> None:
    (scripts / "versions" / f"{revision}.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = {revision!r}\ndown_revision = {after!r}\nbranch_labels = None\ndepends_on = None\n"
        f"def upgrade():{up}\ndef downgrade():{down}"
    )


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A chain of two revisions, with the product's own env.py."""
    scripts = tmp_path / "100% chain"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        copy(revisions.SCRIPTS / name, scripts)
    for revision, (after, up, down) in STEPS.items():
        write_step(scripts, revision, after, up, down)
    return scripts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "migrated.sqlite3"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


def fill(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO site VALUES (1, 'Слоист'), (2, 'Войлокно')")
        connection.execute("INSERT INTO booking VALUES (1, 1), (2, 1), (3, 2)")


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize("own", [True, False])
def test_the_chain_is_the_one_that_alembic_goes_along(scripts: Path, own: bool) -> None:
    folder = revisions.SCRIPTS if own else scripts
    known = ScriptDirectory(str(folder)).walk_revisions()
    assert revisions.chain(folder) == [step.revision for step in known][::-1] != []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("0003.py", "revision = '0003'\n"),
        ("0003.py", "revision = '0003'\ndown_revision = '0007'\n"),
        ("0003.py", "revision = '0003'\ndown_revision = '0001'\n"),
    ],
    ids=["after nothing said", "after one that is not there", "two after one"],
)
def test_files_that_are_no_chain_are_refused(scripts: Path, file: str, text: str) -> None:
    (scripts / "versions" / file).write_text(text)
    with pytest.raises(MigrationError):
        revisions.chain(scripts)


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


class TestChain:
    def test_up(self, url: str, scripts: Path, path: Path) -> None:
        assert revisions.current(url) is None
        assert revisions.pending(url, scripts=scripts) == ["0001", "0002"]
        assert not path.exists()
        assert migrate.upgrade(url, "0001", scripts=scripts) == ["0001"]
        assert revisions.pending(url, scripts=scripts) == ["0002"]
        assert migrate.upgrade(url, scripts=scripts) == ["0002"]
        assert revisions.current(url) == "0002"
        assert revisions.pending(url, scripts=scripts) == []
        assert migrate.upgrade(url, scripts=scripts) == []

    def test_up_down_up_loses_no_row(self, url: str, scripts: Path, path: Path) -> None:
        """Rebuilding a table with foreign keys on would delete every booking by CASCADE."""
        migrate.upgrade(url, "0001", scripts=scripts)
        fill(path)
        bookings = ask(path, "SELECT * FROM booking")
        migrate.upgrade(url, scripts=scripts)
        assert ask(path, "SELECT * FROM booking") == bookings
        assert migrate.downgrade(url, "0001", scripts=scripts) == ["0002"]
        assert ask(path, "SELECT * FROM booking") == bookings
        migrate.upgrade(url, scripts=scripts)
        assert ask(path, "SELECT * FROM booking") == bookings
        assert migrate.downgrade(url, "base", scripts=scripts) == ["0002", "0001"]
        assert ask(path, TABLES) == [("alembic_version",)]

    def test_what_a_rebuilt_table_was_referred_by_refers_to_it_still(
        self, url: str, scripts: Path, path: Path
    ) -> None:
        migrate.upgrade(url, scripts=scripts)
        fill(path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA foreign_keys=ON")
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                connection.execute("INSERT INTO booking VALUES (4, 3)")
            with pytest.raises(sqlite3.IntegrityError, match="named"):
                connection.execute("INSERT INTO site VALUES (3, '')")


class TestFailure:
    @pytest.mark.parametrize(
        ("step", "words"),
        [
            (FAILS_HALFWAY, "nowhere"),
            (BREAKS_REFERENCES, r"2 rows refer to nothing .* booking row 1 -> site"),
        ],
        ids=["an error", "a dangling reference"],
    )
    def test_leaves_everything_as_it_was(
        self, url: str, scripts: Path, path: Path, step: str, words: str
    ) -> None:
        migrate.upgrade(url, "0001", scripts=scripts)
        fill(path)
        before = [ask(path, f"SELECT * FROM {table}") for table in ("site", "booking", "sqlite_master")]
        write_step(scripts, "0003", "0002", step)
        with pytest.raises(MigrationError, match=words):
            migrate.upgrade(url, scripts=scripts)
        assert revisions.current(url) == "0001"
        after = [ask(path, f"SELECT * FROM {table}") for table in ("site", "booking", "sqlite_master")]
        assert after == before

    def test_references_that_dangle_already(self, url: str, scripts: Path, path: Path) -> None:
        migrate.upgrade(url, "0001", scripts=scripts)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO booking VALUES (1, 77)")
        with pytest.raises(MigrationError, match="before the migration; nothing was changed"):
            migrate.upgrade(url, scripts=scripts)
        assert revisions.current(url) == "0001"

    def test_an_unknown_revision(self, url: str, scripts: Path) -> None:
        with pytest.raises(MigrationError, match="nonsense"):
            migrate.upgrade(url, "nonsense", scripts=scripts)

    def test_a_database_of_a_newer_program(self, url: str, scripts: Path) -> None:
        migrate.upgrade(url, scripts=scripts)
        (scripts / "versions" / "0002.py").unlink()
        with pytest.raises(MigrationError, match="newer than this program"):
            revisions.pending(url, scripts=scripts)

    def test_a_file_that_is_something_else(self, url: str, scripts: Path, path: Path) -> None:
        path.parent.mkdir()
        path.write_text("certainly not a database " * 100)
        with pytest.raises(DatabaseUnavailableError, match="not a database"):
            migrate.upgrade(url, scripts=scripts)
        with pytest.raises(DatabaseUnavailableError, match="not a database"):
            revisions.current(url)


MIGRATE = """
import sys
from pathlib import Path
from bot.db.operations import migrate
from bot.db.operations import revisions
print("ready", flush=True)
sys.stdin.readline()
print(migrate.upgrade(sys.argv[1], scripts=Path(sys.argv[2])))
assert "aiogram" not in sys.modules
"""


class TestLock:
    @pytest.mark.processes
    async def test_processes_that_migrate_at_once_come_in_turn(
        self, url: str, scripts: Path, path: Path
    ) -> None:
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-W",
                "error",
                "-c",
                MIGRATE,
                url,
                str(scripts),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
            )
            for _ in range(3)
        ]
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        ends = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
        assert [error.decode() for _, error in ends] == [""] * 3
        assert sorted(answer.decode().strip() for answer, _ in ends) == ["['0001', '0002']", "[]", "[]"]

    def test_a_lock_that_stays(
        self, url: str, scripts: Path, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(migrate, "LOCK_WAIT_MS", 50)
        migrate.upgrade(url, "0001", scripts=scripts)
        with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusyError, match="locked"):
                migrate.upgrade(url, scripts=scripts)


class TestDifferences:
    @staticmethod
    def make(check: str = "length(name) > 0", condition: str = "name IS NOT NULL") -> MetaData:
        metadata = MetaData(naming_convention=product_metadata.naming_convention)
        Table(
            "site",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("name", Text, nullable=False),
            CheckConstraint(check, name="named"),
            Index("uq_site_live", "name", unique=True, sqlite_where=text(condition)),
        )
        Table(
            "booking",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), nullable=False),
        )
        return metadata

    @pytest.fixture
    def drafted(self, url: str, scripts: Path) -> str:
        for step in (scripts / "versions").glob("*.py"):
            step.unlink()
        drafted = migrate.draft_revision("first schema", url, metadata=self.make(), scripts=scripts)
        assert drafted == scripts / "versions" / "0001_first_schema.py"
        assert migrate.upgrade(url, scripts=scripts) == ["0001"]
        return url

    def test_none_after_a_drafted_revision(self, drafted: str) -> None:
        assert migrate.differences(drafted, self.make()) == []

    def test_a_changed_check(self, drafted: str) -> None:
        found = migrate.differences(drafted, self.make(check="length(name) > 1"))
        assert found == [
            "in code only: site: ck_site_named CHECK (length(name) > 1)",
            "in the database only: site: ck_site_named CHECK (length(name) > 0)",
        ]

    def test_a_changed_condition_of_an_index(self, drafted: str) -> None:
        found = migrate.differences(drafted, self.make(condition="name <> ''"))
        assert found == [
            "in code only: site: uq_site_live WHERE name <> ''",
            "in the database only: site: uq_site_live WHERE name IS NOT NULL",
        ]

    def test_a_missing_column(self, drafted: str) -> None:
        metadata = self.make()
        metadata.tables["site"].append_column(Column("city", Text))
        (found,) = migrate.differences(drafted, metadata)
        assert "add_column" in found
        assert "city" in found


def schema_of(path: Path) -> list[tuple[object, object, list[str]]]:
    """Every table and index with its columns and constraints; the library puts constraints in any order."""
    found = ask(path, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    return [(kind, name, sorted(re.split(r",?\s*\n", str(sql or "")))) for kind, name, sql in found]


class TestProductsChain:
    """Guards that need no upkeep: they know nothing of what the revisions do."""

    def test_matches_the_tables_in_code(self, url: str) -> None:
        from bot.db import tables

        applied = migrate.upgrade(url)
        assert applied, "there is a chain"
        assert migrate.differences(url, tables.metadata) == []

    @pytest.mark.long
    def test_up_down_up(self, url: str, path: Path) -> None:
        applied = migrate.upgrade(url)
        assert applied, "there is a chain"
        schema = schema_of(path)
        assert migrate.downgrade(url, "base") == applied[::-1]
        assert ask(path, TABLES) == [("alembic_version",)]
        assert migrate.upgrade(url) == applied
        assert schema_of(path) == schema
