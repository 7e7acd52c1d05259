"""One read of a database that nobody has open yet: at the start, and on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.db.engine.at_rest.files import looking_at
from bot.db.engine.errors import DatabaseUnavailableError
from bot.db.engine.sqlite import database_path

T = TypeVar("T")


def read_once(url: URL, body: Callable[[Connection], T]) -> T:
    """What the body reads; creates nothing. From a running event loop call it in a thread.

    DatabaseUnavailableError when the database cannot be read.
    """
    if url.get_backend_name() == "postgresql":
        from bot.db.engine.postgresql import run_once  # memory for those who have a server

        return asyncio.run(run_once(url, body))
    path = database_path(url)
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path))}", query={**looking_at(path), "uri": "true"}),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection:
            return body(connection)
    except DBAPIError as error:
        raise DatabaseUnavailableError(f"cannot read {path}: {error.orig}") from error
    finally:
        engine.dispose()
