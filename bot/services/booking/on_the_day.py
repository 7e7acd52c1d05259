"""What the leader says on the day of the visit: on the way, late, how many (B16).

It is kept with the visit, the last word wins, and it changes neither seats nor states. It belongs to the day
like the notes at the gate: the nightly deletion (H3), once there is one, takes it away a day later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import note_word
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_booking
from bot.db.outbox.queue import read_told
from bot.domain.booking.booking import Booking, Visit, next_awaited
from bot.domain.booking.views import BookingView, ComingView
from bot.domain.forms import ComingForm, Question
from bot.domain.model import BookingId, DayWord, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.party import read_count_of
from bot.services.booking.mine import awaited_today, find_booking, view_of
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.messages.booking.visits import LeaderSaid, LeaderSaidMore
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.permissions import leads
from bot.services.transaction import Tx, reads, record, writes

LEADS = leads("booking_id")

NEXT = VisitId(0)
"""Named by a button of an earlier release: the visit that is next."""

STILL_IN_SIGHT = timedelta(minutes=5)
"""So long a message at the gate needs no other below it when it changes: a changed one makes no sound."""


@reads(LEADS)
def read_awaited(tx: Tx, booking_id: BookingId) -> BookingView | Refusal:
    """The booking, if something can be said about it now; else why not."""
    booking = find_booking(tx, booking_id)
    awaited = _awaited(tx, booking)
    return awaited if isinstance(awaited, Refusal) else view_of(tx, booking)


@writes(LEADS)
def say_word(tx: Tx, booking_id: BookingId, word: DayWord, visit_id: VisitId = NEXT) -> BookingView | Refusal:
    """«Выехали» or «Опаздываем»: of the visit that its button names, else of the one that is next, or under
    way; everybody at its site is told at once. A class that is late in the morning is not late in the
    afternoon: what is said of a visit that has been marked meanwhile is said of no other.

    The same word again changes nothing, but for a group that is later than it said or was asked since (E4).
    """
    lock_booking(tx.connection, booking_id)
    booking = find_booking(tx, booking_id)
    awaited = _awaited(tx, booking)
    if isinstance(awaited, Refusal):
        return awaited
    meant = _meant(tx, booking, awaited, visit_id)
    if isinstance(meant, Refusal):
        return meant
    new = [
        replace(each, said=word, said_at=tx.now)
        for each in awaited
        if each.starts_at == meant.starts_at
        and (each.said is not word or _is_overdue(each, tx.now) or _was_asked_since(each))
    ]
    return _note(tx, booking, [each for each in awaited if each.starts_at == meant.starts_at], new)


def _meant(tx: Tx, booking: Booking, awaited: Sequence[Visit], visit_id: VisitId) -> Visit | Refusal:
    """The visit that a word is about; why there is none, where the one that was named is not awaited."""
    following = next_awaited(awaited, tx.now)
    named = next((each for each in booking.visits if each.id == visit_id), None)
    if visit_id == NEXT or named in awaited:
        return named or following
    if named is None:
        return Refusal(Reason.NOT_AWAITED)
    return Refusal(Reason.VISIT_NOT_AWAITED, {"time": _clock(tx, named), "next_time": _clock(tx, following)})


def _clock(tx: Tx, visit: Visit) -> str:
    """When it begins, on the site's clock."""
    return f"{visit.starts_at.astimezone(ZoneInfo(tx.catalogue.site(visit.site_id).timezone)):%H:%M}"


def _say_coming(tx: Tx, booking_id: BookingId, count: int) -> BookingView | Refusal:
    """«Нас будет N»: people, companions included, of all visits of the day together."""
    lock_booking(tx.connection, booking_id)
    booking = find_booking(tx, booking_id)
    awaited = _awaited(tx, booking)
    if isinstance(awaited, Refusal):
        return awaited
    most = _most(tx, awaited)
    if not 1 <= count <= most:
        return refused_text("coming_range" if count else "coming_zero", most)
    new = [replace(each, coming=count) for each in awaited if each.coming != count]
    return _note(tx, booking, awaited, new)


def _is_overdue(visit: Visit, now: datetime) -> bool:
    return visit.expected_at is not None and visit.expected_at <= now


def _was_asked_since(visit: Visit) -> bool:
    """Whether the last word was said before the site had the leader asked."""
    return visit.said_at is not None and visit.asked_at is not None and not visit.has_answered


def _awaited(tx: Tx, booking: Booking) -> tuple[Visit, ...] | Refusal:
    """The visits that something can be said about now."""
    awaited = awaited_today(tx, booking)
    if awaited:
        return awaited
    to_come = any(each.status is VisitStatus.CONFIRMED and each.starts_at > tx.now for each in booking.visits)
    return Refusal(Reason.TOO_EARLY) if to_come else Refusal(Reason.NOT_AWAITED)


