"""``python -m bot check-draw FILE``: does the order of a draw follow from what was published? (D3)

Needs no settings, no database and no network: anybody can run it on any machine.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli import OK, PROBLEM
from bot.cli.console.report import complain, say
from bot.domain.placements.draw import Checked, RecordProblem, check_record

NAME = "check-draw"
HELP = "work out again, from what was published, in which order places are given"
DESCRIPTION = """Reads the record of a draw as the bot shows it («Data to check it»), and works everything out
again: the SHA-256 of the list, and from list and seed the order. Compare the list with the one you kept when
the draw was announced, and the seed with its source. Exit code 1 if something does not fit."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the record in a file; - reads it from the input")
    parser.add_argument("--seed", metavar="RATE", help="the rate as you have looked it up, such as 92.4512")


def execute(arguments: argparse.Namespace) -> int:
    try:
        text = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        complain(f"{arguments.file} cannot be read: {error}")
        return PROBLEM
    return _report(check_record(text, arguments.seed))


def _report(found: Checked) -> int:
    match found.problem:
        case RecordProblem.INCOMPLETE:
            complain(f"This is no whole record: the line «{found.missing}: …» is missing or cannot be read.")
            return PROBLEM
        case RecordProblem.OTHER_LIST:
            complain("The list is not the one that was announced: its SHA-256 is another.")
            return PROBLEM
    say("The list is the one whose SHA-256 was announced.")
    if found.seed is None:
        say(f"The seed is not known yet: {found.source}.")
        return OK
    say(f"Seed {found.seed}: compare it with its source, {found.source}.")
    for place, number in enumerate(found.order, start=1):
        line = "gets a place" if place <= found.places else "next in the order"
        say(f"  {place}. number {number}, {found.points[number]} points, {found.hashes[number]}: {line}")
    if found.problem is RecordProblem.OTHER_ORDER:
        complain("The order that was published is another one.")
        return PROBLEM
    say("The order follows from the list and the seed.")
    return OK
