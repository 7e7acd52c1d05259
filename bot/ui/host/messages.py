"""Messages that the bot starts to the people of a site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from aiogram.filters.callback_data import CallbackData

from bot.domain.booking.booking import Visit
from bot.domain.booking.offers.views import WaitingView
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import ApplicationView, DayView, RequestView, last_mark_day
from bot.domain.messages.views import (
    GroupView,
    PartView,
    PostView,
    ReminderView,
    SessionsView,
    SiteMovedView,
    UnansweredApplicationView,
    UnansweredRequestView,
)
from bot.domain.model import CancelReason, HostReason, Publication, Role, SessionStatus, VisitStatus
from bot.domain.people.access import Contact
from bot.ui.coordinator.callback_data import CoordinatorTap
from bot.ui.coordinator.revisions import revision_decided
from bot.ui.formats.dates import (
    clocks_label,
    day_label,
    local_date,
    moment_label,
    short_moment_label,
    time_label,
)
from bot.ui.formats.group import group_lines
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.phones import phone_label
from bot.ui.host import enquiries, guides
from bot.ui.host.after.reviews import review_screen
from bot.ui.host.booking import numbers
from bot.ui.host.booking.moves import late_move, move_card
from bot.ui.host.callback_data import SessionTap, ShowDay, ShowPeople, ShowSessions, VisitTap
from bot.ui.host.day import day_text, mark_of, said_lines, said_mark, state_label
from bot.ui.host.parts import (
    day_key,
    desk_button,
    leader_line,
    member_name,
    needs_lines,
    people_label,
    reason_label,
    visits_counts,
    who_label,
)
from bot.ui.host.placements.applications import application_card
from bot.ui.host.placements.ending import end_screen
from bot.ui.host.requests import request_card
from bot.ui.host.sessions import group_buttons
from bot.ui.kit import button, home_button, keyboard
from bot.ui.screen import Inline, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.booking.offers import whose_label, wish_label


def _request(view: RequestView, t: Translator) -> Screen:
    """New, or changed: the request as it is now."""
    return request_card(view, t, notice=True)


def _unanswered(view: UnansweredRequestView, t: Translator) -> Screen:
    title = _unanswered_title(view.working_days, view.request.booking.reference, view.request.site, t)
    return request_card(view.request, t, first_line=title, notice=True)


def _unanswered_title(working_days: int, reference: str, site: Site, t: Translator) -> Html:
    title = bold(t.count("host.unanswered.title", working_days, reference=reference))
    return lines(title, _at(site, t))


def _at(site: Site, t: Translator) -> Html:
    """Who works at several sites has to know at which this is."""
    return t.html("host.day.site", site=site.name)


def _joined(view: PostView, t: Translator) -> Screen:
    return _about_people("host.member.joined", view, t)


def _gone(view: PostView, t: Translator) -> Screen:
    return _about_people("host.member.gone", view, t)


def _about_people(key: str, view: PostView, t: Translator) -> Screen:
    """Somebody came or went, with a way to the people who are there."""
    post = view.post
    role = t.label(f"host.role.{post.role}")
    text = t.html(key, name=member_name(post, t), role=role, place=view.place.name)
    people: CallbackData = CoordinatorTap(region=post.region_id)
    if post.site_id is not None:
        people = ShowPeople(site=post.site_id)
    return Screen(text, keyboard(button(t.label("host.member.people"), people)))


def _removed(view: PostView, t: Translator) -> Screen:
    """To whoever had the role."""
    role = t.label(f"host.role.{view.post.role}")
    text = lines(
        bold(t.label("host.member.removed", place=view.place.name)),
        t.html("host.member.removed.about", role=role),
    )
    return Screen(text, keyboard(home_button(t)))


def _by(coordinator: Contact, t: Translator) -> Html:
    name = coordinator.name or t.label("host.no_name")
    if coordinator.phone is None:
        return t.html("host.moved.by", name=name)
    return t.html("host.moved.by_phone", name=name, phone=phone_label(coordinator.phone))


def _site_moved(view: SiteMovedView, t: Translator) -> Screen:
    """What became of one's site in the catalogue, who did it, what that means, and whom to ask."""
    site = view.site
    key = "host.moved.unarchived" if view.was_archived else f"host.moved.{view.state}"
    text = lines(
        bold(t.label(key, site=site.name)),
        None if view.by is None else _by(view.by, t),
        t.html(f"host.moved.{view.state}.about"),
        t.count("host.moved.upcoming", view.upcoming) if view.upcoming else None,
        None if view.state is Publication.PUBLISHED else t.html("host.moved.back"),
    )
    return Screen(text, keyboard(desk_button(site.id, t)))


