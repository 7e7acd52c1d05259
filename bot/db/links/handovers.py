"""Bookings and class cards on their way to a colleague (A8). States change by guarded updates only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from bot.db.booking.drafts import keep_form, read_draft
from bot.db.engine.statements import from_row, insert_ignoring_conflict
from bot.db.engine.types import UtcDateTime
from bot.db.tables import LIVE_HANDOVER, booking, draft, handover, offer, outbox
from bot.domain.forms import BookingForm, DraftKind
from bot.domain.model import (
    BookingId,
    ClassCardId,
    DraftId,
    DraftState,
    HandoverId,
    HandoverState,
    OutboxState,
    PersonId,
)
from bot.domain.people.given import GivenAway
from bot.domain.people.handover import LIVE, Handover

_HANDOVER = select(handover).where(handover.c.id == bindparam("handover_id"))
_RUN_OUT = (
    select(handover)
    .where(LIVE_HANDOVER, handover.c.expires_at <= bindparam("now", type_=UtcDateTime))
    .order_by(handover.c.expires_at, handover.c.id)
    .limit(bindparam("most"))
)
"""The states stand in it as they stand in the index, or SQLite would not see that it may use it."""


def read_handover(connection: Connection, handover_id: HandoverId) -> Handover | None:
    row = connection.execute(_HANDOVER, {"handover_id": handover_id}).one_or_none()
    return None if row is None else from_row(Handover, row)


def read_live(
    connection: Connection, booking_id: BookingId | None, card_id: ClassCardId | None
) -> Handover | None:
    """The one of a booking or a card that has not ended, even past its time."""
    what = handover.c.booking_id == booking_id if booking_id else handover.c.class_card_id == card_id
    row = connection.execute(select(handover).where(what, handover.c.state.in_(LIVE))).one_or_none()
    return None if row is None else from_row(Handover, row)


def find_run_out(connection: Connection, now: datetime, *, most: int) -> Sequence[Handover]:
    """Those past their time that have not ended, those that ran out first before others."""
    rows = connection.execute(_RUN_OUT, {"now": now, "most": most})
    return [from_row(Handover, row) for row in rows]


def read_handovers_of(connection: Connection, person_id: PersonId) -> Sequence[Handover]:
    """Those that somebody has given or taken, in whatever state."""
    theirs = or_(handover.c.giver_id == person_id, handover.c.taker_id == person_id)
    rows = connection.execute(select(handover).where(theirs).order_by(handover.c.id))
    return [from_row(Handover, row) for row in rows]


def add_handover(
    connection: Connection,
    giver_id: PersonId,
    booking_id: BookingId | None,
    card_id: ClassCardId | None,
    reference: str | None,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Unless one of the same lives."""
    insert_ignoring_conflict(
        connection,
        handover,
        giver_id=giver_id,
        booking_id=booking_id,
        class_card_id=card_id,
        reference=reference,
        state=HandoverState.OPEN,
        created_at=now,
        expires_at=expires_at,
    )


def accept_handover(
    connection: Connection,
    handover_id: HandoverId,
    taker_id: PersonId,
    now: datetime,
    expires_at: datetime,
) -> bool:
    """Once, and by one: False when somebody was quicker, or it has ended."""
    accepted = connection.execute(
        update(handover)
        .where(
            handover.c.id == handover_id,
            handover.c.state == HandoverState.OPEN,
            handover.c.expires_at > now,
        )
        .values(state=HandoverState.ACCEPTED, taker_id=taker_id, expires_at=expires_at)
    )
    return accepted.rowcount == 1


def end_handover(
    connection: Connection,
    handover_id: HandoverId,
    before: Collection[HandoverState],
    after: HandoverState,
    now: datetime,
) -> bool:
    """False: it was in none of these states; one that ran out ends as such only."""
    in_time = handover.c.expires_at <= now if after is HandoverState.EXPIRED else handover.c.expires_at > now
    ended = connection.execute(
        update(handover)
        .where(handover.c.id == handover_id, handover.c.state.in_(before), in_time)
        .values(state=after, ended_at=now)
    )
    return ended.rowcount == 1


