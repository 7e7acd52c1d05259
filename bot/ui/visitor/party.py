"""A party in words: «7 Б, 27 + 3», «2 места»."""

from __future__ import annotations

from bot.domain.model import Audience
from bot.domain.people.organisation import ClassCard
from bot.ui.formats.labels import NO_BREAK
from bot.ui.translator import Translator


def class_label(grade: int | None, letter: str | None, t: Translator) -> str:
    """«7 Б»; «7-1» for a parallel; «группа» where no grade was said."""
    if grade is None:
        return t.label("party.group")
    if letter is not None and letter.isdecimal():
        return f"{grade}-{letter}"
    return f"{grade}{NO_BREAK}{letter}" if letter else t.label("party.grade", grade=grade)


def counts_label(children: int, adults: int, t: Translator) -> str:
    """«27 + 3» with children, «5 мест» of adults alone."""
    return f"{children}{NO_BREAK}+{NO_BREAK}{adults}" if children else str(t.count("count.people", adults))


def party_label(
    audience: Audience | None,
    grade: int | None,
    letter: str | None,
    children: int,
    adults: int,
    t: Translator,
) -> str:
    """«7 Б · 27 + 3» for a class, «2 человека» for others."""
    counts = counts_label(children, adults, t)
    if audience in {Audience.SCHOOL, Audience.COLLEGE}:
        return f"{class_label(grade, letter, t)} · {counts}"
    return counts


def card_label(card: ClassCard, t: Translator) -> str:
    """A saved class: «7 Б · 27 + 3»."""
    return party_label(card.audience, card.grade, card.letter, card.children, card.adults, t)
