"""Settings, disk, time zones, clock, texts: what the machine has to offer."""

from __future__ import annotations

import shutil
import socket
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.cli.checkup.finding import Finding, Verdict
from bot.clock import Clock
from bot.domain.limits import LEAST_FREE_BYTES
from bot.settings import Settings, unknown_names

RUSSIAN_ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka")
# No computer runs this before it was written: an earlier date is a clock that lost its battery.
EARLIEST_POSSIBLE = datetime(2026, 11, 1, tzinfo=UTC)


def examine_settings(settings: Settings, env_file: Path) -> Iterator[Finding]:
    missing = settings.for_run_problems()
    for problem in missing:
        yield Finding(problem.name, Verdict.BAD, problem.wrong, problem.advice)
    for name in unknown_names(env_file):
        yield Finding(name, Verdict.DOUBTFUL, f"stands in {env_file} but is no setting", "misspelt?")
    if not settings.coordinator_ids:
        yield Finding(
            "COORDINATOR_IDS",
            Verdict.DOUBTFUL,
            "nobody can publish sites or invite hosts",
            "put your own Telegram id (a number) there",
        )
    if not missing:
        yield Finding("settings", Verdict.FINE, "complete")
    yield from examine_permissions(env_file)


def examine_permissions(env_file: Path) -> Iterator[Finding]:
    """The token stands in the file of settings."""
    if not env_file.exists():
        return
    if stat.S_IMODE(env_file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(str(env_file), Verdict.DOUBTFUL, "can be read by other users", f"chmod 600 {env_file}")


def examine_space(what: str, folder: Path) -> Finding:
    """``folder`` need not exist yet."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    seen = f"{free // 1024**2} MB free in {there}"
    if free < LEAST_FREE_BYTES:
        return Finding(what, Verdict.BAD, seen, "make room: on a full disk nothing can be booked")
    return Finding(what, Verdict.FINE, seen)


def examine_ports(settings: Settings) -> Iterator[Finding]:
    """Whether the bot can listen where the settings say; a bot that runs has its own ports."""
    from bot.web.server import DEFAULT_PORT

    web = settings.web_port
    if web is None and settings.webhook_url is not None:
        web = DEFAULT_PORT
    wanted = {
        "WEB_PORT": (settings.web_host, web),
        "METRICS_PORT": (settings.metrics_host, settings.metrics_port),
    }
    for name, (host, port) in wanted.items():
        if not port:
            continue
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family, socket.SOCK_STREAM) as door:
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                door.bind((host, port))
        except OSError as error:
            seen = f"{host}:{port} cannot be listened on now: {error.strerror}"
            advice = f"unless it is the bot itself that runs, set another {name}, or end the other program"
            yield Finding(name, Verdict.DOUBTFUL, seen, advice)


def examine_zones(settings: Settings) -> Finding:
    try:
        for name in (*RUSSIAN_ZONES, settings.default_timezone):
            ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        return Finding("time zones", Verdict.BAD, str(error), "install the package tzdata")
    return Finding("time zones", Verdict.FINE, f"present; {settings.default_timezone} is the default")


def examine_clock(clock: Clock) -> Finding:
    now = clock.now()
    seen = f"{now:%Y-%m-%d %H:%M} UTC"
    if now < EARLIEST_POSSIBLE:
        return Finding("clock", Verdict.BAD, f"{seen} cannot be", "set the machine's clock (NTP)")
    return Finding("clock", Verdict.FINE, seen)


def examine_texts() -> Finding:
    from bot.ui.translator import BASE_LANGUAGE, LOCALES, languages

    advice = "take the folder locales/ from the same version of the program"
    try:
        found = [each.code for each in languages()]
    except (OSError, ValueError) as error:
        return Finding("texts", Verdict.BAD, f"{LOCALES} cannot be read: {error}", advice)
    if BASE_LANGUAGE not in found:
        return Finding("texts", Verdict.BAD, f"there is no Russian in {LOCALES}", advice)
    return Finding("texts", Verdict.FINE, ", ".join(found))
