"""What stands in the way of a session: others at its place, and others of its guide (E11).

A site is one place of one enterprise, and the people who receive its visitors are the same: two visits there
are never at once, and between two lie the minutes that their programmes need. The same is kept between two
visits of one guide, at whatever sites. What clashes is said by
:func:`bot.domain.catalogue.schedule_rule.clash` alone. Placements run beside visits, with their mentors.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.session_admin import find_overlapping
from bot.db.catalogue import clashes as stored
from bot.db.catalogue.clashes import Near, Occupied
from bot.db.catalogue.schedules import withdraw_sessions
from bot.db.engine.locks import lock_sessions
from bot.domain.booking.availability import SessionFacts
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.catalogue.schedule_rule import clash
from bot.domain.model import PersonId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day, utc_at
from bot.services.messages.schedules import SessionsClash
from bot.services.messages.tell import tell
from bot.services.transaction import Tx

EARLIEST, LATEST = time(6), time(22)
"""Sessions begin within these hours of the site's clock, both counted."""

A_DAY = timedelta(days=1)
STEP = timedelta(minutes=5)
"""Times that are proposed are full ones."""


def refuse_clash(
    tx: Tx,
    programme: Programme,
    site: Site,
    starts_at: datetime,
    ends_at: datetime,
    *,
    but: SessionId | None = None,
    guide: PersonId | None = None,
) -> Refusal | None:
    """Why a session cannot be at this time, with the nearest time of its day at which it could; None: it can.

    ``but``: the session that goes to this time itself; ``guide``: who would lead it. Lock the programme first
    (:func:`bot.db.engine.locks.lock_programme`).
    """
    if not programme.takes_place:
        there = find_overlapping(tx.connection, programme.id, starts_at, ends_at, but=but)
        return None if there is None else _of_own_programme(there, site)
    near = stored.read_near_at(tx.connection, site.id, starts_at - A_DAY, ends_at + A_DAY)
    if guide is not None:
        near += stored.read_near_of(tx.connection, guide, starts_at - A_DAY, ends_at + A_DAY)
    near = [each for each in near if each[0].id != but]
    there = _first(near, programme, starts_at, ends_at)
    if there is None:
        return None
    nearest = _nearest(tx, near, programme, site, starts_at, ends_at)
    return _refusal(tx, programme, site, there, (starts_at, ends_at), nearest)


def find_clash_of_guide(tx: Tx, guide: PersonId, programme: Programme, session: SessionFacts) -> Near | None:
    """The visit of a guide, at whatever site, that stands in the way of this one."""
    near = stored.read_near_of(tx.connection, guide, session.starts_at, session.ends_at)
    busy = programme.margins.around(session.starts_at, session.ends_at)
    return next((each for each in near if each[0].id != session.id and clash(busy, each[1])), None)


def _first(
    near: list[Near], programme: Programme, starts_at: datetime, ends_at: datetime
) -> SessionFacts | None:
    busy = programme.margins.around(starts_at, ends_at)
    return next((facts for facts, theirs in near if clash(busy, theirs)), None)


def _nearest(
    tx: Tx, near: list[Near], programme: Programme, site: Site, starts_at: datetime, ends_at: datetime
) -> datetime | None:
    """The start nearest to the wanted one, on its day, at which nothing stands in the way."""
    zone, length = ZoneInfo(site.timezone), ends_at - starts_at
    day, margins = local_day(starts_at, zone), programme.margins
    first, last = (utc_at(day, each, zone) for each in (EARLIEST, LATEST))
    gap_before, gap_after = (timedelta(minutes=each) for each in (margins.before, margins.after))
    starts = [
        *(_rounded(theirs[1] + gap_before, up=True) for _, theirs in near),
        *(_rounded(theirs[0] - gap_after - length, up=False) for _, theirs in near),
    ]
    free = [
        each
        for each in starts
        if max(first, tx.now + STEP) <= each <= last
        and local_day(each + length, zone) == day
        and _first(near, programme, each, each + length) is None
    ]
    return min(free, key=lambda each: (abs(each - starts_at), each), default=None)


def _rounded(moment: datetime, *, up: bool) -> datetime:
    over = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + (STEP if up and over else timedelta())


