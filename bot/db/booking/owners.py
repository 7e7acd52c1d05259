"""Whose something is, by its id: what permissions ask before anything is done. One look by its key."""

from __future__ import annotations

from sqlalchemy import Column, Connection, bindparam, select

from bot.db.tables import (
    application,
    booking,
    closure,
    draft,
    enquiry,
    offer,
    offer_part,
    person,
    session,
    visit,
    waiting,
)
from bot.domain.model import (
    ApplicationId,
    BookingId,
    ClosureId,
    DraftId,
    EnquiryId,
    GuideState,
    OfferId,
    PersonId,
    RegionId,
    SessionId,
    SiteId,
    VisitId,
    WaitingId,
)


class _Owner:
    """One column of the row with an id."""

    def __init__(self, column: Column[int]) -> None:
        self._statement = select(column).where(column.table.c.id == bindparam("of"))

    def __call__(self, connection: Connection, number: int) -> int | None:
        return connection.execute(self._statement, {"of": number}).scalar_one_or_none()


_LEADER = _Owner(booking.c.person_id)
_BOOKING_REGION = _Owner(booking.c.region_id)
_CLOSURE_SITE = _Owner(closure.c.site_id)
_APPLICANT = _Owner(application.c.person_id)
_APPLICATION_SITE = _Owner(application.c.site_id)
_VISIT_SITE = _Owner(visit.c.site_id)
_SESSION_SITE = _Owner(session.c.site_id)
_SESSION_GUIDE = select(session.c.guide_id).where(
    session.c.id == bindparam("of"), session.c.guide_state == GuideState.ACCEPTED
)
_DRAFT_PERSON = _Owner(draft.c.person_id)
_OFFERED_TO = _Owner(offer.c.person_id)
_WAITS = _Owner(waiting.c.person_id)
_ASKED_SITE = _Owner(enquiry.c.site_id)
_ASKER = _Owner(enquiry.c.person_id)
_PERSON_REGION = _Owner(person.c.region_id)


def leader_of(connection: Connection, booking_id: BookingId) -> PersonId | None:
    found = _LEADER(connection, booking_id)
    return None if found is None else PersonId(found)


def region_of_booking(connection: Connection, booking_id: BookingId) -> RegionId | None:
    found = _BOOKING_REGION(connection, booking_id)
    return None if found is None else RegionId(found)


def applicant_of(connection: Connection, application_id: ApplicationId) -> PersonId | None:
    found = _APPLICANT(connection, application_id)
    return None if found is None else PersonId(found)


def site_of_application(connection: Connection, application_id: ApplicationId) -> SiteId | None:
    found = _APPLICATION_SITE(connection, application_id)
    return None if found is None else SiteId(found)


def site_of_visit(connection: Connection, visit_id: VisitId) -> SiteId | None:
    found = _VISIT_SITE(connection, visit_id)
    return None if found is None else SiteId(found)


def site_of_session(connection: Connection, session_id: SessionId) -> SiteId | None:
    found = _SESSION_SITE(connection, session_id)
    return None if found is None else SiteId(found)


def guide_of_session(connection: Connection, session_id: SessionId) -> PersonId | None:
    """Who leads the groups of a session, where somebody was asked to and agreed."""
    found = connection.execute(_SESSION_GUIDE, {"of": session_id}).scalar_one_or_none()
    return None if found is None else PersonId(found)


def site_of_closure(connection: Connection, closure_id: ClosureId) -> SiteId | None:
    found = _CLOSURE_SITE(connection, closure_id)
    return None if found is None else SiteId(found)


def filler_of(connection: Connection, draft_id: DraftId) -> PersonId | None:
    """Who fills, or filled, a form."""
    found = _DRAFT_PERSON(connection, draft_id)
    return None if found is None else PersonId(found)


def offered_to(connection: Connection, offer_id: OfferId) -> PersonId | None:
    found = _OFFERED_TO(connection, offer_id)
    return None if found is None else PersonId(found)


_OFFER_SITE = (
    select(session.c.site_id)
    .join(offer_part, offer_part.c.session_id == session.c.id)
    .where(offer_part.c.offer_id == bindparam("of"))
    .order_by(offer_part.c.id)
    .limit(1)
)


def site_of_offer(connection: Connection, offer_id: OfferId) -> SiteId | None:
    """The site of its first option."""
    found = connection.execute(_OFFER_SITE, {"of": offer_id}).scalar_one_or_none()
    return None if found is None else SiteId(found)


def who_waits(connection: Connection, waiting_id: WaitingId) -> PersonId | None:
    found = _WAITS(connection, waiting_id)
    return None if found is None else PersonId(found)


def region_of_person(connection: Connection, person_id: PersonId) -> RegionId | None:
    """None also for a person who has chosen no region yet."""
    found = _PERSON_REGION(connection, person_id)
    return None if found is None else RegionId(found)


def asked_site_of(connection: Connection, enquiry_id: EnquiryId) -> SiteId | None:
    found = _ASKED_SITE(connection, enquiry_id)
    return None if found is None else SiteId(found)


def asker_of(connection: Connection, enquiry_id: EnquiryId) -> PersonId | None:
    """Who has asked a site something."""
    found = _ASKER(connection, enquiry_id)
    return None if found is None else PersonId(found)
