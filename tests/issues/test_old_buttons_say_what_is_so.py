"""An older «Нас будет 31 + 4» said that the request was closed; «Передать коллеге» on a card whose visit was
over spoke of cancelling. And numbers that were typed too late were «not understood», with a raw phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from bot.domain.refusal import Reason, Refusal
from bot.ui.refusals import refusal_text
from bot.ui.translator import translator_for
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import book_class, book_seats, words
from tests.bot.test_visitor_numbers import PLUS, confirmed, counts
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("B8")
async def test_an_older_button_of_numbers_does_what_it_says(world: World, language: str) -> None:
    w = words(language)
    teacher, _, _ = await confirmed(world, w, language)
    await teacher.writes("31 ребенок и 4 взрослых" if language == "ru" else "31 children and 4 adults")
    question = teacher.last
    label = w("numbers.meant", counts=f"31{PLUS}4")
    await teacher.writes("/my")
    await teacher.tap(label, message=question)
    teacher.sees(w("numbers.changed", counts=f"31{PLUS}4"))
    assert (await counts(world, teacher))[:2] == (31, 4)
    # A question that was answered shows how it stands, and does nothing again.
    await teacher.writes("30 + 4")
    answered = teacher.last
    later = data_of(teacher, w("numbers.meant", counts=f"30{PLUS}4"), answered)
    await teacher.press_data(later)
    assert (await counts(world, teacher))[:2] == (30, 4)
    await teacher.tap(label, message=question)
    assert (await counts(world, teacher))[:2] == (31, 4)
    await teacher.press_data(later)
    assert (await counts(world, teacher))[:2] == (31, 4)
    teacher.does_not_see(w("refusal.draft_closed"))
    await world.move_to((await booking_of(world, teacher)).first.starts_at - timedelta(hours=1))
    await teacher.tap(label, message=question)
    teacher.sees(w("refusal.numbers_closed", phone="+7").split("+7")[0])
    assert (await counts(world, teacher))[:2] == (31, 4)


@LANGUAGES
@pytest.mark.shows("A8")
async def test_what_is_too_late_to_hand_over_is_not_called_cancelling(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await owner.tap(words("ru")("host.confirm"))
    await teacher.tap(w("sent.card"))
    card = teacher.last
    await teacher.tap(w("handover.button"))
    link = next(x.rpartition("?start=")[2] for x in teacher.last.text.splitlines() if "?start=h_" in x)
    await world.move_to((await booking_of(world, teacher)).visits[-1].ends_at + timedelta(hours=1))
    await teacher.tap(w("handover.button"), message=card)
    teacher.sees(w("refusal.already_over.giving"))
    igor = world.person("Игорь", language_code=language)
    await igor.start(link)
    igor.does_not_see(w("refusal.already_over"))


@LANGUAGES
@pytest.mark.parametrize("typed", ["28+4", "нас будет 28 детей", "нас будет 28"])
@pytest.mark.shows("B8")
async def test_numbers_typed_too_late_are_understood(world: World, typed: str, language: str) -> None:
    w = words(language)
    teacher, _, _ = await confirmed(world, w, language)
    start = (await booking_of(world, teacher)).first.starts_at
    await world.move_to(start - timedelta(hours=15))
    await teacher.writes(typed)
    teacher.sees(w("refusal.numbers_closed", phone="+7").split("+7")[0], "+7 000 000-01-01")
    teacher.does_not_see(w("day.coming"))
    await world.move_to(start - timedelta(minutes=90))
    await teacher.writes(typed)
    await teacher.tap(w("day.coming"))
    teacher.sees(w("day.coming_title"))


@pytest.mark.shows("B8")
async def test_a_family_that_booked_for_tomorrow_is_told_too(world: World) -> None:
    w = words("ru")
    guest = world.person("Марина")
    await book_seats(world, guest, w)
    start = (await booking_of(world, guest)).first.starts_at
    await world.move_to(start - timedelta(hours=12))
    await guest.writes("нас будет 6")
    guest.sees(w("refusal.numbers_closed", phone="+7").split("+7")[0])
    await guest.tap(w("sent.card"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_phone_reads_the_same_everywhere(language: str) -> None:
    why = Refusal(Reason.NUMBERS_CLOSED, {"phone": "+78212241234"})
    assert "+7 821 224-12-34" in refusal_text(why, translator_for(language)).replace("\u00a0", " ")
