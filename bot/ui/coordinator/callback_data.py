"""Buttons of coordinators."""

from __future__ import annotations

from bot.ui.callback_data import TapData


class ShowRegion(TapData, prefix="cr"):
    """The desk of a region; 0: of the only one, or the choice between several, some on a ``page``."""

    region: int = 0
    page: int = 0


class ShowSites(TapData, prefix="cs"):
    region: int
    status: str
    page: int = 0


class SiteTap(TapData, prefix="cx"):
    """``op``: show, or the state that the site shall come into, guarded by the one it is in. ``seen``: what a
    first publication agrees to; without it that is shown first."""

    site: int
    op: str = "show"
    sure: bool = False
    seen: str = ""


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
    page: int = 0


class InviteCoordinator(TapData, prefix="ci"):
    """``key``: operation key, so a repeat shows the same link."""

    region: int
    key: str


class ShowLowRated(TapData, prefix="cg"):
    """The sites of a region whose ratings are low."""

    region: int


class JournalTap(TapData, prefix="cj"):
    """The audit log of a region. ``site`` 0: all; ``group``: an ``ActionGroup``, empty for all; ``days``: how
    far back; ``show``: what is chosen, empty for the log itself."""

    region: int
    site: int = 0
    group: str = ""
    days: int = 31
    page: int = 0
    show: str = ""
    anew: bool = False


class JournalFileTap(TapData, prefix="cjf"):
    """``file``: the ``FileKind``."""

    region: int
    site: int
    group: str
    days: int
    file: str


class ShowRevisions(TapData, prefix="cv"):
    """Changes of cards on which a coordinator of a region decides."""

    region: int
    page: int = 0


class RevisionTap(TapData, prefix="cvt"):
    """``op``: show, approve, decline. ``seen``: what was shown; a button that showed something else agrees to
    nothing."""

    revision: int
    op: str = "show"
    seen: str = ""


class WhyNotTap(TapData, prefix="cvw"):
    """The reason of a no is asked for; ``op``: cancel."""

    draft: int
    op: str


class StartSite(TapData, prefix="cn"):
    """«Новая площадка» in a region."""

    region: int


class NewSiteTap(TapData, prefix="cnf"):
    """A step of that; ``op``: town, municipality, industry, place, back, cancel."""

    draft: int
    op: str
    value: str = ""


class StartProgramme(TapData, prefix="cq"):
    """«Новая программа» of a site."""

    site: int


class NewProgrammeTap(TapData, prefix="cqf"):
    """A step of that; ``op``: kind, audience, chosen, age, most, length, back, cancel."""

    draft: int
    op: str
    value: str = ""


class PublishProgramme(TapData, prefix="cqp"):
    """A programme that was begun at a published site. Keyed by its state."""

    site: int
    programme: int


class ShowSettings(TapData, prefix="cse"):
    """What a region has of its own. ``part``: days, school, terms, hours, kept, consent or the whole text of
    it; empty: all in short."""

    region: int
    part: str = ""
    page: int = 0


class StartDays(TapData, prefix="csd"):
    """Days of a region are to be settled. ``what``: a ``DaysKind``; ``first`` and ``last``: where a button
    names them."""

    region: int
    what: str
    first: str = ""
    last: str = ""


class RegionDaysTap(TapData, prefix="csf"):
    """A step of that; ``op``: first, last (a day, empty: the first alone), agree (``value``: what was shown
    to happen), page, back, cancel."""

    draft: int
    op: str
    value: str = ""


class StartSetting(TapData, prefix="cst"):
    """A number or hours of a region are to be said. ``setting``: a ``RegionSetting``."""

    region: int
    setting: str


class RegionSettingTap(TapData, prefix="csg"):
    """A step of that; ``op``: value (empty: as the installation), agree (``value``: what was shown to hold
    before), back, cancel."""

    draft: int
    op: str
    value: str = ""


class StartConsent(TapData, prefix="csx"):
    """What a region adds to the consent is to be written; ``own`` False: nothing is added any more."""

    region: int
    own: bool = True


class RegionConsentTap(TapData, prefix="csz"):
    """A step of that; ``op``: skip (a language), look (in another), agree (``value``: which version held),
    back, cancel."""

    draft: int
    op: str
    value: str = ""


class ShowNews(TapData, prefix="cna"):
    """The announcements of a region."""

    region: int
    page: int = 0


class StartNews(TapData, prefix="cnb"):
    """«Новая рассылка» of a region."""

    region: int


class NewsFormTap(TapData, prefix="cnw"):
    """A step of that; ``op``: audience, ask (the town), city (empty: every town), test, agree (``value``: the
    text and readers that were shown), back, cancel."""

    draft: int
    op: str
    value: str = ""


class AnnouncementTap(TapData, prefix="cnt"):
    """An announcement. ``op``: show, ask (whether to stop it), stop; guarded by its state."""

    announcement: int
    op: str = "show"


class ShowWatch(TapData, prefix="cwl"):
    """The watch list of a region."""

    region: int
    page: int = 0


class WatchTap(TapData, prefix="cwd"):
    """An entry of it was dealt with. ``key``: which."""

    region: int
    key: str


class FilesTap(TapData, prefix="cf"):
    """The catalogue of a region as files. ``op``: show, or the ``FileForm`` that is wanted."""

    region: int
    op: str = "show"


class ImportTap(TapData, prefix="cfi"):
    """Under a file that was sent and is shown: imports it, as it was shown (``key``)."""

    region: int
    key: str


class RegionRoutes(TapData, prefix="crtl"):
    """The routes of a region, published and drafts."""

    region: int
    page: int = 0


class RouteTap(TapData, prefix="crt"):
    """A route for its coordinator. ``op``: show, card or details (as visitors see it), fields, publish, hide.
    ``sure``: asked for twice; ``seen``: what publishing agrees to."""

    region: int
    route: int
    op: str = "show"
    sure: bool = False
    seen: str = ""


class StartRoute(TapData, prefix="crtn"):
    """«Новый маршрут» in a region."""

    region: int


class EditRoute(TapData, prefix="crte"):
    """A field of a route is to be said anew. ``field``: a ``RouteField``."""

    region: int
    route: int
    field: str


class RouteFormTap(TapData, prefix="crtf"):
    """A step of either; ``op``: look, page, add, up, down, off, chosen (stops), days, day, way, age, usual (a
    text), language, back, cancel."""

    draft: int
    op: str
    value: str = ""
