"""A trainee was told to bring what classes bring: «копия свидетельства о рождении у руководителя»."""

from __future__ import annotations

import pytest

from bot.domain.model import Role
from tests.bot.hosts.site import host_of
from tests.bot.paths import PAPER_MILL, open_programme, site_id, words
from tests.bot.world import World


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("D2")
async def test_the_acceptance_names_what_to_wear_and_no_papers_of_a_class(
    world: World, language: str
) -> None:
    w = words(language)
    host = await host_of(world, "Ольга", Role.OWNER, slug=PAPER_MILL)
    parent = world.person("Галина", language_code=language)
    await open_programme(world, parent, PAPER_MILL, "intern")
    await parent.tap(w("programme.apply"))
    await parent.tap(w("application.i_am.parent"))
    await parent.tap("16–17")
    for _ in range(2):
        await parent.tap(parent.buttons()[0])
    await parent.writes("10 класс")
    await parent.writes("Учится на лаборанта, хочет увидеть цех изнутри")
    await parent.tap(w("consent.agree"))
    await parent.writes("Мария Ивановна")
    await parent.shares_contact()
    await parent.tap(w("summary.send"))
    await parent.waits()
    accept = next(label for label in host.buttons() if label.startswith("Принять"))
    await host.tap(accept)
    await host.tap(words("ru")("host.application.send"))
    site = world.app.content.published.sites[site_id(world, PAPER_MILL)]
    parent.sees(w.t.content(site.dress), w("application.briefing"))
    parent.does_not_see(w.t.content(site.bring))
    await parent.tap(w("sent.card"))
    parent.sees(w("application.stage.accepted"))
    parent.does_not_see(w.t.content(site.bring))
