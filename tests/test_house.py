"""The house around the code: what README, Makefile, Dockerfile, locks and the command line promise."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, build_parser, main
from bot.settings import NEEDED_TO_RUN, Settings, load_settings
from tests.collected import COLLECTED
from tools import documentation, requirements

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = documentation.documents()
LOCKS = ("requirements.lock", "requirements-dev.lock")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without .env, and an environment without settings."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- migrations

MIGRATIONS = sorted((ROOT / "bot/db/migrations/versions").glob("[0-9]*.py"))


@pytest.mark.parametrize("revision", MIGRATIONS, ids=lambda each: each.stem)
def test_migrations_use_nothing_of_ours_that_will_change(revision: Path) -> None:
    """A database that skips releases must come out as one that skipped none."""
    ours = re.findall(r"^\s*(?:from|import) (bot\b.*)", revision.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(ours) <= {"bot.db.engine import types"}


# --- documents


def test_settings_and_links_in_the_documents_are_right() -> None:
    assert documentation.main([]) == 0


def test_the_example_of_env_lacks_just_what_must_be_filled_in(bare_folder: Path) -> None:
    settings = load_settings(ROOT / ".env.example")
    assert tuple(problem.name.lower() for problem in settings.for_run_problems()) == NEEDED_TO_RUN
    assert settings == load_settings(None)


def test_each_line_of_the_example_of_env_can_be_uncommented(bare_folder: Path) -> None:
    lines = text_of(".env.example").splitlines()
    opened = [line.removeprefix("# ") for line in lines if re.match(r"# [A-Z_]+=", line)]
    assert len(opened) == len(Settings.model_fields) - len(NEEDED_TO_RUN)
    (bare_folder / ".env").write_text("\n".join(opened), encoding="utf-8")
    load_settings(bare_folder / ".env")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_make_targets_exist(document: Path) -> None:
    targets = make_targets()
    for named in re.findall(r"`make (?:[A-Z]+=\S+ )?([a-z]+)", document.read_text(encoding="utf-8")):
        assert named in targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_commands_exist(document: Path) -> None:
    known = {command.NAME for command in COMMANDS}
    for named in re.findall(r"python -m bot ([a-z-]+)", document.read_text(encoding="utf-8")):
        assert named in known


def test_the_operating_guide_lists_all_commands() -> None:
    part = text_of("docs/operating.md").partition("\n## Commands\n")[2].partition("\n## ")[0]
    table = re.findall(r"^\| `([a-z-]+)(?: [A-Z]+)?` \|", part, re.MULTILINE)
    assert sorted(table) == sorted(command.NAME for command in COMMANDS)


def test_the_readme_puts_its_two_commands_first() -> None:
    block = text_of("README.md").split("```")[1]
    assert re.findall(r"^make (\w+)", block, re.MULTILINE) == ["demo", "test"]


def test_product_has_every_number_in_order() -> None:
    numbers = [
        requirement.number for requirement in requirements.read_requirements(text_of("docs/product.md"))
    ]
    counts = {"A": 10, "B": 18, "C": 5, "D": 4, "E": 12, "F": 11, "G": 4, "H": 5, "I": 3}
    counted = [f"{letter}{n}" for letter, count in counts.items() for n in range(1, count + 1)]
    assert numbers == ["A0", *counted, "J", "K"]


def test_marks_of_tests_name_requirements_that_exist() -> None:
    assert requirements.main() == 0


def test_decisions_are_numbered_without_gaps_and_say_what_was_considered() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        words = record.read_text(encoding="utf-8")
        assert words.startswith(f"# {int(record.name[:4])}. ")
        assert all(f"**{part}" in words for part in ("Decided.", "Why.", "Considered.", "Consequences."))


# --- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_carry_hashes_and_no_addresses(lock: str) -> None:
    text = text_of(lock)
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    pins = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(pins) > 20
    assert all("--hash=sha256:" in pin for pin in pins)


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text_of(lock), re.MULTILINE))


def required(dependencies: Sequence[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ;]", dependency, maxsplit=1)[0].lower() for dependency in dependencies}


def test_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    running, developing = pinned(LOCKS[0]), pinned(LOCKS[1])
    assert required(project["project"]["dependencies"]) <= running.keys()
    assert required(project["dependency-groups"]["dev"]) <= developing.keys()
    assert required(project["dependency-groups"]["dev"]).isdisjoint(running)
    assert running.items() <= developing.items(), "tests run with what the bot runs with"


IMPORTED_AS = {
    "prometheus-client": "prometheus_client",
    "aiohttp-socks": "aiohttp_socks",
    "pydantic-settings": "pydantic_settings",
    "fontpkg-pt-sans": "fontpkg_pt_sans",
    "pillow": "PIL",
}
NOT_IMPORTED = {"asyncpg", "tzdata"}  # named in addresses; read by zoneinfo


def imported_packages() -> set[str]:
    found: set[str] = set()
    for path in (path for part in ("bot", "sandbox") for path in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    half_of_pydantic, for_types_only = {"pydantic_core"}, {"_typeshed"}
    return found - sys.stdlib_module_names - half_of_pydantic - for_types_only - {"bot", "sandbox"}


def test_what_is_imported_is_what_is_required() -> None:
    named = required(tomllib.loads(text_of("pyproject.toml"))["project"]["dependencies"]) - NOT_IMPORTED
    assert imported_packages() == {IMPORTED_AS.get(name, name) for name in named}


# --- make and the robot


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))


@pytest.fixture
def make(tmp_path: Path) -> Path:
    """A folder with the Makefile and the locks only, as little as a machine can have."""
    if shutil.which("make") is None:
        if "CI" in os.environ:
            pytest.fail("make is missing")
        pytest.skip("make is missing")
    for name in ("Makefile", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def call_make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "MAKEFLAGS": ""},
    )


def script(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.processes
def test_make_alone_lists_each_target(make: Path) -> None:
    listed = re.findall(r"^  make (\w+) +\S", call_make(make).stdout, re.MULTILINE)
    assert sorted(listed) == sorted(make_targets())


@pytest.mark.processes
def test_an_old_python_is_named(make: Path) -> None:
    old = script(make, "python-old", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    result = call_make(make, "demo", f"PYTHON={old}")
    assert result.returncode == 2
    assert "needs Python 3.11 or later" in result.stderr
    assert "Python 3.9.2" in result.stderr
    assert not (make / ".venv").exists()


@pytest.mark.processes
def test_a_missing_python_is_named(make: Path) -> None:
    result = call_make(make, "test", "PYTHON=python-that-is-not-there")
    assert result.returncode == 2
    assert "needs Python 3.11 or later" in result.stderr


@pytest.mark.processes
def test_a_missing_venv_module_names_the_package(make: Path) -> None:
    bare = script(make, "python-bare", 'case "$2" in *ensurepip*) exit 1;; esac')
    result = call_make(make, "run", f"PYTHON={bare}")
    assert result.returncode == 2
    assert "python3-venv" in result.stderr


@pytest.mark.processes
def test_the_second_time_nothing_is_installed_until_the_lock_changes(make: Path) -> None:
    called = make / "called"
    fake = script(make, "python", f'echo "$@" >> {called}')
    (make / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(fake, make / ".venv" / "bin" / "python")
    assert "Installing" in call_make(make, "demo").stdout
    assert "Installing" not in call_make(make, "demo").stdout
    with (make / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert "Installing" in call_make(make, "demo").stdout
    installs = [line for line in called.read_text().splitlines() if "pip" in line]
    assert len(installs) == 2
    assert all("--require-hashes --no-deps -r requirements.lock" in line for line in installs)


def test_the_robot_calls_the_readmes_test_command_and_the_checks() -> None:
    robot = ROOT / ".ci" / "run"
    assert os.access(robot, os.X_OK)
    lines = robot.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#!")
    assert "set -euo pipefail" in lines
    calls = [line.split(" ||")[0] for line in lines if line.startswith("make ")]
    assert calls == [
        "make check",
        "make browser",
        "make crash KILLS=2",
        "make races",
        "make processes",
        "make engines",
        "make walks",
        "make variants",
        "make soak MINUTES=3",
        "make test",
    ]
    subprocess.run(["bash", "-n", str(robot)], check=True)


@pytest.mark.processes
def test_the_robot_forgets_no_test(request: pytest.FixtureRequest) -> None:
    """Each collected test is in a target that the robot calls; of all of them where all are collected."""
    robot = re.findall(r"^make (\w+)", text_of(".ci/run"), re.MULTILINE)
    recipes = call_make(ROOT, "--dry-run", "--always-make", *robot).stdout
    chosen = [Chosen.by(line) for line in recipes.splitlines() if " -m pytest " in line]
    assert len(chosen) == len(robot) - 1, "all but `make check`"
    forgotten = [
        name
        for name, marks in request.config.stash[COLLECTED].items()
        if not any(each.takes(name, marks) for each in chosen)
    ]
    assert not forgotten, "\n".join(forgotten)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one call of pytest runs."""

    expression: ast.expr
    folders: tuple[str, ...]
    ignored: tuple[str, ...]

    @classmethod
    def by(cls, recipe: str) -> Chosen:
        words = shlex.split(recipe.partition(" -m pytest ")[2])
        expression = words[words.index("-m") + 1] if "-m" in words else ""
        ignored = tuple(word.removeprefix("--ignore=") for word in words if word.startswith("--ignore="))
        folders = tuple(word for word in words if word.startswith("tests"))
        return cls(ast.parse(expression or "True", mode="eval").body, folders, ignored)

    def takes(self, name: str, marks: Collection[str]) -> bool:
        path = name.partition("::")[0]
        if not _is_below(path, self.folders) or _is_below(path, self.ignored):
            return False
        return _holds(self.expression, marks)


