"""The day of the visit: «Выехали», «Опаздываем», «Нас будет другое число» (B16)."""

from __future__ import annotations

from bot.domain.forms import ComingForm
from bot.domain.model import BookingId, DayWord, DraftId, VisitId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.booking import mine, on_the_day
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.booking.mine import booking_card
from bot.ui.visitor.booking.on_the_day import coming_question, late_choice
from bot.ui.visitor.callback_data import DayTap

routes = Routes("on_the_day")


@routes.callback
async def speak(chat: Chat, data: DayTap) -> None:
    """What cannot be said any more says why, and shows the card."""
    booking_id = BookingId(data.booking)
    word = next((each for each in DayWord if each.value == data.op), None)
    if word is not None:
        said = await chat.do(on_the_day.say_word, booking_id, word, VisitId(data.visit))
        if isinstance(said, Refusal):
            chat.say(refusal_alert(said, chat.t), alert=True)
        else:
            chat.say(chat.t.label("day.told"))
    elif data.op == "frost_no":
        chat.say(chat.t.label("message.frost.noted"))
    elif data.op == "coming":
        asking = await chat.do(on_the_day.ask_coming, booking_id)
        if not isinstance(asking, Refusal):
            await forms.show_outcome(chat, COMING_PAGES, asking.draft_id, asking)
            return
        chat.say(refusal_alert(asking, chat.t), alert=True)
    elif data.op == "late":
        view = await chat.do(on_the_day.read_awaited, booking_id)
        if not isinstance(view, Refusal):
            await chat.show(late_choice(view, chat.t, data.minutes))
            return
        chat.say(refusal_alert(view, chat.t), alert=True)
    await chat.show(await _card(chat, booking_id))


async def _card(chat: Chat, booking_id: BookingId) -> Screen:
    view = await chat.do(mine.read_own_booking, booking_id)
    return refused(view, chat.t) if isinstance(view, Refusal) else booking_card(view, chat.t)


async def _over(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    """The visit is over or called off."""
    return refused(why, chat.t)


COMING_PAGES = form_pages(
    FormPages(
        form=ComingForm,
        question=lambda chat, view: coming_question(view, chat.t),
        finished=lambda chat, view: booking_card(view, chat.t),
        closed=_over,
        left=lambda chat, form: _card(chat, form.booking_id),
    )
)
