"""The coordinator's desk, sites by state, requests without an answer (F1, F3)."""

from __future__ import annotations

from datetime import datetime

from bot.domain.booking.booking import Booking
from bot.domain.catalogue.catalogue import Region, Site, fold_place
from bot.domain.desk.views import Member, QueueEntry
from bot.domain.model import Publication, Role
from bot.domain.pages import page_of
from bot.domain.region.views import (
    CoordinatedSiteView,
    CoordinatorsView,
    RegionView,
    SiteEntry,
    SitesView,
    UnansweredView,
)
from bot.ui.coordinator.callback_data import (
    OWNERLESS,
    CoordinatorTap,
    FilesTap,
    InviteCoordinator,
    JournalTap,
    RegionRoutes,
    ShowComplaints,
    ShowLowRated,
    ShowNews,
    ShowRegion,
    ShowRevisions,
    ShowSettings,
    ShowSites,
    ShowUnanswered,
    ShowWatch,
    SitePhotoTap,
    SiteTap,
    StartSite,
)
from bot.ui.figures.callback_data import ReportTap
from bot.ui.formats.dates import local_date, moment_label, moments_label, short_day_label, zones_line
from bot.ui.formats.html import Html, bold, lines
from bot.ui.formats.labels import name_label, shorten
from bot.ui.formats.phones import office_label
from bot.ui.host.callback_data import Invite, LinksTap, ShowFeedback, ShowPeople
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.parts import fit, member_line, member_name, visit_counts, who_label
from bot.ui.host.people import people_page
from bot.ui.kit import back_button, button, home_button, keyboard, pager, refusal_screen
from bot.ui.screen import Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.finding.regions import REGIONS_A_PAGE

STATES = (Publication.PUBLISHED, Publication.DRAFT, Publication.HIDDEN, Publication.ARCHIVED)
NEXT_STATES = {
    Publication.DRAFT: (Publication.PUBLISHED, Publication.ARCHIVED),
    Publication.PUBLISHED: (Publication.HIDDEN,),
    Publication.HIDDEN: (Publication.PUBLISHED, Publication.ARCHIVED),
    Publication.ARCHIVED: (Publication.HIDDEN,),
}


def region_screen(view: RegionView, t: Translator, page: int = 0) -> Screen:
    """What is most urgent comes first: deadlines, sites where nobody answers, complaints, then the rest."""
    if view.region is None:
        return _region_choice(view, page, t)
    region = view.region
    complaints = button(_complaints_label(view, t), ShowComplaints(region=region.id))
    rows = keyboard(
        button(t.label("watch.button", n=view.watched), ShowWatch(region=region.id))
        if view.watched
        else None,
        button(t.label("coordinator.unanswered", n=view.unanswered), ShowUnanswered(region=region.id)),
        button(t.label("coordinator.ownerless", n=view.ownerless), _ownerless(region))
        if view.ownerless
        else None,
        complaints if view.complaints else None,
        button(t.label("revision.button", n=view.revisions), ShowRevisions(region=region.id))
        if view.revisions
        else None,
        button(t.label("coordinator.low_rated", n=view.low_rated), ShowLowRated(region=region.id))
        if view.low_rated
        else None,
        *[
            button(t.label(f"coordinator.sites.{state}", n=view.sites.get(state, 0)), _sites(region, state))
            for state in STATES
            if view.sites.get(state, 0) or state is Publication.PUBLISHED
        ],
        button(t.label("new_site.button"), StartSite(region=region.id)),
        button(t.label("region_route.button"), RegionRoutes(region=region.id)),
        None if view.complaints else complaints,
        button(t.label("coordinator.coordinators", n=view.coordinators), CoordinatorTap(region=region.id)),
        (
            button(t.label("report.button"), ReportTap(region=region.id)),
            button(t.label("journal.button"), JournalTap(region=region.id)),
        ),
        button(t.label("links.button"), LinksTap(region=region.id)),
        button(t.label("news.region.button"), ShowNews(region=region.id)),
        button(t.label("settings.button"), ShowSettings(region=region.id)),
        button(t.label("catalogue_file.button"), FilesTap(region=region.id)),
        button(t.label("coordinator.other_region"), ShowRegion()) if len(view.regions) > 1 else None,
        home_button(t),
    )
    text = lines(
        bold(t.label("coordinator.title", region=region.name)),
        t.html("coordinator.waiting", requests=t.count("count.requests", view.unanswered))
        if view.unanswered
        else t.html("coordinator.unanswered.empty"),
        t.html("coordinator.overdue", n=view.overdue) if view.overdue else None,
        *[_urgent_line(each, view, t) for each in view.urgent],
        t.html("coordinator.ownerless.about") if view.ownerless else None,
        _first_steps(view, t),
    )
    return Screen(text, rows)


