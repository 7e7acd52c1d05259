"""The whole demo as a process of its own, and a browser in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import pytest
from playwright.sync_api import Browser

from tests.acceptance.walk import Walk
from tests.sandbox_page.conftest import browser  # noqa: F401 - the fixture: skips without Chromium, fails in CI

ROOT = Path(__file__).parents[2]
STARTS_AT = "2026-11-23T12:00"
"""A Monday, Moscow time: two weeks before the first day that a class can have at the paper mill."""
_LONGEST_START_SECONDS = 120


@pytest.fixture
def demo_address(tmp_path: Path) -> Iterator[str]:
    """Of ``python -m sandbox`` on a free port with a new database; a demo that runs well writes no errors."""
    errors = tmp_path / "stderr"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "sandbox",
                "--port",
                "0",
                "--data",
                str(tmp_path / "demo"),
                "--at",
                STARTS_AT,
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        watch = Timer(_LONGEST_START_SECONDS, process.kill)
        watch.start()
        try:
            address = next((line.split()[-1] for line in process.stdout if "http://" in line), None)
        finally:
            watch.cancel()
        try:
            assert address, f"the demo did not start: {errors.read_text(encoding='utf-8')}"
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)
    assert process.returncode == 0
    assert errors.read_text(encoding="utf-8") == "", "a demo that runs well has nothing to say"


@pytest.fixture
def open_walk(
    browser: Browser,  # noqa: F811
    demo_address: str,
) -> Iterator[Callable[[tuple[int, int], str], Walk]]:
    """Opens the chat page at a size, for a reader of a language."""
    artefacts = Path(os.environ.get("ARTEFACTS") or ROOT / "var" / "artefacts")
    artefacts.mkdir(parents=True, exist_ok=True)
    opened: list[Walk] = []

    def open_at(size: tuple[int, int], language: str) -> Walk:
        walk = Walk(browser, demo_address, size, language=language, artefacts=artefacts)
        opened.append(walk)
        return walk

    yield open_at
    for walk in opened:
        walk.context.close()
        assert walk.problems == []
