"""The figures of sites and of a region, compared with the same worked out the long way (E9, F5)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, insert, update

from bot.db.catalogue.reading import note_change
from bot.db.tables import access_figure, booking, region
from bot.db.tables import site as site_table
from bot.documents.report import AUDIENCES
from bot.domain.figures.columns import COLUMNS, Form
from bot.domain.figures.counts import Counts
from bot.domain.figures.periods import Period, PeriodKind
from bot.domain.figures.views import CountingView, FiguresView, FileKind, Line
from bot.domain.model import Audience, ProgrammeId, RegionId, SiteId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.texts import Texts
from bot.services.figures import counting
from bot.services.figures.lately import KEPT_FOR
from bot.services.figures.report import ask_report, show_report
from bot.services.figures.site import show_figures
from bot.services.messages.region.figures import FiguresReady
from bot.services.transaction import SYSTEM, Tx
from tests.db.test_query_plans import ALL_IN_A_STATE, ALL_OF_THEM, plan_of, recorded
from tests.host import happened
from tests.host.happened import Place, Row, counted, let_happen, median_of, month_of, rows_of
from tests.host.site import Site, refused

ADDITIVE = [each for each in Counts.__dataclass_fields__ if each not in {"access_groups", "foreign_guests"}]


async def live(site: Site, seed: int) -> None:
    """A year and a half of visits at two sites."""
    places = [Place(each, site.content.site(each).programmes) for each in (site.id, site.other_id)]
    now, leader = site.clock.now(), site.leader.person_id
    await site.db.write(lambda c: let_happen(c, places, site.region_id, leader, now, seed=seed))


async def report(site: Site, code: str) -> FiguresView:
    view = await site.do(site.coordinator, show_report, site.region_id, code)
    assert isinstance(view, FiguresView), view
    return view


def expected(
    site: Site, rows: tuple[list[Row], list[Row], list[Row]], sites: set[SiteId], months: set[date]
) -> Counter[str]:
    """The sums of some sites and months: site by site, month by month."""
    visits, sessions, ratings = rows
    found: Counter[str] = Counter()
    for site_id in sites:
        for month in months:

            def here(each: Row, when: str, site_id: SiteId = site_id, month: date = month) -> bool:
                return each["site_id"] == site_id and month_of(each[when]) == month

            found += counted(
                [each for each in visits if here(each, "starts_at")],
                [each for each in sessions if here(each, "starts_at")],
                [each for each in ratings if here(each, "created_at")],
                lambda number: site.content.everything.programmes[ProgrammeId(number)],
                site.clock.now(),
            )
    return found


def assert_counts(line: Line, wanted: Counter[str]) -> None:
    found = asdict(line.counts)
    assert {name: found[name] for name in ADDITIVE} == {name: wanted[name] for name in ADDITIVE}


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F5")
@pytest.mark.parametrize(("code", "seed"), [("y2026", 1), ("s2025", 2), ("y2025", 3), ("s2026", 4)])
@pytest.mark.sampled(2)
async def test_a_report_says_what_the_visits_say(site: Site, code: str, seed: int) -> None:
    await live(site, seed)
    view, rows = await report(site, code), await site.db.read(rows_of)
    months = set(view.period.months)
    every = {each.site.id for each, _ in view.by_site if each.site is not None}
    assert every == set(site.content.everything.sites)
    assert_counts(view.total, expected(site, rows, every, months))
    for place, line in view.by_site:
        assert place.site is not None
        assert_counts(line, expected(site, rows, {place.site.id}, months))
    for month, line in view.by_month:
        assert_counts(line, expected(site, rows, every, {month}))
    _check_what_does_not_add_up(view, rows[0])
    _check_totals(view)


def _check_what_does_not_add_up(view: FiguresView, visits: list[Row]) -> None:
    inside = [each for each in visits if view.period.holds(month_of(each["starts_at"]))]
    assert view.total.counts.visitors > 0
    assert view.total.median_hours == median_of(inside)
    for month, line in view.by_month:
        assert line.median_hours == median_of(e for e in inside if month_of(e["starts_at"]) == month)
    came = [
        each
        for each in inside
        if each["status"] is VisitStatus.ARRIVED
        and each["audience"] is Audience.SCHOOL
        and each["organisation_id"] is not None
    ]
    for place, line in [*view.by_site, (None, view.total)]:
        here = [each for each in came if place is None or (place.site and each["site_id"] == place.site.id)]
        assert line.origins.schools == len({each["organisation_id"] for each in here})
        cities = {each["city"].lower() for each in here if each["city"]}
        assert line.origins.municipalities == len(cities)
        assert line.active == len({e["programme_id"] for e in inside if _came(e, place and place.site)})
    foreign = happened.foreign_guests(visits)
    assert view.total.counts.foreign_guests == sum(
        number for (_, month), number in foreign.items() if month in view.period.months
    )


def _came(row: Row, site: object) -> bool:
    of_site = site is None or row["site_id"] == site.id  # type: ignore[attr-defined]
    return of_site and row["status"] is VisitStatus.ARRIVED


def _check_totals(view: FiguresView) -> None:
    """Lines add up to their total, in each of the three tables."""
    for column, shown in COLUMNS.items():
        if shown.adds_up:
            total = shown.of(view.total)
            for lines in (view.by_site, view.by_municipality, view.by_month):
                found = sum(shown.of(line) or 0 for _, line in lines)
                assert found == pytest.approx(total), column
    people = sum(COLUMNS[each].of(view.total) or 0 for each in AUDIENCES)
    assert people == view.total.counts.visitors
    off = sum(view.total.why_by_visitor.values()), sum(view.total.why_by_site.values())
    assert off == (view.total.counts.called_off_by_visitor, view.total.counts.called_off_by_site)


@pytest.mark.shows("E9")
async def test_a_site_sees_what_the_report_says_of_it(site: Site) -> None:
    await live(site, 5)
    for code in ("y2026", "s2025", "m2026-10", "m2026-11"):
        everything = await report(site, code)
        own = await site.do(site.staff, show_figures, site.id, code)
        assert isinstance(own, FiguresView)
        (line,) = [line for place, line in everything.by_site if place.site and place.site.id == site.id]
        assert own.total == line
        assert [month for month, _ in own.by_month] == list(own.period.months)
        _check_totals(own)


@pytest.mark.shows("F5")
async def test_growth_compares_like_with_like(site: Site) -> None:
    """This year until today with the year before until the same day; a month with the one before it."""
    await live(site, 6)
    visits, _, _ = await site.db.read(rows_of)
    today = site.clock.now().astimezone(happened.ZONE).date()

    def came(first: date, last: date) -> int:
        return sum(
            happened._people(each)["visitors"]
            for each in visits
            if each["status"] is VisitStatus.ARRIVED
            and first <= each["starts_at"].astimezone(happened.ZONE).date() <= last
        )

    year = await report(site, "y2026")
    assert year.goes_on
    before = came(date(2025, 1, 1), today.replace(year=2025))
    assert before > 0
    assert year.total.visitors_before == year.total.visitors_year_before == before
    assert year.total.growth_year == (year.total.counts.visitors - before) / before
    months = dict(year.by_month)
    assert months[date(2026, 10, 1)].visitors_before == came(date(2026, 9, 1), date(2026, 9, 30))
    assert months[date(2026, 10, 1)].visitors_year_before == came(date(2025, 10, 1), date(2025, 10, 31))
    assert months[date(2026, 11, 1)].visitors_before == came(date(2026, 10, 1), date(2026, 10, today.day))
    month = await report(site, "m2026-11")
    assert month.total.visitors_before == came(date(2026, 10, 1), date(2026, 10, today.day))
    assert month.total.visitors_year_before == came(date(2025, 11, 1), date(2025, 11, today.day))


@pytest.mark.both_engines(long=True)
@pytest.mark.shows("F5")
async def test_an_empty_region_divides_by_nothing(site: Site) -> None:
    def elsewhere(connection: Connection) -> None:
        new = connection.execute(
            insert(region)
            .values(
                slug="elsewhere",
                name=Texts({"ru": "Другой край"}),
                timezone="Asia/Yekaterinburg",
                prefix="Д",
                created_at=site.clock.now(),
            )
            .returning(region.c.id)
        ).scalar_one()
        connection.execute(update(site_table).values(region_id=new))
        note_change(connection)

    await site.db.write(elsewhere)
    await site.content.refresh()
    view = await report(site, "")
    assert view.is_empty
    assert view.by_site == view.by_municipality == ()
    assert {column for column, shown in COLUMNS.items() if shown.of(view.total)} == set()
    assert all(shown.of(view.total) is None for shown in COLUMNS.values() if shown.form is Form.SHARE)


@pytest.mark.shows("F5")
async def test_step_free_needs_stay_when_nobody_knows_whose_they_were(site: Site) -> None:
    """A day after a visit the booking says it no more, and the month of the site does (H3)."""
    tour = await site.tour(after=timedelta(days=-5))
    await site.book(tour, status=VisitStatus.CONFIRMED, wheelchairs=2)
    site.clock.move_to(tour.ends_at)
    assert (await report(site, "")).total.counts.access_groups == 1

    def forget(connection: Connection) -> None:
        month = month_of(tour.starts_at)
        values = {"site_id": site.id, "month": month, "groups": 1, "wheelchairs": 2}
        connection.execute(insert(access_figure).values(**values))
        connection.execute(update(booking).values(wheelchairs=0))

    await site.db.write(forget)
    view = await report(site, "")
    assert view.total.counts.access_groups == 1
    assert [line.counts.access_groups for month, line in view.by_month if line.counts.access_groups] == [1]


@pytest.mark.shows("F5")
async def test_each_site_lives_on_its_own_clock(site: Site) -> None:
    """Half past midnight of the first of December is still November to whoever lives further west."""

    def move(connection: Connection) -> None:
        west = update(site_table).where(site_table.c.id == site.other_id)
        connection.execute(west.values(timezone="Europe/Kaliningrad"))
        note_change(connection)

    await site.db.write(move)
    await site.content.refresh()
    await live(site, 7)
    view, rows = await report(site, "y2026"), await site.db.read(rows_of)
    every = {each.site.id for each, _ in view.by_site if each.site is not None}
    assert sum(line.counts.visitors for _, line in view.by_month) == view.total.counts.visitors
    assert view.total.counts.applied > 0
    assert view.total.origins.schools <= 9
    own = expected(site, rows, {site.id}, set(view.period.months))
    (line,) = [line for place, line in view.by_site if place.site and place.site.id == site.id]
    assert_counts(line, own)
    assert len(every) > 2


@pytest.mark.shows("E9")
async def test_figures_are_for_those_who_answer_for_the_site(site: Site) -> None:
    for nobody in (site.stranger, site.guide, site.guard, site.coordinator, site.leader):
        refused(await site.do(nobody, show_figures, site.id), Reason.NOT_ALLOWED)
    for somebody in (site.owner, site.staff):
        assert isinstance(await site.do(somebody, show_figures, site.id), FiguresView)
        refused(await site.do(somebody, show_report, site.region_id), Reason.NOT_ALLOWED)
    assert isinstance(await site.do(site.coordinator, show_report, RegionId(99)), Refusal)


@pytest.mark.shows("F5")
async def test_a_period_that_nobody_can_have_is_the_present_one(site: Site) -> None:
    for code in ("", "y2099", "y1999", "m2026-13", "m2026-12", "x2026", "s2027", "y2026; DROP"):
        view = await report(site, code)
        assert view.period.holds(view.today), code
    assert (await report(site, "")).period == Period(PeriodKind.YEAR, date(2026, 1, 1))


@pytest.mark.shows("F5")
async def test_so_much_that_a_tap_would_wait_is_said_to_come(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it was counted, who leafs through it waits no more, for some minutes."""
    monkeypatch.setattr(counting, "MUCH", 3)
    view = await site.do(site.coordinator, show_report, site.region_id)
    assert isinstance(view, CountingView)
    await site.do(site.coordinator, ask_report, site.region_id, view.period.code, FileKind.TEXT)
    (payload,) = await site.told("figures")
    message = FiguresReady.of(payload, site.coordinator.person_id)  # type: ignore[arg-type]

    def load(connection: Connection) -> FiguresView | None:
        return message.load(Tx(connection, site.clock.now(), SYSTEM, site.content, site.runner.limits))

    counted_then = await site.db.read(load)
    assert counted_then is not None
    assert await site.do(site.coordinator, show_report, site.region_id, "y2026") == counted_then
    site.clock.move_to(site.clock.now() + KEPT_FOR + timedelta(seconds=1))
    assert isinstance(await site.do(site.coordinator, show_report, site.region_id, "y2026"), CountingView)


@pytest.mark.shows("F5")
async def test_no_count_looks_through_a_table(site: Site) -> None:
    """Sessions are found by their site and month, visits by their session: a year costs the same with ten
    years behind it."""
    await live(site, 9)
    with recorded() as asked:
        await report(site, "y2026")
        await site.do(site.owner, show_figures, site.id, "m2026-11")
    counts = [
        each for each in asked if re.search(r"FROM (session|application|feedback|access_figure)", each[0])
    ]
    assert len(counts) > 30
    slow = {
        step: text
        for text, values in counts
        for step in await plan_of(site.db, (text, values))
        if ALL_OF_THEM.search(step) or ALL_IN_A_STATE.search(step)
    }
    assert not slow
