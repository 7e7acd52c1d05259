"""Who comes to a site on a day (E4)."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.desk.views import DayView
from bot.domain.model import Role, SiteId, VisitStatus
from bot.domain.refusal import Refusal
from bot.services.desk.reading import AT_THE_GATE, day_view, local_today
from bot.services.permissions import works_at
from bot.services.transaction import Tx, reads


@reads(works_at("site_id"))
def show_day(tx: Tx, site_id: SiteId, *, ahead: int = 0, day: date | None = None) -> DayView | Refusal:
    """Groups of a site on a local day: today, tomorrow, or the day that a digest was about.

    ``ahead``: days from today; ``day``, if given, wins. Guards see today, whatever day was asked for.
    Requests that still await an answer are shown to those who answer them.
    """
    site, role = tx.catalogue.site(site_id), tx.actor.role_at(site_id) or Role.GUARD
    today = local_today(site, tx.now)
    wanted = today if role is Role.GUARD else day or today + timedelta(days=ahead)
    shown = set(AT_THE_GATE)
    if tx.actor.may_answer(site_id):
        shown.add(VisitStatus.PENDING)
    return day_view(tx, site, wanted, role, shown)
