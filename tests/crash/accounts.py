"""What must hold in the end, and the figures of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, or_, select

from bot.db.engine.connection import Connection
from bot.db.operations.self_audit import audit
from bot.db.tables import (
    booking,
    draft,
    handover,
    hold,
    incident,
    offer,
    outbox,
    person,
    session,
    visit,
)
from bot.domain.model import DraftState, HoldState, OutboxState
from tests.bot.paths import words

if TYPE_CHECKING:
    from tests.crash.story import Record

_NOTICES = frozenset({"host.request", "host.request.update"})
"""After a decision there is nothing left to say, so the truth at a death decides what becomes of these; that
the host was told of the booking is looked for on the host's screen."""
_BUTTONS = frozenset({"offer.made", "route.partial", "handover.accepted"})
"""Whoever taps before the message is marked as sent, and is answered after the death, needs it no more."""
_ANSWER_TO_HOST = words("ru")("host.answer.repeated.confirmed")


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that somebody has claimed to send it."""

    row_id: int
    telegram_id: int | None
    until: datetime


def read_leased(connection: Connection) -> tuple[Leased, ...]:
    rows = connection.execute(
        select(outbox.c.id, person.c.telegram_id, outbox.c.leased_until)
        .join(person, person.c.id == outbox.c.recipient_id)
        .where(outbox.c.state == OutboxState.SENDING)
    )
    return tuple(Leased(row.id, row.telegram_id, row.leased_until) for row in rows)


def read_waiting(connection: Connection, now: datetime) -> int:
    """Messages that are due or being sent."""
    return connection.execute(
        select(func.count())
        .select_from(outbox)
        .where(
            or_(
                outbox.c.state == OutboxState.SENDING,
                (outbox.c.state == OutboxState.DUE) & (outbox.c.due_at <= now),
            )
        )
    ).scalar_one()


@dataclass(frozen=True, slots=True)
class Row:
    """A message of the outbox when all is over."""

    id: int
    kind: str
    to: int
    state: OutboxState
    error: str | None
    message_id: int | None
    reference: str | None
    """Of the booking that it is about."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The database when all is over. People are Telegram ids."""

    rows: tuple[Row, ...]
    bookings: Mapping[str, int]
    """Who has each booking, by reference."""
    bookings_of: Mapping[int, int]
    differences: tuple[str, ...]
    """What ``python -m bot audit`` would complain of."""
    incidents: tuple[str, ...]
    unfinished: int
    """Forms that are open and holds that are live."""
    places: tuple[str, ...]
    """Who has which seats, what is offered and what goes to colleagues, a line each."""


def read_ledger(connection: Connection, now: datetime) -> Ledger:
    people = {row.id: row.telegram_id for row in connection.execute(select(person))}
    references = {row.id: row.reference for row in connection.execute(select(booking))}
    rows = [
        Row(
            row.id,
            row.kind,
            people[row.recipient_id],
            row.state,
            row.last_error,
            row.message_id,
            references.get(row.payload.get("booking_id")),
        )
        for row in connection.execute(select(outbox).order_by(outbox.c.id))
    ]
    holders = [people[row.person_id] for row in connection.execute(select(booking.c.person_id))]
    owners = connection.execute(select(booking.c.reference, booking.c.person_id))
    return Ledger(
        rows=tuple(rows),
        bookings={row.reference: people[row.person_id] for row in owners},
        bookings_of=Counter(holders),
        differences=tuple(map(str, audit(connection, now).differences)),
        incidents=tuple(row.error for row in connection.execute(select(incident))),
        unfinished=_count(connection, draft.c.state == DraftState.OPEN)
        + _count(connection, hold.c.state == HoldState.LIVE),
        places=tuple(sorted(_places(connection, people))),
    )


def _places(connection: Connection, people: Mapping[int, int]) -> Iterator[str]:
    owners = {row.id: people[row.person_id] for row in connection.execute(select(booking))}
    for row in connection.execute(select(visit)):
        seats = f"{row.children + row.adults} in session {row.session_id} {row.status}"
        yield f"{owners[row.booking_id]} {seats} replaced {row.replaced}"
    for row in connection.execute(select(offer)):
        yield f"{people[row.person_id]} was offered {row.purpose} {row.state}"
    for row in connection.execute(select(handover)):
        yield f"{people[row.giver_id]} gives {row.state} to {people.get(row.taker_id)}"
    for row in connection.execute(select(session).where(session.c.taken > 0)):
        yield f"session {row.id} has {row.taken} of {row.parties}"


