"""A form being filled, as it is stored and read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.domain.forms import Form, Question
from bot.domain.model import DraftId, DraftState, PersonId

F = TypeVar("F", bound=Form)


@dataclass(frozen=True, slots=True)
class Draft(Generic[F]):
    id: DraftId
    person_id: PersonId
    state: DraftState
    question: Question | None
    form: F
    version: int
    updated_at: datetime
    created_at: datetime
    aside: bool = False
    """Something else was opened: it waits to be continued, and asks nothing."""
    asked_after: int | None = None
    """The message with which the form came to its question: what was written later answers this one."""
