"""Runs use cases over a database of a test."""

from __future__ import annotations

from random import Random

from bot.clock import Clock
from bot.db.engine.database import Database
from bot.domain.limits import Limits
from bot.services.catalogue.cache import CatalogueCache
from bot.services.runner import Runner


def runner_over(
    db: Database,
    clock: Clock,
    catalogue: CatalogueCache | None = None,
    *,
    limits: Limits | None = None,
    seed: int = 3,
) -> Runner:
    """With the default limits, if none are given. Such a catalogue has yet to be read, if it is needed."""
    return Runner(
        db, clock, catalogue or CatalogueCache(db, clock), limits or Limits(), Random(seed).randbytes
    )
