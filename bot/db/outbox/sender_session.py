"""The sender's role on PostgreSQL: a session that does nothing but hold a lock."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from sqlalchemy import URL, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

ANSWER_SECONDS: Final = 3.0
"""In which the server has to answer; a session that does not is given up, and the role with it."""
IDLE: Final = timedelta(seconds=10)
"""After which the server itself ends the session of a process that is stopped or cut off."""
_ADVISORY_LOCK: Final = 0x50524F58_53454E44
"""A number of ours: whoever holds the lock with it sends."""

_END_WHEN_IDLE = text(
    "SELECT set_config(name, :milliseconds, false) FROM pg_settings WHERE name = 'idle_session_timeout'"
)
"""PostgreSQL has this setting from version 14 on; an older one lets go when the network says so."""

_log = logging.getLogger(__name__)


class PostgresqlSenderRole:
    """An advisory lock of a session that does nothing else."""

    def __init__(self, url: URL, idle: timedelta = IDLE) -> None:
        self._idle = str(idle // timedelta(milliseconds=1))
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "timeout": ANSWER_SECONDS,
                "command_timeout": ANSWER_SECONDS,
                "server_settings": {"application_name": "prokhodnaya sender"},
            },
        )
        self._session: AsyncConnection | None = None
        self._held = False
        self._released = False
        self._keeping = asyncio.Lock()

    @property
    def held(self) -> bool:
        return self._held

    async def keep(self) -> bool:
        async with self._keeping:
            if self._released:
                return False
            try:
                if self._session is None:
                    self._session = await self._engine.connect()
                    await self._session.execute(_END_WHEN_IDLE, {"milliseconds": self._idle})
                if self._held:
                    await self._session.execute(text("SELECT 1"))
                else:
                    await self._try_to_take(self._session)
            except (OSError, TimeoutError, SQLAlchemyError) as failure:
                await self._lose(failure)
        return self._held

    async def release(self) -> None:
        async with self._keeping:
            self._released = True
            self._held = False
            await self._disconnect()
            await self._engine.dispose()

    async def _try_to_take(self, session: AsyncConnection) -> None:
        taken = await session.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _ADVISORY_LOCK})
        self._held = bool(taken.scalar_one())
        if self._held:
            _log.info("this process sends from now on")

    async def _lose(self, failure: Exception) -> None:
        if self._held:
            _log.warning("this process does not send any more, its session ended: %s", type(failure).__name__)
        self._held = False
        await self._disconnect()

    async def _disconnect(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await session.invalidate()
                await session.close()
        except (OSError, TimeoutError, SQLAlchemyError) as failure:
            _log.info("the sender's session could not be closed: %s", type(failure).__name__)
