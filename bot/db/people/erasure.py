"""Taking a person out of the database, and the log that proves it (H2, H3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.db.booking.enquiries import forget_words_of
from bot.db.engine.statements import from_row
from bot.db.people.organisations import forget_unmet, read_unmet_of
from bot.db.placements.scores import forget_scores
from bot.db.tables import (
    announcement_copy,
    application,
    booking,
    calendar_feed,
    class_card,
    consent,
    deletion_log,
    draft,
    duty,
    expert_review,
    feedback,
    handover,
    membership,
    outbox,
    person,
    placement_end,
    visit,
)
from bot.domain.forms import REMARKS
from bot.domain.model import DraftState, DutyKind, OutboxState, PersonId
from bot.domain.retention import Basis, DataClass


def erase_person(connection: Connection, person_id: PersonId, now: datetime) -> int:
    """Removes everything that names or describes a person; how many records were touched.

    Rows that counts and audits refer to stay, without the person in them: the person's own row keeps its
    number only. Their seats are given back before.
    """
    touched = forget_scores(connection, person_id)
    unmet = read_unmet_of(connection, person_id)
    statements = (
        update(booking)
        .where(booking.c.person_id == person_id)
        .values(leader_name=None, leader_phone=None, class_card_id=None, **dict.fromkeys(REMARKS)),
        update(duty)
        .where(duty.c.booking_id.in_(select(booking.c.id).where(booking.c.person_id == person_id)))
        .where(duty.c.kind == DutyKind.PLATE, duty.c.detail.is_not(None))
        .values(detail=None),
        update(application)
        .where(application.c.person_id == person_id)
        .values(name=None, phone=None, motivation=None, talk=None, course=""),
        update(handover)
        .where(
            handover.c.class_card_id.in_(select(class_card.c.id).where(class_card.c.person_id == person_id))
        )
        .values(class_card_id=None),
        delete(class_card).where(class_card.c.person_id == person_id),
        delete(calendar_feed).where(calendar_feed.c.person_id == person_id),
        delete(announcement_copy).where(announcement_copy.c.person_id == person_id),
        update(feedback)
        .where(
            feedback.c.text.is_not(None),
            feedback.c.booking_id.in_(select(booking.c.id).where(booking.c.person_id == person_id)),
        )
        .values(text=None),
        update(expert_review)
        .where(
            expert_review.c.text.is_not(None),
            or_(
                expert_review.c.written_by == person_id,
                expert_review.c.visit_id.in_(
                    select(visit.c.id)
                    .join(booking, booking.c.id == visit.c.booking_id)
                    .where(booking.c.person_id == person_id)
                ),
            ),
        )
        .values(text=None),
        update(placement_end)
        .where(
            placement_end.c.text.is_not(None),
            or_(
                placement_end.c.written_by == person_id,
                placement_end.c.application_id.in_(
                    select(application.c.id).where(application.c.person_id == person_id)
                ),
            ),
        )
        .values(text=None),
        update(visit)
        .where(
            visit.c.line.is_not(None),
            or_(
                visit.c.decided_by == person_id,
                visit.c.booking_id.in_(select(booking.c.id).where(booking.c.person_id == person_id)),
            ),
        )
        .values(line=None),
        update(draft)
        .where(draft.c.person_id == person_id, draft.c.state == DraftState.OPEN)
        .values(state=DraftState.CANCELLED),
        update(draft).where(draft.c.person_id == person_id).values(form={}, question=None),
        update(membership)
        .where(membership.c.person_id == person_id, membership.c.ended_at.is_(None))
        .values(ended_at=now),
        update(consent)
        .where(consent.c.person_id == person_id, consent.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now),
        update(outbox)
        .where(outbox.c.recipient_id == person_id, outbox.c.state == OutboxState.DUE)
        .values(state=OutboxState.DROPPED, last_error="person deleted"),
        update(person)
        .where(person.c.id == person_id)
        .values(
            telegram_id=None,
            name=None,
            phone=None,
            organisation_id=None,
            region_id=None,
            city_slug=None,
            consent_version=None,
            last_message_id=None,
            quiet_hours=None,
            quiet_weekends=False,
            idle_warned_at=None,
            kept_at=None,
            data_asked_at=None,
            deleted_at=now,
        ),
    )
    touched += forget_words_of(connection, person_id)
    for statement in statements:
        touched += connection.execute(statement).rowcount
    in_own_requests = booking.c.person_id == person_id, booking.c.organisation_id.in_(unmet)
    connection.execute(update(booking).where(*in_own_requests).values(organisation_id=None))
    forget_unmet(connection, unmet)
    return touched


def note_deletion(
    connection: Connection,
    data_class: DataClass,
    records: int,
    subject_ids: Sequence[int],
    *,
    basis: Basis,
    now: datetime,
) -> None:
    """A line of the deletion log: what kind of data, how many records, of which subjects (ids), why."""
    connection.execute(
        insert(deletion_log).values(
            at=now,
            data_class=data_class.value,
            records=records,
            subject_ids=list(subject_ids),
            basis=basis.value,
        )
    )


@dataclass(frozen=True, slots=True)
class DeletionEntry:
    """A line of the deletion log: when (UTC), of what kind of data how many records, of which subjects (ids),
    and why."""

    id: int
    at: datetime
    data_class: str
    records: int
    subject_ids: Sequence[int]
    basis: str


def read_deletion_log(
    connection: Connection, since: datetime, until: datetime, *, after: int, most: int
) -> list[DeletionEntry]:
    """Some lines of a time, the oldest first, those after the line ``after``."""
    found = (
        select(deletion_log)
        .where(deletion_log.c.id > after, deletion_log.c.at >= since, deletion_log.c.at < until)
        .order_by(deletion_log.c.id)
        .limit(most)
    )
    return [from_row(DeletionEntry, row) for row in connection.execute(found)]
