"""A message that was about a move said «№ — теперь ведёт коллега» to whoever handed the booking over; and a
class in subgroups was offered to a colleague with the time of the first one only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from bot.ui.formats.dates import moments_label
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import PAPER_MILL, become_known, book_class, tap_moment, words
from tests.bot.test_visitor_handover import hand_over
from tests.bot.test_visitor_waiting import book_career
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("A8", "B9")
async def test_a_move_of_a_booking_that_was_handed_over_keeps_its_number(world: World, language: str) -> None:
    w, ru = words(language), words("ru")
    anna = world.person("Анна", language_code=language)
    host = await world.host(PAPER_MILL)
    reference = await book_career(world, anna, w)
    await world.settle()
    await host.tap(ru("host.confirm"))
    await world.settle()
    await anna.tap(w("sent.card"))
    await anna.tap(w("mine.move"))
    await tap_moment(anna)
    await anna.tap(w("move.ask"))
    await world.settle()
    await host.tap(ru("host.move.grant"))
    await world.settle()
    granted = anna.last.message_id
    igor = world.person("Игорь", language_code=language)
    await igor.start(await hand_over(anna, w))
    await igor.tap(w("handover.take"))
    await become_known(igor, w, name="Игорь Павлович")
    await world.settle()
    await anna.tap(w("handover.confirm"))
    await world.settle()
    texts = [each.text for each in anna.messages if each.from_bot]
    assert not [each for each in texts if "№ — " in each or "No. — " in each]
    moved = next(each for each in anna.messages if each.message_id == granted)
    assert moved.text.startswith(w("handover.copy", reference=w.t.reference(reference)))


@LANGUAGES
@pytest.mark.shows("A8", "B4")
async def test_a_class_in_subgroups_is_handed_over_with_all_its_times(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    anna, igor = (world.person(each, language_code=language) for each in ("Анна", "Игорь"))
    await book_class(world, anna, w)
    await owner.tap(words("ru")("host.confirm"))
    booking = await booking_of(world, anna)
    assert len(booking.visits) == 2
    both = moments_label([each.starts_at for each in booking.visits], "Europe/Moscow", w.t)
    link = await hand_over(anna, w)
    anna.sees(both)
    await igor.start(link)
    igor.sees(both)
    # While a subgroup is there already, what is left is handed over.
    await world.move_to(booking.visits[0].ends_at + timedelta(minutes=5))
    await igor.start(link)
    igor.does_not_see(both)
