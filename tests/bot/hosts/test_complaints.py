"""A host complains about a request, a coordinator blocks whoever sent it, and unblocks them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor, update_person
from bot.db.tables import audit
from bot.domain.model import Role, VisitStatus
from bot.ui.formats.labels import within
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, host_of, label_with
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    book_class,
    book_seats,
    open_programme,
    site_id,
    tap_moment,
    words,
)
from tests.bot.test_visitor_waiting import book_career, cancel, join, take_button
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
W = words("ru")


async def coordinator_of(world: World, language: str = "ru") -> Person:
    person = world.person("Вера", user_id=COORDINATOR_ID, language_code=language)
    await person.start()
    return person


async def complain(owner: Person, reason: str = "no_shows") -> None:
    """Confirms the request on top, and complains about it."""
    w = words(owner.user.language_code or "ru")
    await owner.tap(w("host.confirm"))
    await owner.tap(w("host.complain"))
    await owner.tap(w(f"abuse.reason.{reason}"))


async def logged(world: World) -> list[str]:
    asked = select(audit.c.action).where(audit.c.action.startswith("complaint.")).order_by(audit.c.id)
    return list(await world.db.read(lambda c: c.execute(asked).scalars().all()))


@LANGUAGES
@pytest.mark.shows("F11")
async def test_a_host_proposes_a_coordinator_blocks_and_unblocks(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    coordinator = await coordinator_of(world, language)
    teacher = world.person("Анна", language_code=language)
    reference = await book_class(world, teacher, w)
    await complain(owner)
    assert owner.alert is not None
    assert owner.alert.text == w("host.complained.proposed")
    coordinator.sees(reference, within(w("abuse.reason.no_shows")), "Северный ключ", w("complaint.ask"))
    before = len(coordinator.messages)
    await owner.resend_last_tap()
    assert len(coordinator.messages) == before
    await teacher.waits()
    await coordinator.tap(w("complaint.make.blocked"))
    coordinator.sees(w("complaint.make.lifted"))
    teacher.sees(within(w("abuse.reason.no_shows")), reference, "privacy@operator.example")
    await coordinator.resend_last_tap()
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    teacher.sees(w("refusal.blocked"))
    await teacher.writes("/my")
    await teacher.tap(label_with(teacher, reference))
    await teacher.tap(w("mine.cancel"))
    await teacher.tap(w("cancel.no_bus"))
    assert (await booking_of(world, teacher)).first.status is VisitStatus.CANCELLED, "reads and cancels"
    await coordinator.writes("/region")
    await coordinator.tap(w("coordinator.complaints"))
    coordinator.sees(reference, within(w("abuse.reason.no_shows")))
    await coordinator.tap(label_with(coordinator, reference))
    await teacher.waits()
    await coordinator.tap(w("complaint.make.lifted"))
    teacher.sees(w("message.unblocked"))
    await coordinator.tap(w("complaint.to_all"))
    coordinator.sees(w("complaint.none"))
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    teacher.does_not_see(w("refusal.blocked"))
    assert await logged(world) == ["complaint.proposed", "complaint.blocked", "complaint.lifted"]


@LANGUAGES
@pytest.mark.shows("F11")
async def test_old_buttons_show_what_was_decided(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    coordinator = await coordinator_of(world, language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    booking = await booking_of(world, teacher)
    await complain(owner, "rudeness")
    await coordinator.tap(w("complaint.make.dismissed"))
    await world.skip_to(world.clock.now() + timedelta(days=7))
    for op in ("blocked", "lifted", "dismissed"):
        await coordinator.press_data(f"cc:{booking.id}:{op}")
        assert w("complaint.make.blocked") not in coordinator.buttons()
    await owner.press_data(f"hb:{booking.id}:{booking.first.site_id}:rudeness")
    assert owner.alert is not None
    assert owner.alert.text == w("host.complained.dismissed")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    teacher.does_not_see(w("refusal.blocked"))
    assert await logged(world) == ["complaint.proposed", "complaint.dismissed"]


@LANGUAGES
@pytest.mark.shows("F11")
async def test_a_complaint_at_the_gate_leads_back_to_the_group(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = await class_of_today(world, owner, minutes=5, language=language)
    visit = (await booking_of(world, teacher)).first
    title = w("host.gate.who", who="", counts="").split(":")[0]
    for leave in (w("button.back"), w("abuse.reason.rudeness")):
        await owner.press_data(f"hv:{visit.id}:show")
        await owner.tap(w("host.complain"))
        owner.sees(w("host.complain.ask"))
        await owner.tap(leave)
        owner.sees(title, w("host.gate.all", n=visit.seats))


@pytest.mark.shows("F11")
async def test_complaints_that_wait_come_first_and_all_can_be_reached(world: World) -> None:
    """With more people blocked than a page has room for."""
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    coordinator = await coordinator_of(world)
    bookings = []
    for number in range(7):
        tourist = world.person(f"Марина {number}")
        await book_seats(world, tourist, W, seats=1)
        bookings.append(await booking_of(world, tourist))
    for each in bookings:
        await owner.press_data(f"hb:{each.id}:{each.first.site_id}:rudeness")
    for each in bookings[1:]:
        await coordinator.press_data(f"cc:{each.id}:blocked")
    await coordinator.writes("/region")
    await coordinator.tap(W("coordinator.complaints.waiting", n=1))
    waiting = f"{bookings[0].reference} · {W('complaint.short.proposed')}"
    assert coordinator.buttons()[0].replace(" ", " ") == waiting
    seen = {each[:6] for each in coordinator.buttons() if each.startswith("К-")}
    await coordinator.tap("›")
    seen |= {each[:6] for each in coordinator.buttons() if each.startswith("К-")}
    assert seen == {each.reference for each in bookings}


@pytest.mark.shows("F11")
async def test_whoever_is_blocked_twice_is_unblocked_by_the_second_lifting(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    coordinator = await coordinator_of(world)
    tourist = world.person("Марина")
    await book_seats(world, tourist, W)
    first = await booking_of(world, tourist)
    await book_again(world, tourist, nth=2)
    second = await booking_of(world, tourist)
    assert first.id != second.id
    for each in (first, second):
        await owner.press_data(f"hb:{each.id}:{each.first.site_id}:rudeness")
        await coordinator.press_data(f"cc:{each.id}:blocked")
    for each, blocked in ((first, True), (second, False)):
        await coordinator.press_data(f"cc:{each.id}:lifted")
        actor = await world.db.read(lambda c: read_actor(c, tourist.user_id))
        assert actor is not None
        assert actor.blocked is blocked
    assert sum(W("message.unblocked") in each.text for each in tourist.messages) == 1


async def book_again(world: World, tourist: Person, *, nth: int) -> None:
    """Two seats on another day; who is known is asked for nothing else."""
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(W("programme.book"))
    await tourist.tap("2")
    await tap_moment(tourist, nth=nth)
    await tourist.tap(W("summary.book"))


@pytest.mark.shows("F11", "F1")
async def test_nobody_else_complains_or_decides(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    guard = await host_of(world, "Семён", Role.GUARD)
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    booking = await booking_of(world, teacher)
    site = booking.first.site_id
    for person in (guard, teacher):
        for data in (f"hb:{booking.id}:{site}:", f"hb:{booking.id}:{site}:rudeness"):
            await person.press_data(data)
            assert W("host.refusal.not_allowed") in person.last.text
    await complain(owner)
    for person in (owner, guard, teacher):
        for data in (f"cc:{booking.id}:show", f"cc:{booking.id}:blocked", f"cb:{booking.region_id}"):
            await person.press_data(data)
            assert W("host.refusal.not_allowed") in person.last.text
    assert await logged(world) == ["complaint.proposed"]


@pytest.mark.shows("F11", "K")
async def test_what_a_blocked_person_was_offered_goes_on(world: World) -> None:
    owner, coordinator = await host_of(world, "Мария", Role.OWNER), await coordinator_of(world)
    w = W
    first, person, third = (world.person(name) for name in ("Анна", "Игорь", "Ольга"))
    await book_career(world, first, w, nth=1)
    await book_career(world, person, w, party="9 А, 16")
    await complain(owner)
    await join(world, person, w)
    await join(world, third, w, party="11 Г, 14")
    await cancel(first, w)
    await world.settle()
    offered = person.last
    take = take_button(person, w)
    await coordinator.tap(w("complaint.make.blocked"))
    await world.settle()
    assert take_button(third, w)
    await person.tap(take, message=offered)
    assert person.alert is not None
    assert person.alert.text.startswith(w("refusal.blocked")[:30])


async def with_a_colleague(world: World, language: str) -> tuple[Person, Person]:
    """The coordinator whom the settings name, and another one."""
    first, person = await coordinator_of(world, language), world.person("Зоя", language_code=language)
    await person.start()
    region = world.app.content.everything.sites[site_id(world, PAPER_MILL)].region_id
    now = world.clock.now()

    def body(connection: Connection) -> None:
        known, actor = read_actor(connection, first.user_id), read_actor(connection, person.user_id)
        assert known is not None
        assert actor is not None
        update_person(connection, known.person_id, name="Вера", phone="+70000000098")
        give_role(connection, actor.person_id, Role.COORDINATOR, region, None, now)

    await world.db.write(body)
    return first, person


@LANGUAGES
@pytest.mark.shows("F11")
async def test_every_coordinators_copy_shows_what_was_decided(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    first, second = await with_a_colleague(world, language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    await complain(owner)
    copy = second.last
    assert w("complaint.make.blocked") in copy.labels
    await first.tap(w("complaint.make.blocked"))
    await second.waits()

    def shown() -> ShownMessage:
        return next(each for each in second.messages if each.message_id == copy.message_id)

    assert w("complaint.ask") not in shown().text
    assert "Вера" in shown().text
    assert w("complaint.make.blocked") not in shown().labels
    assert w("complaint.make.lifted") in shown().labels
    # Whoever decided is named no more once they are deleted.
    await first.writes("/delete_me")
    await first.tap(w("delete.sure"))
    await second.waits()
    assert "Вера" not in shown().text
