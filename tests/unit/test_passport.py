"""Which visits are a class's: it moves up with every September (D4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.model import Audience, ClassCardId, OrganisationId, OrganisationKind
from bot.domain.papers.passport import ClassVisit, Passport, was_class
from bot.domain.people.organisation import ClassCard, Organisation
from bot.domain.texts import Texts

SCHOOL = Organisation(OrganisationId(1), OrganisationKind.SCHOOL, "Школа № 5", "Емва")
CARD = ClassCard(ClassCardId(1), Audience.SCHOOL, 7, "Б", 27, 3, 12, SCHOOL)
IN_AUTUMN = date(2026, 11, 23)


@pytest.mark.shows("D4")
@pytest.mark.parametrize(
    ("grade", "then", "is_it"),
    [
        (7, date(2026, 9, 1), True),
        (6, date(2026, 8, 31), True),
        (6, date(2025, 9, 1), True),
        (5, date(2025, 5, 26), True),
        (7, date(2026, 5, 20), False),
        (6, date(2026, 10, 1), False),
        (8, date(2026, 10, 1), False),
        (None, date(2026, 10, 1), False),
    ],
)
def test_a_class_moves_up(grade: int | None, then: date, is_it: bool) -> None:
    assert was_class(CARD, grade, then, IN_AUTUMN) is is_it


@pytest.mark.shows("D4")
def test_a_class_of_several_grades_is_of_one_school_year() -> None:
    mixed = replace(CARD, grade=None, letter=None)
    assert was_class(mixed, None, date(2026, 9, 2), IN_AUTUMN)
    assert not was_class(mixed, None, date(2026, 8, 30), IN_AUTUMN)
    assert not was_class(mixed, 7, date(2026, 9, 2), IN_AUTUMN)


@pytest.mark.shows("D4")
def test_hours_are_summed_as_certificates_count_them() -> None:
    def visit(industry: str, minutes: int, *professions: str) -> ClassVisit:
        text = Texts({"ru": industry})
        told = tuple(Texts({"ru": each}) for each in professions)
        return ClassVisit(IN_AUTUMN, text, text, industry, text, text, minutes, told)

    seen = Passport((visit("лес", 75, "вальщик"), visit("хлеб", 60, "пекарь"), visit("лес", 75, "вальщик")))
    assert (seen.minutes, seen.half_hours) == (210, 3 + 2 + 3)
    assert list(seen.industries) == ["лес", "хлеб"]
    assert [each.get("ru") for each in seen.professions] == ["вальщик", "пекарь"]
