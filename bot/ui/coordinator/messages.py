"""Messages that the bot starts to coordinators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import ApplicationView, RequestView
from bot.domain.enquiries.views import EnquiryView
from bot.domain.figures.counts import share
from bot.domain.figures.periods import PeriodKind, Week, period_of
from bot.domain.figures.views import WeekView
from bot.domain.messages.views import (
    AuditView,
    OverdueView,
    RegionView,
    SessionsView,
    UnattendedView,
    UnreachableView,
)
from bot.ui.coordinator.callback_data import ShowRegion, ShowUnanswered, SiteTap
from bot.ui.coordinator.complaints import complaint_card
from bot.ui.coordinator.region import unanswered_lines
from bot.ui.coordinator.revisions import revision_notice
from bot.ui.figures.callback_data import ReportTap
from bot.ui.formats.dates import moment_label
from bot.ui.formats.figures import MOST_REASONS, number_label, reasons_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.phones import phone_label
from bot.ui.host.messages import sessions_off_schedule
from bot.ui.host.placements.applications import application_state
from bot.ui.host.requests import request_state
from bot.ui.kit import button, keyboard
from bot.ui.screen import Inline, Screen
from bot.ui.translator import Translator


def _overdue(view: OverdueView, t: Translator) -> Screen:
    """The site's answer to a visitor or an applicant is due now, and nobody gave it."""
    entry = view.entry
    ends = [each.expires_at for each in entry.booking.at(entry.site.id)] if entry.booking else []
    until = min((each for each in ends if each is not None), default=None)
    if entry.enquiry is not None:
        title, ask = t.label("coordinator.due.title_question"), t.html("coordinator.due.ask_question")
    elif until is None:
        title = t.label("coordinator.due.title", reference=view.reference)
        ask = t.html("coordinator.due.ask_applicant")
    else:
        title = t.label("coordinator.due.title", reference=view.reference)
        ask = t.html("coordinator.due.ask", moment=moment_label(until, entry.site.timezone, t))
    text = lines(bold(title), unanswered_lines(view.entry, view.now, t), ask)
    tap = ShowUnanswered(region=view.entry.site.region_id, anew=True)
    return Screen(text, Inline(((button(t.label("coordinator.due.open"), tap),),)))


def _overdue_changed(view: OverdueView | RequestView, t: Translator) -> Screen:
    """What became of a request that had no answer; as it is by now, while it has none."""
    return _overdue(view, t) if isinstance(view, OverdueView) else _request_answered(view, t)


def _unattended_changed(view: UnattendedView | RequestView, t: Translator) -> Screen:
    return _unattended(view, t) if isinstance(view, UnattendedView) else _request_answered(view, t)


def _request_answered(view: RequestView, t: Translator) -> Screen:
    return _answered(view.booking.reference, view.site, request_state(view, t), t)


def _unattended_application_changed(view: UnattendedView | ApplicationView, t: Translator) -> Screen:
    return _unattended(view, t) if isinstance(view, UnattendedView) else _overdue_application_changed(view, t)


def _overdue_application_changed(view: ApplicationView, t: Translator) -> Screen:
    return _answered(view.application.reference, view.site, application_state(view, t), t)


def _unattended_question_changed(view: UnattendedView | EnquiryView, t: Translator) -> Screen:
    return _unattended(view, t) if isinstance(view, UnattendedView) else _overdue_question_changed(view, t)


def _overdue_question_changed(view: EnquiryView, t: Translator) -> Screen:
    """What became of a visitor's question that had no answer."""
    text = lines(
        bold(t.label("coordinator.due.question_known", site=view.site.name)),
        t.html(f"coordinator.due.question.{view.enquiry.state}"),
    )
    tap = ShowUnanswered(region=view.site.region_id, anew=True)
    return Screen(text, Inline(((button(t.label("coordinator.due.open"), tap),),)))


def _answered(reference: str, site: Site, state: str, t: Translator) -> Screen:
    text = lines(bold(t.label("host.request.known", reference=reference, site=site.name)), escape(state))
    tap = ShowUnanswered(region=site.region_id, anew=True)
    return Screen(text, Inline(((button(t.label("coordinator.due.open"), tap),),)))


def _unreachable(view: UnreachableView, t: Translator) -> Screen:
    """The bot cannot write to somebody who waits for messages: what did not arrive, and whom to call (G4)."""
    known = view.contact.phone is not None
    text = lines(
        bold(t.label("coordinator.unreachable.title")),
        _not_arrived(view, t),
        t.html(
            "coordinator.unreachable.who",
            who=_who(view, t),
            name=view.contact.name or t.label("host.no_name"),
            phone=phone_label(view.contact.phone),
        ),
        t.html("coordinator.unreachable.ask" if known else "coordinator.unreachable.no_phone"),
    )
    return Screen(text, _to_desk(t))


def _not_arrived(view: UnreachableView, t: Translator) -> Html | None:
    if view.site is None:
        return None
    if view.reference is None:
        return t.html("host.day.site", site=view.site.name)
    return t.html("coordinator.unreachable.about", site=view.site.name, reference=view.reference)


