"""The passport of a class, in the chat and as a file (D4)."""

from __future__ import annotations

from bot.db.people.organisations import read_card
from bot.domain.model import ClassCardId
from bot.domain.papers.views import PassportView
from bot.domain.refusal import Reason, Refusal
from bot.services.messages.people.passport import PassportReady
from bot.services.messages.tell import tell_once
from bot.services.papers.class_visits import passport_of
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads, writes


@reads(SELF)
def read_passport(tx: Tx, card_id: ClassCardId) -> PassportView | Refusal:
    """Of one's own class card."""
    card = read_card(tx.connection, card_id, tx.actor.person_id)
    return Refusal(Reason.NOT_FOUND) if card is None else passport_of(tx, card, tx.actor.person_id)


@writes(SELF)
def ask_passport(tx: Tx, card_id: ClassCardId, language: str) -> PassportView | Refusal:
    """Has it made as a file, and sent. Asking again within a minute changes nothing."""
    card = read_card(tx.connection, card_id, tx.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    tell_once(tx, PassportReady(tx.actor.person_id, card_id, language, tx.now), tx.actor.person_id)
    return passport_of(tx, card, tx.actor.person_id)
