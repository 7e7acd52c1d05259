"""A screen where somebody must act fits one look: at most 700 characters ("How it must feel", Screen)."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.lints import LONG_MESSAGE
from tests.screens.checks import surplus_of
from tests.screens.gallery import Gallery


def test_nobody_has_to_act_under_a_long_text(galleries: Sequence[Gallery]) -> None:
    """Also with the longest names, four subgroups, and a comment as long as it may be."""
    found = [
        f"{shot.name}: {surplus} too many"
        for gallery in galleries
        for shot in gallery.shots
        if (surplus := surplus_of(shot))
    ]
    remedy = "say it in fewer words, or leave out what has a button (as_short_as_need_be, lines_within)"
    assert not found, f"{len(found)} screens over {LONG_MESSAGE} characters; {remedy}\n" + "\n".join(found)
