"""«Нас будет 26»: the numbers of a party change with its seats, or the host is asked (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db.booking.numbers import recount_booking, recount_visit, want_numbers
from bot.db.booking.seats import resize
from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_booking, lock_sessions
from bot.domain.booking.availability import CLASSES, Asking
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.numbers import Numbers, agreed_seats, divide, needs_approval, numbers_of
from bot.domain.booking.splitting import SubParty
from bot.domain.booking.views import BookingView, NumbersView
from bot.domain.forms import NumbersForm, Question
from bot.domain.model import BookingId, DraftId, Party, SessionId, VisitId, VisitStatus
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.answers import is_yes
from bot.domain.typed.numbers import read_number
from bot.domain.typed.party import TypedParty, read_party
from bot.services.booking.groups import look_at_groups
from bot.services.booking.mine import changed_view, find_booking, view_of
from bot.services.booking.offers import free_seats
from bot.services.booking.offers.resizing import follow_numbers, kept_for
from bot.services.booking.renew import renew_duties
from bot.services.booking.rules import changeable, rules_of
from bot.services.forms.engine import (
    Answer,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
)
from bot.services.forms.engine import (
    Asking as AskingForm,
)
from bot.services.messages.booking.bookings import HOST_SOON
from bot.services.messages.booking.numbers import (
    NumbersAsked,
    VisitorsRecounted,
    about_numbers_asked,
    plan_numbers_asked,
)
from bot.services.messages.booking.reminded import tell_reminded
from bot.services.messages.booking.requests import about_change
from bot.services.messages.readers import Readers
from bot.services.messages.tell import Later, tell
from bot.services.permissions import leads
from bot.services.transaction import Tx, record, writes

LEADS = leads("booking_id")

MOST_PEOPLE = 500


def recount(tx: Tx, booking: Booking, new: Numbers) -> BookingView | Refusal:
    """Changes the numbers of a booking that is locked at once, while they differ by no more than the host has
    agreed to beforehand; else asks the host, and the old ones stay until the new are granted."""
    visits = changeable(tx, booking)
    if isinstance(visits, Refusal):
        return visits
    if new in {numbers_of(visits), _wanted(booking)}:
        return view_of(tx, booking)
    if booking.audience in CLASSES and not new.children:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "no_numbers"})
    if not 1 <= new.seats <= MOST_PEOPLE or new.children < 0 or new.adults < 0:
        return Refusal(Reason.TEXT_REFUSED, {"problem": "too_many", "most": MOST_PEOPLE})
    confirmed = any(each.status is VisitStatus.CONFIRMED for each in visits)
    if confirmed and needs_approval(booking, visits, new, tx.limits_in(booking.region_id).head_count_percent):
        if booking.route_id is not None:
            # Each of its hosts would have to agree, and one of them may not.
            agreed = agreed_seats(booking, visits)
            share = max(agreed * tx.limits_in(booking.region_id).head_count_percent // 100, 1)
            return Refusal(Reason.ROUTE_NUMBERS, {"least": agreed - share, "most": agreed + share})
        return _ask_host(tx, booking, visits, new)
    refused = apply_numbers(tx, booking, visits, new, agreed=agreed_seats(booking, visits))
    return refused or view_of(tx, find_booking(tx, booking.id))


def _wanted(booking: Booking) -> Numbers | None:
    if booking.wanted_children is None or booking.wanted_adults is None:
        return None
    return Numbers(booking.wanted_children, booking.wanted_adults)


def _ask_host(tx: Tx, booking: Booking, visits: Sequence[Visit], new: Numbers) -> BookingView | Refusal:
    """The old numbers stay until the new ones are granted; what cannot be granted is refused at once."""
    _end_wish(tx, booking, visits)
    parts = _divide(tx, booking, visits, new)
    if isinstance(parts, Refusal):
        return parts
    if not want_numbers(tx.connection, booking, new.children, new.adults):
        return Refusal(Reason.ALREADY_DECIDED)
    site_id = visits[0].site_id
    _record(tx, booking, visits, "booking.numbers_asked", new)
    until = min(each.starts_at for each in visits)
    asked = NumbersAsked(booking.id, site_id, new.children, new.adults, booking.version + 1)
    tell(tx, *plan_numbers_asked(tx, asked, until), who=Readers(tx.connection, booking))
    return view_of(tx, find_booking(tx, booking.id))


def _end_wish(tx: Tx, booking: Booking, visits: Sequence[Visit]) -> None:
    """What was asked for before is asked for no more: its notices show so."""
    earlier = _wanted(booking)
    if earlier is not None:
        site_id = visits[0].site_id
        asked = (booking.id, site_id, earlier.children, earlier.adults, booking.version)
        who = Readers(tx.connection, booking)
        tell(tx, *about_numbers_asked(tx, asked, who), who=who)


def apply_numbers(
    tx: Tx, booking: Booking, visits: Sequence[Visit], new: Numbers, *, agreed: int
) -> Refusal | None:
    """Divides the party anew over the sessions that it has, at every stop of a route, takes or gives back the
    seats of the difference, and tells the sites. The caller returns a Refusal, which rolls everything back.
    ``agreed``: with how many people the hosts have agreed."""
    kept, before = kept_for(tx, booking), numbers_of(visits)
    lock_sessions(
        tx.connection, {each.session_id for each in visits}.union(*(each.session_ids for each in kept))
    )
    parts = _divide(tx, booking, visits, new)
    if isinstance(parts, Refusal):
        return parts
    freed: list[SessionId] = []
    for visit, part in sorted(zip(visits, parts, strict=True), key=lambda each: each[0].session_id):
        more = part.seats - visit.seats
        if more and not resize(tx.connection, visit.id, visit.session_id, visit.seats, part.seats):
            return Refusal(Reason.SESSION_FULL, {"free": visit.seats, "seats": part.seats})
        if not recount_visit(tx.connection, visit, part):
            return Refusal(Reason.ALREADY_DECIDED)
        if more < 0:
            freed.append(visit.session_id)
    if not recount_booking(tx.connection, booking, _party(booking, new), agreed):
        return Refusal(Reason.ALREADY_DECIDED)
    _end_wish(tx, booking, visits)
    changed = find_booking(tx, booking.id)
    freed += follow_numbers(tx, changed, kept, before)
    look_at_groups(tx, changed.visits, changed)
    renew_duties(tx, changed)
    who = Readers(tx.connection, changed)
    for site_id in sorted({each.site_id for each in visits}):
        here = [each for each in visits if each.site_id == site_id]
        _record(tx, booking, here, "booking.recounted", new)
        _tell_site(tx, booking, here, who)
    tell_reminded(tx, changed, f"numbers-{changed.version}")
    if freed:
        free_seats.seats_came_free(tx, sorted(set(freed)))
    return None


def _tell_site(tx: Tx, booking: Booking, visits: Sequence[Visit], who: Readers) -> None:
    site_id, version = visits[0].site_id, booking.version + 1
    tell(tx, *about_change(tx, booking.id, site_id, f"numbers-{version}", who), who=who)
    first = min(each.starts_at for each in visits)
    if any(each.status is VisitStatus.CONFIRMED for each in visits) and first - tx.now <= HOST_SOON:
        soon = VisitorsRecounted(booking.id, site_id, version, numbers_of(visits).seats)
        tell(tx, Later(soon, until=max(each.ends_at for each in visits)), who=who)


def _divide(
    tx: Tx, booking: Booking, visits: Sequence[Visit], new: Numbers
) -> tuple[SubParty, ...] | Refusal:
    """Subgroups in the order of the visits; at each stop of a route the same people."""
    ids = [each.session_id for each in visits]
    lock_sessions(tx.connection, ids)
    sessions = read_sessions(tx.connection, ids)
    asking = Asking(_party(booking, new), booking.audience, tx.now, booking.is_operator)
    found: dict[VisitId, SubParty] = {}
    for stop in dict.fromkeys(each.stop for each in visits):
        here = [each for each in visits if each.stop == stop]
        rules = rules_of(tx, tx.catalogue.programme(here[0].programme_id))
        parts = divide(rules, asking, here, [sessions[each.session_id] for each in here])
        if isinstance(parts, Refusal):
            site = None if stop is None else tx.catalogue.site(here[0].site_id).name
            return replace(parts, site=site)
        found.update(zip((each.id for each in here), parts, strict=True))
    return tuple(found[each.id] for each in visits)


def _party(booking: Booking, new: Numbers) -> Party:
    """Foreign guests and wheelchairs are among those who come."""
    party = booking.party
    return replace(
        party,
        children=new.children,
        adults=new.adults,
        foreign=min(party.foreign, new.seats),
        wheelchairs=min(party.wheelchairs, new.seats),
    )


def _record(tx: Tx, booking: Booking, visits: Sequence[Visit], action: str, new: Numbers) -> None:
    before = numbers_of(visits)
    details = {
        "before": f"{before.children}+{before.adults}",
        "after": f"{new.children}+{new.adults}",
    }
    site_id = visits[0].site_id
    record(tx, action, "booking", booking.id, details, region_id=booking.region_id, site_id=site_id)


# --- what is typed ------------------------------------------------------------------------------------------


def read_numbers(text: str, now: Numbers) -> list[Numbers] | None:
    """What a text says of a party's numbers; several, where it may mean either; None: nothing."""
    found = read_party(text, MOST_PEOPLE)
    if not isinstance(found, TypedParty) or found.unclear or found.names_class:
        return None
    said = found.children, found.adults
    if said == (None, None):
        return None
    if not now.children:
        return [Numbers(0, (found.children or 0) + (found.adults or 0))]
    children, adults = said
    if children is None or adults is not None or found.of_school:
        children = now.children if children is None else children
        return [Numbers(children, now.adults if adults is None else adults)]
    # «Нас будет 26»: the children, or everybody.
    both = [Numbers(children, now.adults)]
    return both + ([Numbers(children - now.adults, now.adults)] if children > now.adults else [])


