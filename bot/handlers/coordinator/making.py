"""A site and its programmes begin in the chat (F2)."""

from __future__ import annotations

from bot.domain.forms import NewProgrammeForm, NewSiteForm
from bot.domain.model import DraftId, RegionId, SiteId
from bot.domain.refusal import Refusal
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.coordinator.common import to_region
from bot.handlers.forms import FormPages
from bot.handlers.host.cards import cards_of
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.catalogue.cards import making
from bot.services.forms.engine import Asking
from bot.services.region import region
from bot.ui.coordinator.callback_data import (
    NewProgrammeTap,
    NewSiteTap,
    StartProgramme,
    StartSite,
)
from bot.ui.coordinator.making import begun_screen, new_programme_screen, new_site_screen
from bot.ui.coordinator.region import no_region_screen, region_screen
from bot.ui.host.refusals import refused_screen
from bot.ui.screen import Screen

routes = Routes("making sites")


async def _left_site(chat: Chat, form: NewSiteForm) -> Screen:
    view = await chat.do(region.show_region, form.region_id)
    return no_region_screen(chat.t) if isinstance(view, Refusal) else region_screen(view, chat.t)


async def _left_programme(chat: Chat, form: NewProgrammeForm) -> Screen:
    return await cards_of(chat, form.site_id)


SITE_PAGES = desk_pages(
    NewSiteForm,
    NewSiteTap,
    new_site_screen,
    finished=lambda chat, view: begun_screen(view, chat.t),
    left=_left_site,
    back=lambda chat, _why: to_region(chat),
)

PROGRAMME_PAGES = desk_pages(
    NewProgrammeForm,
    NewProgrammeTap,
    new_programme_screen,
    finished=lambda chat, view: begun_screen(view, chat.t),
    left=_left_programme,
    back=lambda chat, _why: to_region(chat),
)


async def _begun(chat: Chat, pages: FormPages, asking: Asking | Refusal) -> None:
    if isinstance(asking, Refusal):
        await chat.show(refused_screen(asking, chat.t, back=to_region(chat)))
    else:
        await forms.show_outcome(chat, pages, asking.draft_id, asking)


@routes.callback
async def start_site(chat: Chat, data: StartSite) -> None:
    await _begun(chat, SITE_PAGES, await chat.do(making.begin_site, RegionId(data.region)))


@routes.callback
async def start_programme(chat: Chat, data: StartProgramme) -> None:
    await _begun(chat, PROGRAMME_PAGES, await chat.do(making.begin_programme, SiteId(data.site)))


@routes.callback
async def fill_site(chat: Chat, data: NewSiteTap) -> None:
    if data.op == "back":
        await forms.go_back(chat, SITE_PAGES, DraftId(data.draft))
    else:
        await forms.tap(chat, SITE_PAGES, DraftId(data.draft), data.op, data.value)


@routes.callback
async def fill_programme(chat: Chat, data: NewProgrammeTap) -> None:
    if data.op == "back":
        await forms.go_back(chat, PROGRAMME_PAGES, DraftId(data.draft))
    else:
        await forms.tap(chat, PROGRAMME_PAGES, DraftId(data.draft), data.op, data.value)
