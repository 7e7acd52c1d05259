"""``python -m bench [S1 S2 …]``: measures, prints a table and writes ``bench/latest.json``."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from bench import counting, demo, desks, measures, searching
from bench.measured import Measured, table, write_json
from bench.measures import Sizes
from bench.telegram import BenchTelegram

LATEST = Path(__file__).with_name("latest.json")
Measure = Callable[[BenchTelegram, Path, Sizes], Awaitable[Measured | list[Measured]]]
MEASURES: Mapping[str, Measure] = {
    "S1": measures.s1_browsing,
    "S2": measures.s2_bookings,
    "S2b": measures.s2b_transactions,
    "S3": measures.s3_size,
    "S4": measures.s4_and_s6,
    "S5": measures.s5_unlimited,
    "S7": measures.s7_start,
    "S8": measures.s8_replicas,
    "S9": measures.s9_engines,
    "S10": searching.s10_search,
    "S11": counting.s11_report,
    "S12": demo.s12_demo,
    "S13": desks.s13_desks,
}


async def measure(names: list[str], sizes: Sizes) -> list[Measured]:
    """Runs the measurements one after another, each in a folder of its own."""
    results: list[Measured] = []
    for name in names:
        print(f"measuring {name} ...", flush=True)
        before = len(results)
        with tempfile.TemporaryDirectory(prefix="prokhodnaya-bench-") as folder:
            async with BenchTelegram().serve() as telegram:
                found = await MEASURES[name](telegram, Path(folder), sizes)
        results += found if isinstance(found, list) else [found]
        print("\n".join(table(results[before:]).splitlines()[2:]), flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], help="all, if none is named")
    parser.add_argument("--quick", action="store_true", help="small and rough, to try the bench itself")
    arguments = parser.parse_args()
    sizes = (
        Sizes(rounds=1, taps=600, bookings=100, sites=56, past_bookings=10_000, messages=150)
        if arguments.quick
        else Sizes()
    )
    results = asyncio.run(measure(arguments.names or list(MEASURES), sizes))
    print("\n" + table(results))
    if not arguments.quick:
        write_json(results, LATEST)


if __name__ == "__main__":
    main()
