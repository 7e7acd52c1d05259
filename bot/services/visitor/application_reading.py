"""What the screens of an application show, read in the transaction that needs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.db.connection import Connection
from bot.db.sessions import read_next_free, read_programme_sessions, read_sessions
from bot.domain.access import Actor
from bot.domain.application import Application
from bot.domain.application_rules import refuse_intake
from bot.domain.application_views import ApplicationFormView, Intake, OwnApplicationView
from bot.domain.availability import SessionFacts
from bot.domain.catalogue import Programme
from bot.domain.deadlines import answer_due
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm, ApplicationStep
from bot.domain.model import SessionId, SessionStatus
from bot.domain.refusal import Refusal
from bot.services.content import Content
from bot.services.visitor.form_view import FormContext
from bot.services.visitor.read_catalogue import earliest_of

INTAKES_SHOWN = 6
OTHERS_SHOWN = 3

DATES = frozenset({ApplicationStep.FIRST_DATE, ApplicationStep.SECOND_DATE})


def step_of(context: FormContext, form: ApplicationForm, actor: Actor) -> ApplicationStep:
    """The first question without an answer."""
    return form.step(
        consented=actor.consent_version == context.consent_version,
        named=actor.name is not None,
        phoned=actor.phone is not None,
    )


def read_intakes(
    connection: Connection, context: FormContext, programme: Programme, now: datetime
) -> tuple[Intake, ...]:
    """Intakes up to the horizon, soonest first, each with the reason why it cannot be chosen, if so."""
    rules = context.rules(programme)
    end = now + timedelta(days=context.limits.horizon_days + 1)
    sessions = read_programme_sessions(connection, programme.id, now + timedelta(seconds=1), end)
    coming = [each for each in sessions if each.status is SessionStatus.OPEN]
    return tuple(Intake(each, refuse_intake(rules, each, now)) for each in coming)


def has_second(
    connection: Connection, context: FormContext, programme: Programme, first: SessionId, now: datetime
) -> bool:
    """Whether there are other dates to offer at all."""
    intakes = read_intakes(connection, context, programme, now)
    return any(each.refusal is None and each.session.id != first for each in intakes)


def wanted_ids(first: SessionId | None, second: SessionId | None) -> list[SessionId]:
    return [each for each in (first, second) if each is not None]


def due_of(
    context: FormContext, programme: Programme, chosen: tuple[SessionFacts, ...], now: datetime
) -> datetime | None:
    """By when the host has to answer (UTC): in time for the earlier dates. None when those have begun."""
    first_start = min(each.starts_at for each in chosen)
    if first_start <= now:
        return None
    site = context.content.site(programme.site_id)
    return answer_due(
        now,
        first_start,
        ZoneInfo(site.timezone),
        context.content.calendar(site.id),
        answer_working_days=context.limits.answer_working_days,
        list_lead_working_days=programme.list_lead_working_days,
    )


def read_form(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[ApplicationForm],
    now: datetime,
    refusal: Refusal | None = None,
) -> ApplicationFormView:
    """Everything that the screen of the present question shows."""
    form = draft.form
    programme = context.content.programme(form.programme_id)
    step = step_of(context, form, actor)
    ids = wanted_ids(form.first_session_id, form.second_session_id)
    sessions = read_sessions(connection, ids) if ids else {}
    chosen = tuple(sessions[each] for each in ids)
    intakes: tuple[Intake, ...] = ()
    if step in DATES:
        found = read_intakes(connection, context, programme, now)
        intakes = tuple(each for each in found if each.session.id != form.first_session_id)[:INTAKES_SHOWN]
    return ApplicationFormView(
        draft_id=draft.id,
        form=form,
        step=step,
        programme=programme,
        site=context.content.site(programme.site_id),
        actor=actor,
        now=now,
        intakes=intakes,
        chosen=chosen,
        answer_due_at=due_of(context, programme, chosen, now) if chosen else None,
        refusal=refusal,
    )


def read_wanted(connection: Connection, application: Application) -> tuple[SessionFacts, ...]:
    entry = application.entry
    ids = wanted_ids(entry.first_session_id, entry.second_session_id)
    sessions = read_sessions(connection, ids)
    return tuple(sessions[each] for each in ids)


def read_own(
    connection: Connection, content: Content, application: Application, now: datetime
) -> OwnApplicationView:
    """One's own application with its dates, and the next other dates that could be asked for."""
    wanted = read_wanted(connection, application)
    programme = content.programme(application.entry.programme_id)
    site = content.site(programme.site_id)
    groups = earliest_of(content, [programme.id], now)
    free = read_next_free(connection, groups, now, most=OTHERS_SHOWN + len(wanted))
    others = [each for each in free if each.id not in {one.id for one in wanted}]
    return OwnApplicationView(
        application=application,
        site=site,
        programme=programme,
        wanted=wanted,
        others=tuple(others[:OTHERS_SHOWN]),
        now=now,
    )
