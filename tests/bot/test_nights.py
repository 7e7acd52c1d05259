"""What the bot does at night by itself, in a whole bot: the count, the copy, the list of deletions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from bot.db.operations.backup import BackupFolder, inspect
from bot.db.operations.deletions_log import DeletionsLog
from bot.db.tables import person, session
from bot.wiring import wire
from tests.bot.paths import book_class, words
from tests.bot.world import World, open_world


def miscount(connection: Connection, by: int) -> None:
    connection.execute(update(session).where(session.c.id == 1).values(taken=by, parties=by))


@pytest.mark.shows("F10")
async def test_in_the_morning_the_coordinator_hears_of_a_difference(world: World) -> None:
    coordinator = await world.coordinator()
    await world.move(timedelta(hours=23))
    coordinator.does_not_see("не сходятся")
    await world.db.write(partial(miscount, by=1))
    await world.move(timedelta(hours=17))
    coordinator.does_not_see("не сходятся")
    await world.move(timedelta(hours=5))
    coordinator.sees("цифры в базе не сходятся", "0 записей, 0 мест, расхождений: 1", "сверяйте списки групп")
    await world.db.write(partial(miscount, by=0))


@pytest.fixture
async def keeping_world(tmp_path: Path, demo_template: Path) -> AsyncIterator[World]:
    """As an operator has it: with backups."""
    async with open_world(tmp_path, demo_template, wire) as opened:
        await opened.stop()
        opened.settings = opened.settings.model_copy(update={"backup_daily": 2, "backup_weekly": 0})
        await opened.start()
        yield opened


def backups_of(world: World) -> BackupFolder:
    file = world.settings.database_file
    assert file is not None
    return BackupFolder.of(file, world.settings.backups)


async def test_every_night_a_copy_and_old_ones_go(keeping_world: World) -> None:
    world, folder = keeping_world, backups_of(keeping_world)
    assert folder.read() == []
    for night in (1, 2, 3):
        await world.move(timedelta(days=1))
        copies = folder.read()
        assert len(copies) == min(night, 2)
        assert world.clock.now() - copies[-1][0] < timedelta(days=1)
    assert inspect(copies[-1][1], world.clock.now())[1].clean


async def test_without_a_good_copy_the_coordinator_hears_of_it(keeping_world: World) -> None:
    world = keeping_world
    coordinator = await world.coordinator()
    world.settings.backups.write_text("a file where the folder should be")
    await world.move(timedelta(days=1))
    coordinator.sees("не удалось сделать копию базы")
    world.settings.backups.unlink()


@pytest.mark.shows("H2")
async def test_who_deletes_themselves_is_on_the_list_beside_the_copies(world: World) -> None:
    w, teacher = words("ru"), world.person("Анна")
    await teacher.start()
    await book_class(world, teacher, w)
    query = select(person.c.id).where(person.c.telegram_id == teacher.user_id)
    number = await world.db.read(lambda c: c.execute(query).scalar_one())
    await teacher.writes("/delete_me")
    await teacher.tap(w("delete.sure"))
    moment = world.clock.now()
    await world.move(timedelta(minutes=2))
    ((noted,), unreadable) = DeletionsLog.beside(world.settings.backups).read()
    assert (noted.person_id, noted.at) == (number, moment)
    assert unreadable == []
