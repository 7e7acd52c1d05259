"""The coordinator's watch list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.desk.feedback import Ratings
from bot.domain.desk.views import QueueEntry
from bot.domain.model import (
    AbuseReason,
    ApplicationStatus,
    BookingId,
    ComplaintState,
    PersonId,
    ProgrammeKind,
    RevisionId,
    Role,
)
from bot.domain.people.complaint import Complaint
from bot.domain.region.watch import Phone, WatchEntry, WatchKind, WatchView
from bot.ui.coordinator.watch import watch_screen
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY
from tests.screens.showroom import LEADER, NOW, Showroom, application_to, booking_of, visit_to

PHONE = "+70000000001"


def hang(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    programme = site.programmes[0]
    booking = booking_of(visit_to(room.session(programme, DAY)))
    _, placement = room.of_kind(ProgrammeKind.INTERNSHIP)
    application = application_to(room.session(placement, DAY), None, ApplicationStatus.REVIEW)
    owner, staff = Phone(LEADER, PHONE, Role.OWNER), Phone(None, None, Role.STAFF)
    due = NOW + timedelta(days=1)
    asked = QueueEntry(site, programme, NOW, due, booking=booking)
    applied = QueueEntry(site, placement, NOW, due, application=application)
    complaint = Complaint(
        BookingId(1),
        None,
        PersonId(1),
        room.region.id,
        site.id,
        AbuseReason.RUDENESS,
        ComplaintState.PROPOSED,
        NOW,
        decided_by=None,
        decided_at=None,
    )
    entries = (
        WatchEntry(WatchKind.UNANSWERED, site, due, asked, phones=(owner, staff, Phone(LEADER, PHONE))),
        WatchEntry(WatchKind.UNANSWERED, site, NOW - timedelta(hours=3), applied, phones=(owner,)),
        WatchEntry(WatchKind.UNANSWERED, site, due, QueueEntry(site, programme, NOW, due)),
        WatchEntry(
            WatchKind.UNREACHABLE,
            site,
            due,
            reference="К-0012",
            starts_at=due,
            phones=(Phone(LEADER, PHONE),),
            done_key="b2147483647",
        ),
        WatchEntry(WatchKind.UNREACHABLE, site, phones=(staff,), done_key="h2147483647.2147483647.261130"),
        WatchEntry(WatchKind.COMPLAINT, site, complaint=complaint),
        WatchEntry(WatchKind.OWNERLESS, site),
        WatchEntry(WatchKind.OWNERLESS, site, phones=(staff,)),
        WatchEntry(WatchKind.NO_SESSIONS, site, phones=(owner, staff)),
        WatchEntry(WatchKind.UNGUIDED, site, due, starts_at=due, phones=(owner, staff)),
        WatchEntry(WatchKind.REVISION, site, revision_id=RevisionId(2147483647)),
        WatchEntry(WatchKind.LOW_RATED, site, ratings=Ratings({2: 21, 3: 4}), done_key="l2147483647.25"),
    )
    view = WatchView(room.region, entries[:3], 9, 0, 3, NOW)
    g.show(watch_screen, "first page", view, g.t)
    g.show(watch_screen, "second page", replace(view, entries=entries[3:6], page=1), g.t)
    g.show(watch_screen, "third page", replace(view, entries=entries[6:], page=2), g.t)
    for number, each in enumerate(entries):
        alone = replace(view, entries=(each,), total=1, pages=1)
        g.show(watch_screen, f"{each.kind} {number}", alone, g.t)
    g.show(watch_screen, "none", replace(view, entries=(), total=0, pages=1), g.t)
