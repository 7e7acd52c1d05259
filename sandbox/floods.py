"""Flood limits (rule 27): a bucket for every chat, one for all, and a minute's count for groups."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.faults import too_many_requests
from sandbox.model import Chat, FloodLimits


@dataclass(slots=True)
class _Bucket:
    size: float
    per_second: float
    left: float
    at: datetime

    def wait(self, now: datetime) -> float:
        """Seconds until one may be taken; takes none."""
        self.left = min(self.size, self.left + (now - self.at).total_seconds() * self.per_second)
        self.at = max(now, self.at)
        return 0.0 if self.left >= 1 else (1 - self.left) / self.per_second


class FloodGate:
    """Counts what the bot sends and refuses what is too much."""

    def __init__(self, limits: FloodLimits | None) -> None:
        self.limits = limits
        self.refused = 0
        """How often it has said 429."""
        self._chats: dict[int, _Bucket] = {}
        self._all: _Bucket | None = None
        self._groups: defaultdict[int, deque[datetime]] = defaultdict(deque)

    def pass_one(self, chat: Chat, now: datetime) -> None:
        """Counts one message, or raises 429 with the seconds to wait."""
        limits = self.limits
        if limits is None:
            return
        overall = self._all
        if overall is None:
            overall = self._all = _Bucket(
                limits.overall_per_second, limits.overall_per_second, limits.overall_per_second, now
            )
        bucket = self._chats.get(chat.id)
        if bucket is None:
            burst = float(limits.per_chat_burst)
            bucket = self._chats[chat.id] = _Bucket(burst, limits.per_chat_per_second, burst, now)
        wait = max(overall.wait(now), bucket.wait(now))
        recent = self._groups[chat.id]
        if not chat.private:
            while recent and now - recent[0] >= timedelta(minutes=1):
                recent.popleft()
            if len(recent) >= limits.per_group_per_minute:
                wait = max(wait, 60 - (now - recent[0]).total_seconds())
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        overall.left -= 1
        bucket.left -= 1
        if not chat.private:
            recent.append(now)
