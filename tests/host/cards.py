"""A field of a card filled in through the use cases."""

from __future__ import annotations

from typing import Any

from bot.domain.catalogue.cards.views import FieldView
from bot.domain.forms import CardForm
from bot.domain.model import ProgrammeId
from bot.domain.people.access import Actor
from bot.services.catalogue.cards import form as card_form
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished
from tests.host.site import Site


class Filling:
    """One field, from its button to «Сохранить»."""

    def __init__(self, site: Site, actor: Actor, asking: Asking) -> None:
        self.site, self.actor, self.draft_id = site, actor, asking.draft_id
        self.view: Any = asking.view

    @classmethod
    async def of(cls, site: Site, actor: Actor, field: str, programme: ProgrammeId | None = None) -> Filling:
        asking = await site.do(actor, card_form.ask_field, site.id, programme, field)
        assert isinstance(asking, Asking), asking
        return cls(site, actor, asking)

    def _seen(self, outcome: Any) -> Any:
        if isinstance(outcome, Asking):
            self.view = outcome.view
            return outcome.view
        return outcome.result if isinstance(outcome, Finished) else outcome

    async def type(self, text: str) -> Any:
        case, message_id = engine.type_text, self.site.message_id()
        return self._seen(await self.site.do(self.actor, case, CardForm, self.draft_id, text, message_id))

    async def tap(self, op: str, value: str = "") -> Any:
        return self._seen(await self.site.do(self.actor, engine.tap, CardForm, self.draft_id, op, value))

    async def agree(self) -> Any:
        assert isinstance(self.view, FieldView)
        return await self.tap("agree", self.view.key)


async def change(
    site: Site, actor: Actor, field: str, answer: str, programme: ProgrammeId | None = None
) -> Any:
    """Typed and agreed to; a choice by its value."""
    filling = await Filling.of(site, actor, field, programme)
    typed = await (filling.tap("pick", answer) if filling.view.field.choices else filling.type(answer))
    assert isinstance(typed, FieldView), typed
    return await filling.agree()
