"""A site in a test: people with roles, sessions, and bookings that fall from the sky."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import ParamSpec, TypeVar

from sqlalchemy import select

from bot.clock import MovableClock
from bot.db.booking.bookings import (
    BookingEntry,
    VisitEntry,
    add_booking,
    add_visit,
    read_booking,
    set_reference,
)
from bot.db.booking.drafts import start_draft
from bot.db.booking.seats import ForVisit, claim_seats, find_discrepancies
from bot.db.booking.session_admin import read_site_sessions
from bot.db.booking.sessions import read_session
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import add_known_person, find_site, give_role
from bot.db.people.people import read_actor
from bot.db.placements.applications import add_application
from bot.db.placements.applications import set_reference as set_application_reference
from bot.db.tables import audit, organisation, outbox
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.booking.codes import code_from
from bot.domain.catalogue.catalogue import Programme
from bot.domain.catalogue.catalogue import Site as CatalogueSite
from bot.domain.forms import BookingForm
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationId,
    Audience,
    OrganisationId,
    OutboxState,
    Party,
    ProgrammeId,
    RegionId,
    Role,
    SessionId,
    SiteId,
    VisitStatus,
)
from bot.domain.people.access import Actor
from bot.domain.placements.application import ApplicationEntry
from bot.domain.refusal import Reason, Refusal
from bot.services.catalogue.cache import CatalogueCache
from bot.services.messages import applications
from bot.services.messages.booking import requests
from bot.services.messages.tell import Outside, tell
from bot.services.runner import Runner
from bot.services.transaction import UseCase
from tests.runners import runner_over

P = ParamSpec("P")
R = TypeVar("R")

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday, 09:00 in Moscow and Syktyvkar."""

ANSWER_WITHIN = timedelta(days=3)
SLUG, OTHER_SLUG = "sloist", "voilokno"


