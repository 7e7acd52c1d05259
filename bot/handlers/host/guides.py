"""Asking guides, and a guide's own sessions (E7)."""

from __future__ import annotations

from bot.domain.desk.guides import GuidesView, LedSession
from bot.domain.desk.views import SessionView
from bot.domain.model import GuideAnyway, GuideState, PersonId, SessionId
from bot.domain.refusal import Reason, Refusal
from bot.handlers.chat import Chat
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.services.desk.guides import asking, leading
from bot.ui.host.callback_data import GuideTap, LedTap, SessionTap, ShowLed
from bot.ui.host.guides import (
    anyway_screen,
    give_back_question,
    guides_screen,
    led_card,
    led_sessions_screen,
)
from bot.ui.host.refusals import host_refusal_alert, refused_screen, with_host_refusal
from bot.ui.host.sessions import session_card, session_toast
from bot.ui.kit import back_button
from bot.ui.screen import Button, Screen

routes = Routes("guides")


@routes.callback
async def choose_guide(chat: Chat, data: GuideTap) -> None:
    """Who could lead a session; one who is busy only with a reason, which an owner gives."""
    session_id, person_id = SessionId(data.session), PersonId(data.person)
    why = next((each for each in GuideAnyway if each.value == data.why), None)
    done: SessionView | Refusal | None = None
    match data.op:
        case "ask":
            done = await chat.do(asking.ask_guide, session_id, person_id, data.seen)
        case "anyway" if why is not None:
            done = await chat.do(asking.ask_guide_anyway, session_id, person_id, data.seen, why)
        case "off":
            done = await chat.do(asking.take_guide_off, session_id, data.seen)
    if isinstance(done, SessionView):
        chat.say(session_toast(done, chat.t) or "")
        await chat.show(session_card(done, chat.t))
        return
    if done is not None:
        chat.say(host_refusal_alert(done, chat.t), alert=True)
    view = await chat.do(asking.show_guides, session_id, person_id if data.op in {"why", "anyway"} else None)
    await chat.show(_choice(chat, session_id, view, done))


def _choice(chat: Chat, session_id: SessionId, view: GuidesView | Refusal, done: Refusal | None) -> Screen:
    if isinstance(view, Refusal):
        gone = view.reason in {Reason.NOT_ALLOWED, Reason.NOT_FOUND}
        card = back_button(SessionTap(session=session_id, op="show"), chat.t)
        return refused_screen(view, chat.t, back=to_desk(chat.t) if gone else card)
    if done is not None:
        return with_host_refusal(guides_screen(view, chat.t), done, chat.t)
    return anyway_screen(view, chat.t)


@routes.callback
async def show_led(chat: Chat, data: ShowLed) -> None:
    view = await chat.do(leading.show_led, data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=to_desk(chat.t)))
    else:
        await chat.show(led_sessions_screen(view, chat.t, feeds=chat.links.public_url is not None))


@routes.callback
async def answer_session(chat: Chat, data: LedTap) -> None:
    """«Принимаю», «Не смогу», «Уже не смогу»; an answer that came too late shows what stands."""
    session_id, seen = SessionId(data.session), data.seen or None
    match data.op:
        case "yes" | "no":
            view = await chat.do(leading.answer_asked, session_id, agrees=data.op == "yes", seen=seen)
        case "sure":
            view = await chat.do(leading.give_back, session_id, seen=seen)
        case _:
            view = await chat.do(leading.show_led_session, session_id)
    if isinstance(view, Refusal):
        chat.say(host_refusal_alert(view, chat.t), alert=True)
        await chat.show(refused_screen(view, chat.t, back=_own(chat)))
        return
    if data.op in {"yes", "no", "sure"}:
        wanted = GuideState.ACCEPTED if data.op == "yes" else GuideState.DECLINED
        said = view.state if view.state is wanted else f"before.{view.state}"
        chat.say(chat.t.label(f"led.said.{said}"))
    await chat.show(_card(chat, view, data.op))


def _card(chat: Chat, view: LedSession, op: str) -> Screen:
    gives_back = op == "back" and view.state is GuideState.ACCEPTED and view.can_answer
    return give_back_question(view, chat.t) if gives_back else led_card(view, chat.t)


def _own(chat: Chat) -> Button:
    return back_button(ShowLed(), chat.t, "led.to_all")
