"""A booking of several visits was told by its first: a closed subgroup sent the whole class home.

The other dates were for the whole class, too, and when the leader cancelled the rest, who had done what and
why was mixed up on both sides.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import class_card
from bot.domain.model import Role, VisitStatus
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with
from tests.bot.paths import PAPER_MILL, Words, book_class, open_programme, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])

pytestmark = pytest.mark.shows("B7", "B13")


async def two_subgroups(world: World, w: Words, language: str) -> tuple[Person, Person, str]:
    """Teacher, owner and reference of a confirmed class of 18 + 2 and 9 + 1."""
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    return teacher, owner, reference


async def close(world: World, owner: Person, teacher: Person, which: int) -> None:
    visit = (await booking_of(world, teacher)).visits[which]
    await owner.press_data(f"hc:{visit.session_id}:close:quarantine")
    await teacher.waits()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def open_card(teacher: Person, reference: str) -> str:
    await teacher.writes("/my")
    listed = plain(teacher.last.text)
    await teacher.tap(label_with(teacher, reference))
    return listed


@LANGUAGES
async def test_who_still_comes_is_told_so(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 1)
    told = plain(teacher.last.text)
    assert w("message.closed.all") not in told
    assert tells_of(reference, told)
    for piece in ("13:30", "9 + 1", w("message.closed.part"), "10:00", "18 + 2"):
        assert piece in told, told
    assert told.index("13:30") < told.index(w("message.closed.part")) < told.index("10:00")
    # Seats are kept for those without a place, and for nobody else.
    assert teacher.buttons()[0].startswith(w("offer.take", when=""))
    await open_card(teacher, reference)
    card = plain(teacher.last.text)
    (fallen,) = [line for line in card.splitlines() if "13:30" in line]
    assert w("status.cancelled_by_host") in fallen
    assert w("reason.quarantine") in fallen
    assert w("status.confirmed") in card.splitlines()[0]


@LANGUAGES
async def test_the_half_that_stands_is_the_one_in_the_list(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 0)
    listed = await open_card(teacher, reference)
    assert "13:30" in listed
    assert "10:00" not in listed
    await teacher.tap(w("mine.cancel"))
    assert "13:30" in teacher.last.text


@LANGUAGES
async def test_another_date_is_for_those_without_a_place(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 1)
    await teacher.tap(teacher.buttons()[0])
    assert "9 + 1" in plain(teacher.last.text)
    rest = await booking_of(world, teacher)
    assert [(each.children, each.adults) for each in rest.visits] == [(9, 1)]
    assert rest.reference != reference
    cards = await world.db.read(lambda c: c.execute(select(class_card.c.children, class_card.c.adults)).all())
    assert [tuple(each) for each in cards] == [(27, 3)], "the class is as large as it was"
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    teacher.sees("27 + 3")


@LANGUAGES
async def test_where_nothing_stands_the_whole_class_is_offered_a_date(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, _ = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 0)
    await close(world, owner, teacher, 1)
    assert w("message.closed.all") in teacher.last.text
    assert w("message.instead") in teacher.last.text
    await teacher.tap(w("message.other_day"))
    assert "27 + 3" in plain(teacher.last.text)


@LANGUAGES
async def test_who_called_off_what_and_why(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 1)
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.no_bus"))
    for _ in range(2):
        lines = plain(teacher.last.text).splitlines()
        assert w("status.called_off") in lines[0]
        (own,) = [line for line in lines if "10:00" in line]
        (theirs,) = [line for line in lines if "13:30" in line]
        assert w("status.cancelled") in own
        assert w("reason.no_bus") in own
        assert w("status.cancelled_by_host") in theirs
        assert w("reason.quarantine") in theirs
        assert teacher.alert is None or w("refusal.already_over") not in teacher.alert.text
        await teacher.resend_last_tap()
    booking = await booking_of(world, teacher)
    assert [each.status for each in booking.visits] == [VisitStatus.CANCELLED, VisitStatus.CANCELLED_BY_HOST]
    await owner.press_data(f"hr:{booking.id}:{booking.first.site_id}:show:")
    seen = plain(owner.last.text)
    assert w("host.state.called_off") in seen
    of_ten, of_half_past_one = seen.index("10:00"), seen.index("13:30")
    assert of_ten < seen.index(w("host.state.cancelled", reason=w("reason.no_bus"))) < of_half_past_one
    assert seen.index(w("reason.quarantine")) > of_half_past_one
    assert teacher.user.first_name not in seen[of_half_past_one:].split("\n")[1]


def now(person: Person, message: ShownMessage) -> ShownMessage:
    return next(each for each in person.messages if each.message_id == message.message_id)


@LANGUAGES
async def test_the_first_no_knows_of_the_second(world: World, language: str) -> None:
    """It went on saying that the rest stands, and kept its buttons, when the rest was closed days later."""
    w = words(language)
    teacher, owner, _ = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 0)
    first = teacher.last
    take = data_of(teacher, w("offer.take", when=""), first)
    assert w("message.closed.part") in first.text
    await world.move(timedelta(days=2))
    await close(world, owner, teacher, 1)
    assert teacher.last.message_id != first.message_id
    told = now(teacher, first)
    assert w("message.closed.part") not in told.text
    assert w("message.closed.all") in told.text
    assert told.labels == teacher.last.labels, "both offer the same"
    # The whole site is lost by now, and so the old button names none of its days.
    await teacher.press_data(take, told)
    assert teacher.alert is not None
    assert teacher.alert.text == w("refusal.offer_ended")


@LANGUAGES
async def test_the_no_knows_that_the_rest_was_cancelled(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, reference = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 0)
    first = teacher.last
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.no_bus"))
    await teacher.waits()
    assert w("message.closed.part") not in now(teacher, first).text


@LANGUAGES
async def test_the_no_names_the_new_time_of_the_rest(world: World, language: str) -> None:
    w = words(language)
    teacher, owner, _ = await two_subgroups(world, w, language)
    await close(world, owner, teacher, 0)
    first = teacher.last
    assert "14:10" not in first.text
    rest = (await booking_of(world, teacher)).visits[1]
    await owner.press_data(f"hc:{rest.session_id}:show:")
    await owner.tap(w("host.change.clock"))
    await owner.writes("14:10")
    await owner.tap(w("host.change.agree_and_tell"))
    await teacher.waits()
    assert "14:10" in now(teacher, first).text
