"""Duties of a booking: made when it is sent and confirmed, and anew when it changes (B17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.db.booking.duties import add_duties, forget_duty, note_duty, read_duties
from bot.domain.booking.booking import Booking, people_in
from bot.domain.booking.duties import Duty, duties_at, duty_of, renewed, transport_of
from bot.domain.model import DutyKind, SiteId
from bot.services.transaction import Tx


def renew_duties(tx: Tx, booking: Booking, *, new: bool = False) -> None:
    """The duties of a booking as its visits and numbers are now: new ones are added, what was done stays done
    where it is still true, what nobody has to do any more is gone. Lock the booking first. Safe to repeat.
    ``new``: it has none yet."""
    if not booking.is_organised:
        return
    stored = () if new else read_duties(tx.connection, booking.id)
    for site_id in sorted({each.site_id for each in booking.visits}):
        here = [each for each in stored if each.site_id == site_id]
        said = _said_elsewhere(booking, stored)
        wanted = _wanted(tx, booking, site_id, here or said)
        seats = sum(people_in(each for each in booking.standing if each.site_id == site_id))
        known = {each.kind: each for each in here}
        new_ones = [each for each in wanted if each.kind not in known and _is_worth_saying(tx, each)]
        add_duties(tx.connection, booking.id, new_ones)
        for each in new_ones:
            if (told := duty_of(said, each.kind)) is not None:
                done = replace(told, due_at=each.due_at, site_id=site_id)
                note_duty(tx.connection, booking.id, done)
        for each in wanted:
            if each.kind in known and (now := renewed(known[each.kind], each, seats)) != known[each.kind]:
                note_duty(tx.connection, booking.id, now)
        needed = {each.kind for each in wanted}
        for each in here:
            if each.kind not in needed:
                forget_duty(tx.connection, booking.id, each)


def _said_elsewhere(booking: Booking, stored: Iterable[Duty]) -> list[Duty]:
    """What the leader of a route has said of one stop, and need not say of another: how the class comes, and
    in which bus."""
    if booking.route_id is None:
        return []
    return [each for each in stored if each.is_done and each.kind in {DutyKind.TRANSPORT, DutyKind.PLATE}]


def duties_as_stored_or_due(tx: Tx, booking: Booking, stored: Sequence[Duty]) -> Sequence[Duty]:
    """Of a booking of an earlier release none are stored: those that it would have."""
    if stored:
        return stored
    sites = sorted({each.site_id for each in booking.visits})
    found = [each for site_id in sites for each in _wanted(tx, booking, site_id, ())]
    return [each for each in found if _is_worth_saying(tx, each)]


def _wanted(tx: Tx, booking: Booking, site_id: SiteId, stored: Iterable[Duty]) -> tuple[Duty, ...]:
    return duties_at(
        booking,
        tx.catalogue.site(site_id),
        tx.catalogue.programme(booking.at(site_id)[0].programme_id),
        tx.catalogue.calendar(site_id),
        tx.limits,
        transport_of(stored, site_id) or (None if booking.route_id is None else transport_of(stored, None)),
    )


def _is_worth_saying(tx: Tx, new: Duty) -> bool:
    """What was too late before it could be said reproaches nobody; that the police should have been told is
    worth knowing all the same."""
    return new.due_at > tx.now or new.kind is DutyKind.POLICE
