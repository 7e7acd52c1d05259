"""The desk of a site, where somebody who works there begins (E1)."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.guides import find_silent
from bot.db.booking.session_admin import count_groups
from bot.db.placements.draws import count_candidates
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import DeskSite, DeskView, SilentGuide
from bot.domain.model import ProgrammeKind, Role, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import utc_at
from bot.services.desk.guides.leading import read_own
from bot.services.desk.reading import day_span, local_today
from bot.services.desk.requests import read_queue
from bot.services.permissions import WORKS_SOMEWHERE
from bot.services.transaction import Tx, reads


@reads(WORKS_SOMEWHERE)
def show_desk(tx: Tx, site_id: SiteId | None = None) -> DeskView | Refusal:
    """Every site where one has a role. With several and none chosen, the choice between them."""
    roles = {each.site_id: each.role for each in tx.actor.memberships if each.site_id is not None}
    if site_id is not None and site_id not in roles:
        return Refusal(Reason.NOT_ALLOWED)
    sites = tuple(_desk_of(tx, each, role) for each, role in roles.items())
    wanted = site_id if site_id is not None or len(sites) > 1 else sites[0].site.id
    return DeskView(
        sites=sites,
        chosen=next((each for each in sites if each.site.id == wanted), None),
        coordinates=tx.actor.is_coordinator,
        name_known=tx.actor.name is not None,
        leads=len(read_own(tx)),
    )


def _desk_of(tx: Tx, site_id: SiteId, role: Role) -> DeskSite:
    site = tx.catalogue.site(site_id)
    answers = tx.actor.may_answer(site_id)
    waiting = read_queue(tx, [site_id]) if answers else []
    start, end = day_span(site, local_today(site, tx.now))
    groups = count_groups(tx.connection, site_id, start, end)
    has_placements = any(each.kind is ProgrammeKind.INTERNSHIP for each in site.programmes)
    return DeskSite(
        site,
        role,
        len(waiting),
        groups,
        site_id in tx.catalogue.published.sites,
        count_candidates(tx.connection, site_id) if answers and has_placements else 0,
        _silent(tx, site) if answers else (),
    )


def _silent(tx: Tx, site: Site) -> tuple[SilentGuide, ...]:
    """From the working day before a session on."""
    zone, calendar, today = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id), local_today(site, tx.now)
    after = calendar.add(today, 1) + timedelta(days=1)
    found = find_silent(tx.connection, site.id, tx.now, utc_at(after, time(), zone))
    return tuple(
        SilentGuide(session, tx.catalogue.programme(session.programme_id), name) for session, name in found
    )
