"""What nobody should offer to a party, after what was refused to it (E2, E5, C3)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_bookings_of
from bot.db.catalogue.closures import read_closures
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.offers.instead import RuledOut, ruled_out
from bot.domain.desk.closure import Closure
from bot.domain.model import SiteId, VisitStatus
from bot.domain.time.local_time import local_day
from bot.services.transaction import Tx


def read_ruled_out(tx: Tx, booking: Booking) -> RuledOut:
    """By everything that its leader has booked, and the days that sites have closed."""
    closures: dict[SiteId, list[Closure]] = {}

    def zone_of(site_id: SiteId) -> ZoneInfo:
        return ZoneInfo(tx.catalogue.site(site_id).timezone)

    def in_closed_days(visit: Visit) -> bool:
        if visit.status is not VisitStatus.CANCELLED_BY_HOST:
            return False
        if visit.site_id not in closures:
            closures[visit.site_id] = read_closures(tx.connection, visit.site_id)
        day = local_day(visit.starts_at, zone_of(visit.site_id))
        return any(each.covers(day) and each.reason == visit.reason for each in closures[visit.site_id])

    bookings = read_bookings_of(tx.connection, booking.person_id)
    return ruled_out(booking, bookings, zone_of, tx.now, in_closed_days)
