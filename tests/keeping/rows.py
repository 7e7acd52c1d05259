"""Many valid bookings at once, as rows: what takes the bot hours to collect.

Every kind of row that a running bot leaves is there, in the states it leaves them; the audit finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from bot.db.operations.copying import set_sequences
from bot.db.tables import (
    application,
    booking,
    claim,
    class_card,
    consent,
    deletion_log,
    draft,
    draw,
    draw_entry,
    hold,
    offer,
    offer_part,
    organisation,
    outbox,
    person,
    programme,
    session,
    site,
    visit,
    waiting,
)
from bot.domain.forms import DraftKind
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationStatus,
    Audience,
    Confirmation,
    ConsentKind,
    DraftState,
    HoldState,
    OfferPurpose,
    OfferState,
    OrganisationKind,
    OutboxState,
    ProgrammeKind,
    SessionStatus,
    Sharing,
    VisitStatus,
    WaitState,
)

Row = dict[str, Any]

IN_A_SESSION = 10
"""Bookings of one session; the tenth is cancelled."""
OF_A_PERSON = 50
"""Bookings of one person; every tenth person has deleted themselves, whose bookings are all past."""
CHUNK = 2_000
_FIRST_ACCOUNT = 900_000_000
_NUMBERED = (
    *(session, person, organisation, draft, booking, visit),
    *(claim, outbox, hold, application, waiting, offer, draw),
)


def fill(connection: Connection, now: datetime, *, bookings: int) -> None:
    """Adds so many bookings with what belongs to them to a database that has at least one site."""
    Rows(connection, now, bookings).write()


class Rows:
    def __init__(self, connection: Connection, now: datetime, bookings: int) -> None:
        self._connection = connection
        self._now = now
        self._bookings = bookings
        self._first = {
            table.name: (connection.execute(select(func.max(table.c.id))).scalar_one() or 0) + 1
            for table in _NUMBERED
        }
        place = connection.execute(
            select(programme.c.id, programme.c.site_id, site.c.region_id)
            .join(site, site.c.id == programme.c.site_id)
            .where(programme.c.kind != ProgrammeKind.INTERNSHIP)
            .order_by(programme.c.id)
            .limit(1)
        ).one()
        self._programme_id, self._site_id, self._region_id = place

    def _id(self, table: Table, number: int) -> int:
        return self._first[table.name] + number

    def write(self) -> None:
        people = -(-self._bookings // OF_A_PERSON)
        sessions = -(-self._bookings // IN_A_SESSION)
        self._add(organisation, iter([self._organisation()]))
        self._add(person, (self._person(number) for number in range(people)))
        self._add(consent, (self._consent(number) for number in range(people)))
        self._add(class_card, (self._card(n) for n in range(people) if not self._is_deleted(n)))
        self._add(deletion_log, (self._deletion(n) for n in range(people) if self._is_deleted(n)))
        self._add(session, (self._session(number) for number in range(sessions)))
        numbers = range(self._bookings)
        self._add(draft, (self._draft(number) for number in numbers))
        self._add(booking, (self._booking(number) for number in numbers))
        self._add(visit, (self._visit(number) for number in numbers))
        self._add(claim, (self._claim(number) for number in numbers))
        self._add(outbox, (self._message(number) for number in numbers))
        self._look_and_apply()
        set_sequences(self._connection)

    def _add(self, table: Table, rows: Iterator[Row]) -> None:
        while chunk := list(islice(rows, CHUNK)):
            self._connection.execute(insert(table), chunk)

    # Halves: the sessions of the first half are past, the others ahead.

    def _is_past(self, number: int) -> bool:
        return number // IN_A_SESSION < -(-self._bookings // IN_A_SESSION) // 2 or self._bookings < 100

    def _is_deleted(self, person_number: int) -> bool:
        last = min((person_number + 1) * OF_A_PERSON, self._bookings) - 1
        return person_number % 10 == 1 and self._is_past(last)

    def _starts_at(self, session_number: int) -> datetime:
        """An hour each, so that no two of a programme start together; years are long enough."""
        past = self._is_past(session_number * IN_A_SESSION)
        sessions = -(-self._bookings // IN_A_SESSION)
        day = self._now.replace(minute=37, second=self._first[session.name] % 60, microsecond=0)
        if past:
            return day - timedelta(hours=24 + session_number)
        return day + timedelta(hours=24 + sessions - session_number)

    def _state(self, number: int) -> VisitStatus:
        place = number % IN_A_SESSION
        if place == IN_A_SESSION - 1:
            return VisitStatus.CANCELLED
        if self._is_past(number):
            return VisitStatus.NO_SHOW if place == 0 else VisitStatus.ARRIVED
        return VisitStatus.PENDING if place < 2 else VisitStatus.CONFIRMED

    def _organisation(self) -> Row:
        return {
            "id": self._id(organisation, 0),
            "region_id": self._region_id,
            "kind": OrganisationKind.SCHOOL,
            "name": "Школа № 900",
            "city": "Ухта",
            "folded": f"школа 900 ухта {self._id(organisation, 0)}",
            "verified": False,
            "created_at": self._now - timedelta(days=400),
        }

    def _person(self, number: int) -> Row:
        gone = self._is_deleted(number)
        return {
            "id": self._id(person, number),
            "telegram_id": None if gone else _FIRST_ACCOUNT + self._id(person, number),
            "language": "ru",
            "name": None if gone else "Анна Петровна",
            "phone": None if gone else "+70000000000",
            "organisation_id": None if gone else self._id(organisation, 0),
            "region_id": self._region_id,
            "consent_version": None if gone else 1,
            "last_message_id": None if gone else number + 1,
            "created_at": self._now - timedelta(days=400),
            "deleted_at": self._now - timedelta(hours=2) if gone else None,
        }

    def _consent(self, number: int) -> Row:
        return {
            "person_id": self._id(person, number),
            "kind": ConsentKind.PROCESSING,
            "version": 1,
            "language": "ru",
            "text_hash": "0" * 64,
            "given_at": self._now - timedelta(days=399),
            "withdrawn_at": self._now - timedelta(hours=2) if self._is_deleted(number) else None,
        }

    def _card(self, number: int) -> Row:
        return {
            "person_id": self._id(person, number),
            "organisation_id": self._id(organisation, 0),
            "audience": Audience.SCHOOL,
            "grade": 7,
            "letter": "Б",
            "children": 2,
            "adults": 1,
            "youngest_age": 13,
            "created_at": self._now - timedelta(days=398),
            "archived_at": None,
        }

    def _deletion(self, number: int) -> Row:
        return {
            "at": self._now - timedelta(hours=2),
            "data_class": "person",
            "records": 7,
            "subject_ids": [self._id(person, number)],
            "basis": "delete_me",
        }

    def _session(self, number: int) -> Row:
        booked = min((number + 1) * IN_A_SESSION, self._bookings) - number * IN_A_SESSION
        taking = sum(
            self._state(number * IN_A_SESSION + place) is not VisitStatus.CANCELLED for place in range(booked)
        )
        starts_at = self._starts_at(number)
        return {
            "id": self._id(session, number),
            "programme_id": self._programme_id,
            "site_id": self._site_id,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=45),
            "status": SessionStatus.OPEN,
            "sharing": Sharing.SHARED,
            "confirmation": Confirmation.HOST,
            "audience": ["school"],
            "capacity": 3 * IN_A_SESSION,
            "max_parties": IN_A_SESSION,
            "taken": 3 * taking,
            "parties": taking,
            "created_at": self._now - timedelta(days=397),
        }

    def _draft(self, number: int) -> Row:
        gone = self._is_deleted(number // OF_A_PERSON)
        return {
            "id": self._id(draft, number),
            "person_id": self._id(person, number // OF_A_PERSON),
            "kind": DraftKind.BOOKING,
            "state": DraftState.SENT,
            "question": None,
            "form": {} if gone else {"programme_id": self._programme_id},
            "version": 9,
            "created_at": self._now - timedelta(days=396),
            "updated_at": self._now - timedelta(days=396),
        }

    def _booking(self, number: int) -> Row:
        gone = self._is_deleted(number // OF_A_PERSON)
        cancelled = self._state(number) is VisitStatus.CANCELLED
        return {
            "id": self._id(booking, number),
            "region_id": self._region_id,
            "person_id": self._id(person, number // OF_A_PERSON),
            "draft_id": self._id(draft, number),
            "organisation_id": self._id(organisation, 0),
            "reference": f"К-{self._id(booking, number):07d}",
            "audience": Audience.SCHOOL,
            "grade": 7,
            "letter": "Б",
            "children": 2,
            "adults": 1,
            "youngest_age": 13,
            "foreign_guests": 0,
            "wheelchairs": 0,
            "comment": None,
            "leader_name": None if gone else "Анна Петровна",
            "leader_phone": None if gone else "+70000000000",
            "cancel_reason": "not_needed" if cancelled else None,
            "created_at": self._now - timedelta(days=396),
        }

    def _visit(self, number: int) -> Row:
        state = self._state(number)
        pending = state is VisitStatus.PENDING
        starts_at = self._starts_at(number // IN_A_SESSION)
        return {
            "id": self._id(visit, number),
            "booking_id": self._id(booking, number),
            "site_id": self._site_id,
            "session_id": self._id(session, number // IN_A_SESSION),
            "position": 1,
            "status": state,
            "children": 2,
            "adults": 1,
            "code": f"К{number % 10_000:04d}",
            "answer_due_at": starts_at - timedelta(hours=12) if pending else None,
            "expires_at": starts_at - timedelta(hours=6) if pending else None,
            "list_due_at": None,
            "decided_at": None if pending else self._now - timedelta(days=395),
            "arrived_at": starts_at if state is VisitStatus.ARRIVED else None,
            "arrived_count": 3 if state is VisitStatus.ARRIVED else None,
        }

    def _claim(self, number: int) -> Row:
        cancelled = self._state(number) is VisitStatus.CANCELLED
        return {
            "id": self._id(claim, number),
            "session_id": self._id(session, number // IN_A_SESSION),
            "seats": 3,
            "visit_id": self._id(visit, number),
            "created_at": self._now - timedelta(days=396),
            "released_at": self._now - timedelta(days=395) if cancelled else None,
        }

    def _message(self, number: int) -> Row:
        """Sent for what is past, waiting for what is ahead; one of a thousand could not be delivered."""
        past = self._is_past(number)
        dead = past and number % 1_000 == 17
        starts_at = self._starts_at(number // IN_A_SESSION)
        state = OutboxState.DEAD if dead else OutboxState.SENT if past else OutboxState.DUE
        return {
            "id": self._id(outbox, number),
            "dedupe_key": f"visit.tomorrow:{self._id(visit, number)}:many",
            "kind": "visit.tomorrow",
            "priority": 2,
            "recipient_id": self._id(person, number // OF_A_PERSON),
            "payload": {"booking_id": self._id(booking, number), "visit_id": self._id(visit, number)},
            "state": state,
            "due_at": starts_at - timedelta(hours=18),
            "stale_at": starts_at,
            "attempts": 1 if past else 0,
            "created_at": self._now - timedelta(days=396),
            "sent_at": starts_at - timedelta(hours=18) if state is OutboxState.SENT else None,
            "message_id": number + 1 if state is OutboxState.SENT else None,
            "last_error": "Forbidden: bot was blocked by the user" if dead else None,
        }

    def _look_and_apply(self) -> None:
        """Somebody looks at a summary, somebody has a placement, and somebody who waited is offered seats: on
        the first session that is ahead."""
        if self._bookings < 100:
            return
        person_id = self._id(person, 0)
        number = self._bookings // IN_A_SESSION - 1
        session_id = self._id(session, number)
        drafts = [self._draft(self._bookings + extra) for extra in range(3)]
        for each in drafts:
            each["person_id"] = person_id
        drafts[0] |= {"state": DraftState.OPEN, "form": {"day": "2026-12-03"}, "question": "contact"}
        drafts[1] |= {"kind": DraftKind.APPLICATION}
        self._add(draft, iter(drafts))
        self._add(
            hold,
            iter(
                [
                    {
                        "id": self._id(hold, 0),
                        "person_id": person_id,
                        "draft_id": drafts[0]["id"],
                        "state": HoldState.LIVE,
                        "expires_at": self._now + timedelta(minutes=15),
                        "created_at": self._now,
                    }
                ]
            ),
        )
        self._add(
            application,
            iter(
                [
                    {
                        "id": self._id(application, 0),
                        "region_id": self._region_id,
                        "person_id": person_id,
                        "draft_id": drafts[1]["id"],
                        "reference": "С-0000001",
                        "programme_id": self._programme_id,
                        "site_id": self._site_id,
                        "first_session_id": session_id,
                        "applicant": Applicant.TEACHER,
                        "age_band": AgeBand.FROM_16,
                        "course": "11 класс",
                        "motivation": "Хочу увидеть, как собирают фанеру",
                        "name": "Анна Петровна",
                        "phone": "+70000000000",
                        "status": ApplicationStatus.ACCEPTED,
                        "accepted_session_id": session_id,
                        "answer_due_at": self._now,
                        "created_at": self._now - timedelta(days=1),
                    }
                ]
            ),
        )
        self._offer(person_id, drafts[2]["id"], session_id)
        self._draw(person_id, session_id)
        nobody = {"hold_id": None, "application_id": None, "offer_id": None}
        claims: list[Row] = [
            nobody | {"seats": 2, "hold_id": self._id(hold, 0)},
            nobody | {"seats": 1, "application_id": self._id(application, 0)},
            nobody | {"seats": 3, "offer_id": self._id(offer, 0)},
        ]
        for extra, each in enumerate(claims):
            each |= {
                "id": self._id(claim, self._bookings + extra),
                "session_id": session_id,
                "created_at": self._now,
            }
        self._add(claim, iter(claims))
        self._connection.execute(
            update(session)
            .where(session.c.id == session_id)
            .values(
                taken=session.c.taken + 6,
                parties=session.c.parties + 3,
                capacity=session.c.capacity + 6,
                max_parties=IN_A_SESSION + 3,
            )
        )

    def _draw(self, person_id: int, session_id: int) -> None:
        """Of one applicant: what is looked at is that nothing is missing in its list."""
        announced: Row = {
            "id": self._id(draw, 0),
            "session_id": session_id,
            "code": "Д7Ш4Г39ЖЛ8Ф2",
            "places": 1,
            "digest": "0" * 64,
            "seed_day": self._now.date() + timedelta(days=2),
            "seed_at": self._now + timedelta(days=1),
            "announced_by": person_id,
            "announced_at": self._now,
        }
        entry: Row = {"draw_id": announced["id"], "number": 1, "points": 29}
        entry |= {"application_id": self._id(application, 0)}
        for table, row in ((draw, announced), (draw_entry, entry)):
            self._add(table, iter([row]))

    def _offer(self, person_id: int, draft_id: int, session_id: int) -> None:
        first = self._now.date()
        waits: Row = {
            "id": self._id(waiting, 0),
            "person_id": person_id,
            "draft_id": draft_id,
            "programme_id": self._programme_id,
            "party": "1:7:Б",
            "seats": 3,
            "first_day": first,
            "last_day": first + timedelta(days=30),
            "weekdays": 127,
            "state": WaitState.OFFERED,
            "stands_since": self._now - timedelta(days=1),
            "created_at": self._now - timedelta(days=1),
        }
        offered: Row = {
            "id": self._id(offer, 0),
            "person_id": person_id,
            "purpose": OfferPurpose.WAITING,
            "draft_id": draft_id,
            "waiting_id": waits["id"],
            "state": OfferState.LIVE,
            "told_at": self._now,
            "expires_at": self._now + timedelta(hours=4),
            "created_at": self._now,
        }
        part: Row = {"offer_id": offered["id"], "option": 1, "session_id": session_id}
        part |= {"children": 2, "adults": 1}
        for table, row in ((waiting, waits), (offer, offered), (offer_part, part)):
            self._add(table, iter([row]))
