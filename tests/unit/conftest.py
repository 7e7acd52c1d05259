"""What every worker needs once."""

from __future__ import annotations

import pytest

from bot.domain.people.person_names import find_names


@pytest.fixture(scope="session", autouse=True)
def _dictionary_of_names() -> None:
    """Loaded before a test that limits the time of each of its tries."""
    find_names("Анна")
