"""What an applicant is told: accepted, declined. None: not true any more, so that it is dropped (G1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.application import Application
from bot.domain.application_views import accepted_of
from bot.domain.catalogue import Programme, Site
from bot.domain.model import AgeBand, ApplicationStatus
from bot.domain.views import MessageView
from bot.ui.html import Html, lines
from bot.ui.phones import phone_label
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.application_taps import ShowApplication
from bot.ui.visitor.application_words import clock_of, length_label, long_dates, reason_label
from bot.ui.visitor.taps import Book, ShowPlace

Renderer = Callable[[MessageView, Translator], Screen | None]


def _about(view: MessageView, status: ApplicationStatus) -> tuple[Application, Site, Programme] | None:
    """What the message is about, if it still has this state."""
    application, site = view.application, view.site
    if application is None or site is None or application.status is not status:
        return None
    return application, site, view.programmes[application.entry.programme_id]


def accepted(view: MessageView, t: Translator) -> Screen | None:
    """One message to keep: what, when, where, what to wear; then what stays outside the bot.

    What a site asks visits to bring, such as copies held by the leader of a class, is not for a trainee.
    """
    about = _about(view, ApplicationStatus.ACCEPTED)
    if about is None:
        return None
    application, site, programme = about
    place = accepted_of(application, view.intakes)
    if place is None or place.ends_at <= view.now:
        return None
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


def declined(view: MessageView, t: Translator) -> Screen | None:
    about = _about(view, ApplicationStatus.DECLINED)
    if about is None:
        return None
    application, site, programme = about
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


def _card_button(application: Application, t: Translator) -> Button:
    return Button(t.label("sent.card"), tap=ShowApplication(application=application.id, anew=True).pack())


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"application.accepted": accepted, "application.declined": declined}
)