def _who(view: UnreachableView, t: Translator) -> str:
    if view.role is not None:
        role = t.label(f"host.role.{view.role}")
        return role[:1].upper() + role[1:]
    return t.label("coordinator.unreachable.asked" if view.asked else "coordinator.unreachable.person")


def _unattended(view: UnattendedView, t: Translator) -> Screen:
    """Nobody at the site can be told of it: who answers is whoever reads this."""
    entry = view.entry
    what = "ask" if view.waits else "booked"
    text = lines(
        bold(t.label("coordinator.unattended.title", site=entry.site.name)),
        unanswered_lines(entry, view.now, t, waits=view.waits),
        t.html(f"coordinator.unattended.{what}"),
    )
    to_site = button(t.label("coordinator.to_its_site"), SiteTap(site=entry.site.id))
    return Screen(text, Inline(((to_site,),)))


def _audit(view: AuditView, t: Translator) -> Screen:
    """The nightly count found differences: whoever runs the bot has to know (F10)."""
    text = lines(
        bold(t.label("coordinator.audit.title")),
        t.html(
            "coordinator.audit.numbers",
            bookings=t.count("count.bookings", view.claims),
            seats=t.count("count.seats", view.seats),
            differences=view.differences,
        ),
        t.html("coordinator.audit.ask"),
        t.html("coordinator.audit.lists") if view.about_seats else None,
    )
    return Screen(text, _to_desk(t))


def _backup(_view: RegionView, t: Translator) -> Screen:
    """There is no good copy of this night."""
    text = lines(bold(t.label("coordinator.backup.title")), t.html("coordinator.backup.ask"))
    return Screen(text, _to_desk(t))


def _week(view: WeekView, t: Translator) -> Screen:
    """Last week in four lines: what took place, who did not come, what was called off and why, what waits."""
    counts, week = view.line.counts, view.week
    pupils = share(counts.school_1_4 + counts.school_5_9 + counts.school_10_11, counts.visitors)
    text = lines(
        bold(t.label("coordinator.week.title", region=view.region.name, days=_week_label(week, t))),
        t.html(
            "coordinator.week.came" if pupils else "coordinator.week.came_without",
            excursions=t.count("count.excursions", counts.excursions),
            visitors=t.count("count.visitors", counts.visitors),
            share=number_label(100 * (pupils or 0), t),
        )
        if counts.visitors
        else t.html("coordinator.week.nobody"),
        t.html("coordinator.week.no_show", n=counts.no_show) if counts.no_show else None,
        *(
            t.html(f"coordinator.week.off_{side}", reasons=reasons_label(reasons, t, MOST_REASONS))
            for side, reasons in (("visitor", view.line.why_by_visitor), ("site", view.line.why_by_site))
            if reasons
        ),
        t.html("coordinator.week.unanswered", n=view.unanswered) if view.unanswered else None,
    )
    month = period_of(PeriodKind.MONTH, week.last)
    waiting = button(t.label("coordinator.due.open"), ShowUnanswered(region=view.region.id, anew=True))
    return Screen(
        text,
        keyboard(
            *([waiting] if view.unanswered else []),
            button(
                t.label("coordinator.week.report"),
                ReportTap(region=view.region.id, code=month.code, anew=True),
            ),
            button(t.label("coordinator.desk"), ShowRegion()),
        ),
    )


def _week_label(week: Week, t: Translator) -> str:
    """«16–22 ноября», «30 ноября – 6 декабря»."""
    first, last = week.monday, week.last
    month, then = (t.label(f"date.month_of.{each.month}") for each in (first, last))
    key = "coordinator.week.days" if first.month == last.month else "coordinator.week.days_of_two"
    return t.label(key, first=first.day, last=last.day, month=month, next=then)


def _to_desk(t: Translator) -> Inline:
    return Inline(((button(t.label("coordinator.desk"), ShowRegion()),),))


def _off_schedule(view: SessionsView, t: Translator) -> Screen:
    return sessions_off_schedule(view, t, answers=False)


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {
        "region.unanswered": _overdue,
        "region.unanswered.update": _overdue_changed,
        "region.application.late": _overdue,
        "region.application.late.update": _overdue_application_changed,
        "region.enquiry.late": _overdue,
        "region.enquiry.late.update": _overdue_question_changed,
        "region.enquiry.unattended": _unattended,
        "region.enquiry.unattended.update": _unattended_question_changed,
        "person.unreachable": _unreachable,
        "region.off_schedule": _off_schedule,
        "region.audit": _audit,
        "region.week": _week,
        "region.backup": _backup,
        "region.complaint": complaint_card,
        "region.complaint.update": complaint_card,
        "region.unattended": _unattended,
        "region.unattended.update": _unattended_changed,
        "region.application.unattended": _unattended,
        "region.application.unattended.update": _unattended_application_changed,
        "region.revision": revision_notice,
        "region.revision.update": revision_notice,
    }
)
