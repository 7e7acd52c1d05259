"""What a booking's question shows, read in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.db.booking.holds import read_hold
from bot.db.booking.sessions import has_shared_sessions, read_programme_sessions, read_sessions
from bot.db.people.organisations import read_cards, read_organisation
from bot.domain.booking.adults import adults_to_come
from bot.domain.booking.availability import (
    CLASSES,
    INDIVIDUALS,
    Asking,
    DayChoice,
    Option,
    Rules,
    SessionFacts,
    choose_days,
    first_month,
    needs_adults,
    refuse_session,
)
from bot.domain.booking.booking import Booking, Visit
from bot.domain.booking.deadlines import answer_due
from bot.domain.booking.no_shows import asks_host
from bot.domain.booking.routes.days import Demands, Leg, choose_route_days, keeps_its_order
from bot.domain.booking.views import BookingFormView, ChosenSession
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.forms import BookingForm, Part, Question, remarks_of
from bot.domain.model import (
    ClassCardId,
    OrganisationKind,
    Party,
    PersonId,
    ProgrammeId,
    RouteId,
    SessionId,
)
from bot.domain.people.organisation import NO_SCHOOLS, SCHOOLS, ClassCard
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.domain.typed.moments import Days
from bot.services.booking.form.fitting import fitting_programmes
from bot.services.booking.form.overlaps import clashes
from bot.services.booking.no_shows import form_waits_by_no_shows
from bot.services.booking.rules import asking_of, demands_of, legs_of, takes_classes
from bot.services.forms.engine import At, refused_text
from bot.services.forms.person import wanted_consent
from bot.services.people.schools import schools_like, schools_of_kind
from bot.services.transaction import Tx


def read_days(tx: Tx, form: BookingForm, person_id: PersonId | None = None) -> Mapping[date, DayChoice]:
    """Each local day with sessions from today to a week beyond the horizon; of a route, each on which it can
    begin. Nobody is offered a time at which they are elsewhere; ``person_id``: who leads the party, if not
    the actor."""
    legs, asking = legs_of(tx, form), asking_of(form, tx.now)
    found = [_sessions_from_today(tx, leg.rules) for leg in legs]
    met = clashes(
        tx, form, [each for sessions in found for each in sessions], person_id or tx.actor.person_id
    )
    left = [[each for each in sessions if each.id not in met] for sessions in found]
    if form.route_id is not None:
        return choose_route_days(legs, asking, left)
    rules, sessions = legs[0].rules, found[0]
    days = choose_days(rules, asking, sessions)
    return _without_clashes(rules, sessions, days, choose_days(rules, asking, left[0]), met) if met else days


def _without_clashes(
    rules: Rules,
    sessions: Sequence[SessionFacts],
    days: Mapping[date, DayChoice],
    left: Mapping[date, DayChoice],
    met: Mapping[SessionId, Refusal],
) -> Mapping[date, DayChoice]:
    """``left``: the days without what meets another visit. Where nothing is left of one, it is said why."""
    touched = {rules.local_day(each.starts_at): each.id for each in sessions if each.id in met}
    for day, choice in days.items():
        # Subgroups that begin on a day may go on on another.
        also = (each for option in choice.options for each in option.session_ids if each in met)
        if (session_id := next(also, None)) is not None:
            touched.setdefault(day, session_id)
    found = dict(days)
    for day, session_id in touched.items():
        if days[day].options:
            choice = left.get(day, DayChoice(day, ()))
            found[day] = choice if choice.options else DayChoice(day, (), met[session_id])
    return found


def read_adults(tx: Tx, form: BookingForm) -> int:
    """How many adults this class needs here; see :func:`adults_to_come`."""
    return _adults_of(tx, form)[0]


def form_of_card(
    tx: Tx, programme_id: ProgrammeId, card: ClassCard, route_id: RouteId | None = None
) -> BookingForm:
    """A form with a saved class in it, and as many adults as it needs at this programme, or along a route."""
    form = BookingForm(
        programme_id,
        route_id=route_id,
        audience=card.audience,
        class_card_id=card.id,
        grade=card.grade,
        letter=card.letter,
        organisation_id=card.organisation.id,
        organisation_name=card.organisation.title,
        children=card.children,
        adults=card.adults,
        youngest_age=card.youngest_age,
        party_agreed=True,
    )
    adults = read_adults(tx, form)
    return replace(form, adults=adults, adults_guessed=adults > card.adults)


def _adults_of(tx: Tx, *forms: BookingForm) -> list[int]:
    """The same for several parties at one programme or route, whose sessions are read once."""
    needed = _needing(tx, forms[0])
    return [needed(asking_of(form, tx.now)) for form in forms]


def _adults_of_cards(tx: Tx, form: BookingForm, cards: Sequence[ClassCard]) -> Mapping[ClassCardId, int]:
    if not cards:
        return {}
    needed = _needing(tx, form)
    return {
        card.id: needed(Asking(Party(card.children, card.adults), card.audience, tx.now)) for card in cards
    }


def _needing(tx: Tx, form: BookingForm) -> Callable[[Asking], int]:
    """How many adults a party needs: at the stop of a route that asks for most."""
    at = [(leg.rules, _sessions_from_today(tx, leg.rules)) for leg in legs_of(tx, form)]

    def needed(asking: Asking) -> int:
        adults = max(adults_to_come(rules, asking, sessions) for rules, sessions in at)
        if adults == asking.party.adults or len(at) == 1:
            return adults
        # One stop's adults take seats at the others.
        return needed(replace(asking, party=replace(asking.party, adults=adults)))

    return needed


def _sessions_from_today(tx: Tx, rules: Rules) -> Sequence[SessionFacts]:
    end = tx.now + timedelta(days=tx.limits.horizon_days + 7)
    yesterday = tx.now - timedelta(hours=24)
    sessions = read_programme_sessions(tx.connection, rules.programme.id, yesterday, end)
    today = rules.local_day(tx.now)
    return [each for each in sessions if rules.local_day(each.starts_at) >= today]


def _has_sessions_around(days: Mapping[date, DayChoice], month: date) -> bool:
    """Whether a month lies between the first and the last with sessions: no other is leafed to."""
    return bool(days) and min(days).replace(day=1) <= month <= max(days).replace(day=1)


def read_form_view(at: At[BookingForm], step: Question, *, asks_detail: bool) -> BookingFormView:
    """Everything that the screen of the present question shows. ``step``: the first without an answer;
    ``asks_detail``: a button has opened another one."""
    tx, form, month, refusal = at.tx, at.form, at.month, at.refusal
    programme = tx.catalogue.programme(form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    today = tx.now.astimezone(ZoneInfo(site.timezone)).date()
    held = read_hold(tx.connection, at.draft.id)
    held_until = held.expires_at if held is not None and held.expires_at > tx.now else None
    view = BookingFormView(
        draft_id=at.draft.id,
        form=form,
        step=step,
        question=at.draft.question,
        asks_detail=asks_detail,
        programme=programme,
        site=site,
        actor=tx.actor,
        today=today,
        now=tx.now,
        hold_expires_at=held_until,
        note=at.note if isinstance(at.note, date | Days) else None,
        own_consent=wanted_consent(tx, form).own if step is Question.CONSENT else None,
    )
    demands = demands_of(tx, form)
    view = _with_route(tx, view, demands)
    if step is Question.PARTY:
        of_classes = bool(CLASSES & demands.audience)
        cards = read_cards(tx.connection, tx.actor.person_id) if of_classes else ()
        view = replace(
            view,
            takes_classes=takes_classes(tx, form),
            cards=cards,
            card_adults=_adults_of_cards(tx, form, cards),
        )
        if demands.audience & INDIVIDUALS:
            view = replace(view, least_seats=least_seats(tx, form))
    view = replace(view, takes_individuals=bool(demands.audience & INDIVIDUALS))
    if step is Question.SCHOOL:
        view = _with_schools(tx, view, refusal)
    if step is Question.PARTY_CHECK:
        needed, least = _adults_of(tx, form, replace(form, adults=1))
        unclear = refusal is not None and refusal.params.get("problem") == "check_unclear"
        if needed > form.adults and (refusal is None or unclear):
            # There is no «Верно» to be tapped: what stands in its place is said again, whatever was typed.
            refusal = needs_adults(asking_of(form, tx.now), needed)
        view = replace(view, adults_needed=needed, least_adults=least)
        age = form.youngest_age
        if form.age_guessed and age is not None and age < demands.min_age:
            refusal = refused_text("check_age", demands.min_age) if unclear else refusal
            view = replace(view, fitting=fitting_programmes(tx, programme.id, form.audience, age))
    if step in {Question.DAY, Question.TIME}:
        days = read_days(tx, form)
        if month is not None and not _has_sessions_around(days, month):
            month = first_month(days, today)
        view = replace(view, days=days, month=month)
    if form.parts:
        sessions = read_sessions(tx.connection, [part.session_id for part in form.parts])
        if step is Question.SUMMARY and (refusal is None or refusal.reason is Reason.TEXT_REFUSED):
            # What keeps it from being sent is said again, whatever was typed meanwhile.
            refusal = refuse_choice(tx, form, sessions, held=held_until is not None) or refusal
        chosen = tuple(
            ChosenSession(sessions[part.session_id], part.children, part.adults, part.stop)
            for part in form.parts
        )
        due = _last_answer_due(tx, form, chosen)
        view = replace(view, chosen=chosen, manual=_is_manual(tx, form, chosen), answer_due_at=due)
    return _with_moved(tx, replace(view, refusal=refusal))


def _with_schools(tx: Tx, view: BookingFormView, refusal: Refusal | None) -> BookingFormView:
    """Which schools are offered: by what was typed, else one's own."""
    typed, known = view.form.organisation_name, tx.actor.organisation_id
    there, kinds = view.site.region_id, kinds_for(view.form)
    if of_kind := schools_of_kind(tx, there, refusal, kinds):
        return replace(view, organisations=of_kind)
    if typed is not None:
        return replace(view, typed_school=typed, organisations=schools_like(tx, there, typed, kinds))
    own = None if known is None else read_organisation(tx.connection, known)
    return replace(view, organisations=() if own is None or own.kind not in kinds else (own,))


