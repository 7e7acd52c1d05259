"""Events of visits, applied by the table of :mod:`bot.domain.booking.transitions`. Nothing else changes their
state.

Whoever applies an event has locked the booking (``bot.db.engine.locks``) and judged whether it may happen;
that it happens to no visit twice is seen to in SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import (
    VisitEntry,
    add_visit,
    give_place,
    last_position,
    move_visits,
    read_booking,
    replace_visits,
)
from bot.db.booking.seats import ForHold, ForOffer, ForVisit, claim_seats, release_all
from bot.db.booking.session_admin import mark_visit
from bot.db.outbox.queue import withdraw
from bot.db.people.organisations import note_met
from bot.domain.booking.availability import Option, SessionFacts
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.deadlines import escalations, list_deadline
from bot.domain.booking.offers.offer import Offer
from bot.domain.booking.routes.progress import LOST
from bot.domain.booking.transitions import (
    VISIT_TRANSITIONS,
    Reminders,
    Seats,
    Side,
    Told,
    VisitEvent,
    VisitTransition,
    kinds_of,
)
from bot.domain.forms import Part
from bot.domain.model import (
    CancelReason,
    HostReason,
    OfferPurpose,
    PersonId,
    SessionId,
    SiteId,
    VisitId,
    VisitStatus,
)
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.groups import leave_groups, look_at_groups
from bot.services.booking.offers import ends as offer_ends
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.instead import keep_instead
from bot.services.booking.placing import place_visits, take_over, visit_entries
from bot.services.booking.renew import renew_duties
from bot.services.booking.routes.substitutes import offer_substitutes
from bot.services.messages.booking.bookings import (
    BookingClosed,
    BookingConfirmed,
    BookingDeclined,
    BookingExpired,
    BookingRetimed,
    VisitorsCancelled,
)
from bot.services.messages.booking.duties import plan_duties
from bot.services.messages.booking.papers import plan_after_visit, tell_calendar
from bot.services.messages.booking.reminded import tell_digests, tell_reminded
from bot.services.messages.booking.requests import about_change, plan_escalations
from bot.services.messages.booking.reviews import follow_mark
from bot.services.messages.booking.routes import RoutePartial
from bot.services.messages.booking.visits import reminders_of
from bot.services.messages.message import AnyMessage
from bot.services.messages.readers import AT_THE_SITE, Readers
from bot.services.messages.tell import Later, tell, tell_anew
from bot.services.transaction import Tx, record

_TO_LEADER = {
    Told(message.kind): message
    for message in (BookingConfirmed, BookingDeclined, BookingExpired, BookingClosed)
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A booking as it is now, and those of its visits to which the event happened."""

    booking: Booking
    visits: tuple[Visit, ...]
    instead: Offer | None = None
    """Seats that are kept for those who lost theirs."""


