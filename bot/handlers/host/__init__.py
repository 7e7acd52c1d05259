"""What the people of a site tap and type."""

from __future__ import annotations

from functools import lru_cache

from aiogram import Router

from bot.handlers.host import desk, gate, requests, sessions


@lru_cache(maxsize=1)
def router() -> Router:
    """All handlers of hosts; before the visitors', since it takes the invitation links of /start."""
    found = Router(name="host")
    found.include_routers(desk.router, requests.router, gate.router, sessions.router)
    return found
