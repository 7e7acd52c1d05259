"""Answers to the questions of a placement application, and what a tapped one does to the form. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.forms import ApplicationForm, ApplicationStep, Question
from bot.domain.model import AgeBand, Applicant, SessionId
from bot.domain.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class PickApplicant:
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class PickAge:
    age_band: AgeBand


@dataclass(frozen=True, slots=True)
class PickFirst:
    """The dates that suit best."""

    session_id: SessionId


@dataclass(frozen=True, slots=True)
class PickSecond:
    session_id: SessionId


@dataclass(frozen=True, slots=True)
class SkipSecond:
    """Only the first dates."""


@dataclass(frozen=True, slots=True)
class ChangeDates:
    """Both dates anew, from the summary; all other answers stay."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """One question back, from the step that the button stood on, or that a typed «Назад» was about."""

    step: ApplicationStep
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class TypeText:
    """A typed answer; a message that was handled before changes nothing."""

    text: str
    message_id: int


@dataclass(frozen=True, slots=True)
class ShareContact:
    """«Отправить номер». ``own``: the contact is the sender's own."""

    phone: str
    own: bool
    message_id: int


Tapped = PickApplicant | PickAge | PickFirst | PickSecond | SkipSecond | ChangeDates | GoBack
ApplicationAnswer = Tapped | TypeText | ShareContact


def message_of(answer: ApplicationAnswer) -> int | None:
    """The message that holds a typed or shared answer; None for a tap."""
    return answer.message_id if isinstance(answer, TypeText | ShareContact | GoBack) else None


def apply_tap(form: ApplicationForm, step: ApplicationStep, answer: Tapped) -> ApplicationForm | Refusal:
    """The form after a tap, whatever question it stands at: old buttons change the answer they belong to.

    Whether age, account and dates are possible is judged by the caller.
    """
    match answer:
        case PickApplicant(applicant):
            return replace(form, applicant=applicant)
        case PickAge(age_band):
            return replace(form, age_band=age_band)
        case PickFirst(session_id):
            if session_id == form.second_session_id:
                return replace(form, first_session_id=session_id, second_session_id=None)
            return replace(form, first_session_id=session_id)
        case PickSecond(session_id):
            if form.first_session_id is None or form.first_session_id == session_id:
                return Refusal(Reason.DRAFT_CHANGED)
            return replace(form, second_session_id=session_id, second_skipped=False)
        case SkipSecond():
            return replace(form, second_session_id=None, second_skipped=True)
        case ChangeDates():
            return replace(form, first_session_id=None, second_session_id=None, second_skipped=False)
        case GoBack(step=left):
            return form.back_from(left) if left is step else form


def question_at(step: ApplicationStep) -> Question:
    """What is stored as the question: at a step that wants a tap, a typed one near it.

    An open form always has one. So the home screen offers to go on with it, and a text typed where a button
    is wanted reaches the form, which then says so. What a text answers is told by the step alone.
    """
    match step:
        case ApplicationStep.MOTIVATION:
            return Question.MOTIVATION
        case ApplicationStep.CONSENT | ApplicationStep.NAME:
            return Question.NAME
        case ApplicationStep.PHONE | ApplicationStep.SUMMARY:
            return Question.PHONE
        case _:
            return Question.COURSE