def change_visits(
    tx: Tx,
    booking: Booking,
    visits: Sequence[Visit],
    event: VisitEvent,
    reason: CancelReason | HostReason | None = None,
    *,
    line: str | None = None,
    named: Sequence[Option] = (),
) -> Changed:
    """Applies an event to those of a booking's visits that it can still happen to.

    Whoever needs all of them to have changed counts, and returns a Refusal if some have not. Seats are given
    back, the log is written, everybody concerned is told, once for each site. ``line``: what the site writes
    beside the reason. ``named``: other times that it names instead; whoever needs them to be kept looks at
    ``instead`` of what is returned.
    """
    row = VISIT_TRANSITIONS[event]
    by = booking.person_id if row.by is Side.LEADER else tx.by
    moved = move_visits(
        tx.connection,
        [visit.id for visit in visits],
        row.before,
        row.after,
        now=tx.now,
        by=by,
        reason=None if reason is None else reason.value,
        line=line,
    )
    if not moved:
        return Changed(booking, ())
    if event is VisitEvent.CONFIRM:
        note_met(tx.connection, booking.organisation_id)
    freed, instead = {}, None
    if row.seats is Seats.GIVE_BACK:
        freed = release_all(tx.connection, [ForVisit(visit_id) for visit_id in sorted(moved)], tx.now)
    after = _changed(booking, moved, row, by, reason, line, tx.now)
    renew_duties(tx, after)
    changed = tuple(visit for visit in after.visits if visit.id in moved)
    who = Readers(tx.connection, after)
    for site_id in sorted({visit.site_id for visit in changed}):
        part = replace(after, visits=tuple(visit for visit in changed if visit.site_id == site_id))
        record(
            tx,
            row.audit,
            "booking",
            booking.id,
            {"visits": len(part.visits), "reason": None if reason is None else reason.value},
            region_id=booking.region_id,
            site_id=site_id,
        )
        _withdraw_reminders(tx, row, after, part, site_id, who)
        reminders = _reminders(tx, row, after, site_id)
        tell(tx, *_messages(tx, event, row, part, site_id, who), *reminders, who=who)
        tell_calendar(tx, after, site_id)
    _show_end(tx, row.reminded, event, after, moved)
    if row.after is VisitStatus.CONFIRMED:
        look_at_groups(tx, changed, after)
    if event in _KEPT_INSTEAD and after.route_id is not None:
        tell(tx, RoutePartial(after.id, tuple(sorted(moved))), who=who)
    if freed:
        leave_groups(tx, changed)
        offer_ends.withdraw_moves(tx, booking.id)
        if event in _KEPT_INSTEAD:
            stood = all(each.status is VisitStatus.CONFIRMED for each in booking.visits if each.id in moved)
            purpose = OfferPurpose.ANOTHER_DATE if named else _KEPT_INSTEAD[event]
            instead = _keep_instead(tx, after, purpose, granted=stood or bool(named), named=named)
        free_seats.seats_came_free(tx, list(freed))
    return Changed(after, changed, instead)


_KEPT_INSTEAD = {
    VisitEvent.DECLINE: OfferPurpose.REFUSED,
    VisitEvent.EXPIRE: OfferPurpose.REFUSED,
    VisitEvent.CLOSE: OfferPurpose.CLOSED,
}
"""Events after which other seats are kept for those who lost theirs (E2, E5, K)."""


def _keep_instead(
    tx: Tx, booking: Booking, purpose: OfferPurpose, *, granted: bool, named: Sequence[Option]
) -> Offer | None:
    if booking.route_id is not None:
        return offer_substitutes(tx, booking, granted=granted, named=named)
    offer_ends.end_kept_instead(tx, booking.id)
    return keep_instead(tx, booking, purpose, granted=granted, named=named)


