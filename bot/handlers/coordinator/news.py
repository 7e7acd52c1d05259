"""News of a region: written, tried, sent, stopped (F7)."""

from __future__ import annotations

from bot.domain.forms import AnnouncementForm
from bot.domain.model import AnnouncementId, DraftId, RegionId
from bot.domain.refusal import Refusal
from bot.domain.region.announcement import AnnouncementView
from bot.handlers import forms
from bot.handlers.chat import Chat
from bot.handlers.coordinator.common import refused, way_back
from bot.handlers.host.filling import desk_pages
from bot.handlers.routes import Routes
from bot.services.people import consents
from bot.services.region import announcements
from bot.ui.coordinator.callback_data import (
    AnnouncementTap,
    NewsFormTap,
    ShowNews,
    StartNews,
)
from bot.ui.coordinator.news import announcement_screen, news_form_screen, news_screen
from bot.ui.host.refusals import host_refusal_alert
from bot.ui.screen import Screen
from bot.ui.visitor.callback_data import NewsOff
from bot.ui.visitor.consent import news_answered

routes = Routes("news")


async def _news(chat: Chat, region_id: RegionId, page: int = 0) -> Screen:
    view = await chat.do(announcements.show_announcements, region_id, page)
    return refused(chat, view) if isinstance(view, Refusal) else news_screen(view, chat.t)


@routes.callback
async def show_news(chat: Chat, data: ShowNews) -> None:
    await chat.show(await _news(chat, RegionId(data.region), data.page))


async def _left(chat: Chat, form: AnnouncementForm) -> Screen:
    return await _news(chat, form.region_id)


def _done(chat: Chat, view: AnnouncementView) -> Screen:
    return announcement_screen(view, chat.t)


PAGES = desk_pages(
    AnnouncementForm,
    NewsFormTap,
    news_form_screen,
    finished=_done,
    left=_left,
    back=way_back,
)


@routes.callback
async def start_news(chat: Chat, data: StartNews) -> None:
    asking = await chat.do(announcements.begin_announcement, RegionId(data.region))
    if isinstance(asking, Refusal):
        await chat.show(refused(chat, asking))
    else:
        await forms.show_outcome(chat, PAGES, asking.draft_id, asking)


@routes.callback
async def fill_news(chat: Chat, data: NewsFormTap) -> None:
    draft_id = DraftId(data.draft)
    match data.op:
        case "back":
            await forms.go_back(chat, PAGES, draft_id)
        case "test":
            sent = await chat.do(announcements.send_test, draft_id)
            if isinstance(sent, Refusal):
                chat.say(host_refusal_alert(sent, chat.t), alert=True)
                await chat.show(refused(chat, sent))
            else:
                chat.say(chat.t.label("news.form.test_sent"))
        case _:
            await forms.tap(chat, PAGES, draft_id, data.op, data.value)


@routes.callback
async def show_announcement(chat: Chat, data: AnnouncementTap) -> None:
    """How far an announcement is; the question whether to stop it, and its end. A repeat shows what is."""
    announcement_id = AnnouncementId(data.announcement)
    if data.op == "stop":
        view = await chat.do(announcements.stop_announcement, announcement_id)
    else:
        view = await chat.do(announcements.show_announcement, announcement_id)
    if isinstance(view, Refusal):
        await chat.show(refused(chat, view))
        return
    if view.changed:
        chat.say(chat.t.label("news.stopped"))
    await chat.show(
        announcement_screen(view, chat.t, asks=data.op == "ask" and not view.announcement.ended_at)
    )


@routes.callback
async def stop_news(chat: Chat, data: NewsOff) -> None:
    """Under every announcement: no more of them. What was read stays readable above."""
    await chat.do(consents.decline_news)
    await chat.show(news_answered(chat.t, agreed=False), anew=True)
