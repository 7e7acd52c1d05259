"""Which revision a database is of, and which ones this program knows.

Looked up without Alembic, which changes them (``bot.db.operations.migrate``): only to look, it would cost
every start half a second and ten megabytes.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Connection, inspect

from bot.db.engine.at_rest.files import refuse_faulty
from bot.db.engine.at_rest.oneshot import read_once
from bot.db.engine.database import parse_url
from bot.db.engine.errors import DatabaseError
from bot.db.engine.sqlite import database_path

SCRIPTS = Path(__file__).parents[1] / "migrations"
"""The folder of the product's own chain of revisions."""

_TABLE = "alembic_version"
_NAMES = re.compile(
    r"""^revision\s*=\s*["'](?P<own>\w+)["']$.*?^down_revision\s*=\s*(?:None|["'](?P<before>\w+)["'])$""",
    re.MULTILINE | re.DOTALL,
)


class MigrationError(DatabaseError):
    """The migration would damage what is stored, or the database is not one of ours; nothing was changed."""


def chain(scripts: Path = SCRIPTS) -> list[str]:
    """The revisions that this program knows, oldest first.

    MigrationError for files that are not one chain.
    """
    after: dict[str | None, str] = {}
    files = sorted((scripts / "versions").glob("*.py"))
    for file in files:
        names = _NAMES.search(file.read_text(encoding="utf-8"))
        if names is None:
            raise MigrationError(f"{file.name} does not say which revision it is, and after which")
        after[names["before"]] = names["own"]
    found: list[str] = []
    while (following := after.pop(found[-1] if found else None, None)) is not None:
        found.append(following)
    if len(found) != len(files):
        raise MigrationError(f"the files in {scripts.name}/versions are not one chain")
    return found


def current(url: str) -> str | None:
    """The revision of the database; None for a database that is empty or not there. Creates nothing."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = database_path(parsed)
        refuse_faulty(path)
        if not path.exists():
            return None
    return read_once(parsed, revision_of)


def revision_of(connection: Connection) -> str | None:
    """The revision of the database that this connection sees; None for one without any."""
    tables = inspect(connection).get_table_names()
    if _TABLE not in tables:
        if tables and connection.dialect.name == "sqlite":
            raise MigrationError(f"it is another program's, with a table {tables[0]}: change DATABASE_URL")
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {_TABLE}").scalars().all()  # noqa: S608
    if len(found) > 1:
        raise MigrationError(f"the database is of several revisions at once: {', '.join(sorted(found))}")
    return str(found[0]) if found else None


def pending(url: str, *, scripts: Path = SCRIPTS) -> list[str]:
    """The revisions that ``upgrade`` would apply, oldest first. Creates nothing.

    MigrationError when the database is of a revision that this program does not know (a newer one).
    """
    known = chain(scripts)
    at = current(url)
    if at is None:
        return known
    if at not in known:
        raise MigrationError(
            f"the database is newer than this program (of revision {at}): install the newer version, or "
            "restore the backup made before the upgrade"
        )
    return known[known.index(at) + 1 :]
