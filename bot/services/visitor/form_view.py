"""What a booking's question shows, read in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.connection import Connection
from bot.db.organisations import find_organisations, read_cards
from bot.db.sessions import has_shared_sessions, read_programme_sessions, read_sessions
from bot.domain.access import Actor
from bot.domain.availability import (
    INDIVIDUALS,
    Asking,
    DayChoice,
    Rules,
    SessionFacts,
    choose_days,
    refuse_session,
)
from bot.domain.booking import Booking
from bot.domain.catalogue import Programme
from bot.domain.deadlines import answer_due
from bot.domain.draft import Draft
from bot.domain.forms import BookingForm, Step
from bot.domain.limits import Limits
from bot.domain.model import Audience, SessionId
from bot.domain.organisation import ClassCard, Organisation
from bot.domain.organisation_names import words_to_find
from bot.domain.refusal import OtherSession, Refusal
from bot.domain.views import BookingFormView, ChosenSession
from bot.services.content import Content


@dataclass(frozen=True, slots=True)
class FormContext:
    """What reading and advancing a booking's form needs besides the connection."""

    content: Content
    limits: Limits
    consent_version: int

    def rules(self, programme: Programme) -> Rules:
        site = self.content.site(programme.site_id)
        return Rules(programme, site.timezone, self.content.calendar(site.id), self.limits)

    def step(self, form: BookingForm, actor: Actor) -> Step:
        return form.step(
            consented=actor.consent_version == self.consent_version,
            named=actor.name is not None or not form.is_class,
            phoned=actor.phone is not None,
        )


def asking_of(form: BookingForm, now: datetime) -> Asking:
    """Who asks, once the party is known."""
    return Asking(form.party, form.audience or Audience.TOURIST, now)


def read_days(
    connection: Connection, context: FormContext, form: BookingForm, now: datetime
) -> Mapping[date, DayChoice]:
    """Each local day with sessions from today to a week beyond the horizon."""
    programme = context.content.programme(form.programme_id)
    end = now + timedelta(days=context.limits.horizon_days + 7)
    sessions = read_programme_sessions(connection, programme.id, now - timedelta(hours=24), end)
    rules = context.rules(programme)
    today = rules.local_day(now)
    ahead = [each for each in sessions if rules.local_day(each.starts_at) >= today]
    return choose_days(rules, asking_of(form, now), ahead)


def first_month(days: Mapping[date, DayChoice], today: date) -> date:
    """The month to open: of the first day that can be booked, else of the first with sessions, else now."""
    bookable = [day for day, choice in days.items() if choice.options]
    first = min(bookable or list(days) or [today])
    return first.replace(day=1)


def _has_sessions_around(days: Mapping[date, DayChoice], month: date) -> bool:
    """Whether a month lies between the first and the last with sessions: no other is leafed to."""
    return bool(days) and min(days).replace(day=1) <= month <= max(days).replace(day=1)


def read_form_view(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[BookingForm],
    now: datetime,
    *,
    month: date | None = None,
    refusal: Refusal | None = None,
    hold_expires_at: datetime | None = None,
) -> BookingFormView:
    """Everything that the screen of the present question shows."""
    form = draft.form
    programme = context.content.programme(form.programme_id)
    site = context.content.site(programme.site_id)
    step = context.step(form, actor)
    cards: Sequence[ClassCard] = ()
    organisations: Sequence[Organisation] = ()
    days: Mapping[date, DayChoice] | None = None
    chosen: tuple[ChosenSession, ...] = ()
    due: datetime | None = None
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    least: int | None = None
    if step is Step.PARTY:
        cards = read_cards(connection, actor.person_id)
        if programme.audience & INDIVIDUALS:
            least = 1 if has_shared_sessions(connection, programme.id, now) else programme.min_group
    typed_school = form.organisation_name if step is Step.SCHOOL else None
    if typed_school is not None:
        organisations = find_organisations(connection, site.region_id, words_to_find(typed_school))
    if step in {Step.DAY, Step.TIME}:
        days = read_days(connection, context, form, now)
        if month is None or not _has_sessions_around(days, month):
            month = form.day.replace(day=1) if form.day else first_month(days, today)
    if form.parts:
        sessions = read_sessions(connection, [part.session_id for part in form.parts])
        if step is Step.SUMMARY and refusal is None:
            held = hold_expires_at is not None
            refusal = refuse_choice(connection, context, form, sessions, now, held=held)
        chosen = tuple(
            ChosenSession(sessions[part.session_id], part.children, part.adults) for part in form.parts
        )
        first = min(each.session.starts_at for each in chosen)
        if first > now:
            due = answer_due(
                now,
                first,
                ZoneInfo(site.timezone),
                context.content.calendar(site.id),
                answer_working_days=context.limits.answer_working_days,
                list_lead_working_days=programme.list_lead_working_days,
            )
    return BookingFormView(
        draft_id=draft.id,
        form=form,
        step=step,
        question=draft.question,
        programme=programme,
        site=site,
        actor=actor,
        today=today,
        now=now,
        cards=cards,
        organisations=organisations,
        typed_school=typed_school,
        takes_classes=bool(programme.audience & {Audience.SCHOOL, Audience.COLLEGE}),
        least_seats=least,
        days=days,
        month=month,
        chosen=chosen,
        hold_expires_at=hold_expires_at,
        answer_due_at=due,
        refusal=refusal,
    )


def refuse_choice(
    connection: Connection,
    context: FormContext,
    form: BookingForm,
    sessions: Mapping[SessionId, SessionFacts],
    now: datetime,
    *,
    held: bool,
) -> Refusal | None:
    """Why the chosen sessions will not do any more, with what would; ``held``: the form's own seats are
    among those taken, and count as free for it."""
    rules, asking = context.rules(context.content.programme(form.programme_id)), asking_of(form, now)
    for part in form.parts:
        session = sessions[part.session_id]
        if held:
            session = replace(session, taken=session.taken - part.seats, parties=session.parties - 1)
        refusal = refuse_session(rules, asking, session, part.seats)
        if refusal is not None:
            days = read_days(connection, context, replace(form, parts=()), now)
            return replace(refusal, ways=nearest(days, rules, rules.local_day(session.starts_at)))
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
    options = [
        OtherSession(
            option.parts[0].session_id,
            option.starts[0],
            rules.timezone,
            option.free,
            tuple(part.session_id for part in option.parts[1:]),
        )
        for day, choice in sorted(days.items(), key=lambda item: (abs((item[0] - around).days), item[0]))
        for option in choice.options
        if not any(part.session_id in but for part in option.parts)
    ]
    return tuple(sorted(options[:most], key=lambda each: each.starts_at))


def form_again(booking: Booking) -> BookingForm:
    """The form that a booking was made with, as far as the question of the day."""
    return BookingForm(
        programme_id=booking.first.programme_id,
        audience=booking.audience,
        grade=booking.grade,
        letter=booking.letter,
        organisation_id=booking.organisation_id,
        organisation_name=booking.organisation_title,
        children=booking.party.children,
        adults=booking.party.adults,
        youngest_age=booking.party.youngest_age,
        party_agreed=True,
        foreign=booking.party.foreign,
        wheelchairs=booking.party.wheelchairs,
        comment=booking.comment,
    )
