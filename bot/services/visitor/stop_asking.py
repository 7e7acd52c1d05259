"""A typed answer is no longer waited for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.db.drafts import close_draft, read_open_draft
from bot.db.engine import Database
from bot.domain.access import Actor
from bot.domain.forms import ClassCardForm, ProfileForm
from bot.domain.model import DraftState


@dataclass(frozen=True, slots=True)
class StopAsking:
    """Ends one's own open question of a kind; nothing else was changed by it. Safe to repeat.

    It looks first, since it comes with taps that otherwise only read.
    """

    db: Database
    clock: Clock
    form: type[ProfileForm] | type[ClassCardForm]

    async def __call__(self, actor: Actor) -> None:
        now = self.clock.now()
        waiting = await self.db.read(
            lambda connection: read_open_draft(connection, actor.person_id, self.form)
        )
        if waiting is None:
            return
        draft_id = waiting.id
        await self.db.write(lambda connection: close_draft(connection, draft_id, DraftState.CANCELLED, now))
