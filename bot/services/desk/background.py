"""What a host wants to know before answering a request (E12): figures of organisations, never of people."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_bookings_at, read_bookings_of_grade, read_turnout
from bot.domain.booking.booking import Booking, Turnout, Visit
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import Background, is_awaited
from bot.domain.figures.periods import PeriodKind, period_of
from bot.domain.model import VisitStatus
from bot.domain.time.local_time import local_day, utc_at
from bot.services.transaction import Tx

ALIKE_WITHIN = timedelta(weeks=6)
"""So long before and after the visit another class of the same grade is worth a look."""
MOST_ALIKE = 3


def read_background(tx: Tx, booking: Booking, site: Site) -> Background | None:
    """What there is to know about a request that awaits the site's answer; None for any other, and where
    there is nothing to say."""
    own = [each for each in booking.at(site.id) if is_awaited(each, tx.now)]
    if not own:
        return None
    since = _since(local_day(tx.now, ZoneInfo(site.timezone)))
    here, elsewhere = _turnout(tx, booking, site, since)
    before, after = _neighbours(tx, booking, own, site)
    found = Background(since, here, elsewhere, _alike(tx, booking, own, site), before, after)
    return found if here or elsewhere or found.alike or before or after else None


def _since(today: date) -> date:
    """The first day of the school year before this one."""
    return period_of(PeriodKind.SCHOOL_YEAR, today).year_before.first


def _turnout(tx: Tx, booking: Booking, site: Site, since: date) -> tuple[Turnout, Turnout]:
    """At the site, and at the others of its region."""
    if booking.organisation_id is None:
        return Turnout(), Turnout()
    start = utc_at(since, time.min, ZoneInfo(site.timezone))
    found = read_turnout(tx.connection, booking.organisation_id, site.region_id, start)
    here = found.pop(site.id, Turnout())
    return here, sum(found.values(), Turnout())


def _alike(tx: Tx, booking: Booking, own: list[Visit], site: Site) -> tuple[tuple[Booking, Visit], ...]:
    if booking.organisation_id is None or booking.grade is None:
        return ()
    first = min(each.starts_at for each in own)
    asked = (booking.organisation_id, booking.grade, site.id, first - ALIKE_WITHIN, first + ALIKE_WITHIN)
    alike: list[tuple[Booking, Visit]] = []
    for each in read_bookings_of_grade(tx.connection, *asked):
        visits = [visit for visit in each.at(site.id) if _counts(visit, tx)]
        if each.id != booking.id and visits:
            alike.append((each, min(visits, key=lambda visit: visit.starts_at)))
    alike.sort(key=lambda found: abs(found[1].starts_at - first))
    return tuple(alike[:MOST_ALIKE])


def _counts(visit: Visit, tx: Tx) -> bool:
    """Whether it takes place, took place, or may yet."""
    return visit.status in {VisitStatus.CONFIRMED, VisitStatus.ARRIVED} or is_awaited(visit, tx.now)


def _neighbours(
    tx: Tx, booking: Booking, own: list[Visit], site: Site
) -> tuple[tuple[Booking, Visit] | None, tuple[Booking, Visit] | None]:
    """Who comes last before the first of the visits, or together with it, and who first after the last, on
    the same local day."""
    zone = ZoneInfo(site.timezone)
    first, last = min(each.starts_at for each in own), max(each.starts_at for each in own)
    start = utc_at(local_day(first, zone), time.min, zone)
    end = utc_at(local_day(last, zone) + timedelta(days=1), time.min, zone)
    others = [
        (each, visit)
        for each in read_bookings_at(tx.connection, [site.id], start, end)
        for visit in each.at(site.id)
        if each.id != booking.id and _counts(visit, tx)
    ]
    before = [each for each in others if start <= each[1].starts_at <= first]
    after = [each for each in others if last < each[1].starts_at < end]
    return (
        max(before, key=lambda each: each[1].starts_at, default=None),
        min(after, key=lambda each: each[1].starts_at, default=None),
    )
