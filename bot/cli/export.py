"""``python -m bot export [FILE]``: the region as a file that ``import`` reads, or a template of one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import OK, PROBLEM
from bot.cli.console.database import with_database
from bot.cli.console.report import complain, say
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.db.catalogue.exporting import Document
    from bot.db.engine.database import Database

NAME = "export"
HELP = "write sites, programmes, routes and schools to a JSON or XLSX file"
DESCRIPTION = """Writes a region in the format that `import` reads, with everything in it, published or not.
Sites that have no programme yet are left out and named. Imported again, it changes nothing; changed by hand,
only what was changed. It holds no bookings and no people. A FILE that ends in .xlsx is a workbook; with
--template it is one to be filled, with what sites refer to and without any. Without FILE it goes to standard
output as JSON. May run beside the bot."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="where to (must not exist yet)")
    parser.add_argument("--template", action="store_true", help="a workbook to be filled with new sites")
    parser.add_argument("--language", metavar="CODE", default="ru", help="of a workbook (default: ru)")
    parser.add_argument("--region", metavar="SLUG", help="the region (default: DEFAULT_REGION)")


def execute(arguments: argparse.Namespace) -> int:
    settings = load_settings()
    slug: str = arguments.region or settings.default_region
    file: Path | None = arguments.file

    as_workbook = file is not None and file.suffix.lower() == ".xlsx"
    if arguments.template and not as_workbook:
        complain("A template is a workbook: name a FILE that ends in .xlsx.")
        return PROBLEM

    async def act(database: Database) -> int:
        from bot.db.catalogue.exporting import as_file, read_document
        from bot.domain.catalogue.reading import read_catalogue, without_begun

        document = await database.read(lambda connection: read_document(connection, slug))
        if document is None and arguments.template:
            document = {"format": 1, "sites": [], "routes": []}
        if document is None:
            complain(f"There is no region {slug!r}: --region names another one.")
            return PROBLEM
        document, begun = without_begun(document)
        if begun and not arguments.template:
            complain(f"Left out, since they have no programme yet: {', '.join(begun)}")
            complain("They have begun in the chat, and go on there; an import leaves them as they are.")
        text = as_file(document)
        faults = read_catalogue(text)
        if isinstance(faults, list) and not arguments.template:
            complain(f"What is stored cannot be imported as it is. Faults: {len(faults)}")
            for fault in faults:
                complain(f"  {fault}")
        if file is None:
            say(text.rstrip("\n"))
        else:
            content = text.encode()
            if as_workbook:
                content = _workbook(document, str(arguments.language), template=arguments.template)
            try:
                with file.open("xb") as out:
                    out.write(content)
            except OSError as error:
                complain(f"{file} cannot be written: {error.strerror}")
                return PROBLEM
            if arguments.template:
                say(f"{file}: fill it, then: python -m bot import {file}")
                return OK
            say(f"{file}: {len(document['sites'])} sites, {len(document['routes'])} routes.")
        return PROBLEM if isinstance(faults, list) else OK

    return with_database(settings, act)


def _workbook(document: Document, language: str, *, template: bool) -> bytes:
    from bot.documents.workbook.writing import template_of, workbook_of
    from bot.domain.catalogue.reading import read_stored
    from bot.domain.catalogue.sheets.comparing import digests_of
    from bot.ui.translator import translator_for

    t = translator_for(language)
    if template:
        return template_of(document, t)
    return workbook_of(document, t, digests_of(read_stored(document)))
