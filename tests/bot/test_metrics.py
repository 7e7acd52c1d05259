"""Figures for monitoring: they are right, all are explained, and none tells of a person."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.metrics import Metrics, Watched, kind_label, monitoring_pages
from bot.web.server import listening
from bot.wiring import wire
from sandbox.faults import Fault, FaultKind
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.scripted import Script, furnish_with
from tests.bot.test_webhook import a_message, post
from tests.bot.world import Transport, World, open_world

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"

Figures = dict[tuple[str, str], float]
"""By the name of a sample and the value of its label, where it has one."""


class Monitoring:
    """Watches a world and reads its figures as Prometheus does."""

    def __init__(self, world: World) -> None:
        app = world.app
        webhook = world.webhook if world.transport is Transport.WEBHOOK else None
        self._metrics = Metrics(
            Watched(
                db=app.db,
                clock=app.clock,
                in_flight=app.in_flight,
                pace=app.pace,
                report=app.report,
                role=app.role,
                sender=app.sender,
                webhook=webhook,
            )
        )

    async def text(self) -> str:
        async with (
            listening(monitoring_pages(self._metrics), "127.0.0.1", 0) as port,
            aiohttp.ClientSession() as http,
            http.get(f"http://127.0.0.1:{port}/metrics") as answer,
        ):
            assert answer.status == 200
            return await answer.text()

    async def figures(self) -> Figures:
        return {
            (sample.name, next(iter(sample.labels.values()), "")): sample.value
            for family in text_string_to_metric_families(await self.text())
            for sample in family.samples
            if "le" not in sample.labels
        }


@pytest.fixture
async def town(tmp_path: Path, demo_template: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, demo_template, wire, transport=Transport.WEBHOOK) as opened:
        yield opened


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def world(tmp_path: Path, empty_template: Path, script: Script) -> AsyncIterator[World]:
    async with open_world(
        tmp_path, empty_template, furnish_with(script), transport=Transport.WEBHOOK
    ) as opened:
        yield opened


async def test_a_booking_and_its_messages_are_counted(town: World) -> None:
    monitoring = Monitoring(town)
    w = words("ru")
    host = await town.host(PAPER_MILL)
    teacher = town.person("Анна")
    await book_class(town, teacher, w)
    figures = await monitoring.figures()
    taps, texts = (
        figures["prokhodnaya_update_seconds_count", kind] for kind in ("callback_query", "message")
    )
    assert taps >= 6
    assert texts >= 6
    assert figures["prokhodnaya_update_seconds_sum", "callback_query"] > 0
    assert figures["prokhodnaya_webhook_answers_total", "200"] == taps + texts
    assert figures["prokhodnaya_updates_in_flight", ""] == 0
    assert figures["prokhodnaya_bookings", ""] == 1
    assert figures["prokhodnaya_outbox_ended_total", "sent"] == 1, "the host's notice"
    assert figures["prokhodnaya_outbox_due", ""] == 0
    assert figures["prokhodnaya_sender_role", ""] == 1
    assert figures["prokhodnaya_database_answers", ""] == 1
    assert figures["prokhodnaya_database_seconds_count", "write"] > 5
    assert figures["prokhodnaya_database_seconds_count", "read"] > 10
    assert figures["prokhodnaya_write_group_size_sum", ""] > 5
    assert figures["prokhodnaya_write_group_size_count", ""] > 5

    town.telegram.faults.add(Fault(FaultKind.INTERNAL, chat_id=teacher.user_id, times=None))
    await host.tap(w("host.confirm"))
    town.clock.move(timedelta(seconds=90))
    figures = await monitoring.figures()
    assert figures["prokhodnaya_outbox_due", ""] == 1, "the answer to the teacher"
    assert figures["prokhodnaya_outbox_oldest_seconds", ""] == 90
    town.telegram.faults.clear()


async def test_what_fails_is_counted_by_its_kind(
    world: World, script: Script, http: aiohttp.ClientSession
) -> None:
    monitoring = Monitoring(world)
    person = world.person("person")
    await person.start()
    script.failures_left = 2
    await person.writes("fail always")
    world.telegram.faults.add(Fault(FaultKind.INTERNAL, methods={"sendMessage"}, times=2))
    await person.writes("fail and come again")
    world.telegram.faults.add(Fault(FaultKind.FLOOD, methods={"sendMessage"}, retry_after=1))
    await person.writes("too fast")
    await post(http, world, a_message(person, "let me in"), "a wrong secret")
    await post(http, world, {"update_id": 10**9, "a kind that somebody made up": {}})
    await post(http, world, {"update_id": 10**9 + 1, "message": {"text": "damaged"}})
    figures = await monitoring.figures()
    assert figures["prokhodnaya_incidents_total", "message"] == 2
    assert figures["prokhodnaya_updates_left_total", "message"] == 1
    assert figures["prokhodnaya_update_seconds_count", "message"] == 4, "a damaged one is none"
    assert figures["prokhodnaya_webhook_answers_total", "401"] == 1
    assert figures["prokhodnaya_webhook_answers_total", "503"] == 1
    assert figures["prokhodnaya_telegram_429_total", ""] == 1


async def test_without_its_database_the_figures_of_the_process_are_told(world: World) -> None:
    monitoring = Monitoring(world)
    await world.person("person").start()
    await world.app.db.close()
    figures = await monitoring.figures()
    assert figures["prokhodnaya_database_answers", ""] == 0
    assert ("prokhodnaya_bookings", "") not in figures
    assert figures["prokhodnaya_update_seconds_count", "message"] == 1
    await world.restart()


async def test_a_bot_that_polls_has_figures_too(tmp_path: Path, demo_template: Path) -> None:
    async with open_world(tmp_path, demo_template, wire) as world:
        monitoring = Monitoring(world)
        await world.person("Анна").start()
        figures = await monitoring.figures()
        assert figures["prokhodnaya_update_seconds_count", "message"] == 1
        assert "webhook" not in await monitoring.text()


async def test_figures_are_not_where_the_public_is(world: World, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{world.address}/metrics") as answer:
        assert answer.status == 404


@pytest.mark.shows("H5")
async def test_no_figure_tells_of_a_person(town: World) -> None:
    monitoring = Monitoring(town)
    teacher = town.person("Анна", language_code="ru")
    await book_class(town, teacher, words("ru"))
    text = await monitoring.text()
    for personal in ("Анна", str(teacher.user_id), str(teacher.user.phone), "Северный", "К-0001"):
        assert personal not in text
    labels = {
        (name, value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for name, value in sample.labels.items()
        if name != "le"
    }
    allowed = {"callback_query", "message", "read", "write", "sent", "dropped", "dead", "200"}
    assert {value for _, value in labels} <= allowed


@pytest.mark.shows("H5")
def test_a_kind_that_nobody_knows_becomes_no_label() -> None:
    assert kind_label("callback_query") == "callback_query"
    assert kind_label("Анна +7 912 345-67-89") == "unknown"
    assert kind_label("update_id") == "unknown"


async def test_each_figure_is_explained(town: World) -> None:
    """docs/operating.md has a line for each figure, and no line for one that there is not."""
    section = OPERATING.read_text(encoding="utf-8").partition("## Metrics")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^\| `(prokhodnaya_\w+)` \|", section, flags=re.MULTILINE))
    families = text_string_to_metric_families(await Monitoring(town).text())
    names = {family.name for family in families}
    assert explained == {name for name in names if name.startswith("prokhodnaya_")}
    assert {name for name in names - explained if not name.startswith("process_")} == set()
