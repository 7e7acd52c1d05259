"""Duties of a booking: marked with one tap, corrected, taken back (B17)."""

from __future__ import annotations

from bot.domain.booking.views import BookingView
from bot.domain.forms import DutyForm
from bot.domain.model import BookingId, DraftId, DutyKind, ListWay, SiteId, Transport
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.booking import duties, mine
from bot.ui.refusals import refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor.booking.duties import ON_CARD, ON_SENT, duties_screen, duty_question, duty_screen
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.booking.mine import booking_card, booking_sent
from bot.ui.visitor.callback_data import DutyTap

routes = Routes("duties")


@routes.callback
async def tap_duty(chat: Chat, data: DutyTap) -> None:
    """Marks, corrects or takes back; what cannot be done any more says why, and shows what there is."""
    booking_id, site_id = BookingId(data.booking), SiteId(data.site)
    kind = next((each for each in DutyKind if each.value == data.kind), None)
    if kind is not None and data.op == "ask":
        asking = await chat.do(duties.ask_duty, booking_id, site_id, kind)
        if not isinstance(asking, Refusal):
            await forms.show_outcome(chat, DUTY_PAGES, asking.draft_id, asking)
            return
        chat.say(refusal_alert(asking, chat.t), alert=True)
    elif kind is not None:
        marked = await _mark(chat, booking_id, site_id, kind, data)
        if isinstance(marked, Refusal):
            chat.say(refusal_alert(marked, chat.t), alert=True)
        elif marked is not None:
            noted = "duty.noted" if marked.attended else "duty.noted.nobody"
            chat.say(chat.t.label("duty.undone" if data.op == "undo" else noted))
    await chat.show(await _screen(chat, booking_id, site_id, kind, data))


async def _mark(
    chat: Chat, booking_id: BookingId, site_id: SiteId, kind: DutyKind, data: DutyTap
) -> BookingView | Refusal | None:
    """None: it only looks."""
    match data.op:
        case "done" if kind not in {DutyKind.TRANSPORT, DutyKind.PLATE}:
            return await chat.do(duties.mark_duty, booking_id, site_id, kind)
        case "undo":
            return await chat.do(duties.undo_duty, booking_id, site_id, kind)
        case "set" if kind is DutyKind.TRANSPORT and data.value in {each.value for each in Transport}:
            return await chat.do(duties.mark_duty, booking_id, site_id, kind, detail=data.value)
        case "way" if kind is DutyKind.HAND_LIST and data.value in {each.value for each in ListWay}:
            return await chat.do(duties.mark_duty, booking_id, site_id, kind, way=ListWay(data.value))
    return None


async def _screen(
    chat: Chat, booking_id: BookingId, site_id: SiteId, kind: DutyKind | None, data: DutyTap
) -> Screen:
    view = await chat.do(mine.read_own_booking, booking_id)
    if isinstance(view, Refusal):
        return refused(view, chat.t)
    if data.at in {ON_CARD, ON_SENT}:
        return (booking_card if data.at == ON_CARD else booking_sent)(view, chat.t)
    detail = kind is DutyKind.HAND_LIST and data.op in {"done", "way"}
    if kind is not None and (detail or data.op in {"open", "back"}):
        return duty_screen(view, kind, site_id, chat.t)
    return duties_screen(view, chat.t)


async def _closed(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    """The visit is over or called off."""
    return refused(why, chat.t)


async def _left(chat: Chat, form: DutyForm) -> Screen:
    view = await chat.do(mine.read_own_booking, form.booking_id)
    return refused(view, chat.t) if isinstance(view, Refusal) else duties_screen(view, chat.t)


DUTY_PAGES = form_pages(
    FormPages(
        form=DutyForm,
        question=lambda chat, view: duty_question(view, chat.t),
        finished=lambda chat, view: duty_screen(view.card, view.kind, view.site_id, chat.t),
        closed=_closed,
        left=_left,
    )
)