def _count(connection: Connection, condition: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).where(condition)).scalar_one()


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over runs."""

    runs: int = 0
    kills: int = 0
    restarts: int = 0
    bookings: int = 0
    messages: int = 0
    taps_repeated: int = 0
    duplicates: int = 0
    most_duplicates: int = 0
    """By one death."""
    answers_repeated: int = 0
    lost: int = 0

    def __add__(self, other: Figures) -> Figures:
        """All are sums but the most of something."""
        sums = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        sums["most_duplicates"] = max(self.most_duplicates, other.most_duplicates)
        return Figures(**sums)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. ``wrong`` is empty, or the run has failed."""

    figures: Figures
    wrong: tuple[str, ...]
    messages: Mapping[tuple[str, str, OutboxState], int]
    """How many rows of a kind went to whom, and how they ended."""
    answers: Mapping[str, int]
    """How many messages each person got as answers."""
    places: tuple[str, ...]


def judge(
    record: Record, ledger: Ledger, undisturbed: Outcome | None, *, ends_alike: bool = False
) -> Outcome:
    """Looks at everything from outside; a run with a death is compared with one that nobody disturbed.
    ``ends_alike``: also in who has what in the end."""
    seen = record.seen
    messages = Counter((row.kind, seen.names[row.to], row.state) for row in ledger.rows)
    acknowledged = {
        (row.to, row.message_id): row
        for row in ledger.rows
        if row.state is OutboxState.SENT and row.message_id
    }
    strays = _strays(record, acknowledged)
    rows = {row.id: row for row in ledger.rows}
    under_way = {each.telegram_id: rows[each.row_id] for each in record.leased}
    duplicates = {
        (chat, number)
        for chat, number in strays
        if chat in under_way and under_way[chat].state is OutboxState.SENT
    }
    answers = Counter(
        seen.names[chat] for chat, number in seen.sent if (chat, number) not in {*acknowledged, *strays}
    )
    wrong = [
        *ledger.differences,
        *(f"an incident: {each}" for each in ledger.incidents),
        *(f"a tap was never answered: {each}" for each in record.never_answered),
        *_wrong_repeats(record, strays, under_way),
    ]
    if ledger.unfinished:
        wrong.append(f"{ledger.unfinished} forms or holds are left open")
    lost = [*_lost_bookings(record, ledger), *_lost_messages(record, ledger, acknowledged)]
    repeated: Counter[str] = Counter()
    if undisturbed is not None:
        lost += _missing(messages, undisturbed.messages, ends_alike=ends_alike)
        if ends_alike and ledger.places != undisturbed.places:
            wrong += _otherwise(ledger.places, undisturbed.places)
        repeated = answers - Counter(undisturbed.answers)
        # A message that was under way comes again, and perhaps says what has become of its matter since.
        in_hand = {each.telegram_id for each in record.leased if each.telegram_id is not None}
        unconfirmed = {seen.names[chat] for chat in (*record.unconfirmed, *in_hand)}
        wrong += [
            f"{name} was answered twice, though nothing of theirs was in hand"
            for name in set(repeated) - unconfirmed
        ]
    figures = Figures(
        runs=1,
        kills=record.kills,
        restarts=record.restarts,
        bookings=len(ledger.bookings),
        messages=len(acknowledged),
        taps_repeated=seen.taps_repeated,
        duplicates=len(duplicates),
        most_duplicates=len(duplicates),
        answers_repeated=repeated.total(),
        lost=len(lost),
    )
    return Outcome(figures, (*wrong, *lost), messages, answers, ledger.places)


def _otherwise(now: Collection[str], before: Collection[str]) -> list[str]:
    counted, expected = Counter(now), Counter(before)
    return [f"otherwise: {each}" for each in (counted - expected).elements()] + [
        f"instead of: {each}" for each in (expected - counted).elements()
    ]


