"""What importing a file would change: said before it is done, and done only as it was said (F2)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain.catalogue.file import (
    VISIT_RULES,
    CatalogueFile,
    City,
    Industry,
    Programme,
    Route,
    Site,
    visit_rules,
)
from bot.domain.catalogue.problems import Kept, RowProblem
from bot.domain.catalogue.sheets.tables import Path
from bot.domain.people.organisation_names import fold_organisation

SITES: Path = ("sites",)
ROUTES: Path = ("routes",)
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Tally:
    """Slugs of what is new, of what will be changed, and of what was changed since the file was written and
    would be overwritten (``conflicts``, which are among ``changed``); how many stay as they are."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``schools``: how many are new; ``region``: whether something of the region itself changes; ``kept``:
    what stays as the chat has it, though the file says otherwise; ``replaced``: what does not, since the file
    has the word for everything; ``faults``: why that cannot be stored
    beside it; ``at_stake``: a digest of what is stored there and would change."""

    sites: Tally
    routes: Tally
    schools: int = 0
    region: bool = False
    kept: tuple[Kept, ...] = ()
    replaced: tuple[Kept, ...] = ()
    faults: tuple[RowProblem, ...] = ()
    at_stake: str = field(default="", compare=False)

    @property
    def changes(self) -> bool:
        return bool(
            self.sites.new
            or self.sites.changed
            or self.routes.new
            or self.routes.changed
            or self.schools
            or self.region
        )

    @property
    def conflicts(self) -> tuple[str, ...]:
        return (*self.sites.conflicts, *self.routes.conflicts)

    def key(self, file: CatalogueFile) -> str:
        """In the button that agrees: another file, or another state of what is stored, is another key. It
        begins with a letter, so that nobody takes it for a number."""
        return "k" + _digest([asdict(self), file.model_dump(mode="json")])


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that can be imported. ``was``: what its sites and routes were when it was written, by their list
    and slug; a file of JSON does not know."""

    file: CatalogueFile
    was: Mapping[tuple[Path, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file says in the end, by slug: its own rules where it has them, else the site's."""

    sites: Mapping[str, Any] = field(default_factory=dict)
    routes: Mapping[str, Any] = field(default_factory=dict)
    schools: frozenset[tuple[str, str]] = frozenset()
    region: Mapping[str, Any] = field(default_factory=dict)


def digests_of(file: CatalogueFile) -> dict[tuple[Path, str], str]:
    """Of each site and route as it is: what a workbook remembers of it."""
    known = _known(file)
    return {
        **{(SITES, slug): _digest(each) for slug, each in known.sites.items()},
        **{(ROUTES, slug): _digest(each) for slug, each in known.routes.items()},
    }


def compare(
    file: CatalogueFile, stored: CatalogueFile | None, was: Mapping[tuple[Path, str], str]
) -> Comparison:
    """``file``: as it would be stored; ``stored``: what there is now, None for nothing; ``was``: digests of
    when the file was written."""
    says, has = _known(file), _Known() if stored is None else _known(stored)
    region = {name: value for name, value in says.region.items() if has.region.get(name) != value}
    sites = _tally(SITES, says.sites, has.sites, was)
    routes = _tally(ROUTES, says.routes, has.routes, was)
    stored_now = [
        [has.sites[slug] for slug in sites.changed],
        [has.routes[slug] for slug in routes.changed],
        {name: has.region.get(name) for name in region},
    ]
    schools = len(says.schools - has.schools)
    return Comparison(sites, routes, schools, bool(region), at_stake=_digest(stored_now))


def _tally(
    path: Path, says: Mapping[str, Any], has: Mapping[str, Any], was: Mapping[tuple[Path, str], str]
) -> Tally:
    """Of a file that remembers, what it does not remember came after it was written: a conflict too."""
    new = tuple(slug for slug in says if slug not in has)
    changed = tuple(slug for slug, each in says.items() if slug in has and not _is_within(each, has[slug]))
    conflicts = tuple(slug for slug in changed if was and was.get((path, slug)) != _digest(has[slug]))
    return Tally(new, changed, conflicts, len(says) - len(new) - len(changed))


def _is_within(says: Mapping[str, Any], has: Mapping[str, Any]) -> bool:
    """Whether all that is said is so already: programmes that a file leaves out stay."""
    own, theirs = dict(says), dict(has)
    programmes, stored = own.pop("programmes", {}), theirs.pop("programmes", {})
    return own == theirs and all(stored.get(code) == each for code, each in programmes.items())


def _known(file: CatalogueFile) -> _Known:
    names = {city.slug: city.name["ru"] for city in file.cities}
    region: dict[str, Any] = {name: getattr(file.region, name) for name in ("name", "timezone", "prefix")}
    region |= {str(off.day): (off.works, off.note) for off in file.region.days_off}
    known = _Names(
        {each.slug: each for each in file.cities},
        {each.slug: each for each in file.industries},
        {each.slug: dict(each.name) for each in file.professions},
    )
    return _Known(
        {each.slug: _site(known, each) for each in file.sites},
        {each.slug: _route(each) for each in file.routes},
        frozenset((fold_organisation(each.name["ru"]), names[each.city]) for each in file.organisations),
        region,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What a file's slugs stand for."""

    cities: Mapping[str, City]
    industries: Mapping[str, Industry]
    professions: Mapping[str, Any]


def _site(names: _Names, site: Site) -> dict[str, Any]:
    city, industry = names.cities[site.city], names.industries[site.industry]
    own = site.model_dump(mode="json", exclude={"programmes", "buffer_min", *VISIT_RULES})
    return own | {
        "city": [city.slug, dict(city.name), dict(city.municipality)],
        "industry": [industry.slug, dict(industry.name)],
        "latitude": city.latitude if site.latitude is None else site.latitude,
        "longitude": city.longitude if site.longitude is None else site.longitude,
        "professions": _professions(names, site.professions),
        "programmes": {
            each.code: _programme(names, site, each, position)
            for position, each in enumerate(site.programmes)
        },
    }


def _programme(names: _Names, site: Site, programme: Programme, position: int) -> dict[str, Any]:
    own = programme.model_dump(mode="json", exclude={"schedule", "intakes", *VISIT_RULES})
    rules = {
        name: rule.model_dump(mode="json") if hasattr(rule, "model_dump") else rule
        for name, rule in visit_rules(site, programme).items()
    }
    entries = [each.model_dump(mode="json") for each in (*programme.schedule, *programme.intakes)]
    return own | {
        "rules": rules,
        "position": position,
        "professions": _professions(names, programme.professions or site.professions),
        "schedule": sorted(json.dumps(each, sort_keys=True) for each in entries),
    }


def _professions(names: _Names, slugs: tuple[str, ...]) -> list[dict[str, str]]:
    return [names.professions[slug] for slug in slugs]


def _route(route: Route) -> dict[str, Any]:
    return route.model_dump(mode="json")


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]
