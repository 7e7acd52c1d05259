"""What leaders said of their visits is read at the site and in the region, and nobody knows whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.db.tables import feedback
from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.hosts.test_complaints import coordinator_of
from tests.bot.paths import PAPER_MILL, site_id, words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


async def rated(world: World, *scores: int, text: str | None = None, days_ago: int = 40) -> None:
    """So many ratings of the paper mill, whose authors nobody knows any more."""
    at, site = world.clock.now() - timedelta(days=days_ago), site_id(world, PAPER_MILL)
    rows = [{"site_id": site, "score": each, "text": text, "created_at": at} for each in scores]

    def body(connection: Connection) -> None:
        connection.execute(insert(feedback), rows)

    await world.db.write(body)


@LANGUAGES
@pytest.mark.shows("B18")
@pytest.mark.shows("F6")
async def test_scores_and_sentences_of_a_year(world: World, language: str) -> None:
    w = words(language)
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    guard = await host_of(world, "Семён", Role.GUARD)
    coordinator = await coordinator_of(world)
    await owner.writes("/desk")
    await owner.tap(w("host.desk.feedback"))
    owner.sees(w("host.feedback.none"))
    await rated(world, 5, 4, 4, text="Больше времени у пресса")
    await rated(world, 1, text="Прошлогоднее", days_ago=366)
    await owner.resend_last_tap()
    owner.sees("4,3" if language == "ru" else "4.3", "Больше времени у пресса", w.t.count("count.ratings", 3))
    owner.does_not_see("Прошлогоднее", "14")
    await guard.press_data(f"hfb:{site_id(world, PAPER_MILL)}:0")
    guard.does_not_see("Больше времени у пресса")
    await coordinator.writes("/region")
    assert not [each for each in coordinator.buttons() if words("ru")("coordinator.low_rated", n=1) == each]
    await rated(world, 1, 1, 2, 1, text="Никто не встретил")
    await coordinator.writes("/region")
    await coordinator.tap(words("ru")("coordinator.low_rated", n=1))
    coordinator.sees("Вычегодский лист", "2,6")
    await coordinator.tap(coordinator.buttons()[0])
    coordinator.sees("Никто не встретил")
    await coordinator.tap(words("ru")("coordinator.to_site"))
    coordinator.sees("Вычегодский лист")
    assert words("ru")("host.desk.feedback") in coordinator.buttons()
