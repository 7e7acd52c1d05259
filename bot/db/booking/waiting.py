"""Parties on waiting lists (B12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, bindparam, insert, select, update

from bot.db.engine.statements import AnyRow, from_row
from bot.db.tables import draft, waiting
from bot.domain.booking.offers.waiting import Waiting
from bot.domain.forms import BookingForm, Wish, weekday_bit
from bot.domain.model import DraftId, PersonId, ProgrammeId, WaitingId, WaitState

_FORM = TypeAdapter(BookingForm)
LIVE = (WaitState.WAITING, WaitState.OFFERED)

_ENTRIES = (
    select(waiting, draft.c.form)
    .join(draft, draft.c.id == waiting.c.draft_id)
    .order_by(waiting.c.stands_since, waiting.c.id)
)
_BY_ID = _ENTRIES.where(waiting.c.id == bindparam("waiting_id"))
_OF_DRAFT = _ENTRIES.where(waiting.c.draft_id == bindparam("of_draft"))
_OF_PERSON = _ENTRIES.where(waiting.c.person_id == bindparam("of_person"), waiting.c.state.in_(LIVE))
_AT_PROGRAMME = _ENTRIES.where(waiting.c.programme_id == bindparam("at_programme"), waiting.c.state.in_(LIVE))
_ON_DAY = _AT_PROGRAMME.where(
    waiting.c.first_day <= bindparam("day"),
    waiting.c.last_day >= bindparam("day"),
    waiting.c.weekdays.op("&")(bindparam("bit")) > 0,
)
_IS_AWAITED = (
    select(waiting.c.id)
    .where(
        waiting.c.programme_id.in_(bindparam("ids", expanding=True)),
        waiting.c.state == WaitState.WAITING,
    )
    .limit(1)
)


def _waiting(row: AnyRow) -> Waiting:
    return from_row(
        Waiting,
        row,
        wish=Wish(row.first_day, row.last_day, row.weekdays),
        form=_FORM.validate_python(row.form),
    )


def _read(connection: Connection, entries: Select[*tuple[Any, ...]], **asked: object) -> list[Waiting]:
    # A form is emptied when its person is deleted, and then nobody waits.
    return [_waiting(row) for row in connection.execute(entries, asked) if row.form]


def read_waiting(connection: Connection, waiting_id: WaitingId) -> Waiting | None:
    return next(iter(_read(connection, _BY_ID, waiting_id=waiting_id)), None)


def read_waiting_of_draft(connection: Connection, draft_id: DraftId) -> Waiting | None:
    return next(iter(_read(connection, _OF_DRAFT, of_draft=draft_id)), None)


def read_waiting_of(connection: Connection, person_id: PersonId) -> list[Waiting]:
    """What a person waits for."""
    return _read(connection, _OF_PERSON, of_person=person_id)


def read_waiting_on(connection: Connection, programme_id: ProgrammeId, day: date) -> list[Waiting]:
    """Who waits for a day of a programme, in their order; those with a live offer among them."""
    return _read(connection, _ON_DAY, at_programme=programme_id, day=day, bit=weekday_bit(day))


def read_waiting_at(connection: Connection, programme_id: ProgrammeId) -> list[Waiting]:
    """Who waits for any day of a programme, in their order."""
    return _read(connection, _AT_PROGRAMME, at_programme=programme_id)


def is_awaited(connection: Connection, programme_ids: Collection[ProgrammeId]) -> bool:
    """Whether anybody who has no offer waits for one of these programmes."""
    return connection.execute(_IS_AWAITED, {"ids": list(programme_ids)}).one_or_none() is not None


def read_awaited(connection: Connection) -> Sequence[ProgrammeId]:
    """Programmes for which somebody waits."""
    found = connection.execute(
        select(waiting.c.programme_id)
        .where(waiting.c.state.in_(LIVE))
        .distinct()
        .order_by(waiting.c.programme_id)
    ).scalars()
    return [ProgrammeId(each) for each in found]


def add_waiting(
    connection: Connection,
    person_id: PersonId,
    draft_id: DraftId,
    programme_id: ProgrammeId,
    wish: Wish,
    *,
    party: str,
    seats: int,
    now: datetime,
) -> WaitingId:
    new_id = connection.execute(
        insert(waiting)
        .values(
            person_id=person_id,
            draft_id=draft_id,
            programme_id=programme_id,
            party=party,
            seats=seats,
            first_day=wish.first,
            last_day=wish.last,
            weekdays=wish.weekdays,
            state=WaitState.WAITING,
            stands_since=now,
            created_at=now,
        )
        .returning(waiting.c.id)
    ).scalar_one()
    return WaitingId(new_id)


def widen(connection: Connection, waiting_id: WaitingId, wish: Wish) -> bool:
    """Waits for other days from now on, at the same place. False: it waits no more."""
    widened = connection.execute(
        update(waiting)
        .where(waiting.c.id == waiting_id, waiting.c.state.in_(LIVE))
        .values(first_day=wish.first, last_day=wish.last, weekdays=wish.weekdays)
    )
    return widened.rowcount == 1


def move_waiting(
    connection: Connection,
    waiting_id: WaitingId,
    before: Collection[WaitState],
    after: WaitState,
    now: datetime,
) -> bool:
    """False: the entry is in none of the states before, any more."""
    values: dict[str, object] = {"state": after}
    if after not in LIVE:
        values["ended_at"] = now
    moved = connection.execute(
        update(waiting).where(waiting.c.id == waiting_id, waiting.c.state.in_(before)).values(values)
    )
    return moved.rowcount == 1


def note_lapse(connection: Connection, waiting_id: WaitingId, stands_since: datetime | None) -> None:
    """An offer went by. ``stands_since``: its new place in the order, if it loses its own."""
    values: dict[str, object] = {"lapses": waiting.c.lapses + 1}
    if stands_since is not None:
        values["stands_since"] = stands_since
    connection.execute(update(waiting).where(waiting.c.id == waiting_id).values(values))


def note_passed(connection: Connection, waiting_ids: Collection[WaitingId]) -> None:
    """Seats that came free were too few for these."""
    passed = update(waiting).where(waiting.c.id.in_(list(waiting_ids)))
    connection.execute(passed.values(passed=waiting.c.passed + 1))