def _with_moved(tx: Tx, view: BookingFormView) -> BookingFormView:
    moves = view.form.moves
    return view if moves is None else replace(view, moved=read_booking(tx.connection, moves))


def _with_route(tx: Tx, view: BookingFormView, demands: Demands) -> BookingFormView:
    if view.form.route_id is None:
        return view
    route = tx.catalogue.route(view.form.route_id)
    return replace(view, route=route, legs=legs_of(tx, view.form), demands=demands)


def kinds_for(form: BookingForm) -> Collection[OrganisationKind]:
    """Organisations that such a party may come from: a school is no operator, and no operator a school."""
    return NO_SCHOOLS if form.operator else SCHOOLS


def least_seats(tx: Tx, form: BookingForm) -> int:
    """Fewest people who may come without a class: one where seats are sold one by one."""
    return max(_least_seats(tx, leg.rules.programme) for leg in legs_of(tx, form))


def _least_seats(tx: Tx, programme: Programme) -> int:
    return 1 if has_shared_sessions(tx.connection, programme.id, tx.now) else programme.min_group


def _is_manual(tx: Tx, form: BookingForm, chosen: Sequence[ChosenSession]) -> bool:
    """Whether a site answers only since the party has been missing before."""
    together = [[each.session for each in chosen if each.stop == leg.stop] for leg in legs_of(tx, form)]
    return any(form_waits_by_no_shows(tx, form, each) for each in together)