def _visit_lines(view: PartView, t: Translator) -> list[Html]:
    return [
        t.html(
            "host.visit_line",
            moment=moment_label(each.starts_at, view.site.timezone, t),
            counts=counts,
        )
        for each, counts in zip(view.visits, visits_counts(view.visits, t), strict=True)
    ]


def _moved(view: PartView, t: Translator) -> Screen:
    """Guests who moved their visit at once, from or to one of the next days."""
    return _booked(view, t, "host.moved.title")


def _booked(view: PartView, t: Translator, title: str = "host.booked.title") -> Screen:
    """Guests who booked at once for one of the next days."""
    booking, site = view.booking, view.site
    today = local_date(view.now, site.timezone)
    text = lines(
        bold(t.label(title, reference=booking.reference, site=site.name)),
        *_visit_lines(view, t),
        t.html("host.programme", programme=view.programme.title),
        *group_lines(view.visits, site.timezone, t),
        t.html("host.who", who=who_label(booking, t)),
        *needs_lines(booking, site, view.programme, today, t),
        leader_line(booking, t),
        t.html("host.booked.nothing_to_do"),
    )
    tap = ShowDay(site=site.id, day=day_key(view.day), anew=True)
    return Screen(text, Inline(((button(t.label("host.to_day"), tap),), (desk_button(site.id, t),))))


def _proposed_taken(view: PartView, t: Translator) -> Screen:
    """Guests took a time that the site had named instead of another one."""
    return _booked(view, t, "host.proposed.title")


def _leader_changed(view: PartView, t: Translator) -> Screen:
    """Somebody else comes with the group: whom to call."""
    return _booked(view, t, "host.handover.title")


def _cancelled(view: PartView, t: Translator) -> Screen:
    booking, site = view.booking, view.site
    text = lines(
        bold(t.label("host.cancelled.title", reference=booking.reference, site=site.name)),
        *_visit_lines(view, t),
        t.html("host.who", who=who_label(booking, t)),
        # «Причина: другая причина» says nothing.
        None
        if booking.cancel_reason == CancelReason.OTHER
        else t.html("host.cancelled.reason", reason=reason_label(booking.cancel_reason, t)),
        t.html("host.cancelled.free"),
        *_what_is_left(view, t),
    )
    # A group of which fewer come than it needed stands all the same: whoever cannot hold it closes the
    # session.
    sessions = [
        button(t.label("host.open_session"), SessionTap(session=each.session_id, op="show"))
        for each in view.visits
        if _is_short(each)
    ]
    return Screen(text, keyboard(*sessions, desk_button(site.id, t)))


def _is_short(visit: Visit) -> bool:
    return visit.group is not None and visit.group.runs and not visit.group.is_full


def _what_is_left(view: PartView, t: Translator) -> list[Html]:
    """Of groups that were told that they take place."""
    return [
        t.html("host.cancelled.group", gathered=each.group.gathered, minimum=each.group.terms.minimum)
        for each in view.visits
        if each.group is not None and _is_short(each)
    ]


def group_card(view: GroupView, t: Translator) -> Screen:
    """The question about a small group, and what became of it (C2)."""
    session, site, group = view.session, view.site, view.group
    moment = moment_label(session.starts_at, site.timezone, t)
    end = _group_end(view)
    asks = end == "asked"
    text = lines(
        bold(t.label(f"host.group.{end}", moment=moment)),
        _at(site, t),
        t.html("host.programme", programme=view.programme.title),
        t.html(
            "host.group.people",
            gathered=group.gathered,
            minimum=group.terms.minimum,
            parties=t.count("host.count.groups", view.parties),
        )
        if session.status is SessionStatus.OPEN
        else None,
        t.html("host.group.ask", moment=moment_label(group.terms.decides_at, site.timezone, t))
        if asks
        else None,
        t.html(f"group.if_short.{group.terms.if_short}") if asks else None,
        None if group.gathers else t.html("host.group.all_told"),
    )
    card = button(t.label("host.open_session"), SessionTap(session=session.id, op="show"))
    return Screen(text, keyboard(*(group_buttons(session.id, t, notice=True) if asks else ()), card))


def _group_end(view: GroupView) -> str:
    """Complete, held though it is small, called off for that, or closed for another reason; else it is asked
    about as long as there is time."""
    if view.session.status is SessionStatus.CLOSED:
        return "called_off" if view.closed_reason == HostReason.TOO_FEW else "closed"
    if view.group.gathers:
        return "asked" if view.group.terms.decides_at > view.now else "deciding"
    return "complete" if view.group.is_full else "held"


def _tomorrow(view: DayView, t: Translator) -> Screen:
    """The digest: who comes on the day that it is about."""
    tap = ShowDay(site=view.site.id, day=day_key(view.day), anew=True)
    rows = ((button(t.label("host.to_day"), tap),), (desk_button(view.site.id, t),))
    return Screen(day_text(view, t), Inline(rows))


