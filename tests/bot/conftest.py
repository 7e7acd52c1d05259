"""Templates of databases, made once a run, and worlds on copies of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.world import make_template


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated, with nothing in it."""
    return make_template(tmp_path_factory.mktemp("empty") / "template.sqlite3")
