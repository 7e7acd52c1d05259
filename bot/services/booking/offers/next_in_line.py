"""Who waits for seats, and who of them is next (B12, K).

Called in the transaction of everything that frees seats, and from time to time. Repeating it changes nothing:
seats that somebody was offered count as taken, and the same seats are not offered to the same party again.
Order: who has waited longest, but who let two offers go by stands behind those who came meanwhile. A party
that is larger than what came free is passed over and keeps its place: it was not asked, so it has let nothing
go by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.offers import read_last_came_back, read_offers_to
from bot.db.booking.sessions import read_programme_sessions, read_sessions
from bot.db.booking.waiting import is_awaited, move_waiting, note_passed, read_waiting_on
from bot.db.engine.locks import try_sessions, try_waiting
from bot.domain.booking.availability import (
    Option,
    Rules,
    SessionFacts,
    choose_on_day,
    refuse_session,
)
from bot.domain.booking.offers.offer import terms_of
from bot.domain.booking.offers.waiting import NAMED_TO_HOST, OFFERED_AT_MOST, RESTS, Waiting
from bot.domain.model import OfferPurpose, OfferState, ProgrammeId, SessionId, WaitingId, WaitState
from bot.domain.refusal import Reason
from bot.domain.time.local_time import utc_at
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.offers.making import make_offer
from bot.services.booking.rules import asking_of, rules_of
from bot.services.messages.booking.waiting import SeatsForTheFirst, SmallerOpening, WaitingPassedOver
from bot.services.messages.message import AnyMessage
from bot.services.messages.tell import tell
from bot.services.transaction import Tx

_TOO_FEW = frozenset({Reason.NO_SEATS_ON_DAY, Reason.SESSION_FULL, Reason.GROUP_TOO_LARGE})


def offer_to_next(tx: Tx, session_ids: Collection[SessionId], *, came_free: bool) -> int:
    """Offers what is free in these sessions to those who wait for their days; how many offers were made.
    ``came_free``: just now, so that parties for whom it is too little are told how much it is."""
    sessions = [each for each in read_sessions(tx.connection, session_ids).values() if each.free]
    if not sessions or not is_awaited(tx.connection, {each.programme_id for each in sessions}):
        return 0
    days: dict[tuple[ProgrammeId, date], None] = {}
    for session in sorted(sessions, key=lambda each: each.id):
        if session.programme_id in tx.catalogue.published.programmes:
            rules = rules_of(tx, tx.catalogue.programme(session.programme_id))
            days[session.programme_id, rules.local_day(session.starts_at)] = None
    return sum(_offer_day(tx, programme_id, day, explains=came_free) for programme_id, day in days)


def _offer_day(tx: Tx, programme_id: ProgrammeId, day: date, *, explains: bool) -> int:
    waiting = [
        each for each in read_waiting_on(tx.connection, programme_id, day) if each.state is WaitState.WAITING
    ]
    if not waiting:
        return 0
    rules, made = rules_of(tx, tx.catalogue.programme(programme_id)), 0
    sessions = _lock_day(tx, rules, day)
    resting = _resting(tx, waiting)
    passed: list[Waiting] = []
    overtaken: list[Waiting] = []
    told: list[AnyMessage] = []
    for each in waiting:
        free = [session for session in sessions if session.id not in resting.get(each.id, ())]
        asking = asking_of(each.form, tx.now)
        choice = choose_on_day(rules, asking, day, free)
        if not choice.options:
            if choice.refusal is not None and choice.refusal.reason in _TOO_FEW:
                passed.append(each)
            continue
        option = choice.options[0]
        chosen = tuple(session for session in free if session.id in option.session_ids)
        if refuse_overlap(tx, each.form, chosen, each.person_id) is not None:
            continue
        if terms_of(rules, asking, tuple((rules, session) for session in chosen)) is None:
            told.append(SeatsForTheFirst(each.id, option.session_ids[0]))
        elif not try_waiting(tx.connection, [each.id]):
            # Somebody else's transaction has to do with this party just now: nobody overtakes it, and the
            # day is looked at again soon.
            break
        elif _offer(tx, rules, each, option):
            made += 1
            sessions = _read_day(tx, rules, day, {session.id for session in sessions})
            overtaken += passed
            passed = []
    if explains:
        told += (
            SmallerOpening(each.id, opening.id)
            for each in passed
            if (opening := _smaller_opening(tx, rules, each, sessions, resting.get(each.id, ()))) is not None
        )
    tell(tx, *told)
    _note_passed(tx, overtaken)
    return made


def _offer(tx: Tx, rules: Rules, to: Waiting, option: Option) -> bool:
    """False: it has left the list, or somebody was quicker."""
    if not move_waiting(tx.connection, to.id, [WaitState.WAITING], WaitState.OFFERED, tx.now):
        return False
    asking = asking_of(to.form, tx.now)
    made = make_offer(
        tx, OfferPurpose.WAITING, to.person_id, to.draft_id, rules, asking, [option], waiting_id=to.id
    )
    if made is None:
        move_waiting(tx.connection, to.id, [WaitState.OFFERED], WaitState.WAITING, tx.now)
    return made is not None


def _lock_day(tx: Tx, rules: Rules, day: date) -> list[SessionFacts]:
    """The sessions of a day that nobody else is changing at this moment: a larger party may need several.
    What is left out now is looked at again soon."""
    known = _read_day(tx, rules, day)
    return _read_day(tx, rules, day, try_sessions(tx.connection, [each.id for each in known]))


def _read_day(
    tx: Tx, rules: Rules, day: date, only: Collection[SessionId] | None = None
) -> list[SessionFacts]:
    zone = ZoneInfo(rules.timezone)
    start, end = utc_at(day, time(0), zone), utc_at(day + timedelta(days=1), time(0), zone)
    sessions = read_programme_sessions(tx.connection, rules.programme.id, start, end)
    return [each for each in sessions if only is None or each.id in only]


def _resting(tx: Tx, waiting: Sequence[Waiting]) -> Mapping[WaitingId, Collection[SessionId]]:
    """Sessions that each of them has let go by, or declined: it is others' turn, and what nobody took stays
    free for whoever comes. They are offered once more when they were booked meanwhile and came free anew."""
    ended: dict[WaitingId, dict[SessionId, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for offer in read_offers_to(tx.connection, [each.id for each in waiting]):
        if (
            offer.waiting_id is not None
            and offer.ended_at is not None
            and offer.state in {OfferState.LAPSED, OfferState.DECLINED}
        ):
            for session_id in offer.session_ids:
                ended[offer.waiting_id][session_id].append(offer.ended_at)
    let_go = {session_id for by_session in ended.values() for session_id in by_session}
    came_back = read_last_came_back(tx.connection, let_go)

    def rests(session_id: SessionId, at: Sequence[datetime]) -> bool:
        booked_at = came_back.get(session_id)
        is_new = booked_at is not None and booked_at >= max(at)
        return not is_new or len(at) >= OFFERED_AT_MOST or max(at) > tx.now - RESTS

    return {
        waiting_id: {session_id for session_id, at in by_session.items() if rests(session_id, at)}
        for waiting_id, by_session in ended.items()
    }


def _note_passed(tx: Tx, passed: Sequence[Waiting]) -> None:
    """Others who stand behind them were offered seats that were too few for them."""
    free = try_waiting(tx.connection, [each.id for each in passed])
    passed = [each for each in passed if each.id in free]
    if passed:
        note_passed(tx.connection, [each.id for each in passed])
        site_id = tx.catalogue.programme(passed[0].programme_id).site_id
        named = [each for each in passed if each.passed + 1 == NAMED_TO_HOST]
        tell(tx, *(WaitingPassedOver(each.id, site_id) for each in named))


def _smaller_opening(
    tx: Tx, rules: Rules, to: Waiting, sessions: Sequence[SessionFacts], but: Collection[SessionId]
) -> SessionFacts | None:
    """«Вас 27, освободилось 20»: where that is, told once of each session that nobody who fits waits for."""
    asking = asking_of(to.form, tx.now)
    free = [
        each
        for each in sessions
        if each.id not in but and refuse_session(rules, asking, each, seats=1) is None
    ]
    least = rules.programme.min_group if to.form.is_class else 1
    largest = max(free, key=lambda each: (each.free, -each.id), default=None)
    enough = max(least, 2 if to.form.is_class else 1)
    return largest if largest is not None and largest.free >= enough else None
