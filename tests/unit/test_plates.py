"""Plates as people type them; a name or a sentence is none (B17, H4)."""

from __future__ import annotations

import pytest

from bot.domain.typed.plates import latin_plate, read_plate

pytestmark = pytest.mark.shows("B17")


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("А123ВС11", "А123ВС11"),
        ("а 123 вс - 11", "А123ВС11"),
        ("a123bc 11", "A123BC11"),
        ("АВ 123 11", "АВ12311"),
        ("12", None),
        ("1234567", None),
        ("Иванов", None),
        ("Иванов Пётр 12", None),
        ("автобус синий, номер не знаю", None),
        ("А123ВС11; DROP", None),
        ("А1" * 9, None),
        ("", None),
    ],
)
def test_a_plate_is_capitals_and_digits(typed: str, plate: str | None) -> None:
    assert read_plate(typed) == plate


def test_a_plate_reads_the_same_in_either_alphabet() -> None:
    assert latin_plate("АВЕКМНОРСТУХ123") == "ABEKMHOPCTYX123"
