"""A town for tests that press buttons: everybody with what they have, on an ordinary working day.

A teacher, two tourists whose visit has just begun, applicants, an owner of three sites, a guard, a
coordinator, people who said no to the consent; requests and bookings in every state, a closed session, sites
in every state of publication.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update

from bot.db.catalogue.reading import note_change
from bot.db.engine.connection import Connection
from bot.db.operations.demo import give_role
from bot.db.people.people import read_actor
from bot.db.tables import session as session_table
from bot.db.tables import site as site_table
from bot.domain.model import Publication, Role
from sandbox.people import Person
from tests import details
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    become_known,
    book_class,
    book_seats,
    describe_class,
    open_programme,
    site_id,
    tap_day,
    tap_moment,
    tap_time,
    words,
)
from tests.bot.walker import Walker
from tests.bot.world import World

PLACEMENTS = "sloist"
FIRST_USER = 810_000_001
"""Away from the people of the demo, whose roles nobody here shall have by chance."""
AFTER_THE_START = timedelta(minutes=41)
"""Late enough that the host has been asked where the group is."""


@dataclass(slots=True)
class Town:
    """Everybody with what they have, and the buttons that they have met."""

    world: World
    walkers: dict[str, Walker] = field(default_factory=dict)
    common: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, person: Person) -> Walker:
        walker = Walker(self.world, name, person, self.common)
        self.walkers[name] = walker
        self.world.telegram.subscribe(walker.notes)
        return walker

    @property
    def problems(self) -> list[str]:
        return [problem for walker in self.walkers.values() for problem in walker.problems]


async def people_the_town(world: World, language: str) -> Town:
    w = words(language)
    town = Town(world)
    hosts = ["Ольга", "Семён", "Пётр", "Вера", "Зоя"]
    names = ["Анна", "Марина", "Игнат", "Галина", "Дина", "Борис", *hosts, "Лев"]
    for number, name in enumerate(names):
        world.person(name, language_code=language, user_id=FIRST_USER + number)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await _also_owner(world, owner, FELTING)
    await _also_owner(world, owner, PLACEMENTS)
    guard = await host_of(world, "Семён", Role.GUARD, slug=FELTING, language=language)
    await host_of(world, "Пётр", Role.STAFF, language=language)
    coordinator = await _coordinator(world, language)
    for name, person in (("owner", owner), ("guard", guard), ("coordinator", coordinator)):
        town.add(name, person)
    visitors = ("teacher", "tourist", "parent", "pupil", "newcomer")
    for key, name in zip(visitors, ("Анна", "Марина", "Галина", "Дина", "Борис"), strict=True):
        town.add(key, world.person(name))
    await _some_sites_are_not_published(world, coordinator)
    await _a_visit_has_begun(world, w, owner)
    await _a_class_asks_four_times(world, w, owner)
    await _a_tourist_comes_again(world, w)
    await _a_job_trial_is_over(world, w, owner)
    await _placements_are_asked_for(world, w)
    await _somebody_says_no_to_the_consent(world, w)
    await owner.writes("/desk")
    await world.move(timedelta(minutes=16))  # what was held for a form is free again
    return town


async def _some_sites_are_not_published(world: World, coordinator: Person) -> None:
    """One hidden, one archived, one never published."""
    archived, hidden, draft = (site_id(world, slug) for slug in ("uzlovaya", "belaya-sysola", "warm-line"))
    for site, state in ((hidden, "hidden"), (archived, "hidden"), (archived, "archived")):
        await coordinator.press_data(f"cx:{site}:{state}:1")

    def unpublish(connection: Connection) -> None:
        connection.execute(
            update(site_table).where(site_table.c.id == draft).values(status=Publication.DRAFT)
        )
        note_change(connection)

    await world.db.write(unpublish)
    await world.app.content.refresh()


async def _a_visit_has_begun(world: World, w: Words, owner: Person) -> None:
    """Two bookings of one session are confirmed, it has begun, one of the two is there; of the other one
    person fewer will come, and the host asks where they are."""
    tourist, other = world.person("Марина"), world.person("Игнат")
    await book_seats(world, other, w, seats=2)
    await book_seats(world, tourist, w, seats=3)
    booking = await booking_of(world, other)
    await world.move_to(booking.first.starts_at + AFTER_THE_START)
    await owner.press_data(f"hv:{booking.first.id}:all")
    missing = await booking_of(world, tourist)
    await tourist.press_data(f"day:{missing.id}:coming")
    await tourist.writes("2")
    await owner.press_data(f"hv:{missing.first.id}:nobody")


async def _a_class_asks_four_times(world: World, w: Words, owner: Person) -> None:
    """Confirmed, waiting, declined, and not sent; and a day on which the mill is closed."""
    teacher = world.person("Анна")
    confirmed = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    await book_class_again(world, teacher, w, nth=1)
    declined = await book_class_again(world, teacher, w, nth=2)
    await owner.tap(w("host.decline"))
    await owner.tap(w("host.reason.repair"))
    assert confirmed != declined
    await book_class_again(world, teacher, w, nth=3, send=False)
    for asked in details.AT_SUMMARY:
        await tap_to(teacher, f":ask:{asked}")
        await teacher.tap(w("button.back"))
    await tap_to(teacher, ":ask:comment")
    await teacher.writes("Нужна розетка для проектора")
    await tap_to(teacher, ":ask:comment")
    last = (await booking_of(world, teacher)).first
    await owner.press_data(f"hc:{last.session_id}:close:repair")


async def _a_job_trial_is_over(world: World, w: Words, owner: Person) -> None:
    """Its group came, and its expert has said how it was. (That it is over now is the test's word.)"""
    teacher, now = world.person("Лев"), world.clock.now()
    await open_programme(world, teacher, PLACEMENTS, "trial")
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="9 Б, 8")
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    await owner.tap(w("host.confirm"))
    visit = (await booking_of(world, teacher)).first
    over = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}
    moved = update(session_table).where(session_table.c.id == visit.session_id).values(**over)
    await world.db.write(lambda connection: connection.execute(moved).rowcount)
    await owner.press_data(f"hv:{visit.id}:all")
    await owner.tap(w("host.review.button"))
    for score in ("4", "5", "5"):
        await owner.tap(score)
    await owner.tap(w("host.review.add"))
    await owner.writes("Спорили о каждом слое")


