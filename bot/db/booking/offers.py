"""Offers and the seats that they keep (K). Whoever ends offers has locked their sessions first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select, update

from bot.db.booking.seats import ForOffer, claim_parts, resize_kept
from bot.db.engine.statements import AnyRow, from_row
from bot.db.engine.types import UtcDateTime
from bot.db.tables import claim, offer, offer_part, session
from bot.domain.booking.offers.offer import Offer, OfferOption, Terms
from bot.domain.forms import Part
from bot.domain.model import (
    BookingId,
    DraftId,
    OfferId,
    OfferPurpose,
    OfferState,
    PersonId,
    SessionId,
    SiteId,
    WaitingId,
)

_OFFERS = select(offer).order_by(offer.c.id)
_BY_ID = _OFFERS.where(offer.c.id == bindparam("offer_id"))
_OF_BOOKING = _OFFERS.where(offer.c.booking_id == bindparam("booking_id"))
_OF_BOOKINGS_LIVE = _OFFERS.where(
    offer.c.booking_id.in_(bindparam("ids", expanding=True)), offer.c.state == OfferState.LIVE
)
_OF_WAITING = _OFFERS.where(offer.c.waiting_id.in_(bindparam("ids", expanding=True)))
_LIVE_OF_PERSON = _OFFERS.where(offer.c.person_id == bindparam("person_id"), offer.c.state == OfferState.LIVE)
_PARTS = (
    select(offer_part, session.c.starts_at)
    .join(session, session.c.id == offer_part.c.session_id)
    .where(offer_part.c.offer_id.in_(bindparam("ids", expanding=True)))
    .order_by(offer_part.c.option, session.c.starts_at)
)
_RUN_OUT = (
    select(offer.c.id)
    .where(offer.c.state == OfferState.LIVE, offer.c.expires_at <= bindparam("now", type_=UtcDateTime))
    .order_by(offer.c.id)
    .limit(bindparam("most"))
)
_ON_SESSIONS = (
    select(offer.c.id)
    .join(offer_part, offer_part.c.offer_id == offer.c.id)
    .where(offer_part.c.session_id.in_(bindparam("on", expanding=True)), offer.c.state == OfferState.LIVE)
    .distinct()
    .order_by(offer.c.id)
)
_RUN_OUT_ON = _ON_SESSIONS.where(offer.c.expires_at <= bindparam("now", type_=UtcDateTime))
_ASKED_OF = _OFFERS.where(
    offer.c.purpose == OfferPurpose.MOVE,
    offer.c.state == OfferState.LIVE,
    offer.c.expires_at > bindparam("now", type_=UtcDateTime),
    select(offer_part.c.id)
    .join(session, session.c.id == offer_part.c.session_id)
    .where(offer_part.c.offer_id == offer.c.id, session.c.site_id.in_(bindparam("at", expanding=True)))
    .exists(),
)
_PROMISED_UNTIL = (
    select(func.min(offer.c.expires_at))
    .join(offer_part, offer_part.c.offer_id == offer.c.id)
    .where(
        offer_part.c.session_id.in_(bindparam("on", expanding=True)),
        offer.c.state == OfferState.LIVE,
        offer.c.expires_at > bindparam("now", type_=UtcDateTime),
    )
)
_CAME_BACK = (
    select(claim.c.session_id, func.max(claim.c.created_at, type_=UtcDateTime).label("booked_at"))
    .where(
        claim.c.session_id.in_(bindparam("on", expanding=True)),
        or_(claim.c.visit_id.is_not(None), claim.c.application_id.is_not(None)),
        claim.c.released_at.is_not(None),
    )
    .group_by(claim.c.session_id)
)
_END = update(offer).where(offer.c.id == bindparam("of_offer"), offer.c.state == OfferState.LIVE)
_TAKE = _END.where(offer.c.expires_at > bindparam("now", type_=UtcDateTime))
_LAPSE = _END.where(offer.c.expires_at <= bindparam("now", type_=UtcDateTime))


def _options(rows: Iterable[AnyRow]) -> tuple[OfferOption, ...]:
    parts: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        parts[row.option].append(row)
    return tuple(
        OfferOption(
            number,
            tuple(Part(SessionId(row.session_id), row.children, row.adults, row.stop) for row in of_option),
            tuple(row.starts_at for row in of_option),
        )
        for number, of_option in parts.items()
    )


def _read(connection: Connection, offers: Select[*tuple[Any, ...]], **asked: object) -> list[Offer]:
    rows = connection.execute(offers, asked).all()
    if not rows:
        return []
    parts: dict[int, list[AnyRow]] = defaultdict(list)
    for part in connection.execute(_PARTS, {"ids": [row.id for row in rows]}):
        parts[part.offer_id].append(part)
    return [from_row(Offer, row, options=_options(parts[row.id])) for row in rows]


def read_offer(connection: Connection, offer_id: OfferId) -> Offer | None:
    return next(iter(_read(connection, _BY_ID, offer_id=offer_id)), None)


def read_offers(connection: Connection, offer_ids: Collection[OfferId]) -> list[Offer]:
    return [each for offer_id in offer_ids if (each := read_offer(connection, offer_id)) is not None]


def read_offers_of(connection: Connection, booking_id: BookingId) -> list[Offer]:
    """All that was ever offered for a booking, oldest first."""
    return _read(connection, _OF_BOOKING, booking_id=booking_id)


def read_live_for(connection: Connection, booking_ids: Collection[BookingId]) -> list[Offer]:
    """Live offers for these bookings, even past their time."""
    return _read(connection, _OF_BOOKINGS_LIVE, ids=list(booking_ids)) if booking_ids else []


def read_live_of(connection: Connection, person_id: PersonId) -> list[Offer]:
    """A person's live offers, even past their time, oldest first."""
    return _read(connection, _LIVE_OF_PERSON, person_id=person_id)


