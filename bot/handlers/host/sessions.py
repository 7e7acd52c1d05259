"""Sessions of a site: the week, closing one, opening it again, adding one."""

from __future__ import annotations

from datetime import date

from bot.domain.desk.views import SessionView
from bot.domain.forms import NewSessionForm
from bot.domain.messages.views import GroupView
from bot.domain.model import DraftId, SessionId, SiteId
from bot.domain.refusal import Reason, Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.host.cards import cards_of
from bot.handlers.host.common import read_day_key, read_reason, to_desk
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.desk import groups, new_session, sessions
from bot.services.forms import engine
from bot.services.forms.engine import Asking
from bot.services.links import sources
from bot.ui.formats.html import Html, lines
from bot.ui.host.callback_data import GroupTap, NewSessionTap, SessionTap, ShowSessions, StartSession
from bot.ui.host.messages import group_card
from bot.ui.host.promotion.links import session_link
from bot.ui.host.refusals import (
    OF_ANOTHER_SESSION,
    host_refusal_alert,
    refused_screen,
    with_host_refusal,
)
from bot.ui.host.sessions import (
    close_question,
    close_reasons,
    group_toast,
    new_session_screen,
    prepared_session,
    session_card,
    session_toast,
    sessions_screen,
)
from bot.ui.kit import button
from bot.ui.screen import Screen

routes = Routes("host sessions")


@routes.callback
async def show_sessions(chat: Chat, data: ShowSessions) -> None:
    await chat.show(await week_of(chat, SiteId(data.site), read_day_key(data.first)))


async def week_of(chat: Chat, site_id: SiteId, first: date | None = None) -> Screen:
    """Seven days of sessions, or why not."""
    view = await chat.do(sessions.show_sessions, site_id, first)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return sessions_screen(view, chat.t)


@routes.callback
async def change_session(chat: Chat, data: SessionTap) -> None:
    """A look at a session, or the steps of closing it: reason, how many are affected, done."""
    session_id, reason = SessionId(data.session), read_reason(data.reason)
    if data.op == "link":
        link = await chat.do(sources.show_session_link, session_id)
        await chat.show(
            refused_screen(link, chat.t, back=to_desk(chat.t))
            if isinstance(link, Refusal)
            else session_link(link, chat.links, chat.t)
        )
        return
    if data.op == "close" and reason is not None:
        view = await chat.do(sessions.close_session, session_id, reason)
    elif data.op == "reopen":
        view = await chat.do(sessions.reopen_session, session_id)
    else:
        view = await chat.do(sessions.show_session, session_id, reason)
    if isinstance(view, Refusal):
        chat.say(host_refusal_alert(view, chat.t))
        gone = view.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND}
        label = "button.back" if view.reason in OF_ANOTHER_SESSION else "host.open_session"
        card = button(chat.t.label(label), SessionTap(session=session_id, op="show"))
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t) if gone else card))
        return
    if (said := session_toast(view, chat.t)) is not None:
        chat.say(said)
    if data.op == "why" or (data.op == "close" and reason is None):
        await chat.show(close_reasons(view, chat.t))
    elif data.op == "sure":
        await chat.show(close_question(view, chat.t))
    else:
        await chat.show(session_card(view, chat.t))


@routes.callback
async def decide_group(chat: Chat, data: GroupTap) -> None:
    """«Проводим», «Отменяем»: below the question, which shows itself what became of it."""
    session_id = SessionId(data.session)
    case = groups.hold_group if data.op == "hold" else groups.call_off_group
    view = await chat.do(case, session_id)
    if isinstance(view, Refusal):
        chat.say(host_refusal_alert(view, chat.t))
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
        return
    chat.say(group_toast(view, chat.t))
    group = view.session.group
    if data.notice and group is not None:
        shown = GroupView(
            view.site, view.programme, view.session, group, view.groups, view.closed_reason, view.now
        )
        await chat.show(group_card(shown, chat.t))
    else:
        await chat.show(session_card(view, chat.t))


# --- adding one -----------------------------------------------------------------------------------------


async def _left(chat: Chat, form: NewSessionForm) -> Screen:
    if chat.actor.role_at(form.site_id) is None:
        return await cards_of(chat, form.site_id)
    return await week_of(chat, form.site_id)


def _refused(refusal: Refusal, asking: Asking, chat: Chat) -> Screen | None:
    """A tapped day that cannot be taken is explained by the window alone; a text has no window."""
    on_the_calendar = refusal.reason in {Reason.SESSION_PAST, Reason.BEYOND_HORIZON, Reason.DRAFT_CHANGED}
    if chat.message_id is None and on_the_calendar:
        return None
    return with_host_refusal(
        new_session_screen(asking.view, chat.t),
        refusal,
        chat.t,
        lambda time: NewSessionTap(draft=asking.draft_id, op="time", value=time),
    )


def _made(chat: Chat, view: SessionView) -> Screen:
    if chat.actor.role_at(view.site.id) is None:
        return prepared_session(view, chat.t)
    card = session_card(view, chat.t)
    return Screen(lines(chat.t.html("host.new.made"), Html(""), card.text), card.keyboard)


PAGES = desk_pages(
    NewSessionForm,
    NewSessionTap,
    new_session_screen,
    finished=_made,
    left=_left,
    refused=_refused,
)


@routes.callback
async def start_session(chat: Chat, data: StartSession) -> None:
    asking = await chat.do(new_session.begin_session, SiteId(data.site))
    if isinstance(asking, Refusal):
        await chat.show(refused_screen(asking, chat.t, back=to_desk(chat.t)))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_session(chat: Chat, data: NewSessionTap) -> None:
    """A step of adding a session."""
    draft_id, day = DraftId(data.draft), read_day_key(data.value)
    match data.op:
        case "back":
            await forms.go_back(chat, PAGES, draft_id)
        case "page":
            asking = await chat.do(engine.show, NewSessionForm, draft_id, month=day)
            await forms.show_outcome(chat, PAGES, draft_id, asking)
        case "day" if day is not None:
            await forms.tap(chat, PAGES, draft_id, "day", day.isoformat())
        case _:
            await forms.tap(chat, PAGES, draft_id, data.op, data.value)
