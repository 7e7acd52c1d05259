"""The chat page of the demo over HTTP: the page itself, what happens in the chats, the demo's controls.

Any page in the same browser could send requests to this address, therefore: the Host header must name this
machine (against DNS rebinding), every request that reads or changes anything carries the key of this run,
and a WebSocket must come from this origin. The key stands in the page, which other origins cannot read.
"""

from __future__ import annotations

import asyncio
import hmac
import html
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Protocol
from urllib.parse import quote

from aiohttp import WSMsgType, web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.model import Event
from sandbox.page_json import JsonObject, chat_state_json, clock_json, event_json, persona_json, welcome_json
from sandbox.personas import Persona
from sandbox.rules import MAX_UPLOAD, ApiError
from sandbox.telegram import PersonCannot, Telegram

PAGE_FOLDER: Final = Path(__file__).parent / "page"
LONGEST_ADVANCE: Final = timedelta(days=31)
_MEDIA_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif"})
_CLOCK_LOOK: Final = 0.5
"""Real seconds between two looks at the sandbox clock while nothing else happens."""


class DemoControls(Protocol):
    """What the page may do with the demo apart from chatting; the runner of the demo provides it."""

    @property
    def bot_running(self) -> bool: ...

    def now(self) -> datetime:
        """The sandbox's present moment, aware, UTC."""
        ...

    async def advance(self, by: timedelta) -> None:
        """Moves the clock on, stopping at each moment at which something is due until it has settled."""
        ...

    async def advance_to_next(self) -> datetime | None:
        """Moves on to the next moment at which the bot writes by itself; None where nothing is planned."""
        ...

    async def restart_bot(self) -> None:
        """Stops the bot and starts it again; the chats and the clock stay."""
        ...


