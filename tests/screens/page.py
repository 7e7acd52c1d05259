"""The gallery as one page to look at: each screen as a phone shows it, by the function that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from bot.ui.screen import AskContact, Button, Inline, Screen
from tests.screens.gallery import Gallery, Shot

_STYLE = """
body { font: 15px/1.35 "PT Sans", "DejaVu Sans", sans-serif; margin: 0; background: #cfd8cf; color: #111; }
nav, h1, h2, figure { width: 360px; max-width: calc(100vw - 24px); margin: 12px; }
h2 { font-size: 15px; overflow-wrap: anywhere; border-top: 2px solid #667; padding-top: 8px; }
section { display: flex; flex-wrap: wrap; align-items: flex-start; }
figcaption { font-size: 12px; color: #455; overflow-wrap: anywhere; }
.text { background: #fff; border-radius: 12px; padding: 8px 12px; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row span { flex: 1 1 0; min-width: 0; background: #6b8f71; color: #fff; border-radius: 8px; padding: 7px 1px;
  text-align: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 13px; }
.below span { background: #eee; color: #111; }
.link::after { content: " ↗"; }
img { width: 100%; border: 1px solid #889; margin-top: 4px; }
.venue { background: #dde6f3; border-radius: 12px; padding: 8px 12px; margin-top: 4px; }
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that lies beside the page: its file, and pictures of its pages."""

    language: str
    case: str
    file: str
    pictures: tuple[str, ...]


def page_of(galleries: Sequence[Gallery], papers: Sequence[Sheet] = ()) -> str:
    """One HTML document without anything from outside; ``papers`` are shown from the folder where it lies."""
    parts = [
        "<!doctype html><html lang='ru'><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'><title>Screens</title>",
        f"<style>{_STYLE}</style><h1>Screens</h1>",
        "<nav>"
        + " · ".join(f"<a href='#{g.t.code}'>{escape(g.t.language.name)}</a>" for g in galleries)
        + "</nav>",
    ]
    for gallery in galleries:
        parts.append(f"<h1 id='{gallery.t.code}'>{escape(gallery.t.language.name)}</h1>")
        for of, shots in groupby(_once(gallery.shots), key=lambda shot: shot.of):
            parts.append(f"<h2>{escape(of)}</h2><section>")
            parts += [_figure(shot) for shot in shots]
            parts.append("</section>")
        sheets = [each for each in papers if each.language == gallery.t.code]
        if sheets:
            parts.append("<h2>papers</h2><section>")
            parts += [_sheet(each) for each in sheets]
            parts.append("</section>")
    return "\n".join([*parts, "</html>"])


def _once(shots: Iterable[Shot]) -> list[Shot]:
    """Each look once, in the order of the functions."""
    seen: set[Screen] = set()
    found: dict[str, list[Shot]] = {}
    for shot in shots:
        if shot.screen not in seen:
            seen.add(shot.screen)
            found.setdefault(shot.of, []).append(shot)
    return [shot for group in found.values() for shot in group]


def _figure(shot: Shot) -> str:
    screen = shot.screen
    venue = ""
    if screen.venue is not None:
        venue = f"<div class='venue'>📍 {escape(screen.venue.title)}<br>{escape(screen.venue.address)}</div>"
    if screen.file is not None:
        venue += f"<div class='venue'>📎 {escape(screen.file.name)}</div>"
    return (
        f"<figure><figcaption>{escape(shot.case)}</figcaption>"
        f"<div class='text'>{screen.text}</div>{_keyboard(screen)}{venue}</figure>"
    )


def _sheet(sheet: Sheet) -> str:
    pages = "".join(f"<img src='{each}' alt='{escape(sheet.case)}'>" for each in sheet.pictures)
    link = f"<a href='{sheet.file}'>{escape(sheet.file)}</a>"
    return f"<figure><figcaption>{escape(sheet.case)} · {link}</figcaption>{pages}</figure>"


def _button(button: Button) -> str:
    kind = " class='link'" if button.url else ""
    does = escape(button.tap or button.url or "")
    return f"<span{kind} title='{does}'>{escape(button.label)}</span>"


def _keyboard(screen: Screen) -> str:
    match screen.keyboard:
        case Inline(rows):
            return "".join(
                "<div class='row'>" + "".join(_button(button) for button in row) + "</div>" for row in rows
            )
        case AskContact(label, others):
            return "".join(
                f"<div class='row below'><span>{escape(each)}</span></div>" for each in (label, *others)
            )
        case _:
            return ""
