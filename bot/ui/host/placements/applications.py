"""An application for a placement as the host sees it (D2)."""

from __future__ import annotations

from bot.domain.booking.availability import SessionFacts
from bot.domain.desk.views import REASONS_TO_DECLINE_APPLICANTS, ApplicationView, Outcome
from bot.domain.model import ApplicationStatus, SessionStatus
from bot.domain.placements.application import Application
from bot.domain.placements.rules import is_free
from bot.ui.formats.dates import day_label, local_date, moment_label, short_day_label
from bot.ui.formats.html import Html, bold, escape, lines
from bot.ui.formats.labels import shorten
from bot.ui.formats.phones import phone_label
from bot.ui.host.callback_data import ApplicationTap
from bot.ui.host.parts import queue_button
from bot.ui.host.placements.ending import end_button, end_line
from bot.ui.host.requests import answered_by
from bot.ui.kit import back_button, button, keyboard
from bot.ui.screen import MOST_CHARACTERS, Button, Screen
from bot.ui.translator import Translator
from bot.ui.visitor.placements.texts import course_label, reason_label


def application_card(
    view: ApplicationView, t: Translator, *, first_line: Html | None = None, notice: bool = False
) -> Screen:
    """The application with its answers, or who decided and what.

    ``first_line`` replaces the title. A ``notice`` stays where it is when the queue is opened from it.
    """
    answers: list[Button] = []
    if view.in_selection:
        answers = [_accept_button(view, each, t) for each in view.intakes if is_free(each, view.now)]
        answers.append(button(t.label("host.application.steps"), tap_of(view, "steps")))
        answers.append(button(t.label("host.decline"), tap_of(view, "why")))
    rows = keyboard(*answers, end_button(view, t), queue_button(t, anew=notice))
    return Screen(_application_text(view, t, first_line), rows)


def application_reasons(view: ApplicationView, t: Translator) -> Screen:
    """Why not, in the words in which the applicant will read it."""
    if not view.in_selection:
        return application_card(view, t)
    reasons = [
        button(_capital(reason_label(reason.value, t)), tap_of(view, "decline", reason.value))
        for reason in REASONS_TO_DECLINE_APPLICANTS
    ]
    text = lines(
        bold(t.label("host.decline.title", reference=view.application.reference)),
        t.html("host.day.site", site=view.site.name),
        t.html("host.decline.ask_applicant"),
    )
    return Screen(text, keyboard(*reasons, back_button(tap_of(view, "show"), t)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def application_toast(view: ApplicationView, t: Translator) -> str:
    match view.outcome:
        case Outcome.DONE | Outcome.REPEATED:
            return t.label(f"host.application.{view.outcome}.{view.application.status}")
        case _:
            return t.label("host.answer.before", state=application_state(view, t))


def _accept_button(view: ApplicationView, intake: SessionFacts, t: Translator) -> Button:
    day = short_day_label(local_date(intake.starts_at, view.site.timezone), t)
    return button(t.label("host.accept", day=day), tap_of(view, "accept", str(intake.id)))


def tap_of(view: ApplicationView, op: str, value: str = "") -> ApplicationTap:
    return ApplicationTap(application=view.application.id, op=op, value=value)


def _application_text(view: ApplicationView, t: Translator, first_line: Html | None) -> Html:
    motivation = view.application.entry.motivation
    title = first_line or _title(view, t)
    whole = _compose(view, t, title, motivation)
    surplus = len(whole) - MOST_CHARACTERS
    if surplus <= 0 or not motivation:
        return whole
    return _compose(view, t, title, shorten(motivation, max(len(motivation) - surplus - 1, 40)))


def _title(view: ApplicationView, t: Translator) -> Html:
    return bold(t.label("host.application.title", reference=view.application.reference, site=view.site.name))


def _compose(view: ApplicationView, t: Translator, title: Html, motivation: str | None) -> Html:
    entry, awaits, status = view.application.entry, view.awaits_answer, view.application.status
    due = entry.answer_due_at
    due_key = "host.due" if due > view.now else "host.overdue"
    return lines(
        title,
        None if status is ApplicationStatus.REVIEW else escape(application_state(view, t)),
        *_step_lines(view, t),
        end_line(view.end, t),
        t.html("host.programme", programme=view.programme.title),
        t.html(
            "host.application.who",
            applicant=t.label(f"host.applicant.{entry.applicant}"),
            age=entry.age_band.value.replace("-", "–"),
            course=course_label(entry.course, entry.age_band, t),
        ),
        t.html("host.application.school", school=view.school) if view.school else None,
        *[_intake_line(view, number, t) for number in range(len(view.intakes))],
        t.html("host.application.motivation", text=motivation) if motivation else None,
        t.html(
            "host.application.contact",
            name=entry.name or t.label("host.no_name"),
            phone=phone_label(entry.phone),
        ),
        t.html(due_key, moment=moment_label(due, view.site.timezone, t)) if awaits else None,
    )


def _step_lines(view: ApplicationView, t: Translator) -> list[Html]:
    """What was agreed with the applicant so far: when one calls, until when other dates are kept."""
    application = view.application
    if application.status is ApplicationStatus.INVITED:
        if application.talk is None:
            return [t.html("host.application.talk_call")]
        return [t.html("host.application.talk", talk=application.talk)]
    if application.offered_until is not None:
        return [
            t.html(
                "host.application.offered_until",
                moment=moment_label(application.offered_until, view.site.timezone, t),
            )
        ]
    return []


def _intake_line(view: ApplicationView, number: int, t: Translator) -> Html:
    """``number``: 0 for the date that was wanted first."""
    intake = view.intakes[number]
    day = day_label(local_date(intake.starts_at, view.site.timezone), t)
    application = view.application
    asked = application.entry.wanted
    key = "only" if len(asked) == 1 else str(number + 1)
    start = t.label(f"host.application.start.{key if intake.id in asked else 'other'}", day=day)
    if intake.id == application.accepted_session_id:
        kept = application.status is ApplicationStatus.OFFERED
        return t.html("host.application.kept_in" if kept else "host.application.accepted_into", start=start)
    if intake.status is SessionStatus.CLOSED:
        return t.html("host.application.closed_intake", start=start)
    return t.html("host.application.intake", start=start, free=intake.free, capacity=intake.capacity)


def application_state(view: ApplicationView, t: Translator) -> str:
    application = view.application
    moment = ""
    if application.decided_at is not None:
        moment = moment_label(application.decided_at, view.site.timezone, t)
    return t.label(
        f"host.application.state.{_state_key(application)}",
        name=answered_by(application.decided_by, view.names, t),
        moment=moment,
        reason=reason_label(application.reason, t),
    )


def _state_key(application: Application) -> str:
    """The state, and where that is more than a step of the site what the applicant said or did not say."""
    status = application.status
    if status is ApplicationStatus.ACCEPTED and application.decided_by == application.entry.person_id:
        return "agreed"
    if status is ApplicationStatus.SHORTLISTED and application.decided_by is None:
        return "offer_over"
    if status is ApplicationStatus.SHORTLISTED and application.decided_by == application.entry.person_id:
        return "offer_refused"
    return status.value