@dataclass(slots=True)
class Site:
    db: Database
    clock: MovableClock
    content: CatalogueCache
    id: SiteId
    other_id: SiteId
    region_id: RegionId
    owner: Actor
    staff: Actor
    guide: Actor
    guard: Actor
    stranger: Actor
    """Owner of another site."""
    coordinator: Actor
    leader: Actor
    runner: Runner
    random: Random = field(default_factory=lambda: Random(7))
    message_ids: count[int] = field(default_factory=lambda: count(1000))

    async def do(self, actor: Actor, case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What a use case answers this person."""
        return await self.runner.do(actor, case, *args, **kwargs)

    @property
    def card(self) -> CatalogueSite:
        return self.content.site(self.id)

    def programme(self, code: str) -> Programme:
        return next(each for each in self.card.programmes if each.code == code)

    async def sessions(self, programme: ProgrammeId, *, after: timedelta) -> list[SessionFacts]:
        """Sessions of a programme from so long ahead on, soonest first."""
        start = self.clock.now() + after
        found = await self.db.read(
            lambda connection: read_site_sessions(connection, self.id, start, start + timedelta(days=60))
        )
        return [each for each in found if each.programme_id == programme]

    async def tour(self, *, after: timedelta = timedelta(days=14)) -> SessionFacts:
        return (await self.sessions(self.programme("tour").id, after=after))[0]

    async def session(self, session_id: SessionId) -> SessionFacts:
        found = await self.db.read(lambda connection: read_session(connection, session_id))
        assert found is not None
        return found

    async def book(
        self,
        *sessions: SessionFacts,
        status: VisitStatus = VisitStatus.PENDING,
        children: int = 9,
        adults: int = 1,
        foreign: int = 0,
        wheelchairs: int = 0,
        comment: str | None = None,
        school: OrganisationId | None = None,
        grade: int = 7,
    ) -> Booking:
        """A booking of the leader with so many people in each session, and its notices."""
        now = self.clock.now()
        codes = [code_from(self.random.randbytes(8)) for _ in sessions]

        def body(connection: Connection) -> Booking:
            draft_id = start_draft(
                connection, self.leader.person_id, BookingForm(sessions[0].programme_id), None, now
            )
            party = Party(children * len(sessions), adults * len(sessions), 13, foreign, wheelchairs)
            booking_id = add_booking(
                connection,
                BookingEntry(
                    region_id=self.region_id,
                    person_id=self.leader.person_id,
                    draft_id=draft_id,
                    organisation_id=school,
                    class_card_id=None,
                    audience=Audience.SCHOOL,
                    grade=grade,
                    letter="Б",
                    party=party,
                    comment=comment,
                    leader_name="Анна Петровна",
                    leader_phone="+70000000001",
                ),
                now,
            )
            set_reference(connection, booking_id, f"К-{booking_id:04d}")
            for position, (each, code) in enumerate(zip(sessions, codes, strict=True), start=1):
                visit_id = add_visit(
                    connection,
                    VisitEntry(
                        booking_id=booking_id,
                        site_id=self.id,
                        session_id=each.id,
                        position=position,
                        status=status,
                        children=children,
                        adults=adults,
                        code=code,
                        answer_due_at=now + ANSWER_WITHIN,
                        expires_at=now + ANSWER_WITHIN + timedelta(days=1),
                        list_due_at=None,
                    ),
                )
                assert claim_seats(connection, each.id, children + adults, ForVisit(visit_id), now)
            booking = read_booking(connection, booking_id)
            assert booking is not None
            if status is VisitStatus.PENDING:
                moments = (now + timedelta(days=1), now + timedelta(days=2))
                tell(Outside(connection, now), *requests.about_new(booking, self.id, moments))
            return booking

        return await self.db.write(body)

    async def school(self) -> OrganisationId:
        """The first of the directory."""
        found = select(organisation.c.id).order_by(organisation.c.id).limit(1)
        return OrganisationId(await self.db.read(lambda connection: connection.execute(found).scalar_one()))

    async def apply(self, first: SessionFacts, second: SessionFacts | None = None) -> ApplicationId:
        """An application for a placement, with its notices."""
        now = self.clock.now()

        def body(connection: Connection) -> ApplicationId:
            draft_id = start_draft(
                connection, self.leader.person_id, BookingForm(first.programme_id), None, now
            )
            application_id = add_application(
                connection,
                ApplicationEntry(
                    region_id=self.region_id,
                    person_id=self.leader.person_id,
                    draft_id=draft_id,
                    programme_id=first.programme_id,
                    site_id=self.id,
                    first_session_id=first.id,
                    second_session_id=None if second is None else second.id,
                    applicant=Applicant.TEACHER,
                    age_band=AgeBand.FROM_16,
                    course="11 класс",
                    motivation="Хочу увидеть, как собирают фанеру",
                    name="Анна Петровна",
                    phone="+70000000001",
                    answer_due_at=now + ANSWER_WITHIN,
                    created_at=now,
                ),
            )
            set_application_reference(connection, application_id, f"С-{application_id:04d}")
            tell(Outside(connection, now), applications.ApplicationNotice(application_id))
            return application_id

        return await self.db.write(body)

    async def read(self, booking: Booking) -> Booking:
        found = await self.db.read(lambda connection: read_booking(connection, booking.id))
        assert found is not None
        return found

    async def told(self, kind: str, *, to: Actor | None = None) -> list[dict[str, object]]:
        """Payloads of waiting messages of a kind."""

        def body(connection: Connection) -> Sequence[dict[str, object]]:
            query = select(outbox.c.payload, outbox.c.recipient_id).where(
                outbox.c.kind == kind, outbox.c.state == OutboxState.DUE
            )
            return [
                row.payload
                for row in connection.execute(query.order_by(outbox.c.id))
                if to is None or row.recipient_id == to.person_id
            ]

        return list(await self.db.read(body))

    async def audited(self) -> list[str]:
        """What people did, in order."""
        return await self.db.read(
            lambda connection: list(
                connection.execute(
                    select(audit.c.action).where(audit.c.actor_id.is_not(None)).order_by(audit.c.id)
                ).scalars()
            )
        )

    async def again(self, actor: Actor) -> Actor:
        """The actor with the roles that are stored now."""
        found = await self.db.read(lambda connection: read_actor(connection, actor.telegram_id))
        assert found is not None
        return found

    def message_id(self) -> int:
        return next(self.message_ids)

    async def go_to(self, day: date, hour: int, minute: int = 0) -> None:
        """Moves the clock to a local time of the site (UTC+3)."""
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        self.clock.move_to(local - timedelta(hours=3))

    async def check_seats(self) -> None:
        assert await self.db.read(find_discrepancies) == []


def refused(result: object, reason: Reason) -> Refusal:
    assert isinstance(result, Refusal), result
    assert result.reason is reason, result
    return result


async def open_site(db: Database, clock: MovableClock, content: CatalogueCache) -> Site:
    now = clock.now()
    region_id = next(iter(content.everything.regions))
    people = (
        (1, "Ольга", Role.OWNER, SLUG),
        (2, "Пётр", Role.STAFF, SLUG),
        (3, "Гриша", Role.GUIDE, SLUG),
        (4, "Семён", Role.GUARD, SLUG),
        (5, "Чужая", Role.OWNER, OTHER_SLUG),
        (6, "Вера", Role.COORDINATOR, None),
        (7, "Анна Петровна", None, None),
    )

    def body(connection: Connection) -> list[Actor]:
        found = []
        for number, name, role, slug in people:
            person_id = add_known_person(
                connection, number, "ru", name, f"+7000000000{number}", region_id, now
            )
            if role is not None:
                site_id = None if slug is None else find_site(connection, region_id, slug)
                give_role(connection, person_id, role, region_id, site_id, now)
            actor = read_actor(connection, number)
            assert actor is not None
            found.append(actor)
        return found

    owner, staff, guide, guard, stranger, coordinator, leader = await db.write(body)
    site_id, other_id = owner.site_ids[0], stranger.site_ids[0]
    return Site(
        db=db,
        clock=clock,
        content=content,
        id=site_id,
        other_id=other_id,
        region_id=region_id,
        owner=owner,
        staff=staff,
        guide=guide,
        guard=guard,
        stranger=stranger,
        coordinator=coordinator,
        leader=leader,
        runner=runner_over(db, clock, content),
    )
