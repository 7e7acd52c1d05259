"""«Отчёт» of a region, as text, table and picture (F5)."""

from __future__ import annotations

from bot.domain.figures.views import CountingView, FileKind
from bot.domain.model import RegionId
from bot.domain.refusal import Refusal
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.figures import report
from bot.ui.figures import screens
from bot.ui.figures.callback_data import ReportFileTap, ReportTap
from bot.ui.host.refusals import refused_screen

routes = Routes("report")


@routes.callback
async def show_report(chat: Chat, data: ReportTap) -> None:
    """Of a large region it comes as a message."""
    view = await chat.do(report.show_report, RegionId(data.region), data.code)
    if isinstance(view, CountingView):
        view = await chat.do(report.ask_report, RegionId(data.region), view.period.code, FileKind.TEXT)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None), anew=data.anew)
    elif isinstance(view, CountingView):
        await chat.show(screens.counting_screen(view, chat.t), anew=data.anew)
    else:
        await chat.show(screens.screen_of(view, data.show, data.page, chat.t), anew=data.anew)


@routes.callback
async def ask_report(chat: Chat, data: ReportFileTap) -> None:
    kind = read_kind(data.file)
    view = await chat.do(report.ask_report, RegionId(data.region), data.code, kind)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(screens.counting_screen(view, chat.t))


def read_kind(value: str) -> FileKind:
    """A damaged one is a text, which is there in any case."""
    return next((each for each in FileKind if each.value == value), FileKind.TEXT)
