"""Who may call what. A use case names one or several of these, and all of them must hold.

What does not exist is refused to others like what does: a guessed id tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.db.booking.enquiries import read_enquiry
from bot.db.booking.owners import (
    applicant_of,
    leader_of,
    region_of_booking,
    site_of_application,
    site_of_closure,
    site_of_offer,
    site_of_session,
    site_of_visit,
    who_waits,
)
from bot.db.booking.owners import (
    offered_to as find_offered_to,
)
from bot.db.catalogue.publication import read_site_state
from bot.db.catalogue.revisions import read_revision
from bot.db.links.handovers import find_given_away, read_handover
from bot.db.people.members import has_worked
from bot.db.placements.draws import site_of_draw
from bot.db.region.announcements import region_of_announcement
from bot.domain.model import (
    AnnouncementId,
    ApplicationId,
    BookingId,
    ClosureId,
    DrawId,
    EnquiryId,
    HandoverId,
    OfferId,
    ProgrammeId,
    Publication,
    RegionId,
    RevisionId,
    Role,
    SessionId,
    SiteId,
    VisitId,
    WaitingId,
)
from bot.domain.people.access import Actor
from bot.domain.people.handover import Handover
from bot.domain.refusal import Reason, Refusal
from bot.services.transaction import SYSTEM, Permission, Tx

T = TypeVar("T")

_NOT_ALLOWED = Refusal(Reason.NOT_ALLOWED)


def _nobody_is_refused(_tx: Tx, _about: object) -> None:
    return None


ANYONE = Permission("anyone", _nobody_is_refused)
"""It tells nothing and changes nothing that is anybody's."""

SELF = Permission("self", _nobody_is_refused)
"""The person themselves: only rows of their own are looked for, so an id of somebody else finds nothing."""

NOT_BLOCKED = Permission("not blocked", lambda tx, _: Refusal(Reason.BLOCKED) if tx.actor.blocked else None)
"""Whoever was not blocked for abuse (F11)."""

SYSTEM_ONLY = Permission("the system", lambda tx, _: None if tx.actor is SYSTEM else _NOT_ALLOWED)
"""Time itself, or whoever has the machine: jobs and the command line."""

ANSWERS_SOMEWHERE = Permission(
    "answers at some site",
    lambda tx, _: None if any(map(tx.actor.may_answer, tx.actor.site_ids)) else _NOT_ALLOWED,
)
WORKS_SOMEWHERE = Permission("works at some site", lambda tx, _: None if tx.actor.is_host else _NOT_ALLOWED)
COORDINATES_SOMEWHERE = Permission(
    "coordinates some region", lambda tx, _: None if tx.actor.is_coordinator else _NOT_ALLOWED
)


def _of_site(name: str, may: Callable[[Actor, SiteId, RegionId], bool]) -> Callable[[str], Permission]:
    """A permission about a site that is there, published or not."""

    def about(argument: str = "site_id") -> Permission:
        def refuse(tx: Tx, site_id: object) -> Refusal | None:
            site = tx.catalogue.everything.sites.get(SiteId(site_id)) if isinstance(site_id, int) else None
            if site is None or not may(tx.actor, site.id, site.region_id):
                return _NOT_ALLOWED
            return None

        return Permission(name, refuse, argument)

    return about


def _sees_people(actor: Actor, site_id: SiteId, region_id: RegionId) -> bool:
    return actor.coordinates(region_id) or actor.role_at(site_id) in {Role.OWNER, Role.STAFF, Role.GUIDE}


answers_at = _of_site("answers at the site", lambda actor, site_id, _: actor.may_answer(site_id))
"""Owners and staff: they decide requests, open and close sessions."""
works_at = _of_site("works at the site", lambda actor, site_id, _: actor.may_mark_arrival(site_id))
"""Everybody with a role there, guides and guards too."""
sees_people_of = _of_site("sees the people of the site", _sees_people)
"""Everybody there but guards, and the coordinators of its region."""
owns = _of_site("owns the site", lambda actor, site_id, _: actor.role_at(site_id) is Role.OWNER)
invites_to = _of_site("invites to the site", Actor.may_invite)
"""Owners, and the coordinators of its region."""
owns = _of_site("owns the site", lambda actor, site_id, _: actor.role_at(site_id) is Role.OWNER)
"""Its owners: the rules of its sessions."""
edits_cards = _of_site(
    "edits the cards of the site",
    lambda actor, site_id, region_id: actor.role_at(site_id) is Role.OWNER or actor.coordinates(region_id),
)
"""Its owners, and the coordinators of its region: what the cards say."""


