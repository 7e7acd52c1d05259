"""Applications for placements: the form, one's own applications, withdrawing (D2)."""

from __future__ import annotations

from bot.domain.forms import ApplicationForm
from bot.domain.model import ApplicationId, DraftId, ProgrammeId
from bot.domain.placements.views import OwnApplicationView
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.placements import ending, form, own
from bot.ui.screen import Screen
from bot.ui.visitor.placements import form as screens
from bot.ui.visitor.placements.callback_data import (
    ApplicationConsentTap,
    ApplicationTap,
    CertificateTap,
    OtherDatesTap,
    SendApplicationTap,
    ShowApplication,
    WithdrawTap,
)
from bot.ui.visitor.placements.card import application_card, application_sent, withdraw_question
from bot.ui.visitor.placements.texts import application_alert

routes = Routes("application")


async def _closed(chat: Chat, draft_id: DraftId, _why: Refusal) -> Screen:
    """A form that was sent shows its application, one that was put aside the way on."""
    sent = await chat.do(own.read_application_of_form, draft_id)
    return screens.application_closed(chat.t) if isinstance(sent, Refusal) else application_sent(sent, chat.t)


async def _left(chat: Chat, left: ApplicationForm) -> Screen:
    return screens.application_cancelled(left.programme_id, chat.t)


PAGES = form_pages(
    FormPages(
        form=ApplicationForm,
        own=(ApplicationTap, ApplicationConsentTap, SendApplicationTap),
        question=lambda chat, view: screens.application_screen(view, chat.t, chat.operator, links=chat.links),
        finished=lambda chat, sent: application_sent(sent, chat.t),
        closed=_closed,
        left=_left,
        alert=lambda refusal, _asking, chat: application_alert(refusal, chat.t),
        consent_refused=lambda chat, view: screens.consent_refused(view, chat.t),
        not_by_text=lambda refusal, chat: screens.not_by_text(refusal, chat.t),
    )
)


async def start(chat: Chat, programme_id: ProgrammeId, source: str = "") -> None:
    """«Подать заявку» on the card of a placement; ``source``: the label of the link that led there."""
    outcome = await chat.do(form.start_application, programme_id, source)
    match outcome:
        case Refusal():
            await chat.show(screens.application_refused(outcome, chat.t))
        case OwnApplicationView():
            await chat.show(application_card(outcome, chat.t, instead=True))
        case _:
            await forms.show_outcome(chat, PAGES, outcome.draft_id, outcome)


@routes.callback
async def answer_form(chat: Chat, data: ApplicationTap) -> None:
    await forms.tap(chat, PAGES, DraftId(data.draft), data.op, data.value)


@routes.callback
async def answer_consent(chat: Chat, data: ApplicationConsentTap) -> None:
    await forms.answer_consent(
        chat, PAGES, DraftId(data.draft), version=data.version, agree=data.agree, own=data.own
    )


@routes.callback
async def send_form(chat: Chat, data: SendApplicationTap) -> None:
    await forms.send(chat, PAGES, DraftId(data.draft))


@routes.callback
async def show_application(chat: Chat, data: ShowApplication) -> None:
    view = await chat.do(own.read_own_application, ApplicationId(data.application))
    if isinstance(view, Refusal):
        screen = screens.application_refused(view, chat.t)
    else:
        screen = application_card(view, chat.t)
    await chat.show(screen, anew=data.anew)


@routes.callback
async def answer_other_dates(chat: Chat, data: OtherDatesTap) -> None:
    """Yes or no to other dates; too late, it is said what has become of them."""
    application_id = ApplicationId(data.application)
    outcome = await chat.do(own.answer_other_dates, application_id, agree=data.agree)
    if isinstance(outcome, Refusal):
        chat.say(application_alert(outcome, chat.t), alert=True)
    else:
        chat.say(chat.t.label("application.agreed" if data.agree else "application.refused_dates"))
    view = await chat.do(own.read_own_application, application_id)
    if isinstance(view, Refusal):
        await chat.show(screens.application_refused(view, chat.t))
    else:
        await chat.show(application_card(view, chat.t))


@routes.callback
async def take_certificate(chat: Chat, data: CertificateTap) -> None:
    """It is announced and comes below; where there is none, it is said why."""
    application_id = ApplicationId(data.application)
    asked = await chat.do(ending.ask_certificate, application_id)
    if isinstance(asked, Refusal):
        chat.say(application_alert(asked, chat.t), alert=True)
    else:
        chat.say(chat.t.label("papers.coming", paper=chat.t.label("placement.certificate")))
    view = await chat.do(own.read_own_application, application_id)
    if isinstance(view, Refusal):
        await chat.show(screens.application_refused(view, chat.t))
    else:
        await chat.show(application_card(view, chat.t))


@routes.callback
async def withdraw(chat: Chat, data: WithdrawTap) -> None:
    """Asks first; the second tap withdraws. Repeating either shows the present truth."""
    application_id = ApplicationId(data.application)
    if data.sure:
        outcome = await chat.do(own.withdraw_application, application_id)
        if isinstance(outcome, Refusal):
            chat.say(application_alert(outcome, chat.t), alert=True)
        else:
            chat.say(chat.t.label("application.withdrawn"))
    view = await chat.do(own.read_own_application, application_id)
    if isinstance(view, Refusal):
        await chat.show(screens.application_refused(view, chat.t))
    elif view.may_withdraw and not data.sure:
        await chat.show(withdraw_question(view, chat.t))
    else:
        await chat.show(application_card(view, chat.t))
