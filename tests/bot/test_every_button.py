"""Every button of every screen, pressed a week later, twice, and by somebody else ("A button never dies").

The people of a town walk through the bot and note every distinct button with the message it stands on. Then
a week passes: requests were not answered, visits are over, holds ran out. Everything that was noted is
pressed by others, who may change nothing, and by its owner, twice: the second tap leaves the database as it
finds it. What is pressed is compared with the gallery of all screens: no kind of button is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.app import operator_of
from bot.db.booking.seats import find_discrepancies
from bot.db.people.people import read_actor
from bot.db.tables import booking, outbox, visit
from bot.domain.model import VisitStatus
from bot.ui.screen import Inline
from bot.ui.translator import BASE_LANGUAGE, languages, translator_for
from bot.ui.visitor.consent import consent_text
from bot.wiring import wire
from sandbox.people import Person
from tests.bot.town import Town, walk_the_town
from tests.bot.walker import FOR_EVERYBODY, Found, Rows, Witness, differences, incidents, plain, shape_of
from tests.bot.world import World, open_world
from tests.screens.limits import hang_everything
from tests.screens.showroom import open_showroom, prepare

pytestmark = pytest.mark.whole_demo

A_WEEK = timedelta(days=7)

LAST_OF_ALL = ("del:1", "lang:", "ho:")
"""Pressed at the very end: afterwards the person has no data, another language or no role."""
CHANGES = ("bkx:", "aw:", "cx:", "hx:", "hc:", "hr:", "ha:", "hv:", "cls:", "send:", "as:")
"""Pressed after what only shows."""

AFTER_TYPED = ("cls:org", "cls:neworg", "classes:anew", "f:mixed", "f:ok:", "hf:agree")
"""Hang under what was typed, where the walk types nothing or something else: a class of a card or of a form,
the time of a session. They are pressed in ``test_visitor_classes`` and where such texts are tried."""

ELSEWHERE = (
    *("duty:", "day:frost_no", "hz", "num:meant"),
    *("f:wait:", "wt:", "off:", "opn", "hmv:"),
    *("fb:", "feed:", "pap:", "ppr:"),
    *("f:aged", "f:letter:"),
    *("hgl:", "hgo", "hgd:why", "hgd:anyway", "hgd:off"),
    *("f:nofirm", "f:notitle", "bkx:time_changed", "hand:", "take", "photo", "own:keep", "pass:", "newsoff"),
    *("ask", "ans", "oq:", "qa", "hen:"),
    *("drw:", "ha:do:", "hsc:", "hsd:", "hse:", "htk:", "hpe:", "pce"),
    *(
        "hcf:",
        "hgr:",
        "hpf:",
        "hpl",
        "hlp:a",
        "hpo:",
        "hrf:",
        "hro:",
        "hph:",
        "hw:send",
        "hfg:months",
        "hif:",
    ),
    *("hkf:", "hkp", "cv", "cnf:", "cnt:", "cnw:", "cqf:", "cqp", "cx:published:sure=False:"),
    "csx:own=False",  # where the region has words of its own
    "reg",
    *("csd:", "csf:", "csg:", "csz:", "cwd:", "cfi", "cg", "cu:anew", "cph:", "crt"),
)
"""Buttons to which the walk does not lead yet: full days, duties, papers, a move that a site has to grant,
guides who are asked, a choice between regions.
They are pressed by the conversations of their own tests, the ones that change something twice."""


DUE_AT = list(outbox.c.keys()).index("due_at")


async def id_of(world: World, person: Person) -> int:
    actor = await world.db.read(lambda connection: read_actor(connection, person.user_id))
    assert actor is not None
    return actor.person_id


def without_drafts_of(person_id: int, rows: Rows) -> Rows:
    return {**rows, "draft": [each for each in rows["draft"] if each[0] != person_id]}


def due_of(row: tuple[object, ...]) -> datetime:
    return datetime.fromisoformat(str(row[DUE_AT])).replace(tzinfo=UTC)


def without_messages(rows: Rows, ids: Collection[object]) -> Rows:
    """What falls due while a button is pressed goes out, whoever presses what."""
    return {**rows, "outbox": [each for each in rows["outbox"] if each[0] not in ids]} if ids else rows


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


@pytest.fixture
async def patient_world(tmp_path: Path, demo_template: Path) -> AsyncIterator[World]:
    """A world in which the consent may be as long as the law makes it."""
    async with open_world(tmp_path, demo_template, wire) as opened:
        operator = operator_of(opened.settings)
        titles = tuple(
            plain(consent_text(translator_for(each.code), operator)).splitlines()[0] for each in languages()
        )
        opened.telegram.may_be_long = lambda text: text.startswith(titles)
        yield opened


def new_and_gone(difference: str) -> bool:
    """Whoever taps after everything was deleted is somebody new, and «Удалить» deletes that."""
    return difference.startswith(("person:", "deletion_log:")) or (
        difference.startswith("audit: [] became [(") and difference.count("'person.deleted'") == 1
    )


def in_order(found: Mapping[str, Found]) -> list[Found]:
    """What only shows first, then what changes, then what ends."""

    def rank(each: Found) -> int:
        if each.data.startswith(LAST_OF_ALL) and each.ends_something:
            return 2 + LAST_OF_ALL.index(next(one for one in LAST_OF_ALL if each.data.startswith(one)))
        return 1 if each.ends_something or each.data.startswith(CHANGES) else 0

    order = {0: 0, 1: 1, 3: 2, 4: 3, 2: 4}
    return sorted(found.values(), key=lambda each: order[rank(each)])


RIGHTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("guard", "owner"): ("hv", "ho", "hls"),
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
OWN_AFFAIR = frozenset(
    {*FOR_EVERYBODY, "home", "help", "me", "del", "lang", "mine", "classes", "cont", "news", "own", "quiet"}
)
"""Buttons that show or change what belongs to whoever presses them."""


async def let_others_press(town: Town, witness: Witness) -> None:
    """Data that somebody copied: answered, and nothing changes."""
    world = town.world
    stranger = world.person("Зоя")
    await stranger.start()
    town.add("stranger", stranger)
    for (name, owner), rights in RIGHTS.items():
        walker = town.walkers[name]
        own = await id_of(world, walker.person)
        before = without_drafts_of(own, witness.look())
        one_of_each = {found.shape: found for found in town.walkers[owner].found.values()}
        for found in one_of_each.values():
            if found.prefix not in OWN_AFFAIR and found.prefix not in rights:
                await walker.press(found, "with a copied button", owner)
        after = without_drafts_of(own, witness.look())
        walker.problems += [f"{name} with buttons of {owner}: {each}" for each in differences(before, after)]


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Of every button that hangs in the gallery."""
    folder = tmp_path_factory.mktemp("showroom")
    prepare(folder)
    return {
        shape_of(button.tap)
        for gallery in hang_everything(asyncio.run(open_showroom(folder)))
        for shot in gallery.shots
        if isinstance(shot.screen.keyboard, Inline)
        for row in shot.screen.keyboard.rows
        for button in row
        if button.tap is not None
    }


