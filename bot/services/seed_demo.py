"""Fills the demonstration: invented sites, people with roles, and the awkward cases one should see.

All moments are relative to the clock, so that the demonstration looks alive in any year. Requests are made
by the use cases of visitors, so they obey every rule. The past is made with a clock that starts five weeks
ago; messages of that past are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import Clock, MovableClock
from bot.db.bookings import read_bookings_of
from bot.db.connection import Connection
from bot.db.demo import add_known_person, drop_due_messages, find_site, give_role, note_past_visit
from bot.db.engine import Database
from bot.db.organisations import find_organisations
from bot.db.people import give_consent, read_actor
from bot.domain.access import Actor
from bot.domain.availability import Option
from bot.domain.booking import Booking
from bot.domain.catalogue import Programme
from bot.domain.limits import Limits
from bot.domain.model import Audience, ConsentKind, OrganisationId, RegionId, Role
from bot.domain.refusal import Refusal
from bot.domain.views import BookingFormView
from bot.services.content import Content
from bot.services.import_catalogue import ImportCatalogue, ImportCounts
from bot.services.roll_schedules import RollSchedules
from bot.services.visitor.answers import (
    AgreeParty,
    Answer,
    DescribeClass,
    PickDay,
    PickSessions,
    SetForeign,
    SetWheelchairs,
    UseOrganisation,
)
from bot.services.visitor.fill_form import AnswerByTap, StartBooking
from bot.services.visitor.form_view import FormContext
from bot.services.visitor.send_booking import RandomBytes, SendBooking

DEMO_FILE = Path(__file__).parent.parent / "data" / "demo.json"
PAST = timedelta(days=35)
SCHOOL = "Полярный круг"


class DemoError(Exception):
    """The demonstration's own data, people and rules do not fit together: a defect of ours."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demonstration. ``phone`` in E.164; ``leads``: has classes, requests and a past."""

    telegram_id: int
    name: str
    phone: str
    language: str = "ru"
    site_slug: str | None = None
    coordinates: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class ClassVisit:
    """A visit of one class. ``after_days``: on the first day with room, at the earliest so many days ahead;
    ``at_hour``: only sessions that start in this local hour."""

    site: str
    programme: str
    grade: int
    letter: str
    children: int
    adults: int
    youngest_age: int
    after_days: int
    at_hour: int | None = None
    foreign: int = 0
    wheelchairs: int = 0


PAST_VISITS: Sequence[tuple[ClassVisit, bool]] = (
    (ClassVisit("warm-trace", "class", 4, "А", 10, 2, 10, after_days=10, at_hour=10), True),
    (ClassVisit("warm-trace", "class", 5, "Б", 8, 2, 11, after_days=17, at_hour=12), False),
)
"""Visits that are over, and whether the class came: the second is a no-show."""

