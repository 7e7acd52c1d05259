"""Leaving: what would go, and deleting it (H2)."""

from __future__ import annotations

from bot.db.booking.bookings import read_bookings_of
from bot.db.booking.enquiries import read_asked_by
from bot.db.booking.holds import lock_seats
from bot.db.booking.offers import read_live_of
from bot.db.engine.locks import lock_applications, lock_bookings, lock_person, lock_sites
from bot.db.people.erasure import erase_person, note_deletion
from bot.db.people.members import read_site_people
from bot.db.placements.applications import read_applications_of
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, CANCELLABLE, ApplicationEvent
from bot.domain.booking.views import DeletionView
from bot.domain.model import CancelReason, PersonId, Role
from bot.domain.placements.application import Application
from bot.domain.refusal import Reason, Refusal
from bot.domain.retention import Basis, DataClass
from bot.services.booking import holds
from bot.services.booking.mine import call_off
from bot.services.booking.offers import ends as offer_ends
from bot.services.desk.guides.leaving import leave_all
from bot.services.links import handover
from bot.services.messages.people.forgotten import forget_in_chats
from bot.services.messages.tell import tell
from bot.services.permissions import SELF, SYSTEM_ONLY
from bot.services.placements.reading import is_over
from bot.services.placements.transitions import Change, change_application
from bot.services.transaction import Tx, reads, record, writes


@reads(SELF)
def read_deletion(tx: Tx) -> DeletionView:
    """What ``/delete_me`` would do, to be read before it is confirmed."""
    ahead = tuple(
        each
        for each in read_bookings_of(tx.connection, tx.actor.person_id)
        if any(visit.status in CANCELLABLE and visit.starts_at > tx.now for visit in each.visits)
    )
    waiting = [each.reference for each in _read_open(tx, tx.actor.person_id)]
    references = (*(each.reference for each in ahead), *waiting)
    return DeletionView(references, tuple(each.role for each in tx.actor.memberships), ahead)


@writes(SELF)
def delete_me(tx: Tx) -> DeletionView | Refusal:
    """Erases a person at once (H2): calls off what lies ahead, tells the hosts, takes the name and the phone
    out of the messages that others have, ends the roles.

    The record of the consent stays for three years, counts stay for ever; neither names anybody.
    The last owner of a site has to hand it over first.
    """
    lock_person(tx.connection, tx.actor.person_id)
    lock_sites(tx.connection, tx.actor.site_ids)
    for each in tx.actor.memberships:
        if each.role is Role.OWNER and each.site_id is not None:
            owners = read_site_people(tx.connection, each.site_id, [Role.OWNER])
            if list(owners) == [tx.actor.person_id]:
                return Refusal(Reason.LAST_OWNER)
    return erase(tx, tx.actor.person_id, basis=Basis.DELETE_ME)


@writes(SYSTEM_ONLY)
def delete_again(tx: Tx, person_id: PersonId) -> DeletionView:
    """After a backup was put back: somebody in it had deleted themselves since."""
    return erase(tx, person_id, basis=Basis.RESTORE)


def _read_open(tx: Tx, person_id: PersonId) -> list[Application]:
    """Applications that can still be withdrawn: under review, or accepted with the placement still to end."""
    return [
        each
        for each in read_applications_of(tx.connection, person_id)
        if each.status in APPLICATION_TRANSITIONS[ApplicationEvent.WITHDRAW].before and not is_over(tx, each)
    ]


def _lock_all(tx: Tx, person_id: PersonId) -> None:
    """What others may be deciding at this moment, and the sessions whose seats come free."""
    bookings = read_bookings_of(tx.connection, person_id)
    applications = read_applications_of(tx.connection, person_id)
    lock_bookings(tx.connection, [each.id for each in bookings])
    lock_applications(tx.connection, [each.id for each in applications])
    sessions = {visit.session_id for each in bookings for visit in each.visits}
    accepted = {each.accepted_session_id for each in applications if each.accepted_session_id is not None}
    offered = {
        session_id for each in read_live_of(tx.connection, person_id) for session_id in each.session_ids
    }
    lock_seats(tx.connection, person_id, sessions | accepted | offered)


def erase(tx: Tx, person_id: PersonId, *, basis: Basis) -> DeletionView:
    """The deletion itself, for whoever has the right to it; ``basis`` says in the logs why."""
    _lock_all(tx, person_id)
    called_off = [
        each.reference
        for each in read_bookings_of(tx.connection, person_id)
        if call_off(tx, each, CancelReason.NOT_NEEDED).visits
    ]
    withdrawn = [
        each.reference
        for each in _read_open(tx, person_id)
        if change_application(tx, each, ApplicationEvent.WITHDRAW) is Change.DONE
    ]
    holds.end_of_person(tx, person_id)
    offer_ends.end_of_person(tx, person_id)
    handover.end_of_person(tx, person_id)
    leave_all(tx, person_id)
    tell(tx, *forget_in_chats(tx, person_id))
    if any(each.kept_at is not None for each in read_asked_by(tx.connection, person_id)):
        tx.change_catalogue()
    records = erase_person(tx.connection, person_id, tx.now)
    note_deletion(tx.connection, DataClass.PERSON, records, [person_id], basis=basis, now=tx.now)
    record(tx, "person.deleted", "person", person_id, {"basis": basis.value}, region_id=None)
    return DeletionView(references=(*called_off, *withdrawn), roles=())
