"""After «остановка или ремонт» the same site was offered, after «не подходит по правилам» the same programme,
without a guide the same day, and again and again what had just been refused to this party."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Row, Select, select

from bot.db.booking.sessions import read_sessions
from bot.db.tables import offer_part
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.offers.instead import REACH, Reach
from bot.domain.desk.views import REASONS_TO_DECLINE
from bot.domain.model import HostReason, Role, SessionId
from bot.domain.time.local_time import local_day
from bot.ui.visitor.callback_data import OfferTap
from sandbox.model import ShownMessage
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.paths import (
    PAPER_MILL,
    become_known,
    book_class,
    describe_class,
    open_programme,
    site_id,
    tap_moment,
    words,
)
from tests.bot.world import World

pytestmark = pytest.mark.shows("E2", "E5")
ZONE = ZoneInfo("Europe/Moscow")


async def offered(world: World, message: ShownMessage) -> list[SessionFacts]:
    """The sessions behind the buttons of a refusal: kept there, or to be asked for."""
    data = [button.callback_data or "" for row in message.rows for button in row]
    taps = [OfferTap.unpack(one) for one in data if one.startswith("off:")]
    kept = select(offer_part.c.session_id, offer_part.c.option).order_by(offer_part.c.id)
    ids = [
        SessionId(row.session_id)
        for tap in taps
        for row in await world.db.read(
            partial(_rows, kept.where(offer_part.c.offer_id == tap.offer, offer_part.c.option == tap.option))
        )
    ]
    ids += [
        SessionId(int(each))
        for one in data
        if one.startswith("again:")
        for each in one.split(":")[2].split(".")
        if each
    ]
    return list((await world.db.read(lambda c: read_sessions(c, ids))).values())


def _rows(query: Select[int, int], connection: Connection) -> Sequence[Row[int, int]]:
    return connection.execute(query).all()


async def take_first(teacher: Person, message: ShownMessage) -> None:
    """What is kept is booked with one tap; else it is a form at its summary."""
    w = words("ru")
    await teacher.tap(labels(message)[0], message=message)
    if w("summary.send") in teacher.buttons():
        await teacher.tap(w("summary.send"))


def labels(message: ShownMessage) -> list[str]:
    return [button.label for row in message.rows for button in row]


async def refuse(owner: Person, booking_id: int, site: int, reason: HostReason) -> None:
    await owner.press_data(f"hno:{booking_id}:{site}:decline:{reason}")


async def book_small_class(world: World, teacher: Person) -> None:
    w = words("ru")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party="7 Б, 12")
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))


@pytest.mark.parametrize("reason", REASONS_TO_DECLINE)
@pytest.mark.sampled(4)
async def test_a_declined_request(world: World, reason: HostReason) -> None:
    w = words("ru")
    teacher, owner = world.person("Анна"), await host_of(world, "Ольга", Role.OWNER)
    await book_class(world, teacher, w)
    booking = await booking_of(world, teacher)
    site, day = booking.first.site_id, local_day(booking.first.starts_at, ZONE)
    await refuse(owner, booking.id, site, reason)
    said = teacher.messages[-1]
    ways = await offered(world, said)
    assert ways, "something else fits this class"
    assert not {each.id for each in ways} & {each.session_id for each in booking.visits}
    match REACH[reason]:
        case Reach.SITE:
            assert all(each.site_id != site for each in ways)
        case Reach.DAY:
            assert all(each.site_id == site and local_day(each.starts_at, ZONE) != day for each in ways)
        case Reach.PROGRAMME:
            assert all(each.programme_id != booking.first.programme_id for each in ways)
            assert w("message.other_day") not in labels(said)
    if REACH[reason] in {Reach.SITE, Reach.PROGRAMME}:
        assert w("home.catalogue") in labels(said)
        for each in ways:
            assert w.t.content(world.app.content.site(each.site_id).name) in said.text
    await take_first(teacher, said)
    again = await booking_of(world, teacher)
    assert again.first.session_id == ways[0].id, "a button that is offered can be booked"


async def test_what_was_refused_before_is_not_offered_again(world: World) -> None:
    """Three requests in a row, each declined for its own reason."""
    teacher, owner = world.person("Анна"), await host_of(world, "Ольга", Role.OWNER)
    await book_class(world, teacher, words("ru"))
    refused: set[int] = set()
    days: set[object] = set()
    for _ in range(3):
        booking = await booking_of(world, teacher)
        refused |= {each.session_id for each in booking.visits}
        days |= {local_day(each.starts_at, ZONE) for each in booking.visits}
        await refuse(owner, booking.id, booking.first.site_id, HostReason.WEATHER)
        said = teacher.messages[-1]
        ways = await offered(world, said)
        assert ways
        assert not {each.id for each in ways} & refused
        assert not {local_day(each.starts_at, ZONE) for each in ways} & days
        await take_first(teacher, said)


async def test_a_rule_is_remembered_for_the_class_and_for_no_other(world: World) -> None:
    teacher, owner = world.person("Анна"), await host_of(world, "Ольга", Role.OWNER)
    await book_small_class(world, teacher)
    first = await booking_of(world, teacher)
    await refuse(owner, first.id, first.first.site_id, HostReason.PARTY_UNSUITABLE)
    said = teacher.messages[-1]
    await take_first(teacher, said)
    second = await booking_of(world, teacher)
    other = await host_of(world, "Пётр", Role.OWNER, slug=world.app.content.site(second.first.site_id).slug)
    await refuse(other, second.id, second.first.site_id, HostReason.REPAIR)
    ways = await offered(world, teacher.messages[-1])
    assert ways
    assert all(each.programme_id != first.first.programme_id for each in ways)
    assert all(each.site_id != second.first.site_id for each in ways)


async def test_a_closed_session_whose_other_half_stands_closes_no_site(world: World) -> None:
    teacher, owner = world.person("Анна"), await host_of(world, "Ольга", Role.OWNER)
    await book_class(world, teacher, words("ru"))
    await owner.tap(words("ru")("host.confirm"))
    booking = await booking_of(world, teacher)
    await owner.press_data(f"hc:{booking.visits[1].session_id}:close:repair")
    ways = await offered(world, teacher.messages[-1])
    assert ways
    assert all(each.programme_id == booking.first.programme_id for each in ways)
    await owner.press_data(f"hc:{booking.visits[0].session_id}:close:repair")
    ways = await offered(world, teacher.messages[-1])
    assert all(each.site_id != site_id(world, PAPER_MILL) for each in ways)
