"""Fills the demonstration: invented sites, people with roles, and the awkward cases one should see.

All moments are relative to the clock, so that the demonstration looks alive in any year. Requests are made
by the use cases of visitors, so they obey every rule. The past is made with a clock that starts five weeks
ago; messages of that past are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import Clock, MovableClock
from bot.db.booking.bookings import read_bookings_of
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import add_known_person, drop_due_messages, find_site, give_role, note_past_visit
from bot.db.people.organisations import find_organisations
from bot.db.people.people import give_consent, read_actor
from bot.domain.booking.booking import Booking
from bot.domain.limits import Limits
from bot.domain.model import CancelReason, ConsentKind, OrganisationId, RegionId, Role
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.services.booking.mine import cancel_booking
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.cases import (
    AWKWARD_VISITS,
    CALLED_OFF,
    FROST_DAY,
    GATHERING,
    IS_OFFERED,
    LEFT_AGO,
    LEFT_TOO_LONG,
    PAST_VISITS,
    SEASONAL_VISITS,
    WAITS_FOR_FULL_DAY,
    ClassVisit,
    Day,
    on_a_frost_day_before,
    on_any_day,
    too_late_by,
)
from bot.services.demo.desks import Cast, Desks
from bot.services.demo.filling import DemoError, Visitors
from bot.services.runner import Runner
from bot.services.upkeep.deadlines import expire_all_holds

DEMO_FILE = Path(__file__).parents[2] / "data" / "demo.json"
PAST = timedelta(days=35)
FROST_KNOWN_AT = time(7)
SCHOOL = "Полярный круг"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration. ``phone`` in E.164; ``leads``: has classes, requests and a past;
    ``applies``: for a placement; ``operates``: brings the group of a tour operator."""

    telegram_id: int
    name: str
    phone: str
    language: str = "ru"
    site_slug: str | None = None
    coordinates: bool = False
    leads: bool = False
    applies: bool = False
    operates: bool = False

    @property
    def asks(self) -> bool:
        """Whether they have asked for something, and so have agreed to the consent."""
        return self.leads or self.applies or self.operates


@dataclass(frozen=True, slots=True)
class SeedCounts:
    """What the demonstration now has; ``bookings`` is 0 when they were there already or nobody leads."""

    catalogue: ImportCounts
    sessions: int
    people: int
    bookings: int


