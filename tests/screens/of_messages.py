"""Messages that the bot starts, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.booking.booking import Booking
from bot.domain.catalogue.catalogue import Site
from bot.domain.desk.views import (
    ApplicationView,
    DayEntry,
    DayView,
    QueueEntry,
    RequestView,
    SessionEntry,
)
from bot.domain.figures.counts import Counts
from bot.domain.figures.periods import Week
from bot.domain.figures.views import Line, WeekView
from bot.domain.forms import DraftKind
from bot.domain.messages.views import (
    AuditView,
    DataGoSoonView,
    Elsewhere,
    ForgottenView,
    FormEndedView,
    HoldExpiredView,
    LateAnswerView,
    OverdueView,
    PartView,
    RefusedView,
    RegionView,
    ReminderView,
    RetimedView,
    SessionsView,
    UnansweredApplicationView,
    UnansweredRequestView,
    UnattendedView,
    UnreachableView,
)
from bot.domain.model import (
    AgeBand,
    ApplicationStatus,
    Audience,
    CancelReason,
    DraftId,
    HostReason,
    OfferPurpose,
    OfferState,
    PersonId,
    ProgrammeKind,
    Role,
    SessionId,
    VisitStatus,
)
from bot.domain.people.access import Contact
from bot.domain.people.own_data import OwnDataView, Record
from bot.domain.refusal import OtherSession
from bot.ui import incident
from bot.ui.messages import data_deleted
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES
from tests.screens.of_hosts import NAMES, guests
from tests.screens.of_offers import offer_of
from tests.screens.showroom import (
    COMMENT,
    LEADER,
    NOW,
    PRINTED,
    STATES,
    Showroom,
    application_to,
    booking_of,
    visit_to,
    words_of_the_day,
)


def hang(g: Gallery, room: Showroom) -> None:
    for site in (room.longest_site, room.site("vychegda-sheet")):
        for parts in (1, 4):
            for kind, hang_one in BOOKINGS.items():
                hang_one(g, room, kind, _class(room, site, parts), f"{site.slug}, {parts} parts")
    tourists = guests(room)
    for kind in ("booking.confirmed", "visit.tomorrow", "visit.soon", "host.booked", "host.tomorrow"):
        BOOKINGS[kind](g, room, kind, tourists, "two guests")
    for site in (room.longest_site, room.site("vychegda-sheet")):
        for number in (1, 12):
            view = _off_schedule(room, site, number)
            for kind in ("host.off_schedule", "region.off_schedule"):
                g.message(kind, f"{site.slug}, {number} sessions", view)
    g.message("hold.expired", "still open", HoldExpiredView(DraftId(2**31 - 1), room.longest_site))
    programme = room.longest_site.programmes[0]
    g.message("hold.ended", "left", FormEndedView(room.longest_site, programme, None))
    _applications(g, room)
    contact = Contact(PersonId(3), LEADER, "+70000000001", "ru")
    g.message("person.unreachable", "known", UnreachableView(contact, room.region))
    unknown = replace(contact, name=None, phone=None)
    g.message("person.unreachable", "unknown", UnreachableView(unknown, None))
    for number in (1, 142):
        audit = AuditView(room.region, number, 25 * number, number, number - 1)
        g.message("region.audit", f"{number}", audit)
    g.message("region.backup", "none tonight", RegionView(room.region))
    for case, week in _weeks(room):
        g.message("region.week", case, week)
    g.show(incident.incident_screen, "a defect", g.t.code, "1123-20462046")
    g.show(incident.database_screen, "locked", g.t.code, busy=True)
    g.show(incident.database_screen, "a full disk", g.t.code, busy=False)
    for by_time in (False, True):
        for case, reference in (("of a request", "К-0012"), ("of a day", None)):
            gone = ForgottenView("host.request", None, reference, by_time=by_time)
            g.show(data_deleted, f"{case}, by time: {by_time}", gone, g.t)
    for case, region in (("in a region", room.region), ("nowhere", None)):
        g.message("person.idle", case, DataGoSoonView(NOW + timedelta(days=14), region))
    own = OwnDataView(NOW, OWN_DATA, room.region)
    g.message("person.data", "everything", own)
    g.message("person.data", "nothing", OwnDataView(NOW, {"profile": [{}], "bookings": []}, None))
    g.message("answer.late", "after a text", LateAnswerView())


OWN_DATA: Mapping[str, Sequence[Record]] = {
    "profile": [{"telegram_id": 7_000_000_000, "name": LEADER, "language": "ru", "created_at": NOW}],
    "bookings": [{"reference": "К-0012", "comment": COMMENT, "visits": [{"starts_at": NOW, "code": "К7М4"}]}],
    "forms": [{"kind": DraftKind.BOOKING, "form": {"grade": 7, "organisation_id": 3, "moves": None}}],
    "messages": [{"kind": "visit.tomorrow", "sent_at": NOW}] * 3,
}


def _class(room: Showroom, site: Site, parts: int) -> Booking:
    programme = site.programmes[0]
    visits = [
        visit_to(
            room.session(programme, DAY, at, number=number + 1),
            VisitStatus.CONFIRMED,
            position=number + 1,
            children=28 // parts,
            adults=4 // parts,
        )
        for number, at in enumerate(TIMES[:parts])
    ]
    return booking_of(*visits)


def _in_state(booking: Booking, status: VisitStatus, reason: str | None = None) -> Booking:
    visits = tuple(replace(each, status=status, reason=reason) for each in booking.visits)
    cancel = reason if status is VisitStatus.CANCELLED else None
    return replace(booking, visits=visits, cancel_reason=cancel)


def _part(room: Showroom, booking: Booking) -> PartView:
    programme = room.catalogue.programmes[booking.first.programme_id]
    return PartView(booking, room.catalogue.site_of(programme), programme, booking.visits, NOW)


def _request_of(room: Showroom, booking: Booking) -> RequestView:
    site = room.catalogue.sites[booking.first.site_id]
    return RequestView(booking, site, room.catalogue.programmes, NAMES, NOW)


def _said(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for word, spoken in words_of_the_day(booking):
        g.message(kind, f"{case}, {word}", _part(room, spoken))
    g.message(kind, f"{case}, here meanwhile", _part(room, _in_state(spoken, VisitStatus.ARRIVED)))


Hang = Callable[[Gallery, Showroom, str, Booking, str], None]


def _as_it_is(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    g.message(kind, case, _part(room, booking))


def _retimed(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    part = replace(_part(room, booking), visits=booking.visits[:1])
    for papers in ((), PRINTED):
        told = RetimedView(part, part.first.starts_at - timedelta(hours=1), papers)
        g.message(kind, f"{case}, {len(papers)} old papers", told)


def _missed(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for status in (VisitStatus.NO_SHOW, VisitStatus.ARRIVED, VisitStatus.CONFIRMED):
        g.message(kind, f"{case}, {status}", _part(room, _in_state(booking, status)))


def _no(status: VisitStatus) -> Hang:
    """A no, for each reason, with alternatives and without."""

    def hang_it(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
        site = room.catalogue.sites[booking.first.site_id]
        others = tuple(
            OtherSession(
                SessionId(1_234_567 + number),
                booking.first.starts_at + timedelta(days=number),
                site.timezone,
                None if len(booking.visits) > 1 else number,
                (SessionId(7_654_321),) * (len(booking.visits) - 1),
                tuple(each.starts_at + timedelta(days=number) for each in booking.visits[1:]),
            )
            for number in range(1, 4)
        )
        reasons = [each.value for each in HostReason]
        for reason in [None] if status is VisitStatus.EXPIRED else reasons:
            view = RefusedView(_part(room, _in_state(booking, status, reason)), others)
            g.message(kind, f"{case}, {reason or 'no answer'}", view)
        g.message(kind, f"{case}, nothing instead", replace(view, alternatives=()))
        site = room.longest_site
        for state, parts in ((OfferState.LIVE, 1), (OfferState.LIVE, 4), (OfferState.TAKEN, 1)):
            kept = offer_of(room, view.part.programme, OfferPurpose.REFUSED, state, parts=parts)
            g.message(kind, f"{case}, {state} {parts}", replace(view, alternatives=(), kept=kept))
        there = tuple(Elsewhere(each, site, site.programmes[0]) for each in others)
        other = replace(view, alternatives=(), elsewhere=there, other_day=False)
        g.message(kind, f"{case}, elsewhere", other)

    return hang_it


def _request(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    g.message(kind, case, _request_of(room, _in_state(booking, VisitStatus.PENDING)))


def _unanswered(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    pending = _request_of(room, _in_state(booking, VisitStatus.PENDING))
    for days in (1, 2):
        request = replace(pending, now=NOW + timedelta(days=3 * (days - 1)))
        g.message(kind, f"{case}, {days} days", UnansweredRequestView(request, days))


def _overdue(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    part = _part(room, _in_state(booking, VisitStatus.PENDING))
    due = part.first.answer_due_at or NOW
    entry = QueueEntry(part.site, part.programme, booking.created_at, due, booking=part.booking)
    g.message(kind, case, OverdueView(entry, booking.reference, part.first.starts_at, NOW))


def _unattended(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for status in (VisitStatus.PENDING, VisitStatus.CONFIRMED):
        part = _part(room, _in_state(booking, status))
        due = part.first.answer_due_at or NOW
        entry = QueueEntry(part.site, part.programme, booking.created_at, due, booking=part.booking)
        waits = status is VisitStatus.PENDING
        view = UnattendedView(entry, part.first.starts_at, NOW, waits=waits)
        g.message(kind, f"{case}, {status}", view)


def _changed(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for status in STATES:
        reason = HostReason.BREAKDOWN.value if status is VisitStatus.DECLINED else None
        g.message(kind, f"{case}, {status}", _request_of(room, _in_state(booking, status, reason)))


def _reminded(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    """Still open, moved, and in every state."""
    by_leader = ("visit.tomorrow", "visit.soon", "visit.frost", "visit.missing")
    for of in by_leader if kind.startswith("visit") else ("visit.missing.host", "visit.unmarked.host"):
        still = _part(room, booking)
        starts_at = still.first.starts_at
        g.message(kind, f"{case}, {of}, open", ReminderView(of, still, starts_at, still))
        moved = ReminderView(of, still, starts_at - timedelta(hours=2), None)
        g.message(kind, f"{case}, {of}, moved", moved)
        for status in VisitStatus:
            part = _part(room, _in_state(booking, status))
            if status in {VisitStatus.ARRIVED, VisitStatus.NO_SHOW}:
                marked = tuple(replace(each, marked_at=NOW, arrived_count=7) for each in part.visits)
                part = replace(part, visits=marked)
            g.message(kind, f"{case}, {of}, {status}", ReminderView(of, part, starts_at, None, LEADER))


def _called_off(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for reason in CancelReason:
        part = _part(room, _in_state(booking, VisitStatus.CANCELLED, reason.value))
        g.message(kind, f"{case}, {reason}", part)


def _digest(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    others = [replace(booking, audience=each) for each in (Audience.FAMILY, Audience.SCHOOL)]
    pending = _in_state(booking, VisitStatus.PENDING)
    g.message(kind, case, day_of(room, booking))
    g.message(kind, f"{case}, many", day_of(room, *(booking, *others, pending) * 2))


def day_of(room: Showroom, *bookings: Booking) -> DayView:
    """The digest of the day of these bookings, all of one site."""
    programmes = room.catalogue.programmes
    entries = [
        DayEntry(booking, visit, programmes[visit.programme_id])
        for booking in bookings
        for visit in booking.visits
    ]
    entries.sort(key=lambda each: (each.visit.starts_at, each.visit.id))
    site = room.catalogue.sites[bookings[0].first.site_id]
    return DayView(site, DAY, DAY - timedelta(days=1), Role.STAFF, tuple(entries))


def _off_schedule(room: Showroom, site: Site, number: int) -> SessionsView:
    programme = site.programmes[0]
    sessions = (
        replace(room.session(programme, DAY + timedelta(days=day)), taken=20) for day in range(number)
    )
    return SessionsView(site, programme, tuple(SessionEntry(each, programme) for each in sessions))


BOOKINGS: Mapping[str, Hang] = {
    "booking.confirmed": _as_it_is,
    "booking.declined": _no(VisitStatus.DECLINED),
    "booking.expired": _no(VisitStatus.EXPIRED),
    "booking.closed": _no(VisitStatus.CANCELLED_BY_HOST),
    "booking.declined.update": _no(VisitStatus.DECLINED),
    "booking.expired.update": _no(VisitStatus.EXPIRED),
    "booking.closed.update": _no(VisitStatus.CANCELLED_BY_HOST),
    "booking.off_schedule": _as_it_is,
    "booking.retimed": _retimed,
    "visit.tomorrow": _as_it_is,
    "visit.soon": _as_it_is,
    "visit.frost": _as_it_is,
    "visit.missing": _as_it_is,
    "visit.reminder.update": _reminded,
    "host.reminder.update": _reminded,
    "visit.missed": _missed,
    "visit.missed.update": _missed,
    "host.request": _request,
    "host.request.update": _changed,
    "host.unanswered": _unanswered,
    "host.unanswered.update": _changed,
    "host.booked": _as_it_is,
    "host.moved": _as_it_is,
    "host.proposed": _as_it_is,
    "host.cancelled": _called_off,
    "host.tomorrow": _digest,
    "host.tomorrow.update": _digest,
    "visit.missing.host": _as_it_is,
    "visit.unmarked.host": _as_it_is,
    "visit.said.host": _said,
    "visit.said.host.update": _said,
    "region.unanswered": _overdue,
    "region.unanswered.update": _changed,
    "region.unattended": _unattended,
    "region.unattended.update": _changed,
}


def _weeks(room: Showroom) -> Iterator[tuple[str, WeekView]]:
    everything = Line(
        Counts(excursions=142, came=151, no_show=3, visitors=2_917, school_1_4=940, school_5_9=1_338),
        why_by_visitor={"frost": 13, "quarantine": 4, "no_bus": 1, "illness": 1},
        why_by_site={"repair": 2, "inspection": 1},
    )
    for case, line, unanswered in (
        ("everything", everything, 12),
        ("one visit", Line(Counts(excursions=1, came=1, visitors=2)), 0),
        ("nothing but what waits", Line(), 1),
    ):
        for first in (date(2026, 11, 16), date(2026, 12, 28)):
            yield f"{case}, {first:%m}", WeekView(room.region, Week(first), line, unanswered)


def _applications(g: Gallery, room: Showroom) -> None:
    site, programme = room.of_kind(ProgrammeKind.INTERNSHIP)
    session = room.session(programme, DAY)
    for band in AgeBand:
        for status in ApplicationStatus:
            reason = HostReason.NO_GUIDE.value if status is ApplicationStatus.DECLINED else None
            application = application_to(session, None, status, band=band, reason=reason)
            view = ApplicationView(application, site, programme, (session,), NAMES, NOW)
            case = f"{status}, {band}"
            for kind in (*HOSTS_OF_APPLICATIONS, "region.application.late", "region.application.unattended"):
                g.message(f"{kind}.update", case, view)
            if status is ApplicationStatus.REVIEW:
                g.message("host.application.late", case, UnansweredApplicationView(view, 1))
                due = application.entry.answer_due_at
                entry = QueueEntry(
                    site, programme, application.entry.created_at, due, application=application
                )
                overdue = OverdueView(entry, application.reference, None, NOW)
                g.message("region.application.late", case, overdue)
            if status is ApplicationStatus.ACCEPTED:
                g.message("application.off_schedule", case, view)
                g.message("region.application.unattended", case, UnattendedView(entry, None, NOW, waits=True))
            if status in TOLD:
                g.message("host.application", case, view)
            if status in TOLD - {ApplicationStatus.REVIEW}:
                g.message(f"application.{status}", case, view)
            if status is ApplicationStatus.SHORTLISTED:
                g.message("application.offer_over", case, view)
            if status is ApplicationStatus.INVITED:
                to_call = replace(view, application=replace(application, talk=None))
                g.message("application.invited", f"{case}, the applicant calls", to_call)


HOSTS_OF_APPLICATIONS = ("host.application", "host.application.late")
TOLD = set(ApplicationStatus) - {ApplicationStatus.WITHDRAWN, ApplicationStatus.EXPIRED}
"""States in which somebody hears of an application."""
