"""The form of an application for a placement: its questions in their order, and how one is begun (D2).

A person has one open application for a programme.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.db.booking.drafts import read_open_draft
from bot.db.engine.locks import lock_person
from bot.db.placements.applications import read_application_of_draft
from bot.domain.catalogue.catalogue import Programme
from bot.domain.draft import Draft
from bot.domain.forms import ApplicationForm, Question
from bot.domain.model import AgeBand, Applicant, ProgrammeId, ProgrammeKind, SessionId
from bot.domain.people.organisation import OLDEST
from bot.domain.placements.rules import (
    BANDS,
    COURSE_LENGTH,
    SHORTEST_MOTIVATION,
    is_grade_or_year,
    read_bare_course,
    refuse_applicant,
)
from bot.domain.placements.views import OwnApplicationView
from bot.domain.refusal import Reason, Refusal
from bot.domain.time.local_time import local_day
from bot.domain.typed.free_text import FreeTextProblem, check_free_text, names_somebody
from bot.domain.typed.moments import DayProblem, read_days
from bot.domain.typed.numbers import read_number
from bot.domain.typed.party import read_age
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    present,
    refused_text,
)
from bot.services.forms.person import person_questions
from bot.services.permissions import NOT_BLOCKED, SELF
from bot.services.placements.reading import has_second, own_view, read_application_form, read_intakes
from bot.services.placements.send import (
    find_earlier,
    read_open,
    refuse_count,
    refuse_date,
    send_application,
)
from bot.services.transaction import Tx, writes

E = TypeVar("E", bound=StrEnum)


Application = At[ApplicationForm]
Taken = ApplicationForm | Refusal


def _programme(at: Application) -> Programme:
    return at.tx.catalogue.programme(at.form.programme_id)


def _choice(of: type[E], take: Callable[[Application, E], Taken]) -> Callable[[Application, str], Taken]:
    """A button that holds one of a closed list; damaged, it changes nothing."""
    return lambda at, value: take(at, of(value)) if value in set(of) else at.form


def _date(take: Callable[[Application, SessionId], Taken]) -> Callable[[Application, str], Taken]:
    """A button that holds an intake, which is judged first."""

    def tapped(at: Application, value: str) -> Taken:
        known = read_number(value)
        if known is None:
            return at.form
        session_id = SessionId(known)
        return refuse_date(at.tx, _programme(at), session_id) or take(at, session_id)

    return tapped


def _typed_date(
    take: Callable[[Application, SessionId], Taken],
) -> Callable[[Application, str], Answer[ApplicationForm]]:
    """A day, or the days, on which one intake that is offered begins; or the one that a day lies in."""

    def typed(at: Application, text: str) -> Answer[ApplicationForm]:
        zone = ZoneInfo(at.tx.catalogue.site(_programme(at).site_id).timezone)
        intakes = read_intakes(at.tx, _programme(at))
        offered = [each.session for each in intakes]
        if at.form.first_session_id is not None:
            offered = [each for each in offered if each.id != at.form.first_session_id]
        starts = [local_day(each.starts_at, zone) for each in offered]
        open_ones = {each.session.id for each in intakes if each.refusal is None}
        # Of a weekday the first is meant that can be applied for.
        likelier = sorted(zip(offered, starts, strict=True), key=lambda each: each[0].id not in open_ones)
        days = read_days(text, local_day(at.tx.now, zone), choices=[start for _, start in likelier])
        if isinstance(days, DayProblem):
            return NotUnderstood("tap_dates" if days is DayProblem.NOT_A_DAY else days.value)
        meant = [
            each for each, start in zip(offered, starts, strict=True) if days.first <= start <= days.last
        ] or [
            each
            for each, start in zip(offered, starts, strict=True)
            if start <= days.first and days.last <= local_day(each.ends_at, zone)
        ]
        if len(meant) != 1:
            return NotUnderstood("several_intakes" if meant else "no_intake")
        return refuse_date(at.tx, _programme(at), meant[0].id) or take(at, meant[0].id)

    return typed


def _pick_first(at: Application, session_id: SessionId) -> ApplicationForm:
    """The dates that suit best."""
    second = at.form.second_session_id
    return replace(
        at.form, first_session_id=session_id, second_session_id=None if second == session_id else second
    )


def _pick_second(at: Application, session_id: SessionId) -> Taken:
    if at.form.first_session_id in {None, session_id}:
        return Refusal(Reason.DRAFT_CHANGED)
    return replace(at.form, second_session_id=session_id, second_skipped=False)


def _change_dates(at: Application, _value: str = "") -> ApplicationForm:
    """Both dates anew, from the summary; all other answers stay."""
    return replace(at.form, first_session_id=None, second_session_id=None, second_skipped=False)


def _type_course(at: Application, text: str) -> Taken:
    """A bare «10» is shown back as what it is taken for, «10 класс»."""
    number = read_bare_course(text)
    if number is not None:
        known = is_grade_or_year(number, at.form.age_band)
        return replace(at.form, course=str(number)) if known else refused_text("course_unclear")
    return _refuse_course(text) or replace(at.form, course=text)


def _type_age(at: Application, text: str) -> Answer[ApplicationForm]:
    """«16» is a band as well as its button is."""
    years = read_age(text)
    if years is None or years > OLDEST:
        return NotUnderstood("age_band_unclear")
    band = next((band for least, band in BANDS.items() if years >= least), None)
    programme = _programme(at)
    if band is None:
        least = max(programme.min_age, min(BANDS))
        return Refusal(Reason.TOO_YOUNG, {"min_age": least, "youngest_age": years})
    form = replace(at.form, age_band=band)
    return refuse_applicant(programme, form) or form


def _refuse_course(course: str) -> Refusal | None:
    """A course or a grade, in which nobody is named (H4)."""
    problem = check_free_text(course, COURSE_LENGTH)
    if problem is FreeTextProblem.LINK:
        return refused_text("course_unclear")
    if problem is not None:
        return refused_text(problem.value, COURSE_LENGTH)
    if names_somebody(course):
        return refused_text("names", COURSE_LENGTH)
    if not any(sign.isalnum() for sign in course):
        return refused_text("course_unclear")
    return None


def _type_motivation(at: Application, text: str) -> Taken:
    longest = at.tx.limits.motivation_length
    if problem := check_free_text(text, longest):
        return refused_text(problem.value, longest)
    if len(text) < SHORTEST_MOTIVATION:
        return refused_text("motivation_short")
    return replace(at.form, motivation=text)


def _before_course(at: Application) -> ApplicationForm:
    """The question of second dates was not asked when there are none to choose from."""
    form = replace(at.form, second_session_id=None, second_skipped=False)
    first = form.first_session_id
    if first is not None and not has_second(at.tx, _programme(at), first):
        return replace(form, first_session_id=None)
    return form


QUESTIONS = (
    FormQuestion(
        name=Question.APPLICANT,
        is_missing=lambda at: at.form.applicant is None,
        taps={"who": _choice(Applicant, lambda at, who: replace(at.form, applicant=who))},
    ),
    FormQuestion(
        name=Question.AGE,
        is_missing=lambda at: at.form.age_band is None,
        taps={"age": _choice(AgeBand, lambda at, band: replace(at.form, age_band=band))},
        text=_type_age,
        undo=lambda at: replace(at.form, applicant=None),
    ),
    FormQuestion(
        name=Question.FIRST_DATE,
        is_missing=lambda at: at.form.first_session_id is None,
        taps={"d1": _date(_pick_first), "dates": _change_dates},
        text=_typed_date(_pick_first),
        undo=lambda at: replace(at.form, age_band=None),
    ),
    FormQuestion(
        name=Question.SECOND_DATE,
        is_missing=lambda at: at.form.second_session_id is None and not at.form.second_skipped,
        taps={
            "d2": _date(_pick_second),
            "skip": lambda at, _: replace(at.form, second_session_id=None, second_skipped=True),
        },
        text=_typed_date(_pick_second),
        undo=lambda at: replace(at.form, first_session_id=None),
    ),
    FormQuestion(
        name=Question.COURSE,
        is_missing=lambda at: at.form.course is None,
        text=_type_course,
        undo=_before_course,
        reads_names=True,
    ),
    FormQuestion(
        name=Question.MOTIVATION,
        is_missing=lambda at: at.form.motivation is None,
        text=_type_motivation,
        undo=lambda at: replace(at.form, course=None),
        longest=4096,
        keeps_lines=True,
        reads_names=True,
    ),
    *person_questions(lambda at: replace(at.form, motivation=None)),
    FormQuestion(
        name=Question.SUMMARY,
        is_missing=lambda _: False,
        text=lambda _at, _text: NotUnderstood("application_unclear"),
        undo=lambda at: replace(at.form, motivation=None),
    ),
)


def _step(at: Application) -> Question:
    missing = KIND.missing(at)
    return Question.SUMMARY if missing is None else missing.name


def _settle(at: Application, form: ApplicationForm) -> Taken:
    """Whether this person may do this placement; second dates are not asked for when there are none."""
    programme, first = _programme(at), form.first_session_id
    if at.op is None and form == at.form:
        return form
    if refusal := refuse_applicant(programme, form):
        return refusal
    asked = first is not None and form.second_session_id is None and not form.second_skipped
    if asked and first is not None and not has_second(at.tx, programme, first):
        return replace(form, second_skipped=True)
    return form


def read_sent(tx: Tx, draft: Draft[ApplicationForm]) -> OwnApplicationView:
    """The application that a sent form has become."""
    found = read_application_of_draft(tx.connection, draft.id)
    if found is None:
        raise LookupError(f"draft {draft.id} was sent and has no application")
    return own_view(tx, found)


KIND = form_kind(
    FormKind(
        form=ApplicationForm,
        questions=QUESTIONS,
        view=lambda at: read_application_form(at, _step(at)),
        settle=_settle,
        finish=send_application,
        sent=read_sent,
        region=lambda tx, form: tx.catalogue.region_of(form.programme_id),
    )
)


@writes(SELF, NOT_BLOCKED)
def start_application(
    tx: Tx, programme_id: ProgrammeId, source: str = ""
) -> Asking | OwnApplicationView | Refusal:
    """«Подать заявку»: opens the form of a placement, or goes on where it was left.

    Who has an open application for this programme gets that one instead. ``source``: the label of the link
    that led here.
    """
    programme = tx.catalogue.published.programmes.get(programme_id)
    if programme is None:
        return Refusal(Reason.NOT_PUBLISHED)
    if programme.kind is not ProgrammeKind.INTERNSHIP:
        return Refusal(Reason.WRONG_AUDIENCE)
    lock_person(tx.connection, tx.actor.person_id)
    opened = read_open(tx)
    earlier = find_earlier(opened, programme_id)
    if earlier is not None:
        return own_view(tx, earlier)
    if refusal := refuse_count(tx, opened):
        return refusal
    draft = read_open_draft(tx.connection, tx.actor.person_id, ApplicationForm)
    if draft is not None and draft.form.programme_id == programme_id:
        return present(tx, draft)
    return begin(tx, ApplicationForm(programme_id, source=source))
