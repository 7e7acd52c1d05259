"""One session is changed: how many seats it has, or its time."""

from __future__ import annotations

from bot.domain.desk.views import SessionView
from bot.domain.forms import SessionChangeForm, SessionField
from bot.domain.model import DraftId, SessionId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.common import to_desk
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.desk import sessions
from bot.services.desk.schedule import one_session
from bot.services.forms.engine import Asking
from bot.ui.host.callback_data import SessionTap
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.host.schedule.callback_data import SessionChangeTap, StartSessionChange
from bot.ui.host.schedule.one_session import change_screen
from bot.ui.host.sessions import session_card, session_toast
from bot.ui.kit import button
from bot.ui.screen import Screen

routes = Routes("one session")


async def _card(chat: Chat, session_id: SessionId) -> Screen:
    view = await chat.do(sessions.show_session, session_id)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return session_card(view, chat.t)


async def _left(chat: Chat, form: SessionChangeForm) -> Screen:
    return await _card(chat, form.session_id)


def _refused(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
    return with_host_refusal(
        change_screen(asking.view, chat.t),
        refusal,
        chat.t,
        lambda time: SessionChangeTap(draft=asking.draft_id, op="time", value=time),
    )


def _changed(chat: Chat, view: SessionView) -> Screen:
    return session_card(view, chat.t, said=session_toast(view, chat.t))


PAGES = desk_pages(
    SessionChangeForm,
    SessionChangeTap,
    change_screen,
    finished=_changed,
    left=_left,
    refused=_refused,
)


@routes.callback
async def start_change(chat: Chat, data: StartSessionChange) -> None:
    field = next((each for each in SessionField if each.value == data.field), None)
    session_id = SessionId(data.session)
    if field is None:
        await chat.show(await _card(chat, session_id))
        return
    asking = await chat.do(one_session.begin_change, session_id, field)
    if isinstance(asking, Refusal):
        chat.say(host_refusal_alert(asking, chat.t), alert=True)
        card = button(chat.t.label("host.open_session"), SessionTap(session=session_id, op="show"))
        await chat.show(refused_screen(asking, chat.t, back=card))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def change_session(chat: Chat, data: SessionChangeTap) -> None:
    await forms.tap(chat, PAGES, DraftId(data.draft), data.op, data.value)
