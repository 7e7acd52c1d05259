"""«Отправить»: a form becomes a booking, exactly once (B3-B6, B13, C1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import (
    BookingEntry,
    add_booking,
    count_open_requests,
    read_booking,
    set_reference,
)
from bot.db.booking.holds import Hold, lock_and_read_seats, use_hold_of
from bot.db.booking.seats import ForHold, ForOffer
from bot.db.engine.locks import share_site
from bot.db.people.organisations import CardEntry, add_organisation, read_organisation, save_card
from bot.db.people.people import update_person
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.booking import Booking, Visit, status_of_all
from bot.domain.booking.codes import reference
from bot.domain.booking.deadlines import escalations
from bot.domain.booking.no_shows import asks_host
from bot.domain.booking.views import BookingView
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, remarks_of
from bot.domain.model import (
    Audience,
    OrganisationId,
    OrganisationKind,
    Publication,
    RegionId,
    RouteId,
    SessionId,
    VisitStatus,
)
from bot.domain.people.organisation import NO_SCHOOLS
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.form.overlaps import refuse_overlap
from bot.services.booking.form.party_answers import kind_of_school
from bot.services.booking.form.time_answers import hold_parts
from bot.services.booking.form.view import refuse_choice
from bot.services.booking.groups import look_at_groups
from bot.services.booking.mine import sent_view
from bot.services.booking.no_shows import form_waits_by_no_shows
from bot.services.booking.offers.ends import stop_waiting
from bot.services.booking.placing import place_visits
from bot.services.booking.renew import renew_duties
from bot.services.booking.rules import legs_of
from bot.services.forms.engine import At
from bot.services.links.sources import source_of
from bot.services.messages.booking import requests
from bot.services.messages.booking.bookings import HOST_SOON, VisitorsBooked
from bot.services.messages.booking.duties import plan_duties
from bot.services.messages.booking.forms import tell_end
from bot.services.messages.booking.visits import plan_reminders
from bot.services.messages.message import AnyMessage
from bot.services.messages.people.reaching import ask_about_news
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.transaction import Tx


def send_booking(at: At[BookingForm]) -> BookingView | Refusal:
    """Makes one booking of a complete form.

    What must hold: at most so many open requests, no overlapping visit of the same party, every rule of the
    sessions at this moment, and seats (the draft's hold, or free ones when the hold has run out). Told: the
    hosts; the leader sees the result.
    """
    tx, draft = at.tx, at.draft
    session_ids = [part.session_id for part in draft.form.parts]
    # Nobody archives the sites or closes the sessions while this is judged.
    for site_id in sorted({leg.site.id for leg in legs_of(tx, draft.form)}):
        if share_site(tx.connection, site_id) is not Publication.PUBLISHED:
            return Refusal(Reason.NOT_PUBLISHED)
    sessions = lock_and_read_seats(tx.connection, tx.actor.person_id, session_ids, tx.now)
    live = use_hold_of(tx.connection, draft.id)
    refusal = _refuse(tx, draft, sessions, held=live is not None)
    if refusal is not None:
        return refusal
    held = live or hold_again(tx, draft)
    if isinstance(held, Refusal):
        return held
    booking = store_booking(tx, draft, sessions, ForHold(held.id))
    who = Readers(tx.connection, booking)
    tell(tx, *about_new(tx, booking, who), ask_about_news(tx.actor.person_id, tx.now), who=who)
    tell_end(tx, draft)
    return sent_view(tx, booking, who)


def _refuse(
    tx: Tx,
    draft: Draft[BookingForm],
    sessions: dict[SessionId, SessionFacts],
    *,
    held: bool,
) -> Refusal | None:
    """Every rule once more, with the draft's own seats counted as free when they are ``held``."""
    form = draft.form
    if form.route_id is not None and not _leads_along(tx, form, form.route_id, sessions):
        return Refusal(Reason.NOT_PUBLISHED)
    if any(leg.rules.programme.id not in tx.catalogue.published.programmes for leg in legs_of(tx, form)):
        return Refusal(Reason.NOT_PUBLISHED)
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    return (
        refuse_more_requests(tx, form, sessions.values())
        or refuse_choice(tx, form, sessions, held=held)
        or refuse_overlap(tx, form, [sessions[part.session_id] for part in form.parts], tx.actor.person_id)
    )


def _leads_along(
    tx: Tx, form: BookingForm, route_id: RouteId, sessions: Mapping[SessionId, SessionFacts]
) -> bool:
    """Whether visitors see the route still, and its stops are those that were chosen along (F4)."""
    if route_id not in tx.catalogue.published.routes:
        return False
    chosen = {(part.stop, sessions[part.session_id].programme_id) for part in form.parts}
    return chosen == {(leg.stop, leg.rules.programme.id) for leg in legs_of(tx, form)}


def refuse_more_requests(tx: Tx, form: BookingForm, sessions: Collection[SessionFacts]) -> Refusal | None:
    """At most so many requests of a leader await an answer."""
    if not asks_host(sessions) and not form_waits_by_no_shows(tx, form, sessions):
        return None
    limit = tx.limits.max_open_requests
    if count_open_requests(tx.connection, tx.actor.person_id) < limit:
        return None
    return Refusal(Reason.TOO_MANY_OPEN, {"most": limit})


def hold_again(tx: Tx, draft: Draft[BookingForm]) -> Hold | Refusal:
    """The seats of a hold that was swept, taken once more and used up, if they are still there."""
    refusal = hold_parts(tx, draft, draft.form)
    if refusal is not None:
        return Refusal(Reason.HOLD_EXPIRED, {"seats": draft.form.party.seats}, refusal.alternatives)
    held = use_hold_of(tx.connection, draft.id)
    if held is None:
        raise LookupError(f"the hold of draft {draft.id} vanished inside its own transaction")
    return held


def store_booking(
    tx: Tx,
    draft: Draft[BookingForm],
    sessions: Mapping[SessionId, SessionFacts],
    holder: ForHold | ForOffer,
    *,
    granted: bool = False,
) -> Booking:
    """The booking of a form that chose its sessions, whose seats its hold or an offer has. ``granted``: the
    site has agreed to them already."""
    programme = tx.catalogue.programme(draft.form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    form = with_school(tx, draft.form, site.region_id)
    card_id = _keep_card(tx, form)
    booking_id = add_booking(
        tx.connection,
        BookingEntry(
            region_id=site.region_id,
            person_id=tx.actor.person_id,
            draft_id=draft.id,
            organisation_id=form.organisation_id,
            class_card_id=card_id,
            audience=form.audience or Audience.TOURIST,
            grade=form.grade,
            letter=form.letter,
            party=form.party,
            **remarks_of(form),
            leader_name=tx.actor.name,
            leader_phone=tx.actor.phone,
            source=source_of(tx, site.region_id, None if form.route_id else site.id, form.source),
            route_id=form.route_id,
        ),
        tx.now,
    )
    prefix = tx.catalogue.region(site.region_id).prefix
    set_reference(tx.connection, booking_id, reference(booking_id, prefix))
    for leg in legs_of(tx, form):
        parts = [part for part in form.parts if part.stop == leg.stop]
        at = form.parts.index(parts[0]) + 1
        place_visits(
            tx,
            booking_id,
            leg.rules.programme,
            parts,
            sessions,
            holder,
            whose=(form.organisation_id, tx.actor.person_id),
            granted=granted,
            first_position=at,
        )
    booking = read_booking(tx.connection, booking_id)
    if booking is None:
        raise LookupError(f"booking {booking_id} vanished inside its own transaction")
    if look_at_groups(tx, booking.visits, booking):
        booking = read_booking(tx.connection, booking_id) or booking
    renew_duties(tx, booking, new=True)
    for programme_id in dict.fromkeys(each.programme_id for each in booking.visits):
        starts = [each.starts_at for each in booking.visits if each.programme_id == programme_id]
        stop_waiting(tx, replace(form, programme_id=programme_id), starts)
    return booking


def with_school(tx: Tx, form: BookingForm, region_id: RegionId) -> BookingForm:
    """A school that was typed joins the directory now; so does one that was forgotten there meanwhile."""
    known = form.organisation_id is not None and read_organisation(tx.connection, form.organisation_id)
    if known or not form.is_organised or form.organisation_name is None:
        return form
    kind = OrganisationKind.AGENCY if form.operator else kind_of_school(form.audience)
    added = add_organisation(tx.connection, region_id, kind, form.organisation_name, None, tx.now)
    return replace(form, organisation_id=added)


def _keep_card(tx: Tx, form: BookingForm) -> int | None:
    """A class booked once is a card for the next time (B1)."""
    if form.operator and form.organisation_id is not None:
        _remember_operator(tx, form.organisation_id)
    kept = form.organisation_id is not None and form.is_class and not form.rest_stands
    if form.organisation_id is None or form.youngest_age is None or not kept:
        return form.class_card_id
    entry = CardEntry(
        organisation_id=form.organisation_id,
        audience=form.audience or Audience.SCHOOL,
        grade=form.grade,
        letter=form.letter,
        children=form.children,
        adults=form.adults,
        youngest_age=form.youngest_age,
    )
    if form.adults_guessed and form.class_card_id is not None:
        # A saved class whose adults this programme has raised: the card stays as it was saved.
        return form.class_card_id
    update_person(tx.connection, tx.actor.person_id, organisation_id=form.organisation_id)
    return save_card(tx.connection, tx.actor.person_id, entry, tx.now, most=tx.limits.max_class_cards)


def _remember_operator(tx: Tx, organisation_id: OrganisationId) -> None:
    """Not asked for again; a teacher's school stays what it is."""
    known = tx.actor.organisation_id
    own = None if known is None else read_organisation(tx.connection, known)
    if own is None or own.kind in NO_SCHOOLS:
        update_person(tx.connection, tx.actor.person_id, organisation_id=organisation_id)


def about_new(tx: Tx, booking: Booking, who: Readers) -> Iterator[AnyMessage | Later]:
    """What each site is told, and the reminders that are planned."""
    for site_id in dict.fromkeys(each.site_id for each in booking.visits):
        yield from about_new_at(tx, booking, booking.at(site_id), who)


def about_new_at(
    tx: Tx, booking: Booking, visits: Sequence[Visit], who: Readers, *, anew: bool = False
) -> Iterator[AnyMessage | Later]:
    """The same about these visits to one site. ``anew``: it was asked about the booking before."""
    site = tx.catalogue.site(visits[0].site_id)
    if not who.is_attended(site.id, tx.now):
        yield requests.RequestUnattended(booking.id, site.id)
    if status_of_all(visits) is VisitStatus.PENDING:
        moments = escalations(tx.now, ZoneInfo(site.timezone), tx.catalogue.calendar(site.id))
        yield from requests.about_new(booking, site.id, moments, visits[0].id if anew else None)
        return
    if visits[0].starts_at - tx.now <= HOST_SOON:
        yield VisitorsBooked(booking.id, site.id)
    yield from plan_reminders(booking, visits, site.timezone, tx.now)
    yield from plan_duties(tx, booking, visits)
