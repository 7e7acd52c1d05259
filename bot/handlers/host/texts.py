"""Typed answers of hosts: a head-count, arrival codes, the day and time of a new session."""

from __future__ import annotations

from aiogram.types import Message

from bot.domain.access import Actor
from bot.domain.draft import Draft
from bot.domain.forms import ArrivalCodeForm, Form, HeadCountForm, NewSessionForm
from bot.domain.host_views import NewSessionView
from bot.domain.model import DraftId, VisitId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.host.common import to_desk
from bot.services.host.use_cases import HostUseCases
from bot.ui.host.day import code_question, visit_card
from bot.ui.host.refusals import refused_screen
from bot.ui.host.sessions import new_session_screen, session_card
from bot.ui.host.taps import CodeTap, NewSessionTap, VisitTap
from bot.ui.html import Html, lines
from bot.ui.screen import Button, Screen
from bot.ui.show import show
from bot.ui.tap import button
from bot.ui.translator import Translator


async def answer_text(
    message: Message, actor: Actor, t: Translator, host: HostUseCases, draft: Draft[Form]
) -> None:
    """Gives a typed text to the host's form that waits for one; the answer is sent below it."""
    form, text = draft.form, message.text or ""
    if isinstance(form, HeadCountForm):
        screen = await _head_count(form.visit_id, draft.id, text, message.message_id, actor, t, host)
    elif isinstance(form, ArrivalCodeForm):
        screen = await _code(draft.id, text, message.message_id, actor, t, host)
    elif isinstance(form, NewSessionForm):
        screen = await _new_session(draft.id, text, message.message_id, actor, t, host)
    else:
        raise TypeError(f"a {type(form).__name__} is no form of hosts")
    await show(message, screen)


async def _head_count(
    visit_id: VisitId,
    draft_id: DraftId,
    text: str,
    message_id: int,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
) -> Screen:
    view = await host.type_head_count(actor, draft_id, text, message_id)
    if not isinstance(view, Refusal):
        return visit_card(view, t)
    back = button(t.label("host.gate.open"), VisitTap(visit=visit_id, op="show"))
    return refused_screen(view, t, back=back)


async def _code(
    draft_id: DraftId, text: str, message_id: int, actor: Actor, t: Translator, host: HostUseCases
) -> Screen:
    view = await host.type_code(actor, draft_id, text, message_id)
    if not isinstance(view, Refusal):
        return code_question(view, t)
    end = button(t.label("host.code.end"), CodeTap(op="end", id=draft_id))
    return refused_screen(view, t, back=end)


async def _new_session(
    draft_id: DraftId, text: str, message_id: int, actor: Actor, t: Translator, host: HostUseCases
) -> Screen:
    view = await host.add_session.type(actor, draft_id, text, message_id)
    if isinstance(view, NewSessionView):
        return new_session_screen(view, t)
    if not isinstance(view, Refusal):
        card = session_card(view, t)
        return Screen(lines(t.html("host.new.made"), Html(""), card.text), card.keyboard)
    return refused_screen(view, t, back=_back_to_form(view, draft_id, t))


def _back_to_form(refusal: Refusal, draft_id: DraftId, t: Translator) -> Button:
    if refusal.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND, Reason.DRAFT_CLOSED}:
        return to_desk(t)
    return button(t.label("host.new.again"), NewSessionTap(draft=draft_id, op="show"))
