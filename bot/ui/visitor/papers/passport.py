"""«Паспорт класса»: what a class has seen, and what is near and not yet seen (D4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.papers.passport import ClassVisit, Passport
from bot.domain.papers.views import PassportView
from bot.domain.texts import Texts
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import shorten
from bot.ui.kit import Row, button, keyboard, ways_back
from bot.ui.screen import MOST_CHARACTERS, Screen
from bot.ui.translator import BASE_LANGUAGE, Translator, languages
from bot.ui.visitor.callback_data import ClassPlaces, ClassTap
from bot.ui.visitor.classes import place_button, place_entry
from bot.ui.visitor.papers.callback_data import PassportTap
from bot.ui.visitor.papers.texts import academic_label, date_label
from bot.ui.visitor.party import class_label


@dataclass(frozen=True, slots=True)
class Room:
    """How many visits are named, the newest, and how many characters a list of names has."""

    visits: int
    names: int


ROOMS = (Room(3, 110), Room(2, 80), Room(1, 50), Room(0, 40))
"""The screen takes the first that a phone shows whole; the paper has everything."""


def duration_label(minutes: int, half_hours: int, t: Translator) -> str:
    """«7 ч 30 мин (10 академических часов)»."""
    hours, rest = divmod(minutes, 60)
    key = "passport.length" if rest and hours else "passport.hours" if hours else "passport.minutes"
    length = t.label(key, hours=hours, minutes=rest)
    return f"{length} ({academic_label(half_hours, t)})" if half_hours else length


def total_label(passport: Passport, t: Translator) -> str:
    """«4 посещения, 6 ч (8 академических часов)»."""
    count = str(t.count("passport.count", len(passport.visits)))
    if not passport.visits:
        return count
    return f"{count}, {duration_label(passport.minutes, passport.half_hours, t)}"


def passport_screen(view: PassportView, t: Translator) -> Screen:
    """The newest visits, what they were about, where to go next; all of it as a file."""
    card, near = view.card, list(enumerate(view.near, start=1))
    fitting = (text for room in ROOMS if len(text := _text(view, room, t)) <= MOST_CHARACTERS)
    text = next(fitting, None) or _text(view, ROOMS[-1], t)
    rows: list[Row] = [place_button(number, each, card, t) for number, each in near]
    rows += [
        button(t.label("classes.book_elsewhere"), ClassPlaces(card=card.id)),
        *[
            button(t.label("passport.print", language=name), PassportTap(card=card.id, language=code))
            for code, name in _languages(t)
        ],
    ]
    return Screen(text, keyboard(*rows, ways_back(ClassTap(card=card.id, op="show"), t)))


def _text(view: PassportView, room: Room, t: Translator) -> Html:
    card, passport = view.card, view.passport
    newest = passport.visits[: -room.visits - 1 : -1]
    older = len(passport.visits) - len(newest)
    near = [place_entry(number, each, t) for number, each in enumerate(view.near, start=1)]
    return lines(
        bold(t.label("passport.title", name=class_label(card.grade, card.letter, t))),
        t.html("passport.school", school=shorten(card.organisation.title, room.names)),
        t.html("passport.total", total=total_label(passport, t)) if passport.visits else None,
        None if passport.visits else t.html("passport.empty"),
        *[_visit_line(each, t) for each in newest],
        t.html("passport.older", n=older) if older else None,
        _named("passport.industries", passport.industries.values(), room, t),
        _named("passport.professions", passport.professions, room, t),
        Html(""),
        t.html("passport.near" if near else "passport.nothing_near"),
        *[t.html("classes.place", **each) for each in near],
    )


def _languages(t: Translator) -> Sequence[tuple[str, str]]:
    """A school reads Russian; whoever does not gets their own language beside it."""
    return [(each.code, each.name) for each in languages() if each.code in {BASE_LANGUAGE, t.code}]


def _visit_line(visit: ClassVisit, t: Translator) -> Html:
    return t.html("passport.visit", day=date_label(visit.day, t), programme=visit.programme, site=visit.site)


def _named(key: str, texts: Iterable[Texts], room: Room, t: Translator) -> Html | None:
    names = [t.content(each) for each in texts]
    return t.html(key, n=len(names), names=shorten(", ".join(names), room.names)) if names else None
