"""The summary cut what matters to a wheelchair: «без ступеней; галер…» hid 28 steps without a lift."""

from __future__ import annotations

import pytest

from bot.ui.translator import translator_for
from bot.ui.visitor.booking.form import ACCESS_SHOWN
from tests.screens.showroom import Showroom


@pytest.mark.parametrize("language", ["ru", "en"])
def test_each_site_says_all_about_its_steps(room: Showroom, language: str) -> None:
    t = translator_for(language)
    for site in room.sites:
        assert len(t.content(site.access_text)) <= ACCESS_SHOWN
