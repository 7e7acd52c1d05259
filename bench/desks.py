"""What the screens of a desk and of a region cost in one region alone, and beside 49 others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean

from sqlalchemy import Connection, select

from bench.bots import RunningBot, whole_bot
from bench.measured import Measured
from bench.measures import Sizes
from bench.telegram import BenchTelegram, crowd
from bench.towns import OWNERS, Town, add_booking, known_person, large_town
from bot.clock import SystemClock
from bot.db.engine.database import Database
from bot.db.people.members import add_member
from bot.db.tables import region, session, visit
from bot.domain.model import RegionId, Role
from bot.ui.callback_data import TapData
from bot.ui.coordinator import callback_data as coordinating
from bot.ui.figures import callback_data as figures
from bot.ui.host import callback_data as hosting

REGIONS = 50
COORDINATOR = 8_000_000
GROUPS = 40
"""At the site whose desk is opened: half of them wait for its answer."""
TAPS_A_SCREEN = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """The first region, its first site, and somebody there who opens each screen."""

    town: Town
    screens: Mapping[str, tuple[int, str]]
    """By a name: the Telegram account, and what its button says."""


async def s13_desks(telegram: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """Processor time of the bot for one tap, in turn in either town; the same region, with as much
    in it, is looked at in both."""
    sites = max(sizes.sites // REGIONS, 1)
    past = sizes.past_bookings // REGIONS
    small = await large_town(folder / "alone.sqlite3", sites=sites, bookings=past)
    large = await large_town(
        folder / "beside.sqlite3", sites=REGIONS * sites, bookings=sizes.past_bookings, regions=REGIONS
    )
    alone, beside = await _with_desk(small), await _with_desk(large)
    means, worst, dearest = [], [], {}
    for _round in range(sizes.rounds):
        before = await _costs(telegram, alone)
        costs = await _costs(telegram, beside)
        after = await _costs(telegram, alone)
        ratios = {name: cost / ((before[name] + after[name]) / 2) for name, cost in costs.items()}
        means.append(mean(ratios.values()))
        name = max(ratios, key=ratios.__getitem__)
        worst.append(ratios[name])
        dearest[name] = f"{name} {costs[name] * 1e3:.1f} to {(before[name] + after[name]) * 500:.1f} ms"
    what = (
        f"cost of a screen of desk or region beside {REGIONS - 1} others, {REGIONS * sites} sites and "
        f"{sizes.past_bookings:,} bookings ÷ with the region alone"
    )
    return [
        Measured("S13", f"{what}; {len(alone.screens)} screens", tuple(means), 1.2, at_least=False),
        Measured(
            "S13 worst",
            "the same, the worst screen",
            tuple(worst),
            None,
            False,
            note="; ".join(dearest.values()),
        ),
    ]


async def _with_desk(town: Town) -> Desk:
    db = await Database.open(town.address)
    try:
        now = SystemClock().now()
        return Desk(town, await db.write(lambda connection: _let_work(connection, town, now)))
    finally:
        await db.close()


def _let_work(connection: Connection, town: Town, now: datetime) -> dict[str, tuple[int, str]]:
    site_id = town.sites[0]
    region_id = RegionId(connection.execute(select(region.c.id).order_by(region.c.id).limit(1)).scalar_one())
    coordinator = known_person(connection, COORDINATOR, now)
    add_member(connection, coordinator.person_id, Role.COORDINATOR, region_id, None, None, now)
    leader = known_person(connection, COORDINATOR + 1, now)
    ahead = (
        select(session.c.id)
        .where(session.c.site_id == site_id, session.c.starts_at > now + timedelta(days=1))
        .order_by(session.c.starts_at)
        .limit(GROUPS)
    )
    for number, session_id in enumerate(connection.execute(ahead).scalars().all()):
        due = now + timedelta(days=2) if number % 2 else None
        booking_id = COORDINATOR + number
        add_booking(
            connection, booking_id, region_id, leader.person_id, session_id, site_id, now, answer_due_at=due
        )
    first = connection.execute(select(visit.c.session_id).where(visit.c.id == COORDINATOR)).scalar_one()
    desk: dict[str, TapData] = {
        "desk": hosting.ShowDesk(site=site_id),
        "requests": hosting.ShowQueue(site=site_id),
        "request": hosting.RequestTap(booking=COORDINATOR + 1, site=site_id, op="show"),
        "other dates": hosting.DatesTap(booking=COORDINATOR + 1, site=site_id),
        "today": hosting.ShowDay(site=site_id),
        "tomorrow": hosting.ShowDay(site=site_id, day="1"),
        "coming": hosting.ShowComing(site=site_id),
        "group": hosting.VisitTap(visit=COORDINATOR, op="show"),
        "sessions": hosting.ShowSessions(site=site_id),
        "session": hosting.SessionTap(session=first, op="show"),
        "guides": hosting.GuideTap(session=first),
        "reviews": hosting.ShowFeedback(site=site_id),
        "people": hosting.ShowPeople(site=site_id),
        "figures of a site": figures.FiguresTap(site=site_id),
    }
    region_screens: dict[str, TapData] = {
        "region": coordinating.ShowRegion(region=region_id),
        "sites": coordinating.ShowSites(region=region_id, status="published"),
        "site": coordinating.SiteTap(site=site_id),
        "unanswered": coordinating.ShowUnanswered(region=region_id),
        "complaints": coordinating.ShowComplaints(region=region_id),
        "coordinators": coordinating.CoordinatorTap(region=region_id),
        "low ratings": coordinating.ShowLowRated(region=region_id),
        "journal": coordinating.JournalTap(region=region_id),
        "revisions": coordinating.ShowRevisions(region=region_id),
        "settings": coordinating.ShowSettings(region=region_id),
        "announcements": coordinating.ShowNews(region=region_id),
        "watch list": coordinating.ShowWatch(region=region_id),
        "files": coordinating.FilesTap(region=region_id),
        "routes": coordinating.RegionRoutes(region=region_id),
        "figures of a region": figures.ReportTap(region=region_id),
    }
    return {
        **{name: (OWNERS + site_id, tap.pack()) for name, tap in desk.items()},
        **{name: (COORDINATOR, tap.pack()) for name, tap in region_screens.items()},
    }


async def _costs(telegram: BenchTelegram, desk: Desk) -> dict[str, float]:
    """Seconds of processor time of the whole bot for one tap at each screen."""
    async with whole_bot(telegram, desk.town.address, webhook=True) as bot:
        return {name: await _cost(telegram, bot, *screen) for name, screen in desk.screens.items()}


async def _cost(telegram: BenchTelegram, bot: RunningBot, user: int, data: str) -> float:
    async def tap(_user: int, _number: int) -> float:
        return await telegram.tap(user, data)

    await crowd([user], TAPS_A_SCREEN // 5, tap)
    before = bot.processor_seconds
    await crowd([user], TAPS_A_SCREEN, tap)
    return (bot.processor_seconds - before) / TAPS_A_SCREEN
