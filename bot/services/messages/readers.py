"""Who may read a message: people by their roles and by what is theirs, as it stands now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.db.booking import owners
from bot.db.booking.bookings import read_booking
from bot.db.engine.connection import Connection
from bot.db.people.members import ANSWERING, AtSite, read_team
from bot.db.people.people import read_coordinators, read_coordinators_at
from bot.db.placements.draws import site_of_draw
from bot.domain.booking.booking import Booking
from bot.domain.model import (
    ApplicationId,
    BookingId,
    DraftId,
    DrawId,
    EnquiryId,
    OfferId,
    PersonId,
    RegionId,
    Role,
    SessionId,
    SiteId,
    VisitId,
    WaitingId,
)

__all__ = ["ANSWERING", "AT_THE_SITE", "WITH_GROUPS", "Readers"]

AT_THE_SITE = (Role.OWNER, Role.STAFF, Role.GUIDE, Role.GUARD)
WITH_GROUPS = (Role.OWNER, Role.STAFF, Role.GUIDE)


class Readers:
    """Looks people up in one transaction, a site's and a region's once. ``known``: a booking that was just
    read, about which nothing needs to be asked again."""

    def __init__(self, connection: Connection, known: Booking | None = None) -> None:
        self._connection = connection
        self._known = known
        self._teams: dict[SiteId, Sequence[AtSite]] = {}
        self._coordinators: dict[SiteId, Collection[PersonId]] = {}

    def booking(self, booking_id: BookingId) -> Booking | None:
        """As it was just read, or is."""
        if self._known is not None and self._known.id == booking_id:
            return self._known
        return read_booking(self._connection, booking_id)

    def at(self, site_id: SiteId | None, roles: Collection[Role]) -> Collection[PersonId]:
        """People of a site with one of these roles."""
        if site_id is None:
            return ()
        return [each.person_id for each in self._team(site_id) if each.role in roles]

    def is_attended(self, site_id: SiteId, as_of: datetime) -> bool:
        """Whether anybody answers for a site who could be told of what was asked at that moment (UTC)."""
        return any(each.answers(as_of) for each in self._team(site_id))

    def _team(self, site_id: SiteId) -> Sequence[AtSite]:
        if site_id not in self._teams:
            self._teams[site_id] = read_team(self._connection, site_id)
        return self._teams[site_id]

    def site_of_visit(self, visit_id: VisitId) -> SiteId | None:
        if self._known is not None:
            for each in self._known.visits:
                if each.id == visit_id:
                    return each.site_id
        return owners.site_of_visit(self._connection, visit_id)

    def experts_of(self, site_id: SiteId, session_id: SessionId) -> Collection[PersonId]:
        """Who works with the groups of a session: its guide, or whoever could be it."""
        everybody = self.at(site_id, WITH_GROUPS)
        guide = owners.guide_of_session(self._connection, session_id)
        return (guide,) if guide is not None and guide in everybody else everybody

    def site_of_application(self, application_id: ApplicationId) -> SiteId | None:
        return owners.site_of_application(self._connection, application_id)

    def site_of_draw(self, draw_id: DrawId) -> SiteId | None:
        return site_of_draw(self._connection, draw_id)

    def site_of_enquiry(self, enquiry_id: EnquiryId) -> SiteId | None:
        return owners.asked_site_of(self._connection, enquiry_id)

    def coordinators(self, region_id: RegionId | None) -> Collection[PersonId]:
        """None: of any region."""
        return read_coordinators(self._connection, region_id)

    def coordinators_at(self, site_id: SiteId | None) -> Collection[PersonId]:
        """Who coordinates the region of a site."""
        if site_id is None:
            return ()
        if site_id not in self._coordinators:
            self._coordinators[site_id] = read_coordinators_at(self._connection, site_id)
        return self._coordinators[site_id]

    def coordinators_of(self, booking_id: BookingId) -> Collection[PersonId]:
        """Who coordinates the region of a booking."""
        if self._known is not None and self._known.id == booking_id:
            return self.coordinators(self._known.region_id)
        region_id = owners.region_of_booking(self._connection, booking_id)
        return () if region_id is None else self.coordinators(region_id)

    def others_concerned(self, person_id: PersonId) -> Collection[PersonId]:
        """Who else coordinates the region of a person; one without a region is everybody's concern."""
        region_id = owners.region_of_person(self._connection, person_id)
        return [each for each in self.coordinators(region_id) if each != person_id]

    def leader(self, booking_id: BookingId) -> Collection[PersonId]:
        if self._known is not None and self._known.id == booking_id:
            return (self._known.person_id,)
        return _one(owners.leader_of(self._connection, booking_id))

    def applicant(self, application_id: ApplicationId) -> Collection[PersonId]:
        return _one(owners.applicant_of(self._connection, application_id))

    def offered(self, offer_id: OfferId) -> Collection[PersonId]:
        """For whom seats are kept."""
        return _one(owners.offered_to(self._connection, offer_id))

    def waits(self, waiting_id: WaitingId) -> Collection[PersonId]:
        """Who stands on a waiting list."""
        return _one(owners.who_waits(self._connection, waiting_id))

    def asker(self, enquiry_id: EnquiryId) -> Collection[PersonId]:
        """Whoever asked a question."""
        return _one(owners.asker_of(self._connection, enquiry_id))

    def filler(self, draft_id: DraftId) -> Collection[PersonId]:
        """Whoever fills a form."""
        return _one(owners.filler_of(self._connection, draft_id))


def _one(person_id: PersonId | None) -> Collection[PersonId]:
    return () if person_id is None else (person_id,)
