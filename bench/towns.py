"""Databases to measure on: the demonstration's, and a large one."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, update

from bot.clock import Clock, SystemClock
from bot.db.engine.database import Database
from bot.db.operations.migrate import upgrade
from bot.db.people.members import add_member
from bot.db.people.people import add_person, give_consent, read_actor, update_person
from bot.db.tables import booking, draft, outbox, person, region, session, site, visit
from bot.domain.booking.views import BookingFormView
from bot.domain.forms import BookingForm, DraftKind
from bot.domain.limits import Limits
from bot.domain.model import (
    Audience,
    Confirmation,
    ConsentKind,
    DraftState,
    OutboxState,
    Priority,
    ProgrammeId,
    Role,
    SessionId,
    Sharing,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.services.booking.form.questions import start_booking
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DEMO_FILE
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Outcome
from bot.services.runner import Runner
from bot.ui.visitor.callback_data import FormTap, SendForm

MANY_SEATS = 1_000_000


@dataclass(frozen=True, slots=True)
class Town:
    """A migrated database with sites and open sessions; ``address`` as in ``DATABASE_URL``."""

    address: str
    programmes: Sequence[ProgrammeId]
    sites: Sequence[int]


async def demo_town(file: Path) -> Town:
    """14 sites, their programmes and 120 days of sessions, in a new file of SQLite."""
    return await town_at(f"sqlite:///{file}")


async def town_at(address: str) -> Town:
    """The same in an empty database of either engine."""
    return await _filled(address, DEMO_FILE.read_bytes())


async def joining_town_at(address: str, sites: int) -> Town:
    """So many sites, all copies of those of the demonstration that take individuals and confirm at once: its
    own three are not many."""
    return await _filled(address, _many_sites(sites, instant=True))


async def _filled(address: str, catalogue: bytes) -> Town:
    await asyncio.to_thread(upgrade, address)
    db = await Database.open(address)
    try:
        clock = SystemClock()
        await _import(db, clock, catalogue)
        await roll_schedules(_runner(db, clock))
        await db.write(lambda connection: _give_owners(connection, clock.now()))
        return await _town(db, address, clock)
    finally:
        await db.close()


async def _import(db: Database, clock: Clock, catalogue: bytes) -> None:
    problems = await ImportCatalogue(db, clock)(catalogue, publish=True)
    if isinstance(problems, list):
        raise ValueError(f"this is no catalogue: {problems[:3]}")  # noqa: TRY004 - not a wrong type


def _give_owners(connection: Connection, now: datetime) -> None:
    """Somebody answers for each site, as it should be: where nobody does, coordinators are told as well."""
    for row in connection.execute(select(site.c.id, site.c.region_id)).all():
        owner = known_person(connection, OWNERS + row.id, now)
        add_member(connection, owner.person_id, Role.OWNER, row.region_id, row.id, None, now)


OWNERS = 9_000_000
"""The owner of a site is the Telegram account of this number and the site's id."""


async def people_with_forms(
    address: str, people: Sequence[int], *, sessions: int = 50, sites: int | None = None
) -> list[str]:
    """Known guests, each with a form for one seat at its summary; what their «send» buttons say.

    The sessions have room for all, so that each booking is really made. ``sites``: over how many they are
    spread; None: the first ones, wherever they are.
    """
    taps = []
    async with _guests(address, people, sessions=sessions, seats=MANY_SEATS, sites=sites) as guests:
        for guest in guests:
            view = await guest.answers(("seat", "1"), ("ses", str(guest.session_id)))
            if not view.chosen:
                raise RuntimeError(f"the form did not come to its summary: {view}")
            taps.append(SendForm(draft=view.draft_id).pack())
    return taps


