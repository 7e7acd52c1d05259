"""How commands reach the database: only when it is there and up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.cli import PROBLEM
from bot.cli.console.report import complain
from bot.clock import Clock
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.services.runner import Runner


def with_database(settings: Settings, act: Callable[[Database], Awaitable[int]]) -> int:
    """Opens the database, acts, closes it; the exit code of the act, or 1 with the reason said."""
    from bot.db.engine.errors import DatabaseError
    from bot.db.operations.revisions import pending

    address = settings.database_url.get_secret_value()
    try:
        if pending(address):
            complain(f"{settings.database_name} is not up to date. First: python -m bot migrate")
            return PROBLEM
        return asyncio.run(_open_and_act(address, act))
    except DatabaseError as error:
        complain(f"The database cannot be used: {error}")
        return PROBLEM


async def _open_and_act(address: str, act: Callable[[Database], Awaitable[int]]) -> int:
    from bot.db.engine.database import Database

    database = await Database.open(address)
    try:
        return await act(database)
    finally:
        await database.close()


def runner_over(database: Database, settings: Settings, clock: Clock) -> Runner:
    """Runs use cases for whoever has the machine. The catalogue is not read yet: many do without it."""
    import secrets

    from bot.services.catalogue.cache import CatalogueCache
    from bot.services.runner import Runner

    return Runner(database, clock, CatalogueCache(database, clock), settings.limits, secrets.token_bytes)
