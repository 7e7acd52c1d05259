"""What time itself brings about: holds and requests that run out, digests that fall due (B4, B6, E10).

Deadlines are judged when something is read; this only tidies up and tells people. Everything here may run
at any moment and any number of times. What can be much is done in parts, so that nobody waits long for the
database: the functions with a runner are the jobs that repeat a part until nothing is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking import duties, groups
from bot.db.booking.bookings import find_expired, read_booking, read_sites_with_visits
from bot.db.booking.offers import find_run_out
from bot.db.engine.locks import lock_applications, lock_booking
from bot.db.placements.applications import find_run_out as find_run_out_of_applicants
from bot.db.placements.applications import read_application
from bot.domain.booking.transitions import ApplicationEvent, VisitEvent
from bot.domain.catalogue.catalogue import Site
from bot.domain.catalogue.minimum import ASKED_BEFORE
from bot.domain.model import BookingId, SessionId, SiteId, VisitStatus
from bot.domain.time.local_time import local_day, utc_at
from bot.domain.time.zones import is_readable_zone
from bot.services.booking import holds
from bot.services.booking.offers import ends as offer_ends
from bot.services.booking.offers.waiting_list import end_waits, find_awaited, find_free_days, offer_free
from bot.services.booking.renew import renew_duties
from bot.services.booking.transitions import change_visits
from bot.services.desk.groups import ask_about_group, decide_group
from bot.services.desk.reading import day_span
from bot.services.failures import Failures
from bot.services.links import handover
from bot.services.messages.booking.duties import plan_duties
from bot.services.messages.booking.visits import VisitorsOfDay
from bot.services.messages.tell import Later, tell
from bot.services.permissions import SYSTEM_ONLY
from bot.services.placements.transitions import change_application
from bot.services.runner import Runner
from bot.services.transaction import Tx, UseCase, reads, writes

HOLDS_AT_ONCE = 50
REQUESTS_LOOKED_UP = 50
GROUPS_LOOKED_UP = 50
OFFERS_AT_ONCE = 20
BOOKINGS_LOOKED_UP = 500
"""The others have their turn the next night, which is early enough for what is reminded of days before."""
DIGEST_AT = time(16)
DIGEST_FOR = timedelta(hours=4)
"""A digest that could not be made for so long is not made any more."""


async def _repeat(runner: Runner, part: UseCase[[], int], at_once: int) -> int:
    """Runs a part until it finds fewer than it may do at once; how many all did together."""
    total = done = await runner.run(part)
    while done >= at_once:
        done = await runner.run(part)
        total += done
    return total


# --- holds -------------------------------------------------------------------------------------------


@writes(SYSTEM_ONLY)
def expire_holds(tx: Tx) -> int:
    """Gives back the seats of some holds past their time; how many holds ended."""
    return holds.expire(tx, most=HOLDS_AT_ONCE)


async def expire_all_holds(runner: Runner) -> int:
    """Gives back the seats of all holds past their time; how many holds ended."""
    return await _repeat(runner, expire_holds, HOLDS_AT_ONCE)


# --- offers and waiting lists ------------------------------------------------------------------------


@writes(SYSTEM_ONLY)
def lapse_offers(tx: Tx) -> int:
    """Passes on the seats of some offers past their time; how many offers ended."""
    return offer_ends.lapse(tx, find_run_out(tx.connection, tx.now, most=OFFERS_AT_ONCE))


async def lapse_all_offers(runner: Runner) -> int:
    """Passes on the seats of all offers past their time; how many offers ended."""
    return await _repeat(runner, lapse_offers, OFFERS_AT_ONCE)


@writes(SYSTEM_ONLY)
def lapse_other_dates(tx: Tx) -> int:
    """Gives back some places that were kept for applicants past their time (D2); how many."""
    found = find_run_out_of_applicants(tx.connection, tx.now, most=OFFERS_AT_ONCE)
    lock_applications(tx.connection, found)
    for application_id in found:
        application = read_application(tx.connection, application_id)
        if application is not None:
            change_application(tx, application, ApplicationEvent.LAPSE)
    return len(found)


async def lapse_all_other_dates(runner: Runner) -> int:
    """Gives back all places that were kept for applicants past their time; how many."""
    return await _repeat(runner, lapse_other_dates, OFFERS_AT_ONCE)


async def look_at_lists(runner: Runner) -> int:
    """Looks who waits for which programme, a day at a time; how many were offered something or told."""
    done, failures = 0, Failures()
    for programme_id in await runner.run(find_awaited):
        with failures.kept():
            done += await runner.run(end_waits, programme_id)
            for session_ids in await runner.run(find_free_days, programme_id):
                done += await runner.run(offer_free, session_ids)
    failures.throw()
    return done


# --- what goes to colleagues -------------------------------------------------------------------------


@writes(SYSTEM_ONLY)
def expire_handovers(tx: Tx) -> int:
    """Ends some of what goes to colleagues and nobody agreed to in time (A8); how many."""
    return handover.expire_some(tx, most=OFFERS_AT_ONCE)


async def expire_all_handovers(runner: Runner) -> int:
    """Ends all of them past their time; how many."""
    return await _repeat(runner, expire_handovers, OFFERS_AT_ONCE)


# --- requests ----------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_expired_requests(tx: Tx) -> Sequence[BookingId]:
    """Some bookings with visits that no host answered in time."""
    return find_expired(tx.connection, tx.now, most=REQUESTS_LOOKED_UP)


@writes(SYSTEM_ONLY)
def expire_request(tx: Tx, booking_id: BookingId) -> int:
    """Ends what no host answered in time of a booking; how many visits. Their seats are free, the leader gets
    alternatives."""
    lock_booking(tx.connection, booking_id)
    booking = read_booking(tx.connection, booking_id)
    if booking is None:
        return 0
    over = [each for each in booking.visits if each.expires_at is not None and each.expires_at <= tx.now]
    return len(change_visits(tx, booking, over, VisitEvent.EXPIRE).visits)


async def expire_requests(runner: Runner) -> int:
    """Ends all requests that no host answered in time, a booking at a time; how many visits."""
    ended, failures = 0, Failures()
    while True:
        booking_ids, before = await runner.run(find_expired_requests), ended
        for each in booking_ids:
            with failures.kept():
                ended += await runner.run(expire_request, each)
        if ended == before or len(booking_ids) < REQUESTS_LOOKED_UP:
            failures.throw()
            return ended


# --- groups of shared sessions -----------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_groups_to_ask_about(tx: Tx) -> Sequence[SessionId]:
    """Some sessions whose small groups are decided today, of which their sites were not asked (C2)."""
    return groups.find_unasked(tx.connection, tx.now, tx.now + ASKED_BEFORE, most=GROUPS_LOOKED_UP)


@reads(SYSTEM_ONLY)
def find_undecided_groups(tx: Tx) -> Sequence[SessionId]:
    """Some sessions whose groups should be decided by now."""
    return groups.find_undecided(tx.connection, tx.now, most=GROUPS_LOOKED_UP)


async def decide_groups(runner: Runner) -> int:
    """Asks sites about small groups in the morning of their day, and decides those whose time is over, a
    session at a time; how many."""
    done, failures = 0, Failures()
    for find, step in ((find_groups_to_ask_about, ask_about_group), (find_undecided_groups, decide_group)):
        while True:
            found, before = await runner.run(find), done
            for each in found:
                with failures.kept():
                    done += await runner.run(step, each)
            if done == before or len(found) < GROUPS_LOOKED_UP:
                break
    failures.throw()
    return done


# --- digests -----------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_due_digests(tx: Tx) -> list[tuple[SiteId, date]]:
    """Sites whose digest is due now, with each day of it on which somebody is expected (E10).

    At 16:00 of a working day it covers every day up to and including the next working day, so a Saturday's
    group is on Friday's.
    """
    ahead = [
        (site, day) for site in tx.catalogue.everything.sites.values() for day in _days_of_digest(tx, site)
    ]
    spans = {day_span(site, day) for site, day in ahead}
    expecting = {span: read_sites_with_visits(tx.connection, *span) for span in spans}
    return [(site.id, day) for site, day in ahead if site.id in expecting[day_span(site, day)]]


@writes(SYSTEM_ONLY)
def plan_digest(tx: Tx, site_id: SiteId, day: date) -> bool:
    """Queues a site's digest of a day, unless nobody comes any more."""
    site = tx.catalogue.site(site_id)
    start, end = day_span(site, day)
    if site_id not in read_sites_with_visits(tx.connection, start, end):
        return False
    tell(tx, Later(VisitorsOfDay(site_id, day), until=start))
    return True


