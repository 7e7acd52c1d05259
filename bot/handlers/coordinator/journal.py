"""«Журнал» of a region, in the chat and as a file (F8)."""

from __future__ import annotations

from bot.domain.audit import ActionGroup
from bot.domain.figures.views import FileKind
from bot.domain.model import RegionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers.chat import Chat
from bot.handlers.routes import Routes
from bot.services.region import journal
from bot.ui.coordinator import journal as screens
from bot.ui.coordinator.callback_data import JournalFileTap, JournalTap
from bot.ui.host.refusals import refused_screen

routes = Routes("journal")


@routes.callback
async def show_journal(chat: Chat, data: JournalTap) -> None:
    region_id, group = RegionId(data.region), _group(data.group)
    if data.show == screens.SITES:
        choice = await chat.do(journal.choose_site, region_id, group, data.days, data.page)
        if isinstance(choice, Refusal):
            await chat.show(refused_screen(choice, chat.t, back=None))
        else:
            await chat.show(screens.log_sites_screen(choice, chat.t))
        return
    site_id = SiteId(data.site) if data.site else None
    view = await chat.do(journal.show_log, region_id, site_id, group, data.days, data.page)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None), anew=data.anew)
    elif data.show == screens.GROUPS:
        await chat.show(screens.groups_screen(view, chat.t))
    else:
        await chat.show(screens.journal_screen(view, chat.t), anew=data.anew)


@routes.callback
async def ask_journal(chat: Chat, data: JournalFileTap) -> None:
    site_id = SiteId(data.site) if data.site else None
    kind = next((each for each in FileKind if each.value == data.file), FileKind.XLSX)
    view = await chat.do(journal.ask_log, RegionId(data.region), site_id, _group(data.group), data.days, kind)
    if isinstance(view, Refusal):
        await chat.show(refused_screen(view, chat.t, back=None))
    else:
        await chat.show(screens.journal_coming(view, chat.t))


def _group(value: str) -> ActionGroup | None:
    return next((each for each in ActionGroup if each.value == value), None)
