"""However much a leader wrote, the request stays short enough to act on, and what was typed stays text."""

from __future__ import annotations

from html import unescape

import pytest

from bot.domain.desk.views import RequestView
from bot.services.desk import requests
from bot.ui.host.requests import request_card
from bot.ui.screen import MOST_CHARACTERS
from bot.ui.translator import translator_for
from tests.host.site import Site

pytestmark = pytest.mark.both_engines(long=True)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E2")
async def test_a_long_comment_is_cut_before_anything_else(site: Site, language: str) -> None:
    comment = "Просим показать <b>пресс</b> & сушку. " * 8
    booking = await site.book(
        await site.tour(), children=15, adults=2, foreign=2, wheelchairs=1, comment=comment[:300]
    )
    view = await site.do(site.owner, requests.show_request, booking.id, site.id)
    assert isinstance(view, RequestView)
    text = request_card(view, translator_for(language)).text
    assert len(text) <= MOST_CHARACTERS
    assert "<b>пресс" not in text
    said = unescape(text).replace("\u00a0", " ")
    for needed in ("0001", "15", "2", "+7 000 000-00-01"):
        assert needed in said
    due = translator_for(language).label("host.due", moment="").split("{")[0].strip(" .")
    assert due in text
