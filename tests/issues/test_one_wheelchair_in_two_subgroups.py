"""One wheelchair of a class in two subgroups stood under both, so the gate expected two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.desk.views import DayEntry, DayView
from bot.domain.model import Role, VisitId
from bot.ui.host.day import day_text
from bot.ui.translator import translator_for
from tests.screens.of_bookings import DAY
from tests.screens.showroom import Showroom, booking_of, visit_to


@pytest.mark.parametrize("language", ["ru", "en"])
def test_needs_of_a_class_are_of_all_its_subgroups_together(room: Showroom, language: str) -> None:
    t = translator_for(language)
    site = room.sites[0]
    programme = site.programmes[0]
    first = visit_to(room.session(programme, DAY))
    whole = booking_of(first)
    whole = replace(whole, party=replace(whole.party, wheelchairs=1, foreign=0))
    split = replace(whole, visits=(first, replace(first, id=VisitId(2), position=1)))
    alone = t.html("host.day.special", needs=t.count("count.wheelchairs", 1))
    shared = t.html("host.day.special_of_all", needs=t.count("count.wheelchairs", 1))
    for booking, expected, not_expected in ((whole, alone, shared), (split, shared, alone)):
        entries = tuple(DayEntry(booking, visit, programme) for visit in booking.visits)
        text = day_text(DayView(site, DAY, DAY, Role.STAFF, entries), t)
        assert expected in text
        assert not_expected not in text
