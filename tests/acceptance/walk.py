"""A person at the chat page: each act waits for its answer, then looks at the whole page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.ui.translator import translator_for
from tests.sandbox_page.conftest import Screen

CLOCK_MOVES_WITHIN = 30_000
"""Milliseconds: a jump goes through every moment at which something is due."""
SETTLES_WITHIN = 1_000
"""Milliseconds: a bar that opens or closes below the chat moves it in the next frames."""
_NEWEST_IN_VIEW = """() => {
    const chat = document.querySelector('#messages').getBoundingClientRect();
    const newest = [...document.querySelectorAll('#messages .message')].at(-1).getBoundingClientRect();
    return chat.top < newest.bottom && newest.bottom <= chat.bottom + 1;
}"""
_CLIPPED_LABELS = """() => [...document.querySelectorAll('.keyboard-row button, .keyboard-row .label')]
    .filter(e => e.clientWidth && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
    .map(e => e.textContent)"""
_BROKEN_CALENDAR_ROWS = """() => {
    const isTorn = row => new Set([...row.children].map(e => e.offsetHeight)).size > 1;
    const hasTwoLines = row => [...row.querySelectorAll('.label')].some(e => e.getClientRects().length > 1);
    return [...document.querySelectorAll('#messages .keyboard-row.columns-7')]
        .filter(row => isTorn(row) || hasTwoLines(row)).map(e => e.textContent);
}"""


class Walk(Screen):
    """The page in the hands of one reader; after every act nothing is cut, wide, out of view or in error."""

    def __init__(
        self, browser: Browser, address: str, size: tuple[int, int], *, language: str, artefacts: Path
    ) -> None:
        super().__init__(browser, address, size)
        self.page.emulate_media(reduced_motion="reduce")  # else a picture catches panels half way
        self._t = translator_for(language)
        self._artefacts = artefacts
        self._name = f"{size[0]}x{size[1]}-{language}"
        self._steps = 0

    def words(self, key: str, **arguments: str | int) -> str:
        """A text of the bot as this reader sees it."""
        return re.sub(r"</?\w+>", "", self._t.label(key, **arguments))

    @property
    def newest(self) -> Locator:
        return self.page.locator("#messages .message").last

    def sees(self, *texts: str) -> None:
        """The newest message has all of this, it stands in view, and the page around it is whole."""
        for text in texts:
            expect(self.newest).to_contain_text(text, use_inner_text=True)
        expect(self.page.locator(".waiting")).to_have_count(0)
        self.looks_right()

    def looks_right(self) -> None:
        self.assert_fits()
        try:
            self.page.wait_for_function(_NEWEST_IN_VIEW, timeout=SETTLES_WITHIN)
        except PlaywrightTimeout:
            pytest.fail(f"the newest message is not in view:\n{self.newest.inner_text()}")
        assert self.page.evaluate(_CLIPPED_LABELS) == []
        assert self.page.evaluate(_BROKEN_CALENDAR_ROWS) == []
        assert self.problems == []

    def taps(self, label: str, *then: str) -> None:
        """Taps the last button whose label begins with these words and sees the answer."""
        starts = re.compile("^" + r"\s".join(map(re.escape, label.split())))  # some spaces do not break
        self.page.locator("#messages .message button").filter(has_text=starts).last.click()
        self.sees(*then)

    def taps_first_free_day(self, *then: str) -> None:
        """«8», or «8·4»."""
        self.newest.locator("button").filter(has_text=re.compile(r"^\d+(·\d+)?$")).first.click()
        self.sees(*then)

    def writes(self, text: str, *then: str) -> None:
        self.say(text)
        self.sees(*then)

    def presses_start(self, *then: str) -> None:
        self.page.locator("#gate-button").click()
        self.sees(*then)

    def shares_the_number(self, *then: str) -> None:
        self.page.locator("#reply-keyboard button").first.click()
        self.page.locator("dialog[open] button").last.click()
        self.sees(*then)

    def becomes(self, key: str) -> None:
        """Goes to the chat of another persona."""
        chooser = self.page.locator("#choose-person")
        if chooser.is_visible():
            chooser.click()
        self.page.locator(f'[data-person="{key}"]').click()
        expect(self.page.locator(f'[data-person="{key}"]')).to_have_attribute("aria-current", "true")

    def speaks(self, language: str) -> None:
        """Sets the language of this persona's Telegram."""
        chosen = self.page.locator(f'#person-language [data-language="{language}"]')
        if chosen.get_attribute("aria-pressed") != "true":
            self.page.locator("#person-language button:visible").last.click()
        expect(chosen).to_have_attribute("aria-pressed", "true")

    def works_the_demo(self, button: str) -> None:
        """Presses a button of the demo's own panel and waits until it is done."""
        toggle = self.page.locator("#demo-toggle")
        if toggle.is_visible():
            toggle.click()
        self.page.locator(button).click()
        expect(self.page.locator("body")).not_to_have_class(
            re.compile(r"\bbusy\b"), timeout=CLOCK_MOVES_WITHIN
        )
        expect(self.page.locator("#demo-outcome")).not_to_be_empty()
        if toggle.is_visible():
            toggle.click()

    def shoot(self, step: str) -> None:
        """Keeps a picture of the page as an artefact."""
        self._steps += 1
        self.page.screenshot(path=self._artefacts / f"{self._name}-{self._steps:02}-{step}.png")
