"""What is shown of applications for placements, read in the transaction that needs it (D2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.db.booking.bookings import read_person_names
from bot.db.booking.sessions import read_next_free, read_programme_sessions, read_sessions
from bot.db.people.organisations import read_cards
from bot.db.placements.draws import read_draws_with
from bot.db.placements.ends import read_end
from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.deadlines import answer_due
from bot.domain.catalogue.catalogue import Programme
from bot.domain.desk.endings import EndView
from bot.domain.desk.views import ApplicationView, Outcome, QueueEntry
from bot.domain.forms import ApplicationForm, Question
from bot.domain.model import Applicant, ApplicationStatus, SessionId, SessionStatus
from bot.domain.placements.application import Application, ApplicationEntry
from bot.domain.placements.ending import PlacementEnd, last_day_to_say
from bot.domain.placements.rules import is_free, offered_until, refuse_intake
from bot.domain.placements.views import (
    ApplicationFormView,
    Intake,
    OwnApplicationView,
    Stage,
    accepted_of,
    stage_of,
)
from bot.domain.time.local_time import utc_at
from bot.services.booking.rules import rules_of
from bot.services.catalogue.browse import earliest_of
from bot.services.forms.engine import At
from bot.services.forms.person import wanted_consent
from bot.services.messages.readers import Readers
from bot.services.transaction import Tx

INTAKES_SHOWN = 6
OTHERS_SHOWN = 3

DATES = frozenset({Question.FIRST_DATE, Question.SECOND_DATE})


def read_intakes(tx: Tx, programme: Programme) -> tuple[Intake, ...]:
    """Intakes up to the horizon, soonest first, each with the reason why it cannot be chosen, if so."""
    rules = rules_of(tx, programme)
    end = tx.now + timedelta(days=tx.limits.horizon_days + 1)
    sessions = read_programme_sessions(tx.connection, programme.id, tx.now + timedelta(seconds=1), end)
    coming = [each for each in sessions if each.status is SessionStatus.OPEN]
    return tuple(Intake(each, refuse_intake(rules, each, tx.now)) for each in coming)


def has_second(tx: Tx, programme: Programme, first: SessionId) -> bool:
    """Whether there are other dates to offer at all."""
    intakes = read_intakes(tx, programme)
    return any(each.refusal is None and each.session.id != first for each in intakes)


def wanted_ids(first: SessionId | None, second: SessionId | None) -> list[SessionId]:
    return [each for each in (first, second) if each is not None]


def due_of(tx: Tx, programme: Programme, chosen: tuple[SessionFacts, ...]) -> datetime | None:
    """By when the host has to answer (UTC): in time for the earlier dates. None when those have begun."""
    first_start = min(each.starts_at for each in chosen)
    if first_start <= tx.now:
        return None
    site = tx.catalogue.site(programme.site_id)
    return answer_due(
        tx.now,
        first_start,
        ZoneInfo(site.timezone),
        tx.catalogue.calendar(site.id),
        answer_working_days=tx.limits_in(site.region_id).answer_working_days,
        list_lead_working_days=programme.list_lead_working_days,
    )


def read_application_form(at: At[ApplicationForm], step: Question) -> ApplicationFormView:
    """Everything that the screen of the present question shows. ``step``: the first without an answer."""
    tx, form = at.tx, at.form
    programme = tx.catalogue.programme(form.programme_id)
    ids = wanted_ids(form.first_session_id, form.second_session_id)
    sessions = read_sessions(tx.connection, ids) if ids else {}
    chosen = tuple(sessions[each] for each in ids)
    intakes: tuple[Intake, ...] = ()
    if step in DATES:
        found = read_intakes(tx, programme)
        intakes = tuple(each for each in found if each.session.id != form.first_session_id)[:INTAKES_SHOWN]
    return ApplicationFormView(
        draft_id=at.draft.id,
        form=form,
        step=step,
        programme=programme,
        site=tx.catalogue.site(programme.site_id),
        actor=tx.actor,
        now=tx.now,
        intakes=intakes,
        chosen=chosen,
        answer_due_at=due_of(tx, programme, chosen) if chosen else None,
        own_consent=wanted_consent(tx, form).own if step is Question.CONSENT else None,
        refusal=at.refusal,
    )


def read_wanted(tx: Tx, application: Application) -> tuple[SessionFacts, ...]:
    """The dates that it asked for, then other ones in which it has a place, or one is kept for it."""
    place, ids = application.accepted_session_id, [*application.entry.wanted]
    if place is not None and place not in ids:
        ids.append(place)
    sessions = read_sessions(tx.connection, ids)
    return tuple(sessions[each] for each in ids)


def read_other_dates(tx: Tx, application: Application) -> tuple[SessionFacts, ...]:
    """Coming intakes with a place that it did not ask for, soon enough for an answer of the applicant."""
    entry = application.entry
    site = tx.catalogue.site(entry.site_id)
    zone, calendar = ZoneInfo(site.timezone), tx.catalogue.calendar(site.id)
    end = tx.now + timedelta(days=tx.limits.horizon_days + 1)
    coming = read_programme_sessions(tx.connection, entry.programme_id, tx.now, end)
    return tuple(
        each
        for each in coming
        if each.id not in entry.wanted
        and is_free(each, tx.now)
        and offered_until(tx.now, each.starts_at, zone, calendar) is not None
    )[:INTAKES_SHOWN]


def end_view(tx: Tx, application: Application) -> EndView | None:
    """How a placement ended, as far as its site has said; None for what was not accepted. Whether it may be
    read is the caller's."""
    if application.status is not ApplicationStatus.ACCEPTED:
        return None
    place = accepted_of(application, read_wanted(tx, application))
    if place is None:
        return None
    site, end = tx.catalogue.site(application.site_id), read_end(tx.connection, application.id)
    authors = () if end is None or end.written_by is None else (end.written_by,)
    until = utc_at(
        last_day_to_say(place.ends_at, site.timezone) + timedelta(days=1), time(0), ZoneInfo(site.timezone)
    )
    return EndView(
        site=site,
        programme=tx.catalogue.programme(application.entry.programme_id),
        application=application,
        place=place,
        end=end,
        may_write=place.ends_at <= tx.now < until,
        now=tx.now,
        by=next(iter(read_person_names(tx.connection, authors).values()), None),
    )


