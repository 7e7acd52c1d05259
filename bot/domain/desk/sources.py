"""Where people come from: labels in links, and what came of them, for those who made the links (A8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Region, Route, Site
from bot.domain.model import DraftId
from bot.domain.refusal import Refusal

COUNTED_FOR = timedelta(days=90)
"""So far back the figures of a label go."""
MOST_LABELS = 30
"""Of one site, or of a region itself."""


@dataclass(frozen=True, slots=True)
class Came:
    """How many people opened a link, each once a day; how many requests were sent, and groups came."""

    seen: int = 0
    requests: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class SourceLine:
    """``site``: where a label of the region led, or whose it is; None: what belongs to no site."""

    label: str
    site: Site | None
    came: Came


@dataclass(frozen=True, slots=True)
class LinksView:
    """The labels of a site, or of a region and all that is in it, with their figures."""

    region: Region
    site: Site | None
    labels: tuple[str, ...]
    """Their own, the newest first: for links that are still to be made."""
    lines: tuple[SourceLine, ...]
    """Those that count something, the most first."""
    page: int = 0

    @property
    def place(self) -> Site | Region:
        return self.site or self.region


@dataclass(frozen=True, slots=True)
class LabelView:
    """What can be linked to with one label; ``label`` is empty for links without one."""

    region: Region
    site: Site | None
    label: str
    came: Came
    programmes: tuple[Programme, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class LabelQuestionView:
    """Which label the next links have; ``refusal``: of what was typed last."""

    draft_id: DraftId
    region: Region
    site: Site | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class SessionLinkView:
    """A link to one session, and with which labels it can be had."""

    site: Site
    programme: Programme
    session: SessionFacts
    labels: tuple[str, ...]
