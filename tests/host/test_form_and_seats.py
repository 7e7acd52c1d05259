"""Seats of a form that is not sent: who waits for seats learns when they are given back (B4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db.booking.sessions import read_programme_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.views import BookingFormView
from bot.domain.forms import BookingForm
from bot.domain.model import Audience, SessionId, Sharing
from bot.domain.refusal import Refusal
from bot.services.forms import engine
from tests.filling import Filling, Tap, pick_sessions, take_seats
from tests.host.site import Site
from tests.host.watched import Watched, hold

SEATS = 2


async def two_sessions(site: Site) -> tuple[SessionFacts, SessionFacts]:
    """Of a programme with seats for anybody."""
    programme = next(
        each
        for each in site.content.published.programmes.values()
        if Audience.TOURIST in each.audience and each.sharing is Sharing.SHARED
    )
    start = site.clock.now() + timedelta(days=14)
    first, second, *_ = await site.db.read(
        lambda connection: read_programme_sessions(
            connection, programme.id, start, start + timedelta(days=30)
        )
    )
    return first, second


async def form_with_seats(site: Site, session: SessionFacts) -> BookingFormView:
    filling = Filling(site.runner)
    started = await filling.start(site.leader, session.programme_id)
    assert isinstance(started, BookingFormView)
    assert isinstance(await filling.answer(site.leader, started.draft_id, take_seats(SEATS)), BookingFormView)
    return await answer(site, started, pick_sessions([session.id]))


async def answer(site: Site, form: BookingFormView, tap: Tap) -> BookingFormView:
    view = await Filling(site.runner).answer(site.leader, form.draft_id, tap)
    assert isinstance(view, BookingFormView), view
    return view


def freed(*sessions: SessionFacts) -> list[list[SessionId]]:
    return [[each.id] for each in sessions]


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("B4")
async def test_a_form_that_is_left_gives_its_seats_back_once(watched: Watched) -> None:
    site = watched.site
    first, _ = await two_sessions(site)
    form = await form_with_seats(site, first)
    assert await watched.taken([first]) == [SEATS]
    for _ in range(2):
        left = await site.do(site.leader, engine.leave, BookingForm, form.draft_id)
        assert not isinstance(left, Refusal)
        assert watched.freed == freed(first)
    assert await watched.taken([first]) == [0]


@pytest.mark.both_engines(long=True)
async def test_seats_that_a_form_exchanges_are_told_of_once_the_others_are_taken(watched: Watched) -> None:
    site = watched.site
    first, second = await two_sessions(site)
    form = await form_with_seats(site, first)
    await answer(site, form, pick_sessions([second.id]))
    assert await watched.taken([first, second]) == [0, SEATS]
    assert watched.freed == freed(first)


@pytest.mark.both_engines(long=True)
async def test_a_hold_that_ends_for_another_gives_back_all_its_seats(watched: Watched) -> None:
    """Of both sessions that it had, though the other person takes a seat in one of them only."""
    site = watched.site
    first, second = await two_sessions(site)
    await hold(watched, first, second)
    site.clock.move(timedelta(minutes=16))
    filling = Filling(site.runner)
    started = await filling.start(site.coordinator, first.programme_id)
    assert isinstance(started, BookingFormView)
    for tap in (take_seats(SEATS), pick_sessions([first.id])):
        assert isinstance(await filling.answer(site.coordinator, started.draft_id, tap), BookingFormView)
    assert await watched.taken([first, second]) == [SEATS, 0]
    assert watched.freed == [sorted([first.id, second.id])]


async def test_going_back_to_the_calendar_gives_the_seats_back(watched: Watched) -> None:
    site = watched.site
    first, _ = await two_sessions(site)
    form = await form_with_seats(site, first)
    back = await answer(site, form, Tap("back", form.step))
    assert back.form.parts == ()
    assert await watched.taken([first]) == [0]
    assert watched.freed == freed(first)


async def test_so_does_beginning_another_form(watched: Watched) -> None:
    site = watched.site
    first, _ = await two_sessions(site)
    await form_with_seats(site, first)
    other = site.programme("tour")
    assert isinstance(await Filling(site.runner).start(site.leader, other.id), BookingFormView)
    assert watched.freed == freed(first)
