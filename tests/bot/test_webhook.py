"""The webhook: who may post, when an update counts as handled, what rides in the answer, how it drains."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.db.engine.connection import Connection
from bot.db.engine.errors import DatabaseBusyError
from bot.db.tables import booking
from bot.incoming import Incoming, RawUpdate
from bot.services.upkeep.incidents import ReportIncident
from bot.web.health import Health
from bot.web.server import ListenError, listening, public_pages
from bot.web.webhook import HEADER, MOST_BYTES, MOST_DELIVERIES, Webhook
from bot.wiring import wire
from sandbox.faults import Fault, FaultKind
from sandbox.lints import LintRule
from sandbox.people import Person
from tests.bot.paths import book_seats, reach_summary, reference_on, words
from tests.bot.scripted import Script, furnish_with, incidents
from tests.bot.world import SECRET, Transport, World, eventually, open_world


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def world(tmp_path: Path, empty_template: Path, script: Script) -> AsyncIterator[World]:
    """Stand-in handlers behind the webhook."""
    async with open_world(
        tmp_path, empty_template, furnish_with(script), transport=Transport.WEBHOOK
    ) as opened:
        yield opened


@pytest.fixture
async def town(tmp_path: Path, demo_template: Path) -> AsyncIterator[World]:
    """The whole bot behind the webhook."""
    async with open_world(tmp_path, demo_template, wire, transport=Transport.WEBHOOK) as opened:
        yield opened


async def post(
    http: aiohttp.ClientSession, world: World, body: bytes | RawUpdate, secret: str | None = SECRET
) -> tuple[int, Any]:
    """Posts to the webhook as Telegram does; the status and the JSON of the answer, if it has one."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if secret is None else {HEADER: secret}
    async with http.post(f"{world.address}/telegram", data=data, headers=headers) as answer:
        return answer.status, await answer.json() if answer.content_type == "application/json" else None


async def started(world: World, name: str = "person") -> Person:
    person = world.person(name)
    await person.start()
    return person


def a_message(person: Person, text: str, update_id: int = 1) -> RawUpdate:
    """An update of a private chat, newer than all that the simulated Telegram has made."""
    sender = person.user.to_json()
    chat = {"id": person.user_id, "type": "private", "first_name": person.user.first_name}
    message = {"message_id": 10**6 + update_id, "date": 0, "chat": chat, "from": sender, "text": text}
    return {"update_id": 10**9 + update_id, "message": message}


def a_tap(world: World, person: Person, data: str) -> RawUpdate:
    """A tap on the newest message that the simulated Telegram does not deliver by itself."""
    url, world.telegram.webhook = world.telegram.webhook, None
    world.telegram.press(person.user_id, person.user_id, person.last.message_id, data)
    raw = world.telegram.updates.pending()[-1].to_json()
    world.telegram.updates.drop_all()
    world.telegram.webhook = url
    return raw


# who may post


@pytest.mark.parametrize("secret", [None, "", "not-a-secre", "not-a-secret!", "НЕ-СЕКРЕТ", "\u00e9" * 12])
async def test_without_the_secret_nothing_is_handled(
    world: World, script: Script, http: aiohttp.ClientSession, secret: str | None
) -> None:
    person = await started(world)
    script.handled.clear()
    status, _ = await post(http, world, a_message(person, "let me in"), secret)
    assert status == 401
    assert script.handled == []
    assert (await post(http, world, a_message(person, "with the secret")))[0] == 200
    assert script.handled == ["with the secret"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"update"',
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 99999999999999999999}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(world: World, http: aiohttp.ClientSession, body: bytes) -> None:
    assert (await post(http, world, body))[0] == 400
    assert await incidents(world) == []


async def test_a_body_that_is_too_large_is_refused(world: World, http: aiohttp.ClientSession) -> None:
    large = io.BytesIO(b" " * (MOST_BYTES + 1))
    async with http.post(f"{world.address}/telegram", data=large, headers={HEADER: SECRET}) as answer:
        assert answer.status == 413


