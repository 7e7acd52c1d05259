"""The catalogue of a region as a file: sent by its coordinator, looked through, imported (F2).

The file is kept nowhere. It goes back into the chat with what it would change below it, and is fetched from
there once more when its coordinator agrees.
"""

from __future__ import annotations

import asyncio

from aiogram.types import CallbackQuery, Document, Message

from bot.documents.workbook.archive import MOST_BYTES
from bot.documents.workbook.marking import cell_label, marked, place_label, problem_label
from bot.documents.workbook.reading import Faults, is_workbook, read_file
from bot.domain.catalogue.sheets.comparing import GivenFile
from bot.domain.model import RegionId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.files import FileForm, FileOutcome, FileView
from bot.handlers.chat import Chat
from bot.handlers.downloads import fetch
from bot.handlers.routes import Routes
from bot.services.catalogue import importing
from bot.services.catalogue.roll_schedules import roll_sites
from bot.ui.coordinator import files as screens
from bot.ui.coordinator.callback_data import FilesTap, ImportTap
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import File, Screen

routes = Routes("catalogue files")

ENDINGS = (".xlsx", ".json")
ROLL_SECONDS = 5
"""So long whoever imported waits for sessions to be opened; the rest is opened at night."""


@routes.callback
async def show_files(chat: Chat, data: FilesTap) -> None:
    """What can be had; a file is announced, and comes below."""
    region_id = RegionId(data.region)
    form = next((each for each in FileForm if each.value == data.op), None)
    if form is None:
        view = await chat.do(importing.show_files, region_id)
    else:
        view = await chat.do(importing.ask_file, region_id, form.value, chat.t.code)
        if not isinstance(view, Refusal):
            chat.say(chat.t.label("catalogue_file.coming"))
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(screens.files_screen(view, chat.t))


async def answer_document(chat: Chat) -> bool:
    """A catalogue that a coordinator sent; False: it is none, or whoever sent it coordinates nothing."""
    message = chat.event
    document = message.document if isinstance(message, Message) else None
    if not isinstance(message, Message) or document is None or not chat.actor.coordinated_region_ids:
        return False
    name = (document.file_name or "").lower()
    if not name.endswith(ENDINGS):
        return False
    read = await _read(message, document)
    if isinstance(read, str):
        await chat.show(screens.file_refused(read, chat.t))
        return True
    raw, given = read
    if isinstance(given, Faults):
        await chat.below(await _faults(chat, raw, given, name))
        return True
    view = await chat.do(importing.preview_file, _region_of(chat, given), given)
    if isinstance(view, Refusal):
        await chat.show(_refused(chat, view))
    elif view.comparison.faults:
        await chat.below(_kept_faults(chat, view))
    else:
        shown = File(document.file_name or name, lambda: raw)
        again = view.outcome is not FileOutcome.NOTHING
        await chat.below(screens.file_preview(view, chat.t, shown if again else None))
    return True


@routes.callback
async def import_file(chat: Chat, data: ImportTap) -> None:
    """Fetches the file above the button, and imports it if it changes what was shown."""
    message = chat.event.message if isinstance(chat.event, CallbackQuery) else None
    document = message.document if isinstance(message, Message) else None
    if not isinstance(message, Message) or document is None:
        await chat.show(screens.file_refused("gone", chat.t))
        return
    read = await _read(message, document)
    if isinstance(read, str):
        await chat.show(screens.file_refused(read, chat.t))
        return
    raw, given = read
    if isinstance(given, Faults):
        await chat.below(await _faults(chat, raw, given, document.file_name or ENDINGS[0]))
        return
    view = await chat.do(importing.import_file, RegionId(data.region), given, data.key)
    if isinstance(view, Refusal):
        await chat.show(_refused(chat, view))
        return
    if view.comparison.faults:
        await chat.below(_kept_faults(chat, view))
        return
    if view.outcome is FileOutcome.DONE:
        await _open_sessions(chat, view)
    again = File(document.file_name or ENDINGS[0], lambda: raw)
    await chat.below(
        screens.file_preview(view, chat.t, again if view.outcome is FileOutcome.CHANGED_SINCE else None)
    )


def _region_of(chat: Chat, given: GivenFile) -> RegionId:
    """The one that it names; of none whom nobody coordinates."""
    regions = chat.runner.catalogue.everything.regions.values()
    return next((each.id for each in regions if each.slug == given.file.region.slug), RegionId(0))


def _refused(chat: Chat, refusal: Refusal) -> Screen:
    if refusal.reason is Reason.NOT_ALLOWED:
        return screens.file_refused("other_region", chat.t)
    return refused_screen(refusal, chat.t, back=None)


async def _read(message: Message, document: Document) -> tuple[bytes, GivenFile | Faults] | str:
    """The file, read in a thread; or why it is not even looked at."""
    if document.file_size is not None and document.file_size > MOST_BYTES:
        return "too_big"
    raw = await fetch(message, document, MOST_BYTES)
    if raw is None:
        return "lost"
    return "too_big" if len(raw) > MOST_BYTES else (raw, await asyncio.to_thread(read_file, raw))


async def _faults(chat: Chat, raw: bytes, faults: Faults, name: str) -> Screen:
    """A workbook comes back with its faults marked; of a file of JSON the first of them are told."""
    placed = {
        id(each.problem): (place_label(each, chat.t), cell_label(each, chat.t)) for each in faults.cells
    }
    said = [placed.get(id(each)) or (each.where, problem_label(each, chat.t)) for each in faults.problems]
    if not is_workbook(raw) or not faults.cells:
        return screens.file_faults(said, chat.t)
    content = await asyncio.to_thread(marked, raw, faults.cells, chat.t)
    return screens.file_faults(said, chat.t, File(name, lambda: content))


def _kept_faults(chat: Chat, view: FileView) -> Screen:
    """What of a file does not fit beside what the chat has changed at a site."""
    said = [
        (view.titles.get(each.kept[0].site, each.where), problem_label(each, chat.t))
        for each in view.comparison.faults
    ]
    return screens.file_faults(said, chat.t)


async def _open_sessions(chat: Chat, view: FileView) -> None:
    """Of what was imported, as many as there is time for."""
    slugs = {*view.comparison.sites.new, *view.comparison.sites.changed}
    await chat.runner.catalogue.refresh()
    sites = chat.runner.catalogue.everything.sites.values()
    ids = [each.id for each in sites if each.slug in slugs and each.region_id == view.region.id]
    try:
        async with asyncio.timeout(ROLL_SECONDS):
            await roll_sites(chat.runner, ids)
    except TimeoutError:
        chat.say(chat.t.label("catalogue_file.sessions_later"))
