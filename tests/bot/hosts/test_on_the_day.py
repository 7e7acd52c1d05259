"""The day of the visit: what the leader says, and who sees it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.tables import audit, outbox
from bot.domain.model import DayWord, Role, VisitStatus
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of, label_with
from tests.bot.paths import book_class, tells_of, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
W = words("ru")


async def class_of_today(world: World, owner: Person, *, minutes: int = -50, language: str = "ru") -> Person:
    """A teacher with the card of a confirmed visit, so many minutes after its start."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await owner.tap(words(owner.user.language_code or "ru")("host.confirm"))
    await go_to_start(world, teacher, minutes=minutes)
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    return teacher


def told(person: Person, time: str = "10:00") -> list[ShownMessage]:
    """What was passed on to somebody of the site: newest state of each message."""
    title = W("host.said.title", who="", time=time)
    first = [(each, each.text.splitlines()[0]) for each in person.messages if each.from_bot]
    return [each for each, line in first if line.endswith(title) or f"{title} и " in line]


async def said_of(world: World, person: Person) -> list[tuple[DayWord | None, int | None]]:
    return [(each.said, each.coming) for each in (await booking_of(world, person)).visits]


async def logged(world: World) -> list[dict[str, object]]:
    asked = select(audit.c.details).where(audit.c.action == "visit.said").order_by(audit.c.id)
    return [dict(each) for each in await world.db.read(lambda c: c.execute(asked).scalars().all())]


@LANGUAGES
@pytest.mark.shows("B16")
async def test_everybody_at_the_site_sees_at_once_what_the_leader_says(world: World, language: str) -> None:
    w = words(language)
    people = [
        await host_of(world, name, role)
        for name, role in (
            ("Ольга", Role.OWNER),
            ("Пётр", Role.STAFF),
            ("Гуля", Role.GUIDE),
            ("Семён", Role.GUARD),
        )
    ]
    teacher = await class_of_today(world, people[0], language=language)
    await teacher.tap(w("day.on_way"))
    teacher.sees(w("day.said.on_way", time="09:10"))
    assert teacher.alert is not None
    assert teacher.alert.text == w("day.told")
    for person in people:
        assert [W("host.said.on_way", time="09:10") in each.text for each in told(person)] == [True]
    await teacher.tap(w("day.late"))
    await teacher.tap(w("day.late_by", n=20))
    teacher.sees(w("day.said.late", time="10:20"))
    for person in people:
        assert [W("host.said.late", n=20, time="10:20") in each.text for each in told(person)] == [True]
    guard = people[-1]
    await guard.tap(W("host.to_day"), message=told(guard)[0])
    guard.sees(W("host.said.late", n=20, time="10:20"))
    await guard.tap(label_with(guard, "7 Б"))
    guard.sees(W("host.said.late", n=20, time="10:20"))
    await guard.tap(label_with(guard, W("host.gate.all", n=20)))
    guard.does_not_see(W("host.said.late", n=20, time="10:20"))
    assert await logged(world) == [{"said": "on_way", "coming": None}, {"said": "late_20", "coming": None}]


@LANGUAGES
@pytest.mark.shows("B16")
async def test_a_word_said_twice_is_said_once(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, language=language)
    await teacher.tap(w("day.on_way"))
    before = len(owner.messages)
    await teacher.resend_last_tap()
    await world.move(timedelta(minutes=3))
    await teacher.tap(w("day.on_way"))
    assert w("day.said.on_way", time="09:10") in teacher.last.text
    assert len(owner.messages) == before
    assert len(await logged(world)) == 1


