"""Changing one's own name or phone outside a booking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.db.connection import Connection
from bot.db.drafts import close_draft, read_own_draft, start_draft
from bot.db.engine import Database
from bot.db.locks import lock_person
from bot.db.people import note_message, update_person
from bot.domain.access import Actor
from bot.domain.forms import ProfileField, ProfileForm, Question
from bot.domain.free_text import is_person_name, tidy_person_name
from bot.domain.model import DraftId, DraftState
from bot.domain.phones import read_phone
from bot.domain.refusal import Reason, Refusal

_QUESTIONS = {ProfileField.NAME: Question.NAME, ProfileField.PHONE: Question.PHONE}


@dataclass(frozen=True, slots=True)
class AskProfile:
    """Waits for a typed name or phone."""

    db: Database
    clock: Clock

    async def __call__(self, actor: Actor, field: ProfileField) -> None:
        now = self.clock.now()

        def body(connection: Connection) -> None:
            start_draft(connection, actor.person_id, ProfileForm(field), _QUESTIONS[field], now)

        await self.db.write(body)


@dataclass(frozen=True, slots=True)
class AnswerProfile:
    """Stores what was typed, once a message; gives the actor as changed."""

    db: Database
    clock: Clock

    async def __call__(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int, *, own: bool = True
    ) -> Actor | Refusal:
        """``own``: whether it was typed or is one's own contact; somebody else's is refused."""
        now = self.clock.now()

        def body(connection: Connection) -> Actor | Refusal:
            lock_person(connection, actor.person_id)
            draft = read_own_draft(connection, draft_id, actor.person_id, ProfileForm)
            if draft is None or draft.state is not DraftState.OPEN:
                return actor
            if not note_message(connection, actor.person_id, message_id):
                return actor
            if draft.form.field is ProfileField.NAME:
                if not is_person_name(text):
                    return Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_name"})
                changed = replace(actor, name=tidy_person_name(text))
                update_person(connection, actor.person_id, name=changed.name)
            else:
                if not own:
                    return Refusal(Reason.TEXT_REFUSED, {"problem": "not_own_number"})
                phone = read_phone(text) or read_phone(f"+{text}")
                if phone is None:
                    return Refusal(Reason.TEXT_REFUSED, {"problem": "not_a_phone"})
                changed = replace(actor, phone=phone)
                update_person(connection, actor.person_id, phone=phone)
            close_draft(connection, draft.id, DraftState.SENT, now)
            return changed

        return await self.db.write(body)
