"""What sending and withdrawing an application does; bodies of their transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.db.applications import add_application, read_application, read_applications_of, set_reference
from bot.db.connection import Connection
from bot.db.drafts import close_draft
from bot.db.locks import lock_sessions
from bot.db.sessions import read_sessions
from bot.domain.access import Actor
from bot.domain.application import Application, ApplicationEntry
from bot.domain.application_rules import is_open, refuse_applicant
from bot.domain.codes import reference
from bot.domain.deadlines import escalations
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm
from bot.domain.model import ApplicationStatus, DraftState, Priority, ProgrammeId
from bot.domain.refusal import Reason, Refusal
from bot.services import notices
from bot.services.host.applications import application_key, tell_application_changed
from bot.services.visitor.application_form import refuse_date
from bot.services.visitor.application_reading import due_of, read_wanted
from bot.services.visitor.form_view import FormContext

REFERENCE_LETTER = "С"
"""After the region's prefix, for «стажировка»: КС-0012."""


def read_open(connection: Connection, actor: Actor, now: datetime) -> list[Application]:
    """One's own applications that are under review, or accepted with the placement still to end."""
    own = read_applications_of(connection, actor.person_id)
    return [each for each in own if is_open(each, read_wanted(connection, each), now)]


def find_earlier(opened: Sequence[Application], programme_id: ProgrammeId) -> Application | None:
    return next((each for each in opened if each.entry.programme_id == programme_id), None)


def refuse_count(context: FormContext, opened: Sequence[Application]) -> Refusal | None:
    """At most so many under review at once."""
    most = context.limits.max_open_requests
    if sum(each.status is ApplicationStatus.REVIEW for each in opened) >= most:
        return Refusal(Reason.TOO_MANY_OPEN, {"most": most})
    return None


def refuse_sending(
    connection: Connection, context: FormContext, actor: Actor, form: ApplicationForm, now: datetime
) -> Refusal | None:
    """Every rule once more, at this moment."""
    programme = context.content.published.programmes.get(form.programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    if actor.blocked:
        return Refusal(Reason.BLOCKED)
    opened = read_open(connection, actor, now)
    earlier = find_earlier(opened, programme.id)
    if earlier is not None:
        return Refusal(Reason.OVERLAPS, {"reference": earlier.reference, "application_id": int(earlier.id)})
    if refusal := refuse_count(context, opened) or refuse_applicant(programme, form):
        return refusal
    wanted = [each for each in (form.first_session_id, form.second_session_id) if each is not None]
    lock_sessions(connection, wanted)
    for session_id in wanted:
        refusal = refuse_date(connection, context, programme, session_id, now)
        if refusal is not None:
            return refusal
    return None


def send(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[ApplicationForm],
    now: datetime,
) -> Application:
    form = draft.form
    programme = context.content.programme(form.programme_id)
    site = context.content.site(programme.site_id)
    application_id = add_application(connection, _entry(connection, context, actor, draft, now))
    prefix = context.content.region(site.region_id).prefix + REFERENCE_LETTER
    set_reference(connection, application_id, reference(application_id, prefix))
    close_draft(connection, draft.id, DraftState.SENT, now)
    notices.tell_site(
        connection,
        "host.application",
        site.id,
        {"application_id": application_id, "site_id": site.id},
        key=application_key(application_id),
        now=now,
        priority=Priority.ANSWER,
    )
    sent = read_application(connection, application_id)
    if sent is None:
        raise LookupError(f"application {application_id} vanished inside its own transaction")
    notices.plan_application_escalations(
        connection,
        sent,
        escalations(now, ZoneInfo(site.timezone), context.content.calendar(site.id)),
        now,
        stale_at=max(each.starts_at for each in read_wanted(connection, sent)),
    )
    return sent


def _entry(
    connection: Connection,
    context: FormContext,
    actor: Actor,
    draft: Draft[ApplicationForm],
    now: datetime,
) -> ApplicationEntry:
    form = draft.form
    first, applicant, age_band, course = form.first_session_id, form.applicant, form.age_band, form.course
    if first is None or applicant is None or age_band is None or course is None:
        raise ValueError(f"draft {draft.id} is not complete")
    programme = context.content.programme(form.programme_id)
    site = context.content.site(programme.site_id)
    ids = [first] if form.second_session_id is None else [first, form.second_session_id]
    sessions = read_sessions(connection, ids)
    due = due_of(context, programme, tuple(sessions.values()), now)
    if due is None:
        raise ValueError(f"draft {draft.id} asks for dates that have begun")
    return ApplicationEntry(
        region_id=site.region_id,
        person_id=actor.person_id,
        draft_id=draft.id,
        programme_id=programme.id,
        site_id=site.id,
        first_session_id=first,
        second_session_id=form.second_session_id,
        applicant=applicant,
        age_band=age_band,
        course=course,
        motivation=form.motivation,
        name=actor.name,
        phone=actor.phone,
        answer_due_at=due,
        created_at=now,
    )


def tell_withdrawn(connection: Connection, application: Application, now: datetime) -> None:
    if application.status is ApplicationStatus.ACCEPTED:
        notices.tell_site(
            connection,
            "host.application",
            application.site_id,
            {"application_id": application.id, "site_id": application.site_id, "change": "withdrawn"},
            key=f"{application_key(application.id)}:withdrawn",
            now=now,
        )
    tell_application_changed(connection, application.id, application.site_id, now, change="withdrawn")
