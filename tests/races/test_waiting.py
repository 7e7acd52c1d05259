"""Five hundred parties wait for forty full sessions, and four processes free their seats (B12, K)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, select

from bot.db.booking.drafts import add_sent_draft
from bot.db.booking.offers import read_offers_to
from bot.db.booking.seats import find_discrepancies
from bot.db.booking.session_admin import add_session
from bot.db.booking.sessions import read_sessions
from bot.db.booking.waiting import add_waiting
from bot.db.people.people import add_person, read_actor
from bot.db.tables import waiting
from bot.domain.booking.booking import Booking
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.offers.waiting import party_key
from bot.domain.forms import BookingForm, Wish
from bot.domain.model import (
    Audience,
    Confirmation,
    OfferState,
    ProgrammeId,
    SessionId,
    Sharing,
    WaitingId,
    WaitState,
)
from bot.services.upkeep.deadlines import lapse_all_offers, look_at_lists
from bot.services.upkeep.self_audit import AuditDatabase
from tests.races.conftest import PROCESSES, Arena, race
from tests.races.orders import Order, Task, What
from tests.runners import runner_over
from tests.town import START

pytestmark = pytest.mark.both_engines

PARTIES, SESSIONS, CAPACITY, LARGEST = 500, 40, 30, 30
A_BOOKING = 10
FIRST_WAITING = 30_000


@dataclass(frozen=True)
class Entry:
    """Who waits, as they were put on the list."""

    id: WaitingId
    seats: int
    wish: Wish


async def fill(arena: Arena) -> tuple[ProgrammeId, list[SessionId], list[int]]:
    """A full session each day, and whose seats they are."""
    programme_id = arena.town.programme("subpolar-quartz", "tour")
    site_id = arena.town.content.programme(programme_id).site_id

    def body(connection: Connection) -> list[SessionId]:
        made: list[SessionId] = []
        for day in range(SESSIONS):
            starts_at = START + timedelta(days=8 + day)
            session_id = add_session(
                connection,
                programme_id=programme_id,
                site_id=site_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                sharing=Sharing.SHARED,
                confirmation=Confirmation.INSTANT,
                audience=[Audience.TOURIST],
                capacity=CAPACITY,
                now=START,
            )
            assert session_id is not None
            made.append(session_id)
        return made

    sessions = await arena.db.write(body)
    people = list(range(10_000, 10_000 + SESSIONS))
    for number, session_id in enumerate(sessions):
        for each in range(CAPACITY // A_BOOKING):
            actor = await arena.town.person(people[(number + 13 * each) % len(people)])
            booked = await arena.town.try_seats(actor, programme_id, session_id, A_BOOKING)
            assert isinstance(booked, Booking), booked
    return programme_id, sessions, people


async def join(arena: Arena, programme_id: ProgrammeId) -> list[Entry]:
    """Parties of all sizes, most for a day and some for any of several, one after another."""
    rng = Random(5)

    def body(connection: Connection) -> list[Entry]:
        made: list[Entry] = []
        for number in range(PARTIES):
            add_person(connection, FIRST_WAITING + number, "ru", None, START)
            actor = read_actor(connection, FIRST_WAITING + number)
            assert actor is not None
            first = (START + timedelta(days=8 + rng.randrange(SESSIONS))).date()
            wish = Wish(first, first + timedelta(days=rng.choice((0, 0, 0, 4, 9))))
            form = BookingForm(
                programme_id,
                audience=Audience.TOURIST,
                adults=rng.randint(1, LARGEST),
                party_agreed=True,
                waits=wish,
            )
            at = START - timedelta(seconds=PARTIES - number)
            waiting_id = add_waiting(
                connection,
                actor.person_id,
                add_sent_draft(connection, actor.person_id, form, at),
                programme_id,
                wish,
                party=party_key(form),
                seats=form.party.seats,
                now=at,
            )
            made.append(Entry(waiting_id, form.party.seats, wish))
        return made

    return await arena.db.write(body)


@pytest.mark.long
@pytest.mark.shows("B12", "K", "G2")
async def test_five_hundred_parties_wait_for_forty_sessions(
    arena: Arena, capsys: pytest.CaptureFixture[str]
) -> None:
    programme_id, sessions, people = await fill(arena)
    entries = await join(arena, programme_id)
    began = perf_counter()
    answers = await race(
        [
            Order(
                Task.WAIT,
                arena.address,
                seed=each,
                programme_id=programme_id,
                sessions=tuple(sessions),
                people=tuple(people[each::PROCESSES]),
                waiting=tuple(FIRST_WAITING + number for number in range(each, PARTIES, PROCESSES)),
            )
            for each in range(PROCESSES)
        ]
    )
    raced = perf_counter() - began
    told = Counter(each.what for of_process in answers for each in of_process)
    assert min(told[each] for each in (What.CANCELLED, What.TAKEN, What.NOT_WANTED)) > 10
    await _is_sound(arena)

    began = perf_counter()
    await look_at_lists(arena.town.runner)
    looked = perf_counter() - began
    await _nothing_is_idle(arena, sessions, entries)
    await _the_order_is_kept(arena, entries)

    for _ in range(30):
        arena.town.clock.move(timedelta(hours=1))
        await lapse_all_offers(arena.town.runner)
        await look_at_lists(arena.town.runner)
    await _is_sound(arena)
    offers = await _offers(arena, entries)
    await _nobody_is_disturbed(arena, programme_id, offers)
    ended = Counter(each.state.value for each in offers)
    figures = (
        f"{PARTIES} parties, {SESSIONS} sessions, {PROCESSES} processes",
        f"{told[What.CANCELLED]} visits called off, {told[What.TAKEN]} offers taken in {raced:.1f} s",
        f"{told[What.NOT_WANTED]} offers declined, {told[What.REFUSED]} answers too late",
        f"a look at the lists {looked * 1000:.0f} ms; 30 hours later the offers were {dict(ended)}",
    )
    with capsys.disabled():
        print("", *figures, sep="\n  ")  # noqa: T201 - figures for whoever runs the races
    assert ended[OfferState.LAPSED.value] > 10


async def _is_sound(arena: Arena) -> None:
    assert await arena.db.read(find_discrepancies) == []
    report = await AuditDatabase(runner_over(arena.db, arena.town.clock), is_running=False)()
    assert report.clean, report.differences


async def _offers(arena: Arena, entries: list[Entry]) -> list[Offer]:
    return await arena.db.read(lambda c: read_offers_to(c, [each.id for each in entries]))


async def _nothing_is_idle(arena: Arena, sessions: list[SessionId], entries: list[Entry]) -> None:
    """No seats are free for anybody who waits for them, and has not just let them go by."""
    stored = select(waiting.c.id, waiting.c.state)
    states = await arena.db.read(lambda c: {row.id: row.state for row in c.execute(stored)})
    facts = await arena.db.read(lambda c: read_sessions(c, sessions))
    let_go: dict[WaitingId, set[SessionId]] = {}
    for offer in await _offers(arena, entries):
        if offer.waiting_id is not None and offer.state in {OfferState.DECLINED, OfferState.LAPSED}:
            let_go.setdefault(offer.waiting_id, set()).update(offer.session_ids)
    for each in facts.values():
        idle = [
            entry
            for entry in entries
            if states[entry.id] is WaitState.WAITING
            and entry.wish.covers(each.starts_at.date())
            and entry.seats <= each.free
            and each.id not in let_go.get(entry.id, set())
        ]
        assert not idle, (each, idle)


async def _the_order_is_kept(arena: Arena, entries: list[Entry]) -> None:
    """Whoever stood before a party that was offered seats, waits for the same day and is no larger, was
    offered some before."""
    place = {entry.id: number for number, entry in enumerate(entries)}
    offers = await _offers(arena, entries)
    first_of: dict[WaitingId, int] = {}
    for offer in offers:
        if offer.waiting_id is not None:
            first_of.setdefault(offer.waiting_id, offer.id)
    for offer in offers:
        if offer.waiting_id is None:
            continue
        own = entries[place[offer.waiting_id]]
        day = offer.options[0].starts[0].date()
        before = [
            entry
            for entry in entries[: place[offer.waiting_id]]
            if entry.wish.covers(day)
            and entry.seats <= own.seats
            and first_of.get(entry.id, offer.id) >= offer.id
        ]
        assert not before, (offer, before)


async def _nobody_is_disturbed(arena: Arena, programme_id: ProgrammeId, offers: list[Offer]) -> None:
    site = arena.town.content.site(arena.town.content.programme(programme_id).site_id)
    hours, zone = arena.town.limits.hours, ZoneInfo(site.timezone)
    calendar = arena.town.content.calendar(site.id)

    def quiet(moment: datetime) -> bool:
        return hours.is_quiet(moment, zone, calendar)

    assert not [each for each in offers if quiet(each.told_at)]
    lapsed = [each for each in offers if each.state is OfferState.LAPSED]
    assert not [each for each in lapsed if quiet(each.expires_at - timedelta(seconds=1))]
