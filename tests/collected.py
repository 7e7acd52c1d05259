"""What was collected before ``-m`` left anything out, for the test that no target forgets a test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

COLLECTED = pytest.StashKey[Mapping[str, frozenset[str]]]()
"""The marks of each test by its id."""


def note_collected(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    config.stash[COLLECTED] = {
        item.nodeid: frozenset(mark.name for mark in item.iter_markers()) for item in items
    }
