"""Messages that the bot starts to the people of a site. None: not true or not useful any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.booking import Visit
from bot.domain.catalogue import Site
from bot.domain.host_views import ApplicationView, DayEntry, DayView, RequestView, last_mark_day
from bot.domain.model import ApplicationStatus, Role, VisitStatus
from bot.domain.views import MessageView
from bot.ui.dates import clock_label, day_label, local_date, moment_label
from bot.ui.host.applications import application_card
from bot.ui.host.day import day_text
from bot.ui.host.parts import (
    day_key,
    desk_button,
    leader_line,
    needs_lines,
    reason_label,
    visit_counts,
    who_label,
)
from bot.ui.host.requests import request_card
from bot.ui.host.taps import ShowDay, VisitTap
from bot.ui.html import Html, bold, lines
from bot.ui.screen import Inline, Screen
from bot.ui.tap import button
from bot.ui.translator import Translator

Renderer = Callable[[MessageView, Translator], Screen | None]

GONE = frozenset({VisitStatus.CANCELLED, VisitStatus.EXPIRED, VisitStatus.CANCELLED_BY_HOST})


def _request(view: MessageView) -> RequestView | None:
    if view.booking is None or view.site is None or not view.at_site:
        return None
    return RequestView(view.booking, view.site, view.programmes, view.names, view.now)


def _new_request(view: MessageView, t: Translator) -> Screen | None:
    """A request that was answered meanwhile shows who answered; one that is gone is not told of."""
    request = _request(view)
    if request is None or request.status in GONE:
        return None
    return request_card(request, t, notice=True)


def _changed_request(view: MessageView, t: Translator) -> Screen | None:
    """A notice that was never sent needs no change: it will show the truth by itself."""
    request = _request(view)
    if request is None or view.edits is None:
        return None
    return request_card(request, t, notice=True)


def _unanswered(view: MessageView, t: Translator) -> Screen | None:
    request = _request(view)
    if request is None or not request.awaits_answer:
        return None
    return request_card(
        request, t, first_line=_unanswered_title(view, request.booking.reference, t), notice=True
    )


def _unanswered_title(view: MessageView, reference: str, t: Translator) -> Html:
    days = view.payload.get("working_days")
    return bold(t.count("host.unanswered.title", days if isinstance(days, int) else 1, reference=reference))


def _visit_lines(site: Site, visits: tuple[Visit, ...], t: Translator) -> list[Html]:
    return [
        t.html(
            "host.visit_line",
            moment=moment_label(each.starts_at, site.timezone, t),
            counts=visit_counts(each, t),
        )
        for each in visits
    ]


def _booked(view: MessageView, t: Translator) -> Screen | None:
    """Guests who booked at once for one of the next days."""
    booking, site = view.booking, view.site
    if booking is None or site is None:
        return None
    visits = tuple(each for each in view.at_site if each.status is VisitStatus.CONFIRMED)
    if not visits or visits[-1].ends_at <= view.now:
        return None
    programme = view.programmes[visits[0].programme_id]
    today = local_date(view.now, site.timezone)
    text = lines(
        bold(t.label("host.booked.title", reference=booking.reference, site=site.name)),
        *_visit_lines(site, visits, t),
        t.html("host.programme", programme=programme.title),
        t.html("host.who", who=who_label(booking, t)),
        *needs_lines(booking, site, programme, today, t),
        leader_line(booking, t),
        t.html("host.booked.nothing_to_do"),
    )
    day = day_key(local_date(visits[0].starts_at, site.timezone))
    tap = ShowDay(site=site.id, day=day, anew=True)
    return Screen(text, Inline(((button(t.label("host.to_day"), tap),), (desk_button(site.id, t),))))


def _cancelled(view: MessageView, t: Translator) -> Screen | None:
    booking, site = view.booking, view.site
    if booking is None or site is None:
        return None
    visits = tuple(each for each in view.at_site if each.status is VisitStatus.CANCELLED)
    if not visits or visits[-1].ends_at <= view.now:
        return None
    text = lines(
        bold(t.label("host.cancelled.title", reference=booking.reference, site=site.name)),
        *_visit_lines(site, visits, t),
        t.html("host.who", who=who_label(booking, t)),
        t.html("host.cancelled.reason", reason=reason_label(booking.cancel_reason, t)),
        t.html("host.cancelled.free"),
    )
    return Screen(text, Inline(((desk_button(site.id, t),),)))


def _tomorrow(view: MessageView, t: Translator) -> Screen | None:
    """The digest: who comes on the day that it is about; nobody means no message."""
    site, day = view.site, view.day
    if site is None or day is None:
        return None
    today = local_date(view.now, site.timezone)
    shown = {VisitStatus.CONFIRMED, VisitStatus.ARRIVED, VisitStatus.PENDING}
    entries = tuple(
        DayEntry(booking, visit, view.programmes[visit.programme_id])
        for booking in view.bookings
        for visit in booking.at(site.id)
        if visit.status in shown and local_date(visit.starts_at, site.timezone) == day
    )
    if not entries or day < today:
        return None
    ordered = tuple(sorted(entries, key=lambda each: (each.visit.starts_at, each.visit.id)))
    text = day_text(DayView(site, day, today, Role.STAFF, ordered), t)
    tap = ShowDay(site=site.id, day=day_key(day), anew=True)
    return Screen(text, Inline(((button(t.label("host.to_day"), tap),), (desk_button(site.id, t),))))


def _application(view: MessageView) -> ApplicationView | None:
    application, site = view.application, view.site
    if application is None or site is None:
        return None
    return ApplicationView(
        application=application,
        site=site,
        programme=view.programmes[application.entry.programme_id],
        intakes=view.intakes,
        names=view.names,
        now=view.now,
    )


def _new_application(view: MessageView, t: Translator) -> Screen | None:
    shown = _application(view)
    gone = {ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED}
    if shown is None or (shown.application.status in gone and "change" not in view.payload):
        return None
    return application_card(shown, t, notice=True)


def _changed_application(view: MessageView, t: Translator) -> Screen | None:
    shown = _application(view)
    if shown is None or view.edits is None:
        return None
    return application_card(shown, t, notice=True)


def _unanswered_application(view: MessageView, t: Translator) -> Screen | None:
    shown = _application(view)
    if shown is None or not shown.awaits_answer:
        return None
    title = _unanswered_title(view, shown.application.reference, t)
    return application_card(shown, t, first_line=title, notice=True)


def _missing(view: MessageView, t: Translator) -> Screen | None:
    """Half an hour after the start nobody has marked the group."""
    booking, visit, site = view.booking, view.visit, view.site
    if booking is None or visit is None or site is None or visit.status is not VisitStatus.CONFIRMED:
        return None
    if local_date(visit.starts_at, site.timezone) != local_date(view.now, site.timezone):
        return None
    text = lines(
        bold(
            t.label(
                "host.missing.title",
                who=who_label(booking, t),
                time=clock_label(visit.starts_at, site.timezone),
            )
        ),
        t.html("host.gate.who", who=who_label(booking, t), counts=visit_counts(visit, t)),
        leader_line(booking, t),
        t.html("host.missing.ask"),
    )
    rows = (
        (button(t.label("host.gate.all", n=visit.seats), VisitTap(visit=visit.id, op="all")),),
        (button(t.label("host.missing.open"), VisitTap(visit=visit.id, op="show")),),
    )
    return Screen(text, Inline(rows))


def _unmarked(view: MessageView, t: Translator) -> Screen | None:
    """The day after: who came? The report counts what was marked."""
    booking, visit, site = view.booking, view.visit, view.site
    if booking is None or visit is None or site is None or visit.status is not VisitStatus.CONFIRMED:
        return None
    last_day = last_mark_day(local_date(visit.starts_at, site.timezone), Role.STAFF)
    text = lines(
        bold(t.label("host.unmarked.title", reference=booking.reference)),
        t.html(
            "host.unmarked.who",
            who=who_label(booking, t),
            moment=moment_label(visit.starts_at, site.timezone, t),
            counts=visit_counts(visit, t),
        ),
        t.html("host.gate.until", day=day_label(last_day, t)),
    )
    rows = (
        (button(t.label("host.gate.all", n=visit.seats), VisitTap(visit=visit.id, op="all")),),
        (button(t.label("host.gate.other"), VisitTap(visit=visit.id, op="other")),),
        (button(t.label("host.gate.missed"), VisitTap(visit=visit.id, op="missed")),),
    )
    return Screen(text, Inline(rows))


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "host.request": _new_request,
        "host.request.update": _changed_request,
        "host.unanswered": _unanswered,
        "host.booked": _booked,
        "host.cancelled": _cancelled,
        "host.tomorrow": _tomorrow,
        "host.application": _new_application,
        "host.application.update": _changed_application,
        "host.application.late": _unanswered_application,
        "visit.missing.host": _missing,
        "visit.unmarked.host": _unmarked,
    }
)
