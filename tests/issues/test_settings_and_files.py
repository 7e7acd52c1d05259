"""What keeps the bot from working was said by a traceback, or not at all: settings, files, servers, ports."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import update

from bot.__main__ import main
from bot.cli.checkup.database import examine_database, examine_files
from bot.cli.checkup.finding import Finding, Verdict
from bot.cli.checkup.machine import examine_ports
from bot.cli.doctor import examine
from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.migrate import upgrade
from bot.db.tables import person
from bot.settings import SettingsError, load_settings
from tests.bot.paths import words
from tests.bot.world import World
from tests.engines import SqliteTemplates

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LINES = "OPERATOR_NAME=АНО «Проверка»\nHOLD_MINUTES=17\n"
W = words("ru")


@pytest.fixture
def make_database(folder: Path, sqlite_templates: SqliteTemplates) -> Callable[[], None]:
    """Puts a migrated database into the folder, as `migrate` leaves it; to make it anew takes a second."""

    def make() -> None:
        shutil.copy(sqlite_templates.of(None).file, folder / "bot.sqlite3")

    return make


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name in {each.upper() for each in type(load_settings(None)).model_fields}:
            monkeypatch.delenv(name)
    return tmp_path


def command(*arguments: str) -> tuple[int, str]:
    """As a program of its own, in the working directory."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


# --- the file of settings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_settings_are_read(folder: Path, encoding: str) -> None:
    (folder / ".env").write_bytes(LINES.encode(encoding, errors="replace"))
    assert load_settings().hold_minutes == 17


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("cp1251", "Windows-1251"),
        ("koi8-r", "not UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-32", "UTF-16"),
    ],
)
def test_another_encoding_is_named(
    folder: Path, encoding: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".env").write_bytes(LINES.encode(encoding, errors="replace"))
    assert main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert ".env" in said
    assert named in said
    assert "save it as UTF-8" in said
    (finding,) = examine(MovableClock(NOW), quick=True)
    assert finding.verdict is Verdict.BAD
    assert "save it as UTF-8" in finding.seen
    assert list(folder.iterdir()) == [folder / ".env"]


def test_a_file_that_cannot_be_read_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".env").mkdir()
    assert main(["migrate"]) == 1
    assert ".env: cannot be read" in capsys.readouterr().err
    (finding,) = examine(MovableClock(NOW), quick=True)
    assert finding.verdict is Verdict.BAD


def test_hours_that_never_come(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("WEEKDAY", "SATURDAY", "SUNDAY"):
        monkeypatch.setenv(f"MESSAGE_HOURS_{day}", "none")
    with pytest.raises(SettingsError, match=r"MESSAGE_HOURS_WEEKDAY.*never write first"):
        load_settings(None)
    monkeypatch.setenv("MESSAGE_HOURS_SATURDAY", "10:00-12:00")
    assert load_settings(None).message_hours_weekday is None


@pytest.mark.parametrize(("secret", "refused"), [("a", True), ("1234", True), ("long-enough-word", False)])
def test_a_secret_that_can_be_guessed(folder: Path, secret: str, refused: bool) -> None:
    settings = load_settings(None, webhook_url="https://bot.example/telegram", webhook_secret=secret)
    problems = {each.name: each.wrong for each in settings.for_run_problems()}
    assert ("WEBHOOK_SECRET" in problems) is refused
    assert secret not in problems.get("WEBHOOK_SECRET", "").split()


# --- the files of the database


def settings_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'bot.sqlite3'}"


def stuck(path: Path) -> bool:
    """Stands for what belongs to another user: to whoever runs these tests, everything belongs."""
    path.mkdir()
    return True


READERS = (["audit"], ["export"], ["invite", "--role", "coordinator"], ["doctor", "--quick"], ["seed-demo"])


