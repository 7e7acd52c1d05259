"""Forms that wait: seats kept for one that was not sent are free again (B4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.db.booking.drafts import read_draft
from bot.db.booking.holds import read_hold
from bot.domain.forms import BookingForm
from bot.domain.messages.views import HoldExpiredView
from bot.domain.model import DraftId, DraftState, PersonId, Priority
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import ToOne
from bot.services.messages.readers import Readers
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
        programme = tx.catalogue.programme(draft.form.programme_id)
        return HoldExpiredView(draft.id, tx.catalogue.site(programme.site_id))
