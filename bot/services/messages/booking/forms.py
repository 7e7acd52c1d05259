"""Forms that wait: seats kept for one that was not sent are free again (B4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.db.booking.bookings import read_booking
from bot.db.booking.drafts import read_draft
from bot.db.booking.holds import read_hold
from bot.db.outbox.queue import read_sent as read_sent_keys
from bot.domain.booking.booking import Booking
from bot.domain.catalogue.catalogue import Route
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm
from bot.domain.messages.views import FormEndedView, HoldExpiredView
from bot.domain.model import DraftId, DraftState, PersonId, Priority
from bot.domain.time.quiet_hours import Urgency
from bot.services.booking.form.sent import read_sent
from bot.services.messages.message import Change, ToOne
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class HoldExpired(ToOne[HoldExpiredView]):
    """The quarter of an hour is over. ``version``: of the draft at its summary; a newer one is answered by
    its own message."""

    kind = "hold.expired"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER
    lasts = timedelta(hours=1)

    draft_id: DraftId
    version: int

    def readers(self, who: Readers) -> Collection[PersonId]:
        return who.filler(self.draft_id)

    def load(self, tx: Tx) -> HoldExpiredView | None:
        draft = read_draft(tx.connection, self.draft_id)
        if draft is None or draft.state is not DraftState.OPEN or draft.version != self.version:
            return None
        if not isinstance(draft.form, BookingForm) or not draft.form.parts:
            return None
        held = read_hold(tx.connection, draft.id)
        if held is not None and held.expires_at > tx.now:
            return None
        moves = _moved(tx, draft.form)
        if moves is not None and not moves.standing:
            return None
        programme = tx.catalogue.programme(draft.form.programme_id)
        site = tx.catalogue.site(programme.site_id)
        return HoldExpiredView(draft.id, site, _route(tx, draft.form), moves)


@dataclass(frozen=True, slots=True)
class FormEnded(Change[FormEndedView]):
    """The form was sent or left after all, from whichever message: the one that said that its time was over
    shows how it ended."""

    kind = "hold.ended"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    draft_id: DraftId
    version: int

    def changes(self) -> HoldExpired:
        return HoldExpired(self.draft_id, self.version)

    def load(self, tx: Tx) -> FormEndedView | None:
        draft = read_draft(tx.connection, self.draft_id)
        if draft is None or draft.state is DraftState.OPEN or not isinstance(draft.form, BookingForm):
            return None
        programme = tx.catalogue.programme(draft.form.programme_id)
        site = tx.catalogue.site(programme.site_id)
        sent = read_sent(tx, draft.id, draft.form) if draft.state is DraftState.SENT else None
        return FormEndedView(site, programme, sent, _route(tx, draft.form), _moved(tx, draft.form))


def _route(tx: Tx, form: BookingForm) -> Route | None:
    return None if form.route_id is None else tx.catalogue.route(form.route_id)


def _moved(tx: Tx, form: BookingForm) -> Booking | None:
    return None if form.moves is None else read_booking(tx.connection, form.moves)


def tell_end(tx: Tx, draft: Draft[BookingForm]) -> None:
    """Whatever said that the form's time was over changes. That of one that was begun less than a hold ago
    cannot be over yet: nearly every form is sent by then, and need not ask."""
    site_id = tx.catalogue.programme(draft.form.programme_id).site_id
    if tx.now < draft.created_at + timedelta(minutes=tx.limits_at(site_id).hold_minutes):
        return
    changes = [FormEnded(draft.id, version) for version in range(1, draft.version + 1)]
    by_key = {each.changes().key(draft.person_id): each for each in changes}
    tell(tx, *[by_key[key] for key in sorted(read_sent_keys(tx.connection, by_key))])
