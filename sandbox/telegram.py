"""The simulated Telegram: one entry for the bot (:meth:`Telegram.call`), and people's actions.

Strict like the real Bot API; ``sandbox/README.md`` lists the rules. There is no HTTP here: ``server.py`` and
``session.py`` put it behind a port or straight into an aiogram bot.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.clock import Clock
from sandbox.actions import Actions, PersonCannot
from sandbox.faults import BROKEN, UNREADABLE, Fault, FaultKind
from sandbox.files import UploadedFile
from sandbox.methods import read_request, run_request
from sandbox.model import SandboxSettings
from sandbox.rules import ApiError
from sandbox.world import SANDBOX_TOKEN

__all__ = ["Answer", "CallRecord", "PersonCannot", "Telegram", "Transport", "UploadedFile"]


class Transport(StrEnum):
    """How an answer reaches the bot."""

    DELIVERED = "delivered"
    TIMED_OUT = "timed out"
    DROPPED = "dropped"


_BROKEN = {
    FaultKind.TIMEOUT_BEFORE: Transport.TIMED_OUT,
    FaultKind.TIMEOUT_AFTER: Transport.TIMED_OUT,
    FaultKind.DROP_BEFORE: Transport.DROPPED,
    FaultKind.DROP_AFTER: Transport.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the Bot API answers: the HTTP status and the body; unless delivered, the bot never gets it."""

    status: int
    body: Mapping[str, Any]
    transport: Transport = Transport.DELIVERED
    text: str | None = None
    """What comes in place of the body."""

    @property
    def ok(self) -> bool:
        return bool(self.body["ok"])

    def to_json(self) -> str:
        return json.dumps(self.body, ensure_ascii=False) if self.text is None else self.text


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of the bot, for tests and figures."""

    method: str
    chat_id: int | None
    at: datetime
    status: int


class Telegram(Actions):
    """All of it. ``calls`` keeps the last 20 000 calls of the bot but ``getUpdates``."""

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = SANDBOX_TOKEN,
        bot_username: str = "prokhodnaya_demo_bot",
        bot_name: str = "Проходная",
        settings: SandboxSettings | None = None,
    ) -> None:
        super().__init__(clock, token=token, bot_username=bot_username, bot_name=bot_name, settings=settings)
        self.calls: deque[CallRecord] = deque(maxlen=20_000)

    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, UploadedFile] | None = None
    ) -> Answer:
        """One call of a method as it comes from HTTP: values are texts, JSON texts or decoded JSON."""
        chat_id = _chat_id(params)
        name = method
        try:
            request = read_request(method, params, files or {})
            name = request.name
            fault = self.faults.on_call(name, chat_id)
            answer = await self._under(fault, request)
        except ApiError as refusal:
            answer = _refusal(refusal)
        if name != "getUpdates":
            self.calls.append(CallRecord(name, chat_id, self.clock.now(), answer.status))
        return answer

    async def _under(self, fault: Fault | None, request: Any) -> Answer:
        if fault is not None and fault.kind is FaultKind.HANG:
            await self.faults.while_on(fault)
            fault = None
        if fault is not None and fault.kind is FaultKind.PAGE:
            return Answer(502, {"ok": False}, text="<html><body><h1>502 Bad Gateway</h1></body></html>")
        if fault is not None and fault.kind not in BROKEN | UNREADABLE:
            raise fault.refusal()
        if fault is not None and fault.kind in (FaultKind.TIMEOUT_BEFORE, FaultKind.DROP_BEFORE):
            return Answer(500, {"ok": False, "error_code": 500}, _BROKEN[fault.kind])
        try:
            answer = Answer(200, {"ok": True, "result": await run_request(self, request)})
        except ApiError as refusal:
            answer = _refusal(refusal)
        return answer if fault is None else _damaged(answer, fault.kind)


def _damaged(answer: Answer, kind: FaultKind) -> Answer:
    """What the bot gets of an answer."""
    match kind:
        case FaultKind.GARBLED:
            return replace(answer, text=json.dumps(_garbled(answer.body)))
        case FaultKind.CUT_OFF:
            return replace(answer, text=answer.to_json()[: len(answer.to_json()) // 2])
        case _:
            return replace(answer, transport=_BROKEN[kind])


def _garbled(body: Mapping[str, Any]) -> dict[str, Any]:
    """As from a newer Bot API, in which a field has another type."""
    result = body.get("result")
    return {
        **body,
        "result": {**result, "date": {"of": "tomorrow"}} if isinstance(result, dict) else [result],
    }


def _refusal(refusal: ApiError) -> Answer:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if (given := refusal.parameters) is not None:
        named = {"retry_after": given.retry_after, "migrate_to_chat_id": given.migrate_to_chat_id}
        body["parameters"] = {name: value for name, value in named.items() if value is not None}
    return Answer(refusal.code, body)


def _chat_id(params: Mapping[str, Any]) -> int | None:
    try:
        return int(params["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None