async def plan_digests(runner: Runner) -> int:
    """Queues every digest that is due, a day of a site at a time; how many."""
    planned, failures = 0, Failures()
    for site_id, day in await runner.run(find_due_digests):
        with failures.kept():
            planned += await runner.run(plan_digest, site_id, day)
    failures.throw()
    return planned


def _days_of_digest(tx: Tx, site: Site) -> Sequence[date]:
    """The days of the digest that is due now at a site: none but in the hours from 16:00.

    A zone that this machine does not know stops no other site; the nightly roll of schedules tells of it.
    """
    if not is_readable_zone(site.timezone):
        return ()
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    today = local_day(tx.now, zone)
    due = utc_at(today, DIGEST_AT, zone)
    if not calendar.is_working(today) or not due <= tx.now < due + DIGEST_FOR:
        return ()
    next_one = calendar.add(today, 1)
    return [today + timedelta(days=n) for n in range(1, (next_one - today).days + 1)]


# --- duties ------------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_without_duties(tx: Tx) -> Sequence[BookingId]:
    """Some confirmed bookings of classes that were made before there were duties."""
    return duties.find_without_duties(tx.connection, tx.now, most=BOOKINGS_LOOKED_UP)


@writes(SYSTEM_ONLY)
def give_duties(tx: Tx, booking_id: BookingId) -> bool:
    """Such a booking gets what it would have got when it was confirmed: duties, and what reminds of them.

    False: nothing of it is ahead any more. Safe to repeat.
    """
    lock_booking(tx.connection, booking_id)
    booking = read_booking(tx.connection, booking_id)
    confirmed = [
        each
        for each in (() if booking is None else booking.standing)
        if each.status is VisitStatus.CONFIRMED and each.starts_at > tx.now
    ]
    if booking is None or not confirmed:
        return False
    renew_duties(tx, booking)
    for site_id in sorted({each.site_id for each in confirmed}):
        tell(tx, *plan_duties(tx, booking, [each for each in confirmed if each.site_id == site_id]))
    return True


async def give_all_duties(runner: Runner) -> int:
    """All of them, once: whatever has a duty is found no more; how many bookings."""
    given, failures = 0, Failures()
    for each in await runner.run(find_without_duties):
        with failures.kept():
            given += await runner.run(give_duties, each)
    failures.throw()
    return given
