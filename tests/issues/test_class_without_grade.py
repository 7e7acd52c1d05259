"""A saved group without a grade was asked about as «Убрать группа из списка?»."""

from __future__ import annotations

from bot.ui.translator import translator_for
from bot.ui.visitor.classes import class_remove
from tests.screens.showroom import class_card


def test_a_group_without_a_grade_is_named_in_the_right_case() -> None:
    screen = class_remove(class_card(1, grade=None, letter=None), translator_for("ru"))
    assert "Убрать группа" not in screen.text
