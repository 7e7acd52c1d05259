"""The watch list of a region (F6)."""

from __future__ import annotations

from bot.domain.model import RegionId
from bot.domain.refusal import Reason, Refusal
from bot.domain.region.watch import WatchView
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.region import watch
from bot.ui.coordinator.callback_data import ShowWatch, WatchTap
from bot.ui.coordinator.watch import watch_screen
from bot.ui.host.refusals import refused_screen

routes = Routes("watch list")


async def _show(chat: Chat, view: WatchView | Refusal) -> None:
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(watch_screen(view, chat.t))


@routes.callback
async def show_watch(chat: Chat, data: ShowWatch) -> None:
    await _show(chat, await chat.do(watch.show_watch, RegionId(data.region), data.page))


@routes.callback
async def mark_done(chat: Chat, data: WatchTap) -> None:
    """An entry was dealt with by telephone; one that is there no more leads to what is."""
    region_id = RegionId(data.region)
    view = await chat.do(watch.mark_done, region_id, data.key)
    if isinstance(view, Refusal) and view.reason is Reason.NOT_FOUND:
        chat.say(chat.t.label("watch.gone"))
        view = await chat.do(watch.show_watch, region_id)
    elif not isinstance(view, Refusal) and view.changed:
        chat.say(chat.t.label("watch.done_toast"))
    await _show(chat, view)