def move_to(
    tx: Tx,
    booking: Booking,
    visits: Sequence[Visit],
    parts: Sequence[Part],
    sessions: Mapping[SessionId, SessionFacts],
    holder: ForHold | ForOffer,
    *,
    granted: bool,
    anew: bool = False,
) -> Changed | Refusal:
    """The people of these visits, which lie ahead at one site, go to other sessions, whose seats somebody has
    kept for them: in one step, so that the old place is lost only when the new one is had (B9).

    ``granted``: the site agreed; else what is moved is a request, and stays one. ``anew``: it becomes one
    again where somebody has to agree, as its whole route is moved. Visits keep their numbers; where the new
    sessions take more or fewer subgroups, some are added, or merged into the others. A Refusal when one of
    them was decided meanwhile.
    """
    event = VisitEvent.MOVE if granted else VisitEvent.ASK_ANEW if anew else VisitEvent.ASK_OTHERWISE
    row, site_id = VISIT_TRANSITIONS[event], visits[0].site_id
    programme = tx.catalogue.programme(sessions[parts[0].session_id].programme_id)
    entries = visit_entries(
        tx,
        booking.id,
        programme,
        parts,
        sessions,
        whose=(booking.organisation_id, booking.person_id),
        granted=granted,
        first_position=last_position(tx.connection, booking.id) + 1,
    )
    freed = release_all(tx.connection, [ForVisit(each.id) for each in visits], tx.now)
    for visit, part, entry in zip_longest(visits, parts, entries):
        if part is None:
            merged = VISIT_TRANSITIONS[VisitEvent.MERGE]
            moved = move_visits(
                tx.connection, [visit.id], merged.before, merged.after, now=tx.now, by=booking.person_id
            )
            if not moved:
                return Refusal(Reason.ALREADY_DECIDED)
            continue
        if visit is None:
            take_over(tx, holder, part, add_visit(tx.connection, entry))
            continue
        if not give_place(tx.connection, visit.id, visit.session_id, row.before, entry):
            return Refusal(Reason.ALREADY_DECIDED)
        take_over(tx, holder, part, visit.id)
    after = read_booking(tx.connection, booking.id)
    if after is None:
        raise LookupError(f"booking {booking.id} vanished inside a transaction")
    renew_duties(tx, after)
    who = Readers(tx.connection, after)
    _withdraw_reminders(tx, row, after, replace(booking, visits=tuple(visits)), site_id, who)
    record(
        tx,
        row.audit,
        "booking",
        booking.id,
        {"visits": len(parts), "from": visits[0].session_id, "to": parts[0].session_id},
        region_id=booking.region_id,
        site_id=site_id,
    )
    change = f"{event}-{parts[0].session_id}-{tx.now:%m%d%H%M%S}"
    tell(tx, *about_change(tx, booking.id, site_id, change, who), who=who)
    _show_end(tx, row.reminded, event, after, [each.id for each in visits], booking)
    tell_calendar(tx, after, site_id)
    # A visit that comes back to a time it had before is reminded of it once more.
    tell_anew(tx, *_reminders(tx, row, after, site_id), *_escalations(tx, row, after, site_id), who=who)
    if freed:
        free_seats.seats_came_free(tx, list(freed))
    leave_groups(tx, visits)
    moved_to = {part.session_id for part in parts}
    if look_at_groups(tx, [each for each in after.visits if each.session_id in moved_to], after):
        after = read_booking(tx.connection, booking.id) or after
    return Changed(after, tuple(each for each in after.visits if each.session_id in moved_to))


def replace_lost(
    tx: Tx,
    booking: Booking,
    lost: Sequence[Visit],
    parts: Sequence[Part],
    sessions: Mapping[SessionId, SessionFacts],
    holder: ForOffer,
    *,
    granted: bool,
) -> Changed | Refusal:
    """Others take the place of visits of a route that a site has refused, in sessions whose seats an offer
    has kept for them. What was refused stays so, and takes no part any more (C3). A Refusal when somebody has
    replaced them before."""
    if not replace_visits(tx.connection, [each.id for each in lost], LOST):
        return Refusal(Reason.ALREADY_DECIDED)
    first, site_id = last_position(tx.connection, booking.id) + 1, lost[0].site_id
    if parts:
        programme = tx.catalogue.programme(sessions[parts[0].session_id].programme_id)
        place_visits(
            tx,
            booking.id,
            programme,
            parts,
            sessions,
            holder,
            whose=(booking.organisation_id, booking.person_id),
            granted=granted,
            first_position=first,
        )
    after = read_booking(tx.connection, booking.id)
    if after is None:
        raise LookupError(f"booking {booking.id} vanished inside a transaction")
    renew_duties(tx, after)
    new = tuple(each for each in after.visits if each.position >= first)
    record(
        tx,
        "route.substituted",
        "booking",
        booking.id,
        {"stop": lost[0].stop, "visits": len(new)},
        region_id=booking.region_id,
        site_id=site_id,
    )
    if look_at_groups(tx, new, after):
        after = read_booking(tx.connection, booking.id) or after
        new = tuple(each for each in after.visits if each.position >= first)
    return Changed(after, new)


