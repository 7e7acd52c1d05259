"""Which copies of a booking's papers say something that is not so any more (B14)."""

from __future__ import annotations

from collections.abc import Iterable

from bot.db.papers.printed import read_all_printed
from bot.domain.booking.booking import Booking
from bot.domain.messages.views import PartView
from bot.domain.model import SiteId
from bot.domain.papers.kinds import (
    BEFORE,
    Outdated,
    PaperKind,
    Printable,
    PrintedPaper,
    printable,
    refuse_paper,
    why_outdated,
)
from bot.domain.refusal import Refusal
from bot.services.transaction import Tx

NEVER_OUTDATED = frozenset({PaperKind.CALENDAR, PaperKind.CERTIFICATE, PaperKind.PARTICIPANT})
"""Of a calendar a new file is sent; a certificate says so where it is checked; a blank has no counts."""


def part_for_papers(tx: Tx, booking: Booking, site_id: SiteId | None) -> PartView:
    """What stands at a site, of the next visit if none is named; where nothing stands, what stood there."""
    if site_id is None or not booking.at(site_id):
        site_id = booking.next_visit(tx.now).site_id
    here = booking.at(site_id)
    visits = tuple(each for each in here if each.status.takes_seats) or here
    programme = tx.catalogue.programme(visits[0].programme_id)
    return PartView(booking, tx.catalogue.site(site_id), programme, visits, tx.now)


def refuse_for(part: PartView, kind: PaperKind) -> Refusal | None:
    return refuse_paper(kind, part.booking, part.visits, part.programme.list_kind, part.now)


def printable_of(part: PartView) -> Printable:
    return printable(part.visits, part.site.meeting_point)


def outdated_at(
    part: PartView, printed: Iterable[PrintedPaper]
) -> dict[PaperKind, tuple[Outdated, Printable]]:
    """Why each of these is out of date, and what it says; only such as can be had anew."""
    now = printable_of(part)
    return {
        each.kind: (why, Printable(each.children, each.adults, each.facts))
        for each in printed
        if each.kind not in NEVER_OUTDATED
        and (why := why_outdated(each, now)) is not None
        and refuse_for(part, each.kind) is None
    }


def outdated_papers(tx: Tx, booking: Booking) -> tuple[PaperKind, ...]:
    """Those of all its sites. Where nothing was printed it is one read by an index, and no more."""
    found: set[PaperKind] = set()
    for site_id, printed in read_all_printed(tx.connection, booking.id).items():
        if booking.at(site_id):
            found |= outdated_at(part_for_papers(tx, booking, site_id), printed).keys()
    return tuple(each for each in BEFORE if each in found)
