"""The passport of a class as a file (D4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.db.people.organisations import read_card
from bot.domain.model import ClassCardId, PersonId, Priority
from bot.domain.papers.views import PassportView
from bot.domain.time.quiet_hours import Urgency
from bot.services.messages.message import ToOne
from bot.services.messages.readers import Readers
from bot.services.papers.class_visits import passport_of
from bot.services.transaction import Tx


@dataclass(frozen=True, slots=True)
class PassportReady(ToOne[PassportView]):
    """The passport that a leader asked for, as a file. It says what is true when it is sent; whoever asks
    twice within a minute gets one."""

    kind = "class.passport"
    urgency = Urgency.ANSWER
    priority = Priority.ANSWER

    recipient_id: PersonId
    card_id: ClassCardId
    language: str
    asked_at: datetime

    def identity(self) -> tuple[object, ...]:
        return (self.card_id, self.language, f"{self.asked_at:%Y%m%d%H%M%S}")

    def readers(self, _who: Readers) -> Collection[PersonId]:
        return (self.recipient_id,)

    def load(self, tx: Tx) -> PassportView | None:
        card = read_card(tx.connection, self.card_id, self.recipient_id)
        view = None if card is None else passport_of(tx, card, self.recipient_id)
        return None if view is None else replace(view, language=self.language)
