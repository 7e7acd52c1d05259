"""Questions of a booking that only a button opens: one that is added is in the gallery and in every walk."""

from __future__ import annotations

from bot.domain.forms import Question
from bot.services.booking.form.questions import QUESTIONS

ALL = tuple(each.name for each in QUESTIONS if each.is_missing is None)
AT_PARTY_CHECK = tuple(each for each in ALL if each in {Question.COUNTS, Question.YOUNGEST})
OF_OPERATORS = (Question.GROUP_TITLE,)
"""Their button is on the summary of an operator's group only."""
AT_SUMMARY = tuple(each for each in ALL if each not in (*AT_PARTY_CHECK, *OF_OPERATORS))
