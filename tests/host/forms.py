"""Forms of hosts filled in through the use cases: arrival codes, a head-count, a new session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from bot.domain.desk.views import CodeView, NewSessionView, SessionView, VisitView
from bot.domain.forms import ArrivalCodeForm, Form, HeadCountForm, NewSessionForm
from bot.domain.model import DraftId, ProgrammeId, SiteId, VisitId
from bot.domain.people.access import Actor
from bot.domain.refusal import Refusal
from bot.services.desk.new_session import begin_session
from bot.services.desk.typed_at_gate import ask_codes as begin_codes
from bot.services.desk.typed_at_gate import ask_head_count as begin_count
from bot.services.forms import engine
from bot.services.forms.engine import Asking, Finished, Outcome
from tests.host.site import Site


def view_of(outcome: Outcome) -> Any:
    """What the form shows, or what it has become."""
    match outcome:
        case Asking():
            return outcome.view
        case Finished():
            return outcome.result
        case _:
            return outcome


async def type_text(
    site: Site, form: type[Form], actor: Actor, draft_id: DraftId, text: str, message_id: int
) -> Any:
    return view_of(await site.do(actor, engine.type_text, form, draft_id, text, message_id))


async def ask_codes(site: Site, actor: Actor, site_id: SiteId) -> CodeView | Refusal:
    return cast(CodeView | Refusal, view_of(await site.do(actor, begin_codes, site_id)))


async def type_code(
    site: Site, actor: Actor, draft_id: DraftId, text: str, message_id: int
) -> CodeView | Refusal:
    return cast(CodeView | Refusal, await type_text(site, ArrivalCodeForm, actor, draft_id, text, message_id))


async def ask_head_count(site: Site, actor: Actor, visit_id: VisitId) -> DraftId:
    asking = await site.do(actor, begin_count, visit_id)
    assert isinstance(asking, Asking), asking
    return asking.draft_id


async def type_head_count(
    site: Site, actor: Actor, draft_id: DraftId, text: str, message_id: int
) -> VisitView | Refusal:
    return cast(VisitView | Refusal, await type_text(site, HeadCountForm, actor, draft_id, text, message_id))


@dataclass(frozen=True, slots=True)
class AddSession:
    """«Добавить сеанс», step by step."""

    site: Site

    async def start(self, actor: Actor, site_id: SiteId) -> NewSessionView | Refusal:
        return cast(NewSessionView | Refusal, view_of(await self.site.do(actor, begin_session, site_id)))

    async def _tap(self, actor: Actor, draft_id: DraftId, op: str, value: str) -> NewSessionView | Refusal:
        outcome = await self.site.do(actor, engine.tap, NewSessionForm, draft_id, op, value)
        return cast(NewSessionView | Refusal, view_of(outcome))

    async def choose_programme(
        self, actor: Actor, draft_id: DraftId, programme_id: ProgrammeId
    ) -> NewSessionView | Refusal:
        return await self._tap(actor, draft_id, "programme", str(programme_id))

    async def choose_day(self, actor: Actor, draft_id: DraftId, day: date) -> NewSessionView | Refusal:
        return await self._tap(actor, draft_id, "day", day.isoformat())

    async def show(self, actor: Actor, draft_id: DraftId) -> NewSessionView | Refusal:
        shown = await self.site.do(actor, engine.show, NewSessionForm, draft_id)
        return cast(NewSessionView | Refusal, view_of(shown))

    async def back(self, actor: Actor, draft_id: DraftId) -> NewSessionView | Refusal:
        asking = await self.site.do(actor, engine.show, NewSessionForm, draft_id)
        assert isinstance(asking, Asking), asking
        assert asking.question is not None
        return await self._tap(actor, draft_id, "back", asking.question)

    async def cancel(self, actor: Actor, draft_id: DraftId) -> SiteId | Refusal:
        left = await self.site.do(actor, engine.leave, NewSessionForm, draft_id)
        return left.site_id if isinstance(left, NewSessionForm) else cast(Refusal, left)

    async def type(
        self, actor: Actor, draft_id: DraftId, text: str, message_id: int
    ) -> NewSessionView | SessionView | Refusal:
        """Types, and agrees to the time that was understood."""
        typed = await type_text(self.site, NewSessionForm, actor, draft_id, text, message_id)
        planned = typed.planned if isinstance(typed, NewSessionView) else None
        if planned is not None:
            typed = await self._tap(actor, draft_id, "agree", planned.key)
        return cast(NewSessionView | SessionView | Refusal, typed)
