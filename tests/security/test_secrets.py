"""No piece of a secret setting is ever said: not in logs, complaints, tracebacks, at no level, in no format.

Real connections fail here: Telegram, the proxy and the database are away, refuse, or answer nonsense.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.scheduler.buckets import MachineTime
from bot.settings import LogFormat, Settings, load_settings
from bot.telegram import make_bot
from tests.engines import SqliteTemplates
from tests.log_stream import logs_kept
from tests.security.ears import (
    DATABASE_PASSWORD,
    LOG_KEY,
    ME,
    PROXY_PASSWORD,
    TOKEN,
    WEBHOOK_SECRET,
    Api,
    betrayed,
    refusal,
    refusing_postgresql,
    refusing_socks,
)

ROOT = Path(__file__).resolve().parents[2]
ECHO = "<html>The requested URL {path} was not found on this server.</html>"
"""Some servers and proxies quote what they were asked for."""


@pytest.fixture
def folder(tmp_path: Path, sqlite_templates: SqliteTemplates, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a migrated database, and no settings but those of the test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    shutil.copyfile(sqlite_templates.of(None).file, tmp_path / "bot.sqlite3")
    monkeypatch.chdir(tmp_path)

    async def at_once(_self: MachineTime, _seconds: float) -> None:
        """Tries again without a pause."""

    monkeypatch.setattr(MachineTime, "sleep", at_once)
    return tmp_path


def environment(folder: Path, **values: str) -> dict[str, str]:
    """Everything that `run` needs, with every secret that there is."""
    return {
        "BOT_TOKEN": TOKEN,
        "LOG_KEY": LOG_KEY,
        "LOG_LEVEL": "DEBUG",
        "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite3'}",
        "BACKUP_DAILY": "0",
        "OPERATOR_NAME": "АНО «Проверка»",
        "OPERATOR_INN": "1100000000",
        "OPERATOR_ADDRESS": "167000, Сыктывкар, ул. Примерная, 1",
        "OPERATOR_EMAIL": "privacy@operator.example",
        "POLICY_URL": "https://operator.example/policy",
        "DATABASE_LOCATION": "167000, Сыктывкар, ул. Примерная, 1",
        **values,
    }


Hear = Callable[..., str]


@pytest.fixture
def hear(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hear:
    """Runs a command that fails; all that it says, in both formats of the log, crashes included."""

    def run(*command: str, **values: str) -> str:
        said = ""
        for form in LogFormat:
            for name, value in environment(folder, LOG_FORMAT=form.value, **values).items():
                monkeypatch.setenv(name, value)
            with logs_kept():
                try:
                    assert main(command) == 1
                except Exception:
                    said += traceback.format_exc()
            shown = capsys.readouterr()
            said += shown.out + shown.err
        return said

    return run


@pytest.fixture
def unused_port(unused_tcp_port: int) -> int:
    return unused_tcp_port


# --- Telegram and the way to it


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_telegram_is_away(hear: Hear, unused_port: int, command: str) -> None:
    said = hear(command, BOT_API_URL=f"http://127.0.0.1:{unused_port}")
    assert f"127.0.0.1:{unused_port}" in said
    assert betrayed(said) == []


ANSWERS = {
    "an unknown token": refusal(401, "Unauthorized"),
    "not found": refusal(404, "Not Found"),
    "a page that quotes the address": (404, ECHO),
    "a gateway that quotes the address": (502, ECHO),
    "JSON that quotes the address": (200, '{"ok": true, "result": {"asked": "{path}"}}'),
    "a refusal that quotes the address": (400, '{"ok": false, "description": "Bad Request: {path}"}'),
    "not JSON at all": (200, ECHO),
}


@pytest.mark.parametrize("command", ["run", "doctor"])
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.sampled(5)
def test_telegram_answers_otherwise(hear: Hear, command: str, answer: str) -> None:
    with Api({"getMe": [ANSWERS[answer]]}).serving() as api:
        said = hear(command, BOT_API_URL=api.address)
        assert "getMe" in api.asked
    assert said
    assert betrayed(said) == []


@pytest.mark.parametrize("answer", ["a gateway that quotes the address", "JSON that quotes the address"])
@pytest.mark.sampled(1)
def test_telegram_refuses_while_the_bot_polls(hear: Hear, answer: str) -> None:
    """409 as long as another program polls; then the token is revoked."""
    conflict = refusal(409, "Conflict: terminated by other getUpdates request")
    replies = {"getMe": [ME], "getUpdates": [conflict, ANSWERS[answer], refusal(401, "Unauthorized")]}
    with Api(replies).serving() as api:
        said = hear("run", BOT_API_URL=api.address)
    assert "another program polls with this token" in said
    assert "does not accept the token any more" in said
    assert betrayed(said) == []


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "Bad Request: bad webhook: HTTPS url must be provided"),
        ANSWERS["a refusal that quotes the address"],
    ],
)
def test_telegram_takes_no_webhook(hear: Hear, answer: tuple[int, object]) -> None:
    with Api({"getMe": [ME], "setWebhook": [answer]}).serving() as api:
        said = hear("run", BOT_API_URL=api.address, WEBHOOK_URL="https://bot.example/telegram", WEB_PORT="0")
    assert "setWebhook" in api.asked
    assert betrayed(said) == []


@pytest.mark.parametrize("command", ["run", "doctor"])
@pytest.mark.parametrize("kind", ["http", "socks4", "socks5"])
@pytest.mark.sampled(2)
def test_the_proxy_is_away(hear: Hear, unused_port: int, command: str, kind: str) -> None:
    proxy = f"{kind}://user:{PROXY_PASSWORD}@127.0.0.1:{unused_port}"
    said = hear(command, BOT_PROXY=proxy)
    assert "api.telegram.org" in said
    assert betrayed(said) == []


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_the_proxy_refuses(hear: Hear, command: str) -> None:
    with ExitStack() as stack:
        socks = stack.enter_context(refusing_socks())
        http = stack.enter_context(Api({}).serving())  # knows no CONNECT
        for place in (f"socks5://127.0.0.1:{socks}", http.address):
            said = hear(command, BOT_PROXY=place.replace("//", f"//user:{PROXY_PASSWORD}@"))
            assert "api.telegram.org" in said
            assert betrayed(said) == []


# --- the database


COMMANDS = (("run",), ("doctor", "--quick"), ("migrate",), ("audit",), ("backup",), ("seed-demo",))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_database_is_away(hear: Hear, unused_port: int, command: tuple[str, ...]) -> None:
    address = f"postgresql+asyncpg://bot:{DATABASE_PASSWORD}@127.0.0.1:{unused_port}/prokhodnaya"
    with Api({"getMe": [ME]}).serving() as api:
        said = hear(*command, BOT_API_URL=api.address, DATABASE_URL=address)
    assert said
    assert betrayed(said) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_database_refuses_the_password(hear: Hear, command: tuple[str, ...]) -> None:
    with refusing_postgresql() as port, Api({"getMe": [ME]}).serving() as api:
        address = f"postgresql+asyncpg://bot:{DATABASE_PASSWORD}@127.0.0.1:{port}/prokhodnaya"
        said = hear(*command, BOT_API_URL=api.address, DATABASE_URL=address)
    assert said
    assert "Traceback" not in said
    assert betrayed(said) == []


@pytest.mark.parametrize("wrong", ["name", "user"])
def test_a_real_server_knows_neither_name_nor_user(hear: Hear, postgres_url: str, wrong: str) -> None:
    server = postgres_url.partition("@")[2].partition("/")[0]
    there, user = postgres_url.rpartition("/")[2], postgres_url.partition("://")[2].partition("@")[0]
    user = user.partition(":")[0] if wrong == "name" else "nobody-like-this"
    there = "nothing-like-this" if wrong == "name" else there
    said = hear("migrate", DATABASE_URL=f"postgresql+asyncpg://{user}:{DATABASE_PASSWORD}@{server}/{there}")
    assert "does not exist" in said
    assert betrayed(said) == []


def test_a_file_that_is_no_database(hear: Hear, folder: Path) -> None:
    (folder / "bot.sqlite3").write_bytes(b"no database" * 1000)
    with Api({"getMe": [ME]}).serving() as api:
        assert betrayed(hear("run", BOT_API_URL=api.address)) == []


# --- settings, and whatever else goes wrong


def test_settings_out_of_form(hear: Hear) -> None:
    """Each secret in a place where it cannot be: the complaint names the setting, not what stands in it."""
    wrong = {
        "BOT_TOKEN": TOKEN.replace(":", "."),
        "BOT_PROXY": f"user:{PROXY_PASSWORD}@proxy.example",
        "DATABASE_URL": f"mysql://bot:{DATABASE_PASSWORD}@127.0.0.1/name",
        "WEBHOOK_SECRET": WEBHOOK_SECRET + "!",
    }
    said = hear("run", **wrong)
    assert all(name in said for name in wrong)
    assert betrayed(said) == []
    assert betrayed(hear("doctor", **wrong)) == []


def test_a_crash(hear: Hear, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours, whose error quotes the address that was asked for, as those of libraries do."""

    def break_down(*_: object) -> None:
        raise RuntimeError(
            f"http://127.0.0.1/bot{TOKEN}/getMe and postgresql://bot:{DATABASE_PASSWORD}@host/name"
        )

    monkeypatch.setattr("bot.wiring.wire", break_down)
    with Api({"getMe": [ME]}).serving() as api:
        said = hear("run", BOT_API_URL=api.address)
    assert "RuntimeError" in said
    assert "[token]" in said
    assert betrayed(said) == []