class Act(BaseModel):
    """What a person does in the page; which fields are needed follows from ``kind``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["start", "text", "press", "contact", "location", "block", "unblock", "language"]
    persona: str
    act: int
    text: Annotated[str, Field(max_length=4096)] = ""
    payload: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    message_id: int = 0
    data: Annotated[str, Field(max_length=64)] = ""
    language: Literal["ru", "en"] = "ru"


class _Advance(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    minutes: Annotated[int, Field(ge=1, le=LONGEST_ADVANCE // timedelta(minutes=1))]


def build_control_app(
    telegram: Telegram,
    controls: DemoControls,
    personas: Sequence[Persona],
    key: str,
    others: Sequence[Persona] = (),
) -> web.Application:
    """The page as an application that can be run alone or be mounted under a prefix of another one.

    ``key`` is made anew for each run. The personas become people of ``telegram`` where they are not yet.
    ``others`` do too, and join the page with their first message.
    """
    return _ChatPage(telegram, controls, personas, key, others).application()


class _ChatPage:
    def __init__(
        self,
        telegram: Telegram,
        controls: DemoControls,
        personas: Sequence[Persona],
        key: str,
        others: Sequence[Persona],
    ) -> None:
        self._telegram = telegram
        self._controls = controls
        self._key = key
        self._personas = {persona.user_id: persona for persona in personas}
        self._ids = {persona.key: persona.user_id for persona in personas}
        self._screens: set[asyncio.Queue[JsonObject]] = set()
        self._moving = asyncio.Lock()
        self._others = {persona.user_id: persona for persona in others}
        telegram.subscribe(self._let_join)
        for persona in (*personas, *others):
            if persona.user_id not in telegram.users:
                telegram.add_user(
                    user_id=persona.user_id,
                    first_name=persona.first_name,
                    language_code=persona.language_code,
                    phone=persona.phone.removeprefix("+"),  # clients send it without the plus
                )

    def _let_join(self, event: Event) -> None:
        """Somebody to whom the bot writes is there from then on: subscribed first, told first."""
        if event.message is None or not event.message.from_bot or event.chat_id != event.user_id:
            return
        persona = self._others.pop(event.user_id, None)
        if persona is None:
            return
        self._personas[persona.user_id] = persona
        self._ids[persona.key] = persona.user_id
        for screen in self._screens:
            screen.put_nowait({"kind": "joined", "persona": persona_json(self._telegram, persona, ())})

    def application(self) -> web.Application:
        app = web.Application(middlewares=[_guard], client_max_size=MAX_UPLOAD + 1024)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get(r"/page/{name:[a-z-]+\.(?:js|css|svg)}", self._part_of_page),
                web.get("/events", self._events),
                web.get("/files/{file_id}", self._file),
                web.post("/upload", self._upload),
                web.post("/control/advance", self._advance),
                web.post("/control/advance-to-next", self._advance_to_next),
                web.post("/control/restart-bot", self._restart_bot),
            ]
        )
        return app

    # the page

    async def _page(self, _request: web.Request) -> web.Response:
        page = (PAGE_FOLDER / "index.html").read_text(encoding="utf-8")
        return web.Response(text=page.replace("{{key}}", html.escape(self._key)), content_type="text/html")

    async def _part_of_page(self, request: web.Request) -> web.Response:
        path = PAGE_FOLDER / request.match_info["name"]
        if not path.is_file():
            raise web.HTTPNotFound
        return web.Response(
            text=path.read_text(encoding="utf-8"), content_type=_MEDIA_TYPES[path.suffix], charset="utf-8"
        )

    # files

    async def _file(self, request: web.Request) -> web.Response:
        self._check_key(request.query.get("key"))
        try:
            file = self._telegram.file_content(request.match_info["file_id"])
        except ApiError as refusal:
            raise web.HTTPNotFound(text=refusal.description) from None
        is_image = file.kind == "photo" and file.mime in _IMAGES
        headers = {"Content-Disposition": "inline" if is_image else _attachment(file.name)}
        content_type = file.mime if is_image else "application/octet-stream"
        return web.Response(body=file.content, content_type=content_type, headers=headers)

    async def _upload(self, request: web.Request) -> web.Response:
        self._check_key(request.headers.get("X-Demo-Key"))
        user_id = self._ids.get(request.query.get("persona", ""))
        if user_id is None:
            raise web.HTTPBadRequest(text="unknown persona")
        name = request.query.get("name") or "file"
        content = await request.read()
        try:
            if request.query.get("as") == "photo":
                self._telegram.send_photo(user_id, content=content)
            else:
                self._telegram.send_document(
                    user_id, filename=name, content=content, mime=request.content_type
                )
        except (ApiError, PersonCannot) as refusal:
            raise web.HTTPBadRequest(text=str(refusal)) from None
        return web.json_response({})

    # the demo's controls

    async def _advance(self, request: web.Request) -> web.Response:
        self._check_key(request.headers.get("X-Demo-Key"))
        try:
            asked = _Advance.model_validate_json(await request.read())
        except ValidationError:
            raise web.HTTPBadRequest(text="minutes: a whole number from 1 to a month") from None

        async def move() -> bool:
            await self._controls.advance(timedelta(minutes=asked.minutes))
            return True

        return await self._control(move)

    async def _advance_to_next(self, request: web.Request) -> web.Response:
        self._check_key(request.headers.get("X-Demo-Key"))

        async def move() -> bool:
            return await self._controls.advance_to_next() is not None

        return await self._control(move)

    async def _restart_bot(self, request: web.Request) -> web.Response:
        self._check_key(request.headers.get("X-Demo-Key"))

        async def restart() -> bool:
            await self._controls.restart_bot()
            return False

        return await self._control(restart)

    async def _control(self, work: Callable[[], Awaitable[bool]]) -> web.Response:
        """One control at a time: two jumps of the clock at once would not stop at what is due between."""
        async with self._moving:
            moved = await work()
        clock = self._clock()
        for screen in self._screens:
            screen.put_nowait({"kind": "clock", "clock": clock})
        return web.json_response({**clock, "moved": moved})

    # the chats

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        self._check_key(request.query.get("key"))
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden(text="the WebSocket is for this page only")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        screen: asyncio.Queue[JsonObject] = asyncio.Queue()
        states = {user_id: chat_state_json(self._telegram, user_id) for user_id in self._personas}
        screen.put_nowait(welcome_json(self._telegram, self._personas, self._clock()))

        def tell(event: Event) -> None:
            persona = self._personas.get(event.user_id)
            if persona is None or event.chat_id != event.user_id:
                return
            told = event_json(self._telegram, event, persona.key)
            if told is not None:
                screen.put_nowait(told)
            self._tell_state(screen, states, persona)

        unsubscribe = self._telegram.subscribe(tell)
        self._screens.add(screen)
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write(socket, screen))
                await self._read(socket, screen, states)
                writer.cancel()
        finally:
            unsubscribe()
            self._screens.discard(screen)
        return socket

    def _tell_state(
        self, screen: asyncio.Queue[JsonObject], states: dict[int, JsonObject], persona: Persona
    ) -> None:
        state = chat_state_json(self._telegram, persona.user_id)
        if state != states.get(persona.user_id):
            states[persona.user_id] = state
            screen.put_nowait({"kind": "chat", "persona": persona.key, "chat": state})

    async def _write(self, socket: web.WebSocketResponse, screen: asyncio.Queue[JsonObject]) -> None:
        shown = self._clock()
        while not socket.closed:
            try:
                event = await asyncio.wait_for(screen.get(), _CLOCK_LOOK)
            except TimeoutError:
                clock = self._clock()
                if clock == shown:
                    continue
                shown, event = clock, {"kind": "clock", "clock": clock}
            try:
                await socket.send_json(event)
            except ConnectionError:
                return  # the page was closed; the reader sees it too

    async def _read(
        self,
        socket: web.WebSocketResponse,
        screen: asyncio.Queue[JsonObject],
        states: dict[int, JsonObject],
    ) -> None:
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                act = Act.model_validate_json(frame.data)
                user_id = self._ids[act.persona]
            except (ValidationError, KeyError):
                await socket.close(code=1008, message=b"not an act of this page")
                return
            try:
                self._perform(act, user_id, screen)
            except (ApiError, PersonCannot) as refusal:
                screen.put_nowait({"kind": "refused", "act": act.act, "reason": str(refusal)})
            self._tell_state(screen, states, self._personas[user_id])

    def _perform(self, act: Act, user_id: int, screen: asyncio.Queue[JsonObject]) -> None:
        telegram = self._telegram
        match act.kind:
            case "start":
                telegram.start(user_id, act.payload or None)
            case "text":
                telegram.send_text(user_id, act.text)
            case "press":
                query_id = telegram.press(user_id, user_id, act.message_id, act.data)
                screen.put_nowait(
                    {"kind": "tapped", "act": act.act, "query_id": query_id, "persona": act.persona}
                )
            case "contact":
                telegram.share_contact(user_id)
            case "location":
                telegram.send_location(user_id, latitude=61.66878, longitude=50.83589)
            case "block":
                telegram.block(user_id)
            case "unblock":
                telegram.unblock(user_id)
            case "language":
                user, persona = telegram.users[user_id], self._personas[user_id]
                user.language_code = act.language
                user.first_name = persona.first_name_en if act.language == "en" else persona.first_name

    def _clock(self) -> JsonObject:
        now = self._controls.now().replace(second=0, microsecond=0)
        return clock_json(now, bot_running=self._controls.bot_running)

    def _check_key(self, given: str | None) -> None:
        if not hmac.compare_digest((given or "").encode(), self._key.encode()):
            raise web.HTTPForbidden(text="the key of this run is missing; open the page anew")


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses strange Host headers and tells the browser to load and run nothing from elsewhere."""
    socket = request.get_extra_info("sockname")
    port = socket[1] if socket else request.url.port
    if request.host not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        raise web.HTTPForbidden(text="this page is served to 127.0.0.1 and localhost only")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(_SAFETY)
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' ws://{request.host}; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
    return response


_SAFETY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def _attachment(name: str) -> str:
    plain = "".join(
        letter if (letter.isascii() and letter.isalnum()) or letter in "._-" else "_" for letter in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
