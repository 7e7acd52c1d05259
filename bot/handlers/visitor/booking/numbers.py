"""«Изменить число»: how many come (B8)."""

from __future__ import annotations

from bot.domain.forms import NumbersForm
from bot.domain.model import BookingId, DraftId, DraftState
from bot.domain.refusal import Reason, Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.booking import mine, numbers
from bot.services.forms import engine
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor import intents
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.booking.mine import booking_card
from bot.ui.visitor.booking.numbers import numbers_closed, numbers_noted, numbers_question
from bot.ui.visitor.callback_data import NumbersTap

routes = Routes("numbers")


@routes.callback
async def tap_numbers(chat: Chat, data: NumbersTap) -> None:
    """Asks how many come, takes which of two was meant, or goes back to the card."""
    booking_id = BookingId(data.booking)
    if data.op == "meant":
        await _take(chat, booking_id, data)
        return
    if data.op == "ask":
        asking = await chat.do(numbers.ask_numbers, booking_id)
        if not isinstance(asking, Refusal):
            await forms.show_outcome(chat, NUMBERS_PAGES, asking.draft_id, asking)
            return
        chat.say(refusal_alert(asking, chat.t), alert=True)
    await chat.show(await _card(chat, booking_id))


async def _take(chat: Chat, booking_id: BookingId, data: NumbersTap) -> None:
    """Which of two was meant. Where the question was put aside by another screen, or has had its time since,
    the button still does what it says; where it was answered the card shows how."""
    draft_id = DraftId(data.draft)
    outcome = await chat.do(engine.tap, NumbersForm, draft_id, "meant", data.value, tapped_in=chat.tapped_in)
    if not isinstance(outcome, Refusal) or outcome.reason not in {Reason.DRAFT_CLOSED, Reason.NOT_FOUND}:
        await forms.show_outcome(chat, NUMBERS_PAGES, draft_id, outcome)
        return
    if outcome.params.get("state") == DraftState.SENT:
        await chat.show(await _card(chat, booking_id))
        return
    done = await chat.do(numbers.take_meant, booking_id, data.value)
    if isinstance(done, Refusal):
        chat.say(refusal_alert(done, chat.t), alert=True)
        await chat.show(await _card(chat, booking_id))
    else:
        await chat.show(numbers_noted(done, chat.t))


async def answer_numbers(chat: Chat) -> bool:
    """A text that says how many come, typed where nothing asks for it; False: no booking lies ahead. What it
    says is agreed to before it counts; where numbers can change no more it is said why."""
    view = await chat.do(mine.read_mine)
    meant = [each for each in view.upcoming if each.may_recount or each.may_cancel]
    if not meant:
        return False
    if len(meant) > 1:
        await chat.show(
            intents.which(
                "numbers.which_booking", meant, lambda booking: NumbersTap(booking=booking, op="ask"), chat.t
            )
        )
        return True
    asking = await chat.do(numbers.ask_numbers, meant[0].booking.id, asks_first=True)
    if isinstance(asking, Refusal):
        await chat.show(numbers_closed(meant[0], asking, chat.t))
        return True
    return await forms.answer_text(chat)


async def _card(chat: Chat, booking_id: BookingId) -> Screen:
    view = await chat.do(mine.read_own_booking, booking_id)
    return refused(view, chat.t) if isinstance(view, Refusal) else booking_card(view, chat.t)


async def _closed(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    """The visit is over, called off, or too near."""
    return refused(why, chat.t)


NUMBERS_PAGES = form_pages(
    FormPages(
        form=NumbersForm,
        own=(NumbersTap,),
        question=lambda chat, view: numbers_question(view, chat.t),
        finished=lambda chat, view: numbers_noted(view, chat.t),
        closed=_closed,
        left=lambda chat, form: _card(chat, form.booking_id),
    )
)
