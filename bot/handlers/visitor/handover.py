"""Handing over a booking or a copy of a class card, and taking it over (A8)."""

from __future__ import annotations

from bot.domain.forms import HandoverForm
from bot.domain.model import BookingId, ClassCardId, DraftId, HandoverId
from bot.domain.people.handover import PAYLOAD_PREFIX, HandoverView
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding.home import home_screen
from bot.services.forms import engine
from bot.services.links import handover
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor import handover as screens
from bot.ui.visitor.booking.form import not_by_text, refused
from bot.ui.visitor.callback_data import HandoverTap, TakeConsentTap, TakeTap

routes = Routes("handover")


def _screen(chat: Chat, view: HandoverView | Refusal) -> Screen:
    if isinstance(view, Refusal):
        return refused(view, chat.t)
    return screens.handover_link(view, chat.links, chat.t)


@routes.callback
async def hand_over(chat: Chat, data: HandoverTap) -> None:
    """The link of a booking or a class, or a step of what was begun; a repeat shows how it stands."""
    handover_id = HandoverId(data.id)
    match data.op:
        case "booking":
            view = await chat.do(handover.offer_booking, BookingId(data.id))
        case "card":
            view = await chat.do(handover.offer_card, ClassCardId(data.id))
        case "withdraw":
            view = await chat.do(handover.withdraw_handover, handover_id)
        case "confirm":
            view = await chat.do(handover.confirm_handover, handover_id)
        case "refuse":
            view = await chat.do(handover.refuse_handover, handover_id)
        case _:
            view = await chat.do(handover.read_handover, handover_id)
    if isinstance(view, Refusal) and data.op == "confirm":
        chat.say(refusal_alert(view, chat.t), alert=True)
        view = await chat.do(handover.read_handover, handover_id)
    await chat.show(_screen(chat, view))


# --- taking ---------------------------------------------------------------------------------------------


async def _closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused(why, chat.t)


async def _left(chat: Chat, _form: HandoverForm) -> Screen:
    return await home_screen(chat)


PAGES = form_pages(
    FormPages(
        form=HandoverForm,
        own=(TakeTap, TakeConsentTap),
        question=lambda chat, view: screens.handover_question(view, chat.t, chat.operator),
        finished=_screen,
        closed=_closed,
        left=_left,
        consent_refused=lambda chat, _view: screens.taking_refused(chat.t),
        not_by_text=lambda refusal, chat: not_by_text(refusal, chat.t),
    )
)


@routes.link(PAYLOAD_PREFIX)
async def open_handover(chat: Chat, payload: str) -> None:
    outcome = await chat.do(handover.open_handover, payload)
    if isinstance(outcome, engine.Asking):
        await forms.show_outcome(chat, PAGES, outcome.draft_id, outcome)
    else:
        await chat.show(_screen(chat, outcome))


@routes.callback
async def take(chat: Chat, data: TakeTap) -> None:
    await forms.tap(chat, PAGES, DraftId(data.draft), data.op, data.value)


@routes.callback
async def answer_consent(chat: Chat, data: TakeConsentTap) -> None:
    await forms.answer_consent(
        chat, PAGES, DraftId(data.draft), version=data.version, agree=data.agree, own=data.own
    )
