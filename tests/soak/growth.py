"""What a process holds, read from outside: memory, open files and connections, threads, tasks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import aiohttp

_TASKS = re.compile(r"^prokhodnaya_tasks (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Holding:
    """At a moment of a life. ``updates``: made by people until then. ``memory``: resident, bytes. ``files``:
    descriptors, so connections too."""

    seconds: float
    updates: int
    memory: int
    files: int
    threads: int
    tasks: int


async def read_holding(
    pid: int, seconds: float, updates: int, http: aiohttp.ClientSession, metrics: str
) -> Holding:
    """ProcessLookupError or OSError when the process is gone."""
    process = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (process / "status").read_text(encoding="ascii").splitlines()
    )
    async with http.get(metrics) as answer:
        tasks = _TASKS.search(await answer.text())
    assert tasks is not None, "the metrics do not tell of tasks"
    return Holding(
        seconds=seconds,
        updates=updates,
        memory=int(status["VmRSS"].split()[0]) * 1024,
        files=len(list((process / "fd").iterdir())),
        threads=int(status["Threads"]),
        tasks=int(float(tasks[1])),
    )


@dataclass(frozen=True, slots=True)
class Growth:
    """Between the middle third of a life and its last: of memory the median, of what comes and goes with each
    update (a connection, a task) the least, which is what stays."""

    updates: int
    memory: float
    files: float
    threads: float
    tasks: float

    @classmethod
    def of(cls, readings: Sequence[Holding]) -> Growth:
        """ValueError for fewer than nine readings."""
        if len(readings) < 9:
            raise ValueError(f"{len(readings)} readings say nothing about growth")
        third = len(readings) // 3
        early, late = readings[third : 2 * third], readings[-third:]

        def grown(name: str, of: Callable[[list[int]], float]) -> float:
            return of([getattr(each, name) for each in late]) - of([getattr(each, name) for each in early])

        return cls(
            updates=int(grown("updates", median)),
            memory=grown("memory", median),
            files=grown("files", min),
            threads=grown("threads", min),
            tasks=grown("tasks", min),
        )
