"""What others have in their chats about somebody who is deleted, or about what has had its time (H2, H3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, and_, exists, or_, select, true

from bot.db.engine.statements import AnyRow, from_row
from bot.db.tables import application, complaint, membership, outbox, visit
from bot.domain.booking.views import Payload
from bot.domain.model import ApplicationId, BookingId, EnquiryId, OutboxState, PersonId, RegionId, SiteId


@dataclass(frozen=True, slots=True)
class Queued:
    """What a row of the outbox tells."""

    kind: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody has answered, or decided about as a coordinator, and at which sites."""

    sites: Collection[SiteId]
    bookings: Collection[BookingId]
    applications: Collection[ApplicationId]
    enquiries: Collection[EnquiryId]


def read_decided(connection: Connection, person_id: PersonId) -> Decided:
    """Bookings and applications that somebody has answered, and those, or questions, about whose people they
    have decided: what others have in their chats says who."""
    answered = select(visit.c.site_id, visit.c.booking_id).where(visit.c.decided_by == person_id)
    bookings = connection.execute(answered.distinct()).all()
    decided = select(application.c.site_id, application.c.id).where(application.c.decided_by == person_id)
    applications = connection.execute(decided).all()
    judged = select(complaint.c.site_id, complaint.c.booking_id, complaint.c.enquiry_id)
    complaints = connection.execute(judged.where(complaint.c.decided_by == person_id)).all()
    return Decided(
        {SiteId(each.site_id) for each in (*bookings, *applications, *complaints)},
        {BookingId(each.booking_id) for each in (*bookings, *complaints) if each.booking_id is not None},
        [ApplicationId(each.id) for each in applications],
        [EnquiryId(each.enquiry_id) for each in complaints if each.enquiry_id is not None],
    )


def read_queued(connection: Connection, key: str) -> Queued | None:
    found = select(outbox.c.kind, outbox.c.payload).where(outbox.c.dedupe_key == key)
    row = connection.execute(found).one_or_none()
    return None if row is None else from_row(Queued, row)


def read_copies_with(connection: Connection, keys: Collection[str]) -> list[str]:
    """Those of these keys whose rows are messages in a chat, one of each message, the oldest first."""
    found = (
        select(outbox.c.dedupe_key, outbox.c.message_id)
        .where(
            outbox.c.dedupe_key.in_(keys),
            outbox.c.state == OutboxState.SENT,
            outbox.c.message_id.is_not(None),
            outbox.c.kind.not_in(WITH_FILES),
        )
        .order_by(outbox.c.id)
    )
    copies: dict[int, str] = {}
    for row in connection.execute(found) if keys else ():
        copies.setdefault(row.message_id, row.dedupe_key)
    return list(copies.values())


WITH_FILES = ("paper", "paper.calendar", "visit.over", "application.ended", "application.certificate")
"""Kinds whose text is the caption of a file, which is not edited."""


NAMING_COLLEAGUES = ("host.guide.declined",)
"""Kinds with the names of whoever at the site could be asked."""


def read_copies_about(
    connection: Connection,
    person_id: PersonId,
    sites: Collection[SiteId],
    regions: Collection[RegionId] | None,
    bookings: Collection[BookingId],
    applications: Collection[ApplicationId],
    enquiries: Collection[EnquiryId],
    key_prefixes: Collection[str],
) -> list[tuple[str, PersonId]]:
    """Key and recipient of every message about a person, these bookings, applications or questions, or with a
    key that begins so, that others have in their chats, or that is on its way there; each message once.

    Others: whoever has, or ever had, a role at one of these sites or of those at which the person had one, or
    in one of the regions (None: any); of a coordinator, at any site of their region. By them the rows are
    found, of all that was ever sent.
    """
    payload = outbox.c.payload
    own = membership.alias("own")
    at_one_with_them = exists().where(
        own.c.person_id == person_id,
        or_(
            own.c.site_id == membership.c.site_id,
            and_(
                or_(membership.c.site_id.is_(None), own.c.site_id.is_(None)),
                own.c.region_id == membership.c.region_id,
            ),
        ),
    )
    in_a_region = true() if regions is None else membership.c.region_id.in_(regions)
    others = select(membership.c.person_id).where(
        membership.c.person_id != person_id,
        or_(
            membership.c.site_id.in_(sites),
            and_(membership.c.site_id.is_(None), in_a_region),
            at_one_with_them,
        ),
    )
    found = (
        select(outbox.c.dedupe_key, outbox.c.recipient_id, outbox.c.message_id)
        .where(
            outbox.c.recipient_id.in_(others),
            outbox.c.state.in_([OutboxState.SENT, OutboxState.SENDING]),
            or_(outbox.c.state == OutboxState.SENDING, outbox.c.message_id.is_not(None)),
            or_(
                payload["booking_id"].as_integer().in_(bookings),
                payload["application_id"].as_integer().in_(applications),
                payload["enquiry_id"].as_integer().in_(enquiries),
                payload["person_id"].as_integer() == person_id,
                payload["by"].as_integer() == person_id,
                payload["guide_id"].as_integer() == person_id,
                and_(
                    outbox.c.kind.in_(NAMING_COLLEAGUES),
                    payload["site_id"]
                    .as_integer()
                    .in_(select(own.c.site_id).where(own.c.person_id == person_id)),
                ),
                *(outbox.c.dedupe_key.startswith(each, autoescape=True) for each in key_prefixes),
            ),
        )
        .order_by(outbox.c.id)
    )
    return _each_once(connection.execute(found))


def read_copies_of(
    connection: Connection,
    sites: Collection[SiteId],
    regions: Collection[RegionId],
    bookings: Mapping[BookingId, PersonId],
    applications: Mapping[ApplicationId, PersonId],
    key_prefixes: Collection[str],
) -> list[tuple[str, PersonId]]:
    """The same of bookings and applications, with whose they are: what those have in their own chats is left
    out."""
    payload = outbox.c.payload
    of_booking, of_application = payload["booking_id"].as_integer(), payload["application_id"].as_integer()
    others = select(membership.c.person_id).where(
        or_(
            membership.c.site_id.in_(sites),
            and_(membership.c.site_id.is_(None), membership.c.region_id.in_(regions)),
        )
    )
    found = (
        select(
            outbox.c.dedupe_key,
            outbox.c.recipient_id,
            outbox.c.message_id,
            of_booking.label("of_booking"),
            of_application.label("of_application"),
        )
        .where(
            outbox.c.recipient_id.in_(others),
            outbox.c.state.in_([OutboxState.SENT, OutboxState.SENDING]),
            or_(outbox.c.state == OutboxState.SENDING, outbox.c.message_id.is_not(None)),
            or_(
                of_booking.in_(list(bookings)),
                of_application.in_(list(applications)),
                *(outbox.c.dedupe_key.startswith(each, autoescape=True) for each in key_prefixes),
            ),
        )
        .order_by(outbox.c.id)
    )
    return _each_once(
        row
        for row in connection.execute(found)
        if row.recipient_id not in {bookings.get(row.of_booking), applications.get(row.of_application)}
    )


def _each_once(rows: Iterable[AnyRow]) -> list[tuple[str, PersonId]]:
    copies: dict[tuple[PersonId, int | str], str] = {}
    for row in rows:
        # What edited a message has its id; one that could not be edited was sent anew, and has its own.
        copies.setdefault((row.recipient_id, row.message_id or row.dedupe_key), row.dedupe_key)
    return [(key, recipient_id) for (recipient_id, _), key in copies.items()]
