"""«Места держим до 17:47» — of a clock seven hours away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.db.engine.connection import Connection
from bot.db.tables import content_version, site
from bot.domain.model import Role
from bot.ui.formats.dates import clock_label, moment_label, short_moment_label, time_label, zones_line
from bot.ui.translator import translator_for
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from tests.bot.hosts.site import host_of, label_with
from tests.bot.paths import (
    FELTING,
    PAPER_MILL,
    book_class,
    open_programme,
    reach_summary,
    reference_on,
    site_id,
    tap_moment,
    words,
)
from tests.bot.world import World

pytestmark = pytest.mark.shows("G3")
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
WINTER, SUMMER = datetime(2026, 12, 3, 7, tzinfo=UTC), datetime(2027, 7, 1, 7, tzinfo=UTC)
EAST = {"ru": "по Владивостоку", "en": "Vladivostok time"}


@pytest.mark.parametrize(
    ("reader", "zone", "moment", "ru", "en"),
    [
        (None, "Asia/Vladivostok", WINTER, "17:00", "17:00"),
        ("Europe/Moscow", "Europe/Moscow", WINTER, "10:00", "10:00"),
        ("Europe/Moscow", "Europe/Kirov", WINTER, "10:00", "10:00"),
        ("Europe/Moscow", "Asia/Vladivostok", WINTER, "17:00 по Владивостоку", "17:00 Vladivostok time"),
        ("Asia/Vladivostok", "Europe/Moscow", WINTER, "10:00 по Москве", "10:00 Moscow time"),
        ("", "Europe/Moscow", WINTER, "10:00 по Москве", "10:00 Moscow time"),
        ("Europe/Moscow", "Europe/Kaliningrad", WINTER, "09:00 по Калининграду", "09:00 Kaliningrad time"),
        ("Europe/Moscow", "Asia/Kathmandu", WINTER, "12:45 UTC+5:45", "12:45 UTC+5:45"),
        ("Europe/Moscow", "Europe/Helsinki", WINTER, "09:00 UTC+2", "09:00 UTC+2"),
        ("Europe/Moscow", "Europe/Helsinki", SUMMER, "10:00", "10:00"),
        ("Europe/Moscow", "America/St_Johns", WINTER, "03:30 UTC-3:30", "03:30 UTC-3:30"),
    ],
)
def test_a_time_of_another_clock(reader: str | None, zone: str, moment: datetime, ru: str, en: str) -> None:
    for language, expected in (("ru", ru), ("en", en)):
        t = translator_for(language).for_reader(reader)
        assert time_label(moment, zone, t) == expected
        assert moment_label(moment, zone, t).endswith(expected)
        named = expected != clock_label(moment, zone)
        assert ("UTC" in short_moment_label(moment, zone, t)) is named
        mixed = zones_line([(moment, "Europe/Moscow"), (moment, zone)], t)
        assert (mixed is not None) is (named and zone != "Europe/Moscow")


async def move_site(world: World, slug: str, zone: str) -> None:
    """The site was in another zone all the time."""

    def body(connection: Connection) -> None:
        connection.execute(update(site).where(site.c.id == site_id(world, slug)).values(timezone=zone))
        connection.execute(update(content_version).values(version=content_version.c.version + 1))

    await world.db.write(body)
    await world.app.content.refresh()


@LANGUAGES
async def test_whoever_lives_elsewhere_reads_whose_time_it_is(world: World, language: str) -> None:
    w = words(language)
    await move_site(world, PAPER_MILL, "Asia/Vladivostok")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна", language_code=language)
    await reach_summary(world, teacher, w)
    held = w("summary.held", time="@").split("@")[0]
    assert held in teacher.last.text
    assert EAST[language] in teacher.last.text.split(held)[1].split("\n")[0]
    await teacher.tap(w("summary.send"))
    reference = reference_on(teacher)
    assert EAST[language] in teacher.last.text
    assert EAST[language] not in owner.last.text, "the host lives there"
    await owner.tap(w("host.confirm"))
    assert EAST[language] in teacher.messages[-1].text
    await open_programme(world, teacher, FELTING, "class")
    await teacher.tap(w("programme.book"))
    await teacher.tap("2")
    await tap_moment(teacher)
    await teacher.tap(w("summary.book"))
    await teacher.writes("/my")
    teacher.sees(w("date.zones"))
    await teacher.tap(label_with(teacher, reference))
    assert EAST[language] in teacher.last.text
    await world.move(timedelta(seconds=1))


@LANGUAGES
async def test_one_zone_needs_no_name(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна", language_code=language)
    await book_class(world, teacher, w)
    for person in (owner, teacher):
        for shown in person.messages:
            assert "UTC" not in (shown.text or "")
            assert w("date.zone.Europe/Moscow") not in (shown.text or "")


async def test_an_answer_that_came_late_names_the_zone_too(world: World) -> None:
    """Made by the sender when Telegram is back, it knew nothing of its reader's clock."""
    world.allow(LintRule.UNANSWERED_TAP, LintRule.DEAD_TAP, LintRule.SAID_TWICE)
    w = words("ru")
    await move_site(world, PAPER_MILL, "Asia/Vladivostok")
    teacher = world.person("Анна")
    await reach_summary(world, teacher, w)
    fault = Fault(FaultKind.INTERNAL, {"editMessageText", "sendMessage", "answerCallbackQuery"}, times=None)
    world.telegram.faults.add(fault)
    await teacher.tap(w("summary.send"))
    world.telegram.faults.clear()
    await world.move(timedelta(minutes=5))
    told = [each.text for each in teacher.messages if each.from_bot and "К-0001" in each.text]
    assert told
    assert all(EAST["ru"] in each for each in told)