def _holds(expression: ast.expr, marks: Collection[str]) -> bool:
    """What ``-m`` makes of it: names of marks with and, or, not."""
    match expression:
        case ast.Name(name):
            return name in marks
        case ast.Constant(bool(always)):
            return always
        case ast.UnaryOp(ast.Not(), inner):
            return not _holds(inner, marks)
        case ast.BoolOp(joined, parts):
            return (all if isinstance(joined, ast.And) else any)(_holds(part, marks) for part in parts)
        case _:
            raise AssertionError(f"not understood: {ast.unparse(expression)}")


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


# --- the image: what it names exists, since it is not built here


def docker_instructions() -> list[tuple[str, str]]:
    joined = text_of("Dockerfile").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    kept = {line[1:].rstrip("/") for line in text_of(".dockerignore").splitlines() if line.startswith("!")}
    sources = {
        word.rstrip("/")
        for name, rest in docker_instructions()
        if name == "COPY" and "--from" not in rest
        for word in rest.split()[:-1]
    }
    assert sources == kept
    assert all((ROOT / source).exists() for source in sources)


def test_commands_of_the_image_can_be_parsed() -> None:
    text = " ".join(rest for name, rest in docker_instructions() if name in {"CMD", "HEALTHCHECK"})
    plain = re.sub(r'[",\[\]]', " ", text)
    calls = re.findall(r"python\s+-m\s+bot\s+([a-z-]+(?:\s+--[a-z]+)*)", plain)
    assert [call.split()[0] for call in calls] == ["doctor", "migrate", "run"]
    for call in calls:
        assert build_parser().parse_args(call.split()).execute is not None


