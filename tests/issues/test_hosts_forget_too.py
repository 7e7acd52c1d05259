"""After /delete_me the chats of hosts and coordinators went on showing the guest's name and phone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Update, and_, select, update

from bot.db.outbox.copies import read_copies_about
from bot.db.people.people import read_actor
from bot.db.tables import membership, outbox, person
from bot.domain.model import OutboxState, PersonId, Role, SiteId
from bot.services.messages.people.members import MemberJoined
from bot.services.messages.tell import Outside, tell
from bot.services.people.deletion import delete_again
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of, notice
from tests.bot.hosts.test_complaints import complain
from tests.bot.hosts.test_every_copy_changes import until_overdue
from tests.bot.hosts.test_host_placements import accept_labels, applied
from tests.bot.paths import FELTING, PAPER_MILL, book_class, book_seats, phone_digits, tells_of, words
from tests.bot.test_application import SITE, applications
from tests.bot.world import World

pytestmark = [pytest.mark.shows("H2"), pytest.mark.both_engines]
W = words("ru")
TEACHER, PARENT = "Анна Петровна", "Мария Ивановна"


def naming(readers: Sequence[Person], guest: Person, name: str) -> list[str]:
    """Texts in these chats, as they look now, with the name or the phone of a guest."""
    phone = phone_digits(guest)
    return [
        each.text
        for reader in readers
        for each in reader.messages
        if each.from_bot and (name in each.text or phone in "".join(filter(str.isdecimal, each.text)))
    ]


async def delete(guest: Person) -> None:
    await guest.writes("/delete_me")
    await guest.tap(W("delete.sure"))
    guest.sees(W("delete.done"))


async def person_of(world: World, person: Person) -> PersonId:
    def body(connection: Connection) -> PersonId:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        return actor.person_id

    return await world.db.read(body)


async def _change(world: World, statement: Update) -> None:
    def body(connection: Connection) -> None:
        connection.execute(statement)

    await world.db.write(body)


async def all_readers(world: World, slug: str = PAPER_MILL) -> list[Person]:
    owner = await host_of(world, "Ольга", Role.OWNER, slug=slug)
    staff = await host_of(world, "Пётр", Role.STAFF, slug=slug)
    return [owner, staff, await world.coordinator()]


async def _declined(world: World, readers: Sequence[Person], teacher: Person) -> None:
    booking = await booking_of(world, teacher)
    await readers[0].press_data(f"hno:{booking.id}:{booking.first.site_id}:decline:repair")


async def _expired(world: World, _readers: Sequence[Person], teacher: Person) -> None:
    await until_overdue(world, teacher)
    booking = await booking_of(world, teacher)
    assert booking.first.expires_at is not None
    await world.move_to(booking.first.expires_at + timedelta(minutes=5))


async def _called_off(world: World, _readers: Sequence[Person], teacher: Person) -> None:
    booking = await booking_of(world, teacher)
    await teacher.press_data(f"bkx:{booking.id}:no_bus")


async def _overdue(world: World, _readers: Sequence[Person], teacher: Person) -> None:
    await until_overdue(world, teacher)


async def _confirmed(_world: World, readers: Sequence[Person], _teacher: Person) -> None:
    await readers[0].tap(W("host.confirm"))


async def _tomorrow(world: World, readers: Sequence[Person], teacher: Person) -> None:
    await _confirmed(world, readers, teacher)
    start = (await booking_of(world, teacher)).first.starts_at
    await world.skip_to(start - timedelta(days=2))
    await world.move_to(start - timedelta(hours=3))


async def _missing(world: World, readers: Sequence[Person], teacher: Person) -> None:
    await _confirmed(world, readers, teacher)
    await go_to_start(world, teacher, minutes=35)


async def _arrived(world: World, readers: Sequence[Person], teacher: Person) -> None:
    await _missing(world, readers, teacher)
    await readers[1].tap(W("host.missing.open"))


async def _visited(world: World, readers: Sequence[Person], teacher: Person) -> None:
    await _missing(world, readers, teacher)
    await world.move(timedelta(days=3))


async def _complained(_world: World, readers: Sequence[Person], _teacher: Person) -> None:
    await complain(readers[0])


Until = Callable[[World, Sequence[Person], Person], Awaitable[None]]


@pytest.mark.parametrize(
    "until",
    [
        _declined,
        _expired,
        _called_off,
        _overdue,
        _confirmed,
        _tomorrow,
        _missing,
        _arrived,
        _visited,
        _complained,
    ],
    ids=lambda each: each.__name__.strip("_"),
)
@pytest.mark.sampled(4)
async def test_a_class_is_forgotten_whatever_became_of_it(world: World, until: Until) -> None:
    readers = await all_readers(world)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await until(world, readers, teacher)
    assert naming(readers, teacher, TEACHER)
    before = len(readers[1].messages)
    await delete(teacher)
    assert naming(readers, teacher, TEACHER) == []
    assert any(reference in each.text for each in readers[0].messages if each.from_bot)
    called_off = W("host.cancelled.title", reference=reference, site="").split("—")[0]
    new = [each.text for each in readers[1].messages[before:]]
    assert [each for each in new if not each.startswith(called_off)] == [], "nothing is sent anew"


async def test_guests_who_booked_at_once_are_forgotten(world: World) -> None:
    readers = await all_readers(world, FELTING)
    guest = world.person("Анна")
    await book_seats(world, guest, W)
    phone = phone_digits(guest)
    assert naming(readers, guest, phone)
    await delete(guest)
    assert naming(readers, guest, phone) == []


@pytest.mark.parametrize("answer", ["none", "accept", "decline", "late"])
async def test_an_applicant_is_forgotten(world: World, answer: str) -> None:
    readers = await all_readers(world, SITE)
    parent, reference = await applied(world, "Мария")
    if answer == "accept":
        owner = readers[0]
        await owner.tap(accept_labels(owner, W, reference)[0], message=notice(owner, reference))
    elif answer == "decline":
        (application,) = await applications(world, parent)
        await readers[0].press_data(f"ha:{application.id}:decline:no_guide")
    elif answer == "late":
        await world.move(timedelta(days=4))
    assert naming(readers, parent, PARENT)
    await delete(parent)
    assert naming(readers, parent, PARENT) == []


async def test_a_digest_goes_on_naming_the_others(world: World) -> None:
    readers = await all_readers(world, FELTING)
    guests = [world.person("Анна"), world.person("Борис")]
    for guest in guests:
        await book_seats(world, guest, W)
    await _to_the_eve(world, guests[0])
    first, second = (phone_digits(each) for each in guests)
    assert [each for each in _with(readers[1], first) if second in _digits(each)], "one digest of both"
    await delete(guests[0])
    assert _with(readers[1], first) == []
    assert [each for each in _with(readers[1], second) if each.startswith(W("host.day.today", day=""))]
    await delete(guests[1])
    assert _with(readers[1], second) == []


async def _to_the_eve(world: World, teacher: Person) -> None:
    start = (await booking_of(world, teacher)).first.starts_at
    await world.skip_to(start - timedelta(days=2))
    await world.move_to(start - timedelta(hours=3))


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _with(reader: Person, phone: str) -> list[str]:
    return [each.text for each in reader.messages if each.from_bot and phone in _digits(each.text)]


async def test_whom_the_bot_could_not_reach_is_forgotten(world: World) -> None:
    """Coordinators were asked to call them."""
    readers = await all_readers(world)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await teacher.blocks()
    await readers[0].tap(W("host.confirm"))
    await world.move(timedelta(days=1))
    coordinator = readers[-1]
    told = notice(coordinator, reference)
    assert naming([coordinator], teacher, TEACHER)
    await world.app.runner.run(delete_again, await person_of(world, teacher))
    await world.look()
    assert naming(readers, teacher, TEACHER) == []
    text = next(each.text for each in coordinator.messages if each.message_id == told.message_id)
    assert text == f"{W('forgotten.text')}\n{W('forgotten.reference', reference=reference)}"


async def test_a_colleague_who_leaves_is_forgotten(world: World) -> None:
    readers = await all_readers(world)
    staff, now = readers[1], world.clock.now()
    who = await person_of(world, staff)
    role = select(membership.c.id, membership.c.region_id, membership.c.site_id).where(
        membership.c.person_id == who
    )

    def joined(connection: Connection) -> None:
        row = connection.execute(role).one()
        tell(Outside(connection, now), MemberJoined(row.id, who, row.region_id, row.site_id))

    await world.db.write(joined)
    await world.look()
    others = [readers[0], readers[2]]
    assert [each for other in others for each in other.messages if "Пётр" in each.text]
    await delete(staff)
    assert not [each for other in others for each in other.messages if "Пётр" in each.text]


async def test_whoever_works_there_no_more_keeps_nothing_either(world: World) -> None:
    readers = await all_readers(world)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    staff, now = readers[1], world.clock.now()
    staff_id = await person_of(world, staff)
    left = update(membership).where(membership.c.person_id == staff_id).values(ended_at=now)
    await _change(world, left)
    await delete(teacher)
    assert naming(readers, teacher, TEACHER) == []
    assert notice(staff, reference).text.startswith(W("forgotten.text"))


async def test_a_coordinator_who_deletes_themselves_is_named_by_no_copy(world: World) -> None:
    """An owner has nothing in common with them but the region."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    coordinator = await world.coordinator()
    who = await person_of(world, coordinator)
    await _change(world, update(person).where(person.c.id == who).values(name="Вера Павловна"))
    mill = next(s.id for s in world.app.content.published.sites.values() if s.slug == PAPER_MILL)
    await coordinator.press_data(f"cx:{mill}:hidden:1")
    assert [each for each in owner.messages if "Вера Павловна" in each.text]
    await world.app.runner.run(delete_again, who)
    await world.look()
    assert not [each for each in owner.messages if each.from_bot and "Вера Павловна" in each.text]


