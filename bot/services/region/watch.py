"""The watch list of a region (F6): what waits for somebody, by its deadline.

Each entry goes away by what is done about it: an answer, a decision, an owner, a session. What nobody but a
telephone can change (somebody whom the bot cannot reach, low ratings) is marked as done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.db.catalogue.revisions import read_open_of_region
from bot.db.people.complaints import read_complaints
from bot.db.people.members import read_ownerless
from bot.db.region.watch import (
    HostContact,
    add_done,
    read_answering,
    read_done,
    read_unreachable_leaders,
    read_without_sessions,
)
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import QueueEntry
from bot.domain.model import ComplaintState, RegionId, SiteId
from bot.domain.pages import page_of
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.watch import Phone, WatchEntry, WatchKind, WatchView
from bot.domain.time.local_time import NEVER
from bot.services.desk.feedback import low_rated
from bot.services.desk.guides.asking import unguided_in
from bot.services.desk.requests import read_queue
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

COORDINATES = coordinates("region_id")
A_PAGE = 3
MOST_PHONES = 2


@reads(COORDINATES)
def show_watch(tx: Tx, region_id: RegionId, page: int = 0) -> WatchView | Refusal:
    return _view(tx, region_id, page)


@writes(COORDINATES)
def mark_done(tx: Tx, region_id: RegionId, key: str) -> WatchView | Refusal:
    """Somebody was called, or ratings were read: the entry goes. Safe to repeat; one that is not there (any
    more) is a Refusal."""
    if key in read_done(tx.connection, region_id):
        return _view(tx, region_id, 0)
    entry = next((each for each in read_watch(tx, region_id) if each.done_key == key), None)
    if not key or entry is None:
        return Refusal(Reason.NOT_FOUND)
    if add_done(tx.connection, region_id, key, tx.by, tx.now):
        details = {"kind": entry.kind.value, "key": key}
        record(tx, "watch.done", "site", entry.site.id, details, region_id=region_id, site_id=entry.site.id)
    return _view(tx, region_id, 0, changed=True)


def _view(tx: Tx, region_id: RegionId, page: int, *, changed: bool = False) -> WatchView:
    shown = page_of(read_watch(tx, region_id), page, A_PAGE)
    return WatchView(
        tx.catalogue.region(region_id),
        tuple(shown.entries),
        shown.total,
        shown.page,
        shown.pages,
        tx.now,
        changed,
    )


def read_watch(tx: Tx, region_id: RegionId) -> list[WatchEntry]:
    """Everything that nobody has dealt with, the soonest deadline first."""
    done = read_done(tx.connection, region_id)
    region = _Region.of(tx, region_id)
    every = [entry for read in _READERS for entry in read(tx, region)]
    left = [each for each in every if not each.done_key or each.done_key not in done]
    return sorted(left, key=lambda each: (each.due_at or NEVER, list(WatchKind).index(each.kind)))


# --- its readers ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Region:
    """What several readers need, read once. ``phones``: whom to call at each site, owners first."""

    id: RegionId
    sites: Mapping[SiteId, Site]
    answering: Sequence[HostContact]
    phones: Mapping[SiteId, Sequence[Phone]]

    @classmethod
    def of(cls, tx: Tx, region_id: RegionId) -> _Region:
        sites = tx.catalogue.everything.sites_of(region_id)
        answering = read_answering(tx.connection, region_id)
        phones: dict[SiteId, list[Phone]] = {}
        for each in answering:
            phones.setdefault(each.site_id, []).append(Phone(each.name, each.phone, each.role))
        return cls(region_id, sites, answering, phones)

    def phones_at(self, site_id: SiteId) -> tuple[Phone, ...]:
        return tuple(self.phones.get(site_id, ())[:MOST_PHONES])


def _unanswered(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for each in read_queue(tx, list(region.sites)):
        phones = (*region.phones_at(each.site.id), *_who_waits(each))
        yield WatchEntry(WatchKind.UNANSWERED, each.site, each.due_at, each, phones=phones)


def _who_waits(entry: QueueEntry) -> list[Phone]:
    """Whoever asks a question has left no phone for it."""
    if entry.booking is not None:
        return [Phone(entry.booking.leader_name, entry.booking.leader_phone)]
    if entry.application is not None:
        return [Phone(entry.application.entry.name, entry.application.entry.phone)]
    return []


def _unreachable(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    """Keyed with the day since when, so that somebody who leaves again is named again."""
    for leader in read_unreachable_leaders(tx.connection, region.id, tx.now):
        if leader.site_id in region.sites:
            yield WatchEntry(
                WatchKind.UNREACHABLE,
                region.sites[leader.site_id],
                leader.starts_at,
                reference=leader.reference,
                starts_at=leader.starts_at,
                phones=(Phone(leader.name, leader.phone),),
                done_key=f"b{leader.booking_id}.{leader.unreachable_since:%y%m%d}",
            )
    for host in region.answering:
        if host.unreachable_since is not None and host.site_id in region.sites:
            yield WatchEntry(
                WatchKind.UNREACHABLE,
                region.sites[host.site_id],
                phones=(Phone(host.name, host.phone, host.role),),
                done_key=f"h{host.person_id}.{host.site_id}.{host.unreachable_since:%y%m%d}",
            )


def _complaints(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for each in read_complaints(tx.connection, region.id):
        if each.state is ComplaintState.PROPOSED:
            yield WatchEntry(WatchKind.COMPLAINT, tx.catalogue.site(each.site_id), complaint=each)


def _ownerless(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for site_id in read_ownerless(tx.connection, region.id):
        yield WatchEntry(WatchKind.OWNERLESS, tx.catalogue.site(site_id))


def _no_sessions(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for site_id in read_without_sessions(tx.connection, region.id, tx.now):
        phones = region.phones_at(site_id)
        yield WatchEntry(WatchKind.NO_SESSIONS, tx.catalogue.site(site_id), phones=phones)


def _unguided(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for each in unguided_in(tx, region.id):
        phones = region.phones_at(each.site.id)
        starts_at = each.session.starts_at
        yield WatchEntry(WatchKind.UNGUIDED, each.site, starts_at, starts_at=starts_at, phones=phones)


def _revisions(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    for each in read_open_of_region(tx.connection, region.id):
        yield WatchEntry(WatchKind.REVISION, tx.catalogue.site(each.site_id), revision_id=each.id)


def _low_rated(tx: Tx, region: _Region) -> Iterable[WatchEntry]:
    """Keyed with the newest rating: the next one names the site again."""
    for site, ratings in low_rated(tx, region.id):
        key = f"l{site.id}.{ratings.newest}"
        yield WatchEntry(WatchKind.LOW_RATED, site, ratings=ratings, done_key=key)


_READERS: tuple[Callable[[Tx, _Region], Iterable[WatchEntry]], ...] = (
    _unanswered,
    _unreachable,
    _complaints,
    _ownerless,
    _no_sessions,
    _unguided,
    _revisions,
    _low_rated,
)
