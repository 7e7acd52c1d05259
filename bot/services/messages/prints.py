"""Papers for the people of a site: who comes on a day (E4), posters and hand-outs (A8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.db.links import sources
from bot.domain.catalogue.catalogue import Programme, Route, Site
from bot.domain.desk.prints import DaySheetView, PrintSize, PrintView
from bot.domain.links import Link
from bot.domain.model import (
    LinkTo,
    PersonId,
    Priority,
    ProgrammeId,
    RegionId,
    Role,
    RouteId,
    SiteId,
)
from bot.domain.time.quiet_hours import Urgency
from bot.services.desk.reading import AT_THE_GATE, day_view, duties_at_site, local_today
from bot.services.messages.message import ToOne
from bot.services.messages.readers import ANSWERING, AT_THE_SITE, Readers
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class DaySheetReady(ToOne[DaySheetView]):
    """The list of a day that somebody at the site asked for. It says what is true when it is sent; whoever
    asks twice within a minute gets one."""

    kind = "site.day_sheet"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    recipient_id: PersonId
    site_id: SiteId
    day: date
    language: str
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        about = (self.site_id, f"{self.day:%Y%m%d}", self.language)
        return (self.recipient_id, *about, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        return [each for each in who.at(self.site_id, AT_THE_SITE) if each == self.recipient_id]

    def load(self, tx: Tx) -> DaySheetView | None:
        """None: the day is over."""
        if self.day < local_today(tx.catalogue.site(self.site_id), tx.now):
            return None
        day = day_view(tx, tx.catalogue.site(self.site_id), self.day, Role.GUARD, AT_THE_GATE)
        duties = {each.booking.id: duties_at_site(tx, each.booking, self.site_id) for each in day.entries}
        return DaySheetView(day, duties, tx.now, self.language)


@dataclass(frozen=True, slots=True)
class PrintReady(ToOne[PrintView]):
    """A poster or hand-out. What was hidden meanwhile, or lost its label, is not printed."""

    kind = "link.print"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    recipient_id: PersonId
    region_id: RegionId
    opens: str
    number: int
    label: str
    size: str
    language: str
    asked_at: datetime
    site_id: SiteId | None = None

    def identity(self) -> tuple[object, ...]:
        about = (f"{self.opens}_{self.number}", self.label, self.size, self.language)
        return (self.recipient_id, *about, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, who: Readers) -> Collection[PersonId]:
        able = who.coordinators(self.region_id) if self.site_id is None else who.at(self.site_id, ANSWERING)
        return [each for each in able if each == self.recipient_id]

    def load(self, tx: Tx) -> PrintView | None:
        link = Link(LinkTo(self.opens), self.number, self.label)
        return print_view(tx, self.region_id, self.site_id, link, PrintSize(self.size), self.language)


def shown_by(
    tx: Tx, region_id: RegionId, site_id: SiteId | None, link: Link
) -> Site | Programme | Route | None:
    """What a link of a site, or of a region itself, opens; None: nothing of theirs that visitors see."""
    published = tx.catalogue.published
    site = None if site_id is None else published.sites.get(site_id)
    match link.to:
        case LinkTo.SITE:
            return site if site is not None and site.id == link.number else None
        case LinkTo.PROGRAMME if site is not None:
            programme = published.programmes.get(ProgrammeId(link.number))
            return programme if programme in site.programmes else None
        case LinkTo.ROUTE if site_id is None:
            route = published.routes.get(RouteId(link.number))
            return route if route is not None and route.region_id == region_id else None
    return None


def print_view(
    tx: Tx, region_id: RegionId, site_id: SiteId | None, link: Link, size: PrintSize, language: str
) -> PrintView | None:
    """None: visitors do not see what it opens, or its label counts nothing."""
    shown = shown_by(tx, region_id, site_id, link)
    if shown is None or (link.label and not sources.is_label(tx.connection, region_id, site_id, link.label)):
        return None
    site = None if site_id is None else tx.catalogue.site(site_id)
    return PrintView(tx.catalogue.region(region_id), site, shown, link, size, tx.now, language)
