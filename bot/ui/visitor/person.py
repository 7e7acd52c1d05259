"""Screens about oneself: classes, language, data, leaving, help."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.booking.views import DeletionView
from bot.domain.chunks import chunks
from bot.domain.messages.views import DataGoSoonView
from bot.domain.model import OwnHours
from bot.domain.people.access import Actor
from bot.domain.people.own_data import ASKED_AGAIN_AFTER, DataAsked
from bot.domain.refusal import Refusal
from bot.domain.texts import Texts
from bot.ui.formats.dates import clock_label, day_label, local_date
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import TWO_IN_A_ROW, shorten
from bot.ui.formats.phones import phone_label
from bot.ui.kit import back_button, button, home_button, keyboard
from bot.ui.refusals import with_refusal
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator, languages
from bot.ui.visitor.callback_data import (
    ChooseLanguage,
    CityTap,
    DeleteMeTap,
    HandoverTap,
    NewsTap,
    OwnDataTap,
    ProfileConsentTap,
    QuietTap,
    ShowProfile,
    ShowRegions,
)
from bot.ui.visitor.consent import Operator, consent_text
from bot.ui.visitor.papers.screens import check_button


def language_screen(t: Translator) -> Screen:
    choice = [
        button(f"• {each.name}" if each.code == t.code else each.name, ChooseLanguage(code=each.code))
        for each in languages()
    ]
    return Screen(t.html("language.choose"), keyboard(*choice, home_button(t)))


def help_screen(t: Translator, email: str) -> Screen:
    return Screen(t.html("help.text", email=email), keyboard(check_button(t), home_button(t)))


def profile_screen(
    actor: Actor, city: Texts | None, t: Translator, *, news: bool, region: Texts | None = None
) -> Screen:
    """What the bot knows about one, and how to change or end it. ``region``: where there are others, empty
    where none was chosen."""
    text = lines(
        bold(t.label("profile.title")),
        t.html("profile.name", name=actor.name or "—"),
        t.html("profile.phone", phone=phone_label(actor.phone)),
        t.html("region.row", region=region) if region else None,
        t.html("profile.city", city=city) if city is not None else None,
        t.html("profile.language", language=t.language.name),
        t.html("profile.consent" if actor.consent_version else "profile.no_consent"),
        t.html("profile.news" if news else "profile.no_news"),
        t.html("profile.quiet", hours=quiet_label(actor, t)),
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
        (
            city_button(t),
            button(t.label("profile.change_region"), ShowRegions(to=ShowProfile.__prefix__)),
        )
        if region is not None
        else city_button(t),
        button(t.label("profile.language_button"), ChooseLanguage()),
        button(t.label("profile.quiet_button"), QuietTap()),
        news_button,
        button(t.label("my_data.button"), OwnDataTap(op="file")),
        button(t.label("profile.delete"), DeleteMeTap()),
        home_button(t),
    )
    return Screen(text, rows)


def quiet_label(actor: Actor, t: Translator) -> str:
    """«с 9:00 до 20:00, не по выходным»."""
    hours = t.label(f"quiet.hours.{actor.quiet_hours or 'site'}")
    return t.label("profile.quiet_weekends", hours=hours) if actor.quiet_weekends else hours


def quiet_screen(actor: Actor, t: Translator) -> Screen:
    """When one wants to be written to, and what comes at any time."""

    def choice(hours: OwnHours | None) -> Button:
        name = "site" if hours is None else hours.value
        label = t.label(f"quiet.hours.{name}")
        return button(f"• {label}" if hours is actor.quiet_hours else label, QuietTap(hours=name))

    text = lines(bold(t.label("quiet.title")), t.html("quiet.about", hours=quiet_label(actor, t)))
    weekends = (
        button(t.label("quiet.weekends_off"), QuietTap(weekends="no"))
        if actor.quiet_weekends
        else button(t.label("quiet.weekends_on"), QuietTap(weekends="yes"))
    )
    rows = keyboard(
        choice(None), *[choice(each) for each in OwnHours], weekends, back_button(ShowProfile(), t)
    )
    return Screen(text, rows)


def data_asked(view: DataAsked, t: Translator) -> Screen:
    """The file comes below, or stands there already."""
    zone = "UTC" if view.region is None else view.region.timezone
    again = clock_label(view.asked_at + ASKED_AGAIN_AFTER, zone)
    text = t.html("my_data.came", time=again) if view.repeated else t.html("my_data.coming")
    profile = button(t.label("home.profile"), ShowProfile())
    return Screen(text, keyboard(profile, home_button(t)))


def profile_question(field: str, t: Translator, *, refusal: Refusal | None = None) -> Screen:
    """Asks for the name or the phone anew."""
    question = Screen(t.html(f"profile.ask_{field}"), keyboard(back_button(ShowProfile(), t)))
    return with_refusal(question, refusal, t)


def city_button(t: Translator) -> Button:
    """Where the sites of one's own city can be put first."""
    return button(t.label("profile.change_city"), ShowProfile(op="city"))


