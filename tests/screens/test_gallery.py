"""Every screen in every language: nothing is missing from the gallery, and each screen can be shown."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.refusal import Reason
from bot.ui.callback_data import Home
from bot.ui.formats.html import Html
from bot.ui.screen import Button, Inline, Screen
from tests.screens.checks import problems_of, surplus_of
from tests.screens.gallery import Gallery, Shot, renderers, screen_functions
from tests.screens.of_refusals import made_refusals
from tests.screens.page import page_of
from tests.screens.showroom import STATES

ARTEFACTS = Path(os.environ.get("ARTEFACTS") or Path(__file__).resolve().parents[2] / "var" / "artefacts")


def test_every_screen_hangs_in_the_gallery(galleries: Sequence[Gallery]) -> None:
    """Whoever adds a screen or a message hangs it here too."""
    for gallery in galleries:
        missing = screen_functions() - gallery.shown
        assert not missing, f"tests/screens/of_*.py: hang what these make: {sorted(missing)}"
        messages = set(renderers()) ^ gallery.kinds
        assert not messages, f"tests/screens/of_*.py: g.message(kind, case, view) for {sorted(messages)}"


@pytest.mark.long
def test_every_screen_can_be_shown_and_read(galleries: Sequence[Gallery]) -> None:
    problems = [
        f"{shot.name}: {problem}"
        for gallery in galleries
        for shot in gallery.shots
        for problem in problems_of(shot)
    ]
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems)


def test_a_bad_screen_is_found() -> None:
    """The negative control: what is wrong with this one is all said."""
    tap = Home().pack()
    rows = ((Button("А" * 31, tap=tap), Button("home.text", tap="none:1"), Button("", url="http://a")),)
    bad = Screen(Html("<b>" + "Слово word {n} " * 60 + "</b>"), Inline(rows))
    found = " / ".join(problems_of(Shot("a screen", "bad", "ru", bad)))
    assert surplus_of(Shot("a screen", "bad", "ru", bad)) > 0
    for piece in ("placeholder", "cut", "raw key", "another language", "nobody", "leads to"):
        assert piece in found, piece
    why = "❌ Слово"
    early = Shot("a screen", "refused", "ru", Screen(Html(f"{why}\nСлово")), (why,))
    assert any("not the last" in each for each in problems_of(early))
    late = Shot("a screen", "refused", "ru", Screen(Html(f"Слово\n\n{why}")), (why,))
    assert list(problems_of(late)) == []
    unclosed = Screen(Html("<b>Слово"))
    assert "HTML" in " ".join(problems_of(Shot("a screen", "unclosed", "ru", unclosed)))


def test_every_reason_and_every_state_is_shown(galleries: Sequence[Gallery]) -> None:
    assert {each.reason for each in made_refusals()} >= set(Reason)
    for gallery in galleries:
        cases = " ".join(shot.case for shot in gallery.shots)
        for reason in Reason:
            assert f"{reason} " in cases, reason
        for status in STATES:
            assert f"{status}, four subgroups" in cases


def test_the_gallery_can_be_looked_at(galleries: Sequence[Gallery]) -> None:
    """One page for people, with every screen once."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page = page_of(galleries)
    (ARTEFACTS / "gallery.html").write_text(page, encoding="utf-8")
    for gallery in galleries:
        assert page.count("<figure>") > len(gallery.shots) / 4
