"""«Мои классы»: saved parties of a leader (B1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.engine import Database
from bot.db.locks import lock_person
from bot.db.organisations import CardEntry, archive_card, change_card, read_card, read_cards
from bot.domain.access import Actor
from bot.domain.model import ClassCardId
from bot.domain.organisation import ClassCard
from bot.domain.refusal import Reason, Refusal

MOST_CHILDREN = 120
MOST_ADULTS = 30


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


@dataclass(frozen=True, slots=True)
class ReadClasses:
    db: Database

    async def __call__(self, actor: Actor) -> Sequence[ClassCard]:
        return await self.db.read(lambda connection: read_cards(connection, actor.person_id))


@dataclass(frozen=True, slots=True)
class ChangeClass:
    """Sets the counts of one's own card; the value is absolute, so a repeated tap changes nothing more."""

    db: Database

    async def __call__(
        self,
        actor: Actor,
        card_id: ClassCardId,
        *,
        children: int | None = None,
        adults: int | None = None,
        youngest_age: int | None = None,
    ) -> ClassCard | Refusal:
        def body(connection: Connection) -> ClassCard | Refusal:
            lock_person(connection, actor.person_id)
            card = read_card(connection, card_id, actor.person_id)
            if card is None:
                return Refusal(Reason.NOT_FOUND)
            entry = replace(
                entry_of(card),
                children=card.children if children is None else min(max(children, 1), MOST_CHILDREN),
                adults=card.adults if adults is None else min(max(adults, 1), MOST_ADULTS),
                youngest_age=card.youngest_age if youngest_age is None else min(max(youngest_age, 3), 30),
            )
            change_card(connection, card_id, entry)
            return read_card(connection, card_id, actor.person_id) or card

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class ArchiveClass:
    """Takes a card out of the list; bookings made with it stay. Safe to repeat."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, card_id: ClassCardId) -> None:
        now = self.clock.now()

        def body(connection: Connection) -> None:
            archive_card(connection, card_id, actor.person_id, now)

        await self.db.write(body)