def _or_prepares(
    name: str, may: Callable[[Actor, SiteId], bool], find: Callable[[Tx, int], SiteId | None]
) -> Callable[[str], Permission]:
    """Also coordinators of its region, as long as the site was never published: they open it (F2)."""

    def about(argument: str = "site_id") -> Permission:
        def refuse(tx: Tx, about: object) -> Refusal | None:
            site_id = find(tx, about) if isinstance(about, int) else None
            site = None if site_id is None else tx.catalogue.everything.sites.get(site_id)
            if site is None:
                return _NOT_ALLOWED
            prepares = tx.actor.coordinates(site.region_id) and (
                read_site_state(tx.connection, site.id) is Publication.DRAFT
            )
            return None if prepares or may(tx.actor, site.id) else _NOT_ALLOWED

        return Permission(name, refuse, argument)

    return about


def _owns(actor: Actor, site_id: SiteId) -> bool:
    return actor.role_at(site_id) is Role.OWNER


def _itself(_tx: Tx, site_id: int) -> SiteId:
    return SiteId(site_id)


opens_sessions_at = _or_prepares("answers at the site, or opens it", Actor.may_answer, _itself)
makes_rules_at = _or_prepares("owns the site, or opens it", _owns, _itself)
coordinates_site = _of_site("coordinates the site", lambda actor, _, region_id: actor.coordinates(region_id))


def has_worked_at(argument: str = "site_id") -> Permission:
    """Whoever has a role at the site, or had one; to others it does not exist, since it may be hidden."""

    def refuse(tx: Tx, site_id: object) -> Refusal | None:
        worked = isinstance(site_id, int) and has_worked(tx.connection, tx.actor.person_id, SiteId(site_id))
        return None if worked else _NOT_ALLOWED

    return Permission("has worked at the site", refuse, argument)


def coordinates(argument: str = "region_id") -> Permission:
    """Coordinators of the region."""

    def refuse(tx: Tx, region_id: object) -> Refusal | None:
        region = (
            tx.catalogue.everything.regions.get(RegionId(region_id)) if isinstance(region_id, int) else None
        )
        return None if region is not None and tx.actor.coordinates(region.id) else _NOT_ALLOWED

    return Permission("coordinates the region", refuse, argument)


def coordinates_revision(argument: str = "revision_id") -> Permission:
    """Coordinators of the region of a card that somebody wants to change."""

    def refuse(tx: Tx, revision_id: object) -> Refusal | None:
        found = (
            read_revision(tx.connection, RevisionId(revision_id)) if isinstance(revision_id, int) else None
        )
        return None if found is not None and tx.actor.coordinates(found.region_id) else _NOT_ALLOWED

    return Permission("coordinates the region of the card", refuse, argument)


def coordinates_booking(argument: str = "booking_id") -> Permission:
    """Coordinators of the region of the booking."""

    def refuse(tx: Tx, booking_id: object) -> Refusal | None:
        region_id = (
            region_of_booking(tx.connection, BookingId(booking_id)) if isinstance(booking_id, int) else None
        )
        return None if region_id is not None and tx.actor.coordinates(region_id) else _NOT_ALLOWED

    return Permission("coordinates the region of the booking", refuse, argument)


def coordinates_announcement(argument: str = "announcement_id") -> Permission:
    """Coordinators of the region whose news they are."""

    def refuse(tx: Tx, announcement_id: object) -> Refusal | None:
        region_id = (
            region_of_announcement(tx.connection, AnnouncementId(announcement_id))
            if isinstance(announcement_id, int)
            else None
        )
        return None if region_id is not None and tx.actor.coordinates(region_id) else _NOT_ALLOWED

    return Permission("coordinates the region of the announcement", refuse, argument)


def leads(argument: str = "booking_id") -> Permission:
    """The leader of the booking; anybody else's does not exist. Who handed it over is told so."""

    def refuse(tx: Tx, booking_id: object) -> Refusal | None:
        if not isinstance(booking_id, int):
            return Refusal(Reason.NOT_FOUND)
        if leader_of(tx.connection, BookingId(booking_id)) == tx.actor.person_id:
            return None
        given = find_given_away(tx.connection, tx.actor.person_id, BookingId(booking_id))
        if given is None:
            return Refusal(Reason.NOT_FOUND)
        return Refusal(Reason.HANDED_OVER, {"reference": given.reference})

    return Permission("leads the booking", refuse, argument)


def _find_handover(tx: Tx, handover_id: object) -> Handover | None:
    if not isinstance(handover_id, int):
        return None
    return read_handover(tx.connection, HandoverId(handover_id))


