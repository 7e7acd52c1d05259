"""Who comes as a list of people: «нас четверо: мама, папа и двое детей», «27 детей, я и родитель».

Works on the line of signs that ``bot.domain.typed.party`` makes of a text, before words are given to
numbers: a list that says again what a number has said goes, and one that goes on after the children becomes
one number of adults. What is not wholly understood stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final


@dataclass(slots=True, eq=False)
class Number:
    """``role``: what a word says that it counts. ``added``: after a plus. ``inside``: in brackets or after
    «из них». ``after``: how many classes were named before it. ``odd``: beside a word that nobody knows."""

    n: int
    added: bool
    inside: bool
    after: int
    role: str | None = None
    odd: bool = False


Sign = Number | str
_BETWEEN: Final = frozenset({",", "&", "with", "+", "="})
_ADULTS: Final = frozenset({"adults", "adults1"})
_OLDEST_CHILD: Final = 17
_CHILDREN: Final = frozenset({"children", "children1", "part"})


@dataclass(slots=True)
class _People:
    """What a list names. ``items``: in so many steps; ``by_name``: adults that stand without a number."""

    adults: int = 0
    children: int = 0
    items: int = 0
    by_name: int = 0

    @property
    def together(self) -> int:
        return self.adults + self.children


def read_lists(line: Sequence[Sign], *, largest_family: int, family: bool) -> tuple[list[Sign], list[int]]:
    """The line with its lists of people in numbers, and the ages (years) that stood in it as bare numbers.
    ``largest_family``: up to so many with a list before them are a family, which is read elsewhere.
    ``family``: it is said to be one."""
    signs, ages = _without_ages(list(line), family or _is_of_a_family(line, largest_family))
    return _first_person_last(_adults_in_one(_without_second_saying(signs)), largest_family), ages


def _people_of(signs: Sequence[Sign], *, words: bool) -> _People | None:
    """Who is listed; None where something is no list of people. ``words``: unknown ones are passed over."""
    found = _People()
    at = 0
    while at < len(signs):
        sign, then = signs[at], signs[at + 1] if at + 1 < len(signs) else None
        at += 1
        if isinstance(sign, Number):
            if then in _ADULTS:
                found.adults += sign.n
            elif then in _CHILDREN:
                found.children += sign.n
            else:
                return None
            at += 1
        elif sign == "self":
            found.adults += 1
            found.by_name += 1
            if then == "adults1":  # «я, учитель 7 Б» and «я учитель» are one person
                at += 1
            elif then == "," and signs[at + 1 :] == ["adults1"]:
                at += 2
        elif sign == "adults1":
            found.adults += 1
            found.by_name += 1
        elif sign == "children1":
            found.children += 1
        elif sign in _BETWEEN or (words and sign == "word"):
            continue
        else:
            return None
        found.items += 1
    return found


def _without_ages(line: list[Sign], family: bool) -> tuple[list[Sign], list[int]]:
    """«Мама и дети 8 и 12», «двое детей 9 и 12», «дочка 9»: with grown-ups of a family beside them small
    numbers after children are their ages."""
    left: list[Sign] = []
    ages: list[int] = []
    at = 0
    while at < len(line):
        sign = line[at]
        at += 1
        left.append(sign)
        if sign not in _CHILDREN:
            continue
        counted = left[-2] if len(left) > 1 else None
        found, end = _ages_from(line, at)
        if sign == "children1":
            is_age = len(found) == 1 and found != [1]  # «ребёнок 1, взрослый 1»
        elif not family:
            continue
        elif isinstance(counted, Number):
            is_age = len(found) == counted.n
        elif is_age := len(found) > 1:
            left.insert(-1, Number(len(found), added=False, inside=False, after=0))
        if is_age:
            ages += found
            left.append("=")
            at = end
    return left, ages


def _is_of_a_family(line: Sequence[Sign], largest_family: int) -> bool:
    """Whether somebody grown up is named, and no more of them than a family has."""
    counted = [sign.n for sign, then in pairwise([*line, ""]) if isinstance(sign, Number) and then in _ADULTS]
    named = sum(sign in {"self", "adults1"} for sign in line)
    return 0 < named + sum(counted) <= largest_family


def _ages_from(line: Sequence[Sign], at: int) -> tuple[list[int], int]:
    """Ages that are listed from here on, and where the list ends."""
    found: list[int] = []
    end = at
    while at < len(line):
        sign = line[at]
        if isinstance(sign, Number):
            then = line[at + 1] if at + 1 < len(line) else None
            if sign.n > _OLDEST_CHILD or sign.added or then in {*_CHILDREN, *_ADULTS, "people"}:
                break
            found.append(sign.n)
            end = at + 1
        elif sign not in {",", "&"}:
            break
        at += 1
    return found, end


def _without_second_saying(line: list[Sign]) -> list[Sign]:
    """«Нас трое: я, муж и сын» names three, «3 взрослых (я и две мамы)» names the three adults."""
    for at, sign in enumerate(line):
        if not isinstance(sign, Number):
            continue
        rest = line[at + 1 + (line[at + 1 : at + 2] == ["people"]) :]
        everybody = _people_of(rest, words=True)
        if everybody is not None and everybody.items > 1 and everybody.together == sign.n:
            named = at and line[at - 1] in {*_ADULTS, *_CHILDREN, "people"}  # «взрослых двое: я и мама»
            return [*line[: at - 1 if named else at], *rest]
        if rest and rest[0] in _ADULTS and (end := _end_of_adults(rest, sign.n)):
            return [*line[: at + 2], *rest[end:]]
    return line


def _end_of_adults(rest: list[Sign], count: int) -> int:
    """Up to where a list names just so many adults as were counted before it; 0 where it does not."""
    if count == 1:  # «1 взрослый (я)», but «учитель и мама» are two
        return next((at for at in (2, 3) if rest[1:at] in (["self"], [",", "self"])), 0)
    for end in range(len(rest), 2, -1):
        listed = _people_of(rest[1:end], words=True)
        if listed is not None and listed.items > 1 and listed.together == listed.adults == count:
            return end
    return 0


def _adults_in_one(line: list[Sign]) -> list[Sign]:
    """«27 детей, я и два родителя» are 27 and three adults."""
    others = [
        at
        for at, sign in enumerate(line)
        if isinstance(sign, Number) and not (line[at + 1 : at + 2] and line[at + 1] in _ADULTS)
    ]
    if not others:
        return line
    last = others[-1]
    number = line[last]
    begin = last + 1
    if begin < len(line) and line[begin] in {*_CHILDREN, "people"}:
        begin += 1
    tail = _people_of(line[begin:], words=False)
    if not isinstance(number, Number) or tail is None or not tail.by_name or tail.children:
        return line
    return [*line[:begin], *_as_adults(tail.adults, number)]


def _first_person_last(line: list[Sign], largest_family: int) -> list[Sign]:
    """«Я и 27 детей»."""
    first = next((at for at, sign in enumerate(line) if isinstance(sign, Number)), 0)
    number, rest = line[first : first + 1], [each for each in line[first + 1 :] if each != ","]
    before = _people_of(line[:first], words=False)
    if not (number and isinstance(number[0], Number) and before and before.by_name) or before.children:
        return line
    if number[0].n <= largest_family or rest not in ([], *([each] for each in (*_CHILDREN, "people"))):
        return line
    number[0].added = False
    return [*number, *rest, *_as_adults(before.adults, number[0])]


def _as_adults(count: int, beside: Number) -> list[Sign]:
    return ["&", Number(count, added=False, inside=beside.inside, after=beside.after), "adults"]