def _typed(at: At[NumbersForm], text: str) -> Answer[NumbersForm]:
    tx, form = at.tx, at.form
    lock_booking(tx.connection, form.booking_id)
    booking = find_booking(tx, form.booking_id)
    found = read_numbers(text, numbers_of(booking.standing))
    if found is None:
        if len(form.meant) == 1 and is_yes(text):
            return _take(at, Numbers(*form.meant[0]))
        return NotUnderstood("no_numbers")
    if len(found) > 1 or form.asks_first:
        return replace(form, meant=tuple((each.children, each.adults) for each in found))
    return _take(at, found[0])


def _tapped(at: At[NumbersForm], value: str) -> NumbersForm | Refusal:
    """Which of the two was meant."""
    form = at.form
    chosen = next((each for each in form.meant if value == f"{each[0]}.{each[1]}"), None)
    if chosen is None:
        return form
    return _take(at, Numbers(*chosen))


def _take(at: At[NumbersForm], numbers: Numbers) -> NumbersForm | Refusal:
    lock_booking(at.tx.connection, at.form.booking_id)
    done = recount(at.tx, find_booking(at.tx, at.form.booking_id), numbers)
    return done if isinstance(done, Refusal) else replace(at.form, answered=True)


def _view(at: At[NumbersForm]) -> NumbersView:
    return _seen(at.tx, at.form, at.draft.id, at.refusal)


