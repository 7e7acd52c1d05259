"""Who is behind an update; somebody new is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.db.people.people import read_actor
from bot.db.people.registration import add_newcomer, add_region
from bot.domain.booking.codes import REFERENCE_PREFIX
from bot.domain.people.access import Actor
from bot.domain.people.languages import language_for
from bot.services.people.reachability import note_reachability
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, reads, writes


@reads(SYSTEM_ONLY)
def find_person(tx: Tx, telegram_id: int) -> Actor | None:
    return read_actor(tx.connection, telegram_id)


DEFAULT_TIMEZONE = "Europe/Moscow"
"""Of a region that no file has described yet."""


@writes(SYSTEM_ONLY)
def found_region(tx: Tx, slug: str, timezone: str) -> None:
    """Makes the region that the first coordinators run, empty; an import fills and names it. Safe to
    repeat."""
    _found(tx, slug, timezone)


def _found(tx: Tx, slug: str, timezone: str) -> None:
    if add_region(tx.connection, slug, timezone, REFERENCE_PREFIX, tx.now):
        tx.change_catalogue()


async def ensure_region(runner: Runner, slug: str, timezone: str) -> None:
    """Founds the region unless it is there. The content is read afterwards."""
    await runner.catalogue.refresh()
    if all(each.slug != slug for each in runner.catalogue.everything.regions.values()):
        await runner.run(found_region, slug, timezone)


@writes(SYSTEM_ONLY)
def register_person(
    tx: Tx,
    telegram_id: int,
    language: str,
    region_slug: str | None,
    timezone: str = DEFAULT_TIMEZONE,
    *,
    coordinates: bool,
) -> Actor:
    """Begins to know a person, in the region of the installation if it exists and there is no other to
    choose; ``coordinates``: as its coordinator, and then it does exist. Safe to repeat."""
    if coordinates and region_slug is not None:
        _found(tx, region_slug, timezone)
    elif len(tx.catalogue.published.open_regions) > 1:
        region_slug = None  # they say themselves where they are, as soon as that matters (A1)
    return add_newcomer(tx.connection, telegram_id, language, region_slug, tx.now, coordinates=coordinates)


@dataclass(frozen=True, slots=True)
class Registration:
    """Finds the person with a Telegram id, or begins to know them, in the language of their Telegram (I1).

    ``coordinator_ids`` are the first coordinators of the settings (F1): they run ``region_slug`` from
    their first word on, until somebody removes them. ``languages``: codes that have a catalogue.
    """

    runner: Runner
    languages: Collection[str]
    region_slug: str
    coordinator_ids: Collection[int] = ()
    timezone: str = DEFAULT_TIMEZONE
    """Of the region, if their first word founds it."""

    async def __call__(self, telegram_id: int, telegram_language: str | None) -> Actor:
        coordinates = telegram_id in self.coordinator_ids
        actor = await self.runner.run(find_person, telegram_id)
        if actor is not None and actor.unreachable:
            # They are here: that they came back may have been said while nobody listened.
            await self.runner.run(note_reachability, telegram_id, reachable=True)
            actor = replace(actor, unreachable=False)
        if actor is not None and (not coordinates or self._runs_it(actor)):
            return actor
        language = language_for(telegram_language, self.languages)
        return await self.runner.run(
            register_person,
            telegram_id,
            language,
            self.region_slug,
            self.timezone,
            coordinates=coordinates,
        )

    def _runs_it(self, actor: Actor) -> bool:
        regions = self.runner.catalogue.everything.regions.values()
        return any(each.slug == self.region_slug and actor.coordinates(each.id) for each in regions)
