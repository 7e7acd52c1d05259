"""Links with labels: seen, asked, come, counted without anybody's name; a link to one session (A8)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.db.tables import application, booking, link_count, link_seen, session
from bot.domain.links import Link, read_link
from bot.domain.model import LinkTo, ProgrammeId, Role
from bot.domain.refusal import Refusal
from bot.services.placements.answers import accept_application
from bot.ui.formats.dates import moment_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.paths import (
    CODES,
    FELTING,
    become_known,
    book_class,
    describe_class,
    programme_id,
    site_id,
    tap_day,
    tap_moment,
    tap_time,
    words,
)
from tests.bot.test_application import SITE, STEPS, applications, runner_of
from tests.bot.test_application import owner as acting_owner
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", CODES)


def seen(connection: Connection) -> list[int]:
    return list(connection.execute(select(link_count.c.seen).order_by(link_count.c.id)).scalars())


def hashes(connection: Connection) -> int:
    return len(connection.execute(select(link_seen.c.id)).all())


def links_on(person: Person) -> list[str]:
    return [line.rpartition("?start=")[2] for line in person.last.text.splitlines() if "?start=" in line]


@LANGUAGES
@pytest.mark.shows("A8")
async def test_a_label_counts_who_sees_asks_and_comes(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    owner.sees(w("links.empty"))
    await owner.tap(w("links.new"))
    await owner.writes("афиша")
    owner.sees(w("problem.not_a_label").split(",")[0])
    await owner.writes("Poster 1")
    site, trial = links_on(owner)[0], links_on(owner)[1]
    assert site == f"s_{site_id(world, FELTING)}_s-poster1"

    guest, friend = (
        world.person("Марина", language_code=language),
        world.person("Олег", language_code=language),
    )
    for payload in (site, site, trial):
        await guest.start(payload)
    await friend.start(site)
    await owner.start(site)  # who makes links tries them
    await friend.start(site.replace("poster1", "poster2"))  # nobody's label
    assert await world.db.read(seen) == [2, 1]

    await guest.start(site)
    felting = ProgrammeId(programme_id(world, FELTING, "class"))
    await guest.tap(w.t.content(world.app.content.programme(felting).title))
    await guest.tap(w("programme.book"))
    await guest.tap("2")
    await tap_day(guest)
    await tap_time(guest)
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.book"))
    made = await booking_of(world, guest)
    await book_class(world, friend, w)  # came by no link
    await world.move_to(made.first.starts_at + timedelta(minutes=5))
    await owner.press_data(f"hv:{made.first.id}:all")

    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    owner.sees("poster1", w("links.figures", seen=3, requests=1, visits=1))
    coordinator = await coordinator_of(world, language)
    await coordinator.writes("/region")
    await coordinator.tap(w("links.button"))
    coordinator.sees("poster1", w("links.figures", seen=3, requests=1, visits=1))
    assert await world.db.read(lambda c: set(c.execute(select(booking.c.source)).scalars())) == {
        None,
        "poster1",
    }
    await world.move(timedelta(days=2))
    assert await world.db.read(hashes) == 0, "who it was is forgotten"
    assert await world.db.read(seen) == [2, 1]


@LANGUAGES
@pytest.mark.shows("A8", "C3")
async def test_a_label_counts_a_route_that_is_booked_as_one(world: World, language: str) -> None:
    """One request, however many hosts are asked; it belongs to no site, and to none of their figures."""
    w = words(language)
    coordinator = await coordinator_of(world, language)
    await coordinator.writes("/region")
    await coordinator.tap(w("links.button"))
    await coordinator.tap(w("links.new"))
    await coordinator.writes("bus7")
    link = next(each for each in links_on(coordinator) if each.startswith("r_"))
    owner = await host_of(world, "Ольга", Role.OWNER, slug="sloist", language=language)

    teacher = world.person("Анна", language_code=language)
    await teacher.start(link)
    await teacher.tap(w("route.details"))
    await teacher.tap(w("route.stops_button"))
    await teacher.tap(w("route.book"))
    await describe_class(teacher, w, party="8 А, 15")
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    made = await booking_of(world, teacher)
    assert len(made.visits) > 1

    await coordinator.writes("/region")
    await coordinator.tap(w("links.button"))
    coordinator.sees("bus7", w("links.figures", seen=1, requests=1, visits=0))
    assert coordinator.last.text.count("bus7") == 1
    assert await world.db.read(lambda c: c.execute(select(booking.c.source)).scalar_one()) == "bus7"
    await owner.writes("/desk")
    await owner.tap(w("links.desk"))
    owner.does_not_see("bus7")


@LANGUAGES
@pytest.mark.shows("A8", "D2")
async def test_a_label_counts_who_applies_for_a_placement(world: World, language: str) -> None:
    """Asked for once it is sent; come once the placement is over for which they had a place."""
    w = words(language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=SITE, language=language)
    await host.writes("/desk")
    await host.tap(w("links.desk"))
    await host.tap(w("links.new"))
    await host.writes("college")
    link = f"p_{programme_id(world, SITE, 'intern')}_s-college"
    assert link in links_on(host)

    parent, other = (
        world.person("Мария", language_code=language),
        world.person("Олег", language_code=language),
    )
    await parent.start(link)
    await parent.tap(w("programme.apply"))
    for _, answer in STEPS:
        await answer(parent, w)
    await parent.tap(w("summary.send"))
    await other.start(link.replace("college", "nobodys"))
    await other.tap(w("programme.apply"))
    for _, answer in STEPS:
        await answer(other, w)
    await other.tap(w("summary.send"))
    sources = await world.db.read(lambda c: list(c.execute(select(application.c.source)).scalars()))
    assert sources == ["college", None]

    (sent,) = await applications(world, parent)
    by = await acting_owner(world)
    accepted = await runner_of(world).do(by, accept_application, sent.id, sent.entry.first_session_id)
    assert not isinstance(accepted, Refusal), accepted
    await host.writes("/desk")
    await host.tap(w("links.desk"))
    host.sees("college", w("links.figures", seen=1, requests=1, visits=0))
    host.does_not_see("nobodys")
    ends = select(session.c.ends_at).where(session.c.id == sent.entry.first_session_id)
    await world.skip_to(await world.db.read(lambda c: c.execute(ends).scalar_one()) + timedelta(hours=1))
    await host.writes("/desk")
    await host.tap(w("links.desk"))
    host.sees("college", w("links.figures", seen=1, requests=1, visits=1))


@LANGUAGES
@pytest.mark.shows("A8", "A3", "B12")
async def test_a_link_to_a_session_opens_it_and_says_when_it_is_full(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, slug=FELTING, language=language)
    programme = programme_id(world, FELTING, "class")

    def first(connection: Connection) -> tuple[int, datetime]:
        found = select(session.c.id, session.c.starts_at).where(
            session.c.programme_id == programme,
            session.c.starts_at > world.clock.now() + timedelta(days=8),
        )
        row = connection.execute(found.order_by(session.c.starts_at).limit(1)).one()
        return row.id, row.starts_at

    number, starts = await world.db.read(first)
    await owner.press_data(f"hc:{number}:show")
    await owner.tap(w("links.to_session"))
    link = links_on(owner)[0]
    assert link == f"d_{number}"
    moment = moment_label(starts, "Europe/Moscow", w.t)

    guest = world.person("Марина", language_code=language)
    await guest.start(link)
    guest.sees(w("programme.chosen", moment=moment))
    await guest.tap(w("programme.book"))
    await guest.tap("10")
    await become_known(guest, w, name=None)
    await guest.tap(w("summary.book"))
    late = world.person("Олег", language_code=language)
    await late.start(link)
    await late.tap(w("programme.book"))
    await late.tap("2")
    await become_known(late, w, name=None)
    await late.tap(w("summary.book"))
    third = world.person("Инна", language_code=language)
    await third.start(link)
    third.sees(w("programme.gone.full", moment=moment))
    await third.tap(w("programme.book"))
    await third.tap("2")
    third.sees(moment.rpartition(",")[0])
    await world.move_to(starts + timedelta(minutes=1))
    await third.start(link)
    third.sees(w("programme.gone.past", moment=moment))


@pytest.mark.shows("A8")
def test_links_hold_what_they_carry() -> None:
    for to in LinkTo:
        for label in ("", "a", "poster1", "z" * 14):
            link = Link(to, 999_999_999, label)
            assert len(link.payload) <= 64
            assert read_link(link.payload) == link
    assert read_link("s_12_s-Poster1") == Link(LinkTo.SITE, 12, "poster1")
    for damaged in ("s_12_s-", "s_12_s-ё", "s_12_s-" + "x" * 15, "s_12-old", "s_12_s-a_s-b%"):
        assert read_link(damaged) == Link(LinkTo.SITE, 12), damaged
    for nothing in ("", "s", "s_", "x_1", "s_1a", "12", "s__s-poster1"):
        assert read_link(nothing) is None, nothing
