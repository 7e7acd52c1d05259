"""Screens and messages of a region's news."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.forms import AnnouncementForm
from bot.domain.lengths import NEWS
from bot.domain.model import (
    AnnouncementId,
    AnnouncementState,
    CopyState,
    DraftId,
    NewsAudience,
    PersonId,
)
from bot.domain.region.announcement import (
    Announcement,
    AnnouncementFormView,
    AnnouncementsView,
    AnnouncementView,
    NewsView,
)
from bot.ui.coordinator import news as screens
from tests.screens.gallery import Gallery
from tests.screens.showroom import COMMENT, NOW, Showroom

NUMBER = 2**31 - 1
LONG = COMMENT[:NEWS]


def hang(g: Gallery, room: Showroom) -> None:
    region = room.region
    cities = {site.city_slug: site.city for site in room.catalogue.sites.values()}
    for text in ("Спасибо!", LONG):
        g.message("news.copy", f"{len(text)} signs", NewsView(region, text))
        g.message("news.test", f"{len(text)} signs", NewsView(region, text, is_test=True))
        entries = []
        for state in AnnouncementState:
            found = Announcement(
                AnnouncementId(NUMBER),
                region.id,
                PersonId(1),
                text,
                NewsAudience.APPLICANTS,
                next(iter(cities)),
                state,
                5_000,
                None,
                None,
                NOW,
                None if state is AnnouncementState.SENDING else NOW + timedelta(hours=1),
            )
            copies = {CopyState.SENT: 4_812, CopyState.FAILED: 188}
            if state is AnnouncementState.SENDING:
                copies = {CopyState.SENT: 2_000, CopyState.PLANNED: 2_700, CopyState.QUEUED: 300}
            view = AnnouncementView(found, region, next(iter(cities.values())), copies)
            entries.append(view)
            case = f"{state}, {len(text)} signs"
            g.show(screens.announcement_screen, case, view, g.t)
            g.show(screens.announcement_screen, f"{case}, asks", view, g.t, asks=True)
            for kind in ("news.progress", "news.progress.update", "news.done"):
                g.message(kind, case, view)
        g.show(
            screens.news_screen,
            f"{len(text)} signs",
            AnnouncementsView(region, tuple(entries), 21, 1, 3),
            g.t,
        )
        form = AnnouncementForm(region.id, text)
        counts = dict.fromkeys(NewsAudience, 21)
        whole = AnnouncementFormView(DraftId(NUMBER), form, region, counts, 0, cities, "0a1b2c3d")
        g.show(screens.news_form_screen, f"for whom, {len(text)} signs", whole, g.t)
        for audience in NewsAudience:
            to = replace(whole, form=replace(form, audience=audience, city=next(iter(cities))), sated=5)
            g.show(screens.news_form_screen, f"{audience}, {len(text)} signs", to, g.t)
        nobody = replace(to, counts={})
        g.show(screens.news_form_screen, f"nobody, {len(text)} signs", nobody, g.t)
        g.show(screens.news_form_screen, "which town", replace(to, asks_city=True), g.t)
    g.show(screens.news_form_screen, "what", replace(whole, form=AnnouncementForm(region.id)), g.t)
    g.show(screens.news_screen, "none", AnnouncementsView(region, (), 0, 0, 1), g.t)
