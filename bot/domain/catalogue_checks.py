"""What must hold between the values of a catalogue file: references, ranges, times that clash.

The checks run over those parts of the file that are sound by themselves, so that one pass reports
everything: a missing title does not hide a clash of times elsewhere.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from bot.domain.catalogue_file import (
    City,
    Industry,
    Organisation,
    Part,
    Profession,
    Programme,
    Region,
    Route,
    Season,
    SiteCard,
    WeeklyEntry,
)
from bot.domain.catalogue_problems import Place, Problem
from bot.domain.model import ProgrammeKind, Sharing

TRIAL_PLACES = 15
"""Most places of a job trial (D1)."""

P = TypeVar("P", bound=Part)

Fault = tuple[Place, Problem, Mapping[str, str | int]]


@dataclass(frozen=True, slots=True)
class Placed(Generic[P]):
    """A sound part of the file and where it stands."""

    place: Place
    part: P


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """A site; ``card`` is None when its own fields are faulty, then only its programmes are checked."""

    place: Place
    slug: str | None
    card: SiteCard | None
    programmes: Sequence[Placed[Programme]]
    codes: frozenset[str]
    """Codes of all programmes, of the faulty ones too: a route may refer to them."""


@dataclass(frozen=True, slots=True)
class SoundParts:
    """What of a file can be checked further. ``named``: all slugs of a section, sound or not."""

    region: Region | None
    cities: Sequence[Placed[City]]
    industries: Sequence[Placed[Industry]]
    professions: Sequence[Placed[Profession]]
    organisations: Sequence[Placed[Organisation]]
    sites: Sequence[PlacedSite]
    routes: Sequence[Placed[Route]]
    named: Mapping[str, frozenset[str]]


def check_parts(parts: SoundParts) -> Iterator[Fault]:
    """All faults between values, in no particular order."""
    if parts.region:
        yield from _once(("region", "days_off"), "day", [str(off.day) for off in parts.region.days_off])
    for section, slugs in (
        ("cities", [(c.place, c.part.slug) for c in parts.cities]),
        ("industries", [(i.place, i.part.slug) for i in parts.industries]),
        ("professions", [(p.place, p.part.slug) for p in parts.professions]),
        ("sites", [(s.place, s.slug) for s in parts.sites if s.slug]),
        ("routes", [(r.place, r.part.slug) for r in parts.routes]),
    ):
        yield from _unique(section, slugs)
    yield from _unique_organisations(parts.organisations)
    for organisation in parts.organisations:
        yield from _known(parts, (*organisation.place, "city"), organisation.part.city, "cities")
    for site in parts.sites:
        yield from _check_site(parts, site)
    for route in parts.routes:
        yield from _check_route(parts, route)


def _unique(section: str, slugs: Iterable[tuple[Place, str]]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for place, slug in slugs:
        if slug in first:
            index = first[slug][-1]
            yield (*place, "slug"), Problem.REPEATED, {"value": slug, "first": f"{section}[{index}]"}
        first.setdefault(slug, place)


def _unique_organisations(organisations: Sequence[Placed[Organisation]]) -> Iterator[Fault]:
    first: dict[tuple[str, str], Place] = {}
    for place, organisation in ((placed.place, placed.part) for placed in organisations):
        key = (organisation.name["ru"].casefold(), organisation.city)
        if key in first:
            facts = {"value": organisation.name["ru"], "first": f"organisations[{first[key][-1]}]"}
            yield (*place, "name"), Problem.REPEATED, facts
        first.setdefault(key, place)


def _once(place: Place, key: str | None, values: Sequence[str]) -> Iterator[Fault]:
    """No value twice in a list that stands at ``place``."""
    for index, value in enumerate(values):
        if (earlier := values.index(value)) < index:
            where = (*place, index, key) if key else (*place, index)
            yield where, Problem.REPEATED, {"value": value, "first": f"{place[-1]}[{earlier}]"}


def _known(parts: SoundParts, place: Place, value: str, section: str) -> Iterator[Fault]:
    if value not in parts.named[section]:
        yield place, Problem.UNKNOWN_REFERENCE, _unknown(value, section, parts.named[section])


def _unknown(value: str, section: str, names: Iterable[str]) -> dict[str, str | int]:
    return {"value": value, "section": section, "hint": hint(value, names)}


def hint(value: str, names: Iterable[str]) -> str:
    """The nearest name, as « (did you mean 'sloist'?)», or nothing."""
    nearest = difflib.get_close_matches(value, sorted(names), n=1)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""


# --- sites -----------------------------------------------------------------------------------------


def _check_site(parts: SoundParts, site: PlacedSite) -> Iterator[Fault]:
    card = site.card
    if card:
        yield from _known(parts, (*site.place, "city"), card.city, "cities")
        yield from _known(parts, (*site.place, "industry"), card.industry, "industries")
        yield from _check_professions(parts, site.place, card.professions)
        yield from _once((*site.place, "languages"), None, card.languages)
        if (card.latitude is None) != (card.longitude is None):
            absent = "latitude" if card.latitude is None else "longitude"
            yield (*site.place, absent), Problem.MISSING, {}
        yield from _list_after_request(site.place, card.lead_working_days, card.list_lead_working_days)
    yield from _unique_codes(site.programmes)
    for programme in site.programmes:
        yield from _check_programme(parts, programme, card)
    yield from _check_clashes(site)


def _unique_codes(programmes: Sequence[Placed[Programme]]) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for place, programme in ((placed.place, placed.part) for placed in programmes):
        if programme.code in first:
            index = first[programme.code][-1]
            facts = {"value": programme.code, "first": f"programmes[{index}]"}
            yield (*place, "code"), Problem.REPEATED, facts
        first.setdefault(programme.code, place)


def _check_professions(parts: SoundParts, place: Place, slugs: Sequence[str]) -> Iterator[Fault]:
    yield from _once((*place, "professions"), None, slugs)
    for index, slug in enumerate(slugs):
        yield from _known(parts, (*place, "professions", index), slug, "professions")


def _list_after_request(place: Place, lead_days: int, list_days: int) -> Iterator[Fault]:
    if list_days > lead_days:
        facts = {"list_days": list_days, "lead_days": lead_days}
        yield (*place, "list_lead_working_days"), Problem.LIST_AFTER_REQUEST, facts


def _check_programme(parts: SoundParts, placed: Placed[Programme], card: SiteCard | None) -> Iterator[Fault]:
    place, programme = placed.place, placed.part
    yield from _check_professions(parts, place, programme.professions)
    yield from _once((*place, "audience"), None, programme.audience)
    yield from _check_kind(place, programme)
    if card is None:
        return
    min_group = card.min_group if programme.min_group is None else programme.min_group
    if min_group > programme.max_group:
        facts = {"min_group": min_group, "max_group": programme.max_group}
        yield (*place, "max_group"), Problem.GROUP_RANGE, facts
    if programme.lead_working_days is not None or programme.list_lead_working_days is not None:
        yield from _list_after_request(
            place,
            card.lead_working_days if programme.lead_working_days is None else programme.lead_working_days,
            card.list_lead_working_days
            if programme.list_lead_working_days is None
            else programme.list_lead_working_days,
        )
    for index, entry in enumerate(programme.schedule):
        yield from _check_entry((*place, "schedule", index), entry, programme, min_group)


def _check_kind(place: Place, programme: Programme) -> Iterator[Fault]:
    kind = programme.kind
    placement = kind is ProgrammeKind.INTERNSHIP
    trial = kind is ProgrammeKind.TRIAL
    needed: dict[str, bool] = {
        "duration_min": not placement,
        "days": placement,
        "hours_per_day": placement,
        "task": trial,
        "product": trial,
        "level": trial,
    }
    facts: dict[str, str | int] = {"kind": kind.value}
    for name, wanted in needed.items():
        given = getattr(programme, name) is not None
        if given != wanted:
            yield (*place, name), Problem.NEEDED_FOR_KIND if wanted else Problem.NOT_FOR_KIND, facts
    if placement and programme.schedule:
        yield (*place, "schedule"), Problem.NOT_FOR_KIND, facts
    if not placement and programme.intakes:
        yield (*place, "intakes"), Problem.NOT_FOR_KIND, facts
    if placement and programme.sharing is not Sharing.SHARED:
        yield (*place, "sharing"), Problem.PLACEMENT_IS_SHARED, {}
    if trial and programme.max_group > TRIAL_PLACES:
        yield (*place, "max_group"), Problem.TRIAL_TOO_LARGE, {"limit": TRIAL_PLACES}
    for index, intake in enumerate(programme.intakes):
        yield from _once((*place, "intakes", index, "months"), None, [str(month) for month in intake.months])


def _check_entry(place: Place, entry: WeeklyEntry, programme: Programme, min_group: int) -> Iterator[Fault]:
    yield from _once((*place, "days"), None, entry.days)
    yield from _once((*place, "times"), None, [time.strftime("%H:%M") for time in entry.times])
    if entry.capacity is not None and not min_group <= entry.capacity <= programme.max_group:
        facts = {"min_group": min_group, "max_group": programme.max_group}
        yield (*place, "capacity"), Problem.CAPACITY_RANGE, facts
    for index, audience in enumerate(entry.audience or ()):
        if audience not in programme.audience:
            yield (*place, "audience", index), Problem.AUDIENCE_NOT_SERVED, {"value": audience.value}


# --- times that clash ------------------------------------------------------------------------------


class _Visit(NamedTuple):
    """One weekly visit; minutes count from midnight."""

    start: int
    end: int
    code: str
    season: Season | None
    place: Place


def _check_clashes(site: PlacedSite) -> Iterator[Fault]:
    """The people who receive visitors are the same, so a site's visits never overlap.

    Visits of one programme may follow each other at once (two halves of a class); another programme
    needs the buffer before it. Placements run beside visits, with their own mentor.
    """
    buffer = site.card.buffer_min if site.card else 0
    by_day: dict[str, list[_Visit]] = {}
    for programme in site.programmes:
        for day, visit in _weekly_visits(programme):
            by_day.setdefault(day, []).append(visit)
    for day, visits in by_day.items():
        visits.sort(key=lambda visit: (visit.start, visit.place))
        for index, later in enumerate(visits):
            for earlier in visits[:index]:
                pause = 0 if later.code == earlier.code else buffer
                if later.start < earlier.end + pause and _meet(later.season, earlier.season):
                    facts: dict[str, str | int] = {
                        "day": day,
                        "time": _clock(later.start),
                        "other": f"“{earlier.code}” {_clock(earlier.start)}–{_clock(earlier.end)}",
                        "buffer": buffer,
                    }
                    yield later.place, Problem.CLASH, facts
                    break


def _weekly_visits(placed: Placed[Programme]) -> Iterator[tuple[str, _Visit]]:
    programme = placed.part
    if programme.duration_min is None or programme.kind is ProgrammeKind.INTERNSHIP:
        return
    for index, entry in enumerate(programme.schedule):
        for day in dict.fromkeys(entry.days):
            for position, time in enumerate(entry.times):
                if time in entry.times[:position]:
                    continue  # reported as repeated
                start = time.hour * 60 + time.minute
                place = (*placed.place, "schedule", index, "times", position)
                end = start + programme.duration_min
                yield day.value, _Visit(start, end, programme.code, entry.season, place)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _meet(one: Season | None, other: Season | None) -> bool:
    """Whether two parts of the year have a day in common; a season may run over 31 December."""
    if one is None or other is None:
        return True
    return _within(one.first, other) or _within(other.first, one)


def _within(day: str, season: Season) -> bool:
    if season.first <= season.last:
        return season.first <= day <= season.last
    return day >= season.first or day <= season.last


# --- routes ----------------------------------------------------------------------------------------


def _check_route(parts: SoundParts, placed: Placed[Route]) -> Iterator[Fault]:
    place, route = placed.place, placed.part
    sites = {site.slug: site for site in parts.sites if site.slug}
    strictest: tuple[int, str] = (0, "")
    before = 1
    for index, stop in enumerate(route.stops):
        here = (*place, "stops", index)
        if stop.day < before:
            yield (*here, "day"), Problem.STOPS_OUT_OF_ORDER, {"before": before}
        before = max(before, stop.day)
        if stop.day > route.days:
            yield (*here, "day"), Problem.STOP_AFTER_LAST_DAY, {"days": route.days}
        if index == 0 and stop.travel_min:
            yield (*here, "travel_min"), Problem.FIRST_STOP_TRAVELS, {}
        site = sites.get(stop.site)
        if site is None:
            yield from _known(parts, (*here, "site"), stop.site, "sites")
            continue
        if stop.programme not in site.codes:
            facts = _unknown(stop.programme, f"the programmes of {stop.site!r}", site.codes)
            yield (*here, "programme"), Problem.UNKNOWN_REFERENCE, facts
        for programme in site.programmes:
            if programme.part.code == stop.programme:
                name = f"{stop.site} “{stop.programme}”"
                strictest = max(strictest, (programme.part.min_age, name), key=lambda pair: pair[0])
    if route.min_age < strictest[0]:
        facts = {"limit": strictest[0], "stop": strictest[1]}
        yield (*place, "min_age"), Problem.ROUTE_TOO_YOUNG, facts
