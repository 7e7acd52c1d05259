"""Everything that decides about seats, as plain rows: read at once, compared by whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.db.tables import (
    booking,
    claim,
    closure,
    draft,
    handover,
    hold,
    offer,
    offer_part,
    outbox,
    route_stop,
    session,
    visit,
    waiting,
)
from bot.domain.model import OfferState, SessionStatus, VisitStatus, WaitState

Row = Any
"""Columns of a table by their names."""
Rows = Mapping[int, Row]

STANDING = frozenset({VisitStatus.PENDING, VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.NO_SHOW})
LOST = frozenset({VisitStatus.DECLINED, VisitStatus.EXPIRED, VisitStatus.CANCELLED_BY_HOST})
LIVE_WAITS = frozenset({WaitState.WAITING, WaitState.OFFERED})


@dataclass(frozen=True, slots=True)
class Stored:
    """All rows of some tables, by id."""

    sessions: Rows
    claims: Rows
    holds: Rows
    drafts: Rows
    bookings: Rows
    visits: Rows
    waiting: Rows
    offers: Rows
    offer_parts: Rows
    messages: Rows
    stops: Rows
    handovers: Rows
    closures: Rows

    @property
    def live_claims(self) -> list[Row]:
        return [each for each in self.claims.values() if each.released_at is None]

    @property
    def live_offers(self) -> list[Row]:
        return [each for each in self.offers.values() if each.state is OfferState.LIVE]

    @property
    def live_waits(self) -> list[Row]:
        return [each for each in self.waiting.values() if each.state in LIVE_WAITS]

    @property
    def groups(self) -> list[Row]:
        """Open sessions that need a minimum (C2)."""
        every = self.sessions.values()
        return [each for each in every if each.minimum is not None and each.status is SessionStatus.OPEN]

    @property
    def standing(self) -> list[Row]:
        """Visits with a place."""
        return [each for each in self.visits.values() if each.status in STANDING]

    def visits_of(self, booking_id: int) -> list[Row]:
        return [each for each in self.visits.values() if each.booking_id == booking_id]

    def gathered_in(self, session_id: int) -> int:
        """People with a confirmed place, who make a group."""
        return sum(
            each.children + each.adults
            for each in self.standing
            if each.session_id == session_id and each.status is not VisitStatus.PENDING
        )

    def parts_of(self, offer_id: int) -> list[Row]:
        return [each for each in self.offer_parts.values() if each.offer_id == offer_id]


_TABLES = (
    session,
    claim,
    hold,
    draft,
    booking,
    visit,
    waiting,
    offer,
    offer_part,
    outbox,
    route_stop,
    handover,
    closure,
)


def read_stored(connection: Connection) -> Stored:
    return Stored(*({row.id: row for row in connection.execute(select(each))} for each in _TABLES))
