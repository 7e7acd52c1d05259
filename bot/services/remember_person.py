"""Who is behind an update; somebody new is remembered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.db.engine import Database
from bot.db.first_contact import remember_person
from bot.db.people import read_actor
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
        return await self.db.write(
            lambda connection: remember_person(
                connection,
                telegram_id,
                language,
                self.region_slug,
                now,
                coordinates=telegram_id in self.coordinator_ids,
            )
        )

    def _lacks_role(self, actor: Actor) -> bool:
        return actor.telegram_id in self.coordinator_ids and not actor.is_coordinator
