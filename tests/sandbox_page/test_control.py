"""Who may talk to the demo's address, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from bot.clock import MovableClock
from sandbox.control import build_control_app
from sandbox.personas import PERSONAS
from sandbox.telegram import Telegram

KEY = "key-of-this-run"
ANNA = PERSONAS[0]


class StandingControls:
    """A demo without a bot: the clock moves, and a reminder is due at 15:00 UTC."""

    bot_running = True

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.restarts = 0

    def now(self) -> datetime:
        return self.clock.now()

    async def advance(self, by: timedelta) -> None:
        self.clock.move(by)

    async def advance_to_next(self) -> datetime | None:
        due = self.now().replace(hour=15)
        return self.clock.move_to(due) if due > self.now() else None

    async def restart_bot(self) -> None:
        self.restarts += 1


class Demo:
    def __init__(self) -> None:
        clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.telegram = Telegram(clock)
        self.controls = StandingControls(clock)
        self.server = TestServer(
            build_control_app(self.telegram, self.controls, PERSONAS, KEY), host="127.0.0.1"
        )

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def connect(self, browser: ClientSession) -> ClientWebSocketResponse:
        return await browser.ws_connect(f"{self.origin}/events?key={KEY}", headers={"Origin": self.origin})


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    demo = Demo()
    await demo.server.start_server()
    yield demo
    await demo.server.close()


@pytest.fixture
async def browser() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def test_the_page_carries_the_key_and_a_strict_policy(demo: Demo, browser: ClientSession) -> None:
    async with browser.get(demo.origin + "/") as answer:
        assert answer.status == 200
        assert f'content="{KEY}"' in await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    async with browser.get(demo.origin + "/page/main.js") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/javascript"


@pytest.mark.parametrize("path", ["/", "/page/main.js", f"/events?key={KEY}", f"/files/x?key={KEY}"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1"])
async def test_a_strange_host_is_refused(demo: Demo, browser: ClientSession, path: str, host: str) -> None:
    headers = {"Host": host.format(port=demo.server.port)}
    async with browser.get(demo.origin + path, headers=headers) as answer:
        assert answer.status == 403
        assert KEY not in await answer.text()


async def test_localhost_is_this_machine_too(demo: Demo, browser: ClientSession) -> None:
    async with browser.get(demo.origin + "/", headers={"Host": f"localhost:{demo.server.port}"}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "path",
    ["/control/advance", "/control/advance-to-next", "/control/restart-bot", "/upload?persona=tourist"],
)
@pytest.mark.parametrize("headers", [{}, {"X-Demo-Key": "guess"}, {"X-Demo-Key": ""}])
async def test_controls_want_the_key(
    demo: Demo, browser: ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with browser.post(demo.origin + path, data=b'{"minutes": 60}', headers=headers) as answer:
        assert answer.status == 403
    assert demo.controls.now().hour == 9
    assert demo.controls.restarts == 0


async def test_files_want_the_key(demo: Demo, browser: ClientSession) -> None:
    demo.telegram.start(ANNA.user_id)
    demo.telegram.send_document(ANNA.user_id, filename="письмо.html", content=b"<b>!</b>", mime="text/html")
    shown = demo.telegram.view(ANNA.user_id)[-1].file
    assert shown is not None
    async with browser.get(f"{demo.origin}/files/{shown.file_id}") as answer:
        assert answer.status == 403
    async with browser.get(f"{demo.origin}/files/{shown.file_id}?key={KEY}") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/octet-stream", "no document is run in this origin"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    async with browser.get(f"{demo.origin}/files/nothing?key={KEY}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("key", "origin"),
    [("guess", "http://127.0.0.1:{port}"), (KEY, "http://evil.example"), (KEY, "null"), (KEY, None)],
)
async def test_the_websocket_wants_the_key_and_its_own_origin(
    demo: Demo, browser: ClientSession, key: str, origin: str | None
) -> None:
    headers = {"Origin": origin.format(port=demo.server.port)} if origin else {}
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect(f"{demo.origin}/events?key={key}", headers=headers)
    assert refused.value.status == 403


@pytest.mark.parametrize("minutes", ["0", "-60", "1e9", '"60"', "null", '60, "more": 1'])
async def test_the_clock_moves_only_on_and_not_too_far(
    demo: Demo, browser: ClientSession, minutes: str
) -> None:
    async with browser.post(
        f"{demo.origin}/control/advance",
        data=f'{{"minutes": {minutes}}}',
        headers={"X-Demo-Key": KEY, "Content-Type": "application/json"},
    ) as answer:
        assert answer.status == 400
    assert demo.controls.now().hour == 9


async def test_controls_move_the_clock_and_tell_every_page(demo: Demo, browser: ClientSession) -> None:
    socket = await demo.connect(browser)
    assert (await socket.receive_json())["kind"] == "welcome"
    for path, moved in (("advance-to-next", True), ("advance-to-next", False)):
        async with browser.post(
            f"{demo.origin}/control/{path}", headers={"X-Demo-Key": KEY}, data=b"{}"
        ) as answer:
            assert await answer.json() == {
                "now": "2026-11-23T15:00:00+00:00",
                "bot_running": True,
                "moved": moved,
            }
        event = await socket.receive_json()
        assert event == {
            "kind": "clock",
            "clock": {"now": "2026-11-23T15:00:00+00:00", "bot_running": True},
        }
    await socket.close()


async def test_people_act_and_see_over_the_websocket(demo: Demo, browser: ClientSession) -> None:
    socket = await demo.connect(browser)
    welcome = await socket.receive_json()
    assert [person["key"] for person in welcome["personas"]] == [persona.key for persona in PERSONAS]
    assert not welcome["personas"][0]["chat"]["started"]
    await socket.send_json({"kind": "start", "persona": ANNA.key, "act": 1, "payload": "site_sloist"})
    shown = await socket.receive_json()
    assert shown["message"]["text"] == "/start site_sloist"
    assert shown["message"]["out"]
    state = await socket.receive_json()
    assert state["chat"]["started"]
    await socket.send_json({"kind": "press", "persona": ANNA.key, "act": 2, "message_id": 999, "data": "x"})
    refused = await socket.receive_json()
    assert (refused["kind"], refused["act"]) == ("refused", 2)
    await socket.send_json({"kind": "language", "persona": ANNA.key, "act": 3, "language": "en"})
    state = await socket.receive_json()
    assert state["chat"]["language"] == "en"
    assert demo.telegram.users[ANNA.user_id].language_code == "en"
    await socket.close()


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        "{}",
        '{"kind": "start", "persona": "nobody", "act": 1}',
        '{"kind": "shutdown", "persona": "tourist", "act": 1}',
        '{"kind": "text", "persona": "tourist", "act": 1, "user_id": 5}',
        '{"kind": "start", "persona": "tourist", "act": 1, "payload": "a b"}',
    ],
)
async def test_a_frame_that_no_page_sends_ends_the_connection(
    demo: Demo, browser: ClientSession, frame: str
) -> None:
    socket = await demo.connect(browser)
    await socket.receive_json()
    await socket.send_str(frame)
    assert (await socket.receive()).type is WSMsgType.CLOSE
    assert socket.close_code == 1008
    assert demo.telegram.view(PERSONAS[2].user_id) == []


async def test_one_cannot_read_files_of_the_program(demo: Demo, browser: ClientSession) -> None:
    for path in ("/page/..%2fcontrol.py", "/page/../control.py", "/page/index.html", "/page/none.js"):
        async with browser.get(demo.origin + path) as answer:
            assert answer.status == 404
