"""Of guests who book at once hosts hear at once when it is soon; of the others the digest tells them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.booking.sessions import FACTS, facts_of
from bot.db.engine.connection import Connection
from bot.db.tables import outbox, session
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking
from bot.domain.model import Confirmation
from tests.engines import TemplateOf, opened
from tests.town import START, Town, fill_sessions, open_town


@pytest.fixture
async def town(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Town]:
    async with opened(template_of(fill_sessions), tmp_path) as db:
        yield await open_town(db)


def first_without_an_answer(connection: Connection) -> SessionFacts:
    """A session in ten days that a host need not confirm."""
    row = connection.execute(
        select(*FACTS)
        .where(
            session.c.confirmation == Confirmation.INSTANT, session.c.starts_at > START + timedelta(days=10)
        )
        .order_by(session.c.starts_at)
    ).first()
    assert row is not None
    return facts_of(row)


@pytest.mark.shows("E10")
@pytest.mark.parametrize(
    ("ahead", "told"),
    [(timedelta(days=3), True), (timedelta(days=3, seconds=1), False), (timedelta(days=4), False)],
)
async def test_who_books_at_most_three_days_ahead_is_told_of_at_once(
    town: Town, ahead: timedelta, *, told: bool
) -> None:
    soon = await town.db.read(first_without_an_answer)
    owner = await town.owner(900, soon.site_id)
    town.clock.move_to(soon.starts_at - ahead)
    booked = await town.try_seats(await town.person(1), soon.programme_id, soon.id, 2)
    assert isinstance(booked, Booking), booked
    recipients = await town.db.read(
        lambda connection: (
            connection.execute(select(outbox.c.recipient_id).where(outbox.c.kind == "host.booked"))
            .scalars()
            .all()
        )
    )
    assert list(recipients) == ([owner.person_id] if told else [])
