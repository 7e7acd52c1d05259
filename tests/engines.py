"""One test on both engines: databases to copy from, on SQLite a file, on PostgreSQL a template.

A test that asks for ``engine`` runs on SQLite; marked ``both_engines`` it runs on each. Marked is what
decides something in SQL: seats, deciding, drafts, the outbox. What a screen looks like is not.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import URL

from bot.db.engine.database import Database
from bot.db.operations.migrate import upgrade
from tests.postgres import address_of, in_thread, new_database

Fill = Callable[[Database], Awaitable[None]]


class Template(Protocol):
    """A filled database that tests get copies of."""

    def copy(self, folder: Path) -> AbstractContextManager[str]:
        """The address of a copy; ``folder`` is the test's own."""
        ...


TemplateOf = Callable[[Fill | None], Template]


@dataclass(frozen=True, slots=True)
class SqliteTemplate:
    file: Path

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a copy in this folder."""
        database = folder / "bot.sqlite3"
        shutil.copyfile(self.file, database)
        yield f"sqlite:///{database}"


@dataclass(frozen=True, slots=True)
class PostgresTemplate:
    server: URL
    name: str

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a copy on the same server; gone afterwards."""
        with new_database(self.server, self.name) as copied:
            yield address_of(self.server, copied)


def fill_database(address: str, fill: Fill | None = None) -> None:
    """Migrates a new database and fills it."""

    async def run() -> None:
        db = await Database.open(address)
        try:
            if fill is not None:
                await fill(db)
        finally:
            await db.close()

    def act() -> None:
        upgrade(address)
        asyncio.run(run())

    in_thread(act)


class SqliteTemplates:
    """Each way to fill a database, done once a run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Fill | None, SqliteTemplate] = {}

    def of(self, fill: Fill | None) -> SqliteTemplate:
        """None: migrated, with nothing in it."""
        if fill not in self._made:
            file = self._folder / f"template-{len(self._made)}.sqlite3"
            fill_database(f"sqlite:///{file}", fill)
            self._made[fill] = SqliteTemplate(file)
        return self._made[fill]


class PostgresTemplates:
    """The same on a server. ``make`` fills the empty database at an address."""

    def __init__(self, server: URL, kept: ExitStack, make: Callable[[str, Fill | None], None]) -> None:
        self._server = server
        self._kept = kept
        self._make = make
        self._made: dict[Fill | None, PostgresTemplate] = {}

    def of(self, fill: Fill | None) -> PostgresTemplate:
        if fill not in self._made:
            name = self._kept.enter_context(new_database(self._server))
            self._make(address_of(self._server, name), fill)
            self._made[fill] = PostgresTemplate(self._server, name)
        return self._made[fill]


def _move(here: str, there: str) -> None:
    command = [sys.executable, "-m", "bot", "copy", "--to", there]
    moved = subprocess.run(
        command, env={**os.environ, "DATABASE_URL": here}, capture_output=True, text=True, check=False
    )
    assert moved.returncode == 0, moved.stdout + moved.stderr
    assert "agrees. Put its address into DATABASE_URL" in moved.stdout


@asynccontextmanager
async def opened(template: Template, folder: Path) -> AsyncIterator[Database]:
    """A database of this test's own."""
    with template.copy(folder) as address:
        db = await Database.open(address)
        try:
            yield db
        finally:
            await db.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database this run of the test is on."""
    chosen = getattr(request, "param", "sqlite")
    assert isinstance(chosen, str)
    return chosen


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def postgresql_templates(postgres_server: URL) -> Iterator[PostgresTemplates]:
    with ExitStack() as kept:
        yield PostgresTemplates(postgres_server, kept, fill_database)


@pytest.fixture(scope="session")
def moved_templates(postgres_server: URL, sqlite_templates: SqliteTemplates) -> Iterator[PostgresTemplates]:
    """Databases of SQLite that were moved to a server as ``docs/operating.md`` says."""

    def move(address: str, fill: Fill | None) -> None:
        _move(f"sqlite:///{sqlite_templates.of(fill).file}", address)

    with ExitStack() as kept:
        yield PostgresTemplates(postgres_server, kept, move)


@pytest.fixture
def template_of(engine: str, request: pytest.FixtureRequest) -> TemplateOf:
    """Makes a template on the engine of this test, or gives the one that was made that way."""
    templates: SqliteTemplates | PostgresTemplates = request.getfixturevalue(f"{engine}_templates")
    return templates.of


@pytest.fixture
async def empty_db(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Database]:
    """Migrated, with nothing in it."""
    async with opened(template_of(None), tmp_path) as db:
        yield db


_CHOOSE_AN_ENGINE = {"engine", "kept_url", "another"}
"""Names of parameters."""


def mark_postgres(items: Iterable[pytest.Item]) -> None:
    """Marks what needs a server, so that `make test` needs none; called before ``-m`` is looked at."""
    for item in items:
        if isinstance(item, pytest.Function) and _needs_a_server(item):
            item.add_marker(pytest.mark.postgres)


def _needs_a_server(item: pytest.Function) -> bool:
    called_with = getattr(item, "callspec", None)
    parameters: Mapping[str, object] = {} if called_with is None else called_with.params
    chosen = {value for name, value in parameters.items() if name in _CHOOSE_AN_ENGINE}
    return "postgres_server" in item.fixturenames or not chosen <= {"sqlite"}


def run_on_both(metafunc: pytest.Metafunc) -> None:
    """Called for every test: a marked one runs once an engine.

    ``both_engines(long=True)``: it runs on a database that was moved there from SQLite too.
    """
    marker = metafunc.definition.get_closest_marker("both_engines")
    if marker is not None:
        assert "engine" in metafunc.fixturenames, f"{metafunc.definition.name} knows nothing of engines"
        if marker.kwargs.get("long"):
            others = [pytest.param(each, marks=pytest.mark.long) for each in ("postgresql", "moved")]
        else:
            others = [pytest.param("postgresql")]
        metafunc.parametrize("engine", ["sqlite", *others], indirect=True)