def gives(argument: str = "handover_id") -> Permission:
    """Whose booking or card it was; anybody else's handover does not exist."""

    def refuse(tx: Tx, handover_id: object) -> Refusal | None:
        found = (
            read_handover(tx.connection, HandoverId(handover_id)) if isinstance(handover_id, int) else None
        )
        own = found is not None and found.giver_id == tx.actor.person_id
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("gives", refuse, argument)


def takes_part(argument: str = "handover_id") -> Permission:
    """Whoever gives, and whoever has accepted."""

    def refuse(tx: Tx, handover_id: object) -> Refusal | None:
        found = (
            read_handover(tx.connection, HandoverId(handover_id)) if isinstance(handover_id, int) else None
        )
        own = found is not None and tx.actor.person_id in {found.giver_id, found.taker_id}
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("gives or takes", refuse, argument)


def offered_to(argument: str = "offer_id") -> Permission:
    """For whom the seats are kept; anybody else's offer does not exist."""

    def refuse(tx: Tx, offer_id: object) -> Refusal | None:
        own = (
            isinstance(offer_id, int)
            and find_offered_to(tx.connection, OfferId(offer_id)) == tx.actor.person_id
        )
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("was offered the seats", refuse, argument)


def answers_offer(argument: str = "offer_id") -> Permission:
    """Owners and staff of the site whose seats are kept."""
    return _of_site_of(
        "answers at the site of the offer",
        argument,
        lambda tx, offer_id: site_of_offer(tx.connection, OfferId(offer_id)),
        Actor.may_answer,
    )


def waits(argument: str = "waiting_id") -> Permission:
    """Who stands on the list; anybody else's entry does not exist."""

    def refuse(tx: Tx, waiting_id: object) -> Refusal | None:
        own = (
            isinstance(waiting_id, int)
            and who_waits(tx.connection, WaitingId(waiting_id)) == tx.actor.person_id
        )
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("waits", refuse, argument)


def applied(argument: str = "application_id") -> Permission:
    """Whoever applied; anybody else's application does not exist."""

    def refuse(tx: Tx, application_id: object) -> Refusal | None:
        own = (
            isinstance(application_id, int)
            and applicant_of(tx.connection, ApplicationId(application_id)) == tx.actor.person_id
        )
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("applied", refuse, argument)


def _of_site_of(
    name: str,
    argument: str,
    find: Callable[[Tx, int], SiteId | None],
    may: Callable[[Actor, SiteId], bool],
) -> Permission:
    """A permission about something of a site."""

    def refuse(tx: Tx, about: object) -> Refusal | None:
        site_id = find(tx, about) if isinstance(about, int) else None
        return None if site_id is not None and may(tx.actor, site_id) else _NOT_ALLOWED

    return Permission(name, refuse, argument)


def marks_visit(argument: str = "visit_id") -> Permission:
    """Everybody at the site of the visit."""
    return _of_site_of(
        "works at the site of the visit",
        argument,
        lambda tx, visit_id: site_of_visit(tx.connection, VisitId(visit_id)),
        Actor.may_mark_arrival,
    )


def answers_visit(argument: str = "visit_id") -> Permission:
    """Owners and staff of the site of the visit."""
    return _of_site_of(
        "answers at the site of the visit",
        argument,
        lambda tx, visit_id: site_of_visit(tx.connection, VisitId(visit_id)),
        Actor.may_answer,
    )


def reviews_visit(argument: str = "visit_id") -> Permission:
    """Owners, staff and guides of the site of the visit."""
    return _of_site_of(
        "works with groups at the site of the visit",
        argument,
        lambda tx, visit_id: site_of_visit(tx.connection, VisitId(visit_id)),
        Actor.may_review,
    )


def answers_session(argument: str = "session_id") -> Permission:
    """Owners and staff of the site of the session."""
    return _of_site_of(
        "answers at the site of the session",
        argument,
        lambda tx, session_id: site_of_session(tx.connection, SessionId(session_id)),
        Actor.may_answer,
    )


def works_with_groups_of(argument: str = "session_id") -> Permission:
    """Owners, staff and guides of the site of the session."""
    return _of_site_of(
        "works with groups at the site of the session",
        argument,
        lambda tx, session_id: site_of_session(tx.connection, SessionId(session_id)),
        Actor.may_review,
    )


def owns_session(argument: str = "session_id") -> Permission:
    """Owners of the site of the session."""
    return _of_site_of(
        "owns the site of the session",
        argument,
        lambda tx, session_id: site_of_session(tx.connection, SessionId(session_id)),
        _owns,
    )