_GIVEN = select(handover.c.reference, handover.c.ended_at.label("at")).where(
    handover.c.giver_id == bindparam("giver_id"),
    handover.c.booking_id.is_not(None),
    handover.c.state == HandoverState.DONE,
)


def read_given_away(connection: Connection, giver_id: PersonId) -> Sequence[GivenAway]:
    """Bookings that somebody has handed over, the last first."""
    found = connection.execute(_GIVEN.order_by(handover.c.ended_at.desc()), {"giver_id": giver_id})
    return [from_row(GivenAway, row) for row in found]


def find_given_away(connection: Connection, giver_id: PersonId, booking_id: BookingId) -> GivenAway | None:
    """The same of one booking."""
    found = _GIVEN.where(handover.c.booking_id == booking_id).order_by(handover.c.id.desc()).limit(1)
    row = connection.execute(found, {"giver_id": giver_id}).one_or_none()
    return None if row is None else from_row(GivenAway, row)


def give_booking(
    connection: Connection,
    booking_id: BookingId,
    giver_id: PersonId,
    taker_id: PersonId,
    name: str | None,
    phone: str | None,
) -> bool:
    """Another leader, who is called and told from now on. False: it is not the giver's any more."""
    given = connection.execute(
        update(booking)
        .where(booking.c.id == booking_id, booking.c.person_id == giver_id)
        .values(person_id=taker_id, leader_name=name, leader_phone=phone, class_card_id=None)
    )
    if given.rowcount != 1:
        return False
    offers = offer.c.booking_id == booking_id
    connection.execute(update(offer).where(offers).values(person_id=taker_id))
    of_booking = select(booking.c.draft_id).where(booking.c.id == booking_id)
    of_offers = select(offer.c.draft_id).where(offers)
    of_moves = and_(draft.c.kind == DraftKind.BOOKING, draft.c.form["moves"].as_integer() == booking_id)
    forms = connection.execute(
        update(draft)
        .where(
            or_(draft.c.id.in_(of_booking), draft.c.id.in_(of_offers), of_moves),
            draft.c.state != DraftState.OPEN,
            draft.c.person_id == giver_id,
        )
        .values(person_id=taker_id)
        .returning(draft.c.id)
    ).scalars()
    for each in forms.all():
        _forget_card(connection, DraftId(each))
    return True


def _forget_card(connection: Connection, draft_id: DraftId) -> None:
    """The form says nothing of the giver's saved class."""
    found = read_draft(connection, draft_id)
    if found is not None and isinstance(found.form, BookingForm) and found.form.class_card_id is not None:
        keep_form(connection, draft_id, found.form.without_card)


def give_messages(
    connection: Connection,
    giver_id: PersonId,
    taker_id: PersonId,
    booking_id: BookingId,
    key_prefixes: Collection[str],
) -> Sequence[str]:
    """What waits to be told of a booking is told to whoever has it now. What was told keeps its place in the
    giver's chat under a key of its own, so that it is never changed in another chat; these keys."""
    about = or_(
        outbox.c.payload["booking_id"].as_integer() == booking_id,
        *(outbox.c.dedupe_key.startswith(each, autoescape=True) for each in key_prefixes),
    )
    of_giver = outbox.c.recipient_id == giver_id
    connection.execute(
        update(outbox).where(of_giver, about, outbox.c.state == OutboxState.DUE).values(recipient_id=taker_id)
    )
    told = select(outbox.c.id).where(of_giver, about, outbox.c.state != OutboxState.DUE)
    keys: list[str] = []
    for number in connection.execute(told.order_by(outbox.c.id)).scalars().all():
        key = f"given:{number}"
        connection.execute(update(outbox).where(outbox.c.id == number).values(dedupe_key=key))
        keys.append(key)
    return keys
