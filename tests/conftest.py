"""Fixtures that tests of several folders ask for."""

from __future__ import annotations

import pytest

from tests.engines import (
    empty_db,
    engine,
    moved_templates,
    postgresql_templates,
    run_on_both,
    sqlite_templates,
    template_of,
)
from tests.postgres import postgres_server, postgres_template, postgres_url

__all__ = [
    "empty_db",
    "engine",
    "moved_templates",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "postgresql_templates",
    "sqlite_templates",
    "template_of",
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_on_both(metafunc)