async def people_before_the_choice(
    address: str, people: Sequence[int], *, sessions: int, seats: int
) -> list[tuple[str, str]]:
    """Known guests, each with a form for one seat of one of so many sessions, which have so many seats each:
    what their buttons «this hour» and «send» say."""
    taps = []
    async with _guests(address, people, sessions=sessions, seats=seats) as guests:
        for guest in guests:
            view = await guest.answers(("seat", "1"))
            pick = FormTap(draft=view.draft_id, op="ses", value=str(guest.session_id))
            taps.append((pick.pack(), SendForm(draft=view.draft_id).pack()))
    return taps


@dataclass(frozen=True, slots=True)
class _Guest:
    """Somebody known, and the session that they want."""

    runner: Runner
    actor: Actor
    programme_id: ProgrammeId
    session_id: SessionId

    async def answers(self, *answers: tuple[str, str]) -> BookingFormView:
        """Begins a form and taps answers. RuntimeError when one is refused."""
        outcome: Outcome = await self.runner.do(self.actor, start_booking, self.programme_id)
        for op, value in answers:
            if isinstance(outcome, Asking):
                draft_id = outcome.draft_id
                outcome = await self.runner.do(self.actor, engine.tap, BookingForm, draft_id, op, value)
        if not isinstance(outcome, Asking):
            raise RuntimeError(f"the form was refused: {outcome}")  # noqa: TRY004 - not a wrong type
        view: BookingFormView = outcome.view
        return view


def _runner(db: Database, clock: Clock, content: CatalogueCache | None = None) -> Runner:
    return Runner(db, clock, content or CatalogueCache(db, clock), Limits(), secrets.token_bytes)


@asynccontextmanager
async def _guests(
    address: str, people: Sequence[int], *, sessions: int, seats: int, sites: int | None = None
) -> AsyncIterator[list[_Guest]]:
    """People in turn over so many sessions with so many seats each."""
    db = await Database.open(address)
    try:
        clock = SystemClock()
        content = CatalogueCache(db, clock)
        await content.refresh()
        runner = _runner(db, clock, content)
        rooms = await db.write(lambda connection: _make_room(connection, sessions, seats, sites))
        actors = [
            await db.write(partial(known_person, telegram_id=telegram_id, now=clock.now()))
            for telegram_id in people
        ]
        yield [_Guest(runner, actor, *rooms[each % len(rooms)]) for each, actor in enumerate(actors)]
    finally:
        await db.close()


def _make_room(
    connection: Connection, sessions: int, seats: int, sites: int | None
) -> list[tuple[ProgrammeId, SessionId]]:
    """So many shared sessions that confirm at once, three weeks ahead or more, with so many seats each."""
    ahead = SystemClock().now() + timedelta(days=21)
    number_at_site = func.row_number().over(partition_by=session.c.site_id, order_by=session.c.id)
    found = (
        select(session.c.programme_id, session.c.id, session.c.site_id, number_at_site.label("number"))
        .where(
            session.c.sharing == Sharing.SHARED,
            session.c.confirmation == Confirmation.INSTANT,
            session.c.starts_at > ahead,
        )
        .subquery()
    )
    query = select(found.c.programme_id, found.c.id).limit(sessions)
    if sites is None:
        query = query.order_by(found.c.id)
    else:
        first = select(found.c.site_id).distinct().order_by(found.c.site_id).limit(sites)
        query = query.where(found.c.site_id.in_(first)).order_by(found.c.number, found.c.site_id)
    rows = connection.execute(query).all()
    if len(rows) != sessions:
        raise RuntimeError(f"there are {len(rows)} sessions to join instead of {sessions}")
    connection.execute(
        update(session)
        .where(session.c.id.in_([row.id for row in rows]))
        .values(capacity=seats, max_parties=seats)
    )
    return [(ProgrammeId(row.programme_id), SessionId(row.id)) for row in rows]


def known_person(connection: Connection, telegram_id: int, now: datetime) -> Actor:
    """Somebody who has agreed and given a name and a phone before."""
    add_person(connection, telegram_id, "ru", None, now)
    actor = read_actor(connection, telegram_id)
    if actor is None:
        raise RuntimeError("the person was not stored")
    update_person(connection, actor.person_id, name="Анна", phone="+70000000001")
    give_consent(connection, actor.person_id, ConsentKind.PROCESSING, CONSENT_VERSION, "ru", "0" * 64, now)
    known = read_actor(connection, telegram_id)
    if known is None:
        raise RuntimeError("the person is gone")
    return known