AWKWARD_VISITS: Sequence[ClassVisit] = (
    # The day on which a host can close the site for repair, with three bookings; the first is full.
    ClassVisit("warm-trace", "class", 4, "А", 10, 2, 10, after_days=12, at_hour=10),
    ClassVisit("warm-trace", "class", 5, "Б", 8, 2, 11, after_days=12, at_hour=12),
    ClassVisit("warm-trace", "class", 3, "В", 6, 2, 9, after_days=12, at_hour=15),
    # Guests from other countries, for whom the site wants 30 days.
    ClassVisit("vychegda-sheet", "tour", 9, "Б", 16, 2, 15, after_days=31, foreign=2),
    # A wheelchair user at a site with stairs: the host and the leader have to talk.
    ClassVisit("sloist", "tour", 7, "В", 14, 2, 13, after_days=15, wheelchairs=1),
    # 28 pupils for 20 places: two subgroups. The class card stays, also for sites with 15 places.
    ClassVisit("uzlovaya", "tour", 6, "А", 28, 4, 12, after_days=18),
)


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
    content: Content
    limits: Limits
    consent_version: int
    consent_hash: str
    """Hex SHA-256 of the consent's text."""
    random_bytes: RandomBytes

    async def __call__(self, people: Sequence[DemoPerson] = ()) -> SeedCounts:
        result = await ImportCatalogue(self.db, self.clock)(DEMO_FILE.read_bytes(), publish=True)
        if not isinstance(result, ImportCounts):
            raise DemoError("the demonstration data are faulty: " + "; ".join(map(str, result)))
        for person in people:
            await self._add(person, result.region_id)
        leaders = [person for person in people if person.leads]
        sessions = await self._open_past_sessions() if leaders else 0
        sessions += await RollSchedules(self.db, self.clock, self.limits)()
        await self.content.refresh()
        bookings = 0
        for person in leaders:
            bookings += await self._make_cases(person, result.region_id)
        return SeedCounts(result, sessions, len(people), bookings)

    async def _open_past_sessions(self) -> int:
        past = MovableClock(self.clock.now() - PAST)
        return await RollSchedules(self.db, past, self.limits)()

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
            if person.leads:
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

    async def _make_cases(self, person: DemoPerson, region_id: RegionId) -> int:
        actor = await self._actor(person.telegram_id)
        if await self.db.read(lambda connection: read_bookings_of(connection, actor.person_id)):
            return 0
        found = await self.db.read(lambda connection: find_organisations(connection, region_id, SCHOOL))
        school = found[0].id
        start = self.clock.now()
        past = MovableClock(start - PAST)
        for visit, came in PAST_VISITS:
            booking = await self._book(past, actor, school, visit)
            await self._end_visit(booking, came=came)
        for visit in AWKWARD_VISITS:
            await self._book(MovableClock(start), actor, school, visit)
        await self.db.write(lambda connection: drop_due_messages(connection, start))
        return len(PAST_VISITS) + len(AWKWARD_VISITS)

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

    async def _book(self, clock: Clock, actor: Actor, school: OrganisationId, visit: ClassVisit) -> Booking:
        """Goes through the form as the leader would."""
        context = FormContext(self.content, self.limits, self.consent_version)
        programme = self._programme(visit)
        view = _passed(visit, await StartBooking(self.db, clock, context)(actor, programme.id))
        tap = AnswerByTap(self.db, clock, context)

        async def answer(given: Answer) -> BookingFormView:
            return _passed(visit, await tap(actor, view.draft_id, given))

        party = DescribeClass(
            visit.grade, visit.letter, visit.children, visit.adults, visit.youngest_age, Audience.SCHOOL
        )
        for given in (party, UseOrganisation(school), SetForeign(visit.foreign), AgreeParty()):
            view = await answer(given)
        option = _first_option(view, visit, clock.now())
        view = await answer(PickDay(option.starts[0].astimezone(ZoneInfo(view.site.timezone)).date()))
        view = await answer(PickSessions(tuple(part.session_id for part in option.parts)))
        if visit.wheelchairs:
            view = await answer(SetWheelchairs(visit.wheelchairs))
        sent = await SendBooking(self.db, clock, context, self.random_bytes)(actor, view.draft_id)
        if isinstance(sent, Refusal):
            raise DemoError(f"the demonstration's visit {visit} was refused: {sent}")
        return sent

    def _programme(self, visit: ClassVisit) -> Programme:
        for site in self.content.published.sites.values():
            for programme in site.programmes:
                if (site.slug, programme.code) == (visit.site, visit.programme):
                    return programme
        raise DemoError(f"the demonstration data have no programme {visit.site}/{visit.programme}")


def _first_option(view: BookingFormView, visit: ClassVisit, now: datetime) -> Option:
    """The first way to come that the case allows, from what the form offers."""
    zone = ZoneInfo(view.site.timezone)
    for _day, choice in sorted((view.days or {}).items()):
        for option in choice.options:
            start = option.starts[0].astimezone(zone)
            late_enough = (start.date() - now.astimezone(zone).date()).days >= visit.after_days
            if late_enough and visit.at_hour in {None, start.hour}:
                return option
    raise DemoError(f"no session is left for the demonstration's visit {visit}")


def _passed(visit: ClassVisit, view: BookingFormView | Refusal) -> BookingFormView:
    if isinstance(view, Refusal):
        raise DemoError(f"the demonstration's visit {visit} was refused: {view}")
    return view
