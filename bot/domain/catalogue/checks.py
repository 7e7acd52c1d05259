"""The second pass over a catalogue file: what must hold between its values.

It goes over those parts that are sound by themselves, so that all faults are told at once: a missing title
does not hide a clash of times elsewhere.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from bot.domain.catalogue.file import (
    Organisation,
    Part,
    Programme,
    Region,
    Route,
    SiteCard,
    WeeklyEntry,
    visit_rules,
)
from bot.domain.catalogue.problems import Place, Problem
from bot.domain.catalogue.schedule_rule import Dates, Margins, clash
from bot.domain.lengths import TRIAL_PLACES
from bot.domain.model import ProgrammeKind, Sharing
from bot.domain.people.organisation_names import fold_organisation

P = TypeVar("P", bound=Part)

Facts = Mapping[str, str | int]
Fault = tuple[Place, Problem, Facts]


@dataclass(frozen=True, slots=True)
class SoundParts:
    """What of a file can be checked further, by the place of the list: sound elements (a site without its
    programmes, which have a list of their own), and names of all elements, since others may refer to faulty
    ones too."""

    lists: Mapping[Place, Sequence[tuple[Place, Part]]]
    names: Mapping[Place, Sequence[tuple[Place, str]]]

    def at(self, place: Place, model: type[P]) -> dict[Place, P]:
        return {where: part for where, part in self.lists.get(place, ()) if isinstance(part, model)}


def check_parts(parts: SoundParts) -> Iterator[Fault]:
    """All faults between values, in no particular order."""
    for region in parts.at(("region",), Region).values():
        yield from _once(("region", "days_off"), [str(off.day) for off in region.days_off], "day")
    for place, names in parts.names.items():
        key = "code" if place[-1] == "programmes" else "slug"
        yield from _unique(((*where, key), name, name) for where, name in names)
    organisations = parts.at(("organisations",), Organisation)
    yield from _unique(
        ((*place, "name"), each.name["ru"], (fold_organisation(each.name["ru"]), each.city))
        for place, each in organisations.items()
    )
    for place, each in organisations.items():
        yield from _known(parts, (*place, "city"), each.city, "cities")
    cards = parts.at(("sites",), SiteCard)
    for place, card in cards.items():
        yield from _check_site(parts, place, card)
    for list_place in parts.lists:
        programmes = parts.at(list_place, Programme)
        of_site = cards.get(list_place[:-1])
        for place, programme in programmes.items():
            yield from _check_programme(parts, place, programme, of_site)
        yield from _check_clashes(programmes)
    for place, route in parts.at(("routes",), Route).items():
        yield from _check_route(parts, place, route)


def _unique(entries: Iterable[tuple[Place, str, Hashable]]) -> Iterator[Fault]:
    """Faults of values that stand in a list for the second time: (place, value, what must be unique)."""
    first: dict[Hashable, Place] = {}
    for place, value, key in entries:
        earlier = first.setdefault(key, place)
        if earlier is not place:
            at = max(n for n, step in enumerate(earlier) if isinstance(step, int))
            yield place, Problem.REPEATED, {"value": value, "first": f"{earlier[at - 1]}[{earlier[at]}]"}


def _once(place: Place, values: Sequence[str], *key: str) -> Iterator[Fault]:
    """No value twice in a list that stands at ``place``."""
    return _unique(((*place, index, *key), value, value) for index, value in enumerate(values))


def _known(parts: SoundParts, place: Place, value: str, section: str) -> Iterator[Fault]:
    return _among([name for _, name in parts.names[section,]], place, value, section)


def _among(known: Sequence[str], place: Place, value: str, where: str) -> Iterator[Fault]:
    if value not in known:
        facts = {"value": value, "section": where, "hint": hint(value, known)}
        yield place, Problem.UNKNOWN_REFERENCE, facts


def hint(value: str, known: Iterable[str]) -> str:
    """The nearest name, as « (did you mean 'sloist'?)», or nothing."""
    nearest = difflib.get_close_matches(value, sorted(known), n=1)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""


# --- sites -----------------------------------------------------------------------------------------


def _check_site(parts: SoundParts, site: Place, card: SiteCard) -> Iterator[Fault]:
    yield from _known(parts, (*site, "city"), card.city, "cities")
    yield from _known(parts, (*site, "industry"), card.industry, "industries")
    yield from _check_professions(parts, site, card.professions)
    yield from _check_tariff(site, card)
    yield from _once((*site, "languages"), card.languages)
    if (card.latitude is None) != (card.longitude is None):
        absent = "latitude" if card.latitude is None else "longitude"
        yield (*site, absent), Problem.MISSING, {}
    yield from _list_after_request(site, card.lead_working_days, card.list_lead_working_days)


def _check_professions(parts: SoundParts, place: Place, slugs: Sequence[str]) -> Iterator[Fault]:
    yield from _once((*place, "professions"), slugs)
    for index, slug in enumerate(slugs):
        yield from _known(parts, (*place, "professions", index), slug, "professions")


def _list_after_request(place: Place, lead_days: int, list_days: int) -> Iterator[Fault]:
    if list_days > lead_days:
        facts = {"list_days": list_days, "lead_days": lead_days}
        yield (*place, "list_lead_working_days"), Problem.LIST_AFTER_REQUEST, facts


def _check_tariff(place: Place, of: SiteCard | Programme) -> Iterator[Fault]:
    """Nobody pays two amounts."""
    if of.tariff is not None:
        yield from _unique(
            ((*place, "tariff", "amounts", number, "audience", index), audience, audience)
            for number, amount in enumerate(of.tariff.amounts)
            for index, audience in enumerate(amount.audience)
        )


def _check_programme(
    parts: SoundParts, place: Place, programme: Programme, card: SiteCard | None
) -> Iterator[Fault]:
    """``card`` is None when the site's own fields are faulty: what needs them is not checked then."""
    yield from _check_professions(parts, place, programme.professions)
    yield from _once((*place, "audience"), programme.audience)
    yield from _check_tariff(place, programme)
    yield from _check_kind(place, programme)
    if card is None:
        return
    rules = visit_rules(card, programme)
    min_group = rules["min_group"]
    if min_group > programme.max_group:
        facts = {"min_group": min_group, "max_group": programme.max_group}
        yield (*place, "max_group"), Problem.GROUP_RANGE, facts
    if programme.lead_working_days is not None or programme.list_lead_working_days is not None:
        yield from _list_after_request(place, rules["lead_working_days"], rules["list_lead_working_days"])
    for index, entry in enumerate(programme.schedule):
        yield from _check_entry((*place, "schedule", index), entry, programme, min_group)
    yield from _check_minimum(place, programme)


