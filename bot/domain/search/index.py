"""Finds what is published by the words that people type, in memory and without any I/O (A5).

Each word of the query has to match some word of a thing; how well, costs. A word as it is costs nothing, its
other forms little, its beginning more, a slip of the finger most, and where it stands adds to that: a name is
what people mean, a description what they may have read. What costs least comes first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.catalogue.catalogue import Catalogue
from bot.domain.search.entries import KINDS, PROFESSION, PROGRAMME, Entry, Field, Found, Results, entries_of
from bot.domain.search.words import asked_words, by_other_keyboard, stem_of, words_of

_FIELD: Final[Mapping[Field, float]] = {
    Field.NAME: 0.0,
    Field.CITY: 0.2,
    Field.INDUSTRY: 0.4,
    Field.PROFESSION: 0.5,
    Field.TEXT: 1.2,
}
_PART: Final = 0.2
"""Of a programme beside its site: who finds the site finds both."""
_OF_ANOTHER: Final = 0.6
"""Of a word that belongs to the site of a programme, or to a programme of a site."""
_FORM, _BEGINNING, _LETTERS_LEFT, _SLIP = 0.15, 1.0, 0.8, 2.5
_SLIP_IN_STEM, _SLIP_IN_BEGINNING = 0.5, 1.0
_MOST_PROFESSIONS: Final = 2
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_STEM: Final = 4
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 5, 9

_OF_EVERYTHING: Final = """
завод фабрика комбинат предприятие цех программа экскурсия школа класс группа дети детей площадка музей
производство промышленность
plant factory mill works site company programme program tour class kids children industry
"""
_HARDLY_SAY: Final = frozenset(map(stem_of, _OF_EVERYTHING.split()))
"""Words that may be said of nearly everything: beside others they need not be true."""


def slips_allowed(word: str) -> int:
    """Letters that may be wrong, missing, too many or changed with their neighbour."""
    if not word.isalpha() or len(word) < _ONE_SLIP_FROM:
        return 0
    return 1 if len(word) < _TWO_SLIPS_FROM else 2


def _says_little(word: str) -> bool:
    return stem_of(word) in _HARDLY_SAY


@dataclass(frozen=True, slots=True)
class _Place:
    """A word in a thing: what it costs to be found there, and whether it is the thing's own."""

    entry: int
    cost: float
    is_own: bool


def _cost_of_place(entry: Entry, field: Field, *, is_own: bool) -> float:
    part = _PART if entry.found.kind == PROGRAMME else 0.0
    return _FIELD[field] + part + (0.0 if is_own else _OF_ANOTHER)