@pytest.mark.parametrize("companion", ["-wal", "-shm", ".sender"])
@pytest.mark.parametrize("arguments", READERS, ids=lambda each: each[0])
@pytest.mark.sampled(5)
def test_a_companion_that_cannot_be_used_is_named(
    folder: Path,
    make_database: Callable[[], None],
    companion: str,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings_of(folder))
    make_database()
    stuck(folder / f"bot.sqlite3{companion}")
    assert main(arguments) == 1
    said = "".join(capsys.readouterr())
    assert f"bot.sqlite3{companion} is no file" in said


@pytest.mark.parametrize("arguments", [*READERS, ["migrate"], ["backup"]], ids=lambda each: each[0])
@pytest.mark.sampled(3)
def test_what_may_not_be_written_is_named(
    folder: Path,
    make_database: Callable[[], None],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings_of(folder))
    make_database()
    database = folder / "bot.sqlite3"

    def access(path: Path, wanted: int) -> bool:
        return path != database or not wanted & os.W_OK

    monkeypatch.setattr(os, "access", access)
    code = main(arguments)
    said = "".join(capsys.readouterr())
    if arguments == ["backup"]:
        assert code == 0, "reading is enough for a copy"
    else:
        assert code == 1
        assert "bot.sqlite3 cannot be written" in said
        assert "give it to the bot's user" in said


