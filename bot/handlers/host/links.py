"""Links with labels, for the people of a site and coordinators, and what came of them (A8)."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.desk.prints import PrintSize
from bot.domain.desk.sources import LabelView
from bot.domain.forms import LinkLabelForm
from bot.domain.links import read_label, read_link
from bot.domain.model import DraftId, RegionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.forms import FormPages, form_pages
from bot.handlers.host.common import to_desk
from bot.handlers.routes import Routes
from bot.services.links import prints, sources
from bot.ui.host.callback_data import LinksTap, PrintTap
from bot.ui.host.promotion import links as screens
from bot.ui.host.promotion import prints as prints_of
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen
from bot.ui.translator import languages

routes = Routes("host links")


async def _links(chat: Chat, region_id: RegionId, site_id: SiteId | None, page: int = 0) -> Screen:
    if site_id is None:
        view = await chat.do(sources.show_region_links, region_id, page)
    else:
        view = await chat.do(sources.show_links, site_id, page)
    if isinstance(view, Refusal):
        return refused_screen(view, chat.t, back=None)
    return screens.links_screen(view, chat.t)


async def _closed(chat: Chat, _draft: DraftId, why: Refusal) -> Screen:
    return refused_screen(why, chat.t, back=None)


def _made(chat: Chat, view: LabelView) -> Screen:
    return screens.label_screen(view, chat.links, chat.t)


PAGES = form_pages(
    FormPages(
        form=LinkLabelForm,
        question=lambda chat, view: screens.label_question(view, chat.t),
        finished=_made,
        closed=_closed,
        repeats=True,
        left=lambda chat, form: _links(chat, form.region_id, form.site_id),
    )
)


@routes.callback
async def show_links(chat: Chat, data: LinksTap) -> None:
    region_id, site_id = RegionId(data.region), SiteId(data.site) if data.site else None
    if data.op == "new":
        asking = await (
            chat.do(sources.ask_region_label, region_id)
            if site_id is None
            else chat.do(sources.ask_label, site_id)
        )
        if isinstance(asking, Refusal):
            await chat.show(refused_screen(asking, chat.t, back=None))
        else:
            await forms.show_outcome(chat, PAGES, asking.draft_id, asking)
    elif data.op == "label":
        view = await _label(chat, region_id, site_id, data.label)
        if isinstance(view, Refusal):
            await chat.show(refused_screen(view, chat.t, back=None))
        else:
            await chat.show(screens.label_screen(view, chat.links, chat.t))
    else:
        await chat.show(await _links(chat, region_id, site_id, data.page))


# --- posters and hand-outs ------------------------------------------------------------------------------


async def _label(chat: Chat, region_id: RegionId, site_id: SiteId | None, label: str) -> LabelView | Refusal:
    if site_id is None:
        return await chat.do(sources.show_region_label, region_id, label)
    return await chat.do(sources.show_label, site_id, label)


@routes.callback
async def print_link(chat: Chat, data: PrintTap) -> None:
    """Which link, then how large and in which language; the file is announced, and comes below."""
    region_id, site_id = RegionId(data.region), SiteId(data.site) if data.site else None
    link = read_link(data.what)
    if link is None:
        choice = await _label(chat, region_id, site_id, data.label)
        await chat.show(
            refused_screen(choice, chat.t, back=None)
            if isinstance(choice, Refusal)
            else prints_of.print_choice(choice, chat.t)
        )
        return
    link = replace(link, label=read_label(data.label) or "")
    size = next((each for each in PrintSize if each.value == data.size), None)
    if size is None or data.language not in {each.code for each in languages()}:
        view = await (
            chat.do(prints.show_region_print, region_id, link)
            if site_id is None
            else chat.do(prints.show_print, site_id, link)
        )
    else:
        view = await (
            chat.do(prints.ask_region_print, region_id, link, size, data.language)
            if site_id is None
            else chat.do(prints.ask_print, site_id, link, size, data.language)
        )
        if not isinstance(view, Refusal):
            chat.say(chat.t.label("print.coming"))
    if isinstance(view, Refusal):
        back = to_desk(chat.t, data.site) if data.site else None
        await chat.show(refused_screen(view, chat.t, back=back))
    else:
        await chat.show(prints_of.print_screen(view, chat.links, chat.t))