async def test_whoever_has_nothing_to_do_with_it_is_not_looked_through(world: World) -> None:
    """Of all hosts of all regions, those of the sites that were asked; here one of another site."""
    await all_readers(world)
    stranger = await person_of(world, await host_of(world, "Фёдор", Role.OWNER, slug=FELTING))
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    booking, site = await booking_of(world, teacher), (await booking_of(world, teacher)).first.site_id
    given = update(outbox).where(outbox.c.kind == "host.request").values(recipient_id=stranger)
    await _change(world, given)

    def found(connection: Connection, sites: Sequence[SiteId]) -> set[PersonId]:
        copies = read_copies_about(
            connection, booking.person_id, sites, [booking.region_id], [booking.id], [], [], []
        )
        return {recipient_id for _, recipient_id in copies}

    assert stranger not in await world.db.read(lambda connection: found(connection, [site]))
    theirs = world.app.content.published
    felting = next(each.id for each in theirs.sites.values() if each.slug == FELTING)
    assert stranger in await world.db.read(lambda connection: found(connection, [felting]))


async def test_what_was_on_its_way_is_forgotten_when_it_has_arrived(world: World) -> None:
    """The text was made before the deletion, and reached the chat after it."""
    readers = await all_readers(world)
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await _declined(world, readers, teacher)
    sent = and_(outbox.c.kind == "host.request", outbox.c.message_id.is_not(None))
    rows = await world.db.read(
        lambda c: c.execute(select(outbox.c.id, outbox.c.message_id).where(sent)).all()
    )
    until = world.clock.now() + timedelta(minutes=1)
    flying = update(outbox).where(sent).values(state=OutboxState.SENDING, message_id=None, leased_until=until)
    await _change(world, flying)
    await delete(teacher)
    for row in rows:
        landed = (
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(state=OutboxState.SENT, message_id=row.message_id, leased_until=None)
        )
        await _change(world, landed)
    await world.look()
    assert naming(readers, teacher, TEACHER) == []


