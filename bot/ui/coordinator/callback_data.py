"""Buttons of coordinators."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ShowRegion(TapData, prefix="cr"):
    """The desk of a region; 0: of the only one, or the choice between several."""

    region: int = 0


class ShowSites(TapData, prefix="cs"):
    region: int
    status: str
    page: int = 0


class SiteTap(TapData, prefix="cx"):
    """``op``: show, or the state that the site shall come into, guarded by the one it is in."""

    site: int
    op: str = "show"
    sure: bool = False


OWNERLESS = "ownerless"
"""In the place of a state: published sites without an owner who can be told of a request."""


class ShowUnanswered(TapData, prefix="cu"):
    region: int
    page: int = 0
    anew: bool = False


class SitePhotoTap(TapData, prefix="cph"):
    """The photo of a site. ``op``: show, hide, unhide."""

    site: int
    op: str = "show"


class ShowComplaints(TapData, prefix="cb"):
    """About whom somebody has to decide in a region, and who is blocked."""

    region: int
    page: int = 0


class ComplaintTap(TapData, prefix="cc"):
    """``op``: show, or the ``ComplaintState`` to bring it into, guarded by the one it is in. About a
    ``booking``, or, where that is 0, about a question."""

    booking: int
    op: str = "show"
    enquiry: int = 0


class CoordinatorTap(TapData, prefix="cp"):
    """Who coordinates a region. ``op``: show, ask, or remove whoever ``person`` is."""

    region: int
    person: int = 0
    op: str = "show"


class InviteCoordinator(TapData, prefix="ci"):
    """``key``: operation key, so a repeat shows the same link."""

    region: int
    key: str


class ShowLowRated(TapData, prefix="cg"):
    """The sites of a region whose ratings are low."""

    region: int


class FilesTap(TapData, prefix="cf"):
    """The catalogue of a region as files. ``op``: show, or the ``FileForm`` that is wanted."""

    region: int
    op: str = "show"


class ImportTap(TapData, prefix="cfi"):
    """Under a file that was sent and is shown: imports it, as it was shown (``key``)."""

    region: int
    key: str
