"""The catalogue of a region as a file: what a coordinator is shown of it (F2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.catalogue.catalogue import Region
from bot.domain.catalogue.sheets.comparing import Comparison
from bot.domain.time.quiet_hours import About


class FileForm(StrEnum):
    """Stored with a message, and in callback data."""

    TEMPLATE = "template"
    """Without sites, to be filled."""
    WORKBOOK = "xlsx"
    JSON = "json"


class FileOutcome(StrEnum):
    """What became of a file; the text is ``catalogue_file.<value>``."""

    SHOWN = "shown"
    CHANGED_SINCE = "changed_since"
    """It changes something else than was shown."""
    NOTHING = "nothing"
    """All of it is stored already."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RegionFilesView:
    region: Region


@dataclass(frozen=True, slots=True)
class FileView:
    """What importing a file changes. ``key``: in the button that agrees; ``titles``: of sites and routes, by
    slug, and ``programmes``: those of programmes, by slug and code, as the file says them."""

    region: Region
    comparison: Comparison
    key: str
    titles: Mapping[str, str]
    outcome: FileOutcome
    programmes: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegionFileView:
    """A region to be written into a file, as the format has it. ``begun``: names of the sites that are not in
    it, since they have no programme yet."""

    region: Region
    document: Mapping[str, Any]
    form: FileForm
    made_at: datetime
    language: str
    begun: tuple[str, ...] = ()

    @property
    def about(self) -> About:
        return About(self.region)
