"""Screens of a region's coordinator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.desk.views import Member, QueueEntry
from bot.domain.messages.views import PostView, SiteMovedView
from bot.domain.model import (
    AbuseReason,
    ApplicationStatus,
    ComplaintState,
    PersonId,
    ProgrammeKind,
    Publication,
    Role,
)
from bot.domain.people.access import Contact, Post
from bot.domain.people.complaint import Complaint, ComplaintsView, ComplaintView
from bot.domain.region.views import (
    CoordinatedSiteView,
    CoordinatorsView,
    RegionView,
    SiteEntry,
    SitesView,
    UnansweredView,
)
from bot.ui.coordinator import complaints
from bot.ui.coordinator import region as screens
from bot.ui.visitor.messages import blocked
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.of_hosts import NAMES
from tests.screens.showroom import LEADER, NOW, OPERATOR, Showroom, application_to, booking_of, visit_to

KEY = "a1b2c3d4e5f6"


def hang(g: Gallery, room: Showroom) -> None:
    region = room.region
    for count in (0, 1, 2, 5, 21):
        view = RegionView(
            region,
            (region,),
            dict.fromkeys(Publication, count),
            count,
            count // 2,
            count // 3,
            count,
            count // 2,
        )
        g.show(screens.region_screen, f"{count} of each", view, g.t)
    several = replace(view, regions=(region, region))
    g.show(screens.region_screen, "one of two regions", several, g.t)
    g.show(screens.region_screen, "low ratings", replace(several, low_rated=3), g.t)
    g.show(screens.region_screen, "which region", replace(several, region=None), g.t)
    g.show(screens.no_region_screen, "a stranger", g.t)
    _coordinators(g, room)
    _sites(g, room)
    _moved(g, room)
    _unanswered(g, room)
    _complaints(g, room)


def _coordinators(g: Gallery, room: Showroom) -> None:
    region = room.region
    for view in (
        RegionView(region, (region,), {}, 0, 0, 0, 1),
        RegionView(region, (region,), {Publication.DRAFT: 3}, 0, 0, 0, 1),
    ):
        g.show(screens.region_screen, f"first steps, {len(view.sites)}", view, g.t)
    people = tuple(
        Member(PersonId(number), Role.COORDINATOR, name, "+70000000001", NOW)
        for number, name in enumerate((LEADER, None, "Игорь"), start=1)
    )
    coordinators = CoordinatorsView(region, people, PersonId(1), KEY)
    g.show(screens.coordinators_screen, "three", coordinators, g.t)
    g.show(screens.coordinators_screen, "alone", replace(coordinators, people=people[:1]), g.t)
    g.show(screens.coordinators_screen, "removed", replace(coordinators, removed=people[1]), g.t)
    for member in people[:2]:
        g.show(screens.coordinator_question, f"{member.name}", coordinators, member, g.t)
    for role in Role:
        place = region if role is Role.COORDINATOR else room.longest_site
        site_id = None if role is Role.COORDINATOR else room.longest_site.id
        for name in (LEADER, None):
            post = Post(PersonId(1), name, None, role, region.id, site_id, ended=False)
            for kind in ("member.joined", "member.gone", "member.removed"):
                g.message(kind, f"{role}, {name}", PostView(post, place))


def _complaints(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    booking = booking_of(visit_to(room.session(site.programmes[0], DAY)))
    views = []
    for reason in AbuseReason:
        for state in ComplaintState:
            by = None if state is ComplaintState.PROPOSED else PersonId(2)
            at = None if by is None else NOW
            complaint = Complaint(
                booking.id, None, PersonId(1), room.region.id, site.id, reason, state, NOW, by, at
            )
            view = ComplaintView(complaint, booking, site, NAMES)
            views.append(view)
            g.show(blocked, f"{reason}, {state}", view, g.t, OPERATOR.email)
            g.show(complaints.complaint_card, f"{reason}, {state}", view, g.t)
            for kind in ("region.complaint", "region.complaint.update", "person.unblocked"):
                g.message(kind, f"{reason}, {state}", view)
    seen = tuple(each for each in views if each.decisions)[:6]
    g.show(complaints.complaints_screen, "six of many", ComplaintsView(room.region, seen, 1, 3), g.t)
    g.show(complaints.complaints_screen, "none", ComplaintsView(room.region, (), 0, 1), g.t)


def _sites(g: Gallery, room: Showroom) -> None:
    for state in Publication:
        entries = tuple(
            SiteEntry(site, state, room.session(site.programmes[0], DAY) if number % 2 else None)
            for number, site in enumerate(room.sites[:6])
        )
        counts = dict.fromkeys(Publication, 14)
        view = SitesView(room.region, state, counts, entries, 1, 3)
        g.show(screens.sites_screen, state, view, g.t)
        g.show(screens.sites_screen, f"{state}, none", SitesView(room.region, state, {}, (), 0, 1), g.t)
        site = room.longest_site
        sessions = tuple(
            room.session(site.programmes[0], DAY + timedelta(days=number), number=number + 1)
            for number in range(5)
        )
        card = CoordinatedSiteView(room.region, site, state, sessions, 4, False, 2, 5, KEY)
        g.show(screens.site_card, state, card, g.t)
        bare = replace(card, next_sessions=(), people=0, ownerless=True, unanswered=0, upcoming=0)
        g.show(screens.site_card, f"{state}, nothing there", bare, g.t)
    for after in (Publication.HIDDEN, Publication.ARCHIVED, Publication.PUBLISHED):
        g.show(screens.publish_question, after, card, after, g.t)


def _moved(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    who = Contact(PersonId(1), LEADER, "+70000000001", "ru")
    for state in (Publication.PUBLISHED, Publication.HIDDEN, Publication.ARCHIVED):
        for upcoming in (0, 1, 3, 21):
            g.message("site.moved", f"{state}, {upcoming}", SiteMovedView(site, state, False, who, upcoming))
    for by in (replace(who, name=None, phone=None), None):
        back = SiteMovedView(site, Publication.HIDDEN, was_archived=True, by=by, upcoming=0)
        g.message("site.moved", f"out of the archive by {by}", back)


def _unanswered(g: Gallery, room: Showroom) -> None:
    entries = tuple(
        QueueEntry(
            site,
            site.programmes[0],
            NOW,
            NOW + timedelta(hours=hours),
            booking=booking_of(visit_to(room.session(site.programmes[0], DAY))),
        )
        for site, hours in zip(room.sites, (-50, -21, -1, 30), strict=False)
    )
    site, intern = room.of_kind(ProgrammeKind.INTERNSHIP)
    applied = application_to(room.session(intern, DAY), None, ApplicationStatus.REVIEW)
    asked = QueueEntry(site, intern, NOW, NOW - timedelta(hours=3), application=applied)
    desk = RegionView(room.region, (room.region,), {Publication.PUBLISHED: 3}, 4, 3, 1)
    desk = replace(desk, urgent=entries[:3], unattended={entries[0].site.id}, now=NOW, ownerless=1)
    g.show(screens.region_screen, "what is urgent", desk, g.t)
    view = UnansweredView(room.region, (asked, entries[0]), 2, 0, 1, NOW)
    g.show(screens.unanswered_screen, "an application and a request", view, g.t)
    for total in (1, 4, 21):
        view = UnansweredView(room.region, entries[: min(total, 4)], total, 0, -(-total // 4), NOW)
        g.show(screens.unanswered_screen, f"{total}", view, g.t)
    g.show(screens.unanswered_screen, "none", UnansweredView(room.region, (), 0, 0, 1, NOW), g.t)
