"""Inviting an applicant to a talk: when the site calls, in its own words, or that the applicant is to call.

What the applicant will read is shown before it is sent (D2).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bot.domain import lengths
from bot.domain.booking.transitions import APPLICATION_TRANSITIONS, ApplicationEvent
from bot.domain.desk.views import ApplicationView, TalkView
from bot.domain.forms import Question, TalkForm
from bot.domain.model import ApplicationId
from bot.domain.refusal import Refusal
from bot.domain.typed.free_text import check_free_text
from bot.services.forms.engine import (
    Answer,
    Asking,
    At,
    FormKind,
    FormQuestion,
    NotUnderstood,
    begin,
    form_kind,
    refused_text,
)
from bot.services.permissions import answers_application
from bot.services.placements.answers import foresee, read_view, take_step
from bot.services.transaction import Tx, writes

ANSWERS = answers_application("application_id")
SHORTEST = 3
"""Characters; fewer say no time."""

Talk = At[TalkForm]


def _type(at: Talk, text: str) -> Answer[TalkForm]:
    if problem := check_free_text(text, lengths.TALK):
        return refused_text(problem.value, lengths.TALK)
    if len(text) < SHORTEST:
        return NotUnderstood("talk_unclear")
    return replace(at.form, text=text, applicant_calls=False, agreed=False)


def _agree(at: Talk, value: str) -> TalkForm:
    """A button that showed another message sends nothing."""
    is_shown = _is_said(at.form) and value == _key(at.form)
    return replace(at.form, agreed=True) if is_shown else at.form


def _is_said(form: TalkForm) -> bool:
    return form.applicant_calls or form.text is not None


def _key(form: TalkForm) -> str:
    return hashlib.sha256((form.text or "").encode()).hexdigest()[:8]


def _view(at: Talk) -> TalkView:
    view = read_view(at.tx, at.form.application_id)
    if _is_said(at.form) and _can_invite(view):
        told = foresee(at.tx, view, ApplicationEvent.INVITE, talk=at.form.text)
        return TalkView(at.draft.id, told, _key(at.form))
    return TalkView(at.draft.id, view, _key(at.form))


KIND = form_kind(
    FormKind(
        form=TalkForm,
        questions=(
            FormQuestion(
                name=Question.TALK,
                is_missing=lambda at: not at.form.agreed,
                taps={
                    "call": lambda at, _: replace(at.form, text=None, applicant_calls=True),
                    "again": lambda at, _: replace(at.form, text=None, applicant_calls=False),
                    "agree": _agree,
                },
                text=_type,
                reads_names=True,
            ),
        ),
        view=_view,
        finish=lambda at: take_step(
            at.tx, at.form.application_id, ApplicationEvent.INVITE, talk=at.form.text
        ),
        sends_itself=True,
        refuse=lambda tx, form: ANSWERS.refuse(tx, form.application_id),
    )
)


@writes(ANSWERS)
def begin_talk(tx: Tx, application_id: ApplicationId) -> Asking | ApplicationView | Refusal:
    """Asks when the site calls; of an application that nobody can invite any more, what became of it."""
    view = read_view(tx, application_id)
    return begin(tx, TalkForm(application_id)) if _can_invite(view) else view


def _can_invite(view: ApplicationView) -> bool:
    return view.application.status in APPLICATION_TRANSITIONS[ApplicationEvent.INVITE].before