def _last_answer_due(tx: Tx, form: BookingForm, chosen: Sequence[ChosenSession]) -> datetime | None:
    """By when everybody would have answered: each stop of a route has a host of its own."""
    due: list[datetime | None] = []
    for leg in legs_of(tx, form):
        here = [each.session for each in chosen if each.stop == leg.stop]
        asks = form.route_id is None or asks_host(here) or form_waits_by_no_shows(tx, form, here)
        if here and asks:
            first = min(each.starts_at for each in here)
            due.append(_answer_due(tx, leg.rules.programme, leg.site, first))
    return max((each for each in due if each is not None), default=None)


def _answer_due(tx: Tx, programme: Programme, site: Site, first_start: datetime) -> datetime | None:
    """By when the host would answer (UTC); None when the visit has begun."""
    if first_start <= tx.now:
        return None
    return answer_due(
        tx.now,
        first_start,
        ZoneInfo(site.timezone),
        tx.catalogue.calendar(site.id),
        answer_working_days=tx.limits_in(site.region_id).answer_working_days,
        list_lead_working_days=programme.list_lead_working_days,
    )


def refuse_choice(
    tx: Tx, form: BookingForm, sessions: Mapping[SessionId, SessionFacts], *, held: bool
) -> Refusal | None:
    """Why the chosen sessions will not do any more, with what would; ``held``: the form's own seats are
    among those taken, and count as free for it."""
    legs, asking = legs_of(tx, form), asking_of(form, tx.now)
    refusal = next(
        (
            each
            for part in form.parts
            if (each := _refuse_part(leg_of(legs, part), asking, sessions[part.session_id], part, held))
        ),
        None,
    )
    if refusal is None and not keeps_its_order(legs, form.parts, sessions):
        refusal = Refusal(Reason.ROUTE_TOO_TIGHT)
    if refusal is None:
        return None
    days, rules = read_days(tx, replace(form, parts=())), legs[0].rules
    around = rules.local_day(min(sessions[part.session_id].starts_at for part in form.parts))
    return replace(refusal, alternatives=nearest(days, rules, around))


