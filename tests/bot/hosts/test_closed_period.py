"""A site closes a period, and twelve parties of it lose their days: what each of them is told and can have,
what becomes of those who do nothing, and what the region's report says of it afterwards (E5, K, F5)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.db.booking.offers import read_offers_of
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import Offer
from bot.domain.model import OfferPurpose, OfferState, Role, VisitStatus
from bot.ui.formats.dates import moment_label
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, host_of
from tests.bot.hosts.test_coordinator_region import coordinator_of
from tests.bot.papers import content_of
from tests.bot.paths import (
    PAPER_MILL,
    become_known,
    describe_class,
    open_programme,
    reference_on,
    site_id,
    tap_moment,
    words,
)
from tests.bot.test_visitor_waiting import take_button
from tests.bot.world import World

MOSCOW = "Europe/Moscow"
PARTIES = 12
TAKE = (0, 4, 9)
"""Which of them take what is kept for them; the others do nothing."""
LETTERS = "АБВГДЕЖЗИКЛМ"

w = words("ru")


@dataclass(frozen=True, slots=True)
class Class:
    """A class that has a day of its own; ``booking``: as it was confirmed."""

    teacher: Person
    reference: str
    booking: Booking

    @property
    def size(self) -> tuple[int, int]:
        return self.booking.first.children, self.booking.first.adults


async def booked(world: World, owner: Person, number: int) -> Class:
    """Each of another size; it has its session alone."""
    teacher = world.person(f"Учитель {number}")
    await open_programme(world, teacher, PAPER_MILL)
    await teacher.tap(w("programme.book"))
    await describe_class(teacher, w, party=f"7 {LETTERS[number]}, {8 + number % 10}")
    await tap_moment(teacher)
    await become_known(teacher, w)
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    await owner.tap(w("host.confirm"))
    await teacher.waits()
    return Class(teacher, reference, await booking_of(world, teacher))


async def offer_of(world: World, booking: Booking) -> Offer:
    """What is kept for a party instead of what it has lost."""
    (found,) = await world.db.read(partial(read_offers_of, booking_id=booking.id))
    assert found.purpose is OfferPurpose.CLOSED
    return found


@pytest.mark.shows("E5", "K", "F5")
async def test_a_period_that_twelve_classes_lose(world: World) -> None:
    owner = await host_of(world, "Ольга", Role.OWNER)
    classes = [await booked(world, owner, number) for number in range(PARTIES)]
    assert {each.booking.first.status for each in classes} == {VisitStatus.CONFIRMED}
    days = sorted(each.booking.first.starts_at for each in classes)
    assert len(set(days)) == PARTIES, "each has a session alone"

    await close(world, owner, days[0], days[-1], sum(sum(each.size) for each in classes))
    offers = [await told(world, each) for each in classes]
    seats = [id_ for offer in offers for option in offer.options for id_ in option.session_ids]
    assert len(seats) == len(set(seats)), "nobody is offered what is kept for another"

    for number in TAKE:
        await take(world, classes[number])
    deadline = max(each.expires_at for each in offers)
    await world.skip_to(deadline + timedelta(hours=16))
    for number, each in enumerate(classes):
        ended = await offer_of(world, each.booking)
        if number in TAKE:
            assert ended.state is OfferState.TAKEN
            each.teacher.does_not_see("Срок вышел")
        else:
            assert ended.state is OfferState.LAPSED
            each.teacher.sees("Срок вышел, место больше не держим", w("sent.mine"))
            assert (await booking_of(world, each.teacher)).id == each.booking.id, "nothing was booked unasked"

    assert await called_off_by_site(world) == {w("reason.repair"): PARTIES}


async def close(world: World, owner: Person, first: datetime, last: datetime, people: int) -> None:
    """The owner sees whom it hits before the tap; until then everybody has their day."""
    await owner.writes("/desk")
    await owner.tap(w("host.desk.sessions"))
    await owner.tap(w("host.sessions.close"))
    await owner.writes(f"{first:%d.%m}–{last:%d.%m}")
    await owner.tap(w("host.reason.repair"))
    owner.sees(w("reason.repair"), w.t.count("host.count.groups", PARTIES), w.t.count("count.people", people))
    await owner.tap(w("host.period.close_and_tell"))
    await world.look()


async def told(world: World, each: Class) -> Offer:
    """One message: which booking, why, and what this very party can have instead, until when."""
    offer = await offer_of(world, each.booking)
    until = moment_label(offer.expires_at, MOSCOW, w.t)
    each.teacher.sees(each.reference, w("reason.repair"), f"Держим для вас до {until}")
    assert offer.expires_at > world.clock.now()
    after = await booking_of(world, each.teacher)
    assert (after.first.status, after.first.reason) == (VisitStatus.CANCELLED_BY_HOST, "repair")
    assert offer.options
    for option in offer.options:
        assert sum(part.seats for part in option.parts) == sum(each.size)
    return offer


async def take(world: World, each: Class) -> None:
    """One tap, with the party as it was: the site had said yes to it."""
    await each.teacher.tap(take_button(each.teacher, w))
    now_has = await booking_of(world, each.teacher)
    assert now_has.id != each.booking.id
    assert now_has.first.status is VisitStatus.CONFIRMED
    assert (now_has.party.children, now_has.party.adults) == each.size


async def called_off_by_site(world: World) -> dict[Any, Any]:
    """What the sheet of reasons in the report of the year says of the site."""
    coordinator = await coordinator_of(world)
    await coordinator.writes("/region")
    await coordinator.tap(w("report.button"))
    await coordinator.tap(w("figures.file.xlsx"))
    await world.settle()
    file = next(each for each in reversed(coordinator.messages) if each.kind == "document")
    sheet = load_workbook(io.BytesIO(content_of(world, file)))[w("figures.sheet.reasons")]
    name = w.t.content(world.app.content.everything.sites[site_id(world, PAPER_MILL)].name)
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == name]
    assert all(row[2] == w("figures.side.site") for row in rows), rows
    return {row[3]: row[4] for row in rows}