def _of_own_programme(there: SessionFacts, site: Site) -> Refusal:
    begins = there.starts_at.astimezone(ZoneInfo(site.timezone))
    return Refusal(
        Reason.SESSION_OVERLAPS,
        {"session_id": there.id, "day": begins.date(), "time": f"{begins:%H:%M}"},
    )


def _refusal(
    tx: Tx,
    programme: Programme,
    site: Site,
    there: SessionFacts,
    wanted: tuple[datetime, datetime],
    nearest: datetime | None,
) -> Refusal:
    zone = ZoneInfo(site.timezone)
    begins, ends = there.starts_at.astimezone(zone), there.ends_at.astimezone(zone)
    proposed = "" if nearest is None else f"{nearest.astimezone(zone):%H:%M}"
    if there.site_id != site.id:
        return Refusal(
            Reason.SESSION_OVERLAPS,
            {
                "time": f"{begins:%H:%M}",
                "ends": f"{ends:%H:%M}",
                "other_site": tx.catalogue.site(there.site_id).name,
                "nearest": proposed,
                "status": "guide",
            },
        )
    other = tx.catalogue.programme(there.programme_id)
    if clash((there.starts_at, there.ends_at), wanted):
        return Refusal(
            Reason.SESSION_OVERLAPS,
            {
                "session_id": there.id,
                "day": begins.date(),
                "time": f"{begins:%H:%M}",
                "ends": f"{ends:%H:%M}",
                "programme": other.title,
                "nearest": proposed,
                "status": "place",
            },
        )
    first, then = (other, programme) if there.starts_at < wanted[0] else (programme, other)
    return Refusal(
        Reason.SESSION_OVERLAPS,
        {
            "session_id": there.id,
            "day": begins.date(),
            "time": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "programme": other.title,
            "minutes": first.after_min + then.before_min,
            "nearest": proposed,
            "status": "margin",
        },
    )


# --- sessions that are there ----------------------------------------------------------------------------


def settle_clashes(tx: Tx, site_id: SiteId, *, grown: bool = False) -> None:
    """Has the open visits of a site not stand in each other's way, as far as that may be: what nobody is in
    and no host has made is taken off; the rest is noted, offered to nobody, and told to the site once.

    ``grown``: rules or minutes are others now; else only what clashed already is looked at again.
    """
    if not grown and not stored.has_clashes(tx.connection, site_id):
        return
    ahead = [each.id for each in stored.read_occupied(tx.connection, site_id, tx.now)]
    lock_sessions(tx.connection, ahead)
    found = stored.read_occupied(tx.connection, site_id, tx.now)
    pairs = _pairs(found)
    gone = {
        each.id for pair in pairs for each, other in (pair, pair[::-1]) if other.is_held and not each.is_held
    }
    staying = [each for each in found if each.id not in gone]
    clashing = {each.id for pair in pairs for each in pair if gone.isdisjoint(one.id for one in pair)}
    new = {each.id for each in staying if each.id in clashing and not each.clashes}
    over = {each.id for each in staying if each.clashes and each.id not in clashing}
    withdraw_sessions(tx.connection, sorted(gone))
    stored.end_clashes(tx.connection, site_id, tx.now)
    stored.note_clashing(tx.connection, sorted(over), clashes=False)
    stored.note_clashing(tx.connection, sorted(new), clashes=True)
    if new:
        tell(tx, SessionsClash(site_id, tuple(sorted(clashing)), f"{tx.now:%y%m%d%H%M%S}"))


def _pairs(found: Sequence[Occupied]) -> list[tuple[Occupied, Occupied]]:
    """All that clash, in one pass from the soonest on: only those that are not over yet are compared."""
    pairs: list[tuple[Occupied, Occupied]] = []
    open_ones: list[Occupied] = []
    for each in sorted(found, key=lambda one: (one.busy, one.id)):
        open_ones = [other for other in open_ones if clash(other.busy, each.busy)]
        pairs += [(other, each) for other in open_ones]
        open_ones.append(each)
    return pairs


def clashes_with(tx: Tx, programme: Programme, session: SessionFacts) -> SessionFacts | None:
    """The first other visit of the site that stands in the way of an open one."""
    if not session.clashes:
        return None
    near = stored.read_near_at(tx.connection, session.site_id, session.starts_at, session.ends_at)
    others = [each for each in near if each[0].id != session.id]
    return _first(others, programme, session.starts_at, session.ends_at)
