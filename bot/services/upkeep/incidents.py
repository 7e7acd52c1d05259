"""An update that could not be handled becomes an incident with a number."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from dataclasses import dataclass, field

from bot.db.operations.incidents import store_incident as add_incident
from bot.domain.booking.codes import code_from
from bot.services.permissions import SYSTEM_ONLY
from bot.services.runner import Runner
from bot.services.transaction import Tx, writes

_log = logging.getLogger(__name__)


@writes(SYSTEM_ONLY)
def store_incident(tx: Tx, number: str, update_id: int, update_kind: str, error: str, places: str) -> None:
    """``error``: the kind of the exception; ``places``: see :func:`where`. Neither holds any value (H5)."""
    add_incident(
        tx.connection,
        number=number,
        at=tx.now,
        update_id=update_id,
        update_kind=update_kind,
        error=error,
        traceback=places,
    )


@dataclass(frozen=True, slots=True)
class ReportIncident:
    """Stores what failed and where, without any value (H5), and raises the operator's alarm in the log."""

    runner: Runner
    tally: Counter[str] = field(default_factory=Counter)
    """Incidents of this process by the kind of update."""

    async def __call__(self, update_id: int, update_kind: str, error: BaseException) -> str:
        """The number that the person is told. It is given even when it cannot be stored."""
        self.tally[update_kind] += 1
        now, drawn = self.runner.clock.now(), self.runner.random_bytes(16)
        # A code alone has 13,182 values; with the day it is a number that an operator finds again.
        number = f"{now:%m%d}-{code_from(drawn[:8])}{code_from(drawn[8:])}"
        kind, places = type(error).__name__, where(error)
        _log.error("incident %s: update %d (%s) failed: %s\n%s", number, update_id, update_kind, kind, places)
        try:
            await self.runner.run(store_incident, number, update_id, update_kind, kind, places)
        except Exception as failure:
            # Whatever it is, the number was given, and somebody waits to be told.
            _log.critical("incident %s could not be stored: %s", number, type(failure).__name__)
        return number


def where(error: BaseException) -> str:
    """The places in the code through which an error and its causes came; no messages, since those quote."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(type(current).__name__)
        parts += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(parts)
