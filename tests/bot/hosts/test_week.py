"""The week that is over, told to coordinators on Monday morning: what took place, what did not and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.figures.periods import week_of
from bot.domain.model import Role
from bot.services.figures.weekly import plan_weeks
from sandbox.people import Person
from tests.bot.hosts.site import booking_of, go_to_start, host_of
from tests.bot.hosts.test_complaints import coordinator_of
from tests.bot.paths import DAIRY, words
from tests.bot.test_frost import confirmed
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def monday_after(moment: datetime, *, hour: int, minute: int = 0) -> datetime:
    """In Moscow's hours."""
    monday = week_of(moment.date()).monday + timedelta(days=7)
    return datetime.combine(monday, datetime.min.time(), UTC) + timedelta(hours=hour - 3, minutes=minute)


async def comes(world: World, teacher: Person, host: Person) -> datetime:
    """The class comes, and is marked; when."""
    await go_to_start(world, teacher, minutes=5)
    visit = (await booking_of(world, teacher)).first
    await host.press_data(f"hv:{visit.id}:all")
    return visit.starts_at


@LANGUAGES
@pytest.mark.shows("F5", "G1")
async def test_a_coordinator_hears_of_the_week(world: World, language: str) -> None:
    w = words(language)
    coordinator = await coordinator_of(world, language)
    host, in_russian = await host_of(world, "Ольга", Role.OWNER, slug=DAIRY), words("ru")
    teacher, _ = await confirmed(world, host, in_russian, "Анна", "9 Б, 15")
    ill, _ = await confirmed(world, host, in_russian, "Игорь", "8 А, 15")
    await ill.tap(in_russian("sent.card"))
    await ill.tap(in_russian("mine.cancel"))
    await ill.tap(in_russian("cancel.quarantine"))
    at = await comes(world, teacher, host)
    await world.skip_to(monday_after(at, hour=9, minute=50))
    await coordinator.waits()
    await world.skip_to(monday_after(at, hour=10, minute=5))
    assert coordinator.last.silent
    coordinator.sees(
        "30",
        w.t.count("count.excursions", 1),
        w.t.count("count.visitors", 17),
        w("reason.quarantine"),
    )
    await coordinator.tap(w("coordinator.week.report"))
    coordinator.sees(w("figures.file.xlsx"))
    # Looked at again and again it is told once, and a week without anything is not told of at all.
    await world.app.runner.run(plan_weeks)
    await world.skip_to(monday_after(at, hour=10, minute=5) + timedelta(days=7))
    assert sum(w("coordinator.week.report") in each.labels for each in coordinator.messages) == 1


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 29)).monday == date(2026, 11, 23)
    assert week_of(date(2026, 11, 30)).monday == date(2026, 11, 30)
    assert week_of(date(2026, 11, 30)).last == date(2026, 12, 6)
