"""Somebody's own calendar at a secret address that can be taken away (B15).

The address is made of the row's id, its version and the installation's key: it is stored nowhere, a repeated
tap shows the same one, and a new version is another one.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.guides import read_guidings, read_led
from bot.db.engine.locks import lock_person
from bot.db.papers import feeds
from bot.db.papers.feeds import Feed
from bot.db.papers.signing import read_signing_key
from bot.db.people.people import read_actor_of, read_contact
from bot.domain.booking.booking import Booking, Visit
from bot.domain.desk.guides import LEADING, LedSession
from bot.domain.messages.views import PartView
from bot.domain.model import FeedId, PersonId, SiteId
from bot.domain.papers.views import FeedAddress, FeedView
from bot.domain.refusal import Reason, Refusal
from bot.services.desk.guides.reading import led_sessions
from bot.services.papers.certificates import signing_key
from bot.services.permissions import SELF, SYSTEM_ONLY
from bot.services.transaction import Tx, reads, writes

KEPT = timedelta(days=30)
"""So long what is over or called off stays in a calendar: who looks once a month still sees it go."""
_TOKEN_LENGTH = 32


@writes(SELF)
def open_feed(tx: Tx) -> FeedAddress:
    """One's own address: as it is, or a first one."""
    lock_person(tx.connection, tx.actor.person_id)
    feeds.add_feed(tx.connection, tx.actor.person_id, tx.now)
    feed = _own(tx)
    if not feed.is_open:
        feeds.change_feed(tx.connection, tx.actor.person_id, feed.version, is_open=True)
        feed = _own(tx)
    signing_key(tx)
    return _address(tx, feed)


@writes(SELF)
def renew_feed(tx: Tx, version: int) -> FeedAddress | Refusal:
    """Another address in place of this version, which leads nowhere from now on. A repeat shows what is."""
    return _take_away(tx, version, is_open=True)


@writes(SELF)
def close_feed(tx: Tx, version: int) -> FeedAddress | Refusal:
    """No address any more."""
    return _take_away(tx, version, is_open=False)


def _take_away(tx: Tx, version: int, *, is_open: bool) -> FeedAddress | Refusal:
    lock_person(tx.connection, tx.actor.person_id)
    if feeds.read_feed_of(tx.connection, tx.actor.person_id) is None:
        return Refusal(Reason.NOT_FOUND)
    feeds.change_feed(tx.connection, tx.actor.person_id, version, is_open=is_open)
    return _address(tx, _own(tx))


def _own(tx: Tx) -> Feed:
    found = feeds.read_feed_of(tx.connection, tx.actor.person_id)
    if found is None:
        raise LookupError("a calendar vanished inside a transaction")
    return found


def _address(tx: Tx, feed: Feed) -> FeedAddress:
    key = read_signing_key(tx.connection)
    token = _token(key, feed) if feed.is_open and key is not None else None
    return FeedAddress(feed.id, feed.version, token)


def _token(key: bytes, feed: Feed) -> str:
    said = f"calendar:{feed.id}:{feed.person_id}:{feed.version}"
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:_TOKEN_LENGTH]


@reads(SYSTEM_ONLY)
def read_feed(tx: Tx, feed_id: FeedId, token: str) -> FeedView | None:
    """What stands at an address; None where there is none, or not any more."""
    feed, key = feeds.read_feed(tx.connection, feed_id), read_signing_key(tx.connection)
    if feed is None or key is None or not feed.is_open:
        return None
    if not hmac.compare_digest(_token(key, feed).encode(), token.encode()):
        return None
    owner = read_contact(tx.connection, feed.person_id)
    if owner is None:
        return None
    return FeedView(owner.language, _parts(tx, feed.person_id), _led(tx, feed.person_id))


def _led(tx: Tx, person_id: PersonId) -> tuple[LedSession, ...]:
    """Where they still work: whoever was removed keeps the address, and their own visits. One statement for
    each kind of thing, since a season's guide is read by a calendar every few hours."""
    found = read_led(tx.connection, person_id, tx.now - KEPT)
    owner = read_actor_of(tx.connection, person_id) if found else None
    if owner is None:
        return ()
    shown = [each for each in found if owner.role_at(each.site_id) in LEADING]
    return led_sessions(tx, shown, read_guidings(tx.connection, [each.id for each in shown]))


def _parts(tx: Tx, person_id: PersonId) -> tuple[PartView, ...]:
    found: list[PartView] = []
    for booking in read_bookings_of(tx.connection, person_id):
        for site_id in dict.fromkeys(each.site_id for each in booking.visits):
            shown = _shown(tx, booking, site_id)
            if shown:
                programme = tx.catalogue.programme(shown[0].programme_id)
                found.append(PartView(booking, tx.catalogue.site(site_id), programme, shown, tx.now))
    return tuple(found)


def _shown(tx: Tx, booking: Booking, site_id: SiteId) -> tuple[Visit, ...]:
    return tuple(each for each in booking.at(site_id) if _last_change(each) > tx.now - KEPT)


def _last_change(visit: Visit) -> datetime:
    ended = visit.decided_at if not visit.status.takes_seats else None
    return ended or visit.ends_at