def _region_choice(view: RegionView, page: int, t: Translator) -> Screen:
    """Between those that the reader coordinates, by the alphabet."""
    named = sorted(view.regions, key=lambda each: (fold_place(t.content(each.name)), each.id))
    shown = page_of(named, page, REGIONS_A_PAGE)
    rows = keyboard(
        *[button(name_label(t.content(each.name)), ShowRegion(region=each.id)) for each in shown.entries],
        pager(shown.page, shown.pages, lambda page: ShowRegion(page=page)),
        home_button(t),
    )
    return Screen(bold(t.label("coordinator.choose")), rows)


def _urgent_line(entry: QueueEntry, view: RegionView, t: Translator) -> Html:
    """By when an answer is due, or was; and whether nobody at the site can give it."""
    found, site = entry.booking or entry.application, entry.site
    late = view.now is not None and entry.due_at <= view.now
    unattended = site.id in view.unattended
    return t.html(
        "coordinator.urgent.overdue" if late else "coordinator.urgent.due",
        moment=moment_label(entry.due_at, site.timezone, t),
        what=t.label("coordinator.urgent.question")
        if found is None
        else t.label("coordinator.urgent.request", reference=found.reference),
        site=name_label(t.content(site.name)),
        nobody=t.html("coordinator.urgent.nobody") if unattended else Html(""),
    )


def _first_steps(view: RegionView, t: Translator) -> Html | None:
    """The way from nothing to the first site that visitors see."""
    if view.sites.get(Publication.PUBLISHED, 0):
        return None
    if not sum(view.sites.values()):
        return t.html("coordinator.first.site")
    return t.html("coordinator.first.publish") if view.sites.get(Publication.DRAFT, 0) else None


def _ownerless(region: Region, page: int = 0) -> ShowSites:
    return ShowSites(region=region.id, status=OWNERLESS, page=page)


def coordinators_screen(view: CoordinatorsView, t: Translator, page: int = 0) -> Screen:
    """Who runs the region, with a button for each that removes them; one's own leaves."""
    region = view.region
    zone = region.timezone
    numbered, turns = people_page(view.people, page, lambda page: CoordinatorTap(region=region.id, page=page))
    rows = keyboard(
        button(t.label("coordinator.invite"), InviteCoordinator(region=region.id, key=view.invite_key)),
        *[
            button(
                t.label("coordinator.leave")
                if each.person_id == view.reader
                else shorten(t.label("host.people.remove", number=number, name=member_name(each, t))),
                CoordinatorTap(region=region.id, person=each.person_id, op="ask"),
            )
            for number, each in numbered
            if len(view.people) > 1
        ],
        turns,
        _to_region(region, t),
    )
    head = [
        bold(t.label("coordinator.coordinators", n=len(view.people))),
        None if view.removed is None else t.html("coordinator.removed", name=member_name(view.removed, t)),
    ]
    entries = [member_line(number, each, view.reader, zone, t) for number, each in numbered]
    return Screen(fit(head, entries, t), rows)


def coordinator_question(view: CoordinatorsView, member: Member, t: Translator) -> Screen:
    own = member.person_id == view.reader
    text = lines(
        bold(
            t.label("coordinator.leave_title", region=view.region.name)
            if own
            else t.label("coordinator.remove_title", name=member_name(member, t), region=view.region.name)
        ),
        t.html("coordinator.leave_ask" if own else "host.people.remove_ask.coordinator"),
    )
    remove = CoordinatorTap(region=view.region.id, person=member.person_id, op="remove")
    sure = button(t.label("coordinator.leave" if own else "host.people.remove_sure"), remove)
    return Screen(text, keyboard(sure, back_button(CoordinatorTap(region=view.region.id), t)))


def _complaints_label(view: RegionView, t: Translator) -> str:
    if not view.complaints:
        return t.label("coordinator.complaints")
    return t.label("coordinator.complaints.waiting", n=view.complaints)


