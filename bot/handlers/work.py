"""What hosts and coordinators ask for in words (E, F): their screens, as by buttons."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.domain.booking.codes import normalise_code
from bot.domain.desk.intents import HostIntent, RegionIntent, read_host_intent, read_region_intent
from bot.domain.model import Publication, RegionId, Role, SiteId
from bot.domain.typed.intents import Intent
from bot.handlers.chat import Chat
from bot.handlers.coordinator import (
    files,
    journal,
    making,
    news,
    region,
    report,
    revisions,
    route_making,
    settings,
)
from bot.handlers.host import cards, desk, figures, gate, guides, links, photo, placements, requests, sessions
from bot.services.catalogue.browse import find_named_day
from bot.ui.coordinator.callback_data import (
    CoordinatorTap,
    FilesTap,
    JournalTap,
    RegionRoutes,
    ShowComplaints,
    ShowLowRated,
    ShowNews,
    ShowRegion,
    ShowRevisions,
    ShowSettings,
    ShowSites,
    ShowUnanswered,
    StartSite,
)
from bot.ui.figures.callback_data import FiguresTap, ReportTap
from bot.ui.host.callback_data import (
    CodeTap,
    LinksTap,
    PhotoTap,
    ShowComing,
    ShowDay,
    ShowDesk,
    ShowFeedback,
    ShowLed,
    ShowPeople,
    ShowQueue,
    ShowSessions,
    StartSession,
)
from bot.ui.host.cards.callback_data import ShowCards
from bot.ui.host.placements.callback_data import ShowSelections

Screen = Callable[[], Awaitable[None]]

_OF_A_BOOKING = frozenset(
    {
        Intent.LATE,
        Intent.HANDOVER,
        Intent.ILL,
        Intent.NUMBERS,
        Intent.TRANSPORT,
        Intent.HAND_LIST,
        Intent.ON_THE_DAY,
        Intent.DELETE_ME,
        Intent.BRING,
        Intent.PAPERS,
        Intent.CLASSES,
    }
)
"""Hosts teach, too: what is plainly said of an own visit is."""


async def find_work(chat: Chat) -> Screen | None:
    """The screen that a text asks for by its writer's work; None where it does not, or they have none."""
    actor = chat.actor
    if actor.is_host and (code := normalise_code(chat.text)) is not None:
        return partial(gate.look_by_code, chat, actor.site_ids, code)
    if not (actor.is_host or actor.is_coordinator) or (
        chat.said is not None and chat.said.intent in _OF_A_BOOKING
    ):
        return None
    if actor.is_host and (of_site := read_host_intent(chat.text)) is not None:
        named = await chat.do(find_named_day, chat.text)
        return partial(_open_of_site, chat, of_site, None if named is None else f"{named.day:%Y%m%d}")
    if actor.is_coordinator and (of_region := read_region_intent(chat.text)) is not None:
        return partial(_open_of_region, chat, of_region)
    return None


async def _open_of_site(chat: Chat, intent: HostIntent, day: str | None) -> None:
    """Of the only site; of several the choice between them. ``day``: yyyymmdd, that was said with it."""
    sites = chat.actor.site_ids
    if intent is HostIntent.REQUESTS:
        await requests.show_queue(chat, ShowQueue())
    elif len(sites) > 1:
        await desk.show_desk(chat, ShowDesk())
    elif intent is HostIntent.SESSIONS and chat.actor.role_at(sites[0]) is Role.GUIDE:
        await guides.show_led(chat, ShowLed())
    else:
        await _OF_SITES[HostIntent.DAY if intent is HostIntent.COMING and day else intent](
            chat, sites[0], day
        )


async def _open_of_region(chat: Chat, intent: RegionIntent) -> None:
    """The same of regions."""
    regions = chat.actor.coordinated_region_ids
    if len(regions) > 1:
        await region.show_region(chat, ShowRegion())
    else:
        await _OF_REGIONS[intent](chat, regions[0])


_OF_SITES: Mapping[HostIntent, Callable[[Chat, SiteId, str | None], Awaitable[None]]] = {
    HostIntent.ADD_SESSION: lambda chat, site, _: sessions.start_session(chat, StartSession(site=site)),
    HostIntent.PLACEMENTS: lambda chat, site, _: placements.show_selections(chat, ShowSelections(site=site)),
    HostIntent.CODES: lambda chat, site, _: gate.ask_codes(chat, CodeTap(op="ask", id=site)),
    HostIntent.LINKS: lambda chat, site, _: links.show_links(
        chat, LinksTap(region=chat.runner.catalogue.site(site).region_id, site=site)
    ),
    HostIntent.FIGURES: lambda chat, site, _: figures.show_figures(chat, FiguresTap(site=site)),
    HostIntent.FEEDBACK: lambda chat, site, _: desk.show_feedback(chat, ShowFeedback(site=site)),
    HostIntent.PHOTO: lambda chat, site, _: photo.change_photo(chat, PhotoTap(site=site, op="ask")),
    HostIntent.PEOPLE: lambda chat, site, _: desk.show_members(chat, ShowPeople(site=site)),
    HostIntent.SESSIONS: lambda chat, site, day: sessions.show_sessions(
        chat, ShowSessions(site=site, first=day or "")
    ),
    HostIntent.COMING: lambda chat, site, _: gate.show_coming(chat, ShowComing(site=site)),
    HostIntent.DAY: lambda chat, site, day: gate.show_day(chat, ShowDay(site=site, day=day or "0")),
    HostIntent.CARDS: lambda chat, site, _: cards.show_cards(chat, ShowCards(site=site)),
    HostIntent.DESK: lambda chat, site, _: desk.show_desk(chat, ShowDesk(site=site)),
}
_OF_REGIONS: Mapping[RegionIntent, Callable[[Chat, RegionId], Awaitable[None]]] = {
    RegionIntent.NEW_SITE: lambda chat, at: making.start_site(chat, StartSite(region=at)),
    RegionIntent.UNANSWERED: lambda chat, at: region.show_unanswered(chat, ShowUnanswered(region=at)),
    RegionIntent.REVISIONS: lambda chat, at: revisions.show_revisions(chat, ShowRevisions(region=at)),
    RegionIntent.REPORT: lambda chat, at: report.show_report(chat, ReportTap(region=at)),
    RegionIntent.NEWS: lambda chat, at: news.show_news(chat, ShowNews(region=at)),
    RegionIntent.COMPLAINTS: lambda chat, at: region.show_complaints(chat, ShowComplaints(region=at)),
    RegionIntent.JOURNAL: lambda chat, at: journal.show_journal(chat, JournalTap(region=at)),
    RegionIntent.SETTINGS: lambda chat, at: settings.show_settings(chat, ShowSettings(region=at)),
    RegionIntent.ROUTES: lambda chat, at: route_making.show_routes(chat, RegionRoutes(region=at)),
    RegionIntent.COORDINATORS: lambda chat, at: region.show_coordinators(chat, CoordinatorTap(region=at)),
    RegionIntent.FILES: lambda chat, at: files.show_files(chat, FilesTap(region=at)),
    RegionIntent.LOW_RATED: lambda chat, at: region.show_low_rated(chat, ShowLowRated(region=at)),
    RegionIntent.SITES: lambda chat, at: region.show_sites(
        chat, ShowSites(region=at, status=Publication.PUBLISHED.value)
    ),
    RegionIntent.DESK: lambda chat, at: region.show_region(chat, ShowRegion(region=at)),
}