@LANGUAGES
@pytest.mark.shows("B16")
async def test_who_is_late_in_the_morning_is_not_late_in_the_afternoon(world: World, language: str) -> None:
    """Two subgroups on one day: the word is about the one that is next, and each has a message of its own."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await class_of_today(world, owner, language=language)
    first, second = (await booking_of(world, teacher)).visits
    await teacher.tap(w("day.late"))
    await teacher.tap(w("day.late_by", n=30))
    assert await said_of(world, teacher) == [(DayWord.LATE_30, None), (None, None)]
    await owner.press_data(f"hv:{second.id}:show")
    assert W("host.said.late", n=30, time="10:30") not in owner.last.text
    await owner.press_data(f"hv:{first.id}:all")
    await world.move_to(second.starts_at - timedelta(minutes=20))
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, (await booking_of(world, teacher)).reference))
    await teacher.tap(w("day.on_way"))
    (morning,), (afternoon,) = told(guard), told(guard, "13:30")
    assert W("host.said.late", n=30, time="10:30") in morning.text
    assert W("host.said.on_way", time="13:10") in afternoon.text
    rows = select(outbox.c.stale_at).where(outbox.c.kind == "visit.said.host").order_by(outbox.c.id)
    stale = await world.db.read(lambda c: c.execute(rows).scalars().all())
    assert list(stale) == [first.ends_at] * 2 + [second.ends_at] * 2, "said after the visit it is of no use"


@LANGUAGES
@pytest.mark.shows("B16")
async def test_a_group_may_be_later_than_it_said(world: World, language: str) -> None:
    """After the start minutes count from now, and the same word means something new once its time is over."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=5, language=language)
    for minutes, time in ((0, "10:25"), (10, "10:25"), (15, "10:50")):
        await world.move(timedelta(minutes=minutes))
        await teacher.tap(w("day.late"))
        await teacher.tap(w("day.late_in", n=20))
        teacher.sees(w("day.said.late", time=time))
    assert W("host.said.late", n=50, time="10:50") in told(owner)[0].text


@LANGUAGES
@pytest.mark.shows("B16")
async def test_how_many_will_come_is_typed_and_changes_no_seats(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, language=language)
    booking = await booking_of(world, teacher)
    seats = sum(each.seats for each in booking.visits)
    await teacher.tap(w("day.coming"))
    for wrong, problem in (
        ("не знаю", "head_count_unclear"),
        ("0", "coming_zero"),
        ("41", "coming_range"),
        ("999", "coming_range"),
    ):
        await teacher.writes(wrong)
        teacher.sees(w(f"problem.{problem}", most=40), w("day.coming_title"))
    await world.restart()
    await teacher.writes("40")
    teacher.sees(w("day.said.coming_more", n=40, seats=seats))
    await teacher.tap(w("day.coming"))
    await teacher.writes(str(seats - 5))
    teacher.sees(w("day.said.coming", n=seats - 5, seats=seats))
    assert W("host.said.coming_in_parts", n=seats - 5, seats=seats) in told(owner)[0].text
    await teacher.tap(w("day.on_way"))
    for label in (
        W("host.said.on_way", time="09:10"),
        W("host.said.coming_in_parts", n=seats - 5, seats=seats),
    ):
        assert label in told(owner)[0].text, "the way there does not change how many there are"
    await teacher.tap(w("day.coming"))
    await teacher.writes(str(seats + 2))
    teacher.sees(w("day.said.coming_more", n=seats + 2, seats=seats))
    assert W("host.said.coming_in_parts_more", n=seats + 2, seats=seats) in told(owner)[0].text
    assert len(told(owner)) == 1
    await teacher.tap(w("day.coming"))
    await teacher.tap(w("button.back"))
    teacher.sees(booking.reference)
    await teacher.writes(str(seats))
    assert [each.seats for each in (await booking_of(world, teacher)).visits] == [
        each.seats for each in booking.visits
    ]
    assert await said_of(world, teacher) == [(DayWord.ON_WAY, seats + 2), (None, seats + 2)]


@LANGUAGES
@pytest.mark.shows("B16", "E4")
async def test_the_second_subgroup_is_counted_by_itself_once_the_first_is_there(
    world: World, language: str
) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, language=language)
    booking = await booking_of(world, teacher)
    first, second = booking.visits
    await teacher.tap(w("day.coming"))
    await teacher.writes("25 + 3")
    teacher.sees(w("day.said.coming", n=28, seats=30))
    await owner.press_data(f"hv:{first.id}:show")
    owner.sees(W("host.said.coming_in_parts", n=28, seats=30))
    assert W("host.gate.as_said", n=28) not in owner.buttons()
    await owner.tap(W("host.gate.all", n=first.seats))
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, booking.reference))
    teacher.sees(w("day.said.coming", n=28, seats=30))
    await teacher.tap(w("day.coming"))
    await teacher.writes(str(second.seats - 1))
    teacher.sees(w("day.said.coming", n=second.seats - 1, seats=second.seats))
    await world.move_to(second.starts_at)
    await owner.press_data(f"hv:{second.id}:show")
    owner.sees(W("host.said.coming", n=second.seats - 1, seats=second.seats))
    await owner.tap(W("host.gate.as_said", n=second.seats - 1))
    assert [each.arrived_count for each in (await booking_of(world, teacher)).visits] == [
        first.seats,
        second.seats - 1,
    ]


