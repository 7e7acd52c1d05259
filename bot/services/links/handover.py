"""Handing over a booking to a colleague, or giving a copy of a class card (A8).

By a link that works once: whoever opens it agrees, then whose it was. Until both have, nothing has changed,
and either side can let it be. A booking keeps its reference, visits, seats, duties and papers; only whom the
site calls and who is told change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.db.booking.bookings import count_open_requests, find_overlaps
from bot.db.booking.drafts import close_draft, read_open_draft
from bot.db.engine.locks import lock_booking, lock_person
from bot.db.links import handovers as store
from bot.db.people.organisations import CardEntry, read_card, save_card
from bot.db.people.people import read_contact
from bot.domain.booking.availability import CLASSES
from bot.domain.booking.booking import Booking
from bot.domain.booking.transitions import CANCELLABLE
from bot.domain.forms import BookingForm, HandoverForm, Question
from bot.domain.model import (
    BookingId,
    ClassCardId,
    DraftState,
    HandoverId,
    HandoverState,
    PersonId,
    RegionId,
    VisitStatus,
)
from bot.domain.people.handover import (
    LIVE,
    PAYLOAD_PREFIX,
    Handover,
    HandoverQuestionView,
    HandoverView,
)
from bot.domain.refusal import OpenBooking, Reason, Refusal
from bot.domain.typed.answers import means_send
from bot.domain.typed.numbers import read_number
from bot.services.booking import holds
from bot.services.booking.mine import find_booking
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.forms.person import person_questions, wanted_consent
from bot.services.links.reading import handover_view, is_link_of
from bot.services.messages.booking.handover import (
    HandoverAccepted,
    HandoverEnded,
    HandoverUnconfirmed,
    LeaderChanged,
    follow_leader,
    is_soon,
    show_end,
)
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.papers.certificates import signing_key
from bot.services.people.class_cards import entry_of
from bot.services.permissions import NOT_BLOCKED, SELF, gives, leads, takes_part
from bot.services.transaction import Tx, reads, record, writes

STILL_NEWS = timedelta(days=7)
REMINDS_BEFORE = timedelta(days=2)

# --- giving ---------------------------------------------------------------------------------------------


@writes(leads("booking_id"), NOT_BLOCKED)
def offer_booking(tx: Tx, booking_id: BookingId) -> HandoverView | Refusal:
    """«Передать коллеге»: the link, as it is or a first one."""
    lock_person(tx.connection, tx.actor.person_id)
    booking = find_booking(tx, booking_id)
    if not _is_ahead(tx, booking):
        return Refusal(Reason.ALREADY_OVER, {"status": "giving"})
    return _offer(tx, booking_id, None, booking.reference)


@writes(SELF, NOT_BLOCKED)
def offer_card(tx: Tx, card_id: ClassCardId) -> HandoverView | Refusal:
    """A link by which a colleague gets a copy of one's own card."""
    lock_person(tx.connection, tx.actor.person_id)
    if read_card(tx.connection, card_id, tx.actor.person_id) is None:
        return Refusal(Reason.NOT_FOUND)
    return _offer(tx, None, card_id, None)


def _is_ahead(tx: Tx, booking: Booking) -> bool:
    return any(each.status in CANCELLABLE and each.starts_at > tx.now for each in booking.visits)


def _offer(
    tx: Tx, booking_id: BookingId | None, card_id: ClassCardId | None, reference: str | None
) -> HandoverView:
    me = tx.actor.person_id
    signing_key(tx)
    live = store.read_live(tx.connection, booking_id, card_id)
    if live is not None and live.expires_at <= tx.now:
        expire(tx, live)
        live = None
    if live is None:
        expires_at = _until(tx, booking_id)
        store.add_handover(tx.connection, me, booking_id, card_id, reference, tx.now, expires_at)
        live = store.read_live(tx.connection, booking_id, card_id)
        if live is None:
            raise LookupError("a handover vanished inside its own transaction")
        _record(tx, live, "handover.offered")
    return handover_view(tx, live, me)


def _until(tx: Tx, booking_id: BookingId | None) -> datetime:
    """By when it is answered: never after the last visit, when nothing is left to agree to."""
    until = tx.now + timedelta(days=tx.limits.invitation_days)
    if booking_id is None:
        return until
    ahead = (each for each in find_booking(tx, booking_id).visits if each.status in CANCELLABLE)
    return min(until, max((each.starts_at for each in ahead), default=until))


