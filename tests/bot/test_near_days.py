"""A class that no single day can take: subgroups on near days, one booking (B13)."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.booking.booking import Visit
from bot.domain.model import Role, VisitStatus
from bot.ui.formats.dates import moment_label
from sandbox.people import Person
from tests.bot.calendars import read_calendar
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.papers import content_of, files, open_papers
from tests.bot.paths import (
    become_known,
    describe_class,
    moments_on,
    open_programme,
    reference_on,
    tap_moment,
    words,
)
from tests.bot.world import World
from tests.issues.test_booking_of_several_visits import open_card

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
TRIALS = "sloist"
"""One session of ten places on Wednesday, and one on Friday."""
MOSCOW = ZoneInfo("Europe/Moscow")


async def asked(world: World, language: str = "ru", *, text: str = "8 Б, 15 + 2, младшему 14") -> Person:
    """A class of 15 at a job trial for ten, at the question of the day."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await open_programme(world, teacher, TRIALS, "trial")
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=text)
    return teacher


async def confirmed(world: World, language: str = "ru") -> tuple[Person, Person, str]:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=TRIALS, language=language)
    teacher = await asked(world, language)
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    await owner.tap(w("host.confirm"))
    await world.settle()
    return teacher, owner, reference


def days_of(visits: tuple[Visit, ...]) -> list[date]:
    return [each.starts_at.astimezone(MOSCOW).date() for each in visits]


@LANGUAGES
@pytest.mark.shows("B13")
async def test_two_days_one_request_one_answer(world: World, language: str) -> None:
    w = words(language)
    teacher = await asked(world, language)
    teacher.sees(w("form.divided_days"))
    first = moments_on(teacher)[0]
    assert first.count("11:00") == 2, "both moments stand on the button"
    await teacher.tap(w("form.other_day"))
    await teacher.writes("9.12")
    await become_known(teacher, w)
    for day in ("9", "11"):
        assert f"{day} " in teacher.last.text
    owner = await host_of(world, "Ольга", Role.OWNER, slug=TRIALS, language=language)
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    booking = await booking_of(world, teacher)
    assert days_of(booking.visits) == [date(2026, 12, 9), date(2026, 12, 11)]
    assert [(each.children, each.adults) for each in booking.visits] == [(8, 1), (7, 1)]
    assert len({each.code for each in booking.visits}) == 2
    notice = owner.last.text
    assert notice.count("11:00") == 2
    await owner.tap(w("host.confirm"))
    assert {each.status for each in (await booking_of(world, teacher)).visits} == {VisitStatus.CONFIRMED}
    await world.settle()
    assert teacher.last.text.count("11:00") == 2, "the confirmation has both"
    await open_papers(teacher, reference, language)
    await teacher.tap(w("papers.kind.calendar"))
    _, entries = read_calendar(content_of(world, files(teacher, ".ics")[-1]))
    assert len(entries) == 2


@pytest.mark.shows("B13", "B8", "B9")
async def test_numbers_and_time_change_as_of_any_booking(world: World) -> None:
    w = words("ru")
    teacher, owner, reference = await confirmed(world)
    before = await booking_of(world, teacher)
    await open_card(teacher, reference)
    await teacher.tap(w("numbers.change"))
    await teacher.writes("16 + 2")
    booking = await booking_of(world, teacher)
    assert [(each.children, each.adults) for each in booking.visits] == [(8, 1), (8, 1)]
    await open_card(teacher, reference)
    await teacher.tap(w("mine.move"))
    moment = moments_on(teacher)[0]
    assert moment.count("11:00") == 2
    await teacher.tap(moment)
    await teacher.tap(w("move.ask"))
    await world.settle()
    assert owner.last.text.count("11:00") == 4, "from which two moments to which"
    await owner.tap(w("host.move.grant"))
    await world.settle()
    after = await booking_of(world, teacher)
    assert [each.id for each in after.visits] == [each.id for each in before.visits]
    assert days_of(after.visits) != days_of(before.visits)
    assert {each.status for each in after.visits} == {VisitStatus.CONFIRMED}


@pytest.mark.shows("B13", "B11")
async def test_each_day_has_its_own_reminders_frost_and_end(world: World) -> None:
    """The eve tells of one day; frost calls off that day only; the other is cancelled by itself."""
    w = words("ru")
    teacher, owner, reference = await confirmed(world)
    first, second = (await booking_of(world, teacher)).visits
    await world.skip_to(first.starts_at - timedelta(days=1, hours=1))
    seen = len(teacher.messages)
    await world.move_to(first.starts_at - timedelta(hours=3))
    new = [each.text for each in teacher.messages[seen:] if each.from_bot]
    eve = next(text for text in new if first.code in text)
    assert second.code not in eve
    await teacher.tap(w("message.frost.stays"))
    first, second = (await booking_of(world, teacher)).visits
    assert (first.status, second.status) == (VisitStatus.CANCELLED, VisitStatus.CONFIRMED)
    await world.settle()
    told = [each.text for each in owner.messages if w("host.cancelled.free") in each.text]
    assert len(told) == 1
    assert moment_label(first.starts_at, "Europe/Moscow", w.t) in told[0]
    assert moment_label(second.starts_at, "Europe/Moscow", w.t) not in told[0]
    await open_card(teacher, reference)
    teacher.sees(second.code, w("mine.cancel"))
    await world.move_to(second.starts_at - timedelta(hours=16))
    assert second.code in "".join(each.text for each in teacher.messages[-3:] if each.from_bot)
    await open_card(teacher, reference)
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.quarantine"))
    await world.settle()
    told = [each.text for each in owner.messages if w("host.cancelled.free") in each.text]
    assert len(told) == 2, "the site hears of the second as well"
    assert {each.status for each in (await booking_of(world, teacher)).visits} == {VisitStatus.CANCELLED}