def _most(tx: Tx, awaited: Sequence[Visit]) -> int:
    """Everybody who was booked, and whoever the free seats of these sessions could take."""
    sessions = read_sessions(tx.connection, [each.session_id for each in awaited])
    rooms: Counter[int] = Counter()
    for each in awaited:
        session = sessions[each.session_id]
        rooms[each.stop or 0] += each.seats + session.capacity - session.taken
    return min(rooms.values())  # of a route every stop has to have room


def _note(tx: Tx, booking: Booking, awaited: Sequence[Visit], new: Sequence[Visit]) -> BookingView:
    """Stores what was said of these visits (``new``) and tells it, once for each site: as a message of its
    own, or as a change of the last one where that has only just come (:data:`STILL_IN_SIGHT`). Earlier ones
    change, but for what was said before the site asked: the question quotes it."""
    for visit in new:
        note_word(tx.connection, visit.id, said=visit.said, said_at=visit.said_at, coming=visit.coming)
        record(
            tx,
            "visit.said",
            "visit",
            visit.id,
            {"said": None if visit.said is None else visit.said.value, "coming": visit.coming},
            region_id=booking.region_id,
            site_id=visit.site_id,
        )
    who = Readers(tx.connection, booking)
    for site_id in sorted({each.site_id for each in new}):
        before = next(each for each in awaited if each.site_id == site_id)
        newest = next(each for each in new if each.site_id == site_id)
        until = max(each.ends_at for each in new if each.site_id == site_id)
        told = booking.id, site_id, before.id
        first = LeaderSaid(*told)
        sent = read_told(tx.connection, first.readers(who), first.prefix())
        earlier = {LeaderSaid.of(payload, booking.person_id).after: sent_at for payload, sent_at in sent}
        change = f"{newest.said}-{newest.coming}-{tx.now:%H%M%S}"
        open_ones = [each for each in earlier if each is not None or before.asked_at is None]
        more = [Later(LeaderSaidMore(*told, after, change), until=until) for after in open_ones]
        if (after := _next_message(before, earlier, tx.now)) is not NO_MESSAGE:
            more.append(Later(LeaderSaid(*told, after), until=until))
        tell(tx, *more, who=who)
    return view_of(tx, find_booking(tx, booking.id))


NO_MESSAGE = "none"


def _next_message(visit: Visit, earlier: Mapping[str | None, datetime], now: datetime) -> str | None:
    """What tells the message to come from the earlier ones (when each was sent); ``NO_MESSAGE``: none is
    needed. An answer to the site's question is a message of its own, once."""
    asked = None if visit.asked_at is None else "asked"
    if asked not in earlier:
        return asked
    if now - max(earlier.values()) < STILL_IN_SIGHT:
        return NO_MESSAGE
    return f"{now:%H%M}"


# --- «Нас будет N» --------------------------------------------------------------------------------------


def _view(at: At[ComingForm]) -> ComingView:
    card = view_of(at.tx, find_booking(at.tx, at.form.booking_id))
    return ComingView(card, _most(at.tx, card.awaited_today), at.refusal)


def _finish(at: At[ComingForm]) -> BookingView | Refusal:
    if at.form.count is None:
        raise ValueError("a form without its answer is not finished")
    return _say_coming(at.tx, at.form.booking_id, at.form.count)


def _refuse(tx: Tx, form: ComingForm) -> Refusal | None:
    """Whoever is not the leader any more, and a visit that is over or called off."""
    refusal = LEADS.refuse(tx, form.booking_id)
    if refusal is not None:
        return refusal
    awaited = _awaited(tx, find_booking(tx, form.booking_id))
    return awaited if isinstance(awaited, Refusal) else None


def _type_coming(at: At[ComingForm], text: str) -> Answer[ComingForm]:
    """A number, or «все», of whom every stop of a route has as many."""
    awaited = _awaited(at.tx, find_booking(at.tx, at.form.booking_id))
    if isinstance(awaited, Refusal):
        return awaited
    if at.form.visits and at.form.visits != (visits := tuple(each.id for each in awaited)):
        return replace(at.form, visits=visits)  # the number was asked of others: it is asked anew
    seats: Counter[int] = Counter()
    for each in awaited:
        seats[each.stop or 0] += each.seats
    everybody = set(seats.values())
    count = read_count_of(text, everybody.pop() if len(everybody) == 1 else None)
    return NotUnderstood("head_count_unclear") if count is None else replace(at.form, count=count)


COMING = form_kind(
    FormKind(
        form=ComingForm,
        questions=(
            FormQuestion(
                name=Question.COMING,
                is_missing=lambda at: at.form.count is None,
                text=_type_coming,
            ),
        ),
        view=_view,
        finish=_finish,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(LEADS)
def ask_coming(tx: Tx, booking_id: BookingId) -> Asking | Refusal:
    """«Нас будет другое число»: the next typed number is how many will come today."""
    form = ComingForm(booking_id)
    if (refusal := _refuse(tx, form)) is not None:
        return refusal
    awaited = awaited_today(tx, find_booking(tx, booking_id))
    return begin(tx, replace(form, visits=tuple(each.id for each in awaited)))