class SearchIndex:
    """Of one snapshot of the catalogue; never changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._found: list[Found] = []
        self._name_lengths: list[int] = []
        places: dict[str, dict[int, _Place]] = defaultdict(dict)
        words = cache(words_of)  # a site's texts stand in each of its programmes, too
        for number, entry in enumerate(entries_of(catalogue)):
            self._found.append(entry.found)
            self._name_lengths.append(
                min((len(words(text)) for field, text in entry.own if field is Field.NAME), default=0)
            )
            for field, text, is_own in entry.texts:
                cost = _cost_of_place(entry, field, is_own=is_own)
                for word in words(text):
                    known = places[word].get(number)
                    if known is None or cost < known.cost:
                        places[word][number] = _Place(
                            number, cost, is_own or (known is not None and known.is_own)
                        )
        self._places = {word: tuple(of.values()) for word, of in places.items()}
        self._words = sorted(self._places)
        self._of_stem: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._of_stem[stem_of(word)].append(word)
        self._stems = sorted(self._of_stem)

    def find(self, query: str) -> Results:
        """By all words, on the keyboard on which they were typed. Where that finds nothing: on the other one,
        and then by those words of a sentence that anything here has."""
        asked = asked_words(query)
        results = self._results(asked)
        if results.found:
            return results
        swapped = by_other_keyboard(query).strip()
        for words, instead in (
            (asked_words(swapped), swapped),
            (known := self._known(asked), " ".join(known)),
        ):
            others = self._results(words, instead)
            if others.found:
                return others
        return results

    def _results(self, words: Sequence[str], instead: str | None = None) -> Results:
        costs = self._costs(words)
        ranked = [self._found[each] for each in sorted(costs, key=lambda each: self._rank(each, costs[each]))]
        called = [
            self._found[each].id
            for each in sorted(costs, key=costs.__getitem__)
            if self._found[each].kind == PROFESSION and costs[each] < _SLIP * max(len(words), 1)
        ]
        found = tuple(each for each in ranked if each.kind != PROFESSION)
        return Results(found, tuple(words), instead, tuple(called[:_MOST_PROFESSIONS]))

    def _known(self, asked: Sequence[str]) -> list[str]:
        """The words that something here has; none where most of the sentence is about something else."""
        telling = [each for each in asked if not _says_little(each)]
        known = [each for each in telling if any(self._plain_matches(each, stem_of(each)))]
        return known if 2 * len(known) >= len(telling) else []

    def _costs(self, asked: Sequence[str]) -> dict[int, float]:
        """By the number of each thing that has all these words, and one of them of its own."""
        needed = [each for each in asked if not _says_little(each)] or list(asked)
        costs: dict[int, tuple[float, bool]] | None = None
        for word in needed:
            of_word = self._cost_of(word)
            if costs is None:
                costs = of_word
            else:
                costs = {
                    entry: (cost + of_word[entry][0], own or of_word[entry][1])
                    for entry, (cost, own) in costs.items()
                    if entry in of_word
                }
            if not costs:
                return {}
        mine = {entry: cost for entry, (cost, own) in (costs or {}).items() if own}
        for word in asked:
            if word not in needed:
                self._prefer(mine, word)
        return mine

    def _rank(self, entry: int, cost: float) -> tuple[float, int, int, int]:
        """Of what costs the same sites come before programmes, and short names before long ones."""
        return round(cost, 3), KINDS.index(self._found[entry].kind), self._name_lengths[entry], entry

    def _prefer(self, costs: dict[int, float], word: str) -> None:
        """Where a word that hardly says anything is true, that is a little better."""
        of_word = self._cost_of(word)
        for entry in costs:
            if entry not in of_word:
                costs[entry] += _BEGINNING

    def _cost_of(self, word: str) -> dict[int, tuple[float, bool]]:
        """By the number of each thing that has the word, however it is meant: the cost, and whether the word
        is its own."""
        best: dict[int, tuple[float, bool]] = {}
        for matched, cost in self._matches(word):
            for place in self._places[matched]:
                total = cost + place.cost
                known = best.get(place.entry)
                if known is None or total < known[0]:
                    best[place.entry] = (total, place.is_own or bool(known and known[1]))
        return best

    def _matches(self, word: str) -> Iterator[tuple[str, float]]:
        """Words of the index that may be meant. Slips are looked for where nothing else fits."""
        stem = stem_of(word)
        exact = list(self._plain_matches(word, stem))
        yield from exact
        if not exact:
            yield from self._slips(word, stem)

    def _plain_matches(self, word: str, stem: str) -> Iterator[tuple[str, float]]:
        if word in self._places:
            yield word, 0.0
        for each in self._of_stem.get(stem, ()):
            if each != word:
                yield each, _FORM
        if word.isdecimal():
            return
        if len(word) >= _SHORTEST_BEGINNING:
            for each in _beginning_with(word, self._words):
                yield each, _BEGINNING + _LETTERS_LEFT * (1 - len(word) / len(each))
        if _SHORTEST_STEM <= len(stem) < len(word):
            for each in _beginning_with(stem, self._words):
                yield each, _BEGINNING + _FORM + _LETTERS_LEFT * (1 - len(stem) / len(each))

    def _slips(self, word: str, stem: str) -> Iterator[tuple[str, float]]:
        allowed = slips_allowed(word)
        if not allowed:
            return
        near = list(_near(word, self._words, allowed))
        yield from near
        for each, cost in _near(stem, self._stems, min(allowed, slips_allowed(stem))):
            for of_stem in self._of_stem[each]:
                yield of_stem, cost + _SLIP_IN_STEM
        if not near:
            longer = [each for each in self._words if len(each) > len(word)]
            starts = [each[: len(word)] for each in longer]
            for at, cost in _near_at(word, starts, allowed):
                yield longer[at], cost + _SLIP_IN_BEGINNING


def _beginning_with(start: str, words: Sequence[str]) -> Iterator[str]:
    for at in range(bisect_left(words, start), len(words)):
        if not words[at].startswith(start):
            return
        if words[at] != start:
            yield words[at]


def _near(word: str, words: Sequence[str], allowed: int) -> Iterator[tuple[str, float]]:
    for at, cost in _near_at(word, words, allowed):
        yield words[at], cost


def _near_at(word: str, words: Sequence[str], allowed: int) -> Iterator[tuple[int, float]]:
    if not allowed:
        return
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    for _, distance, at in found:
        yield at, _SLIP + distance
