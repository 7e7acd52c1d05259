"""Every button of every screen, pressed a week later, twice, and by somebody else ("A button never dies").

People with bookings, placements, open forms and roles walk through the bot and note every distinct button
with the message it stands on. Then a week passes: requests were not answered, visits are over, holds ran out.
Everything that was noted is pressed by others, who may change nothing, and by its owner, twice.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, func, select

from bot.db.demo import give_role
from bot.db.people import read_actor
from bot.db.seats import find_discrepancies
from bot.db.tables import (
    application,
    booking,
    class_card,
    draft,
    incident,
    invitation,
    membership,
    site,
    visit,
)
from bot.domain.model import Role, VisitStatus
from bot.house import furnish, operator_of
from bot.ui.html import Html
from bot.ui.translator import BASE_LANGUAGE, languages, translator_for
from bot.ui.visitor.consent import consent_text
from sandbox.model import Event, EventKind, QueryState
from sandbox.people import Person
from tests.bot.hosts.site import host_of
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    Words,
    book_class,
    book_seats,
    open_programme,
    site_id,
    tap_day,
    tap_time,
    words,
)
from tests.bot.test_handlers_fit import CLASSES
from tests.bot.world import World, open_world

PLACEMENTS = "sloist"
A_MOMENT = timedelta(seconds=2)
"""Between two taps: the second is a tap of its own, and may be answered below like the first."""
A_WEEK = timedelta(days=7)
OF_ONE_SHAPE = 2
"""Buttons of one class and operation that are enough: the catalogue alone has thousands of the same kind."""
IN_ONE_FORM = 1
"""The same of one form; people have several forms, open and sent."""
OF_ONE_PERSON = 100
MOST_PRESSES = 80
"""Taps that one person spends on the walk."""
FORMS = frozenset({"f", "af", "hf"})
FOR_EVERYBODY = frozenset({"cat", "near", "site", "place", "prog", "routes", "route", "book", "0"})
"""Alike for all: whoever meets them first walks on for the others."""

FIRST_USER = 810_000_001
"""Away from the people of the demo, whose roles nobody here shall have by chance."""

LAST_OF_ALL = ("del:1", "lang:", "ho:")
"""Pressed at the very end: afterwards the person has no data, another language or no role."""
CHANGES = ("bkx:", "aw:", "cx:", "hx:", "hc:", "hr:", "ha:", "hv:", "cls:", "send:", "as:")
"""Pressed after what only shows."""


CHANGING = (
    *CHANGES,
    *LAST_OF_ALL,
    "f:",
    "af:",
    "hf:",
    "consent:",
    "ac:",
    "book:",
    "again:",
    "ci:",
    "hi:",
    "hn:",
)
"""Pressed twice: whatever writes something."""


@dataclass(frozen=True, slots=True)
class Found:
    """A button as it was met: what it carries, on which message, and what stood on it."""

    data: str
    message_id: int
    label: str

    @property
    def prefix(self) -> str:
        return self.data.partition(":")[0]

    @property
    def changes_on_second_tap(self) -> bool:
        """What is agreed to for the second time: not pressed on the walk, so that there is more to see."""
        prefix, _, rest = self.data.partition(":")
        parts = rest.split(":")
        match prefix:
            case "del" | "ho" | "cx" | "aw":
                return parts[-1] == "1"
            case "bkx":
                return bool(parts[-1])
            case "hx":
                return parts[-1] == "remove"
            case "hc":
                return parts[1] in {"close", "reopen"}
            case "hr" | "ha":
                return parts[1 if prefix == "ha" else 2] in {"confirm", "decline", "accept"}
            case "lang":
                return bool(rest)
            case "cls":
                return rest.endswith(":del:yes")
            case "f" | "af" | "hf":
                return parts[1] == "cancel"
            case "send" | "as":
                return True
            case _:
                return False

    @property
    def shape(self) -> str:
        """Buttons of one shape differ in numbers only."""
        prefix, _, rest = self.data.partition(":")
        parts = rest.split(":")
        match prefix:
            case _ if prefix in FORMS:
                return f"{prefix}:{parts[0]}:{parts[1]}"
            case "hr":
                return f"hr:{parts[2]}"
            case "cls" | "ha" | "hc" | "hv" | "cx" | "bkx" | "aw":
                return f"{prefix}:{parts[1]}"
            case "cat":
                return f"cat:{parts[-1]}"
            case _:
                return prefix


class Walker:
    """Presses and notes on behalf of one person."""

    def __init__(self, world: World, name: str, person: Person, common: Counter[str]) -> None:
        self.world = world
        self.name = name
        self.person = person
        self.found: dict[str, Found] = {}
        self.problems: list[str] = []
        self._common = common
        self._shapes: Counter[str] = Counter()
        self._queue: deque[Found] = deque()
        self._sorry = (
            _plain(translator_for("ru").html("error.incident", number="")).splitlines()[0],
            _plain(translator_for("en").html("error.incident", number="")).splitlines()[0],
        )
        self._apologised = False

    def notes(self, event: Event) -> None:
        """Called at every change of the chat."""
        message = event.message
        if event.user_id != self.person.user_id or message is None or not message.from_bot:
            return
        if event.kind is EventKind.DELETED:
            return
        self._apologised = self._apologised or message.text.startswith(self._sorry)
        for row in message.rows:
            for button in row:
                if button.callback_data is not None:
                    self._note(Found(button.callback_data, message.message_id, button.label))

    def _note(self, found: Found) -> None:
        if found.data in self.found or len(self.found) >= OF_ONE_PERSON:
            return
        shapes = self._common if found.prefix in FOR_EVERYBODY else self._shapes
        if shapes[found.shape] >= (IN_ONE_FORM if found.prefix in FORMS else OF_ONE_SHAPE):
            return
        shapes[found.shape] += 1
        self.found[found.data] = found
        if found.changes_on_second_tap:
            return
        if found.prefix in {"f", "af", "hf", "consent", "ac"}:
            self._queue.appendleft(found)
        else:
            self._queue.append(found)

    async def walk(self, commands: Sequence[str]) -> None:
        """Breadth first from the chat as it stands and from every command; forms are followed at once."""
        for command in commands:
            await self.person.writes(f"/{command}")
        presses = 0
        while self._queue and presses < MOST_PRESSES:
            presses += 1
            await self.press(self._queue.popleft(), "on the walk")

    async def press(self, found: Found, when: str, owner: str = "") -> None:
        """One tap, which must be answered visibly and without an incident."""
        telegram = self.world.telegram
        self.world.clock.move(A_MOMENT)
        message_id = found.message_id if not owner else self._own_message()
        telegram.press(self.person.user_id, self.person.user_id, message_id, found.data)
        await self.world.settle()
        query = next(reversed(telegram.queries.values()))
        whose = f" of {owner}" if owner else ""
        what = f"{self.name} {when}: {found.data!r} [{found.label}]{whose}"
        if query.state is not QueryState.ANSWERED:
            self.problems.append(f"{what}: never answered")
        if not query.seen:
            self.problems.append(f"{what}: nothing visible happened")
        if self._apologised:
            self._apologised = False
            incidents = await self.world.db.read(_incidents)
            self.problems.append(f"{what}: incident\n{incidents[-1]}")

    def _own_message(self) -> int:
        """Somebody else's data can only come on a message of one's own chat."""
        chat = self.person.user_id
        return max(number for at, number in self.world.telegram.messages if at == chat)


def _incidents(connection: Connection) -> list[str]:
    rows = connection.execute(select(incident.c.error, incident.c.traceback).order_by(incident.c.id))
    return [f"{row.error}\n{row.traceback}" for row in rows]


# --- who walks -------------------------------------------------------------------------------------

VISITOR = ("start", "catalog", "routes", "my", "classes", "help", "language", "profile", "delete_me")


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
    """A teacher, a tourist, an applicant, an owner of sites, a guard, a coordinator, and their past."""
    w = words(language)
    town = Town(world)
    for number, name in enumerate(("Анна", "Марина", "Галина", "Ольга", "Семён", "Пётр", "Вера", "Зоя")):
        world.person(name, language_code=language, user_id=FIRST_USER + number)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    await _also_owner(world, owner, FELTING)
    await _also_owner(world, owner, PLACEMENTS)
    guard = await host_of(world, "Семён", Role.GUARD, slug=FELTING, language=language)
    await host_of(world, "Пётр", Role.STAFF, language=language)
    coordinator = await _coordinator(world, language)
    teacher = world.person("Анна", language_code=language)
    tourist = world.person("Марина", language_code=language)
    parent = world.person("Галина", language_code=language)
    for name, person in (("owner", owner), ("guard", guard), ("coordinator", coordinator)):
        town.add(name, person)
    for name, person in (("teacher", teacher), ("tourist", tourist), ("parent", parent)):
        town.add(name, person)

    confirmed = await book_class(world, teacher, w)
    await owner.tap(w("host.confirm"))
    await book_class_again(world, teacher, w, nth=1)
    declined = await book_class_again(world, teacher, w, nth=2)
    await owner.tap(w("host.decline"))
    await owner.tap(w("host.reason.repair"))
    await book_class_again(world, teacher, w, nth=3, send=False)
    assert confirmed != declined

    await book_seats(world, tourist, w, seats=3)
    await tourist.tap(w("sent.card"))
    await open_programme(world, tourist, FELTING, "class")
    await tourist.tap(w("programme.book"))
    await tourist.tap("2")
    await tap_day(tourist, nth=3)

    await apply_for_placement(world, parent, w)
    await owner.writes("/desk")
    return town


async def book_class_again(world: World, teacher: Person, w: Words, *, nth: int, send: bool = True) -> str:
    """The saved class on another day."""
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.tap("7 Б")
    await tap_day(teacher, nth=nth)
    await tap_time(teacher)
    if not send:
        return ""
    await teacher.tap(w("summary.send"))
    return teacher.last.text


async def apply_for_placement(world: World, parent: Person, w: Words) -> None:
    await open_programme(world, parent, PLACEMENTS, "intern")
    await parent.tap(w("programme.apply"))
    await parent.tap(w("application.i_am.parent"))
    await parent.tap("16–17")
    for _ in range(2):
        await parent.tap(parent.buttons()[0])
    await parent.writes("10 класс")
    await parent.writes("Учится на технолога, хочет увидеть цех изнутри")
    await parent.tap(w("consent.agree"))
    await parent.writes("Мария Ивановна")
    await parent.shares_contact()
    await parent.tap(w("summary.send"))


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


# --- what may not change ---------------------------------------------------------------------------

GUARDED: tuple[Table, ...] = (
    booking,
    visit,
    membership,
    site,
    class_card,
    application,
    invitation,
)

Rows = Mapping[str, Sequence[tuple[object, ...]]]


async def take_snapshot(world: World, but: Person | None = None) -> Rows:
    """All rows that matter; drafts of everybody but this person."""

    def body(connection: Connection) -> Rows:
        rows = {
            table.name: [
                tuple(map(str, row)) for row in connection.execute(select(table).order_by(table.c.id))
            ]
            for table in GUARDED
        }
        actor = read_actor(connection, but.user_id) if but is not None else None
        own = actor.person_id if actor is not None else -1
        query = select(draft).where(draft.c.person_id != own).order_by(draft.c.id)
        rows["draft"] = [tuple(map(str, row)) for row in connection.execute(query)]
        return rows

    return await world.db.read(body)


def differences(before: Rows, after: Rows) -> list[str]:
    found = []
    for name, rows in before.items():
        if rows != after[name]:
            gone = [row for row in rows if row not in after[name]]
            new = [row for row in after[name] if row not in rows]
            found.append(f"{name}: {gone} became {new}")
    return found


async def assert_nobody_comes_twice(world: World) -> None:
    """One booking a form, and nobody has two live visits to one session."""

    def body(connection: Connection) -> list[tuple[object, ...]]:
        live = [VisitStatus.PENDING, VisitStatus.CONFIRMED, VisitStatus.ARRIVED]
        twice = connection.execute(
            select(booking.c.person_id, visit.c.session_id, func.count())
            .join(visit, visit.c.booking_id == booking.c.id)
            .where(visit.c.status.in_(live))
            .group_by(booking.c.person_id, visit.c.session_id)
            .having(func.count() > 1)
        )
        forms = connection.execute(
            select(booking.c.draft_id, func.count()).group_by(booking.c.draft_id).having(func.count() > 1)
        )
        return [tuple(row) for row in (*twice, *forms)]

    assert not await world.db.read(body)


async def count_bookings(world: World) -> int:
    return await world.db.read(
        lambda connection: connection.execute(select(func.count()).select_from(booking)).scalar_one()
    )


# --- the tests -------------------------------------------------------------------------------------


@pytest.fixture
async def patient_world(tmp_path: Path, demo_template: Path) -> AsyncIterator[World]:
    """A world in which the consent may be as long as the law makes it."""
    async with open_world(tmp_path, demo_template, furnish) as opened:
        operator = operator_of(opened.settings)
        titles = tuple(
            _plain(consent_text(translator_for(each.code), operator)).splitlines()[0] for each in languages()
        )
        opened.telegram.may_be_long = lambda text: text.startswith(titles)
        yield opened


def _plain(text: Html) -> str:
    return text.replace("<b>", "").replace("</b>", "")


def in_order(found: Mapping[str, Found]) -> list[Found]:
    """What only shows first, then what changes, then what ends."""

    def rank(each: Found) -> int:
        if each.data.startswith(LAST_OF_ALL) and each.changes_on_second_tap:
            return 2 + LAST_OF_ALL.index(next(one for one in LAST_OF_ALL if each.data.startswith(one)))
        return 1 if each.changes_on_second_tap or each.data.startswith(CHANGES) else 0

    order = {0: 0, 1: 1, 3: 2, 4: 3, 2: 4}
    return sorted(found.values(), key=lambda each: order[rank(each)])


async def walk_the_town(world: World, language: str) -> Town:
    town = await people_the_town(world, language)
    await town.walkers["teacher"].walk(VISITOR)
    await town.walkers["tourist"].walk(("start", "my", "profile"))
    await town.walkers["parent"].walk(("start", "my"))
    await town.walkers["owner"].walk(("start", "desk", "profile"))
    await town.walkers["guard"].walk(("start", "desk"))
    await town.walkers["coordinator"].walk(("start", "region"))
    return town


RIGHTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("guard", "owner"): ("hv", "ho"),
    ("owner", "coordinator"): ("hi", "hx"),
    ("tourist", "teacher"): (),
    ("teacher", "owner"): (),
    ("owner", "teacher"): (),
    ("stranger", "teacher"): (),
    ("stranger", "tourist"): (),
    ("stranger", "parent"): (),
    ("stranger", "owner"): (),
    ("stranger", "coordinator"): (),
}
"""Who presses whose buttons, and which of them do what the presser may do anyway (on the same site)."""
OWN_AFFAIR = frozenset({*FOR_EVERYBODY, "home", "help", "me", "del", "lang", "mine", "classes", "cont"})
"""Buttons that show or change what belongs to whoever presses them."""


async def let_others_press(town: Town) -> None:
    """Data that somebody copied: answered, and nothing changes."""
    world = town.world
    stranger = world.person("Зоя")
    await stranger.start()
    town.add("stranger", stranger)
    for (name, owner), rights in RIGHTS.items():
        walker = town.walkers[name]
        before = await take_snapshot(world, but=walker.person)
        one_of_each = {found.shape: found for found in town.walkers[owner].found.values()}
        for found in one_of_each.values():
            if found.prefix not in OWN_AFFAIR and found.prefix not in rights:
                await walker.press(found, "with a copied button", owner)
        after = await take_snapshot(world, but=walker.person)
        walker.problems += [f"{name} with buttons of {owner}: {each}" for each in differences(before, after)]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_every_button_works_a_week_later(patient_world: World, language: str) -> None:
    world = patient_world
    town = await walk_the_town(world, language)
    met = {found.prefix for walker in town.walkers.values() for found in walker.found.values()}
    assert {each.__prefix__ for each in CLASSES} == met, "the walk does not lead to every kind of button"
    await world.move(A_WEEK)
    if language == BASE_LANGUAGE:  # rights do not depend on it
        await let_others_press(town)
    for walker in town.walkers.values():
        noted = in_order(dict(walker.found))
        for found in noted:
            before = await count_bookings(world)
            await walker.press(found, "a week later")
            once = await count_bookings(world)
            if found.data.startswith(CHANGING):
                await walker.press(found, "again")
            again = await count_bookings(world)
            if again != once or once - before > 1:
                walker.problems.append(f"{walker.name}: {found.data!r} made {again - before} bookings")
    assert not town.problems, "\n".join(town.problems)
    assert not await world.db.read(_incidents)
    assert not await world.db.read(find_discrepancies)
    await assert_nobody_comes_twice(world)