async def _town(db: Database, address: str, clock: SystemClock) -> Town:
    content = CatalogueCache(db, clock)
    await content.refresh()
    published = content.published
    return Town(address, tuple(published.programmes), tuple(published.sites))


async def large_town(file: Path, *, sites: int, bookings: int, regions: int = 1) -> Town:
    """``sites`` copies of the demonstration's sites, as many in each of ``regions``, every one with 120
    days of sessions; and a past full of bookings."""
    address = f"sqlite:///{file}"
    await asyncio.to_thread(upgrade, address)
    db = await Database.open(address)
    try:
        clock = SystemClock()
        for number in range(regions):
            await _import(db, clock, _many_sites(sites // regions, region=number))
        await roll_schedules(_runner(db, clock))
        now = clock.now()
        past = await db.write(lambda connection: _past_sessions(connection, now))
        leaders = await db.write(lambda connection: _past_leaders(connection, now))
        for start in range(0, bookings, _CHUNK):
            numbers = range(start, min(start + _CHUNK, bookings))
            await db.write(partial(_past_bookings, leaders=leaders, past=past, numbers=numbers, now=now))
        return await _town(db, address, clock)
    finally:
        await db.close()


_CHUNK = 5_000


def _many_sites(number: int, *, instant: bool = False, region: int = 0) -> bytes:
    """Of the demonstration's own region, or (1 and more) of one beside it."""
    file = json.loads(DEMO_FILE.read_bytes())
    originals = [
        site
        for site in file["sites"]
        if not instant or any(each["confirmation"] == "instant" for each in site["programmes"])
    ]
    file["sites"] = [
        {**originals[each % len(originals)], "slug": f"{originals[each % len(originals)]['slug']}-{each}"}
        for each in range(number)
    ]
    file["routes"] = []
    if region:
        file["region"] |= {
            "slug": f"region-{region}",
            "name": {"ru": f"Край {region}", "en": f"Region {region}"},
        }
    return json.dumps(file, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class _Past:
    """A session of last year."""

    session_id: int
    site_id: int
    region_id: int


def _past_sessions(connection: Connection, now: datetime) -> list[_Past]:
    """The sessions ahead once more a year earlier."""
    rows = connection.execute(select(session)).mappings().all()
    year = timedelta(days=364)
    copies = [
        {
            **{key: row[key] for key in row if key != "id"},
            "starts_at": row["starts_at"] - year,
            "ends_at": row["ends_at"] - year,
        }
        for row in rows
    ]
    for start in range(0, len(copies), _CHUNK):
        connection.execute(insert(session), copies[start : start + _CHUNK])
    query = (
        select(session.c.id, session.c.site_id, site.c.region_id)
        .join(site, site.c.id == session.c.site_id)
        .where(session.c.starts_at < now)
        .order_by(session.c.id)
    )
    return [_Past(row.id, row.site_id, row.region_id) for row in connection.execute(query)]


_LEADERS = range(10_000_000, 10_010_000)
"""Telegram ids of those who have booked before: a hundred bookings each, of a million."""


def _past_leaders(connection: Connection, now: datetime) -> list[int]:
    connection.execute(
        insert(person),
        [
            {"telegram_id": each, "language": "ru", "language_chosen": False, "created_at": now}
            for each in _LEADERS
        ],
    )
    ours = person.c.telegram_id.between(_LEADERS[0], _LEADERS[-1])
    return list(connection.execute(select(person.c.id).where(ours)).scalars())


def _past_bookings(
    connection: Connection, leaders: Sequence[int], past: Sequence[_Past], numbers: range, now: datetime
) -> None:
    """Bookings that were called off: a past that every list and index has to carry."""
    at = {number + 1_000_000: past[number % len(past)] for number in numbers}
    ids = list(at)
    connection.execute(
        insert(draft),
        [
            {
                "id": each,
                "person_id": leaders[each % len(leaders)],
                "kind": DraftKind.BOOKING,
                "state": DraftState.SENT,
                "form": {},
                "created_at": now,
                "updated_at": now,
            }
            for each in ids
        ],
    )
    connection.execute(
        insert(booking),
        [
            {
                "id": each,
                "region_id": at[each].region_id,
                "person_id": leaders[each % len(leaders)],
                "draft_id": each,
                "audience": Audience.TOURIST,
                "children": 0,
                "adults": 2,
                "foreign_guests": 0,
                "wheelchairs": 0,
                "created_at": now,
            }
            for each in ids
        ],
    )
    connection.execute(
        insert(visit),
        [
            {
                "booking_id": each,
                "site_id": at[each].site_id,
                "session_id": at[each].session_id,
                "position": 0,
                "status": VisitStatus.CANCELLED,
                "children": 0,
                "adults": 2,
                "code": f"{each:08X}"[-8:],
            }
            for each in ids
        ],
    )


async def queue_confirmations(address: str, number: int) -> None:
    """So many messages due at once, each about a booking of its own and to somebody else."""
    db = await Database.open(address)
    now = SystemClock().now()
    try:
        await db.write(lambda connection: _confirmed(connection, range(number), now))
    finally:
        await db.close()


def _confirmed(connection: Connection, numbers: range, now: datetime) -> None:
    ahead = connection.execute(
        select(session.c.id, session.c.site_id)
        .where(session.c.starts_at > now + timedelta(days=21))
        .order_by(session.c.id)
    ).all()
    connection.execute(
        insert(person),
        [
            {"telegram_id": _CONFIRMED + each, "language": "ru", "language_chosen": False, "created_at": now}
            for each in numbers
        ],
    )
    people = {
        row.telegram_id - _CONFIRMED: row.id
        for row in connection.execute(select(person.c.id, person.c.telegram_id)).all()
        if row.telegram_id is not None and row.telegram_id >= _CONFIRMED
    }
    region_id = connection.execute(select(region.c.id).limit(1)).scalar_one()
    for each in numbers:
        where = ahead[each % len(ahead)]
        number = _CONFIRMED + each
        add_booking(connection, number, region_id, people[each], where.id, where.site_id, now)
        connection.execute(
            insert(outbox).values(
                dedupe_key=f"confirmed:{number}",
                kind="booking.confirmed",
                priority=Priority.CHANGE.rank,
                recipient_id=people[each],
                payload={"booking_id": number, "site_id": where.site_id},
                state=OutboxState.DUE,
                due_at=now,
                created_at=now,
            )
        )


_CONFIRMED = 5_000_000


def add_booking(
    connection: Connection,
    number: int,
    region_id: int,
    person_id: int,
    session_id: int,
    site_id: int,
    now: datetime,
    *,
    answer_due_at: datetime | None = None,
) -> None:
    """Two people at a session: confirmed, or (``answer_due_at``) still to be answered. The seats stay as they
    are."""
    connection.execute(
        insert(draft).values(
            id=number,
            person_id=person_id,
            kind=DraftKind.BOOKING,
            state=DraftState.SENT,
            form={},
            created_at=now,
            updated_at=now,
        )
    )
    connection.execute(
        insert(booking).values(
            id=number,
            region_id=region_id,
            person_id=person_id,
            draft_id=number,
            reference=f"К-{number}",
            audience=Audience.TOURIST,
            children=0,
            adults=2,
            foreign_guests=0,
            wheelchairs=0,
            created_at=now,
        )
    )
    connection.execute(
        insert(visit).values(
            id=number,
            booking_id=number,
            site_id=site_id,
            session_id=session_id,
            position=0,
            status=VisitStatus.CONFIRMED if answer_due_at is None else VisitStatus.PENDING,
            answer_due_at=answer_due_at,
            children=0,
            adults=2,
            code=str(number),
        )
    )
