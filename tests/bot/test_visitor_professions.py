"""From a profession to where it can be seen, tried and practised (A10)."""

from __future__ import annotations

import pytest

from bot.domain.catalogue.professions import Way, professions_of, way_of
from bot.domain.model import ProgrammeKind
from bot.ui.visitor.callback_data import ShowProfession, ShowProfessions
from tests.bot.paths import words
from tests.bot.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


@LANGUAGES
@pytest.mark.shows("A10")
async def test_from_a_profession_to_seeing_trying_and_practising_it(world: World, language: str) -> None:
    w = words(language)
    guest = world.person("Гость", language_code=language)
    await guest.start()
    await guest.tap(w("home.more"))
    await guest.tap(w("home.professions"))
    wanted = "Инженер деревообработки" if language == "ru" else "Wood-processing engineer"
    await guest.tap(wanted[0])
    await guest.tap(wanted)
    guest.sees(
        wanted, *(w(f"profession.{way}")[3:-4] for way in Way), "Емва" if language == "ru" else "Yemva"
    )
    catalogue = world.app.content.published
    placement = next(
        each
        for each in catalogue.programmes.values()
        if each.kind is ProgrammeKind.INTERNSHIP and catalogue.site_of(each).slug == "sloist"
    )
    label = next(each for each in guest.buttons() if each.startswith(w.t.content(placement.title)[:8]))
    await guest.tap(label)
    guest.sees(w("programme.apply"))


@pytest.mark.whole_demo
@pytest.mark.shows("A10")
async def test_every_profession_of_the_catalogue_is_reached_by_its_letter(world: World) -> None:
    w = words("ru")
    guest = world.person("Гость")
    await guest.start()
    await guest.press_data(ShowProfessions().pack())
    letters = [each for each in guest.buttons() if len(each) == 1]
    assert letters == sorted(letters)
    known = professions_of(world.app.content.published)
    reached = 0
    for letter in letters:
        await guest.press_data(ShowProfessions(letter=letter).pack())
        reached += sum(" · " in label for label in guest.buttons())
        while w("professions.all") in guest.buttons() and "›" in guest.buttons():
            here, pages = next(each for each in guest.buttons() if " / " in each).split(" / ")
            if here == pages:
                break
            await guest.tap("›")
            reached += sum(" · " in label for label in guest.buttons())
    assert reached == len(known) > 30


@pytest.mark.shows("A10", "A5")
async def test_a_profession_that_is_typed_has_its_button(world: World) -> None:
    w = words("ru")
    guest = world.person("Гость")
    await guest.start()
    await guest.writes("лаборант химического анализа")
    await guest.tap(w("find.profession", name=""))
    guest.sees("Лаборант химического анализа", w("profession.see")[3:-4])


@pytest.mark.parametrize(
    "data", ["job:1", "job:-1", f"job:{10**30}", "jobs:Ж:99", "jobs:абв:-7", "job:x", "jobs"]
)
async def test_a_profession_that_is_gone_leads_to_all(world: World, data: str) -> None:
    guest = world.person("Гость")
    await guest.start()
    await guest.press_data(data)
    assert guest.last.text


async def test_what_is_shown_is_what_the_programmes_say(world: World) -> None:
    catalogue = world.app.content.published
    for profession in professions_of(catalogue).values():
        assert profession.programmes
        ways = [list(Way).index(way_of(each)) for each in profession.programmes]
        assert ways == sorted(ways)
        assert ShowProfession(profession=profession.number, page=9).pack()
        for each in profession.programmes:
            assert profession.name in (each.professions or catalogue.site_of(each).professions)
