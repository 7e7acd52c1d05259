"""What runs need on each engine, and the report of all of them at the end."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, fields

import pytest

from tests.crash.accounts import Figures
from tests.crash.lives import Zygote
from tests.crash.stages import Engine, PostgresqlTowns, SqliteTowns, Towns

REPORT = "crash"
"""The name under which a test hands its figures to the report, as JSON: where, and what."""


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture(scope="session")
def sqlite_towns(tmp_path_factory: pytest.TempPathFactory) -> SqliteTowns:
    return SqliteTowns(tmp_path_factory.mktemp("towns"))


@pytest.fixture(scope="session")
def postgresql_towns(request: pytest.FixtureRequest) -> Iterator[PostgresqlTowns]:
    with PostgresqlTowns.on(request.getfixturevalue("postgres_server")) as towns:
        yield towns


@pytest.fixture
def towns(request: pytest.FixtureRequest, engine: Engine) -> Towns:
    """Those of the test's engine; a server is only started where one is wanted."""
    towns: Towns = request.getfixturevalue(
        {Engine.SQLITE: "sqlite_towns", Engine.POSTGRESQL: "postgresql_towns"}[engine]
    )
    return towns


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each point, engine and transport, and their sum."""
    found: dict[tuple[str, ...], Figures] = defaultdict(Figures)
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == REPORT and getattr(report, "when", None) == "call":
                    where, figures = json.loads(value)
                    found[tuple(where)] += Figures(**figures)
    if not found:
        return
    names = [each.name for each in fields(Figures)]
    terminalreporter.section("deaths of the process")
    terminalreporter.write_line(_line(["point", "engine", "transport"], names))
    for where, figures in found.items():
        terminalreporter.write_line(_line(where, list(map(str, asdict(figures).values()))))
    total = sum(found.values(), Figures())
    terminalreporter.write_line(_line(["all", "", ""], list(map(str, asdict(total).values()))))


def _line(where: list[str] | tuple[str, ...], figures: list[str]) -> str:
    point, engine, transport = where
    return f"{point:<20}{engine:<12}{transport:<10}" + "".join(f"{each:>17}" for each in figures)
