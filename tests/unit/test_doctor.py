"""`python -m bot doctor` sees what is wrong and says what to do."""

from __future__ import annotations

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

from bot.cli.doctor import (
    Finding,
    Verdict,
    examine,
    examine_clock,
    examine_database,
    examine_settings,
    examine_space,
    examine_telegram,
    examine_zones,
)
from bot.clock import MovableClock
from bot.db.migrate import upgrade
from bot.settings import NEEDED_TO_RUN, Settings, example_of, load_settings

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
    assert examine_space(tmp_path / "var" / "bot.sqlite3").verdict is verdict


def test_zones_are_there(tmp_path: Path) -> None:
    assert examine_zones(settings_for(tmp_path)).verdict is Verdict.FINE


def test_a_clock_before_our_time_is_wrong() -> None:
    assert examine_clock(MovableClock(datetime(1970, 1, 1, 0, 5, tzinfo=UTC))).verdict is Verdict.BAD
    assert examine_clock(MovableClock(NOW)).verdict is Verdict.FINE


class BotApi:
    """A server that answers `getMe` as it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: object = {"ok": True, "result": {"id": 123456, "username": "prokhodnaya_bot"}}
        self.date = NOW
        self.asked: list[str] = []
        self.address = ""

    async def get_me(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        headers = {"Date": format_datetime(self.date, usegmt=True)}
        return web.json_response(self.answer, status=self.status, headers=headers)


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    api = BotApi()
    app = web.Application()
    app.router.add_get("/{token}/getMe", api.get_me)
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