@pytest.fixture
def witness(patient_world: World, tmp_path: Path) -> Iterator[Witness]:
    seen = Witness(tmp_path / "bot.sqlite3")
    yield seen
    seen.close()


@pytest.mark.long
@pytest.mark.parametrize("language", ["ru", "en"])
async def test_every_button_works_a_week_later(
    patient_world: World, witness: Witness, shapes: set[str], language: str
) -> None:
    world = patient_world
    town = await walk_the_town(world, language)
    await world.move(A_WEEK)
    if language == BASE_LANGUAGE:  # rights do not depend on it
        await let_others_press(town, witness)
    pressed: set[str] = set()
    for walker in town.walkers.values():
        for found in in_order(dict(walker.found)):
            before = witness.look()
            await walker.press(found, "a week later")
            once, then = witness.look(), world.clock.now()
            await walker.press(found, "again")
            twice = witness.look()
            fell_due = {row[0] for row in once["outbox"] if then < due_of(row) <= world.clock.now()}
            once, twice = (without_messages(each, fell_due) for each in (once, twice))
            pressed.add(found.shape)
            whose = f"{walker.name}: {found.data!r} [{found.label}]"
            walker.problems += [
                f"{whose} twice: {each}"
                for each in differences(once, twice)
                if found.prefix != "del" or not new_and_gone(each)
            ]
            if len(once["booking"]) - len(before["booking"]) > 1:
                walker.problems.append(f"{whose} made several bookings")
    assert not town.problems, "\n".join(town.problems)
    unmet = {each for each in shapes - pressed if not each.startswith((*AFTER_TYPED, *ELSEWHERE))}
    assert not unmet, f"the walk does not lead to {sorted(unmet)}"
    assert not await world.db.read(incidents)
    assert not await world.db.read(find_discrepancies)
    await assert_nobody_comes_twice(world)
