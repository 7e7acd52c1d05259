"""A region with its sites, and as many people as a test needs; without Telegram, so it begins fast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import Connection, select

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.db.operations.demo import give_role
from bot.db.people.organisations import add_organisation
from bot.db.people.people import add_person, give_consent, read_actor, update_person
from bot.db.tables import session
from bot.domain.booking.booking import Booking
from bot.domain.booking.views import BookingFormView
from bot.domain.forms import BookingForm
from bot.domain.limits import Limits
from bot.domain.model import (
    ConsentKind,
    OrganisationId,
    OrganisationKind,
    ProgrammeId,
    Role,
    SessionId,
    SiteId,
)
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.domain.refusal import Refusal
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.services.demo.seed import DEMO_FILE
from bot.services.forms import engine
from bot.services.runner import Runner
from tests.filling import AGREE, Answer, Filling, Typed, pick_sessions, take_seats, use_organisation
from tests.runners import runner_over

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 12:00 in Moscow and Syktyvkar."""


async def fill_catalogue(db: Database) -> None:
    """Published sites without a single session."""
    await ImportCatalogue(db, MovableClock(START))(DEMO_FILE.read_bytes(), publish=True)


async def fill_sessions(db: Database) -> None:
    """Published sites with sessions up to the horizon."""
    await fill_catalogue(db)
    await roll_schedules(runner_over(db, MovableClock(START)))


class Town:
    def __init__(self, db: Database, *, seed: int = 11) -> None:
        self.db = db
        self.clock = MovableClock(START)
        self.limits = Limits()
        self.content = CatalogueCache(db, self.clock)
        self.random = Random(seed)
        rest = (db, self.clock, self.content, self.limits, self.random.randbytes)
        self.runner = Runner(*rest)
        self.visitor = Filling(self.runner)

    async def person(self, number: int) -> Actor:
        """Somebody with a name, a phone and a consent; the same one for the same number."""
        now = self.clock.now()
        version = CONSENT_VERSION

        def body(connection: Connection) -> Actor:
            add_person(connection, number, "ru", None, now)
            actor = read_actor(connection, number)
            assert actor is not None
            update_person(connection, actor.person_id, name="Анна Петровна", phone="+70000000001")
            give_consent(connection, actor.person_id, ConsentKind.PROCESSING, version, "ru", "0" * 64, now)
            known = read_actor(connection, number)
            assert known is not None
            return known

        return await self.db.write(body)

    async def owner(self, number: int, site_id: SiteId) -> Actor:
        """Somebody who answers for a site."""
        actor = await self.person(number)
        region = self.content.site(site_id).region_id
        now = self.clock.now()

        def body(connection: Connection) -> Actor:
            give_role(connection, actor.person_id, Role.OWNER, region, site_id, now)
            known = read_actor(connection, number)
            assert known is not None
            return known

        return await self.db.write(body)

    def programme(self, slug: str, code: str) -> ProgrammeId:
        site = next(each for each in self.content.published.sites.values() if each.slug == slug)
        return next(each.id for each in site.programmes if each.code == code)

    async def sessions(self, programme_id: ProgrammeId, after: timedelta = timedelta(days=40)) -> list[int]:
        def body(connection: Connection) -> list[int]:
            rows = connection.execute(
                select(session.c.id)
                .where(session.c.programme_id == programme_id, session.c.starts_at > START + after)
                .order_by(session.c.starts_at)
            )
            return [int(row.id) for row in rows]

        return await self.db.read(body)

    async def answer(self, actor: Actor, view: BookingFormView, answer: Answer) -> BookingFormView | Refusal:
        return await self.visitor.answer(actor, view.draft_id, answer)

    async def start(self, actor: Actor, programme_id: ProgrammeId) -> BookingFormView:
        view = await self.visitor.start(actor, programme_id)
        assert isinstance(view, BookingFormView)
        return view

    async def send(self, actor: Actor, view: BookingFormView) -> Booking | Refusal:
        sent = await self.visitor.send(actor, view.draft_id)
        return sent if isinstance(sent, Refusal) else sent.booking

    async def seats_form(
        self, actor: Actor, programme_id: ProgrammeId, session_id: int, seats: int
    ) -> BookingFormView | Refusal:
        """A tourist's way to the summary, where the seats are held."""
        view = await self.start(actor, programme_id)
        seated = await self.answer(actor, view, take_seats(seats))
        assert isinstance(seated, BookingFormView), seated
        return await self.answer(actor, view, pick_sessions((SessionId(session_id),)))

    async def try_seats(
        self, actor: Actor, programme_id: ProgrammeId, session_id: int, seats: int
    ) -> Booking | Refusal:
        """A tourist's whole way; the first refusal ends it."""
        picked = await self.seats_form(actor, programme_id, session_id, seats)
        return picked if isinstance(picked, Refusal) else await self.send(actor, picked)

    async def class_form(self, actor: Actor, programme_id: ProgrammeId, grade: int) -> BookingFormView:
        """A class of 10 + 2 up to the calendar, in a form of its own."""
        await self.runner.do(actor, engine.leave, BookingForm)
        organisation = await self._school()
        view = await self.start(actor, programme_id)
        party = Typed(f"{grade} А, 10 + 2")
        for answer in (party, use_organisation(organisation), AGREE):
            seen = await self.answer(actor, view, answer)
            assert isinstance(seen, BookingFormView), seen
        return view

    async def _school(self) -> OrganisationId:
        region = next(iter(self.content.published.regions))
        now = self.clock.now()
        return await self.db.write(
            lambda c: add_organisation(c, region, OrganisationKind.SCHOOL, "Школа № 5", None, now)
        )


async def open_town(db: Database, *, seed: int = 11) -> Town:
    town = Town(db, seed=seed)
    await town.content.refresh()
    return town
