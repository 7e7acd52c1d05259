"""Imports a region's catalogue from a file (F2).

Whatever kind of file it came as, it is compared with what is stored first, and stored only as that was shown:
what somebody has changed since the file was written is replaced by nobody unasked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.db.catalogue.exporting import read_document
from bot.db.catalogue.importing import ImportCounts, store_catalogue
from bot.db.catalogue.marks import read_of_chat
from bot.db.engine.connection import Connection
from bot.db.engine.database import Database
from bot.db.engine.locks import lock_catalogue
from bot.domain.catalogue.merging import Merged, Word, merge
from bot.domain.catalogue.problems import RowProblem
from bot.domain.catalogue.reading import read_catalogue, read_stored
from bot.domain.catalogue.sheets.comparing import Comparison, GivenFile, compare
from bot.domain.model import RegionId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.files import FileOutcome, FileView, RegionFilesView
from bot.services.catalogue.cards.change import end_publication
from bot.services.messages.booking.papers import follow_place
from bot.services.messages.region.region import RegionFileReady
from bot.services.messages.tell import Outside, tell_once
from bot.services.permissions import coordinates
from bot.services.transaction import Tx, reads, record, writes

__all__ = ["ImportCatalogue", "ImportCounts"]

_COORDINATES = coordinates("region_id")


@dataclass(frozen=True, slots=True)
class ImportCatalogue:
    """Stores a whole file or nothing of it. For the operator at the command line.

    Importing again updates what has the same slug or code. New sites come as drafts; asked to publish, drafts
    are published. A route is published when all of its sites are. Sessions follow by ``roll_schedules``. What
    was changed in the chat stays, unless it is to be overwritten.
    """

    db: Database
    clock: Clock

    async def __call__(
        self, raw: bytes | str, *, publish: bool = False, overwrite: bool = False
    ) -> ImportCounts | list[RowProblem]:
        """What was stored, or every fault of the file; never an exception for what the file holds."""
        file = read_catalogue(raw)
        if isinstance(file, list):
            return file
        done = await self.store(GivenFile(file), publish=publish, overwrite=overwrite)
        if isinstance(done, Comparison):
            raise TypeError("a file that remembers nothing has no conflicts")
        return done

    async def compare(self, given: GivenFile, *, overwrite: bool = False) -> Comparison:
        """What importing it would change, and why it perhaps cannot be."""
        looked = await self.db.read(lambda connection: _look(connection, given, overwrite=overwrite))
        return looked.comparison

    async def store(
        self, given: GivenFile, *, publish: bool = False, overwrite: bool = False
    ) -> ImportCounts | Comparison | list[RowProblem]:
        """``overwrite``: also what was changed since the file was written; without it nothing is stored where
        a file remembers that there is such, and the comparison says what."""
        now = self.clock.now()

        def body(connection: Connection) -> ImportCounts | Comparison | list[RowProblem]:
            lock_catalogue(connection, given.file.region.slug)
            looked = _look(connection, given, overwrite=overwrite)
            if looked.comparison.conflicts and not overwrite:
                return looked.comparison
            if looked.merged.faults:
                return list(looked.merged.faults)
            counts = store_catalogue(connection, looked.merged, now, publish=publish, overwritten=overwrite)
            outside = Outside(connection, now)
            for site_id in counts.relocated:
                follow_place(outside, site_id)
            for site_id in counts.now_public:
                end_publication(outside, site_id)
            return counts

        return await self.db.write(body)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What would be stored of a file, and what that would change."""

    merged: Merged
    comparison: Comparison


def _look(connection: Connection, given: GivenFile, *, overwrite: bool = False) -> _Looked:
    """A file that remembers knows what was changed before it was written; what was changed since is a
    conflict, and is replaced only where its author has seen it."""
    slug = given.file.region.slug
    document = read_document(connection, slug)
    word = Word.FILE if overwrite else Word.SEEN if given.was else Word.CHAT
    merged = merge(given.file, document, read_of_chat(connection, slug), word)
    stored = None if document is None else read_stored(document)
    comparison = replace(
        compare(merged.file, stored, given.was),
        kept=merged.kept,
        replaced=merged.replaced,
        faults=merged.faults,
    )
    return _Looked(merged, comparison)


# --- by a coordinator, in the chat ----------------------------------------------------------------------


@reads(_COORDINATES)
def show_files(tx: Tx, region_id: RegionId) -> RegionFilesView | Refusal:
    """Where files can be had and given."""
    return RegionFilesView(tx.catalogue.region(region_id))


@writes(_COORDINATES)
def ask_file(tx: Tx, region_id: RegionId, form: str, language: str) -> RegionFilesView | Refusal:
    """Has the region, or the template, made as a file, and sent. Asking again within a minute changes
    nothing."""
    ready = RegionFileReady(tx.actor.person_id, region_id, form, language, tx.now)
    if tell_once(tx, ready, tx.actor.person_id):
        record(tx, "catalogue.exported", "region", region_id, {"form": form}, region_id=region_id)
    return RegionFilesView(tx.catalogue.region(region_id))


@reads(_COORDINATES)
def preview_file(tx: Tx, region_id: RegionId, given: GivenFile) -> FileView | Refusal:
    """What importing a file would change. Nothing of it is kept."""
    refusal = _refuse(tx, region_id, given)
    return refusal or _view(tx, region_id, given, _look(tx.connection, given).comparison, FileOutcome.SHOWN)


@writes(_COORDINATES)
def import_file(tx: Tx, region_id: RegionId, given: GivenFile, key: str) -> FileView | Refusal:
    """Stores the whole of it, if it still changes what was shown (``key``); else shows what it would change
    now. What is stored already stays, so that a repeat changes nothing."""
    if refusal := _refuse(tx, region_id, given):
        return refusal
    lock_catalogue(tx.connection, given.file.region.slug)
    looked = _look(tx.connection, given)
    comparison = looked.comparison
    view = _view(tx, region_id, given, comparison, FileOutcome.CHANGED_SINCE)
    if comparison.faults or not comparison.changes or view.key != key:
        return view
    counts = store_catalogue(tx.connection, looked.merged, tx.now, publish=False)
    if counts.changes:
        tx.change_catalogue()
    for site_id in counts.relocated:
        follow_place(tx, site_id)
    about = {"sites_new": len(comparison.sites.new), "sites_changed": len(comparison.sites.changed)}
    record(tx, "catalogue.imported", "region", region_id, about, region_id=region_id)
    return replace(view, outcome=FileOutcome.DONE)


def _refuse(tx: Tx, region_id: RegionId, given: GivenFile) -> Refusal | None:
    """A file is about one region, which it names itself."""
    if tx.catalogue.region(region_id).slug != given.file.region.slug:
        return Refusal(Reason.NOT_ALLOWED, {"problem": "other_region"})
    return None


def _view(
    tx: Tx, region_id: RegionId, given: GivenFile, comparison: Comparison, outcome: FileOutcome
) -> FileView:
    titles = {each.slug: each.name["ru"] for each in given.file.sites}
    titles |= {each.slug: each.title["ru"] for each in given.file.routes}
    programmes = {
        (site.slug, each.code): each.title["ru"] for site in given.file.sites for each in site.programmes
    }
    if not comparison.changes:
        outcome = FileOutcome.NOTHING
    region, key = tx.catalogue.region(region_id), comparison.key(given.file)
    return FileView(region, comparison, key, titles, outcome, programmes)
