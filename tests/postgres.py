"""A PostgreSQL server for tests: the one at ``TEST_POSTGRES_URL``, else our own from Debian's binaries.

Each test that asks for ``postgres_url`` gets a migrated database of its own, copied from a template. A server
of our own lives in a temporary folder, listens on this machine only, and forgets everything at the end.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import URL, make_url

from bot.db.operations.migrate import upgrade

_PREFIX = f"prokhodnaya_test_{os.getpid()}"
_numbers = count(1)


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``; Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: each.parts[-3])
    return debian[-1].parent if debian else None


@contextmanager
def server_of_our_own(binaries: Path, *, durable: bool = False) -> Iterator[URL]:
    """Starts a server in a temporary folder. It refuses root, for whom it runs as the user ``postgres``.

    ``durable``: what is committed survives a power cut, as in earnest; tests need no such thing.
    """
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="prokhodnaya-postgres-"))
    shutil.chown(folder, user)
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(binaries / program), "-D", str(data), *arguments],
            user=user if os.getuid() == 0 else None,
            group=pwd.getpwnam(user).pw_gid if os.getuid() == 0 else None,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    try:
        call("initdb", "--auth=trust", f"--username={user}", "--encoding=UTF8", "--locale=C", "--no-sync")
        port = free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
            " -c max_connections=200"
        )
        if not durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        try:
            yield URL.create("postgresql", username=user, host="127.0.0.1", port=port, database="postgres")
        finally:
            call("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def sql(server: URL, *statements: str) -> None:
    """Runs administrative statements, each in a transaction of its own."""

    async def run() -> None:
        connection = await asyncpg.connect(server.render_as_string(hide_password=False))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    in_thread(lambda: asyncio.run(run()))


def in_thread(act: Callable[[], object]) -> None:
    """Fixtures are set up inside of a running loop as well as outside; a thread has none."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(act).result()


def address_of(server: URL, database: str) -> str:
    """What stands in ``DATABASE_URL`` for a database of the server."""
    url = server.set(drivername="postgresql+asyncpg", database=database)
    return url.render_as_string(hide_password=False)


@cache
def _by_files(server: URL) -> str:
    """As older servers copy anyhow: in half the time, where nothing waits for a disk."""

    async def version() -> int:
        connection = await asyncpg.connect(server.render_as_string(hide_password=False))
        try:
            return int(connection.get_server_version().major)
        finally:
            await connection.close()

    asked: list[int] = []
    in_thread(lambda: asked.append(asyncio.run(version())))
    return " STRATEGY FILE_COPY" if asked[0] >= _TELLS_HOW_TO_COPY else ""


_TELLS_HOW_TO_COPY = 15


@contextmanager
def new_database(server: URL, template: str | None = None) -> Iterator[str]:
    """A database of its own, copied from a template; its name. Gone afterwards, whoever is connected."""
    name = f"{_PREFIX}_{next(_numbers)}"
    copied = "" if template is None else f' TEMPLATE "{template}"{_by_files(server)}'
    sql(server, f'CREATE DATABASE "{name}"{copied}')
    try:
        yield name
    finally:
        sql(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server on which databases may be made. Missing: an error for the robot, a skip for a developer."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql")
        return
    binaries = find_binaries()
    if binaries is None:
        reason = "PostgreSQL is missing: set TEST_POSTGRES_URL, or on Debian: apt install postgresql"
        if "CI" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    with server_of_our_own(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """The name of a migrated database with nothing in it, to copy from."""
    with new_database(postgres_server) as name:
        address = address_of(postgres_server, name)
        in_thread(lambda: upgrade(address))
        yield name


@pytest.fixture
def postgres_url(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own."""
    with new_database(postgres_server, postgres_template) as name:
        yield address_of(postgres_server, name)
