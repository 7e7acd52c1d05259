"""`python -m bot doctor` sees what is wrong and says what to do."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection, update

from bot.cli.checkup.database import examine_backups, examine_database, examine_messages, examine_use
from bot.cli.checkup.finding import Finding, Verdict
from bot.cli.checkup.machine import (
    examine_clock,
    examine_settings,
    examine_space,
    examine_texts,
    examine_zones,
)
from bot.cli.checkup.telegram import examine_telegram, examine_webhook
from bot.cli.doctor import examine
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.backup import BackupFolder
from bot.db.operations.migrate import upgrade
from bot.db.outbox.queue import NewMessage, queue
from bot.db.people.people import add_person
from bot.db.tables import outbox
from bot.domain.model import OutboxState, PersonId
from bot.settings import NEEDED_TO_RUN, Settings, example_of, load_settings
from bot.ui import translator
from tests.engines import SqliteTemplates

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOKEN = "123456:token-of-the-tests"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def settings_for(folder: Path, **values: object) -> Settings:
    """Settings that lack nothing, with the database in this folder."""
    complete: dict[str, object] = {name: example_of(name) for name in NEEDED_TO_RUN}
    complete |= {"database_url": f"sqlite:///{folder / 'bot.sqlite3'}", "bot_token": TOKEN, **values}
    return load_settings(None, **complete)


def verdicts(findings: list[Finding]) -> dict[str, Verdict]:
    return {finding.what: finding.verdict for finding in findings}


def test_settings_out_of_form_are_all_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HOLD_MINUTES=soon\n", encoding="utf-8")
    (finding,) = examine(MovableClock(NOW), quick=True, env_file=file)
    assert (finding.what, finding.verdict, finding.advice) == ("HOLD_MINUTES", Verdict.BAD, "HOLD_MINUTES=15")


def test_missing_and_doubtful_settings_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HOLD_MINUTE=5\n", encoding="utf-8")
    file.chmod(0o600)
    settings = settings_for(tmp_path, operator_inn=None, webhook_url="https://bot.example/telegram")
    assert verdicts(list(examine_settings(settings, file))) == {
        "OPERATOR_INN": Verdict.BAD,
        "HOLD_MINUTE": Verdict.DOUBTFUL,
        "WEBHOOK_SECRET": Verdict.BAD,
        "COORDINATOR_IDS": Verdict.DOUBTFUL,
    }


def test_complete_settings_are_fine(tmp_path: Path) -> None:
    (finding,) = examine_settings(settings_for(tmp_path, coordinator_ids="100"), tmp_path / ".env")
    assert finding.verdict is Verdict.FINE


def test_a_missing_database_is_made_by_migrate(tmp_path: Path) -> None:
    (finding,) = examine_database(settings_for(tmp_path))
    assert finding.advice == "python -m bot migrate"
    upgrade(settings_for(tmp_path).database_url.get_secret_value())
    (finding,) = examine_database(settings_for(tmp_path))
    assert (finding.verdict, finding.advice) == (Verdict.FINE, "")


def test_an_old_database_wants_migrations(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "bot.sqlite3").close()
    (finding,) = examine_database(settings_for(tmp_path))
    assert finding.verdict is Verdict.BAD
    assert "migrations to do" in finding.seen


def test_what_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "bot.sqlite3").write_bytes(b"not a database " * 100)
    (finding,) = examine_database(settings_for(tmp_path))
    assert finding.verdict is Verdict.BAD
    assert "not a database" in finding.seen


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(("megabytes", "verdict"), [(199, Verdict.BAD), (200, Verdict.FINE)])
def test_little_space_is_bad(
    tmp_path: Path, megabytes: int, verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**9, 0, megabytes * 1024**2))
    assert examine_space("space", tmp_path / "var").verdict is verdict


def test_zones_are_there(tmp_path: Path) -> None:
    assert examine_zones(settings_for(tmp_path)).verdict is Verdict.FINE


def test_a_clock_before_our_time_is_wrong() -> None:
    assert examine_clock(MovableClock(datetime(1970, 1, 1, 0, 5, tzinfo=UTC))).verdict is Verdict.BAD
    assert examine_clock(MovableClock(NOW)).verdict is Verdict.FINE


def test_texts_are_there_in_every_language() -> None:
    assert (examine_texts().verdict, examine_texts().seen) == (Verdict.FINE, "ru, en")


def test_missing_texts_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable() -> None:
        raise FileNotFoundError(2, "No such file or directory", "locales")

    monkeypatch.setattr(translator, "languages", unreadable)
    assert examine_texts().verdict is Verdict.BAD
    assert "locales/" in examine_texts().advice


@pytest.mark.parametrize(("mode", "said"), [(0o600, []), (0o640, ["chmod 600"]), (0o604, ["chmod 600"])])
def test_the_token_is_for_the_bots_user_only(tmp_path: Path, mode: int, said: list[str]) -> None:
    file = tmp_path / ".env"
    file.write_text("", encoding="utf-8")
    file.chmod(mode)
    findings = list(examine_settings(settings_for(tmp_path, coordinator_ids="100"), file))
    assert [each.advice[:9] for each in findings if each.what == str(file)] == said


# --- the database in use


@pytest.fixture
def migrated(tmp_path: Path, sqlite_templates: SqliteTemplates) -> Settings:
    shutil.copy(sqlite_templates.of(None).file, tmp_path / "bot.sqlite3")
    return settings_for(tmp_path)


async def test_a_bot_that_runs_is_seen(migrated: Settings) -> None:
    assert "not running" in (await asyncio.to_thread(examine_use, migrated)).seen
    database = await Database.open(migrated.database_url.get_secret_value())
    try:
        assert "a bot has the database open" in (await asyncio.to_thread(examine_use, migrated)).seen
    finally:
        await database.close()
    assert "not running" in (await asyncio.to_thread(examine_use, migrated)).seen


async def test_a_bot_on_postgresql_is_seen(tmp_path: Path, postgres_url: str) -> None:
    settings = settings_for(tmp_path, database_url=postgres_url)
    assert "not running" in (await asyncio.to_thread(examine_use, settings)).seen
    database = await Database.open(postgres_url)
    try:
        await database.read(lambda connection: None)
        assert "a bot has the database open" in (await asyncio.to_thread(examine_use, settings)).seen
    finally:
        await database.close()


async def test_postgresql_is_examined_without_its_password(tmp_path: Path, postgres_url: str) -> None:
    settings = settings_for(tmp_path, database_url=postgres_url)
    (finding,) = await asyncio.to_thread(lambda: list(examine_database(settings)))
    assert finding.verdict is Verdict.FINE
    assert finding.seen.startswith("postgresql://")
    (backups,) = examine_backups(settings, MovableClock(NOW))
    assert backups.verdict is Verdict.FINE


def test_a_server_that_is_not_there_is_bad(tmp_path: Path, unused_tcp_port: int) -> None:
    address = f"postgresql+asyncpg://bot:guarded@127.0.0.1:{unused_tcp_port}/bot"
    (finding,) = examine_database(settings_for(tmp_path, database_url=address))
    assert finding.verdict is Verdict.BAD
    assert "does the server run" in finding.advice
    assert "guarded" not in str(finding)


def queued(connection: Connection, state: OutboxState, due_at: datetime) -> None:
    add_person(connection, 100, "ru", None, NOW)
    message = NewMessage(
        kind="visit.soon", recipient_id=PersonId(1), payload={}, key=f"{state} {due_at}", due_at=due_at
    )
    queue(connection, [message], NOW)
    connection.execute(update(outbox).where(outbox.c.dedupe_key == f"{state} {due_at}").values(state=state))


async def test_messages_that_should_have_left_are_seen(migrated: Settings) -> None:
    clock = MovableClock(NOW)
    database = await Database.open(migrated.database_url.get_secret_value())
    try:
        await database.write(lambda c: queued(c, OutboxState.DEAD, NOW - timedelta(days=3)))
        await database.write(lambda c: queued(c, OutboxState.DUE, NOW + timedelta(days=3)))
        await database.write(lambda c: queued(c, OutboxState.DUE, NOW - timedelta(minutes=59)))
        fine = await asyncio.to_thread(examine_messages, migrated, clock)
        await database.write(lambda c: queued(c, OutboxState.DUE, NOW - timedelta(minutes=61)))
        late = await asyncio.to_thread(examine_messages, migrated, clock)
    finally:
        await database.close()
    assert (fine.verdict, fine.seen) == (
        Verdict.FINE,
        "2 wait, 0 of them for over an hour; 1 given up",
    )
    assert (late.verdict, late.seen) == (
        Verdict.DOUBTFUL,
        "3 wait, 1 of them for over an hour; 1 given up",
    )
    assert late.advice


@pytest.mark.parametrize(
    ("hours", "verdict"), [(None, Verdict.DOUBTFUL), (27, Verdict.DOUBTFUL), (25, Verdict.FINE)]
)
def test_an_old_backup_is_said(tmp_path: Path, hours: int | None, verdict: Verdict) -> None:
    settings = settings_for(tmp_path)
    assert settings.database_file is not None
    folder = BackupFolder.of(settings.database_file, settings.backups)
    if hours is not None:
        settings.backups.mkdir()
        folder.file_at(NOW - timedelta(hours=hours)).touch()
    (finding,) = examine_backups(settings, MovableClock(NOW))
    assert finding.verdict is verdict
    assert bool(finding.advice) is (verdict is not Verdict.FINE)


def test_no_backups_at_all_are_said(tmp_path: Path) -> None:
    (finding,) = examine_backups(settings_for(tmp_path, backup_daily=0), MovableClock(NOW))
    assert finding.verdict is Verdict.DOUBTFUL


def test_all_that_is_examined_is_in_order_on_a_good_machine(
    tmp_path: Path, migrated: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but the network, which has tests of its own."""
    assert migrated.database_file is not None
    migrated.backups.mkdir()
    BackupFolder.of(migrated.database_file, migrated.backups).file_at(NOW).touch()
    file = tmp_path / ".env"
    complete = {name: example_of(name) for name in NEEDED_TO_RUN if name != "bot_token"}
    complete |= {"database_url": f"sqlite:///{migrated.database_file}", "coordinator_ids": "100"}
    lines = [f"{name.upper()}={value}\n" for name, value in complete.items()]
    file.write_text("".join(lines), encoding="utf-8")
    file.chmod(0o600)
    found = verdicts(list(examine(MovableClock(NOW), quick=False, env_file=file)))
    assert found.pop("BOT_TOKEN") is Verdict.BAD
    assert set(found.values()) == {Verdict.FINE}
    assert list(found) == [
        "database",
        "bot",
        "messages",
        "backups",
        "space",
        "space for backups",
        "texts",
        "time zones",
        "clock",
    ]


