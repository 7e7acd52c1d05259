"""Offers that keep seats, and waiting lists: taking, declining, waiting for more, leaving (K, B12)."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.forms import ANY_DAY, Wish
from bot.domain.model import OfferId, SessionId, WaitingId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.handlers.visitor.booking import book
from bot.services.booking.form import questions as booking_form
from bot.services.booking.mine import read_mine
from bot.services.booking.offers import taking as offers
from bot.services.booking.offers import waiting_list
from bot.services.forms.engine import has_unfinished_form
from bot.ui.formats.dates import local_date
from bot.ui.refusals import refusal_alert
from bot.ui.visitor.booking import offers as screens
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.booking.mine import booking_sent, mine_screen
from bot.ui.visitor.callback_data import OfferTap, OpeningTap, WaitTap

routes = Routes("offers")


@routes.callback
async def answer_offer(chat: Chat, data: OfferTap) -> None:
    """What is taken is a message of its own: it is worth keeping."""
    offer_id = OfferId(data.offer)
    if data.op == "take":
        taken = await chat.do(offers.take_offer, offer_id, data.option)
        if not isinstance(taken, Refusal):
            await (chat.show if taken.repeated else chat.below)(booking_sent(taken, chat.t))
            return
        chat.say(refusal_alert(taken, chat.t), alert=True)
    elif data.op in {"no", "rest"}:
        declined = await chat.do(offers.decline_offer, offer_id)
        if isinstance(declined, Refusal):
            chat.say(refusal_alert(declined, chat.t), alert=True)
    view = await chat.do(offers.read_own_offer, offer_id)
    screen = refused(view, chat.t) if isinstance(view, Refusal) else screens.offer_screen(view, chat.t)
    await chat.show(screen)


async def take_offered(chat: Chat, day: date | None = None) -> bool:
    """«Берём», «29 декабря берём»: the only thing that is offered, or that is on that ``day``, is taken,
    unless a form is open, which it may be meant for; else what is offered is shown. False: nothing is."""
    view = await chat.do(read_mine)
    if not view.offers:
        return False
    on_day = [
        (each, choice.number)
        for each in view.offers
        for choice in each.choices
        if day is not None and local_date(choice.starts[0], choice.site.timezone) == day
    ]
    if len(on_day) == 1 and not await chat.do(has_unfinished_form):
        [(meant, number)] = on_day
        taken = await chat.do(offers.take_offer, meant.offer.id, number)
        await chat.show(refused(taken, chat.t) if isinstance(taken, Refusal) else booking_sent(taken, chat.t))
        return True
    only, *others = view.offers
    if others:
        await chat.show(mine_screen(view, 0, chat.t, past=False))
    elif day is not None or len(only.choices) != 1 or await chat.do(has_unfinished_form):
        await chat.show(screens.offer_screen(only, chat.t))
    else:
        taken = await chat.do(offers.take_offer, only.offer.id, only.first.number)
        screen = refused(taken, chat.t) if isinstance(taken, Refusal) else booking_sent(taken, chat.t)
        await chat.show(screen)
    return True


@routes.callback
async def answer_wait(chat: Chat, data: WaitTap) -> None:
    waiting_id = WaitingId(data.waiting)
    outcome = None
    if data.op == "leave":
        outcome = await chat.do(waiting_list.leave_list, waiting_id)
    elif data.op == "more" and (wish := _wish_of(data)) is not None:
        outcome = await chat.do(waiting_list.wait_for_more, waiting_id, wish)
    if isinstance(outcome, Refusal):
        chat.say(refusal_alert(outcome, chat.t), alert=True)
    view = await chat.do(waiting_list.read_own_waiting, waiting_id)
    screen = refused(view, chat.t) if isinstance(view, Refusal) else screens.waiting_screen(view, chat.t)
    await chat.show(screen)


def _wish_of(data: WaitTap) -> Wish | None:
    """None for anything damaged."""
    try:
        first, last = (datetime.strptime(each, "%Y%m%d").date() for each in (data.first, data.last))  # noqa: DTZ007 - a local day
    except ValueError:
        return None
    days = data.days or ANY_DAY
    return Wish(first, last, days) if first <= last and 1 <= days <= ANY_DAY else None


@routes.callback
async def take_opening(chat: Chat, data: OpeningTap) -> None:
    """Seats that nobody keeps: the form of whoever waits, with as many people as there are seats."""
    outcome = await chat.do(booking_form.book_opening, WaitingId(data.waiting), SessionId(data.session))
    if isinstance(outcome, Refusal):
        await chat.below(refused(outcome, chat.t))
        return
    asking, refusal = outcome
    if refusal is not None:
        chat.say(refusal_alert(refusal, chat.t), alert=True)
    await chat.below(await forms.question_screen(chat, book.PAGES, asking))
