"""Papers of a booking: which can be had, and asking for one (B14).

A paper that is a file is made by the outbox and comes as a message of its own; whoever asks twice at once
gets one. What was printed last is kept, so that a change of numbers, time or place says which copies are out
of date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.db.engine.locks import lock_booking
from bot.db.papers.feedback import read_feedback
from bot.db.papers.printed import note_printed, read_printed
from bot.domain.booking.booking import Booking
from bot.domain.model import BookingId, SiteId, VisitStatus
from bot.domain.papers.kinds import (
    AFTER,
    BEFORE,
    TO_READ,
    PaperKind,
    PrintedPaper,
)
from bot.domain.papers.views import PapersView, PaperView
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.mine import find_booking
from bot.services.messages.booking.papers import PaperReady, reviews_of
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.papers.certificates import give_certificate, read_certificate
from bot.services.papers.feedback import is_open
from bot.services.papers.outdated import outdated_at, part_for_papers, printable_of, refuse_for
from bot.services.permissions import leads
from bot.services.transaction import Tx, reads, record, writes

LEADS = leads("booking_id")

JUST_NOW = timedelta(minutes=1)
"""So long the same paper is on its way, or just above in the chat."""


def _view(tx: Tx, booking: Booking, site_id: SiteId | None) -> PapersView:
    part = part_for_papers(tx, booking, site_id)
    printed = read_printed(tx.connection, booking.id, part.site.id)
    kinds = tuple(each for each in (*BEFORE, *AFTER) if refuse_for(part, each) is None)
    upcoming = [each.list_due_at for each in part.visits if each.list_due_at is not None]
    return PapersView(
        part=part,
        kinds=kinds,
        outdated=outdated_at(part, printed),
        list_due_at=min(upcoming) if upcoming and min(upcoming) > tx.now else None,
        to_be_rated=any(each.status is VisitStatus.ARRIVED for each in part.visits)
        and is_open(booking, part.site.id, tx.now),
        feedback=read_feedback(tx.connection, booking.id, part.site.id),
        others=tuple(
            tx.catalogue.site(each)
            for each in dict.fromkeys(visit.site_id for visit in booking.visits)
            if each != part.site.id
        ),
    )


@reads(LEADS)
def read_papers(tx: Tx, booking_id: BookingId, site_id: SiteId | None = None) -> PapersView | Refusal:
    """What there is to print, to copy, to put into a calendar. ``site_id``: of a route, for which of its
    sites."""
    return _view(tx, find_booking(tx, booking_id), site_id)


@writes(LEADS)
def ask_paper(
    tx: Tx, booking_id: BookingId, kind: PaperKind, language: str, site_id: SiteId | None = None
) -> PapersView | Refusal:
    """Has a file made and sent. Asking again within a minute changes nothing, later it comes anew."""
    if kind in TO_READ:
        return Refusal(Reason.NOT_FOUND)
    lock_booking(tx.connection, booking_id)
    booking = find_booking(tx, booking_id)
    part = part_for_papers(tx, booking, site_id)
    if refusal := refuse_for(part, kind):
        return refusal
    if kind is PaperKind.CERTIFICATE:
        give_certificate(tx, booking, part.site.id)
    now = printable_of(part)
    paper = PrintedPaper(kind, language, tx.now, now.children, now.adults, now.facts)
    if note_printed(tx.connection, booking_id, part.site.id, paper, JUST_NOW):
        ready = PaperReady(booking_id, part.site.id, kind.value, language, tx.now)
        tell(tx, ready, who=Readers(tx.connection, booking))
        record(
            tx,
            "paper.asked",
            "booking",
            booking_id,
            {"paper": kind.value},
            region_id=booking.region_id,
            site_id=part.site.id,
        )
    return _view(tx, booking, part.site.id)


@reads(LEADS)
def read_paper(
    tx: Tx, booking_id: BookingId, kind: PaperKind, site_id: SiteId | None = None
) -> PaperView | Refusal:
    """A paper to be read and copied in the chat."""
    booking = find_booking(tx, booking_id)
    part = part_for_papers(tx, booking, site_id)
    if refusal := refuse_for(part, kind):
        return refusal
    if kind in AFTER:
        came = tuple(each for each in part.visits if each.status is VisitStatus.ARRIVED)
        part = replace(part, visits=came)
    certificate = read_certificate(tx, booking, part.site.id)
    return PaperView(part, kind, "", tx.now, certificate, reviews_of(tx, part.visits))
