"""Everything that is stored about somebody, as they get it (H2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.catalogue.catalogue import Region
from bot.domain.time.quiet_hours import About

Record = Mapping[str, Any]
"""A stored record by the names of its columns, and what belongs to it by the names of its sections. Values
are what the tables hold: numbers, texts, moments in UTC, codes; ids of sites, programmes and sessions come
with what they are called."""

ASKED_AGAIN_AFTER = timedelta(minutes=5)
"""So long the file that was asked for last is as good as a new one."""
PROFILE = "profile"
FORMAT = 1
"""Of the machine's half of the file: rises when what was there is called otherwise, or is gone."""


@dataclass(frozen=True, slots=True)
class OwnDataView:
    """``sections``: by their names, in their order; of the profile there is one record. ``region``: on whose
    clock its reader lives."""

    made_at: datetime
    sections: Mapping[str, Sequence[Record]]
    region: Region | None

    @property
    def about(self) -> About:
        return About(self.region)


@dataclass(frozen=True, slots=True)
class DataAsked:
    """``asked_at``: when the file was asked for that is on its way, or just above in the chat, which a tap
    that was ``repeated`` does not change."""

    asked_at: datetime
    repeated: bool
    region: Region | None
