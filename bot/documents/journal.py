"""The audit log as a table (F8)."""

from __future__ import annotations

from functools import partial

from bot.documents.tables import Table, as_csv, xlsx
from bot.domain.audit import LogView
from bot.domain.figures.columns import Form
from bot.domain.figures.views import FileKind
from bot.ui.coordinator.callback_data import JournalTap
from bot.ui.coordinator.journal import cells_of
from bot.ui.formats.dates import local_date
from bot.ui.kit import button, keyboard
from bot.ui.screen import File, Screen
from bot.ui.translator import Translator

HEADS = ("at", "who", "done", "about", "site", "details")


def journal_ready(view: LogView, t: Translator) -> Screen:
    """What a coordinator asked for."""
    key = "journal.ready.part" if view.has_more else "journal.ready"
    text = t.html(key, entries=t.count("journal.entries", len(view.entries)))
    chosen = view.chosen
    back = JournalTap(
        region=chosen.region_id,
        site=chosen.site_id or 0,
        group="" if chosen.group is None else chosen.group.value,
        days=chosen.days,
        anew=True,
    )
    return Screen(text, keyboard(button(t.label("journal.to"), back)), file=journal_file(view, t))


def journal_file(view: LogView, t: Translator) -> File:
    day = local_date(view.made_at, view.region.timezone)
    name = t.label("journal.file_name", region=view.region.name, day=day.isoformat())
    if view.file == FileKind.CSV.value:
        return File(f"{name}.csv", partial(_csv, view, t))
    return File(f"{name}.xlsx", partial(_xlsx, view, t))


def _heads(t: Translator) -> list[str]:
    return [t.label(f"journal.head.{each}") for each in HEADS]


def _csv(view: LogView, t: Translator) -> bytes:
    return as_csv(_heads(t), cells_of(view, t), t.label("figures.decimal"))


def _xlsx(view: LogView, t: Translator) -> bytes:
    forms = [Form.NUMBER] * len(HEADS)
    return xlsx([Table(t.label("journal.sheet"), _heads(t), cells_of(view, t), forms)])