def _application(view: ApplicationView, t: Translator) -> Screen:
    """New, or changed: the application as it is now."""
    return application_card(view, t, notice=True)


def _unanswered_application(view: UnansweredApplicationView, t: Translator) -> Screen:
    title = _unanswered_title(view.working_days, view.shown.application.reference, view.shown.site, t)
    return application_card(view.shown, t, first_line=title, notice=True)


def _missing(view: PartView, t: Translator) -> Screen:
    """Half an hour after the start nobody has marked the group."""
    visit, who = view.first, who_label(view.booking, t)
    time = time_label(visit.starts_at, view.site.timezone, t)
    text = lines(
        bold(t.label("host.missing.title", who=who, time=time)),
        _at(view.site, t),
        escape(people_label(visit.children, visit.adults, t)),
        *said_lines(view.booking, visit, view.site.timezone, t),
        leader_line(view.booking, t),
        t.html("host.missing.ask"),
    )
    rows = keyboard(
        said_mark(view.booking, visit, t),
        button(t.label("host.gate.all", n=visit.seats), VisitTap(visit=visit.id, op="all")),
        button(t.label("host.gate.nobody"), VisitTap(visit=visit.id, op="nobody")),
        button(t.label("host.missing.open"), VisitTap(visit=visit.id, op="show")),
    )
    return Screen(text, rows)


def _said(view: PartView, t: Translator) -> Screen:
    """What the leader said on the day, or that the group has come meanwhile."""
    booking, visit, timezone = view.booking, view.first, view.site.timezone
    who = who_label(booking, t)
    awaited = next((each for each in view.visits if each.status is VisitStatus.CONFIRMED), None)
    text = lines(
        bold(t.label("host.said.title", who=who, time=clocks_label(view.starts, timezone, t))),
        _at(view.site, t),
        *(
            said_lines(booking, awaited, timezone, t)
            if awaited is not None
            else [t.html("host.gate.state", state=state_label(visit, timezone, t, view.now))]
        ),
        leader_line(booking, t),
    )
    tap = ShowDay(site=view.site.id, day=day_key(view.day), anew=True)
    return Screen(text, keyboard(button(t.label("host.to_day"), tap)))


def _unmarked(view: PartView, t: Translator) -> Screen:
    """The day after: who came? The report counts what was marked."""
    booking, visit = view.booking, view.first
    text = lines(
        bold(t.label("host.unmarked.title", reference=booking.reference)),
        _at(view.site, t),
        t.html(
            "host.unmarked.who",
            who=who_label(booking, t),
            moment=moment_label(visit.starts_at, view.site.timezone, t),
            counts=people_label(visit.children, visit.adults, t),
        ),
        t.html("host.gate.until", day=day_label(last_mark_day(view.day, Role.STAFF), t)),
    )
    rows = (
        (button(t.label("host.gate.all", n=visit.seats), VisitTap(visit=visit.id, op="all")),),
        (button(t.label("host.gate.other"), VisitTap(visit=visit.id, op="other")),),
        (button(t.label("host.gate.missed"), VisitTap(visit=visit.id, op="missed")),),
    )
    return Screen(text, Inline(rows))


def _reminded(view: ReminderView, t: Translator) -> Screen:
    """What became of a group that the site was asked about; the same question where it is still open."""
    if isinstance(view.still, PartView):
        return (_missing if view.kind == "visit.missing.host" else _unmarked)(view.still, t)
    part, zone = view.part, view.part.site.timezone
    visit = part.first
    state = t.label("host.reminder.moved") if view.is_moved else state_label(visit, zone, t, part.now)
    marked = visit.status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW} and visit.noted_at is not None
    text = lines(
        bold(
            t.label(
                "host.said.title", who=who_label(part.booking, t), time=moment_label(view.starts_at, zone, t)
            )
        ),
        _at(part.site, t),
        t.html("host.gate.state", state=state),
        t.html("host.gate.marked", **mark_of(visit, view.marked_by, zone, t)) if marked else None,
    )
    return Screen(text, keyboard(button(t.label("host.missing.open"), VisitTap(visit=visit.id, op="show"))))


SESSIONS_NAMED = 8


