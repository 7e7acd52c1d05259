"""«Цифры» of a site, as text, table and picture (E9)."""

from __future__ import annotations

from bot.domain.figures.views import FileKind
from bot.domain.model import SiteId
from bot.domain.refusal import Refusal
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.figures import site as figures
from bot.ui.figures import screens
from bot.ui.figures.callback_data import FiguresFileTap, FiguresTap
from bot.ui.host.refusals import refused_screen

routes = Routes("figures")


@routes.callback
async def show_figures(chat: Chat, data: FiguresTap) -> None:
    view = await chat.do(figures.show_figures, SiteId(data.site), data.code)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None), anew=data.anew)
    else:
        await chat.show(screens.screen_of(view, data.show, data.page, chat.t), anew=data.anew)


@routes.callback
async def ask_figures(chat: Chat, data: FiguresFileTap) -> None:
    kind = next((each for each in FileKind if each.value == data.file), FileKind.TEXT)
    view = await chat.do(figures.ask_figures, SiteId(data.site), data.code, kind)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(screens.counting_screen(view, chat.t))
