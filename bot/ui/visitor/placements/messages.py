"""What an applicant is told: each step of the choice, accepted, declined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.desk.views import ApplicationView
from bot.domain.model import AgeBand
from bot.domain.placements.application import Application
from bot.domain.placements.views import accepted_of
from bot.ui.formats.dates import day_label, local_date, moment_label
from bot.ui.formats.html import Html, lines
from bot.ui.formats.phones import office_label
from bot.ui.kit import keyboard
from bot.ui.screen import Button, Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.callback_data import Book, ShowPlace
from bot.ui.visitor.placements.callback_data import ShowApplication
from bot.ui.visitor.placements.card import other_dates_buttons
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
        t.html("mine.host", name=site.contact_name, phone=office_label(site.contact_phone, t))
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


def considered(view: ApplicationView, t: Translator) -> Screen:
    """Somebody has it in hand; by when there is an answer."""
    due = moment_label(view.application.entry.answer_due_at, view.site.timezone, t)
    return _step(view, t, "application.considered", t.html("application.duty.considered", due=due))


def shortlisted(view: ApplicationView, t: Translator) -> Screen:
    return _step(
        view, t, "application.shortlisted", t.html("application.duty.shortlisted", start=_last(view, t))
    )


def invited(view: ApplicationView, t: Translator) -> Screen:
    """To a talk: when the site calls, or whom to call."""
    site, talk = view.site, view.application.talk
    case = "application.duty.invited_call" if talk is None else "application.duty.invited"
    return _step(
        view,
        t,
        "application.invited",
        t.html(case, talk=talk or ""),
        t.html("mine.host", name=site.contact_name, phone=office_label(site.contact_phone, t))
        if site.contact_phone
        else None,
    )


def offered(view: ApplicationView, t: Translator) -> Screen:
    """Other dates: what they are, until when they are kept, yes and no."""
    application, site = view.application, view.site
    place, until = accepted_of(application, view.intakes), application.offered_until
    if place is None or until is None:
        raise LookupError(f"application {application.id} was offered no dates")
    text = lines(
        t.html("application.offered", reference=application.reference),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        t.html("application.given", dates=long_dates(place, site.timezone, t), time=clock_of(place, site)),
        t.html("application.length", length=length_label(view.programme, t)),
        Html(""),
        t.html("application.duty.offered", until=moment_label(until, site.timezone, t)),
    )
    return Screen(text, keyboard(*other_dates_buttons(application.id, t), _card_button(application, t)))


def offer_over(view: ApplicationView, t: Translator) -> Screen:
    return _step(
        view, t, "application.offer_over", t.html("application.duty.shortlisted", start=_last(view, t))
    )


def _last(view: ApplicationView, t: Translator) -> str:
    """The day on which the last of the dates that were asked for begin."""
    return day_label(local_date(max(each.starts_at for each in view.intakes), view.site.timezone), t)


def _step(view: ApplicationView, t: Translator, title: str, *what_now: Html | None) -> Screen:
    """Where the application is, of what, and what to do now."""
    application, site = view.application, view.site
    text = lines(
        t.html(title, reference=application.reference),
        t.html("mine.what", title=view.programme.title, site=site.name, city=site.city),
        Html(""),
        *what_now,
    )
    return Screen(text, keyboard(_card_button(application, t)))


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
        "application.considered": considered,
        "application.shortlisted": shortlisted,
        "application.invited": invited,
        "application.offered": offered,
        "application.offer_over": offer_over,
        "application.accepted": accepted,
        "application.declined": declined,
        "application.off_schedule": off_schedule,
    }
)
