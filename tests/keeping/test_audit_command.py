"""`python -m bot audit`: a line a check, ids and next steps, exit codes, JSON."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli import audit as audit_command
from bot.cli.audit import as_lines
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.self_audit import Difference, Fault, Found, Report
from tests.keeping.kept import NOW, damage
from tests.keeping.test_self_audit import hold_forgotten, message_stuck, name_left, taken_too_high


@pytest.fixture
def database(tmp_path: Path, kept_template: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database where the command finds it by the settings; its address."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bot.sqlite3"
    shutil.copyfile(kept_template, path)
    address = f"sqlite:///{path}"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setattr(audit_command, "SystemClock", partial(MovableClock, NOW))
    return address


def test_a_sound_database_is_a_line_a_check(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("seats:") and "claims 210, seats 627; differences 0" in line for line in lines)
    assert "Everything agrees." in lines


async def test_a_difference_comes_with_ids_a_next_step_and_one(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await damage(database, taken_too_high)
    await damage(database, name_left)
    assert await in_thread(["audit"]) == 1
    shown = capsys.readouterr().out
    assert "says 28 seats of 9 parties, live claims hold 27 of 9" in shown
    assert "-> close the session on the site's desk" in shown
    assert "Differences: 2." in shown
    assert "Анна" not in shown

    assert await in_thread(["audit", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["clean"] is False
    assert datetime.fromisoformat(told["at"]) == NOW
    faults = {each["fault"]: each for line in told["lines"] for each in line["differences"]}
    assert faults.keys() == {Fault.SEATS_COUNTED_WRONG, Fault.DELETED_PERSON_STILL_NAMED}
    assert faults[Fault.SEATS_COUNTED_WRONG]["region_id"] == 1


async def in_thread(arguments: list[str]) -> int:
    """Commands bring their own event loop."""
    return await asyncio.to_thread(main, arguments)


def test_many_differences_of_a_line_are_counted_not_listed() -> None:
    many = tuple(Difference(Fault.MESSAGE_OVERDUE, "message", n, "is due") for n in range(1_234))
    shown = as_lines(Report.of(NOW, [("messages", Found({"due": 1_500}, many))]))
    assert shown[0] == "messages:     due 1,500; differences 1,234"
    assert sum("is due" in line for line in shown) == 20
    assert "and 1,214 more" in "\n".join(shown)


async def test_what_is_late_is_looked_at_while_a_bot_runs(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a night without a bot everything is late, and that is no difference."""
    await damage(database, message_stuck)
    await damage(database, hold_forgotten)
    assert await in_thread(["audit"]) == 0
    assert "what is late was not looked at" in capsys.readouterr().out
    bot = await Database.open(database)
    try:
        assert await in_thread(["audit"]) == 1
    finally:
        await bot.close()
    shown = capsys.readouterr().out
    assert "messages.overdue" in shown
    assert "holds.not_expired" in shown
    assert "was not looked at" not in shown
