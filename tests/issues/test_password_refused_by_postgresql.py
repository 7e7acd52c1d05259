"""A password that PostgreSQL refused ended `audit` and `copy` with a traceback: only a server that was away
was expected there."""

from __future__ import annotations

import pytest

from bot.db.engine.at_rest.open_connections import others_using
from bot.db.engine.errors import DatabaseUnavailableError
from bot.db.operations.copying import is_empty
from bot.db.outbox.sender_role import sender_role
from tests.security.ears import DATABASE_PASSWORD, refusing_postgresql


@pytest.mark.parametrize("ask", [others_using, is_empty])
async def test_it_is_said_with_the_address_but_without_the_password(ask: object) -> None:
    assert callable(ask)
    refused = pytest.raises(DatabaseUnavailableError, match="password authentication failed")
    with refusing_postgresql() as port, refused as failed:
        await ask(f"postgresql+asyncpg://bot:{DATABASE_PASSWORD}@127.0.0.1:{port}/name")
    assert f"bot:***@127.0.0.1:{port}" in str(failed.value)


async def test_the_role_of_the_sender_is_not_held_and_is_tried_again() -> None:
    with refusing_postgresql() as port:
        role = sender_role(f"postgresql+asyncpg://bot:{DATABASE_PASSWORD}@127.0.0.1:{port}/name")
        await role.keep()
        assert not role.held
        await role.release()
