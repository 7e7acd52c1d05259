"""«Мои классы»: saved classes, what of them can be changed, and where each can go (B1)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.booking.views import ClassPlace, ClassPlacesView, ClassQuestionView
from bot.domain.forms import ClassField
from bot.domain.people.organisation import MOST_ADULTS, MOST_CHILDREN, OLDEST, YOUNGEST, ClassCard
from bot.ui.formats.dates import bare_day_label, choice_label, local_date, zones_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import ONE_IN_A_ROW, name_label
from bot.ui.kit import back_button, button, home_button, keyboard, pager, ways_back
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Argument, Translator
from bot.ui.visitor.callback_data import (
    ClassPlaces,
    ClassTap,
    HandoverTap,
    ShowCatalogue,
    ShowClasses,
    ShowProgramme,
)
from bot.ui.visitor.catalogue import with_names
from bot.ui.visitor.filters import people_of
from bot.ui.visitor.papers.callback_data import PassportTap
from bot.ui.visitor.party import card_label, class_label

STEPS = (-5, -1, 1, 5)
"""By how much a tap changes how many come."""
MINUS = "\N{MINUS SIGN}"
LONGEST_MOMENT = 60


def classes_screen(cards: Sequence[ClassCard], t: Translator) -> Screen:
    rows = keyboard(
        *[button(card_label(each, t), ClassTap(card=each.id, op="show")) for each in cards],
        button(t.label("home.catalogue"), ShowCatalogue()) if not cards else None,
        home_button(t),
    )
    text = lines(bold(t.label("classes.title")), t.html("classes.text" if cards else "classes.empty"))
    return Screen(text, rows)


def class_screen(card: ClassCard, t: Translator) -> Screen:
    """One card; each button carries the number that it sets, so a second tap does no harm."""

    def tap(op: str, value: object = "") -> ClassTap:
        return ClassTap(card=card.id, op=op, value=str(value))

    def steps(op: str, now: int, most: int) -> tuple[Button, ...]:
        possible = [step for step in STEPS if 1 <= now + step <= most]
        return tuple(button(f"{step:+}".replace("-", MINUS), tap(op, now + step)) for step in possible)

    ages = [each for each in (card.youngest_age - 1, card.youngest_age + 1) if YOUNGEST <= each <= OLDEST]
    rows = keyboard(
        button(t.label("classes.book"), ClassPlaces(card=card.id)),
        button(t.label("classes.passport"), PassportTap(card=card.id)),
        button(t.label("classes.children", n=card.children), tap("ask", ClassField.CHILDREN.value)),
        steps("ch", card.children, MOST_CHILDREN),
        button(t.label("classes.adults", n=card.adults), tap("ask", ClassField.ADULTS.value)),
        steps("ad", card.adults, MOST_ADULTS),
        tuple(button(t.label("classes.age", n=age), tap("age", age)) for age in ages),
        (
            button(t.label("classes.change_class"), tap("ask", ClassField.CLASS.value)),
            button(t.label("classes.change_school"), tap("ask", ClassField.SCHOOL.value)),
        ),
        button(t.label("classes.give"), HandoverTap(op="card", id=card.id)),
        button(t.label("classes.remove"), tap("del")),
        back_button(ShowClasses(), t),
    )
    text = t.html(
        "classes.card",
        name=class_label(card.grade, card.letter, t),
        school=card.organisation.title,
        children=t.count("count.children", card.children),
        adults=t.count("count.adults", card.adults),
        age=card.youngest_age,
    )
    return Screen(text, rows)


def class_question(view: ClassQuestionView, t: Translator) -> Screen:
    """Asks for the class, the school or a number anew; typed schools are matched with the directory. Where
    nothing is asked the card itself is on screen."""
    card = view.card
    if view.field is ClassField.ANY:
        return with_refusal(class_screen(card, t), view.refusal, t)
    schools = [
        button(name_label(each.title), ClassTap(card=card.id, op="org", value=str(each.id)))
        for each in view.organisations
    ]
    question = t.html(f"classes.ask_{view.field}")
    if view.typed_school is not None:
        schools.append(button(t.label("form.school_new"), ClassTap(card=card.id, op="neworg")))
        key = "form.school_matches" if view.organisations else "form.school_unknown"
        question = t.html(key, typed=view.typed_school)
    if view.field is ClassField.SCHOOL:
        schools.append(button(t.label("form.no_school"), ClassTap(card=card.id, op="del")))
    text = lines(
        bold(class_label(card.grade, card.letter, t)),
        t.html("summary.school", school=card.organisation.title),
        Html(""),
        question,
    )
    screen = Screen(text, keyboard(*schools, back_button(ClassTap(card=card.id, op="show"), t)))
    return with_refusal(screen, view.refusal, t)


def class_remove(card: ClassCard, t: Translator) -> Screen:
    sure = button(t.label("classes.remove_sure"), ClassTap(card=card.id, op="del", value="yes"))
    text = t.html("classes.remove_ask", name=class_label(card.grade, card.letter, t))
    return Screen(text, keyboard(sure, back_button(ClassTap(card=card.id, op="show"), t)))


def class_places(view: ClassPlacesView, t: Translator) -> Screen:
    """Where a class can go: a button for each programme, with the first date that this class can have."""
    card, page = view.card, view.page
    first = page * len(view.places) if page + 1 < view.pages else view.total - len(view.places)
    numbered = list(enumerate(view.places, start=first + 1))
    entries = [place_entry(number, each, t) for number, each in numbered]
    moments = [(each.first.starts[0], each.site.timezone) for each in view.places if each.first is not None]
    text = with_names(
        lambda shown: lines(
            bold(t.label("classes.places", party=card_label(card, t))),
            *([t.html("classes.place", **each) for each in shown] or [t.html("classes.no_places")]),
            zones_line(moments, t),
        ),
        entries,
        t,
    )
    rows = keyboard(
        *[place_button(number, each, card, t) for number, each in numbered],
        pager(page, view.pages, lambda page: ClassPlaces(card=card.id, page=page)),
        button(t.label("classes.filters"), ShowCatalogue(people=people_of(card.audience, card.youngest_age))),
        ways_back(ClassTap(card=card.id, op="show"), t),
    )
    return Screen(text, rows)


def place_entry(number: int, place: ClassPlace, t: Translator) -> dict[str, Argument]:
    return {
        "number": number,
        "title": place.programme.title,
        "site": place.site.name,
        "city": place.site.city,
        "moment": _moment(place, LONGEST_MOMENT, t),
    }


def _moment(place: ClassPlace, most: int, t: Translator) -> str:
    if place.first is None:
        return t.label("programme.no_dates")
    return choice_label(place.first.starts, place.site.timezone, place.first.few, t, most)


def place_button(number: int, place: ClassPlace, card: ClassCard, t: Translator) -> Button:
    before = f"{number} · "
    if place.first is not None:
        before += f"{bare_day_label(local_date(place.first.starts[0], place.site.timezone), t)} · "
    name = name_label(t.content(place.site.name), ONE_IN_A_ROW - len(before))
    return button(before + name, ShowProgramme(programme=place.programme.id, card=card.id))
