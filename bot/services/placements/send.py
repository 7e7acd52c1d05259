"""Sending an application for a placement. Waiting takes no place: the host takes one on accepting (D2).

The reference is the region's prefix with «С» for «стажировка»: КС-0012.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.db.booking.sessions import read_sessions
from bot.db.engine.locks import lock_sessions, share_site
from bot.db.placements.applications import (
    add_application,
    read_application,
    read_applications_of,
    set_reference,
)
from bot.domain.booking.codes import reference
from bot.domain.booking.deadlines import escalations
from bot.domain.catalogue.catalogue import Programme
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm
from bot.domain.model import ProgrammeId, Publication, SessionId
from bot.domain.placements.application import Application, ApplicationEntry
from bot.domain.placements.rules import is_open, refuse_applicant, refuse_intake
from bot.domain.placements.views import OwnApplicationView
from bot.domain.refusal import Reason, Refusal
from bot.services.booking.rules import rules_of
from bot.services.forms.engine import At
from bot.services.links.sources import source_of
from bot.services.messages import applications
from bot.services.messages.readers import Readers
from bot.services.messages.tell import tell
from bot.services.placements.reading import due_of, own_view, read_wanted
from bot.services.transaction import Tx

REFERENCE_LETTER = "С"
"""After the region's prefix, for «стажировка»: КС-0012."""


def read_open(tx: Tx) -> list[Application]:
    """One's own applications that stand open, or accepted with the placement still to end."""
    own = read_applications_of(tx.connection, tx.actor.person_id)
    return [each for each in own if is_open(each, read_wanted(tx, each), tx.now)]


def find_earlier(opened: Sequence[Application], programme_id: ProgrammeId) -> Application | None:
    return next((each for each in opened if each.entry.programme_id == programme_id), None)


def refuse_count(tx: Tx, opened: Sequence[Application]) -> Refusal | None:
    """At most so many at once from which their sites have still to choose."""
    most = tx.limits.max_open_requests
    if sum(each.status.in_selection for each in opened) >= most:
        return Refusal(Reason.TOO_MANY_OPEN, {"most": most})
    return None


def refuse_date(tx: Tx, programme: Programme, session_id: SessionId) -> Refusal | None:
    """Why these dates cannot be asked for, if so."""
    intake = read_sessions(tx.connection, [session_id]).get(session_id)
    if intake is None or intake.programme_id != programme.id:
        return Refusal(Reason.NOT_FOUND)
    return refuse_intake(rules_of(tx, programme), intake, tx.now)


def _refuse(tx: Tx, form: ApplicationForm) -> Refusal | None:
    """Every rule once more, at this moment."""
    programme = tx.catalogue.published.programmes.get(form.programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    if tx.actor.blocked:
        return Refusal(Reason.BLOCKED)
    opened = read_open(tx)
    earlier = find_earlier(opened, programme.id)
    if earlier is not None:
        return Refusal(Reason.OVERLAPS, {"reference": earlier.reference, "application_id": int(earlier.id)})
    if refusal := refuse_count(tx, opened) or refuse_applicant(programme, form):
        return refusal
    # Nobody hides the site while this is judged; the catalogue in memory may be a moment old.
    if share_site(tx.connection, programme.site_id) is not Publication.PUBLISHED:
        return Refusal(Reason.NOT_PUBLISHED)
    wanted = [each for each in (form.first_session_id, form.second_session_id) if each is not None]
    lock_sessions(tx.connection, wanted)
    refusals = (refuse_date(tx, programme, session_id) for session_id in wanted)
    return next((each for each in refusals if each is not None), None)


def send_application(at: At[ApplicationForm]) -> OwnApplicationView | Refusal:
    """Makes one application of a complete form.

    What must hold: dates that can still be had, no other open application for the programme, at most so many
    from which their sites have still to choose. Told: the hosts, at once.
    """
    tx, form = at.tx, at.form
    if refusal := _refuse(tx, form):
        return refusal
    site = tx.catalogue.site(tx.catalogue.programme(form.programme_id).site_id)
    application_id = add_application(tx.connection, _entry(tx, at.draft))
    prefix = tx.catalogue.region(site.region_id).prefix + REFERENCE_LETTER
    set_reference(tx.connection, application_id, reference(application_id, prefix))
    sent = read_application(tx.connection, application_id)
    if sent is None:
        raise LookupError(f"application {application_id} vanished inside its own transaction")
    moments = escalations(tx.now, ZoneInfo(site.timezone), tx.catalogue.calendar(site.id))
    until = max(each.starts_at for each in read_wanted(tx, sent))
    who = Readers(tx.connection)
    tell(tx, *applications.about_new(sent, moments, until=until), who=who)
    if not who.is_attended(site.id, tx.now):
        tell(tx, applications.ApplicationUnattended(sent.id), who=who)
    return own_view(tx, sent)


def _entry(tx: Tx, draft: Draft[ApplicationForm]) -> ApplicationEntry:
    form = draft.form
    first, applicant, age_band, course = form.first_session_id, form.applicant, form.age_band, form.course
    if first is None or applicant is None or age_band is None or course is None:
        raise ValueError(f"draft {draft.id} is not complete")
    programme = tx.catalogue.programme(form.programme_id)
    site = tx.catalogue.site(programme.site_id)
    ids = [first] if form.second_session_id is None else [first, form.second_session_id]
    sessions = read_sessions(tx.connection, ids)
    due = due_of(tx, programme, tuple(sessions.values()))
    if due is None:
        raise ValueError(f"draft {draft.id} asks for dates that have begun")
    return ApplicationEntry(
        region_id=site.region_id,
        person_id=tx.actor.person_id,
        draft_id=draft.id,
        programme_id=programme.id,
        site_id=site.id,
        first_session_id=first,
        second_session_id=form.second_session_id,
        applicant=applicant,
        age_band=age_band,
        course=course,
        motivation=form.motivation,
        name=tx.actor.name,
        phone=tx.actor.phone,
        answer_due_at=due,
        created_at=tx.now,
        source=source_of(tx, site.region_id, site.id, form.source),
    )
