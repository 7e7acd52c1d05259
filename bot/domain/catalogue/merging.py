"""A file and what the chat has changed, as in a merge of three: what is stored then, and what stays as the
chat has it (docs/decisions/0031-the-chat-and-the-file.md).

The only place that says so. What comes out is a file again: it is judged by the rules of every file, compared
with what is stored, and stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from bot.domain.catalogue.checks import Fault, SoundParts, check_parts
from bot.domain.catalogue.file import (
    VISIT_RULES,
    CatalogueFile,
    City,
    DayOff,
    Industry,
    Intake,
    Part,
    Profession,
    Programme,
    Region,
    Route,
    Site,
    SiteCard,
    WeeklyEntry,
    visit_rules,
)
from bot.domain.catalogue.problems import Kept, Place, Problem, RowProblem
from bot.domain.catalogue.reading import reader_of

SCHEDULE: Final = "schedule"
INTAKES: Final = "intakes"
"""The weekly rules of a programme, and the intakes of a placement, which have a mark like a column."""
_OF_RULES: Final[Mapping[str, type[Part]]] = {SCHEDULE: WeeklyEntry, INTAKES: Intake}
DAYS_OFF: Final = "days_off"
IMPORTED: Final = "catalogue.import"
"""As the log calls an import; among its details, where the file's word counted for everything:"""
OVERWRITTEN: Final = "overwritten"
_PROFESSIONS: Final = "professions"
"""A file joins them by short names of its own, so they are compared by what they are called."""
_AGREED: Final = "#agreed"
"""In a stored mark: the columns that a file has said like the chat since. No column is called so."""
_PRICES: Final = ("price", "tariff")
"""Rules of visits that may say nothing: a site's own would be heard instead."""
_BESIDE: Final[Mapping[Problem, frozenset[str]]] = {
    Problem.GROUP_RANGE: frozenset({"min_group", "max_group", "minimum"}),
    Problem.CAPACITY_RANGE: frozenset({"min_group", "max_group", "minimum", SCHEDULE}),
    Problem.LIST_AFTER_REQUEST: frozenset({"lead_working_days", "list_lead_working_days"}),
    Problem.AUDIENCE_NOT_SERVED: frozenset({"audience", SCHEDULE}),
    Problem.MINIMUM_OF_NOTHING: frozenset({"minimum", "sharing", SCHEDULE}),
    Problem.CLASH: frozenset({"duration_min", SCHEDULE}),
}
"""Of which columns such a fault tells."""

Document = Mapping[str, Any]


class Word(StrEnum):
    """Whose word counts where file and chat differ."""

    CHAT = "chat"
    """The file knows nothing of what was said since."""
    SEEN = "seen"
    """The file was written when the chat had its say already, or its author has seen what it replaces."""
    FILE = "file"
    """The file's, whatever it was written for; there is nothing to be kept any more."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the chat has changed of a site or programme: by column what it was before. ``agreed``: those that
    a file has said like the chat since."""

    before: Mapping[str, Any] = field(default_factory=dict)
    agreed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> Marks:
        before = {name: value for name, value in (stored or {}).items() if name != _AGREED}
        return cls(before, frozenset((stored or {}).get(_AGREED, ())) & before.keys())

    def stored(self) -> dict[str, Any] | None:
        agreed = {_AGREED: sorted(self.agreed)} if self.agreed else {}
        return {**self.before, **agreed} or None

    def with_change(self, column: str, before: Any) -> Marks:
        """The chat changes a column that says this now. Of one that was changed before, the first value
        stays; where a file has agreed since, the files that are about say what it says now."""
        known = column in self.before and column not in self.agreed
        return Marks(
            self.before if known else {**self.before, column: before}, self.agreed.difference({column})
        )


@dataclass(frozen=True, slots=True)
class OfChat:
    """What the chat has changed in a region: of sites and routes by slug, of programmes by slug and code;
    ``days``: of the region, as ISO dates."""

    sites: Mapping[str, Marks] = field(default_factory=dict)
    programmes: Mapping[tuple[str, str], Marks] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    routes: Mapping[str, Marks] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """``file``: what is stored; ``kept``: where it says otherwise than the file that was given; ``replaced``:
    what would be kept of the chat's if the file's word did not count for everything; ``marks``: of sites
    (without a code) and programmes, as they are from then on, where they are others than before, and
    ``route_marks`` of routes. ``faults``: why it cannot be stored."""

    file: CatalogueFile
    kept: tuple[Kept, ...] = ()
    marks: Mapping[tuple[str, str | None], Marks] = field(default_factory=dict)
    faults: tuple[RowProblem, ...] = ()
    route_marks: Mapping[str, Marks] = field(default_factory=dict)
    replaced: tuple[Kept, ...] = ()