def read_offers_to(connection: Connection, waiting_ids: Collection[WaitingId]) -> list[Offer]:
    """All that was ever offered to these parties on waiting lists, oldest first."""
    return _read(connection, _OF_WAITING, ids=list(waiting_ids)) if waiting_ids else []


def read_asked_of(connection: Connection, site_ids: Collection[SiteId], now: datetime) -> list[Offer]:
    """Other times that leaders ask these sites for, and that have no answer yet, oldest first."""
    return _read(connection, _ASKED_OF, at=list(site_ids), now=now) if site_ids else []


def find_run_out(connection: Connection, now: datetime, *, most: int) -> Sequence[OfferId]:
    """Live offers past their time."""
    found = connection.execute(_RUN_OUT, {"now": now, "most": most}).scalars()
    return [OfferId(each) for each in found]


def find_live_on(connection: Connection, session_ids: Collection[SessionId]) -> Sequence[OfferId]:
    """Live offers that keep seats of these sessions."""
    found = connection.execute(_ON_SESSIONS, {"on": list(session_ids)}).scalars()
    return [OfferId(each) for each in found]


def find_run_out_on(
    connection: Connection, session_ids: Collection[SessionId], now: datetime
) -> Sequence[OfferId]:
    """Those of them that are past their time."""
    found = connection.execute(_RUN_OUT_ON, {"on": list(session_ids), "now": now}).scalars()
    return [OfferId(each) for each in found]


def promised_until(
    connection: Connection, session_ids: Collection[SessionId], now: datetime
) -> datetime | None:
    """When it is decided whether seats of these sessions that somebody was offered come free again (UTC)."""
    if not session_ids:
        return None
    found: datetime | None = connection.execute(
        _PROMISED_UNTIL, {"on": list(session_ids), "now": now}
    ).scalar_one()
    return found