def _check_minimum(place: Place, programme: Programme) -> Iterator[Fault]:
    """A session has room for the group that it needs."""
    minimum = programme.minimum
    if minimum is None:
        return
    if programme.kind is ProgrammeKind.INTERNSHIP:
        yield (*place, "minimum"), Problem.NOT_FOR_KIND, {"kind": programme.kind.value}
        return
    facts: Facts = {"min_group": minimum.people, "max_group": programme.max_group}
    if minimum.people > programme.max_group:
        yield (*place, "minimum", "people"), Problem.GROUP_RANGE, facts
    shared = [
        (index, entry)
        for index, entry in enumerate(programme.schedule)
        if (entry.sharing or programme.sharing) is Sharing.SHARED
    ]
    if not shared and programme.sharing is not Sharing.SHARED:
        yield (*place, "minimum"), Problem.MINIMUM_OF_NOTHING, {}
    for index, entry in shared:
        if entry.capacity is not None and entry.capacity < minimum.people:
            yield (*place, "schedule", index, "capacity"), Problem.CAPACITY_RANGE, facts


def _check_kind(place: Place, programme: Programme) -> Iterator[Fault]:
    kind = programme.kind
    placement, trial = kind is ProgrammeKind.INTERNSHIP, kind is ProgrammeKind.TRIAL
    needed = {
        "duration_min": not placement,
        **dict.fromkeys(("days", "hours_per_day"), placement),
        **dict.fromkeys(("task", "product", "level"), trial),
    }
    facts: Facts = {"kind": kind.value}
    for name, wanted in needed.items():
        given = getattr(programme, name) is not None
        if given != wanted:
            yield (*place, name), Problem.NEEDED_FOR_KIND if wanted else Problem.NOT_FOR_KIND, facts
    foreign = "schedule" if placement else "intakes"
    if getattr(programme, foreign):
        yield (*place, foreign), Problem.NOT_FOR_KIND, facts
    if placement and programme.sharing is not Sharing.SHARED:
        yield (*place, "sharing"), Problem.PLACEMENT_IS_SHARED, {}
    if trial and programme.max_group > TRIAL_PLACES:
        yield (*place, "max_group"), Problem.TRIAL_TOO_LARGE, {"limit": TRIAL_PLACES}
    for index, intake in enumerate(programme.intakes):
        yield from _once((*place, "intakes", index, "months"), [str(month) for month in intake.months])


