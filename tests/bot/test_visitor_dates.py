"""«Ближайшие даты»: soonest first, and the date that was tapped is the one that the form goes to (A6)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.db.tables import session
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.model import SessionStatus
from bot.ui.formats.dates import bare_moment_label, local_date, moment_label, short_moment_label
from bot.ui.formats.labels import name_label
from bot.ui.visitor.catalogue import SITE_IN_LIST
from sandbox.people import Person
from tests.bot.hosts.site import booking_of
from tests.bot.paths import FELTING, PAPER_MILL, Words, become_known, describe_class, moments_on, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def _starts(world: World, slug: str, code: str) -> list[tuple[int, datetime]]:
    """Sessions of a programme, soonest first."""
    programme = _programme(world, slug, code)[1]

    def body(connection: Connection) -> list[tuple[int, datetime]]:
        rows = connection.execute(
            select(session.c.id, session.c.starts_at)
            .where(session.c.programme_id == programme.id, session.c.starts_at > world.clock.now())
            .order_by(session.c.starts_at)
        )
        return [(row.id, row.starts_at) for row in rows]

    return await world.db.read(body)


def _programme(world: World, slug: str, code: str) -> tuple[Site, Programme]:
    catalogue = world.app.content.published
    site = next(each for each in catalogue.sites.values() if each.slug == slug)
    return site, next(each for each in site.programmes if each.code == code)


def _names(site: Site, line: str, w: Words) -> bool:
    """In full, or as much as there is room for."""
    name = w.t.content(site.name)
    return name in line or name_label(name, SITE_IN_LIST) in line


async def _open_date(world: World, person: Person, w: Words, slug: str, code: str, nth: int) -> datetime:
    """From the home screen by the list of dates to the card of the n-th date of a programme."""
    site, programme = _programme(world, slug, code)
    starts = await _starts(world, slug, code)
    moment = starts[nth][1]
    await person.start()
    await person.tap(w("home.more"))
    await person.tap(w("home.dates"))
    label = short_moment_label(moment, site.timezone, w.t)
    for _ in range(60):
        lines = person.last.text.splitlines()
        for number, line in enumerate(lines):
            of_the_programme = f"{label} — {w.t.content(programme.title)}" in line
            if of_the_programme and _names(site, lines[number + 1], w):
                await person.tap(line.split(" ")[0])
                return moment
        world.clock.move(timedelta(seconds=5))
        await person.tap("›")
    raise AssertionError(f"{label} of {slug} is not among the nearest dates")


@LANGUAGES
@pytest.mark.shows("A6")
async def test_the_date_that_was_tapped_is_booked_as_chosen(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    start = await _open_date(world, guest, w, FELTING, "class", 4)
    guest.sees(w("programme.chosen", moment=moment_label(start, "Europe/Moscow", w.t)))
    await guest.tap(w("programme.details"))
    await guest.tap(w("programme.facts"))
    guest.sees(w("programme.chosen", moment=moment_label(start, "Europe/Moscow", w.t)))
    await guest.tap(w("programme.book"))
    await world.restart()
    await guest.tap("2")
    guest.sees(w("consent.title"))
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.book"))
    assert (await booking_of(world, guest)).first.starts_at == start


@LANGUAGES
@pytest.mark.shows("A6")
async def test_a_class_comes_to_its_date_after_the_party_is_agreed(world: World, language: str) -> None:
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    starts = await _starts(world, PAPER_MILL, "tour")
    first = next(number for number, (_, start) in enumerate(starts) if start.day == 10)
    start = await _open_date(world, teacher, w, PAPER_MILL, "tour", first)
    await teacher.tap(w("programme.book"))
    # A wrong party and a step back do not lose the date.
    await teacher.writes("7 Б, 20")
    await teacher.tap(w("button.back"))
    await describe_class(teacher, w, party="7 Б, 17")
    teacher.sees(w("consent.title"))
    # Back leads to the nearest sessions: the date is no trap. It is among them, or one tap away.
    await teacher.tap(w("button.back"))
    teacher.sees(w("form.day"))
    assert [each for each in moments_on(teacher) if moment_label(start, "Europe/Moscow", w.t) in each]


@LANGUAGES
@pytest.mark.shows("A6")
async def test_a_date_that_does_not_fit_is_explained_by_the_calendar(world: World, language: str) -> None:
    """Too soon for a class: the calendar opens on that month, says why, and offers the nearest."""
    w = words(language)
    teacher = world.person("Анна", language_code=language)
    await _open_date(world, teacher, w, FELTING, "class", 0)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 10")
    teacher.sees(w("form.day"), str(w.t.count("count.working_days_before", 3)))
    offered = [label for label in teacher.buttons() if "," in label]
    assert len(offered) >= 2
    await teacher.tap(offered[0])
    teacher.sees(w("consent.title"))


@LANGUAGES
@pytest.mark.shows("A6")
async def test_a_date_closed_meanwhile_is_explained(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    start = await _open_date(world, guest, w, FELTING, "class", 5)
    day = local_date(start, "Europe/Moscow")
    closing = [
        number
        for number, each in await _starts(world, FELTING, "class")
        if local_date(each, "Europe/Moscow") == day
    ]

    def close(connection: Connection) -> None:
        closed = update(session).where(session.c.id.in_(closing)).values(status=SessionStatus.CLOSED)
        connection.execute(closed)

    await world.db.write(close)
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    guest.sees(w("form.day"), w("refusal.session_closed"))
    assert [label for label in guest.buttons() if "," in label]


@LANGUAGES
@pytest.mark.shows("A6")
async def test_another_date_of_an_open_form_moves_it_there(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await _open_date(world, guest, w, FELTING, "class", 4)
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    start = await _open_date(world, guest, w, FELTING, "class", 8)
    await guest.tap(w("programme.book"))
    guest.sees(w("consent.title"))
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.book"))
    assert (await booking_of(world, guest)).first.starts_at == start


@LANGUAGES
@pytest.mark.parametrize("data", ["book:{}:999999999", "book:{}:-7", "prog:{}:0:-5", "prog:{}:0:999999999"])
async def test_sessions_that_are_none_open_the_card_and_the_form(
    world: World, language: str, data: str
) -> None:
    w = words(language)
    guest = world.person("Марина", language_code=language)
    await guest.start()
    await guest.press_data(data.format(_programme(world, FELTING, "class")[1].id))
    assert w("programme.book") in guest.buttons() or "2" in guest.buttons()
    guest.does_not_see(w("programme.chosen", moment="").strip())


@LANGUAGES
@pytest.mark.shows("A6")
async def test_nearest_dates_are_soonest_first(world: World, language: str) -> None:
    """Page after page the moments never go back, none is past, and each is the session's own."""
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.tap(w("home.more"))
    await guest.tap(w("home.dates"))

    def labels(connection: Connection) -> dict[str, set[datetime]]:
        found: dict[str, set[datetime]] = {}
        ahead = select(session.c.starts_at).where(session.c.starts_at > world.clock.now())
        for start in connection.execute(ahead).scalars():
            for label in (short_moment_label, bare_moment_label):
                found.setdefault(label(start, "Europe/Moscow", w.t), set()).add(start)
        return found

    moments = await world.db.read(labels)
    seen: list[datetime] = []
    numbers: list[int] = []
    for _ in range(4):
        for label in guest.buttons():
            number, dot, moment = label.partition(" · ")[0].partition(". ")
            if dot and number.isdecimal():
                (start,) = moments[moment]
                seen.append(start)
                numbers.append(int(number))
        world.clock.move(timedelta(seconds=5))
        await guest.tap("›")
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(seen) >= 20
    assert seen == sorted(seen)
    assert seen[0] > world.clock.now()
