"""«Связаться» with the leader of a party, and what visitors ask before they book (E2, E3)."""

from __future__ import annotations

from bot.domain.enquiries.views import ContactView, EnquiryView
from bot.domain.forms import AskLeaderForm
from bot.domain.model import AbuseReason, BookingId, DraftId, EnquiryId, SiteId, VisitId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.handlers.visitor.enquiries import start_answer
from bot.services.enquiries import answering, contact
from bot.services.region import complaints
from bot.ui.host.callback_data import ContactTap, EnquiryTap
from bot.ui.host.enquiries import (
    OF_A_QUESTION,
    card_toast,
    contact_screen,
    end_question,
    enquiry_card,
    enquiry_toast,
)
from bot.ui.host.parts import queue_button
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen

routes = Routes("host enquiries")


def _contact(chat: Chat, view: ContactView | Refusal) -> Screen:
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return contact_screen(view, chat.t)


async def _closed(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


async def _left(chat: Chat, left: AskLeaderForm) -> Screen:
    return _contact(chat, await chat.do(contact.show_contact, left.booking_id, left.site_id))


CONTACT_PAGES = form_pages(
    FormPages(
        form=AskLeaderForm,
        own=(ContactTap,),
        question=lambda chat, view: contact_screen(view, chat.t),
        finished=lambda chat, view: contact_screen(view, chat.t),
        closed=_closed,
        repeats=True,
        left=_left,
    )
)


@routes.callback
async def contact_leader(chat: Chat, data: ContactTap) -> None:
    visit_id = VisitId(data.visit) if data.visit else None
    outcome = await chat.do(contact.contact_leader, BookingId(data.booking), SiteId(data.site), visit_id)
    if isinstance(outcome, Refusal | ContactView):
        await chat.show(_contact(chat, outcome))
    else:
        await forms.show_outcome(chat, CONTACT_PAGES, outcome.draft_id, outcome)


@routes.callback
async def answer_enquiry(chat: Chat, data: EnquiryTap) -> None:
    """Shows a visitor's question, answers it, ends it, or has the card of its programme show it."""
    enquiry_id = EnquiryId(data.enquiry)
    if data.op == "answer":
        await start_answer(chat, enquiry_id)
        return
    reason = next((each for each in OF_A_QUESTION if each.value == data.value), None)
    view = await _do(chat, enquiry_id, data.op, reason)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=queue_button(chat.t)))
        return
    if data.op == "close":
        chat.say(enquiry_toast(view, chat.t))
    elif data.op in {"keep", "drop"}:
        chat.say(card_toast(view, chat.t))
    asks = data.op == "why" or (data.op == "complain" and reason is None)
    await chat.show((end_question if asks else enquiry_card)(view, chat.t))


async def _do(
    chat: Chat, enquiry_id: EnquiryId, op: str, reason: AbuseReason | None
) -> EnquiryView | Refusal:
    match op:
        case "close":
            return await chat.do(answering.close_enquiry, enquiry_id)
        case "keep":
            return await chat.do(answering.keep_answer, enquiry_id)
        case "drop":
            return await chat.do(answering.drop_answer, enquiry_id)
        case "complain" if reason is not None:
            told = await chat.do(complaints.complain_of_question, enquiry_id, reason)
            if isinstance(told, Refusal):
                return told
            chat.say(chat.t.label(f"host.complained.{told.complaint.state}"), alert=True)
    return await chat.do(answering.show_question, enquiry_id)
