"""The catalogue of a region as a file: had, given, looked through before anything changes (F2)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.catalogue.sheets.comparing import Tally
from bot.domain.region.files import FileForm, FileOutcome, FileView, RegionFilesView
from bot.ui.coordinator.callback_data import FilesTap, ImportTap, ShowRegion, ShowSites
from bot.ui.coordinator.kept import kept_label
from bot.ui.formats.html import Html, bold, lines, lines_within
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.screen import MOST_CHARACTERS, Button, File, Screen
from bot.ui.translator import Translator

NAMES_SHOWN = 5
FAULT_SHOWN = 400
"""Characters of one fault, which may name a long text."""


def files_screen(view: RegionFilesView, t: Translator) -> Screen:
    """How it goes, what can be had; a file is simply sent."""
    region = view.region.id
    rows = keyboard(
        button(t.label("catalogue_file.get.template"), FilesTap(region=region, op=FileForm.TEMPLATE.value)),
        tuple(
            button(t.label(f"catalogue_file.get.{form}"), FilesTap(region=region, op=form.value))
            for form in (FileForm.WORKBOOK, FileForm.JSON)
        ),
        back_button(ShowRegion(region=region), t, "coordinator.to_region"),
    )
    text = lines(bold(t.label("catalogue_file.title", region=view.region.name)), t.html("catalogue_file.how"))
    return Screen(text, rows)


KEPT_SHOWN = 3
"""Fields that stay as the chat has changed them."""


def file_preview(view: FileView, t: Translator, file: File | None = None) -> Screen:
    """What importing it changes, with the button that agrees to just that. ``file``: it, sent back."""
    comparison = view.comparison
    head: list[Html | None] = [
        bold(t.label(f"catalogue_file.{view.outcome}", region=view.region.name)),
        _tally_line("catalogue_file.sites", comparison.sites, t),
        _tally_line("catalogue_file.routes", comparison.routes, t),
        t.html("catalogue_file.schools", n=comparison.schools) if comparison.schools else None,
        t.html("catalogue_file.region") if comparison.region else None,
    ]
    named = [
        _names("catalogue_file.new", (*comparison.sites.new, *comparison.routes.new), view, t),
        _names("catalogue_file.changes", (*comparison.sites.changed, *comparison.routes.changed), view, t),
    ]
    tail: list[Html | None] = [_names("catalogue_file.conflicts", comparison.conflicts, view, t)]
    asks = view.outcome in {FileOutcome.SHOWN, FileOutcome.CHANGED_SINCE}
    tail.append(_kept(view, "catalogue_file.keeps" if asks else "catalogue_file.kept", t))
    if asks:
        tail.append(t.html("catalogue_file.absent"))
    key = "catalogue_file.overwrite" if comparison.conflicts else "catalogue_file.do"
    rows = keyboard(
        button(t.label(key), ImportTap(region=view.region.id, key=view.key)) if asks else None,
        _drafts(view, t) if view.outcome is FileOutcome.DONE else None,
        back_button(FilesTap(region=view.region.id), t, "catalogue_file.other"),
    )
    return Screen(lines_within(MOST_CHARACTERS, head, named, tail), rows, file=file)


def _kept(view: FileView, key: str, t: Translator) -> Html | None:
    kept = view.comparison.kept
    if not kept:
        return None
    shown = "; ".join(kept_label(each, view, t) for each in kept[:KEPT_SHOWN])
    left = len(kept) - KEPT_SHOWN
    return t.html(key, fields=t.label("catalogue_file.and_more", names=shown, n=left) if left > 0 else shown)


def _drafts(view: FileView, t: Translator) -> Button:
    return button(t.label("catalogue_file.drafts"), ShowSites(region=view.region.id, status="draft"))


def _tally_line(key: str, tally: Tally, t: Translator) -> Html | None:
    """«новых 3, изменятся 2, без изменений 40, конфликтов 1»."""
    if not (tally.new or tally.changed or tally.same):
        return None
    return t.html(
        f"{key}.conflicts" if tally.conflicts else key,
        new=len(tally.new),
        changed=len(tally.changed),
        same=tally.same,
        conflicts=len(tally.conflicts),
    )


def _names(key: str, slugs: Sequence[str], view: FileView, t: Translator) -> Html | None:
    if not slugs:
        return None
    shown = ", ".join(view.titles.get(each, each) for each in slugs[:NAMES_SHOWN])
    left = len(slugs) - NAMES_SHOWN
    return t.html(key, names=t.label("catalogue_file.and_more", names=shown, n=left) if left > 0 else shown)


def file_faults(problems: Sequence[tuple[str, str]], t: Translator, file: File | None = None) -> Screen:
    """Everything that is wrong, as far as there is room. ``problems``: where, and what; ``file``: the
    workbook with its faults marked."""
    said = [
        t.html("catalogue_file.fault", where=where, text=text[:FAULT_SHOWN])
        if where
        else t.html("catalogue_file.fault_of_all", text=text[:FAULT_SHOWN])
        for where, text in problems
    ]
    head = [
        bold(t.label("catalogue_file.faulty", n=len(problems))),
        t.html("catalogue_file.marked" if file is not None else "catalogue_file.not_stored"),
    ]
    return Screen(lines_within(MOST_CHARACTERS, head, said), keyboard(home_button(t)), file=file)


def file_refused(key: str, t: Translator) -> Screen:
    """A file that is not even looked at: too large, lost on its way, of another region."""
    return Screen(t.html(f"catalogue_file.refused.{key}"), keyboard(home_button(t)))
