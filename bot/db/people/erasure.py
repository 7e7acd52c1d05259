"""Taking a person out of the database, and the log that proves it (H2, H3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.db.booking.enquiries import forget_words_of
from bot.db.people.organisations import forget_unmet, read_unmet_of
from bot.db.placements.scores import forget_scores
from bot.db.tables import (
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
    visit,
)
from bot.domain.forms import REMARKS
from bot.domain.model import DraftState, DutyKind, OutboxState, PersonId


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
            city_slug=None,
            consent_version=None,
            last_message_id=None,
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
    data_class: str,
    records: int,
    subject_ids: Sequence[int],
    *,
    basis: str,
    now: datetime,
) -> None:
    """A line of the deletion log: what kind of data, how many records, of which subjects (ids), why."""
    connection.execute(
        insert(deletion_log).values(
            at=now, data_class=data_class, records=records, subject_ids=list(subject_ids), basis=basis
        )
    )


def forget_words(connection: Connection, before: datetime, now: datetime, *, most: int) -> int:
    """Deletes what leaders and experts wrote freely before a moment, at most so many texts of each; how many.
    The numbers stay."""
    count = 0
    for table in (feedback, expert_review):
        found = (
            select(table.c.id)
            .where(table.c.text.is_not(None), table.c.created_at < before)
            .order_by(table.c.id)
            .limit(most)
        )
        gone = connection.execute(update(table).where(table.c.id.in_(found)).values(text=None))
        count += gone.rowcount
    if count:
        note_deletion(connection, "words after visits", count, [], basis="retention", now=now)
    return count


def delete_stale_drafts(connection: Connection, before: datetime, now: datetime, *, most: int) -> int:
    """Closes and empties forms that nobody touched since ``before``, at most so many; how many."""
    found = (
        select(draft.c.id)
        .where(draft.c.state == DraftState.OPEN, draft.c.updated_at < before)
        .order_by(draft.c.id)
        .limit(most)
    )
    stale = connection.execute(
        update(draft)
        .where(draft.c.id.in_(found), draft.c.state == DraftState.OPEN, draft.c.updated_at < before)
        .values(state=DraftState.CANCELLED, question=None, form={})
        .returning(draft.c.id)
    ).scalars()
    count = len(stale.all())
    if count:
        note_deletion(connection, "draft", count, [], basis="retention", now=now)
    return count
