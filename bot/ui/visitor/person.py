"""Screens about oneself: classes, language, data, leaving, help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.access import Actor
from bot.domain.forms import ClassField
from bot.domain.organisation import ClassCard
from bot.domain.refusal import Refusal
from bot.domain.views import ClassQuestionView, DeletionView
from bot.ui.html import Html, bold, lines
from bot.ui.labels import name_label
from bot.ui.phones import phone_label
from bot.ui.refusals import refusal_text
from bot.ui.screen import Button, Inline, Screen
from bot.ui.tap import Home
from bot.ui.translator import Translator, languages
from bot.ui.visitor.party import class_label, party_label
from bot.ui.visitor.taps import (
    ChooseLanguage,
    ClassTap,
    DeleteMeTap,
    NewsTap,
    ShowCatalogue,
    ShowClasses,
    ShowProfile,
)


def _home(t: Translator) -> tuple[Button, ...]:
    return (Button(t.label("button.home"), tap=Home().pack()),)


def classes_screen(cards: Sequence[ClassCard], t: Translator) -> Screen:
    rows: list[tuple[Button, ...]] = [
        (
            Button(
                party_label(each.audience, each.grade, each.letter, each.children, each.adults, t),
                tap=ClassTap(card=each.id, op="show").pack(),
            ),
        )
        for each in cards
    ]
    if not cards:
        rows.append((Button(t.label("home.catalogue"), tap=ShowCatalogue().pack()),))
    return Screen(
        lines(bold(t.label("classes.title")), t.html("classes.text" if cards else "classes.empty")),
        Inline((*rows, _home(t))),
    )


def class_screen(card: ClassCard, t: Translator) -> Screen:
    """One card; each button names the number that it sets, so a second tap does no harm."""

    def change(op: str, value: int, label: str) -> Button:
        return Button(label, tap=ClassTap(card=card.id, op=op, value=str(value)).pack())

    rows = (
        (
            change("ch", card.children - 1, t.label("classes.children", n=card.children - 1)),
            change("ch", card.children + 1, t.label("classes.children", n=card.children + 1)),
        ),
        (
            change("ad", card.adults - 1, t.label("classes.adults", n=card.adults - 1)),
            change("ad", card.adults + 1, t.label("classes.adults", n=card.adults + 1)),
        ),
        (
            change("age", card.youngest_age - 1, t.label("classes.age", n=card.youngest_age - 1)),
            change("age", card.youngest_age + 1, t.label("classes.age", n=card.youngest_age + 1)),
        ),
        (
            Button(t.label("classes.change_class"), tap=_ask_tap(card, ClassField.CLASS)),
            Button(t.label("classes.change_school"), tap=_ask_tap(card, ClassField.SCHOOL)),
        ),
        (Button(t.label("classes.remove"), tap=ClassTap(card=card.id, op="del").pack()),),
        (Button(t.label("button.back"), tap=ShowClasses().pack()),),
    )
    text = t.html(
        "classes.card",
        name=class_label(card.grade, card.letter, t),
        school=card.organisation.title,
        children=t.count("count.children", card.children),
        adults=t.count("count.adults", card.adults),
        age=card.youngest_age,
    )
    return Screen(text, Inline(rows))


def _ask_tap(card: ClassCard, field: ClassField) -> str:
    return ClassTap(card=card.id, op="ask", value=field.value).pack()


def class_question(view: ClassQuestionView, t: Translator) -> Screen:
    """Asks for the class or the school anew; typed schools are matched with the directory."""
    card = view.card
    rows: list[tuple[Button, ...]] = [
        (Button(name_label(each.title), tap=ClassTap(card=card.id, op="org", value=str(each.id)).pack()),)
        for each in view.organisations
    ]
    question = t.html(f"classes.ask_{view.field}")
    if view.typed_school is not None:
        rows.append((Button(t.label("form.school_new"), tap=ClassTap(card=card.id, op="neworg").pack()),))
        key = "form.school_matches" if view.organisations else "form.school_unknown"
        question = t.html(key, typed=view.typed_school)
    rows.append((Button(t.label("button.back"), tap=ClassTap(card=card.id, op="show").pack()),))
    text = lines(
        t.html("form.refused", text=refusal_text(view.refusal, t)) if view.refusal is not None else None,
        bold(class_label(card.grade, card.letter, t)),
        t.html("summary.school", school=card.organisation.title),
        Html(""),
        question,
    )
    return Screen(text, Inline(tuple(rows)))


def class_remove(card: ClassCard, t: Translator) -> Screen:
    rows = (
        (Button(t.label("classes.remove_sure"), tap=ClassTap(card=card.id, op="del", value="yes").pack()),),
        (Button(t.label("button.back"), tap=ClassTap(card=card.id, op="show").pack()),),
    )
    return Screen(t.html("classes.remove_ask", name=class_label(card.grade, card.letter, t)), Inline(rows))


def language_screen(t: Translator) -> Screen:
    rows = tuple(
        (
            Button(
                f"• {each.name}" if each.code == t.code else each.name,
                tap=ChooseLanguage(code=each.code).pack(),
            ),
        )
        for each in languages()
    )
    return Screen(t.html("language.choose"), Inline((*rows, _home(t))))


def help_screen(t: Translator, email: str) -> Screen:
    return Screen(t.html("help.text", email=email), Inline((_home(t),)))


def profile_screen(actor: Actor, t: Translator, *, news: bool) -> Screen:
    """What the bot knows about one, and how to change or end it."""
    text = lines(
        bold(t.label("profile.title")),
        t.html("profile.name", name=actor.name or "—"),
        t.html("profile.phone", phone=phone_label(actor.phone)),
        t.html("profile.language", language=t.language.name),
        t.html("profile.consent" if actor.consent_version else "profile.no_consent"),
        t.html("profile.news" if news else "profile.no_news"),
        t.html("profile.rest"),
    )
    news_button = (
        Button(t.label("profile.news_off"), tap=NewsTap(op="no", profile=True).pack())
        if news
        else Button(t.label("profile.news_on"), tap=NewsTap(op="ask", profile=True).pack())
    )
    rows = (
        (
            Button(t.label("profile.change_name"), tap=ShowProfile(op="name").pack()),
            Button(t.label("profile.change_phone"), tap=ShowProfile(op="phone").pack()),
        ),
        (Button(t.label("profile.language_button"), tap=ChooseLanguage().pack()),),
        (news_button,),
        (Button(t.label("profile.delete"), tap=DeleteMeTap().pack()),),
        _home(t),
    )
    return Screen(text, Inline(rows))


def profile_question(field: str, t: Translator, *, refusal: Refusal | None = None) -> Screen:
    """Asks for the name or the phone anew; what was typed last is explained when it could not be."""
    text = lines(
        t.html("form.refused", text=refusal_text(refusal, t)) if refusal is not None else None,
        t.html(f"profile.ask_{field}"),
    )
    return Screen(text, Inline(((Button(t.label("button.back"), tap=ShowProfile().pack()),),)))


def delete_ask(view: DeletionView, t: Translator, *, refusal: Refusal | None = None) -> Screen:
    """What will be gone, what stays by law, in one message with one confirmation (H2)."""
    text = lines(
        bold(t.label("delete.title")),
        t.html("form.refused", text=refusal_text(refusal, t)) if refusal is not None else None,
        t.html("delete.bookings", list=", ".join(view.references)) if view.references else None,
        t.html("delete.roles") if view.roles else None,
        t.html("delete.text"),
    )
    rows = (
        (Button(t.label("delete.sure"), tap=DeleteMeTap(sure=True).pack()),),
        (Button(t.label("delete.keep"), tap=ShowProfile().pack()),),
    )
    return Screen(text, Inline(rows))


def deleted(view: DeletionView, t: Translator) -> Screen:
    text = lines(
        t.html("delete.done"),
        t.html("delete.called_off", list=", ".join(view.references)) if view.references else Html(""),
    )
    return Screen(text, Inline())