def _lost_bookings(record: Record, ledger: Ledger) -> list[str]:
    """Whoever was shown a reference has that booking, and only that one."""
    seen = record.seen
    lost = [
        f"{seen.names[who]} was shown {reference}, which is {ledger.bookings.get(reference, 'gone')}"
        for who, reference in seen.references.items()
        if ledger.bookings.get(reference) != who
    ]
    lost += [
        f"{name} has {ledger.bookings_of.get(who, 0)} bookings"
        for who, name in seen.names.items()
        if who in seen.references and ledger.bookings_of.get(who) != 1
    ]
    return lost


def _lost_messages(record: Record, ledger: Ledger, acknowledged: Mapping[tuple[int, int], Row]) -> list[str]:
    """Every row has ended, or is for later; what is marked as sent is on the screen; what is not says why."""
    seen = record.seen
    lost = [
        f"{row.kind} to {seen.names[row.to]} is marked as sent, but is not on the screen"
        for key, row in acknowledged.items()
        if key not in seen.sent
    ]
    for row in ledger.rows:
        who = seen.names[row.to]
        if row.state in {OutboxState.DROPPED, OutboxState.DEAD} and not row.error:
            lost.append(f"{row.kind} to {who} is {row.state} without a reason")
        told = any(chat == row.to and str(row.reference) in text for (chat, _), text in seen.sent.items())
        if row.kind in _NOTICES and not told:
            lost.append(f"{who} was never told of {row.reference}")
    return lost


def _missing(
    messages: Mapping[tuple[str, str, OutboxState], int],
    expected: Mapping[tuple[str, str, OutboxState], int],
    *,
    ends_alike: bool,
) -> list[str]:
    """What went out in a run without deaths and did not in this one, and the other way round."""

    def comparable(counted: Mapping[tuple[str, str, OutboxState], int]) -> Counter[tuple[str, str, str]]:
        plain: Counter[tuple[str, str, str]] = Counter()
        for (kind, to, state), number in counted.items():
            if ends_alike and kind.endswith(".update"):
                # It changes what somebody has in their chat: whether it had arrived is a matter of moments.
                continue
            plain[kind, to, "ended" if kind in _NOTICES | _BUTTONS else state.value] += number
        return plain

    now, before = comparable(messages), comparable(expected)
    return [f"missing: {number} {' '.join(what)}" for what, number in (before - now).items()] + [
        f"unexpected: {number} {' '.join(what)}" for what, number in (now - before).items()
    ]


def _strays(record: Record, acknowledged: Mapping[tuple[int, int], Row]) -> frozenset[tuple[int, int]]:
    """Messages on screens that no row knows. What a visitor got is an answer, unless another with the same
    text is known; what a host got is a message, unless only an answer to a tap that came again says so (where
    it comes too late for Telegram to show it at the button, it is said in the chat)."""
    sent = record.seen.sent
    known = {(chat, text) for (chat, number), text in sent.items() if (chat, number) in acknowledged}
    visitors = record.seen.visitors
    return frozenset(
        (chat, number)
        for (chat, number), text in sent.items()
        if (chat, number) not in acknowledged
        and text != _ANSWER_TO_HOST
        and (chat not in visitors or (chat, text) in known)
    )


def _wrong_repeats(
    record: Record, strays: Collection[tuple[int, int]], under_way: Mapping[int | None, Row]
) -> list[str]:
    """A death repeats at most one message to each person: the one that was under way to them, once more.

    Where that has become pointless meanwhile, the copy on screen that nobody marked is the only one.
    """
    seen = record.seen
    wrong = [
        f"{number} messages were under way to {seen.names[chat or 0]} at once"
        for chat, number in Counter(each.telegram_id for each in record.leased).items()
        if number > 1
    ]
    for chat, number in Counter(chat for chat, _ in strays).items():
        if number > 1 or chat not in under_way:
            wrong.append(f"{seen.names[chat]} got {number} messages again, where at most one was under way")
    for chat, number in strays:
        row = under_way.get(chat)
        if row is None or row.message_id is None:
            continue
        again, first = seen.sent[chat, row.message_id], seen.sent[chat, number]
        # A notice is rendered from the truth of its moment: by the second one the request may be decided.
        same = again == first or (
            row.kind in _NOTICES and str(row.reference) in again and str(row.reference) in first
        )
        if not same:
            wrong.append(f"{seen.names[chat]} got {first!r} again, where {again!r} was under way")
    return wrong
