"""A backup takes the place of the database: nobody comes back, nothing goes out twice, nothing is lost."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, func, select, update

from bot.__main__ import main
from bot.cli import after_restore as after_restore_command
from bot.cli import restore as restore_command
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.backup import back_up, inspect
from bot.db.operations.deletions_log import DeletionsLog, read_deletions
from bot.db.operations.demo import add_known_person, give_role
from bot.db.operations.migrate import downgrade
from bot.db.operations.restore import put_in_place
from bot.db.operations.revisions import chain, pending
from bot.db.tables import booking, outbox, person, visit
from bot.domain.model import OutboxState, PersonId, RegionId, Role, SiteId, VisitStatus
from bot.services.upkeep.deletions import NoteDeletions
from tests.keeping.kept import NOW, damage, delete
from tests.keeping.rows import fill
from tests.keeping.test_self_audit import taken_too_high
from tests.runners import runner_over

T = TypeVar("T")

LATER = NOW + timedelta(hours=12)
SOMEBODY = PersonId(4)
"""A leader with visits ahead."""


@dataclass(slots=True)
class Place:
    """A database, a backup of it, and what has happened since."""

    database: Path
    backup: Path
    lost: list[str]

    @property
    def log(self) -> DeletionsLog:
        return DeletionsLog.beside(self.database.parent / "backups")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Database]:
        db = await Database.open(f"sqlite:///{self.database}")
        try:
            yield db
        finally:
            await db.close()

    async def read(self, body: Callable[[Connection], T]) -> T:
        async with self.open() as db:
            return await db.read(body)

    def replaced(self) -> list[Path]:
        return sorted(self.database.parent.glob("bot.sqlite3.replaced-*"))


@pytest.fixture
async def place(tmp_path: Path, kept_template: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """After the backup somebody deleted themselves, messages went out, and thirty people booked."""
    database = tmp_path / "var" / "bot.sqlite3"
    database.parent.mkdir()
    shutil.copyfile(kept_template, database)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.delenv("BACKUP_FOLDER", raising=False)
    for command in (restore_command, after_restore_command):
        monkeypatch.setattr(command, "SystemClock", partial(MovableClock, LATER))
    made = Place(database, tmp_path / "copy.sqlite3", [])
    async with made.open() as db:
        await db.write(hire_owner)
        await asyncio.to_thread(back_up, database, made.backup, NOW)
        await delete(db, SOMEBODY, NOW + timedelta(hours=1))
        last = await db.read(lambda c: c.execute(select(func.max(booking.c.id))).scalar_one())
        await db.write(partial(fill, now=NOW, bookings=30))
        await db.write(partial(send_until, moment=LATER))
        found = await db.read(
            lambda c: c.execute(select(booking.c.reference).where(booking.c.id > last)).scalars().all()
        )
        made.lost = [str(each) for each in found]
        await NoteDeletions(runner_over(db, MovableClock(NOW)), made.log)()
    return made


def hire_owner(connection: Connection) -> None:
    """Somebody whom the bot tells of what happens at every booked session's site."""
    owner = add_known_person(connection, 5000, "ru", "Ольга", "+70000000005", RegionId(1), NOW)
    site_id = connection.execute(select(visit.c.site_id).limit(1)).scalar_one()
    give_role(connection, owner, Role.OWNER, RegionId(1), SiteId(site_id), NOW)


def send_until(connection: Connection, moment: datetime) -> None:
    """What a sender does."""
    connection.execute(
        update(outbox)
        .where(outbox.c.state == OutboxState.DUE, outbox.c.due_at <= moment)
        .values(state=OutboxState.SENT, sent_at=outbox.c.due_at, message_id=outbox.c.id)
    )


def waiting(connection: Connection, moment: datetime) -> int:
    """Messages that the next sender would send at once."""
    return connection.execute(
        select(func.count())
        .select_from(outbox)
        .where(outbox.c.state == OutboxState.DUE, outbox.c.due_at <= moment)
    ).scalar_one()


def count_bookings(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(booking)).scalar_one()


