"""Every screen in every language: nothing is missing from the gallery, and each screen can be shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.screens.checks import problems_of
from tests.screens.gallery import Gallery, renderers, screen_functions


def test_every_screen_hangs_in_the_gallery(galleries: Sequence[Gallery]) -> None:
    """Whoever adds a screen hangs it here too."""
    for gallery in galleries:
        missing = screen_functions() - gallery.shown
        assert not missing, f"{gallery.t.code}: {sorted(missing)}"
        assert set(renderers()) == gallery.kinds, set(renderers()) - gallery.kinds


def test_every_screen_can_be_shown_and_read(galleries: Sequence[Gallery]) -> None:
    problems = [
        f"{shot.name}: {problem}"
        for gallery in galleries
        for shot in gallery.shots
        for problem in problems_of(shot)
    ]
    assert not problems, f"{len(problems)} problems\n" + "\n".join(problems)
