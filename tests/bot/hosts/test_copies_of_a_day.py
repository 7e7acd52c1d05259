"""What people were reminded of, or asked, about a visit shows in every chat what became of it (E4, G1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.model import Role
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of
from tests.bot.paths import book_class, tells_of, words
from tests.bot.world import World

pytestmark = pytest.mark.shows("E4", "G1")
W = words("ru")


async def _confirmed(world: World, owner: Person) -> tuple[Person, str]:
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await owner.tap(W("host.confirm"))
    return teacher, reference


def _with(person: Person, label: str) -> list[ShownMessage]:
    """Messages of the bot with a button that begins so."""
    shown = (each for each in person.messages if each.from_bot)
    return [each for each in shown if any(one.startswith(label) for one in each.labels)]


def _now(person: Person, copy: ShownMessage) -> ShownMessage:
    return next(each for each in person.messages if each.message_id == copy.message_id)


async def test_whoever_was_asked_sees_what_a_colleague_has_marked(world: World) -> None:
    owner, staff, guard = [
        await host_of(world, name, role)
        for name, role in (("Ольга", Role.OWNER), ("Пётр", Role.STAFF), ("Семён", Role.GUARD))
    ]
    teacher, _ = await _confirmed(world, owner)
    await go_to_start(world, teacher, minutes=35)
    visit = (await booking_of(world, teacher)).first
    everybody = W("host.gate.all", n=visit.seats)
    asked = {each: _with(each, everybody)[-1] for each in (owner, staff, guard)}
    soon = _with(teacher, W("day.on_way"))[-1]
    await owner.tap(everybody, message=asked[owner])
    await owner.waits()
    for colleague in (staff, guard):
        copy = _now(colleague, asked[colleague])
        assert "Ольга" in copy.text
        assert f"пришло {visit.seats}" in copy.text
        assert copy.labels == [W("host.missing.open")]
    own = _now(owner, asked[owner])
    assert W("host.gate.undo") in own.labels, "the message under which was tapped shows the group"
    # The leader has another subgroup ahead, and then none.
    second = (await booking_of(world, teacher)).visits[1]
    assert W("day.on_way") in _now(teacher, soon).labels
    await staff.press_data(f"hv:{second.id}:all:0:", asked[staff])
    await staff.waits()
    assert _now(teacher, soon).labels == [W("sent.card")]
    # The mark was wrong: the question is open again, and so is what the leader can say.
    await owner.tap(W("host.gate.undo"), message=own)
    await owner.waits()
    assert everybody in _now(guard, asked[guard]).labels
    assert _with(teacher, W("day.on_way"))


async def test_whoever_marks_from_elsewhere_keeps_no_open_question(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher, _ = await _confirmed(world, owner)
    await go_to_start(world, teacher, minutes=35)
    visit = (await booking_of(world, teacher)).first
    asked = _with(owner, W("host.gate.all", n=visit.seats))[-1]
    await owner.writes("/desk")
    await owner.press_data(f"hv:{visit.id}:all:0:")
    await owner.waits()
    assert _now(owner, asked).labels == [W("host.missing.open")]


async def test_the_question_of_the_next_morning_ends_too(world: World) -> None:
    owner, staff = await host_of(world, "Ольга", Role.OWNER), await host_of(world, "Пётр", Role.STAFF)
    teacher, _ = await _confirmed(world, owner)
    await go_to_start(world, teacher, minutes=35)
    await world.move(timedelta(days=1))
    missed = W("host.gate.missed")
    asked = _with(staff, missed)
    assert asked
    first = await booking_of(world, teacher)
    for visit in first.visits:
        await owner.press_data(f"hv:{visit.id}:missed:0:")
    await owner.waits()
    assert not _with(staff, missed)
    assert W("host.gate.no_show") in _now(staff, asked[-1]).text


@pytest.mark.parametrize("end", ["cancel", "close"])
async def test_the_leader_keeps_nothing_of_what_is_called_off(world: World, end: str) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher, reference = await _confirmed(world, owner)
    await go_to_start(world, teacher, minutes=-50)
    booking = await booking_of(world, teacher)
    copies = [_with(teacher, W(each))[-1] for each in ("day.on_way", "message.call_off")]
    await teacher.writes("/my")
    if end == "cancel":
        await teacher.press_data(f"bkx:{booking.id}:no_bus")
    else:
        await owner.writes("/desk")
        for visit in booking.visits:
            await owner.press_data(f"hc:{visit.session_id}:close:repair")
    await teacher.waits()
    key = "cancelled" if end == "cancel" else "cancelled_by_host"
    said = W(f"message.reminder.{key}", reference="", site="", moment="").split(":")[0]
    for copy in copies:
        now = _now(teacher, copy)
        assert now.text.startswith(said), now.text
        assert now.labels == [W("sent.card")]
        assert tells_of(reference, now.text)
        assert all(clock in now.text for clock in ("10:00", "13:30")), "it was about both subgroups"
    # A button that was still on the screen says what is so.
    first = booking.first
    await teacher.press_data(f"duty:{booking.id}:{first.site_id}:final_count:done::")
    alert = W(f"refusal.already_over.{key}")
    assert teacher.alert is not None
    assert teacher.alert.text == alert


async def test_a_duty_that_is_done_elsewhere_is_asked_for_no_more(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher, _ = await _confirmed(world, owner)
    booking = await booking_of(world, teacher)
    await world.skip_to(booking.first.starts_at - timedelta(days=5))
    await world.move_to(booking.first.starts_at - timedelta(days=3))
    counts = W("duty.tap.final_count", counts="27 + 3")[:12]
    copy = _with(teacher, counts)[-1]
    await teacher.writes("/my")
    await teacher.press_data(f"duty:{booking.id}:{booking.first.site_id}:final_count:done::")
    await teacher.waits()
    now = _now(teacher, copy)
    assert not any(each.startswith(counts) for each in now.labels)
    assert "✓" in now.text or W("duty.tap.plate") in now.labels


def _day_list(person: Person) -> ShownMessage:
    """The list of tomorrow, which came by itself."""
    return next(each for each in reversed(person.messages) if W("host.to_day") in each.labels)


@pytest.mark.shows("E10")
async def test_the_list_of_tomorrow_follows_its_groups(world: World) -> None:
    owner, guard = [
        await host_of(world, name, role) for name, role in (("Ольга", Role.OWNER), ("Семён", Role.GUARD))
    ]
    teacher, reference = await _confirmed(world, owner)
    booking = await booking_of(world, teacher)
    await world.skip_to(booking.first.starts_at - timedelta(days=2))
    await world.move_to(booking.first.starts_at - timedelta(hours=10))
    lists = {each: _day_list(each) for each in (owner, guard)}
    assert all(_plain(each.text).count(W("host.gate.confirmed")) == 2 for each in lists.values())
    # One of two subgroups is closed, then the leader cancels the rest.
    await owner.writes("/desk")
    await owner.press_data(f"hc:{booking.first.session_id}:close:quarantine")
    await owner.waits()
    for each, copy in lists.items():
        assert _now(each, copy).text.count(W("host.gate.confirmed")) == 1
    await teacher.writes("/my")
    await teacher.press_data(f"bkx:{booking.id}:no_bus")
    await teacher.waits()
    for each, copy in lists.items():
        assert W("host.day.empty") in _now(each, copy).text
        assert W("host.to_day") in _now(each, copy).labels
    assert any(tells_of(reference, each.text) for each in owner.messages), "the owner is told of it, too"


@pytest.mark.shows("E10")
async def test_the_list_of_tomorrow_shows_who_has_come(world: World) -> None:
    owner, guard = [
        await host_of(world, name, role) for name, role in (("Ольга", Role.OWNER), ("Семён", Role.GUARD))
    ]
    teacher, _ = await _confirmed(world, owner)
    first, second = (await booking_of(world, teacher)).visits
    await world.skip_to(first.starts_at - timedelta(days=2))
    await world.move_to(first.starts_at - timedelta(hours=10))
    copy = _day_list(owner)
    await world.move_to(first.starts_at + timedelta(minutes=2))
    await guard.writes("/desk")
    await guard.press_data(f"hv:{first.id}:all:0:")
    await guard.waits()
    said = _now(owner, copy).text
    assert said.count(W("host.gate.confirmed")) == 1
    assert f"пришло {first.seats}" in said
    await world.move_to(second.starts_at + timedelta(minutes=35))
    await owner.press_data(f"hv:{second.id}:missed:0:", _now(owner, copy))
    await owner.waits()
    shown = _now(owner, copy)
    assert W("host.gate.undo") in shown.labels, "what is tapped shows what came of it"
    assert W("host.gate.marked", name="Ольга", moment="14:05") in shown.text


@pytest.mark.shows("B8", "B17")
async def test_duties_follow_the_numbers(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher, _ = await _confirmed(world, owner)
    booking = await booking_of(world, teacher)
    await world.skip_to(booking.first.starts_at - timedelta(days=5))
    await world.move_to(booking.first.starts_at - timedelta(days=2))
    label = W("duty.tap.final_count", counts="")[:8]
    copy = _with(teacher, label)[-1]
    assert any("27 + 3" in _plain(each) for each in copy.labels)
    await teacher.writes("/my")
    await teacher.press_data(f"num:{booking.id}:ask")
    await teacher.writes("25 + 3")
    await teacher.waits()
    assert (await booking_of(world, teacher)).party.children == 25
    assert any("25 + 3" in _plain(each) for each in _now(teacher, copy).labels), _now(teacher, copy).labels


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