def sessions_off_schedule(view: SessionsView, t: Translator, *, answers: bool = True) -> Screen:
    """Sessions that stay though the schedule has them no more. ``answers``: for whoever may close them."""
    site, named = view.site, view.entries[:SESSIONS_NAMED]
    more = len(view.entries) - len(named)
    text = lines(
        t.count("off_schedule.host.kept", len(view.entries), site=site.name, programme=view.programme.title),
        *[
            t.html(
                "off_schedule.host.line",
                moment=moment_label(each.session.starts_at, site.timezone, t),
                taken=each.session.taken,
                capacity=each.session.capacity,
            )
            for each in named
        ],
        t.count("off_schedule.host.more", more) if more else None,
        Html(""),
        t.html(f"off_schedule.{'host' if answers else 'region'}.what_to_do"),
    )
    if not answers:
        return Screen(text, keyboard(home_button(t)))
    buttons = [
        button(
            short_moment_label(each.session.starts_at, site.timezone, t),
            SessionTap(session=each.session.id, op="show"),
        )
        for each in named
    ]
    return Screen(text, keyboard(*buttons, desk_button(site.id, t)))


CLASHES_NAMED = 4


def _clash(view: SessionsView, t: Translator) -> Screen:
    """Visits between which there is too little time now; each opens its page."""
    site, named = view.site, view.entries[:CLASHES_NAMED]
    more = len(view.entries) - len(named)
    text = lines(
        bold(t.label("host.clash.title", site=site.name)),
        *[
            t.html(
                "host.clash.line",
                moment=moment_label(each.session.starts_at, site.timezone, t),
                programme=each.programme.title,
                taken=each.session.taken,
                capacity=each.session.capacity,
            )
            for each in named
        ],
        t.count("off_schedule.host.more", more) if more else None,
        Html(""),
        t.html("host.clash.what_to_do"),
    )
    buttons = [
        button(
            short_moment_label(each.session.starts_at, site.timezone, t),
            SessionTap(session=each.session.id, op="show"),
        )
        for each in named
    ]
    return Screen(text, keyboard(*buttons, desk_button(site.id, t)))


def _waiting_passed(view: WaitingView, t: Translator) -> Screen:
    """A party on the waiting list is larger than what comes free: the site may find it a place (B12)."""
    text = lines(
        bold(t.label("host.waiting.passed", party=whose_label(view.whose, t))),
        _at(view.site, t),
        t.html("host.waiting.days", programme=view.programme.title, days=wish_label(view.waiting.wish, t)),
        Html(""),
        t.html("host.waiting.what_next"),
    )
    return Screen(
        text,
        keyboard(
            button(t.label("host.desk.sessions"), ShowSessions(site=view.site.id)),
            desk_button(view.site.id, t),
        ),
    )


RENDERERS: Mapping[str, Callable[..., Screen]] = MappingProxyType(
    {
        "member.joined": _joined,
        "member.gone": _gone,
        "member.removed": _removed,
        "site.moved": _site_moved,
        "site.revision": revision_decided,
        "host.request": _request,
        "host.request.update": _request,
        "host.unanswered": _unanswered,
        "host.unanswered.update": _request,
        "host.answer": enquiries.leader_answered,
        "host.enquiry": enquiries.enquiry_notice,
        "host.enquiry.update": enquiries.enquiry_notice,
        "host.enquiry.late": enquiries.late_enquiry,
        "host.enquiry.late.update": enquiries.enquiry_notice,
        "host.handover": _leader_changed,
        "host.recounted": numbers.recounted,
        "host.numbers": numbers.numbers_asked,
        "host.numbers.update": numbers.numbers_asked,
        "host.review": review_screen,
        "host.review.update": review_screen,
        "host.numbers.late": numbers.numbers_late,
        "host.numbers.late.update": numbers.numbers_late,
        "host.booked": _booked,
        "host.moved": _moved,
        "host.proposed": _proposed_taken,
        "host.cancelled": _cancelled,
        "host.clash": _clash,
        "host.off_schedule": sessions_off_schedule,
        "host.tomorrow": _tomorrow,
        "host.tomorrow.update": _tomorrow,
        "guide.asked": guides.led_card,
        "guide.asked.update": guides.asked_notice,
        "guide.reminder": guides.reminder_notice,
        "guide.reminder.update": guides.asked_notice,
        "guide.let_go": guides.let_go_notice,
        "host.guide.declined": guides.declined_notice,
        "host.guide.declined.update": guides.declined_notice,
        "host.guide.gone": guides.gone_notice,
        "host.group": group_card,
        "host.group.update": group_card,
        "host.group.decided": group_card,
        "host.move": move_card,
        "host.move.update": move_card,
        "host.move.late": late_move,
        "host.move.late.update": late_move,
        "host.waiting.passed": _waiting_passed,
        "host.application": _application,
        "host.application.update": _application,
        "host.placement.end": end_screen,
        "host.placement.end.update": end_screen,
        "host.application.late": _unanswered_application,
        "host.application.late.update": _application,
        "visit.missing.host": _missing,
        "visit.said.host": _said,
        "visit.said.host.update": _said,
        "visit.unmarked.host": _unmarked,
        "host.reminder.update": _reminded,
    }
)
