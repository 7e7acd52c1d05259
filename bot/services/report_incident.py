"""An update that could not be handled becomes an incident with a number."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.db.engine import Database
from bot.db.errors import DatabaseError
from bot.db.incidents import store_incident
from bot.domain.codes import code_from

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReportIncident:
    """Stores what failed and where, without any value (H5), and raises the operator's alarm in the log."""

    db: Database
    clock: Clock
    random_bytes: Callable[[int], bytes]
    tally: Counter[str] = field(default_factory=Counter)
    """Incidents of this process by the kind of update."""

    async def __call__(self, update_id: int, update_kind: str, error: BaseException) -> str:
        """The number that the person is told. It is given even when it cannot be stored."""
        now = self.clock.now()
        self.tally[update_kind] += 1
        # A code alone has 13,182 values; with the day it is a number that an operator finds again.
        number = f"{now:%m%d}-{code_from(self.random_bytes(8))}{code_from(self.random_bytes(8))}"
        kind, places = type(error).__name__, where(error)
        _log.error("incident %s: update %d (%s) failed: %s\n%s", number, update_id, update_kind, kind, places)
        try:
            await self.db.write(
                lambda connection: store_incident(
                    connection,
                    number=number,
                    at=now,
                    update_id=update_id,
                    update_kind=update_kind,
                    error=kind,
                    traceback=places,
                )
            )
        except DatabaseError as failure:
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
