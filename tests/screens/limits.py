"""All screens in all languages, from every wall."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui.translator import languages, translator_for
from tests.screens import (
    of_applications,
    of_bookings,
    of_cards,
    of_catalogue,
    of_choosing,
    of_coordinators,
    of_duties,
    of_ends,
    of_enquiries,
    of_figures,
    of_groups,
    of_guides,
    of_handovers,
    of_hosts,
    of_messages,
    of_news,
    of_no_shows,
    of_offers,
    of_operators,
    of_papers,
    of_prints,
    of_refusals,
    of_region_routes,
    of_region_settings,
    of_routes,
    of_watch,
)
from tests.screens.gallery import Gallery
from tests.screens.showroom import Showroom

WALLS = (
    of_catalogue,
    of_bookings,
    of_offers,
    of_groups,
    of_guides,
    of_operators,
    of_handovers,
    of_routes,
    of_applications,
    of_choosing,
    of_messages,
    of_papers,
    of_prints,
    of_hosts,
    of_ends,
    of_enquiries,
    of_cards,
    of_coordinators,
    of_figures,
    of_region_settings,
    of_region_routes,
    of_news,
    of_no_shows,
    of_watch,
    of_duties,
    of_refusals,
)


def hang_everything(room: Showroom) -> Sequence[Gallery]:
    """One gallery a language."""
    found = []
    for language in languages():
        gallery = Gallery(translator_for(language.code))
        for wall in WALLS:
            wall.hang(gallery, room)
        found.append(gallery)
    return found
