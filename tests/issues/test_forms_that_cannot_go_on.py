"""A form whose group or card was gone crashed at every text, for up to a week; others were never left.

What such a form waits for can no longer be answered: it says so once and is put aside.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.people.members import end_membership
from bot.db.people.people import read_actor
from bot.db.tables import draft
from bot.domain.model import DraftState, Role
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, data_of, host_of, label_with
from tests.bot.hosts.test_host_gate import expected_class
from tests.bot.hosts.test_on_the_day import class_of_today
from tests.bot.paths import PAPER_MILL, book_class, open_programme, programme_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def open_forms(world: World) -> list[str]:
    """Kinds of forms that a typed text would answer."""
    query = select(draft.c.kind).where(draft.c.state == DraftState.OPEN).order_by(draft.c.kind)
    return [each.value for each in await world.db.read(lambda c: c.execute(query).scalars().all())]


async def at_head_count(world: World, role: Role, language: str = "ru") -> tuple[Person, Person]:
    """Somebody of the site who is asked how many came, and the teacher."""
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    host = await host_of(world, "Семён", role, language=language)
    teacher = await expected_class(world, owner)
    await host.writes("/desk")
    await host.tap(w("host.desk.today"))
    await host.tap(label_with(host, "7 Б"))
    await host.tap(w("host.gate.other"))
    return host, teacher


@LANGUAGES
async def test_a_head_count_of_yesterday_is_said_to_be_over_once(world: World, language: str) -> None:
    w = words(language)
    guard, teacher = await at_head_count(world, Role.GUARD, language)
    start = (await booking_of(world, teacher)).first.starts_at
    await world.skip_to(start + timedelta(days=1))
    await guard.writes("12")
    guard.sees(w("host.refusal.not_allowed.day"))
    assert await open_forms(world) == []
    await guard.writes("12")
    guard.sees(w("home.catalogue"))


async def test_a_group_that_is_looked_at_is_not_counted_by_the_next_text(world: World) -> None:
    w = words("ru")
    guard, teacher = await at_head_count(world, Role.GUARD)
    await guard.tap(w("button.back"))
    await guard.writes("12")
    assert (await booking_of(world, teacher)).first.arrived_count is None


async def test_the_question_of_a_card_that_was_removed_is_gone(world: World) -> None:
    w = words("ru")
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    remove = data_of(teacher, w("classes.remove"))
    await teacher.tap(w("classes.change_class"))
    await teacher.press_data(re.sub(r":del.*", ":del:yes", remove))
    await teacher.writes("8 А")
    teacher.sees(w("classes.title"))
    assert await open_forms(world) == []


async def test_codes_are_asked_no_more_of_somebody_who_left(world: World) -> None:
    w = words("ru")
    guard = await host_of(world, "Семён", Role.GUARD)
    await guard.writes("/desk")
    await guard.tap(w("host.desk.code"))
    assert await open_forms(world) == ["arrival_code"]

    def leave(connection: Connection) -> None:
        actor = read_actor(connection, guard.user_id)
        assert actor is not None
        (site,) = actor.site_ids
        end_membership(connection, actor.person_id, site, world.clock.now())

    await world.db.write(leave)
    await guard.writes("К7М2")
    guard.sees(w("host.refusal.not_allowed"))
    assert await open_forms(world) == []


async def _coming(world: World) -> Person:
    owner = await host_of(world, "Ольга", Role.OWNER)
    teacher = await class_of_today(world, owner)
    await teacher.tap(words("ru")("day.coming"))
    return teacher


async def _count(world: World) -> Person:
    return (await at_head_count(world, Role.GUARD))[0]


async def _code(world: World) -> Person:
    guard = await host_of(world, "Семён", Role.GUARD)
    await guard.writes("/desk")
    await guard.tap(words("ru")("host.desk.code"))
    return guard


async def _name(world: World) -> Person:
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, words("ru"))
    await teacher.writes("/profile")
    await teacher.tap(words("ru")("profile.change_name"))
    return teacher


@pytest.mark.parametrize(
    ("reach", "key"),
    [
        (_coming, "day.on_way"),
        (_count, "host.gate.other"),
        (_code, "host.desk.today"),
        (_name, "profile.change_name"),
    ],
)
@pytest.mark.parametrize("word", ["назад", "Отмена"])
@pytest.mark.sampled(3)
async def test_back_in_words_leaves_a_question_that_has_none_before_it(
    world: World, reach: Callable[[World], Awaitable[Person]], key: str, word: str
) -> None:
    person = await reach(world)
    assert len(await open_forms(world)) == 1
    await person.writes(word)
    assert words("ru")(key) in person.buttons()
    assert await open_forms(world) == []


@pytest.mark.parametrize("way", ["command", "link", "another button"])
@pytest.mark.parametrize("reach", [_coming, _count, _name])
@pytest.mark.sampled(3)
async def test_whoever_walks_away_from_a_lone_question_answers_it_no_more(
    world: World, reach: Callable[[World], Awaitable[Person]], way: str
) -> None:
    """Hours later a number typed anywhere was a head-count, and a search was somebody's name."""
    person = await reach(world)
    match way:
        case "command":
            await person.writes("/help")
        case "link":
            await person.start(f"p_{programme_id(world, PAPER_MILL)}")
        case _:
            await person.press_data("home")
    assert await open_forms(world) == []
    await person.writes("5")
    if reach is _name:
        # Who has a request is asked whether this is its new number (B8); nobody is called so.
        assert await open_forms(world) == ["numbers"]
        return
    assert await open_forms(world) == []
    if reach is _coming:  # too late to change, and said so
        person.sees(words("ru")("refusal.numbers_closed", phone="|").split("|")[0])
        return
    person.sees(words("ru")("home.catalogue"))


async def test_a_class_that_is_being_changed_waits_while_its_school_is_chosen(world: World) -> None:
    w = words("ru")
    await host_of(world, "Ольга", Role.OWNER)
    teacher = world.person("Анна")
    await book_class(world, teacher, w)
    await teacher.writes("/classes")
    await teacher.tap("7 Б · 27 + 3")
    await teacher.tap(w("classes.change_school"))
    await teacher.writes("Северный")
    await teacher.tap("Северный ключ")
    teacher.sees("Северный ключ")
    assert w("classes.change_school") in teacher.buttons()


async def test_a_request_waits_for_whoever_looks_elsewhere(world: World) -> None:
    w = words("ru")
    teacher = world.person("Анна")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await teacher.writes("/help")
    await teacher.writes("7 Б, 27")
    teacher.sees(w("form.school")[:10])
