"""Use cases of hosts and coordinators on a copy of a database with the demonstration's sites."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.db.engine.database import Database
from bot.domain.limits import Limits
from bot.domain.model import SessionId
from bot.services.booking.offers import free_seats
from bot.services.catalogue.cache import CatalogueCache
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from tests.engines import Fill, TemplateOf, fill_database, opened
from tests.host.site import START, Site, open_site
from tests.host.watched import Watched
from tests.runners import runner_over
from tests.sites import demo_of


def filling(limits: Limits) -> Fill:
    """A few published sites with sessions up to the horizon."""

    async def fill(db: Database) -> None:
        clock = MovableClock(START)
        counts = await ImportCatalogue(db, clock)(demo_of(), publish=True)
        assert isinstance(counts, ImportCounts), counts
        await roll_schedules(runner_over(db, clock, limits=limits))

    return fill


def make_demo_database(path: Path, limits: Limits) -> Path:
    """The same as a file to copy from."""
    fill_database(f"sqlite:///{path}", filling(limits))
    return path


two_months = filling(Limits(horizon_days=60))


@pytest.fixture
async def site(template_of: TemplateOf, tmp_path: Path) -> AsyncIterator[Site]:
    """The plywood works «Слоист» with an owner, a colleague, a guide, a guard, and a leader."""
    async with opened(template_of(two_months), tmp_path) as db:
        clock = MovableClock(START)
        content = CatalogueCache(db, clock)
        await content.refresh()
        site = await open_site(db, clock, content)
        yield site
        await site.check_seats()


@pytest.fixture
def watched(site: Site, monkeypatch: pytest.MonkeyPatch) -> Watched:
    freed: list[list[SessionId]] = []
    monkeypatch.setattr(free_seats, "seats_came_free", lambda _tx, session_ids: freed.append([*session_ids]))
    return Watched(site, freed)
