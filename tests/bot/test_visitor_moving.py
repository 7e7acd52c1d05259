"""Another time for a booking: the old place is lost only when the new one is had (B9)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db.tables import session
from bot.domain.model import Role
from bot.ui.visitor.callback_data import MoveTap
from tests.bot.hosts.site import data_of, host_of
from tests.bot.paths import FELTING, book_seats, moments_on, reference_on, tap_moment, tells_of, words
from tests.bot.test_visitor_waiting import book_career, plain
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("B9")
async def test_guests_move_at_once_in_four_taps(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    reference = await book_seats(world, guest, w)
    await guest.writes("/my")
    guest.reset_counts()
    await guest.tap(next(label for label in guest.buttons() if tells_of(reference, label)))
    await guest.tap(w("mine.move"))
    other = moments_on(guest)[2]
    await guest.tap(other)
    guest.sees(w("move.at_once"))
    await guest.tap(w("move.send"))
    assert guest.taps == 4
    assert reference_on(guest) == reference
    guest.sees(other)
    await guest.resend_last_tap()
    assert reference_on(guest) == reference
    # It was for one of the next days, so the site hears of it at once.
    await world.settle()
    assert any(tells_of(reference, each.text) and "перенесли" in each.text for each in host.messages)


@pytest.mark.shows("B9", "B6")
async def test_a_request_without_an_answer_asks_for_the_other_time(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host("vychegda-sheet")
    reference = await book_career(world, teacher, w)
    await world.settle()
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    moment = await tap_moment(teacher)
    await teacher.tap(w("move.send"))
    teacher.sees(moment)
    assert reference_on(teacher) == reference
    await world.settle()
    assert any(moment in each.text for each in host.messages if tells_of(reference, each.text))


@LANGUAGES
@pytest.mark.shows("B9", "K")
async def test_a_confirmed_visit_stays_until_the_site_agrees(world: World, language: str) -> None:
    w = words(language)
    ru = words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    reference = await book_career(world, teacher, w)
    await world.settle()
    await host.tap(ru("host.confirm"))
    await world.settle()
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    moment = await tap_moment(teacher)
    teacher.sees(w("move.asks"))
    await teacher.tap(w("move.ask"))
    teacher.sees(w("move.take_back"))
    await world.settle()
    host.sees(ru("host.move.grant"))
    # The card says so, and an older button asks for nothing more.
    await teacher.tap(w("sent.card"))
    teacher.sees(w("move.take_back"), moment)
    await teacher.press_data(MoveTap(booking=1).pack())
    teacher.sees(w("move.take_back"))
    # It stands among what awaits the site's answer.
    await host.writes("/desk")
    await host.tap(ru("host.desk.queue", n=1))
    await host.tap(host.buttons()[0])
    host.sees(ru("host.move.grant"))
    await host.tap(ru("host.move.grant"))
    await world.settle()
    teacher.sees(plain(w("offer.ended.taken.move", reference="")).split(" ")[-1])
    await teacher.tap(w("sent.card"))
    teacher.sees(moment)
    assert tells_of(reference, teacher.last.text)


@pytest.mark.shows("B9")
async def test_a_site_that_does_not_agree_leaves_the_booking_as_it_was(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    host = await world.host("vychegda-sheet")
    await book_career(world, teacher, w)
    await world.settle()
    await host.tap(w("host.confirm"))
    await world.settle()
    await teacher.tap(w("sent.card"))
    before = next(line for line in teacher.last.text.splitlines() if "10:00" in line)
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.tap(w("move.ask"))
    await world.settle()
    await host.tap(w("host.move.refuse"))
    await world.settle()
    teacher.sees("прежняя запись остаётся")
    await teacher.tap(w("sent.card"))
    teacher.sees(before)


@LANGUAGES
@pytest.mark.shows("B9", "E3", "K")
async def test_what_was_asked_is_taken_back_or_lapses_and_the_visit_stays(
    world: World, language: str
) -> None:
    """Both sides see how it ended, the site is reminded when its answer is due, and the seats of the other
    time are free again."""
    w, ru = words(language), words("ru")
    teacher = world.person("Анна", language_code=language)
    host = await world.host("vychegda-sheet")
    reference = await book_career(world, teacher, w)
    await host.tap(ru("host.confirm"))
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.tap(w("move.ask"))
    teacher.sees(w("move.asked.what_next", until="").split(",")[0])
    assert await taken(world) == [18, 18]
    request, grant = host.last, data_of(host, ru("host.move.grant"))
    await host.waits()
    teacher.reset_counts()
    await teacher.tap(w("move.take_back"))
    assert (teacher.taps, teacher.typed) == (1, 0)
    named = w.t.reference(reference)
    teacher.sees(plain(w("offer.ended.declined.move", reference=named)))
    assert await taken(world) == [18]
    host.sees(ru("host.move.ended.declined", reference=reference))
    # The answer comes too late, and a second tap changes nothing.
    await host.press_data(grant, request)
    await teacher.resend_last_tap()
    assert await taken(world) == [18]
    # Asked once more, and not answered: Thursday at 17:00 it is due, Friday at 17:00 it is over.
    await teacher.tap(w("sent.card"))
    await teacher.tap(w("mine.move"))
    await tap_moment(teacher)
    await teacher.tap(w("move.ask"))
    asked = host.last
    await host.waits()
    await world.skip_to(datetime(2026, 11, 26, 14, 1, tzinfo=UTC))
    host.sees(ru("host.move.late", reference=reference), ru("host.move.grant"))
    reminder = host.last
    assert await taken(world) == [18, 18]
    await teacher.waits()
    await host.waits()
    await world.skip_to(datetime(2026, 11, 27, 14, 1, tzinfo=UTC))
    teacher.sees(plain(w("offer.ended.lapsed.move", reference=named)), w("sent.card"))
    assert await taken(world) == [18]
    shown = {each.message_id: each for each in host.messages}
    for each in (asked, reminder):
        assert ru("host.move.ended.lapsed", reference=reference) in shown[each.message_id].text
        assert ru("host.move.grant") not in shown[each.message_id].labels
    await teacher.tap(w("sent.card"))
    teacher.sees(w("mine.move"), "10:00")


async def taken(world: World) -> list[int]:
    """Seats of the sessions in which there is anybody."""
    found = select(session.c.taken).where(session.c.taken > 0).order_by(session.c.starts_at)
    return list(await world.db.read(lambda connection: connection.execute(found).scalars()))
