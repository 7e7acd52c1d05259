"""Screens of a region's report and a site's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

from bot.domain.desk.sources import Came, SourceLine
from bot.domain.figures.columns import Section
from bot.domain.figures.counts import Counts, Origins
from bot.domain.figures.periods import Period, PeriodKind
from bot.domain.figures.views import CountingView, FiguresView, FileKind, Line, Place
from bot.domain.model import CancelReason, HostReason
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
            g.message("figures", f"{case}, {kind}", replace(view, kind=kind))


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
