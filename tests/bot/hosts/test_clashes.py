"""Minutes between sessions grow under what somebody has: the host sees it, no visitor meets it (E11)."""

from __future__ import annotations

import json

import pytest

from bot.domain.model import Role
from bot.services.catalogue.importing import ImportCatalogue, ImportCounts
from bot.services.catalogue.roll_schedules import roll_schedules
from bot.ui.formats.dates import moment_label
from tests.bot.hosts.site import booking_of, data_of, host_of
from tests.bot.paths import PAPER_MILL, book_class, words
from tests.bot.world import World
from tests.sites import demo_of

ZONE = "Europe/Moscow"


async def need(world: World, before: int, after: int) -> None:
    """Each tour of the paper mill needs so many minutes from now on."""
    document = json.loads(demo_of())
    site = next(each for each in document["sites"] if each["slug"] == PAPER_MILL)
    site["programmes"][0] |= {"before_min": before, "after_min": after}
    counts = await ImportCatalogue(world.db, world.clock)(json.dumps(document))
    assert isinstance(counts, ImportCounts), counts
    await roll_schedules(world.app.runner)
    await world.settle()


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.shows("E11")
async def test_minutes_that_grow_are_told_and_clashes_not_offered(world: World, language: str) -> None:
    w, r = words(language), words("ru")
    owner = await host_of(world, "Ольга", Role.OWNER, language=language)
    teacher = world.person("Анна")
    await book_class(world, teacher, r)
    await owner.tap(w("host.confirm"))
    visit = (await booking_of(world, teacher)).first
    # By hand, at once after the class.
    await owner.press_data(f"hn:{visit.site_id}")
    await owner.tap(owner.buttons()[1])
    await owner.writes("8 декабря" if language == "ru" else "8 December")
    await owner.writes("11:30")
    if w("host.new.agree") not in owner.buttons():
        await owner.tap(
            next(each for each in owner.buttons() if each.startswith(w("host.nearest", time="")[:8]))
        )
    await owner.tap(w("host.new.agree"))
    owner.sees(w("host.new.made"))
    made = data_of(owner, w("host.session.close")).split(":")[1]
    await owner.waits()
    await need(world, 0, 30)
    owner.sees(w("host.clash.what_to_do"), moment_label(visit.starts_at, ZONE, w.t))
    notice = owner.last
    await owner.press_data(f"hc:{made}:show:")
    owner.sees(w("host.session.clashes", moment="", programme="").split("«")[0][:12])
    await owner.tap(w("host.open_session"))
    owner.sees(moment_label(visit.starts_at, ZONE, w.t), w("host.margins", before=0, after=30)[:8])
    await owner.press_data(f"hs:{visit.site_id}:20261208")
    owner.sees(w("host.sessions.clash"))
    # A link to it says that it is not to be had.
    guest = world.person("Мария", language_code=language)
    await guest.start(f"d_{made}")
    guest.sees(w("programme.gone.closed", moment="").split(".")[-2].strip())
    assert "11:30" not in "".join(each.split("•")[-1] for each in guest.screen.splitlines() if "•" in each)
    # The host closes the one too many: nothing clashes any more.
    await owner.press_data(f"hc:{made}:close:repair")
    await owner.press_data(f"hs:{visit.site_id}:20261208")
    owner.does_not_see(w("host.sessions.clash"))
    await owner.press_data(f"hc:{visit.session_id}:show:", notice)
    owner.sees(moment_label(visit.starts_at, ZONE, w.t))
