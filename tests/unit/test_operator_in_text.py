"""An operator that is named among other things (C4)."""

from __future__ import annotations

import pytest

from bot.domain.typed.operator_in_text import take_operator_out


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("турфирма", None, ""),
        ("мы агентство, 25", None, "25"),
        ("турфирма «Северный путь», 25 человек", "Турфирма «Северный путь»", "25 человек"),
        ("Турагентство Северный путь, нас 18", "Турагентство Северный путь", "нас 18"),
        ("от туроператора «Печора» 12", "«Печора»", "12"),
        ("tour operator, 30 people", None, "30 people"),
    ],
)
def test_what_is_said(text: str, name: str | None, rest: str) -> None:
    found, left, said = take_operator_out(text)
    assert said
    assert (found, left.strip(" ,")) == (name, rest)


@pytest.mark.parametrize(
    "text", ["7 Б, 27", "нас трое", "2 взрослых и ребёнок 6 лет", "25 туристов", "фирменный класс"]
)
def test_nobody_else_is_meant(text: str) -> None:
    assert take_operator_out(text) == (None, text, False)