@pytest.mark.parametrize("arguments", [*READERS, ["migrate"]], ids=lambda each: each[0])
@pytest.mark.parametrize("kind", ["garbage", "folder", "newer", "another program's"])
@pytest.mark.sampled(8)
def test_what_is_no_database_of_ours_is_said(
    folder: Path,
    make_database: Callable[[], None],
    kind: str,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", settings_of(folder))
    database = folder / "bot.sqlite3"
    if kind == "garbage":
        database.write_text("garbage " * 1000)
    elif kind == "folder":
        database.mkdir()
    elif kind == "newer":
        make_database()
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
    else:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("CREATE TABLE visitors (id INTEGER)")
            connection.commit()
    assert main(arguments) == 1
    said = "".join(capsys.readouterr())
    expected = {
        "garbage": "not a database",
        "folder": "is no file",
        "newer": "newer than this program",
        "another program's": "another program's",
    }
    assert expected[kind] in said
    assert "[SQL" not in said


@pytest.mark.parametrize("arguments", READERS, ids=lambda each: each[0])
def test_a_read_creates_nothing(
    folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder}/deeper/bot.sqlite3")
    assert main(arguments) == 1
    assert "migrate" in "".join(capsys.readouterr())
    assert list(folder.iterdir()) == []


def modes_in(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


@pytest.mark.parametrize(
    "arguments", [["doctor", "--quick"], ["audit"], ["export"]], ids=lambda each: each[0]
)
def test_a_look_leaves_nothing_beside_the_database(
    folder: Path, make_database: Callable[[], None], arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Companions that another user left behind would keep the bot from starting."""
    monkeypatch.setenv("DATABASE_URL", settings_of(folder))
    make_database()
    main(arguments)
    assert [each.name for each in folder.iterdir()] == ["bot.sqlite3"]


async def test_the_files_are_their_owners(folder: Path) -> None:
    old = os.umask(0o022)
    try:
        await asyncio.to_thread(upgrade, settings_of(folder))
        database = await Database.open(settings_of(folder))
        try:
            await database.write(
                lambda connection: connection.execute(update(person).values(name=None)).rowcount
            )
            modes = modes_in(folder)
        finally:
            await database.close()
    finally:
        os.umask(old)
    assert set(modes.values()) == {0o600}, modes
    assert {"bot.sqlite3", "bot.sqlite3-wal", "bot.sqlite3-shm"} <= set(modes)


def test_doctor_sees_files_that_others_can_read(folder: Path, make_database: Callable[[], None]) -> None:
    make_database()
    settings = load_settings(None, database_url=settings_of(folder))
    assert list(examine_files(settings)) == []
    (folder / "bot.sqlite3").chmod(0o644)
    (finding,) = examine_files(settings)
    assert (finding.verdict, finding.advice) == (
        Verdict.DOUBTFUL,
        f"chmod 600 {folder / 'bot.sqlite3'}",
    )
    assert [each.verdict for each in examine_database(settings)] == [Verdict.FINE]


# --- servers


@contextmanager
def server(status: int, kind: str, body: bytes) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the library calls it so

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}"
        finally:
            listening.shutdown()


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", b"<html>Welcome to nginx!</html>"),
        (200, "application/json", b'{"status": "fine"}'),
        (200, "application/json", b"[1]"),
        (502, "text/html", b"<html>Bad gateway</html>"),
    ],
)
@pytest.mark.sampled(1)
def test_doctor_says_that_a_server_is_another_one(
    folder: Path, make_database: Callable[[], None], status: int, kind: str, body: bytes
) -> None:
    make_database()
    with server(status, kind, body) as address:
        (folder / ".env").write_text(
            f"BOT_TOKEN=42:SANDBOX\nBOT_API_URL={address}\nDATABASE_URL={settings_of(folder)}\n"
        )
        seen = [each for each in examine(MovableClock(NOW), quick=False) if each.what == "Telegram"]
    assert [each.verdict for each in seen] == [Verdict.BAD]
    assert "BOT_API_URL" in seen[0].advice


def test_a_dead_proxy_is_named(folder: Path, make_database: Callable[[], None]) -> None:
    make_database()
    (folder / ".env").write_text(
        "BOT_TOKEN=42:SANDBOX\nBOT_PROXY=socks5://user:hidden-word@127.0.0.1:1\n"
        f"DATABASE_URL={settings_of(folder)}\n"
    )
    seen: list[Finding] = [
        each for each in examine(MovableClock(NOW), quick=False) if each.what == "Telegram"
    ]
    assert "BOT_PROXY" in seen[0].seen
    assert "hidden-word" not in str(seen[0])


def test_a_taken_port_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = load_settings(None, web_port=port, metrics_port=port)
        found = list(examine_ports(settings))
    assert [each.what for each in found] == ["WEB_PORT", "METRICS_PORT"]
    assert all(str(port) in each.seen for each in found)
    assert list(examine_ports(settings)) == []


# --- Ctrl-C


@pytest.mark.processes
@pytest.mark.parametrize("arguments", [["seed-demo"], ["run"], ["migrate"]], ids=lambda each: each[0])
@pytest.mark.parametrize("after", [0.3, 0.6, 1.0, 1.5, 2.5])
def test_ctrl_c_is_no_traceback(folder: Path, arguments: list[str], after: float) -> None:
    upgrade(settings_of(folder))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": settings_of(folder),
            "BOT_TOKEN": "42:SANDBOX",
            "BOT_API_URL": "http://127.0.0.1:9",
            **{f"OPERATOR_{name}": "x" for name in ("NAME", "ADDRESS")},
            "OPERATOR_INN": "1100000000",
            "OPERATOR_EMAIL": "a@b.example",
            "POLICY_URL": "https://a.example",
            "DATABASE_LOCATION": "x",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    if str(ROOT) not in said and "bot" not in said and process.returncode != 0 and "nterrupted" not in said:
        return  # the interpreter itself was still starting
    assert "Traceback" not in said, said
    # Minus SIGINT: all was done and said, and the interpreter was ending.
    assert process.returncode in {0, 1, -signal.SIGINT}, said
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as connection:
        (sites,) = connection.execute("SELECT count(*) FROM site").fetchone()
    assert sites in {0, 14}
    if "Nothing was imported" in said or "nothing was done" in said:
        assert sites == 0, said
    if "The file is imported" in said:
        assert sites == 14, said


def _begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": settings_of(folder),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _interrupted(process: subprocess.Popen[str], moment: Callable[[], bool]) -> str:
    """What a program says that gets Ctrl-C at a moment, or when it has ended."""
    until = time.monotonic() + 60
    while not moment() and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.001)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    # Minus SIGINT: all was done and said, and the interpreter was ending.
    assert process.returncode in {0, 1, -signal.SIGINT}, said
    return said


def _count(database: Path, table: str) -> int:
    """Of what is committed; 0 where there is no such table yet."""
    if not database.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    except sqlite3.Error:
        return 0
    return int(found)


def _grown(database: Path, size: int) -> bool:
    """Whether so much has been written beside the database."""
    beside = database.with_name(database.name + "-wal")
    try:
        return beside.stat().st_size > size
    except FileNotFoundError:
        return False


@pytest.mark.processes
@pytest.mark.parametrize("moment", ["opened", "stored", "opening sessions"])
def test_ctrl_c_in_an_import_says_what_is_stored(folder: Path, moment: str) -> None:
    upgrade(settings_of(folder))
    database = folder / "bot.sqlite3"
    moments = {
        "opened": lambda: database.with_name(database.name + "-wal").exists(),
        "stored": lambda: _count(database, "site") > 0,
        "opening sessions": lambda: _count(database, "session") > 0,
    }
    process = _begun(folder, "import", str(ROOT / "bot" / "data" / "demo.json"))
    said = _interrupted(process, moments[moment])
    sites = _count(database, "site")
    assert sites in {0, 14}
    assert (sites == 14) == ("The file is imported" in said or "Sites: 14 new" in said), said
    if moment != "opened":
        assert sites == 14


@pytest.mark.processes
@pytest.mark.parametrize("moment", ["opened", "copying", "copied"])
def test_ctrl_c_in_a_copy_says_what_is_stored(folder: Path, moment: str) -> None:
    upgrade(settings_of(folder))
    assert _interrupted(_begun(folder, "seed-demo"), lambda: False)
    source, target = folder / "bot.sqlite3", folder / "copy.sqlite3"
    rows = {each: _count(source, each) for each in ("site", "session")}
    assert all(rows.values())
    moments = {
        "opened": target.exists,
        "copying": lambda: _grown(target, 400_000),
        "copied": lambda: _count(target, "site") > 0,
    }
    said = _interrupted(_begun(folder, "copy", "--to", f"sqlite:///{target}"), moments[moment])
    found = {each: _count(target, each) for each in rows}
    assert found in [rows, dict.fromkeys(rows, 0)], "all or nothing"
    assert (found == rows) == (
        "but copy.sqlite3 has rows" in said.replace(f"{folder}/", "") or "agrees" in said
    ), said


# --- what was deleted, and what cannot be stored


@pytest.mark.shows("H2")
async def test_what_was_deleted_is_gone_from_the_log_within_a_minute(world: World) -> None:
    """SQLite keeps changes beside the file, and with them what was changed."""
    visitor = world.person("Гость")
    await visitor.start()
    await visitor.writes("/profile")
    await visitor.tap(W("profile.change_name"))
    await visitor.tap(W("consent.agree"))
    await visitor.writes("Аристарх Тимофеевич")
    file = world.settings.database_file
    assert file is not None
    log = file.with_name(file.name + "-wal")
    name = "Аристарх".encode()
    assert name in log.read_bytes(), "the negative control"
    await visitor.writes("/delete_me")
    await visitor.tap(visitor.buttons()[0])
    await world.move(timedelta(seconds=50))
    assert name not in log.read_bytes()


@pytest.mark.both_engines
async def test_nul_in_a_text_is_no_incident(world: World) -> None:
    visitor = world.person("Гость")
    await visitor.start()
    await visitor.writes("/profile")
    await visitor.tap(W("profile.change_name"))
    await visitor.tap(W("consent.agree"))
    await visitor.writes("Анна\0 Петровна")
    visitor.sees("Анна Петровна")
    await visitor.writes("\0\0")