def leg_of(legs: Sequence[Leg], part: Part) -> Leg:
    """Of the stop to which a part of the party goes."""
    return next((leg for leg in legs if leg.stop == part.stop), legs[0])


def _refuse_part(leg: Leg, asking: Asking, session: SessionFacts, part: Part, held: bool) -> Refusal | None:
    if held:
        session = replace(session, taken=session.taken - part.seats, parties=session.parties - 1)
    refusal = refuse_session(leg.rules, asking, session, part.seats)
    at_stop = refusal is not None and leg.stop is not None
    return replace(refusal, site=leg.site.name) if refusal is not None and at_stop else refusal


def nearest(
    days: Mapping[date, DayChoice],
    rules: Rules,
    around: date,
    *,
    most: int = 3,
    but: Collection[SessionId] = (),
) -> tuple[OtherSession, ...]:
    """Up to ``most`` choices that this party could have, on the days nearest to a day, soonest first."""
    found = [
        OtherSession(
            option.session_ids[0],
            option.starts[0],
            rules.timezone,
            option.few,
            option.session_ids[1:],
            option.starts[1:],
            option.of_route,
        )
        for option in options_around(days, around, but=but)[:most]
    ]
    return tuple(sorted(found, key=lambda each: each.starts_at))


def options_around(
    days: Mapping[date, DayChoice], around: date, *, but: Collection[SessionId] = ()
) -> list[Option]:
    """What this party could have, the days nearest to a day first."""
    return [
        option
        for day, choice in sorted(days.items(), key=lambda item: (abs((item[0] - around).days), item[0]))
        for option in choice.options
        if not any(each in but for each in option.session_ids)
    ]


def without_place(booking: Booking) -> tuple[Visit, ...]:
    """The subgroups that were called off, and need another date."""
    standing = booking.standing
    return tuple(each for each in booking.visits if each not in standing)


def form_again(booking: Booking) -> BookingForm:
    """The form that a booking was made with, as far as the question of the day, for those without a place."""
    party, fallen = booking.party, without_place(booking)
    if booking.route_id is not None:
        first = booking.stops[0][0].programme_id
        whole = form_of(booking, first, party.children, party.adults)
        return replace(whole, route_id=booking.route_id)
    part = bool(fallen) and len(fallen) < len(booking.visits)
    children = sum(each.children for each in fallen) if part else party.children
    adults = sum(each.adults for each in fallen) if part else party.adults
    programme_id = (fallen or booking.visits)[0].programme_id
    return replace(form_of(booking, programme_id, children, adults), rest_stands=part)


def form_of(booking: Booking, programme_id: ProgrammeId, children: int, adults: int) -> BookingForm:
    """What a booking says of its guests, asked anew for so many of them."""
    party = booking.party
    return BookingForm(
        programme_id=programme_id,
        audience=booking.audience,
        grade=booking.grade,
        letter=booking.letter,
        organisation_id=booking.organisation_id,
        organisation_name=booking.organisation_title,
        children=children,
        adults=adults,
        youngest_age=party.youngest_age,
        party_agreed=True,
        operator=booking.is_operator,
        foreign=min(party.foreign, children + adults),
        wheelchairs=min(party.wheelchairs, children + adults),
        **remarks_of(booking),
    )