def expire(tx: Tx, found: Handover) -> bool:
    """Nobody confirmed in time: nothing has changed, and whoever would have taken it hears so. Safe to
    repeat; False: it has ended already, or has time left."""
    if not store.end_handover(tx.connection, found.id, LIVE, HandoverState.EXPIRED, tx.now):
        return False
    _record(tx, found, "handover.expired")
    if found.taker_id is not None:
        # Of one that ran out long ago, before anybody looked, nobody wants to hear any more.
        tell(tx, Later(HandoverEnded(found.id, found.taker_id), until=found.expires_at + STILL_NEWS))
        tell(tx, *show_end(tx, found, HandoverState.EXPIRED.value))
    return True


def expire_some(tx: Tx, *, most: int) -> int:
    """Ends some of those past their time; how many were found."""
    found = store.find_run_out(tx.connection, tx.now, most=most)
    for each in found:
        expire(tx, each)
    return len(found)


@reads(takes_part("handover_id"))
def read_handover(tx: Tx, handover_id: HandoverId) -> HandoverView | Refusal:
    """What became of it, for either side."""
    return handover_view(tx, _find(tx, handover_id), tx.actor.person_id)


@writes(gives("handover_id"))
def withdraw_handover(tx: Tx, handover_id: HandoverId) -> HandoverView | Refusal:
    """The link leads nowhere any more; nothing has changed. Safe to repeat."""
    lock_person(tx.connection, tx.actor.person_id)
    return _end(tx, handover_id, HandoverState.WITHDRAWN)


@writes(takes_part("handover_id"))
def refuse_handover(tx: Tx, handover_id: HandoverId) -> HandoverView | Refusal:
    """Either side lets it be after it was accepted; nothing has changed. Safe to repeat."""
    lock_person(tx.connection, tx.actor.person_id)
    return _end(tx, handover_id, HandoverState.REFUSED)


def _end(tx: Tx, handover_id: HandoverId, after: HandoverState) -> HandoverView:
    found = _find(tx, handover_id)
    before = LIVE if after is HandoverState.WITHDRAWN else {HandoverState.ACCEPTED}
    if store.end_handover(tx.connection, found.id, before, after, tx.now):
        _record(tx, found, f"handover.{after}")
        other = found.taker_id if tx.actor.person_id == found.giver_id else found.giver_id
        if other is not None:
            tell(tx, HandoverEnded(found.id, other))
        if found.taker_id is not None:
            tell(tx, *show_end(tx, found, after.value))
    return handover_view(tx, _find(tx, handover_id), tx.actor.person_id)


@writes(gives("handover_id"), NOT_BLOCKED)
def confirm_handover(tx: Tx, handover_id: HandoverId) -> HandoverView | Refusal:
    """«Передать»: it is the colleague's from now on. Once; a repeat shows what is."""
    found = _find(tx, handover_id)
    if found.taker_id is None:
        return handover_view(tx, found, tx.actor.person_id)
    for person_id in sorted({found.giver_id, found.taker_id}):
        lock_person(tx.connection, person_id)
    if found.booking_id is not None:
        lock_booking(tx.connection, found.booking_id)
    before = {HandoverState.ACCEPTED}
    if not store.end_handover(tx.connection, found.id, before, HandoverState.DONE, tx.now):
        return handover_view(tx, _find(tx, handover_id), tx.actor.person_id)
    refusal = (
        _give_booking(tx, found, found.booking_id, found.taker_id)
        if found.booking_id is not None
        else _give_card(tx, found, found.taker_id)
    )
    if refusal is not None:
        return refusal
    _record(tx, found, "handover.done")
    tell(tx, HandoverEnded(found.id, found.taker_id), *show_end(tx, found, HandoverState.DONE.value))
    return handover_view(tx, _find(tx, handover_id), tx.actor.person_id)


def _give_booking(tx: Tx, found: Handover, booking_id: BookingId, taker_id: PersonId) -> Refusal | None:
    before = find_booking(tx, booking_id)
    taker = read_contact(tx.connection, taker_id)
    if not _is_ahead(tx, before):
        return Refusal(Reason.ALREADY_OVER, {"status": "giving"})
    if taker is None:
        return Refusal(Reason.NOT_FOUND)
    if refusal := _refuse_taker(tx, before, taker_id):
        return refusal
    _leave_move(tx, booking_id)
    if not store.give_booking(tx.connection, booking_id, found.giver_id, taker_id, taker.name, taker.phone):
        return Refusal(Reason.NOT_FOUND)
    _keep_class(tx, before, taker_id)
    after = find_booking(tx, booking_id)
    tell(tx, *follow_leader(tx, before, replace(found, taker_id=taker_id)))
    who = Readers(tx.connection, after)
    for site_id in sorted({each.site_id for each in after.visits}):
        tell(tx, LeaderChanged(booking_id, site_id, found.id, int(is_soon(tx, after, site_id))), who=who)
    return None


