"""The report of a region, for its coordinators (F5)."""

from __future__ import annotations

from bot.domain.figures.periods import PeriodKind, read_period
from bot.domain.figures.views import CountingView, FiguresView, FileKind
from bot.domain.model import RegionId
from bot.domain.refusal import Refusal
from bot.services.figures.counting import count_region, takes_long, today_in
from bot.services.figures.lately import counted_lately
from bot.services.messages.region.figures import FiguresCounting, FiguresReady
from bot.services.messages.tell import tell, tell_once
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

_COORDINATES = coordinates("region_id")


@reads(_COORDINATES)
def show_report(tx: Tx, region_id: RegionId, code: str = "") -> FiguresView | CountingView | Refusal:
    """The figures of a period (:attr:`Period.code`; empty: this calendar year). Of a region in which counting
    takes longer than a tap may they have to be asked for, and are kept for some minutes then; a message says
    how far it is."""
    region = tx.catalogue.region(region_id)
    today = today_in(region, tx.now)
    period = read_period(code, today, PeriodKind.YEAR)
    if not takes_long(tx, region, period):
        return count_region(tx, region, period)
    return counted_lately(tx, region, period) or CountingView(region, None, period, today, FileKind.TEXT)


@writes(_COORDINATES)
def ask_report(tx: Tx, region_id: RegionId, code: str, kind: FileKind) -> CountingView | Refusal:
    """Has the report made and sent. Whoever asks twice within a minute gets it once."""
    region = tx.catalogue.region(region_id)
    today = today_in(region, tx.now)
    period = read_period(code, today, PeriodKind.YEAR)
    ready = FiguresReady(tx.actor.person_id, region_id, period.code, kind.value, tx.now)
    if tell_once(tx, ready, tx.actor.person_id):
        if takes_long(tx, region, period) and counted_lately(tx, region, period) is None:
            tell(tx, FiguresCounting(tx.actor.person_id, region_id, period.code, kind.value, tx.now))
        details = {"period": period.code, "file": kind.value}
        record(tx, "report.asked", "region", region_id, details, region_id=region_id)
    return CountingView(region, None, period, today, kind)
