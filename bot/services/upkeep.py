"""What time itself brings about: holds and requests that run out, digests that fall due (B4, B6, E10).

Deadlines are judged when something is read; this only tidies up and tells people. Everything here may run
at any moment and any number of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.db.bookings import find_expired, move_visits, read_booking, read_sites_with_visits
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.erasure import delete_stale_drafts
from bot.db.holds import expire_holds
from bot.db.locks import lock_booking
from bot.db.seats import ForVisit, release_all
from bot.domain.catalogue import Site
from bot.domain.limits import Limits
from bot.domain.local_time import local_day, utc_at
from bot.domain.model import BookingId, Priority, SiteId, VisitStatus
from bot.services import notices
from bot.services.content import Content

A_CHUNK = 50
DIGEST_AT = time(16)


@dataclass(frozen=True, slots=True)
class ExpireHolds:
    """Gives back the seats of holds past their time; how many holds ended."""

    db: Database
    clock: Clock

    async def __call__(self) -> int:
        now = self.clock.now()
        return await self.db.write(lambda connection: expire_holds(connection, now))


@dataclass(frozen=True, slots=True)
class ExpireRequests:
    """Ends requests that no host answered in time; their seats are free, the leader gets alternatives."""

    db: Database
    clock: Clock

    async def __call__(self) -> int:
        now = self.clock.now()
        ids = await self.db.read(lambda connection: find_expired(connection, now, most=A_CHUNK))
        ended = 0
        for booking_id in ids:
            ended += await self.db.write(partial(_expire, booking_id=booking_id, now=now))
        return ended


def _expire(connection: Connection, *, booking_id: BookingId, now: datetime) -> int:
    lock_booking(connection, booking_id)
    booking = read_booking(connection, booking_id)
    if booking is None:
        return 0
    ended = [
        each
        for each in booking.visits
        if each.status is VisitStatus.PENDING
        and each.expires_at is not None
        and each.expires_at <= now
        and move_visits(connection, [each.id], [VisitStatus.PENDING], VisitStatus.EXPIRED, now=now, by=None)
    ]
    release_all(connection, [ForVisit(each.id) for each in ended], now)
    for site_id in {each.site_id for each in ended}:
        notices.tell_leader(connection, "booking.expired", booking, site_id, now)
        notices.tell_request_changed(connection, booking.id, site_id, now, change="expired")
    return len(ended)


@dataclass(frozen=True, slots=True)
class PlanDigests:
    """Queues the digest of the next working days' groups: at 16:00 of the working day before (E10).

    It covers every day up to and including the next working day, so a Saturday's group is on Friday's.
    """

    db: Database
    clock: Clock
    content: Content

    async def __call__(self) -> int:
        now = self.clock.now()
        ahead = [(site, self._days(site, now)) for site in self.content.everything.sites.values()]
        starts = {_start_of(day, site) for site, days in ahead for day in days}
        if not starts:
            return 0
        expecting = await self.db.read(
            lambda connection: {start: _sites_expecting(connection, start) for start in starts}
        )
        planned = 0
        for site, days in ahead:
            busy = [day for day in days if site.id in expecting[_start_of(day, site)]]
            if busy:
                planned += await self.db.write(partial(_plan_digests, site=site, days=busy, now=now))
        return planned

    def _days(self, site: Site, now: datetime) -> Sequence[date]:
        """The days of the digest that is due now at a site: none but in the four hours from 16:00."""
        zone, calendar = ZoneInfo(site.timezone), self.content.calendar(site.id)
        today = local_day(now, zone)
        due = utc_at(today, DIGEST_AT, zone)
        if not calendar.is_working(today) or not due <= now < due + timedelta(hours=4):
            return ()
        next_one = calendar.add(today, 1)
        return [today + timedelta(days=n) for n in range(1, (next_one - today).days + 1)]


def _start_of(day: date, site: Site) -> datetime:
    return utc_at(day, time(0), ZoneInfo(site.timezone))


def _sites_expecting(connection: Connection, start: datetime) -> set[SiteId]:
    return read_sites_with_visits(connection, start, start + timedelta(days=1))


def _plan_digests(connection: Connection, *, site: Site, days: Iterable[date], now: datetime) -> int:
    return sum(_plan_digest(connection, site=site, day=day, now=now) for day in days)


def _plan_digest(connection: Connection, *, site: Site, day: date, now: datetime) -> bool:
    """One message of the day, unless nobody comes any more."""
    start = _start_of(day, site)
    if site.id not in _sites_expecting(connection, start):
        return False
    notices.tell_site(
        connection,
        "host.tomorrow",
        site.id,
        {"site_id": site.id, "day": day.isoformat()},
        key=f"host.tomorrow:{site.id}:{day}",
        now=now,
        roles=notices.AT_THE_SITE,
        stale_at=start,
        priority=Priority.DIGEST,
    )
    return True


@dataclass(frozen=True, slots=True)
class DeleteStaleDrafts:
    """Deletes forms that were not sent for a week; noted in the deletion log."""

    db: Database
    clock: Clock
    limits: Limits

    async def __call__(self) -> int:
        now = self.clock.now()
        before = now - timedelta(days=self.limits.draft_days)
        return await self.db.write(lambda connection: delete_stale_drafts(connection, before, now))
