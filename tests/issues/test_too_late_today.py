"""Two hours before a session that confirms at once a tourist was told of «0 рабочих дней на подготовку»."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.booking.availability import Asking, Rules, refuse_time
from bot.domain.limits import Limits
from bot.domain.model import Audience, Party
from bot.ui.refusals import refusal_text
from bot.ui.translator import languages, translator_for
from tests.screens.showroom import NOW, Showroom


@pytest.mark.parametrize("language", [each.code for each in languages()])
def test_too_late_for_today_is_said_without_working_days(room: Showroom, language: str) -> None:
    programme = room.programme("warm-trace", "class")
    site = room.catalogue.site_of(programme)
    session = room.session(programme, NOW.date())
    rules = Rules(programme, site.timezone, room.calendars[site.id], Limits())
    asking = Asking(Party(0, 2), Audience.TOURIST, session.starts_at - timedelta(minutes=30))
    refusal = refuse_time(rules, asking, session)
    assert refusal is not None
    text = str(refusal_text(refusal, translator_for(language)))
    assert "0 рабочих" not in text
    assert "0 working" not in text