def _sites(region: Region, state: Publication, page: int = 0) -> ShowSites:
    return ShowSites(region=region.id, status=state.value, page=page)


def no_region_screen(t: Translator) -> Screen:
    return refusal_screen(t.html("coordinator.none"), t)


def sites_screen(view: SitesView, t: Translator) -> Screen:
    """Sites in one state, six a page, each with its next free session."""

    def to(page: int) -> ShowSites:
        return _ownerless(view.region, page) if view.ownerless else _sites(view.region, view.status, page)

    rows = keyboard(
        *[button(name_label(t.content(each.site.name)), SiteTap(site=each.site.id)) for each in view.entries],
        pager(view.page, view.pages, to),
        _to_region(view.region, t),
    )
    count = view.counts.get(view.status, 0)
    key = "coordinator.ownerless.title" if view.ownerless else f"coordinator.sites.{view.status}"
    text = lines(
        bold(t.label(key, n=count)),
        None if view.entries else t.html("coordinator.sites.empty"),
        *[_site_line(each, t) for each in view.entries],
    )
    return Screen(text, rows)


def _site_line(entry: SiteEntry, t: Translator) -> Html:
    if entry.next_session is None:
        return t.html("coordinator.sites.line_none", site=entry.site.name, city=entry.site.city)
    when = moment_label(entry.next_session.starts_at, entry.site.timezone, t)
    return t.html("coordinator.sites.line", site=entry.site.name, city=entry.site.city, next=when)


def _to_region(region: Region, t: Translator) -> Button:
    return back_button(ShowRegion(region=region.id), t, "coordinator.to_region")


def site_card(view: CoordinatedSiteView, t: Translator) -> Screen:
    """A site with its state and the states that it can come into."""
    site = view.site
    rows = keyboard(
        _to_cards(view, t) if not _is_ready(view) else None,
        *[
            _make_button(view, state, t)
            for state in NEXT_STATES[view.status]
            if _is_ready(view) or state is not Publication.PUBLISHED
        ],
        _invite_owner(view, t),
        _to_cards(view, t) if _is_ready(view) else None,
        button(t.label("coordinator.people", n=view.people), ShowPeople(site=site.id)),
        button(t.label("photo.button"), SitePhotoTap(site=site.id)),
        button(t.label("host.desk.feedback"), ShowFeedback(site=site.id)),
        back_button(_sites(view.region, view.status), t, "coordinator.to_sites"),
    )
    text = lines(
        bold(t.content(site.name)),
        t.html("coordinator.site.place", city=site.city, industry=site.industry),
        t.html("coordinator.site.state", state=t.label(f"coordinator.state.{view.status}")),
        t.html("coordinator.site.next", days=_next_days(view, t)),
        t.html("coordinator.waiting", requests=t.count("count.requests", view.unanswered)),
        t.html("coordinator.site.upcoming", n=view.upcoming),
        t.html("coordinator.site.no_owner") if view.ownerless else None,
        None if _is_ready(view) else t.html("card.not_ready"),
        t.html("revision.at_site", n=view.waiting) if view.waiting else None,
        t.html("coordinator.site.contact", name=site.contact_name, phone=office_label(site.contact_phone, t)),
    )
    return Screen(text, rows)


def _is_ready(view: CoordinatedSiteView) -> bool:
    """Whether nothing keeps it from being published."""
    return view.readiness is None or view.readiness.is_ready


def _to_cards(view: CoordinatedSiteView, t: Translator) -> Button:
    return button(t.label("card.button" if _is_ready(view) else "card.go_on"), ShowCards(site=view.site.id))


def _make_button(
    view: CoordinatedSiteView, state: Publication, t: Translator, *, sure: bool = False
) -> Button:
    key = f"coordinator.make.{state}"
    if sure and state is Publication.PUBLISHED:
        key = "coordinator.make.published.anyway"
    elif view.status is Publication.ARCHIVED and state is Publication.HIDDEN:
        key = "coordinator.make.unarchived"
    seen = view.seen if view.status is Publication.DRAFT and state is Publication.PUBLISHED else ""
    return button(t.label(key), SiteTap(site=view.site.id, op=state.value, sure=sure, seen=seen))


