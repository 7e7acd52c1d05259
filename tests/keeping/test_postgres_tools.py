"""PostgreSQL's own tools, called just as docs/operating.md calls them."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL, func, select

from bot.db.engine.database import Database
from bot.db.operations.self_audit import Moments, audit
from bot.db.tables import booking, person
from bot.domain.model import PersonId
from tests.keeping.kept import NOW, delete
from tests.postgres import address_of, find_binaries, new_database, sql

ROOT = Path(__file__).resolve().parents[2]
SOMEBODY = PersonId(4)


def commands(name: str) -> str:
    """The block of commands with this mark in the guide."""
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- tested: {name} -->\n```sh\n(.*?)```", guide, re.DOTALL)
    assert found is not None, name
    return found[1]


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def libpq(address: str) -> str:
    """The address as PostgreSQL's own tools and the guide write it."""
    return address.replace("+asyncpg", "")


async def call(name: str, folder: Path, **variables: str) -> str:
    """Runs a block of the guide; what it printed."""
    binaries = find_binaries() or Path("/usr/bin")
    here = Path(sys.executable).parent
    environment: Mapping[str, str] = {
        "PATH": f"{here}:{binaries}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        **variables,
    }
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        commands(name),
        cwd=folder,
        env=environment,
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


@pytest.fixture
async def busy(postgres_server: URL, kept_on_postgres: str) -> AsyncIterator[str]:
    """The address of a PostgreSQL database with bookings."""
    if shutil.which("pg_dump") is None and find_binaries() is None:
        reason = "pg_dump is missing; on Debian: apt install postgresql-client"
        if "CI" in os.environ:
            pytest.fail(reason)
        pytest.skip(reason)
    with new_database(postgres_server, kept_on_postgres) as name:
        yield address_of(postgres_server, name)


@pytest.mark.shows("H2")
async def test_a_dump_is_restored_and_nobody_comes_back(
    busy: str, postgres_server: URL, tmp_path: Path
) -> None:
    dump = tmp_path / "prokhodnaya.dump"
    await call("dump", tmp_path, DATABASE=libpq(busy), DUMP=str(dump))
    assert names_in(tmp_path) == ["prokhodnaya.dump"]

    old = await Database.open(busy)
    try:
        await delete(old, SOMEBODY, NOW + timedelta(hours=1))
    finally:
        await old.close()

    restored = f"{busy}_restored"
    try:
        said = await call("restore", tmp_path, DATABASE=libpq(busy), DUMP=str(dump), RESTORED=libpq(restored))
        assert "People deleted again: 1 (rows of `person`: 4)." in said
        database = await Database.open(restored)
        try:
            row = await database.read(
                lambda c: c.execute(select(person).where(person.c.id == SOMEBODY)).one()
            )
            assert (row.telegram_id, row.name, row.deleted_at is None) == (None, None, False)
            count = await database.read(
                lambda c: c.execute(select(func.count()).select_from(booking)).scalar_one()
            )
            assert count == 230
            report = await database.read(partial(audit, moments=Moments(NOW, late_before=None)))
            assert report.clean, report.differences
        finally:
            await database.close()
    finally:
        sql(postgres_server, f'DROP DATABASE IF EXISTS "{restored.rpartition("/")[2]}" WITH (FORCE)')


async def test_the_command_for_moving_is_the_one_in_the_guide(
    postgres_server: URL, kept_template: Path, tmp_path: Path
) -> None:
    """With the guide's own names: a role with a password, and an empty database of its."""
    source = tmp_path / "bot.sqlite3"
    shutil.copyfile(kept_template, source)
    sql(postgres_server, "CREATE ROLE prokhodnaya_guide LOGIN PASSWORD 'word'")
    try:
        with new_database(postgres_server) as name:
            sql(postgres_server, f'ALTER DATABASE "{name}" OWNER TO prokhodnaya_guide')
            command = commands("move")
            place = f"{postgres_server.host}:{postgres_server.port}/{name}"
            own = command.replace(
                "prokhodnaya:$PASSWORD@localhost/prokhodnaya", f"prokhodnaya_guide:word@{place}"
            )
            assert own != command, "the address in the guide was not found"
            process = await asyncio.create_subprocess_exec(
                *("bash", "-euc", own),
                cwd=tmp_path,
                env={
                    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                    "PYTHONPATH": str(ROOT),
                    "DATABASE_URL": f"sqlite:///{source}",
                },
                stdout=PIPE,
                stderr=STDOUT,
            )
            output, _ = await process.communicate()
            assert process.returncode == 0, output.decode()
            assert f"{'booking':<18}{230:>12,}" in output.decode()
            assert "word" not in output.decode().replace("password", "")
    finally:
        sql(postgres_server, "DROP ROLE IF EXISTS prokhodnaya_guide")
