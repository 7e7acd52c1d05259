"""What is left of a booking to whoever has handed it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class GivenAway:
    reference: str
    at: datetime
