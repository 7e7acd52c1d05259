"""The list of deleted people outside of the database, by which they are deleted again after a restore (H2).

A backup still has everybody who deleted themselves after it was made. The list beside the backups survives
the loss of the database: one line a deletion, with the number of the person's row and the moment, and nothing
else. It only grows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.db.tables import deletion_log, person
from bot.domain.model import PersonId
from bot.domain.retention import DataClass

_LINE = re.compile(r"(?P<at>\S+) person (?P<id>\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Deletion:
    """Who was deleted when (UTC)."""

    at: datetime
    person_id: PersonId


def read_deletions(connection: Connection) -> list[Deletion]:
    """Everybody who is deleted in this database."""
    rows = connection.execute(
        select(person.c.deleted_at, person.c.id).where(person.c.deleted_at.is_not(None)).order_by(person.c.id)
    )
    return [Deletion(row.deleted_at, PersonId(row.id)) for row in rows]


def newest_entry(connection: Connection) -> int:
    """The last id of the database's own deletion log; 0 when it is empty."""
    return connection.execute(select(func.max(deletion_log.c.id))).scalar_one() or 0


def read_deletions_since(connection: Connection, entry: int) -> list[Deletion]:
    """People whose deletion was noted after this entry of the database's own log."""
    entries = connection.execute(
        select(deletion_log.c.subject_ids).where(
            deletion_log.c.id > entry, deletion_log.c.data_class == DataClass.PERSON
        )
    ).scalars()
    subjects = {each for subject_ids in entries for each in subject_ids}
    rows = connection.execute(
        select(person.c.deleted_at, person.c.id)
        .where(person.c.id.in_(subjects), person.c.deleted_at.is_not(None))
        .order_by(person.c.id)
    )
    return [Deletion(row.deleted_at, PersonId(row.id)) for row in rows]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line of the list that says nothing; counted from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class DeletionsLog:
    """The file. Blocks: call it in a thread where others wait."""

    file: Path

    @classmethod
    def beside(cls, backups: Path) -> DeletionsLog:
        return cls(backups / "deletions.log")

    def read(self) -> tuple[list[Deletion], list[Unreadable]]:
        """Every deletion, and the lines that cannot be read; nothing when there is no file."""
        deletions: list[Deletion] = []
        unreadable: list[Unreadable] = []
        if not self.file.exists():
            return deletions, unreadable
        text = self.file.read_text(encoding="ascii", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if not line:
                continue
            found = _parse(line)
            if found is None:
                unreadable.append(Unreadable(number))
            else:
                deletions.append(found)
        return deletions, unreadable

    def add_missing(self, deletions: Iterable[Deletion]) -> Sequence[Deletion]:
        """Adds those that are not in it yet, on the disk when this returns. OSError when it cannot be
        written; a line torn by a power cut stays alone."""
        known, _ = self.read()
        missing = sorted(set(deletions) - set(known))
        if not missing:
            return missing
        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        with os.fdopen(descriptor, "r+b") as opened:
            torn = _is_torn(opened.fileno())
            lines = [f"{each.at.isoformat()} person {each.person_id}\n" for each in missing]
            opened.write((("\n" if torn else "") + "".join(lines)).encode("ascii"))
            opened.flush()
            os.fsync(opened.fileno())
        return missing


def _is_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _parse(line: str) -> Deletion | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match["at"])
    except ValueError:
        return None
    return None if at.utcoffset() is None else Deletion(at, PersonId(int(match["id"])))
