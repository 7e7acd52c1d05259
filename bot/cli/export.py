"""``python -m bot export [FILE]``: the region as a file that ``import`` reads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import with_database
from bot.cli.console.report import complain, say
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.db.engine.database import Database

NAME = "export"
HELP = "write sites, programmes, routes and schools to a JSON file"
DESCRIPTION = """Writes a region in the format that `import` reads, with everything in it, published or not.
Imported again, it changes nothing; changed by hand, only what was changed. It holds no bookings and no
people. Without FILE it goes to standard output. May run beside the bot."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="where to (must not exist yet)")
    parser.add_argument("--region", metavar="SLUG", help="the region (default: DEFAULT_REGION)")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    slug: str = arguments.region or settings.default_region
    file: Path | None = arguments.file

    async def act(database: Database) -> int:
        from bot.db.catalogue.exporting import as_file, read_document
        from bot.domain.catalogue.reading import read_catalogue

        document = await database.read(lambda connection: read_document(connection, slug))
        if document is None:
            complain(f"There is no region {slug!r}: --region names another one.")
            return PROBLEM
        text = as_file(document)
        faults = read_catalogue(text)
        if isinstance(faults, list):
            complain(f"What is stored cannot be imported as it is. Faults: {len(faults)}")
            for fault in faults:
                complain(f"  {fault}")
        if file is None:
            say(text.rstrip("\n"))
        else:
            try:
                with file.open("x", encoding="utf-8") as out:
                    out.write(text)
            except OSError as error:
                complain(f"{file} cannot be written: {error.strerror}")
                return PROBLEM
            say(f"{file}: {len(document['sites'])} sites, {len(document['routes'])} routes.")
        return PROBLEM if isinstance(faults, list) else OK

    return with_database(settings, act)
