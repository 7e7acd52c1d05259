"""What docs/operating.md and compose.yaml promise to whoever runs the bot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
ALARMING = {"error", "critical", "exception"}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- alarms


@cache
def logged_alarms() -> frozenset[str]:
    """The events of level error or critical in the code, their variable parts as «…»."""
    found = set()
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    for text in (each for each in texts if "_log." in each):
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ALARMING
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "_log"
            ):
                event = ast.literal_eval(node.args[0])
                found.add(re.sub(r"%\.?\d*[a-z]", "…", event.partition("\n")[0]))
    return frozenset(found)


def documented_alarms() -> list[str]:
    table = text_of("docs/operating.md").partition("<!-- alarms:")[2].partition("<!-- /alarms -->")[0]
    return re.findall(r"^\| `([^`]+)` \| .{20,} \|$", table, re.MULTILINE)


def test_every_alarm_is_explained_and_none_is_invented() -> None:
    documented = documented_alarms()
    assert sorted(documented, key=str.lower) == sorted(logged_alarms(), key=str.lower)


def test_the_alarms_are_found_in_the_code() -> None:
    """The negative control: if the search found nothing, it would agree with an empty table."""
    assert len(logged_alarms()) > 10


def test_every_line_of_the_audit_is_explained() -> None:
    from bot.db.operations.self_audit import CHECKS

    table = text_of("docs/operating.md").partition("## What the audit finds")[2].partition("\n## ")[0]
    explained = re.findall(r"`([a-z]+)`", "\n".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE)))
    assert explained == list(dict.fromkeys(check.line for check in CHECKS))


# --- compose.yaml: there is no parser of YAML here, and the file keeps to what these lines understand


def blocks(text: str, indent: int) -> dict[str, str]:
    """What stands below each key of this depth."""
    found: dict[str, str] = {}
    key = None
    for line in text.splitlines():
        match = re.fullmatch(rf"\s{{{indent}}}([\w.-]+):(.*)", line)
        if match:
            key = match[1]
            found[key] = match[2].strip() + "\n"
        elif key is not None and (not line.strip() or line.startswith(" " * (indent + 1))):
            found[key] += line + "\n"
        elif line.strip() and not line.lstrip().startswith("#"):
            key = None
    return found


COMPOSE = re.sub(r"^\s*#.*\n", "", (ROOT / "compose.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)
SERVICES = blocks(blocks(COMPOSE, 0)["services"], 2)
BOTS = {name: block for name, block in SERVICES.items() if "<<: *bot" in block}


def pairs(block: str) -> dict[str, str]:
    return {key: value.strip() for key, value in blocks(blocks(block, 4)["environment"], 6).items()}


def mounts(block: str) -> Iterator[tuple[str, str]]:
    yield from re.findall(r"^\s{6}- (\w+):(\S+)$", blocks(block, 4)["volumes"], re.MULTILINE)


def test_there_is_a_bot_for_each_profile() -> None:
    profiles = {name: re.findall(r"profiles: \[(\w+)\]", block) for name, block in SERVICES.items()}
    assert profiles == {"bot": ["sqlite"], "bot-postgresql": ["postgresql"], "postgres": ["postgresql"]}
    named = set(re.findall(r"--profile (\w+)", text_of("docs/operating.md") + text_of("compose.yaml")))
    assert named == {"sqlite", "postgresql"}


def test_images_are_our_own_or_a_pinned_server() -> None:
    images = dict(re.findall(r"^( +)image: (\S+)$", COMPOSE, re.MULTILINE)).values()
    assert (ROOT / "Dockerfile").exists()
    assert all(image == "prokhodnaya" or re.fullmatch(r"postgres:\d{2}-alpine", image) for image in images)
    assert "build: ." in blocks(COMPOSE, 0)["x-bot"]


@pytest.mark.parametrize("name", BOTS)
def test_what_a_bot_is_told_are_settings_that_can_be_used(name: str) -> None:
    told = {
        setting: value.replace("${POSTGRES_PASSWORD:-}", "guarded")
        for setting, value in pairs(BOTS[name]).items()
    }
    assert {each.lower() for each in told} <= set(Settings.model_fields)
    settings = load_settings(None, **{setting.lower(): value for setting, value in told.items()})
    assert (settings.database_file is not None) is (name == "bot")
    assert str(settings.backups) in {place for _, place in mounts(BOTS[name])}


def test_places_of_volumes_belong_to_the_bots_user() -> None:
    dockerfile = text_of("Dockerfile")
    (made,) = re.findall(r"mkdir -p (\S+) && chown -R prokhodnaya (\S+)", dockerfile)
    for block in BOTS.values():
        for _, place in mounts(block):
            assert place in {made[0], made[1]}
            assert f"{place}/".startswith(f"{made[1]}/")


def test_volumes_are_declared_and_used() -> None:
    used = {source for block in SERVICES.values() for source, _ in mounts(block)}
    assert set(blocks(blocks(COMPOSE, 0)["volumes"], 2)) == used


def test_the_bot_waits_for_a_server_that_is_asked_as_whom_it_knows() -> None:
    server = SERVICES["postgres"]
    told = pairs(server)
    check = blocks(server, 4)["healthcheck"]
    assert f"--username={told['POSTGRES_USER']} --dbname={told['POSTGRES_DB']}" in check
    address = pairs(SERVICES["bot-postgresql"])["DATABASE_URL"]
    assert address == (
        f"postgresql+asyncpg://{told['POSTGRES_USER']}:{told['POSTGRES_PASSWORD']}"
        f"@postgres:5432/{told['POSTGRES_DB']}"
    )
    assert "condition: service_healthy" in SERVICES["bot-postgresql"]


def test_secrets_stand_in_no_file_of_ours() -> None:
    assert "env_file: .env" in blocks(COMPOSE, 0)["x-bot"]
    for line in COMPOSE.splitlines():
        if re.search(r"PASSWORD|TOKEN|SECRET", line):
            assert "${POSTGRES_PASSWORD:-}" in line, line
