"""From sums by programme and month to the lines of a report (E9, F5)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.db.figures.others import (
    is_much,
    read_access_groups,
    read_placements,
    read_scores,
)
from bot.db.figures.spans import Clock
from bot.db.figures.visits import (
    AnswerTimes,
    OriginsBy,
    read_answer_times,
    read_called_off,
    read_origins,
    read_session_sums,
    read_visit_sums,
    read_visitors,
)
from bot.db.links.sources import read_came
from bot.domain.catalogue.catalogue import Region, Site
from bot.domain.desk.sources import SourceLine
from bot.domain.figures.counts import Counts, Origins, together
from bot.domain.figures.periods import Period, PeriodKind, Week, compared_until
from bot.domain.figures.views import FiguresView, Line, Place
from bot.domain.model import ProgrammeId, ProgrammeKind, SiteId, VisitStatus
from bot.domain.time.local_time import local_day, utc_at
from bot.services.transaction import Tx

MUCH = 20_000
"""Sessions: more are counted as a job, since a tap is answered at once."""

STEPS_OF_A_CLOCK = 6
OTHER_STEPS = 4
"""Queries of a count, which are its steps."""


class Steps:
    """How far a count is. ``told``: is called after each of its steps with the percent that are done; from
    the thread that counts."""

    def __init__(self, told: Callable[[int], None] = lambda _percent: None) -> None:
        self._told = told
        self._all = 1
        self._done = 0

    def begin(self, clocks: int) -> None:
        """Sites live on so many clocks; a count that is begun anew starts at nothing."""
        self._all, self._done = clocks * STEPS_OF_A_CLOCK + OTHER_STEPS, 0

    def one_done(self) -> None:
        self._done = min(self._done + 1, self._all)
        self._told(min(self._done * 100 // self._all, 99))


Key = tuple[SiteId, int]
"""A site and a month of the period, from 0."""


@dataclass(slots=True)
class _Part:
    """What is known of a site in a month, before it is put together to lines."""

    counts: Counts = field(default_factory=Counts)
    active: set[ProgrammeId] = field(default_factory=set)
    by_visitor: Counter[str] = field(default_factory=Counter)
    by_site: Counter[str] = field(default_factory=Counter)


def today_in(region: Region, now: datetime) -> date:
    return local_day(now, ZoneInfo(region.timezone))


def clocks_of(sites: Iterable[Site], period: Period | Week, until: date | None = None) -> list[Clock]:
    """Sites by the clock that they live on, with the months of the period there. ``until``: the last day of
    it that counts."""
    by_zone: dict[str, list[Site]] = defaultdict(list)
    for each in sites:
        by_zone[each.timezone].append(each)
    found = []
    for zone, there in sorted(by_zone.items()):
        edges = period.edges(ZoneInfo(zone))
        if until is not None:
            end = utc_at(until + timedelta(days=1), time.min, ZoneInfo(zone))
            edges = tuple(min(each, end) for each in edges)
        programmes = tuple(programme.id for each in there for programme in each.programmes)
        found.append(Clock(tuple(each.id for each in there), programmes, edges))
    return found


def sites_of(tx: Tx, region: Region) -> list[Site]:
    """All of a region, whatever their state: what took place stays in its figures."""
    return list(tx.catalogue.everything.sites_of(region.id).values())


def takes_long(tx: Tx, region: Region, period: Period) -> bool:
    return any(is_much(tx.connection, each, MUCH) for each in clocks_of(sites_of(tx, region), period))


def count_region(tx: Tx, region: Region, period: Period, steps: Steps | None = None) -> FiguresView:
    return _count(tx, region, None, sites_of(tx, region), period, steps or Steps())


def count_site(tx: Tx, site: Site, period: Period) -> FiguresView:
    return _count(tx, tx.catalogue.region(site.region_id), site, [site], period, Steps())


def count_week(tx: Tx, region: Region, week: Week) -> Line:
    """What came of the visits of a week, and why others were called off."""
    part = _Part()
    for clock in clocks_of(sites_of(tx, region), week):
        sums = read_visit_sums(tx.connection, clock, tx.now).values()
        part.counts += Counts.total(Counts(**asdict(each)) for each in sums)
        _note_called_off(tx, clock, lambda _cell: part)
    return _together([part])


def _note_called_off(tx: Tx, clock: Clock, part_of: Callable[[tuple[ProgrammeId, int]], _Part]) -> None:
    for off in read_called_off(tx.connection, clock):
        part = part_of(off.cell)
        by_leader = off.status is VisitStatus.CANCELLED
        (part.by_visitor if by_leader else part.by_site)[off.reason] += off.visits


def _count(
    tx: Tx, region: Region, site: Site | None, sites: Sequence[Site], period: Period, steps: Steps
) -> FiguresView:
    counted = _Counted.of(tx, sites, period, today_in(region, tx.now), steps)
    by_municipality: dict[str, list[Site]] = defaultdict(list)
    for each in sorted(sites, key=_by_name):
        by_municipality[each.municipality.in_language("ru")].append(each)
    met = counted.origins
    return FiguresView(
        region=region,
        site=site,
        period=period,
        today=counted.today,
        made_at=tx.now,
        total=counted.line([each.id for each in sites], met.total),
        by_site=tuple(
            (Place(each.municipality, each), counted.line([each.id], met.by_site.get(each.id, Origins())))
            for each in sorted(sites, key=_by_name)
        ),
        by_municipality=tuple(
            (
                Place(there[0].municipality),
                counted.line(
                    [each.id for each in there],
                    met.by_municipality.get(counted.municipalities[there[0].id], Origins()),
                ),
            )
            for there in by_municipality.values()
        ),
        by_month=tuple((month, counted.month_line(n)) for n, month in enumerate(period.months)),
        sources=_sources(tx, region, site, period),
    )


def _by_name(site: Site) -> tuple[str, str, SiteId]:
    return (site.municipality.in_language("ru"), site.name.in_language("ru"), site.id)


@dataclass(frozen=True, slots=True)
class _Counted:
    """All that is known of some sites in a period, to be put together to lines."""

    tx: Tx
    sites: Sequence[Site]
    period: Period
    today: date
    parts: Mapping[Key, _Part]
    origins: OriginsBy
    municipalities: Mapping[SiteId, int]
    """The number of its municipality for each site."""
    times: Sequence[AnswerTimes]
    before: Mapping[Key, int]
    year_before: Mapping[Key, int]
    """Visitors of the period before and of a year before, by site and month."""
    published: Mapping[SiteId, int]

    @classmethod
    def of(cls, tx: Tx, sites: Sequence[Site], period: Period, today: date, steps: Steps) -> Self:
        clocks = clocks_of(sites, period)
        steps.begin(len(clocks))
        numbers: dict[str, int] = {}
        municipalities = {
            each.id: numbers.setdefault(each.municipality.in_language("ru"), len(numbers)) for each in sites
        }
        before = _visitors_before(tx, sites, period, period.moved(-1), today)
        steps.one_done()
        same = period.moved(-1) == period.year_before
        year_before = before if same else _visitors_before(tx, sites, period, period.year_before, today)
        steps.one_done()
        parts = _parts(tx, clocks, sites, period, steps)
        origins = _origins(tx, clocks, municipalities)
        steps.one_done()
        times = []
        for each in clocks:
            times.append(read_answer_times(tx.connection, each))
            steps.one_done()
        shown = tx.catalogue.published.sites
        return cls(
            tx=tx,
            sites=sites,
            period=period,
            today=today,
            parts=parts,
            origins=origins,
            municipalities=municipalities,
            times=times,
            before=before,
            year_before=year_before,
            published={each.id: len(shown[each.id].programmes) for each in sites if each.id in shown},
        )

    def line(self, sites: Sequence[SiteId], met: Origins) -> Line:
        """Some sites in the whole period."""
        months = range(len(self.period.months))
        keys = [(site_id, month) for site_id in sites for month in months]
        return replace(
            _together([self.parts[each] for each in keys if each in self.parts]),
            origins=met,
            hours=together(each.by_site.get(site_id, {}) for each in self.times for site_id in sites),
            published=sum(self.published.get(each, 0) for each in sites),
            visitors_before=sum(self.before.get(each, 0) for each in keys),
            visitors_year_before=sum(self.year_before.get(each, 0) for each in keys),
        )

    def month_line(self, number: int) -> Line:
        """All sites in one month of the period."""
        keys = [(each.id, number) for each in self.sites]
        return replace(
            _together([self.parts[each] for each in keys if each in self.parts]),
            origins=self.origins.by_month.get(number, Origins()),
            hours=together(each.by_month.get(number, {}) for each in self.times),
            published=sum(self.published.values()),
            visitors_before=self._month_before(number),
            visitors_year_before=sum(self.year_before.get(each, 0) for each in keys),
        )

    def _month_before(self, number: int) -> int:
        """Visitors of the month before one of the period."""
        month = Period(PeriodKind.MONTH, self.period.months[number])
        if number and month.last < self.today:
            known = [self.parts.get((each.id, number - 1)) for each in self.sites]
            return sum(each.counts.visitors for each in known if each is not None)
        return sum(_visitors_before(self.tx, self.sites, month, month.moved(-1), self.today).values())


def _together(parts: Sequence[_Part]) -> Line:
    by_visitor: Counter[str] = Counter()
    by_site: Counter[str] = Counter()
    for each in parts:
        by_visitor.update(each.by_visitor)
        by_site.update(each.by_site)
    return Line(
        counts=Counts.total(each.counts for each in parts),
        active=len(set[ProgrammeId]().union(*(each.active for each in parts))),
        why_by_visitor=by_visitor,
        why_by_site=by_site,
    )


# --- reading --------------------------------------------------------------------------------------------


def _parts(
    tx: Tx, clocks: Sequence[Clock], sites: Sequence[Site], period: Period, steps: Steps
) -> Mapping[Key, _Part]:
    programmes = tx.catalogue.everything.programmes
    parts: dict[Key, _Part] = defaultdict(_Part)
    for clock in clocks:
        for (programme_id, month), visits in read_visit_sums(tx.connection, clock, tx.now).items():
            programme = programmes[programme_id]
            part = parts[programme.site_id, month]
            guides = programme.kind in {ProgrammeKind.CAREER, ProgrammeKind.TRIAL}
            part.counts += Counts(
                **asdict(visits),
                careers=visits.excursions if programme.kind is ProgrammeKind.CAREER else 0,
                trials=visits.excursions if programme.kind is ProgrammeKind.TRIAL else 0,
                minutes=visits.visitors * (programme.duration_min or 0) if guides else 0,
            )
            if visits.came:
                part.active.add(programme_id)
        steps.one_done()
        for (programme_id, month), sessions in read_session_sums(tx.connection, clock, tx.now).items():
            programme = programmes[programme_id]
            part = parts[programme.site_id, month]
            if programme.kind is ProgrammeKind.INTERNSHIP:
                part.counts += Counts(placements_places=sessions.capacity)
            else:
                part.counts += Counts(**asdict(sessions))
        steps.one_done()
        for (programme_id, month), placed in read_placements(tx.connection, clock, tx.now).items():
            parts[programmes[programme_id].site_id, month].counts += Counts(
                placements_applied=placed.applied, placements_done=placed.done
            )
        steps.one_done()
        for (site_id, month), scores in read_scores(tx.connection, clock).items():
            parts[site_id, month].counts += Counts(rated=scores.rated, score=scores.score)
        steps.one_done()
        _note_called_off(tx, clock, lambda cell: parts[programmes[cell[0]].site_id, cell[1]])
        steps.one_done()
    groups = read_access_groups(tx.connection, [each.id for each in sites], period.months)
    for (site_id, day), number in groups.items():
        parts[site_id, period.months.index(day)].counts += Counts(access_groups=number)
    steps.one_done()
    return parts


def _origins(tx: Tx, clocks: Sequence[Clock], of_municipality: Mapping[SiteId, int]) -> OriginsBy:
    if not clocks:
        return OriginsBy({}, {}, {}, Origins())
    return read_origins(tx.connection, clocks, list(of_municipality.items()))


def _visitors_before(
    tx: Tx, sites: Sequence[Site], period: Period, earlier: Period, today: date
) -> Mapping[Key, int]:
    """Of an earlier period by site and month, up to the same day while the period is going on; nobody before
    it has begun."""
    if period.first > today:
        return {}
    until = compared_until(period, earlier, today)
    found: dict[Key, int] = {}
    for clock in clocks_of(sites, earlier, until):
        found.update(read_visitors(tx.connection, clock))
    return found


def _sources(tx: Tx, region: Region, site: Site | None, period: Period) -> tuple[SourceLine, ...]:
    """What came of labelled links (A8): opened, and asked for, in this time."""
    edges = period.edges(ZoneInfo(region.timezone))
    came = read_came(
        tx.connection, region.id, edges[0], edges[-1], days=(period.first, period.last), now=tx.now
    )
    sites = tx.catalogue.everything.sites
    lines = [
        SourceLine(label, None if of_site is None else sites.get(of_site), counts)
        for (of_site, label), counts in came.items()
        if site is None or of_site == site.id
    ]
    return tuple(
        sorted(lines, key=lambda each: (-each.came.visits, -each.came.requests, -each.came.seen, each.label))
    )
