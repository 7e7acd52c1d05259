"""Sessions of a site: the week, closing one, opening it again, adding one."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.domain.access import Actor
from bot.domain.host_views import NewSessionView
from bot.domain.model import DraftId, ProgrammeId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.host.common import read_day_key, read_reason, to_desk
from bot.services.host.use_cases import HostUseCases
from bot.ui.host.refusals import OF_ANOTHER_SESSION, host_refusal_alert, refused_screen
from bot.ui.host.sessions import (
    close_question,
    close_reasons,
    new_session_screen,
    session_card,
    session_toast,
    sessions_screen,
)
from bot.ui.host.taps import NewSessionTap, SessionTap, ShowSessions, StartSession
from bot.ui.screen import Screen
from bot.ui.show import show
from bot.ui.tap import button
from bot.ui.toast import Toast
from bot.ui.translator import Translator

router = Router(name="host sessions")


@router.callback_query(ShowSessions.filter())
async def show_sessions(
    callback: CallbackQuery,
    callback_data: ShowSessions,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
) -> None:
    await show(callback, await _sessions(SiteId(callback_data.site), callback_data.first, actor, t, host))


async def _sessions(site_id: SiteId, first: str, actor: Actor, t: Translator, host: HostUseCases) -> Screen:
    view = await host.show_sessions(actor, site_id, read_day_key(first))
    if isinstance(view, Refusal):
        return refused_screen(view, t, back=to_desk(t))
    return sessions_screen(view, t)


@router.callback_query(SessionTap.filter())
async def change_session(
    callback: CallbackQuery,
    callback_data: SessionTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    """A look at a session, or the steps of closing it: reason, how many are affected, done."""
    session_id, op = SessionId(callback_data.session), callback_data.op
    reason = read_reason(callback_data.reason)
    if op == "close" and reason is not None:
        view = await host.close_session(actor, session_id, reason)
    elif op == "reopen":
        view = await host.reopen_session(actor, session_id)
    else:
        view = await host.show_session(actor, session_id, reason)
    if isinstance(view, Refusal):
        toast.say(host_refusal_alert(view, t))
        gone = view.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND}
        label = "button.back" if view.reason in OF_ANOTHER_SESSION else "host.open_session"
        card = button(t.label(label), SessionTap(session=session_id, op="show"))
        await show(callback, refused_screen(view, t, back=to_desk(t) if gone else card))
        return
    if (said := session_toast(view, t)) is not None:
        toast.say(said)
    if op == "why" or (op == "close" and reason is None):
        await show(callback, close_reasons(view, t))
    elif op == "sure":
        await show(callback, close_question(view, t))
    else:
        await show(callback, session_card(view, t))


@router.callback_query(StartSession.filter())
async def start_session(
    callback: CallbackQuery,
    callback_data: StartSession,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
) -> None:
    view = await host.add_session.start(actor, SiteId(callback_data.site))
    screen = (
        refused_screen(view, t, back=to_desk(t)) if isinstance(view, Refusal) else new_session_screen(view, t)
    )
    await show(callback, screen)


@router.callback_query(NewSessionTap.filter())
async def fill_session(
    callback: CallbackQuery,
    callback_data: NewSessionTap,
    actor: Actor,
    t: Translator,
    host: HostUseCases,
    toast: Toast,
) -> None:
    """A step of adding a session; a day that cannot be taken says why in a window."""
    draft_id = DraftId(callback_data.draft)
    if callback_data.op == "cancel":
        site_id = await host.add_session.cancel(actor, draft_id)
        if isinstance(site_id, Refusal):
            await show(callback, refused_screen(site_id, t, back=to_desk(t)))
            return
        await show(callback, await _sessions(site_id, "", actor, t, host))
        return
    view = await _step(callback_data, actor, draft_id, host)
    if not isinstance(view, Refusal):
        await show(callback, new_session_screen(view, t))
        return
    toast.say(host_refusal_alert(view, t), alert=True)
    if view.reason in {Reason.SESSION_PAST, Reason.BEYOND_HORIZON, Reason.DRAFT_CHANGED}:
        return
    site = view.facts.get("site_id")
    await show(callback, refused_screen(view, t, back=to_desk(t, site if isinstance(site, int) else 0)))


async def _step(
    tap: NewSessionTap, actor: Actor, draft_id: DraftId, host: HostUseCases
) -> NewSessionView | Refusal:
    day = read_day_key(tap.value)
    match tap.op:
        case "programme" if tap.value.isascii() and tap.value.isdecimal():
            return await host.add_session.choose_programme(actor, draft_id, ProgrammeId(int(tap.value)))
        case "day" if day is not None:
            return await host.add_session.choose_day(actor, draft_id, day)
        case "page":
            return await host.add_session.show(actor, draft_id, day)
        case "back":
            return await host.add_session.back(actor, draft_id)
        case _:
            return await host.add_session.show(actor, draft_id)
