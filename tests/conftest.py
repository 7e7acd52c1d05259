"""Fixtures that tests of several folders ask for."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from tests.collected import note_collected
from tests.compiled_once import compile_once
from tests.engines import (
    empty_db,
    engine,
    mark_postgres,
    moved_templates,
    postgresql_templates,
    run_on_both,
    sqlite_templates,
    template_of,
)
from tests.in_memory import keep_files_in_memory
from tests.postgres import postgres_server, postgres_template, postgres_url
from tests.variants import mark_variants

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


def pytest_configure() -> None:
    keep_files_in_memory()
    compile_once()
    # How long an example takes says more of the machine than of the code: speed is measured in bench/.
    settings.register_profile("no deadlines", deadline=None)
    settings.load_profile("no deadlines")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_on_both(metafunc)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: to look through it again and again for garbage took
    each sixth second of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)  # before those are left out that `-m` does not want
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_postgres(items)
    mark_variants(items)
    note_collected(config, items)
