"""Brings the schema from one revision to another, by Alembic, without a configuration file.

Each run is one transaction under one lock: two processes that migrate at once come one after the other,
and a run that fails leaves the database as it was. On SQLite foreign keys are off meanwhile, since
a table is changed by building it anew, and dropping the old one would delete by CASCADE what refers to it;
before COMMIT ``foreign_key_check`` shows that nothing was left dangling.

The functions are synchronous, for the command line; from a running event loop call them in a thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import URL, Connection, MetaData, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateSchema

from bot.db.engine.at_rest.oneshot import read_once
from bot.db.engine.database import parse_url
from bot.db.engine.errors import DatabaseBusyError, DatabaseUnavailableError
from bot.db.engine.postgresql import run_once
from bot.db.engine.sqlite import create_folder, database_path, is_busy, writing_engine
from bot.db.operations.revisions import SCRIPTS, MigrationError, chain

T = TypeVar("T")

LOCK_WAIT_MS = 60_000
"""Milliseconds that a migration waits for another one, or for a running bot's transaction, to end."""

_ADVISORY_LOCK = 0x50524F58_4D494752
"""A number of ours for PostgreSQL's advisory lock of whoever migrates."""

_SCRATCH = "prokhodnaya_scratch"
"""A schema that exists only inside of a transaction that is rolled back."""


@dataclass(slots=True)
class Run:
    """What a run gives to ``migrations/env.py`` (as ``config.attributes["run"]``) and gets back from it."""

    connection: Connection | None = None
    metadata: MetaData | None = None
    applied: list[str] | None = None


def upgrade(url: str, revision: str = "head", *, scripts: Path = SCRIPTS) -> list[str]:
    """Applies what is missing up to the revision; the ids of what was applied, oldest first.

    MigrationError, DatabaseUnavailableError, DatabaseBusyError after a minute's wait; ValueError for
    an address that cannot be used.
    """
    return _migrate(url, scripts, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str, *, scripts: Path = SCRIPTS) -> list[str]:
    """Takes back everything after the revision ("base": everything); the ids taken back, newest first."""
    return _migrate(url, scripts, lambda config: command.downgrade(config, revision))


def differences(url: str, metadata: MetaData) -> list[str]:
    """How an upgraded database differs from the tables in code, in words; empty when they match.

    That includes what Alembic does not look at: CHECKs and conditions of partial indexes. Leaves nothing
    behind; on PostgreSQL it needs the right to make a schema.
    """

    def compare(connection: Connection) -> list[str]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        found = [repr(difference) for difference in compare_metadata(context, metadata)]
        in_code, in_database = _conditions_in_code(connection, metadata), _conditions(connection)
        found += [f"in code only: {condition}" for condition in sorted(in_code - in_database)]
        found += [f"in the database only: {condition}" for condition in sorted(in_database - in_code)]
        return found

    return read_once(parse_url(url), compare)


def _conditions_in_code(connection: Connection, metadata: MetaData) -> set[str]:
    """Of tables that are made from code beside the database's own, since each engine words them its way."""
    if connection.dialect.name == "sqlite":
        scratch = create_engine("sqlite://")
        try:
            with scratch.connect() as made_from_code:
                metadata.create_all(made_from_code)
                return _conditions(made_from_code)
        finally:
            scratch.dispose()
    with connection.begin_nested() as taken_back:
        connection.execute(CreateSchema(_SCRATCH))
        connection.execution_options(schema_translate_map={None: _SCRATCH})
        try:
            metadata.create_all(connection)
        finally:
            connection.execution_options(schema_translate_map=None)
        found = _conditions(connection, _SCRATCH)
        taken_back.rollback()
    return found


def _conditions(connection: Connection, schema: str | None = None) -> set[str]:
    """Every CHECK and every partial index, as one line each."""
    inspector = inspect(connection)
    found = set()
    for table in inspector.get_table_names(schema):
        for check in inspector.get_check_constraints(table, schema):
            found.add(f"{table}: {check['name']} CHECK ({' '.join(check['sqltext'].split())})")
        for index in inspector.get_indexes(table, schema):
            where = index.get("dialect_options", {}).get(f"{connection.dialect.name}_where")
            if where is not None:
                found.add(f"{table}: {index['name']} WHERE {' '.join(str(where).split())}")
    return found


def draft_revision(
    message: str, url: str, *, metadata: MetaData | None = None, scripts: Path = SCRIPTS
) -> Path:
    """Writes a new revision with what ``differences`` finds; returns its file, which a person then reads.

    ``url``: a scratch database that is upgraded to the newest revision first. ``metadata``: the product's.
    """
    upgrade(url, scripts=scripts)
    (scripts / "versions").mkdir(exist_ok=True)

    def write(connection: Connection) -> Path:
        config = _config(scripts, Run(connection=connection, metadata=metadata))
        new = f"{len(chain(scripts)) + 1:04d}"
        drafted = command.revision(config, message, autogenerate=True, rev_id=new)
        if drafted is None or isinstance(drafted, list):
            raise MigrationError(f"not one new revision, but {drafted!r}")
        return Path(drafted.path)

    return _in_transaction(parse_url(url), write)


def _migrate(url: str, scripts: Path, act: Callable[[Config], None]) -> list[str]:
    def run(connection: Connection) -> list[str]:
        applied: list[str] = []
        act(_config(scripts, Run(connection=connection, applied=applied)))
        return applied

    try:
        return _in_transaction(parse_url(url), run)
    except CommandError as error:
        raise MigrationError(str(error)) from error
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise MigrationError(f"the database refused a step, nothing was changed: {reason}") from error


def _config(scripts: Path, run: Run) -> Config:
    config = Config(attributes={"run": run})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _in_transaction(url: URL, body: Callable[[Connection], T]) -> T:
    """Runs the body in one transaction, of the one process that may migrate now."""
    if url.get_backend_name() == "postgresql":
        return asyncio.run(run_once(url, body, first=_waits_for_others))
    with _sqlite_transaction(database_path(url)) as connection:
        _refuse_dangling(connection, "before the migration; nothing was changed")
        result = body(connection)
        _refuse_dangling(connection, "after the migration, so it was taken back")
        return result


@contextmanager
def _sqlite_transaction(path: Path) -> Iterator[Connection]:
    create_folder(path)
    engine = writing_engine(path, busy_timeout_ms=LOCK_WAIT_MS, foreign_keys=False)
    try:
        with ExitStack() as stack:
            try:
                connection = stack.enter_context(engine.connect())
                stack.enter_context(connection.begin())
            except (DBAPIError, sqlite3.Error) as error:
                cause = getattr(error, "orig", error)
                if is_busy(cause):
                    raise DatabaseBusyError(f"another process keeps {path} locked") from error
                raise DatabaseUnavailableError(f"cannot open {path}: {cause}") from error
            yield connection
    finally:
        engine.dispose()


async def _waits_for_others(connection: AsyncConnection) -> None:
    """Also for the tables: a transaction of a running bot may keep one of them."""
    await connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS:d}"))
    await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _refuse_dangling(connection: Connection, when: str) -> None:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if rows:
        shown = ", ".join(f"{table} row {row} -> {parent}" for table, row, parent, _ in rows[:10])
        raise MigrationError(f"{len(rows)} rows refer to nothing {when}: {shown}")
