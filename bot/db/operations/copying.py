"""Taking all rows from one database to another, such as from SQLite to PostgreSQL, or back.

The source is read in one transaction and so in one state. The target is written in one transaction, which
ends only if every table has as many rows as the source and the audit is content: until then the target is as
empty as before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.db.engine.database import parse_url
from bot.db.engine.errors import DatabaseError, DatabaseUnavailableError
from bot.db.engine.pending import Body
from bot.db.engine.postgresql import one_transaction
from bot.db.engine.sqlite import create_folder, database_path, reading_engine, writing_engine
from bot.db.metadata import metadata
from bot.db.operations.self_audit import Moments, Report, audit
from bot.db.tables import content_version, site_photo

T = TypeVar("T")

CHUNK = 2_000
"""Rows that are in memory at once."""
CHUNK_OF_PHOTOS = 20
"""Of what has some hundred kilobytes a row."""

TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
"""Every table, after those that it refers to."""


class CopyError(DatabaseError):
    """The rows cannot be taken over; the target is as it was."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows by table, and what the audit says of the target."""

    rows: Mapping[str, int]
    report: Report


class Run(Protocol):
    """Runs a body in a transaction that is open."""

    async def __call__(self, body: Body[T]) -> T: ...


def first_table_with_rows(connection: Connection) -> str | None:
    """A table of ours that has rows; None if nothing is in the way of a copy."""
    known = set(inspect(connection).get_table_names())
    for table in TABLES:
        if table.name in known and connection.execute(select(table.c.id).limit(1)).first() is not None:
            return table.name
    return None


async def is_empty(url: str) -> bool:
    """Whether no table of ours has a row; a file that is not there is empty."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not database_path(parsed).exists():
        return True
    async with reading(url) as read:
        return await read(first_table_with_rows) is None


async def copy_rows(
    source: str,
    target: str,
    *,
    now: datetime,
    even_if_it_differs: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Copied:
    """Copies every row with its id. Both databases must be of this program's revision.

    ``progress`` is told how many rows of how many are copied. CopyError when the target has rows, when
    a row does not fit, when counts differ, or when the audit of the target finds something (unless
    ``even_if_it_differs``). Blocks the event loop: for the command line.
    """
    async with reading(source) as read, _transaction(target, write=True) as write:
        occupied = await write(first_table_with_rows)
        if occupied is not None:
            raise CopyError(f"the target is not empty: there are rows in {occupied}")
        rows = await read(_count_rows)
        total, done = sum(rows.values()), 0
        for table in TABLES:
            last = 0
            while chunk := await read(partial(_read_chunk, table=table, after=last)):
                try:
                    await write(partial(_write_chunk, table=table, rows=chunk))
                except DBAPIError as error:
                    ids = f"{chunk[0]['id']} to {chunk[-1]['id']}"
                    reason = str(error.orig).splitlines()[0]
                    raise CopyError(f"rows of {table.name} with ids {ids} do not fit: {reason}") from error
                last = chunk[-1]["id"]
                done += len(chunk)
                progress(done, total)
                await asyncio.sleep(0)  # Ctrl-C comes here: SQLite lets nothing else in
        await write(set_sequences)
        arrived = await write(_count_rows)
        if arrived != rows:
            wrong = ", ".join(
                f"{name}: {arrived[name]} of {rows[name]}" for name in rows if arrived[name] != rows[name]
            )
            raise CopyError(f"not every row arrived: {wrong}")
        report = await write(partial(audit, moments=Moments(now, late_before=None)))
        if not report.clean and not even_if_it_differs:
            raise CopyError(
                f"the audit finds {len(report.differences)} differences, the first: {report.differences[0]}"
            )
        return Copied(rows, report)


def _count_rows(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in TABLES
    }


def _read_chunk(connection: Connection, *, table: Table, after: int) -> list[dict[str, Any]]:
    most = CHUNK_OF_PHOTOS if table is site_photo else CHUNK
    query = select(table).where(table.c.id > after).order_by(table.c.id).limit(most)
    return [dict(row) for row in connection.execute(query).mappings()]


def _write_chunk(connection: Connection, *, table: Table, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(table), rows)


def set_sequences(connection: Connection) -> None:
    """Makes PostgreSQL go on after the highest id of each table, after rows were stored with ids of their
    own. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        if table is content_version:
            continue  # its one row has the number 1, not one that is counted
        highest = connection.execute(select(func.max(table.c.id))).scalar_one()
        if highest is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)"),
                {"table": table.name, "highest": highest},
            )


def reading(url: str) -> AbstractAsyncContextManager[Run]:
    """One reading transaction of a database, for the command line: on SQLite it blocks the event loop."""
    return _transaction(url, write=False)


@asynccontextmanager
async def _transaction(url: str, *, write: bool) -> AsyncIterator[Run]:
    """One transaction of a database, in which bodies run one after another; committed at the end."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = database_path(parsed)
        if write:
            create_folder(path)
        engine = writing_engine(path) if write else reading_engine(path)
        try:
            with engine.connect() as connection, connection.begin():

                async def run_here(body: Body[T]) -> T:
                    return body(connection)

                yield run_here
        finally:
            engine.dispose()
        return
    reads = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        async with one_transaction(parsed, **({} if write else reads)) as remote:

            async def run_there(body: Body[T]) -> T:
                return await remote.run_sync(body)

            yield run_there
    except OSError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise DatabaseUnavailableError(f"the connection to {shown} was lost: {error}") from error
