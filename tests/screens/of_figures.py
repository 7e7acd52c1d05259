"""Screens of a region's report and its log, and of a site's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

from bot.domain.audit import ACTIONS, ActionGroup, LogEntry, LogFilter, LogSitesView, LogView, Who
from bot.domain.desk.sources import Came, SourceLine
from bot.domain.figures.columns import Section
from bot.domain.figures.counts import Counts, Origins
from bot.domain.figures.periods import Period, PeriodKind
from bot.domain.figures.views import CountingView, FiguresView, FileKind, Line, Place
from bot.domain.model import CancelReason, HostReason, PersonId, Role
from bot.ui.coordinator import journal
from bot.ui.figures import screens
from tests.screens.gallery import Gallery
from tests.screens.showroom import NOW, Showroom

TODAY = NOW.date()
MANY = Line(
    Counts(*(1_000 * (n + 1) for n, _ in enumerate(fields(Counts)))),
    Origins(321, 45, 6),
    {5: 300, 71: 20},
    published=45,
    active=31,
    visitors_before=9_876,
    visitors_year_before=8_765,
    why_by_visitor={each.value: 100 - n for n, each in enumerate(CancelReason)},
    why_by_site={each.value: 90 - n for n, each in enumerate(HostReason)},
)


def hang(g: Gallery, room: Showroom) -> None:
    _journal(g, room)
    for case, view in _views(room):
        g.show(screens.figures_screen, case, view, g.t)
        for section in Section:
            for page in (0, 1, 2) if view.period.kind is PeriodKind.YEAR else ():
                g.show(screens.section_screen, f"{case}, {section}, page {page}", view, section, page, g.t)
        g.show(screens.how_screen, case, view, g.t)
        g.show(screens.months_screen, case, view, g.t)
        g.show(screens.places_screen, case, view, 0, g.t)
        g.show(screens.sources_screen, case, view, 0, g.t)
        g.show(screens.screen_of, case, view, Section.OFF.value, 0, g.t)
        for kind in FileKind:
            counting = CountingView(view.region, view.site, view.period, view.today, kind)
            g.show(screens.counting_screen, f"{case}, {kind}", counting, g.t)
            for percent in (0, 42, 100) if view.site is None else ():
                far = replace(counting, percent=percent)
                for message in ("figures.counting", "figures.counting.update"):
                    g.message(message, f"{case}, {kind}, {percent}", far)
            g.message("figures", f"{case}, {kind}", replace(view, kind=kind))


def _journal(g: Gallery, room: Showroom) -> None:
    sites = tuple(room.catalogue.sites.values())
    everybody = [None, *(Who(PersonId(12), role, deleted=False) for role in (None, *Role))]
    people = [each or Who(None, None, deleted=False) for each in everybody]
    entries = [
        LogEntry(
            at=NOW,
            who=people[number % len(people)] if number % 11 else Who(PersonId(12), None, deleted=True),
            action=action,
            subject="booking" if number % 2 else "session",
            subject_id=123_456,
            reference="К-0412" if number % 2 else None,
            site_id=sites[number % len(sites)].id,
            details={"reason": HostReason.REPAIR.value, "before": "27+3"},
        )
        for number, action in enumerate(ACTIONS)
    ]
    chosen = LogFilter(room.region.id)
    for start in range(0, len(entries) + 6, 6):
        some = tuple(entries[start : start + 6])
        for page, has_more in ((0, True), (1, False)):
            view = LogView(room.region, chosen, room.catalogue.sites, some, page, has_more, NOW)
            g.show(journal.journal_screen, f"from {start}, page {page}", view, g.t)
    for group in ActionGroup:
        filtered = replace(view, chosen=replace(chosen, group=group, site_id=sites[0].id, days=366))
        g.show(journal.journal_screen, group, filtered, g.t)
    g.show(journal.groups_screen, "all", view, g.t)
    g.show(journal.journal_coming, "all", view, g.t)
    g.show(journal.log_sites_screen, "all", LogSitesView(room.region, chosen, sites, 0), g.t)
    for kind in ("xlsx", "csv"):
        for has_more in (False, True):
            g.message("journal", f"{kind}, {has_more}", replace(view, file=kind, has_more=has_more))


def _views(room: Showroom) -> Iterator[tuple[str, FiguresView]]:
    sites = list(room.catalogue.sites.values())
    for case, line in (("nothing", Line()), ("much", MANY)):
        for period in (
            Period(PeriodKind.YEAR, date(TODAY.year, 1, 1)),
            Period(PeriodKind.SCHOOL_YEAR, date(TODAY.year - 2, 9, 1)),
            Period(PeriodKind.MONTH, TODAY.replace(day=1)),
        ):
            places = tuple((Place(each.municipality, each), line) for each in sites)
            region = FiguresView(
                region=room.region,
                site=None,
                period=period,
                today=TODAY,
                made_at=NOW,
                total=line,
                by_site=places,
                by_municipality=tuple((Place(each.municipality), line) for each in sites),
                by_month=tuple((month, line) for month in period.months),
                sources=tuple(SourceLine("poster", each, Came(120, 34, 5)) for each in [*sites, None])
                if line is MANY
                else (),
            )
            yield f"region, {case}, {period.code}", region
            one = replace(region, site=sites[0], by_site=places[:1], by_municipality=())
            yield f"site, {case}, {period.code}", one
