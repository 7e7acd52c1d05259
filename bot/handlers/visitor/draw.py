"""A draw among applicants: its page for anybody, and entering its seed for those who may (D3)."""

from __future__ import annotations

from bot.domain.forms import SeedForm
from bot.domain.model import DraftId, DrawId
from bot.domain.placements.choosing import DrawView
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.routes import Routes
from bot.services.forms.engine import Asking
from bot.services.placements import draws
from bot.ui.host.placements.callback_data import SeedTap
from bot.ui.host.placements.selection import seed_question
from bot.ui.host.refusals import host_refusal_alert, with_host_refusal
from bot.ui.screen import Screen
from bot.ui.visitor.placements.callback_data import DrawTap
from bot.ui.visitor.placements.draw import draw_record, draw_screen, draw_unknown

routes = Routes("draws")


@routes.callback
async def show_draw(chat: Chat, data: DrawTap) -> None:
    """The page of a draw, what it can be checked with, or the question for its seed."""
    draw_id = DrawId(data.draw)
    if data.op == "seed":
        asking = await chat.do(draws.begin_seed, draw_id)
        if isinstance(asking, Asking):
            await forms.show_outcome(chat, SEED_PAGES, asking.draft_id, asking)
            return
        if isinstance(asking, Refusal):
            chat.say(host_refusal_alert(asking, chat.t), alert=True)
    view = await chat.do(draws.show_draw, draw_id)
    if isinstance(view, Refusal):
        await chat.show(draw_unknown(chat.t))
    elif data.op == "record":
        await chat.show(draw_record(view, chat.t))
    else:
        await chat.show(draw_screen(view, chat.t), anew=data.anew)


async def show_draw_of(chat: Chat, code: str) -> bool:
    """The draw of a check code; False: there is none."""
    view = await chat.do(draws.find_draw, code)
    if view is not None:
        await chat.show(draw_screen(view, chat.t))
    return view is not None


# --- entering the seed ----------------------------------------------------------------------------------


async def _page(chat: Chat, draw_id: DrawId) -> Screen:
    view = await chat.do(draws.show_draw, draw_id)
    return draw_unknown(chat.t) if isinstance(view, Refusal) else draw_screen(view, chat.t)


async def _closed(chat: Chat, _draft_id: DraftId, why: Refusal) -> Screen:
    chat.say(host_refusal_alert(why, chat.t), alert=True)
    return draw_unknown(chat.t)


async def _left(chat: Chat, form: SeedForm) -> Screen:
    return await _page(chat, form.draw_id)


def _refused(refusal: Refusal, asking: Asking, chat: Chat) -> Screen:
    return with_host_refusal(seed_question(asking.view, chat.t), refusal, chat.t)


def _drawn(chat: Chat, view: DrawView) -> Screen:
    return draw_screen(view, chat.t)


SEED_PAGES = form_pages(
    FormPages(
        form=SeedForm,
        own=(SeedTap,),
        question=lambda chat, view: seed_question(view, chat.t),
        finished=_drawn,
        closed=_closed,
        repeats=True,
        left=_left,
        refused=_refused,
        alert=lambda refusal, _asking, chat: host_refusal_alert(refusal, chat.t),
    )
)


@routes.callback
async def enter_seed(chat: Chat, data: SeedTap) -> None:
    await forms.tap(chat, SEED_PAGES, DraftId(data.draft), data.op, data.value)
