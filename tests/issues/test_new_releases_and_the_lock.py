"""A new release of coverage broke `make test` on every fresh machine: pip met `coverage[toml]` among the
requirements of another locked package, looked for the newest release, and refused it for having no hash."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("recipe", ["Makefile", "Dockerfile"])
def test_pip_installs_what_is_locked_and_resolves_nothing(recipe: str) -> None:
    calls = re.findall(r"pip .*--require-hashes.*", (ROOT / recipe).read_text(encoding="utf-8"))
    assert calls
    assert all("--no-deps" in call for call in calls)


def test_the_lock_holds_all_that_a_locked_package_needs() -> None:
    """Without that pip would now leave something out in silence."""
    locked = set(
        re.findall(r"^([\w.-]+)==", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.M)
    )
    for name in locked:
        try:
            needed = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue  # locked for another system
        for each in needed:
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                assert canonicalize_name(each.name) in locked, f"{name} needs {each.name}"
