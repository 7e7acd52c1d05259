"""Days of a site are closed, and opened again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.desk.views import ClosuresView
from bot.domain.forms import PeriodForm
from bot.domain.model import ClosureId, DraftId, SessionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.common import read_day_key, to_desk
from bot.handlers.host.filling import desk_pages
from bot.handlers.host.sessions import week_of
from bot.handlers.routes import Routes
from bot.services.desk.schedule import period
from bot.services.desk.schedule.period import Closing
from bot.services.forms import engine
from bot.services.forms.engine import Finished
from bot.ui.host.refusals import refused_screen
from bot.ui.host.schedule.callback_data import OpenPeriod, PeriodTap, ShowClosures, StartPeriod
from bot.ui.host.schedule.period import closed_screen, closures_screen, open_question, period_screen
from bot.ui.screen import Screen

routes = Routes("closed days")

AT_A_TAP = 60
"""So many parties are told before the tap is answered; the others within a minute, by a regular job."""


async def _left(chat: Chat, form: PeriodForm) -> Screen:
    return await week_of(chat, form.site_id)


def _done(chat: Chat, view: ClosuresView) -> Screen:
    return closed_screen(view, chat.t)


PAGES = desk_pages(
    PeriodForm,
    PeriodTap,
    period_screen,
    finished=_done,
    left=_left,
)


@routes.callback
async def start_period(chat: Chat, data: StartPeriod) -> None:
    asking = await chat.do(period.begin_period, SiteId(data.site))
    if isinstance(asking, Refusal):
        await chat.show(refused_screen(asking, chat.t, back=to_desk(chat.t)))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_period(chat: Chat, data: PeriodTap) -> None:
    """A step of closing days; with the last one they are closed, and everybody who had a place is told."""
    draft_id, day = DraftId(data.draft), read_day_key(data.value)
    match data.op:
        case "back":
            await forms.go_back(chat, PAGES, draft_id)
        case "page":
            asking = await chat.do(engine.show, PeriodForm, draft_id, month=day)
            await forms.show_outcome(chat, PAGES, draft_id, asking)
        case "first" | "last":
            await forms.tap(chat, PAGES, draft_id, data.op, "" if day is None else day.isoformat())
        case "agree":
            outcome = await chat.do(
                engine.tap, PeriodForm, draft_id, "agree", data.value, tapped_in=chat.tapped_in
            )
            if isinstance(outcome, Finished) and isinstance(outcome.result, Closing):
                await tell_all(chat, outcome.result.site_id)
                shown = await chat.do(period.show_closed, outcome.result.site_id, outcome.result)
                await chat.show(
                    refused_screen(shown, chat.t, back=to_desk(chat.t))
                    if isinstance(shown, Refusal)
                    else closed_screen(shown, chat.t)
                )
            else:
                await forms.show_outcome(chat, PAGES, draft_id, outcome)
        case _:
            await forms.tap(chat, PAGES, draft_id, data.op, data.value)


async def tell_all(chat: Chat, site_id: SiteId) -> None:
    """A party in each transaction, as many as a tap has time for."""
    sessions = await chat.do(period.find_sessions_to_empty, site_id)
    left = AT_A_TAP
    for session_id in () if isinstance(sessions, Refusal) else sessions:
        while left and await chat.do(period.empty_session, session_id) is True:
            left -= 1


@routes.callback
async def show_closures(chat: Chat, data: ShowClosures) -> None:
    await chat.show(await _closures(chat, SiteId(data.site)))


async def _closures(chat: Chat, site_id: SiteId) -> Screen:
    view = await chat.do(period.show_closures, site_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return closures_screen(view, chat.t)


@routes.callback
async def open_period(chat: Chat, data: OpenPeriod) -> None:
    """The question, then the days are open again with their sessions."""
    site_id, closure_id = SiteId(data.site), ClosureId(data.closure)
    if not data.sure:
        view = await chat.do(period.show_closures, site_id)
        found = () if isinstance(view, Refusal) else view.closures
        closure = next((each for each in found if each.id == closure_id), None)
        if isinstance(view, Refusal) or closure is None:
            await chat.show(await _closures(chat, site_id))
        else:
            await chat.show(open_question(view, closure, chat.t))
        return
    sessions = await chat.do(period.open_period, closure_id)
    if isinstance(sessions, Refusal):
        await chat.show(refused_screen(sessions, chat.t, back=to_desk(chat.t)))
        return
    await _open_all(chat, sessions[:AT_A_TAP])
    chat.say(chat.t.label("host.closures.done"))
    await chat.show(await _closures(chat, site_id))


async def _open_all(chat: Chat, sessions: Sequence[SessionId]) -> None:
    for session_id in sessions:
        await chat.do(period.reopen_of_period, session_id)
