"""Every row that is about somebody, for the file that they can have (H2).

A table that refers to a person, or to what is a person's, is a source of the file, or the reference is named
in ``LEFT_OUT`` with its reason: a test walks all tables and finds what is neither."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, or_, select, update

from bot.db.tables import (
    announcement_copy,
    application,
    application_reviewer,
    application_score,
    audit,
    booking,
    calendar_feed,
    certificate,
    class_card,
    complaint,
    consent,
    draft,
    draw_entry,
    duty,
    enquiry,
    expert_review,
    feedback,
    handover,
    hold,
    invitation,
    membership,
    offer,
    offer_part,
    organisation,
    outbox,
    person,
    placement_end,
    printed_paper,
    session,
    visit,
    waiting,
)
from bot.domain.model import OrganisationId, PersonId, ProgrammeId, SessionId
from bot.domain.people.own_data import PROFILE


@dataclass(frozen=True, slots=True)
class Source:
    """A section of the file: rows of ``table`` that refer by ``link`` to the person, or to records of the
    section ``of``, among which they then stand."""

    section: str
    table: Table
    link: str
    of: str = PROFILE


SOURCES: Final = (
    Source("consents", consent, "person_id"),
    Source("roles", membership, "person_id"),
    Source("invitations", invitation, "created_by"),
    Source("guided", session, "guide_id"),
    Source("classes", class_card, "person_id"),
    Source("bookings", booking, "person_id"),
    Source("visits", visit, "booking_id", "bookings"),
    Source("reviews", expert_review, "visit_id", "visits"),
    Source("duties", duty, "booking_id", "bookings"),
    Source("papers", printed_paper, "booking_id", "bookings"),
    Source("certificates", certificate, "booking_id", "bookings"),
    Source("feedback", feedback, "booking_id", "bookings"),
    Source("site_questions", enquiry, "booking_id", "bookings"),
    Source("questions", enquiry, "person_id"),
    Source("applications", application, "person_id"),
    Source("placement_ends", placement_end, "application_id", "applications"),
    Source("assessments", application_reviewer, "application_id", "applications"),
    Source("scores", application_score, "reviewer_id", "assessments"),
    Source("draws", draw_entry, "application_id", "applications"),
    Source("waiting", waiting, "person_id"),
    Source("offers", offer, "person_id"),
    Source("options", offer_part, "offer_id", "offers"),
    Source("holds", hold, "person_id"),
    Source("forms", draft, "person_id"),
    Source("handed_over", handover, "giver_id"),
    Source("taken_over", handover, "taker_id"),
    Source("calendar", calendar_feed, "person_id"),
    Source("complaints", complaint, "person_id"),
    Source("news", announcement_copy, "person_id"),
    Source("messages", outbox, "recipient_id"),
    Source("actions", audit, "actor_id"),
)
"""In the order of the file."""

_ACTS: Final = "what whoever works for a site or region does is among their own actions"
_GUIDED: Final = "who comes to a session that one leads as a guide is somebody else"
_SEATS: Final = "the seats of what stands in the file: the same numbers once more"
_BESIDE: Final = "stands in the same file: its record has a section of its own"

LEFT_OUT: Final[Mapping[str, str]] = {
    "membership.granted_by": "somebody else's role; having given it is among one's own actions",
    "invitation.used_by": "how one came to a role stands with the role",
    "visit.decided_by": _ACTS,
    "visit.marked_by": _ACTS,
    "duty.done_by": _ACTS,
    "complaint.decided_by": _ACTS,
    "complaint.booking_id": _BESIDE,
    "complaint.enquiry_id": _BESIDE,
    "handover.booking_id": _BESIDE,
    "handover.class_card_id": _BESIDE,
    "enquiry.answered_by": _ACTS,
    "expert_review.written_by": _ACTS,
    "placement_end.written_by": _ACTS,
    "application_reviewer.person_id": _ACTS,
    "closure.closed_by": _ACTS,
    "announcement.written_by": _ACTS,
    "watch_done.done_by": _ACTS,
    "announcement.draft_id": _BESIDE,
    "draw.announced_by": _ACTS,
    "draw.drawn_by": _ACTS,
    "draw.session_id": _GUIDED,
    "application.decided_by": _ACTS,
    "offer.made_by": _ACTS,
    "offer.booking_id": _BESIDE,
    "offer.waiting_id": _BESIDE,
    "offer.draft_id": _BESIDE,
    "hold.draft_id": _BESIDE,
    "booking.draft_id": _BESIDE,
    "booking.class_card_id": _BESIDE,
    "application.draft_id": _BESIDE,
    "waiting.draft_id": _BESIDE,
    "application.first_session_id": _GUIDED,
    "application.second_session_id": _GUIDED,
    "application.accepted_session_id": _GUIDED,
    "visit.session_id": _GUIDED,
    "offer_part.session_id": _GUIDED,
    "claim.session_id": _GUIDED,
    "claim.hold_id": _SEATS,
    "claim.visit_id": _SEATS,
    "claim.application_id": _SEATS,
    "claim.offer_id": _SEATS,
}
"""References to a person, or to what is in the file, by which no row comes into it: why."""

TECHNICAL: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(
        {"id", "person_id", "booking_id", "offer_id", "draft_id", "version"}
        | {"visit_id", "enquiry_id", "application_id", "reviewer_id", "draw_id"}
    ),
    "person": frozenset({"deleted_at"}),
    "membership": frozenset({"granted_by"}),
    "invitation": frozenset({"token_hash", "operation_key", "created_by", "used_by"}),
    "session": frozenset(
        {"schedule_id", "guide_id", "status", "sharing", "confirmation", "audience", "capacity"}
        | {"max_parties", "taken", "parties", "closed_reason", "created_at", "clashes"}
        | {"minimum", "decides_at", "if_short", "group_state", "asked_at"}
    ),
    "booking": frozenset({"class_card_id"}),
    "visit": frozenset({"position", "decided_by", "marked_by", "calendar_sequence"}),
    "duty": frozenset({"done_by"}),
    "printed_paper": frozenset({"facts"}),
    "certificate": frozenset({"digest"}),
    "application": frozenset({"decided_by"}),
    "enquiry": frozenset({"answered_by"}),
    "handover": frozenset({"giver_id", "taker_id", "class_card_id"}),
    "expert_review": frozenset({"written_by"}),
    "placement_end": frozenset({"written_by"}),
    "waiting": frozenset({"party"}),
    "offer": frozenset({"waiting_id", "made_by"}),
    "draft": frozenset({"asked_after"}),
    "complaint": frozenset({"site_id", "region_id", "decided_by"}),
    "outbox": frozenset(
        {"dedupe_key", "priority", "recipient_id", "payload", "due_at", "stale_at", "leased_until"}
        | {"attempts", "open_ends", "message_id", "last_error"}
    ),
    "audit": frozenset({"actor_id", "subject_id"}),
    "announcement_copy": frozenset({"announcement_id"}),
}
"""Columns that tell nothing about somebody: numbers of rows, what tells two rows apart, who else it was, and
what the sending of a message takes. Those under no name are of all tables, but for a consent's version."""


