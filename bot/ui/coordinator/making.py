"""A site and its programmes begin in the chat (F2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData

from bot.domain.catalogue.cards.fields import Input, field_named
from bot.domain.catalogue.cards.views import Begun, Known, NewProgrammeView, NewSiteView
from bot.domain.forms import Question
from bot.domain.model import Audience, ProgrammeKind
from bot.ui.coordinator.callback_data import NewProgrammeTap, NewSiteTap
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.kit import Row, button, keyboard
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator

KNOWN_SHOWN = 10
"""Towns and industries that have a button; any other is typed."""


def new_site_screen(view: NewSiteView, t: Translator) -> Screen:
    """The question that is open; what was said before stands above it."""
    form = view.form
    if form.name is None:
        return _site_question(view, Question.SITE_NAME, t)
    if form.town is None:
        return _site_question(view, Question.TOWN, t, *_known(view, view.towns, "town", t))
    if form.municipality is None:
        same = button(t.label("new_site.same_municipality"), _site_tap(view, "municipality"))
        return _site_question(view, Question.MUNICIPALITY, t, same)
    if form.industry is None:
        return _site_question(view, Question.INDUSTRY, t, *_known(view, view.industries, "industry", t))
    if form.meeting_point is None:
        return _site_question(view, Question.MEETING_POINT, t)
    of_town = button(t.label("new_site.place_of_town"), _site_tap(view, "place")) if form.town else None
    return _site_question(view, Question.ENTRANCE, t, of_town)


def _known(view: NewSiteView, known: Sequence[Known], op: str, t: Translator) -> list[Row]:
    return [
        button(name_label(t.content(each.name)), _site_tap(view, op, each.slug))
        for each in known[:KNOWN_SHOWN]
    ]


def _site_question(view: NewSiteView, question: Question, t: Translator, *rows: Row) -> Screen:
    form = view.form
    text = lines(
        bold(t.label("new_site.title", region=view.region.name)),
        None if form.name is None else t.html("new_site.name", name=form.name),
        t.html(f"new_site.ask.{question}"),
    )
    first = question is Question.SITE_NAME
    return Screen(text, keyboard(*rows, _ends(lambda op: _site_tap(view, op), t, first=first)))


def _site_tap(view: NewSiteView, op: str, value: str = "") -> NewSiteTap:
    return NewSiteTap(draft=view.draft_id, op=op, value=value)


def _ends(tap: Callable[[str], CallbackData], t: Translator, *, first: bool) -> tuple[Button, ...]:
    cancel = button(t.label("button.cancel"), tap("cancel"))
    return (cancel,) if first else (button(t.label("button.back"), tap("back")), cancel)


def new_programme_screen(view: NewProgrammeView, t: Translator) -> Screen:
    """The question that is open."""
    form = view.form
    if form.programme is None:
        kinds = [button(t.label(f"kind.{each}"), _tap(view, "kind", each.value)) for each in ProgrammeKind]
        return _question(view, Question.KIND, t, *kinds)
    if form.title is None:
        return _question(view, Question.TITLE, t)
    if form.about is None:
        return _question(view, Question.ABOUT, t)
    if not form.audience_chosen:
        return _question(view, Question.AUDIENCE, t, *_audience(view, t))
    if form.min_age is None:
        return _question(view, Question.MIN_AGE, t, _numbers(view, "min_age", "age"))
    if form.max_group is None:
        return _question(view, Question.MAX_GROUP, t, _numbers(view, "max_group", "most"))
    placement = form.programme is ProgrammeKind.INTERNSHIP
    return _question(
        view,
        Question.LENGTH,
        t,
        _numbers(view, "days" if placement else "duration_min", "length"),
        key="new_programme.ask.days" if placement else "",
    )


def _audience(view: NewProgrammeView, t: Translator) -> list[Row]:
    chosen = view.form.audience
    rows: list[Row] = [
        button(
            ("✓ " if each in chosen else "") + t.label(f"audience.{each}"), _tap(view, "audience", each.value)
        )
        for each in Audience
    ]
    return [*rows, button(t.label("host.rule.days_done"), _tap(view, "chosen")) if chosen else None]


def _numbers(view: NewProgrammeView, name: str, op: str) -> Row:
    field = field_named(name, of_programme=True)
    if field is None or field.input not in {Input.NUMBER, Input.MINUTES}:
        return None
    return tuple(button(str(each), _tap(view, op, str(each))) for each in field.numbers)


def _question(view: NewProgrammeView, question: Question, t: Translator, *rows: Row, key: str = "") -> Screen:
    form = view.form
    text = lines(
        bold(t.label("new_programme.title", site=view.site.name)),
        None if form.title is None else t.html("new_programme.name", title=form.title),
        t.html(key or f"new_programme.ask.{question}"),
    )
    first = question is Question.KIND
    return Screen(text, keyboard(*rows, _ends(lambda op: _tap(view, op), t, first=first)))


def _tap(view: NewProgrammeView, op: str, value: str = "") -> NewProgrammeTap:
    return NewProgrammeTap(draft=view.draft_id, op=op, value=value)


def begun_screen(view: Begun, t: Translator) -> Screen:
    """It stands there as a draft; the way on."""
    key = "new_programme.begun" if view.of_programme else "new_site.begun"
    text = lines(bold(t.label(key, name=view.name)), Html(""), t.html("new_site.go_on"))
    return Screen(text, keyboard(button(t.label("new_site.on"), ShowCards(site=view.site_id))))
