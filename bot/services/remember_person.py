"""Who is behind an update; somebody new is remembered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.first_contact import find_region, make_coordinator
from bot.db.people import add_person, read_actor
from bot.domain.access import Actor
from bot.domain.languages import language_for


@dataclass(frozen=True, slots=True)
class RememberPerson:
    """Finds the person with a Telegram id, or begins to know them, in the language of their Telegram (I1).

    ``coordinator_ids`` are the first coordinators of the settings (F1): they run ``region_slug`` from
    their first word on, as soon as that region exists. ``languages``: codes that have a catalogue.
    """

    db: Database
    clock: Clock
    languages: Collection[str]
    region_slug: str
    coordinator_ids: Collection[int] = ()

    async def __call__(self, telegram_id: int, telegram_language: str | None) -> Actor:
        actor = await self.db.read(lambda connection: read_actor(connection, telegram_id))
        if actor is not None and not self._lacks_role(actor):
            return actor
        now = self.clock.now()
        language = language_for(telegram_language, self.languages)

        def remember(connection: Connection) -> Actor:
            region_id = find_region(connection, self.region_slug)
            add_person(connection, telegram_id, language, region_id, now)
            known = _known(connection, telegram_id)
            if region_id is not None and self._lacks_role(known):
                make_coordinator(connection, known.person_id, region_id, now)
                known = _known(connection, telegram_id)
            return known

        return await self.db.write(remember)

    def _lacks_role(self, actor: Actor) -> bool:
        return actor.telegram_id in self.coordinator_ids and not actor.is_coordinator


def _known(connection: Connection, telegram_id: int) -> Actor:
    actor = read_actor(connection, telegram_id)
    if actor is None:
        raise LookupError("a person who was just stored cannot be read")
    return actor