def read_last_came_back(
    connection: Connection, session_ids: Collection[SessionId]
) -> Mapping[SessionId, datetime]:
    """When seats of these sessions were last booked that are given back by now (UTC); what was only kept for
    somebody does not count."""
    if not session_ids:
        return {}
    rows = connection.execute(_CAME_BACK, {"on": list(session_ids)})
    return {SessionId(row.session_id): row.booked_at for row in rows}


def add_offer(
    connection: Connection,
    person_id: PersonId,
    purpose: OfferPurpose,
    draft_id: DraftId,
    terms: Terms,
    options: Sequence[Sequence[Part]],
    *,
    booking_id: BookingId | None,
    waiting_id: WaitingId | None,
    granted: bool,
    made_by: PersonId | None,
    now: datetime,
) -> OfferId | None:
    """Makes an offer and claims the seats of all its options; None: a session had too few of them.

    After a refusal the caller's savepoint undoes the rest (``Tx.attempt``). Options share no session.
    """
    row = insert(offer).values(
        person_id=person_id,
        purpose=purpose,
        draft_id=draft_id,
        booking_id=booking_id,
        waiting_id=waiting_id,
        state=OfferState.LIVE,
        told_at=terms.told_at,
        expires_at=terms.expires_at,
        granted=granted,
        made_by=made_by,
        created_at=now,
    )
    offer_id = OfferId(connection.execute(row.returning(offer.c.id)).scalar_one())
    rows = [
        {
            "offer_id": offer_id,
            "option": number,
            "session_id": part.session_id,
            "children": part.children,
            "adults": part.adults,
            "stop": part.stop,
        }
        for number, parts in enumerate(options, start=1)
        for part in parts
    ]
    if rows:
        connection.execute(insert(offer_part), rows)
    every = [part for parts in options for part in parts]
    refused = claim_parts(connection, every, ForOffer(offer_id), now)
    return offer_id if refused is None else None


_RESIZE_PART = update(offer_part).where(
    offer_part.c.offer_id == bindparam("of_offer"), offer_part.c.session_id == bindparam("of_session")
)


def resize_part(connection: Connection, offer_id: OfferId, before: Part, after: Part) -> bool:
    """Keeps room for other people in one of an offer's sessions. False: too few seats are free, or nothing is
    kept any more; the caller returns a Refusal, which rolls all back. Lock the session before."""
    session_id = before.session_id
    if before.seats != after.seats and not resize_kept(
        connection, offer_id, session_id, before.seats, after.seats
    ):
        return False
    asked = {"of_offer": offer_id, "of_session": session_id}
    values = {"children": after.children, "adults": after.adults}
    return connection.execute(_RESIZE_PART, {**asked, **values}).rowcount == 1


def use_offer(connection: Connection, offer_id: OfferId, option: int, now: datetime) -> bool:
    """Ends a live offer as taken. False: it has ended, or its time is over."""
    values = {"state": OfferState.TAKEN, "taken_option": option, "ended_at": now}
    return connection.execute(_TAKE, {"of_offer": offer_id, "now": now, **values}).rowcount == 1


def end_offer(connection: Connection, offer_id: OfferId, state: OfferState, now: datetime) -> bool:
    """Ends a live offer otherwise; as lapsed only when its time is over. False: it has ended already."""
    statement, asked = _END, {"of_offer": offer_id, "state": state, "ended_at": now}
    if state is OfferState.LAPSED:
        statement, asked = _LAPSE, {**asked, "now": now}
    return connection.execute(statement, asked).rowcount == 1


def sessions_of_offers(connection: Connection, offer_ids: Collection[OfferId]) -> list[SessionId]:
    """Sessions in which these offers keep seats."""
    found = connection.execute(
        select(claim.c.session_id)
        .where(claim.c.offer_id.in_(list(offer_ids)), claim.c.released_at.is_(None))
        .distinct()
    ).scalars()
    return [SessionId(each) for each in found]
