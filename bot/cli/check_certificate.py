"""``python -m bot check-certificate CODE``: was this certificate given out by us, and does it still hold?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import runner_over, with_database
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.domain.placements.ending import PlacementCertificate

NAME = "check-certificate"
HELP = "tell a genuine certificate of a visit or placement from a forged one"
DESCRIPTION = """Looks the check code of a certificate up and prints what the certificate has to say, to be
compared with the paper. Letters of either alphabet, with or without hyphens. Exit code 1 for a code that was
never given out, or whose visit the host has since corrected."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="twelve letters and digits, as they stand on the paper")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()

    async def act(db: Database) -> int:
        return await _check(db, settings, arguments.code)

    return with_database(settings, act)


def _placement(certificate: PlacementCertificate, *, genuine: bool) -> int:
    facts = certificate.placement_facts
    say(f"Certificate {certificate.number} of a placement, issued on {certificate.issued_on.isoformat()}")
    say(f"  from       {facts.first_day.isoformat()} to {facts.last_day.isoformat()}")
    say(f"  host       {facts.site.in_language('en')}, {facts.city.in_language('en')}")
    say(f"  programme  {facts.programme.in_language('en')}")
    say(f"  length     {facts.days} days of {facts.hours_per_day} hours")
    if genuine:
        say("Genuine.")
        return OK
    complain("It was given out, and the host has said since that the placement was not gone through.")
    return PROBLEM


async def _check(db: Database, settings: Settings, code: str) -> int:
    from bot.domain.papers.views import CheckResult
    from bot.services.papers.certificates import check_certificate

    runner = runner_over(db, settings, SystemClock())
    await runner.catalogue.refresh()
    view = await runner.run(check_certificate, code)
    if view.placement is not None:
        return _placement(view.placement, genuine=view.result is CheckResult.GENUINE)
    if view.certificate is None:
        complain("There is no such certificate: compare each letter and digit of the code.")
        return PROBLEM
    facts = view.certificate.visit_facts
    say(f"Certificate {view.certificate.number}, issued on {view.certificate.issued_on.isoformat()}")
    say(f"  visited on {', '.join(each.isoformat() for each in facts.days)}")
    say(f"  host       {facts.site.in_language('en')}, {facts.city.in_language('en')}")
    say(f"  programme  {facts.programme.in_language('en')}, {facts.minutes} minutes")
    say(f"  group      {facts.organisation or '-'}, {facts.grade or '-'} {facts.letter or ''}".rstrip())
    say(f"  people     {facts.came} came; {facts.children} + {facts.adults} were expected")
    if view.result is CheckResult.GENUINE:
        say("Genuine.")
        return OK
    if view.result is CheckResult.REPLACED:
        complain("It was given out, and the host has corrected its count since: ask for the new one.")
    else:
        complain("It was given out, and the host has taken the mark of the arrival back since.")
    return PROBLEM
