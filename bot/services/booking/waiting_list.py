"""Standing on a waiting list: joining, waiting for more days, leaving, and what time brings (B12)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db.booking import offers as store
from bot.db.booking.drafts import keep_form
from bot.db.booking.waiting import (
    LIVE,
    add_waiting,
    move_waiting,
    read_awaited,
    read_waiting,
    read_waiting_at,
    read_waiting_of,
    widen,
)
from bot.db.engine.locks import lock_person
from bot.domain.booking.offer_views import WaitingView
from bot.domain.booking.offers import OfferEvent
from bot.domain.booking.waiting import Waiting, party_key
from bot.domain.forms import BookingForm, Wish
from bot.domain.model import ProgrammeId, WaitingId, WaitState
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.next_in_line import offer_to_next
from bot.services.booking.offer_ends import end_offers
from bot.services.booking.offer_reading import waiting_view
from bot.services.booking.rules import rules_of
from bot.services.booking.send import with_school
from bot.services.booking.wishes import possible_days, read_open_sessions, refuse_wish
from bot.services.forms.engine import At
from bot.services.messages.forms import tell_end
from bot.services.messages.tell import tell
from bot.services.messages.waiting import WaitingOver
from bot.services.permissions import NOT_BLOCKED, SYSTEM_ONLY, waits
from bot.services.transaction import Tx, reads, record, writes


def join(at: At[BookingForm]) -> WaitingView | Refusal:
    """Puts the party of a form on the list of its days, once: a party that waits for them already is shown
    where it stands. What must hold: no seats are free for it, and nothing but seats is missing."""
    tx, form, wish = at.tx, at.form, at.form.waits
    if wish is None:
        raise ValueError("a form that waits for no day joins no list")
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    lock_person(tx.connection, tx.actor.person_id)
    refusal = refuse_wish(tx, form, wish)
    if refusal is not None:
        return refusal
    programme = tx.catalogue.programme(form.programme_id)
    form = with_school(tx, form, tx.catalogue.site(programme.site_id).region_id)
    key = party_key(form)
    mine = read_waiting_of(tx.connection, tx.actor.person_id)
    same = [each for each in mine if (each.programme_id, each.party) == (programme.id, key)]
    for each in same:
        if each.wish.includes(wish):
            return waiting_view(tx, each, repeated=True)
    if len(mine) >= tx.limits.max_waiting:
        return Refusal(Reason.TOO_MANY_WAITING, {"most": tx.limits.max_waiting})
    keep_form(tx.connection, at.draft.id, form)
    waiting_id = add_waiting(
        tx.connection,
        tx.actor.person_id,
        at.draft.id,
        programme.id,
        wish,
        party=key,
        seats=form.party.seats,
        now=tx.now,
    )
    joined = _find(tx, waiting_id)
    _record(tx, joined, "waiting.joined")
    tell_end(tx, at.draft)
    return waiting_view(tx, joined)


@reads(waits("waiting_id"))
def read_own_waiting(tx: Tx, waiting_id: WaitingId) -> WaitingView | Refusal:
    return waiting_view(tx, _find(tx, waiting_id))


@writes(waits("waiting_id"), NOT_BLOCKED)
def wait_for_more(tx: Tx, waiting_id: WaitingId, wish: Wish) -> WaitingView | Refusal:
    """«Любой четверг декабря»: waits for these days, too, at the same place in the order. Safe to repeat."""
    lock_person(tx.connection, tx.actor.person_id)
    waiting = _find(tx, waiting_id)
    if not waiting.is_live or waiting.wish.includes(wish):
        return waiting_view(tx, waiting)
    if not wish.includes(waiting.wish):
        return Refusal(Reason.NOT_FOUND)
    refusal = refuse_wish(tx, waiting.form, wish)
    if refusal is not None:
        return refusal
    others = [
        each
        for each in read_waiting_of(tx.connection, tx.actor.person_id)
        if each.id != waiting_id
        and (each.programme_id, each.party) == (waiting.programme_id, waiting.party)
        and wish.includes(each.wish)
    ]
    for each in others:
        _leave(tx, each)
    widen(tx.connection, waiting_id, wish)
    _record(tx, waiting, "waiting.changed")
    return waiting_view(tx, _find(tx, waiting_id))


@writes(waits("waiting_id"))
def leave_list(tx: Tx, waiting_id: WaitingId) -> WaitingView | Refusal:
    """Waits no more; what it was offered goes on to whoever is next. Safe to repeat."""
    lock_person(tx.connection, tx.actor.person_id)
    waiting = _find(tx, waiting_id)
    if waiting.is_live:
        _leave(tx, waiting)
    return waiting_view(tx, _find(tx, waiting_id))


def _leave(tx: Tx, waiting: Waiting) -> None:
    if not move_waiting(tx.connection, waiting.id, LIVE, WaitState.LEFT, tx.now):
        return
    _record(tx, waiting, "waiting.left")
    live = store.read_live_of(tx.connection, waiting.person_id)
    end_offers(tx, [each for each in live if each.waiting_id == waiting.id], OfferEvent.DECLINE)


# --- time -----------------------------------------------------------------------------------------------


@reads(SYSTEM_ONLY)
def find_awaited(tx: Tx) -> Sequence[ProgrammeId]:
    """Programmes for which somebody waits."""
    return read_awaited(tx.connection)


@writes(SYSTEM_ONLY)
def look_at_list(tx: Tx, programme_id: ProgrammeId) -> int:
    """Who waits for a programme: seats that are free are offered, and who can have none of their days any
    more is told so, once. How many were offered something or told."""
    waiting = read_waiting_at(tx.connection, programme_id)
    told = sum(_end_if_over(tx, each) for each in waiting if each.state is WaitState.WAITING)
    if programme_id not in tx.catalogue.published.programmes:
        return told
    rules = rules_of(tx, tx.catalogue.programme(programme_id))
    free = [
        each.id
        for each in read_open_sessions(tx, rules)
        if each.free and any(one.wish.covers(rules.local_day(each.starts_at)) for one in waiting)
    ]
    return told + offer_to_next(tx, free, came_free=False)


def _end_if_over(tx: Tx, waiting: Waiting) -> int:
    published = waiting.programme_id in tx.catalogue.published.programmes
    if published and any(waiting.wish.covers(day) for day in possible_days(tx, waiting.form)):
        return 0
    if not move_waiting(tx.connection, waiting.id, [WaitState.WAITING], WaitState.OVER, tx.now):
        return 0
    _record(tx, waiting, "waiting.over")
    tell(tx, WaitingOver(waiting.id))
    return 1


# --- what is stored --------------------------------------------------------------------------------------


def _find(tx: Tx, waiting_id: WaitingId) -> Waiting:
    waiting = read_waiting(tx.connection, waiting_id)
    if waiting is None:
        raise LookupError(f"waiting list entry {waiting_id} vanished inside a transaction")
    return waiting


def _record(tx: Tx, waiting: Waiting, action: str) -> None:
    site = tx.catalogue.site(tx.catalogue.programme(waiting.programme_id).site_id)
    record(
        tx,
        action,
        "waiting",
        waiting.id,
        {"seats": waiting.seats},
        region_id=site.region_id,
        site_id=site.id,
    )