@dataclass(frozen=True, slots=True)
class SeedDemo:
    """Imports and publishes the demonstration data, opens sessions, gives roles, makes the awkward cases.

    Repeating it changes nothing. DemoError, with the reason, when a case can no longer be made.
    """

    db: Database
    clock: Clock
    content: CatalogueCache
    limits: Limits
    consent_version: int
    consent_hash: str
    """Hex SHA-256 of the consent's text."""
    random_bytes: Callable[[int], bytes]

    async def __call__(self, people: Sequence[DemoPerson] = ()) -> SeedCounts:
        result = await ImportCatalogue(self.db, self.clock)(DEMO_FILE.read_bytes(), publish=True)
        if not isinstance(result, ImportCounts):
            raise DemoError("the demonstration data are faulty: " + "; ".join(map(str, result)))
        for person in people:
            await self._add(person, result.region_id)
        leaders = [person for person in people if person.leads]
        sessions = await self._open_past_sessions() if leaders else 0
        sessions += (await roll_schedules(self._runner(self.clock))).opened
        bookings = 0
        for person in leaders:
            bookings += await self._make_cases(person, people, result.region_id)
        return SeedCounts(result, sessions, len(people), bookings)

    async def _open_past_sessions(self) -> int:
        past = MovableClock(self.clock.now() - PAST)
        return (await roll_schedules(self._runner(past))).opened

    async def _add(self, person: DemoPerson, region_id: RegionId) -> None:
        now = self.clock.now()

        def body(connection: Connection) -> None:
            person_id = add_known_person(
                connection, person.telegram_id, person.language, person.name, person.phone, region_id, now
            )
            if person.coordinates:
                give_role(connection, person_id, Role.COORDINATOR, region_id, None, now)
            if person.site_slug is not None:
                site_id = find_site(connection, region_id, person.site_slug)
                if site_id is None:
                    raise DemoError(f"{person.name} works for an unknown site {person.site_slug!r}")
                give_role(connection, person_id, Role.OWNER, region_id, site_id, now)
            if person.asks:
                give_consent(
                    connection,
                    person_id,
                    ConsentKind.PROCESSING,
                    self.consent_version,
                    person.language,
                    self.consent_hash,
                    now,
                )

        await self.db.write(body)

    # --- the awkward cases -------------------------------------------------------------------------

    async def _make_cases(self, person: DemoPerson, people: Sequence[DemoPerson], region_id: RegionId) -> int:
        actor = await self._actor(person.telegram_id)
        if await self.db.read(lambda connection: read_bookings_of(connection, actor.person_id)):
            return 0
        found = await self.db.read(lambda connection: find_organisations(connection, region_id, SCHOOL))
        school = found[0].id
        start = self.clock.now()
        past, present = MovableClock(start - PAST), MovableClock(start)
        for visit, came in PAST_VISITS:
            await self._end_visit(await self._book(past, actor, school, visit), came=came)
        awkward = [await self._book(present, actor, school, visit) for visit in AWKWARD_VISITS]
        made = len(PAST_VISITS) + len(AWKWARD_VISITS)
        frost = await self._try_to_book(past, actor, school, FROST_DAY, on_a_frost_day_before(start))
        if frost is not None:
            await self._call_off(actor, frost)
            made += 1
        for visit, day in SEASONAL_VISITS:
            made += await self._try_to_book(present, actor, school, visit, day) is not None
        made += await self._visitors.gather(present, actor, GATHERING)
        await self._wait(present, actor, school, WAITS_FOR_FULL_DAY, awkward[0])
        called_off = await self._try_to_book(present, actor, school, CALLED_OFF, on_any_day)
        if called_off is not None:
            await self._wait(present, actor, school, IS_OFFERED, called_off)
            await self._cancel(present, actor, called_off, CancelReason.GROUP_FELL_THROUGH)
            made += 1
        cast = await self._cast(actor, school, people)
        made += await Desks(self.db, self._visitors, past, present, cast).fill(region_id)
        # The last of the leader's forms: another would take its place.
        await self._leave_too_long(actor, school)
        await self.db.write(lambda connection: drop_due_messages(connection, start))
        return made

    async def _cast(self, leader: Actor, school: OrganisationId, people: Sequence[DemoPerson]) -> Cast:
        operators = [await self._actor(each.telegram_id) for each in people if each.operates]
        return Cast(
            leader,
            school,
            owners={
                each.site_slug: await self._actor(each.telegram_id)
                for each in people
                if each.site_slug is not None
            },
            applicants=[await self._actor(each.telegram_id) for each in people if each.applies],
            operator=operators[0] if operators else None,
        )

    async def _actor(self, telegram_id: int) -> Actor:
        actor = await self.db.read(lambda connection: read_actor(connection, telegram_id))
        if actor is None:
            raise LookupError(f"the person with Telegram id {telegram_id} was just added and is gone")
        return actor

    async def _end_visit(self, booking: Booking, *, came: bool) -> None:
        visits = [each.id for each in booking.visits]
        count = sum(each.seats for each in booking.visits)
        starts_at = booking.first.starts_at
        await self.db.write(
            lambda connection: note_past_visit(connection, visits, came=count if came else None, at=starts_at)
        )

    async def _call_off(self, actor: Actor, booking: Booking) -> None:
        """On the morning of the visit, for frost."""
        zone = ZoneInfo(self.content.site(booking.first.site_id).timezone)
        morning = MovableClock(utc_at(local_day(booking.first.starts_at, zone), FROST_KNOWN_AT, zone))
        await self._cancel(morning, actor, booking, CancelReason.FROST)

    async def _cancel(self, clock: Clock, actor: Actor, booking: Booking, reason: CancelReason) -> None:
        cancelled = await self._runner(clock).do(actor, cancel_booking, booking.id, reason)
        if isinstance(cancelled, Refusal):
            raise DemoError(f"the demonstration's {booking.reference} cannot be called off: {cancelled}")

    async def _wait(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit, full: Booking
    ) -> None:
        """Joins the waiting list of the day that a booking and others have filled (B12)."""
        writing = await self._visitors.describe(clock, actor, school, visit)
        day = local_day(full.first.starts_at, ZoneInfo(writing.view.site.timezone))
        await writing.tap_last("wait", day.isoformat())

    async def _leave_too_long(self, actor: Actor, school: OrganisationId) -> None:
        """A form that was filled in days ago and not sent; what it held is free again."""
        start = self.clock.now()
        ago = MovableClock(start - LEFT_AGO)
        if await self._visitors.fill(ago, actor, school, LEFT_TOO_LONG, too_late_by(start)) is None:
            return
        await expire_all_holds(self._runner(self.clock))

    async def _book(self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit) -> Booking:
        booked = await self._try_to_book(clock, actor, school, visit, on_any_day)
        if booked is None:
            raise DemoError(f"no session is left for the demonstration's visit {visit}")
        return booked

    async def _try_to_book(
        self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit, day: Day
    ) -> Booking | None:
        return await self._visitors.try_to_book(clock, actor, school, visit, day)

    @property
    def _visitors(self) -> Visitors:
        return Visitors(self._runner, self.content, self.limits)

    def _runner(self, clock: Clock) -> Runner:
        return Runner(self.db, clock, self.content, self.limits, self.random_bytes)
