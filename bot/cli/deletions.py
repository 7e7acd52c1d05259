"""``python -m bot deletions``: what was deleted when and why, as a table, as CSV, with the act that is
signed."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import runner_over, with_database
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.db.people.erasure import DeletionEntry
    from bot.ui.translator import Translator

NAME = "deletions"
HELP = "print what was deleted when and by which rule; as CSV, or with the act that proves it"
DESCRIPTION = """Prints the deletion log: day, kind of data, how many records, what was done, by which rule,
and of which bookings, applications or people (numbers of rows; it names nobody). With FILE it is written as
CSV for a spreadsheet; --act writes the act of destruction with that export as its annex, to be completed and
signed. Reads only; may run beside the bot."""

LANGUAGES = ("ru", "en")
_NO_EARLIER = date(2000, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="write CSV there (must not exist yet)"
    )
    parser.add_argument("--since", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the first day (all)")
    parser.add_argument("--until", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the last day (today)")
    parser.add_argument("--act", action="store_true", help="print the act of destruction instead of the log")
    parser.add_argument(
        "--language", choices=LANGUAGES, default="ru", help="of what is written (default: ru)"
    )


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    clock = SystemClock()
    since: date = arguments.since or _NO_EARLIER
    until: date = arguments.until or clock.now().astimezone(settings.timezone).date()
    if since > until:
        complain(f"--since {since} is after --until {until}.")
        return PROBLEM

    async def act(database: Database) -> int:
        from bot.ui.translator import translator_for

        entries = await _read(database, settings, since, until)
        t = translator_for(arguments.language)
        if arguments.act:
            act_of = as_act(entries, settings, since, until, t)
            return OK if _put(arguments.file, act_of) else PROBLEM
        if arguments.file is None:
            for line in as_lines(entries, settings, t):
                say(line)
            return OK
        return OK if _put(arguments.file, as_csv(entries, settings, t)) else PROBLEM

    return with_database(settings, act)


async def _read(database: Database, settings: Settings, since: date, until: date) -> list[DeletionEntry]:
    from bot.services.upkeep.retention import read_log

    runner = runner_over(database, settings, SystemClock())
    start = _midnight(since, settings)
    end = _midnight(until + timedelta(days=1), settings)
    entries: list[DeletionEntry] = []
    while some := await runner.run(read_log, start, end, entries[-1].id if entries else 0):
        entries += some
    return entries


def _midnight(day: date, settings: Settings) -> datetime:
    return datetime.combine(day, time(), settings.timezone).astimezone(UTC)


def _put(file: Path | None, text: str) -> bool:
    """To the file, or out; False: it cannot be written, and that was said."""
    if file is None:
        say(text.removeprefix("\ufeff").rstrip("\n"))
        return True
    try:
        with file.open("x", encoding="utf-8", newline="") as out:
            out.write(text)
    except OSError as error:
        complain(f"{file} cannot be written: {error.strerror}")
        return False
    say(f"{file} is written.")
    return True


COLUMNS = ("number", "day", "what", "records", "deed", "kept", "basis", "subjects")


def rows_of(entries: Sequence[DeletionEntry], settings: Settings, t: Translator) -> list[list[str]]:
    """A row for each line of the log, by the columns of the export."""
    from bot.domain.retention import PROFILE, rules

    by_class = {each.what.value: each for each in (*rules(settings.draft_days), PROFILE)}
    found: list[list[str]] = []
    for entry in entries:
        rule = by_class.get(entry.data_class)
        what = f"retention.what.{entry.data_class.replace(' ', '_')}"
        kept = "" if rule is None else t.label(f"retention.since.{rule.since}", days=rule.kept.days)
        found.append(
            [
                str(entry.id),
                f"{entry.at.astimezone(settings.timezone):%Y-%m-%d %H:%M}",
                t.label(what) if t.has(what) else entry.data_class,
                str(entry.records),
                "" if rule is None else t.label(f"retention.deed.{rule.deed}"),
                kept if entry.basis == "retention" else "",
                t.label(f"retention.basis.{entry.basis}"),
                " ".join(map(str, entry.subject_ids)),
            ]
        )
    return found


def as_lines(entries: Sequence[DeletionEntry], settings: Settings, t: Translator) -> list[str]:
    """The log on a console, without the numbers of rows."""
    lines = [f"{row[1]}  {row[3]:>6}  {row[2]}: {row[4]} ({row[6]})" for row in rows_of(entries, settings, t)]
    return lines or [t.label("retention.log.empty")]


def as_csv(entries: Sequence[DeletionEntry], settings: Settings, t: Translator) -> str:
    """As spreadsheets in Russia open it: semicolons, and a mark of the encoding."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([t.label(f"retention.column.{each}") for each in COLUMNS])
    writer.writerows(rows_of(entries, settings, t))
    return "\ufeff" + out.getvalue()


def as_act(
    entries: Sequence[DeletionEntry], settings: Settings, since: date, until: date, t: Translator
) -> str:
    """The act of destruction, with blanks for whoever signs it; what was done stands in it by kind of
    data."""
    sums: dict[tuple[str, str, str], int] = {}
    for row in rows_of(entries, settings, t):
        key = (row[2], row[4], row[6])
        sums[key] = sums.get(key, 0) + int(row[3])
    lines = [
        t.label("retention.act.line", what=what, deed=deed, basis=basis, n=n)
        for (what, deed, basis), n in sums.items()
    ]
    first = entries[0].id if entries else 0
    last = entries[-1].id if entries else 0
    return t.label(
        "retention.act",
        operator=settings.operator_name or "—",
        inn=settings.operator_inn or "—",
        address=settings.operator_address or "—",
        database=settings.database_location or "—",
        since=since.isoformat() if since != _NO_EARLIER else "—",
        until=until.isoformat(),
        lines="\n".join(lines) or t.label("retention.log.empty"),
        first=first,
        last=last,
    )
