"""What a process holds, read from outside: memory, open files and connections, threads, tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path

import aiohttp

_TASKS = re.compile(r"^prokhodnaya_tasks (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Holding:
    """At a moment of rest. ``updates``: made by people in this life until then. ``memory``: resident, bytes.
    ``files``: descriptors, so connections too."""

    updates: int
    memory: int
    files: int
    threads: int
    tasks: int


async def read_holding(pid: int, updates: int, http: aiohttp.ClientSession, metrics: str) -> Holding:
    """ProcessLookupError or OSError when the process is gone."""
    process = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (process / "status").read_text(encoding="ascii").splitlines()
    )
    async with http.get(metrics) as answer:
        tasks = _TASKS.search(await answer.text())
    assert tasks is not None, "the metrics do not tell of tasks"
    return Holding(
        updates=updates,
        memory=int(status["VmRSS"].split()[0]) * 1024,
        files=len(list((process / "fd").iterdir())),
        threads=int(status["Threads"]),
        tasks=int(float(tasks[1])),
    )


@dataclass(frozen=True, slots=True)
class Growth:
    """Between two moments of rest in one life."""

    updates: int
    memory: int
    files: int
    threads: int
    tasks: int

    @classmethod
    def between(cls, early: Holding, late: Holding) -> Growth:
        return cls(
            **{each.name: getattr(late, each.name) - getattr(early, each.name) for each in fields(cls)}
        )
