"""``python -m bot import FILE``: sites, programmes and routes from a file, all of it or nothing."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import runner_over, with_database
from bot.cli.console.report import complain, say
from bot.clock import SystemClock
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database
    from bot.domain.catalogue.problems import RowProblem
    from bot.domain.catalogue.sheets.comparing import GivenFile

NAME = "import"
HELP = "read sites, programmes and routes from a JSON or XLSX file"
DESCRIPTION = """Reads a catalogue file in the format of bot/data/demo.json, or a workbook (XLSX) as `export`
writes it. If anything in it is wrong, every fault is named with its place, and nothing is imported; of a
workbook a copy with its faults marked is written beside it. What is known by its slug or code is updated, the
rest is added; nothing is removed. What was changed since a workbook was exported is not overwritten unasked.
Then sessions are opened as the weekly schedules say. May run beside the bot."""


STORED = "The file is imported; its sessions are not all opened."
TO_GO_ON = "Import it again to go on, or leave that to the bot, which opens sessions every night."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the catalogue file (JSON, UTF-8; or XLSX)")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="publish the file's sites that never were, new ones too (otherwise a coordinator does, under "
        "/region); a route follows when all of its sites are published",
    )
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help="take the file's word for what was changed in the chat, too (otherwise that stays and is named; "
        "a workbook that is older than such a change is not imported)",
    )
    parser.add_argument("--preview", action="store_true", help="say what would change, and change nothing")


def execute(arguments: argparse.Namespace) -> int:
    file: Path = arguments.file
    try:
        raw = file.read_bytes()
    except OSError as error:
        complain(f"{file} cannot be read: {error.strerror}")
        return PROBLEM
    given = read(raw, file)
    if given is None:
        return PROBLEM
    overwrite = bool(arguments.overwrite)
    if arguments.preview:
        return preview(load_settings(), given, overwrite=overwrite)
    return import_catalogue(load_settings(), given, publish=bool(arguments.publish), overwrite=overwrite)


def _say_kept(kept: Sequence[object]) -> None:
    if kept:
        say(f"Kept as changed in the chat, though the file says otherwise: {', '.join(map(str, kept))}")
        say("To take the file's word for it: import FILE --overwrite. What the chat has: export.")


def _say_replaced(replaced: Sequence[object]) -> None:
    if replaced:
        say(f"Changed in the chat, but the file's word counts: {', '.join(map(str, replaced))}")


def read(raw: bytes, file: Path) -> GivenFile | None:
    """The catalogue of a file; None: its faults are said, and marked in a copy of a workbook."""
    from bot.documents.workbook.marking import marked
    from bot.documents.workbook.reading import Faults, is_workbook, read_file
    from bot.ui.translator import BASE_LANGUAGE, translator_for

    found = read_file(raw)
    if not isinstance(found, Faults):
        return found
    _complain_of(found.problems)
    if is_workbook(raw) and found.cells:
        copy = file.with_name(f"{file.stem}-faults.xlsx")
        try:
            copy.write_bytes(marked(raw, found.cells, translator_for(BASE_LANGUAGE)))
        except OSError as error:
            complain(f"{copy} cannot be written: {error.strerror}")
        else:
            complain(f"They are marked in {copy}")
    return None


def _complain_of(problems: Sequence[RowProblem]) -> None:
    complain(f"Nothing was imported. Faults in the file: {len(problems)}")
    for problem in problems:
        complain(f"  {problem}")


def preview(settings: Settings, given: GivenFile, *, overwrite: bool = False) -> int:
    """Says what importing would change; a conflict is a problem."""

    async def act(database: Database) -> int:
        from bot.services.catalogue.importing import ImportCatalogue

        comparison = await ImportCatalogue(database, SystemClock()).compare(given, overwrite=overwrite)
        if comparison.faults:
            _complain_of(comparison.faults)
            return PROBLEM
        for name, tally in (("Sites", comparison.sites), ("Routes", comparison.routes)):
            say(
                f"{name}: {len(tally.new)} new, {len(tally.changed)} changed, {tally.same} as they are, "
                f"{len(tally.conflicts)} in conflict."
            )
        say(f"Schools: {comparison.schools} new.")
        if not comparison.changes:
            say("All of it is stored already: nothing would change.")
        _say_kept(comparison.kept)
        _say_replaced(comparison.replaced)
        tell_conflicts(comparison.conflicts)
        return PROBLEM if comparison.conflicts else OK

    return with_database(settings, act)


def tell_conflicts(slugs: Sequence[str]) -> None:
    if slugs:
        complain(f"Changed in the bot since the workbook was exported: {', '.join(slugs)}")
        complain("Export it again, or replace those changes with --overwrite.")


def import_catalogue(settings: Settings, given: GivenFile, *, publish: bool, overwrite: bool = False) -> int:
    """Imports a file and opens its sessions; says what was done."""

    async def act(database: Database) -> int:
        from bot.db.catalogue.reading import read_version
        from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
        from bot.services.catalogue.roll_schedules import roll_schedules

        clock = SystemClock()
        before: int | None = None
        try:
            before = await database.read(read_version)
            result = await ImportCatalogue(database, clock).store(given, publish=publish, overwrite=overwrite)
        except asyncio.CancelledError:
            # This write comes after the one that was interrupted, if that goes on.
            stored = before is not None and await database.write(read_version) != before
            complain(f"{STORED} {TO_GO_ON}" if stored else "Nothing was imported.")
            raise
        if isinstance(result, list):
            _complain_of(result)
            return PROBLEM
        if not isinstance(result, ImportCounts):
            complain("Nothing was imported.")
            tell_conflicts(result.conflicts)
            return PROBLEM
        if result.region_slug != settings.default_region:
            complain(f"This is the region {result.region_slug!r}; COORDINATOR_IDS run another one.")
            complain(f"If they shall run this one: DEFAULT_REGION={result.region_slug}")
        say(f"Sites: {result.sites_added} new, {result.sites_updated} updated.")
        say(f"Programmes: {result.programmes_added} new, {result.programmes_updated} updated.")
        say(f"Routes: {result.routes_added} new, {result.routes_updated} updated.")
        if not result.changes:
            say("All of it was stored already: nothing has changed.")
        _say_kept(result.kept)
        _say_replaced(result.replaced)
        if result.sites_published or result.routes_published:
            say(f"Published now: {result.sites_published} sites, {result.routes_published} routes.")
        if result.sites_drafts or result.routes_drafts:
            say(f"Drafts, which no visitor sees: {result.sites_drafts} sites, {result.routes_drafts} routes.")
            say("A coordinator publishes sites under /region, or: import FILE --publish. Routes follow.")
        if result.ownerless:
            say(f"Published without an owner: {result.ownerless} sites. Their requests go to coordinators.")
            say("Owners are invited under /region, or: python -m bot invite --role owner --site SLUG")
        try:
            rolled = await roll_schedules(runner_over(database, settings, clock))
        except asyncio.CancelledError:
            complain(f"{STORED} {TO_GO_ON}")
            raise
        say(
            f"Sessions of the next {settings.booking_horizon_days} days: {rolled.opened} opened, "
            f"{rolled.renewed} changed, {rolled.withdrawn} taken off."
        )
        if rolled.kept:
            say(
                f"Kept, though the schedule has them no more, since somebody is in them: {rolled.kept}. "
                "The people concerned, the site and the coordinators are told."
            )
        return OK

    return with_database(settings, act)
