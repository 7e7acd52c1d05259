"""The key with which the installation vouches for what it gave out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.db.engine.statements import insert_ignoring_conflict
from bot.db.tables import signing_key

_KEY = select(signing_key.c.secret)


def read_signing_key(connection: Connection) -> bytes | None:
    """None as long as nothing was vouched for."""
    secret = connection.execute(_KEY).scalar_one_or_none()
    return None if secret is None else bytes.fromhex(secret)


def add_signing_key(connection: Connection, drawn: bytes, now: datetime) -> bytes:
    """Makes the key of these random bytes; the key that there is, if somebody made one at the same moment."""
    insert_ignoring_conflict(connection, signing_key, id=1, secret=drawn.hex(), created_at=now)
    made = read_signing_key(connection)
    if made is None:
        raise LookupError("the signing key vanished inside a transaction")
    return made
