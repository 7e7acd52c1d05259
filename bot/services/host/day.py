"""The desk of a site, and who comes on a day (E1, E4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.clock import Clock
from bot.db.bookings import read_bookings_at
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.hosting import count_groups
from bot.domain.access import Actor
from bot.domain.catalogue import Site
from bot.domain.host_views import DayEntry, DayView, DeskSite, DeskView
from bot.domain.model import Role, SiteId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.services.content import Content
from bot.services.host.reading import AT_THE_GATE, day_span, local_today
from bot.services.host.requests import read_queue


@dataclass(frozen=True, slots=True)
class ShowDesk:
    """Where somebody who works for a site begins (E1).

    Who may: everybody with a role at a site. With several sites and none chosen, the choice between them.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self, actor: Actor, site_id: SiteId | None = None) -> DeskView | Refusal:
        roles = {each.site_id: each.role for each in actor.memberships if each.site_id is not None}
        if not roles or (site_id is not None and site_id not in roles):
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()

        def body(connection: Connection) -> tuple[DeskSite, ...]:
            found: list[DeskSite] = []
            for each, role in roles.items():
                site = self.content.site(each)
                answers = actor.may_answer(each)
                waiting = read_queue(connection, self.content, [each], now) if answers else []
                start, end = day_span(site, local_today(site, now))
                groups = count_groups(connection, each, start, end)
                published = each in self.content.published.sites
                found.append(DeskSite(site, role, len(waiting), groups, published))
            return tuple(found)

        sites = await self.db.read(body)
        wanted = site_id if site_id is not None or len(sites) > 1 else sites[0].site.id
        return DeskView(
            sites=sites,
            chosen=next((each for each in sites if each.site.id == wanted), None),
            coordinates=actor.is_coordinator,
            name_known=actor.name is not None,
        )


@dataclass(frozen=True, slots=True)
class ShowDay:
    """Groups of a site on a local day: today, tomorrow, or the day that a digest was about (E4).

    Who may: everybody at the site; guards see today, whatever day was asked for. Requests that still
    await an answer are shown to those who answer them.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(
        self, actor: Actor, site_id: SiteId, *, ahead: int = 0, day: date | None = None
    ) -> DayView | Refusal:
        """``ahead``: days from today; ``day``, if given, wins."""
        role = actor.role_at(site_id)
        site = self.content.everything.sites.get(site_id)
        if site is None or role is None:
            return Refusal(Reason.NOT_ALLOWED)
        now = self.clock.now()
        today = local_today(site, now)
        wanted = today if role is Role.GUARD else day or today + timedelta(days=ahead)
        shown = set(AT_THE_GATE)
        if actor.may_answer(site_id):
            shown.add(VisitStatus.PENDING)
        entries = await self.db.read(
            lambda connection: _entries(connection, self.content, site, wanted, shown)
        )
        return DayView(site, wanted, today, role, entries)


def _entries(
    connection: Connection, content: Content, site: Site, day: date, shown: set[VisitStatus]
) -> tuple[DayEntry, ...]:
    start, end = day_span(site, day)
    found = [
        DayEntry(booking, visit, content.programme(visit.programme_id))
        for booking in read_bookings_at(connection, [site.id], start, end, shown)
        for visit in booking.at(site.id)
        if visit.status in shown and start <= visit.starts_at < end
    ]
    return tuple(sorted(found, key=lambda each: (each.visit.starts_at, each.visit.id)))