def retime(tx: Tx, booking: Booking, visits: Sequence[Visit], to: SessionFacts) -> Booking | Refusal:
    """The site receives these visits, which lie ahead in one session, in another one of the same day, which
    has room for them: they keep their numbers, codes and states (E5). A Refusal when one of them was decided
    meanwhile. The session that they leave is closed: nobody waits for its seats."""
    programme, site = tx.catalogue.programme(to.programme_id), tx.catalogue.site(to.site_id)
    list_due = list_deadline(
        to.starts_at,
        ZoneInfo(site.timezone),
        tx.catalogue.calendar(site.id),
        list_lead_working_days=programme.list_lead_working_days,
    )
    rows: list[VisitTransition] = []
    for visit in visits:
        pending = visit.status is VisitStatus.PENDING
        row = VISIT_TRANSITIONS[VisitEvent.RETIME_REQUEST if pending else VisitEvent.RETIME]
        entry = VisitEntry(
            booking_id=booking.id,
            site_id=site.id,
            session_id=to.id,
            position=visit.position,
            status=row.after,
            children=visit.children,
            adults=visit.adults,
            code=visit.code,
            answer_due_at=_no_later(visit.answer_due_at, list_due),
            expires_at=_no_later(visit.expires_at, list_due),
            list_due_at=list_due,
            stop=visit.stop,
        )
        release_all(tx.connection, [ForVisit(visit.id)], tx.now)
        if not give_place(tx.connection, visit.id, visit.session_id, row.before, entry):
            return Refusal(Reason.ALREADY_DECIDED)
        if not claim_seats(tx.connection, to.id, visit.seats, ForVisit(visit.id), tx.now):
            raise LookupError(f"session {to.id} has no room for visit {visit.id}")
        rows.append(row)
    after = read_booking(tx.connection, booking.id)
    if after is None:
        raise LookupError(f"booking {booking.id} vanished inside a transaction")
    renew_duties(tx, after)
    who = Readers(tx.connection, after)
    for visit, row in zip(visits, rows, strict=True):
        _withdraw_reminders(tx, row, after, replace(booking, visits=(visit,)), site.id, who)
        record(
            tx,
            row.audit,
            "booking",
            booking.id,
            {"visits": 1, "from": visit.session_id, "to": to.id},
            region_id=booking.region_id,
            site_id=site.id,
        )
        tell(tx, BookingRetimed(booking.id, visit.id, visit.starts_at, to.starts_at), who=who)
        tell_anew(tx, *_reminders(tx, row, after, site.id), who=who)
    change = f"retime-{to.id}-{tx.now:%m%d%H%M%S}"
    tell(tx, *about_change(tx, booking.id, site.id, change, who), who=who)
    is_reminded = any(row.reminded for row in rows)
    _show_end(tx, is_reminded, VisitEvent.RETIME, after, [each.id for each in visits], booking)
    tell_calendar(tx, after, site.id)
    return after


def _show_end(
    tx: Tx,
    is_reminded: bool,
    event: VisitEvent,
    booking: Booking,
    of: Collection[VisitId],
    *before: Booking,
) -> None:
    """What people were reminded of, and the lists of the days, show what became of it."""
    if is_reminded:
        tell_reminded(tx, booking, event, of, *before)
    else:
        tell_digests(tx, booking, event, of, *before)


def _no_later(moment: datetime | None, than: datetime) -> datetime | None:
    return None if moment is None else min(moment, than)


def _escalations(tx: Tx, row: VisitTransition, booking: Booking, site_id: SiteId) -> list[Later]:
    if Reminders.TO_ANSWER not in row.planned:
        return []
    zone = ZoneInfo(tx.catalogue.site(site_id).timezone)
    return plan_escalations(booking, site_id, escalations(tx.now, zone, tx.catalogue.calendar(site_id)))


