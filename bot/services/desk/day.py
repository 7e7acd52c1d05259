"""Who comes to a site: on a day (E4), and from today on."""

from __future__ import annotations

from datetime import date, timedelta

from bot.db.booking.bookings import find_coming, read_bookings
from bot.domain.desk.views import ComingView, DayView
from bot.domain.model import Role, SiteId, VisitStatus
from bot.domain.pages import Page, page_of
from bot.domain.refusal import Refusal
from bot.services.desk.reading import AT_THE_GATE, day_entry, day_span, day_view, local_today
from bot.services.messages.prints import DaySheetReady
from bot.services.messages.tell import tell_once
from bot.services.permissions import works_at
from bot.services.transaction import Tx, reads, record, writes


@reads(works_at("site_id"))
def show_day(tx: Tx, site_id: SiteId, *, ahead: int = 0, day: date | None = None) -> DayView | Refusal:
    """Groups of a site on a local day: today, tomorrow, or the day that a digest was about.

    ``ahead``: days from today; ``day``, if given, wins. Guards see today, whatever day was asked for.
    Requests that still await an answer are shown to those who answer them.
    """
    return _show(tx, site_id, _wanted(tx, site_id, ahead, day))


def _wanted(tx: Tx, site_id: SiteId, ahead: int, day: date | None) -> date:
    today = local_today(tx.catalogue.site(site_id), tx.now)
    guards = tx.actor.role_at(site_id) in {None, Role.GUARD}
    return today if guards else day or today + timedelta(days=ahead)


def _show(tx: Tx, site_id: SiteId, wanted: date) -> DayView:
    site, role = tx.catalogue.site(site_id), tx.actor.role_at(site_id) or Role.GUARD
    shown = set(AT_THE_GATE)
    if tx.actor.may_answer(site_id):
        shown.add(VisitStatus.PENDING)
    return day_view(tx, site, wanted, role, shown)


@writes(works_at("site_id"))
def ask_day_sheet(
    tx: Tx, site_id: SiteId, language: str, *, ahead: int = 0, day: date | None = None
) -> DayView | Refusal:
    """Has the list of a day made as a file, and sent; the days are those of :func:`show_day`. Asking again
    within a minute changes nothing."""
    wanted = _wanted(tx, site_id, ahead, day)
    ready = DaySheetReady(tx.actor.person_id, site_id, wanted, language, tx.now)
    if tell_once(tx, ready, tx.actor.person_id):
        site = tx.catalogue.site(site_id)
        record(tx, "day.printed", "site", site_id, {}, region_id=site.region_id, site_id=site_id)
    return _show(tx, site_id, wanted)


ENTRIES_A_PAGE = 6


@reads(works_at("site_id"))
def show_coming(tx: Tx, site_id: SiteId, page: int = 0) -> ComingView | Refusal:
    """Every group that is still to come to a site, some a page, from today on. Requests without an answer are
    shown to those who answer them; guards see today, as everywhere."""
    site = tx.catalogue.site(site_id)
    today = local_today(site, tx.now)
    states = {VisitStatus.CONFIRMED, *([VisitStatus.PENDING] if tx.actor.may_answer(site_id) else [])}
    guards = tx.actor.role_at(site_id) is Role.GUARD
    since, until = day_span(site, today, 1 if guards else tx.limits.horizon_days + 366)
    found = page_of(find_coming(tx.connection, site_id, states, since, until), page, ENTRIES_A_PAGE)
    bookings = {each.id: each for each in read_bookings(tx.connection, {each for _, each in found.entries})}
    entries = tuple(day_entry(tx, bookings[booking_id], visit_id) for visit_id, booking_id in found.entries)
    return ComingView(site, Page(entries, found.page, found.pages, found.total), today, tx.now)
