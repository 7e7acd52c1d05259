"""A party in words: «7 Б, 27 + 3», «2 места»."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.forms import Part
from bot.domain.model import Audience
from bot.domain.people.organisation import ClassCard
from bot.ui.formats.dates import local_date, part_label
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


def on_days(starts: Sequence[datetime], timezone: str) -> bool:
    """Whether subgroups come on several days."""
    return len({local_date(each, timezone) for each in starts}) > 1


def subgroups_label(parts: Sequence[Part], starts: Sequence[datetime], timezone: str, t: Translator) -> str:
    """«в 10:00 — 13 детей и 2 взрослых; в 11:30 — …», with their days where these differ: «пн, 28 декабря,
    10:00 — 14 человек; …». Who is counted as people, not as children and adults, stays so."""
    key = "form.split_part_day" if on_days(starts, timezone) else "form.split_part"
    return "; ".join(
        t.label(key, time=part_label(start, starts, timezone, t), who=_who(part, t))
        for part, start in zip(parts, starts, strict=True)
    )


def _who(part: Part, t: Translator) -> str:
    if not part.children:
        return str(t.count("count.people", part.adults))
    children, adults = t.count("count.children", part.children), t.count("count.adults", part.adults)
    return t.label("form.split_who", children=children, adults=adults)