CITIES_SHOWN = 16
"""Any other can be typed."""


def city_question(
    draft: int, cities: Mapping[str, Texts], t: Translator, *, refusal: Refusal | None = None
) -> Screen:
    """Asks in which city somebody lives, or which is the nearest; ``cities`` by slug."""
    named = sorted((t.content(name), slug) for slug, name in cities.items())
    choice = [
        button(shorten(name, TWO_IN_A_ROW), CityTap(draft=draft, city=slug))
        for name, slug in named[:CITIES_SHOWN]
    ]
    rows = keyboard(
        *map(tuple, chunks(choice, 2)),
        button(t.label("profile.no_city"), CityTap(draft=draft)),
        back_button(ShowProfile(), t),
    )
    return with_refusal(Screen(t.html("profile.ask_city"), rows), refusal, t)


def profile_consent(draft: int, t: Translator, operator: Operator) -> Screen:
    """A message of its own, with nothing else in it (H1)."""

    def tap(agree: bool) -> ProfileConsentTap:
        return ProfileConsentTap(draft=draft, version=operator.consent_version, agree=agree)

    rows = keyboard(
        button(t.label("consent.agree"), tap(True)),
        button(t.label("consent.refuse"), tap(False)),
        back_button(ShowProfile(), t),
    )
    return Screen(consent_text(t, operator), rows, alone=True)


def profile_consent_refused(t: Translator) -> Screen:
    text = t.html("profile.consent_refused")
    return Screen(text, keyboard(button(t.label("home.profile"), ShowProfile()), home_button(t)))


def data_go_soon(view: DataGoSoonView, t: Translator) -> Screen:
    """Nothing was asked for in nearly a year: what goes when, and how to keep it."""
    zone = "UTC" if view.region is None else view.region.timezone
    text = t.html("retention.soon", day=day_label(local_date(view.goes_at, zone), t))
    rows = keyboard(
        button(t.label("retention.keep"), OwnDataTap(op="keep")),
        button(t.label("my_data.button"), OwnDataTap(op="file")),
        button(t.label("profile.delete"), DeleteMeTap()),
    )
    return Screen(text, rows)


def data_kept(t: Translator) -> Screen:
    profile = button(t.label("home.profile"), ShowProfile())
    return Screen(t.html("retention.kept"), keyboard(profile, home_button(t)))


HANDED_OVER_FIRST = 3
"""Of the bookings that deleting would call off; the others have the button on their cards."""


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
    hand_over = [
        button(t.label("delete.hand_over", reference=each.reference), HandoverTap(op="booking", id=each.id))
        for each in view.ahead[:HANDED_OVER_FIRST]
    ]
    sure = button(t.label("delete.sure"), DeleteMeTap(sure=True))
    question = Screen(text, keyboard(*hand_over, sure, back_button(ShowProfile(), t, "delete.keep")))
    return with_refusal(question, refusal, t)


def deleted(view: DeletionView, t: Translator) -> Screen:
    text = lines(
        t.html("delete.done"),
        t.html("delete.called_off", list=", ".join(map(t.reference, view.references)))
        if view.references
        else Html(""),
    )
    return Screen(text)
