"""Prices are amounts by audience, and one place works out what a party pays (C5)."""

from __future__ import annotations

import pytest

from bot.domain.catalogue.tariff import NOTHING, Charge, Price, Tariff
from bot.domain.model import Audience, Payment
from bot.ui.formats.money import money_label
from bot.ui.translator import translator_for

pytestmark = pytest.mark.shows("C5")

STORED = {
    "amounts": [
        {"audience": ["school", "college"], "amount": 150, "payment": "invoice"},
        {"audience": ["family"], "amount": 400, "payment": "gate"},
    ],
    "covers": {"ru": "билет"},
}
TARIFF = Tariff.of(STORED)
BY_INVOICE, AT_GATE = Charge(150, Payment.INVOICE), Charge(400, Payment.GATE)


@pytest.mark.parametrize(
    ("audience", "charge"),
    [
        (Audience.SCHOOL, BY_INVOICE),
        (Audience.COLLEGE, BY_INVOICE),
        (Audience.FAMILY, AT_GATE),
        (Audience.TOURIST, AT_GATE),
        (Audience.ADULT, AT_GATE),
        (Audience.STUDENT, NOTHING),
    ],
)
def test_guests_who_come_in_each_others_place_pay_alike(audience: Audience, charge: Charge) -> None:
    assert TARIFF.charge(audience) == charge


def test_of_several_amounts_of_guests_alike_the_own_one_counts_and_else_the_highest() -> None:
    tariff = Tariff({Audience.FAMILY: Charge(200), Audience.ADULT: Charge(500)})
    assert tariff.charge(Audience.FAMILY) == Charge(200)
    assert tariff.charge(Audience.TOURIST) == Charge(500)


@pytest.mark.parametrize(("people", "total"), [(0, 0), (1, 150), (30, 4500), (100, 15000)])
def test_the_total_is_of_everybody_adults_included(people: int, total: int) -> None:
    assert Price(TARIFF.charge(Audience.SCHOOL), people).total == total


def test_who_pays_how_much_the_least_first() -> None:
    everybody = frozenset(Audience) - {Audience.ADULT}
    assert TARIFF.by_charge(everybody) == [
        (NOTHING, [Audience.STUDENT]),
        (BY_INVOICE, [Audience.COLLEGE, Audience.SCHOOL]),
        (AT_GATE, [Audience.FAMILY, Audience.TOURIST]),
    ]


@pytest.mark.parametrize(
    ("amount", "ru", "en"),
    [
        (0, "0\u00a0₽", "₽0"),
        (350, "350\u00a0₽", "₽350"),
        (10_500, "10\u00a0500\u00a0₽", "₽10,500"),
        (1_234_567, "1\u00a0234\u00a0567\u00a0₽", "₽1,234,567"),
    ],
)
def test_money_is_written_as_each_language_writes_it(amount: int, ru: str, en: str) -> None:
    assert money_label(amount, translator_for("ru")) == ru
    assert money_label(amount, translator_for("en")) == en