async def test_it_is_safe_to_repeat(world: World) -> None:
    readers = await all_readers(world)
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    person_id = await person_of(world, teacher)
    await delete(teacher)
    texts = [each.text for reader in readers for each in reader.messages]
    await world.app.runner.run(delete_again, person_id)
    await world.look()
    assert [each.text for reader in readers for each in reader.messages] == texts


async def test_a_deletion_after_a_restore_reaches_the_chats(world: World) -> None:
    readers = await all_readers(world)
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await _declined(world, readers, teacher)
    await world.app.runner.run(delete_again, await person_of(world, teacher))
    await world.look()
    assert naming(readers, teacher, TEACHER) == []


async def test_a_host_who_deletes_themselves_is_named_by_no_copy(world: World) -> None:
    """Colleagues and the coordinator go on seeing what was answered, and that the site did."""
    owner, staff, coordinator = await all_readers(world)
    teacher = world.person("Анна")
    reference = await book_class(world, teacher, W)
    await until_overdue(world, teacher)
    booking = await booking_of(world, teacher)
    await staff.press_data(f"hr:{booking.id}:{booking.first.site_id}:confirm:")
    assert any("Пётр" in each.text for each in owner.messages if each.from_bot)
    assert any("Пётр" in each.text for each in coordinator.messages if each.from_bot)
    await staff.writes("/delete_me")
    await staff.tap(W("delete.sure"))
    said = [each.text for each in (*owner.messages, *coordinator.messages) if each.from_bot]
    assert not [text for text in said if "Пётр" in text]
    assert any(f"Подтверждена: {W('host.the_site')}" in text for text in said)
    assert tells_of(reference, notice(owner, reference).text)
    assert "Анна Петровна" in (notice(owner, reference).text or ""), "the guest stays"