def is_over(tx: Tx, application: Application) -> bool:
    """Whether it was accepted, and its placement has ended."""
    return stage_of(application, read_wanted(tx, application), tx.now) is Stage.FINISHED


def application_view(tx: Tx, application: Application, outcome: Outcome = Outcome.SHOWN) -> ApplicationView:
    """An application as its site sees it, with whoever decided it."""
    deciders = [] if application.decided_by is None else [application.decided_by]
    return ApplicationView(
        application=application,
        site=tx.catalogue.site(application.site_id),
        programme=tx.catalogue.programme(application.entry.programme_id),
        intakes=read_wanted(tx, application),
        names=read_person_names(tx.connection, deciders),
        now=tx.now,
        outcome=outcome,
        school=_school_of(tx, application.entry),
        end=_end_of(tx, application),
    )


def _end_of(tx: Tx, application: Application) -> PlacementEnd | None:
    accepted = application.status is ApplicationStatus.ACCEPTED
    return read_end(tx.connection, application.id) if accepted else None


def _school_of(tx: Tx, entry: ApplicationEntry) -> str | None:
    """The school of a teacher who applies for a pupil: that of their newest class."""
    if entry.applicant is not Applicant.TEACHER:
        return None
    cards = read_cards(tx.connection, entry.person_id)
    return cards[-1].organisation.name if cards else None


def queued_application(tx: Tx, application: Application) -> QueueEntry:
    """An application that awaits its site's answer."""
    entry = application.entry
    return QueueEntry(
        tx.catalogue.site(entry.site_id),
        tx.catalogue.programme(entry.programme_id),
        entry.created_at,
        entry.answer_due_at,
        application=application,
    )


def own_view(tx: Tx, application: Application) -> OwnApplicationView:
    """One's own application with its dates, and the next other dates that could be asked for."""
    wanted = read_wanted(tx, application)
    programme = tx.catalogue.programme(application.entry.programme_id)
    site = tx.catalogue.site(programme.site_id)
    groups = earliest_of(tx, [programme.id])
    free = read_next_free(tx.connection, groups, tx.now, most=OTHERS_SHOWN + len(wanted))
    others = [each for each in free if each.id not in {one.id for one in wanted}]
    return OwnApplicationView(
        application=application,
        site=site,
        programme=programme,
        wanted=wanted,
        others=tuple(others[:OTHERS_SHOWN]),
        now=tx.now,
        end=_end_of(tx, application),
        draw_id=next((each.id for each, _ in reversed(read_draws_with(tx.connection, application.id))), None),
        attended=Readers(tx.connection).is_attended(site.id, application.entry.created_at),
    )