async def _a_tourist_comes_again(world: World, w: Words) -> None:
    """Has another booking, and left a form with its day chosen."""
    tourist = world.person("Марина")
    for day in (1, 3):
        await open_programme(world, tourist, FELTING, "class")
        await tourist.tap(w("programme.book"))
        await tourist.tap("2")
        await tap_day(tourist, nth=day)
        if day == 1:
            await tap_time(tourist)
            await tourist.tap(w("summary.book"))


async def _placements_are_asked_for(world: World, w: Words) -> None:
    """One application is sent; another ends at the consent."""
    parent, pupil = world.person("Галина"), world.person("Дина")
    await _ask_for_placement(world, parent, w, who="parent")
    await parent.tap(w("consent.agree"))
    await parent.writes("Мария Ивановна")
    await parent.shares_contact()
    await parent.tap(w("summary.send"))
    await _ask_for_placement(world, pupil, w, who="teacher")
    await pupil.tap(w("consent.refuse"))


async def _ask_for_placement(world: World, person: Person, w: Words, *, who: str) -> None:
    await open_programme(world, person, PLACEMENTS, "intern")
    await person.tap(w("programme.apply"))
    await person.tap(w(f"application.i_am.{who}"))
    await person.tap("16–17")
    for _ in range(2):
        await person.tap(person.buttons()[0])
    await person.writes("10 класс")
    await person.writes("Учится на технолога, хочет увидеть цех изнутри")


async def _somebody_says_no_to_the_consent(world: World, w: Words) -> None:
    newcomer = world.person("Борис")
    await open_programme(world, newcomer, PAPER_MILL)
    await newcomer.tap(w("programme.book"))
    await describe_class(newcomer, w, party="8 А, 18")
    await tap_moment(newcomer)
    await newcomer.tap(w("consent.refuse"))


async def tap_to(person: Person, operation: str) -> None:
    """Taps the button of the newest message that carries this operation."""
    labels = [
        each.label for row in person.last.rows for each in row if operation in (each.callback_data or "")
    ]
    assert labels, f"no button for {operation!r} on:\n{person.screen}"
    await person.tap(labels[0])


async def book_class_again(world: World, teacher: Person, w: Words, *, nth: int, send: bool = True) -> str:
    """The saved class on another day."""
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б")
    await tap_moment(teacher, nth=nth)
    if not send:
        return ""
    await teacher.tap(w("summary.send"))
    return teacher.last.text


async def _also_owner(world: World, person: Person, slug: str) -> None:
    found = world.app.content.everything.sites[site_id(world, slug)]
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        give_role(connection, actor.person_id, Role.OWNER, found.region_id, found.id, now)

    await world.db.write(body)


async def _coordinator(world: World, language: str) -> Person:
    person = world.person("Вера", language_code=language)
    await person.start()
    region = next(iter(world.app.content.everything.regions))
    now = world.clock.now()

    def body(connection: Connection) -> None:
        actor = read_actor(connection, person.user_id)
        assert actor is not None
        give_role(connection, actor.person_id, Role.COORDINATOR, region, None, now)

    await world.db.write(body)
    return person


VISITOR = ("start", "catalog", "find", "routes", "my", "classes", "help", "language", "profile", "delete_me")


async def walk_the_town(world: World, language: str) -> Town:
    """Everybody presses what they meet, breadth first."""
    town = await people_the_town(world, language)
    await town.walkers["teacher"].walk(VISITOR)
    await town.walkers["tourist"].walk(("start", "my", "profile"))
    for name in ("parent", "pupil", "newcomer"):
        await town.walkers[name].walk(("start", "my"))
    await town.walkers["owner"].walk(("start", "desk", "profile"))
    await town.walkers["guard"].walk(("start", "desk"))
    await town.walkers["coordinator"].walk(("start", "region"))
    return town
