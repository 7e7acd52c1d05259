"""A draw as anybody sees it: what was announced, what came of it, how it is checked (D3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.booking.codes import grouped
from bot.domain.model import ApplicationId
from bot.domain.placements.choosing import DrawView
from bot.domain.placements.draw import points_text, record_text
from bot.domain.placements.seed import MOSCOW
from bot.ui.formats.codes import code_label
from bot.ui.formats.dates import day_label, local_date, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.kit import Row, back_button, button, copy_button, home_button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.placements.callback_data import DrawTap, ShowApplication


def points_label(halves: int, t: Translator) -> str:
    """«14,5», as the language writes it."""
    return points_text(halves).replace(".", t.label("draw.decimal_point"))


def draw_screen(view: DrawView, t: Translator) -> Screen:
    """The page of a draw. Whoever is in it sees their number, whoever may draw the button for the seed."""
    text = lines(_title(view, t), *draw_lines(view, t), Html(""), _code_line(view, t))
    return Screen(text, keyboard(*_ways(view, t), home_button(t)))


def _ways(view: DrawView, t: Translator) -> tuple[Row, ...]:
    draws = view.may_draw and view.is_due
    return (
        button(t.label("draw.enter_seed"), DrawTap(draw=view.draw.id, op="seed")) if draws else None,
        button(t.label("draw.record"), DrawTap(draw=view.draw.id, op="record")),
        copy_button(t.label("draw.copy_code"), _code(view, t)),
    )


def _title(view: DrawView, t: Translator) -> Html:
    day = day_label(local_date(view.intake.starts_at, view.site.timezone), t)
    return t.html("draw.title", title=view.programme.title, site=view.site.name, city=view.site.city, day=day)


def draw_lines(view: DrawView, t: Translator) -> list[Html | None]:
    """Who takes part, what decides, and what came of it."""
    draw = view.draw
    own = next((each for each in view.entrants if each.number == view.number), None)
    day = day_label(draw.seed_day, t)
    shown: list[Html | None] = [
        t.html("draw.counts", n=len(view.entrants), places=draw.places),
        None if own is None else t.html("draw.number", number=own.number, points=points_label(own.halves, t)),
    ]
    if draw.seed is None:
        moment = moment_label(draw.seed_at, MOSCOW.key, t)
        return [*shown, t.html("draw.source", day=day, moment=moment), t.html("draw.hash", hash=draw.digest)]
    order = view.order
    shown.append(t.html("draw.seed", day=day, seed=draw.seed))
    shown.append(t.html("draw.order", order=", ".join(map(str, order))))
    if own is not None:
        place = order.index(own.number) + 1
        shown.append(t.html("draw.place" if place <= draw.places else "draw.place_next", place=place))
    if not view.is_intact:
        shown.append(t.html("draw.altered"))
    return shown


def _code(view: DrawView, t: Translator) -> str:
    return code_label(grouped(view.draw.code), t)


def _code_line(view: DrawView, t: Translator) -> Html:
    return t.html("draw.code", code=_code(view, t))


def draw_record(view: DrawView, t: Translator) -> Screen:
    """All that anybody needs to check the draw without us, to be copied with one tap."""
    key = "draw.how_to_check_before" if view.draw.seed is None else "draw.how_to_check"
    text = lines(t.html("papers.text", text=record_text(view.draw, view.entrants)), t.html(key))
    return Screen(text, keyboard(back_button(DrawTap(draw=view.draw.id), t)))


def draw_unknown(t: Translator) -> Screen:
    return Screen(t.html("draw.unknown"), keyboard(home_button(t)))


def draw_buttons(view: DrawView, application_id: ApplicationId | None, t: Translator) -> tuple[Button, ...]:
    """Under a message: the page, and the application if it is the reader's own."""
    page = button(t.label("draw.open"), DrawTap(draw=view.draw.id, anew=True))
    if application_id is None:
        return (page,)
    return (page, button(t.label("sent.card"), ShowApplication(application=application_id, anew=True)))


def announced(view: DrawView, t: Translator) -> Screen:
    """To whoever is in it, before the seed can be known: worth keeping, since the number stands in it."""
    return _told(view, t, "draw.announced")


def done(view: DrawView, t: Translator) -> Screen:
    return _told(view, t, "draw.done")


def _told(view: DrawView, t: Translator, key: str) -> Screen:
    own = next((each.application_id for each in view.entrants if each.number == view.number), None)
    text = lines(t.html(key), _title(view, t), *draw_lines(view, t), _code_line(view, t))
    return Screen(text, keyboard(*draw_buttons(view, own, t)))


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {"draw.announced": announced, "draw.done": done}
)
