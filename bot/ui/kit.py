"""What screens are put together from: buttons, rows of them, a pager, the ways back, a refusal.

keyboard(
    *[button(t.content(each.name), SiteTap(site=each.id)) for each in view.sites],
    pager(view.page, view.pages, lambda page: ShowSites(page=page)),
    button(t.label("catalogue.clear"), ShowCatalogue()) if filters.active else None,
    ways_back(ShowRegion(), t, "coordinator.to_region"),
)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiogram.filters.callback_data import CallbackData

from bot.domain.links import Link
from bot.domain.model import LinkTo
from bot.ui.callback_data import Home
from bot.ui.formats.html import Html, lines
from bot.ui.links import Links
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator

Row = Button | tuple[Button, ...] | None
"""One button alone, several side by side, or nothing."""

BACK = "button.back"


def button(label: str, data: CallbackData) -> Button:
    """A button that does or shows what ``data`` says; over 64 bytes packed it is a ValueError."""
    return Button(label, tap=data.pack())


def copy_button(label: str, copied: str) -> Button:
    """Puts ``copied`` (a code, a reference, at most 256 characters) into the clipboard of whoever taps."""
    return Button(label, copied=copied)


def share_button(label: str, to: Link, name: str, links: Links) -> Button:
    """Takes a card into another chat: as a card where the bot may send those, else as a link. Of one session
    there is a link only."""
    if links.inline and to.to is not LinkTo.SESSION:
        return Button(label, inline_query=name)
    return Button(label, url=links.share(to.payload, name))


def home_button(t: Translator) -> Button:
    return button(t.label("button.home"), Home())


def back_button(data: CallbackData, t: Translator, key: str = BACK) -> Button:
    """To the screen before; ``key``: of the text that names it, where it has a name."""
    return button(t.label(key), data)


def ways_back(data: CallbackData, t: Translator, key: str = BACK) -> tuple[Button, ...]:
    """The last row: to the screen before, and home."""
    return (back_button(data, t, key), home_button(t))


def arrows(
    before: CallbackData | None, after: CallbackData | None, labels: tuple[str, str] = ("‹", "›")
) -> tuple[Button, ...]:
    """To what comes before and after; without an arrow where there is nothing."""
    ends = zip(labels, (before, after), strict=True)
    return tuple(button(label, data) for label, data in ends if data is not None)


def pager(page: int, pages: int, to: Callable[[int], CallbackData]) -> tuple[Button, ...]:
    """«‹ 2 / 3 ›», from the last page on to the first; nothing for one page. ``page`` counts from 0."""
    if pages < 2:
        return ()
    before, after = arrows(to((page - 1) % pages), to((page + 1) % pages))
    return (before, button(f"{page + 1} / {pages}", to(page)), after)


def keyboard(*rows: Row) -> Inline:
    """Buttons under a message, row by row; a row of nothing is left out."""
    made = ((each,) if isinstance(each, Button) else each for each in rows)
    return Inline(tuple(each for each in made if each))


def why_last(screen: Screen, why: Html | None, t: Translator, *ways: Row) -> Screen:
    """The screen of a question, and why the last answer to it did not do: under everything else, right above
    the buttons, where a phone shows it. ``ways``: buttons of what is possible instead, before the others.

    Without a reason the screen as it is.
    """
    if why is None:
        return screen
    text = lines(screen.text, Html(""), t.html("form.refused", text=why))
    if not isinstance(screen.keyboard, Inline):
        return replace(screen, text=text)
    return replace(screen, text=text, keyboard=Inline((*keyboard(*ways).rows, *screen.keyboard.rows)))


def refusal_screen(text: Html, t: Translator, *ways: Row, back: Button | None = None) -> Screen:
    """Why not, what is possible instead, and the way back, which is home if no other is given."""
    return Screen(text, keyboard(*ways, back or home_button(t)))