def _next_days(view: CoordinatedSiteView, t: Translator) -> str:
    days = [short_day_label(local_date(each.starts_at, view.site.timezone), t) for each in view.next_sessions]
    return ", ".join(dict.fromkeys(days)) or t.label("coordinator.site.no_dates")


def publish_question(view: CoordinatedSiteView, after: Publication, t: Translator) -> Screen:
    """Hiding and archiving take something away from visitors, so they are asked for twice; publishing only
    where nobody would answer."""
    text = lines(
        bold(t.label(f"coordinator.ask.{after}", site=view.site.name)),
        t.html(f"coordinator.about.{after}"),
    )
    invites = _invite_owner(view, t) if after is Publication.PUBLISHED else None
    sure = _make_button(view, after, t, sure=True)
    return Screen(text, keyboard(invites, sure, back_button(SiteTap(site=view.site.id), t)))


def _invite_owner(view: CoordinatedSiteView, t: Translator) -> Button:
    tap = Invite(site=view.site.id, key=view.invite_key, role=Role.OWNER.value)
    return button(t.label("coordinator.invite_owner"), tap)


def site_toast(view: CoordinatedSiteView, t: Translator) -> str:
    key = "coordinator.changed" if view.changed else "coordinator.unchanged"
    return t.label(key, state=t.label(f"coordinator.state.{view.status}"))


def unanswered_screen(view: UnansweredView, t: Translator) -> Screen:
    """Requests without an answer, the nearest deadline first: how long overdue, and whom to call."""
    turns = pager(view.page, view.pages, lambda page: ShowUnanswered(region=view.region.id, page=page))
    head = (
        bold(t.label("coordinator.unanswered.title")),
        t.count("coordinator.unanswered.count", view.total)
        if view.total
        else t.html("coordinator.unanswered.empty"),
        zones_line([(each.due_at, each.site.timezone) for each in view.entries], t),
    )
    text = fit(head, [unanswered_lines(each, view.now, t) for each in view.entries], t)
    return Screen(text, keyboard(turns, _to_region(view.region, t)))


QUESTION_SHOWN = 120
"""Characters of a visitor's question."""


def unanswered_lines(entry: QueueEntry, now: datetime, t: Translator, *, waits: bool = True) -> Html:
    """One request, application or question with its site's phone; the asker's phone is for the hosts only.
    ``waits``: for an answer."""
    site, found = entry.site, entry.booking or entry.application
    return lines(
        Html(""),
        t.html("coordinator.unanswered.question_line", site=site.name, city=site.city)
        if found is None
        else t.html("coordinator.unanswered.line", reference=found.reference, site=site.name, city=site.city),
        _asked_line(entry, t),
        _due_line(entry, now, t) if waits else None,
        t.html("coordinator.site.contact", name=site.contact_name, phone=office_label(site.contact_phone, t)),
    )


def _asked_line(entry: QueueEntry, t: Translator) -> Html:
    """What is asked for: a visit with its party, or a placement; or what a visitor wants to know."""
    if entry.enquiry is not None:
        return t.html(
            "coordinator.unanswered.question",
            programme=entry.programme.title,
            text=shorten(entry.enquiry.text or "", QUESTION_SHOWN),
        )
    if entry.booking is None:
        return t.html(
            "coordinator.unanswered.application",
            applicant=t.label("host.applicant"),
            programme=entry.programme.title,
        )
    starts = [each.starts_at for each in entry.booking.at(entry.site.id)]
    return t.html(
        "coordinator.unanswered.visit",
        moment=moments_label(starts, entry.site.timezone, t),
        who=who_label(entry.booking, t),
        counts=_counts(entry.booking, entry.site, t),
    )


def _counts(booking: Booking, site: Site, t: Translator) -> str:
    return ", ".join(visit_counts(each, t) for each in booking.at(site.id))


def _due_line(entry: QueueEntry, now: datetime, t: Translator) -> Html:
    moment = moment_label(entry.due_at, entry.site.timezone, t)
    if entry.due_at > now:
        return t.html("coordinator.unanswered.due", moment=moment)
    hours = int((now - entry.due_at).total_seconds() // 3600)
    if not hours:
        return t.html("coordinator.unanswered.overdue_now", moment=moment)
    late = t.count("count.hours", hours) if hours < 48 else t.count("count.days", hours // 24)
    return t.html("coordinator.unanswered.overdue", moment=moment, late=late)
