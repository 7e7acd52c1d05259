"""The database that each run begins with: open sites, hosts, and parties whose reminders fall due soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.clock import MovableClock
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.operations.demo import drop_due_messages
from bot.db.people.people import add_person, give_consent, read_actor, update_person
from bot.domain.booking.views import BookingFormView, BookingView
from bot.domain.limits import Limits
from bot.domain.model import ConsentKind, ProgrammeId
from bot.domain.people.access import Actor
from bot.domain.people.consents import CONSENT_VERSION
from bot.services.catalogue.cache import CatalogueCache
from bot.services.runner import Runner
from sandbox.demo import demo_people, seed
from sandbox.telegram import Telegram
from tests.bot.paths import FELTING, PAPER_MILL
from tests.bot.world import settings_of_tests
from tests.filling import Filling, pick_day, pick_sessions, take_seats

BOOKED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, 12:00 in Moscow: when the parties booked for the next morning."""
STARTS_AT = datetime(2026, 11, 23, 11, 59, 55, tzinfo=UTC)
"""When a run begins: five seconds before the parties are reminded of tomorrow."""
SOON_AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Two hours before the parties' visits."""
NEXT_EVE = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""When those who book during a run for Wednesday are reminded."""

PARTIES = tuple(range(730_000_001, 730_000_005))
"""Telegram ids of people who booked before the run."""


def programme_ids(content: CatalogueCache) -> dict[str, ProgrammeId]:
    """What people book in a run: a class visit that a host decides, and an hour of felting at once."""
    codes = {PAPER_MILL: "tour", FELTING: "class"}
    return {
        site.slug: programme.id
        for site in content.everything.sites.values()
        for programme in site.programmes
        if codes.get(site.slug) == programme.code
    }


async def fill(db: Database) -> None:
    """Fills a migrated, empty database of either engine."""
    clock = MovableClock(BOOKED_AT)
    settings = settings_of_tests(Path("never-opened"), Telegram(clock), ())
    await seed(db, clock, settings, [replace(each, leads=False) for each in demo_people()])
    content = CatalogueCache(db, clock)
    await content.refresh()
    programme_id = programme_ids(content)[FELTING]
    for telegram_id in PARTIES:
        await _book(db, clock, content, telegram_id, programme_id)
    await db.write(lambda connection: drop_due_messages(connection, STARTS_AT))


async def _book(
    db: Database, clock: MovableClock, content: CatalogueCache, telegram_id: int, programme_id: ProgrammeId
) -> None:
    actor = await add_known(db, telegram_id, clock.now())
    visitor = Filling(Runner(db, clock, content, Limits(), Random(telegram_id).randbytes))
    view = await visitor.start(actor, programme_id)
    assert isinstance(view, BookingFormView)
    view = await visitor.answer(actor, view.draft_id, take_seats(2))
    assert isinstance(view, BookingFormView)
    assert view.days is not None
    tomorrow = (clock.now() + timedelta(days=1)).date()
    parts = view.days[tomorrow].options[0].parts
    for answer in (pick_day(tomorrow), pick_sessions(tuple(part.session_id for part in parts))):
        view = await visitor.answer(actor, view.draft_id, answer)
        assert isinstance(view, BookingFormView)
    assert isinstance(await visitor.send(actor, view.draft_id), BookingView)


async def add_known(db: Database, telegram_id: int, now: datetime) -> Actor:
    def body(connection: Connection) -> Actor:
        add_person(connection, telegram_id, "ru", None, now)
        stranger = read_actor(connection, telegram_id)
        assert stranger is not None
        update_person(connection, stranger.person_id, name="Марина", phone="+70000000001")
        give_consent(
            connection, stranger.person_id, ConsentKind.PROCESSING, CONSENT_VERSION, "ru", "0" * 64, now
        )
        known = read_actor(connection, telegram_id)
        assert known is not None
        return known

    return await db.write(body)
