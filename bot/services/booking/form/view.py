"""What a booking's question shows, read in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_booking
from bot.db.booking.holds import read_hold
from bot.db.booking.sessions import has_shared_sessions, read_programme_sessions, read_sessions
from bot.db.people.organisations import find_organisations, read_cards, read_organisation
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
from bot.domain.booking.views import BookingFormView, ChosenSession
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.forms import BookingForm, Question, remarks_of
from bot.domain.model import ClassCardId, OrganisationKind, Party, PersonId, ProgrammeId, SessionId
from bot.domain.people.organisation import NO_SCHOOLS, SCHOOLS, ClassCard
from bot.domain.refusal import OtherSession, Reason, Refusal
from bot.domain.typed.moments import Days
from bot.services.booking.form.fitting import fitting_programmes
from bot.services.booking.form.overlaps import clashes
from bot.services.booking.rules import asking_of, rules_of, takes_classes
from bot.services.forms.engine import At
from bot.services.transaction import Tx


def read_days(tx: Tx, form: BookingForm, person_id: PersonId | None = None) -> Mapping[date, DayChoice]:
    """Each local day with sessions from today to a week beyond the horizon. Nobody is offered a time at which
    they are elsewhere; ``person_id``: who leads the party, if not the actor."""
    rules, asking = rules_of(tx, tx.catalogue.programme(form.programme_id)), asking_of(form, tx.now)
    sessions = _sessions_from_today(tx, rules)
    days = choose_days(rules, asking, sessions)
    met = clashes(tx, form, sessions, person_id or tx.actor.person_id)
    if not met:
        return days
    left = choose_days(rules, asking, [each for each in sessions if each.id not in met])
    found = dict(days)
    for each in sessions:
        day = rules.local_day(each.starts_at)
        if each.id in met and days[day].options:
            choice = left.get(day)
            found[day] = choice if choice and choice.options else DayChoice(day, (), met[each.id])
    return found


def read_adults(tx: Tx, form: BookingForm) -> int:
    """How many adults this class needs here; see :func:`adults_to_come`."""
    return _adults_of(tx, form)[0]


def form_of_card(tx: Tx, programme_id: ProgrammeId, card: ClassCard) -> BookingForm:
    """A form with a saved class in it, and as many adults as it needs at this programme."""
    form = BookingForm(
        programme_id,
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
    """The same for several parties at one programme, whose sessions are read once."""
    rules = rules_of(tx, tx.catalogue.programme(forms[0].programme_id))
    sessions = _sessions_from_today(tx, rules)
    return [adults_to_come(rules, asking_of(form, tx.now), sessions) for form in forms]


def _adults_of_cards(tx: Tx, programme: Programme, cards: Sequence[ClassCard]) -> Mapping[ClassCardId, int]:
    rules = rules_of(tx, programme)
    sessions = _sessions_from_today(tx, rules) if cards else ()

    def needed(card: ClassCard) -> int:
        party = Party(children=card.children, adults=card.adults)
        return adults_to_come(rules, Asking(party, card.audience, tx.now), sessions)

    return {card.id: needed(card) for card in cards}


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
    )
    if step is Question.PARTY:
        of_classes = bool(CLASSES & programme.audience)
        cards = read_cards(tx.connection, tx.actor.person_id) if of_classes else ()
        view = replace(
            view,
            takes_classes=takes_classes(tx, form),
            cards=cards,
            card_adults=_adults_of_cards(tx, programme, cards),
        )
        if programme.audience & INDIVIDUALS:
            view = replace(view, least_seats=least_seats(tx, programme))
    view = replace(view, takes_individuals=bool(programme.audience & INDIVIDUALS))
    known, kinds = tx.actor.organisation_id, kinds_for(form)
    if step is Question.SCHOOL and form.organisation_name is None and known is not None:
        own = read_organisation(tx.connection, known)
        view = replace(view, organisations=() if own is None or own.kind not in kinds else (own,))
    if step is Question.SCHOOL and form.organisation_name is not None:
        typed = form.organisation_name
        found = find_organisations(
            tx.connection, site.region_id, typed, seen_by=tx.actor.person_id, kinds=kinds
        )
        view = replace(view, typed_school=typed, organisations=found)
    if step is Question.PARTY_CHECK:
        needed, least = _adults_of(tx, form, replace(form, adults=1))
        if refusal is None and needed > form.adults:
            refusal = needs_adults(asking_of(form, tx.now), needed)
        view = replace(view, adults_needed=needed, least_adults=least)
        age = form.youngest_age
        if form.age_guessed and age is not None and age < programme.min_age:
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
            ChosenSession(sessions[part.session_id], part.children, part.adults) for part in form.parts
        )
        due = _answer_due(tx, programme, site, min(each.session.starts_at for each in chosen))
        moved = None if form.moves is None else read_booking(tx.connection, form.moves)
        view = replace(view, chosen=chosen, answer_due_at=due, moved=moved)
    return replace(view, refusal=refusal)


def kinds_for(form: BookingForm) -> Collection[OrganisationKind]:
    """Organisations that such a party may come from: a school is no operator, and no operator a school."""
    return NO_SCHOOLS if form.operator else SCHOOLS


def least_seats(tx: Tx, programme: Programme) -> int:
    """Fewest people who may come without a class: one where seats are sold one by one."""
    return 1 if has_shared_sessions(tx.connection, programme.id, tx.now) else programme.min_group


def _answer_due(tx: Tx, programme: Programme, site: Site, first_start: datetime) -> datetime | None:
    """By when the host would answer (UTC); None when the visit has begun."""
    if first_start <= tx.now:
        return None
    return answer_due(
        tx.now,
        first_start,
        ZoneInfo(site.timezone),
        tx.catalogue.calendar(site.id),
        answer_working_days=tx.limits.answer_working_days,
        list_lead_working_days=programme.list_lead_working_days,
    )


def refuse_choice(
    tx: Tx, form: BookingForm, sessions: Mapping[SessionId, SessionFacts], *, held: bool
) -> Refusal | None:
    """Why the chosen sessions will not do any more, with what would; ``held``: the form's own seats are
    among those taken, and count as free for it."""
    rules = rules_of(tx, tx.catalogue.programme(form.programme_id))
    asking = asking_of(form, tx.now)
    for part in form.parts:
        session = sessions[part.session_id]
        if held:
            session = replace(session, taken=session.taken - part.seats, parties=session.parties - 1)
        refusal = refuse_session(rules, asking, session, part.seats)
        if refusal is not None:
            days = read_days(tx, replace(form, parts=()))
            return replace(refusal, alternatives=nearest(days, rules, rules.local_day(session.starts_at)))
    return None


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
