"""``python -m bot invite``: a one-time link for the first people of a site or a region."""

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

NAME = "invite"
HELP = "make a one-time link that gives somebody a role"
DESCRIPTION = """Makes a link that gives whoever opens it first a role: owner, staff, guide or guard of a
site, or coordinator of the region. It is good for a few days (INVITATION_DAYS) and for one person."""

ROLES = ("owner", "staff", "guide", "guard", "coordinator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", choices=ROLES, default="owner", help="the role (default: %(default)s)")
    parser.add_argument("--site", metavar="SLUG", help="the site; none for a coordinator")
    parser.add_argument("--region", metavar="SLUG", help="the region (default: DEFAULT_REGION)")
    parser.add_argument("--bot", metavar="NAME", help="the bot's user name, to print a whole link")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    if (arguments.role == "coordinator") == (arguments.site is not None):
        complain("A coordinator is invited without --site, everybody else with it.")
        complain("For example: python -m bot invite --role owner --site vychegda-sheet")
        return PROBLEM

    async def act(db: Database) -> int:
        return await _invite(db, settings, arguments)

    return with_database(settings, act)


async def _invite(db: Database, settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.domain.model import Role
    from bot.domain.refusal import Refusal
    from bot.services.people.invitations import invite_by_operator
    from bot.services.people.registration import ensure_region

    runner = runner_over(db, settings, SystemClock())
    await ensure_region(runner, settings.default_region, settings.default_timezone)
    slug = arguments.region or settings.default_region
    made = await runner.run(invite_by_operator, slug, arguments.site, Role(arguments.role))
    if isinstance(made, Refusal):
        everything = runner.catalogue.everything
        region = next((each for each in everything.regions.values() if each.slug == slug), None)
        if region is None:
            complain(f"There is no region {slug!r}.")
            complain(f"Known regions: {', '.join(sorted(each.slug for each in everything.regions.values()))}")
            return PROBLEM
        known = sorted(each.slug for each in everything.sites.values() if each.region_id == region.id)
        complain(f"There is no site {arguments.site!r} in the region {slug!r}.")
        complain(f"Known sites: {', '.join(known) or 'none; first: python -m bot import FILE'}")
        return PROBLEM
    if arguments.bot:
        say(f"https://t.me/{arguments.bot.lstrip('@')}?start={made.payload}")
    else:
        say(f"To be sent to the bot by whoever is invited: /start {made.payload}")
    say(f"Good until {made.expires_at:%Y-%m-%d %H:%M} UTC, for one person.")
    return OK