def _refuse_taker(tx: Tx, booking: Booking, taker_id: PersonId) -> Refusal | None:
    """What holds for whoever books holds for whoever takes over (B3): said to them, or to the giver."""
    own = taker_id == tx.actor.person_id
    pending = any(each.status is VisitStatus.PENDING for each in booking.visits)
    limit = tx.limits.max_open_requests
    if pending and count_open_requests(tx.connection, taker_id) >= limit:
        if own:
            return Refusal(Reason.TOO_MANY_OPEN, {"most": limit})
        return Refusal(Reason.TAKER_HAS_TOO_MANY, {"most": limit})
    for visit in booking.standing:
        for overlap in find_overlaps(tx.connection, taker_id, visit.starts_at, visit.ends_at):
            same = (overlap.grade, overlap.letter) == (booking.grade, booking.letter)
            if booking.audience not in CLASSES or same:
                way = (OpenBooking(overlap.booking_id, overlap.reference),) if own else ()
                return Refusal(Reason.TAKER_IS_ELSEWHERE, {}, way)
    return None


def _leave_move(tx: Tx, booking_id: BookingId) -> None:
    """Another time that the giver was about to choose: what the form held comes free."""
    form = read_open_draft(tx.connection, tx.actor.person_id, BookingForm)
    if form is not None and form.form.moves == booking_id:
        holds.give_back(tx, form.id)
        close_draft(tx.connection, form.id, DraftState.CANCELLED, tx.now)


def _keep_class(tx: Tx, booking: Booking, taker_id: PersonId) -> None:
    """A class that somebody leads is a card of theirs for the next time (B1)."""
    party = booking.party
    if booking.organisation_id is None or party.youngest_age is None or booking.audience not in CLASSES:
        return
    entry = CardEntry(
        organisation_id=booking.organisation_id,
        audience=booking.audience,
        grade=booking.grade,
        letter=booking.letter,
        children=party.children,
        adults=party.adults,
        youngest_age=party.youngest_age,
    )
    save_card(tx.connection, taker_id, entry, tx.now, most=tx.limits.max_class_cards)


def _give_card(tx: Tx, found: Handover, taker_id: PersonId) -> Refusal | None:
    """A copy: the giver keeps theirs."""
    card = (
        None if found.class_card_id is None else read_card(tx.connection, found.class_card_id, found.giver_id)
    )
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    most = tx.limits.max_class_cards
    if save_card(tx.connection, taker_id, entry_of(card), tx.now, most=most) is None:
        return Refusal(Reason.TAKER_HAS_MANY_CARDS, {"most": most})
    return None


# --- taking ---------------------------------------------------------------------------------------------


def _find(tx: Tx, handover_id: HandoverId) -> Handover:
    found = store.read_handover(tx.connection, handover_id)
    if found is None:
        raise LookupError(f"handover {handover_id} vanished inside a transaction")
    return found


@writes(NOT_BLOCKED)
def open_handover(tx: Tx, payload: str) -> Asking | HandoverView | Refusal:
    """A colleague's link was opened: what it is about, and whether one takes it. One's own link, and one that
    one has accepted, show how it stands."""
    named, _, token = payload.removeprefix(PAYLOAD_PREFIX).partition("-")
    number = read_number(named)
    found = None if number is None else store.read_handover(tx.connection, HandoverId(number))
    if found is None or not is_link_of(tx, found, token):
        return Refusal(Reason.HANDOVER_UNKNOWN)
    if tx.actor.person_id in {found.giver_id, found.taker_id}:
        return handover_view(tx, found, tx.actor.person_id)
    return _refuse_link(tx, found) or begin(tx, HandoverForm(found.id, found.booking_id is not None))


def _refuse_link(tx: Tx, found: Handover) -> Refusal | None:
    """Why nobody else takes it."""
    match found.state_at(tx.now):
        case HandoverState.OPEN:
            pass
        case HandoverState.ACCEPTED | HandoverState.DONE:
            return Refusal(Reason.HANDOVER_USED)
        case _:
            return Refusal(Reason.HANDOVER_ENDED)
    if found.booking_id is not None and not _is_ahead(tx, find_booking(tx, found.booking_id)):
        return Refusal(Reason.ALREADY_OVER, {"status": "taking"})
    return None


AtTaking = At[HandoverForm]


