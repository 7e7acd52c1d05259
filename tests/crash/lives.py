"""Lives of the bot, as the people's process sees them: begun by the zygote, ended by a signal."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.dying import Order

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START_SECONDS = 120
LONGEST_END_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Life:
    """One process of the bot. ``ended``: its exit code, or the signal's number below zero."""

    pid: int
    ended: asyncio.Future[int]

    async def stop(self) -> int:
        """Tells it to stop, as an operator would; how it ended."""
        if not self.ended.done():
            os.kill(self.pid, signal.SIGTERM)
        return await asyncio.wait_for(asyncio.shield(self.ended), LONGEST_END_SECONDS)

    def kill(self) -> None:
        if not self.ended.done():
            os.kill(self.pid, signal.SIGKILL)


class Zygote:
    """The process that begins lives. It serves one event loop after another."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.fork_server", str(theirs.fileno())],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._socket.setblocking(False)
        self._unread = b""
        self._started: asyncio.Queue[int] = asyncio.Queue()
        self._ended: dict[int, asyncio.Future[int]] = {}

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """While this lasts lives can begin in this event loop; all must have ended before it does."""
        loop = asyncio.get_running_loop()
        self._started = asyncio.Queue()
        self._ended = {}
        loop.add_reader(self._socket, self._read)
        try:
            yield
        finally:
            for pid, ended in self._ended.items():
                if not ended.done():
                    os.kill(pid, signal.SIGKILL)
                    await ended
            loop.remove_reader(self._socket)

    async def begin(self, order: Order) -> Life:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._socket, json.dumps(order.to_json()).encode() + b"\n")
        pid = await asyncio.wait_for(self._started.get(), LONGEST_START_SECONDS)
        return Life(pid, self._end_of(pid))

    def close(self) -> None:
        self._socket.close()
        self._process.wait(LONGEST_END_SECONDS)

    def _end_of(self, pid: int) -> asyncio.Future[int]:
        return self._ended.setdefault(pid, asyncio.get_running_loop().create_future())

    def _read(self) -> None:
        received = self._socket.recv(65536)
        assert received, "the zygote is gone; what it wrote stands above"
        *lines, self._unread = (self._unread + received).split(b"\n")
        for line in lines:
            said: dict[str, Any] = json.loads(line)
            if "started" in said:
                self._started.put_nowait(said["started"])
            else:
                self._end_of(said["ended"]).set_result(said["status"])