def fields_of(table: Table) -> tuple[str, ...]:
    """The columns of a table that come into the file."""
    hidden = TECHNICAL[""] | TECHNICAL.get(table.name, frozenset())
    if table is consent:
        hidden -= {"version"}
    return tuple(each.name for each in table.columns if each.name not in hidden)


def read_rows(connection: Connection, person_id: PersonId) -> dict[str, list[dict[str, Any]]]:
    """The records of each section, what belongs to another record within it."""
    profile = _rows(connection, person, "id", [person_id])
    by_section: dict[str, dict[int, dict[str, Any]]] = {PROFILE: profile}
    for source in SOURCES:
        owners = by_section[source.of]
        by_section[source.section] = _rows(connection, source.table, source.link, list(owners))
        if source.of == PROFILE:
            continue
        for owner in owners.values():
            owner[source.section] = []
        for record in by_section[source.section].values():
            owners[record[_OWNER]][source.section].append(record)
    top = [PROFILE, *(each.section for each in SOURCES if each.of == PROFILE)]
    return {section: [_bare(each) for each in by_section[section].values()] for section in top}


_OWNER: Final = "owner"
_AT_ONCE: Final = 500


def _rows(
    connection: Connection, table: Table, link: str, owners: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """By their ids, in that order."""
    found: dict[int, dict[str, Any]] = {}
    columns = [table.c[each] for each in fields_of(table)]
    for some in _parts(owners):
        rows = select(table.c.id.label("of_row"), table.c[link].label(_OWNER), *columns).where(
            table.c[link].in_(some)
        )
        for row in connection.execute(rows.order_by(table.c.id)).mappings():
            found[row["of_row"]] = {name: row[name] for name in (_OWNER, *fields_of(table))}
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


def _bare(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [_bare(each) for each in value] if _is_section(name, value) else value
        for name, value in record.items()
        if name != _OWNER
    }


_SECTIONS: Final = frozenset(each.section for each in SOURCES)


def _is_section(name: str, value: object) -> bool:
    return name in _SECTIONS and isinstance(value, list)


@dataclass(frozen=True, slots=True)
class SessionTime:
    programme_id: ProgrammeId
    starts_at: datetime
    ends_at: datetime


def read_times(connection: Connection, session_ids: Collection[SessionId]) -> dict[SessionId, SessionTime]:
    """What sessions are of, and when."""
    found: dict[SessionId, SessionTime] = {}
    for some in _parts(sorted(session_ids)):
        columns = session.c.id, session.c.programme_id, session.c.starts_at, session.c.ends_at
        for row in connection.execute(select(*columns).where(session.c.id.in_(some))):
            found[SessionId(row.id)] = SessionTime(row.programme_id, row.starts_at, row.ends_at)
    return found


def read_organisation_titles(
    connection: Connection, ids: Collection[OrganisationId]
) -> dict[OrganisationId, str]:
    found: dict[OrganisationId, str] = {}
    for some in _parts(sorted(ids)):
        columns = organisation.c.id, organisation.c.name, organisation.c.city
        for row in connection.execute(select(*columns).where(organisation.c.id.in_(some))):
            found[OrganisationId(row.id)] = f"{row.name}, {row.city}" if row.city else row.name
    return found


def note_asked(
    connection: Connection, person_id: PersonId, now: datetime, pause: timedelta
) -> datetime | None:
    """Somebody asks for their file. None: it is to be made; else when they asked for the one that is as good
    as new."""
    asked = (
        update(person)
        .where(
            person.c.id == person_id,
            or_(person.c.data_asked_at.is_(None), person.c.data_asked_at <= now - pause),
        )
        .values(data_asked_at=now)
    )
    if connection.execute(asked).rowcount:
        return None
    before = select(person.c.data_asked_at).where(person.c.id == person_id)
    found: datetime | None = connection.execute(before).scalar_one()
    return found