def runs_draw(argument: str = "draw_id") -> Permission:
    """Owners and staff of the site whose draw it is, and the coordinators of its region."""

    def refuse(tx: Tx, draw_id: object) -> Refusal | None:
        site_id = site_of_draw(tx.connection, DrawId(draw_id)) if isinstance(draw_id, int) else None
        if site_id is None:
            return _NOT_ALLOWED
        region_id = tx.catalogue.site(site_id).region_id
        may = tx.actor.may_answer(site_id) or tx.actor.coordinates(region_id)
        return None if may else _NOT_ALLOWED

    return Permission("runs the draw", refuse, argument)


def _site_of_programme(tx: Tx, programme_id: int) -> SiteId | None:
    programme = tx.catalogue.everything.programmes.get(ProgrammeId(programme_id))
    return None if programme is None else programme.site_id


makes_rules_of = _or_prepares("owns the site of the programme, or opens it", _owns, _site_of_programme)
"""Owners of the site of the programme; as long as it was never published coordinators of its region, too."""


def answers_programme(argument: str = "programme_id") -> Permission:
    """Owners and staff of the site of the programme."""
    return _of_site_of("answers at the site of the programme", argument, _site_of_programme, Actor.may_answer)


def answers_closure(argument: str = "closure_id") -> Permission:
    """Owners and staff of the site whose days are closed."""
    return _of_site_of(
        "answers at the site of the closed days",
        argument,
        lambda tx, closure_id: site_of_closure(tx.connection, ClosureId(closure_id)),
        Actor.may_answer,
    )


def answers_application(argument: str = "application_id") -> Permission:
    """Owners and staff of the site that was applied to."""
    return _of_site_of(
        "answers at the site of the application",
        argument,
        lambda tx, application_id: site_of_application(tx.connection, ApplicationId(application_id)),
        Actor.may_answer,
    )


def answers_enquiry(argument: str = "enquiry_id") -> Permission:
    """Owners and staff of the site that a visitor has asked."""
    return _of_site_of(
        "answers at the site that was asked",
        argument,
        _asked_site,
        Actor.may_answer,
    )


def _asked_site(tx: Tx, enquiry_id: int) -> SiteId | None:
    """None: it is a site's own question to a leader."""
    found = read_enquiry(tx.connection, EnquiryId(enquiry_id))
    return None if found is None or found.booking_id is not None else found.site_id


def asked(argument: str = "enquiry_id") -> Permission:
    """The visitor whose question it is; anybody else's does not exist."""

    def refuse(tx: Tx, enquiry_id: object) -> Refusal | None:
        found = read_enquiry(tx.connection, EnquiryId(enquiry_id)) if isinstance(enquiry_id, int) else None
        own = found is not None and found.booking_id is None and found.person_id == tx.actor.person_id
        return None if own else Refusal(Reason.NOT_FOUND)

    return Permission("has asked", refuse, argument)


def is_asked(argument: str = "enquiry_id") -> Permission:
    """Whose answer a question waits for: the leader of the booking, or owners and staff of the site. To
    others it does not exist."""

    def refuse(tx: Tx, enquiry_id: object) -> Refusal | None:
        found = read_enquiry(tx.connection, EnquiryId(enquiry_id)) if isinstance(enquiry_id, int) else None
        if found is None:
            answers = False
        elif found.booking_id is None:
            answers = tx.actor.may_answer(found.site_id)
        else:
            answers = leader_of(tx.connection, found.booking_id) == tx.actor.person_id
        return None if answers else Refusal(Reason.NOT_FOUND)

    return Permission("is asked", refuse, argument)


def _in_region_of(name: str, may: Callable[[Actor, SiteId, RegionId], bool]) -> Callable[[str], Permission]:
    """A permission about a visitor's question, by its site and region."""

    def about(argument: str = "enquiry_id") -> Permission:
        def refuse(tx: Tx, enquiry_id: object) -> Refusal | None:
            site_id = _asked_site(tx, enquiry_id) if isinstance(enquiry_id, int) else None
            if site_id is None or not may(tx.actor, site_id, tx.catalogue.site(site_id).region_id):
                return _NOT_ALLOWED
            return None

        return Permission(name, refuse, argument)

    return about


edits_answers = _in_region_of(
    "changes what the cards of the site answer",
    lambda actor, site_id, region_id: actor.may_answer(site_id) or actor.coordinates(region_id),
)
"""Owners and staff of the site that was asked, and the coordinators of its region."""
coordinates_enquiry = _in_region_of(
    "coordinates the region of the question", lambda actor, _, region_id: actor.coordinates(region_id)
)