def ahead_of_somebody(connection: Connection) -> dict[VisitStatus, int]:
    rows = connection.execute(
        select(visit.c.status, func.count())
        .join(booking, booking.c.id == visit.c.booking_id)
        .where(booking.c.person_id == SOMEBODY)
        .group_by(visit.c.status)
    )
    return {row[0]: row[1] for row in rows}


async def run(*arguments: str) -> int:
    """Commands bring their own event loop."""
    return await asyncio.to_thread(main, list(arguments))


async def assert_somebody_is_gone(place: Place) -> None:
    row = await place.read(lambda c: c.execute(select(person).where(person.c.id == SOMEBODY)).one())
    assert row.telegram_id is None
    assert row.deleted_at == LATER
    statuses = await place.read(ahead_of_somebody)
    assert VisitStatus.PENDING not in statuses
    assert VisitStatus.CONFIRMED not in statuses
    _, report = await asyncio.to_thread(inspect, place.database, LATER)
    assert report.clean, report.differences


@pytest.mark.shows("H2")
async def test_who_deleted_themselves_after_the_backup_stays_deleted(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("restore", str(place.backup)) == 0
    shown = capsys.readouterr()
    assert "People deleted again: 1 (rows of `person`: 4)." in shown.out
    assert "everything in it agrees" in shown.out
    await assert_somebody_is_gone(place)


@pytest.mark.shows("H2")
async def test_the_list_is_enough_when_the_database_is_lost(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.database.write_bytes(b"noise of a dying disk " * 1000)
    assert await run("restore", str(place.backup)) == 1
    assert "--force" in capsys.readouterr().err
    assert await run("restore", str(place.backup), "--force") == 0
    shown = capsys.readouterr()
    assert "cannot be locked" in shown.err
    assert "People deleted again: 1" in shown.out
    await assert_somebody_is_gone(place)
    (aside,) = place.replaced()
    assert aside.read_bytes().startswith(b"noise")


@pytest.mark.shows("H2")
async def test_the_replaced_database_is_enough_when_the_list_is_lost(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.log.file.unlink()
    assert await run("restore", str(place.backup)) == 0
    shown = capsys.readouterr()
    assert "There is no list of deletions" in shown.err
    assert "People deleted again: 1" in shown.out
    await assert_somebody_is_gone(place)


async def test_a_missing_database_is_made(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.database.unlink()
    assert await run("restore", str(place.backup)) == 0
    assert place.replaced() == []
    assert "The replaced database" not in capsys.readouterr().out
    await assert_somebody_is_gone(place)


async def test_messages_that_went_out_do_not_go_out_again(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Known from the replaced database: what it sent is sent; what it had not sent is still to be sent."""
    async with place.open() as db:
        at_risk = await db.read(partial(waiting, moment=LATER))
        assert at_risk == 0
    with closing(sqlite3.connect(place.backup)) as copy:
        (due_by_then,) = copy.execute(
            "SELECT count(*) FROM outbox WHERE state = 'due' AND due_at <= '2026-11-23 21:00:00.000000'"
        ).fetchone()
    assert due_by_then > 5, "without the care it would be a flood"
    assert await run("restore", str(place.backup)) == 0
    assert "Messages that had gone out" in capsys.readouterr().out
    async with place.open() as db:
        assert await db.read(partial(waiting, moment=LATER)) == 0
        assert await db.read(partial(waiting, moment=LATER + timedelta(days=400))) > 20
        told = await db.read(
            lambda c: (
                c.execute(select(outbox.c.state).where(outbox.c.kind == "host.cancelled")).scalars().all()
            )
        )
    assert told, "the host was told of the cancellation, then"
    assert set(told) == {OutboxState.SENT}, "and is not told again"


async def test_when_nobody_knows_what_went_out_the_old_is_dropped(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.database.unlink()
    assert await run("restore", str(place.backup)) == 0
    assert "Messages dropped, which were due more than an hour ago" in capsys.readouterr().out
    async with place.open() as db:
        rows = await db.read(
            lambda c: c.execute(
                select(outbox.c.due_at, outbox.c.kind).where(
                    outbox.c.state == OutboxState.DUE, outbox.c.due_at <= LATER
                )
            ).all()
        )
        dropped = await db.read(
            lambda c: c.execute(
                select(func.max(outbox.c.due_at)).where(outbox.c.last_error == "due before the restore")
            ).scalar_one()
        )
    assert all(row.due_at >= LATER - timedelta(hours=1) for row in rows)
    assert dropped < LATER - timedelta(hours=1)


async def test_what_the_backup_lacks_is_named(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("restore", str(place.backup)) == 0
    complaint = capsys.readouterr().err
    assert "not in it: 30." in complaint
    assert all(reference in complaint for reference in place.lost)
    assert "Анна" not in complaint


async def test_the_replaced_database_is_kept_whole(place: Place) -> None:
    before = await place.read(count_bookings)
    assert await run("restore", str(place.backup)) == 0
    (aside,) = place.replaced()
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT count(*) FROM booking").fetchone() == (before,)
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert sorted(each.name for each in place.database.parent.iterdir()) == [
        "backups",
        "bot.sqlite3",
        aside.name,
    ]
    assert stat.S_IMODE(place.database.stat().st_mode) == 0o600


async def test_a_running_bot_is_not_pulled_away_from(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    async with place.open() as db:
        assert await run("restore", str(place.backup), "--force") == 1
        assert "another program has" in capsys.readouterr().err
        assert len(await db.read(read_deletions)) == 2
    assert place.replaced() == []
    assert [each.name for each in place.database.parent.glob(".*")] == []


async def test_a_backup_with_differences_is_put_in_place_only_by_force(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    await damage(f"sqlite:///{place.backup}", taken_too_high)
    content = place.database.read_bytes()
    assert await run("restore", str(place.backup)) == 1
    assert "seats.counted_wrong" in capsys.readouterr().err
    assert place.database.read_bytes() == content
    assert await run("restore", str(place.backup), "--force") == 0


@pytest.mark.parametrize("content", [b"", b"no database " * 1000])
async def test_what_is_no_backup_is_refused(
    place: Place, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    place.backup.write_bytes(content)
    kept = place.database.read_bytes()
    assert await run("restore", str(place.backup), "--force") == 1
    assert "Nothing was put in place" in capsys.readouterr().err
    assert place.database.read_bytes() == kept


async def test_a_backup_of_a_newer_program_is_refused(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(place.backup)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert await run("restore", str(place.backup)) == 1
    assert "newer than this program" in capsys.readouterr().err


@pytest.mark.long
async def test_a_backup_of_an_older_program_is_brought_up_to_date(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"sqlite:///{place.backup}"
    first, *later = chain()
    assert await asyncio.to_thread(downgrade, address, first) == later[::-1]
    assert await run("restore", str(place.backup)) == 0
    assert f"Brought up to date: {len(later)} migrations." in capsys.readouterr().out
    assert pending(f"sqlite:///{place.database}") == []
    await assert_somebody_is_gone(place)


async def test_a_copy_made_by_cp_with_its_log_is_whole(place: Place, tmp_path: Path) -> None:
    """Not how one should do it, but what is there is used."""
    async with place.open() as db:
        await db.write(lambda c: fill(c, NOW, bookings=10))
        copied = tmp_path / "by-hand.sqlite3"
        shutil.copyfile(place.database, copied)
        shutil.copyfile(f"{place.database}-wal", f"{copied}-wal")
        count = await db.read(count_bookings)
    assert await run("restore", str(copied)) == 0
    assert await place.read(count_bookings) == count


async def test_a_missing_file_is_no_traceback(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("restore", "nowhere.sqlite3") == 1
    assert "There is no file nowhere.sqlite3" in capsys.readouterr().err


def test_when_the_last_step_fails_the_old_one_is_there(
    tmp_path: Path, kept_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, copy, aside = (tmp_path / name for name in ("bot.sqlite3", "copy.sqlite3", "aside.sqlite3"))
    shutil.copyfile(kept_template, database)
    shutil.copyfile(kept_template, copy)

    def fails(_self: Path, _target: Path) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="power cut"):
        put_in_place(copy, database, aside)
    assert inspect(database, NOW)[1].clean
