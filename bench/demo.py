"""How long the demo takes to be ready."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bench.bots import ROOT, RunningBot
from bench.measured import Measured
from bench.measures import Sizes
from bench.telegram import BenchTelegram

READY_WITHIN = 10.0
"""Seconds within which `make demo` should be there on two idle cores, when all is installed."""
LONGEST_START = 180.0


async def _start(data: Path) -> tuple[float, float]:
    """Starts the demo over a folder, waits until it says its address, ends it; the seconds until it did, and
    how many of the processor it took."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--port", "0", "--data", str(data)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if process.stdout is None:
        raise RuntimeError("a pipe was asked for")
    try:
        async with asyncio.timeout(LONGEST_START):
            async for line in process.stdout:
                if b"http://" in line:
                    took = time.monotonic() - began
                    return took, RunningBot(process, took).processor_seconds
        raise RuntimeError("the demo has ended without an address")
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def s12_demo(_telegram: BenchTelegram, folder: Path, sizes: Sizes) -> list[Measured]:
    """Seconds by those that it may take, since there is no other program to compare with: with a folder that
    is made anew, as `make demo` does every time, and with one that was kept."""
    made: list[tuple[float, float]] = []
    kept: list[tuple[float, float]] = []
    for number in range(sizes.rounds):
        data = folder / f"demo-{number}"
        made.append(await _start(data))
        kept.append(await _start(data))
    note = "; ".join(
        f"{new:.1f} s, {cpu:.1f} of the processor; with its data kept {old:.1f} and {old_cpu:.1f}"
        for (new, cpu), (old, old_cpu) in zip(made, kept, strict=True)
    )
    ratios = tuple(took / READY_WITHIN for took, _ in made)
    what = f"seconds from `make demo`, all installed, to its page ÷ {READY_WITHIN:g}"
    return [Measured("S12", what, ratios, 1.0, at_least=False, note=note)]
