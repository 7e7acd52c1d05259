"""Faults that a test or the demo switches on, so that the bot meets Telegram's bad days."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from sandbox.rules import ApiError, Refused, ResponseParameters, WrongRequest


class FaultKind(StrEnum):
    """What goes wrong: what refuses a call, what breaks the connection, what happens to updates."""

    FLOOD = "429"
    INTERNAL = "500"
    BAD_GATEWAY = "502"
    BLOCKED = "403 blocked"
    CHAT_NOT_FOUND = "chat not found"
    NO_RIGHTS = "400 no right to write"

    TIMEOUT_BEFORE = "time-out before the effect"
    TIMEOUT_AFTER = "time-out after the effect"
    DROP_BEFORE = "connection dropped before the effect"
    DROP_AFTER = "connection dropped after the effect"

    PAGE = "a page of HTML in place of an answer"
    GARBLED = "the effect, and a result that no library can read"
    CUT_OFF = "the effect, and half of the answer"
    HANG = "no answer until the fault is removed, and no effect"

    DUPLICATE_UPDATES = "updates delivered twice"
    REORDER_UPDATES = "updates in another order"
    REDELIVER = "the last confirmed updates delivered again"
    WEBHOOK_LATE = "the webhook's answer comes too late"


REFUSALS = frozenset(
    {
        FaultKind.FLOOD,
        FaultKind.INTERNAL,
        FaultKind.BAD_GATEWAY,
        FaultKind.BLOCKED,
        FaultKind.CHAT_NOT_FOUND,
        FaultKind.NO_RIGHTS,
    }
)
BROKEN = frozenset(
    {FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER, FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER}
)
UNREADABLE = frozenset({FaultKind.PAGE, FaultKind.GARBLED, FaultKind.CUT_OFF})
OF_UPDATES = frozenset(
    {FaultKind.DUPLICATE_UPDATES, FaultKind.REORDER_UPDATES, FaultKind.REDELIVER, FaultKind.WEBHOOK_LATE}
)


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    ``methods``: None means every method but ``getUpdates`` (name it to break polling). ``chat_id``: None
    means every chat. ``times``: how often, None for ever. ``probability`` needs ``rng``, so that a run can be
    repeated. ``retry_after``: seconds for 429; for REDELIVER, how many updates. ``hits`` counts its strikes,
    ``struck`` the calls that it struck, by chat.
    """

    kind: FaultKind
    methods: frozenset[str] | set[str] | None = None
    chat_id: int | None = None
    times: int | None = 1
    probability: float | None = None
    rng: Random | None = None
    retry_after: int = 3
    hits: int = field(default=0, init=False)
    struck: Counter[int | None] = field(default_factory=Counter, init=False)

    def __post_init__(self) -> None:
        if (self.probability is None) != (self.rng is None):
            raise ValueError("a probability needs an rng, and an rng a probability")

    def strikes(self) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.probability is not None and self.rng is not None and self.rng.random() >= self.probability:
            return False
        self.hits += 1
        return True

    def refusal(self) -> ApiError:
        """The error that a refusing fault gives."""
        match self.kind:
            case FaultKind.FLOOD:
                return too_many_requests(self.retry_after)
            case FaultKind.BLOCKED:
                return Refused("bot was blocked by the user")
            case FaultKind.CHAT_NOT_FOUND:
                return WrongRequest("chat not found")
            case FaultKind.NO_RIGHTS:
                return WrongRequest("not enough rights to send text messages to the chat")
            case FaultKind.INTERNAL:
                return ApiError(500)
            case FaultKind.BAD_GATEWAY:
                return ApiError(502)
            case _:
                raise ValueError(f"{self.kind} does not refuse a call")


class Faults:
    """The faults that are switched on, in the order in which they were added."""

    def __init__(self) -> None:
        self._active: list[Fault] = []
        self._changed = asyncio.Event()

    async def while_on(self, fault: Fault) -> None:
        """Waits until the fault is switched off."""
        while fault in self._active:
            self._changed.clear()
            await self._changed.wait()

    def add(self, fault: Fault) -> Fault:
        self._active.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        self._active.remove(fault)
        self._changed.set()

    def clear(self) -> None:
        self._active.clear()
        self._changed.set()

    def on_call(self, method: str, chat_id: int | None) -> Fault | None:
        """The first fault that strikes this call."""
        for fault in self._active:
            if fault.kind in OF_UPDATES:
                continue
            if fault.methods is None:
                if method == "getUpdates":
                    continue
            elif method not in fault.methods:
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            if fault.strikes():
                fault.struck[chat_id] += 1
                return fault
        return None

    def on_updates(self, kind: FaultKind) -> Fault | None:
        """A fault of this kind that strikes the delivery of updates now."""
        for fault in self._active:
            if fault.kind is kind and fault.strikes():
                return fault
        return None


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"retry after {seconds}", ResponseParameters(retry_after=seconds))
