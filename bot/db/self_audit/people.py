"""Deleted people: nothing names or describes them, and nothing of theirs is still going on (H2)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, exists, false, func, or_, select, type_coerce

from bot.db.self_audit.report import Difference, Fault, Found, Moments, Span
from bot.db.tables import application, booking, class_card, consent, draft, hold, membership, person
from bot.db.types import JsonDocument
from bot.domain.model import DraftState, HoldState

_NAMES_THEM: Mapping[str, ColumnElement[bool]] = {
    "profile": or_(
        person.c.telegram_id.is_not(None),
        person.c.name.is_not(None),
        person.c.phone.is_not(None),
        person.c.organisation_id.is_not(None),
        person.c.last_message_id.is_not(None),
    ),
    "bookings": exists().where(
        booking.c.person_id == person.c.id,
        or_(
            booking.c.leader_name.is_not(None),
            booking.c.leader_phone.is_not(None),
            booking.c.comment.is_not(None),
            booking.c.class_card_id.is_not(None),
        ),
    ),
    "applications": exists().where(
        application.c.person_id == person.c.id,
        or_(
            application.c.name.is_not(None),
            application.c.phone.is_not(None),
            application.c.motivation.is_not(None),
            application.c.course != "",
        ),
    ),
    "class cards": exists().where(class_card.c.person_id == person.c.id),
    "forms": exists().where(
        draft.c.person_id == person.c.id,
        or_(draft.c.form != type_coerce({}, JsonDocument), draft.c.question.is_not(None)),
    ),
}
"""Where something that names or describes a person may be left, the tables of ``erase_person``."""

_GOES_ON: Mapping[str, ColumnElement[bool]] = {
    "open forms": exists().where(draft.c.person_id == person.c.id, draft.c.state == DraftState.OPEN),
    "consents": or_(
        person.c.consent_version.is_not(None),
        exists().where(consent.c.person_id == person.c.id, consent.c.withdrawn_at.is_(None)),
    ),
    "roles": exists().where(membership.c.person_id == person.c.id, membership.c.ended_at.is_(None)),
    "live holds": exists().where(hold.c.person_id == person.c.id, hold.c.state == HoldState.LIVE),
}


def look_at_people(connection: Connection, span: Span, _moments: Moments) -> Found:
    people = person.c.id.between(span.first, span.last)
    count, deleted = connection.execute(
        select(func.count(), func.count(person.c.deleted_at)).where(people)
    ).one()
    differences: list[Difference] = []
    for fault, places in (
        (Fault.DELETED_PERSON_STILL_NAMED, _NAMES_THEM),
        (Fault.DELETED_PERSON_STILL_ACTIVE, _GOES_ON),
    ):
        rows = connection.execute(
            select(person.c.id, person.c.region_id, *(left.label(place) for place, left in places.items()))
            .where(people, person.c.deleted_at.is_not(None), or_(false(), *places.values()))
            .order_by(person.c.id)
        )
        for row in rows:
            left = [place for place in places if getattr(row, place)]
            seen = f"is deleted, and there is left: {', '.join(left)}"
            differences.append(Difference(fault, "person", row.id, seen, row.region_id))
    return Found({"people": count, "deleted": deleted}, tuple(differences))
