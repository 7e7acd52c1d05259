"""«Спросить» before booking, «Вопросы и ответы», and what a leader answers to a site (E2, E3)."""

from __future__ import annotations

from functools import partial

from bot.domain.desk.views import Outcome
from bot.domain.enquiries.views import AnswerFormView, EnquiryView
from bot.domain.forms import AnswerForm, AskSiteForm
from bot.domain.model import DraftId, EnquiryId, ProgrammeId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.handlers.visitor.finding.browse import programme_screen
from bot.services.enquiries import answering, asking
from bot.ui.host.enquiries import answer_question, enquiry_card
from bot.ui.screen import Screen
from bot.ui.visitor import enquiries as screens
from bot.ui.visitor.booking.form import refused
from bot.ui.visitor.callback_data import (
    AnswersTap,
    AnswerTap,
    AskConsentTap,
    AskFormTap,
    AskTap,
    OwnEnquiryTap,
    SendAnswerTap,
    ShowProgramme,
)

routes = Routes("enquiries")


# --- «Спросить» ----------------------------------------------------------------------------------------


async def _ask_closed(chat: Chat, draft_id: DraftId, why: Refusal) -> Screen:
    """The question that waits by now, else the programme that it was about."""
    about = await chat.do(asking.read_enquiry_of_form, draft_id)
    if isinstance(about, Refusal):
        return refused(why, chat.t)
    if isinstance(about, EnquiryView):
        return screens.own_enquiry(about, chat.t)
    return await programme_screen(chat, ShowProgramme(programme=about))


async def _ask_left(chat: Chat, left: AskSiteForm) -> Screen:
    return await programme_screen(chat, ShowProgramme(programme=left.programme_id))


ASK_PAGES = form_pages(
    FormPages(
        form=AskSiteForm,
        own=(AskTap, AskFormTap, AskConsentTap),
        question=lambda chat, view: screens.ask_screen(view, chat.t, chat.operator),
        finished=lambda chat, view: screens.own_enquiry(view, chat.t),
        closed=_ask_closed,
        left=_ask_left,
        consent_refused=lambda chat, view: screens.ask_consent_refused(view, chat.t),
        not_by_text=lambda refusal, chat: refused(refusal, chat.t),
    )
)


@routes.callback
async def ask(chat: Chat, data: AskTap) -> None:
    outcome = await chat.do(asking.ask_site, ProgrammeId(data.programme))
    match outcome:
        case Refusal():
            await chat.show(refused(outcome, chat.t))
        case EnquiryView():
            await chat.show(screens.own_enquiry(outcome, chat.t, second=True))
        case _:
            await forms.show_outcome(chat, ASK_PAGES, outcome.draft_id, outcome)


@routes.callback
async def answer_form(chat: Chat, data: AskFormTap) -> None:
    await forms.tap(chat, ASK_PAGES, DraftId(data.draft), data.op, data.value)


@routes.callback
async def answer_consent(chat: Chat, data: AskConsentTap) -> None:
    await forms.answer_consent(
        chat, ASK_PAGES, DraftId(data.draft), version=data.version, agree=data.agree, own=data.own
    )


@routes.callback
async def show_own(chat: Chat, data: OwnEnquiryTap) -> None:
    """Looks at one's question, or takes it back."""
    enquiry_id = EnquiryId(data.enquiry)
    if data.op == "withdraw":
        view = await chat.do(asking.withdraw_enquiry, enquiry_id)
        if isinstance(view, EnquiryView) and view.outcome is Outcome.DONE:
            chat.say(chat.t.label("ask.is_withdrawn"))
    else:
        view = await chat.do(asking.show_own_enquiry, enquiry_id)
    await chat.show(refused(view, chat.t) if isinstance(view, Refusal) else screens.own_enquiry(view, chat.t))


@routes.callback
async def show_answers(chat: Chat, data: AnswersTap) -> None:
    """«Вопросы и ответы»; who may takes one off the card."""
    if data.drop:
        dropped = await chat.do(answering.drop_answer, EnquiryId(data.drop))
        if isinstance(dropped, EnquiryView):
            chat.say(chat.t.label("host.enquiry.is_dropped"))
    view = await chat.do(answering.read_answers, ProgrammeId(data.programme), data.page)
    await chat.show(
        refused(view, chat.t) if isinstance(view, Refusal) else screens.answers_screen(view, chat.t)
    )


# --- answering -----------------------------------------------------------------------------------------


def _is_leaders(view: EnquiryView) -> bool:
    return view.booking is not None


def _answer_question(chat: Chat, view: AnswerFormView) -> Screen:
    return (screens.answer_screen if _is_leaders(view.shown) else answer_question)(view, chat.t)


def _answered(chat: Chat, view: EnquiryView) -> Screen:
    if _is_leaders(view):
        return screens.answer_sent(view, chat.t)
    return enquiry_card(view, chat.t)


def _shown(chat: Chat, view: EnquiryView | Refusal) -> Screen:
    """As it is now, for whoever is asked."""
    if isinstance(view, Refusal):
        return refused(view, chat.t)
    return (screens.asked if _is_leaders(view) else enquiry_card)(view, chat.t)


async def _answer_closed(chat: Chat, draft_id: DraftId, _why: Refusal) -> Screen:
    return _shown(chat, await chat.do(answering.read_question_of_form, draft_id))


async def _answer_left(chat: Chat, left: AnswerForm) -> Screen:
    return _shown(chat, await chat.do(answering.show_question, left.enquiry_id))


ANSWER_PAGES = form_pages(
    FormPages(
        form=AnswerForm,
        own=(SendAnswerTap,),
        question=_answer_question,
        finished=_answered,
        closed=_answer_closed,
        left=_answer_left,
    )
)


async def start_answer(chat: Chat, enquiry_id: EnquiryId) -> None:
    """«Ответить», of a leader or of a host: what is typed next."""
    asking_now = await chat.do(answering.start_answer, enquiry_id)
    if isinstance(asking_now, Refusal):
        await chat.show(refused(asking_now, chat.t))
    else:
        await forms.show_outcome(chat, ANSWER_PAGES, asking_now.draft_id, asking_now)


@routes.callback
async def reply(chat: Chat, data: AnswerTap) -> None:
    enquiry_id = EnquiryId(data.enquiry)
    if data.op == "answer":
        await start_answer(chat, enquiry_id)
    else:
        await chat.show(_shown(chat, await chat.do(answering.show_question, enquiry_id)))


@routes.callback
async def send_typed(chat: Chat, data: SendAnswerTap) -> None:
    """What was typed before anybody asked for an answer is one."""
    await forms.send(chat, ANSWER_PAGES, DraftId(data.draft))


async def offer_as_answer(chat: Chat) -> None:
    """While a site waits for an answer, what is typed may be that: the next screen offers to send it."""
    if chat.actor.asked is not None:
        return
    enquiry_id = await chat.do(answering.find_question)
    view = None if enquiry_id is None else await chat.do(answering.offer_answer, enquiry_id, chat.text)
    if isinstance(view, AnswerFormView):
        chat.also = partial(screens.with_answer_offered, view=view, t=chat.t)
