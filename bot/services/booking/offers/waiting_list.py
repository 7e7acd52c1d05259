"""Standing on a waiting list: joining, waiting for more days, leaving, and what time brings (B12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
from bot.domain.booking.availability import group_by_day
from bot.domain.booking.offers.offer import OfferEvent
from bot.domain.booking.offers.views import WaitingView
from bot.domain.booking.offers.waiting import Waiting, party_key
from bot.domain.forms import BookingForm, Wish
from bot.domain.model import ProgrammeId, SessionId, WaitingId, WaitState
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form.send import with_school
from bot.services.booking.form.wishes import days_for, emptied_days, read_open_sessions, refuse_wish
from bot.services.booking.offers.ends import end_offers
from bot.services.booking.offers.next_in_line import offer_to_next
from bot.services.booking.offers.reading import waiting_view
from bot.services.booking.rules import asking_of, rules_of
from bot.services.forms.engine import At
from bot.services.messages.booking.forms import tell_end
from bot.services.messages.booking.waiting import WaitingOver
from bot.services.messages.tell import tell
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
            keep_form(tx.connection, at.draft.id, replace(form, waiting_id=each.id))
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
def end_waits(tx: Tx, programme_id: ProgrammeId) -> int:
    """Who waits for a programme and can have none of their days any more is told so, once; how many."""
    waiting = [
        each for each in read_waiting_at(tx.connection, programme_id) if each.state is WaitState.WAITING
    ]
    if programme_id not in tx.catalogue.published.programmes:
        return sum(_end(tx, each) for each in waiting)
    rules = rules_of(tx, tx.catalogue.programme(programme_id))
    days = emptied_days(rules, read_open_sessions(tx, rules))

    def is_over(each: Waiting) -> bool:
        return next(days_for(rules, asking_of(each.form, tx.now), days, each.wish), None) is None

    return sum(_end(tx, each) for each in waiting if is_over(each))


@reads(SYSTEM_ONLY)
def find_free_days(tx: Tx, programme_id: ProgrammeId) -> Sequence[Sequence[SessionId]]:
    """Sessions with free seats on days for which somebody waits, those of a day together."""
    if programme_id not in tx.catalogue.published.programmes:
        return []
    wishes = [each.wish for each in read_waiting_at(tx.connection, programme_id)]
    rules = rules_of(tx, tx.catalogue.programme(programme_id))
    free = group_by_day([each for each in read_open_sessions(tx, rules) if each.free], rules.timezone)
    awaited = (day for day in sorted(free) if any(wish.covers(day) for wish in wishes))
    return [[each.id for each in free[day]] for day in awaited]


@writes(SYSTEM_ONLY)
def offer_free(tx: Tx, session_ids: Sequence[SessionId]) -> int:
    """Offers what is free in these sessions to those who wait for their day; how many offers were made."""
    return offer_to_next(tx, session_ids, came_free=False)


def _end(tx: Tx, waiting: Waiting) -> int:
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
