"""What a visit costs: amounts a person by audience, and the total for a party, worked out here alone (C5).

Amounts are whole roubles: nobody asks for kopecks at a gate. The bot takes no money; it says what is paid,
how and to whom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.domain.model import INDIVIDUALS_ALIKE, Audience, Payment
from bot.domain.texts import Texts


@dataclass(frozen=True, slots=True, order=True)
class Charge:
    """Roubles a person, adults included; 0: nothing."""

    amount: int
    payment: Payment = Payment.GATE


NOTHING = Charge(0)


@dataclass(frozen=True, slots=True)
class Price:
    """What so many people pay."""

    charge: Charge
    people: int

    @property
    def total(self) -> int:
        return self.charge.amount * self.people


@dataclass(frozen=True, slots=True)
class Tariff:
    """Who is in no charge pays nothing. ``payee``: to whom it is paid, in words of the site."""

    charges: Mapping[Audience, Charge]
    covers: Texts | None = None
    payee: Texts | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """The tariff as a catalogue's file and a row have it."""
        return cls(
            charges={
                Audience(audience): Charge(each["amount"], Payment(each["payment"]))
                for each in stored["amounts"]
                for audience in each["audience"]
            },
            covers=Texts(stored["covers"]) if "covers" in stored else None,
            payee=Texts(stored["payee"]) if "payee" in stored else None,
        )

    def charge(self, audience: Audience) -> Charge:
        """Of one kind of guests; those who may come in each other's place pay alike."""
        if audience in self.charges or audience not in INDIVIDUALS_ALIKE:
            return self.charges.get(audience, NOTHING)
        return max(
            (charge for of, charge in self.charges.items() if of in INDIVIDUALS_ALIKE), default=NOTHING
        )

    def by_charge(self, audience: Collection[Audience]) -> list[tuple[Charge, list[Audience]]]:
        """Which of these kinds of guests pay how much, the least first."""
        found: dict[Charge, list[Audience]] = {}
        for each in sorted(audience):
            found.setdefault(self.charge(each), []).append(each)
        return sorted(found.items())


FREE = Tariff({})


def total_of(prices: Iterable[Price | None]) -> int | None:
    """Of several visits of one party; None where one is known in words only."""
    totals = [None if each is None else each.total for each in prices]
    known = [each for each in totals if each is not None]
    return sum(known) if len(known) == len(totals) else None
