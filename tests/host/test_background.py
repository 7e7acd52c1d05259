"""What helps to decide stands on a request's card, and nothing where there is nothing to say (E12)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.desk.views import RequestView
from bot.domain.model import VisitStatus
from bot.services.desk import requests
from bot.ui.host.requests import request_card
from bot.ui.screen import MOST_CHARACTERS
from bot.ui.translator import translator_for
from tests.host.site import Site

pytestmark = pytest.mark.both_engines(long=True)


async def card_of(site: Site, booking: Booking, language: str = "ru") -> str:
    view = await site.do(site.owner, requests.show_request, booking.id, site.id)
    assert isinstance(view, RequestView)
    text = request_card(view, translator_for(language)).text
    assert len(text) <= MOST_CHARACTERS
    return unescape(text).replace("\u00a0", " ")


async def on_one_day(site: Site) -> tuple[SessionFacts, SessionFacts]:
    """Two sessions of a day, one after the other."""
    found = [
        each
        for code in ("tour", "trial")
        for each in await site.sessions(site.programme(code).id, after=timedelta(days=14))
    ]
    found.sort(key=lambda each: each.starts_at)
    for one, next_one in pairwise(found):
        if one.starts_at.date() == next_one.starts_at.date() and one.starts_at < next_one.starts_at:
            return one, next_one
    raise AssertionError("no day has two sessions")


@pytest.mark.shows("E12")
async def test_a_request_tells_what_helps_to_decide(site: Site) -> None:
    school = await site.school()
    tours = await site.sessions(site.programme("tour").id, after=timedelta(days=3))
    for tour, status in zip(
        tours, (VisitStatus.ARRIVED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW), strict=False
    ):
        await site.book(tour, status=status, school=school, grade=9)
    site.clock.move_to(tours[2].ends_at + timedelta(hours=1))
    earlier, later = await on_one_day(site)
    booking = await site.book(later, school=school)
    told = await card_of(site, booking)
    assert "Школа у вас с сентября 2025: посещений 2, не приехали 1" in told
    assert "параллель" not in told
    assert "До них" not in told
    assert "После них" not in told
    other = await site.book(earlier, school=school, children=8)
    cancelled = (await site.sessions(site.programme("tour").id, after=timedelta(days=25)))[0]
    await site.book(cancelled, status=VisitStatus.CANCELLED, school=school)
    told = await card_of(site, booking)
    assert told.count("К-") == 2, "its own number and that of the other class"
    assert "Эта параллель уже записана: ⏳ К-0005 · 7 Б · " in told
    begins = earlier.starts_at.astimezone(ZoneInfo(site.card.timezone))
    assert f"До них: {begins:%H:%M}–" in told
    assert "7 Б, 8 + 1" in told
    assert "После них" not in told
    told = await card_of(site, other, "en")
    assert "The same grade is already booked: ⏳ K-0004" in told
    assert "After them: " in told
    # Decided, it is a card of what will be, and not of what to consider.
    await site.do(site.owner, requests.confirm_request, booking.id, site.id)
    assert "параллель" not in await card_of(site, booking)


@pytest.mark.shows("E12")
async def test_a_request_with_nothing_to_say_says_nothing(site: Site) -> None:
    told = await card_of(site, await site.book(await site.tour(), school=await site.school()))
    assert not [each for each in ("посещений", "параллель", "До них", "После них") if each in told]
