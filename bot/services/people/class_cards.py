"""«Мои классы»: saved parties of a leader (B1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db.engine.locks import lock_person
from bot.db.people.organisations import CardEntry, archive_card, change_card, read_card, read_cards
from bot.domain.model import ClassCardId
from bot.domain.people.organisation import MOST_ADULTS, MOST_CHILDREN, OLDEST, YOUNGEST, ClassCard
from bot.domain.refusal import Reason, Refusal
from bot.services.forms.engine import refused_text
from bot.services.permissions import SELF
from bot.services.transaction import Tx, reads, writes


def entry_of(card: ClassCard) -> CardEntry:
    return CardEntry(
        organisation_id=card.organisation.id,
        audience=card.audience,
        grade=card.grade,
        letter=card.letter,
        children=card.children,
        adults=card.adults,
        youngest_age=card.youngest_age,
    )


def refuse_numbers(entry: CardEntry) -> Refusal | None:
    """Why numbers that somebody has typed cannot be kept."""
    for number, most in ((entry.children, MOST_CHILDREN), (entry.adults, MOST_ADULTS)):
        if not 1 <= number <= most:
            return refused_text("card_range", most)
    if not YOUNGEST <= entry.youngest_age <= OLDEST:
        return refused_text("age_out_of_range")
    return None


@reads(SELF)
def read_class_cards(tx: Tx) -> Sequence[ClassCard]:
    return read_cards(tx.connection, tx.actor.person_id)


@writes(SELF)
def change_class_card(
    tx: Tx,
    card_id: ClassCardId,
    *,
    children: int | None = None,
    adults: int | None = None,
    youngest_age: int | None = None,
) -> ClassCard | Refusal:
    """Sets the counts of one's own card; the value is absolute, so a repeated tap changes nothing more."""
    lock_person(tx.connection, tx.actor.person_id)
    card = read_card(tx.connection, card_id, tx.actor.person_id)
    if card is None:
        return Refusal(Reason.NOT_FOUND)
    entry = replace(
        entry_of(card),
        children=card.children if children is None else min(max(children, 1), MOST_CHILDREN),
        adults=card.adults if adults is None else min(max(adults, 1), MOST_ADULTS),
        youngest_age=card.youngest_age if youngest_age is None else min(max(youngest_age, YOUNGEST), OLDEST),
    )
    change_card(tx.connection, card_id, entry)
    return read_card(tx.connection, card_id, tx.actor.person_id) or card


@writes(SELF)
def archive_class_card(tx: Tx, card_id: ClassCardId) -> None:
    """Takes a card out of the list; bookings made with it stay. Safe to repeat."""
    archive_card(tx.connection, card_id, tx.actor.person_id, tx.now)