def test_the_image_runs_without_rights_and_with_a_python_that_we_support() -> None:
    instructions = docker_instructions()
    assert [rest for name, rest in instructions if name == "USER"] == ["prokhodnaya"]
    asked = tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"]
    least = tuple(int(part) for part in asked.removeprefix(">=").split("."))
    for rest in (rest for name, rest in instructions if name == "FROM"):
        match = re.match(r"python:(\d+)\.(\d+)-slim", rest)
        assert match is not None
        assert (int(match[1]), int(match[2])) >= least


# --- the command line


@pytest.mark.parametrize("command", [command.NAME for command in COMMANDS])
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m bot {command}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["fly"], ["run", "--fast"], ["import"]])
def test_a_wrong_call_ends_with_two_and_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m bot" in capsys.readouterr().err


def test_run_refuses_without_the_operator_and_names_all_that_is_missing(
    bare_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run"]) == 1
    complaints = capsys.readouterr().err
    assert all(f"{name.upper()}: is not set" in complaints for name in NEEDED_TO_RUN)


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["migrate"],
        ["seed-demo"],
        ["doctor"],
        ["import", str(ROOT / "bot/data/demo.json")],
        ["audit"],
        ["backup"],
        ["restore", "copy.sqlite3"],
        ["after-restore"],
        ["copy", "--to", "sqlite:///other.sqlite3"],
    ],
)
def test_settings_out_of_form_stop_each_command(
    arguments: list[str],
    bare_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HOLD_MINUTES", "soon")
    assert main(arguments) == 1
    shown = capsys.readouterr()
    assert "HOLD_MINUTES" in shown.out + shown.err


def test_a_database_goes_from_nothing_to_the_demo(
    bare_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["seed-demo"]) == 1
    assert "First: python -m bot migrate" in capsys.readouterr().err
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert "already up to date" in capsys.readouterr().out
    assert main(["seed-demo"]) == 0
    assert "Sites: 14 new, 0 updated." in capsys.readouterr().out
    assert main(["seed-demo"]) == 0
    again = capsys.readouterr().out
    assert "Sites: 0 new, 14 updated." in again
    assert "days: 0 opened" in again, "sessions that are open are not opened twice"


@pytest.mark.shows("F2")
def test_a_faulty_file_is_refused_with_every_fault(
    bare_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    (bare_folder / "sites.json").write_text('{"format": 1, "cities": [{"slug": 5}]}', encoding="utf-8")
    assert main(["import", "sites.json"]) == 1
    complaints = capsys.readouterr().err
    assert "Nothing was imported" in complaints
    assert "region: is missing" in complaints
    assert "cities[0]" in complaints


def test_a_file_that_cannot_be_read_is_no_traceback(
    bare_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "nowhere.json"]) == 1
    assert "nowhere.json cannot be read" in capsys.readouterr().err


# --- what may be imported where


def run_python(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.processes
def test_commands_rules_use_cases_and_database_do_not_load_telegram() -> None:
    """Importing aiogram costs seconds and much memory; a loaded `sandbox` would be worse."""
    packages = ("bot.domain", "bot.services", "bot.db", "bot.cli")
    loaded = run_python(
        "import importlib, pkgutil, sys\n"
        f"for package in {packages!r}:\n"
        "    path = importlib.import_module(package).__path__\n"
        "    for module in pkgutil.walk_packages(path, package + '.'):\n"
        "        if '.migrations' not in module.name:\n"
        "            importlib.import_module(module.name)\n"
        "import bot.__main__, bot.settings, bot.logs, bot.db.operations.migrate\n"
        "print(sorted({'aiogram', 'sandbox'} & set(sys.modules)))"
    )
    assert loaded == "[]"


@pytest.mark.processes
def test_the_command_line_itself_loads_neither_telegram_nor_database() -> None:
    loaded = run_python(
        "import sys, bot.__main__\n"
        "bot.__main__.build_parser()\n"
        "print(sorted({'aiogram', 'sqlalchemy', 'alembic', 'aiohttp', 'sandbox'} & set(sys.modules)))"
    )
    assert loaded == "[]"


@pytest.mark.long
def test_a_start_on_sqlite_loads_nothing_that_only_others_need() -> None:
    """Half a second and twenty megabytes of every start: migrations, and the driver of the other engine."""
    loaded = run_python(
        "import sys, bot.cli.run, bot.wiring, bot.serving\n"
        "spared = {'alembic', 'mako', 'asyncpg', 'sqlalchemy.ext.asyncio', 'sqlalchemy.orm'}\n"
        "print(sorted((spared | {'prometheus_client'}) & set(sys.modules)))"
    )
    assert loaded == "[]"


@pytest.mark.processes
def test_layers_are_kept() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