async def test_whoever_marked_a_group_is_named_by_no_copy(world: World) -> None:
    readers = await all_readers(world)
    owner, staff = readers[:2]
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await _missing(world, readers, teacher)
    visit = (await booking_of(world, teacher)).first
    await staff.tap(W("host.gate.all", n=visit.seats))
    await owner.waits()
    assert [each for each in owner.messages if "Пётр" in each.text]
    await delete(staff)
    assert not [each for each in owner.messages if "Пётр" in each.text]


@pytest.mark.shows("E7")
@pytest.mark.parametrize("who", ["declined", "could be asked"])
async def test_a_guide_is_named_by_no_copy(world: World, who: str) -> None:
    """Neither as who cannot lead a session, nor among those who could."""
    owner = await host_of(world, "Ольга", Role.OWNER)
    guides = [await host_of(world, name, Role.GUIDE) for name in ("Гриша", "Гуля")]
    teacher = world.person("Анна")
    await book_class(world, teacher, W)
    await owner.tap(W("host.confirm"))
    session_id = (await booking_of(world, teacher)).first.session_id
    asked = await person_of(world, guides[0])
    await owner.writes("/desk")
    await owner.press_data(f"hgd:{session_id}:ask:{asked}::")
    await guides[0].tap(W("led.no"))
    notice_of_it = next(e for e in reversed(owner.messages) if W("guide.everybody") in e.labels)
    assert "Гриша" in notice_of_it.text
    assert W("guide.ask", name="Гриша") not in notice_of_it.labels, "who has just said no"
    assert W("guide.ask", name="Гуля") in notice_of_it.labels
    await delete(guides[0] if who == "declined" else guides[1])
    name = "Гриша" if who == "declined" else "Гуля"
    for each in owner.messages:
        if each.message_id == notice_of_it.message_id:
            assert name not in each.text
            assert not [label for label in each.labels if name in label]
