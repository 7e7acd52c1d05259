"""Whatever a person types is shown as it was typed, or refused in words; it never formats a message.

The table in ``tests/security/fields.py`` has a place for every question that is answered by typing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.clock import MovableClock
from bot.db.booking.drafts import read_asking_draft
from bot.db.engine.database import Database
from bot.db.people.people import read_actor
from bot.domain.draft import Draft
from bot.domain.forms import (
    Form,
    Question,
)
from bot.domain.model import Role
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DEMO_FILE
from bot.services.forms.engine import KINDS
from bot.wiring import wire
from sandbox.lints import LintRule
from sandbox.people import Person, render
from tests.bot.hosts.site import COORDINATOR_ID, booking_of, host_of
from tests.bot.paths import FELTING, book_class, book_seats, words
from tests.bot.town import Town
from tests.bot.walker import incidents
from tests.bot.world import START, World, open_world
from tests.engines import TemplateOf
from tests.runners import runner_over
from tests.security.fields import PLACES, FieldOf
from tests.security.watch import MARK, Watch, as_shown

MARKUP = (
    f"<b>{MARK}</b> &lt;i&gt; &amp;amp; <i",
    f"</b><a href=evil>{MARK}</a><script> *{{0}}* &#60;",
)
"""Short enough together with what each question wants: a course has 60 characters."""
LINKS = (
    f'</b><a href="https://evil.example">{MARK}</a>',
    f'<a href="tg://resolve?domain=evil">{MARK}</a>',
    f"[{MARK}](https://evil.example)",
)
"""The product takes no addresses in answers."""

KEPT = [field for field, place in PLACES.items() if place.around is not None]
REFUSED = [field for field, place in PLACES.items() if place.around is None]


def name_of(field: FieldOf) -> str:
    return f"{field[0].__name__} {field[1]}"


def test_every_question_that_is_answered_by_typing_has_a_place() -> None:
    asked: dict[type, set[Question]] = {each: set() for each in get_args(Form)}
    for form, question in PLACES:
        asked[form].add(question)
    assert all(asked.values()), asked
    for form, kind in KINDS.items():
        written = {question.name for question in kind.questions if question.text is not None}
        odd = sorted(asked[form] ^ written)
        assert not odd, f"tests/security/fields.py: a Place for each typed question of {form.__name__}: {odd}"


async def asking(world: World, person: Person) -> Draft[Form] | None:
    actor = await world.db.read(lambda connection: read_actor(connection, person.user_id))
    assert actor is not None
    return await world.db.read(lambda connection: read_asking_draft(connection, actor.person_id))


async def assert_refused(world: World, person: Person, text: str) -> None:
    """Said so, not kept, and the question waits as before; where nothing was asked, ways on are offered."""
    before = await asking(world, person)
    await person.writes(text)
    assert person.new, "it is answered"
    asked = None if before is None else KINDS[type(before.form)].named(before.question or "")
    if asked is None or not asked.overhears:
        person.does_not_see(words("ru")("home.catalogue"), words("ru")("home.find"))
    after = await asking(world, person)
    assert before is not None
    assert after is not None
    assert (after.id, after.question, after.form) == (before.id, before.question, before.form)


async def assert_harmless(world: World, watch: Watch) -> None:
    assert not watch.problems, "\n".join(watch.problems)
    assert not await world.db.read(incidents)


@pytest.mark.parametrize("field", REFUSED, ids=name_of)
@pytest.mark.shows("B2")
@pytest.mark.sampled(8)
async def test_markup_where_it_has_no_place_is_refused(world: World, field: FieldOf) -> None:
    watch = Watch(()).over(world)
    person = await PLACES[field].go(world)
    waiting = await asking(world, person)
    assert waiting is not None
    assert (type(waiting.form), waiting.question) == field
    world.allow(LintRule.SAID_TWICE)
    for text in (*MARKUP, *LINKS):
        await assert_refused(world, person, text)
    await assert_harmless(world, watch)


@pytest.mark.parametrize("markup", MARKUP, ids=["bold", "link"])
@pytest.mark.parametrize("field", KEPT, ids=name_of)
@pytest.mark.shows("B2")
@pytest.mark.sampled(6)
async def test_markup_arrives_as_it_was_typed(world: World, field: FieldOf, markup: str) -> None:
    place = PLACES[field]
    assert place.around is not None
    typed = place.around.format("<>").replace("<>", markup)
    watch = Watch((typed,)).over(world)
    person = await place.go(world)
    waiting = await asking(world, person)
    assert waiting is not None
    assert (type(waiting.form), waiting.question) == field
    world.allow(LintRule.SAID_TWICE, LintRule.LONG_MESSAGE)
    for text in () if place.links else LINKS:
        await assert_refused(world, person, place.around.format(text))
    await person.writes(typed)
    for read in place.read:
        reader = await read(world, person)
        shown = [render(message) for message in reader.new]
        assert any(each in text for each in as_shown(typed) for text in shown), "\n".join(shown)
    await assert_harmless(world, watch)


# --- what is not typed at a question


@pytest.mark.shows("H4")
async def test_what_telegram_says_of_a_person_or_a_group_formats_nothing(world: World) -> None:
    """First and last name, nick, the name in a contact, the title of a group: none is even shown."""
    w = words("ru")
    watch = Watch(()).over(world)
    host = await host_of(world, "Ольга", Role.OWNER, slug=FELTING)
    tourist = world.person(MARKUP[0])
    tourist.user.last_name, tourist.user.username = LINKS[0], MARK
    await book_seats(world, tourist, w)
    await tourist.writes("/profile")
    await host.press_data(f"hv:{(await booking_of(world, tourist)).first.id}:show")
    host.sees("Анна Петровна")
    group = world.telegram.create_group(LINKS[1], [tourist.user_id])
    world.telegram.send_text(tourist.user_id, "/start", chat_id=group)
    await world.settle()
    assert [shown for shown in world.telegram.view(tourist.user_id, group) if shown.from_bot]
    await assert_harmless(world, watch)


async def test_a_text_that_answers_nothing_formats_nothing(world: World) -> None:
    person = world.person("Анна")
    await person.start()
    watch = Watch(()).over(world)
    world.allow(LintRule.SAID_TWICE)
    for text in (*MARKUP, *LINKS, *(f"/{markup}" for markup in MARKUP), f"/start {MARKUP[0]}"):
        await person.writes(text)
        assert person.last.labels
    await person.sends_document(f"{MARKUP[0]}.json", b"x", caption=MARKUP[1])
    await assert_harmless(world, watch)


OF_A_FILE = f"<b>{MARK}</b>&lt;"
LINE, PARAGRAPH = 120, 400
"""Characters that the format of a catalogue allows."""


def with_markup(part: Any) -> Any:
    """The same part of a catalogue with markup at the end of every text that it holds."""
    if isinstance(part, list):
        return [with_markup(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "ru" not in part:
        return {key: with_markup(each) for key, each in part.items()}
    room = {code: (LINE if len(text) <= LINE else PARAGRAPH) - len(OF_A_FILE) for code, text in part.items()}
    return {code: text[: room[code]] + OF_A_FILE for code, text in part.items()}


async def fill_with_markup(db: Database) -> None:
    clock = MovableClock(START)
    file = json.dumps(with_markup(json.loads(DEMO_FILE.read_bytes())))
    counts = await ImportCatalogue(db, clock)(file, publish=True)
    assert isinstance(counts, ImportCounts), counts
    await roll_schedules(runner_over(db, clock))


@pytest.mark.shows("F2")
@pytest.mark.long
async def test_texts_of_an_imported_catalogue_format_nothing(tmp_path: Path, template_of: TemplateOf) -> None:
    """Past every text that an enterprise wrote: as a visitor, at a desk with bookings, in the region."""
    w = words("ru")
    made = template_of(fill_with_markup)
    async with open_world(tmp_path, made, wire, coordinator_ids=(COORDINATOR_ID,)) as world:
        world.allow(*LintRule)
        watch = Watch((OF_A_FILE,)).over(world)
        town = Town(world)
        owner = town.add("owner", await host_of(world, "Ольга", Role.OWNER))
        teacher = town.add("teacher", world.person("Анна"))
        coordinator = town.add("coordinator", world.person("Вера", user_id=COORDINATOR_ID))
        await coordinator.person.start()
        await book_class(world, teacher.person, w)
        await teacher.walk(("start", "catalog", "routes", "book", "my", "classes"))
        await owner.walk(("desk",))
        await coordinator.walk(("start", "region"))
        assert not town.problems, "\n".join(town.problems)
        assert len(watch.seen) > 40, "there is something to look at"
        await assert_harmless(world, watch)
