"""Screens about oneself: classes, language, data, leaving, help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.booking.views import ClassQuestionView, DeletionView
from bot.domain.forms import ClassField
from bot.domain.people.access import Actor
from bot.domain.people.organisation import ClassCard
from bot.domain.refusal import Refusal
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label
from bot.ui.formats.phones import phone_label
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator, languages
from bot.ui.visitor.callback_data import (
    ChooseLanguage,
    ClassTap,
    DeleteMeTap,
    NewsTap,
    ProfileConsentTap,
    ShowCatalogue,
    ShowClasses,
    ShowProfile,
)
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.party import class_label, party_label


def classes_screen(cards: Sequence[ClassCard], t: Translator) -> Screen:
    rows = keyboard(
        *[
            button(
                party_label(each.audience, each.grade, each.letter, each.children, each.adults, t),
                ClassTap(card=each.id, op="show"),
            )
            for each in cards
        ],
        button(t.label("home.catalogue"), ShowCatalogue()) if not cards else None,
        home_button(t),
    )
    text = lines(bold(t.label("classes.title")), t.html("classes.text" if cards else "classes.empty"))
    return Screen(text, rows)


def class_screen(card: ClassCard, t: Translator) -> Screen:
    """One card; each button names the number that it sets, so a second tap does no harm."""

    def tap(op: str, value: object = "") -> ClassTap:
        return ClassTap(card=card.id, op=op, value=str(value))

    def change(op: str, key: str, now: int) -> tuple[Button, ...]:
        return tuple(button(t.label(key, n=n), tap(op, n)) for n in (now - 1, now + 1))

    rows = keyboard(
        change("ch", "classes.children", card.children),
        change("ad", "classes.adults", card.adults),
        change("age", "classes.age", card.youngest_age),
        (
            button(t.label("classes.change_class"), tap("ask", ClassField.CLASS.value)),
            button(t.label("classes.change_school"), tap("ask", ClassField.SCHOOL.value)),
        ),
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
    """Asks for the class or the school anew; typed schools are matched with the directory."""
    card = view.card
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


def language_screen(t: Translator) -> Screen:
    choice = [
        button(f"• {each.name}" if each.code == t.code else each.name, ChooseLanguage(code=each.code))
        for each in languages()
    ]
    return Screen(t.html("language.choose"), keyboard(*choice, home_button(t)))


def help_screen(t: Translator, email: str) -> Screen:
    return Screen(t.html("help.text", email=email), keyboard(home_button(t)))


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
        button(t.label("profile.news_off"), NewsTap(op="no", profile=True))
        if news
        else button(t.label("profile.news_on"), NewsTap(op="ask", profile=True))
    )
    rows = keyboard(
        (
            button(t.label("profile.change_name"), ShowProfile(op="name")),
            button(t.label("profile.change_phone"), ShowProfile(op="phone")),
        ),
        button(t.label("profile.language_button"), ChooseLanguage()),
        news_button,
        button(t.label("profile.delete"), DeleteMeTap()),
        home_button(t),
    )
    return Screen(text, rows)


def profile_question(field: str, t: Translator, *, refusal: Refusal | None = None) -> Screen:
    """Asks for the name or the phone anew."""
    question = Screen(t.html(f"profile.ask_{field}"), keyboard(back_button(ShowProfile(), t)))
    return with_refusal(question, refusal, t)


def profile_consent(draft: int, t: Translator, operator: Operator) -> Screen:
    """A message of its own, with nothing else in it (H1)."""

    def tap(agree: bool) -> ProfileConsentTap:
        return ProfileConsentTap(draft=draft, version=operator.consent_version, agree=agree)

    rows = keyboard(
        button(t.label("consent.agree"), tap(True)),
        button(t.label("consent.refuse"), tap(False)),
        back_button(ShowProfile(), t),
    )
    return Screen(consent_text(t, operator), rows)


def profile_consent_refused(t: Translator) -> Screen:
    text = t.html("profile.consent_refused")
    return Screen(text, keyboard(button(t.label("home.profile"), ShowProfile()), home_button(t)))


def delete_ask(view: DeletionView, t: Translator, *, refusal: Refusal | None = None) -> Screen:
    """What will be gone, what stays by law, in one message with one confirmation (H2)."""
    text = lines(
        bold(t.label("delete.title")),
        t.html("delete.bookings", list=", ".join(map(t.reference, view.references)))
        if view.references
        else None,
        t.html("delete.roles") if view.roles else None,
        t.html("delete.text"),
    )
    sure = button(t.label("delete.sure"), DeleteMeTap(sure=True))
    question = Screen(text, keyboard(sure, back_button(ShowProfile(), t, "delete.keep")))
    return with_refusal(question, refusal, t)


def deleted(view: DeletionView, t: Translator) -> Screen:
    text = lines(
        t.html("delete.done"),
        t.html("delete.called_off", list=", ".join(map(t.reference, view.references)))
        if view.references
        else Html(""),
    )
    return Screen(text)
