"""What goes to a colleague, as either side sees it (A8)."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.db.booking.bookings import read_booking
from bot.db.papers.signing import read_signing_key
from bot.db.people.organisations import read_card, read_region_of
from bot.db.people.people import read_contact
from bot.domain.model import PersonId
from bot.domain.people.handover import PAYLOAD_PREFIX, Handover, HandoverView, Named
from bot.services.transaction import Tx

_TOKEN_LENGTH = 22


def payload_of(tx: Tx, handover: Handover) -> str:
    """What its link carries. The token follows from the row and the installation's key: it is stored nowhere,
    and shown again as often as its giver looks."""
    return f"{PAYLOAD_PREFIX}{handover.id}-{_token(tx, handover)}"


def is_link_of(tx: Tx, handover: Handover, token: str) -> bool:
    """What stands behind the token, such as the label of a source, is ignored."""
    return hmac.compare_digest(token[:_TOKEN_LENGTH].encode(), _token(tx, handover).encode())


def _token(tx: Tx, handover: Handover) -> str:
    key = read_signing_key(tx.connection)
    if key is None:
        raise LookupError("a link was made without the installation's key")
    said = f"handover:{handover.id}:{handover.giver_id}:{handover.created_at.isoformat()}"
    digest = hmac.new(key, said.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_TOKEN_LENGTH]


def handover_view(tx: Tx, handover: Handover, reader: PersonId) -> HandoverView:
    """Whoever gives sees the link and who takes it, with the phone; the other side, whose it was."""
    booking = None if handover.booking_id is None else read_booking(tx.connection, handover.booking_id)
    card = (
        None
        if handover.class_card_id is None
        else read_card(tx.connection, handover.class_card_id, handover.giver_id)
    )
    shown = None if booking is None else booking.next_visit(tx.now)
    site = None if shown is None else tx.catalogue.site(shown.site_id)
    region = None
    if site is not None:
        region = tx.catalogue.region(site.region_id)
    elif card is not None:
        region = tx.catalogue.region(read_region_of(tx.connection, card.organisation.id))
    is_givers = reader == handover.giver_id
    return HandoverView(
        handover=handover,
        region=region,
        site=site,
        programme=None if shown is None else tx.catalogue.programme(shown.programme_id),
        booking=booking,
        card=card,
        giver=_named(tx, handover.giver_id, phone=False),
        taker=None if handover.taker_id is None else _named(tx, handover.taker_id, phone=is_givers),
        is_givers=is_givers,
        payload=payload_of(tx, handover) if is_givers else "",
        timezone=site.timezone if site is not None else ("UTC" if region is None else region.timezone),
        now=tx.now,
    )


def _named(tx: Tx, person_id: PersonId, *, phone: bool) -> Named:
    contact = read_contact(tx.connection, person_id)
    if contact is None:
        return Named(None)
    return Named(contact.name, contact.phone if phone else None)
