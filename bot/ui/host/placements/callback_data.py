"""Buttons of the people of a site who choose applicants."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class TalkTap(TapData, prefix="htk"):
    """A step of inviting an applicant to a talk; ``op``: call, again, agree (``value``: what was shown),
    show, cancel."""

    draft: int
    op: str
    value: str = ""


class EndTap(TapData, prefix="hpe"):
    """How a placement ended; ``op``: show, say (``value``: a mark from 1 to 5, 0 for not to its end;
    ``seen``: what was said when it was shown, -1 for nothing), again, line, drop."""

    application: int
    op: str = "show"
    value: int = 0
    seen: int = -1


class ShowSelections(TapData, prefix="hsl"):
    """Intakes of a site from whose applicants it has to choose."""

    site: int
    page: int = 0


class SelectionTap(TapData, prefix="hse"):
    """Those who apply for an intake; ``op``: show, criteria, prepare (what a draw would announce), announce.
    Announcing is keyed by the intake."""

    session: int
    op: str = "show"
    page: int = 0


class CriterionTap(TapData, prefix="hcr"):
    """A criterion of an intake's programme; ``counts``: whether it counts from now on."""

    session: int
    criterion: str
    counts: bool


class ScoreTap(TapData, prefix="hsc"):
    """The scores of an application; without ``points`` a criterion is asked about, without one the first that
    is missing."""

    application: int
    criterion: str = ""
    points: int = -1


class SeedTap(TapData, prefix="hsd"):
    """A step of entering the seed of a draw; ``op``: again, agree (``value``: the seed that was shown), show,
    cancel."""

    draft: int
    op: str
    value: str = ""
