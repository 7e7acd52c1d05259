"""Placement applications: the form, one's own, and the hosts' side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.domain.booking.availability import SessionFacts
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.catalogue.catalogue import Programme, Site
from bot.domain.desk.views import (
    REASONS_TO_DECLINE_APPLICANTS,
    ApplicationView,
    OtherDatesView,
    PreviewView,
    TalkView,
)
from bot.domain.forms import ApplicationForm, Question
from bot.domain.model import (
    AgeBand,
    Applicant,
    ApplicationStatus,
    DraftId,
    PersonId,
    ProgrammeKind,
    SessionStatus,
)
from bot.domain.placements.application import Application
from bot.domain.placements.views import ApplicationFormView, Intake, OwnApplicationView
from bot.domain.refusal import Reason, Refusal
from bot.services.placements.answers import KINDS
from bot.services.placements.form import QUESTIONS
from bot.ui.host.placements import applications as host_screens
from bot.ui.host.placements import steps
from bot.ui.visitor.placements import card as cards
from bot.ui.visitor.placements import form as screens
from tests.screens.gallery import Gallery
from tests.screens.showroom import (
    COURSE,
    LEADER,
    LINKS,
    MOTIVATION,
    NOW,
    OPERATOR,
    REFERENCES,
    TALK,
    Showroom,
    actor,
    application_to,
)

FIRST, SECOND = date(2026, 12, 14), date(2027, 1, 11)


def hang(g: Gallery, room: Showroom) -> None:
    site, programme = room.of_kind(ProgrammeKind.INTERNSHIP)
    intakes = _intakes(room, programme)
    _form(g, site, programme, intakes)
    _own(g, site, programme, intakes)
    _host(g, site, programme, intakes)


def _intakes(room: Showroom, programme: Programme) -> list[SessionFacts]:
    return [
        room.session(programme, FIRST, time(10), number=1_234_567),
        room.session(programme, SECOND, time(10), number=2, taken=1, parties=1),
        room.session(programme, date(2027, 2, 1), time(10), number=3, taken=programme.max_group),
        room.session(programme, date(2027, 2, 8), time(10), number=4, status=SessionStatus.CLOSED),
    ]


def _form(g: Gallery, site: Site, programme: Programme, sessions: list[SessionFacts]) -> None:
    possible = tuple(Intake(each, None) for each in sessions[:2])
    impossible = (
        Intake(sessions[2], Refusal(Reason.INTAKE_FULL, {"day": date(2027, 2, 1)})),
        Intake(
            sessions[3],
            Refusal(Reason.TOO_LATE, {"lead_working_days": 5, "first_day": FIRST, "day": date(2027, 2, 8)}),
        ),
    )
    full = ApplicationForm(
        programme.id,
        Applicant.PARENT,
        AgeBand.FROM_16,
        sessions[0].id,
        sessions[1].id,
        course=COURSE,
        motivation=MOTIVATION,
    )
    view = ApplicationFormView(
        draft_id=DraftId(2**31 - 1),
        form=full,
        step=Question.SUMMARY,
        programme=programme,
        site=site,
        actor=actor(name=LEADER),
        now=NOW,
        intakes=(*possible, *impossible),
        chosen=tuple(sessions[:2]),
        answer_due_at=NOW + timedelta(days=3),
    )
    for step in (question.name for question in QUESTIONS):
        for who in (Applicant.SELF, Applicant.TEACHER):
            form = replace(full, applicant=who)
            g.show(
                screens.application_screen,
                f"{step}, {who}",
                replace(view, form=form, step=step),
                g.t,
                OPERATOR,
                links=LINKS,
            )
    dates = replace(view, step=Question.FIRST_DATE)
    for case, intakes in (("none possible", impossible), ("none at all", ())):
        shown = replace(dates, intakes=intakes, chosen=())
        g.show(screens.application_screen, f"dates: {case}", shown, g.t, OPERATOR, links=LINKS)
    for step, refusal in _refusals():
        shown = replace(view, step=step, refusal=refusal)
        case = f"{step}, {refusal.reason} {refusal.params.get('problem', '')}"
        g.show(screens.application_screen, case, shown, g.t, OPERATOR, links=LINKS)
        g.show(screens.not_by_text, case, refusal, g.t)
    g.show(screens.consent_refused, "no consent", view, g.t)
    g.show(screens.application_cancelled, "cancelled", programme.id, g.t)
    g.show(screens.application_closed, "an old button", g.t)


def _refusals() -> Iterator[tuple[Question, Refusal]]:
    yield Question.AGE, Refusal(Reason.MINOR_ALONE)
    yield Question.AGE, Refusal(Reason.TOO_YOUNG, {"min_age": 18, "youngest_age": 17})
    yield Question.FIRST_DATE, Refusal(Reason.INTAKE_FULL, {"day": FIRST})
    yield (
        Question.SUMMARY,
        Refusal(Reason.OVERLAPS, {"reference": REFERENCES[2], "application_id": 1}),
    )
    yield Question.SUMMARY, Refusal(Reason.SESSION_CLOSED, {"day": FIRST})
    for problem in ("course_unclear", "too_long", "names", "birth_date", "name_and_health"):
        facts = {"problem": problem, "most": 60}
        yield Question.COURSE, Refusal(Reason.TEXT_REFUSED, facts)
    for problem in ("motivation_short", "passport", "contacts"):
        facts = {"problem": problem, "most": 500}
        yield Question.MOTIVATION, Refusal(Reason.TEXT_REFUSED, facts)


def moments(first: SessionFacts) -> Iterator[tuple[ApplicationStatus, datetime]]:
    """Every state at the moments at which it looks different."""
    for status in ApplicationStatus:
        yield status, NOW
    yield ApplicationStatus.REVIEW, NOW + timedelta(days=4)
    yield ApplicationStatus.CONSIDERED, NOW + timedelta(days=4)
    yield ApplicationStatus.OFFERED, NOW + timedelta(days=2)
    yield ApplicationStatus.REVIEW, NOW + timedelta(days=90)
    yield ApplicationStatus.ACCEPTED, first.starts_at + timedelta(days=1)
    yield ApplicationStatus.ACCEPTED, first.ends_at + timedelta(days=1)


def _own(g: Gallery, site: Site, programme: Programme, sessions: list[SessionFacts]) -> None:
    for status, now in moments(sessions[0]):
        for band in (AgeBand.FROM_14, AgeBand.ADULT):
            application = application_to(
                sessions[0], sessions[1], status, band=band, reason=_reason(status, None)
            )
            view = OwnApplicationView(
                application, site, programme, tuple(sessions[:2]), tuple(sessions[1:3]), now
            )
            case = f"{view.stage}, {band}"
            g.show(cards.application_card, case, view, g.t)
            g.show(cards.application_card, f"{case}, instead", view, g.t, instead=True)
            g.show(cards.application_sent, case, view, g.t)
            g.show(cards.withdraw_question, case, view, g.t)


def _reason(status: ApplicationStatus, reason: str | None) -> str | None:
    declined = status is ApplicationStatus.DECLINED
    return reason or REASONS_TO_DECLINE_APPLICANTS[0].value if declined else None


def _host(g: Gallery, site: Site, programme: Programme, sessions: list[SessionFacts]) -> None:
    def view(application: Application, intakes: tuple[SessionFacts, ...], now: datetime) -> ApplicationView:
        return ApplicationView(application, site, programme, intakes, {PersonId(2): LEADER}, now)

    for status, now in moments(sessions[0]):
        for applicant in Applicant:
            application = application_to(
                sessions[0], sessions[3], status, applicant=applicant, reason=_reason(status, None)
            )
            shown = view(application, (sessions[0], sessions[3]), now)
            case = f"{status}, {applicant}, {now:%d.%m}"
            g.show(host_screens.application_card, case, shown, g.t)
            g.show(host_screens.application_reasons, case, shown, g.t)
            g.show(host_screens.application_card, f"{case}, a notice", shown, g.t, notice=True)
            if applicant is Applicant.SELF:
                _steps(g, shown, sessions, case)
    for reason in REASONS_TO_DECLINE_APPLICANTS:
        status = ApplicationStatus.DECLINED
        declined = application_to(sessions[0], None, status, reason=_reason(status, reason))
        shown = view(declined, (sessions[0],), NOW)
        g.show(host_screens.application_card, f"declined: {reason}", shown, g.t)


def _steps(g: Gallery, shown: ApplicationView, sessions: list[SessionFacts], case: str) -> None:
    """What a host can do step by step, and what the applicant would read of it."""
    g.show(steps.steps_screen, case, shown, g.t)
    for intakes in ((sessions[1], sessions[2]), ()):
        dates = OtherDatesView(shown, intakes)
        g.show(steps.other_dates, f"{case}, {len(intakes)} others", dates, g.t)
    g.show(steps.talk_screen, case, TalkView(DraftId(2**31 - 1), shown, "e3b0c442"), g.t)
    no_phone = replace(shown, site=replace(shown.site, contact_phone=None))
    g.show(steps.talk_screen, f"{case}, no phone", TalkView(DraftId(1), no_phone, "e3b0c442"), g.t)
    if not shown.in_selection:
        return
    for event, kind in KINDS.items():
        for talk in (TALK, None) if event is ApplicationEvent.INVITE else (None,):
            preview = _preview(shown, event, kind, talk, g.t.code)
            g.show(steps.preview_screen, f"{case}, {event}", preview, g.t)
            if event is ApplicationEvent.INVITE:
                view = TalkView(DraftId(2**31 - 1), preview, "e3b0c442")
                g.show(steps.talk_screen, f"{case}, {'written' if talk else 'call us'}", view, g.t)


def _preview(
    shown: ApplicationView, event: ApplicationEvent, kind: str, talk: str | None, language: str
) -> PreviewView:
    after = APPLICATION_TRANSITIONS[event].after
    told = replace(
        shown.application,
        status=after,
        accepted_session_id=shown.intakes[0].id if after.has_place else None,
        reason=REASONS_TO_DECLINE_APPLICANTS[0].value if event is ApplicationEvent.DECLINE else None,
        talk=talk,
        offered_until=NOW + timedelta(days=2) if event is ApplicationEvent.OFFER else None,
    )
    return PreviewView(shown, event, kind, replace(shown, application=told), language, None)
