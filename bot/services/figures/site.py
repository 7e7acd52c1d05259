"""A site's own figures, for those who answer for it (E9)."""

from __future__ import annotations

from bot.domain.figures.periods import PeriodKind, read_period
from bot.domain.figures.views import CountingView, FiguresView, FileKind
from bot.domain.model import SiteId
from bot.domain.refusal import Refusal
from bot.services.figures.counting import count_site, today_in
from bot.services.messages.region.figures import FiguresReady
from bot.services.messages.tell import tell_once
from bot.services.permissions import answers_at
from bot.services.transaction import Tx, reads, record, writes

_ANSWERS = answers_at("site_id")


@reads(_ANSWERS)
def show_figures(tx: Tx, site_id: SiteId, code: str = "") -> FiguresView | Refusal:
    """The figures of a period (:attr:`Period.code`; empty: this month)."""
    site = tx.catalogue.site(site_id)
    today = today_in(tx.catalogue.region(site.region_id), tx.now)
    return count_site(tx, site, read_period(code, today, PeriodKind.MONTH))


@writes(_ANSWERS)
def ask_figures(tx: Tx, site_id: SiteId, code: str, kind: FileKind) -> CountingView | Refusal:
    """Has a file of them made and sent. Whoever asks twice within a minute gets it once."""
    site = tx.catalogue.site(site_id)
    region = tx.catalogue.region(site.region_id)
    today = today_in(region, tx.now)
    period = read_period(code, today, PeriodKind.MONTH)
    ready = FiguresReady(tx.actor.person_id, region.id, period.code, kind.value, tx.now, site_id)
    if tell_once(tx, ready, tx.actor.person_id):
        details = {"period": period.code, "file": kind.value}
        record(tx, "figures.asked", "site", site_id, details, region_id=region.id, site_id=site_id)
    return CountingView(region, site, period, today, kind)