def mark(
    tx: Tx,
    booking: Booking,
    visit: Visit,
    event: VisitEvent,
    *,
    arrived_at: datetime | None = None,
    count: int | None = None,
) -> bool:
    """Notes what became of a group at the gate; False: its visit is in no state for that any more.

    ``arrived_at`` (UTC) and ``count`` (people, companions included) replace what was noted before.
    """
    row = VISIT_TRANSITIONS[event]
    if tx.by is None:
        raise ValueError("a mark at the gate is somebody's")
    marked = mark_visit(
        tx.connection,
        visit.id,
        row.before,
        row.after,
        by=tx.by,
        now=tx.now,
        arrived_at=arrived_at,
        arrived_count=count,
    )
    if marked:
        if event is VisitEvent.ARRIVE:
            note_met(tx.connection, booking.organisation_id)
        record(
            tx,
            row.audit,
            "visit",
            visit.id,
            {"before": visit.status.value, "after": row.after.value, "count": count},
            region_id=booking.region_id,
            site_id=visit.site_id,
        )
        if Reminders.AFTER_VISIT in row.planned:
            arrived = visit.status is not VisitStatus.ARRIVED
            plan_after_visit(tx, booking.id, visit.id, arrived=arrived)
        follow_mark(tx, replace(visit, status=row.after))
        if row.reminded:
            tell_reminded(tx, booking, event, [visit.id], by=tx.by)
    return marked


def _changed(
    booking: Booking,
    moved: Collection[VisitId],
    row: VisitTransition,
    by: PersonId | None,
    reason: CancelReason | HostReason | None,
    line: str | None,
    now: datetime,
) -> Booking:
    """The booking as it is stored now."""
    why = None if reason is None else reason.value
    return replace(
        booking,
        visits=tuple(
            replace(
                visit,
                status=row.after,
                decided_by=by,
                decided_at=now,
                reason=why,
                line=line,
                calendar_sequence=visit.calendar_sequence + 1,
            )
            if visit.id in moved
            else visit
            for visit in booking.visits
        ),
    )


def _messages(
    tx: Tx, event: VisitEvent, row: VisitTransition, part: Booking, site_id: SiteId, who: Readers
) -> Iterator[AnyMessage]:
    """Who is told. ``part``: the booking with the visits that changed at this site. Each visit meets an event
    once, so the first of them says which change it was."""
    if row.told is Told.HOSTS_CANCELLED:
        yield VisitorsCancelled(part.id, site_id, tuple(each.id for each in part.visits))
    elif row.told is not None and not (event in _KEPT_INSTEAD and part.route_id is not None):
        yield _TO_LEADER[row.told].at(part, site_id)
    if row.notices:
        yield from about_change(tx, part.id, site_id, f"{event}-{part.first.id}", who)


def _withdraw_reminders(
    tx: Tx, row: VisitTransition, booking: Booking, part: Booking, site_id: SiteId, who: Readers
) -> None:
    """Withdraws those that have lost their reason."""
    prefixes: list[str] = []
    recipients: set[PersonId] = set()
    if Reminders.TO_ANSWER in row.withdrawn and not _awaits_answer(booking, site_id):
        prefixes += [f"{kind}:{booking.id}:{site_id}:" for kind in kinds_of(Reminders.TO_ANSWER)]
        recipients.update(who.coordinators(booking.region_id))
    if Reminders.OF_VISIT in row.withdrawn:
        of_visit = kinds_of(Reminders.OF_VISIT)
        prefixes += [f"{kind}:{visit.id}:" for visit in part.visits for kind in of_visit]
        recipients.add(booking.person_id)
    if prefixes:
        recipients.update(who.at(site_id, AT_THE_SITE))
        withdraw(tx.connection, sorted(recipients), prefixes)


def _awaits_answer(booking: Booking, site_id: SiteId) -> bool:
    return any(visit.status is VisitStatus.PENDING for visit in booking.at(site_id))


def _reminders(tx: Tx, row: VisitTransition, booking: Booking, site_id: SiteId) -> list[Later]:
    """Those that have a reason now. Visits of a day share them: those of a visit that is called off may have
    been meant for the others too."""
    if Reminders.OF_VISIT not in row.planned | row.withdrawn:
        return []
    confirmed = [visit for visit in booking.at(site_id) if visit.status is VisitStatus.CONFIRMED]
    reminders = reminders_of(booking, site_id, tx.catalogue.site(site_id).timezone, tx.now)
    return reminders + plan_duties(tx, booking, confirmed)
