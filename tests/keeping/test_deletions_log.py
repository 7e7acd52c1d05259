"""The list of deleted people beside the backups: complete after a crash, even if its last line is torn."""

from __future__ import annotations

import stat
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from bot.db.operations.deletions_log import Deletion, DeletionsLog, Unreadable, read_deletions
from bot.db.operations.restore_diff import still_there
from bot.db.tables import deletion_log, person
from bot.domain.model import PersonId
from bot.services.upkeep.deletions import NoteDeletions
from tests.keeping.kept import NOW, Kept, delete
from tests.runners import runner_over

FIRST = Deletion(NOW, PersonId(17))
SECOND = Deletion(NOW + timedelta(seconds=5, microseconds=7), PersonId(4))


@pytest.fixture
def log(tmp_path: Path) -> DeletionsLog:
    return DeletionsLog.beside(tmp_path / "backups")


def test_what_is_added_is_read_back(log: DeletionsLog) -> None:
    assert log.read() == ([], [])
    assert log.add_missing([SECOND, FIRST]) == [FIRST, SECOND]
    assert log.add_missing([FIRST]) == []
    assert log.read() == ([FIRST, SECOND], [])
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600


def test_it_holds_numbers_and_moments_only(log: DeletionsLog) -> None:
    log.add_missing([FIRST])
    assert log.file.read_text() == "2026-11-23T09:00:00+00:00 person 17\n"


def test_a_torn_line_is_said_and_spoils_no_other(log: DeletionsLog) -> None:
    log.add_missing([FIRST])
    with log.file.open("ab") as file:
        file.write(b"2026-11-23T09:00:05.00")
    assert log.read() == ([FIRST], [Unreadable(2)])
    log.add_missing([SECOND])
    assert log.read() == ([FIRST, SECOND], [Unreadable(2)])


@pytest.mark.parametrize(
    "line", ["person 17", "2026-11-23T09:00:00 person 17", "2026-13-40T09:00:00+00:00 person 17", "\xff"]
)
def test_a_line_that_says_nothing_is_no_deletion(log: DeletionsLog, line: str) -> None:
    log.file.parent.mkdir()
    log.file.write_text(f"{line}\n", encoding="latin-1")
    assert log.read() == ([], [Unreadable(1)])


@pytest.mark.shows("H2")
async def test_every_deletion_gets_there_also_after_a_crash(kept: Kept, log: DeletionsLog) -> None:
    before = await kept.db.read(read_deletions)
    assert len(before) == 1
    job = NoteDeletions(runner_over(kept.db, kept.clock), log)
    assert await job() == 1, "what an earlier process left out"
    assert await job() == 0
    await delete(kept.db, PersonId(4), NOW)
    assert await job() == 1
    assert await job() == 0
    await delete(kept.db, PersonId(5), NOW)
    assert await NoteDeletions(runner_over(kept.db, kept.clock), log)() == 1, "the next process"
    assert log.read() == (sorted([*before, Deletion(NOW, PersonId(4)), Deletion(NOW, PersonId(5))]), [])
    assert log.read()[0] == sorted(await kept.db.read(read_deletions))


async def test_what_else_is_deleted_is_nobodys_deletion(kept: Kept, log: DeletionsLog) -> None:
    job = NoteDeletions(runner_over(kept.db, kept.clock), log)
    await job()

    def empty_forms(connection: Connection) -> None:
        connection.execute(
            insert(deletion_log).values(
                at=NOW, data_class="draft", records=2, subject_ids=[4, 5], basis="retention"
            )
        )

    await kept.db.write(empty_forms)
    assert await job() == 0


async def test_a_list_that_cannot_be_written_is_tried_again(kept: Kept, log: DeletionsLog) -> None:
    job = NoteDeletions(runner_over(kept.db, kept.clock), log)
    log.file.parent.write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"exists|directory"):
        await job()
    log.file.parent.unlink()
    assert await job() == 1


async def test_whoever_came_later_has_the_number_only(kept: Kept) -> None:
    """After a restore rows are numbered on from the backup, and a number may be given a second time."""

    def came_after(connection: Connection, seconds: int) -> list[PersonId]:
        created = connection.execute(select(person.c.created_at).where(person.c.id == 4)).scalar_one()
        return still_there(connection, [Deletion(created + timedelta(seconds=seconds), PersonId(4))])

    assert await kept.db.read(partial(came_after, seconds=0)) == [4]
    assert await kept.db.read(partial(came_after, seconds=1)) == [4]
    assert await kept.db.read(partial(came_after, seconds=-1)) == []
    deleted = await kept.db.read(read_deletions)
    assert await kept.db.read(lambda c: still_there(c, deleted)) == []