def merge(file: CatalogueFile, stored: Document | None, of_chat: OfChat, word: Word) -> Merged:
    """``stored``: what there is, as a file says it."""
    if stored is None:
        return Merged(file)
    there = {each["slug"]: each for each in stored["sites"]}
    merging = _Merging(file, word, of_chat, stored)
    sites = tuple(
        merging.site(number, each, there[each.slug]) if each.slug in there else each
        for number, each in enumerate(file.sites)
    )
    ways = {each["slug"]: each for each in stored.get("routes", ())}
    routes = tuple(
        merging.route(each, ways[each.slug]) if each.slug in ways else each for each in file.routes
    )
    region = merging.region(stored["region"])
    return Merged(
        merging.file.model_copy(update={"sites": sites, "routes": routes, "region": region}),
        tuple(merging.kept),
        merging.marks,
        tuple(merging.faults),
        merging.route_marks,
        tuple(merging.replaced),
    )


@dataclass(frozen=True, slots=True)
class _At:
    """A site, its programme with this code, or a route."""

    slug: str
    code: str | None = None
    of_route: bool = False


@dataclass(slots=True)
class _Merging:
    file: CatalogueFile
    word: Word
    of_chat: OfChat
    stored: Document
    kept: list[Kept] = field(default_factory=list)
    replaced: list[Kept] = field(default_factory=list)
    marks: dict[tuple[str, str | None], Marks] = field(default_factory=dict)
    route_marks: dict[str, Marks] = field(default_factory=dict)
    faults: list[RowProblem] = field(default_factory=list)

    def region(self, stored: Document) -> Region:
        """A day that the chat has settled stays as it is: what a file leaves out nobody touches."""
        if not self.of_chat.days:
            return self.file.region
        has = {each["day"]: each["works"] for each in stored.get(DAYS_OFF, ())}
        left: list[DayOff] = []
        for off in self.file.region.days_off:
            day = off.day.isoformat()
            settled = day in self.of_chat.days
            if settled and has.get(day) != off.works:
                differs = Kept("", None, DAYS_OFF, off.works, has.get(day), day)
                (self.replaced if self.word is Word.FILE else self.kept).append(differs)
            if self.word is Word.FILE or not settled:
                left.append(off)
        return self.file.region.model_copy(update={DAYS_OFF: tuple(left)})

    def site(self, number: int, said: Site, stored: Document) -> Site:
        of_programmes = {
            each.code: self.of_chat.programmes.get((said.slug, each.code)) for each in said.programmes
        }
        if any(each is not None and each.before.keys() & set(_PRICES) for each in of_programmes.values()):
            said = _with_own_prices(said)
        stays: list[Kept] = []
        marks = self.of_chat.sites.get(said.slug, Marks())
        has = {**stored, _PROFESSIONS: self._named_there(stored[_PROFESSIONS])}
        own, after = self._columns(SiteCard, _At(said.slug), marks, self._said(said), has, stays)
        if after != marks:
            self.marks[said.slug, None] = after
        own = self._with_lists(own)
        there = {each["code"]: each for each in stored["programmes"]}
        programmes: list[Programme] = []
        for each in said.programmes:
            known, of_one = there.get(each.code), of_programmes[each.code]
            if known is not None and of_one is not None:
                # Without its own a programme shows what its site does.
                shown = {_PROFESSIONS: self._named(each.professions or said.professions)}
                says = {**dict(each), **visit_rules(said, each), **shown}
                at = _At(said.slug, each.code)
                of_site = known.get(_PROFESSIONS) or stored[_PROFESSIONS]
                there_now = {**_whole(stored, known), _PROFESSIONS: self._named_there(of_site)}
                kept, after = self._columns(Programme, at, of_one, says, there_now, stays)
                if _PROFESSIONS in kept:
                    kept[_PROFESSIONS] = tuple(map(self._slug_of, kept[_PROFESSIONS]))
                if after != of_one:
                    self.marks[said.slug, each.code] = after
                programmes.append(each.model_copy(update=kept))
            else:
                programmes.append(each)
        if not stays:
            return said
        merged = said.model_copy(update={**own, "programmes": tuple(programmes)})
        self._judge(number, merged, stored, stays)
        return merged

    def _said(self, site: Site) -> dict[str, Any]:
        """What a site says, with professions by their names, and its place, which may be its town's."""
        town = next((each for each in self.file.cities if each.slug == site.city), None)
        says = {**dict(site), _PROFESSIONS: self._named(site.professions)}
        for axis in ("latitude", "longitude"):
            if says[axis] is None and town is not None:
                says[axis] = getattr(town, axis)
        return says

    def _named(self, slugs: Sequence[str]) -> list[Any]:
        """Professions of the file by what they are called."""
        names = [{"slug": each.slug, "name": dict(each.name)} for each in self.file.professions]
        return _called(slugs, names)

    def _named_there(self, slugs: Sequence[str]) -> list[Any]:
        """The same of what is stored."""
        return _called(slugs, self.stored[_PROFESSIONS])

    def _with_lists(self, own: dict[str, Any]) -> dict[str, Any]:
        """What stays of a site, with what it names in the lists of the file: the file may not have it."""
        for column, of, section in (("city", City, "cities"), ("industry", Industry, "industries")):
            there = {each.slug for each in getattr(self.file, section)}
            if column in own and own[column] not in there:
                known = next(each for each in self.stored[section] if each["slug"] == own[column])
                self._add(section, of.model_validate_json(json.dumps(known)))
        if _PROFESSIONS not in own:
            return own
        return {**own, _PROFESSIONS: tuple(map(self._slug_of, own[_PROFESSIONS]))}

    def _slug_of(self, name: Mapping[str, str]) -> str:
        for each in self.file.professions:
            if dict(each.name) == name:
                return each.slug
        taken, number = {each.slug for each in self.file.professions}, 1
        while f"chat-{number}" in taken:
            number += 1
        self._add(_PROFESSIONS, Profession(slug=f"chat-{number}", name=dict(name)))
        return f"chat-{number}"

    def _add(self, section: str, part: Part) -> None:
        self.file = self.file.model_copy(update={section: (*getattr(self.file, section), part)})

    def route(self, said: Route, stored: Document) -> Route:
        """Its stops are one value. What of it is the chat's and what the file's need not have seen each
        other: it takes as many days as its stops."""
        marks = self.of_chat.routes.get(said.slug, Marks())
        own, after = self._columns(Route, _At(said.slug, of_route=True), marks, dict(said), stored, [])
        if after != marks:
            self.route_marks[said.slug] = after
        if not own:
            return said
        merged = said.model_copy(update=own)
        return merged.model_copy(update={"days": max(merged.days, *(stop.day for stop in merged.stops))})

    def _columns(
        self,
        of: type[Part],
        at: _At,
        marks: Marks,
        says: Mapping[str, Any],
        stored: Document,
        stays: list[Kept],
    ) -> tuple[dict[str, Any], Marks]:
        """The columns that stay as they are stored, as the file's types have them, and the marks from then
        on."""
        own: dict[str, Any] = {}
        before, agreed = dict(marks.before), set(marks.agreed)
        for column, was in marks.before.items():
            now = stored.get(column)
            said, has, then = (_comparable(column, each) for each in (says[column], now, was))
            if said != has and _is_newer(said == then, agreed=column in agreed):
                differs = Kept(at.slug, at.code, column, _plain(says[column]), now, of_route=at.of_route)
                if self.word is Word.CHAT:
                    own[column] = _read(of, column, now)
                    stays.append(differs)
                    if column in agreed or said != then:
                        self.kept.append(differs)
                    continue
                if self.word is Word.FILE:
                    self.replaced.append(differs)
            agreed.add(column)
            # What the chat has made of it is gone: no file can take it back.
            if said == then or (self.word is Word.FILE and said != has):
                del before[column]
        return own, Marks(before, frozenset(agreed) & before.keys())

    def _judge(self, number: int, merged: Site, stored: Document, stays: Sequence[Kept]) -> None:
        """What the file says beside what the chat has kept: together they are to be a site as any file has
        it, with the programmes that the file leaves out. What was wrong before is nobody's fault here."""
        read = [_programme_of(_whole(stored, each)) for each in stored["programmes"]]
        there = [each for each in read if each is not None]
        codes = {each.code for each in merged.programmes}
        programmes = [*merged.programmes, *(each for each in there if each.code not in codes)]
        found = list(_faults_of(self.file, merged, programmes))
        known = {_key(each, there) for each in _faults_of(self.file, merged, there)} if found else set()
        for fault in found:
            if _key(fault, programmes) not in known:
                self.faults.append(_problem(number, merged, programmes, fault, stays))


