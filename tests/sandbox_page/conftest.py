"""A browser, and a fresh toy bot behind the chat page for each test; the bots share one process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

PHONE = (360, 740)
DESKTOP = (1280, 800)
_QUIET_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_ROOT = Path(__file__).parents[2]


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    reason = "no Chromium on this machine: the chat page is not tried in a browser (apt install chromium)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: while Playwright's synchronous side runs, no asynchronous test can."""
    path = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def toy_demos() -> Iterator[subprocess.Popen[str]]:
    """The process in which the demos run; importing aiogram takes seconds, so there is one for all tests."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox_page.toy_demo"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.terminate()


@pytest.fixture
def address(toy_demos: subprocess.Popen[str]) -> str:
    """The address of a fresh demo with the toy bot."""
    assert toy_demos.stdin is not None
    assert toy_demos.stdout is not None
    toy_demos.stdin.write("new demo\n")
    toy_demos.stdin.flush()
    line = toy_demos.stdout.readline().strip()
    assert line.startswith("http://127.0.0.1:"), "the toy demo did not start; see its output above"
    return line


class Screen:
    """A page in a browser window of some size; complains at the end about every error of the page."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int]) -> None:
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="ru-RU", accept_downloads=True
        )
        self.context.set_default_timeout(10_000)
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console", lambda line: self.problems.append(line.text) if line.type == "error" else None
        )
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address)
        self.page.locator("[data-person]").first.wait_for(state="attached")

    def start(self) -> None:
        self.page.locator("#gate-button").click()
        self.tap_target("Ближайшие даты").wait_for()

    def tap_target(self, label: str) -> Locator:
        return self.page.locator("#messages button", has_text=label).last

    def tap(self, label: str) -> None:
        self.tap_target(label).click()

    def say(self, text: str) -> None:
        self.page.locator("#composer-text").fill(text)
        self.page.keyboard.press("Enter")

    def last(self) -> str:
        return self.page.locator("#messages .message").last.inner_text()

    def wait_for_text(self, text: str) -> None:
        self.page.locator("#messages .message", has_text=text).last.wait_for()

    def is_in_view(self, text: str) -> bool:
        """Whether the last message with this text ends inside the visible part of the chat."""
        message = self.page.locator("#messages .message", has_text=text).last.bounding_box()
        chat = self.page.locator("#messages").bounding_box()
        assert message is not None
        assert chat is not None
        bottom = message["y"] + message["height"]
        return chat["y"] < bottom <= chat["y"] + chat["height"] + 1

    def assert_fits(self) -> None:
        """Nothing is wider than the window, and no label of a button is cut."""
        too_wide = self.page.evaluate(
            "() => [document.documentElement,"
            " ...document.querySelectorAll('#messages, #top, #demo, #composer')]"
            ".filter(e => e.scrollWidth > e.clientWidth && e.clientWidth).map(e => e.id || e.tagName)"
        )
        assert too_wide == []
        cut = self.page.evaluate(
            "() => [...document.querySelectorAll('.keyboard-row button, .demo-buttons button')]"
            ".filter(e => e.clientWidth)"
            ".filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)"
            ".map(e => e.textContent)"
        )
        assert cut == []


@pytest.fixture(params=[PHONE, DESKTOP], ids=["360x740", "1280x800"])
def screen(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Screen]:
    screen = Screen(browser, address, request.param)
    yield screen
    screen.context.close()
    assert screen.problems == []


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Screen]:
    screen = Screen(browser, address, PHONE)
    yield screen
    screen.context.close()
    assert screen.problems == []
