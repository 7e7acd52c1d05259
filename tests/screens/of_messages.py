"""Messages that the bot starts, by kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.access import Contact
from bot.domain.booking import Booking
from bot.domain.catalogue import Site
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Part
from bot.domain.model import (
    AgeBand,
    ApplicationStatus,
    Audience,
    CancelReason,
    DraftId,
    DraftState,
    HostReason,
    PersonId,
    ProgrammeKind,
    SessionId,
    VisitStatus,
)
from bot.domain.refusal import OtherSession
from bot.domain.views import MessageView
from tests.screens.gallery import Gallery
from tests.screens.of_bookings import DAY, TIMES
from tests.screens.of_hosts import NAMES, guests
from tests.screens.showroom import LEADER, NOW, Showroom, application_to, booking_of, visit_to


def hang(g: Gallery, room: Showroom) -> None:
    for site in (room.longest_site, room.site("vychegda-sheet")):
        for parts in (1, 4):
            for kind, hang_one in BOOKINGS.items():
                hang_one(g, room, kind, _class(room, site, parts), f"{site.slug}, {parts} parts")
    tourists = guests(room)
    for kind in ("booking.confirmed", "visit.tomorrow", "visit.soon", "host.booked", "host.tomorrow"):
        BOOKINGS[kind](g, room, kind, tourists, "two guests")
    _hold(g, room)
    _applications(g, room)
    contact = Contact(PersonId(3), LEADER, "+70000000001", "ru")
    view = _view(room, "person.unreachable", None, None)
    g.message("person.unreachable", "known", replace(view, contact=contact))
    unknown = replace(contact, name=None, phone=None)
    g.message("person.unreachable", "unknown", replace(view, contact=unknown))
    for number in (1, 142):
        payload = {"claims": number, "seats": 25 * number, "differences": number, "about_seats": number - 1}
        view = replace(_view(room, "region.audit", None, None), payload=payload)
        g.message("region.audit", f"{number}", view)
    g.message("region.backup", "none tonight", _view(room, "region.backup", None, None))


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


def _view(room: Showroom, kind: str, booking: Booking | None, site: Site | None) -> MessageView:
    return MessageView(
        kind=kind,
        payload={"version": 1, "working_days": 1},
        recipient_id=PersonId(1),
        now=NOW,
        booking=booking,
        visit=booking.first if booking is not None else None,
        site=site,
        programmes=room.catalogue.programmes,
        names=NAMES,
        day=DAY,
        bookings=(booking,) if booking is not None else (),
        edits=17,
    )


def _of(room: Showroom, kind: str, booking: Booking) -> MessageView:
    return _view(room, kind, booking, room.catalogue.sites[booking.first.site_id])


Hang = Callable[[Gallery, Showroom, str, Booking, str], None]


def _as_it_is(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    g.message(kind, case, _of(room, kind, booking))


def _the_day_before(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    now = booking.first.starts_at - timedelta(hours=20)
    g.message(kind, case, replace(_of(room, kind, booking), now=now))


def _two_hours_before(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    now = booking.first.starts_at - timedelta(hours=2)
    g.message(kind, case, replace(_of(room, kind, booking), now=now))


def _half_an_hour_late(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    now = booking.first.starts_at + timedelta(minutes=30)
    g.message(kind, case, replace(_of(room, kind, booking), now=now))


def _no(status: VisitStatus) -> Hang:
    """A no, for each reason, with alternatives and without."""

    def hang_it(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
        site = room.catalogue.sites[booking.first.site_id]
        others = tuple(
            OtherSession(
                SessionId(1_234_567 + number),
                booking.first.starts_at + timedelta(days=number),
                site.timezone,
                20 + number,
                (SessionId(7_654_321),) * (len(booking.visits) - 1),
            )
            for number in range(1, 4)
        )
        reasons = [each.value for each in HostReason]
        for reason in [None] if status is VisitStatus.EXPIRED else reasons:
            view = _of(room, kind, _in_state(booking, status, reason))
            shown = f"{case}, {reason or 'no answer'}"
            g.message(kind, shown, replace(view, alternatives=others))
        g.message(kind, f"{case}, nothing instead", view)

    return hang_it


def _request(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    g.message(kind, case, _of(room, kind, _in_state(booking, VisitStatus.PENDING)))


def _unanswered(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    pending = _of(room, kind, _in_state(booking, VisitStatus.PENDING))
    for days in (1, 2):
        view = replace(pending, payload={"working_days": days}, now=NOW + timedelta(days=3 * (days - 1)))
        g.message(kind, f"{case}, {days} days", view)


def _changed(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for status in VisitStatus:
        reason = HostReason.BREAKDOWN.value if status is VisitStatus.DECLINED else None
        g.message(kind, f"{case}, {status}", _of(room, kind, _in_state(booking, status, reason)))


def _called_off(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    for reason in CancelReason:
        view = _of(room, kind, _in_state(booking, VisitStatus.CANCELLED, reason.value))
        g.message(kind, f"{case}, {reason}", view)


def _digest(g: Gallery, room: Showroom, kind: str, booking: Booking, case: str) -> None:
    _the_day_before(g, room, kind, booking, case)
    view = _of(room, kind, booking)
    others = [replace(booking, audience=each) for each in (Audience.FAMILY, Audience.SCHOOL)]
    pending = _in_state(booking, VisitStatus.PENDING)
    g.message(kind, f"{case}, many", replace(view, bookings=(booking, *others, pending) * 2))


BOOKINGS: Mapping[str, Hang] = {
    "booking.confirmed": _as_it_is,
    "booking.declined": _no(VisitStatus.DECLINED),
    "booking.expired": _no(VisitStatus.EXPIRED),
    "booking.closed": _no(VisitStatus.CANCELLED_BY_HOST),
    "visit.tomorrow": _the_day_before,
    "visit.soon": _two_hours_before,
    "visit.missing": _half_an_hour_late,
    "host.request": _request,
    "host.request.update": _changed,
    "host.unanswered": _unanswered,
    "host.booked": _as_it_is,
    "host.cancelled": _called_off,
    "host.tomorrow": _digest,
    "visit.missing.host": _half_an_hour_late,
    "visit.unmarked.host": _as_it_is,
    "region.unanswered": _request,
}


def _hold(g: Gallery, room: Showroom) -> None:
    site = room.longest_site
    form = BookingForm(site.programmes[0].id, parts=(Part(SessionId(1), 27, 3),))
    draft = Draft(DraftId(2**31 - 1), PersonId(1), DraftState.OPEN, None, form, 1, NOW)
    g.message("hold.expired", "still open", replace(_view(room, "hold.expired", None, site), draft=draft))


def _applications(g: Gallery, room: Showroom) -> None:
    site, programme = room.of_kind(ProgrammeKind.INTERNSHIP)
    session = room.session(programme, DAY)
    kinds = {
        "application.accepted": (ApplicationStatus.ACCEPTED,),
        "application.declined": (ApplicationStatus.DECLINED,),
        "host.application": (
            ApplicationStatus.REVIEW,
            ApplicationStatus.ACCEPTED,
            ApplicationStatus.DECLINED,
        ),
        "host.application.update": tuple(ApplicationStatus),
        "host.application.late": (ApplicationStatus.REVIEW,),
        "region.application.late": (ApplicationStatus.REVIEW,),
    }
    for kind, statuses in kinds.items():
        for status in statuses:
            for band in AgeBand:
                reason = HostReason.NO_GUIDE.value if status is ApplicationStatus.DECLINED else None
                application = application_to(session, None, status, band=band, reason=reason)
                view = replace(_view(room, kind, None, site), application=application, intakes=(session,))
                g.message(kind, f"{status}, {band}", view)