def _with_own_prices(site: Site) -> Site:
    """What the site says of prices said by each of its programmes: one of them may say nothing then."""
    programmes = [
        each.model_copy(update={name: visit_rules(site, each)[name] for name in _PRICES})
        for each in site.programmes
    ]
    return site.model_copy(update={**dict.fromkeys(_PRICES), "programmes": tuple(programmes)})


# --- single values --------------------------------------------------------------------------------------


def _is_newer(is_of_before: bool, *, agreed: bool) -> bool:
    """Whether the chat's value is newer than a file that says another one: always where none has agreed. Else
    the files rule again, but for one that says what was before: that is an old one, or is taken for it."""
    return not agreed or is_of_before


def _rules_said(entries: Sequence[Part]) -> list[str]:
    """Weekly rules and intakes so that the same ones are equal: neither their order nor that of their days
    means anything."""
    return sorted(json.dumps(_sorted(_plain(each)), sort_keys=True) for each in entries)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    return sorted(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """A value of the file's types as it stands in a file."""
    return to_jsonable_python(value, by_alias=True, exclude_none=True)


def _comparable(column: str, value: Any) -> Any:
    if (of := _OF_RULES.get(column)) is not None:
        return _rules_said([each if isinstance(each, Part) else _rule(of, each) for each in value or ()])
    return _plain(value)


def _called(slugs: Sequence[str], parts: Sequence[Document]) -> list[Any]:
    """The names of professions; one that no list has is a fault that is named elsewhere."""
    names = {each["slug"]: each["name"] for each in parts}
    return [names.get(slug, slug) for slug in slugs]


def _rule(of: type[Part], document: Document) -> Part:
    return of.model_validate_json(json.dumps(document))


def _read(of: type[Part], column: str, stored: Any) -> Any:
    if (rule := _OF_RULES.get(column)) is not None:
        return tuple(_rule(rule, each) for each in stored or ())
    if column == _PROFESSIONS:
        return list(stored or ())
    return None if stored is None else reader_of(of, column).validate_json(json.dumps(stored))


def _whole(site: Document, programme: Document) -> Document:
    """A stored programme with the rules of visits that a file says but once, of its site."""
    return {**{name: site[name] for name in VISIT_RULES if name in site}, **programme}


def _programme_of(stored: Document) -> Programme | None:
    """One that is stored; None: no file can say it. Its professions have names of their own there."""
    try:
        return Programme.model_validate_json(json.dumps({**stored, "professions": []}))
    except ValidationError:
        return None


# --- faults ---------------------------------------------------------------------------------------------


def _faults_of(file: CatalogueFile, card: SiteCard, programmes: Sequence[Programme]) -> Iterator[Fault]:
    """What is wrong with a site as ``sites[0]`` of this file."""
    here: Place = ("sites", 0)
    within: Place = (*here, "programmes")
    sections: dict[Place, list[tuple[Place, str]]] = {
        (name,): [((name, number), each.slug) for number, each in enumerate(getattr(file, name))]
        for name in ("cities", "industries", "professions")
    }
    placed = [((*within, number), each) for number, each in enumerate(programmes)]
    codes = [(place, each.code) for place, each in placed]
    names: dict[Place, list[tuple[Place, str]]] = {**sections, within: codes}
    yield from check_parts(SoundParts({("sites",): [(here, card)], within: placed}, names))


def _of(fault: Fault, programmes: Sequence[Programme]) -> tuple[str | None, Place]:
    """The programme, None for the site itself, and the place within it."""
    _, _, *rest = fault[0]
    if rest[0] == "programmes":
        return programmes[int(rest[1])].code, tuple(rest[2:])
    return None, tuple(rest)


def _key(fault: Fault, programmes: Sequence[Programme]) -> tuple[object, ...]:
    code, rest = _of(fault, programmes)
    return code, fault[1], rest[:1]


def _problem(
    number: int, site: Site, programmes: Sequence[Programme], fault: Fault, stays: Sequence[Kept]
) -> RowProblem:
    code, rest = _of(fault, programmes)
    kind, facts = fault[1:]
    within: Place = ("sites", number)
    if code is not None:
        at = [each.code for each in programmes].index(code)
        within = (*within, "programmes", at) if at < len(site.programmes) else within
    said = [f'sites[{number}] "{site.slug}"', *([] if code is None else [f'"{code}"'])]
    said += [each for each in rest if isinstance(each, str)]
    columns = _BESIDE.get(kind, frozenset())
    beside = [each for each in stays if each.column in columns]
    if kind is not Problem.CLASH:
        beside = [each for each in beside if each.programme == code]
    return RowProblem(" → ".join(said), kind, facts, None, (*within, *rest), tuple(beside or stays))