class BotApi:
    """A server that answers `getMe` and `getWebhookInfo` as it is told to."""

    def __init__(self) -> None:
        self.webhook: dict[str, object] = {"url": "", "pending_update_count": 0}
        self.status = 200
        self.answer: object = {"ok": True, "result": {"id": 123456, "username": "prokhodnaya_bot"}}
        self.date = NOW
        self.asked: list[str] = []
        self.address = ""

    async def get_me(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        headers = {"Date": format_datetime(self.date, usegmt=True)}
        return web.json_response(self.answer, status=self.status, headers=headers)

    async def get_webhook_info(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": self.webhook})


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    api = BotApi()
    app = web.Application()
    app.router.add_get("/{token}/getMe", api.get_me)
    app.router.add_get("/{token}/getWebhookInfo", api.get_webhook_info)
    async with TestServer(app) as server:
        api.address = str(server.make_url(""))
        yield api


async def test_a_good_token_tells_the_name_of_the_bot(tmp_path: Path, bot_api: BotApi) -> None:
    settings = settings_for(tmp_path, bot_api_url=bot_api.address)
    (finding,) = await examine_telegram(settings, MovableClock(NOW))
    assert (finding.verdict, finding.seen) == (Verdict.FINE, "the bot is @prokhodnaya_bot")
    assert bot_api.asked == [f"/bot{TOKEN}/getMe"]


@pytest.mark.parametrize(
    ("status", "answer", "advice"),
    [
        (401, {"ok": False}, "copy it from @BotFather again"),
        (404, {"ok": False}, "copy it from @BotFather again"),
        (200, {"hello": "world"}, "is BOT_API_URL a Bot API server?"),
        (502, {}, "is BOT_API_URL a Bot API server?"),
    ],
)
async def test_other_answers_say_what_to_do(
    tmp_path: Path, bot_api: BotApi, status: int, answer: object, advice: str
) -> None:
    bot_api.status, bot_api.answer = status, answer
    (finding,) = await examine_telegram(
        settings_for(tmp_path, bot_api_url=bot_api.address), MovableClock(NOW)
    )
    assert (finding.verdict, finding.advice) == (Verdict.BAD, advice)
    assert TOKEN not in str(finding)


@pytest.mark.parametrize(("seconds", "wrong"), [(-31, True), (-29, False), (29, False), (31, True)])
async def test_our_clock_is_compared_with_telegrams(
    tmp_path: Path, bot_api: BotApi, seconds: int, wrong: bool
) -> None:
    bot_api.date = NOW + timedelta(seconds=seconds)
    findings = await examine_telegram(settings_for(tmp_path, bot_api_url=bot_api.address), MovableClock(NOW))
    assert ("clock" in verdicts(findings)) is wrong


async def test_no_way_to_telegram_points_to_the_proxy(tmp_path: Path, unused_tcp_port: int) -> None:
    settings = settings_for(tmp_path, bot_api_url=f"http://127.0.0.1:{unused_tcp_port}")
    (finding,) = await examine_telegram(settings, MovableClock(NOW))
    assert "BOT_PROXY" in finding.advice
    assert TOKEN not in str(finding)


async def test_a_dead_proxy_is_no_crash(tmp_path: Path, bot_api: BotApi, unused_tcp_port: int) -> None:
    settings = settings_for(
        tmp_path, bot_api_url=bot_api.address, bot_proxy=f"socks5://user:word@127.0.0.1:{unused_tcp_port}"
    )
    (finding,) = await examine_telegram(settings, MovableClock(NOW))
    assert finding.verdict is Verdict.BAD
    assert bot_api.asked == []


HERE, ELSEWHERE = "https://bot.example/telegram", "https://other.example/secret-path"
FAILED = {"last_error_message": "Wrong response from the webhook: 502 Bad Gateway"}
MOMENT = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("wanted", "info", "verdicts_in_order", "said"),
    [
        (None, {"url": ""}, [Verdict.FINE], "polled"),
        (None, {"url": "", "pending_update_count": 101}, [Verdict.DOUBTFUL], "101 updates wait"),
        (None, {"url": ELSEWHERE}, [Verdict.DOUBTFUL], "goes to other.example"),
        (HERE, {"url": ""}, [Verdict.DOUBTFUL], "not registered"),
        (HERE, {"url": ELSEWHERE}, [Verdict.BAD], "not to WEBHOOK_URL"),
        (HERE, {"url": HERE, "pending_update_count": 3}, [Verdict.FINE], "3 updates wait"),
        (
            HERE,
            {"url": HERE, "pending_update_count": 3, "last_error_date": MOMENT - 3599, **FAILED},
            [Verdict.FINE, Verdict.BAD],
            "502 Bad Gateway",
        ),
        (HERE, {"url": HERE, "last_error_date": MOMENT - 3601, **FAILED}, [Verdict.FINE], ""),
    ],
)
async def test_the_webhook_is_looked_at_as_telegram_sees_it(
    tmp_path: Path,
    bot_api: BotApi,
    wanted: str | None,
    info: dict[str, object],
    verdicts_in_order: list[Verdict],
    said: str,
) -> None:
    bot_api.webhook = info
    settings = settings_for(tmp_path, bot_api_url=bot_api.address, webhook_url=wanted)
    findings = await examine_webhook(settings, MovableClock(NOW))
    assert [each.verdict for each in findings] == verdicts_in_order
    assert all(each.advice for each in findings if each.verdict is not Verdict.FINE)
    shown = " ".join(str(each) for each in findings)
    assert said in shown
    assert "secret-path" not in shown
