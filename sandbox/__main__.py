"""``python -m sandbox``: the demo in the browser, on this machine only, without a token."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel
from sandbox.demo import ZONE, DemoError, clear, run_demo

FOLDER = Path("var/demo")
PORT = 8087


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZONE)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="The demo: the real bot against a simulated Telegram, with a chat page in the browser. "
        "Sites, people and phones are invented. Nothing leaves this machine.",
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"of the page, or the next free one ({PORT})")
    parser.add_argument(
        "--data", type=Path, help=f"keep the database in this folder; without it {FOLDER} is made anew"
    )
    parser.add_argument(
        "--at", type=_moment, help="where the clock starts, such as 2026-11-23T12:00 (Moscow); else now"
    )
    return parser.parse_args()


async def _main(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    folder: Path | None = arguments.data
    if folder is None:
        folder = FOLDER
        clear(folder)

    def say(line: str) -> None:
        print(line, flush=True)

    async with run_demo(folder, port=arguments.port, start=arguments.at, say=say) as demo:
        print(f"The demo runs at {demo.address}\nCtrl-C ends it.", flush=True)
        await stop.wait()
        print("Ending ...", flush=True)


def main() -> int:
    arguments = _parse()
    configure_logs(LogLevel.WARNING, LogFormat.CONSOLE)
    try:
        asyncio.run(_main(arguments))
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
