"""One's own applications for placements: reading one, answering other dates, withdrawing it (D2)."""

from __future__ import annotations

from bot.db.engine.locks import lock_application
from bot.db.placements.applications import read_application, read_application_of_draft
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.model import ApplicationId, ApplicationStatus, DraftId
from bot.domain.placements.application import Application
from bot.domain.placements.views import OwnApplicationView, is_offered
from bot.domain.refusal import Reason, Refusal
from bot.services.permissions import SELF, applied
from bot.services.placements.reading import is_over, own_view
from bot.services.placements.transitions import Change, change_application
from bot.services.transaction import Tx, reads, writes


def _found(tx: Tx, application_id: ApplicationId) -> Application:
    found = read_application(tx.connection, application_id)
    if found is None:
        raise LookupError(f"application {application_id} vanished inside a transaction")
    return found


@reads(applied("application_id"))
def read_own_application(tx: Tx, application_id: ApplicationId) -> OwnApplicationView | Refusal:
    """The card of one's own application; anybody else's does not exist."""
    return own_view(tx, _found(tx, application_id))


@reads(SELF)
def read_application_of_form(tx: Tx, draft_id: DraftId) -> OwnApplicationView | Refusal:
    """What one's own form became once it was sent."""
    found = read_application_of_draft(tx.connection, draft_id)
    if found is None or found.entry.person_id != tx.actor.person_id:
        return Refusal(Reason.NOT_FOUND)
    return own_view(tx, found)


@writes(applied("application_id"))
def answer_other_dates(tx: Tx, application_id: ApplicationId, *, agree: bool) -> Application | Refusal:
    """Takes the other dates that a site offers, or says that one cannot come then; safe to repeat. After the
    deadline it is too late, whether the place has been given back by then or not."""
    lock_application(tx.connection, application_id)
    found = _found(tx, application_id)
    said_before = found.decided_by == found.entry.person_id
    if said_before and found.status is (_AGREED if agree else _REFUSED):
        return found
    event = ApplicationEvent.AGREE if agree else ApplicationEvent.REFUSE
    if not is_offered(found, tx.now) or change_application(tx, found, event) is not Change.DONE:
        return Refusal(Reason.OFFER_ENDED)
    return _found(tx, application_id)


_AGREED = APPLICATION_TRANSITIONS[ApplicationEvent.AGREE].after
_REFUSED = APPLICATION_TRANSITIONS[ApplicationEvent.REFUSE].after


@writes(applied("application_id"))
def withdraw_application(tx: Tx, application_id: ApplicationId) -> Application | Refusal:
    """Takes an application back, until the placement is over; safe to repeat. A place that was given is free
    again: of that hosts get a new message, while their notices change in any case."""
    lock_application(tx.connection, application_id)
    found = _found(tx, application_id)
    if found.status is ApplicationStatus.WITHDRAWN:
        return found
    if is_over(tx, found) or change_application(tx, found, ApplicationEvent.WITHDRAW) is not Change.DONE:
        return Refusal(Reason.ALREADY_OVER)
    return _found(tx, application_id)