@pytest.mark.long
@LANGUAGES
@pytest.mark.shows("B16")
async def test_nothing_is_said_before_the_day_and_after_the_visit(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=-60 * 24, language=language)
    booking = await booking_of(world, teacher)
    assert w("day.on_way") not in teacher.buttons()
    for op in ("on_way", "late_10", "coming", "late"):
        await teacher.press_data(f"day:{booking.id}:{op}")
        assert tells_of(booking.reference, teacher.last.text)
        assert op == "late" or (teacher.alert is not None and teacher.alert.text == w("refusal.too_early"))
    await world.move_to(booking.first.starts_at - timedelta(minutes=90))
    soon = next(each for each in reversed(teacher.messages) if w("day.on_way") in each.labels)
    await teacher.tap(w("day.coming"), message=soon)
    for later in (timedelta(hours=8), timedelta(days=7)):
        await world.move(later)
        await teacher.writes("17")
        for op in ("on_way", "late_10", "coming"):
            await teacher.press_data(f"day:{booking.id}:{op}")
            assert teacher.alert is not None
            assert teacher.alert.text == w("refusal.not_awaited")
    assert await said_of(world, teacher) == [(None, None)] * len(booking.visits)
    assert told(owner) == []


@pytest.mark.shows("B16")
async def test_nothing_is_said_of_a_visit_that_was_cancelled_marked_or_is_anothers(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner)
    booking = await booking_of(world, teacher)
    stranger = world.person("Чужой")
    await stranger.start()
    await stranger.press_data(f"day:{booking.id}:on_way")
    stranger.sees(W("refusal.not_found"))
    await stranger.press_data(f"day:{booking.id}:coming")
    stranger.sees(W("refusal.not_found"))
    await teacher.tap(W("day.coming"))
    for visit in booking.visits:
        await owner.press_data(f"hv:{visit.id}:all")
    await teacher.writes("25")
    teacher.sees(W("refusal.not_awaited"))
    await teacher.press_data(f"day:{booking.id}:on_way")
    assert teacher.alert is not None
    assert teacher.alert.text == W("refusal.not_awaited")
    assert await said_of(world, teacher) == [(None, None)] * len(booking.visits)
    await owner.press_data(f"hv:{booking.first.id}:undo")
    await teacher.press_data(f"day:{booking.id}:on_way")
    assert await said_of(world, teacher) == [(DayWord.ON_WAY, None), (None, None)]
    await teacher.tap(W("mine.cancel"))
    await teacher.tap(W("cancel.no_bus"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CANCELLED
    await teacher.press_data(f"day:{booking.id}:late_10")
    assert teacher.alert.text == W("refusal.not_awaited")


# --- a group that nobody marked -------------------------------------------------------------------------


def asked_hosts(person: Person) -> list[ShownMessage]:
    """The questions about an unmarked group."""
    ask = words(person.user.language_code or "ru")("host.gate.nobody")
    return [each for each in person.messages if each.from_bot and ask in each.labels]


def asked_leader(person: Person) -> list[ShownMessage]:
    here = words(person.user.language_code or "ru")("day.here")
    return [each for each in person.messages if each.from_bot and here in each.labels]


@LANGUAGES
@pytest.mark.shows("E4")
async def test_the_site_is_asked_first_and_the_leader_when_nobody_is_there(
    world: World, language: str
) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD, language=language)
    teacher = await class_of_today(world, owner, minutes=20, language=language)
    start = (await booking_of(world, teacher)).first.starts_at
    await world.move_to(start + timedelta(minutes=32))
    assert len(asked_hosts(owner)) == len(asked_hosts(guard)) == 1
    assert asked_leader(teacher) == []
    question, other = asked_hosts(guard)[0], asked_hosts(owner)[0]
    await guard.tap(w("host.gate.nobody"), message=question)
    assert guard.alert is not None
    assert guard.alert.text == w("host.gate.asked_now")
    guard.sees(w("host.gate.asked", time="10:32"))
    assert len(asked_leader(teacher)) == 1
    await guard.resend_last_tap()
    assert guard.alert is not None
    assert guard.alert.text == w("host.gate.asked", time="10:32")
    await owner.tap(W("host.gate.nobody"), message=other)
    owner.sees(W("host.gate.asked", time="10:32"))
    assert len(asked_leader(teacher)) == 1
    before = len(guard.messages)
    await teacher.tap(w("day.driving"), message=asked_leader(teacher)[0])
    teacher.sees(w("day.said.driving", time="10:32"))
    assert len(guard.messages) == before + 1, "an answer is a message of its own"
    assert w("host.said.driving", time="10:32") in guard.messages[-1].text
    assert w("host.gate.asked", time="10:32") not in guard.messages[-1].text, "answered within the minute"
    await teacher.tap(w("day.late"))
    await teacher.tap(w("day.late_in", n=10))
    assert w("host.said.late", n=42, time="10:42") in guard.messages[-1].text
    await world.move_to(start + timedelta(hours=8))
    assert len(asked_leader(teacher)) == 0, "its buttons became the card"
    assert len(told(owner)) == 1


@LANGUAGES
@pytest.mark.shows("E4")
async def test_a_leader_who_said_they_are_on_the_way_is_heard_again(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, language=language)
    await teacher.tap(w("day.on_way"))
    await world.move_to((await booking_of(world, teacher)).first.starts_at + timedelta(minutes=33))
    assert W("host.said.on_way", time="09:10") in asked_hosts(owner)[0].text
    await owner.tap(W("host.gate.nobody"), message=asked_hosts(owner)[0])
    await teacher.tap(w("day.here"), message=asked_leader(teacher)[0])
    teacher.sees(w("day.said.here", time="10:33"))
    assert [each.text.count(W("host.said.here", time="10:33")) for each in told(owner)] == [0, 1]
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CONFIRMED, "the gate marks"


@pytest.mark.shows("E4")
async def test_a_leader_who_was_asked_is_not_asked_about_the_next_subgroup(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=35)
    first, second = (await booking_of(world, teacher)).visits
    await owner.tap(W("host.gate.nobody"), message=asked_hosts(owner)[0])
    assert len(asked_leader(teacher)) == 1
    await owner.press_data(f"hv:{first.id}:all")
    assert asked_leader(teacher) == [], "the question shows that they are there"
    await world.move_to(second.starts_at + timedelta(minutes=40))
    assert asked_hosts(owner) == []
    assert asked_leader(teacher) == []


@pytest.mark.shows("E4")
@pytest.mark.parametrize("leader_asked", [False, True])
async def test_a_site_that_marks_nobody_is_asked_once_a_day(world: World, leader_asked: bool) -> None:
    """Not once a subgroup; and the leader is asked once as well."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner, minutes=35)
    first, second = (await booking_of(world, teacher)).visits
    (question,) = asked_hosts(owner)
    if leader_asked:
        await owner.tap(W("host.gate.nobody"), message=question)
    await world.move_to(second.starts_at + timedelta(minutes=40))
    assert len(asked_hosts(owner)) == (0 if leader_asked else 1)
    await owner.press_data(f"hv:{second.id}:nobody")
    await owner.press_data(f"hv:{first.id}:nobody")
    assert len(asked_leader(teacher)) == 1


@LANGUAGES
@pytest.mark.shows("E4")
async def test_nobody_is_asked_about_a_group_that_was_marked_or_is_over(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = await class_of_today(world, owner, minutes=20)
    first, second = (await booking_of(world, teacher)).visits
    await owner.press_data(f"hv:{first.id}:nobody")
    owner.sees(w("host.refusal.too_early.half_hour"))
    await world.move(timedelta(minutes=15))
    question = asked_hosts(owner)[0]
    await guard.press_data(f"hv:{first.id}:all")
    await owner.tap(w("host.gate.nobody"), message=question)
    owner.sees(w("host.gate.arrived_count", time="10:35", n=first.seats))
    assert asked_leader(teacher) == []
    await world.move_to(second.starts_at + timedelta(minutes=40))
    assert len(asked_hosts(guard)) == len(asked_hosts(owner)) == 1, "the second subgroup did not come"
    stranger = world.person("Чужой")
    await stranger.start()
    await stranger.press_data(f"hv:{second.id}:nobody")
    stranger.sees(W("host.refusal.not_allowed"))
    await world.move_to(second.ends_at)
    await owner.press_data(f"hv:{second.id}:nobody")
    owner.sees(w("host.refusal.already_over.ended"))
    await world.skip_to(second.ends_at + timedelta(days=8))
    await owner.press_data(f"hv:{second.id}:nobody")
    owner.sees(w("host.refusal.already_over.past", day="").split("(")[0])
    assert asked_leader(teacher) == []
