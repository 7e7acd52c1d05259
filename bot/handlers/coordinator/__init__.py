"""What coordinators of a region tap."""

from __future__ import annotations

from functools import lru_cache

from aiogram import Router

from bot.handlers.coordinator import region


@lru_cache(maxsize=1)
def router() -> Router:
    """All handlers of coordinators."""
    found = Router(name="coordinator")
    found.include_routers(region.router)
    return found
