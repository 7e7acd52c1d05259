"""Choosing applicants: the steps of one application, and what the applicant would read of each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.booking.transitions import ApplicationEvent
from bot.domain.desk.views import ApplicationView, PreviewView
from bot.domain.forms import TalkForm
from bot.domain.model import ApplicationId, Criterion, DraftId, HostReason, SessionId, SiteId
from bot.domain.placements.choosing import AnnounceView, CriteriaView, DrawView, SelectionView
from bot.domain.refusal import Reason, Refusal
from bot.domain.typed.numbers import read_number
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import read_reason, to_desk
from bot.handlers.routes import Routes
from bot.services.forms.engine import Asking
from bot.services.placements import answers, draws, selection, talk
from bot.ui.host.callback_data import ApplicationTap
from bot.ui.host.placements.applications import application_card, application_reasons, application_toast
from bot.ui.host.placements.callback_data import (
    CriterionTap,
    ScoreTap,
    SelectionTap,
    ShowSelections,
    TalkTap,
)
from bot.ui.host.placements.selection import (
    announce_question,
    criteria_screen,
    scores_screen,
    selection_screen,
    selections_screen,
)
from bot.ui.host.placements.steps import other_dates, preview_screen, steps_screen, talk_screen
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.kit import button
from bot.ui.screen import Screen
from bot.ui.visitor.placements.draw import draw_screen

routes = Routes("host placements")


@dataclass(frozen=True, slots=True)
class _Step:
    """A step out of callback data, with what it needs."""

    event: ApplicationEvent
    session_id: SessionId | None = None
    reason: HostReason | None = None


def _read_step(op: str, value: str) -> _Step | None:
    """None for anything damaged."""
    match op:
        case "accept" | "offer":
            session_id = read_number(value)
            return None if session_id is None else _Step(ApplicationEvent(op), SessionId(session_id))
        case "decline":
            reason = read_reason(value)
            return None if reason is None else _Step(ApplicationEvent.DECLINE, reason=reason)
        case "shortlist" | "consider":
            return _Step(ApplicationEvent(op))
        case _:
            return None


@routes.callback
async def answer_application(chat: Chat, data: ApplicationTap) -> None:
    """Shows an application or a list of what can be done, what the applicant would be told, or does it."""
    application_id = ApplicationId(data.application)
    op, _, value = data.value.partition(".") if data.op == "do" else (data.op, "", data.value)
    step = _read_step(op, value)
    if step is not None and (data.op == "do" or step.event is ApplicationEvent.CONSIDER):
        done = await _take(chat, application_id, step)
        if not isinstance(done, Refusal):
            chat.say(application_toast(done, chat.t))
        await _show(chat, application_id, done)
    elif step is not None:
        shown = await chat.do(
            answers.preview_step,
            application_id,
            step.event,
            session_id=step.session_id,
            reason=step.reason,
        )
        if isinstance(shown, ApplicationView):
            chat.say(application_toast(shown, chat.t))
        await _show(chat, application_id, shown)
    elif data.op == "talk":
        await _begin_talk(chat, application_id)
    elif data.op == "dates":
        dates = await chat.do(answers.show_other_dates, application_id)
        if isinstance(dates, Refusal):
            await _show(chat, application_id, dates)
        else:
            await chat.show(other_dates(dates, chat.t))
    else:
        await _look(chat, application_id, data.op)


async def _take(chat: Chat, application_id: ApplicationId, step: _Step) -> ApplicationView | Refusal:
    if step.session_id is not None:
        accepts = step.event is ApplicationEvent.ACCEPT
        case = answers.accept_application if accepts else answers.offer_other_dates
        return await chat.do(case, application_id, step.session_id)
    if step.reason is not None:
        return await chat.do(answers.decline_application, application_id, step.reason)
    if step.event is ApplicationEvent.SHORTLIST:
        return await chat.do(answers.shortlist_application, application_id)
    return await chat.do(answers.consider_application, application_id)


async def _look(chat: Chat, application_id: ApplicationId, op: str) -> None:
    view = await chat.do(answers.show_application, application_id)
    if isinstance(view, Refusal):
        await _show(chat, application_id, view)
        return
    screen = {"why": application_reasons, "decline": application_reasons, "steps": steps_screen}.get(op)
    await chat.show((screen or application_card)(view, chat.t))


async def _show(
    chat: Chat, application_id: ApplicationId, shown: ApplicationView | PreviewView | Refusal
) -> None:
    match shown:
        case Refusal():
            await chat.show(_refused(chat, application_id, shown))
        case PreviewView():
            await chat.show(preview_screen(shown, chat.t))
        case _:
            await chat.show(application_card(shown, chat.t))


def _refused(chat: Chat, application_id: ApplicationId, why: Refusal) -> Screen:
    card = ApplicationTap(application=application_id, op="show")
    nothing_to_see = why.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND}
    back = to_desk(chat.t) if nothing_to_see else button(chat.t.label("host.application.open"), card)
    return refused_screen(why, chat.t, back=back, application=application_id)


# --- a talk ---------------------------------------------------------------------------------------------


async def _begin_talk(chat: Chat, application_id: ApplicationId) -> None:
    asking = await chat.do(talk.begin_talk, application_id)
    if isinstance(asking, Asking):
        await forms.show_outcome(chat, TALK_PAGES, asking.draft_id, asking)
    else:
        await _show(chat, application_id, asking)


async def _closed(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


async def _left(chat: Chat, form: TalkForm) -> Screen:
    view = await chat.do(answers.show_application, form.application_id)
    if isinstance(view, Refusal):
        return _refused(chat, form.application_id, view)
    return application_card(view, chat.t)


def _refused_talk(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
    return with_host_refusal(talk_screen(asking.view, chat.t), refusal, chat.t)


def _finished(chat: Chat, view: ApplicationView) -> Screen:
    chat.say(application_toast(view, chat.t))
    return application_card(view, chat.t)


TALK_PAGES = form_pages(
    FormPages(
        form=TalkForm,
        own=(TalkTap,),
        question=lambda chat, view: talk_screen(view, chat.t),
        finished=_finished,
        closed=_closed,
        repeats=True,
        left=_left,
        refused=_refused_talk,
        alert=lambda refusal, _asking, chat: host_refusal_alert(refusal, chat.t),
    )
)


@routes.callback
async def invite_to_talk(chat: Chat, data: TalkTap) -> None:
    await forms.tap(chat, TALK_PAGES, DraftId(data.draft), data.op, data.value)


# --- scores, criteria, the draw -------------------------------------------------------------------------


@routes.callback
async def show_selections(chat: Chat, data: ShowSelections) -> None:
    view = await chat.do(selection.show_selections, SiteId(data.site), data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(selections_screen(view, chat.t))


@routes.callback
async def choose_applicants(chat: Chat, data: SelectionTap) -> None:
    """Who applies for an intake, by what is chosen, and announcing a draw: asked for, then done once."""
    session_id = SessionId(data.session)
    shown: SelectionView | CriteriaView | AnnounceView | DrawView | Refusal
    match data.op:
        case "criteria":
            shown = await chat.do(selection.show_criteria, session_id)
        case "prepare":
            shown = await chat.do(draws.prepare_draw, session_id)
        case "announce":
            shown = await chat.do(draws.announce_draw, session_id)
        case _:
            shown = await chat.do(selection.show_selection, session_id, data.page)
    if isinstance(shown, Refusal) and data.op != "show":
        chat.say(host_refusal_alert(shown, chat.t), alert=True)
        shown = await chat.do(selection.show_selection, session_id, data.page)
    await chat.show(_choosing(chat, shown))


def _choosing(chat: Chat, shown: SelectionView | CriteriaView | AnnounceView | DrawView | Refusal) -> Screen:
    match shown:
        case Refusal():
            return refused_screen(shown, chat.t, back=to_desk(chat.t))
        case CriteriaView():
            return criteria_screen(shown, chat.t)
        case AnnounceView():
            return announce_question(shown, chat.t)
        case DrawView():
            return draw_screen(shown, chat.t)
        case _:
            return selection_screen(shown, chat.t)


@routes.callback
async def choose_criterion(chat: Chat, data: CriterionTap) -> None:
    session_id = SessionId(data.session)
    criterion = _read_criterion(data.criterion)
    if criterion is None:
        view = await chat.do(selection.show_criteria, session_id)
    else:
        view = await chat.do(selection.choose_criterion, session_id, criterion, counts=data.counts)
    if isinstance(view, Refusal):
        chat.say(host_refusal_alert(view, chat.t), alert=True)
        view = await chat.do(selection.show_criteria, session_id)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(criteria_screen(view, chat.t))


def _read_criterion(value: str) -> Criterion | None:
    return next((each for each in Criterion if each.value == value), None)


@routes.callback
async def score(chat: Chat, data: ScoreTap) -> None:
    """Asks about a criterion, or takes the points for one."""
    application_id, criterion = ApplicationId(data.application), _read_criterion(data.criterion)
    if criterion is not None and data.points >= 0:
        view = await chat.do(selection.score_application, application_id, criterion, data.points)
        if isinstance(view, Refusal):
            chat.say(host_refusal_alert(view, chat.t), alert=True)
            view = await chat.do(selection.show_scores, application_id)
    else:
        view = await chat.do(selection.show_scores, application_id, criterion)
    if isinstance(view, Refusal):
        await chat.show(_refused(chat, application_id, view))
    else:
        await chat.show(scores_screen(view, chat.t))