def _agree(at: AtTaking, _value: str) -> HandoverForm | Refusal:
    """Said before anything personal is asked for: whether one could have it at all."""
    found = _find(at.tx, at.form.handover_id)
    if found.booking_id is not None:
        refusal = _refuse_taker(at.tx, find_booking(at.tx, found.booking_id), at.tx.actor.person_id)
        if refusal is not None:
            return refusal
    return replace(at.form, agreed=True)


def _agree_in_words(at: AtTaking, text: str) -> Answer[HandoverForm]:
    return _agree(at, text) if means_send(text) else NotUnderstood("press_a_button")


def _of_booking(question: FormQuestion[HandoverForm]) -> FormQuestion[HandoverForm]:
    """Name and phone are for the site, which is told of a booking only."""
    missing: Callable[[AtTaking], bool] = question.is_missing or (lambda _: False)
    only = question.name is not Question.CONSENT
    return replace(question, is_missing=lambda at: (at.form.of_booking or not only) and missing(at))


def _accept(at: AtTaking) -> HandoverView | Refusal:
    tx, form = at.tx, at.form
    me, found = tx.actor.person_id, _find(tx, form.handover_id)
    expires_at = _until(tx, found.booking_id)
    if not store.accept_handover(tx.connection, found.id, me, tx.now, expires_at):
        return _refuse_link(tx, _find(tx, found.id)) or Refusal(Reason.HANDOVER_USED)
    accepted = _find(tx, found.id)
    _record(tx, accepted, "handover.accepted")
    tell(tx, HandoverAccepted(found.id, found.giver_id))
    reminder = HandoverUnconfirmed(found.id, found.giver_id)
    tell(tx, Later(reminder, _reminds_at(tx.now, expires_at), until=expires_at))
    return handover_view(tx, accepted, me)


def _reminds_at(now: datetime, until: datetime) -> datetime:
    """Two days before, so that a Sunday is no loss; where there is less time than that, half of it before."""
    return max(until - REMINDS_BEFORE, now + (until - now) / 2)


def _question(at: AtTaking) -> HandoverQuestionView:
    shown = handover_view(at.tx, _find(at.tx, at.form.handover_id), at.tx.actor.person_id)
    missing = KIND.missing(at)
    question = Question.TAKE if missing is None else missing.name
    own = wanted_consent(at.tx, at.form).own if question is Question.CONSENT else None
    return HandoverQuestionView(at.draft.id, shown, question, at.refusal, own)


def _region_of(tx: Tx, form: HandoverForm) -> RegionId | None:
    """A class card belongs to its leader, wherever that goes."""
    booking_id = _find(tx, form.handover_id).booking_id
    return (
        None
        if booking_id is None
        else tx.catalogue.site(find_booking(tx, booking_id).first.site_id).region_id
    )


def _refuse(tx: Tx, form: HandoverForm) -> Refusal | None:
    found = _find(tx, form.handover_id)
    return None if found.taker_id == tx.actor.person_id else _refuse_link(tx, found)


KIND = form_kind(
    FormKind(
        form=HandoverForm,
        questions=(
            FormQuestion(
                name=Question.TAKE,
                is_missing=lambda at: not at.form.agreed,
                taps={"take": _agree},
                text=_agree_in_words,
            ),
            *map(_of_booking, person_questions(lambda at: replace(at.form, agreed=False))),
        ),
        view=_question,
        finish=_accept,
        sends_itself=True,
        refuse=_refuse,
        region=_region_of,
    )
)


# --- leaving --------------------------------------------------------------------------------------------


def end_of_person(tx: Tx, person_id: PersonId) -> None:
    """The person leaves: links of theirs lead nowhere, what they would have taken stays where it is, and
    their name goes out of the giver's message."""
    for each in store.read_handovers_of(tx.connection, person_id):
        expire(tx, each)
        own = each.giver_id == person_id
        after = HandoverState.WITHDRAWN if own else HandoverState.REFUSED
        other = each.taker_id if own else each.giver_id
        if store.end_handover(tx.connection, each.id, LIVE, after, tx.now) and other is not None:
            tell(tx, HandoverEnded(each.id, other))
        if not own:
            tell(tx, *show_end(tx, each, "deleted"))


def _record(tx: Tx, found: Handover, action: str) -> None:
    booking = None if found.booking_id is None else find_booking(tx, found.booking_id)
    record(
        tx,
        action,
        "class_card" if booking is None else "booking",
        found.class_card_id if booking is None else booking.id,
        {"handover": found.id},
        region_id=None if booking is None else booking.region_id,
        site_id=None if booking is None else booking.first.site_id,
    )
