"""Who is behind an update; somebody new is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.db.people.people import read_actor
from bot.db.people.registration import add_newcomer
from bot.domain.people.access import Actor
from bot.domain.people.languages import language_for
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes


@reads(SYSTEM_ONLY)
def find_person(tx: Tx, telegram_id: int) -> Actor | None:
    return read_actor(tx.connection, telegram_id)


@writes(SYSTEM_ONLY)
def register_person(tx: Tx, telegram_id: int, language: str, region_slug: str, *, coordinates: bool) -> Actor:
    """Begins to know a person, in their region if it exists; ``coordinates``: as its coordinator. Safe to
    repeat."""
    return add_newcomer(tx.connection, telegram_id, language, region_slug, tx.now, coordinates=coordinates)


@dataclass(frozen=True, slots=True)
class Registration:
    """Finds the person with a Telegram id, or begins to know them, in the language of their Telegram (I1).

    ``coordinator_ids`` are the first coordinators of the settings (F1): they run ``region_slug`` from
    their first word on, as soon as that region exists. ``languages``: codes that have a catalogue.
    """

    runner: Runner
    languages: Collection[str]
    region_slug: str
    coordinator_ids: Collection[int] = ()

    async def __call__(self, telegram_id: int, telegram_language: str | None) -> Actor:
        coordinates = telegram_id in self.coordinator_ids
        actor = await self.runner.run(find_person, telegram_id)
        if actor is not None and (actor.is_coordinator or not coordinates):
            return actor
        language = language_for(telegram_language, self.languages)
        return await self.runner.run(
            register_person, telegram_id, language, self.region_slug, coordinates=coordinates
        )
