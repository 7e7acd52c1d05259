"""What can go wrong with the database itself. A rule that says no is a Refusal, not one of these."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database could not do what it was asked; nothing of that call is stored, but for two exceptions:
    :class:`CommitUnknownError` and :class:`DatabaseSlowError`."""


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be reached or opened."""


class DatabaseBrokenError(DatabaseUnavailableError):
    """The engine itself failed: a full disk, a file that cannot be read or written, a damaged database."""


class CommitUnknownError(DatabaseUnavailableError):
    """The connection was lost while COMMIT was under way: what the call did is stored whole or not at all,
    and nobody can say which. Asking again is safe, since every operation has one effect."""


class DatabaseBusyError(DatabaseUnavailableError):
    """Somebody else kept the database locked for longer than we wait."""


class DatabaseSlowError(DatabaseBusyError):
    """Whoever asked had no time left. What the call does may still be stored; asking again is safe."""


class DatabaseClosedError(DatabaseError):
    """The call came after ``close()``, or before it could be served."""


class TransactionLostError(DatabaseError):
    """The body left its transaction: it swallowed the error that ended it, or ended it by itself."""


class WriterDiedError(DatabaseError):
    """The thread that writes has stopped by a defect of ours; the process has to be restarted."""
