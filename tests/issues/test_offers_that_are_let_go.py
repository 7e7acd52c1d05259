"""The only one who waited was told that the seats had gone on to others, was offered the same seats again day
after day, twelve times, and heard in the end that no place had come free. Seats kept for whom nobody stands
behind had "gone on", too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import offer, offer_part, session, waiting
from bot.domain.model import OfferState, WaitState
from tests.bot.paths import is_moment, reference_on, tells_of, words
from tests.bot.test_offers_edges import is_sound, offered
from tests.bot.test_visitor_waiting import (
    book_career,
    cancel,
    join,
    plain,
    take_button,
)
from tests.bot.world import World


async def _offers(world: World) -> list[OfferState]:
    return await world.db.read(
        lambda c: list(c.execute(select(offer.c.state).order_by(offer.c.id)).scalars())
    )


@pytest.mark.both_engines
@pytest.mark.shows("B12", "K")
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_what_nobody_takes_is_free_again_and_is_offered_once(world: World, language: str) -> None:
    w = words(language)
    first, second = (world.person(name, language_code=language) for name in ("Анна", "Игорь"))
    await book_career(world, first, w)
    await join(world, second, w)
    await cancel(first, w)
    await world.settle()
    second.sees(w("offer.then.waiting"))
    await world.move(timedelta(hours=4, minutes=1))
    second.sees(plain(w("offer.ended.lapsed.free", site="")).rstrip(": "), w("offer.waits_on.free"))
    second.does_not_see(plain(w("offer.ended.lapsed.passed", site="")).rstrip(": "))
    lapsed = second.last
    monday = world.clock.now()
    for hours in (12, 24, 25, 36):
        await world.skip_to(monday + timedelta(hours=hours))
    assert await _offers(world) == [OfferState.LAPSED]
    # The button books it, with the party that waited.
    await second.tap(next(each for each in second.buttons(lapsed) if is_moment(each)), message=lapsed)
    second.sees(w("summary.title"), "15")
    await second.tap(w("summary.send"))
    assert reference_on(second)
    assert (
        await world.db.read(lambda c: c.execute(select(waiting.c.state)).scalar_one())
    ) is WaitState.BOOKED
    await is_sound(world)


@pytest.mark.shows("B12", "K")
async def test_the_end_of_a_wait_says_that_seats_were_offered(world: World) -> None:
    w = words("ru")
    first, second = world.person("Анна"), world.person("Игорь")
    await book_career(world, first, w)
    await join(world, second, w)
    await cancel(first, w)
    await world.settle()
    second.reset_counts()
    begins = await world.db.read(
        lambda c: c.execute(
            select(session.c.starts_at).join(offer_part, offer_part.c.session_id == session.c.id)
        ).scalar_one()
    )
    while world.clock.now() < begins:
        await world.skip_to(world.clock.now() + timedelta(hours=12))
    assert await _offers(world) == [OfferState.LAPSED]
    second.sees(plain(w("waiting.over.offered", site="")).rstrip(": "))
    second.does_not_see(plain(w("waiting.over", site="")).rstrip(": "))


@pytest.mark.shows("B12", "K")
async def test_a_place_that_was_booked_and_came_free_anew_is_offered_once_more(world: World) -> None:
    w = words("ru")
    second, third = await offered(world, w)
    await world.move(timedelta(hours=4, minutes=1))
    second.sees(plain(w("offer.ended.lapsed.passed", site="")).rstrip(": "), w("offer.waits_on"))
    # The next in line takes it; days later they cannot come, and it is a new opening.
    await third.tap(take_button(third, w))
    reference = reference_on(third)
    await world.skip_to(world.clock.now() + timedelta(days=2))
    await third.writes("/my")
    await third.tap(next(label for label in third.buttons() if tells_of(reference, label)))
    await third.tap(w("mine.cancel_request"))
    await third.tap(w("cancel.illness"))
    await world.settle()
    assert await _offers(world) == [OfferState.LAPSED, OfferState.TAKEN, OfferState.LIVE]
    second.sees(w("offer.why.waiting", site=""))
    for _ in range(4):
        await world.skip_to(world.clock.now() + timedelta(days=1))
    assert await _offers(world) == [OfferState.LAPSED, OfferState.TAKEN, OfferState.LAPSED]