def _check_entry(place: Place, entry: WeeklyEntry, programme: Programme, min_group: int) -> Iterator[Fault]:
    yield from _once((*place, "days"), entry.days)
    if entry.since is not None and entry.until is not None and entry.until < entry.since:
        yield (*place, "until"), Problem.ENDS_BEFORE, {"since": entry.since.isoformat()}
    yield from _once((*place, "times"), [time.strftime("%H:%M") for time in entry.times])
    if entry.capacity is not None and not min_group <= entry.capacity <= programme.max_group:
        facts = {"min_group": min_group, "max_group": programme.max_group}
        yield (*place, "capacity"), Problem.CAPACITY_RANGE, facts
    for index, audience in enumerate(entry.audience or ()):
        if audience not in programme.audience:
            yield (*place, "audience", index), Problem.AUDIENCE_NOT_SERVED, {"value": audience.value}


# --- times that clash ------------------------------------------------------------------------------


class _Visit(NamedTuple):
    """One weekly visit; ``busy``: with its margins. Minutes count from midnight."""

    start: int
    end: int
    busy: tuple[int, int]
    code: str
    dates: Dates
    place: Place
    margins: Margins


def _check_clashes(programmes: Mapping[Place, Programme]) -> Iterator[Fault]:
    """A site is one place, and the people who receive visitors there are the same: its visits do not clash.

    Placements run beside visits, with their own mentor.
    """
    by_day: defaultdict[str, list[_Visit]] = defaultdict(list)
    for place, programme in programmes.items():
        for day, visit in _weekly_visits(place, programme):
            by_day[day].append(visit)
    for day, visits in by_day.items():
        visits.sort(key=lambda visit: (visit.start, visit.place))
        for index, later in enumerate(visits):
            for earlier in visits[:index]:
                if clash(later.busy, earlier.busy) and later.dates.meet(earlier.dates):
                    facts: Facts = {
                        "day": day,
                        "time": _clock(later.start),
                        "other": f"“{earlier.code}” {_clock(earlier.start)}–{_clock(earlier.end)}",
                        "needed": earlier.margins.after + later.margins.before,
                    }
                    yield later.place, Problem.CLASH, facts
                    break


def _weekly_visits(place: Place, programme: Programme) -> Iterator[tuple[str, _Visit]]:
    if programme.duration_min is None or programme.kind is ProgrammeKind.INTERNSHIP:
        return
    margins = Margins(programme.before_min, programme.after_min)
    for index, entry in enumerate(programme.schedule):
        first, last = (entry.season.first, entry.season.last) if entry.season else (None, None)
        dates = Dates(first, last, entry.since, entry.until, entry.school_holidays)
        for day in dict.fromkeys(entry.days):
            for position, time in enumerate(entry.times):
                if time in entry.times[:position]:
                    continue  # reported as repeated
                start = time.hour * 60 + time.minute
                where = (*place, "schedule", index, "times", position)
                end = start + programme.duration_min
                busy = margins.on_the_clock(time, programme.duration_min)
                yield day.value, _Visit(start, end, busy, programme.code, dates, where, margins)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# --- routes ----------------------------------------------------------------------------------------


def _check_route(parts: SoundParts, place: Place, route: Route) -> Iterator[Fault]:
    sites = {slug: where for where, slug in parts.names["sites",]}
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
        if stop.site not in sites:
            yield from _known(parts, (*here, "site"), stop.site, "sites")
            continue
        programmes = (*sites[stop.site], "programmes")
        codes = [code for _, code in parts.names[programmes]]
        yield from _among(codes, (*here, "programme"), stop.programme, f"the programmes of {stop.site!r}")
        for programme in parts.at(programmes, Programme).values():
            if programme.code == stop.programme:
                name = f"{stop.site} “{stop.programme}”"
                strictest = max(strictest, (programme.min_age, name), key=lambda pair: pair[0])
    if route.min_age < strictest[0]:
        facts: Facts = {"limit": strictest[0], "stop": strictest[1]}
        yield (*place, "min_age"), Problem.ROUTE_TOO_YOUNG, facts