def test_what_settings_and_the_bot_say_of_themselves(folder: Path) -> None:
    settings = load_settings(
        None,
        bot_token=TOKEN,
        webhook_secret=WEBHOOK_SECRET,
        log_key=LOG_KEY,
        bot_proxy=f"socks5://user:{PROXY_PASSWORD}@127.0.0.1:1080",
        database_url=f"postgresql+asyncpg://bot:{DATABASE_PASSWORD}@127.0.0.1/name",
    )
    bot = make_bot(settings)
    told = (
        *(
            repr(settings),
            str(settings),
            f"{settings}",
            repr(settings.model_dump()),
            settings.model_dump_json(),
        ),
        *(repr(bot), str(bot), repr(bot.session), settings.database_name),
        *(str(problem) for problem in settings.for_run_problems()),
    )
    assert betrayed("\n".join(told)) == []
    assert betrayed(TOKEN), "a piece is noticed"


@pytest.fixture
def left_alone(folder: Path) -> Mapping[str, str]:
    """The environment of a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **environment(folder)}


@pytest.mark.processes
@pytest.mark.long
@pytest.mark.parametrize("form", LogFormat)
def test_a_process_of_its_own(left_alone: Mapping[str, str], folder: Path, form: LogFormat) -> None:
    """Also what is printed by nobody in particular: the interpreter, warnings, libraries at their ends."""
    replies = {"getMe": [ME], "getUpdates": [(502, ECHO), refusal(401, "Unauthorized")]}
    with Api(replies).serving() as api:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env={**left_alone, "BOT_API_URL": api.address, "LOG_FORMAT": form.value},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "does not accept the token any more" in said
    assert betrayed(said) == []