async def test_only_posts_to_the_path_of_the_webhook_are_updates(
    world: World, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{world.address}/telegram", headers={HEADER: SECRET}) as answer:
        assert answer.status == 405
    async with http.post(f"{world.address}/", json={"update_id": 1}, headers={HEADER: SECRET}) as answer:
        assert answer.status == 404


# when an update counts as handled


async def test_the_answer_comes_after_the_work(
    world: World, script: Script, http: aiohttp.ClientSession
) -> None:
    person = await started(world)
    posting = asyncio.ensure_future(post(http, world, a_message(person, "wait")))
    await eventually(lambda: script.running == 1)
    assert not posting.done()
    assert world.webhook.in_hand == 1
    script.gate.set()
    assert (await posting)[0] == 200
    assert script.handled[-1] == "end wait"
    assert world.webhook.in_hand == 0


async def test_a_damaged_update_is_an_incident_and_is_not_sent_again(
    world: World, script: Script, http: aiohttp.ClientSession
) -> None:
    person = await started(world)
    assert await post(http, world, {"update_id": 5, "message": {"message_id": "no number"}}) == (200, None)
    assert [kind for _, kind, _, _ in await incidents(world)] == ["message"]
    await person.writes("after the damage")
    assert script.handled[-1] == "after the damage"


async def test_a_poison_update_is_told_once_and_is_not_sent_again(world: World, script: Script) -> None:
    person = await started(world)
    script.failures_left = 100
    await person.writes("fail always")
    [(number, _, error, _)] = await incidents(world)
    person.sees("Что-то сломалось", number)
    assert error == "ValueError"
    assert world.pauses == []
    await person.writes("go on")
    person.sees("got go on")


@pytest.mark.parametrize("failure", [DatabaseBusyError("locked"), None])
async def test_an_update_that_met_an_outage_is_delivered_again(
    world: World, script: Script, failure: Exception | None
) -> None:
    """The database, or Telegram's own server, is away for two deliveries; Telegram is asked twice in each."""
    person = await started(world)
    script.failure, script.failures_left = failure, 2 if failure else 0
    if failure is None:
        world.telegram.faults.add(Fault(FaultKind.INTERNAL, methods={"sendMessage"}, times=4))
    await person.writes("fail twice")
    person.sees("it worked")
    assert len(world.pauses) == 2
    assert await incidents(world) == [], "an outage is no poison"
    assert len(person.new) == 1


async def test_a_long_429_tells_telegram_when_to_come_again(world: World) -> None:
    person = await started(world)
    world.telegram.faults.add(Fault(FaultKind.FLOOD, methods={"sendMessage"}, times=2, retry_after=17))
    await person.writes("hello")
    person.sees("got hello")
    assert world.pauses == [17.0]


async def test_an_outage_that_does_not_end_is_told(world: World, script: Script) -> None:
    """Else one update could keep a chat waiting until Telegram forgets it, a day later."""
    person = await started(world)
    script.failure, script.failures_left = DatabaseBusyError("locked"), 10**6
    await person.writes("fail always")
    assert len(world.pauses) == MOST_DELIVERIES - 1
    assert await incidents(world) == [], "nothing is wrong with the update"
    person.sees("до вашего очередь не дошла")


class _Defective(Incoming):
    """Fails before anything of ours could catch it."""

    async def handle(self, raw: RawUpdate, **data: object) -> None:
        raise ZeroDivisionError(f"at {raw['update_id']} with {len(data)}")


async def test_a_defect_outside_of_the_boundary_is_tried_again_and_given_up_at_last(
    world: World, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    app = world.app
    incoming = _Defective(app.bot, app.dispatcher, ReportIncident(app.runner))
    pages = public_pages(
        Health(app.db, app.content), Webhook(incoming, SECRET), "https://bot.example/telegram"
    )
    async with listening(pages, "127.0.0.1", 0) as port:
        for update_id in (1, 2):
            statuses: list[int] = []
            with caplog.at_level(logging.CRITICAL, "bot"):
                while 200 not in statuses:
                    async with http.post(
                        f"http://127.0.0.1:{port}/telegram",
                        json={"update_id": update_id, "message": {}},
                        headers={HEADER: SECRET},
                    ) as answer:
                        statuses.append(answer.status)
            assert statuses == [500] * (MOST_DELIVERIES - 1) + [200]
    assert [error for _, _, error, _ in await incidents(world)] == ["ZeroDivisionError"] * 2


@pytest.mark.parametrize("fault", [FaultKind.WEBHOOK_LATE, FaultKind.DUPLICATE_UPDATES])
@pytest.mark.shows("B5")
async def test_a_booking_is_made_once_however_often_its_tap_is_delivered(
    town: World, fault: FaultKind
) -> None:
    w = words("ru")
    teacher = town.person("Анна")
    await reach_summary(town, teacher, w)
    town.telegram.faults.add(Fault(fault))
    town.allow(LintRule.SAID_TWICE, LintRule.UNANSWERED_TAP)
    await teacher.tap(w("summary.send"))
    teacher.sees("К-0001")
    assert await town.db.read(count_bookings) == 1


@pytest.mark.shows("B5")
@pytest.mark.parametrize("fault", [FaultKind.DROP_AFTER, FaultKind.INTERNAL, FaultKind.TIMEOUT_BEFORE])
async def test_a_booking_whose_answer_met_an_outage_is_shown_after_it(town: World, fault: FaultKind) -> None:
    """The booking is committed by the first delivery; a later one shows it."""
    w = words("ru")
    teacher = town.person("Анна")
    await reach_summary(town, teacher, w)
    methods = {"editMessageText", "sendMessage"}
    town.telegram.faults.add(Fault(fault, methods=methods, chat_id=teacher.user_id, times=6))
    town.allow(LintRule.SAID_TWICE)
    await teacher.tap(w("summary.send"))
    assert reference_on(teacher) == "К-0001"
    assert await town.db.read(count_bookings) == 1
    assert await incidents(town) == []


def count_bookings(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(booking)).scalar_one()


async def test_updates_of_a_chat_are_handled_in_order_though_they_come_at_once(
    world: World, script: Script, http: aiohttp.ClientSession
) -> None:
    """Telegram posts them one after another; after a lost answer it may post one that still runs."""
    person = await started(world)
    first = asyncio.ensure_future(post(http, world, a_message(person, "wait 1", 1)))
    await eventually(lambda: script.running == 1)
    second = asyncio.ensure_future(post(http, world, a_message(person, "wait 2", 2)))
    await eventually(lambda: world.webhook.in_hand == 2)
    script.gate.set()
    assert [status for status, _ in await asyncio.gather(first, second)] == [200, 200]
    assert script.handled[-4:] == ["begin wait 1", "end wait 1", "begin wait 2", "end wait 2"]


# what rides in the answer


async def test_the_wordless_answer_to_a_tap_rides_in_the_response(
    world: World, http: aiohttp.ClientSession
) -> None:
    person = await started(world)
    tap = a_tap(world, person, "same")
    world.telegram.calls.clear()
    status, answer = await post(http, world, tap)
    assert status == 200
    assert answer == {"method": "answerCallbackQuery", "callback_query_id": tap["callback_query"]["id"]}
    assert [call.method for call in world.telegram.calls] == ["editMessageText"], "one request instead of two"
    world.allow(LintRule.UNANSWERED_TAP)


@pytest.mark.parametrize("data", ["toast", "same", "map"])
async def test_words_never_ride_since_nobody_would_know_that_they_came_too_late(
    world: World, http: aiohttp.ClientSession, data: str
) -> None:
    person = await started(world)
    if data == "same":
        await person.tap("same")
    status, answer = await post(http, world, a_tap(world, person, data))
    if data == "map":
        assert answer["method"] == "answerCallbackQuery", "a screen with a map says nothing else"
        world.allow(LintRule.UNANSWERED_TAP)
    else:
        assert (status, answer) == (200, None)


async def test_a_tap_whose_words_come_too_late_gets_them_as_a_message(world: World, script: Script) -> None:
    person = await started(world)
    tapping = asyncio.ensure_future(person.tap("hang"))
    await eventually(lambda: world.webhook.in_hand == 1)
    world.clock.move(world.telegram.settings.callback_lifetime * 2)
    script.gate.set()
    await tapping
    person.sees("late")
    world.allow(LintRule.UNANSWERED_TAP)


# the end


async def test_a_drain_finishes_what_is_in_hand_and_leaves_the_rest_to_the_next_process(
    world: World, script: Script, http: aiohttp.ClientSession
) -> None:
    first, second = await started(world, "first"), await started(world, "second")
    posting = asyncio.ensure_future(first.writes("wait"))
    await eventually(lambda: script.running == 1)
    draining = asyncio.ensure_future(world.webhook.drain(5))
    await asyncio.sleep(0)
    world.telegram.send_text(second.user_id, "meanwhile")
    await eventually(lambda: bool(world.pauses))
    assert world.pauses[0] == 1.0, "Telegram is told to come again soon"
    assert "meanwhile" not in script.handled
    script.gate.set()
    assert await draining
    await eventually(lambda: [each.queue for each in world.telegram.updates.pending()] == [second.user_id])
    posting.cancel()
    await world.restart()
    await world.settle()
    assert script.handled.count("meanwhile") == 1
    assert script.handled.count("begin wait") == 1


async def test_what_a_drain_cannot_wait_for_is_delivered_again(world: World, script: Script) -> None:
    person = await started(world)
    posting = asyncio.ensure_future(person.writes("wait"))
    await eventually(lambda: script.running == 1)
    assert not await world.webhook.drain(0.01)
    posting.cancel()
    await world.restart()
    script.gate.set()
    await world.settle()
    assert script.handled.count("begin wait") == 2
    assert script.handled[-1] == "end wait"


async def test_what_comes_while_the_bot_is_away_is_handled_after_its_start(town: World) -> None:
    w = words("en")
    tourist = town.person("Mary", language_code="en")
    await book_seats(town, tourist, w)
    await town.stop()
    town.telegram.send_text(tourist.user_id, "/my")
    await town.start()
    await town.settle()
    tourist.sees("К-0001")


# health


async def page(http: aiohttp.ClientSession, address: str) -> tuple[int, str]:
    async with http.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_process_is_alive_and_ready(world: World, http: aiohttp.ClientSession) -> None:
    assert await page(http, f"{world.address}/health") == (200, "alive\n")
    assert await page(http, f"{world.address}/ready") == (200, "draining: ok\ncontent: ok\ndatabase: ok\n")


async def test_a_process_that_drains_is_alive_but_not_ready(
    world: World, http: aiohttp.ClientSession
) -> None:
    health = Health(world.app.db, world.app.content)
    async with listening(public_pages(health, None, None), "127.0.0.1", 0) as port:
        health.drain()
        assert (await page(http, f"http://127.0.0.1:{port}/health"))[0] == 200
        status, text = await page(http, f"http://127.0.0.1:{port}/ready")
        assert (status, text.splitlines()[0]) == (503, "draining: no")
        assert (await page(http, f"http://127.0.0.1:{port}/telegram"))[0] == 404, "there is no webhook here"


async def test_a_process_without_its_database_is_not_ready(world: World, http: aiohttp.ClientSession) -> None:
    health = Health(world.app.db, world.app.content)
    async with listening(public_pages(health, None, None), "127.0.0.1", 0) as port:
        await world.stop()
        status, text = await page(http, f"http://127.0.0.1:{port}/ready")
        assert (status, text.splitlines()[2]) == (503, "database: no")
    await world.start()


async def test_a_port_that_is_taken_is_said_so(world: World) -> None:
    port = int(world.address.rsplit(":", 1)[1])
    with pytest.raises(ListenError, match=f"127.0.0.1:{port} cannot be listened on"):
        async with listening(
            public_pages(Health(world.app.db, world.app.content), None, None), "127.0.0.1", port
        ):
            raise AssertionError("somebody else listens there")
