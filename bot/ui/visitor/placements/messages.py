"""What an applicant is told: accepted, declined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.desk.views import ApplicationView
from bot.domain.model import AgeBand
from bot.domain.placements.application import Application
from bot.domain.placements.views import accepted_of
from bot.ui.formats.html import Html, lines
from bot.ui.formats.phones import phone_label
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import Book, ShowPlace
from bot.ui.visitor.placements.callback_data import ShowApplication
from bot.ui.visitor.placements.texts import clock_of, length_label, long_dates, reason_label


def accepted(view: ApplicationView, t: Translator) -> Screen:
    """One message to keep: what, when, where, what to wear; then what stays outside the bot.

    What a site asks visits to bring, such as copies held by the leader of a class, is not for a trainee.
    """
    application, site, programme = view.application, view.site, view.programme
    place = accepted_of(application, view.intakes)
    if place is None:
        raise LookupError(f"application {application.id} was accepted into no date that it asked for")
    minor = application.entry.age_band is not AgeBand.ADULT
    text = lines(
        t.html("application.accepted", reference=application.reference),
        t.html("mine.what", title=programme.title, site=site.name, city=site.city),
        t.html("application.given", dates=long_dates(place, site.timezone, t), time=clock_of(place, site)),
        t.html("application.length", length=length_label(programme, t)),
        t.html("mine.meeting", place=site.meeting_point),
        t.html("site.dress", text=site.dress),
        t.html("mine.host", name=site.contact_name, phone=phone_label(site.contact_phone))
        if site.contact_phone
        else None,
        Html(""),
        t.html("application.briefing"),
        t.html("application.parent_consent") if minor else None,
        t.html("application.no_papers"),
    )
    rows = (
        (_card_button(application, t),),
        (Button(t.label("application.place"), tap=ShowPlace(site=site.id).pack()),),
    )
    return Screen(text, Inline(rows))


def declined(view: ApplicationView, t: Translator) -> Screen:
    application, site, programme = view.application, view.site, view.programme
    text = lines(
        t.html(
            "application.declined",
            reference=application.reference,
            reason=reason_label(application.reason, t),
        ),
        t.html("mine.what", title=programme.title, site=site.name, city=site.city),
        Html(""),
        t.html("application.declined_ways"),
    )
    rows = (
        (Button(t.label("application.again"), tap=Book(programme=programme.id).pack()),),
        (_card_button(application, t),),
    )
    return Screen(text, Inline(rows))


def off_schedule(view: ApplicationView, t: Translator) -> Screen:
    application, site = view.application, view.site
    place = accepted_of(application, view.intakes)
    text = lines(
        t.html("application.off_schedule", reference=application.reference),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        t.html("application.given", dates=long_dates(place, site.timezone, t), time=clock_of(place, site))
        if place is not None
        else None,
    )
    return Screen(text, Inline(((_card_button(application, t),),)))


def _card_button(application: Application, t: Translator) -> Button:
    return Button(t.label("sent.card"), tap=ShowApplication(application=application.id, anew=True).pack())


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {
        "application.accepted": accepted,
        "application.declined": declined,
        "application.off_schedule": off_schedule,
    }
)
