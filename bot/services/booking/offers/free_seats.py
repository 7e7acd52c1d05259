"""What follows when seats come free. Everything that frees any passes here, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.model import SessionId
from bot.services.booking.offers.next_in_line import offer_to_next
from bot.services.transaction import Tx


def seats_came_free(tx: Tx, session_ids: Sequence[SessionId]) -> None:
    """Called once by each event that frees seats, after it took what it takes itself, with their sessions in
    ascending id, which the event has locked by changing their counts. Whoever waits for them is next."""
    offer_to_next(tx, session_ids, came_free=True)
