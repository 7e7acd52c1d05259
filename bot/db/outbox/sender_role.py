"""Who sends: one process at a time, of all that share a database.

Each row of the outbox is leased to one sender in any case, so two of them never send the same. But the limits
of Telegram are for the bot as a whole, and are kept by whoever sends everything. The role also decides who
looks for what falls due.

On PostgreSQL it is an advisory lock of a session of its own: the server lets go of it when the session ends,
however the process died. On SQLite it is a lock on a file beside the database.
"""

from __future__ import annotations

import fcntl
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Protocol

from bot.db.engine.at_rest.files import make_private
from bot.db.engine.database import parse_url
from bot.db.engine.sqlite import database_path

_log = logging.getLogger(__name__)


class SenderRole(Protocol):
    """To be kept about once a second: the role that nobody keeps goes to somebody else."""

    @property
    def held(self) -> bool:
        """Whether it was ours when we last looked."""
        ...

    async def keep(self) -> bool:
        """Takes the role if it is free, makes sure that it is still ours if it was; whether it is ours."""
        ...

    async def release(self) -> None:
        """Lets another process have it, for good."""
        ...


def sender_role(address: str) -> SenderRole:
    """The role for the database at this address. ValueError for one that cannot be used."""
    url = parse_url(address)
    if url.get_backend_name() == "postgresql":
        from bot.db.outbox.sender_session import PostgresqlSenderRole  # memory for those who have a server

        return PostgresqlSenderRole(url)
    return SqliteSenderRole(database_path(url))


class SqliteSenderRole:
    """A lock on a file beside the database; the system lets go of it when the process ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.sender")
        self._file: IO[bytes] | None = None
        self._released = False

    @property
    def held(self) -> bool:
        return self._file is not None

    async def keep(self) -> bool:
        if self._file is None and not self._released:
            self._file = self._lock()
        return self.held

    def _lock(self) -> IO[bytes] | None:
        with ExitStack() as opened:
            make_private(self._path)
            file = opened.enter_context(self._path.open("ab"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            except OSError as error:
                # Some network file systems cannot lock. Nobody sending would be worse than two of us.
                _log.warning("%s cannot be locked (%s): run one process only", self._path, error.strerror)
            opened.pop_all()
            return file

    async def release(self) -> None:
        self._released = True
        if self._file is not None:
            self._file.close()
            self._file = None
