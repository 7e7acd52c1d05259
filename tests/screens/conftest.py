"""The gallery, built once a run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.ui.translator import languages, translator_for
from tests.screens import (
    of_applications,
    of_bookings,
    of_catalogue,
    of_coordinators,
    of_hosts,
    of_messages,
    of_refusals,
)
from tests.screens.gallery import Gallery
from tests.screens.showroom import Showroom, open_showroom, prepare

WALLS = (
    of_catalogue,
    of_bookings,
    of_applications,
    of_messages,
    of_hosts,
    of_coordinators,
    of_refusals,
)


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Showroom:
    """The demo's content."""
    folder = tmp_path_factory.mktemp("showroom")
    prepare(folder)
    return asyncio.run(open_showroom(folder))


@pytest.fixture(scope="session")
def galleries(room: Showroom) -> Sequence[Gallery]:
    """Every screen in every language."""
    found = []
    for language in languages():
        gallery = Gallery(translator_for(language.code))
        for wall in WALLS:
            wall.hang(gallery, room)
        found.append(gallery)
    return found