def _seen(tx: Tx, form: NumbersForm, draft_id: DraftId, refusal: Refusal | None) -> NumbersView:
    card = changed_view(tx, find_booking(tx, form.booking_id))
    now = numbers_of(card.booking.standing)
    percent = tx.limits_in(card.booking.region_id).head_count_percent
    share = max(agreed_seats(card.booking, card.booking.standing) * percent // 100, 1)
    return NumbersView(card, draft_id, now, share, form.meant, refusal)


def _refuse(tx: Tx, form: NumbersForm) -> Refusal | None:
    """Whoever is not the leader any more, and a visit whose numbers are closed."""
    refusal = LEADS.refuse(tx, form.booking_id)
    if refusal is not None:
        return refusal
    visits = changeable(tx, find_booking(tx, form.booking_id))
    return visits if isinstance(visits, Refusal) else None


NUMBERS = form_kind(
    FormKind(
        form=NumbersForm,
        questions=(
            FormQuestion(
                name=Question.NUMBERS,
                is_missing=lambda at: not at.form.answered,
                text=_typed,
                taps={"meant": _tapped},
            ),
        ),
        view=_view,
        finish=_view,
        sends_itself=True,
        refuse=_refuse,
    )
)


@writes(LEADS)
def ask_numbers(tx: Tx, booking_id: BookingId, *, asks_first: bool = False) -> AskingForm | Refusal:
    """«Изменить число»: the next typed text says how many come. ``asks_first``: what it says is shown and
    agreed to, since it may have been meant for something else."""
    form = NumbersForm(booking_id, asks_first=asks_first)
    return _refuse(tx, form) or begin(tx, form)


@writes(LEADS)
def take_meant(tx: Tx, booking_id: BookingId, value: str) -> NumbersView | Refusal:
    """«Нас будет 31 + 4» under a question that was put aside: the button says all that it does. ``value``:
    children and adults, joined by a dot. Safe to repeat."""
    children, _, adults = value.partition(".")
    counts = read_number(children), read_number(adults)
    if counts[0] is None or counts[1] is None:
        return Refusal(Reason.NOT_FOUND)
    lock_booking(tx.connection, booking_id)
    done = recount(tx, find_booking(tx, booking_id), Numbers(counts[0], counts[1]))
    if isinstance(done, Refusal):
        return done
    return _seen(tx, NumbersForm(booking_id, answered=True), DraftId(0), None)
