"""How a placement ended, tapped and typed (D2)."""

from __future__ import annotations

from bot.domain.desk.endings import EndView
from bot.domain.desk.views import Outcome
from bot.domain.forms import MentorForm
from bot.domain.model import ApplicationId, DraftId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.services.placements import ending
from bot.ui.host.placements.callback_data import EndTap
from bot.ui.host.placements.ending import end_screen, end_toast, line_question
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen

routes = Routes("ends of placements")


def _screen(chat: Chat, view: EndView | Refusal, *, again: bool = False) -> Screen:
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=to_desk(chat.t))
    return end_screen(view, chat.t, again=again)


@routes.callback
async def say_how_it_ended(chat: Chat, data: EndTap) -> None:
    """The mark is given, or asked for anew; the sentence is asked for or taken away."""
    application_id = ApplicationId(data.application)
    match data.op:
        case "say":
            view = await chat.do(ending.say_end, application_id, data.value, data.seen)
        case "line":
            asking = await chat.do(ending.ask_line, application_id)
            if not isinstance(asking, Refusal):
                await forms.show_outcome(chat, PAGES, asking.draft_id, asking)
                return
            view = asking
        case "drop":
            view = await chat.do(ending.drop_line, application_id)
        case _:
            view = await chat.do(ending.show_end, application_id)
    if not isinstance(view, Refusal) and (said := end_toast(view, chat.t)) is not None:
        chat.say(said, alert=view.outcome is Outcome.DECIDED_BEFORE)
    await chat.show(_screen(chat, view, again=data.op == "again"))


async def _read(chat: Chat, form: MentorForm) -> Screen:
    return _screen(chat, await chat.do(ending.show_end, form.application_id))


async def _over(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=to_desk(chat.t))


PAGES = form_pages(
    FormPages(
        form=MentorForm,
        question=lambda chat, view: line_question(view, chat.t),
        finished=_screen,
        closed=_over,
        left=_read,
    )
)
