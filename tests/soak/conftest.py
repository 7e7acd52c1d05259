"""The towns and the zygote of the crash harness, and the report of all soaks at the end."""

from __future__ import annotations

import json

import pytest

from tests.crash.conftest import postgresql_towns, sqlite_towns, towns_of, zygote

__all__ = ["postgresql_towns", "sqlite_towns", "towns_of", "zygote"]

REPORT = "soak"
"""The name under which a test hands its lines to the report, as JSON."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == REPORT and getattr(report, "when", None) == "call":
                    terminalreporter.section("soak")
                    for line in json.loads(value):
                        terminalreporter.write_line(line)
