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
    typed_from: int | None = None
    """The first message that was written to the present question."""
