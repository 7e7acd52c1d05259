"""One sentence of a site about somebody, read like all that others read: a form that asks nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bot.domain.forms import MentorForm, Question, ReviewForm
from bot.domain.lengths import SENTENCE
from bot.domain.typed.free_text import check_free_text
from bot.services.forms.engine import Answer, At, FormQuestion, refused_text

F = TypeVar("F", ReviewForm, MentorForm)


def sentence_question(_form: type[F]) -> FormQuestion[F]:
    """Its answer is the form's ``text``."""

    def is_missing(at: At[F]) -> bool:
        return at.form.text is None

    def take(at: At[F], text: str) -> Answer[F]:
        problem = check_free_text(text, SENTENCE)
        if problem is not None:
            return refused_text(problem.value, SENTENCE)
        return replace(at.form, text=text)

    return FormQuestion(name=Question.SENTENCE, is_missing=is_missing, text=take)
