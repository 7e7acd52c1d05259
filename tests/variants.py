"""A conversation is walked in each language and by both transports: one of these is enough for every day.

Which one differs from test to test, and is always the same for a test: of all conversations about half are
walked in each language and by each transport. The others are marked ``variant``; `make variants` runs them.

So it is with a test of many parameters that take long one by one, such as each command against each damage:
``@pytest.mark.sampled(3)`` leaves three of its runs to every day, spread evenly.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest

_DIMENSIONS = {"language": ("ru", "en"), "world": ("polling", "webhook")}
"""Names of parameters, and their values."""
_ON_A_DATABASE = {"template_of", "sqlite_templates"}
"""Fixtures without which there is no conversation. Tests of single functions take no time; all are run."""


_FOR_OTHER_TARGETS = ("variant", "postgres", "long", "processes", "browser")


def mark_variants(items: Iterable[pytest.Item]) -> None:
    sampled: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled") is not None:
            sampled[_function_of(item)].append(item)
        if not isinstance(item, pytest.Function) or not _ON_A_DATABASE & {*item.fixturenames}:
            continue
        called_with = getattr(item, "callspec", None)
        if called_with is not None and not _is_for_every_day(_function_of(item), called_with.params):
            item.add_marker(pytest.mark.variant)
    for runs in sampled.values():
        _mark_all_but_some(runs)


def _mark_all_but_some(runs: list[pytest.Item]) -> None:
    """Of those that are for every day so far."""
    left = [each for each in runs if not any(map(each.get_closest_marker, _FOR_OTHER_TARGETS))]
    marker = runs[0].get_closest_marker("sampled")
    number = min(marker.args[0] if marker else 1, len(left))
    kept = {index * len(left) // number for index in range(number)}
    for index, each in enumerate(left):
        if index not in kept:
            each.add_marker(pytest.mark.variant)


def _function_of(item: pytest.Item) -> str:
    """The same for all runs of one test, on any machine."""
    return item.nodeid.partition("[")[0]


def _is_for_every_day(function: str, parameters: Mapping[str, object]) -> bool:
    number = zlib.crc32(function.encode())
    for name, values in _DIMENSIONS.items():
        number, index = divmod(number, len(values))
        if name in parameters and parameters[name] in values and parameters[name] != values[index]:
            return False
    return True
